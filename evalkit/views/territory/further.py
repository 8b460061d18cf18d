"""What an atlas has not, and the official file that has it: the next step of who evaluates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.derived import OFFER, latest
from evalkit.territory.levels import Level
from evalkit.territory.profile import Profile, catalogue
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.variables import key_of
from evalkit.texts import Language, said
from evalkit.views.blocks import Block, Column, Heading, Prose, Table
from evalkit.views.territory.wording import dated, short_of
from evalkit.views.words import capital, joined

FILES: dict[str, tuple[str, ...]] = {
    "localised": ("unemployment_rate_localised",),
    "census": ("unemployment_rate_census", "activity_rate", "share_owners", "share_vacant_dwellings",
               "share_second_homes", "share_employees"),
    "incomes": ("TP60", "MED", "PPMINI", "PIMP"),
    "diplomas": ("share_without_diploma",),
    "ages": ("share_75_and_over", "share_0_14"),
    "structures": (OFFER,),
}  # fmt: skip
"""By key of ``texts/atlas.yaml``, ``files``: the figures that an official file gives."""
_NOT_AT: dict[str, tuple[Level, ...]] = {
    "unemployment_rate_localised": ("commune", "epci"),
    OFFER: ("commune",),
}
"""Levels at which a figure is not published, or says nothing: no file would add it."""


@dataclass(frozen=True)
class Missing:
    """A figure of the catalogue that an atlas has not for a zone.

    Parameters
    ----------
    variable : Variable
        With its name only where no file has it.
    why : NotEstimable
    need : bool
        Whether it would say something of need.
    """

    variable: Variable
    why: NotEstimable
    need: bool


def missing_figures(profile: Profile, table: ZoneTable) -> tuple[Missing, ...]:
    """Return the figures of the catalogue that a profile has not, and why."""
    shown = {key_of(each.variable.name) for each in profile.standings}
    wanted = [key for key in catalogue()["indicators"] if profile.level not in _NOT_AT.get(key, ())]
    return tuple(_missing(key, profile, table) for key in wanted if key not in shown)


def _missing(key: str, profile: Profile, table: ZoneTable) -> Missing:
    variable = latest(table, key)
    need = bool(catalogue()["indicators"][key]["need"])
    if variable is None:
        return Missing(Variable(key, Words(key, key)), not_estimable("atlas.no_file_has_it"), need)
    value = table.value(profile.code, variable.name)
    why = value if isinstance(value, NotEstimable) else not_estimable("atlas.few_have_it")
    return Missing(variable, why, need)


def told_missing(missing: Missing, language: Language) -> str:
    """Say that a figure is not there, and why."""
    return said("atlas.summary.no_value", language, label=dated(missing.variable, language),
                why=missing.why.sentence(language))  # fmt: skip


@dataclass(frozen=True)
class Lacking:
    """What else an atlas has not: outlines of its zones, employment zones, the SIAE's workers."""

    outlines: bool
    zones: bool
    workers: bool


def further_blocks(missing: Sequence[Missing], lacking: Lacking, level: Level, language: Language) -> tuple[Block, ...]:
    """Name the official files that would complete an atlas; nothing where nothing is missing.

    Parameters
    ----------
    missing : sequence of Missing
    lacking : Lacking
    level : Level
        Of the zone: some files are published by level.
    language : {"fr", "en"}
    """
    rows = tuple(_rows(missing, lacking, level, language))
    if not rows:
        return ()
    columns = tuple(Column(key, said(f"atlas.columns.{key}", language)) for key in ("file", "from", "brings"))
    table = Table("files_to_add", said("atlas.captions.files", language), columns, rows)
    return (Heading(2, said("atlas.parts.further", language)), Prose((said("atlas.further.how", language),)), table)


def _rows(missing: Sequence[Missing], lacking: Lacking, level: Level, language: Language) -> Iterator[tuple[str, ...]]:
    for file, keys in FILES.items():
        if found := [each for each in missing if key_of(each.variable.name) in keys and _gives(each, level)]:
            yield _row(file, level, capital(joined([short_of(each.variable, language) for each in found], language)),
                       language)  # fmt: skip
    for file in _others(lacking):
        yield _row(file, level, said(f"atlas.files.{file}.brings", language), language)


def _gives(missing: Missing, level: Level) -> bool:
    """Tell whether a file would give a figure: one by commune that is given already has no more than it has."""
    return level != "commune" or missing.why.reason == "atlas.no_file_has_it"


def _others(lacking: Lacking) -> Iterable[str]:
    needed = {"zones": lacking.zones, "outlines": lacking.outlines, "workers": lacking.workers}
    return (file for file, absent in needed.items() if absent)


def _row(file: str, level: Level, brings: str, language: Language) -> tuple[str, ...]:
    of = said(f"atlas.of_level.{level}", language)
    return (said(f"atlas.files.{file}.name", language, level=of), said(f"atlas.files.{file}.from", language), brings)
