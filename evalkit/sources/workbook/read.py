"""A workbook as an untyped `Tree`: the same data that YAML would give, with the cell of every value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from evalkit.errors import Path, Place, Said
from evalkit.sources.grid import Book, read_book, text_of
from evalkit.sources.references import same_code
from evalkit.sources.shown import short
from evalkit.sources.tree import Tree
from evalkit.sources.wording import fold
from evalkit.sources.workbook.cells import Reading, cell_text, lost_zeros, raw_value, without_per_cent
from evalkit.sources.workbook.find import Located, find_sheets, near_line, place_of
from evalkit.sources.workbook.kinds import MANY
from evalkit.sources.workbook.layout import VERSION_PROPERTY, Column, helps_of, tab_of
from evalkit.sources.workbook.priorities import rank
from evalkit.sources.workbook.rows import Row, filled_rows
from evalkit.sources.workbook.words import alone, raw_text

Fields = dict[str, Any]


def read_workbook(path: FilePath) -> Tree:
    """Read a workbook (.xlsx, .ods, .xls) into a `Tree`.

    Raises
    ------
    EvalkitError
        When the file cannot be read at all. Faults inside it are gathered in ``Tree.problems``.
    """
    return tree_of_book(read_book(path))


def tree_of_book(book: Book) -> Tree:
    """Turn a workbook's cells into a `Tree`; see `read_workbook`."""
    tree = Tree(book.file)
    reading = Reading(book, tree)
    if book.kind == "csv":
        reading.complain(Place(book.file), "workbook.not_a_workbook")
        return tree
    found = find_sheets(book)
    tree.problems += found.problems
    tree.notes += found.notes
    if lacking := _lacking(found.sheets):
        key = "workbook.sheet_missing" if found.sheets else "workbook.no_sheet"
        reading.complain(Place(book.file), key, found=lacking)
        return tree
    data: Fields = {}
    tree.data = data
    tree.places[()] = found.sheets[0].sheet.place(1, 1)
    _tell_version(book, data)
    reading.partners = _partners(found.sheets)
    for located in found.sheets:
        _tell_hidden(reading, located)
        (_read_table if located.tab.path else _read_form)(reading, located, data)
    return tree


def _lacking(sheets: list[Located]) -> tuple[Said, ...]:
    """Return the titles of the sheets without which there is no dossier, and which are not there."""
    there = {each.tab.code for each in sheets}
    return tuple(Said(tab_of(code).title) for code in ("dossier", "partners") if code not in there)


def _tell_version(book: Book, data: Fields) -> None:
    version = next((value for name, value in book.properties.items() if name.lower() == VERSION_PROPERTY), "")
    if version.strip():
        data["template_version"] = version.strip()


def _partners(sheets: list[Located]) -> set[str]:
    codes = set()
    for located in sheets:
        at = next((position for position, each in located.columns.items() if each.field == "code"), None)
        if located.tab.code == "partners" and at:
            cells = located.sheet.cells.items()
            codes |= {
                text_of(cell).strip() for (row, column), cell in cells if column == at and row > located.heading_row
            }
    return codes


def _tell_hidden(reading: Reading, located: Located) -> None:
    sheet = located.sheet
    if sheet.hidden:
        reading.note(sheet.place(1, 1), "workbook.hidden_sheet", found=short(sheet.name))
    rows = sorted({row for row, _ in sheet.cells if row in sheet.hidden_rows and row > located.heading_row})
    known = {*located.columns, *located.ranked, located.answers}
    columns = sorted(known & sheet.hidden_columns)
    for row in rows:
        reading.note(sheet.place(row, 1), "workbook.hidden_row")
    for column in columns:
        reading.note(sheet.place(located.heading_row or 1, column), "workbook.hidden_column")


# ----- tables


def _read_table(reading: Reading, located: Located, data: Fields) -> None:
    tab, tree = located.tab, reading.tree
    assert tab.path is not None
    if not tab.owner:
        tree.places.setdefault(tab.path, place_of(located, located.heading_row or 1, 1))
        _list_at(data, tab.path)
    _tell_above(reading, located)
    for row in filled_rows(reading, located):
        holder, path = (data, tab.path) if not tab.owner else _owner(reading, located, row, data)
        if holder is None:
            continue
        entry = _entry(reading, located, row)
        entries = _list_at(holder, tab.path)
        _place_entry(tree, (*path, len(entries)), located, row)
        entries.append(entry)
        _rank(reading, located, row, entry, data)


def _tell_above(reading: Reading, located: Located) -> None:
    """Tell of an entry that is typed over the help lines, where nothing is read."""
    helps = {fold(line) for line in helps_of(located.tab)}
    for column in located.columns:
        cell = located.sheet.cells.get((located.heading_row - 1, column))
        if cell and text_of(cell).strip() and fold(text_of(cell)) not in helps:
            reading.note(located.sheet.place(located.heading_row - 1, column), "workbook.above_unread")


def _list_at(data: Fields, path: Path) -> list[Fields]:
    """Return the list of entries at a path, made where it is not there yet."""
    for part in path[:-1]:
        data = data.setdefault(str(part), {})
    entries: list[Fields] = data.setdefault(str(path[-1]), [])
    return entries


def _entry(reading: Reading, located: Located, row: Row) -> Fields:
    entry: Fields = {}
    for position, column in located.columns.items():
        if column is located.tab.owner:
            continue
        text = row.texts.get(position) or ""
        if text.strip():
            entry[column.field] = raw_value(reading, column, text)
    without_per_cent(entry)
    cells = located.sheet.cells
    numbers = {
        column.field: (cells[row.number, position], place_of(located, row.number, position, column))
        for position, column in located.columns.items()
        if (row.number, position) in cells
    }
    lost_zeros(reading, entry, numbers)
    return entry


def _place_entry(tree: Tree, path: Path, located: Located, row: Row) -> None:
    first = min(row.texts, default=1)
    tree.places[path] = place_of(located, row.number, first)
    for position, column in located.columns.items():
        tree.places[(*path, column.field)] = place_of(located, row.number, position, column)


def _owner(reading: Reading, located: Located, row: Row, data: Fields) -> tuple[Fields | None, Path]:
    """Return the entry that holds a row, by its code; tell when there is none, or more than one."""
    tab = located.tab
    assert tab.owner and tab.path
    position = next((at for at, column in located.columns.items() if column is tab.owner), 1)
    code = (row.texts.get(position) or "").strip()
    place = place_of(located, row.number, position, tab.owner)
    codes = [str(each.get("code", "")) for each in data.get(tab.owners, [])]
    same = [i for i, each in enumerate(codes) if code and same_code(each) == same_code(code)]
    if len(same) == 1:
        return data[tab.owners][same[0]], (tab.owners, same[0], *tab.path)
    known = tuple(short(each) for each in codes if each) or "—"
    key = "workbook.owner_twice" if same else "unknown_code" if code else "missing"
    reading.complain(place, key, field=tab.owner.field, found=short(code), known=known)
    return None, ()


def _rank(reading: Reading, located: Located, row: Row, entry: Fields, data: Fields) -> None:
    """Read the levels that partners give to an objective, each in a column of its own."""
    for position, partner in located.ranked.items():
        text = (row.texts.get(position) or "").strip()
        rank(reading, located, (row.number, position), (partner, str(entry.get("code", ""))), text, data)


# ----- forms


def _read_form(reading: Reading, located: Located, data: Fields) -> None:
    for rows, column in _answers(reading, located):
        holder = data
        for part in column.above:
            holder = holder.setdefault(str(part), {})
        first = place_of(located, rows[0], located.answers, column)
        reading.tree.places[column.path] = first
        for part in range(1, len(column.path)):
            reading.tree.places.setdefault(column.path[:part], first)
        _fill(reading, located, rows, column, holder)
    for part in ("territory", "effort", "steering", "limits", "prospects"):
        if part in data and not data[part]:
            del data[part]


def _answers(reading: Reading, located: Located) -> Iterator[tuple[list[int], Column]]:
    """Yield each line of a form with the rows of its answers: those without a label belong to the line above."""
    if not located.answers:
        return
    last = max((row for row, _ in located.sheet.cells), default=0)
    labelled = {row for row, column in located.sheet.cells if column == located.labels} | set(located.lines)
    blocks = {row: _block(row, last, labelled) for row in sorted(labelled) if row >= min(located.lines, default=0)}
    for row, rows in blocks.items():
        if row in located.lines:
            yield rows, located.lines[row]
        elif any((each, located.answers) in located.sheet.cells for each in rows):
            _tell_other_line(reading, located, row)
    _tell_beside(reading, located)


def _tell_beside(reading: Reading, located: Located) -> None:
    """Tell of what is typed beside the answers of a form, where only our help stands."""
    helps = {fold(line) for line in helps_of(located.tab)}
    first = min(located.lines, default=0)
    for (row, column), cell in sorted(located.sheet.cells.items()):
        beside = row >= first and column not in {located.labels, located.answers}
        if beside and text_of(cell).strip() and fold(text_of(cell)) not in helps:
            reading.note(located.sheet.place(row, column), "workbook.cell_unread")


def _block(row: int, last: int, labelled: set[int]) -> list[int]:
    rows = [row]
    while rows[-1] < last and rows[-1] + 1 not in labelled:
        rows.append(rows[-1] + 1)
    return rows


def _tell_other_line(reading: Reading, located: Located, row: int) -> None:
    """Ask back a filled line whose label is nearly one of ours; tell of any other that it is not read."""
    label, place = text_of(located.sheet.cells[row, located.labels]), located.sheet.place(row, located.labels)
    if meant := near_line(located, label):
        reading.complain(place, "workbook.heading_near", found=short(label), meant=Said(meant.heading))
    else:
        reading.note(place, "workbook.line_unread", found=short(label))


def _fill(reading: Reading, located: Located, rows: list[int], column: Column, holder: Fields) -> None:
    given = [(row, text) for row in rows if (text := cell_text(reading, located, row, located.answers, column)).strip()]
    if column.kind in MANY:
        _fill_list(reading, located, given, column, holder)
        return
    if given:
        row, text = given[0]
        holder[column.field] = raw_value(reading, column, text)
        reading.tree.places[column.path] = place_of(located, row, located.answers, column)
        cell = located.sheet.cells[row, located.answers]
        lost_zeros(reading, holder, {column.field: (cell, place_of(located, row, located.answers, column))})
    for row, _ in given[1:]:
        reading.complain(place_of(located, row, located.answers, column), "workbook.one_answer")


def _fill_list(
    reading: Reading, located: Located, given: list[tuple[int, str]], column: Column, holder: Fields
) -> None:
    items: list[str] = []
    for row, text in given:
        for item in alone(column, text):
            reading.tree.places[(*column.path, len(items))] = place_of(located, row, located.answers, column)
            items.append(raw_text(column, item, reading.partners))
    if items:
        holder[column.field] = items
