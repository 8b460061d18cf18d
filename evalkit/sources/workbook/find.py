"""Where the sheets and columns of a dossier stand in a workbook, however it was rearranged.

A heading is known by its words first, in French or in English; a heading that was renamed by the hidden name that
evalkit's own workbook gives it; a heading that is only nearly one of ours is asked back, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from evalkit.errors import Place, Problem, Said, nearest, problem
from evalkit.sources.grid import Book, Position, Sheet, text_of
from evalkit.sources.shown import short
from evalkit.sources.wording import fold
from evalkit.sources.workbook.layout import PREFIX, Column, Tab, name_of, tab_of, tabs
from evalkit.texts import LANGUAGES, Language, family, say

HIGHEST_HEADING = 15
"""Last row in which headings are looked for."""


@dataclass
class Located:
    """A sheet of ours in a workbook.

    Parameters
    ----------
    tab : Tab
    sheet : Sheet
    heading_row : int
        Row of a table's headings; 0 for a form.
    columns : dict of int to Column
        A table's columns by their position.
    ranked : dict of int to str
        Columns of the priorities by their position: the partner as the heading names it.
    lines : dict of int to Column
        A form's lines by their row.
    labels, answers : int
        Columns of a form's labels and answers; 0 where there is none.
    """

    tab: Tab
    sheet: Sheet
    heading_row: int = 0
    columns: dict[int, Column] = field(default_factory=dict)
    ranked: dict[int, str] = field(default_factory=dict)
    lines: dict[int, Column] = field(default_factory=dict)
    labels: int = 0
    answers: int = 0


@dataclass
class Found:
    """All of a workbook's sheets that are ours, and what was noticed on the way."""

    sheets: list[Located] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def find_sheets(book: Book) -> Found:
    """Find the sheets and columns of a dossier in a workbook."""
    found = Found()
    named = _named(book)
    for sheet, tab in _matched(book, named, found):
        names = {cell: name for name, (title, cell) in named.items() if title == sheet.name}
        located = Located(tab, sheet)
        (_find_columns if tab.path else _find_lines)(located, names, found)
        found.sheets.append(located)
    return found


def _named(book: Book) -> dict[str, tuple[str, Position]]:
    """Return the hidden names of our headings: sheet and first cell."""
    return {
        name: (sheet, (area[0], area[1])) for name, (sheet, area) in book.names.items() if name.startswith(f"{PREFIX}_")
    }


def _matched(book: Book, named: Mapping[str, tuple[str, Position]], found: Found) -> Iterator[tuple[Sheet, Tab]]:
    """Yield our sheets in the order of the method; tell of the others."""
    by_title = {_plain(tab.sheet(language)): tab for tab in tabs() for language in LANGUAGES}
    by_name = {title: tab for tab in tabs() for title in _titles_of(tab, named)}
    taken: dict[str, Sheet] = {}
    unknown: list[Sheet] = []
    for sheet in book.sheets:
        tab = by_title.get(_plain(sheet.name)) or by_name.get(sheet.name) or _by_headings(sheet, taken)
        if tab is None:
            unknown.append(sheet)
        elif tab.code in taken:
            found.problems.append(_at(sheet, "workbook.sheet_twice", other=short(taken[tab.code].name)))
        else:
            taken[tab.code] = sheet
    for sheet in unknown:
        like = _by_headings(sheet, ())
        if like and like.code in taken:
            found.problems.append(_at(sheet, "workbook.sheet_twice", other=short(taken[like.code].name)))
        else:
            _tell_unknown(sheet, by_title, taken, found)
    for code, sheet in taken.items():
        if _plain(sheet.name) not in by_title:
            found.notes.append(_at(sheet, "workbook.followed", found=short(sheet.name), meant=Said(tab_of(code).title)))
    yield from ((taken[tab.code], tab) for tab in tabs() if tab.code in taken)


def _titles_of(tab: Tab, named: Mapping[str, tuple[str, Position]]) -> set[str]:
    return {named[name][0] for each in tab.all_columns if (name := name_of(tab, each)) in named}


def _plain(title: str) -> str:
    """Return a sheet's title without the number of its step."""
    return re.sub(r"^[0-9][\s.·-]*", "", fold(title))


def _by_headings(sheet: Sheet, taken: Iterable[str]) -> Tab | None:
    """Return the one table whose required headings all stand on one row of a sheet that bears another title."""
    rows = _rows(sheet)
    fits = []
    for tab in tabs():
        needed = [{_label(each, language) for language in LANGUAGES} for each in tab.all_columns if each.required]
        if tab.path and tab.code not in taken and len(needed) > 1:
            fits += [tab] * any(all(each & row for each in needed) for row in rows)
    return fits[0] if len(fits) == 1 else None


def _rows(sheet: Sheet) -> list[set[str]]:
    rows: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= HIGHEST_HEADING:
            rows.setdefault(row, set()).add(_heading(text_of(cell)))
    return list(rows.values())


def _tell_unknown(sheet: Sheet, by_title: Mapping[str, Tab], taken: Iterable[str], found: Found) -> None:
    """Ask back a sheet whose title is that of a copy, or nearly that of a missing sheet; tell of any other."""
    if not sheet.cells or _is_ours(sheet):
        return
    plain = _plain(sheet.name)
    copied = re.sub(r"\s*[(_ ]\d+\)?$|\s*(?:copie|copy)\b.*$", "", plain)
    missing = [title for title, tab in by_title.items() if tab.code not in taken]
    meant = copied if copied != plain and copied in by_title else nearest(plain, missing)
    if meant:
        found.problems.append(
            _at(sheet, "workbook.sheet_near", found=short(sheet.name), meant=Said(by_title[meant].title))
        )
    else:
        found.notes.append(_at(sheet, "workbook.sheet_unread", found=short(sheet.name)))


def _is_ours(sheet: Sheet) -> bool:
    """Tell whether a sheet of ours holds no dossier: the guide, the hidden lists, the marks of an earlier check."""
    ours = [family("workbook")["guide"]["title"], family("returned")["sheet"]]
    if sheet.hidden:
        ours.append(family("workbook")["lists"])
    return fold(sheet.name) in {fold(title[language]) for title in ours for language in LANGUAGES}


def _at(sheet: Sheet, key: str, row: int = 1, column: int = 1, **values: object) -> Problem:
    return problem(sheet.place(row, column), "", key, **values)


# ----- tables


def _find_columns(located: Located, names: Mapping[Position, str], found: Found) -> None:
    located.heading_row = row = _heading_row(located, names)
    followed = {}
    for column, head in _heads(located, names).items():
        if not _take(located, column, _by_label(located.tab, head), found) and not _take_rank(located, column, head):
            followed[column] = head
    for column, head in followed.items():
        known = _by_name(located.tab, names.get((row, column), ""))
        if known is None or known in located.columns.values():
            _tell_column(located, column, head, found)
        else:
            located.columns[column] = known
            _tell_followed(located, (row, column), head, known, found)
    _tell_missing(located, found)


def _heads(located: Located, names: Mapping[Position, str]) -> dict[int, str]:
    """Return what heads each column that has a heading, a hidden name, or anything below."""
    cells, row = located.sheet.cells, located.heading_row
    filled = {column for at, column in cells if at >= row}
    named = {column for at, column in names if at == row}
    return {column: text_of(cells[row, column]) if (row, column) in cells else "" for column in sorted(filled | named)}


def _tell_followed(located: Located, at: Position, head: str, known: Column, found: Found) -> None:
    """Tell of a heading or a label that is not ours any more and is known by its hidden name."""
    said = Said(known.heading)
    found.notes.append(_at(located.sheet, "workbook.followed", *at, found=short(head) or "—", meant=said))


def _heading_row(located: Located, names: Mapping[Position, str]) -> int:
    """Return the row on which most headings of a table stand, by their words or by their names."""
    scores: dict[int, int] = {}
    for (row, column), cell in located.sheet.cells.items():
        if row <= HIGHEST_HEADING or (row, column) in names:
            # Words come before names: a row inserted above moves neither those of a program that keeps no names.
            by_word = _by_label(located.tab, text_of(cell)) is not None
            by_name = _by_name(located.tab, names.get((row, column), "")) is not None
            scores[row] = scores.get(row, 0) + 2 * by_word + by_name
    return max(scores, key=lambda row: (scores[row], -row), default=1)


def _take(located: Located, position: int, column: Column | None, found: Found) -> bool:
    if column is None:
        return False
    if column in located.columns.values():
        found.problems.append(_at(located.sheet, "workbook.heading_twice", located.heading_row, position))
    else:
        located.columns[position] = column
    return True


def _take_rank(located: Located, position: int, head: str) -> bool:
    if not located.tab.ranked:
        return False
    starts = {fold(say("workbook.priority", language, code="")).strip() for language in LANGUAGES}
    first, *rest = re.split(r"[\s:()]+", head.strip(" :()\n"), maxsplit=1)
    if fold(first) not in starts:
        return False
    located.ranked[position] = " ".join(rest)
    return True


def _heading(text: str) -> str:
    """Return a heading as it is compared: without accents, capitals, nor the star of a required one."""
    return fold(text).removesuffix("*").strip()


def _label(column: Column, language: Language) -> str:
    return _heading(column.label(language))


def _by_label(tab: Tab, head: str) -> Column | None:
    return _labels(tab).get(_heading(head))


@lru_cache
def _labels(tab: Tab) -> dict[str, Column]:
    """Return the columns of a sheet by their labels in every language, as headings are compared."""
    return {_label(column, language): column for column in tab.all_columns for language in LANGUAGES}


def _by_name(tab: Tab, name: str) -> Column | None:
    return _names(tab).get(name)


@lru_cache
def _names(tab: Tab) -> dict[str, Column]:
    return {name_of(tab, column): column for column in tab.all_columns}


def _tell_column(located: Located, position: int, head: str, found: Found) -> None:
    """Ask back a heading that is nearly one of ours; tell of any other that it is not read."""
    sheet, row = located.sheet, located.heading_row
    missing = [each for each in located.tab.all_columns if each not in located.columns.values()]
    labels = {_label(each, language): each for each in missing for language in LANGUAGES}
    if meant := nearest(_heading(head), labels):
        said = Said(labels[meant].heading)
        found.problems.append(_at(sheet, "workbook.heading_near", row, position, found=short(head), meant=said))
    elif not any(place[1] == position and place[0] > row for place in sheet.cells):
        return
    elif head.strip():
        found.notes.append(_at(sheet, "workbook.column_unread", row, position, found=short(head)))
    else:
        found.problems.append(_at(sheet, "workbook.no_heading", row, position))


def _tell_missing(located: Located, found: Found) -> None:
    """Tell of the required columns that a filled table lacks."""
    filled = any(row > located.heading_row for row, _ in located.sheet.cells)
    for column in located.tab.all_columns if filled else ():
        if column.required and column not in located.columns.values():
            at = located.heading_row or 1
            found.problems.append(_at(located.sheet, "workbook.column_missing", at, 1, meant=Said(column.heading)))


# ----- forms


def _find_lines(located: Located, names: Mapping[Position, str], found: Found) -> None:
    cells = located.sheet.cells
    labels = _label_columns(located, names)
    for at, known in labels.items():
        head = text_of(cells[at]) if at in cells else ""
        if known in located.lines.values():
            found.problems.append(_at(located.sheet, "workbook.heading_twice", *at))
        else:
            located.lines[at[0]] = known
            if _by_label(located.tab, head) != known:
                _tell_followed(located, at, head, known, found)
    located.labels = max((column for _, column in labels), default=1)
    located.answers = _answers(located)
    if not located.answers:
        found.problems.append(_at(located.sheet, "workbook.column_missing", 1, 1, meant=Said("workbook.answer")))


def _answers(located: Located) -> int:
    """Return the column of a form's answers: the one that is headed so; 0 when there is none."""
    words = {fold(say("workbook.answer", language)) for language in LANGUAGES}
    first = min(located.lines, default=0)
    heads = [at for at, cell in located.sheet.cells.items() if at[0] < first and fold(text_of(cell)) in words]
    return heads[0][1] if heads else 0


def _label_columns(located: Located, names: Mapping[Position, str]) -> dict[Position, Column]:
    """Return the labels of a form by their cell, by their words, then by their names: those of one column."""
    cells = located.sheet.cells
    by_word = {at: known for at, cell in sorted(cells.items()) if (known := _by_label(located.tab, text_of(cell)))}
    said = set(by_word.values())
    by_name = {at: known for at, name in names.items() if (known := _by_name(located.tab, name)) and known not in said}
    found = dict(sorted({**by_name, **by_word}.items()))
    columns = [column for _, column in found]
    most = max(set(columns), key=lambda each: (columns.count(each), -each), default=1)
    return {at: known for at, known in found.items() if at[1] == most}


def near_line(located: Located, label: str) -> Column | None:
    """Return the line of a form that a label is nearly, among those that the sheet lacks."""
    missing = [each for each in located.tab.columns if each not in located.lines.values()]
    labels = {_label(each, language): each for each in missing for language in LANGUAGES}
    meant = nearest(_heading(label), labels)
    return labels[meant] if meant else None


def place_of(located: Located, row: int, position: int, column: Column | None = None) -> Place:
    """Return where a cell stands, under its heading."""
    place = located.sheet.place(row, position)
    return Place(place.file, sheet=place.sheet, cell=place.cell, heading=column.heading if column else "")
