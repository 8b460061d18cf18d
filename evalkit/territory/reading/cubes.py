"""Data sets of data.insee (Melodi): one row per zone, period and cell of dimensions, at several levels in one file.

They may hold twenty million rows, of which a territory needs some: they are read as a stream.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as arrow_compute
import yaml

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid.package import ZIP_FAULTS
from evalkit.sources.shown import short
from evalkit.territory.levels import Level, is_code
from evalkit.territory.reading.cube_text import batches_of, has_no_last_end, headings_of, labels_of_cells
from evalkit.territory.reading.headings import INSEE_LEVELS, is_cube, zoning_of
from evalkit.territory.reading.numbers import numbers_of
from evalkit.territory.reading.raw import MOST_COLUMNS, MOST_PROBLEMS
from evalkit.territory.table import REASONS, Variable, ZoneTable, reasons_of
from evalkit.territory.variables import column_of, described, quoted
from evalkit.territory.words import level_words

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
        return file.is_file() and is_cube(headings_of(file))
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
    layout = _layout(headings_of(file))
    known = _known(layout)
    rows = _columns(_rows(file, name, layout, known), layout, known)
    if rows.empty:
        raise EvalkitError([problem(Place(name), "", "territory.no_cells", known=tuple(INSEE_LEVELS))])
    latest = rows["period"] == rows.groupby("column")["period"].transform("max")
    before = tuple(sorted(set(rows["period"][~latest])))
    rows = rows[latest]
    notes = [problem(Place(name), "", "territory.earlier_periods", found=before)] if before else []
    if has_no_last_end(file):
        notes.append(problem(Place(name), "", "territory.no_last_end"))
    labels = labels_of_cells(file, name)
    return tuple(
        replace(_table(level, rows[rows["object"] == code], name, source, known, labels, notes), zoning=zoning_of(code))
        for code, level in INSEE_LEVELS.items() if (rows["object"] == code).any()
    )  # fmt: skip


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


def _rows(file: Path, name: str, layout: Layout, known: Known | None) -> pd.DataFrame:
    """Return the rows of levels and cells that are wanted, all texts, with the line of each."""
    kept, line, problems = [], 2, list[Problem]()
    try:
        for batch in batches_of(file, name, problems):
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


def _wanted(rows: pa.Table, layout: Layout, known: Known | None) -> Any:
    mask = compute.is_in(rows["GEO_OBJECT"], value_set=pa.array(list(INSEE_LEVELS)))
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
    level: Level, rows: pd.DataFrame, name: str, source: str, known: Known | None,
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
