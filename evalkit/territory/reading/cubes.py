"""Data sets of data.insee (Melodi): one row per zone, period and cell of dimensions, at several levels in one file.

They may hold twenty million rows, of which a territory needs some: they are read as a stream.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as arrow_compute
import pyarrow.csv as arrow_csv
import yaml

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid.package import ZIP_FAULTS
from evalkit.sources.shown import short
from evalkit.territory.levels import Level, is_code
from evalkit.territory.reading.headings import is_cube
from evalkit.territory.reading.numbers import numbers_of
from evalkit.territory.reading.raw import MOST_COLUMNS, MOST_PROBLEMS
from evalkit.territory.table import REASONS, Variable, ZoneTable, reasons_of
from evalkit.territory.variables import column_of, described, quoted
from evalkit.territory.words import level_words

LEVELS: Mapping[str, Level] = {
    "COM": "commune", "EPCI": "epci", "ZE2020": "employment_zone", "DEP": "departement", "REG": "region",
}  # fmt: skip
TOTAL = "_T"
_TECHNICAL = frozenset(
    ("GEO", "GEO_OBJECT", "GEO_REF", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "OBS_STATUS_FR", "CONF_STATUS", "FREQ",
     "UNIT_MEASURE", "UNIT_MULT", "DECIMALS")
)  # fmt: skip
_SECRET, _KEPT = "C", ("", "A", "W", "P", "D", "E")
"""Values that a reader sees: normal, with another commune's (W), provisional, definitive, estimated."""
compute: Any = arrow_compute  # it has no types


@dataclass(frozen=True)
class Layout:
    """The columns of a data set.

    Parameters
    ----------
    headings : tuple of str
    measure : str
        Column of measures; empty where there is none.
    dimensions : tuple of str
    """

    headings: tuple[str, ...]
    measure: str
    dimensions: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that tell a cell."""
        return (*filter(None, (self.measure,)), *self.dimensions)


@dataclass(frozen=True)
class Known:
    """A data set that evalkit knows.

    Parameters
    ----------
    always : mapping of str to str
        Dimensions with one value only, beside the totals.
    cells : mapping of str to (mapping of str to str)
        By stem: values of the measure and of the dimensions that are not at their total.
    """

    always: Mapping[str, str]
    cells: Mapping[str, Mapping[str, str]]


def holds_cube(path: str | Path) -> bool:
    """Tell whether a file (.csv, .zip, .gz, .parquet) is a data set of data.insee, by its headings."""
    file = Path(path)
    try:
        return file.is_file() and is_cube(_headings(file))
    except (*ZIP_FAULTS, pa.ArrowException, csv.Error):
        return False


def read_cube(path: str | Path, source: str = "", name: str = "") -> tuple[ZoneTable, ...]:
    """Read a data set: a table for each level, smallest zones first, each column in its latest year.

    Parameters
    ----------
    path : path
    source, name : str
        As captions quote it, and as messages call the file.

    Returns
    -------
    tuple of ZoneTable
        Columns are named as in Insee's older tables where evalkit knows the cell (``P22_POP``), and else by its codes,
        of unknown kind: then totals, and cells that one dimension tells apart.

    Raises
    ------
    EvalkitError
        When the file is damaged or cut, has no level that evalkit knows, a wrong code or figure, or a cell twice.
    """
    file = Path(path)
    name = name or file.name
    layout = _layout(_headings(file))
    known = _known(layout)
    rows = _columns(_rows(file, name, layout, known), layout, known)
    if rows.empty:
        raise EvalkitError([problem(Place(name), "", "territory.no_cells", known=tuple(LEVELS))])
    latest = rows["period"] == rows.groupby("column")["period"].transform("max")
    before = tuple(sorted(set(rows["period"][~latest])))
    rows = rows[latest]
    notes = [problem(Place(name), "", "territory.earlier_periods", found=before)] if before else []
    if _has_no_last_end(file):
        notes.append(problem(Place(name), "", "territory.no_last_end"))
    labels = _labels(file, name)
    return tuple(
        _table(level, rows[rows["object"] == code], name, source, layout, known, labels, notes)
        for code, level in LEVELS.items() if (rows["object"] == code).any()
    )  # fmt: skip


def _has_no_last_end(file: Path) -> bool:
    """Tell a text that may have been cut inside its last figure; archives check that themselves."""
    with file.open("rb") as stream:
        if stream.read(4).startswith((b"PK", b"\x1f\x8b", b"PAR1")):
            return False
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) not in b"\r\n"


def _layout(headings: Sequence[str]) -> Layout:
    others = [each for each in headings if each not in _TECHNICAL]
    measure = next((each for each in others if each.endswith("MEASURE")), "")
    return Layout(tuple(headings), measure, tuple(each for each in others if each != measure))


@lru_cache
def _catalogue() -> Any:
    text = files(__package__).joinpath("cubes.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _known(layout: Layout) -> Known | None:
    for each in _catalogue():
        always = each.get("always", {})
        own = set(layout.dimensions) - set(always)
        if each["measure"] == layout.measure and own == set(each["dimensions"]):
            here = {name: value for name, value in always.items() if name in layout.dimensions}
            return Known(here, each["cells"])
    return None


def labels_beside(file: Path) -> Path | None:
    """Return the file of metadata that Insee's archive holds beside the data, where both were taken out of it."""
    beside = file.with_name(file.name.replace("_data.csv", "_metadata.csv"))
    return beside if beside != file and beside.is_file() else None


@contextmanager
def _opened(file: Path, *, labels: bool = False) -> Iterator[IO[bytes] | None]:
    """Open the text of a data set, or that of its labels, inside an archive or beside it; None where there is none."""
    with file.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(b"PK"):
        with ZipFile(file) as archive:
            names = [each for each in archive.namelist() if each.lower().endswith(".csv")]
            found = [each for each in names if ("metadata" in each.lower()) == labels]
            if not found:
                yield None
                return
            with archive.open(found[0]) as entry:
                yield entry
    elif labels:
        beside = labels_beside(file)
        if beside is None:
            yield None
            return
        with beside.open("rb") as stream:
            yield stream
    elif start.startswith(b"\x1f\x8b"):
        with gzip.open(file) as unpacked:
            yield cast("IO[bytes]", unpacked)
    else:
        with file.open("rb") as stream:
            yield stream


def _headings(file: Path) -> list[str]:
    with file.open("rb") as stream:
        if stream.read(4) == b"PAR1":
            import pyarrow.parquet as parquet

            return [str(each) for each in parquet.read_schema(file).names]
    with _opened(file) as stream:
        line = stream.readline(20_000).decode("utf-8-sig", errors="ignore") if stream else ""
    return next(csv.reader([line], delimiter=_separator(line)), [])


def _separator(line: str) -> str:
    return max(";,\t", key=line.count)


def _rows(file: Path, name: str, layout: Layout, known: Known | None) -> pd.DataFrame:
    """Return the rows of levels and cells that are wanted, all texts, with the line of each."""
    kept, line, problems = [], 2, list[Problem]()
    try:
        for batch in _batches(file, layout, name, problems):
            mask = _wanted(batch, layout, known)
            lines = pa.array(np.arange(line, line + batch.num_rows))
            kept.append(batch.append_column("line", lines).filter(mask))
            line += batch.num_rows
    except (*ZIP_FAULTS, pa.ArrowException):
        raise EvalkitError([*problems, problem(Place(name, line), "", "territory.damaged")]) from None
    if problems:
        raise EvalkitError(problems)
    if not kept:
        return pd.DataFrame(columns=[*layout.headings, "line"])
    frame: pd.DataFrame = pa.concat_tables(kept).to_pandas()
    return frame


def _batches(file: Path, layout: Layout, name: str, problems: list[Problem]) -> Iterator[pa.Table]:
    with file.open("rb") as start:
        if start.read(4) == b"PAR1":
            import pyarrow.parquet as parquet

            for batch in parquet.ParquetFile(file).iter_batches(1 << 18):
                table = pa.Table.from_batches([batch])
                texts = [compute.fill_null(compute.cast(each, pa.string()), "") for each in table.columns]
                yield pa.Table.from_arrays(texts, names=table.column_names)
            return

    def invalid(row: arrow_csv.InvalidRow) -> str:
        values = {"found": row.actual_columns, "expected": row.expected_columns}
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem(Place(name, row.number + 1), "", "territory.fields", **values))
        return "skip"

    with _opened(file) as stream:
        text = stream.readline(20_000).decode("utf-8-sig", errors="ignore") if stream else ""
        names = next(csv.reader([text], delimiter=_separator(text)), [])
        # Under this name Python checks the letters: pyarrow would pass over what is no UTF-8 in a line of wrong length.
        read = arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 24, encoding="utf-8-sig")
        parse = arrow_csv.ParseOptions(delimiter=_separator(text), invalid_row_handler=invalid)
        types = dict.fromkeys(names, pa.string())
        convert = arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        for batch in arrow_csv.open_csv(stream, read, parse, convert):
            yield pa.Table.from_batches([batch])


def _wanted(rows: pa.Table, layout: Layout, known: Known | None) -> Any:
    mask = compute.is_in(rows["GEO_OBJECT"], value_set=pa.array(list(LEVELS)))
    if known is None:
        apart = [compute.cast(compute.not_equal(rows[each], TOTAL), pa.int8()) for each in layout.dimensions]
        for more in apart[1:]:
            apart[0] = compute.add(apart[0], more)
        return compute.and_(mask, compute.less_equal(apart[0], 1)) if apart else mask
    for key in layout.keys:
        values = {cell.get(key, known.always.get(key, TOTAL)) for cell in known.cells.values()}
        values |= {TOTAL} if key in known.always else set()
        mask = compute.and_(mask, compute.is_in(rows[key], value_set=pa.array(sorted(values))))
    return mask


def _columns(rows: pd.DataFrame, layout: Layout, known: Known | None) -> pd.DataFrame:
    """Return the rows of known cells with what each is of: zone, object, column, period, figure and its status."""
    keys = list(layout.keys)
    cells = rows[keys].drop_duplicates().reset_index(drop=True) if keys else pd.DataFrame(index=[0])
    stems = [_stem(row, known) for row in cells.to_dict("records")]
    if known is None and len(set(stems)) > MOST_COLUMNS:
        whole = [(cells[list(layout.dimensions)].loc[at] == TOTAL).all() for at in cells.index]
        stems = [stem if own else "" for stem, own in zip(stems, whole, strict=True)]
    stem = rows[keys].merge(cells.assign(stem=stems), on=keys, how="left")["stem"].to_numpy() if keys else stems[0]
    found = pd.DataFrame({
        "zone": rows["GEO"].str.rsplit("-", n=1).str[-1], "object": rows["GEO_OBJECT"], "column": stem,
        "period": rows["TIME_PERIOD"].str.removesuffix("-01-01"), "value": rows["OBS_VALUE"],
        "status": rows.get("OBS_STATUS", ""),
        "secret": rows["CONF_STATUS"] == _SECRET if "CONF_STATUS" in rows else False,
        "power": rows.get("UNIT_MULT", "0"), "line": rows["line"],
    })  # fmt: skip
    return found[found["column"] != ""].reset_index(drop=True)


def _stem(cell: Mapping[Any, str], known: Known | None) -> str:
    if known is None:
        return "_".join(value if name.endswith("MEASURE") else f"{name}_{value}" for name, value in cell.items()
                        if value != TOTAL) or "OBS_VALUE"  # fmt: skip
    apart = {name: value for name, value in cell.items() if value not in (TOTAL, known.always.get(name))}
    return next((stem for stem, wanted in known.cells.items() if wanted == apart), "")


def _table(
    level: Level, rows: pd.DataFrame, name: str, source: str, layout: Layout, known: Known | None,
    labels: Mapping[tuple[str, str], str], notes: Sequence[Problem],
) -> ZoneTable:  # fmt: skip
    values, reasons, problems = _figures(rows, name)
    problems += _codes(rows, level, name)
    problems += _twice(rows, name)
    if problems:
        raise EvalkitError(problems[:MOST_PROBLEMS])
    at = rows.assign(value=values, reason=reasons)
    frame = at.pivot(index="zone", columns="column", values="value").sort_index()
    # A cell that no row has is missing; a figure has -1.
    why = at.pivot(index="zone", columns="column", values="reason").reindex_like(frame)
    codes = why.fillna(REASONS.index("not_in_file")).to_numpy(dtype=np.int8)
    periods = rows.drop_duplicates("column").set_index("column")["period"]
    variables = tuple(_variable(str(each), periods[each], name, source, known, labels) for each in frame.columns)
    frame = frame.set_axis([each.name for each in variables], axis=1).rename_axis(index=None, columns=None)
    unknown = tuple(each.name for each in variables if each.kind == "unknown")
    told = (
        [problem(Place(name), "", "territory.unknown_kinds", n=len(unknown), found=unknown[:MOST_PROBLEMS])]
        if unknown
        else []
    )
    names = pd.Series("", index=frame.index, dtype=str)
    return ZoneTable(level, frame, variables, reasons_of(codes, frame), names, notes=(*notes, *told), file=name)


def _twice(rows: pd.DataFrame, name: str) -> list[Problem]:
    again = rows[rows.duplicated(["zone", "column"])].head(MOST_PROBLEMS)
    found = zip(again["zone"], again["column"], again["period"], again["line"], strict=True)
    return [
        problem(Place(name, int(line)), str(column), "territory.period_twice", found=zone, period=period)
        for zone, column, period, line in found
    ]


def _figures(rows: pd.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray, list[Problem]]:
    numbers = numbers_of(rows["value"])
    power = pd.to_numeric(rows["power"].replace("", "0"), errors="coerce").to_numpy(dtype=float)
    wrong = [row for row in numbers.wrong if not rows["secret"].iloc[row]]
    problems = [
        problem(Place(name, int(rows["line"].iloc[row])), "OBS_VALUE", "territory.no_number",
                found=short(rows["value"].iloc[row])) for row in wrong[:MOST_PROBLEMS]
    ]  # fmt: skip
    values, reasons = numbers.values * 10.0**power, numbers.reasons.copy()
    unsaid = (reasons == REASONS.index("blank")) & ~rows["status"].isin(_KEPT).to_numpy()
    reasons[unsaid] = REASONS.index("not_available")
    hidden = rows["secret"].to_numpy(dtype=bool)
    values[hidden], reasons[hidden] = np.nan, REASONS.index("secret")
    return values, reasons, problems


def _codes(rows: pd.DataFrame, level: Level, name: str) -> list[Problem]:
    first = rows.drop_duplicates("zone")
    bad = [(code, line) for code, line in zip(first["zone"], first["line"], strict=True) if not is_code(code, level)]
    words = level_words(level)
    return [
        problem(Place(name, int(line)), "GEO", "territory.wrong_code", found=short(code), level=words)
        for code, line in bad[:MOST_PROBLEMS]
    ]


def _variable(stem: str, period: str, name: str, source: str, known: Known | None, labels: Mapping[tuple[str, str], str]
              ) -> Variable:  # fmt: skip
    if known is None:
        label = labels.get(("", stem), stem)
        made = described(f"{stem}_{period}", label)
        return Variable(made.name, made.label, vintage=period, source=source or name)
    column = column_of(stem, period[:4])
    told = [labels[pair] for pair in known.cells[stem].items() if pair in labels]
    made = described(column, ", ".join(told) or column)
    return Variable(made.name, made.label, made.unit, made.kind, weight=made.weight, vintage=made.vintage,
                    source=source or quoted(column, name))  # fmt: skip


def _labels(file: Path, name: str) -> dict[tuple[str, str], str]:
    """Return the labels of the file of metadata, by column and code."""
    try:
        with _opened(file, labels=True) as stream:
            text = stream.read(20_000_000).decode("utf-8-sig", errors="replace") if stream else ""
    except ZIP_FAULTS:
        raise EvalkitError([problem(Place(name), "", "territory.damaged")]) from None
    lines = text.splitlines()
    rows = csv.DictReader(lines, delimiter=_separator(lines[0]) if lines else ";")
    return {
        (row["COD_VAR"], row["COD_MOD"]): row["LIB_MOD"]
        for row in rows if row.get("COD_VAR") and row.get("COD_MOD") and row.get("LIB_MOD")
    }  # fmt: skip
