"""A sheet of answers: its headings, its rows of answers, and what was left out of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.errors import EvalkitError, Place, Problem, nearest, problem
from evalkit.model.personal import personal_kind
from evalkit.sources.grid import Book, Cell, Position, Sheet, text_of
from evalkit.sources.shown import short
from evalkit.sources.survey.words import NO, SUBGROUPS, SUMMARIES, TOTALS, YES, clean
from evalkit.sources.wording import fold

LOOKED_AT = 40
"""Rows among which the headings are looked for."""
MOST_LISTED = 12
TRUTHS = {"VRAI": "is_true", "FAUX": "is_false"}
"""What a cell that holds a truth says, and the key of the word in each language."""

_QUESTION_CODE = re.compile(r"[A-Za-z]+\d+[._,/ ]{0,2}[A-Za-z]+\d+|[A-Za-z]+\d+\[\w+\]|[Qq]\d+")
NUMBER_OR_DATE = re.compile(r"[-+]?\d[\d\s.,%]*|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}.*")


@dataclass(frozen=True)
class Column:
    """One column of answers; a repeat's sheet has those of its parent too."""

    heading: str
    number: int
    of_parent: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet of answers.

    Parameters
    ----------
    file : str
    sheet : Sheet
    columns : tuple of Column
        Those that have a heading.
    rows : tuple of int
        The rows that hold answers.
    header : int
        The row of the headings.
    notes : tuple of Problem
        What was left out or understood; told, never an obstacle.
    filled : mapping of (row, column) to Cell
        The cells, those of a merged range included.
    parent : Table or None
        For a repeat of Kobo: the sheet of those who answered.
    parents : mapping of int to int
        For a repeat: the row of the parent by the row of the repeat.
    """

    file: str
    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    header: int
    notes: tuple[Problem, ...] = ()
    filled: Mapping[Position, Cell] = field(default_factory=dict, repr=False)
    parent: Table | None = None
    parents: Mapping[int, int] = field(default_factory=dict, repr=False)

    def cell(self, row: int, column: Column) -> Cell | None:
        """Return the cell of a row in a column; None where it is empty."""
        if column.of_parent and self.parent:
            return self.parent.filled.get((self.parents.get(row, 0), column.number))
        return self.filled.get((row, column.number))

    def text(self, row: int, column: Column) -> str:
        """Return what a cell says, on one line; empty where it is empty."""
        cell = self.cell(row, column)
        if cell and isinstance(cell.value, bool):
            return "VRAI" if cell.value else "FAUX"
        return clean(text_of(cell)) if cell else ""

    def place(self, row: int, column: Column) -> Place:
        """Return where a cell stands."""
        if column.of_parent and self.parent:
            return self.parent.place(self.parents.get(row, self.parent.header), replace_parent(column))
        return self.sheet.place(row, column.number)

    def person(self, row: int) -> int:
        """Return what tells apart those who answered: the row, or the parent's row in a repeat."""
        return self.parents.get(row, -row) if self.parent else row

    def named(self, heading: str) -> list[Column]:
        """Return the columns of a heading: as typed, else without capitals nor accents."""
        typed = clean(heading)
        exact = [each for each in self.columns if each.heading == typed]
        return exact or [each for each in self.columns if fold(each.heading) == fold(typed)]

    def nearest_heading(self, heading: str) -> str | None:
        """Return the heading that another one was probably meant to be, or None."""
        known = {fold(each.heading): each.heading for each in self.columns}
        found = nearest(fold(clean(heading))[:200], known)
        return known[found] if found else None

    def listed(self, rows: Sequence[int]) -> str:
        """Return the rows as a user counts them: the lines of delimited text."""
        return listed(self.sheet, rows)

    def values(self, column: Column) -> Counter[str]:
        """Count the answers of a column; empty cells are no answer."""
        found = (self.text(row, column) for row in self.rows)
        return Counter(each for each in found if each)


def replace_parent(column: Column) -> Column:
    """Return a column as its own sheet has it."""
    return Column(column.heading, column.number)


def table_of(book: Book, sheet: str | None = None) -> Table:
    """Find the answers of a file.

    Parameters
    ----------
    book : Book
    sheet : str, optional
        Name of the sheet; needed where several sheets could hold the answers.

    Raises
    ------
    EvalkitError
        When no sheet, or more than one, can be meant, or when there are no headings.
    """
    chosen = _sheet_named(book, sheet) if sheet else _only_sheet(book)
    table = _read(chosen)
    if not any(each.heading == "_parent_index" for each in table.columns):
        return table
    return _with_parent(book, table)


def heading_names(sheet: Sheet) -> set[str]:
    """Return the headings of a sheet, whatever they are; none for an empty sheet."""
    filled = _filled(sheet)
    header = _header(filled)
    return {clean(text_of(cell)) for (row, _), cell in filled.items() if row == header}


def _sheet_named(book: Book, name: str) -> Sheet:
    found = next((each for each in book.sheets if fold(each.name) == fold(name)), None)
    if found is None or not found.cells:
        known = ", ".join(short(each.name) for each in book.sheets if each.cells and each.name) or "—"
        raise EvalkitError([problem(Place(book.file), "", "survey.no_such_sheet", found=short(name), known=known)])
    return found


def _only_sheet(book: Book) -> Sheet:
    shown = [each for each in book.sheets if each.cells and not each.hidden]
    main = [each for each in shown if "_parent_index" not in heading_names(each)]
    if not main:
        raise EvalkitError([problem(Place(book.file), "", "survey.no_answers")])
    if len(main) > 1:
        names = ", ".join(short(each.name) for each in main[:MOST_LISTED])
        raise EvalkitError([problem(Place(book.file), "", "survey.which_sheet", known=names)])
    return main[0]


def _read(sheet: Sheet) -> Table:
    filled = _filled(sheet)
    header = _last_header(sheet, filled)
    headings = {column: clean(text_of(cell)) for (row, column), cell in sorted(filled.items()) if row == header}
    columns = tuple(Column(heading, number) for number, heading in headings.items() if heading)
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, number), cell in sorted(filled.items()):
        if row > header:
            by_row.setdefault(row, {})[number] = cell
    kept, notes = _answers(sheet, headings, by_row)
    if not kept:
        raise EvalkitError([problem(Place(sheet.file), "", "survey.no_answers")])
    _refuse_rows_as_headings(sheet, header, headings, [by_row[row] for row in kept])
    notes += _notes(sheet, header, columns, by_row)
    return Table(sheet.file, sheet, columns, tuple(kept), header, tuple(notes), filled)


def _filled(sheet: Sheet) -> dict[Position, Cell]:
    """Return the cells that say something, those that a merged range covers included."""
    filled = {at: cell for at, cell in sheet.cells.items() if is_unknown(cell) or text_of(cell).strip()}
    rows = sorted({row for row, _ in filled})
    for top, left, bottom, _ in sheet.merged:
        if bottom > top and (top, left) in filled:
            inside = rows[bisect_right(rows, top) : bisect_right(rows, bottom)]
            filled |= {(row, left): filled[top, left] for row in inside if (row, left) not in filled}
    return filled


def is_unknown(cell: Cell) -> bool:
    """Tell whether a cell shows an error, or a formula that no program has computed: it is no empty one."""
    return bool(cell.error) or (cell.formula and cell.value is None)


def _header(filled: Mapping[Position, Cell]) -> int:
    """Return the row of the headings: the first that is nearly as wide as the widest; 0 in an empty sheet."""
    widths = Counter(row for row, _ in filled)
    looked_at = sorted(widths)[:LOOKED_AT]
    widest = max((widths[row] for row in looked_at), default=0)
    return next((row for row in looked_at if widths[row] >= 0.6 * widest), 0)


def _last_header(sheet: Sheet, filled: Mapping[Position, Cell]) -> int:
    """Return the row of the headings, the lower one where they stand on two; ask where that is a guess."""
    header = _header(filled)
    below = _second_line(filled, header)
    if below is None:
        return header
    if not any(_is_surely_heading(text) for text in _texts(filled, below).values()):
        rows = listed(sheet, [header, below])
        raise EvalkitError([problem(sheet.place(header, 1), "", "survey.two_lines_of_headings", rows=rows)])
    return below


def _second_line(filled: Mapping[Position, Cell], header: int) -> int | None:
    """Return the row below the headings where it seems to hold headings too, below titles of several columns.

    It fills columns that the row above leaves empty, with texts that no row below repeats.
    """
    below = min((row for row, _ in filled if row > header), default=0)
    above, texts = _texts(filled, header), _texts(filled, below)
    if set(texts) <= set(above) or any(NUMBER_OR_DATE.fullmatch(each) for each in texts.values()):
        return None
    again = any(texts.get(number) == clean(text_of(cell)) for (row, number), cell in filled.items() if row > below)
    return None if again or len(set(texts.values())) < len(texts) else below


def _texts(filled: Mapping[Position, Cell], row: int) -> dict[int, str]:
    return {number: clean(text_of(cell)) for (each, number), cell in filled.items() if each == row}


def _is_surely_heading(text: str) -> bool:
    """Tell whether a text is the code of a question or the usual heading of a column, and no answer."""
    return bool(_QUESTION_CODE.fullmatch(text) or SUBGROUPS.fullmatch(fold(text)))


def _answers(
    sheet: Sheet, headings: Mapping[int, str], by_row: Mapping[int, Mapping[int, Cell]]
) -> tuple[list[int], list[Problem]]:
    """Part the rows of answers from those of totals, of tags and of repeated headings, which are told."""
    kept: list[int] = []
    left_out: dict[str, list[int]] = {}
    firsts = Counter(_first(cells) for cells in by_row.values())
    for row, cells in by_row.items():
        kind = _no_answer(headings, cells, firsts)
        if kind:
            left_out.setdefault(kind, []).append(row)
        else:
            kept.append(row)
    notes = [
        problem(sheet.place(rows[0], 1), "", f"survey.left_out.{kind}", rows=listed(sheet, rows))
        for kind, rows in left_out.items()
    ]
    return kept, notes


def _no_answer(headings: Mapping[int, str], cells: Mapping[int, Cell], firsts: Counter[str]) -> str | None:
    texts = {number: clean(text_of(cell)) for number, cell in cells.items()}
    said = [text for text in texts.values() if text]
    if said and all(text.startswith("#") for text in said):
        return "tags"
    if said and all(headings.get(number) == text for number, text in texts.items()):
        return "headings"
    return "total" if _is_total(cells, said, firsts) else None


def _is_total(cells: Mapping[int, Cell], said: list[str], firsts: Counter[str]) -> bool:
    first = _first(cells)
    if TOTALS.fullmatch(first) or (len(cells) > 1 and all(cell.formula for cell in cells.values())):
        return True
    numbers = all(NUMBER_OR_DATE.fullmatch(text) for text in said[1:])
    return first in SUMMARIES and firsts[first] == 1 and len(said) > 1 and numbers


def _first(cells: Mapping[int, Cell]) -> str:
    return fold(next((text for cell in cells.values() if (text := clean(text_of(cell)))), ""))


def listed(sheet: Sheet, rows: Sequence[int]) -> str:
    """Return the rows of a sheet as a user counts them: the lines of delimited text."""
    shown = ", ".join(str(sheet.lines.get(row, row)) for row in rows[:MOST_LISTED])
    return f"{shown}…" if len(rows) > MOST_LISTED else shown


def _refuse_rows_as_headings(
    sheet: Sheet, header: int, headings: Mapping[int, str], rows: list[Mapping[int, Cell]]
) -> None:
    """Refuse a file without headings: its first answers would be taken for names of questions."""
    repeated = sum(_is_repeated(number, heading, rows) for number, heading in headings.items())
    like_answers = (
        NUMBER_OR_DATE.fullmatch(each) or personal_kind(each) or (len(each) > 1 and fold(each) in YES | NO)
        for each in headings.values()
    )
    if 2 * repeated >= len(headings) or any(like_answers):
        raise EvalkitError([problem(sheet.place(header, 1), "", "survey.no_headings")])


def _is_repeated(number: int, heading: str, rows: list[Mapping[int, Cell]]) -> bool:
    return any(number in cells and clean(text_of(cells[number])) == heading for cells in rows)


def _notes(
    sheet: Sheet, header: int, columns: tuple[Column, ...], by_row: Mapping[int, Mapping[int, Cell]]
) -> Iterator[Problem]:
    times = Counter(each.heading for each in columns)
    for each in columns:
        if times[each.heading] > 1:
            yield problem(sheet.place(header, each.number), "", "survey.same_heading", found=short(each.heading))
    known = {each.number for each in columns}
    for number in sorted({number for cells in by_row.values() for number in cells} - known)[:MOST_LISTED]:
        yield problem(sheet.place(header, number), "", "survey.no_heading")
    hidden = [row for row in by_row if row in sheet.hidden_rows]
    if hidden:
        yield problem(sheet.place(hidden[0], 1), "", "survey.hidden_rows", rows=listed(sheet, hidden))


def _with_parent(book: Book, table: Table) -> Table:
    """Join a repeat of Kobo to the sheet of those who answered, by ``_parent_index`` and ``_index``."""
    name_column, index = table.named("_parent_table_name"), table.named("_parent_index")[0]
    names = {table.text(row, name_column[0]) for row in table.rows} if name_column else set()
    sheets = [each for each in book.sheets if each.name and any(name.startswith(each.name) for name in names)]
    if len(sheets) != 1 or sheets[0] is table.sheet:
        raise EvalkitError([problem(Place(book.file), "", "survey.no_parent", found=short(table.sheet.name))])
    parent = _read(sheets[0])
    of_index = parent.named("_index")
    rows = {parent.text(row, of_index[0]): row for row in parent.rows} if of_index else {}
    parents = {row: rows[key] for row in table.rows if (key := table.text(row, index)) in rows}
    own = {each.heading for each in table.columns}
    more = tuple(Column(each.heading, each.number, True) for each in parent.columns if each.heading not in own)
    return Table(
        table.file, table.sheet, table.columns + more, table.rows, table.header, table.notes, table.filled, parent,
        parents,
    )  # fmt: skip
