"""The figures of the territory in the user's own workbook: in its sheet, or in a sheet added after all others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from evalkit.model.dossier import Dossier
from evalkit.sources.grid import Position, check_package, read_book
from evalkit.sources.returned.cells import Value, put_cells, set_heights
from evalkit.sources.returned.package import Package
from evalkit.sources.returned.schema import WORKSHEET, Element, ensure, serialise
from evalkit.sources.returned.styles import add_formats
from evalkit.sources.returned.workbook import Workbook
from evalkit.sources.workbook.find import find_sheets
from evalkit.sources.workbook.layout import Column, Tab, help_of, tab_of
from evalkit.sources.workbook.lists import FIRST_ROW
from evalkit.sources.workbook.sheets import HEADING_ROW, HELP_ROW, entries_of, is_stated
from evalkit.sources.workbook.style import row_height, width_of
from evalkit.sources.workbook.words import shown
from evalkit.texts import Language, said

_SHEET = (
    '<worksheet xmlns="{main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
)


def filled_workbook(file: Path, dossier: Dossier, language: Language) -> bytes | None:
    """Return a workbook with the figures of a dossier's territory in it; the rest of its parts as they are.

    Parameters
    ----------
    file : pathlib.Path
        An .xlsx workbook in which no such figure stands; only read.
    dossier : Dossier
    language : {"fr", "en"}

    Returns
    -------
    bytes or None
        None where the sheet's own part cannot be found.

    Raises
    ------
    EvalkitError
        When the parts of the workbook do not hold together.
    """
    check_package(file)
    tab, package = tab_of("diagnosis"), Package(file)
    book = Workbook(package)
    located = next((each for each in find_sheets(read_book(file)).sheets if each.tab.code == tab.code), None)
    if located is None:
        name = book.free_sheet_name(tab.sheet(language))
        book.append(name, _new_sheet(book, tab, dossier, language))
        return package.bytes(stamp=b"")
    part = next((each.part for each in book.sheets() if each.name == located.sheet.name and each.cells), None)
    if part is None:
        return None
    root = package.tree(part)
    _put(root, _entries(tab, dossier, located.heading_row + 1, located.columns, language), located.columns)
    package.touch(part, root)
    return package.bytes(stamp=b"")


def _entries(
    tab: Tab, dossier: Dossier, first: int, columns: dict[int, Column], language: Language
) -> dict[Position, Value]:
    return {
        (row, at): shown(column, getattr(entry, column.field), language)
        for row, (_, entry) in enumerate(entries_of(tab, dossier), start=first)
        for at, column in columns.items()
        if is_stated(entry, column.field)
    }


def _put(
    root: Element,
    values: Mapping[Position, Value],
    columns: Mapping[int, Column],
    looks: Mapping[Position, int] | None = None,
) -> None:
    """Put values into a sheet; below its title, rows become as high as their texts."""
    put_cells(root, values, looks)
    texts: dict[int, list[tuple[str, float]]] = {}
    for (row, at), value in values.items():
        if row >= HELP_ROW:
            texts.setdefault(row, []).append((str(value), width_of(columns[at])))
    set_heights(root, {row: row_height(each, line=15) for row, each in texts.items()})


def _new_sheet(book: Workbook, tab: Tab, dossier: Dossier, language: Language) -> bytes:
    """Return the part of a sheet laid out as in a new workbook, in the looks that the first sheet of remarks has."""
    root = etree.fromstring(_SHEET.format(main=book.main))
    columns = dict(enumerate(tab.columns, start=1))
    widths = ensure(root, "cols", WORKSHEET)
    for at, column in columns.items():
        given = {"min": str(at), "max": str(at), "width": f"{width_of(column):g}", "customWidth": "1"}
        etree.SubElement(widths, f"{{{book.main}}}col", given)
    top: dict[Position, Value] = {(1, 1): said(tab.title, language), (2, 1): said(tab.intro, language)}
    helps: dict[Position, Value] = {(HELP_ROW, at): help_of(column, language) for at, column in columns.items()}
    heads: dict[Position, Value] = {(HEADING_ROW, at): column.label(language) for at, column in columns.items()}
    entries = _entries(tab, dossier, FIRST_ROW, columns, language)
    ranks = add_formats(book).cells
    looks = {(1, 1): ranks["title"]}
    looks |= dict.fromkeys(helps, ranks["meaning"]) | dict.fromkeys(heads, ranks["header"])
    _put(root, {**top, **helps, **heads, **entries}, columns, looks | dict.fromkeys(entries, ranks["body"]))
    set_heights(root, {1: 28})
    return serialise(root)
