"""Several models of one outcome side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.regression.inference import chi2_tail, f_tail
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression

_QUALITY = ("r_squared", "adjusted_r_squared", "mcfadden", "icc", "log_likelihood", "aic", "bic")


@dataclass(frozen=True)
class Comparison:
    """Models of one outcome, side by side.

    Parameters
    ----------
    models : mapping of str to Regression
    table : DataFrame
        Per model: ``family``, ``n``, ``parameters``; ``r_squared``, ``adjusted_r_squared``, ``mcfadden``, ``icc``,
        ``log_likelihood``, ``aic``, ``bic`` (nan where the family has none); ``same_rows`` (as the first: otherwise
        AIC, BIC and R² must not be compared); ``test`` (``"F"``, ``"chi2"`` or empty), ``df``, ``statistic``, ``p`` of
        the model against the one before it. The tests suppose what the family supposes, not robust errors.
    """

    models: Mapping[str, Regression]
    table: pd.DataFrame


def compare(models: Mapping[str, Regression]) -> Comparison:
    """Set models side by side, each tested against the one before it where that one is nested in it.

    Parameters
    ----------
    models : mapping of str to Regression
        By the name that each is told by.

    Returns
    -------
    Comparison

    Raises
    ------
    RegressionError
        With no model, or models of different outcomes.
    """
    fits = list(models.values())
    if not fits:
        raise RegressionError("no_models")
    if len({each.outcome for each in fits}) > 1:
        raise RegressionError("different_outcomes", names=list(dict.fromkeys(each.outcome for each in fits)))
    rows = [_row(each, fits[0]) | _test(fits[i - 1] if i else None, each) for i, each in enumerate(fits)]
    return Comparison(dict(models), pd.DataFrame(rows, index=pd.Index(list(models), name="model")))


def _row(model: Regression, first: Regression) -> dict[str, object]:
    found: dict[str, object] = {"family": model.family, "n": model.n, "parameters": int(model.quality["parameters"])}
    found |= {name: model.quality.get(name, np.nan) for name in _QUALITY}
    return found | {"same_rows": same_rows(model, first)}


def same_rows(one: Regression, other: Regression) -> bool:
    """Tell whether two models use the same rows of the same table, with the same outcome and weights."""
    return bool(
        one.n == other.n
        and one.rows.index.equals(other.rows.index)
        and np.array_equal(one.rows.outcome, other.rows.outcome)
        and np.array_equal(one.rows.weights, other.rows.weights)
    )


def _test(small: Regression | None, large: Regression) -> dict[str, object]:
    none: dict[str, object] = {"test": "", "df": np.nan, "statistic": np.nan, "p": np.nan}
    if small is None or not _nested(small, large):
        return none
    df = int(large.quality["parameters"] - small.quality["parameters"])
    if large.family == "ols":
        left = [each.fitted.scale * (each.n - len(each.coefficients)) for each in (small, large)]
        free = large.n - len(large.coefficients)
        statistic = (left[0] - left[1]) / df / (left[1] / free)
        return {"test": "F", "df": df, "statistic": statistic, "p": f_tail(statistic, df, free)}
    statistic = 2 * (large.fitted.log_likelihood - small.fitted.log_likelihood)
    return {"test": "chi2", "df": df, "statistic": statistic, "p": chi2_tail(statistic, df)}


def _nested(small: Regression, large: Regression) -> bool:
    """Tell whether all that the small model can say, the large one can too."""
    if small.family != large.family or not same_rows(small, large):
        return False
    if small.quality["parameters"] >= large.quality["parameters"] or not _same_groups(small, large):
        return False
    inner, outer = small.rows.design.matrix, large.rows.design.matrix
    left = inner - outer @ np.linalg.lstsq(outer, inner, rcond=None)[0]
    return bool(np.linalg.norm(left) < 1e-7 * np.linalg.norm(inner))


def _same_groups(small: Regression, large: Regression) -> bool:
    if small.family != "mixed" or small.rows.clusters is None or large.rows.clusters is None:
        return True
    return np.array_equal(small.rows.clusters, large.rows.clusters)
