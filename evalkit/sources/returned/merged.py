"""Merged cells: what is said of any of them is shown on the first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.sources.grid import Position, position_of
from evalkit.sources.returned.schema import Element, child, children


@dataclass(frozen=True)
class Merged:
    """The merged ranges of a sheet: first and last cell of each."""

    ranges: tuple[tuple[Position, Position], ...] = ()

    def start(self, where: Position) -> Position:
        """Return the first cell of the range a cell is in, or the cell itself."""
        return self._around(where)[0]

    def end(self, where: Position) -> Position:
        """Return the last cell of the range a cell is in, or the cell itself."""
        return self._around(where)[1]

    def _around(self, where: Position) -> tuple[Position, Position]:
        row, column = where
        for first, last in self.ranges:
            if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
                return first, last
        return where, where


def merged_of(sheet: Element) -> Merged:
    """Return the merged ranges of a sheet."""
    found = (re.split(":", each.get("ref", "")) for each in children(child(sheet, "mergeCells"), "mergeCell"))
    ends = ((position_of(ends[0]), position_of(ends[-1])) for ends in found)
    return Merged(tuple((first, last) for first, last in ends if first and last))
