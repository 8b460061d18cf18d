"""What marks axes and classes, active and supplementary columns each corrected among themselves."""

from __future__ import annotations

import pandas as pd

from evalkit.multivariate.table import StudyTable
from evalkit.stats.classes import Classes
from evalkit.stats.factor import ByClass, ByNumber, Ca, Factors, describe_axes, describe_by, describe_counts

CLASS = "class"


def describe_all_axes(table: StudyTable, result: Factors | Ca, frame: pd.DataFrame) -> ByNumber | None:
    """Describe the axes by all columns; None for counts, whose columns are points themselves.

    The tests of active columns describe only: they made the axes. So that their small p-values do not make those of
    supplementary columns look better, each set is corrected by itself.
    """
    if isinstance(result, Ca):
        return None
    parts = [describe_axes(result, frame[list(names)]) for names in _sets(table)]
    return ByNumber(
        *(_joined([getattr(each, name) for each in parts]) for name in ("numbers", "factors", "categories"))
    )


def describe_classes(table: StudyTable, result: Factors | Ca, frame: pd.DataFrame, classes: Classes) -> ByClass:
    """Describe the classes by all columns; those of counts by the share of each column among a row's counts."""
    if isinstance(result, Ca):
        return _by_counts(table, result, frame, classes)
    weights = result.individuals.weight
    parts = [_described(frame[list(names)], classes, weights) for names in _sets(table)]
    return _together(parts)


def _sets(table: StudyTable) -> list[tuple[str, ...]]:
    return [names for role in ("active", "supplementary") if (names := table.named(role))]


def _described(columns: pd.DataFrame, classes: Classes, weights: pd.Series) -> ByClass:
    rows = columns.loc[classes.labels.index]
    numbers = classes.labels.astype("category").rename(CLASS)
    free = CLASS
    while free in rows.columns:
        free += "_"
    found = describe_by(rows.assign(**{free: numbers}), free, row_weights=weights)
    assert isinstance(found, ByClass)
    return found


def _together(parts: list[ByClass]) -> ByClass:
    names = ("factors", "variables", "categories", "numbers")
    return ByClass(*(_numbered(_joined([getattr(each, name) for each in parts])) for name in names))


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put tables under each other; the first index level (axis, class) stays together."""
    full = [each for each in parts if len(each)] or parts[:1]
    both = pd.concat(full)
    return both.sort_index(level=0, sort_remaining=False, kind="stable") if both.index.nlevels > 1 else both


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose classes are numbers again."""
    if table.index.names[0] != CLASS:
        return table
    index = table.index.to_frame(index=False)
    index[CLASS] = index[CLASS].astype(int)
    return table.set_axis(pd.MultiIndex.from_frame(index)).sort_index(level=0, sort_remaining=False, kind="stable")


def _by_counts(table: StudyTable, result: Ca, frame: pd.DataFrame, classes: Classes) -> ByClass:
    """Return the shares of columns by class; v-tests and p-values are those of the counts themselves."""
    names = list(result.columns.coord.index)
    counts = frame.loc[classes.labels.index, names].fillna(0)
    profiles = counts.div(counts.sum(axis=1), axis=0) * 100
    masses = result.rows.weight * len(counts)
    shares = _described(profiles, classes, masses)
    tested = describe_counts(counts.groupby(classes.labels).sum()).rename_axis(index=[CLASS, "variable"])
    numbers = _numbered(shares.numbers)
    columns = ["v_test", "n", "p_value", "p_adjusted", "significant"]
    numbers[columns] = tested.loc[numbers.index, columns]
    order = numbers.sort_values("v_test", ascending=False, kind="stable").sort_index(
        level=0, sort_remaining=False, kind="stable"
    )
    levels = list(table.named("supplementary", "qualitative"))
    if not levels:
        return ByClass(shares.factors, shares.variables, shares.categories, order)
    others = _together([_described(frame[levels], classes, masses)])
    return ByClass(others.factors, shares.variables, others.categories, order)
