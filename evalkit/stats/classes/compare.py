"""How far two partitions agree, and who goes from which class to which."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.classes.cloud import Array, Whole


def adjusted_rand(first: ArrayLike, second: ArrayLike) -> float:
    """Return the adjusted Rand index of two partitions of the same rows.

    Parameters
    ----------
    first, second : array-like
        Shape (n,): labels of any kind, in the same order of rows.

    Returns
    -------
    float
        1 where they are the same, about 0 where they agree by chance only (Hubert and Arabie 1985, *J. Classif.* 2,
        193-218).

    Raises
    ------
    ValueError
        When they are not of the same length, or empty.
    """
    crossed = crossing(_codes(first), _codes(second)).astype(np.float64)
    together, rows, columns = _pairs(crossed), _pairs(crossed.sum(axis=1)), _pairs(crossed.sum(axis=0))
    by_chance = rows * columns / max(_pairs(crossed.sum(keepdims=True)), 1)
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else float((together - by_chance) / (most - by_chance))


def jaccard(first: Whole, second: Whole, classes: int) -> Array:
    """Return for each class of the first partition the largest Jaccard index with a class of the second.

    Parameters
    ----------
    first, second : ndarray
        Shape (n,): labels from 0.
    classes : int
        Classes of the first partition; nan for one that has no row here.
    """
    crossed = crossing(first, second, classes)
    unions = crossed.sum(axis=1)[:, None] + crossed.sum(axis=0)[None] - crossed
    found = (crossed / np.maximum(unions, 1)).max(axis=1)
    return np.where(crossed.sum(axis=1) > 0, found, np.nan)


def crossing(first: Whole, second: Whole, classes: int = 0) -> Whole:
    """Return how many rows are in each class of one and the other: labels from 0, at least `classes` lines."""
    if len(first) != len(second) or len(first) == 0:
        raise ValueError(f"two partitions of the same rows are compared, not one of {len(first)} and {len(second)}")
    lines, columns = max(classes, int(first.max()) + 1), int(second.max()) + 1
    counts = np.bincount(first * columns + second, minlength=lines * columns)
    return np.asarray(counts.reshape(lines, columns), dtype=np.int64)


def transitions(before: pd.Series[int], after: pd.Series[int], weights: pd.Series[float] | None = None) -> pd.DataFrame:
    """Return how many rows go from each class to each: the same rows at two dates, or two partitions of them.

    Parameters
    ----------
    before, after : Series
        Class by name of row; only names that both have count.
    weights : Series, optional
        Weight by name: the table sums weights in place of rows.

    Returns
    -------
    DataFrame
        Index ``before``, columns ``after``.

    Raises
    ------
    ValueError
        When a name stands twice, no name is in both, or a weight is missing.
    """
    for labels in (before, after):
        if not labels.index.is_unique:
            raise ValueError("a name of a row stands twice in the classes to compare")
    names = before.index.intersection(after.index)
    if not len(names):
        raise ValueError("the classes to compare have no row in common")
    loads = np.ones(len(names)) if weights is None else weights.reindex(names).to_numpy(dtype=np.float64)
    if not np.isfinite(loads).all():
        raise ValueError("some rows to compare have no weight")
    both = pd.DataFrame({"before": before.loc[names].to_numpy(), "after": after.loc[names].to_numpy(), "load": loads})
    table = both.pivot_table(index="before", columns="after", values="load", aggfunc="sum", fill_value=0)
    return table if weights is not None else table.astype("int64")


def _codes(labels: ArrayLike) -> Whole:
    return np.unique(np.asarray(labels), return_inverse=True)[1].reshape(-1).astype(np.int64)


def _pairs(counts: Array) -> float:
    return float((counts * (counts - 1) / 2).sum())
