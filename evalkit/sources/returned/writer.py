"""Write the returned workbook: earlier marks off, new marks on, the first sheet in, all at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evalkit.sources.aside import put_over
from evalkit.sources.grid import Position
from evalkit.sources.returned.comments import clear_comments, comment
from evalkit.sources.returned.marks import Mark, by_cell, gravest_first, in_order
from evalkit.sources.returned.merged import Merged, merged_of
from evalkit.sources.returned.package import Package
from evalkit.sources.returned.schema import descendants
from evalkit.sources.returned.shading import clear_shading, shade
from evalkit.sources.returned.styles import Formats, add_formats
from evalkit.sources.returned.summary import summary
from evalkit.sources.returned.threads import clear_threads
from evalkit.sources.returned.workbook import Sheet, Workbook
from evalkit.texts import Language, say

MOST_MARKS = 3000
"""Beyond, the remarks are only counted: nobody settles more at once, and each takes a comment with its box."""


def write_returned(source: Path, target: Path, marks: Sequence[Mark], language: Language) -> None:
    """Write a copy of a workbook with what was found in it marked on its cells and listed on a first sheet.

    The marks of an earlier check are taken off first. Everything else stays as it is: the parts of the file that hold
    no mark are copied byte for byte. The same workbook and marks give the same bytes.

    Parameters
    ----------
    source : Path
        A workbook (``.xlsx``, ``.xlsm``) that has passed the guard; only read.
    target : Path
        The returned workbook; replaced when it is there.
    marks : sequence of Mark
        None: the copy says that nothing was found. Beyond `MOST_MARKS`, the least grave are only counted.
    language : {"fr", "en"}
        Language of the first sheet and of the comments.

    Raises
    ------
    EvalkitError
        When the parts of the workbook do not hold together, or the copy cannot be saved.
    """
    package = Package(source)
    workbook = Workbook(package)
    _clear(workbook)
    sheets = workbook.sheets()
    formats = add_formats(workbook)
    ordered = in_order(marks, {sheet.name: rank for rank, sheet in enumerate(sheets)})
    for sheet in sheets:
        said = by_cell(ordered[:MOST_MARKS], sheet.name)
        if said and sheet.cells:
            _mark(workbook, sheet, said, formats, language)
    _leave_open(workbook, sheets)
    first = summary(ordered, MOST_MARKS, sheets, formats.cells, language, workbook.main)
    name = workbook.free_sheet_name(say("returned.sheet", language))
    workbook.insert_first(name, first.data, first.names)
    put_over(target, package.bytes())


def _clear(workbook: Workbook) -> None:
    """Take off all that an earlier check has put in; sheets without any stay as they are."""
    workbook.remove_ours()
    clear_threads(workbook)
    for sheet in workbook.sheets():
        if not sheet.cells:
            continue
        clear_comments(workbook, sheet)
        if _mentions(workbook.package.data(sheet.part), b"evalkit"):
            root = workbook.package.sheet(sheet.part)
            if clear_shading(root):
                workbook.package.touch(sheet.part, root)


def _mark(
    workbook: Workbook, sheet: Sheet, said: dict[Position, list[Mark]], formats: Formats, language: Language
) -> None:
    root = workbook.package.sheet(sheet.part)
    merged = merged_of(root)
    shown = _on_first_cells(said, merged)
    shade(root, shown, formats.marks)
    workbook.package.touch(sheet.part, root)
    comment(workbook, sheet, shown, language)


def _on_first_cells(said: dict[Position, list[Mark]], merged: Merged) -> dict[Position, list[Mark]]:
    """Bring what is said of merged cells to the first of them, the only one that shows."""
    shown: dict[Position, list[Mark]] = {}
    for where, marks in said.items():
        shown.setdefault(merged.start(where), []).extend(marks)
    return {where: gravest_first(shown[where]) for where in sorted(shown)}


def _leave_open(workbook: Workbook, sheets: Sequence[Sheet]) -> None:
    """Leave only our sheet selected: with two, what is typed in one would be typed in both."""
    for sheet in sheets:
        if not sheet.part or not _mentions(workbook.package.data(sheet.part), b"tabSelected"):
            continue
        root = workbook.package.sheet(sheet.part)
        selected = [view for view in descendants(root, "sheetView") if view.get("tabSelected") in ("1", "true")]
        for view in selected:
            view.set("tabSelected", "0")
        if selected:
            workbook.package.touch(sheet.part, root)


def _mentions(data: bytes, word: bytes) -> bool:
    """Tell whether a part may hold a word; of one that is not UTF-8, always."""
    return word in data or data[:2] in (b"\xff\xfe", b"\xfe\xff")
