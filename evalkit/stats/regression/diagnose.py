"""Whether a model may be believed: each check with one of three outcomes and the figures behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from evalkit.stats.regression.collinearity import condition_number, inflation
from evalkit.stats.regression.importance import predictor_groups
from evalkit.stats.regression.inference import chi2_tail, f_tail
from evalkit.stats.regression.influence import influence, outlier_p
from evalkit.stats.regression.outcome_checks import (
    Check,
    Outcome,
    between_groups,
    calibration,
    check,
    discrimination,
    needed_dispersion,
    overdispersion,
    parallel,
    zeros,
)
from evalkit.stats.regression.results import Regression

LEVEL = 0.05
"""Below this p-value a check fails."""
FAR_STRETCHED, STRETCHED = np.sqrt(10), np.sqrt(5)
"""Stretch of standard errors (root of the GVIF) that fails, or is told: VIF of 10 and 5 for one column."""
ENOUGH_FOR_MEANS = 50
"""Rows from which estimates are about normal whatever the residuals are."""
MOST_FOR_SHAPIRO = 5000
MUCH, SOME = 1.0, 0.5
"""Cook's distances that fail, or are told (Cook and Weisberg 1982)."""


@dataclass(frozen=True)
class Diagnosis:
    """What was checked.

    Parameters
    ----------
    checks : tuple of Check
    inflation : DataFrame
        Per predictor: ``df``, ``gvif``, ``root``; see `collinearity.inflation`. Predictors that meet in an interaction
        count together, as an interaction always resembles its parts.
    condition : float
        Condition number of the design.
    """

    checks: tuple[Check, ...]
    inflation: pd.DataFrame
    condition: float

    def frame(self) -> pd.DataFrame:
        """Return one row per check: ``outcome``, ``statistic``, ``p`` (nan where there is none)."""
        rows = [(each.outcome, each.statistic, each.p) for each in self.checks]
        names = pd.Index([each.name for each in self.checks], name="check")
        return pd.DataFrame(rows, columns=["outcome", "statistic", "p"], index=names)


def diagnose(regression: Regression) -> Diagnosis:
    """Check a regression.

    Parameters
    ----------
    regression : Regression

    Returns
    -------
    Diagnosis
        Collinearity for all; for ``ols`` even variance (Breusch and Pagan as Koenker 1981), shape (Ramsey's RESET with
        squares and cubes), normal residuals (Shapiro and Wilk, beyond 5,000 rows Jarque and Bera), outliers and
        influence; for ``logit`` calibration (Hosmer and Lemeshow, ten groups), AUC, influence; for ``poisson``
        overdispersion, zeros, influence; for ``negative_binomial`` whether it was needed, zeros; for ``ordinal``
        proportional odds (Brant 1990); for ``mixed`` the variance between groups and the ICC. With weights only what
        they leave defined.
    """
    condition = condition_number(regression.rows.design.matrix)
    return Diagnosis(tuple(_checks(regression)), _inflation(regression), condition)


def _checks(model: Regression) -> Iterator[Check]:
    even = bool((model.rows.weights == 1).all())
    yield from _collinearity(model)
    if model.family == "ols":
        yield from _linear(model, even)
    if model.family == "logit":
        yield from (*(calibration(model) if even else ()), discrimination(model))
    if model.family == "poisson" and even:
        yield from (overdispersion(model), zeros(model))
    if model.family == "negative_binomial":
        yield from (needed_dispersion(model), zeros(model))
    if model.family == "ordinal":
        yield from parallel(model)
    if model.family == "mixed":
        yield between_groups(model)
    if model.fitted.hat is not None:
        yield _influence(model)


def _inflation(model: Regression) -> pd.DataFrame:
    k = model.rows.design.matrix.shape[1]
    # An ordinal model has thresholds after its slopes and no intercept before them.
    first = 0 if model.family == "ordinal" else 1
    slopes = model.fitted.bread[first : k - 1 + first, first : k - 1 + first]
    return inflation(slopes, predictor_groups(model.rows.design))


def _collinearity(model: Regression) -> Iterator[Check]:
    table = _inflation(model)
    if table.empty:
        return
    root = float(table["root"].max())
    outcome: Outcome = "failed" if root > FAR_STRETCHED else "informational" if root > STRETCHED else "passed"
    yield check("collinearity", outcome, root, term=str(table["root"].idxmax()), root=root)


def _linear(model: Regression, even: bool) -> Iterator[Check]:
    if even:
        yield _even_variance(model)
    yield from _shape(model)
    if even and model.n >= 3:
        yield _normality(model)
    yield _outliers(model)


def _even_variance(model: Regression) -> Check:
    squares = (model.rows.outcome - model.fitted.mean) ** 2
    matrix = model.rows.design.matrix
    df = matrix.shape[1] - 1
    statistic = model.n * (1 - _squares_left(squares, matrix) / np.sum((squares - squares.mean()) ** 2)) if df else 0.0
    p = chi2_tail(statistic, df) if df else 1.0
    outcome: Outcome = "passed" if p >= LEVEL else "failed" if model.errors == "model" else "informational"
    return check("even_variance", outcome, statistic, p)


def _shape(model: Regression) -> Iterator[Check]:
    """Add squares and cubes of the fitted values; where they add nothing new (categories only), there is no check."""
    root = np.sqrt(model.rows.weights)
    matrix = model.rows.design.matrix
    spread = model.fitted.mean.std()
    free = model.n - matrix.shape[1] - 2
    if spread <= 0 or free < 1:
        return
    scaled = (model.fitted.mean - model.fitted.mean.mean()) / spread
    wider = np.column_stack([matrix, scaled**2, scaled**3])
    if np.linalg.matrix_rank(wider / np.linalg.norm(wider, axis=0), tol=1e-7) < wider.shape[1]:
        return
    outcome = model.rows.outcome * root
    before, after = (_squares_left(outcome, each * root[:, None]) for each in (matrix, wider))
    statistic = (before - after) / 2 / (after / free)
    p = f_tail(statistic, 2, free)
    yield check("shape", "passed" if p >= LEVEL else "failed", statistic, p)


def _squares_left(outcome: np.ndarray, matrix: np.ndarray) -> float:
    solved = np.linalg.lstsq(matrix, outcome, rcond=None)[0]
    return float(np.sum((outcome - matrix @ solved) ** 2))


def _normality(model: Regression) -> Check:
    residual = model.rows.outcome - model.fitted.mean
    tested = stats.shapiro(residual) if model.n <= MOST_FOR_SHAPIRO else stats.jarque_bera(residual)
    p = float(tested.pvalue)
    outcome: Outcome = "passed" if p >= LEVEL else "informational" if model.n >= ENOUGH_FOR_MEANS else "failed"
    return check("normality", outcome, float(tested.statistic), p)


def _outliers(model: Regression) -> Check:
    studentised = influence(model)["studentised"]
    p = outlier_p(model, studentised)
    largest = float(studentised.abs().max())
    return check("outliers", "passed" if p >= LEVEL else "informational", largest, p, largest=largest)


def _influence(model: Regression) -> Check:
    cook = influence(model)["cook"].to_numpy()
    largest = float(cook.max())
    outcome: Outcome = "failed" if largest > MUCH else "informational" if largest > SOME else "passed"
    return check("influence", outcome, largest, n=int((cook > SOME).sum()), largest=largest)
