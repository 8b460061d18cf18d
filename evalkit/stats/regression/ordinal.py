"""Proportional-odds logit by Newton's steps: its likelihood has one summit (McCullagh 1980), found to rounding.

statsmodels' `OrderedModel` gives the same figures by numerical derivatives, slower and some digits short.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from evalkit.stats.regression.families import Array
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.refusals import RegressionError

STEPS = 100


def fit_ordinal(outcome: Array, predictors: Array) -> Fitted:
    """Fit ``logit P(outcome <= j) = threshold_j - x'b``.

    Parameters
    ----------
    outcome : ndarray
        Shape (n,): level of each row, 0 to m - 1, none without rows.
    predictors : ndarray
        Shape (n, k), without intercept.

    Raises
    ------
    RegressionError
        When the steps do not settle.
    """
    levels = outcome.astype(int)
    shares = np.bincount(levels) / levels.size
    below = np.cumsum(shares)[:-1]
    parameters = np.concatenate([np.zeros(predictors.shape[1]), np.log(below / (1 - below))])
    null = float(np.sum(np.bincount(levels) * np.log(shares)))
    reached, scores, hessian = _state(parameters, levels, predictors)
    for _ in range(STEPS):
        step = np.linalg.solve(-hessian, scores.sum(axis=0))
        trial = _climb(parameters, step, reached, levels, predictors)
        moved = np.abs(trial - parameters).max()
        parameters = trial
        reached, scores, hessian = _state(parameters, levels, predictors)
        if moved < 1e-11 * (1 + np.abs(parameters).max()):
            break
    bread = np.asarray(np.linalg.inv(-hessian), dtype=np.float64)
    if (np.abs(bread @ scores.sum(axis=0)) > 1e-4 * np.sqrt(np.diag(bread))).any():
        raise RegressionError("not_settled", family="ordinal")
    seen = np.exp(_log_chances(parameters, levels, predictors)[0])
    return Fitted(parameters, bread, 1.0, scores, seen, None, reached, null)


def _climb(parameters: Array, step: Array, reached: float, levels: np.ndarray, predictors: Array) -> Array:
    """Halve the step until the likelihood does not fall and the thresholds stay in order."""
    k = predictors.shape[1]
    for halving in range(30):
        trial: Array = parameters + step / 2**halving
        if (np.diff(trial[k:]) > 0).all() and _log_chances(trial, levels, predictors)[0].sum() >= reached - 1e-9:
            return trial
    return parameters


def _log_chances(parameters: Array, levels: np.ndarray, predictors: Array) -> tuple[Array, Array, Array]:
    """Return the log-probability of what was seen, and the cumulative probabilities above and below it."""
    k = predictors.shape[1]
    edges = np.concatenate([[-np.inf], parameters[k:], [np.inf]])
    eta = predictors @ parameters[:k]
    upper, lower = expit(edges[levels + 1] - eta), expit(edges[levels] - eta)
    with np.errstate(divide="ignore"):
        return np.log(upper - lower), upper, lower


def _state(parameters: Array, levels: np.ndarray, predictors: Array) -> tuple[float, Array, Array]:
    """Return log-likelihood, scores (n, K) and second derivatives (K, K)."""
    n, k = predictors.shape
    thresholds = parameters.size - k
    logs, upper, lower = _log_chances(parameters, levels, predictors)
    chance = upper - lower
    up, down = upper * (1 - upper), lower * (1 - lower)
    above, under = np.zeros((n, parameters.size)), np.zeros((n, parameters.size))
    above[:, :k] = under[:, :k] = -predictors
    rows = np.arange(n)
    is_high, is_low = levels < thresholds, levels > 0
    above[rows[is_high], k + levels[is_high]] = 1
    under[rows[is_low], k + levels[is_low] - 1] = 1
    scores = (up / chance)[:, None] * above - (down / chance)[:, None] * under
    curve_up, curve_down = up * (1 - 2 * upper) / chance, down * (1 - 2 * lower) / chance
    hessian = (above * curve_up[:, None]).T @ above - (under * curve_down[:, None]).T @ under - scores.T @ scores
    return float(logs.sum()), scores, hessian
