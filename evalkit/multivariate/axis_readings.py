"""What each axis opposes: the columns, levels and rows that make its two ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import pandas as pd

from evalkit.multivariate.disclosure import Level
from evalkit.multivariate.fitting import Fit, points_of
from evalkit.multivariate.frames import figure, rows_of
from evalkit.multivariate.selections import AxisMark, AxisReading, AxisRow, AxisSide
from evalkit.multivariate.table import StudyTable
from evalkit.stats.factor import ByNumber, Ca, Cloud, Factors

SHOWN_OF_NUMBERS, SHOWN_OF_LEVELS = 0.25, 0.05
"""Least cos² with an axis for a column of numbers (a correlation of 0.5) and for a level to be read on it.

Levels are far from the centre in many directions: their cos² are small by nature.
"""
LINKED = 0.3
"""Least correlation, or difference of means in standard deviations of the axis, of what is supplementary."""
ROWS, ROW_SHOWN = 3, 0.3
"""Rows named at each end, and the least cos² they need there."""


def read_axes(table: StudyTable, fit: Fit, marks: ByNumber | None, levels: frozenset[Level]) -> tuple[AxisReading, ...]:
    """Return the reading of each axis kept; `levels` are not told."""
    return tuple(_reading(table, fit, marks, levels, axis) for axis in range(1, fit.axes + 1))


def _reading(table: StudyTable, fit: Fit, marks: ByNumber | None, levels: frozenset[Level], axis: int) -> AxisReading:
    active = _sorted(_active(fit.result, axis))
    average = 100 / max(len(active), 1)
    made = [each for each in active if (each.contrib or 0) > average and _is_shown(each, fit.result)]
    told = [each for each in made if (each.variable, each.level) not in levels]
    aside = [
        each for each in _supplementary(fit.result, table, marks, axis) if (each.variable, each.level) not in levels
    ]
    rows = list(_rows(fit, axis)) if table.identifiers else []
    sides = [_side(told, aside, rows, sign) for sign in (-1, 1)]
    percentage = figure(fit.choice.table, axis, "percentage")
    return AxisReading(axis, percentage, axis <= fit.choice.suggested, sides[0], sides[1])


def _side(made: Iterable[AxisMark], aside: Iterable[AxisMark], rows: Iterable[AxisRow], sign: int) -> AxisSide:
    here = [tuple(each for each in all_ if each.coord * sign > 0) for all_ in (made, aside, rows)]
    return AxisSide(here[0], here[1], here[2][:ROWS])  # type: ignore[arg-type]


def _sorted(marks: Iterable[AxisMark]) -> list[AxisMark]:
    return sorted(marks, key=lambda each: -(each.contrib or 0))


def _is_shown(mark: AxisMark, result: Factors | Ca) -> bool:
    return mark.cos2 >= (SHOWN_OF_NUMBERS if mark.correlation is not None else SHOWN_OF_LEVELS)


def _active(result: Factors | Ca, axis: int) -> Iterator[AxisMark]:
    clouds = [result.columns] if isinstance(result, Ca) else [result.variables, result.categories]
    for cloud in clouds:
        if cloud is not None:
            yield from marks_of(cloud, axis)


def marks_of(cloud: Cloud, axis: int) -> Iterator[AxisMark]:
    """Give every variable or level of a cloud on an axis."""
    for point in cloud.coord.index:
        name, level = point if isinstance(point, tuple) else (str(point), "")
        figures = {
            part: figure(frame, point, axis)
            for part in ("coord", "cos2", "contrib", "correlation", "v_test")
            if (frame := getattr(cloud, part)) is not None
        }
        yield AxisMark(variable=name, level=level, **figures)


def _supplementary(result: Factors | Ca, table: StudyTable, marks: ByNumber | None, axis: int) -> list[AxisMark]:
    """Return what is supplementary and linked to the axis beyond chance, the most linked first."""
    if isinstance(result, Ca):
        columns = [] if result.supplementary_columns is None else list(marks_of(result.supplementary_columns, axis))
        return [each for each in columns if each.cos2 >= SHOWN_OF_NUMBERS]
    aside = set(table.named("supplementary"))
    found: list[tuple[float, AxisMark]] = []
    if marks is None or not aside:
        return []
    numbers = _on(marks.numbers, axis)
    for name, row in rows_of(numbers[numbers.index.isin(aside)]):
        r = float(row["correlation"])
        if row["significant"] and abs(r) >= LINKED:
            mark = AxisMark(str(name), "", r, r**2, correlation=r, p_adjusted=float(row["p_adjusted"]))
            found.append((abs(r), mark))
    found += _levels(_on(marks.categories, axis), result, aside, axis)
    return [mark for _, mark in sorted(found, key=lambda each: -each[0])]


def _on(table: pd.DataFrame, axis: int) -> pd.DataFrame:
    there = axis in table.index.get_level_values("axis")
    found: Any = table.xs(axis, level="axis") if there else table.droplevel("axis").iloc[:0]
    return cast(pd.DataFrame, found)


def _levels(table: pd.DataFrame, result: Factors, aside: set[str], axis: int) -> Iterator[tuple[float, AxisMark]]:
    cloud = result.supplementary_categories
    for (name, level), row in rows_of(table):
        far = float(row["difference"])
        if cloud is None or name not in aside or (name, level) not in cloud.coord.index:
            continue
        if row["significant"] and abs(far) >= LINKED:
            figures = {part: figure(getattr(cloud, part), (name, level), axis) for part in ("coord", "cos2", "v_test")}
            yield abs(far), AxisMark(name, level, p_adjusted=float(row["p_adjusted"]), **figures)


def _rows(fit: Fit, axis: int) -> Iterator[AxisRow]:
    """Give the rows that make the ends of an axis and are well shown on it, the largest contribution first."""
    points = points_of(fit.result)
    assert points.contrib is not None
    parts = {"coord": points.coord[axis], "contrib": points.contrib[axis], "cos2": points.cos2[axis]}
    found = pd.DataFrame(parts).sort_values("contrib", ascending=False, kind="stable")
    kept = found[(found["contrib"] > 100 / len(found)) & (found["cos2"] >= ROW_SHOWN)]
    ends = pd.concat([kept[kept["coord"] < 0].head(ROWS), kept[kept["coord"] > 0].head(ROWS)])
    for name, row in rows_of(ends):
        yield AxisRow(str(name), float(row["coord"]), float(row["contrib"]), float(row["cos2"]))
