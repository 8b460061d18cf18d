"""A spreadsheet as plain cells, whatever file it came from: .xlsx, .ods, .xls or delimited text.

Nothing is interpreted here: a cell keeps its value, its number format and whether a formula gave it, so that the
readers above can say what was typed and where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from evalkit.errors import Place

Kind = Literal["xlsx", "ods", "xls", "csv"]
Position = tuple[int, int]
"""Row and column, counted from 1."""
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1, both ends included."""
Value = str | bool | int | float | dt.date | dt.datetime | dt.time


@dataclass(frozen=True)
class Cell:
    """One cell that holds something.

    Parameters
    ----------
    value : str, bool, int, float, date, datetime, time or None
        What it holds or shows; None for a formula that no program has computed yet, and for an error.
    number_format : str
        The spreadsheet's format code (``0.00%``, ``mmm-yy``); ``General`` where there is none.
    formula : bool
        Whether a formula gives the value.
    error : str
        The error it shows (``#DIV/0!``); empty where there is none.
    """

    value: Value | None
    number_format: str = "General"
    formula: bool = False
    error: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: only the cells that hold something.

    Parameters
    ----------
    file, name : str
        ``name`` is empty for delimited text.
    cells : mapping of (row, column) to Cell
        Of a merged range, the first cell only.
    merged : tuple of Range
    hidden_rows, hidden_columns : frozenset of int
    hidden : bool
        Whether the whole sheet is hidden.
    lines : mapping of int to int
        For delimited text: the line of the file on which each row starts.
    """

    file: str
    name: str
    cells: Mapping[Position, Cell]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    lines: Mapping[int, int] = field(default_factory=dict)

    def place(self, row: int, column: int) -> Place:
        """Return where a cell stands: its sheet and name (``C7``), or its line and column in delimited text."""
        if not self.name:
            return Place(self.file, self.lines.get(row, row), column)
        return Place(self.file, sheet=self.name, cell=cell_name(row, column))


@dataclass(frozen=True)
class Book:
    """A whole file.

    Parameters
    ----------
    file : str
    kind : {"xlsx", "ods", "xls", "csv"}
    sheets : tuple of Sheet
        In the order of the file; delimited text has one.
    names : mapping of str to (str, Range)
        The defined names that lead to one range of one sheet, in lower case: sheet's name and range.
    properties : mapping of str to str
        The custom properties of the document.
    from_1904 : bool
        Whether the workbook counts its days from 1904; the dates of its cells are right in either case.
    """

    file: str
    kind: Kind
    sheets: tuple[Sheet, ...]
    names: Mapping[str, tuple[str, Range]] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    from_1904: bool = False


def cell_name(row: int, column: int) -> str:
    """Return ``C7`` for row 7 and column 3."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
