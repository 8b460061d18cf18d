"""One road for all methods on individuals: read, complete, code, weigh, decompose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evalkit.stats.factor.checks import Missing, Parts, as_counts, check_axes, refuse_holes, refuse_single
from evalkit.stats.factor.coding import Coding, Raw, coded, filled_by_mean, read
from evalkit.stats.factor.core import Array, Decomposition, Indicator, NDArrayBool, Table, decompose
from evalkit.stats.factor.impute import Imputation, completed

Metric = Callable[[Table, Array], Array]
"""From coded rows and their weights to the weights of the coded columns, shape (q,)."""


@dataclass(frozen=True)
class Fit:
    """An analysis before it is dressed in frames.

    Parameters
    ----------
    parts : Parts
    coding : Coding
    table : Table
        Coded active rows.
    metric : ndarray
        Shape (q,).
    found : Decomposition
    """

    parts: Parts
    coding: Coding
    table: Table
    metric: Array
    found: Decomposition

    @cached_property
    def weights(self) -> Array:
        """Weights of the rows, sum 1."""
        return self.parts.shares

    def means(self, levels: Indicator) -> tuple[Array, Array]:
        """Return the mean of the rows that have each level, shape (J, k), and the levels' shares, shape (J,)."""
        if levels is self.table.levels:
            return self._own_means
        return self._means(levels)

    @cached_property
    def _own_means(self) -> tuple[Array, Array]:
        assert self.table.levels is not None
        return self._means(self.table.levels)

    def _means(self, levels: Indicator) -> tuple[Array, Array]:
        shares = levels.shares(self.weights)
        return levels.sums(self.found.scores * self.weights[:, None]) / shares[:, None], shares

    @property
    def total(self) -> float:
        """Sum of the weights as they were given: the number of individuals where each weighs 1."""
        return float(self.parts.weights.sum())

    @property
    def individuals(self) -> float:
        """How many individuals tests count: the sum of the weights, or the rows where weights are shares."""
        return float(as_counts(self.parts.weights).sum())


def fit(
    parts: Parts, missing: Missing, imputed: Imputation | None, scaled: NDArrayBool, metric_of: Metric, axes: int
) -> Fit:
    """Decompose the active part of a table.

    Parameters
    ----------
    parts : Parts
    missing : str
    imputed : Imputation, optional
        How holes are filled where `missing` is ``"iterative"``.
    scaled : ndarray of bool
        Shape (p,): which numbers are standardised.
    metric_of : callable
    axes : int
    """
    check_axes(axes)
    axes, weights = int(axes), parts.shares
    raw = read(parts.active, missing)
    numbers, levels = _completed(parts, raw, missing, imputed, scaled, metric_of)
    coding, table = coded(parts.active, numbers, levels, raw, weights, scaled, missing)
    metric = metric_of(table, weights)
    found = decompose(table, weights, metric, axes, rank_of(table, weights, metric))
    return Fit(parts, coding, table, metric, found)


def rank_of(table: Table, weights: Array, metric: Array) -> int:
    """Return the number of axes a table can have: the levels of a column that are all active sum to 1."""
    tied = 0
    if table.levels is not None:
        active = metric[table.numbers.shape[1] :] > 0
        passive = np.bincount(table.levels.column_of[~active], minlength=len(table.levels.sizes))
        tied = int((passive == 0).sum())
    return min(int((metric > 0).sum()) - tied, int((weights > 0).sum()) - 1)


def _completed(
    parts: Parts, raw: Raw, missing: Missing, imputed: Imputation | None, scaled: NDArrayBool, metric_of: Metric
) -> tuple[Array, Indicator | None]:
    if raw.complete:
        return raw.numbers, raw.indicator(np.zeros(sum(map(len, raw.levels.values()))))
    refuse_single(raw.single)
    if missing == "iterative":
        return completed(raw, parts.shares, imputed or Imputation(), scaled, metric_of)
    if missing == "category":
        holes = parts.active[list(raw.number_names)].isna().sum()
        refuse_holes(holes, "a number cannot make a category of its own")
    return filled_by_mean(raw, parts.shares)
