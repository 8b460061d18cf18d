"""How the workbook looks: one colour per step, calm tables, room to write, ready to print on A4."""

from __future__ import annotations

from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.sources.workbook.kinds import NUMBERS
from evalkit.sources.workbook.layout import Column
from evalkit.texts import Language, say

INK, MUTED, RULE = "1C2529", "5A666D", "D5DCDF"
STEP_COLOURS = ("33424A", "0B4F6C", "1B6B52", "8A4B00", "5B3F86")
STEP_TINTS = ("EEF1F2", "EAF2F5", "E9F3EF", "FBF1E5", "F0ECF6")
FONT = "Calibri"

UNLOCKED = Protection(locked=False)
_SIDE = Side(style="thin", color=RULE)
GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def block(*, first: bool, last: bool) -> Border:
    """Return the border of a cell of several lines that belong together: open between them."""
    return Border(left=_SIDE, right=_SIDE, top=_SIDE if first else None, bottom=_SIDE if last else None)


_WIDE = {
    "label", "answer", "strategy", "role", "evaluation_expectations", "note", "conclusion", "comment", "factors",
    "text", "reason", "quote", "question", "plain_question",
}  # fmt: skip
_NARROW = {"code": 14, "date": 14, "yes_no": 16, "number": 13, "quantity": 21, "count": 13, "whole": 13, "counts": 13}


def width_of(column: Column) -> float:
    """Return the width of a column, in characters."""
    return 42 if column.field in _WIDE else _NARROW.get(column.kind, 18 if column.kind == "codes" else 25)


def number_format_of(column: Column) -> str:
    """Return the format of a column's cells: text unless they are numbers, so that nothing turns into a date."""
    return "General" if column.kind in NUMBERS else "@"


def alignment_of(column: Column) -> Alignment:
    """Return how the cells of a column are aligned: numbers to the right, words wrapped."""
    number = column.kind in NUMBERS
    return Alignment(horizontal="right" if number else "left", vertical="center", wrap_text=True, indent=1)


def heading_font() -> Font:
    """Return the font of a table's headings."""
    return Font(name=FONT, size=11, bold=True, color="FFFFFF")


def title_font(step: int) -> Font:
    """Return the font of a sheet's title."""
    return Font(name=FONT, size=16, bold=True, color=STEP_COLOURS[step])


def help_font() -> Font:
    """Return the font of help lines."""
    return Font(name=FONT, size=9, italic=True, color=MUTED)


def body_font(*, bold: bool = False, colour: str = INK) -> Font:
    """Return the font of what is read or written."""
    return Font(name=FONT, size=11, bold=bold, color=colour)


def filled(colour: str) -> PatternFill:
    """Return a plain background."""
    return PatternFill("solid", fgColor=colour)


PAGE = 215
"""Characters that a page of A4 holds side by side and that can still be read."""


def set_up_page(sheet: Worksheet, title: str, language: Language, *, titles: str = "", wide: bool = True) -> None:
    """Make a sheet print on A4, as many pages wide as it takes to be read, its headings on every page."""
    width = sum(each.width for each in sheet.column_dimensions.values())
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = ceil(width / PAGE), 0
    if width > PAGE:
        sheet.print_title_cols = "A:B"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    if titles:
        sheet.print_title_rows = titles
    footer = {"left": title.replace("&", "&&")[:100], "center": "&A", "right": say("workbook.page", language)}
    for part, text in footer.items():
        getattr(sheet.oddFooter, part).text = text


def protect(sheet: Worksheet) -> None:
    """Lock the headings, without a password; everything else may be done."""
    protection = sheet.protection
    protection.sheet = True
    for allowed in (
        "formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows", "insertHyperlinks",
        "deleteColumns", "deleteRows", "sort", "autoFilter", "objects", "scenarios",
    ):  # fmt: skip
        setattr(protection, allowed, False)


def row_height(texts: list[tuple[str, float]], *, line: float = 12.5) -> float:
    """Return the height, in points, of a row of wrapped texts given with the width of their columns in characters."""
    lines = max(
        (sum(1 + int(len(part) / (width * 1.15)) for part in text.split("\n")) for text, width in texts), default=1
    )
    return min(line * max(lines, 1) + 4, 180)
