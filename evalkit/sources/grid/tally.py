"""What a workbook holds so far, counted over all its sheets: too much is refused with its cell."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.errors import EvalkitError, Place, problem
from evalkit.sources.grid.book import Range, cell_name
from evalkit.sources.grid.bounds import (
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_LINKS,
    MOST_MERGED,
    MOST_ROWS,
    WIDEST_AREA,
)
from evalkit.sources.grid.references import LAST_COLUMN, LAST_ROW
from evalkit.sources.grid.refusals import refused


@dataclass
class Tally:
    """Counts of a workbook.

    Parameters
    ----------
    file : str
    cells, characters, merged, links : int
    covered : int
        Cells that merged ranges and links cover.
    """

    file: str
    cells: int = 0
    characters: int = 0
    merged: int = 0
    links: int = 0
    covered: int = 0

    def add_cells(self, sheet: str, row: int, column: int, number: int = 1) -> None:
        """Count filled cells, of which the last is given."""
        self.cells += number
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise self.refused(sheet, row, column, "far_cell", rows=MOST_ROWS, columns=MOST_COLUMNS)
        if self.cells > MOST_CELLS:
            raise self.refused(sheet, row, column, "too_many_cells", limit=MOST_CELLS)

    def add_text(self, sheet: str, row: int, column: int, text: str, *, kept: bool = True) -> None:
        """Count the characters of a cell, unless it shares its text with others (`kept` false)."""
        if len(text) > LONGEST_TEXT:
            raise self.refused(sheet, row, column, "long_text", limit=LONGEST_TEXT)
        self.add_characters(len(text) * kept)

    def add_characters(self, number: int) -> None:
        """Count characters that are kept."""
        self.characters += number
        if self.characters > MOST_CHARACTERS:
            raise refused(self.file, "texts", limit=MOST_CHARACTERS // 1_000_000)

    def add_merged(self, sheet: str, area: Range) -> None:
        """Count a merged range."""
        self.merged += 1
        if self.merged > MOST_MERGED:
            raise self.refused(sheet, area[0], area[1], "merged", limit=MOST_MERGED)
        self._cover(sheet, area)

    def add_link(self, sheet: str, area: Range) -> None:
        """Count a link, which a general library copies into each of its cells."""
        self.links += 1
        if self.links > MOST_LINKS:
            raise self.refused(sheet, area[0], area[1], "links", limit=MOST_LINKS)
        self._cover(sheet, area)

    def _cover(self, sheet: str, area: Range) -> None:
        self.covered += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        if self.covered > WIDEST_AREA:
            raise self.refused(sheet, area[0], area[1], "area", limit=WIDEST_AREA)

    def refused(self, sheet: str, row: int, column: int, key: str, **values: object) -> EvalkitError:
        """Return what to raise about a cell: ``errors.grid.<key>``."""
        cell = cell_name(min(row, LAST_ROW), min(column, LAST_COLUMN))
        return EvalkitError([problem(Place(self.file, sheet=sheet, cell=cell), "", f"grid.{key}", **values)])
