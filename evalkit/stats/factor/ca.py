"""Correspondence analysis of a table of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import (
    Missing,
    Parts,
    check_axes,
    check_infinite,
    check_kind,
    check_values,
    cut,
    listed,
    numbers_of,
    with_text_names,
)
from evalkit.stats.factor.coding import Coding
from evalkit.stats.factor.core import ZERO, Array, decompose, scipy_part
from evalkit.stats.factor.fitting import Fit
from evalkit.stats.factor.impute import Imputation, completed_counts
from evalkit.stats.factor.project import individuals, supplementary, variables
from evalkit.stats.factor.results import Cloud, Links, eigenvalue_table, part_frame, predicted


@dataclass(frozen=True)
class Ca:
    """A correspondence analysis. A part that is not there is None.

    Parameters
    ----------
    eigenvalues : DataFrame
        One row per axis, min(rows, columns) - 1 of them: ``eigenvalue``, ``percentage``, ``cumulative``.
    rows, columns : Cloud
        Active rows and columns in principal coordinates; ``weight`` is the mass (sum 1).
    chi2, p_value : float
        Test of independence of rows and columns, on the active table.
    freedom : int
        Its degrees of freedom.
    coding, loadings, metric
        As in `evalkit.stats.factor.results.Factors`, kept for `predict`.
    supplementary_rows, supplementary_columns : Cloud or None
    supplementary_variables, supplementary_categories : Cloud or None
        Columns that describe the rows: correlations with the axes; levels at the mean of their rows.
    supplementary_links : Links or None
    """

    eigenvalues: pd.DataFrame
    rows: Cloud
    columns: Cloud
    chi2: float
    freedom: int
    p_value: float
    coding: Coding
    loadings: Array
    metric: Array
    supplementary_rows: Cloud | None = None
    supplementary_columns: Cloud | None = None
    supplementary_variables: Cloud | None = None
    supplementary_categories: Cloud | None = None
    supplementary_links: Links | None = None

    @property
    def axes(self) -> int:
        """Number of axes kept."""
        return self.rows.coord.shape[1]

    def frame(self, part: str) -> pd.DataFrame:
        """Return a part as one tidy table; see `Factors.frame`."""
        return part_frame(self, part)

    def predict(self, table: pd.DataFrame) -> Cloud:
        """Return where other rows fall, from counts in the active columns."""
        counts = with_text_names(table)[list(self.coding.numbers)]
        return predicted(table.index, self.coding.rows(_profiles(counts)), self.loadings, self.metric)


def ca(
    table: pd.DataFrame,
    *,
    axes: int = 5,
    supplementary_rows: Sequence[object] = (),
    supplementary_columns: Sequence[str] = (),
    supplementary_variables: Sequence[str] = (),
    row_weights: ArrayLike | pd.Series | None = None,
    missing: Missing = "refuse",
    imputation: Imputation | None = None,
) -> Ca:
    """Return the axes of a table of counts.

    Parameters
    ----------
    table : DataFrame
        Counts, 0 or more, rows by columns.
    axes : int
    supplementary_rows : sequence
        Names of rows of counts that do not make the axes.
    supplementary_columns : sequence of str
        Columns of counts that do not make the axes.
    supplementary_variables : sequence of str
        Columns that describe the rows, numbers or categories.
    row_weights : array-like or Series, optional
        What each row of counts is multiplied by.
    missing : {"refuse", "mean", "iterative"}
        Refuse missing counts; fill them as if rows and columns were independent; or by iterative regularised CA.
    imputation : Imputation, optional

    Raises
    ------
    ValueError
        When a count is negative, infinite or missing, a row or a column has no count, names stand twice, or rows and
        columns are independent to the last count: no axis can be made.

    Notes
    -----
    The row profiles n_ij / n_i. weigh n_i. / n and are compared by the metric 1 / c_j, where c_j is the column's mass.
    Supplementary categories lie at the mean of their rows, weights included. Their v-tests are FactoMineR's, which are
    not divided by the root of the eigenvalue: below 1 as it is, they claim too little rather than too much.
    """
    parts, counts, aside = _read(table, supplementary_rows, supplementary_columns, supplementary_variables, row_weights)
    counts = _complete(counts, missing, imputation or Imputation())
    check_axes(axes)
    _check_counts(counts)
    analysis = _fit(Parts(counts, parts.rows, parts.columns, counts.sum(axis=1).to_numpy()), int(axes))
    if analysis.found.values[0] < ZERO:
        raise ValueError("rows and columns are independent: there is no axis")
    return _dressed(analysis, _row_points(parts.rows, analysis), _column_points(aside, analysis))


def _dressed(analysis: Fit, rows: Cloud | None, columns: Cloud | None) -> Ca:
    points, found = variables(analysis), analysis.found
    if points is None:
        raise ValueError("the table has no active column")
    freedom = (len(analysis.weights) - 1) * (len(points.weights) - 1)
    chi2 = float(found.values.sum()) * analysis.total
    return Ca(
        eigenvalue_table(found.values),
        replace(individuals(analysis), weights=analysis.weights),
        replace(points, correlations=None),
        chi2,
        freedom,
        _chi2_tail(chi2, freedom),
        analysis.coding,
        found.loadings,
        analysis.metric,
        rows,
        columns,
        **_projected(analysis),  # type: ignore[arg-type]
    )


def _read(
    table: pd.DataFrame,
    rows: Sequence[object],
    columns: Sequence[str],
    described: Sequence[str],
    row_weights: ArrayLike | pd.Series | None,
) -> tuple[Parts, pd.DataFrame, pd.DataFrame]:
    """Return the parts, the weighted active counts, and the supplementary columns of counts."""
    parts = cut(table, [*columns, *described], rows, row_weights, "mean")
    check_kind(parts.active, quantitative=True)
    columns, described = [str(name) for name in columns], [str(name) for name in described]
    check_kind(parts.columns[columns], quantitative=True)
    check_values(parts.columns[described], "refuse")
    check_values(parts.columns[columns], "refuse")
    weighted = parts.active.astype(float).mul(parts.weights, axis=0)
    aside = parts.columns[columns].astype(float).mul(parts.weights, axis=0)
    described_only = Parts(parts.active, parts.rows, parts.columns[described], parts.weights)
    return described_only, weighted, aside


def _check_counts(counts: pd.DataFrame) -> None:
    values = counts.to_numpy()
    if negative := list(counts.columns[np.flatnonzero((values < 0).any(axis=0))]):
        raise ValueError(f"these columns hold negative counts: {listed(negative)}")
    if empty := list(counts.index[values.sum(axis=1) == 0]):
        raise ValueError(f"these rows have no count at all: {listed(empty)}")
    if empty := list(counts.columns[values.sum(axis=0) == 0]):
        raise ValueError(f"these columns have no count at all: {listed(empty)}")
    if min(values.shape) < 2:
        raise ValueError("at least two rows and two columns are needed")


def _profiles(counts: pd.DataFrame) -> pd.DataFrame:
    check_kind(counts, quantitative=True)
    check_infinite(counts)
    values = numbers_of(counts)
    if np.isnan(values).any():
        raise ValueError("supplementary rows must be complete")
    _check_rows(counts, values)
    return counts.astype(float).div(values.sum(axis=1), axis=0)


def _check_rows(counts: pd.DataFrame, values: Array) -> None:
    wrong = (values < 0).any(axis=1) | (values.sum(axis=1) == 0)
    if bad := [name for name, is_wrong in zip(counts.index, wrong, strict=True) if is_wrong]:
        raise ValueError(f"these rows have negative counts or none at all: {listed(bad)}")


def _fit(parts: Parts, axes: int) -> Fit:
    counts = numbers_of(parts.active)
    masses = counts.sum(axis=0) / counts.sum()
    names = tuple(str(name) for name in parts.active.columns)
    coding = Coding(names, names, masses, masses, {}, np.empty(0), "refuse")
    rows = coding.rows(_profiles(parts.active.set_axis(list(names), axis=1)))
    found = decompose(rows, parts.shares, masses, axes, min(counts.shape) - 1)
    return Fit(parts, coding, rows, masses, found)


def _projected(analysis: Fit) -> dict[str, object]:
    """Project columns that describe the rows; the v-tests of categories are FactoMineR's."""
    found = supplementary(analysis)
    points = found["supplementary_categories"]
    if isinstance(points, Cloud) and points.tests is not None:
        found["supplementary_categories"] = replace(points, tests=points.tests * np.sqrt(analysis.found.kept))
    return found


def _row_points(rows: pd.DataFrame | None, analysis: Fit) -> Cloud | None:
    if rows is None:
        return None
    coded = analysis.coding.rows(_profiles(rows))
    return predicted(rows.index, coded, analysis.found.loadings, analysis.metric)


def _column_points(columns: pd.DataFrame, analysis: Fit) -> Cloud | None:
    if columns.shape[1] == 0:
        return None
    values = columns.to_numpy()
    if bad := list(columns.columns[(values < 0).any(axis=0) | (values.sum(axis=0) == 0)]):
        raise ValueError(f"these columns have negative counts or none at all: {listed(bad)}")
    profiles = values / values.sum(axis=0)
    coord = profiles.T @ analysis.found.scores / np.sqrt(analysis.found.kept)
    squared = (((profiles - analysis.weights[:, None]) ** 2) / analysis.weights[:, None]).sum(axis=0)
    return Cloud(columns.columns, coord, squared, values.sum(axis=0) / analysis.total)


def _complete(counts: pd.DataFrame, missing: Missing, how: Imputation) -> pd.DataFrame:
    if missing == "category":
        raise ValueError('a missing count cannot make a category of its own; say missing="mean" or "iterative"')
    check_values(counts, missing)
    if not counts.isna().any(axis=None):
        return counts
    filled = completed_counts(numbers_of(counts), how if missing == "iterative" else Imputation(axes=0))
    return pd.DataFrame(filled, index=counts.index, columns=counts.columns)


def _chi2_tail(chi2: float, freedom: int) -> float:
    chdtrc = scipy_part("special").chdtrc

    return float(chdtrc(freedom, chi2))
