"""Names of cells and ranges as formulas write them: ``'Feuille 1'!$A$1:$C$7``, ``$'Feuille 1'.$A$1:.$C$7``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from evalkit.sources.grid.book import Cell, Position, Range

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!:,;()\s\[\]]+))"
_CORNER = r"\$?(?P<column{0}>[A-Za-z]{{1,3}})\$?(?P<row{0}>[0-9]{{1,7}})"
_RANGE = re.compile(rf"{_SHEET}!{_CORNER.format(1)}(?::{_CORNER.format(2)})?")
_COLUMNS = re.compile(rf"{_SHEET}!\$?([A-Za-z]{{1,3}}):\$?([A-Za-z]{{1,3}})")
_ROWS = re.compile(rf"{_SHEET}!\$?([0-9]{{1,7}}):\$?([0-9]{{1,7}})")
Named = tuple[str, bool, str, Range]
"""A name, whether it is that of one sheet alone, and the sheet and range it leads to."""
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
LONGEST = 1000


@lru_cache(maxsize=2000)
def column_number(letters: str) -> int:
    """Return 3 for ``C``."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def position_of(reference: str) -> Position | None:
    """Return (7, 3) for ``C7``; None for what is no cell of a sheet."""
    found = _CELL.fullmatch(reference)
    if not found:
        return None
    row, column = int(found.group(2)), column_number(found.group(1))
    return (row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None


def area_of(reference: str) -> Range | None:
    """Return the range of ``A1:C7`` or ``C7``; None for what is none."""
    first, _, last = reference.partition(":")
    start, end = position_of(first), position_of(last or first)
    return _ordered(*start, *end) if start and end else None


def range_of(formula: str) -> tuple[str, Range] | None:
    """Return the sheet and the range that the formula of a name leads to; None unless it is one range of one sheet."""
    text = formula.strip().removeprefix("=")[:LONGEST]
    if found := _RANGE.fullmatch(text):
        first = f"{found['column1']}{found['row1']}"
        area = area_of(f"{first}:{found['column2']}{found['row2']}" if found["column2"] else first)
    elif found := _COLUMNS.fullmatch(text):
        area = area_of(f"{found.group(3)}1:{found.group(4)}{LAST_ROW}")
    elif found := _ROWS.fullmatch(text):
        area = area_of(f"A{found.group(3)}:XFD{found.group(4)}")
    else:
        return None
    return (_sheet(found), area) if area else None


def names_of(found: Iterable[Named]) -> dict[str, tuple[str, Range]]:
    """Return the names of a workbook in lower case: those of one sheet alone where they leave no doubt."""
    everywhere: dict[str, tuple[str, Range]] = {}
    scoped: dict[str, set[tuple[str, Range]]] = {}
    for name, of_one_sheet, sheet, area in found:
        if of_one_sheet:
            scoped.setdefault(name.lower(), set()).add((sheet, area))
        else:
            everywhere[name.lower()] = (sheet, area)
    return {name: next(iter(targets)) for name, targets in scoped.items() if len(targets) == 1} | everywhere


def without_covered(cells: Mapping[Position, Cell], merged: Sequence[Range]) -> dict[Position, Cell]:
    """Return the cells but those that a merged range hides; the areas of `merged` are bounded."""
    covered = {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left) and (row, column) in cells
    }
    return {at: cell for at, cell in cells.items() if at not in covered}


def _sheet(found: re.Match[str]) -> str:
    return found.group("quoted").replace("''", "'") if found.group("quoted") else found.group("plain")


def _ordered(row: int, column: int, last_row: int, last_column: int) -> Range:
    return (min(row, last_row), min(column, last_column), max(row, last_row), max(column, last_column))
