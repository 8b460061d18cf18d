"""Outlines of zones: GeoJSON, TopoJSON, GeoPackage, GeoParquet, compressed or not."""

from __future__ import annotations

import gzip
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory.levels import LEVELS, Level
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import name_column, zone_columns
from evalkit.territory.reading.raw import RawTable, blocks_of
from evalkit.territory.words import level_words

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

_WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Geometry:
    """Outlines of the zones of a level.

    Parameters
    ----------
    level : Level
    frame : GeoDataFrame
        Index: code of the zone, unique, sorted. Columns: ``name`` and ``geometry``; its reference system is set.
    source : str
    notes : tuple of Problem
        Outlines that were mended, a reference system that was taken for granted.
    """

    level: Level
    frame: GeoDataFrame
    source: str
    notes: tuple[Problem, ...] = ()


def read_geometry(path: str | Path, level: Level | None = None, source: str = "", name: str = "") -> Geometry:
    """Read outlines of zones.

    Parameters
    ----------
    path : path
        GeoJSON, TopoJSON, GeoPackage or GeoParquet; the first two also compressed (.gz).
    level : Level, optional
        Of which level the outlines are; by default the finest whose codes the file has.
    source : str
        As captions quote it; by default the file's name.
    name : str
        As messages call the file; by default its name.

    Raises
    ------
    EvalkitError
        When the file cannot be read, names no zone, or names one twice.

    Notes
    -----
    Coordinates in degrees without a stated system are taken as WGS 84 (EPSG:4326), the only one that GeoJSON knows (RFC
    7946, section 4), and this is told. An invalid outline is mended by `shapely.make_valid`, and told.
    """
    file = Path(path)
    name = name or file.name or str(file)
    if not file.is_file():
        raise EvalkitError([problem(Place(name), "", "no_such_file")])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        loaded = _loaded(file, name)
    frame, notes = _with_system(loaded, name)
    if told:
        notes.append(problem(Place(name), "", "territory.doubtful_outlines", n=len(told)))
    columns = zone_columns([str(each) for each in frame.columns if each != "geometry"])
    chosen = level or next((each for each in LEVELS if each in columns), None)
    if chosen is None or chosen not in columns:
        words = level_words(chosen) if chosen else ""
        raise EvalkitError([problem(Place(name), "", "territory.no_zone_in_geometry", level=words)])
    table = _texts(frame, name)
    raw = RawTable(name, "", table, 1, tuple(table.columns))
    codes = codes_of_rows(raw, columns[chosen], chosen)
    if problems := [*codes.problems, *_twice(name, codes.codes.dropna())]:
        raise EvalkitError(problems)
    names = name_column(raw.columns, chosen)
    made = frame[["geometry"]].assign(name=table[names].to_numpy() if names else "")
    made = made.set_index(codes.codes.to_numpy()).loc[lambda each: each.index.notna()].sort_index()
    made, mended = _valid(made, name)
    return Geometry(chosen, made, source or name, (*notes, *codes.notes, *mended))


def _texts(frame: GeoDataFrame, name: str) -> DataFrame:
    """Return what stands beside the outlines as texts; letters of a damaged file may be none."""
    try:
        table: DataFrame = frame.drop(columns="geometry").fillna("").astype(str)
    except ValueError:
        raise EvalkitError([problem(Place(name), "", "territory.no_geometry")]) from None
    return table


def _loaded(file: Path, name: str) -> GeoDataFrame:
    import geopandas
    from pyogrio.errors import DataLayerError, DataSourceError
    from shapely.errors import ShapelyError

    gpd: Any = geopandas  # it has no types
    frame: GeoDataFrame

    with file.open("rb") as stream:
        raw = stream.read(4)
    try:
        if raw.startswith(b"PAR1"):
            frame = gpd.read_parquet(file)
        elif raw.startswith(b"\x1f\x8b"):
            with TemporaryDirectory() as folder, gzip.open(file) as stream:
                unpacked = Path(folder) / file.name.removesuffix(".gz")
                with unpacked.open("wb") as whole:
                    whole.writelines(blocks_of(stream, name))
                frame = gpd.read_file(unpacked)
        else:
            frame = gpd.read_file(file)
    except (DataLayerError, DataSourceError, EOFError, OSError, ValueError, RuntimeError, ShapelyError, zlib.error):
        raise EvalkitError([problem(Place(name), "", "territory.no_geometry")]) from None
    return frame


def _with_system(frame: GeoDataFrame, name: str) -> tuple[GeoDataFrame, list[Problem]]:
    if "geometry" not in frame or len(frame) == 0:
        raise EvalkitError([problem(Place(name), "", "territory.no_geometry")])
    if frame.crs is not None:
        return frame, []
    west, south, east, north = frame.total_bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise EvalkitError([problem(Place(name), "", "territory.no_system")])
    return frame.set_crs(_WGS84), [problem(Place(name), "", "territory.system_assumed", found=_WGS84)]


def _twice(name: str, codes: object) -> list[Problem]:
    import pandas as pd

    series = pd.Series(codes)
    again = tuple(series[series.duplicated()].unique()[:20])
    return [problem(Place(name), "", "territory.outline_twice", found=again)] if again else []


def _valid(frame: GeoDataFrame, name: str) -> tuple[GeoDataFrame, list[Problem]]:
    broken = ~frame.is_valid
    if not broken.any():
        return frame, []
    mended = frame.copy()
    mended.loc[broken, "geometry"] = frame.geometry[broken].make_valid()
    found = tuple(frame.index[broken][:20])
    return mended, [problem(Place(name), "", "territory.mended", n=int(broken.sum()), found=found)]
