"""From an estimate and its standard error to its statistic, p-value and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from evalkit.stats.correction import Correction, corrected
from evalkit.stats.regression.families import Array

MANY = 1e12
"""Stands for infinite degrees of freedom where a formula needs a number."""


def corrected_slopes(p: Array, index: pd.Index, method: Correction) -> Array:
    """Return the p-values of coefficients corrected for their number; nan for the intercept, which is no question."""
    asked = index != "Intercept"
    found = np.full(p.size, np.nan)
    found[asked] = corrected(p[asked], method)
    return found


def chi2_tail(value: float, df: float) -> float:
    """Return the probability that a chi² is larger."""
    return float(chdtrc(df, max(value, 0.0)))


def f_tail(value: float, df: float, free: float) -> float:
    """Return the probability that an F is larger."""
    return float(fdtrc(df, free, max(value, 0.0)))


def t_both_tails(value: Array, df: Array | float) -> Array:
    """Return the probability that a Student's t is larger in size; `df` may be infinite (normal law)."""
    size = -np.abs(value)
    return np.asarray(2 * np.where(np.isinf(df), ndtr(size), stdtr(np.minimum(df, MANY), size)), dtype=np.float64)


def t_reach(confidence: float, df: Array | float) -> Array:
    """Return how many standard errors an interval reaches on each side."""
    p = (1 + confidence) / 2
    return np.asarray(np.where(np.isinf(df), ndtri(p), stdtrit(np.minimum(df, MANY), p)), dtype=np.float64)


@dataclass(frozen=True)
class Reference:
    """Student's t with `df` degrees of freedom (normal when infinite), and the confidence of intervals."""

    df: float
    confidence: float

    def table(self, estimate: Array, error: Array, index: pd.Index) -> pd.DataFrame:
        """Return ``estimate``, ``standard_error``, ``statistic``, ``p``, ``low``, ``high``: one row per estimate."""
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where(error > 0, estimate / error, np.sign(estimate) * np.inf)
        reach = t_reach(self.confidence, self.df) * error
        columns = {
            "estimate": estimate,
            "standard_error": error,
            "statistic": statistic,
            "p": t_both_tails(statistic, self.df),
            "low": estimate - reach,
            "high": estimate + reach,
        }
        return pd.DataFrame(columns, index=index)

    def joint(self, estimate: Array, covariance: Array) -> tuple[float, float]:
        """Return Wald's F and its p-value for several estimates all being 0."""
        value = float(estimate @ np.linalg.solve(covariance, estimate)) / estimate.size
        if np.isinf(self.df):
            return value, chi2_tail(value * estimate.size, estimate.size)
        return value, f_tail(value, estimate.size, self.df)
