"""A table as its file has it: headings, and columns of plain values with the place of each.

Delimited text, workbooks and Parquet come to the same; nothing is typed beyond what the file itself types.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid import Cell, Sheet, faults_of, is_delimited, read_book, text_of
from evalkit.sources.grid.bounds import MOST_COLUMNS
from evalkit.sources.grid.formats import format_of
from evalkit.sources.shown import short
from evalkit.sources.survey.words import TOTALS
from evalkit.sources.wording import fold

Value = str | float | bool | dt.date | None
"""A moment of a file is its day; whole numbers are floats."""

MOST_ROWS = 200_000
LARGEST_PARQUET = 200_000_000
MOST_CELLS = 20_000_000
MOST_MERGED = 15
"""Merged ranges that are told."""
LOOKED_AT = 40
"""Rows among which the headings are looked for: titles may stand above them."""
UNNAMED = "id"
"""Heading of a first column that has none."""
LARGEST_WHOLE = 2**53
"""Beyond it, whole numbers are numbers of a register: floats would lose their last digits."""
_PARQUET = b"PAR1"
_ERROR = re.compile(
    r"#(?:DIV/0|REF|VALUE|VALEUR|NAME|NOM|NULL|NUL|NUM|NOMBRE|SPILL|PROPAGATION|CALC)[!?]", re.IGNORECASE
)
_SUMMARY = re.compile(r"(?:moyennes?|medianes?|ensemble|ecart[- ]type|average|mean|median)(?: [^ ]+){0,2}")
_FOOTNOTE = re.compile(r"(?:sources?|notes?|lecture|champ|nb|n\.b\.|avertissement|mis a jour|mise a jour)\b.*|[*(].*")
"""How a line under a table begins, in folded text."""
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")

_Cells = tuple[Sequence[Value], Mapping[int, str]]


@dataclass(frozen=True)
class RawColumn:
    """A column: its heading, where that stands, one value per row, and by row the keys of what is wrong with a cell."""

    heading: str
    place: Place
    values: Sequence[Value]
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """A table.

    Parameters
    ----------
    file : str
        Its name.
    columns : tuple of RawColumn
        Headings differ.
    rows : int
    at : callable
        The place of a cell by its row, counted from 0, and its heading.
    notes : tuple of Problem
        What was left out.
    """

    file: str
    columns: tuple[RawColumn, ...]
    rows: int
    at: Callable[[int, str], Place]
    notes: tuple[Problem, ...] = ()

    def column(self, heading: str) -> RawColumn:
        """Return the column of a heading."""
        return next(each for each in self.columns if each.heading == heading)


def read_raw(file: Path, sheet: str | None = None) -> RawTable:
    """Read the table of a file; a workbook has it on its first sheet, or on the one that is named.

    Raises
    ------
    EvalkitError
        With the places, when the file cannot be read, holds more than it may, or has headings that miss or repeat.
    """
    if file.is_file() and _start(file) == _PARQUET:
        table = _of_parquet(file)
    elif is_delimited(file):
        table = _of_text(file)
    else:
        table = _of_sheet(*_sheet_of(file, sheet))
    table = _without_foot(table)
    if not table.columns or not table.rows:
        raise EvalkitError([problem(Place(table.file), "", "study.no_rows")])
    return table


def _start(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(len(_PARQUET))
    except OSError:  # which the reader of spreadsheets tells better
        return b""


def _of_text(file: Path) -> RawTable:
    from evalkit.sources.grid.delimited import delimited_rows

    read = delimited_rows(file.read_bytes(), file.name, MOST_ROWS)
    head = _header([[text.strip() for text in fields] for _, fields in read[:LOOKED_AT]])
    lines, fields = [line for line, _ in read], [fields for _, fields in read]
    width = max(map(len, fields))
    _check_size(file.name, len(fields), width)
    body = fields[head + 1 :]
    columns = [_cells_of_text([_clean(row[i]) if i < len(row) else None for row in body]) for i in range(width)]
    headings = [*fields[head], *[""] * (width - len(fields[head]))]

    def place(row: int, column: int) -> Place:
        return Place(file.name, lines[row], column + 1)

    return _table(file.name, headings, columns, head, place)


def _cells_of_text(values: list[str | None]) -> _Cells:
    """Return the cells of a text file, where the errors of a spreadsheet are faults as in the spreadsheet."""
    faults = {}
    for row, text in enumerate(values):
        if text is not None and text[0] == "#" and _ERROR.fullmatch(text):
            faults[row], values[row] = (faults_of(Cell(None, error=text)) or ("",))[0], None
    return values, faults


def _sheet_of(file: Path, name: str | None) -> tuple[Sheet, tuple[Problem, ...]]:
    """Return the sheet that is asked for, or the first that is not hidden; others are told."""
    sheets = [each for each in read_book(file).sheets if each.cells]
    if name is None:
        sheets = [each for each in sheets if not each.hidden]
    else:
        known = ", ".join(short(each.name) for each in sheets) or "—"
        sheets = [each for each in sheets if fold(each.name) == fold(name)]
        if not sheets:
            raise EvalkitError([problem(Place(file.name), "sheet", "study.no_sheet", found=short(name), known=known)])
    if not sheets:
        raise EvalkitError([problem(Place(file.name), "", "study.no_rows")])
    others = tuple(short(each.name) for each in sheets[1:])
    values = {"found": short(sheets[0].name), "others": others, "n": len(others)}
    return sheets[0], (problem(Place(file.name), "", "study.other_sheets", **values),) if others else ()


def _of_sheet(sheet: Sheet, notes: tuple[Problem, ...]) -> RawTable:
    filled = {at: cell for at, cell in sheet.cells.items() if not (isinstance(cell.value, str) and not _text(cell))}
    rows, columns = sorted({row for row, _ in filled}), sorted({column for _, column in filled})
    if not rows:
        raise EvalkitError([problem(Place(sheet.file), "", "study.no_rows")])
    looked_at = [[_text(filled.get((row, column))) for column in columns] for row in rows[:LOOKED_AT]]
    head = _header(looked_at)
    merged = [each for each in sheet.merged if each[2] >= rows[head]]
    if merged:
        raise EvalkitError([problem(sheet.place(*each[:2]), "", "study.merged") for each in merged[:MOST_MERGED]])
    found = []
    for column in columns:
        cells = [filled.get((row, column)) for row in rows[head + 1 :]]
        faults = {i: keys[0] for i, cell in enumerate(cells) if cell and (keys := faults_of(cell))}
        found.append(([_value(cell) for cell in cells], faults))
    hidden = sheet.hidden_rows & set(rows[head + 1 :]), sheet.hidden_columns & set(columns)
    if any(hidden):
        told = {"rows": len(hidden[0]), "columns": len(hidden[1])}
        notes = (*notes, problem(Place(sheet.file), "", "study.masked", **told))
    made = _table(sheet.file, looked_at[head], found, head, lambda row, i: sheet.place(rows[row], columns[i]))
    return replace(made, notes=(*notes, *made.notes))


def _text(cell: Cell | None) -> str:
    return " ".join(text_of(cell).split()) if cell else ""


def _value(cell: Cell | None) -> Value:
    """Return what a cell holds; a number that its format fills with zeros is a code."""
    if cell is None or isinstance(cell.value, dt.time):  # an hour is a fault of its cell
        return None
    if isinstance(cell.value, str):
        return _clean(cell.value)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return text_of(cell) if format_of(cell.number_format).digits > 1 else float(cell.value)
    return cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value


def _of_parquet(file: Path) -> RawTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    place = Place(file.name)
    if file.stat().st_size > LARGEST_PARQUET:
        raise EvalkitError([problem(place, "", "grid.too_large", limit=LARGEST_PARQUET // 1_000_000)])
    try:
        with pq.ParquetFile(file) as opened:
            size = opened.metadata
            _check_size(file.name, size.num_rows, size.num_columns)
            table = opened.read()
    except (pa.ArrowException, OSError, ValueError):
        raise EvalkitError([problem(place, "", "study.parquet")]) from None
    kinds = zip(table.schema.names, table.schema.types, strict=True)
    nested = [name for name, kind in kinds if _is_no_value(kind)]
    if nested:
        raise EvalkitError([problem(place, short(name), "study.nested") for name in nested])
    columns: list[_Cells] = [([_plain(value) for value in column.to_pylist()], {}) for column in table.columns]
    return _table(file.name, table.schema.names, columns, 0, lambda row, _: Place(file.name, row or None))


def _is_no_value(kind: Any) -> bool:
    from pyarrow import types

    bytes_ = types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
    return bool(types.is_nested(kind) or bytes_)


def _check_size(file: str, rows: int, columns: int) -> None:
    cells = rows * columns
    limits = (
        ("csv.rows", rows, MOST_ROWS),
        ("csv.columns", columns, MOST_COLUMNS),
        ("too_many_cells", cells, MOST_CELLS),
    )
    if found := next(((key, most) for key, size, most in limits if size > most), None):
        raise EvalkitError([problem(Place(file), "", f"grid.{found[0]}", limit=found[1])])


def _plain(value: object) -> Value:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, bool | dt.date):
        return value
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        return str(value)
    try:
        return float(value)  # type: ignore[arg-type] # whole numbers and decimals of any width
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _clean(text: str) -> str | None:
    """Return a text on one line; None where nothing is left."""
    return " ".join(text.split()) or None


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows holds the headings: the first that is nearly as wide as the widest."""
    widths = [sum(bool(text) for text in row) for row in rows]
    return next(i for i, width in enumerate(widths) if width >= 0.6 * max(widths))


def _table(
    file: str,
    headings: Iterable[str],
    columns: Sequence[_Cells],
    head: int,
    place: Callable[[int, int], Place],
) -> RawTable:
    """Put a table together; `place` counts rows from the first of the file, titles included."""
    names = [" ".join(str(each).split()) for each in headings]
    kept = [i for i, name in enumerate(names) if name or any(value is not None for value in columns[i][0])]
    notes = [problem(place(0, 0), "", "study.above_headings", n=head)] if head else []
    if kept and not names[kept[0]] and UNNAMED not in names:  # as R and pandas write the names of rows
        names[kept[0]] = UNNAMED
        notes.append(problem(place(head, kept[0]), "", "study.unnamed", name=UNNAMED))
    numbers = [names[i] for i in kept if _NUMBER.fullmatch(names[i]) and not _YEAR.fullmatch(names[i])]
    if numbers:
        told = tuple(short(each) for each in numbers[:5])
        notes.append(problem(place(head, 0), "", "study.numbers_head", n=len(numbers), found=told))
    problems = [problem(place(head, i), "", "study.no_heading") for i in kept if not names[i]]
    first: dict[str, int] = {}
    for i in kept:
        if names[i] and first.setdefault(names[i], i) != i:
            problems.append(problem(place(head, i), short(names[i]), "study.heading_twice", found=short(names[i])))
    if problems:
        raise EvalkitError(problems)
    made = tuple(RawColumn(names[i], place(head, i), columns[i][0], columns[i][1]) for i in kept)
    rows = len(made[0].values) if made else 0
    return RawTable(file, made, rows, lambda row, name: place(head + 1 + row, first[name]), tuple(notes))


def _without_foot(table: RawTable) -> RawTable:
    """Leave out the lines of totals, means and footnotes that end a table; told."""
    notes, rows = [], table.rows
    while rows > 1 and (found := _foot(table, rows - 1)):
        rows -= 1
        notes.append(problem(table.at(rows, table.columns[0].heading), "", "study.total", found=short(found)))
    if not notes:
        return table
    columns = tuple(
        replace(each, values=each.values[:rows], faults={row: key for row, key in each.faults.items() if row < rows})
        for each in table.columns
    )
    return replace(table, columns=columns, rows=rows, notes=(*table.notes, *reversed(notes)))


def _foot(table: RawTable, row: int) -> str:
    """Return what a row that is no individual begins with; nothing of any other row."""
    cells = [each.values[row] for each in table.columns if each.values[row] is not None]
    first = cells[0] if cells else None
    if not isinstance(first, str):
        return ""
    text = fold(first)
    summary = TOTALS.fullmatch(text) or _SUMMARY.fullmatch(text)
    return first if summary or (len(cells) == 1 < len(table.columns) and _FOOTNOTE.fullmatch(text)) else ""
