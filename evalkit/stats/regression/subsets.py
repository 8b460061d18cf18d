"""R² of every subset of the predictors of a model, for the sample and its bootstrap samples at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from evalkit.stats.regression.families import Array
from evalkit.stats.regression.rows import Rows

TINY = 1e-10
"""A predictor with a smaller part of its variance of its own, in a bootstrap sample, adds nothing there."""
STEPS = 50


def linear_subsets(rows: Rows, groups: Sequence[Sequence[int]], samples: Array) -> Array:
    """Return R² of least squares for all subsets of groups of columns, from correlations alone.

    Parameters
    ----------
    rows : Rows
    groups : sequence of sequence of int
        Columns of the design.
    samples : ndarray
        Shape (S, n): how often each row counts.

    Returns
    -------
    ndarray
        Shape (2 ** groups, S); bit j of a row's number tells that group j is in.
    """
    columns = [column for group in groups for column in group]
    both = np.column_stack([rows.design.matrix[:, columns], rows.outcome])
    correlations = np.stack([_correlation(both, rows.weights * each) for each in samples])
    reached = np.empty((2 ** len(groups), len(samples)))
    _explore(correlations, [len(group) for group in groups], 0, 0, reached)
    return reached


def _correlation(both: Array, weights: Array) -> Array:
    shares = weights / weights.sum()
    centred = both - shares @ both
    covariance = (centred * shares[:, None]).T @ centred
    spread = np.sqrt(np.diag(covariance))
    spread[spread <= TINY] = np.inf
    correlation: Array = covariance / np.outer(spread, spread)
    return correlation


def _explore(left: Array, sizes: list[int], group: int, subset: int, reached: Array) -> None:
    """Take the next group in or leave it out: what is left of the outcome's variance at the end is 1 - R²."""
    if group == len(sizes):
        reached[subset] = 1 - left[:, 0, 0]
        return
    size = sizes[group]
    _explore(left[:, size:, size:], sizes, group + 1, subset, reached)
    _explore(_told(left, size), sizes, group + 1, subset | (1 << group), reached)


def _told(left: Array, size: int) -> Array:
    """Return the covariances of the others once the first columns are known (Schur complement)."""
    block, across = left[:, :size, :size], left[:, :size, size:]
    if size == 1:
        inverse = np.where(block > TINY, 1 / np.where(block > TINY, block, 1.0), 0.0)
    else:
        inverse = np.linalg.pinv(block, rcond=TINY, hermitian=True)
    rest: Array = left[:, size:, size:] - across.transpose(0, 2, 1) @ inverse @ across
    return rest


def logit_subsets(rows: Rows, groups: Sequence[Sequence[int]], samples: Array) -> Array:
    """Return McFadden's R² for all subsets of groups of columns, each fitted anew; see `linear_subsets`."""
    reached = np.zeros((2 ** len(groups), len(samples)))
    for subset in range(2 ** len(groups)):
        columns = [0, *(c for j, group in enumerate(groups) if subset >> j & 1 for c in group)]
        matrix = rows.design.matrix[:, columns]
        for s, counts in enumerate(samples):
            reached[subset, s] = _likelihood(matrix, rows.outcome, rows.weights * counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - reached / reached[0], dtype=np.float64)


def _likelihood(matrix: Array, outcome: Array, weights: Array) -> float:
    """Return the highest log-likelihood; a sample whose coefficients run away is followed as far as it matters."""
    sign = 2 * outcome - 1
    parameters, step, reached = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1]), -np.inf
    for _ in range(STEPS):
        eta = matrix @ parameters
        value = float(-np.sum(weights * np.logaddexp(0.0, -sign * eta)))
        if value < reached:
            # Newton went too far.
            step = step / 2
            parameters = parameters - step
            continue
        if value - reached < 1e-10 * (1 + abs(value)):
            return value
        reached, chance = value, expit(eta)
        information = (matrix * (weights * chance * (1 - chance))[:, None]).T @ matrix
        step = np.linalg.lstsq(information, matrix.T @ (weights * (outcome - chance)), rcond=TINY)[0]
        parameters = parameters + step
    return reached
