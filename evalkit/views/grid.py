"""A table as the page shows it: its visible columns, and how wide each is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evalkit.views.blocks import Align, Column, Table

_MOST, _NUMBER, _PADDING = 90, 20, 3
"""Characters that a text or a number asks for at most, and the margins of a column."""

_LINE = 170
"""Characters asked for by all columns beyond which a table is set in small type."""


@dataclass(frozen=True)
class Grid:
    """What is shown of a table, with the width of each column in per cent; `dense` where it needs small type."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    dense: bool


def grid(table: Table) -> Grid:
    """Return the visible columns of a table, wide enough for their words, then in proportion to what they say."""
    places = [i for i, column in enumerate(table.columns) if column.shown]
    columns = tuple(table.columns[i] for i in places)
    rows = tuple(tuple(row[i] for i in places) for row in table.rows)
    asked = [_room(column.label, [row[i] for row in rows], column.align) for i, column in enumerate(columns)]
    whole = sum(asked)
    return Grid(columns, rows, tuple(round(100 * each / whole) for each in asked), len(columns) > 5 or whole > _LINE)


def _room(label: str, cells: list[str], align: Align) -> float:
    """Return how many characters a column asks for: its longest word, a number whole, a text by its quadratic mean.

    A quadratic mean, so that one long cell among short ones is not squeezed.
    """
    longest_word = max(len(word) for text in (label, *cells) for line in text.split("\n") for word in line.split(" "))
    lengths = [min(len(cell), _NUMBER if align == "number" else _MOST) for cell in cells] or [0]
    wanted = max(lengths) if align == "number" else math.sqrt(sum(each**2 for each in lengths) / len(lengths))
    return _PADDING + max(longest_word, wanted)
