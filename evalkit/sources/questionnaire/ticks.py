"""The boxes of a scale on one line, each over what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Cell

from evalkit.sources.questionnaire.page import GREY, TEXT_WIDTH

BOX = "☐"
SYMBOLS = "Segoe UI Symbol"
"""A font that has the box; other systems put their own in its place."""
_WIDE = Cm(4.6)
_WIDEST, _NARROW = Cm(2.48), Cm(1.7)
_SMALLER = 0.85
"""Size of the words below a box, to that of the running text."""
_CELL_MARGIN = "108"
"""Twentieths of a point that word processors put the table's edge to the left of the text."""
_RULE, _SHADE = "C8C8C8", "F2F6F8"


@dataclass(frozen=True)
class Tick:
    """A box, the mark beside or below it, and words below: only the ends of a scale have some."""

    mark: str
    words: str = ""
    wide: bool = False


def add_ticks(document: Doc, ticks: Sequence[Tick], caption: str) -> None:
    """Add the boxes as a table of one line; `caption` is what a screen reader says of it."""
    table = document.add_table(rows=1, cols=len(ticks))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _describe(table, caption)
    narrow = min(_WIDEST, (TEXT_WIDTH - _WIDE) // (len(ticks) - 1))
    for column, cell, each in zip(table.columns, table.rows[0].cells, ticks, strict=True):
        column.width = cell.width = Length(_WIDE if each.wide else narrow)
        _fill(cell, each, Pt(_SMALLER * document.styles["Normal"].font.size.pt))
    _add(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit")


def _fill(cell: _Cell, tick: Tick, size: Length) -> None:
    first = cell.paragraphs[0]
    box = first.add_run(BOX)
    box.font.size = Pt(20)
    fonts = box._r.get_or_add_rPr().get_or_add_rFonts()
    for each in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{each}"), SYMBOLS)
    if tick.mark:
        beside = cell.width is not None and cell.width > _NARROW
        first.add_run(f"\u00a0{tick.mark}" if beside else f"\n{tick.mark}").font.bold = True
    paragraphs = [first]
    if tick.words:
        paragraphs.append(cell.add_paragraph())
        words = paragraphs[1].add_run(tick.words)
        words.font.size, words.font.color.rgb = size, GREY
    for each_paragraph in paragraphs:
        each_paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        each_paragraph.paragraph_format.space_before = each_paragraph.paragraph_format.space_after = Pt(2)
    _add(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=_SHADE)


def _describe(table: Any, caption: str) -> None:
    """Give a table its place, thin rules between its cells, and a title."""
    properties = table._tbl.tblPr
    indent, borders = OxmlElement("w:tblInd"), OxmlElement("w:tblBorders")
    indent.set(qn("w:w"), _CELL_MARGIN)
    indent.set(qn("w:type"), "dxa")
    for side in ("top", "left", "bottom", "right", "insideV"):
        _add(borders, f"w:{side}", val="single", sz="4", space="0", color=_RULE)
    for element in (indent, borders):
        properties.insert_element_before(element, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    _add(properties, "w:tblCaption", val=caption)


def _add(parent: Any, name: str, **attributes: str) -> None:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
