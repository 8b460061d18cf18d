"""Whether maximum likelihood has an answer at all, told before any fit (Konis 2007).

When a sum of predictors never contradicts the outcome (all rows above a bound succeeded, say), the likelihood rises
for ever along it: its coefficients are infinite, and what a program prints for them is where it stopped. A linear
programme finds such a sum, or shows that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import linprog

from evalkit.stats.regression.families import BINARY, COUNTED, Array, Family
from evalkit.stats.regression.refusals import SeparationError

SLACK = 1e-5
"""A row is set apart when its sum is beyond this, the predictors being of size 1."""


def check_separation(family: Family, outcome: Array, matrix: Array, names: Sequence[str]) -> None:
    """Refuse an outcome that some predictors tell without fault.

    Raises
    ------
    SeparationError
        With the columns of the design whose coefficients are infinite.
    """
    matrix = matrix.copy()
    # With an intercept (or bounds) this changes no answer, and years or euros become as plain as any number.
    matrix[:, 1:] -= matrix[:, 1:].mean(axis=0)
    if family in BINARY:
        found = _direction(np.where(outcome > 0, 1.0, -1.0)[:, None] * matrix)
    elif family in COUNTED:
        found = _direction_of_counts(outcome, matrix)
    elif family == "ordinal":
        found = _direction(_stacked(outcome, matrix))[: matrix.shape[1]]
    else:
        return
    size = np.abs(matrix).max(axis=0)
    guilty = [name for name, one, scale in zip(names, found, size, strict=True) if abs(one) * scale > SLACK]
    if named := [name for name in guilty if name != "Intercept"] or guilty:
        raise SeparationError("separation", names=named)


def _direction(signed: Array) -> Array:
    """Return a direction along which no row falls and some rise, or zeros: shape (k,)."""
    distinct = np.unique(signed, axis=0)
    size = np.abs(distinct).max(axis=0)
    scaled = distinct / np.where(size > 0, size, 1.0)
    solved = linprog(  # type: ignore[no-untyped-call]
        -scaled.sum(axis=0), A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=(-1, 1), method="highs"
    )
    if solved.x is None or (scaled @ solved.x).max() < SLACK:
        return np.zeros(signed.shape[1])
    return np.asarray(solved.x / np.where(size > 0, size, 1.0), dtype=np.float64)


def _direction_of_counts(outcome: Array, matrix: Array) -> Array:
    """Return a direction that is 0 on all rows that count something and never above 0 on the others, or zeros."""
    # The triangle has the null space of the whole, whatever the number of rows.
    free = null_space(np.asarray(np.linalg.qr(matrix[outcome > 0] / np.abs(matrix).max(axis=0), mode="r")))
    if not free.shape[1]:
        return np.zeros(matrix.shape[1])
    scaled = free / np.abs(matrix).max(axis=0)[:, None]
    return np.asarray(scaled @ _direction(-matrix[outcome == 0] @ scaled), dtype=np.float64)


def _stacked(outcome: Array, matrix: Array) -> Array:
    """Return the binary questions "above level j?" of an ordered outcome one over the other, each with its bound."""
    predictors = matrix.copy()
    predictors[:, 0] = 0.0
    bounds = int(outcome.max())
    parts = []
    for bound in range(bounds):
        own = np.zeros((len(matrix), bounds))
        own[:, bound] = 1.0
        sign = np.where(outcome > bound, 1.0, -1.0)[:, None]
        parts.append(sign * np.column_stack([predictors, own]))
    return np.concatenate(parts)
