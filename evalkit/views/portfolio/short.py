"""What the page shows of a long table: its sums, its first rows, or where it stands; its CSV holds all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from evalkit.texts import Language, said
from evalkit.views.blocks import Block, Table
from evalkit.views.portfolio.build import prose

MOST_ROWS = 30
"""Rows of a table that the page shows in full."""
_WHOLE = {"partnerships", "comparable_summary", "not_comparable"}
"""Shown in full, however long: who is in the portfolio, and what compares."""
_FIRST = {"missing": 10}
"""Sorted from the most to the least common, so that the first rows are those that matter."""


def in_short(blocks: Iterable[Block], language: Language) -> tuple[Block, ...]:
    """Return blocks with their long tables shortened."""
    return tuple(_short(each, language) if isinstance(each, Table) else each for each in blocks)


def _short(table: Table, language: Language) -> Block:
    if len(table.rows) <= MOST_ROWS or table.name in _WHOLE:
        return table
    kept = _kept(table)
    if not kept:
        return prose(language, "in_file", caption=table.caption, n=len(table.rows), file=f"{table.name}.csv")
    more = said("portfolio.prose.shortened", language, n=len(table.rows), shown=len(kept), file=f"{table.name}.csv")
    return replace(
        table,
        rows=tuple(table.rows[i] for i in kept),
        values=tuple(table.values[i] for i in kept),
        notes=(*table.notes, more),
    )


def _kept(table: Table) -> list[int]:
    """Return the rows that stay: sums, or the first of those that are in order of importance."""
    if table.name in _FIRST:
        return list(range(_FIRST[table.name]))
    return [i for i, row in enumerate(table.values) if row and row[0] == "sum"]
