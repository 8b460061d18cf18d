"""The rows of a study: their names, their weights, those that make the axes, and whether they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalkit.errors import nearest, problem
from evalkit.multivariate.reading.columns import Column
from evalkit.multivariate.reading.desk import MOST_NAMES, Desk
from evalkit.multivariate.reading.variables import check_cells
from evalkit.multivariate.refusals import LEAST_CROSSED, LEAST_ROWS
from evalkit.multivariate.table import Variable
from evalkit.sources.shown import short
from evalkit.sources.survey.words import TOTALS
from evalkit.sources.wording import fold

if TYPE_CHECKING:
    import pandas as pd


_OF_TABLE = ("",)
"""A path that no roles have: the place is the table."""


@dataclass(frozen=True)
class Rows:
    """The rows of a table: their names, their weights, and those set aside."""

    names: tuple[str, ...]
    weights: pd.Series | None
    supplementary: tuple[str, ...]

    @property
    def active(self) -> tuple[int, ...]:
        """The rows of the table that make the axes."""
        aside = set(self.supplementary)
        return tuple(row for row, name in enumerate(self.names) if name not in aside)


def rows_of(desk: Desk, identifier: Column | None) -> Rows:
    """Return the rows, named by a column or by their number."""
    names = tuple(str(row + 1) for row in range(desk.table.rows))
    if identifier is not None:
        _check_names(desk, identifier)
        names = tuple(text or "" for text in identifier.texts)
    rows = Rows(names, _weights(desk), _supplementary(desk, names))
    least = LEAST_CROSSED if desk.roles.method == "ca" else LEAST_ROWS
    if len(rows.active) < least:
        path = ("supplementary_rows",) if rows.supplementary else _OF_TABLE
        desk.add(path, "study.few_rows", n=len(rows.active), least=least)
    return rows


def _check_names(desk: Desk, identifier: Column) -> None:
    empty = [row for row, text in enumerate(identifier.texts) if text is None]
    if empty:
        desk.problems.append(desk.at(identifier, empty[0], "study.no_name", n=len(empty)))
    counts = Counter(text for text in identifier.texts if text is not None)
    seen: set[str] = set()
    again: dict[str, int] = {}
    for row, text in enumerate(identifier.texts):
        if text in seen:
            again.setdefault(text, row)
        seen |= {text} if text else set()
    for text, row in list(again.items())[:MOST_NAMES]:
        desk.problems.append(desk.at(identifier, row, "study.name_twice", found=short(text), n=counts[text]))
    if len(again) > MOST_NAMES:
        more = list(again.values())[MOST_NAMES:]
        desk.problems.append(desk.at(identifier, more[0], "study.names_twice", n=len(more)))
    for row, text in enumerate(identifier.texts):
        if text and TOTALS.fullmatch(fold(text)):
            desk.problems.append(desk.at(identifier, row, "study.total_inside", found=short(text)))


def _weights(desk: Desk) -> pd.Series | None:
    raw = desk.named(desk.roles.weights, ("weights",))
    if raw is None:
        return None
    column = desk.reader.read(raw, "quantitative")
    strange = column.unreadable or {}
    if column.useless in ("dates", "units"):
        desk.problems.append(problem(raw.place, short(raw.heading), f"study.useless.{column.useless}"))
        return None
    if strange:
        desk.add(("weights",), "study.weights_not_numbers", found=short(column.name), cells=desk.cells(column, strange))
        return None
    check_cells(desk, column)
    bad = [row for row, each in enumerate(column.numbers) if row not in raw.faults and not (each or 0) > 0]
    if bad:
        desk.problems.append(desk.at(column, bad[0], "study.weights", n=len(bad)))
    return column.series()


def _supplementary(desk: Desk, names: Sequence[str]) -> tuple[str, ...]:
    known = {fold(each): each for each in names}
    there, asked = set(names), desk.roles.supplementary_rows
    for i, name in enumerate(asked):
        if name in there:
            continue
        meant = nearest(fold(name)[:200], known)
        path = ("supplementary_rows", i)
        if meant:
            desk.add(path, "study.no_row_near", found=short(name), meant=short(known[meant]))
        else:
            desk.add(path, "study.no_row", found=short(name))
    return tuple(each for each in names if each in set(asked))


def check_holes(desk: Desk, variables: Sequence[Variable], rows: Rows) -> None:
    """Refuse missing values of active rows, with their count by column, unless the roles say what becomes of them."""
    if desk.roles.missing in ("mean", "iterative"):
        _check_blank(desk, variables, rows)
    if desk.roles.missing != "refuse":
        return
    columns = [desk.column(desk.headings[each.name]) for each in variables]
    holes = {each.name: _holes(each, rows.active) for each in columns if _has_values(each)}
    found = tuple(f"{short(name)} ({n})" for name, n in holes.items() if n)
    if found:
        desk.add(("missing",), "study.missing", n=len(found), found=found)


def _check_blank(desk: Desk, variables: Sequence[Variable], rows: Rows) -> None:
    """Refuse rows without any active value: they would be made up altogether."""
    active = [desk.column(desk.headings[each.name]) for each in variables if each.role == "active"]
    blank = [row for row in rows.active if active and all(each.values[row] is None for each in active)]
    if blank:
        desk.problems.append(desk.at(active[0], blank[0], "study.blank_rows", n=len(blank)))


def _holes(column: Column, rows: Sequence[int]) -> int:
    """Count the cells that hold nothing; those at fault are told by themselves."""
    return sum(column.values[row] is None and row not in column.raw.faults for row in rows)


def _has_values(column: Column) -> bool:
    """Tell whether the holes of a column are all that is wrong with it."""
    return column.useless != "empty" and not column.unreadable
