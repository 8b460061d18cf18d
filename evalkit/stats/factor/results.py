"""What a factor analysis gives: small frozen tables with the same names for all methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from evalkit.stats.factor.core import Array

if TYPE_CHECKING:
    from evalkit.stats.factor.coding import Coding

_BY_AXIS = ("coord", "contrib", "cos2", "correlation", "v_test")
_ONCE = ("distance", "weight")

CENTRE = 1e-24
"""A point whose squared distance is below this part of the largest is at the centre: its direction is rounding."""


@dataclass(frozen=True)
class Cloud:
    """Points on the axes. All frames have the points as rows and the axes (1, 2, …) as columns.

    Parameters
    ----------
    coord : DataFrame
        Coordinates, shape (points, axes). Categories have an index of two levels: variable, level.
    cos2 : DataFrame
        Part of the point's squared distance to the centre that the axis shows, 0 to 1; 0 for a point at the centre.
    distance : Series
        Distance to the centre in the whole space.
    weight : Series
        Weight of the points as it was given (1 each by default); for categories, the sum over their individuals.
    contrib : DataFrame or None
        Part of the axis that the point makes, in per cent: each column sums to 100. None for supplementary points.
    correlation : DataFrame or None
        Correlation with the axis: variables only.
    v_test : DataFrame or None
        Standardised deviation from the centre: categories only. Beyond 2 in size, chance alone seldom does it.
    """

    coord: pd.DataFrame
    cos2: pd.DataFrame
    distance: pd.Series[float]
    weight: pd.Series[float]
    contrib: pd.DataFrame | None = None
    correlation: pd.DataFrame | None = None
    v_test: pd.DataFrame | None = None

    @property
    def inertia(self) -> pd.Series[float]:
        """Weight times squared distance to the centre: shape (points,)."""
        return self.weight * self.distance**2

    def frame(self) -> pd.DataFrame:
        """Return one row per point and axis, with all that is known of it in columns."""
        tidy = _long({name: part for name in _BY_AXIS if (part := getattr(self, name)) is not None})
        for name in _ONCE:
            tidy[name] = getattr(self, name).to_numpy().repeat(self.coord.shape[1])
        return tidy


@dataclass(frozen=True)
class Links:
    """Variables in the square of relations: how much each tells of each axis. Frames are variables x axes.

    Parameters
    ----------
    coord : DataFrame
        Squared correlation (quantitative) or eta² (qualitative), 0 to 1.
    cos2 : DataFrame
        ``coord² / (levels - 1)``, a quantitative variable counting for two levels.
    contrib : DataFrame or None
        Part of the axis that the variable makes, all its columns together, in per cent. None where supplementary.
    """

    coord: pd.DataFrame
    cos2: pd.DataFrame
    contrib: pd.DataFrame | None = None

    def frame(self) -> pd.DataFrame:
        """Return one row per variable and axis."""
        return _long({name: part for name in _BY_AXIS[:3] if (part := getattr(self, name)) is not None})


def _long(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return frames of one shape as columns, one row per point and axis, points in order."""
    first = next(iter(parts.values()))
    index, axes = first.index, first.shape[1]
    names = ["variable", "level"] if index.nlevels == 2 else ["name"]
    tidy = pd.DataFrame({name: index.get_level_values(i).repeat(axes) for i, name in enumerate(names)})
    tidy["axis"] = list(first.columns) * len(index)
    for name, part in parts.items():
        tidy[name] = part.to_numpy().ravel()
    return tidy


@dataclass(frozen=True)
class Factors:
    """A factor analysis of individuals (`pca`, `mca`, `famd`, `mfa`). A part that a method has not is None.

    Parameters
    ----------
    method : str
        ``"pca"``, ``"mca"``, ``"famd"`` or ``"mfa"``.
    eigenvalues : DataFrame
        One row per axis (1, 2, …) that the table can have: ``eigenvalue``, ``percentage``, ``cumulative``.
    individuals : Cloud
        Active individuals, shape (n, axes).
    variables : Cloud or None
        Active quantitative variables.
    categories : Cloud or None
        Active categories.
    links : Links
        Active variables of both kinds.
    coding : Coding
        How rows become numbers, kept for `predict`.
    loadings : ndarray
        Shape (q, axes): from coded rows to coordinates.
    metric : ndarray
        Shape (q,): weights of the coded columns.
    supplementary_individuals, supplementary_variables, supplementary_categories : Cloud or None
    supplementary_links : Links or None

    Notes
    -----
    Sign of the axes: see `evalkit.stats.factor.core.decompose`. An axis with an eigenvalue below 1e-12 of the first is
    not kept: it is rounding.
    """

    method: str
    eigenvalues: pd.DataFrame
    individuals: Cloud
    variables: Cloud | None
    categories: Cloud | None
    links: Links
    coding: Coding
    loadings: Array
    metric: Array
    supplementary_individuals: Cloud | None = None
    supplementary_variables: Cloud | None = None
    supplementary_categories: Cloud | None = None
    supplementary_links: Links | None = None

    @property
    def axes(self) -> int:
        """Number of axes kept."""
        return self.individuals.coord.shape[1]

    def frame(self, part: str) -> pd.DataFrame:
        """Return a part as one tidy table.

        Parameters
        ----------
        part : str
            Name of an attribute: ``"individuals"``, ``"categories"``, ``"links"``, ``"eigenvalues"``…

        Raises
        ------
        ValueError
            When the analysis has no such part.
        """
        return part_frame(self, part)

    def predict(self, table: pd.DataFrame) -> Cloud:
        """Return where other individuals fall on these axes.

        Parameters
        ----------
        table : DataFrame
            Has the active columns; others are left aside.

        Raises
        ------
        ValueError
            When an active column is not there, holds infinite values or a level that no active individual has, or
            misses values where the analysis does not say how to fill them one by one.
        """
        return predicted(self.coding, table, self.loadings, self.metric)


def part_frame(result: object, part: str) -> pd.DataFrame:
    """Return a part of a result as one tidy table; see `Factors.frame`."""
    names = [
        each.name
        for each in fields(cast(Any, result))
        if isinstance(getattr(result, each.name), Cloud | Links | pd.DataFrame)
    ]
    if part not in names:
        raise ValueError(f"this analysis has no part {part!r}; it has {', '.join(names)}")
    found = getattr(result, part)
    if isinstance(found, Cloud | Links):
        return found.frame()
    tidy: pd.DataFrame = found.reset_index()
    return tidy


def predicted(coding: Coding, table: pd.DataFrame, loadings: Array, metric: Array) -> Cloud:
    """Return the cloud of rows that took no part in making the axes."""
    rows = coding.rows(table)
    return cloud(table.index, rows.times(loadings), rows.distances(metric), np.ones(len(table)))


def cloud(
    index: pd.Index,
    coord: Array,
    squared: Array,
    weight: Array,
    contrib: Array | None = None,
    correlation: Array | None = None,
    v_test: Array | None = None,
) -> Cloud:
    """Dress arrays: coordinates (points, axes) and squared distances (points,), with what else is known."""
    far = squared[:, None] > CENTRE * squared.max(initial=0.0)
    cos2 = np.divide(coord**2, squared[:, None], out=np.zeros_like(coord), where=far)
    return Cloud(
        by_axis(coord, index),
        by_axis(cos2, index),
        pd.Series(np.sqrt(squared), index=index, name="distance"),
        pd.Series(weight, index=index, name="weight"),
        *(None if part is None else by_axis(part, index) for part in (contrib, correlation, v_test)),
    )


def by_axis(values: Array, index: pd.Index | Iterable[object]) -> pd.DataFrame:
    """Return a frame of points x axes, the axes numbered from 1."""
    named = index if isinstance(index, pd.Index) else pd.Index(list(index))
    return pd.DataFrame(values, index=named, columns=pd.RangeIndex(1, values.shape[1] + 1, name="axis"))


def eigenvalue_table(values: Array) -> pd.DataFrame:
    """Return eigenvalues with their percentages: shape (rank, 3)."""
    percentage = 100 * values / values.sum()
    columns = {"eigenvalue": values, "percentage": percentage, "cumulative": percentage.cumsum()}
    return pd.DataFrame(columns, index=pd.RangeIndex(1, values.size + 1, name="axis"))
