"""Figures that several files give together: structures for the unemployed, mix of the offer by type."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evalkit.catalogue.siae import siae_types
from evalkit.catalogue.words import Words
from evalkit.territory.table import REASONS, Variable, ZoneTable, codes_of, reasons_of
from evalkit.territory.variables import key_of
from evalkit.texts import family

OFFER = "siae_for_unemployed"
TYPES = tuple(f"siae_{each.code}" for each in siae_types())
MIX = "share_"
"""Before the column of a type: its share of all structures of the zone."""


def with_derived(table: ZoneTable) -> ZoneTable:
    """Add SIAE for 1,000 unemployed people of the last census, and each type's share of them, where figures allow.

    The table can then be brought together no further: each level has its own.
    """
    table = replace(table, frame=table.frame.copy(), tally=None)
    if "siae" not in table.frame:
        return table
    if unemployed := latest(table, "CHOM1564"):
        table = _with_ratio(table, OFFER, "siae", unemployed.name, 1000.0, "per_thousand")
    for each in TYPES:
        if each in table.frame:
            table = _with_ratio(table, MIX + each, each, "siae", 100.0, "percent")
    return table


def latest(table: ZoneTable, key: str) -> Variable | None:
    """Return the column of a key (see `key_of`) in its latest year."""
    found = [each for each in table.variables if key_of(each.name) == key]
    return max(found, key=lambda each: each.vintage or "", default=None)


def _with_ratio(table: ZoneTable, name: str, above: str, below: str, scale: float, unit: str) -> ZoneTable:
    top, bottom = table.frame[above], table.frame[below]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (scale * top / bottom).where(bottom > 0)
    own, other = (codes_of(table.missing[[each]])[:, 0] for each in (above, below))
    why = np.where(own >= 0, own, other)
    why = np.where((why < 0) & values.isna().to_numpy(), REASONS.index("empty_denominator"), why).astype(np.int8)
    frame = table.frame.assign(**{name: values})
    missing = reasons_of(np.column_stack([codes_of(table.missing), why]), frame)
    parts = [table.variable(each) for each in (above, below)]
    years = list(dict.fromkeys(each.vintage for each in parts))
    # A year that is not known of one part is not that of the other.
    vintage = None if None in years else " / ".join(filter(None, years))
    sources = " ; ".join(dict.fromkeys(each.source for each in parts if each.source))
    label = _label(table, name, parts[1].vintage or "")
    variable = Variable(name, label, unit, "rate", above, below, vintage=vintage, source=sources)
    return replace(table, frame=frame, missing=missing, variables=(*table.variables, variable))


def _label(table: ZoneTable, name: str, year: str) -> Words:
    words = family("atlas")["derived"]
    if name in words:
        return Words(**{language: text.format(year=year).replace(" )", ")") for language, text in words[name].items()})
    label = table.variable(name.removeprefix(MIX)).label
    return Words(**{each: words["share"][each].format(type=getattr(label, each)) for each in ("fr", "en")})
