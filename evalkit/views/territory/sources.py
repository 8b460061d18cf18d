"""What an atlas cannot say, where its figures come from, and what became of the files of the folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evalkit import __version__
from evalkit.errors import Problem
from evalkit.territory.derived import OFFER
from evalkit.texts import Language, said, unbroken
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Prose, Table
from evalkit.views.territory.wording import short_of, when
from evalkit.views.words import capital, listed

if TYPE_CHECKING:
    from evalkit.territory.atlas import Atlas
    from evalkit.territory.profile import Profile
    from evalkit.territory.table import Variable

_LENGTH = 130
"""Signs of the one remark on a file that stands on the page; the file of the table has all, in full."""
_UNUSED = "errors.atlas.unused.fault"


def limits_blocks(profile: Profile, own: bool, language: Language) -> tuple[Block, ...]:
    """Say what must not be read into what an atlas shows."""
    items = tuple(said(f"atlas.limits.{each}", language) for each in _limits(profile, own))
    return (Heading(2, said("atlas.parts.limits", language)), Bullets(items))


def _limits(profile: Profile, own: bool) -> Iterator[str]:
    yield "ranks"
    if profile.level not in ("commune", "departement", "region"):
        yield "peers"
    if profile.standings:
        yield from ("overlap", "vintages", "aggregates")
        yield "small" if profile.level == "commune" else "secrecy"
    if any(each.variable.name == OFFER for each in profile.standings):
        yield "siae"
    if profile.standings or own:
        yield "effect"


def sources_blocks(
    atlas: Atlas, profile: Profile, language: Language, notes: Sequence[Problem] = ()
) -> tuple[Block, ...]:
    """Define each figure shown with its year and source, name the other files, and what was noticed in them."""
    blocks: list[Block] = [Heading(2, said("atlas.parts.sources", language))]
    if profile.standings:
        blocks.append(_definitions(profile, language))
    blocks.append(Bullets(tuple(_files(atlas, language)), said("atlas.also_read", language), small=True))
    left = [each for each, _ in atlas.first_refusals()]
    unused = [each.place.file for each in atlas.notes if each.fault[0] == _UNUSED]
    noticed = _by_file([each for each in (*notes, *atlas.notes) if each.fault[0] != _UNUSED])
    if unused:
        told = said("atlas.unused", language, files=", ".join(sorted(unused)))
        blocks.append(Bullets((told,), small=True))
    if left:
        blocks.append(_left_out(left, language))
    if noticed:
        blocks.append(_remarks(noticed, language))
    return (*blocks, Prose((said("atlas.made_with", language, version=__version__),)))


def _definitions(profile: Profile, language: Language) -> Table:
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language)) for key in ("figure", "meaning", "year", "source")
    )
    shown = [each.variable for each in (profile.population, *profile.standings)]
    return Table("figures", said("atlas.captions.figures", language), columns,
                 tuple(_definition(each, language) for each in shown))  # fmt: skip


def _definition(variable: Variable, language: Language) -> tuple[str, ...]:
    return (
        capital(short_of(variable, language)),
        unbroken(variable.label.say(language), language),
        when(variable.vintage, language) if variable.vintage else said("atlas.no_date", language),
        variable.source or said("atlas.no_source", language),
    )


def _files(atlas: Atlas, language: Language) -> Iterator[str]:
    found: dict[str, set[str]] = {}
    for each in (variable for table in atlas.tables for variable in table.variables):
        found.setdefault(each.source, set()).update([each.vintage] if each.vintage else [])
    for source, years in sorted(found.items()):
        if source:
            told = ", ".join(when(each, language) for each in sorted(years))
            yield said("atlas.file", language, source=source, years=told or said("atlas.no_date", language))
    for outline in atlas.outlines.values():
        yield said("atlas.outlines", language, source=outline.source)
    geography = atlas.membership
    yield said("atlas.geography", language, source=geography.source or said("atlas.no_source", language),
               year=geography.vintage or said("atlas.no_date", language))  # fmt: skip


def _left_out(problems: Sequence[Problem], language: Language) -> Table:
    columns = tuple(Column(key, said(f"atlas.columns.{key}", language)) for key in ("file", "why", "remedy"))
    rows = tuple((each.place.file, _fault(each, language), each.advice(language)) for each in problems)
    shown = tuple((file, capital(_short(why)), _short(remedy)) for file, why, remedy in rows)
    return Table("files_left_out", said("atlas.captions.left_out", language), columns, shown, rows)


def _remarks(noticed: dict[str, list[Problem]], language: Language) -> Table:
    columns = (Column("file", said("atlas.columns.file", language)),
               Column("remark", said("atlas.columns.remark", language)))  # fmt: skip
    values = tuple((file, _fault(each, language)) for file, found in noticed.items() for each in found)
    rows = tuple((file, _together(found, language)) for file, found in noticed.items())
    return Table("file_remarks", said("atlas.captions.remarks", language), columns, rows, values,
                 (said("atlas.all_remarks", language),))  # fmt: skip


def _by_file(notes: Sequence[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for each in dict.fromkeys(notes):
        found.setdefault(each.place.file, []).append(each)
    return dict(sorted(found.items()))


def _together(found: Sequence[Problem], language: Language) -> str:
    """Tell the first remark on a file, and how many more there are."""
    told, more = _short(capital(_fault(found[0], language))), len(found) - 1
    if not more:
        return told
    others = said("atlas.more_remarks", language, n=more, count=numbers.number(more, language, 0))
    return listed([told, others], language)


def _fault(found: Problem, language: Language) -> str:
    """Return what was found, with its line, without the file's name and the remedy: they stand beside it."""
    text = unbroken(found.found(language).rstrip("."), language)
    line = found.place.line
    return text if line is None else said("atlas.at_line", language, line=line, text=text)


def _short(text: str) -> str:
    return text if len(text) <= _LENGTH else text[:_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.(\u00a0") + "…"
