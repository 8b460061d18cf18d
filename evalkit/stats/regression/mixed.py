"""Linear model with a random intercept per group: one variance ratio to find, the rest is least squares.

The likelihood is profiled on ``ratio = between variance / within variance`` (Bates et al. 2015, J. Stat. Softw. 67(1),
sections 3.2 to 3.4) and costs O(n) for each ratio tried. statsmodels' `MixedLM` gives the same
figures three digits short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from evalkit.stats.regression.families import Array
from evalkit.stats.regression.fitted import Fitted

HIGHEST_RATIO = 1e10


@dataclass(frozen=True)
class _Solved:
    """Generalised least squares at one variance ratio."""

    coefficients: Array
    cross: Array
    within: float
    log_likelihood: float


def fit_mixed(outcome: Array, matrix: Array, groups: np.ndarray) -> Fitted:
    """Fit by restricted maximum likelihood; the log-likelihood told is the full one, maximised anew (for AIC, BIC).

    Parameters
    ----------
    outcome : ndarray
        Shape (n,).
    matrix : ndarray
        Shape (n, k), with the intercept.
    groups : ndarray
        Shape (n,): 0 to G - 1.
    """
    sums = _Sums(outcome, matrix, groups)
    best = sums.at(ratio := sums.best_ratio(restricted=True), restricted=True)
    full = sums.at(sums.best_ratio(restricted=False), restricted=False)
    null = _Sums(outcome, matrix[:, :1], groups)
    return Fitted(
        parameters=best.coefficients,
        bread=np.asarray(np.linalg.inv(best.cross), dtype=np.float64),
        scale=best.within,
        scores=None,
        mean=matrix @ best.coefficients,
        hat=None,
        log_likelihood=full.log_likelihood,
        null_log_likelihood=null.at(null.best_ratio(restricted=False), restricted=False).log_likelihood,
        extra={
            "between": ratio * best.within,
            "within": best.within,
            "sigma": float(np.sqrt(best.within)),
            "restricted_log_likelihood": best.log_likelihood,
        },
    )


class _Sums:
    """Cross-products of the rows and of the group means, taken once."""

    def __init__(self, outcome: Array, matrix: Array, groups: np.ndarray) -> None:
        both = np.column_stack([matrix, outcome])
        self.n, self.k = matrix.shape
        self.sizes = np.bincount(groups).astype(np.float64)
        self.totals = np.zeros((self.sizes.size, self.k + 1))
        np.add.at(self.totals, groups, both)
        centred = both - (self.totals / self.sizes[:, None])[groups]
        self.inside = centred.T @ centred

    def at(self, ratio: float, restricted: bool) -> _Solved:
        """Solve at a ratio: group means count with weight ``size / (1 + ratio * size)``."""
        shrunk = self.totals / np.sqrt(self.sizes * (1 + ratio * self.sizes))[:, None]
        products = self.inside + shrunk.T @ shrunk
        cross, k = products[:-1, :-1], self.k
        coefficients = np.linalg.solve(cross, products[:-1, -1])
        misfit = products[-1, -1] - coefficients @ products[:-1, -1]
        free = self.n - k if restricted else self.n
        within = float(misfit / free)
        value = free * (np.log(2 * np.pi * within) + 1) + np.log1p(ratio * self.sizes).sum()
        if restricted:
            value += np.linalg.slogdet(cross)[1]
        return _Solved(coefficients, cross, within, float(-0.5 * value))

    def best_ratio(self, restricted: bool) -> float:
        """Return the ratio of highest likelihood, 0 when it only falls from there."""
        if self._slope(0.0, restricted) >= 0:
            return 0.0
        top = 1.0
        while self._slope(top, restricted) < 0 and top < HIGHEST_RATIO:
            top *= 10
        found = brentq(self._slope, 0.0, top, args=(restricted,), xtol=1e-14, rtol=1e-14)  # type: ignore[no-untyped-call]
        return float(found)

    def _slope(self, ratio: float, restricted: bool) -> float:
        """Return the derivative of minus twice the profiled log-likelihood."""
        solved = self.at(ratio, restricted)
        grown = 1 + ratio * self.sizes
        predictors = self.totals[:, :-1]
        left = self.totals[:, -1] - predictors @ solved.coefficients
        slope = np.sum(self.sizes / grown) - np.sum(left**2 / grown**2) / solved.within
        if restricted:
            spent = np.einsum("gi,ij,gj->g", predictors, np.linalg.inv(solved.cross), predictors)
            slope -= np.sum(spent / grown**2)
        return float(slope)
