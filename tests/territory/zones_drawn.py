"""Thirty-six zones drawn on a board, of three kinds, with a list of SIAE: what typologies and profiles are tried on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from evalkit.catalogue.words import Words
from evalkit.territory import Geometry, Variable, ZoneTable
from evalkit.territory.derived import with_derived
from evalkit.territory.table import empty_reasons

SIDE = 6
CODES = pd.Index([f"28{number:02}" for number in range(SIDE * SIDE)])


def kind_of(number: int) -> int:
    """Return which third of the board a zone lies in."""
    return number % SIDE // 2


def table(seed: int = 2) -> ZoneTable:
    """Return zones of which a third has much unemployment and few owners, a third the reverse."""
    random, kinds = np.random.default_rng(seed), np.array([kind_of(i) for i in range(len(CODES))])
    active = random.integers(10_000, 90_000, len(CODES)).astype(float)
    dwellings, people = active * 1.4, active * 2.1
    columns = {
        "PMUN2023": people.round(),
        "P18_POP1564": (active * (1.3 + 0.05 * kinds + random.normal(0, 0.01, len(CODES)))).round(),
        "P18_ACT1564": active,
        "P18_CHOM1564": (active * (0.08 + 0.04 * kinds + random.normal(0, 0.004, len(CODES)))).round(),
        "P18_RP": dwellings.round(),
        "P18_RP_PROP": (dwellings * (0.7 - 0.1 * kinds + random.normal(0, 0.01, len(CODES)))).round(),
        "siae_ACI": random.integers(1, 6, len(CODES)).astype(float),
        "siae_AI": random.integers(0, 3, len(CODES)).astype(float),
    }
    columns["siae"] = columns["siae_ACI"] + columns["siae_AI"]
    frame = pd.DataFrame(columns, index=CODES)
    frame["unemployment_rate_census_2018"] = 100 * frame["P18_CHOM1564"] / frame["P18_ACT1564"]
    frame["activity_rate_2018"] = 100 * frame["P18_ACT1564"] / frame["P18_POP1564"]
    frame["share_owners_2018"] = 100 * frame["P18_RP_PROP"] / frame["P18_RP"]
    rates = {
        "unemployment_rate_census_2018": ("P18_CHOM1564", "P18_ACT1564"),
        "activity_rate_2018": ("P18_ACT1564", "P18_POP1564"),
        "share_owners_2018": ("P18_RP_PROP", "P18_RP"),
    }
    variables = []
    for name in frame.columns:
        words = Words(f"Chiffre {name}", f"Figure {name}")
        above, below = rates.get(name, ("", ""))
        kind = "rate" if name in rates else "count"
        unit = "percent" if name in rates else "people"
        year = None if name.startswith("siae") else "2018"
        variables.append(Variable(name, words, unit, kind, above, below, vintage=year, source="dessin.csv"))  # type: ignore[arg-type]
    names = pd.Series([f"Zone {code}" for code in CODES], index=CODES)
    return with_derived(ZoneTable("employment_zone", frame, tuple(variables), empty_reasons(frame), names, "2026"))


def board() -> Geometry:
    """Return the outlines of the zones: squares of 10 km in a square."""
    shapes = [
        box(
            4e5 + 1e4 * (i % SIDE), 6.8e6 + 1e4 * (i // SIDE), 4e5 + 1e4 * (i % SIDE + 1), 6.8e6 + 1e4 * (i // SIDE + 1)
        )
        for i in range(len(CODES))
    ]
    frame = gpd.GeoDataFrame({"name": "", "geometry": shapes}, index=CODES, crs="EPSG:2154")
    return Geometry("employment_zone", frame, "dessin")
