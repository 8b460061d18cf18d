"""The parts of the report of a multivariate analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, get_args

from evalkit.multivariate.analysis import Analysis
from evalkit.multivariate.disclosure import THRESHOLD
from evalkit.stats.classes import Classes
from evalkit.texts import Language
from evalkit.views.blocks import Block, Bullets, Heading, Prose, Table
from evalkit.views.multivariate import axis_tables, class_tables, pictures, row_tables
from evalkit.views.multivariate.axis_prose import axes_sentences, data_sentences, readings_blocks
from evalkit.views.multivariate.class_prose import brief_blocks, no_classes, number_sentences, profiles_blocks
from evalkit.views.multivariate.limits_prose import limits_sentences
from evalkit.views.multivariate.wording import Wording

Part = Literal["brief", "interpretation", "limits", "classes", "axes", "variables", "individuals", "data"]
PARTS: tuple[Part, ...] = get_args(Part)


def blocks(analysis: Analysis, part: Part, language: Language = "fr") -> tuple[Block, ...]:
    """Return a part of the report of an analysis.

    Parameters
    ----------
    analysis : Analysis
    part : str
        One of `PARTS`.
    language : {"fr", "en"}

    Returns
    -------
    tuple of Block
        A heading of level 2, then sentences, figures and tables. Every number of a sentence stands in a table of one
        of the parts. Nothing of a single row is in them unless the rows may be named.
    """
    words = Wording(analysis, language)
    return (Heading(2, words.say(f"parts.{part}")), *_PARTS[part](words))


def _data(words: Wording) -> Iterator[Block]:
    yield Prose(data_sentences(words))
    yield axis_tables.columns_table(words)
    if words.analysis.rare:
        yield axis_tables.rare_table(words)


def _axes(words: Wording) -> Iterator[Block]:
    yield Prose(axes_sentences(words))
    yield axis_tables.axes_table(words)
    yield from pictures.axes_figures(words)
    yield axis_tables.rules_table(words)


def _variables(words: Wording) -> Iterator[Block]:
    yield from pictures.columns_figures(words)
    yield axis_tables.axis_columns_table(words)
    aside = axis_tables.supplementary_table(words)
    if aside.values:
        yield aside
    groups = [each for each in (axis_tables.groups_table(words), axis_tables.groups_links_table(words)) if each]
    if groups:
        yield Heading(3, words.say("parts.groups"))
        yield from pictures.groups_figures(words)
        yield from groups
        yield from pictures.partial_figures(words)


def _individuals(words: Wording) -> Iterator[Block]:
    yield row_tables.quality_table(words)
    yield from _there(row_tables.rows_table(words))
    yield from pictures.rows_figures(words)
    yield from _there(row_tables.outliers_table(words))


def _there(table: Table | None) -> Iterator[Block]:
    if table is not None:
        yield table


def _classes(words: Wording) -> Iterator[Block]:
    if not isinstance(words.analysis.classes, Classes):
        yield Prose((no_classes(words),))
        return
    yield Prose(number_sentences(words))
    yield class_tables.sizes_table(words)
    yield from pictures.tree_figures(words)
    yield Heading(3, words.say("parts.profiles"))
    told = [words.say("notes.withheld_lines", least=THRESHOLD)] if words.analysis.withheld.lines else []
    yield Prose((words.say("classes.legend"), *told))
    yield from pictures.profiles_figures(words)
    yield from class_tables.profiles_tables(words)
    yield class_tables.links_table(words)
    yield Heading(3, words.say("parts.sure"))
    yield from class_tables.sure_tables(words)


def _interpretation(words: Wording) -> Iterator[Block]:
    yield Heading(3, words.say("parts.each_axis"))
    yield from readings_blocks(words)
    if words.analysis.profiles:
        yield Heading(3, words.say("parts.each_class"))
        yield from profiles_blocks(words)


def _limits(words: Wording) -> Iterator[Block]:
    yield Bullets(limits_sentences(words))


_PARTS: dict[Part, Callable[[Wording], Iterator[Block]]] = {
    "brief": brief_blocks,
    "interpretation": _interpretation,
    "limits": _limits,
    "classes": _classes,
    "axes": _axes,
    "variables": _variables,
    "individuals": _individuals,
    "data": _data,
}
