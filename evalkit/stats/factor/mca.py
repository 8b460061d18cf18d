"""Multiple correspondence analysis: indicator or Burt table, specific, with adjusted rates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import Missing, check_kind, column_weights_of, cut, listed
from evalkit.stats.factor.coding import category_index, read
from evalkit.stats.factor.core import Array, Indicator, NDArrayBool, Table
from evalkit.stats.factor.fitting import Fit, fit
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.project import (
    category_distances,
    factors,
    supplementary_links,
    supplementary_raw,
    supplementary_variables,
    v_tests,
)
from evalkit.stats.factor.results import Cloud, Factors, eigenvalue_table

PASSIVE_IMPUTED = "passive levels and iterative imputation do not go together: impute first"


@dataclass(frozen=True)
class Mca(Factors):
    """A multiple correspondence analysis; see `Factors`.

    Parameters
    ----------
    rates : DataFrame or None
        One row per axis whose eigenvalue exceeds 1 / K: ``benzecri`` and ``greenacre``, percentages of adjusted
        inertia. None where variables weigh unequally; no ``greenacre`` where levels are passive.
    burt : bool
        Whether eigenvalues and categories are those of the Burt table.
    """

    rates: pd.DataFrame | None = None
    burt: bool = False


def mca(
    table: pd.DataFrame,
    *,
    axes: int = 5,
    burt: bool = False,
    passive: Mapping[str, Collection[str]] | None = None,
    rare_below: float = 0.0,
    supplementary_columns: Sequence[str] = (),
    supplementary_individuals: Sequence[object] = (),
    row_weights: ArrayLike | pd.Series | None = None,
    column_weights: Mapping[str, float] | None = None,
    missing: Missing = "refuse",
    imputation: Imputation | None = None,
) -> Mca:
    """Return the axes of qualitative columns.

    Parameters
    ----------
    table : DataFrame
        One row per individual; active columns hold text, categories or true/false. See `evalkit.stats.factor.pca`.
    axes : int
    burt : bool
        Give eigenvalues (squares) and categories of the Burt table; individuals are the same.
    passive : mapping of str to collection of str, optional
        Levels that make no axis (specific MCA); they are shown with the supplementary categories.
    rare_below : float
        Levels whose share is below this are passive too.
    supplementary_columns, supplementary_individuals, row_weights, column_weights
        As in `pca`; column weights are those of variables.
    missing : {"refuse", "mean", "category", "iterative"}
        Refuse missing values; give the shares of the levels; a level of their own (`coding.MISSING_LEVEL`; with
        `passive` it makes no axis); or regularised iterative MCA.
    imputation : Imputation, optional

    Raises
    ------
    ValueError
        As in `pca`, and when a passive level is not there or none is left active.

    Notes
    -----
    Memory: one code per individual and variable; neither the n x n nor the n x J table is ever written out, unless
    values are imputed. Any number of levels is taken; a level of few individuals makes axes of its own (`rare_below`).
    Categories have the variance of the axis (the individuals' mean over the root of the eigenvalue); with `burt` they
    lie at that mean, and their v-tests are those of FactoMineR, multiplied by the root of the indicator's eigenvalue.
    Specific MCA: B. Le Roux, H. Rouanet, *Multiple Correspondence Analysis* (Sage, 2010), chapter 3.3. Rates:
    J.-P. Benzécri, *Cahiers de l'analyse des données* 4 (1979), p. 377-378; M. Greenacre, *Correspondence Analysis in
    Practice* (2007), chapter 19.
    """
    parts = cut(table, supplementary_columns, supplementary_individuals, row_weights, missing)
    check_kind(parts.active, quantitative=False)
    given = column_weights_of(parts.active, column_weights)
    silent = passive_levels(parts.active, passive, missing)
    if missing == "iterative" and rare_below:
        raise ValueError(PASSIVE_IMPUTED)

    def metric(rows: Table, shares: Array) -> Array:
        return mca_metric(rows, given, silent | (rows.shares < rare_below))

    analysis = fit(parts, missing, imputation, np.empty(0, dtype=bool), metric, axes)
    fields: dict[str, Any] = dict(factors("mca", analysis, _active(analysis, burt), _others(analysis, burt)))
    values = analysis.found.values
    fields["eigenvalues"] = eigenvalue_table(values**2 if burt else values)
    fields["rates"] = adjusted_rates(analysis) if np.ptp(given) == 0 else None
    return Mca(**fields, burt=burt)


def mca_metric(rows: Table, weights: Array, passive: Array | NDArrayBool) -> Array:
    """Return the weights of levels: the variable's part over the share, 0 for a passive level; shape (J,)."""
    if rows.levels is None:
        return np.empty(0)
    metric = (weights / weights.sum())[rows.levels.column_of] / rows.shares
    metric = np.where(passive, 0.0, metric)
    if (metric > 0).sum() < 2:
        raise ValueError("fewer than two levels are active: no axis can be made")
    return metric


def adjusted_rates(analysis: Fit) -> pd.DataFrame:
    """Return Benzécri's and Greenacre's percentages of the axes above 1 / K."""
    levels, values = analysis.table.levels, analysis.found.values
    k = 0 if levels is None else len(levels.sizes)
    above = values[values > 1 / k + 1e-12]
    adjusted = (k / (k - 1) * (above - 1 / k)) ** 2 if k > 1 else np.empty(0)
    found = {"benzecri": 100 * adjusted / adjusted.sum() if adjusted.size else adjusted}
    if (analysis.metric > 0).all() and k > 1:
        off_diagonal = k / (k - 1) * ((values**2).sum() - (analysis.metric.size - k) / k**2)
        found["greenacre"] = 100 * adjusted / off_diagonal if adjusted.size else adjusted
    return pd.DataFrame(found, index=pd.RangeIndex(1, adjusted.size + 1, name="axis"))


def passive_levels(
    active: pd.DataFrame, passive: Mapping[str, Collection[str]] | None, missing: Missing
) -> NDArrayBool:
    """Return which levels are passive, shape (J,); none at all: shape ()."""
    asked = {(name, str(level)) for name, levels in (passive or {}).items() for level in levels}
    if not asked:
        return np.zeros((), dtype=bool)
    if missing == "iterative":
        raise ValueError(PASSIVE_IMPUTED)
    names = list(category_index(read(active, missing).levels))
    if strange := [f"{name}={level}" for name, level in sorted(asked - set(names))]:
        raise ValueError(f"these passive levels are not in the table: {listed(strange)}")
    return np.array([pair in asked for pair in names])


def category_points(
    levels: Indicator, names: pd.MultiIndex, analysis: Fit, burt: bool, contrib: Array | None = None
) -> Cloud:
    """Return categories with the variance of the axes, or, of the Burt table, at the mean of their individuals."""
    root, (means, shares) = np.sqrt(analysis.found.kept), analysis.means(levels)
    counts = shares * analysis.individuals
    tests = v_tests(means, analysis.found.kept, counts, analysis.individuals)
    if burt:
        distances = partial(category_distances, levels, analysis)
        return Cloud(names, means, distances, counts, contrib, None, tests * root)
    squared = 1 / shares if levels.codes is not None else levels.matrix.power(2).T @ analysis.weights / shares**2
    return Cloud(names, means / root, squared - 1, counts, contrib, None, tests)


def _active(analysis: Fit, burt: bool) -> Cloud | None:
    if analysis.table.levels is None:
        return None
    contrib = 100 * analysis.found.vectors**2
    points = category_points(analysis.table.levels, analysis.coding.categories, analysis, burt, contrib)
    return points if (analysis.metric > 0).all() else points.some(analysis.metric > 0)


def _others(analysis: Fit, burt: bool) -> dict[str, object]:
    raw, numbers, levels = supplementary_raw(analysis.parts.columns, analysis.weights)
    clouds = []
    if analysis.table.levels is not None and (analysis.metric == 0).any():
        points = category_points(analysis.table.levels, analysis.coding.categories, analysis, burt)
        clouds.append(points.some(analysis.metric == 0, active=False))
    if levels is not None:
        clouds.append(category_points(levels, category_index(raw.levels), analysis, burt))
    return {
        "supplementary_variables": supplementary_variables(raw.number_names, numbers, analysis),
        "supplementary_categories": joined(clouds),
        "supplementary_links": supplementary_links(raw, numbers, levels, analysis),
    }


def joined(clouds: Sequence[Cloud]) -> Cloud | None:
    """Return the points of one or two supplementary clouds of categories as one; None where there is none."""
    if len(clouds) < 2:
        return clouds[0] if clouds else None
    one, other = clouds
    squared = np.concatenate([one.distance**2, other.distance**2])
    tests = None if one.tests is None or other.tests is None else np.concatenate([one.tests, other.tests])
    return Cloud(
        one.index.append(other.index),
        np.concatenate([one.coordinates, other.coordinates]),
        squared,
        np.concatenate([one.weights, other.weights]),
        tests=tests,
    )
