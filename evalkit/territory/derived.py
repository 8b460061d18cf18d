"""Figures that several files give together: offer and job seekers, mix of the offer by type, ages."""

from __future__ import annotations

from dataclasses import replace

from evalkit.catalogue.siae import siae_types
from evalkit.catalogue.words import Words
from evalkit.territory.ages import with_ages
from evalkit.territory.seekers import with_workers
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.together import with_ratio
from evalkit.territory.variables import key_of
from evalkit.texts import family

OFFER = "siae_for_unemployed"
TYPES = tuple(f"siae_{each.code}" for each in siae_types())
MIX = "share_"
"""Before the column of a type: its share of all structures of the zone."""


def with_derived(table: ZoneTable) -> ZoneTable:
    """Add what the figures of a level allow.

    SIAE for 1,000 unemployed people of the last census, each type's share of them, workers in SIAE beside job seekers,
    and ages. The table can then be brought together no further: each level has its own.
    """
    table = with_ages(with_workers(replace(table, frame=table.frame.copy(), tally=None)))
    if "siae" not in table.frame:
        return table
    if unemployed := latest(table, "CHOM1564"):
        label = _label(table, OFFER, unemployed.vintage or "")
        table = with_ratio(table, OFFER, "siae", unemployed.name, 1000.0, "per_thousand", label)
    for each in TYPES:
        if each in table.frame:
            table = with_ratio(table, MIX + each, each, "siae", 100.0, "percent", _label(table, MIX + each, ""))
    return table


def latest(table: ZoneTable, key: str) -> Variable | None:
    """Return the column of a key (see `key_of`) in its latest year."""
    found = [each for each in table.variables if key_of(each.name) == key]
    return max(found, key=lambda each: each.vintage or "", default=None)


def _label(table: ZoneTable, name: str, year: str) -> Words:
    words = family("atlas")["derived"]
    if name in words:
        return Words(**{language: text.format(year=year).replace(" )", ")") for language, text in words[name].items()})
    label = table.variable(name.removeprefix(MIX)).label
    return Words(**{each: words["share"][each].format(type=getattr(label, each)) for each in ("fr", "en")})
