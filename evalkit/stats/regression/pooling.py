"""One answer from the fits of several imputed tables (Rubin 1987, pages 76-77; Barnard and Rubin 1999)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.correction import Correction
from evalkit.stats.regression.inference import corrected_slopes, t_both_tails, t_reach
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression


@dataclass(frozen=True)
class Pooled:
    """Coefficients of several fits of one model, pooled.

    Parameters
    ----------
    coefficients : DataFrame
        As in `Regression`, with ``df`` of each Student's t and ``missing_information``: the share of what the
        estimate does not know because values were missing.
    imputations : int
    n : int
        Rows of each fit.
    correction : str
    """

    coefficients: pd.DataFrame
    imputations: int
    n: int
    correction: Correction


def pool(regressions: Sequence[Regression]) -> Pooled:
    """Pool the fits of one model to several completed tables, by Rubin's rules.

    Raises
    ------
    RegressionError
        With fewer than two fits, or fits of different models or numbers of rows.
    """
    if len(regressions) < 2:
        raise RegressionError("pool_count", count=len(regressions))
    first, m = regressions[0], len(regressions)
    if any(not _same_model(first, each) for each in regressions):
        raise RegressionError("pool_models")
    estimates = np.stack([each.coefficients["estimate"].to_numpy() for each in regressions])
    within = np.mean([each.coefficients["standard_error"].to_numpy() ** 2 for each in regressions], axis=0)
    between = (1 + 1 / m) * estimates.var(axis=0, ddof=1)
    error, share = np.sqrt(within + between), between / (within + between)
    df = _freedom(share, m, first.df)
    estimate = estimates.mean(axis=0)
    reach = t_reach(first.confidence, df) * error
    p = t_both_tails(estimate / error, df)
    ratio = between / within
    columns = {
        "estimate": estimate,
        "standard_error": error,
        "statistic": estimate / error,
        "p": p,
        "p_corrected": corrected_slopes(p, first.coefficients.index, first.correction),
        "low": estimate - reach,
        "high": estimate + reach,
        "df": df,
        "missing_information": (ratio + 2 / (df + 3)) / (ratio + 1),
    }
    return Pooled(pd.DataFrame(columns, index=first.coefficients.index), m, first.n, first.correction)


def _same_model(one: Regression, other: Regression) -> bool:
    same = (one.formula, one.family, one.n, one.errors) == (other.formula, other.family, other.n, other.errors)
    return same and one.coefficients.index.equals(other.coefficients.index)


def _freedom(share: np.ndarray, m: int, complete: float) -> np.ndarray:
    """Return Barnard and Rubin's degrees of freedom; `complete` are those of a table without holes."""
    with np.errstate(divide="ignore"):
        old = (m - 1) / np.maximum(share, 1e-300) ** 2
    if np.isinf(complete):
        return np.asarray(old)
    seen = (complete + 1) / (complete + 3) * complete * (1 - share)
    return np.asarray(1 / (1 / old + 1 / seen))
