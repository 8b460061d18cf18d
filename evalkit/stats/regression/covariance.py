"""Covariance of the coefficients: as the model supposes, robust, or by clusters (sandwich estimators).

References: MacKinnon and White 1985 (HC0 to HC3); Zeileis 2006, J. Stat. Softw. 16(9) (scores); Cameron and Miller
2015, J. Hum. Resour. 50(2), 317-372 (clusters, their correction, Student's t with G - 1 degrees).
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from evalkit.stats.regression.families import Array, Family
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.refusals import RegressionError

Errors = Literal["model", "HC0", "HC1", "HC2", "HC3", "cluster"]


def errors_of(asked: str | None, family: Family, clustered: bool) -> Errors:
    """Return the errors to compute: those asked for, or clusters where given, HC3 for least squares, HC1 else."""
    if asked is not None and asked not in get_args(Errors):
        raise RegressionError("errors", asked=asked, known=get_args(Errors))
    if family == "mixed":
        if asked not in (None, "model"):
            raise RegressionError("errors_mixed", asked=asked)
        return "model"
    if (asked == "cluster") != clustered and (asked is not None or clustered):
        if asked is None:
            return "cluster"
        raise RegressionError("errors_clusters", asked=asked)
    if asked in ("HC2", "HC3") and family in ("negative_binomial", "ordinal"):
        raise RegressionError("errors_leverage", asked=asked, family=family)
    chosen: dict[str, Errors] = {each: each for each in get_args(Errors)}
    return chosen[asked] if asked else ("HC3" if family == "ols" else "HC1")


def covariance_of(fitted: Fitted, errors: Errors, clusters: np.ndarray | None, family: Family) -> Array:
    """Return the covariance of all parameters: shape (K, K)."""
    if errors == "model" or fitted.scores is None:
        return fitted.scale * fitted.bread
    if errors == "cluster" and clusters is not None:
        return _sandwich(fitted.bread, _summed(fitted.scores, clusters)) * _few(fitted, clusters, family)
    n, k = fitted.scores.shape
    scores = fitted.scores
    if errors in ("HC2", "HC3") and fitted.hat is not None:
        _check_leverage(fitted.hat, errors)
        scores = scores / ((1 - fitted.hat) ** (0.5 if errors == "HC2" else 1.0))[:, None]
    return _sandwich(fitted.bread, scores) * (n / (n - k) if errors == "HC1" else 1.0)


def _sandwich(bread: Array, scores: Array) -> Array:
    return bread @ (scores.T @ scores) @ bread


def _summed(scores: Array, clusters: np.ndarray) -> Array:
    sums = np.zeros((int(clusters.max()) + 1, scores.shape[1]))
    np.add.at(sums, clusters, scores)
    return sums


def _few(fitted: Fitted, clusters: np.ndarray, family: Family) -> float:
    """Return ``G / (G - 1)``, for least squares times ``(n - 1) / (n - k)``: as Stata and R's sandwich do."""
    n, k = len(clusters), fitted.parameters.size
    count = int(clusters.max()) + 1
    return count / (count - 1) * ((n - 1) / (n - k) if family == "ols" else 1.0)


def _check_leverage(hat: Array, errors: Errors) -> None:
    """Refuse errors that a row which the model fits exactly, whatever its outcome, leaves undefined."""
    if alone := int(np.count_nonzero(hat > 1 - 1e-10)):
        raise RegressionError("leverage_one", n=alone, asked=errors)
