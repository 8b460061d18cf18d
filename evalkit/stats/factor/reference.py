"""What the axes of an analysis carry, against what those of tables made of independent columns carry together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.factor.ca import Ca
from evalkit.stats.factor.choice import drawn_counts, leading
from evalkit.stats.factor.core import Array, Indicator, Table, eigenvalues
from evalkit.stats.factor.mca import Mca
from evalkit.stats.factor.results import Factors


@dataclass(frozen=True)
class ReferenceInertia:
    """What random tables of the same shape carry on their first axes.

    Parameters
    ----------
    table : DataFrame
        One row per axis, in per cent: ``percentage`` and ``cumulative`` of the analysis; ``reference``, the quantile
        of what the first axes of a random table carry together.
    axes : int
        Leading axes whose percentage exceeds what `reference` grows by on that axis.
    """

    table: pd.DataFrame
    axes: int


def reference_inertia(
    result: Factors | Ca, *, simulations: int = 2000, quantile: float = 0.95, seed: int = 1
) -> ReferenceInertia:
    """Compare the inertia of the first axes, taken together, with that of random tables of the same shape.

    Parameters
    ----------
    result : Factors or Ca
        From `pca`, `mca` or `ca`.
    simulations : int
        Random tables drawn.
    quantile : float
        Of what they carry.
    seed : int
        Of the draws.

    Raises
    ------
    ValueError
        When the analysis is of another kind, or nothing is drawn.

    Notes
    -----
    The figures of ``eigenRef`` and ``dimRestrict`` of R's FactoInvestigate, to the chance of the draws. Numbers are
    normal, with the columns' variances; all levels of a variable are as likely; counts are drawn from the margins.
    `evalkit.stats.factor.choose_axes` shuffles the table itself instead, which keeps the distribution of each column.
    """
    if simulations < 1 or not 0 < quantile < 1:
        raise ValueError("at least one simulation and a quantile between 0 and 1 are needed")
    random = np.random.default_rng(seed)
    if isinstance(result, Ca):
        drawn = drawn_counts(result, simulations, random)
    elif result.method in ("pca", "mca"):
        drawn = np.array([_one(result, random) for _ in range(simulations)])
    else:
        raise ValueError(f"the reference is drawn for pca, mca and ca, not for {result.method}")
    carried = 100 * drawn.cumsum(axis=1) / drawn.sum(axis=1, keepdims=True)
    table = result.eigenvalues[["percentage", "cumulative"]].copy()
    table["reference"] = np.quantile(carried, quantile, axis=0)
    return ReferenceInertia(table, leading(table["percentage"] > table["reference"].diff().fillna(table["reference"])))


def _one(result: Factors, random: np.random.Generator) -> Array:
    """Return the eigenvalues of one random table: shape (rank,)."""
    weights = result.individuals.weights / result.individuals.weights.sum()
    rank, levels = len(result.eigenvalues), result.rows.levels
    if levels is None:
        numbers = random.normal(size=result.rows.numbers.shape)
        numbers = numbers - weights @ numbers
        numbers *= np.sqrt((weights @ result.rows.numbers**2) / (weights @ numbers**2))
        rows, metric = Table(numbers, None, np.empty(0)), result.metric
    else:
        sizes = np.array(levels.sizes)
        codes = levels.starts[:-1] + random.integers(sizes, size=(len(weights), sizes.size))
        drawn = Indicator(levels.sizes, codes)
        shares = drawn.shares(weights)
        rows = Table(np.empty((len(weights), 0)), drawn, shares)
        parts = result.metric * result.rows.shares
        metric = np.divide(parts, shares, out=np.zeros_like(parts), where=shares > 0)
    values = eigenvalues(rows, weights, metric, rank) ** (2 if isinstance(result, Mca) and result.burt else 1)
    return np.pad(values, (0, rank - values.size))
