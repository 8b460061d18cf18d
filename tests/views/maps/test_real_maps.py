"""The real outlines and figures of France: maps are light, quick, whole and lose no zone."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache

import pandas as pd
from territory.little_france import SHARED, needs_real_files
from views.plots.drawn_letters import lines_of, outside, overlaps, words_of

from evalkit.territory import Geometry, ZoneTable, embedded, read_geometry, read_zones, with_known_rates
from evalkit.views.blocks import Figure
from evalkit.views.interactive import interactive_page
from evalkit.views.maps import choropleth, proportional_symbols
from evalkit.views.maps.frames import frames_of, territories

pytestmark = needs_real_files
TERRITORIES = ["mainland", "guadeloupe", "martinique", "guyane", "reunion", "mayotte"]
HEAVIEST = 3_000_000


@lru_cache
def outlines(name: str) -> Geometry:
    return read_geometry(SHARED / "geo" / name, source="IGN, Admin Express COG 2025")


@lru_cache
def unemployment() -> ZoneTable:
    read = read_zones(SHARED / "ze" / "ze2020_diagnostic_derive.csv")
    return replace(read, variables=tuple(replace(each, kind="rate", unit="percent") for each in read.variables))


@lru_cache
def communes() -> ZoneTable:
    return with_known_rates(
        read_zones(SHARED / "communes" / "comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz")
    )


def checked(figure: object) -> Figure:
    assert isinstance(figure, Figure), figure
    assert len(figure.svg) < HEAVIEST
    assert not outside(figure) and not overlaps(lines_of(figure))
    return figure


def test_all_employment_zones_are_drawn_with_five_insets_in_two_seconds() -> None:
    geometry, table = outlines("ze2020_france_wgs84.geojson"), unemployment()
    choropleth(table, "taux_pauvrete_2019", geometry)  # loads what drawing loads
    start = time.process_time()
    figure = checked(choropleth(table, "taux_chomage_bit_2025T4", geometry))
    assert time.process_time() - start < 2
    assert [frame.name for frame in frames_of(geometry)] == TERRITORIES
    assert sum(len(frame.codes) for frame in frames_of(geometry)) == 306
    assert "4 zones sont sans valeur" in figure.alt  # Guyane and Mayotte have no such rate, says the README of the file
    assert all(name in words_of(figure) for name in ("La Réunion", "Mayotte", "km"))


def test_the_zones_of_one_region_stand_among_their_neighbours() -> None:
    geometry = outlines("ze2020_france_wgs84.geojson")
    zones = [zone for zone in geometry.frame.index if zone.startswith("28")]
    figure = checked(
        choropleth(unemployment(), "taux_chomage_bit_2025T4", geometry, zones=zones, method="fisher_jenks")
    )
    written = words_of(figure)
    assert "Caen" in written and "Rouen" in written and "hors du territoire" in written
    assert "Paris" not in written


def test_all_communes_of_france_are_drawn_in_five_seconds_once_read() -> None:
    geometry, departements = outlines("communes_france_2025_l93.parquet"), outlines("departements_2025_wgs84.geojson")
    table = communes()
    start = time.process_time()
    figure = checked(choropleth(table, "unemployment_rate_census_2018", geometry, borders=departements))
    assert time.process_time() - start < 5
    assert "34 875 communes" in figure.caption.replace("\u202f", " ").replace("\u00a0", " ")
    checked(proportional_symbols(table, "P18_POP", geometry))


def test_the_page_of_all_employment_zones_is_light_and_made_in_two_seconds() -> None:
    geometry, table = outlines("ze2020_france_wgs84.geojson"), unemployment()
    names = ["taux_chomage_bit_2025T4", "taux_pauvrete_2019", "part_minima_sociaux"]
    start = time.process_time()
    page = interactive_page(table, names, geometry, title="Zones d'emploi")
    assert time.process_time() - start < 2
    assert len(page.encode()) < 600_000 and page.count("<path data-zone=") == 306


def test_groups_of_communes_overseas_are_found_by_place() -> None:
    geometry = outlines("epci_2025_wgs84.geojson")
    found = pd.Series(territories(geometry.frame, "epci"), index=geometry.frame.index)
    members = embedded.membership().frame.drop_duplicates("epci").set_index("epci")["departement"]
    where = {"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte"}
    known = members.reindex(found.index).dropna()
    assert len(known) > 1200
    expected = known.map(where).fillna("mainland")
    assert (found[known.index] == expected).all()
    assert expected.nunique() == 6
