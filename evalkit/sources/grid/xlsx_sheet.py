"""One sheet of a .xlsx workbook, from its XML: only the cells that hold something, within bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from zipfile import ZipFile

from evalkit.sources.grid.book import Cell, Position, Range, Sheet, Value
from evalkit.sources.grid.bounds import (
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINKS,
    MOST_MERGED,
    MOST_ROWS,
    WIDEST_AREA,
)
from evalkit.sources.grid.references import LAST_COLUMN, area_of, position_of
from evalkit.sources.grid.refusals import refused, refused_cell
from evalkit.sources.grid.serials import value_of
from evalkit.sources.grid.xlsx_parts import unescaped
from evalkit.sources.grid.xml_stream import Budget, walk

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_TRUE = {"1", "true", "on"}


class _SheetReader:
    """Gathers what a sheet's XML tells, element after element."""

    def __init__(
        self, file: str, name: str, strings: Sequence[str], formats: Sequence[str], *, from_1904: bool, read: list[int]
    ) -> None:
        self.file, self.name, self.strings, self.formats = file, name, strings, formats
        self.from_1904, self.read = from_1904, read
        self.cells: dict[Position, Cell] = {}
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.column = self.links = self.covered = 0
        self.type = self.style = ""
        self.pieces: dict[str, list[str]] = {}
        self.into: list[str] | None = None
        self.aside = False
        self.starts = {
            "row": self.start_row, "c": self.start_cell, "v": self.start_text, "f": self.start_text,
            "t": self.start_text, "rPh": self.start_aside, "mergeCell": self.start_merged,
            "hyperlink": self.start_link, "col": self.start_columns,
        }  # fmt: skip

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        handle = self.starts.get(name)
        if handle:
            handle(name, attributes)

    def text(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)

    def end(self, name: str) -> None:
        if name in {"v", "f", "t"}:
            self.into = None
        elif name == "rPh":
            self.aside = False
        elif name == "c":
            self.end_cell()

    def start_row(self, _: str, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if re.fullmatch("[0-9]{1,7}", number) else self.row + 1
        self.column = 0
        if attributes.get("hidden") in _TRUE and self.row <= MOST_ROWS:
            self.hidden_rows.add(self.row)

    def start_cell(self, _: str, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        found = position_of(reference) if reference else (max(self.row, 1), self.column + 1)
        if found is None:
            raise refused(self.file, "damaged")
        self.row, self.column = found
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.pieces = {}

    def start_text(self, name: str, _: Mapping[str, str]) -> None:
        if not self.aside:
            self.into = self.pieces.setdefault(name, [])

    def start_aside(self, *_: object) -> None:
        self.aside = True

    def start_columns(self, _: str, attributes: Mapping[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal():
            self.hidden_columns.update(range(int(first), min(int(last), LAST_COLUMN) + 1))

    def start_merged(self, _: str, attributes: Mapping[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area is None:
            raise refused(self.file, "damaged")
        self.merged.append(area)
        self.cover(area)
        if len(self.merged) > MOST_MERGED:
            raise refused_cell(self.file, self.name, area[0], area[1], "merged", limit=MOST_MERGED)

    def start_link(self, _: str, attributes: Mapping[str, str]) -> None:
        self.links += 1
        area = area_of(attributes.get("ref", "")) or (1, 1, 1, 1)
        self.cover(area)
        if self.links > MOST_LINKS:
            raise refused_cell(self.file, self.name, area[0], area[1], "links", limit=MOST_LINKS)

    def cover(self, area: Range) -> None:
        self.covered += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        if self.covered > WIDEST_AREA:
            raise refused_cell(self.file, self.name, area[0], area[1], "area", limit=WIDEST_AREA)

    def end_cell(self) -> None:
        if not self.pieces:
            return
        code = self.formats[int(self.style)] if self.style.isdecimal() and int(self.style) < len(self.formats) else ""
        cell = self.cell(code or "General")
        if cell is None:
            return
        at = (self.row, self.column)
        self.read[0] += 1
        if self.row > MOST_ROWS or self.column > MOST_COLUMNS:
            raise refused_cell(self.file, self.name, *at, "far_cell", rows=MOST_ROWS, columns=MOST_COLUMNS)
        if self.read[0] > MOST_CELLS:
            raise refused_cell(self.file, self.name, *at, "too_many_cells", limit=MOST_CELLS)
        if isinstance(cell.value, str) and len(cell.value) > LONGEST_TEXT:
            raise refused_cell(self.file, self.name, *at, "long_text", limit=LONGEST_TEXT)
        self.cells[at] = cell

    def cell(self, code: str) -> Cell | None:
        """Return the cell that has just ended; None where it holds nothing."""
        formula = "f" in self.pieces
        if self.type == "inlineStr":
            text = unescaped("".join(self.pieces.get("t", ())))
            return Cell(text, code, formula) if text else None
        raw = "".join(self.pieces.get("v", ()))
        if not raw:
            if not formula:
                return None
            return Cell("" if self.type == "str" and "v" in self.pieces else None, code, formula=True)
        if self.type == "e":
            return Cell(None, code, formula, error=raw[:20])
        value = self.value(raw.strip() if self.type not in {"str", "s"} else raw, code)
        return Cell(value, code, formula) if value != "" or formula else None

    def value(self, raw: str, code: str) -> Value:
        if self.type == "s":
            return self.shared(raw.strip())
        if self.type == "b":
            return raw in _TRUE
        if self.type == "str":
            return unescaped(raw)
        if self.type == "d":
            return _date(raw)
        if not _NUMBER.fullmatch(raw):
            raise refused_cell(self.file, self.name, self.row, self.column, "cell_damaged")
        number = int(raw) if _INTEGER.fullmatch(raw) else float(raw)
        return value_of(number, code, from_1904=self.from_1904)

    def shared(self, raw: str) -> str:
        if not re.fullmatch("[0-9]{1,9}", raw) or int(raw) >= len(self.strings):
            raise refused_cell(self.file, self.name, self.row, self.column, "cell_damaged")
        return self.strings[int(raw)]


def _date(raw: str) -> Value:
    """Return a date written in full (ISO 8601), the text itself where it is none."""
    for kind in (dt.date, dt.datetime, dt.time):
        try:
            return kind.fromisoformat(raw)
        except ValueError:
            continue
    return raw


def read_sheet(
    archive: ZipFile, part: str, name: str, budget: Budget, strings: Sequence[str], formats: Sequence[str], *,
    from_1904: bool, hidden: bool, read: list[int],
) -> Sheet:  # fmt: skip
    """Read a sheet; `read` counts the cells of all sheets.

    Raises
    ------
    EvalkitError
        When it holds too much, or something too far away; with its name and the cell.
    """
    reader = _SheetReader(budget.file, name, strings, formats, from_1904=from_1904, read=read)
    with archive.open(part) as stream:
        walk(stream, budget, reader.start, reader.end, reader.text)
    covered = _covered(reader.merged, reader.cells)
    cells = {at: cell for at, cell in reader.cells.items() if at not in covered}
    return Sheet(
        budget.file, name, cells, tuple(reader.merged), frozenset(reader.hidden_rows), frozenset(reader.hidden_columns),
        hidden,
    )  # fmt: skip


def _covered(merged: Sequence[Range], cells: Mapping[Position, Cell]) -> set[Position]:
    """Return the cells that merged ranges hide; their areas are bounded."""
    return {
        (row, column)
        for top, left, bottom, right in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left) and (row, column) in cells
    }
