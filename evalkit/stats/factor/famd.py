"""Factor analysis of mixed data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import Missing, column_weights_of, cut, quantitative_in
from evalkit.stats.factor.core import Array, Table
from evalkit.stats.factor.fitting import Fit, fit
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.project import factors, mean_points, supplementary
from evalkit.stats.factor.results import Cloud, Factors


def famd(
    table: pd.DataFrame,
    *,
    axes: int = 5,
    supplementary_columns: Sequence[str] = (),
    supplementary_individuals: Sequence[object] = (),
    row_weights: ArrayLike | pd.Series | None = None,
    column_weights: Mapping[str, float] | None = None,
    missing: Missing = "refuse",
    imputation: Imputation | None = None,
) -> Factors:
    """Return the factors of numbers and categories that weigh the same.

    Parameters
    ----------
    table : DataFrame
        Columns of numbers are quantitative, all others (text, categories, true/false) qualitative. See `pca`.
    axes, supplementary_columns, supplementary_individuals, row_weights, column_weights, missing, imputation
        As in `pca`. ``missing="mean"`` gives a missing category the shares of the levels, ``"category"`` a level of
        its own, ``"iterative"`` regularised iterative FAMD.

    Raises
    ------
    ValueError
        As in `pca`.

    Notes
    -----
    Numbers are standardised; the indicator of a level of share p weighs 1 / p. With numbers only it is a PCA, with
    categories only an MCA whose eigenvalues are multiplied by the number of variables. Categories lie at the mean of
    their individuals. J. Pagès, *Revue de statistique appliquée* 52 (2004), p. 93-111.
    """
    parts = cut(table, supplementary_columns, supplementary_individuals, row_weights, missing)
    weights = column_weights_of(parts.active, column_weights)
    quantitative = quantitative_in(parts.active)

    def metric(rows: Table, shares: Array) -> Array:
        return famd_metric(rows, weights[quantitative], weights[~quantitative])

    scaled = np.ones(int(quantitative.sum()), dtype=bool)
    analysis = fit(parts, missing, imputation, scaled, metric, axes)
    fields: dict[str, Any] = dict(factors("famd", analysis, active_categories(analysis), supplementary(analysis)))
    return Factors(**fields)


def famd_metric(rows: Table, numbers: Array, factors_: Array) -> Array:
    """Return the weights of coded columns: those given for numbers, those of the variable over the share for levels."""
    if rows.levels is None:
        return numbers
    return np.concatenate([numbers, factors_[rows.levels.column_of] / rows.shares])


def active_categories(analysis: Fit) -> Cloud | None:
    """Return the active categories at the mean of their individuals."""
    if analysis.table.levels is None:
        return None
    contrib = 100 * analysis.found.vectors[analysis.table.numbers.shape[1] :] ** 2
    return mean_points(analysis.table.levels, analysis.coding.categories, analysis, contrib)
