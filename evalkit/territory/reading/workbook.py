"""The sheets of an official workbook (.xlsx, .xls, .ods) as texts."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from evalkit.errors import EvalkitError, Place
from evalkit.sources.grid import text_of
from evalkit.sources.grid.biff import TooManyError, only_needed
from evalkit.sources.grid.ole import SIGNATURE, Container, DamagedError
from evalkit.sources.grid.package import ZIP_FAULTS, opened
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.xls import refuse_protected
from evalkit.sources.grid.xml_stream import Budget
from evalkit.territory.reading.raw import (
    LOOKED_AT,
    RawTable,
    above_labels,
    checked_headings,
    header_row,
    refusal,
    titles_of,
)

MOST_ROWS = 200_000
SAMPLED = 100
"""Rows of a sheet whose formats tell which columns are percentages: those of other rows of a column are the same."""
Rows = Iterable[list[str]]


def tables_of(raw: bytes, name: str, sheet: str | None = None) -> Iterator[RawTable]:
    """Yield the tables of a workbook (.xlsx): one for each sheet that has headings.

    Raises
    ------
    EvalkitError
        When the workbook is damaged, protected, holds macros or links to other files, or lacks the sheet asked for.
    """
    with TemporaryDirectory() as folder, opened(_written(raw, name, folder), Budget(name)):
        pass  # what a workbook of figures does not hold is refused before a general library opens it
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (*ZIP_FAULTS, TypeError):
        raise refusal(name, "damaged") from None
    try:
        yield from _tables(((each.title, _rows(each)) for each in book.worksheets), book.sheetnames, name, sheet)
    finally:
        book.close()


def old_tables_of(raw: bytes, name: str, sheet: str | None = None) -> Iterator[RawTable]:
    """Yield the tables of a workbook of Excel 5 to 2003 (.xls); raises as `tables_of` does."""
    import xlrd

    try:
        with Path(os.devnull).open("w", encoding="utf-8") as silence:
            stream = only_needed(_stream(raw, name))
            book = xlrd.open_workbook(file_contents=stream, ragged_rows=True, formatting_info=True, logfile=silence)
    except EvalkitError:
        raise
    except TooManyError:
        raise refusal(name, "too_large", limit=MOST_ROWS) from None
    except Exception as error:
        # xlrd meets damage wherever it stands in its own code: there is no end to what it raises.
        raise (refused(name, "password") if "encrypted" in str(error) else refusal(name, "damaged")) from None
    sheets = ((each.name, _old_rows(each, book.datemode)) for each in book.sheets())
    yield from _tables(sheets, book.sheet_names(), name, sheet)


def open_tables_of(raw: bytes, name: str, sheet: str | None = None) -> Iterator[RawTable]:
    """Yield the tables of an OpenDocument workbook (.ods), within the bounds of `evalkit.sources.grid`."""
    from evalkit.sources.grid.ods import read_ods

    budget = Budget(name)
    with TemporaryDirectory() as folder, opened(_written(raw, name, folder), budget) as (_, archive):
        book = read_ods(archive, budget)
    sheets = ((each.name, _grid_rows(each.cells)) for each in book.sheets)
    yield from _tables(sheets, [each.name for each in book.sheets], name, sheet)


def _written(raw: bytes, name: str, folder: str) -> Path:
    file = Path(folder) / Path(name).name
    file.write_bytes(raw)
    return file


def _stream(raw: bytes, name: str) -> bytes:
    """Return the stream of an old container that holds the workbook."""
    if not raw.startswith(SIGNATURE):
        return raw
    refuse_protected(raw, name)
    try:
        container = Container(raw)
        stream = container.stream("Workbook") or container.stream("Book")
    except DamagedError:
        stream = b""
    if not stream:
        raise refusal(name, "damaged")
    return stream


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # some programs write a wrong extent, and openpyxl would stop there
    shares = {
        cell.column - 1
        for row in sheet.iter_rows(max_row=SAMPLED) for cell in row
        if isinstance(cell.value, int | float) and "%" in str(cell.number_format)
    }  # fmt: skip
    rows = sheet.iter_rows(values_only=True)
    return ([_text(each, share=number in shares) for number, each in enumerate(row)] for row in rows)


def _old_rows(sheet: Any, datemode: Any) -> Iterator[list[str]]:
    shares = {
        number
        for row in range(min(SAMPLED, sheet.nrows)) for number, cell in enumerate(sheet.row(row))
        if "%" in sheet.book.format_map[sheet.book.xf_list[cell.xf_index].format_key].format_str
    }  # fmt: skip
    return (
        [_old_text(each, datemode, share=column in shares) for column, each in enumerate(sheet.row(number))]
        for number in range(sheet.nrows)
    )


def _grid_rows(cells: Any) -> Iterator[list[str]]:
    last = max((row for row, _ in cells), default=0)
    width = max((column for _, column in cells), default=0)
    return (
        [text_of(cells[at]) if (at := (row, column)) in cells else "" for column in range(1, width + 1)]
        for row in range(1, last + 1)
    )


def _tables(sheets: Iterable[tuple[str, Rows]], names: list[str], name: str, wanted: str | None) -> Iterator[RawTable]:
    if wanted is not None and wanted not in names:
        raise refusal(name, "no_sheet", found=wanted, known=tuple(names))
    found, empty = False, False
    for title, rows in sheets:
        if wanted in (None, title) and (table := _table(rows, name, title)) is not None:
            empty = empty or table.frame.empty
            if not table.frame.empty:
                found = True
                yield table
    if empty and not found:
        raise refusal(name, "no_rows")


def _table(rows: Rows, name: str, title: str) -> RawTable | None:
    rows = iter(rows)
    start = list(islice(rows, LOOKED_AT))
    at = header_row(start)
    if at is None:
        return None
    headings = checked_headings(start[at], Place(name, sheet=title, cell=f"A{at + 1}"))
    width = len(headings)
    body = [[*cells[:width], *[""] * (width - len(cells))] for cells in chain(start[at + 1 :], islice(rows, MOST_ROWS))]
    if next(rows, None) is not None:
        raise refusal(name, "too_large", limit=MOST_ROWS)
    frame = pd.DataFrame(body, columns=headings, dtype=str)
    return RawTable(name, title, frame, at + 2, tuple(headings), above_labels(start, at), titles_of(start[:at]))


def _text(value: object, *, share: bool = False) -> str:
    """Return what a cell shows, with a decimal point; a whole number has none, a share (0.125) is a percentage."""
    if value is None:
        return ""
    if share and isinstance(value, int | float):
        return f"{100 * value:.12g} %"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def _old_text(cell: Any, datemode: Any, *, share: bool) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _text(xlrd.xldate_as_datetime(cell.value, datemode))
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return _text(cell.value)
    return _text(cell.value, share=share)
