"""Workbooks as people leave them: a written dossier, then changed by hand through openpyxl."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from samples import FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.model.dossier import Dossier
from evalkit.sources import read_dossier
from evalkit.sources.write import dossier_bytes

HEADINGS = 4
Change = Callable[[Workbook], object]


def edited(folder: Path, *changes: Change, source: Path = FICTIONAL) -> Path:
    """Return the workbook of a dossier after some changes by hand."""
    file = folder / "dossier.xlsx"
    book = load_workbook(io.BytesIO(_written(source)))
    for change in changes:
        change(book)
    book.save(file)
    return file


@lru_cache
def _written(source: Path) -> bytes:
    return dossier_bytes(read_dossier(source), Path("dossier.xlsx"), "fr")


def column(sheet: Worksheet, heading: str) -> int:
    """Return the position of a heading."""
    return next(cell.column for cell in sheet[HEADINGS] if str(cell.value).removesuffix(" *") == heading)


def at(book: Workbook, sheet: str, heading: str, row: int) -> Cell:
    """Return the cell of a row below a heading (the first entry is in row 5)."""
    return book[sheet].cell(row, column(book[sheet], heading))


def answer(book: Workbook, label: str, sheet: str = "Dossier") -> Cell:
    """Return the answer of a form's line."""
    lines = book[sheet].iter_rows(min_row=5)
    return next(row[1] for row in lines if str(row[0].value).replace("\u00a0", " ").removesuffix(" *") == label)


def put(sheet: str, heading: str, row: int, value: object, number_format: str = "General") -> Change:
    """Return the change that types a value into a cell."""

    def change(book: Workbook) -> None:
        cell = at(book, sheet, heading, row)
        cell.value, cell.number_format = value, number_format

    return change


def read(folder: Path, *changes: Change) -> Dossier:
    return read_dossier(edited(folder, *changes))


def said(folder: Path, *changes: Change) -> list[str]:
    """Return what is said of the problems of a changed workbook."""
    try:
        read(folder, *changes)
    except EvalkitError as error:
        return [each.sentence("fr") for each in error.problems]
    return []


def noted(folder: Path, *changes: Change) -> list[str]:
    """Return what is told of a changed workbook that could be read."""
    return [each.sentence("fr") for each in read(folder, *changes).notes]
