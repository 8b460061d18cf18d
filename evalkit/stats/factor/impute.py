"""Regularised iterative imputation: missing values as the first axes tell them, until nothing moves.

Missing values start at the mean (numbers) and at the shares of the levels (categories). Then, again and again: centre,
scale and weigh the completed table, take its axes, rebuild the table from the first ones, each shrunk by what noise
adds to it, and put what was rebuilt where values were missing. J. Josse, F. Husson, *Journal of Statistical Software*
70 (2016), no. 1; J. Josse, M. Chavent, B. Liquet, F. Husson, *Journal of Classification* 29 (2012), p. 91-116, for
categories; V. Audigier, F. Husson, J. Josse, *Advances in Data Analysis and Classification* 10 (2016), p. 5-26, for
both. A category so imputed is a set of shares that sum to 1; shares may leave 0 to 1 a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evalkit.stats.factor.coding import Raw, filled_by_mean
from evalkit.stats.factor.core import Array, Decomposition, Indicator, NDArrayBool, Table, decompose, scipy_part

if TYPE_CHECKING:
    from evalkit.stats.factor.fitting import Metric

UNSETTLED = "the imputation does not settle; ask for fewer imputation axes, or more steps"


@dataclass(frozen=True)
class Imputation:
    """How holes are filled where ``missing="iterative"``.

    Parameters
    ----------
    axes : int
        How many axes rebuild the table.
    regularised : bool
        Whether the axes are shrunk; if not (plain EM), few rows or many holes are fitted too closely.
    tolerance : float
        With numbers, or counts: the imputation stands when no imputed value moves by more than this part of its
        column's scale.
    threshold : float
        With categories alone, missMDA's rule: it stands when the rebuilt table no longer moves by more than this, in
        squares summed over the levels and averaged over the individuals.
    steps : int
        Most steps; a table that has not settled by then is refused.

    Notes
    -----
    Shares of categories settle slowly: with the default, which is that of ``imputeMCA(threshold=1e-9)``, some may
    still be a few 1e-4 from where they would come to rest; with a threshold of 1e-20 they do.
    """

    axes: int = 2
    regularised: bool = True
    tolerance: float = 1e-10
    threshold: float = 1e-9
    steps: int = 20_000


def completed(
    raw: Raw, weights: Array, how: Imputation, scaled: NDArrayBool, metric_of: Metric
) -> tuple[Array, Indicator | None]:
    """Return numbers and categories with every hole filled.

    Parameters
    ----------
    raw : Raw
        Columns as read, with nan and -1 in the holes.
    weights : ndarray
        Shape (n,), sum 1.
    how : Imputation
    scaled : ndarray of bool
        Shape (p,): which numbers are standardised.
    metric_of : callable
        Weights of the coded columns, found again at each step.

    Raises
    ------
    ValueError
        When more axes are asked for than the table has, or the values do not settle.
    """
    numbers, levels = filled_by_mean(raw, weights)
    holes = np.hstack([np.isnan(raw.numbers), _holes(raw)])
    values = np.hstack([numbers, levels.matrix.toarray()]) if levels is not None else numbers.copy()
    p, sizes = numbers.shape[1], levels.sizes if levels is not None else ()
    before = values
    for _ in range(how.steps):
        rebuilt, scale = _rebuilt(values, p, sizes, weights, how, scaled, metric_of)
        if not p and weights @ ((rebuilt - before) ** 2).sum(axis=1) < how.threshold:
            return values[:, :0], _indicator(values, sizes)
        before, moved = rebuilt, np.abs((rebuilt - values) / scale)[holes].max()
        values[holes] = rebuilt[holes]
        if p and moved < how.tolerance:
            return values[:, :p], _indicator(values[:, p:], sizes)
    raise ValueError(UNSETTLED)


def _holes(raw: Raw) -> NDArrayBool:
    each = [np.repeat((raw.coded[name] < 0)[:, None], len(known), axis=1) for name, known in raw.levels.items()]
    return np.hstack([np.empty((len(raw.numbers), 0), dtype=bool), *each])


def _indicator(values: Array, sizes: tuple[int, ...]) -> Indicator | None:
    sparse = scipy_part("sparse")

    return Indicator(sizes, None, sparse.csr_array(values)) if sizes else None


def _rebuilt(
    values: Array,
    p: int,
    sizes: tuple[int, ...],
    weights: Array,
    how: Imputation,
    scaled: NDArrayBool,
    metric_of: Metric,
) -> tuple[Array, Array]:
    """Return the table as its first axes tell it, and the scale of its columns."""
    centre = weights @ values
    centred = values - centre
    scale = np.ones(values.shape[1])
    scale[:p] = np.where(scaled, np.sqrt(weights @ centred[:, :p] ** 2), 1.0)
    flat = centred / scale
    # The levels are written out already: the decomposition may take them as numbers.
    metric = metric_of(Table(flat[:, :p], _indicator(values[:, p:], sizes), centre[p:]), weights)
    rank = min(len(values) - 1, values.shape[1] - len(sizes))
    found = decompose(Table(flat, None, np.empty(0)), weights, metric, how.axes, rank)
    if how.axes >= rank:
        raise ValueError(f"at most {rank - 1} imputation axes can be used, not {how.axes}")
    shrunk = shrinkage(found, len(values), rank, bool(sizes)) if how.regularised else np.ones(found.kept.size)
    fitted = (found.scores * shrunk) @ (found.vectors / np.sqrt(metric)[:, None]).T
    spread = scale if not sizes else np.concatenate([scale[:p], np.ones(values.shape[1] - p)])
    return fitted * scale + centre, spread


def shrinkage(found: Decomposition, n: int, rank: int, categories: bool) -> Array:
    """Return what is left of each axis once the noise is taken out: (value - noise) / value, shape (k,).

    Notes
    -----
    Noise is the mean of the other eigenvalues; for numbers with n / (n - 1 - k) for the freedom that the means and the
    axes take. It is never above the first eigenvalue left out.
    """
    k = found.kept.size
    others = found.values[k:]
    noise = others.sum() / max(rank - k, 1)
    if not categories:
        noise *= n / max(n - 1 - k, 1)
    noise = min(noise, others[0] if others.size else 0.0)
    return np.asarray((found.kept - noise) / found.kept, dtype=np.float64)


def completed_counts(counts: Array, how: Imputation) -> Array:
    """Return a table of counts with every hole filled: as independence tells it (no axis), or regularised CA."""
    holes = np.isnan(counts)
    values = np.where(holes, np.nanmean(counts), counts)
    for _ in range(how.steps):
        rebuilt = _rebuilt_counts(values, how)
        moved = np.abs(rebuilt - values)[holes].max() / values.mean()
        values[holes] = rebuilt[holes]
        if moved < how.tolerance:
            return values
    raise ValueError(UNSETTLED)


def _rebuilt_counts(values: Array, how: Imputation) -> Array:
    total, rank = values.sum(), min(values.shape) - 1
    rows, columns = values.sum(axis=1) / total, values.sum(axis=0) / total
    expected = np.asarray(np.outer(rows, columns) * total, dtype=np.float64)
    if how.axes == 0:
        return expected
    if how.axes >= rank:
        raise ValueError(f"at most {rank - 1} imputation axes can be used, not {how.axes}")
    found = decompose(Table(values / expected - 1, None, np.empty(0)), rows, columns, how.axes, rank)
    shrunk = shrinkage(found, len(values), rank, True) if how.regularised else np.ones(found.kept.size)
    fitted = (found.scores * shrunk) @ (found.vectors / np.sqrt(columns)[:, None]).T
    return np.asarray(np.maximum((1 + fitted) * expected, 0.0), dtype=np.float64)
