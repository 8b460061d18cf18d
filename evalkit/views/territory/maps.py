"""The maps of an atlas: need where zones are compared, the population inside, need against offer, the classes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from evalkit.stats.estimable import NotEstimable
from evalkit.stats.spatial import Moran
from evalkit.territory.atlas import POPULATION
from evalkit.territory.need import NeedByOffer
from evalkit.territory.reading.geometry import Geometry
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.typology import Typology
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Figure, Prose
from evalkit.views.multivariate import class_names
from evalkit.views.territory.classes import labels_by_code
from evalkit.views.territory.wording import dated, reason_of, sources_of
from evalkit.views.words import capital

if TYPE_CHECKING:
    from evalkit.views.plots.canvas import Drawn


def rate_map(
    table: ZoneTable, variable: Variable, geometry: Geometry | None, name: str, language: Language,
    zones: Collection[str] | None = None, borders: Geometry | None = None,
) -> Iterator[Block]:  # fmt: skip
    """Draw a rate by zone, or say why not."""
    if geometry is None:
        yield _why("no_outlines", language)
        return
    from evalkit.views.maps import choropleth

    yield _drawn(choropleth(table, variable.name, geometry, zones=zones, borders=borders, language=language), name,
                 language)  # fmt: skip


def count_map(
    table: ZoneTable, variable: Variable, geometry: Geometry | None, name: str, language: Language,
    zones: Collection[str] | None = None, borders: Geometry | None = None,
) -> Iterator[Block]:  # fmt: skip
    """Draw a count by zone as circles, or say why not."""
    if geometry is None:
        yield _why("no_outlines", language)
        return
    from evalkit.views.maps import proportional_symbols

    yield _drawn(proportional_symbols(table, variable.name, geometry, zones=zones, borders=borders, language=language),
                 name, language)  # fmt: skip


def need_map(
    table: ZoneTable,
    crossed: NeedByOffer,
    geometry: Geometry | None,
    language: Language,
    borders: Geometry | None = None,
) -> Iterator[Block]:
    """Draw need against offer with the thresholds of the text."""
    if geometry is None:
        yield _why("no_outlines", language)
        return
    from evalkit.views.maps import need_by_offer

    bounds = [(crossed.need_low, crossed.need_high), (crossed.offer_low, crossed.offer_high)]
    need, offer = ([low, high] if low < high and low > 0 else [] for low, high in bounds)
    figure = need_by_offer(
        table,
        crossed.need.name,
        crossed.offer.name,
        geometry,
        zones=list(crossed.zones.index),
        need_bounds=need,
        offer_bounds=offer,
        borders=borders,
        language=language,
    )
    yield _drawn(figure, "map_need_offer", language)


def classes_map(found: Typology, geometry: Geometry | None, language: Language, borders: Geometry | None = None
                ) -> Iterator[Block]:  # fmt: skip
    """Draw the class of each zone."""
    if geometry is None:
        yield _why("no_outlines", language)
        return
    from evalkit.views.maps import class_map

    zones = said(f"atlas.zones.{found.table.level}", language)
    people = found.table.frame.get(POPULATION)
    yield _drawn(class_map(pd.Series(labels_by_code(found)), class_names(found.analysis, language), geometry,
                 what=said("atlas.captions.classes", language, zones=zones), people=people, borders=borders,
                 source=sources_of(found.columns, language).split(": ", 1)[-1].rstrip("."), language=language),
                 "map_classes", language)  # fmt: skip


def moran_sentences(found: Moran | NotEstimable, variable: Variable, language: Language) -> Prose:
    """Say whether neighbours are alike, before a map is read as a pattern."""
    if isinstance(found, NotEstimable):
        return Prose((reason_of(found, language),))
    key = "alike" if found.p < 0.05 and found.value > found.expected else "random"
    expected = numbers.number(round(found.expected, 3) + 0.0, language, 3)
    told = [said(f"atlas.moran.{key}", language, label=dated(variable, language)),
            said("atlas.moran.figures", language, value=numbers.number(found.value, language, 2),
                 expected=expected, p=numbers.number(found.p, language, 3),
                 zones=numbers.number(found.zones, language, 0),
                 deals=numbers.number(found.permutations, language, 0))]  # fmt: skip
    if found.alone or found.without:
        left = found.alone + found.without
        told.append(said("atlas.moran.left", language, n=left, count=numbers.number(left, language, 0)))
    return Prose(tuple(told))


def _drawn(found: Drawn, name: str, language: Language) -> Block:
    if isinstance(found, Figure):
        return replace(found, name=name)
    return Prose((reason_of(found, language),))


def _why(key: str, language: Language) -> Prose:
    return Prose((f"{capital(said(f'reasons.atlas.{key}', language))}.",))
