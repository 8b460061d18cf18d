"""Checks of one family each: binary outcomes, counts, ordered levels, groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from evalkit.stats.regression.engine import fit_generalised, fit_least_squares
from evalkit.stats.regression.families import Array
from evalkit.stats.regression.inference import chi2_tail
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression
from evalkit.stats.regression.separation import check_separation

Outcome = Literal["passed", "failed", "informational"]
GROUPS = 10
LEVEL = 0.05


@dataclass(frozen=True)
class Check:
    """One check of a model.

    Parameters
    ----------
    name : str
        Key under ``regression.checks`` of the texts.
    outcome : {"passed", "failed", "informational"}
        ``informational``: to be known, no fault in itself.
    statistic, p : float
        nan where there is none.
    values : tuple of (str, object)
        What else the sentence tells.
    """

    name: str
    outcome: Outcome
    statistic: float
    p: float
    values: tuple[tuple[str, object], ...] = ()


def check(name: str, outcome: Outcome, statistic: float, p: float = np.nan, /, **values: object) -> Check:
    """Put a check together."""
    return Check(name, outcome, float(statistic), p, tuple(values.items()))


def calibration(model: Regression) -> Iterator[Check]:
    """Compare predicted and observed numbers in ten groups of rising chance (Hosmer and Lemeshow 1980)."""
    chance, outcome = model.fitted.mean, model.rows.outcome
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, GROUPS + 1)))
    if edges.size < 4:
        return
    group = np.clip(np.searchsorted(edges, chance, side="left") - 1, 0, edges.size - 2)
    size, expected, seen = (np.bincount(group, weights=each) for each in (np.ones_like(chance), chance, outcome))
    statistic = np.sum((seen - expected) ** 2 / expected + (seen - expected) ** 2 / (size - expected))
    p = chi2_tail(statistic, edges.size - 3)
    yield check("calibration", "passed" if p >= LEVEL else "failed", statistic, p)


def discrimination(model: Regression) -> Check:
    """Return the chance that a row that succeeded was given a higher probability than one that did not (AUC)."""
    ranks = stats.rankdata(model.fitted.mean)
    ones = model.rows.outcome == 1
    count, others = int(ones.sum()), int((~ones).sum())
    area = (ranks[ones].sum() - count * (count + 1) / 2) / (count * others)
    return check("discrimination", "informational", area, area=float(area))


def overdispersion(model: Regression) -> Check:
    """Compare the spread of counts with a Poisson law's: Pearson's chi² by degree of freedom."""
    mean = model.fitted.mean
    statistic = float(np.sum((model.rows.outcome - mean) ** 2 / mean))
    free = model.n - len(model.coefficients)
    p = chi2_tail(statistic, free)
    outcome: Outcome = "passed" if p >= LEVEL else "failed" if model.errors == "model" else "informational"
    return check("overdispersion", outcome, statistic / free, p, ratio=statistic / free)


def zeros(model: Regression) -> Check:
    """Compare the number of zeros with the number that the model expects."""
    mean = model.fitted.mean
    chance = np.exp(-mean)
    if model.family == "negative_binomial":
        dispersion = model.quality["dispersion"]
        chance = np.exp(-np.log1p(dispersion * mean) / dispersion)
    seen, expected = int((model.rows.outcome == 0).sum()), float(chance.sum())
    spread = float(np.sqrt(np.sum(chance * (1 - chance))))
    # Three standard deviations: the model was fitted to these very zeros.
    far = abs(seen - expected) > 3 * spread
    ratio = seen / expected if expected else 1.0
    return check("zeros", "failed" if far else "passed", ratio, seen=seen, expected=expected)


def needed_dispersion(model: Regression) -> Check:
    """Test whether counts spread more than a Poisson law's (half a chi²: the dispersion cannot be below 0)."""
    statistic = 2 * (model.fitted.log_likelihood - model.fitted.extra["poisson_log_likelihood"])
    p = chi2_tail(statistic, 1) / 2
    return check("needed_dispersion", "passed" if p < LEVEL else "informational", statistic, p)


def between_groups(model: Regression) -> Check:
    """Test the variance between groups (half a chi², as it cannot be below 0), and tell its share (ICC)."""
    plain = fit_least_squares(model.rows.outcome, model.rows.design.matrix, model.rows.weights)
    statistic = 2 * (model.fitted.log_likelihood - plain.log_likelihood)
    p = chi2_tail(statistic, 1) / 2
    share = 100 * float(model.quality["icc"])
    return check("between_groups", "passed" if p < LEVEL else "informational", statistic, p, share=share)


def parallel(model: Regression) -> Iterator[Check]:
    """Test that predictors act alike at all levels: Wald's test on the binary models above each level (Brant 1990)."""
    outcome, matrix = model.rows.outcome, model.rows.design.matrix
    bounds, k = len(model.levels) - 1, matrix.shape[1] - 1
    if bounds < 2 or not k:
        return
    try:
        slopes, covariance = _above_each(outcome, matrix, bounds, model.rows.design.names)
    except RegressionError:
        # A level whose binary model has no answer leaves nothing to test.
        yield check("parallel_untold", "informational", np.nan)
        return
    apart = np.kron(np.column_stack([-np.ones(bounds - 1), np.eye(bounds - 1)]), np.eye(k))
    gap = apart @ slopes
    statistic = float(gap @ np.linalg.solve(apart @ covariance @ apart.T, gap))
    p = chi2_tail(statistic, gap.size)
    yield check("parallel", "passed" if p >= LEVEL else "failed", statistic, p)


def _above_each(outcome: Array, matrix: Array, bounds: int, names: tuple[str, ...]) -> tuple[Array, Array]:
    """Return the slopes of the binary models one after the other, and their joint covariance."""
    ones = np.ones(len(outcome))
    fits = []
    for bound in range(bounds):
        above = (outcome > bound).astype(np.float64)
        check_separation("logit", above, matrix, names)
        fits.append(fit_generalised("logit", above, matrix, ones, ones))
    k = matrix.shape[1] - 1
    covariance = np.empty((bounds * k, bounds * k))
    for i, low in enumerate(fits):
        for j, high in enumerate(fits):
            # Above the higher bound means above both.
            both = fits[max(i, j)].mean
            meat = (matrix * (both - low.mean * high.mean)[:, None]).T @ matrix
            block = (low.bread @ meat @ high.bread)[1:, 1:]
            covariance[i * k : (i + 1) * k, j * k : (j + 1) * k] = block
    return np.concatenate([each.parameters[1:] for each in fits]), covariance
