"""What the sections share: headings, paragraphs, tables that may be empty, figures that may not be drawable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language, say
from evalkit.views.blocks import Block, Bullets, Figure, Heading, Prose, Table

Part = Callable[[Evaluation, Review, Language], tuple[Block, ...]]
Draw = Callable[[Evaluation, Language], Figure | NotEstimable]


def heading(key: str, language: Language, level: Literal[2, 3, 4] = 3) -> Heading:
    """Return the heading ``headings.parts.<key>``."""
    return Heading(level, say(f"headings.parts.{key}", language))


def paragraph(language: Language, *keys: str) -> Prose:
    """Return fixed sentences of ``prose`` as one paragraph."""
    return Prose(tuple(say(f"prose.{key}", language) for key in keys))


def or_reason(table: Table, key: str, language: Language) -> Block:
    """Return a table, or the sentence ``prose.<key>`` when it has no row."""
    return table if table.rows else paragraph(language, key)


def drawn(draw: Draw, evaluation: Evaluation, language: Language) -> Block:
    """Return a figure, or a sentence that says why there is none."""
    found = draw(evaluation, language)
    if isinstance(found, NotEstimable):
        return Prose((say("prose.no_figure", language, reason=found.sentence(language)),))
    return found


def drawn_and_listed(
    draw: Draw, table: Table, key: str, evaluation: Evaluation, language: Language
) -> tuple[Block, ...]:
    """Return a figure and its table, or only the sentence ``prose.<key>`` when there is nothing to show."""
    return (drawn(draw, evaluation, language), table) if table.rows else (paragraph(language, key),)


def bullets(items: Sequence[str], key: str, language: Language, intro: str | None = None) -> Block:
    """Return a list, or the sentence ``prose.<key>`` when it is empty."""
    line = say(f"prose.{intro}", language) if intro else None
    return Bullets(tuple(items), line) if items else paragraph(language, key)
