"""Workbooks of Excel (.xlsx), read from their XML in one pass: value, formula and format of each cell at once.

A general library builds the whole workbook, styles and drawings included, twice (once for values, once for
formulas): too long for a large file, and unbounded for a hostile one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from evalkit.sources.grid.book import Book, Range, Sheet
from evalkit.sources.grid.bounds import MOST_NAMES, MOST_SHEETS
from evalkit.sources.grid.references import Named, names_of, range_of
from evalkit.sources.grid.refusals import of_sheet, refused
from evalkit.sources.grid.tally import Tally
from evalkit.sources.grid.xlsx_parts import main_part, read_formats, read_properties, read_relations, read_strings
from evalkit.sources.grid.xlsx_sheet import read_sheet
from evalkit.sources.grid.xml_stream import Budget, walk_part


@dataclass
class _Workbook:
    """What ``xl/workbook.xml`` says."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    names: list[tuple[str, str | None, str]] = field(default_factory=list)
    from_1904: bool = False
    _name: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}
        elif name == "definedName":
            self.names.append((attributes.get("name", ""), attributes.get("localSheetId"), ""))
            self._name = []

    def text(self, text: str) -> None:
        if self._name is not None:
            self._name.append(text)

    def end(self, name: str) -> None:
        if name == "definedName" and self._name is not None:
            called, scope, _ = self.names[-1]
            self.names[-1] = (called, scope, "".join(self._name))
            self._name = None


def read_xlsx(archive: ZipFile, budget: Budget) -> Book:
    """Read a workbook from its opened package, which `opened` has let through."""
    file = budget.file
    main = main_part(archive, budget)
    workbook = _Workbook()
    walk_part(archive, main, budget, workbook.start, workbook.end, workbook.text)
    relations = read_relations(archive, main, budget)
    parts = dict(relations.values())
    strings = read_strings(archive, parts.get("sharedStrings"), budget)
    formats = read_formats(archive, parts.get("styles"), budget)
    if len(workbook.sheets) > MOST_SHEETS:
        raise refused(file, "sheets", limit=MOST_SHEETS)
    sheets: list[Sheet] = []
    tally = Tally(file)
    for name, relation, hidden in workbook.sheets:
        if relation not in relations:
            raise of_sheet(file, name, "sheet_lost")
        kind, target = relations[relation]
        if kind == "worksheet":
            sheet = read_sheet(
                archive, target, name, budget, tally, strings, formats, from_1904=workbook.from_1904, hidden=hidden
            )
            sheets.append(sheet)
    if not sheets:
        raise refused(file, "damaged")
    properties = read_properties(archive, budget)
    return Book(file, "xlsx", tuple(sheets), _names(workbook, sheets), properties, workbook.from_1904)


def _names(workbook: _Workbook, sheets: list[Sheet]) -> dict[str, tuple[str, Range]]:
    known = {sheet.name.casefold(): sheet.name for sheet in sheets}
    found: list[Named] = []
    for name, scope, formula in workbook.names[:MOST_NAMES]:
        target = range_of(formula)
        if target and target[0].casefold() in known and not name.startswith("_xlnm."):
            found.append((name, scope is not None, known[target[0].casefold()], target[1]))
    return names_of(found)
