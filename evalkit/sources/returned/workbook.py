"""The sheets of a workbook, and the one of ours among them: put first, found again, taken out."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from evalkit.sources.returned.package import Package
from evalkit.sources.returned.schema import (
    MAIN,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    WORKBOOK,
    Element,
    child,
    children,
    descendants,
    ensure,
    local,
    namespace,
    whole,
)
from evalkit.sources.returned.stamp import OURS

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST_NAME = 31
_OWN_PARTS = ("comments", "vmlDrawing", "threadedComment", "drawing", "printerSettings", "table")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook.

    Parameters
    ----------
    name : str
        As its tab shows it.
    part : str
        Name of its part in the file.
    number : int
        Its ``sheetId``: kept when sheets are moved.
    cells : bool
        Whether it is made of cells; a chart on a sheet of its own is not.
    hidden : bool
    """

    name: str
    part: str
    number: int
    cells: bool
    hidden: bool


class Workbook:
    """The workbook part of a package.

    Parameters
    ----------
    package : Package

    Raises
    ------
    EvalkitError
        When the package holds no workbook.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        found = package.related("", "officeDocument")
        if not found:
            raise package.broken()
        self.part = found[0]
        self._root = package.tree(self.part)
        if namespace(self._root) not in (MAIN, STRICT_MAIN):
            raise package.broken()

    @property
    def main(self) -> str:
        """Namespace of the cells: transitional or strict, as the file is."""
        return namespace(self._root)

    @property
    def relations(self) -> str:
        """Namespace of relations, and start of their types."""
        return STRICT_RELATIONS if self.main == STRICT_MAIN else RELATIONS

    @property
    def folder(self) -> str:
        """Folder of the workbook's parts, ``xl`` as a rule."""
        return self.part.rpartition("/")[0] or "xl"

    def sheets(self) -> list[Sheet]:
        """Return the sheets in the order of their tabs."""
        cells = set(self.package.related(self.part, "worksheet"))
        return [self._sheet(each, cells) for each in self._entries()]

    def _sheet(self, entry: Element, cells: set[str]) -> Sheet:
        part = self.package.target(self.part, entry.get(f"{{{self.relations}}}id", "")) or ""
        number = whole(entry, "sheetId", 0)
        return Sheet(entry.get("name", ""), part, number, part in cells, entry.get("state", "visible") != "visible")

    def _entries(self) -> list[Element]:
        return children(child(self._root, "sheets"), "sheet")

    def remove_ours(self) -> None:
        """Take out the sheet an earlier check has put in, with all that belongs to it."""
        names = [each for each in self._names() if each.get("name") == OURS]
        sheets = [_sheet_named(each.text or "") for each in names]
        for each in names:
            self._drop_name(each)
        for index, sheet in reversed(list(enumerate(self.sheets()))):
            if sheet.name in sheets and sheet.part:
                self._remove(index, sheet)
        self.package.touch(self.part, self._root)

    def _remove(self, index: int, sheet: Sheet) -> None:
        entry = self._entries()[index]
        parent = entry.getparent()
        assert parent is not None
        parent.remove(entry)
        for part in [own for kind in _OWN_PARTS for own in self.package.related(sheet.part, kind)]:
            self.package.drop(part)
        self.package.unrelate(self.part, sheet.part)
        self.package.drop(sheet.part)
        for each in [each for each in self._names() if each.get("localSheetId") == str(index)]:
            self._drop_name(each)
        self._shift(index, -1)

    def free_sheet_name(self, wished: str) -> str:
        """Return the wished name, numbered when a sheet of the user's has it: capitals do not count."""
        taken = {sheet.name.casefold() for sheet in self.sheets()}
        names = [wished, *(f"{wished} ({number})" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name.casefold() not in taken)[:_LONGEST_NAME]

    def insert_first(self, name: str, data: bytes, local_names: dict[str, str]) -> None:
        """Put our sheet before all others and open the workbook on it.

        Parameters
        ----------
        name : str
        data : bytes
            The sheet's part.
        local_names : dict of str to str
            Built-in names of the sheet (``_xlnm.Print_Titles``) and the ranges they stand for.
        """
        ensure(self._root, "sheets", WORKBOOK).insert(0, self._added(name, data))
        self._shift(0, 1)
        self._add_name(OURS, f"{quoted(name)}!$A$1", hidden="1")
        for built_in, range_ in local_names.items():
            hidden = {"hidden": "1"} if built_in.endswith("_FilterDatabase") else {}
            self._add_name(built_in, f"{quoted(name)}!{range_}", localSheetId="0", **hidden)
        self._open_on_first()
        self.package.touch(self.part, self._root)

    def append(self, name: str, data: bytes) -> None:
        """Put a sheet after all others; `data` is its part."""
        ensure(self._root, "sheets", WORKBOOK).append(self._added(name, data))
        self.package.touch(self.part, self._root)

    def _added(self, name: str, data: bytes) -> Element:
        """Add a sheet's part and return the entry that is still to be placed among the sheets."""
        part = self.package.free_name(f"{self.folder}/worksheets/sheet{{}}.xml")
        self.package.add(part, data, _SHEET_TYPE)
        identifier = self.package.relate(self.part, part, f"{self.relations}/worksheet")
        entry = etree.Element(f"{{{self.main}}}sheet")
        entry.set("name", name)
        entry.set("sheetId", str(max((sheet.number for sheet in self.sheets()), default=0) + 1))
        entry.set(f"{{{self.relations}}}id", identifier)
        return entry

    def _open_on_first(self) -> None:
        for view in descendants(self._root, "workbookView"):
            view.set("activeTab", "0")
            view.set("firstSheet", "0")

    def _names(self) -> list[Element]:
        return children(child(self._root, "definedNames"), "definedName")

    def _add_name(self, name: str, text: str, **attributes: str) -> None:
        names = ensure(self._root, "definedNames", WORKBOOK)
        given: dict[str, str] = {"name": name, **attributes}
        etree.SubElement(names, f"{{{self.main}}}definedName", given).text = text

    def _drop_name(self, name: Element) -> None:
        names = name.getparent()
        assert names is not None
        names.remove(name)
        if not any(local(each) for each in names):
            self._root.remove(names)

    def _shift(self, first: int, by: int) -> None:
        """Keep the names of each sheet with it when the sheets from `first` on move by one place."""
        for each in self._names():
            index = whole(each, "localSheetId", -1)
            if index >= first:
                each.set("localSheetId", str(index + by))


def quoted(name: str) -> str:
    """Return a sheet's name as a formula writes it: ``'Feuille d''essai'``."""
    return "'" + name.replace("'", "''") + "'"


def _sheet_named(formula: str) -> str:
    """Return the sheet that a defined name leads to."""
    name = formula.rpartition("!")[0].lstrip("=")
    if name.startswith("'") and name.endswith("'"):
        return name[1:-1].replace("''", "'")
    return name.lstrip("$")
