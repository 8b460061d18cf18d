"""The sheets of an official workbook (.xlsx) as texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import load_workbook

from evalkit.errors import EvalkitError, Place, problem
from evalkit.sources.grid.package import ZIP_FAULTS, opened
from evalkit.sources.grid.xml_stream import Budget

if TYPE_CHECKING:
    from evalkit.territory.reading.raw import RawTable

MOST_ROWS = 200_000


def tables_of(raw: bytes, name: str, sheet: str | None = None) -> Iterator[RawTable]:
    """Yield the tables of a workbook: one for each sheet that has headings.

    Raises
    ------
    EvalkitError
        When the workbook is damaged, protected, holds macros or links to other files, or lacks the sheet asked for.
    """
    _check(raw, name)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (*ZIP_FAULTS, TypeError):
        raise EvalkitError([problem(Place(name), "", "territory.damaged")]) from None
    try:
        if sheet is not None and sheet not in book.sheetnames:
            values = {"found": sheet, "known": tuple(book.sheetnames)}
            raise EvalkitError([problem(Place(name), "", "territory.no_sheet", **values)])
        for each in book.worksheets:
            if sheet in (None, each.title) and (table := _table(each, name)) is not None:
                yield table
    finally:
        book.close()


def _check(raw: bytes, name: str) -> None:
    """Refuse what a workbook of figures does not hold, before a general library opens it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        file.write_bytes(raw)
        with opened(file, Budget(name)):
            pass


def _table(sheet: Any, name: str) -> RawTable | None:
    from evalkit.territory.reading.raw import (
        LOOKED_AT,
        RawTable,
        above_labels,
        header_row,
        titles_of,
    )

    start: list[list[str]] = []
    at = None
    body: list[list[str]] = []
    width = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        cells = [_text(each) for each in row]
        if number < LOOKED_AT:
            start.append(cells)
            continue
        if number == LOOKED_AT:
            at = header_row(start)
            if at is None:
                return None
        if number > MOST_ROWS:
            raise EvalkitError([problem(Place(name), "", "territory.too_large", limit=MOST_ROWS)])
        body.append(cells)
    at = header_row(start) if at is None else at
    if at is None:
        return None
    headings = _headings(start[at], name, sheet.title, at + 1)
    width = len(headings)
    rows = [[*cells[:width], *[""] * (width - len(cells))] for cells in [*start[at + 1 :], *body]]
    if not rows:
        raise EvalkitError([problem(Place(name), "", "territory.no_rows")])
    frame = pd.DataFrame(rows, columns=headings, dtype=str)
    return RawTable(name, sheet.title, frame, at + 2, tuple(headings), above_labels(start, at), titles_of(start[:at]))


def _headings(row: list[str], name: str, sheet: str, line: int) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    headings = [each or f"#{number}" for number, each in enumerate(row, 1)]
    twice = sorted({each for each in headings if headings.count(each) > 1})
    if twice:
        place = Place(name, sheet=sheet, cell=f"A{line}")
        raise EvalkitError([problem(place, each, "territory.heading_twice") for each in twice])
    return headings


def _text(value: object) -> str:
    """Return what a cell shows, with a decimal point; a whole number has none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()
