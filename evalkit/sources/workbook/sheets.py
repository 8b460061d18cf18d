"""One sheet of the workbook: a form with one line per field, or a table with one row per entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.model.dossier import Dossier
from evalkit.model.fields import Entry
from evalkit.sources.office import xstring
from evalkit.sources.workbook import style
from evalkit.sources.workbook.kinds import MANY
from evalkit.sources.workbook.layout import Column, Tab, help_of, name_of
from evalkit.sources.workbook.lists import FIRST_ROW, LAST_ROW, Lists
from evalkit.sources.workbook.words import Shown, choices_of, shown
from evalkit.texts import Language, said, say, unbroken

HELP_ROW, HEADING_ROW = 3, 4
ROOM, LEAST_ROOM = 18, 6
"""Rows drawn in a table, and empty ones below its entries; the drop-downs go on to the end."""
ROOM_IN_FORM = 3
"""Lines for an answer of several sentences, and more where there are more."""

Spot = Cell | MergedCell


def put(cell: Spot, value: Shown) -> None:
    """Write a value: a text is never a formula, and what XML cannot hold is written as spreadsheets write it."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = xstring(value)
    cell.data_type = "s"
    # Else a program that edits the cell would take it for a formula.
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))


# ----- tables


def fill_table(sheet: Worksheet, tab: Tab, dossier: Dossier, lists: Lists, language: Language) -> None:
    """Write a table: title, help and headings, then one row per entry and room for more."""
    columns = tab.all_columns
    ranks = [partner.code for partner in dossier.partners] if tab.ranked else []
    entries = list(entries_of(tab, dossier))
    _write_top(sheet, tab, language, len(columns) + len(ranks))
    for at, column in enumerate(columns, start=1):
        _write_heading(sheet, tab, at, column, language)
        _follow(sheet, tab, column, at)
        _write_column(sheet, at, column, len(entries), lists.of_column(column))
    for at, code in enumerate(ranks, start=len(columns) + 1):
        _write_rank_heading(sheet, tab, at, code, language)
        _write_column(sheet, at, Column(columns[0].model, "stake"), len(entries), lists.levels())
        sheet.column_dimensions[get_column_letter(at)].width = 14
    for row, (owner, entry) in enumerate(entries, start=FIRST_ROW):
        _write_entry(sheet, row, tab, owner, entry, language)
        for at, code in enumerate(ranks, start=len(columns) + 1):
            level = dossier.priorities.get(code, {}).get(getattr(entry, "code", ""))
            if level:
                put(sheet.cell(row, at), say(f"vocabulary.level.{level}", language))
        _fit(sheet, row)
    _set_heights(sheet, tab, ranks, language)
    sheet.freeze_panes = f"{'C' if columns[0].kind == 'code' and len(columns) > 5 else 'A'}{FIRST_ROW}"
    style.set_up_page(sheet, dossier.title, language, titles=f"{HELP_ROW}:{HEADING_ROW}")


def entries_of(tab: Tab, dossier: Dossier) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of a table, each after the code of the entry that holds it (empty where none does)."""
    assert tab.path is not None
    if tab.owner:
        for owner in getattr(dossier, tab.owners):
            yield from ((owner.code, entry) for entry in getattr(owner, str(tab.path[-1])))
        return
    held: Any = dossier
    for part in tab.path:
        held = getattr(held, str(part), ())
    yield from (("", entry) for entry in held)


def _write_top(sheet: Worksheet, tab: Tab, language: Language, width: int) -> None:
    title, intro = sheet.cell(1, 1), sheet.cell(2, 1)
    put(title, said(tab.title, language))
    put(intro, said(tab.intro, language))
    title.font = style.title_font(tab.step)
    intro.font = style.body_font(colour=style.MUTED)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 26, 20
    sheet.sheet_properties.tabColor = style.STEP_COLOURS[tab.step]
    sheet.sheet_view.showGridLines = False
    for at in range(1, width + 1):
        sheet.cell(HELP_ROW, at).fill = style.filled(style.STEP_TINTS[tab.step])


def _write_heading(sheet: Worksheet, tab: Tab, at: int, column: Column, language: Language) -> None:
    star = " *" if column.required else ""
    _heading_cell(sheet, tab, at, column.label(language) + star, help_of(column, language))
    sheet.column_dimensions[get_column_letter(at)].width = style.width_of(column)


def _write_rank_heading(sheet: Worksheet, tab: Tab, at: int, code: str, language: Language) -> None:
    heading, help_line = (said(f"workbook.{key}", language, code=code) for key in ("priority", "priority_help"))
    _heading_cell(sheet, tab, at, heading, help_line)


def _heading_cell(sheet: Worksheet, tab: Tab, at: int, heading: str, help_line: str) -> None:
    cell, above = sheet.cell(HEADING_ROW, at), sheet.cell(HELP_ROW, at)
    put(cell, heading)
    put(above, help_line)
    cell.font, above.font = style.heading_font(), style.help_font()
    cell.fill = style.filled(style.STEP_COLOURS[tab.step])
    cell.border = style.GRID
    cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
    above.alignment = Alignment(vertical="bottom", wrap_text=True, indent=1)


def _follow(sheet: Worksheet, tab: Tab, column: Column, at: int) -> None:
    where = f"'{sheet.title}'!${get_column_letter(at)}${HEADING_ROW}"
    _name(sheet, name_of(tab, column), where)


def _name(sheet: Worksheet, name: str, where: str) -> None:
    assert sheet.parent is not None
    sheet.parent.defined_names.add(DefinedName(name, attr_text=where, hidden=True))


def _write_column(sheet: Worksheet, at: int, column: Column, count: int, choices: DataValidation | None) -> None:
    """Give a column its formats, its borders as far down as there is room drawn, and its drop-down."""
    letter = get_column_letter(at)
    whole = sheet.column_dimensions[letter]
    whole.number_format, whole.alignment = style.number_format_of(column), style.alignment_of(column)
    whole.protection, whole.font = style.UNLOCKED, style.body_font()
    _dress(first := sheet.cell(FIRST_ROW, at), column)
    for row in range(FIRST_ROW + 1, FIRST_ROW + max(count + LEAST_ROOM, ROOM)):
        # The way openpyxl offers to give one cell's whole style to another; styling each anew takes a second.
        sheet.cell(row, at)._style = copy(first._style)  # type: ignore[union-attr]
    if choices:
        choices.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
        sheet.add_data_validation(choices)


def _dress(cell: Spot, column: Column) -> None:
    cell.number_format, cell.alignment = style.number_format_of(column), style.alignment_of(column)
    cell.protection, cell.border, cell.font = style.UNLOCKED, style.GRID, style.body_font()


def _write_entry(sheet: Worksheet, row: int, tab: Tab, owner: str, entry: Entry, language: Language) -> None:
    for at, column in enumerate(tab.all_columns, start=1):
        if column is tab.owner:
            put(sheet.cell(row, at), owner)
        elif is_stated(entry, column.field):
            put(sheet.cell(row, at), shown(column, getattr(entry, column.field), language))


def is_stated(entry: Entry, field: str) -> bool:
    """Tell whether a field needs its cell: nothing, and a « no » that an empty cell says as well, do not."""
    value, about = getattr(entry, field), type(entry).model_fields[field]
    left_out = value is None or (value == () and not about.is_required()) or (value is False and about.default is False)
    return not left_out


def _fit(sheet: Worksheet, row: int) -> None:
    """Make a filled row as high as its texts: not every program does it when it opens a file."""
    texts = [(str(cell.value), sheet.column_dimensions[cell.column_letter].width) for cell in sheet[row] if cell.value]
    sheet.row_dimensions[row].height = style.row_height(texts, line=15)


def _set_heights(sheet: Worksheet, tab: Tab, ranks: Sequence[str], language: Language) -> None:
    helps = [(help_of(column, language), style.width_of(column)) for column in tab.all_columns]
    helps += [(say("workbook.priority_help", language, code=code), 14.0) for code in ranks]
    sheet.row_dimensions[HELP_ROW].height = style.row_height(helps)
    sheet.row_dimensions[HEADING_ROW].height = 32


# ----- forms


def fill_form(sheet: Worksheet, tab: Tab, dossier: Dossier, lists: Lists, language: Language) -> None:
    """Write a form: one line per field, or several where there may be several answers."""
    _write_top(sheet, tab, language, 3)
    for at, (key, width) in enumerate((("field", 34), ("answer", 62), ("help", 62)), start=1):
        _heading_cell(sheet, tab, at, say(f"workbook.{key}", language), "")
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[HELP_ROW].height, sheet.row_dimensions[HEADING_ROW].height = 4, 22
    row = FIRST_ROW
    for column in tab.columns:
        row = _write_line(sheet, tab, row, column, dossier, lists, language)
    sheet.freeze_panes = f"A{FIRST_ROW}"
    style.set_up_page(sheet, dossier.title, language, titles=f"{HEADING_ROW}:{HEADING_ROW}", wide=False)


def _write_line(
    sheet: Worksheet, tab: Tab, row: int, column: Column, dossier: Dossier, lists: Lists, language: Language
) -> int:
    """Write a line from a row on; return the row after it."""
    answers = _answers(column, dossier, language)
    rows = _rows_for(column, len(answers))
    _write_label(sheet, tab, row, column, language)
    _name(sheet, name_of(tab, column), f"'{sheet.title}'!$A${row}")
    for each in range(row, row + rows):
        sheet.cell(each, 1).fill = style.filled(style.STEP_TINTS[tab.step])
        for at in (1, 3):
            sheet.cell(each, at).border = style.block(first=each == row, last=each == row + rows - 1)
        _dress(sheet.cell(each, 2), column)
        sheet.cell(each, 2).alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    for at, answer in enumerate(answers):
        put(sheet.cell(row + at, 2), answer)
    for each in range(row, row + max(len(answers), 1)):
        _fit(sheet, each)
    if choices := lists.of_column(column):
        choices.add(f"B{row}:B{row + rows - 1}")
        sheet.add_data_validation(choices)
    return row + rows


def _answers(column: Column, dossier: Dossier, language: Language) -> list[Shown]:
    held: Any = dossier
    for part in column.above:
        held = getattr(held, str(part), None)
    if held is None or not is_stated(held, column.field):
        return []
    value = getattr(held, column.field)
    # Each answer stands alone in its cell: nothing has to part it from the others.
    return [shown(column, each, language) for each in (value if column.kind in MANY else (value,))]


def _rows_for(column: Column, count: int) -> int:
    if column.kind == "choices":
        return max(len(choices_of(column)), count)
    return max(ROOM_IN_FORM, count + 1) if column.kind in MANY else 1


def _write_label(sheet: Worksheet, tab: Tab, row: int, column: Column, language: Language) -> None:
    star = " *" if column.required and not column.above else ""
    label, help_cell = sheet.cell(row, 1), sheet.cell(row, 3)
    put(label, unbroken(column.label(language), language) + star)
    put(help_cell, help_of(column, language))
    label.font, help_cell.font = style.body_font(bold=True, colour=style.STEP_COLOURS[tab.step]), style.help_font()
    label.alignment = help_cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
