"""One sheet of a .xlsx workbook, from its XML: only the cells that hold something, within bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from zipfile import ZipFile

from evalkit.errors import EvalkitError
from evalkit.sources.grid.book import Cell, Position, Range, Sheet, Value
from evalkit.sources.grid.bounds import MOST_COLUMN_GROUPS, MOST_COLUMNS, MOST_ROWS
from evalkit.sources.grid.references import area_of, position_of, without_covered
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.serials import value_of
from evalkit.sources.grid.tally import Tally
from evalkit.sources.grid.xlsx_parts import unescaped
from evalkit.sources.grid.xml_stream import Budget, walk_part

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ROW_NUMBER = re.compile("[0-9]{1,7}").fullmatch
_CALL = re.compile(r"\w\|'?[^'!\"]*'?!")
"""A formula that calls another program: ``cmd|'/C calc'!A0``."""
_TRUE = {"1", "true", "on"}


class _SheetReader:
    """Gathers what a sheet's XML tells, element after element."""

    def __init__(
        self, name: str, tally: Tally, strings: Sequence[str], formats: Sequence[str], *, from_1904: bool
    ) -> None:
        self.name, self.tally, self.strings, self.formats = name, tally, strings, formats
        self.from_1904 = from_1904
        self.cells: dict[Position, Cell] = {}
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.column = self.groups = 0
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
        self.row = int(number) if _ROW_NUMBER(number) else self.row + 1
        self.column = 0
        if attributes.get("hidden") in _TRUE and self.row <= MOST_ROWS:
            self.hidden_rows.add(self.row)

    def start_cell(self, _: str, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        found = position_of(reference) if reference else (max(self.row, 1), self.column + 1)
        if found is None:
            raise refused(self.tally.file, "damaged")
        self.row, self.column = found
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.pieces = {}

    def start_text(self, name: str, _: Mapping[str, str]) -> None:
        if not self.aside:
            self.into = self.pieces.setdefault(name, [])

    def start_aside(self, *_: object) -> None:
        self.aside = True

    def start_columns(self, _: str, attributes: Mapping[str, str]) -> None:
        self.groups += 1
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and re.fullmatch("[0-9]{1,9} [0-9]{1,9}", f"{first} {last}"):
            self.hidden_columns.update(range(int(first), min(int(last), MOST_COLUMNS) + 1))
        if self.groups > MOST_COLUMN_GROUPS:
            raise refused(self.tally.file, "elements")

    def start_merged(self, _: str, attributes: Mapping[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area is None:
            raise refused(self.tally.file, "damaged")
        self.tally.add_merged(self.name, area)
        self.merged.append(area)

    def start_link(self, _: str, attributes: Mapping[str, str]) -> None:
        self.tally.add_link(self.name, area_of(attributes.get("ref", "")) or (1, 1, 1, 1))

    def end_cell(self) -> None:
        if not self.pieces:
            return
        code = self.formats[int(self.style)] if self.style.isdecimal() and int(self.style) < len(self.formats) else ""
        cell = self.cell(code or "General")
        if cell is None:
            return
        self.tally.add_cells(self.name, self.row, self.column)
        if isinstance(cell.value, str):
            self.tally.add_text(self.name, self.row, self.column, cell.value, kept=self.type != "s")
        if cell.formula and _CALL.search("".join(self.pieces["f"])):
            raise self.refused("dde")
        self.cells[self.row, self.column] = cell

    def refused(self, key: str) -> EvalkitError:
        return self.tally.refused(self.name, self.row, self.column, key)

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
            raise self.refused("cell_damaged")
        number = int(raw) if _INTEGER.fullmatch(raw) else float(raw)
        return value_of(number, code, from_1904=self.from_1904)

    def shared(self, raw: str) -> str:
        if not re.fullmatch("[0-9]{1,9}", raw) or int(raw) >= len(self.strings):
            raise self.refused("cell_damaged")
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
    archive: ZipFile, part: str, name: str, budget: Budget, tally: Tally, strings: Sequence[str],
    formats: Sequence[str], *, from_1904: bool, hidden: bool,
) -> Sheet:  # fmt: skip
    """Read a sheet from the part of the package that holds it.

    Raises
    ------
    EvalkitError
        When it holds too much, or something too far away; with its name and the cell.
    """
    reader = _SheetReader(name, tally, strings, formats, from_1904=from_1904)
    budget.sheet = name
    walk_part(archive, part, budget, reader.start, reader.end, reader.text)
    budget.sheet = ""
    return Sheet(
        budget.file, name, without_covered(reader.cells, reader.merged), tuple(reader.merged),
        frozenset(reader.hidden_rows), frozenset(reader.hidden_columns), hidden,
    )  # fmt: skip
