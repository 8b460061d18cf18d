"""Rows that weigh on a model: leverages, residuals, Cook's distances."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evalkit.stats.regression.inference import t_both_tails
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression


def influence(regression: Regression) -> pd.DataFrame:
    """Return what each row weighs in an ``ols``, ``logit`` or ``poisson`` model.

    Parameters
    ----------
    regression : Regression

    Returns
    -------
    DataFrame
        One row per row used: ``fitted``; ``residual``; ``leverage`` (0 to 1, sum: the number of coefficients);
        ``standardised`` (residual divided by its standard error; Pearson's for logit and poisson); ``studentised``
        (the same with the variance of the others, ``ols`` only, else nan); ``cook`` (how far the coefficients move
        when the row goes). It names rows: never publish it for persons.

    Raises
    ------
    RegressionError
        For families where leverage is not defined.

    References
    ----------
    Cook and Weisberg 1982 (as R's ``rstandard``, ``rstudent``, ``cooks.distance``).
    """
    fitted, rows = regression.fitted, regression.rows
    if fitted.hat is None:
        raise RegressionError("influence_family", family=regression.family)
    n, k = rows.design.matrix.shape
    residual = rows.outcome - fitted.mean
    spread = _spread(regression)
    free = 1 - np.minimum(fitted.hat, 1 - 1e-12)
    standardised = residual / (spread * np.sqrt(free))
    cook = standardised**2 * fitted.hat / (free * k)
    studentised = np.full(n, np.nan)
    if regression.family == "ols":
        studentised = standardised * np.sqrt((n - k - 1) / np.maximum(n - k - standardised**2, 1e-12))
    columns = {"fitted": fitted.mean, "residual": residual, "leverage": fitted.hat}
    columns |= {"standardised": standardised, "studentised": studentised, "cook": cook}
    return pd.DataFrame(columns, index=rows.index)


def outlier_p(regression: Regression, studentised: pd.Series[float]) -> float:
    """Return the p-value of the largest studentised residual, times the number of rows (Bonferroni), at most 1."""
    free = regression.n - len(regression.coefficients) - 1
    largest = float(studentised.abs().max())
    return min(1.0, regression.n * float(t_both_tails(np.array(largest), free)))


def _spread(regression: Regression) -> np.ndarray:
    """Return the standard deviation that the model gives each row's outcome."""
    rows = regression.rows
    if regression.family == "ols":
        return np.asarray(np.sqrt(regression.fitted.scale / rows.weights))
    if regression.family == "poisson":
        return np.asarray(np.sqrt(regression.fitted.mean / rows.weights))
    chance = regression.fitted.mean
    return np.asarray(np.sqrt(chance * (1 - chance) / rows.weights))
