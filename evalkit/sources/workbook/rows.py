"""The filled rows of a table: merged cells filled in, lines of totals left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.sources.grid import Position
from evalkit.sources.wording import fold
from evalkit.sources.workbook.cells import Reading, cell_text
from evalkit.sources.workbook.find import Located, place_of

TOTALS = re.compile(r"(sous[- ]|grand |sub-?)?tota(l|ux)\b|somme\b|sum\b")
"""How a line of totals starts, once folded."""


@dataclass(frozen=True)
class Row:
    """One filled row.

    Parameters
    ----------
    number : int
        Counted from 1.
    texts : dict of int to str
        What its known columns hold, by position.
    """

    number: int
    texts: dict[int, str]


def filled_rows(reading: Reading, located: Located) -> Iterator[Row]:
    """Yield the rows of a table that hold something; tell what was filled in or left out."""
    merged = _merged(reading, located)
    numbers = {row for row, column in located.sheet.cells if column in located.columns or column in located.ranked}
    for number in sorted(row for row in numbers | {row for row, _ in merged} if row > located.heading_row):
        texts = _texts(reading, located, number, merged)
        if not any(text.strip() for text in texts.values()):
            continue
        place = place_of(located, number, min(texts))
        if _says_total(texts) and _lacks(located, texts):
            reading.note(place, "workbook.total_row")
            continue
        if _says_total(texts):
            reading.note(place, "workbook.total_kept")
        yield Row(number, texts)


def _texts(reading: Reading, located: Located, number: int, merged: dict[Position, Position]) -> dict[int, str]:
    texts = {}
    for position, column in located.columns.items():
        row, at = merged.get((number, position), (number, position))
        if text := cell_text(reading, located, row, at, column):
            texts[position] = text
    for position in located.ranked:
        row, at = merged.get((number, position), (number, position))
        if text := cell_text(reading, located, row, at):
            texts[position] = text
    return texts


def _merged(reading: Reading, located: Located) -> dict[Position, Position]:
    """Return the first cell of each cell that is merged downwards; what runs sideways stays in one column."""
    found: dict[Position, Position] = {}
    for top, left, bottom, _ in located.sheet.merged:
        known = left in located.columns or left in located.ranked
        if known and top > located.heading_row and bottom > top and (top, left) in located.sheet.cells:
            found |= {(row, left): (top, left) for row in range(top + 1, bottom + 1)}
            reading.note(place_of(located, top, left, located.columns.get(left)), "workbook.merged", n=bottom - top)
    return found


def _says_total(texts: dict[int, str]) -> bool:
    return bool(TOTALS.match(fold(texts[min(texts)])))


def _lacks(located: Located, texts: dict[int, str]) -> bool:
    """Tell whether a row lacks what an entry of the table needs."""
    return any(column.required and not texts.get(position, "").strip() for position, column in located.columns.items())
