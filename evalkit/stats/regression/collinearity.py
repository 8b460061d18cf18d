"""Predictors that say the same thing: found and named when exactly so, measured when nearly so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evalkit.stats.regression.families import Array
from evalkit.stats.regression.refusals import RegressionError

TOLERANCE = 1e-8
"""A column whose part not told by those before it is below this share of its size repeats them."""


def check_rank(matrix: Array, names: Sequence[str]) -> None:
    """Refuse columns that others tell exactly.

    Raises
    ------
    RegressionError
        With each such column and those that tell it.
    """
    size = np.sqrt((matrix**2).sum(axis=0))
    if empty := [name for name, one in zip(names, size, strict=True) if one == 0]:
        raise RegressionError("singular_empty", names=empty)
    # The triangle has the linear relations of the whole, whatever the number of rows.
    triangle = np.asarray(np.linalg.qr(matrix / size, mode="r"))
    kept: list[int] = []
    told = []
    for j in range(len(names)):
        weights = np.linalg.lstsq(triangle[:, kept], triangle[:, j], rcond=None)[0] if kept else np.zeros(0)
        if np.linalg.norm(triangle[:, j] - triangle[:, kept] @ weights) > TOLERANCE:
            kept.append(j)
        else:
            told.append(_relation(names, j, [kept[i] for i in np.flatnonzero(np.abs(weights) > 1e-6)]))
    if told:
        raise RegressionError("singular", names="; ".join(told))


def _relation(names: Sequence[str], j: int, others: Sequence[int]) -> str:
    said = [names[i] for i in others if names[i] != "Intercept"]
    return f"{names[j]} ← {' + '.join(said)}" if said else names[j]


def inflation(covariance: Array, groups: dict[str, tuple[int, ...]]) -> pd.DataFrame:
    """Return the generalised variance inflation of predictors (Fox and Monette 1992, J. Am. Stat. Assoc. 87, 178-183).

    Parameters
    ----------
    covariance : ndarray
        Shape (k - 1, k - 1): of the slopes, as the model supposes it.
    groups : dict
        Columns of the design that each predictor makes, the intercept being column 0.

    Returns
    -------
    DataFrame
        Per predictor: ``df``, ``gvif`` (the VIF for one column), ``root`` = ``gvif ** (1 / (2 df))``, comparable
        between predictors: by how much collinearity stretches the standard errors. Empty with fewer than two.
    """
    if len(groups) < 2:
        return pd.DataFrame({"df": [], "gvif": [], "root": []}, index=pd.Index([], name="predictor"))
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    whole = np.linalg.slogdet(correlation)[1]
    rows = []
    for columns in groups.values():
        own = np.array(columns) - 1
        rest = np.setdiff1d(np.arange(len(correlation)), own)
        parts = sum(np.linalg.slogdet(correlation[np.ix_(each, each)])[1] for each in (own, rest))
        value = float(np.exp(parts - whole))
        rows.append((len(columns), value, value ** (1 / (2 * len(columns)))))
    return pd.DataFrame(rows, columns=["df", "gvif", "root"], index=pd.Index(list(groups), name="predictor"))


def condition_number(matrix: Array) -> float:
    """Return the condition number of the design, columns of length 1 (Belsley, Kuh and Welsch 1980, section 3.2)."""
    values = np.linalg.svd(matrix / np.sqrt((matrix**2).sum(axis=0)), compute_uv=False)
    return float(values[0] / values[-1])
