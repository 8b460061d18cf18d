"""Values put into empty cells of a user's sheet, whose looks stay."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from evalkit.sources.grid import Position, position_of
from evalkit.sources.grid.book import cell_name
from evalkit.sources.returned.schema import WORKSHEET, Element, children, ensure, fitting, namespace, number, whole

_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"
Value = str | int | float


def put_cells(root: Element, values: Mapping[Position, Value], looks: Mapping[Position, int] | None = None) -> None:
    """Put values into the cells of a sheet.

    Parameters
    ----------
    root : Element
        The sheet, its rows in it.
    values : mapping of (row, column) to str, int or float
        A text is a text, whatever it begins with.
    looks : mapping of (row, column) to int, optional
        Rank of a look in the workbook's styles; a cell without one keeps its own.
    """
    data = ensure(root, "sheetData", WORKSHEET)
    rows = {whole(each, "r", 0): each for each in children(data, "row")}
    for (at, column), value in sorted(values.items()):
        if at not in rows:
            rows[at] = _row(data, at)
        cell = _cell(rows[at], at, column)
        if looks and (at, column) in looks:
            cell.set("s", str(looks[at, column]))
        _fill(cell, value)


def set_heights(root: Element, heights: Mapping[int, float]) -> None:
    """Make rows as high as their texts, in points: not every program does it when it opens a file."""
    for row in children(ensure(root, "sheetData", WORKSHEET), "row"):
        wanted = heights.get(whole(row, "r", 0), 0)
        if wanted > number(row, "ht", 0):
            row.set("ht", f"{wanted:g}")
            row.set("customHeight", "1")


def _row(data: Element, at: int) -> Element:
    new = etree.Element(f"{{{namespace(data)}}}row", r=str(at))
    before = sum(1 for each in children(data, "row") if whole(each, "r", 0) < at)
    data.insert(before, new)
    return new


def _cell(row: Element, at: int, column: int) -> Element:
    name, before = cell_name(at, column), 0
    for each in children(row, "c"):
        if each.get("r") == name:
            return each
        before += (position_of(each.get("r", "")) or (0, 0))[1] < column
    new = etree.Element(f"{{{namespace(row)}}}c", r=name)
    row.insert(before, new)
    return new


def _fill(cell: Element, value: Value) -> None:
    space = namespace(cell)
    cell.attrib.pop("t", None)
    for each in list(cell):
        cell.remove(each)
    if not isinstance(value, str):
        etree.SubElement(cell, f"{{{space}}}v").text = repr(value)
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{{{space}}}is"), f"{{{space}}}t")
    text.text = fitting(value)
    text.set(_PRESERVED, "preserve")
