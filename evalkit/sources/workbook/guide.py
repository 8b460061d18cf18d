"""The workbook's first sheet: half a page on how to fill it in, and the way to each tab."""

from __future__ import annotations

from itertools import groupby

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.model.dossier import TEMPLATE_VERSION, Dossier
from evalkit.sources.workbook import style
from evalkit.sources.workbook.layout import Tab, tabs
from evalkit.sources.workbook.sheets import put
from evalkit.texts import Language, family, said, say, unbroken

WIDTHS = (3, 30, 84)
ESSENTIAL = {"dossier", "partners", "objectives", "criteria", "indicators", "measures"}
"""The tabs to start with: with them alone there is a report."""


def fill_guide(sheet: Worksheet, dossier: Dossier, language: Language) -> None:
    """Write the first sheet."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = style.STEP_COLOURS[0]
    for letter, width in zip("ABC", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    row = _write_text(sheet, language)
    for step, group in groupby(tabs(), key=lambda each: each.step):
        row = _write_step(sheet, row, step, list(group), language)
    put(sheet.cell(row + 1, 2), said("workbook.guide.version", language, version=TEMPLATE_VERSION))
    sheet.cell(row + 1, 2).font = style.help_font()
    style.set_up_page(sheet, dossier.title, language, wide=False)
    sheet.page_setup.fitToHeight = 1


def _write_text(sheet: Worksheet, language: Language) -> int:
    put(sheet.cell(2, 2), say("workbook.guide.heading", language))
    sheet.cell(2, 2).font = style.title_font(1)
    sheet.row_dimensions[2].height = 30
    lines = [unbroken(each[language], language) for each in family("workbook")["guide"]["how"]]
    row = _write_paragraph(sheet, 3, said("workbook.guide.what", language))
    for number, line in enumerate(lines, start=1):
        row = _write_paragraph(sheet, row, f"{number}.  {line}")
    return _write_paragraph(sheet, row, said("workbook.guide.essential", language)) + 1


def _write_paragraph(sheet: Worksheet, row: int, text: str) -> int:
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    cell = sheet.cell(row, 2)
    put(cell, text)
    cell.font = style.body_font()
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.row_dimensions[row].height = style.row_height([(text, sum(WIDTHS[1:]))], line=15.5)
    return row + 1


def _write_step(sheet: Worksheet, row: int, step: int, group: list[Tab], language: Language) -> int:
    head = sheet.cell(row, 2)
    put(head, say(f"workbook.step.{step}", language))
    for at in (2, 3):
        sheet.cell(row, at).fill = style.filled(style.STEP_COLOURS[step])
    head.font, head.alignment = style.heading_font(), Alignment(vertical="center", indent=1)
    sheet.row_dimensions[row].height = 20
    for each in group:
        row += 1
        _write_link(sheet, row, each, language)
    return row + 1


def _write_link(sheet: Worksheet, row: int, tab: Tab, language: Language) -> None:
    name, about = sheet.cell(row, 2), sheet.cell(row, 3)
    put(name, ("● " if tab.code in ESSENTIAL else "") + tab.sheet(language))
    put(about, said(tab.intro, language))
    name.hyperlink = Hyperlink(ref=name.coordinate, location=f"'{tab.sheet(language)}'!A1")
    name.font = Font(name=style.FONT, size=11, underline="single", color=style.STEP_COLOURS[tab.step])
    about.font = style.body_font(colour=style.MUTED)
    for cell in (name, about):
        cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
        cell.border = Border(bottom=Side(style="hair", color=style.RULE))
    sheet.row_dimensions[row].height = style.row_height([(say(tab.intro, language), WIDTHS[2] + 20)], line=15) + 3
