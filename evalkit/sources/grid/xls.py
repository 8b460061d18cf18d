"""Workbooks of Excel 97 to 2003 (.xls), through xlrd, which knows no formulas: only what they gave."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Said
from evalkit.sources.grid.biff import TooManyError, only_needed
from evalkit.sources.grid.book import Book, Cell, Position, Range, Sheet
from evalkit.sources.grid.bounds import LARGEST_OLD_FILE
from evalkit.sources.grid.ole import SIGNATURE, Container, DamagedError
from evalkit.sources.grid.references import Named, names_of, without_covered
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.serials import value_of
from evalkit.sources.grid.tally import Tally
from evalkit.sources.grid.typed import DIGITS

if TYPE_CHECKING:
    import xlrd
    from xlrd.sheet import Sheet as OldSheet


def read_xls(path: Path) -> Book:
    """Read a workbook of the old format.

    Raises
    ------
    EvalkitError
        When it is damaged, protected, another kind of document, or holds macros, links or too much.
    """
    file, raw = path.name, path.read_bytes()
    if len(raw) > LARGEST_OLD_FILE:
        raise refused(file, "too_large", limit=LARGEST_OLD_FILE // 1_000_000)
    stream = _workbook_stream(raw, file) if raw.startswith(SIGNATURE) else raw
    try:
        return _book(only_needed(stream), file)
    except EvalkitError:
        raise
    except TooManyError:
        raise refused(file, "elements") from None
    except Exception as error:
        # xlrd meets damage wherever it stands in its own code: there is no end to what it raises.
        raise refused(file, "password" if "encrypted" in str(error) else "damaged") from None


def refuse_protected(raw: bytes, file: str) -> None:
    """Refuse an old container that holds a workbook protected by a password."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise refused(file, "password")


def _workbook_stream(raw: bytes, file: str) -> bytes:
    """Return the stream of a container that holds the workbook."""
    refuse_protected(raw, file)
    try:
        container = Container(raw)
        names = container.names()
        if "_VBA_PROJECT_CUR" in names:
            raise refused(file, "macros")
        stream = container.stream("Workbook") or container.stream("Book")
    except DamagedError:
        raise refused(file, "damaged") from None
    if not stream and names & {"WordDocument", "PowerPoint Document"}:
        raise refused(file, "no_table", found=Said("errors.grid.kinds.document"))
    if not stream:
        raise refused(file, "damaged")
    return stream


def _book(stream: bytes, file: str) -> Book:
    import xlrd

    with Path(os.devnull).open("w", encoding="utf-8") as silence:
        book = xlrd.open_workbook(file_contents=stream, formatting_info=True, ragged_rows=True, logfile=silence)
        _refuse_links(book, file)
        tally = Tally(file)
        sheets = tuple(_sheet(book, each, tally) for each in book.sheets())
        if not sheets:
            raise refused(file, "damaged")
        return Book(file, "xls", sheets, _names(book), from_1904=bool(book.datemode))


def _refuse_links(book: xlrd.Book, file: str) -> None:
    from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL

    kinds = set(getattr(book, "_supbook_types", ()))
    if SUPBOOK_DDEOLE in kinds:
        raise refused(file, "dde")
    if SUPBOOK_EXTERNAL in kinds:
        raise refused(file, "external")


def _sheet(book: xlrd.Book, sheet: OldSheet, tally: Tally) -> Sheet:
    merged = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    for area in merged:
        tally.add_merged(sheet.name, area)
    cells: dict[Position, Cell] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = _cell(book, sheet, row, column)
            if cell is not None:
                tally.add_cells(sheet.name, row + 1, column + 1)
                cells[row + 1, column + 1] = cell
    hidden_rows = frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    hidden_columns = frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
    return Sheet(
        tally.file, sheet.name, without_covered(cells, merged), merged, hidden_rows, hidden_columns,
        bool(sheet.visibility),
    )  # fmt: skip


def _cell(book: xlrd.Book, sheet: OldSheet, row: int, column: int) -> Cell | None:
    import xlrd

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    code = _format(book, sheet.cell_xf_index(row, column))
    if kind == xlrd.XL_CELL_TEXT:
        return Cell(str(value), code) if value else None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(value), code)
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(None, code, error=xlrd.error_text_from_code.get(int(value), "#N/A"))
    if kind not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return None
    # Nothing tells a formula from what was typed, which never has more digits than these.
    number = float(f"{float(value):.{DIGITS}g}")
    whole = int(number) if number.is_integer() and abs(number) < 10**DIGITS else number
    return Cell(value_of(whole, code, from_1904=bool(book.datemode)), code)


def _format(book: xlrd.Book, style: int) -> str:
    if not 0 <= style < len(book.xf_list):
        return "General"
    found = book.format_map.get(book.xf_list[style].format_key)
    # A damaged format may have no code at all.
    return (found.format_str if found else "") or "General"


def _names(book: xlrd.Book) -> dict[str, tuple[str, Range]]:
    """Return the names that lead to one range of one sheet."""
    found: list[Named] = []
    for name in book.name_obj_list:
        ranges = getattr(name.result, "value", None)
        if name.builtin or not isinstance(ranges, list) or len(ranges) != 1 or not hasattr(ranges[0], "coords"):
            continue
        sheet, after, top, bottom, left, right = ranges[0].coords
        if after == sheet + 1 and 0 <= sheet < book.nsheets:
            area = (top + 1, left + 1, bottom, right)
            found.append((name.name, name.scope != -1, book.sheet_by_index(sheet).name, area))
    return names_of(found)
