"""Names of cells and ranges as formulas write them: ``'Feuille 1'!$A$1:$C$7``, ``$'Feuille 1'.$A$1:.$C$7``."""

from __future__ import annotations

import re

from evalkit.sources.grid.book import Position, Range

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!:,;.()\s\[\]]+))"
_CORNER = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
_RANGE = re.compile(
    rf"=?\$?{_SHEET}[!.]{_CORNER}(?::(?:\$?{_SHEET.replace('quoted', 'q2').replace('plain', 'p2')})?[!.]?{_CORNER})?"
)
_COLUMNS = re.compile(rf"=?\$?{_SHEET}[!.]\$?([A-Za-z]{{1,3}}):\$?([A-Za-z]{{1,3}})")
_ROWS = re.compile(rf"=?\$?{_SHEET}[!.]\$?([0-9]{{1,7}}):\$?([0-9]{{1,7}})")
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
LONGEST = 1000


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
    text = formula.strip()[:LONGEST]
    if found := _RANGE.fullmatch(text):
        column, row, last_column, last_row = found.group(3), found.group(4), found.group(7), found.group(8)
        other = found.group("q2") or found.group("p2")
        sheet = _sheet(found)
        if other and other.replace("''", "'") != sheet:
            return None
        area = area_of(f"{column}{row}:{last_column or column}{last_row or row}")
        return (sheet, area) if area else None
    if found := _COLUMNS.fullmatch(text):
        area = area_of(f"{found.group(3)}1:{found.group(4)}{LAST_ROW}")
    elif found := _ROWS.fullmatch(text):
        area = area_of(f"A{found.group(3)}:XFD{found.group(4)}")
    else:
        return None
    return (_sheet(found), area) if area else None


def _sheet(found: re.Match[str]) -> str:
    return found.group("quoted").replace("''", "'") if found.group("quoted") else found.group("plain")


def _ordered(row: int, column: int, last_row: int, last_column: int) -> Range:
    return (min(row, last_row), min(column, last_column), max(row, last_row), max(column, last_column))
