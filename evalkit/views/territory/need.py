"""Need and offer crossed, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evalkit.stats.estimable import NotEstimable
from evalkit.territory.need import CELLS, Cell, NeedByOffer
from evalkit.territory.table import cell
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Column, Heading, Prose, Table
from evalkit.views.territory.wording import dated, inline, reason_of, sources_of, value_of
from evalkit.views.words import capital

_LISTED: tuple[Cell, ...] = ("need_no_offer", "offer_no_need")
_MOST = 15
"""Zones listed on the page; the table of the file has all."""


def need_blocks(
    crossed: NeedByOffer | NotEstimable, code: str, name: str, names: pd.Series, home: str, language: Language
) -> tuple[Block, ...]:
    """Say the thresholds, where the zone stands, and list the zones of the two cells that matter.

    Parameters
    ----------
    crossed : NeedByOffer or NotEstimable
    code, name : str
        Of the atlas's zone.
    names : Series
        Of all zones.
    home : str
        The larger zone whose zones are crossed, as a sentence has it.
    language : {"fr", "en"}
    """
    heading = Heading(2, said("atlas.parts.need", language))
    if isinstance(crossed, NotEstimable):
        return (heading, Prose((reason_of(crossed, language),)))
    told = [
        said("atlas.need.what", language, need=inline(crossed.need, language), offer=inline(crossed.offer, language),
             n=len(crossed.zones), home=home),
        said(f"atlas.need.thresholds{'_none' if crossed.none_alone else ''}", language,
             **_thresholds(crossed, language)),
        *_absent(crossed, language),
    ]  # fmt: skip
    answer = Prose((_own(crossed, code, name, language), said("atlas.need.caution", language)))
    return (heading, answer, Prose(tuple(told)), _counts(crossed, language), _zones(crossed, names, language))


def _absent(crossed: NeedByOffer, language: Language) -> Iterator[str]:
    none = int((crossed.zones["offer"] == 0).sum())
    key = "nothing" if none else "all_have"
    yield said(f"atlas.need.{key}", language, n=none, count=numbers.number(none, language, 0))
    if crossed.without:
        yield said("atlas.need.without", language, n=crossed.without)


def _thresholds(crossed: NeedByOffer, language: Language) -> dict[str, str]:
    return {
        "need_low": value_of(crossed.need_low, crossed.need, language),
        "need_high": value_of(crossed.need_high, crossed.need, language),
        "offer_low": value_of(crossed.offer_low, crossed.offer, language),
        "offer_high": value_of(crossed.offer_high, crossed.offer, language),
    }


def _own(crossed: NeedByOffer, code: str, name: str, language: Language) -> str:
    if code not in crossed.zones.index:
        return said("atlas.need.own_unknown", language, name=name)
    _, _, situation, need, offer = _line(crossed, code, pd.Series(dtype=str), language)
    return said("atlas.need.own", language, name=name, cell=situation, need=value_of(need, crossed.need, language),
                offer=value_of(offer, crossed.offer, language), what=inline(crossed.need, language),
                which=inline(crossed.offer, language))  # fmt: skip


def _counts(crossed: NeedByOffer, language: Language) -> Table:
    counts = crossed.zones["cell"].value_counts()
    columns = (Column("cell", said("atlas.columns.cell", language)),
               Column("zones", said("atlas.columns.zones", language), "number"))  # fmt: skip
    values = tuple((capital(said(f"atlas.cells.{each}", language)), int(counts.get(each, 0))) for each in CELLS)
    rows = tuple((label, numbers.number(count, language, 0)) for label, count in values)
    return Table("need_by_offer", said("atlas.captions.need", language), columns, rows, values,
                 (sources_of([crossed.need, crossed.offer], language),))  # fmt: skip


def _zones(crossed: NeedByOffer, names: pd.Series, language: Language) -> Table:
    """List zones with need and no offer, and with offer and no need: all in the file, the first on the page."""
    columns = (Column("zone", said("atlas.columns.zone", language)),
               Column("code", said("atlas.columns.code", language)),
               Column("cell", said("atlas.columns.cell", language)),
               Column("need", dated(crossed.need, language), "number"),
               Column("offer", dated(crossed.offer, language), "number"))  # fmt: skip
    values: list[tuple[object, ...]] = []
    shown: list[tuple[str, ...]] = []
    for each in _LISTED:
        inside = crossed.of(each)
        lines = [_line(crossed, code, names, language) for code in inside]
        values += lines
        for name, code, label, need, offer in lines[:_MOST]:
            told = [value_of(need, crossed.need, language), value_of(offer, crossed.offer, language)]
            shown.append((name, code, capital(label), *told))
    if not shown:
        shown = [(said("atlas.none", language), *["–"] * 4)]
        values = [(said("atlas.none", language), "", "", "", "")]
    notes = [sources_of([crossed.need, crossed.offer], language)]
    if len(values) > len(shown):
        notes.insert(0, said("atlas.need.more", language, n=len(values) - len(shown)))
    return Table("zones_of_need_and_offer", said("atlas.captions.need_zones", language), columns, tuple(shown),
                 tuple(values), tuple(notes))  # fmt: skip


def _line(crossed: NeedByOffer, code: str, names: pd.Series, language: Language) -> tuple[str, str, str, float, float]:
    label = said(f"atlas.cells.{crossed.zones['cell'][code]}", language)
    need, offer = (cell(crossed.zones, code, each) for each in ("need", "offer"))
    return (str(names.get(code, "")) or code, code, label, need, offer)
