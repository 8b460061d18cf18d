"""Relative importance: how the R² of a model is shared among its predictors, in all orders of entry.

The share of a predictor is the mean gain in R² when it enters, over all orders (Lindeman, Merenda and Gold 1980, page
119 and following; the Shapley value). Shares sum to the R².
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd

from evalkit.stats.regression.families import Array
from evalkit.stats.regression.formula import Design
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression
from evalkit.stats.regression.subsets import linear_subsets, logit_subsets

MOST_LINEAR, MOST_LOGIT = 15, 10
"""Predictors beyond which the subsets (2 to that power) are too many."""


@dataclass(frozen=True)
class Importance:
    """The R² of a model, shared.

    Parameters
    ----------
    shares : DataFrame
        Per predictor, the largest first: ``share`` of the R² (sum: the R²), ``percentage`` of it, and, when drawn,
        ``low`` and ``high`` of the share (percentiles of the bootstrap). A predictor of several columns counts once;
        predictors in an interaction count together, ``a + b``: an interaction has no share apart from its parts.
    r_squared : float
        R² of least squares, McFadden's for a logit.
    measure : str
        ``"r_squared"`` or ``"mcfadden"``.
    draws : int
        Bootstrap samples; 0 without.
    confidence : float
    """

    shares: pd.DataFrame
    r_squared: float
    measure: str
    draws: int
    confidence: float


def importance(regression: Regression, *, draws: int = 500, seed: int = 1) -> Importance:
    """Share the R² of a model among its predictors.

    Parameters
    ----------
    regression : Regression
        Of the families ``ols`` (up to 15 predictors) and ``logit`` (up to 10; its draws refit every subset: with more
        than six predictors say ``draws=0`` or be patient).
    draws : int
        Bootstrap samples for the intervals, of rows, or of whole clusters where there are any.
    seed : int

    Raises
    ------
    RegressionError
        For another family, no predictor, or too many.
    """
    groups = predictor_groups(regression.rows.design)
    most = {"ols": MOST_LINEAR, "logit": MOST_LOGIT}.get(regression.family)
    if most is None:
        raise RegressionError("importance_family", family=regression.family)
    if not 0 < len(groups) <= most:
        raise RegressionError("importance_count", count=len(groups), most=most)
    subsets = linear_subsets if regression.family == "ols" else logit_subsets
    samples = _samples(regression, draws, seed)
    gains = subsets(regression.rows, list(groups.values()), samples)
    shares = shapley(gains, len(groups))
    return Importance(
        _table(list(groups), shares, regression.confidence),
        float(gains[-1, 0]),
        "r_squared" if regression.family == "ols" else "mcfadden",
        draws,
        regression.confidence,
    )


def predictor_groups(design: Design) -> dict[str, tuple[int, ...]]:
    """Return the columns of the design by predictor; those that meet in a term are one."""
    groups: list[tuple[set[str], list[int]]] = []
    for term in design.terms:
        meeting = [group for group in groups if group[0] & term.variables]
        names = set(term.variables).union(*(group[0] for group in meeting))
        columns = [column for group in meeting for column in group[1]] + list(term.columns)
        groups = [group for group in groups if group not in meeting] + [(names, columns)]
    order = list(design.table.columns)
    return {" + ".join(sorted(names, key=order.index)): tuple(sorted(columns)) for names, columns in groups}


def shapley(gains: Array, count: int) -> Array:
    """Return the mean gain of each of `count` players over all orders.

    Parameters
    ----------
    gains : ndarray
        Shape (2 ** count, samples): what each subset reaches; bit j of a row's number tells that player j is in.
    count : int

    Returns
    -------
    ndarray
        Shape (count, samples).
    """
    numbers = np.arange(len(gains))
    sizes = ((numbers[:, None] >> np.arange(count)) & 1).sum(axis=1)
    odds = np.array([factorial(s) * factorial(count - s - 1) / factorial(count) for s in range(count)])
    shares = np.empty((count, gains.shape[1]))
    for j in range(count):
        without = numbers[(numbers >> j) & 1 == 0]
        shares[j] = odds[sizes[without]] @ (gains[without | (1 << j)] - gains[without])
    return shares


def _samples(regression: Regression, draws: int, seed: int) -> Array:
    """Return how often each row counts: shape (1 + draws, n), the first row being the sample itself."""
    n, generator = regression.n, np.random.default_rng(seed)
    units = np.arange(n) if regression.rows.clusters is None else regression.rows.clusters
    count = int(units.max()) + 1
    drawn = generator.multinomial(count, np.full(count, 1 / count), size=draws).astype(np.float64)
    return np.concatenate([np.ones((1, n)), drawn[:, units]])


def _table(names: list[str], shares: Array, confidence: float) -> pd.DataFrame:
    own = shares[:, 0]
    table = pd.DataFrame({"share": own, "percentage": 100 * own / own.sum()}, index=pd.Index(names, name="predictor"))
    if shares.shape[1] > 1:
        edges = [(1 - confidence) / 2, (1 + confidence) / 2]
        table["low"], table["high"] = np.nanquantile(shares[:, 1:], edges, axis=1)
    return table.sort_values("share", ascending=False, kind="stable")
