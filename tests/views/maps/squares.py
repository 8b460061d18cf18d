"""A small country of square zones, made by hand: where each lies, what is known of it, why some values are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from evalkit.catalogue.words import Words
from evalkit.territory import Geometry, Variable, ZoneTable
from evalkit.territory.table import REASONS, reasons_of

SIDE = 20_000.0
WEST, SOUTH = 500_000.0, 6_500_000.0
"""In the middle of France, in metres of Lambert-93."""
NAMES = ("Alba", "Brume", "Cise", "Dorne", "Erve", "Fiole", "Gave", "Houle", "Isle", "Juine", "Kerne", "Loue")
CENSUS = "Insee, RP 2021"
VARIABLES = (
    Variable("rate", Words("Taux de chômage", "Unemployment rate"), "percent", "rate", vintage="2021", source=CENSUS),
    Variable("change", Words("Évolution", "Change"), "percent", "mean", vintage="2015-2021", source=CENSUS),
    Variable("people", Words("Population", "Population"), "people", "count", vintage="2021", source=CENSUS),
    Variable("sites", Words("SIAE", "SIAE"), "structures", "count", source="ASP"),
    Variable("median", Words("Niveau de vie", "Living standard"), "euros", "median", vintage="2020", source="Filosofi"),
    Variable("riddle", Words("Énigme", "Riddle")),
)


def geometry(count: int = 12, columns: int = 4, **more: tuple[float, float, float, float]) -> Geometry:
    """Return squares side by side from the south-west on; `more` adds boxes in metres by code."""
    boxes = {code(i): (i % columns, i // columns) for i in range(count)}
    shapes = {
        zone: box(WEST + x * SIDE, SOUTH + y * SIDE, WEST + (x + 1) * SIDE, SOUTH + (y + 1) * SIDE)
        for zone, (x, y) in boxes.items()
    }
    shapes |= {zone.removeprefix("z"): box(*bounds) for zone, bounds in more.items()}
    names = [NAMES[i % len(NAMES)] if i < count else f"Île {i}" for i in range(len(shapes))]
    frame = gpd.GeoDataFrame({"name": names}, geometry=list(shapes.values()), index=list(shapes), crs="EPSG:2154")
    return Geometry("employment_zone", frame.sort_index(), "IGN, Admin Express")


def code(i: int) -> str:
    return f"{5000 + i}"


def table(
    count: int = 12, missing: Mapping[tuple[str, int], str] | None = None, **values: Sequence[float]
) -> ZoneTable:
    """Return figures by zone: those given, else numbers that grow; `missing` says why some have none."""
    zones = [code(i) for i in range(count)]
    made = {
        "rate": np.linspace(5, 16, count),
        "change": np.linspace(-2, 3, count),
        "people": 1000.0 * np.arange(1, count + 1) ** 2,
        "sites": np.arange(count, dtype=float) % 4,
        "median": np.linspace(18_000, 26_000, count),
        "riddle": np.arange(count, dtype=float),
    }
    frame = pd.DataFrame({name: np.array(values.get(name, made[name]), dtype=float) for name in made}, index=zones)
    codes = np.full(frame.shape, -1, dtype=np.int8)
    for (name, i), reason in (missing or {}).items():
        frame.loc[code(i), name] = np.nan
        codes[i, frame.columns.get_loc(name)] = REASONS.index(reason)  # type: ignore[arg-type]
    names = pd.Series([NAMES[i % len(NAMES)] for i in range(count)], index=zones)
    return ZoneTable("employment_zone", frame, VARIABLES, reasons_of(codes, frame), names)


def named(made: ZoneTable, names: Mapping[int, str]) -> ZoneTable:
    """Return the table with other names for some zones."""
    changed = made.names.copy()
    for i, name in names.items():
        changed[code(i)] = name
    return replace(made, names=changed)
