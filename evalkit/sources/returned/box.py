"""Where the box of a comment stands and how large it is: large enough for its text, whatever the columns' widths."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.sources.grid import Position
from evalkit.sources.grid.references import LAST_COLUMN, LAST_ROW
from evalkit.sources.returned.merged import Merged, merged_of
from evalkit.sources.returned.schema import Element, child, children, number, whole

Anchor = tuple[int, int, int, int, int, int, int, int]
"""Left column and offset, top row and offset, right column and offset, bottom row and offset: from 0, in pixels."""

_NARROW, _WIDE = 330, 520
"""Widths in pixels: a comment of a few lines, one of many."""
_MANY = 14
_LETTER, _LINE, _MARGIN = 6.6, 15, 14
"""On a screen: an average letter of Tahoma 9 or of the wider DejaVu Sans, a line, and what the frame takes."""
_NEAR, _ABOVE = 15, 4
_DEFAULT_COLUMN, _DEFAULT_ROW, _DIGIT = 64, 20, 7
_FARTHEST = 400
"""Columns or rows a box may reach over: beyond, they are all hidden."""


def size(text: str) -> tuple[int, int]:
    """Return the width and height, in pixels, of a box in which a text can be read as a whole."""
    narrow = _lines(text, _NARROW)
    if narrow <= _MANY:
        return _NARROW, narrow * _LINE + _MARGIN
    return _WIDE, _lines(text, _WIDE) * _LINE + _MARGIN


def _lines(text: str, width: int) -> int:
    per_line = (width - _MARGIN) / _LETTER
    return sum(max(1, math.ceil(len(line) / per_line)) for line in text.split("\n"))


@dataclass(frozen=True)
class Grid:
    """Widths of columns and heights of rows of a sheet, in pixels, numbered from 0.

    Parameters
    ----------
    columns : tuple of (int, int, int)
        First and last column of each range of columns, and their width; in the order of the sheet.
    rows : mapping of int to int
        Heights of the rows that have one.
    column, row : int
        Width and height of all others.
    merged : Merged
    """

    columns: tuple[tuple[int, int, int], ...]
    rows: Mapping[int, int]
    column: int
    row: int
    merged: Merged

    def width(self, index: int) -> int:
        """Return the width of a column."""
        before = bisect_right(self.columns, index, key=lambda each: each[0])
        _, last, width = self.columns[before - 1] if before else (-1, -1, 0)
        return width if index <= last else self.column

    def height(self, index: int) -> int:
        """Return the height of a row."""
        return self.rows.get(index, self.row)


def grid_of(sheet: Element, heights: Mapping[int, float]) -> Grid:
    """Return the grid of a sheet whose rows have these heights, in points by their number from 1."""
    usual = child(sheet, "sheetFormatPr")
    rows = {row - 1: _from_points(height) for row, height in heights.items()}
    columns = tuple(sorted(_column(each) for each in children(child(sheet, "cols"), "col")))
    if usual is None:
        return Grid(columns, rows, _DEFAULT_COLUMN, _DEFAULT_ROW, merged_of(sheet))
    width = _pixels(number(usual, "defaultColWidth", _DEFAULT_COLUMN / _DIGIT))
    height = 0 if usual.get("zeroHeight") in ("1", "true") else _from_points(number(usual, "defaultRowHeight", 15))
    return Grid(columns, rows, width, height, merged_of(sheet))


def _column(column: Element) -> tuple[int, int, int]:
    width = 0 if _hidden(column) else _pixels(number(column, "width", _DEFAULT_COLUMN / _DIGIT))
    return whole(column, "min", 1) - 1, whole(column, "max", 1) - 1, width


def _hidden(element: Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _pixels(width: float) -> int:
    """Return pixels of a width in digits of the default font."""
    return round(width * _DIGIT)


def _from_points(height: float) -> int:
    return round(height * 4 / 3)


def beside(grid: Grid, where: Position, wanted: tuple[int, int]) -> Anchor:
    """Return the anchor of a box of the wanted size at the right of a cell, a little above it.

    Parameters
    ----------
    grid : Grid
    where : (row, column)
        From 1.
    wanted : (width, height)
        In pixels.
    """
    left = min(grid.merged.end(where)[1], LAST_COLUMN - 12)
    top = min(max(where[0] - 2, 0), LAST_ROW - 60)
    return reaching(grid, (left, _NEAR, top, _ABOVE), wanted)


def reaching(grid: Grid, start: tuple[int, int, int, int], wanted: tuple[int, int]) -> Anchor:
    """Return the anchor of a box that starts there and has the wanted size, or less at the end of the sheet."""
    left, left_offset, top, top_offset = start
    right, right_offset = left, left_offset + wanted[0]
    while right_offset > grid.width(right) and right < min(LAST_COLUMN - 1, left + _FARTHEST):
        right_offset -= grid.width(right)
        right += 1
    bottom, bottom_offset = top, top_offset + wanted[1]
    while bottom_offset > grid.height(bottom) and bottom < min(LAST_ROW - 1, top + _FARTHEST):
        bottom_offset -= grid.height(bottom)
        bottom += 1
    return left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset


def extent(grid: Grid, anchor: Anchor) -> tuple[int, int]:
    """Return the width and height, in pixels, of an anchored box."""
    left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = anchor
    across = range(left, min(right, left + _FARTHEST))
    down = range(top, min(bottom, top + _FARTHEST))
    return (
        sum(map(grid.width, across)) + right_offset - left_offset,
        sum(map(grid.height, down)) + bottom_offset - top_offset,
    )
