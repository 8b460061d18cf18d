"""One sheet of an OpenDocument spreadsheet: only the cells that hold something, within bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from evalkit.sources.grid.book import Cell, Position, Range, Sheet, Value
from evalkit.sources.grid.bounds import MOST_COLUMNS, MOST_ROWS
from evalkit.sources.grid.formats import format_of
from evalkit.sources.grid.ods_styles import Styles
from evalkit.sources.grid.references import LAST_ROW, without_covered
from evalkit.sources.grid.tally import Tally

_BLANKS = re.compile(r"[ \t\r\n]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,8})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,][0-9]*)?S)?)?"
)
_ERROR = re.compile(r"#[\w/]+ ?[!?]?|#N/A|(?:Err|Erreur) ?: ?[0-9]{3}")
_OTHER_FILE = re.compile(r"'[a-z]+:[^']*'#", re.IGNORECASE)
_CALL = re.compile(r"\bDDE\s*\(", re.IGNORECASE)
_TRUTHS = {"TRUE", "FALSE", "VRAI", "FAUX"}
"""How LibreOffice shows a number that is a yes or a no, without saying so otherwise."""
_LOOKS = {"table:style-name", "table:number-columns-repeated"}
"""What is said of a cell that holds nothing, however many there are."""
_MOST_SPACES = 1000
_HIDDEN = {"collapse", "filter"}


class SheetReader:
    """Gathers what the XML of a sheet tells, element after element.

    Parameters
    ----------
    name : str
    tally : Tally
    styles : Styles
    hidden : bool
    """

    def __init__(self, name: str, tally: Tally, styles: Styles, *, hidden: bool) -> None:
        self.name, self.tally, self.styles, self.hidden = name, tally, styles, hidden
        self.cells: dict[Position, Cell] = {}
        self.merged: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.column_styles: dict[int, str] = {}
        self.row = self.column = self.columns = 0
        self.rows = self.repeated = 1
        self.row_style = ""
        self.attributes: Mapping[str, str] = {}
        self.paragraphs: list[list[str]] = []
        self.inside = self.covers = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note an element that starts."""
        if name == "table-row":
            self._start_row(attributes)
        elif name in {"table-cell", "covered-table-cell"} and not self.inside:
            self.attributes, self.paragraphs, self.inside = attributes, [], True
            self.covers = name == "covered-table-cell"
            self.repeated = _count(attributes, "table:number-columns-repeated")
        elif name == "table-column":
            self._start_column(attributes)
        elif self.inside:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self.paragraphs.append([])
        elif self.paragraphs and name == "s":
            spaces = min(_count(attributes, "text:c"), _MOST_SPACES)
            self.tally.add_characters(spaces)
            self.paragraphs[-1].append(" " * spaces)
        elif self.paragraphs and name in {"tab", "line-break"}:
            self.paragraphs[-1].append("\t" if name == "tab" else "\n")

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self.row += 1
        self.rows = _count(attributes, "table:number-rows-repeated")
        self.column = 0
        self.row_style = attributes.get("table:default-cell-style-name", "")
        if attributes.get("table:visibility") in _HIDDEN:
            self.hidden_rows.update(range(self.row, min(self.row + self.rows, MOST_ROWS + 1)))

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        first, self.columns = self.columns + 1, self.columns + _count(attributes, "table:number-columns-repeated")
        columns = range(first, min(self.columns, MOST_COLUMNS) + 1)
        self.column_styles |= dict.fromkeys(columns, attributes.get("table:default-cell-style-name", ""))
        if attributes.get("table:visibility") in _HIDDEN:
            self.hidden_columns.update(columns)

    def text(self, text: str) -> None:
        """Note a text."""
        if self.inside and self.paragraphs:
            self.tally.add_characters(len(text))
            self.paragraphs[-1].append(_BLANKS.sub(" ", text))

    def end(self, name: str) -> None:
        """Note an element that ends."""
        if name in {"table-cell", "covered-table-cell"} and self.inside:
            self._end_cell()
            self.inside = False
        elif name == "table-row":
            self.row += self.rows - 1

    def _end_cell(self) -> None:
        first = self.column + 1
        self.column += self.repeated
        if self.covers or not (self.paragraphs or self.attributes.keys() - _LOOKS):
            return
        self._merge(first)
        cell = self._cell(first)
        if cell is None:
            return
        last_row = self.row + self.rows - 1
        self.tally.add_cells(self.name, last_row, self.column, self.rows * self.repeated)
        for row in range(self.row, last_row + 1):
            for column in range(first, self.column + 1):
                self.cells[row, column] = cell

    def _merge(self, column: int) -> None:
        columns = _count(self.attributes, "table:number-columns-spanned")
        rows = _count(self.attributes, "table:number-rows-spanned")
        if columns * rows > 1:
            area = (self.row, column, self.row + rows - 1, column + columns - 1)
            self.tally.add_merged(self.name, area)
            self.merged.append(area)

    def _cell(self, column: int) -> Cell | None:
        """Return the cell that has just ended; None where it holds nothing."""
        given = self.attributes
        shown = "\n".join("".join(pieces) for pieces in self.paragraphs)
        formula = given.get("table:formula", "")
        kind = given.get("office:value-type", "")
        if formula:
            self._refuse_calls(formula, column)
        if given.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(shown.strip())):
            return Cell(None, formula=True, error=shown.strip()[:20] or "#N/A")
        if not kind and not shown:
            return Cell(None, formula=True) if formula else None
        text = given.get("office:string-value", shown)
        self.tally.add_text(self.name, self.row, column, text)
        code = self.styles.code_of(self._style(column))
        value = _value(kind, given, text, code)
        if value is None:
            raise self.tally.refused(self.name, self.row, column, "cell_damaged")
        return Cell(value, _code(kind, code), bool(formula)) if value != "" or formula else None

    def _style(self, column: int) -> str:
        own = self.attributes.get("table:style-name") or self.row_style
        return own or self.column_styles.get(column, "")

    def _refuse_calls(self, formula: str, column: int) -> None:
        for pattern, key in ((_CALL, "dde"), (_OTHER_FILE, "external")):
            if pattern.search(formula):
                raise self.tally.refused(self.name, self.row, column, key)

    def sheet(self) -> Sheet:
        """Return the sheet once all of it has been read."""
        return Sheet(
            self.tally.file, self.name, without_covered(self.cells, self.merged), tuple(self.merged),
            frozenset(self.hidden_rows), frozenset(self.hidden_columns), self.hidden,
        )  # fmt: skip


def _count(attributes: Mapping[str, str], name: str) -> int:
    given = attributes.get(name)
    if given is None:
        return 1
    return max(1, min(int(given), LAST_ROW)) if re.fullmatch("[0-9]{1,9}", given) else 1


def _code(kind: str, code: str) -> str:
    """Return a format code that agrees with the kind of value, which tells more than a lost style."""
    shows = format_of(code).shows
    if kind == "percentage" and shows != "percent":
        return "0.00%"
    if kind == "date" and shows not in {"date", "datetime", "time"}:
        return "yyyy-mm-dd hh:mm:ss"
    if kind == "time" and shows not in {"time", "elapsed"}:
        return "[h]:mm:ss"
    return code


def _value(kind: str, given: Mapping[str, str], text: str, code: str) -> Value | None:
    """Return the value of a cell, None where it cannot be read."""
    if kind == "boolean":
        return given.get("office:boolean-value") == "true"
    if kind == "date":
        return _date(given.get("office:date-value", ""), code)
    if kind == "time":
        return _time(given.get("office:time-value", ""), code)
    if kind in {"float", "percentage", "currency"}:
        raw = given.get("office:value", "")
        if not _NUMBER.fullmatch(raw):
            return None
        if raw in {"0", "1"} and text in _TRUTHS:
            return raw == "1"
        return int(raw) if _INTEGER.fullmatch(raw) else float(raw)
    return text


def _date(raw: str, code: str) -> Value | None:
    try:
        moment = dt.datetime.fromisoformat(raw)
    except ValueError:
        return None
    whole = moment.time() == dt.time() and format_of(code).shows not in {"datetime", "time"}
    return moment.date() if whole else moment.replace(microsecond=0, tzinfo=None)


def _time(raw: str, code: str) -> Value | None:
    found = _DURATION.fullmatch(raw)
    if not found or not any(found.groups()[1:]):
        return None
    sign, days, hours, minutes, seconds = found.group(1), *(int(part or 0) for part in found.groups()[1:])
    total = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    if sign or total >= 86_400 or format_of(code).shows == "elapsed":
        return (-total if sign else total) / 86_400
    return (dt.datetime.min + dt.timedelta(seconds=total)).time()
