"""What an atlas cannot say, what was noticed in the files, and where all comes from."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit import __version__
from evalkit.errors import Problem
from evalkit.territory.atlas import Atlas
from evalkit.texts import Language, said
from evalkit.views.blocks import Block, Bullets, Heading, Notice, Prose

_LIMITS = ("vintages", "aggregates", "secrecy", "small", "ranks", "peers", "siae", "effect")
_MOST = 20


def limits_blocks(atlas: Atlas, language: Language) -> tuple[Block, ...]:
    """Say what must not be read into an atlas; files left out come first."""
    refused = [_refusal(each, more, language) for each, more in atlas.first_refusals()]
    blocks: list[Block] = [Heading(2, said("atlas.parts.limits", language))]
    if refused:
        blocks.append(Notice("warning", said("atlas.refused", language, n=len(refused))))
        blocks.append(Bullets(tuple(refused[:_MOST])))
    blocks.append(Bullets(tuple(said(f"atlas.limits.{each}", language) for each in _LIMITS)))
    return tuple(blocks)


def sources_blocks(atlas: Atlas, language: Language, notes: Sequence[Problem] = ()) -> tuple[Block, ...]:
    """Name the files with their years, the geography and what was noticed while reading."""
    found: dict[str, set[str]] = {}
    for each in (variable for table in atlas.tables for variable in table.variables):
        found.setdefault(each.source, set()).update([each.vintage] if each.vintage else [])
    lines = [said("atlas.file", language, source=source, years=", ".join(sorted(years)) or said("atlas.no_date",
             language)) for source, years in sorted(found.items()) if source]  # fmt: skip
    lines += [said("atlas.outlines", language, source=each.source) for each in atlas.outlines.values()]
    geography = atlas.membership
    lines.append(said("atlas.geography", language, source=geography.source or said("atlas.no_source", language),
                      year=geography.vintage or said("atlas.no_date", language)))  # fmt: skip
    blocks: list[Block] = [Heading(2, said("atlas.parts.sources", language)), Bullets(tuple(dict.fromkeys(lines)))]
    told = tuple(dict.fromkeys(_told(each, language) for each in (*notes, *atlas.notes)))
    if told:
        shown = told[:_MOST]
        if len(told) > _MOST:
            shown = (*shown, said("atlas.more_notes", language, n=len(told) - _MOST))
        blocks.append(Bullets(shown, said("atlas.noticed", language), small=True))
    return (*blocks, Prose((said("atlas.made_with", language, version=__version__),)))


def _refusal(found: Problem, more: int, language: Language) -> str:
    sentence = _told(found, language)
    return said("atlas.refused_more", language, n=more, sentence=sentence) if more else sentence


def _told(found: Problem, language: Language) -> str:
    return found.sentence(language)
