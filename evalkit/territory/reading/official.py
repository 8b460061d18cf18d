"""An official file in, told by its columns and never by its name."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory.levels import Level
from evalkit.territory.membership import Membership, Passage
from evalkit.territory.reading import cubes
from evalkit.territory.reading.geography import membership_of, passage_of
from evalkit.territory.reading.geometry import Geometry, read_geometry
from evalkit.territory.reading.headings import (
    category_columns,
    is_geography,
    is_passage,
    is_structures,
    is_terms,
    normal,
    period_column,
    zone_columns,
)
from evalkit.territory.reading.raw import RawTable, read_raw
from evalkit.territory.reading.series import by_category, series_of, wide_periods
from evalkit.territory.reading.structures import structures_of
from evalkit.territory.reading.zones import Vintage, figure_columns, zones_of
from evalkit.territory.table import Variable, ZoneSeries, ZoneTable
from evalkit.territory.variables import stem_of
from evalkit.territory.words import layout_words

Layout = Literal["zones", "series", "membership", "passage", "structures", "terms"]
Official = ZoneTable | ZoneSeries | Membership | Passage | Geometry
_OUTLINES = (b"{", b"PAR1", b"SQLite format 3")
"""How files of outlines begin: GeoJSON and TopoJSON, GeoParquet, GeoPackage."""
_BEST_SHEETS = ("COM", "Composition_communale", "txcho_ze", "Emboîtements_communaux")
"""Sheets that Insee's workbooks hold what is wanted in, where several have headings."""


def recognise(raw: RawTable) -> Layout:
    """Tell the layout of a table by its headings.

    Raises
    ------
    EvalkitError
        When it is none that evalkit reads.
    """
    headings = raw.columns
    if is_terms(headings):
        return "terms"
    if is_passage(headings):
        return "passage"
    if is_structures(headings):
        return "structures"
    if len(wide_periods(raw)) > 1 or (period_column(headings) and figure_columns(raw)):
        return "series"
    if _is_membership(raw):
        return "membership"
    if not zone_columns(headings):
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_headings")])
    return "zones"


def _is_membership(raw: RawTable) -> bool:
    """Tell a table of communes with larger zones and without figures that evalkit knows."""
    levels = zone_columns(raw.columns)
    if "commune" not in levels or len(levels) < 2 or any(stem_of(each) for each in raw.columns):
        return False
    if any(normal(each) == "typecom" for each in raw.columns):
        return True
    figures = [each for each in figure_columns(raw) if not is_geography(each)]
    return bool({"employment_zone", "epci"} & set(levels)) or not figures


def read_official(
    path: str | Path, vintage: Vintage = None, source: str = "", sheet: str | None = None, name: str = ""
) -> Official:
    """Read an official file, whatever its layout; of a data set of data.insee, its smallest zones (see `read_every`).

    Parameters
    ----------
    path : path
    vintage : str or mapping of str to str, optional
        Year of the values, or of each column, where the file does not say it.
    source : str
        As captions quote it; by default the file's name.
    sheet : str, optional
        Of a workbook with several tables.
    name : str
        As messages and captions call the file; by default its name.

    Returns
    -------
    ZoneTable, ZoneSeries, Membership, Passage or Geometry

    Raises
    ------
    EvalkitError
        All problems at once, each with its place.
    """
    if cubes.holds_cube(path):
        return cubes.read_cube(path, source, name)[0]
    if _holds_outlines(Path(path)):
        return read_geometry(path, source=source, name=name)
    return _read(_one(read_raw(path, sheet=sheet, name=name), None), vintage, source)


def read_every(path: str | Path, name: str = "") -> tuple[tuple[Official, ...], tuple[Problem, ...]]:
    """Read all tables of an official file: each sheet of a workbook, each level of a data set of data.insee.

    Parameters
    ----------
    path : path
    name : str
        As messages and captions call the file; by default its name.

    Returns
    -------
    tuple of Official
        None of a file that only names zones or columns.
    tuple of Problem
        Why tables of a file that has others cannot be read.

    Raises
    ------
    EvalkitError
        When none can be read: all problems at once, each with its place.
    """
    if cubes.holds_cube(path):
        return cubes.read_cube(path, name=name), ()
    if _holds_outlines(Path(path)):
        return (read_geometry(path, name=name),), ()
    tables = read_raw(path, name=name)
    wanted = [each for each in tables if each.sheet in _BEST_SHEETS] or [
        each for each in tables if not is_terms(each.columns)
    ]
    found: list[Official] = []
    problems: list[Problem] = []
    for each in wanted:
        try:
            found.append(_read(each, None, ""))
        except EvalkitError as error:
            problems += error.problems
    if wanted and not found:
        raise EvalkitError(problems)
    return tuple(found), tuple(problems)


def _read(raw: RawTable, vintage: Vintage, source: str) -> Official:
    layout = recognise(raw)
    year = vintage if isinstance(vintage, str) else None
    if layout == "terms":
        raise EvalkitError([problem(raw.place(-1), "", "territory.terms_only")])
    if layout == "passage":
        return passage_of(raw, year, source)
    if layout == "structures":
        return structures_of(raw, year, source)
    if layout == "series":
        return series_of(raw, None, (), source)
    if layout == "membership":
        return membership_of(raw, year, source)
    if category_columns(raw.columns):
        return by_category(raw, None, year, (), source)
    return zones_of(raw, None, vintage, (), source)


def _holds_outlines(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        start = stream.read(64)
    if start.startswith(b"\x1f\x8b"):
        with file.open("rb") as stream, suppress(OSError, EOFError, zlib.error):
            start = gzip.GzipFile(fileobj=stream).read(16)
    return start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_OUTLINES)


def read_zones(
    path: str | Path,
    level: Level | None = None,
    vintage: Vintage = None,
    columns: Sequence[str] | None = None,
    variables: Sequence[Variable] = (),
    source: str = "",
    sheet: str | None = None,
) -> ZoneTable:
    """Read a table with one row per zone: comparateur de territoires, dossier complet, Filosofi, population by age.

    Parameters
    ----------
    path : path
    level : Level, optional
        Of which level the rows are, where the file does not tell.
    vintage : str or mapping of str to str, optional
        Year of the columns whose name has none; or of each column.
    columns : sequence of str, optional
        Read only these.
    variables : sequence of Variable, optional
        What columns are that evalkit does not know.
    source : str
        As captions quote it; by default the file's name.
    sheet : str, optional
        Of a workbook with several tables.

    Returns
    -------
    ZoneTable

    Raises
    ------
    EvalkitError
        When the file has another layout; when a zone stands on two rows, a code or a figure cannot be read, a column
        is given another year than its name says, or parts exceed their whole in many zones. All problems at once.
    """
    raw = _one(read_raw(path, columns, sheet), "zones")
    if columns is not None and (absent := [each for each in columns if each not in raw.columns]):
        known = tuple(raw.columns[:10])
        raise EvalkitError([problem(raw.place(-1), each, "territory.unknown_column", known=known) for each in absent])
    if category_columns(raw.columns):
        return by_category(raw, level, vintage if isinstance(vintage, str) else None, variables, source)
    return zones_of(raw, level, vintage, variables, source)


def read_series(
    path: str | Path,
    level: Level | None = None,
    variables: Sequence[Variable] = (),
    source: str = "",
    sheet: str | None = None,
) -> ZoneSeries:
    """Read figures by zone and period: one column per period, as Insee's localised unemployment, or one row.

    Parameters and errors are those of `read_zones`.
    """
    return series_of(_one(read_raw(path, sheet=sheet), "series"), level, variables, source)


def read_membership(
    path: str | Path, vintage: str | None = None, source: str = "", sheet: str | None = None
) -> Membership:
    """Read which commune belongs to which larger zones: composition of employment zones, table d'appartenance, COG.

    Parameters
    ----------
    path : path
    vintage : str, optional
        Year of the geography, where the titles of the file do not say it.
    source, sheet : str
        As in `read_zones`.

    Raises
    ------
    EvalkitError
        When the file has another layout, a commune stands on two rows, or a code cannot be read.
    """
    return membership_of(_one(read_raw(path, sheet=sheet), "membership"), vintage, source)


def read_passage(path: str | Path, vintage: str | None = None, source: str = "", sheet: str | None = None) -> Passage:
    """Read what communes became: Insee's yearly table of passage, its list of events, or pairs of codes.

    Parameters and errors are those of `read_membership`.
    """
    return passage_of(_one(read_raw(path, sheet=sheet), "passage"), vintage, source)


def read_structures(
    path: str | Path, vintage: str | None = None, source: str = "", sheet: str | None = None
) -> ZoneTable:
    """Count the SIAE of a list by commune and type (``siae_ACI``..., ``siae``).

    Parameters and errors are those of `read_membership`.
    """
    return structures_of(_one(read_raw(path, sheet=sheet), "structures"), vintage, source)


def _one(tables: Sequence[RawTable], wanted: Layout | None) -> RawTable:
    """Return the table of a file that has the layout wanted.

    Raises
    ------
    EvalkitError
        When none has it, or several have.
    """
    layouts = [recognise(each) for each in tables]
    fits = [raw for raw, layout in zip(tables, layouts, strict=True) if wanted in (None, layout, *_also(raw, layout))]
    if not fits:
        values = {"found": layout_words(layouts[0]), "expected": layout_words(str(wanted))}
        raise EvalkitError([problem(tables[0].place(-1), "", "territory.other_layout", **values)])
    best = [raw for raw in fits if raw.sheet in _BEST_SHEETS] or fits
    if len(best) > 1:
        found = tuple(each.sheet or each.file for each in best)
        place = Place(best[0].file if best[0].sheet else best[0].file.rpartition("/")[0])
        raise EvalkitError([problem(place, "", "territory.several_tables", found=found)])
    return best[0]


def _also(raw: RawTable, layout: Layout) -> tuple[Layout, ...]:
    """Return the layouts that a table can be read as beside its own."""
    levels = zone_columns(raw.columns)
    if layout == "membership" and figure_columns(raw):
        return ("zones",)
    return ("membership",) if layout == "zones" and "commune" in levels and len(levels) > 1 else ()
