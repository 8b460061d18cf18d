"""Principal component analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import Missing, check_kind, column_weights_of, cut
from evalkit.stats.factor.fitting import fit
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.project import factors, supplementary
from evalkit.stats.factor.results import Factors


def pca(
    table: pd.DataFrame,
    *,
    axes: int = 5,
    scale: bool = True,
    supplementary_columns: Sequence[str] = (),
    supplementary_individuals: Sequence[object] = (),
    row_weights: ArrayLike | pd.Series | None = None,
    column_weights: Mapping[str, float] | None = None,
    missing: Missing = "refuse",
    imputation: Imputation | None = None,
) -> Factors:
    """Return the principal components of quantitative columns.

    Parameters
    ----------
    table : DataFrame
        One row per individual, with unique names of rows and columns. Active columns are numbers (of any dtype of
        numbers; objects are refused, true and false are categories).
    axes : int
        Axes to keep; fewer are kept where fewer exist.
    scale : bool
        Whether columns are divided by their standard deviation (divisor n).
    supplementary_columns : sequence of str
        Columns that do not make the axes: numbers are correlated with them, categories placed at the mean of their
        individuals.
    supplementary_individuals : sequence
        Names of rows that do not make the axes.
    row_weights : array-like or Series, optional
        One per row of the table, 0 or more. A Series is taken by name. Rows of weight 0 are supplementary. Tests read
        weights as numbers of individuals: a weight of 2 is the row written twice, so survey weights should sum to the
        number of answers. Weights that sum to less than 3 are read as shares of the rows.
    column_weights : mapping of str to float, optional
        Weights of active columns, 1 where none is given.
    missing : {"refuse", "mean", "category", "iterative"}
        Refuse missing values; fill them by the column's mean; or by iterative regularised PCA (see
        `evalkit.stats.factor.impute`). ``"category"`` is for categories: it refuses missing numbers.
    imputation : Imputation, optional
        Settings of the iterative imputation: two axes by default.

    Raises
    ------
    ValueError
        When names stand twice, a column is no number, constant, empty or infinite, values are missing (all columns
        are named with their count), or fewer than two rows are active.

    Notes
    -----
    More columns than rows are no difficulty: at most n - 1 axes exist. Missing values of supplementary columns: the
    mean for numbers, a category of their own for categories (unless `missing` refuses them).
    """
    parts = cut(table, supplementary_columns, supplementary_individuals, row_weights, missing)
    check_kind(parts.active, quantitative=True)
    weights = column_weights_of(parts.active, column_weights)
    scaled = np.full(parts.active.shape[1], scale)
    analysis = fit(parts, missing, imputation, scaled, lambda rows, shares: weights, axes)
    fields: dict[str, Any] = dict(factors("pca", analysis, None, supplementary(analysis, scale)))
    return Factors(**fields)


def reconstruct(result: Factors, axes: int) -> pd.DataFrame:
    """Return the active columns of a PCA as its first axes tell them, in the units of the table.

    Parameters
    ----------
    result : Factors
        From `pca`.
    axes : int
        How many of the axes kept are used.

    Returns
    -------
    DataFrame
        Shape (n, p).
    """
    if result.method != "pca" or not 0 <= axes <= result.axes:
        raise ValueError(f"a table is rebuilt from a PCA and from at most the {result.axes} axes it kept")
    scores = result.individuals.coord.to_numpy()[:, :axes]
    directions = result.loadings[:, :axes] / result.metric[:, None]
    values = scores @ directions.T * result.coding.scale + result.coding.centre
    return pd.DataFrame(values, index=result.individuals.coord.index, columns=list(result.coding.numbers))
