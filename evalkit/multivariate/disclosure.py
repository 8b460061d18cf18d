"""What is not told of rows that are persons: small classes, small levels, and what would give them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from evalkit.multivariate.table import StudyTable
from evalkit.stats.classes import Classes
from evalkit.stats.factor import ByClass, ByNumber

THRESHOLD = 5
"""Rows below which a class, a level or a crossing of both is not described."""

Level = tuple[str, str]
Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Withheld:
    """What is not described; nothing where rows may be shown by name.

    Parameters
    ----------
    classes : frozenset of int
        Classes below the threshold, and those whose description would give them away.
    levels : frozenset of (variable, level)
    lines : int
        Lines of the description of classes that are left out.
    """

    classes: frozenset[int] = frozenset()
    levels: frozenset[Level] = field(default_factory=frozenset)
    lines: int = 0


def withheld_levels(table: StudyTable, rows: pd.DataFrame) -> frozenset[Level]:
    """Return the levels that are too small to be told, with those from which they could be computed."""
    if table.identifiers:
        return frozenset()
    found: set[Level] = set()
    for each in table.variables:
        if each.kind == "qualitative":
            counts = rows[each.name].value_counts()
            sizes = {str(level): int(n) for level, n in counts.items() if n}
            found |= {(each.name, level) for level in too_small(sizes)}
    return frozenset(found)


def withheld_classes(table: StudyTable, classes: Classes) -> frozenset[int]:
    """Return the classes that are too small to be told, with those from which they could be computed."""
    if table.identifiers:
        return frozenset()
    sizes = {int(k): int(n) for k, n in classes.sizes["rows"].items()}  # type: ignore[call-overload]
    return frozenset(too_small(sizes))


def too_small(sizes: Mapping[Key, int]) -> set[Key]:
    """Return the keys below the threshold; together they are never a single one, nor fewer rows than the threshold.

    One alone could be computed as the whole less the others.
    """
    rising = sorted(sizes, key=lambda key: sizes[key])
    hidden = [key for key in rising if sizes[key] < THRESHOLD]
    while hidden and len(hidden) < len(rising) and (len(hidden) < 2 or sum(sizes[key] for key in hidden) < THRESHOLD):
        hidden.append(rising[len(hidden)])
    return set(hidden)


def told_of_axes(marks: ByNumber | None, levels: frozenset[Level]) -> ByNumber | None:
    """Return the description of axes without the levels withheld."""
    if marks is None or not levels:
        return marks
    left_out = [(name, level) in levels for _, name, level in marks.categories.index]
    return replace(marks, categories=marks.categories[~np.array(left_out, dtype=bool)])


def told_of_classes(
    by_class: ByClass, classes: Classes, rows: pd.DataFrame, levels: frozenset[Level], hidden: frozenset[int]
) -> tuple[ByClass, int]:
    """Return the description of classes without what is withheld, and how many lines that leaves out."""
    labels = classes.labels
    few = _few_known(by_class.numbers, rows, labels)
    numbers = by_class.numbers[~(by_class.numbers.index.get_level_values("class").isin(list(hidden)) | few)]
    keys = by_class.categories.index
    cells = set(_small_cells(by_class.categories, rows, labels))
    left_out = [key[0] in hidden or key[1:] in levels or key in cells for key in keys]
    categories = by_class.categories[~np.array(left_out, dtype=bool)]
    lines = len(by_class.numbers) - len(numbers) + len(by_class.categories) - len(categories)
    return replace(by_class, numbers=numbers, categories=categories), lines


def _few_known(numbers: pd.DataFrame, rows: pd.DataFrame, labels: pd.Series) -> np.ndarray:
    """Tell of each line whether too few rows of the class have a value."""
    names = [name for name in dict.fromkeys(numbers.index.get_level_values("variable")) if name in rows.columns]
    known = rows[names].notna().groupby(labels).sum()
    counts = [known.loc[k, name] if name in known.columns else THRESHOLD for k, name in numbers.index]
    return np.asarray(counts, dtype=np.int64) < THRESHOLD


def _small_cells(categories: pd.DataFrame, rows: pd.DataFrame, labels: pd.Series) -> list[tuple[int, str, str]]:
    """Return crossings of class and level below the threshold, with those from which they could be computed."""
    found = []
    for name in dict.fromkeys(categories.index.get_level_values("variable")):
        crossed = pd.crosstab(rows[name].astype(str), labels)
        hidden = complemented(crossed.to_numpy())
        found += [(int(crossed.columns[j]), name, crossed.index[i]) for i, j in np.argwhere(hidden)]
    return found


def complemented(counts: np.ndarray) -> np.ndarray:
    """Return which cells of a table of counts are hidden: those from 1 to 4, and others so that none stands alone.

    Where a line or a column would hide a single cell, the smallest other one is hidden too.
    """
    hidden = (counts > 0) & (counts < THRESHOLD)
    moved = True
    while moved:
        moved = False
        for view, cells in ((hidden, counts), (hidden.T, counts.T)):
            for line in np.flatnonzero(view.sum(axis=1) == 1):
                free = np.flatnonzero(~view[line])
                if free.size:
                    order = np.where(cells[line, free] > 0, cells[line, free], counts.max() + 1)
                    view[line, free[np.argmin(order)]] = True
                    moved = True
    return hidden
