"""The blank workbook in which a SIAE describes its workers on a path."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from evalkit.catalogue.siae import siae_types
from evalkit.sources.office import with_one_date
from evalkit.sources.workbook import style
from evalkit.sources.write import write_new
from evalkit.texts import Language, said

FIELDS = ("commune", "type", "months", "hours", "year")
ROWS = 500
"""Rows that are ready to be filled in."""
_HEADINGS, _FIRST = 4, 5
_WIDTH = 26
_STEP = 2


def write_blank_own_data(path: str | Path, language: Language = "fr") -> None:
    """Write a blank workbook of workers on a path: commune of residence, type, months, hours; no name.

    Parameters
    ----------
    path : path
        Of a new .xlsx file.
    language : {"fr", "en"}
        Of its headings and helps; it can be read back in either.

    Raises
    ------
    EvalkitError
        When the file exists already or cannot be written.
    """
    write_new(Path(path), lambda: _content(language))


def _content(language: Language) -> bytes:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise ValueError("a new workbook has a sheet")
    sheet.title = said("territory.own.sheet", language)
    sheet["A1"], sheet["A2"] = said("territory.own.title", language), said("territory.own.help", language)
    sheet["A1"].font, sheet["A2"].font = style.title_font(_STEP), style.help_font()
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(f"A2:{get_column_letter(len(FIELDS))}2")
    sheet.row_dimensions[2].height = 44
    for number, field in enumerate(FIELDS, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTH
        sheet[f"{letter}3"] = said(f"territory.own.helps.{field}", language)
        sheet[f"{letter}3"].font = style.help_font()
        heading = sheet[f"{letter}{_HEADINGS}"]
        heading.value = said(f"territory.own.columns.{field}", language)
        heading.font, heading.fill = style.heading_font(), style.filled(style.STEP_COLOURS[_STEP])
        heading.alignment = Alignment(wrap_text=True, vertical="center")
        for row in range(_FIRST, _FIRST + ROWS):
            cell = sheet[f"{letter}{row}"]
            cell.number_format = "@" if field in {"commune", "type"} else "General"
            cell.border, cell.protection = style.GRID, style.UNLOCKED
    choices = DataValidation("list", formula1=f'"{",".join(each.code for each in siae_types())}"', allow_blank=True)
    choices.add(f"B{_FIRST}:B{_FIRST + ROWS - 1}")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = f"A{_FIRST}"
    style.set_up_page(sheet, said("territory.own.title", language), language, wide=False)
    style.protect(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return with_one_date(stream.getvalue())
