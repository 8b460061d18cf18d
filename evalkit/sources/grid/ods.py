"""OpenDocument spreadsheets (.ods), read from their XML as it comes: repeated cells are never spread out."""

from __future__ import annotations

from collections.abc import Mapping
from zipfile import ZipFile

from evalkit.sources.grid.book import Book
from evalkit.sources.grid.bounds import LONGEST_TEXT, MOST_NAMES, MOST_SHEETS
from evalkit.sources.grid.ods_sheet import SheetReader
from evalkit.sources.grid.ods_styles import Styles
from evalkit.sources.grid.references import Named, names_of, range_of
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.tally import Tally
from evalkit.sources.grid.xml_stream import Budget, walk_part

_LEFT_OUT = {"tracked-changes", "annotation", "shapes", "frame", "custom-shape", "line", "rect", "ellipse", "g",
             "control", "forms", "consolidation", "scenario", "title", "desc"}  # fmt: skip
"""What holds texts, or even tables, that are no cells."""


class _Content:
    """Parts ``content.xml`` between its styles, its sheets and its names."""

    def __init__(self, styles: Styles, budget: Budget) -> None:
        self.styles, self.budget, self.file = styles, budget, budget.file
        self.sheets: list[SheetReader] = []
        self.sheet: SheetReader | None = None
        self.names: list[tuple[str, bool, str]] = []
        self.from_1904 = False
        self.aside = 0
        self.tally = Tally(budget.file)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.aside or name in _LEFT_OUT or (name == "table" and self.sheet):
            self.aside += 1
        elif name in {"dde-link", "dde-links"}:
            raise refused(self.file, "dde")
        elif name == "table-source":
            raise refused(self.file, "external")
        elif name == "table":
            self._start_sheet(attributes)
        elif name == "named-range":
            formula = attributes.get("table:cell-range-address", "")
            self.names.append((attributes.get("table:name", ""), self.sheet is not None, formula))
        elif name == "null-date":
            self.from_1904 = attributes.get("table:date-value", "").startswith("1904")
        elif self.sheet:
            self.sheet.start(name, attributes)
        else:
            self.styles.start(name, attributes)

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        hidden = attributes.get("table:style-name", "") in self.styles.hidden_tables
        name = attributes.get("table:name", "")[:200]
        self.sheet = SheetReader(name, self.tally, self.styles, hidden=hidden)
        self.sheets.append(self.sheet)
        self.budget.sheet = name
        if len(self.sheets) > MOST_SHEETS:
            raise refused(self.file, "sheets", limit=MOST_SHEETS)

    def text(self, text: str) -> None:
        if self.aside:
            return
        if self.sheet:
            self.sheet.text(text)
        else:
            self.styles.text(text)

    def end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
        elif name == "table":
            self.sheet, self.budget.sheet = None, ""
        elif self.sheet:
            self.sheet.end(name)
        else:
            self.styles.end(name)


def read_ods(archive: ZipFile, budget: Budget) -> Book:
    """Read a spreadsheet from its opened package, which `opened` has let through.

    Raises
    ------
    EvalkitError
        When it holds too much, or something too far away; with its sheet and the cell.
    """
    file = budget.file
    styles = Styles(file)
    if "styles.xml" in archive.NameToInfo:
        walk_part(archive, "styles.xml", budget, styles.start, styles.end, styles.text)
    content = _Content(styles, budget)
    walk_part(archive, "content.xml", budget, content.start, content.end, content.text)
    if not content.sheets:
        raise refused(file, "damaged")
    sheets = tuple(reader.sheet() for reader in content.sheets)
    properties = _properties(archive, budget)
    return Book(file, "ods", sheets, names_of(_named(content)), properties, content.from_1904)


def _named(content: _Content) -> list[Named]:
    known = {sheet.name for sheet in content.sheets}
    found: list[Named] = []
    for name, of_one_sheet, formula in content.names[:MOST_NAMES]:
        target = range_of(_as_elsewhere(formula))
        if target and target[0] in known:
            found.append((name, of_one_sheet, *target))
    return found


def _as_elsewhere(address: str) -> str:
    """Return ``$'Feuille 1'.$A$1:.$C$7`` as ``'Feuille 1'!$A$1:$C$7``."""
    text = address.strip().removeprefix("$")
    quote = text.rfind("'")
    sheet, dot, rest = text[: quote + 1], *text[quote + 1 :].partition(".")[1:]
    if quote < 0:
        sheet, dot, rest = text.partition(".")
    first, colon, last = rest.partition(":")
    return f"{sheet}!{first}{colon}{last.removeprefix('.')}" if dot else ""


def _properties(archive: ZipFile, budget: Budget) -> dict[str, str]:
    """Return the custom properties of a document."""
    found: dict[str, str] = {}
    name = [""]

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        name[0] = attributes.get("meta:name", "") if tag == "user-defined" else ""

    def text(text: str) -> None:
        if name[0]:
            found[name[0]] = (found.get(name[0], "") + text)[:LONGEST_TEXT]

    def end(_: str) -> None:
        name[0] = ""

    if "meta.xml" in archive.NameToInfo:
        walk_part(archive, "meta.xml", budget, start, end, text)
    return found
