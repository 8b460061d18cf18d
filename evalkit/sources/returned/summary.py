"""The first sheet of a returned workbook: how many things of each kind, and a list of them that leads to the cells."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from evalkit.sources.grid import position_of
from evalkit.sources.grid.book import cell_name
from evalkit.sources.returned.marks import SEVERITIES, Mark
from evalkit.sources.returned.schema import LONGEST, Element, descendants, fitting, namespace, serialise
from evalkit.sources.returned.styles import ACCENT
from evalkit.sources.returned.workbook import Sheet, quoted
from evalkit.texts import Language, say

_WIDTHS = {"severity": 22, "sheet": 24, "cell": 10, "sentence": 60, "remedy": 55, "rule": 10}
"""Columns and how wide they are; that of the rules is left out where no mark has one."""
_LINE = 15.0
"""Height of a line of Calibri 11, in points."""
_PADDING = 5.0
_TALLEST = 409.0
"""Excel has no higher row."""
_LETTERS = 1.14
"""Letters of a sentence per digit: a column's width is given in digits, and letters are narrower on the whole."""
_START = (
    '<worksheet xmlns="{main}"><sheetPr><tabColor rgb="{accent}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/></worksheet>'
)
_END = (
    '<x xmlns="{main}"><pageMargins left="0.5" right="0.5" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;R{page}</oddFooter></headerFooter></x>"
)
_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"

Written = tuple[str, str]
"""A text, and the name of its look."""


@dataclass
class Draft:
    """A sheet being written: its columns' widths, its rows from the first, what is put on them, and its list.

    The list starts at the row `header`, above which nothing moves; `filtered` is its range.
    """

    widths: tuple[int, ...]
    header: int = 0
    filtered: str = ""
    rows: list[tuple[list[Written], float]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def add(self, cells: Iterable[Written], height: float) -> int:
        """Add a row of a height in points; return its number, from 1."""
        self.rows.append((list(cells), height))
        return len(self.rows)

    def add_wide(self, cells: Iterable[Written], height: float) -> None:
        """Add a row whose last text goes on to the end of the page."""
        written = list(cells)
        row = self.add(written, height)
        self.merged.append(f"{cell_name(row, len(written))}:{cell_name(row, len(self.widths))}")


@dataclass(frozen=True)
class Summary:
    """The sheet as it is put into the workbook.

    Parameters
    ----------
    data : bytes
        The sheet's part.
    names : dict of str to str
        Its built-in names and their ranges.
    """

    data: bytes
    names: dict[str, str]


def summary(
    marks: Sequence[Mark], most: int, sheets: Sequence[Sheet], formats: Mapping[str, int], language: Language, main: str
) -> Summary:
    """Write the first sheet.

    Parameters
    ----------
    marks : sequence of Mark
        In the order of the list.
    most : int
        How many are listed; beyond, they are only counted.
    sheets : sequence of Sheet
        The user's sheets in their order.
    formats : mapping of str to int
        Rank of each look in the workbook's styles.
    language : {"fr", "en"}
    main : str
        Namespace of the workbook.
    """
    columns = [name for name in _WIDTHS if name != "rule" or any(mark.rule for mark in marks)]
    draft = Draft(tuple(_WIDTHS[name] for name in columns))
    _top(draft, marks, language)
    if not marks:
        return Summary(_xml(draft, formats, language, main), {})
    header = draft.add([(say(f"returned.columns.{name}", language), "header") for name in columns], 22)
    for mark in marks[:most]:
        _line(draft, mark, sheets, language)
    draft.header, draft.filtered = header, f"A{header}:{cell_name(len(draft.rows), len(columns))}"
    if len(marks) > most:
        draft.add_wide([(say("returned.more", language, n=len(marks) - most), "todo")], 22)
    names = {"_xlnm._FilterDatabase": _fixed(draft.filtered), "_xlnm.Print_Titles": f"${header}:${header}"}
    return Summary(_xml(draft, formats, language, main), names)


def _top(draft: Draft, marks: Sequence[Mark], language: Language) -> None:
    """Write the title, what to do, and how many things of each severity there are."""
    draft.add_wide([(say("returned.title", language), "title")], 34)
    text = say("returned.todo" if marks else "returned.nothing", language)
    draft.add_wide([(text, "todo")], _height(text, sum(draft.widths)))
    draft.add([], 9)
    counts = Counter(mark.severity for mark in marks)
    for severity in SEVERITIES:
        if counts[severity]:
            count = say(f"returned.severities.{severity}.count", language, n=counts[severity])
            meaning = say(f"returned.severities.{severity}.meaning", language)
            draft.add_wide([(count, f"chip_{severity}"), (meaning, "meaning")], 20)
    draft.add([], 9)


def _line(draft: Draft, mark: Mark, sheets: Sequence[Sheet], language: Language) -> None:
    """Write one thing said, with a link to its cell where a reader can go there."""
    sheet = next((each for each in sheets if each.name == mark.sheet), None)
    where = mark.cell if position_of(mark.cell) else ""
    reachable = sheet is not None and sheet.cells and not sheet.hidden
    cells = [
        (say(f"returned.severities.{mark.severity}.word", language), f"severity_{mark.severity}"),
        (_sheet_words(mark, sheet, language), "link" if reachable and not where else "body"),
        (mark.cell, "link" if reachable and where else "body"),
        (mark.sentence, "body"),
        (mark.remedy, "body"),
        (mark.rule, "rule"),
    ][: len(draft.widths)]
    row = draft.add(cells, max(_height(text, width) for (text, _), width in zip(cells, draft.widths, strict=True)))
    if reachable:
        draft.links[cell_name(row, 3 if where else 2)] = f"{quoted(mark.sheet)}!{where or 'A1'}"


def _sheet_words(mark: Mark, sheet: Sheet | None, language: Language) -> str:
    if not mark.sheet:
        return say("returned.whole", language)
    return say("returned.hidden", language, sheet=mark.sheet) if sheet and sheet.hidden else mark.sheet


def _height(text: str, width: int) -> float:
    """Return the height in points in which a text can be read as a whole; no program works it out when it opens."""
    per_line = int((width - 2) * _LETTERS)
    lines = sum(len(textwrap.wrap(line, per_line)) or 1 for line in text[:LONGEST].split("\n"))
    return min(lines * _LINE + _PADDING, _TALLEST)


def _fixed(range_: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", range_)


def _xml(draft: Draft, formats: Mapping[str, int], language: Language, main: str) -> bytes:
    """Write the sheet's part; texts are texts, whatever they begin with."""
    root = etree.fromstring(_START.format(main=main, accent=ACCENT))
    if draft.header:
        _freeze(next(descendants(root, "sheetView")), draft.header)
    columns = etree.SubElement(root, f"{{{main}}}cols")
    for number, width in enumerate(draft.widths, start=1):
        _sub(columns, "col", min=number, max=number, width=width, customWidth=1)
    data = etree.SubElement(root, f"{{{main}}}sheetData")
    for number, (cells, height) in enumerate(draft.rows, start=1):
        row = _sub(data, "row", r=number, ht=height, customHeight=1)
        for column, (text, look) in enumerate(cells, start=1):
            _write(row, cell_name(number, column), text, formats[look])
    if draft.filtered:
        _sub(root, "autoFilter", ref=draft.filtered)
    merged = _sub(root, "mergeCells", count=len(draft.merged))
    for range_ in draft.merged:
        _sub(merged, "mergeCell", ref=range_)
    links = _sub(root, "hyperlinks") if draft.links else root
    for cell, way in draft.links.items():
        _sub(links, "hyperlink", ref=cell, location=way)
    root.extend(etree.fromstring(_END.format(main=main, page=say("returned.page", language).replace("&", "&amp;"))))
    return serialise(root)


def _freeze(view: Element, row: int) -> None:
    """Keep the rows down to this one in sight while those below are gone through."""
    below = cell_name(row + 1, 1)
    _sub(view, "pane", ySplit=row, topLeftCell=below, activePane="bottomLeft", state="frozen")
    _sub(view, "selection", pane="bottomLeft", activeCell=below, sqref=below)


def _write(row: Element, cell: str, text: str, look: int) -> None:
    if not text:
        _sub(row, "c", r=cell, s=look)
        return
    inline = _sub(_sub(row, "c", r=cell, s=look, t="inlineStr"), "is")
    written = _sub(inline, "t")
    written.text = fitting(text)
    written.set(_PRESERVED, "preserve")


def _sub(parent: Element, name: str, **attributes: object) -> Element:
    given = {key: str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{namespace(parent)}}}{name}", given)
