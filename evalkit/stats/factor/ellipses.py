"""Ellipses around the mean points of groups of individuals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evalkit.stats.factor.coding import coded_column
from evalkit.stats.factor.core import Array, scipy_part
from evalkit.stats.factor.results import Factors


def ellipses(
    result: Factors,
    by: pd.Series,
    *,
    axes: tuple[int, int] = (1, 2),
    level: float = 0.95,
    around_means: bool = True,
    points: int = 100,
) -> pd.DataFrame:
    """Return ellipses that hold the mean of each group, or its individuals, with a given confidence.

    Parameters
    ----------
    result : Factors
    by : Series
        Group of each individual, by name; individuals without one are left out.
    axes : tuple of int
        The plane.
    level : float
    around_means : bool
        Of the mean point (confidence) rather than of the individuals (concentration).
    points : int
        Points drawn of each; the last closes the ellipse.

    Returns
    -------
    DataFrame
        Index: group, point (1, 2, …); columns: the two axes. A group of fewer than three individuals has none.

    Raises
    ------
    ValueError
        When an axis was not kept.

    Notes
    -----
    Normal approximation: covariance (divisor n - 1) over the group's n, and the chi-squared with 2 degrees of freedom.
    Weights are not used.
    """
    if missing := [axis for axis in axes if axis not in result.individuals.coord.columns]:
        raise ValueError(f"axis {missing[0]} was not kept; the analysis kept {result.axes}")
    groups = by.reindex(result.individuals.coord.index)
    coord = result.individuals.coord.loc[groups.notna(), list(axes)].to_numpy()
    known, codes = coded_column(groups.dropna())
    found = {}
    for code, name in enumerate(known):
        own = coord[codes == code]
        if len(own) > 2:
            found[name] = pd.DataFrame(_ellipse(own, level, around_means, points), columns=list(axes))
            found[name].index = pd.RangeIndex(1, points + 1)
    return pd.concat(found, names=["group", "point"]) if found else pd.DataFrame(columns=list(axes))


def _ellipse(points: Array, level: float, around_means: bool, n: int) -> Array:
    covariance = np.cov(points.T) / (len(points) if around_means else 1)
    spread = np.sqrt(np.diag(covariance))
    flat = spread.min() == 0
    turn = np.arccos(0.0 if flat else np.clip(covariance[0, 1] / spread.prod(), -1, 1))
    angle = np.linspace(0, 2 * np.pi, n)
    radius = np.sqrt(scipy_part("special").chdtri(2, 1 - level))
    around = np.column_stack([np.cos(angle + turn / 2), np.cos(angle - turn / 2)])
    return np.asarray(points.mean(axis=0) + radius * spread * around)
