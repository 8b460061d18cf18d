"""What a factor analysis gives: small frozen tables with the same names for all methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from evalkit.stats.factor.core import Array, NDArrayBool, Table

if TYPE_CHECKING:
    from evalkit.stats.factor.coding import Coding

_BY_AXIS = ("coord", "contrib", "cos2", "correlation", "v_test")
_ONCE = ("distance", "weight")

CENTRE = 1e-24
"""A point whose squared distance is below this part of the largest is at the centre: its direction is rounding."""


@dataclass(frozen=True)
class Cloud:
    """Points on the axes, as frames made when first asked for: rows are points, columns the axes (1, 2, …).

    Parameters
    ----------
    index : Index
        Names of the points; categories have two levels: variable, level.
    coordinates : ndarray
        Shape (points, axes).
    squared : ndarray or callable
        Squared distance to the centre in the whole space, shape (points,), or what gives it.
    weights : ndarray
        Shape (points,).
    contributions : ndarray or callable or None
        In per cent, shape (points, axes), or what gives them. None for supplementary points.
    correlations, tests : ndarray or None
        Shape (points, axes).
    """

    index: pd.Index
    coordinates: Array
    squared: Array | Callable[[], Array]
    weights: Array
    contributions: Array | Callable[[], Array] | None = None
    correlations: Array | None = None
    tests: Array | None = None

    @cached_property
    def coord(self) -> pd.DataFrame:
        """Coordinates."""
        return by_axis(self.coordinates, self.index)

    @cached_property
    def cos2(self) -> pd.DataFrame:
        """Part of the point's squared distance to the centre that the axis shows, 0 to 1; 0 for one at the centre."""
        squared = self._squared
        far = squared[:, None] > CENTRE * squared.max(initial=0.0)
        shown = self.coordinates**2
        return by_axis(np.divide(shown, squared[:, None], out=np.zeros_like(shown), where=far), self.index)

    @cached_property
    def distance(self) -> pd.Series[float]:
        """Distance to the centre in the whole space."""
        return pd.Series(np.sqrt(self._squared), index=self.index, name="distance")

    @cached_property
    def weight(self) -> pd.Series[float]:
        """Weight of the points as it was given (1 each by default); for categories, the sum over their individuals."""
        return pd.Series(self.weights, index=self.index, name="weight")

    @cached_property
    def contrib(self) -> pd.DataFrame | None:
        """Part of the axis that the point makes, in per cent: each column sums to 100. None for supplementary ones."""
        made = self.contributions() if callable(self.contributions) else self.contributions
        return None if made is None else by_axis(made, self.index)

    @cached_property
    def correlation(self) -> pd.DataFrame | None:
        """Correlation with the axis: variables only."""
        return None if self.correlations is None else by_axis(self.correlations, self.index)

    @cached_property
    def v_test(self) -> pd.DataFrame | None:
        """Standardised deviation from the centre: categories only. Beyond 2 in size, chance alone seldom does it."""
        return None if self.tests is None else by_axis(self.tests, self.index)

    @cached_property
    def _squared(self) -> Array:
        return self.squared() if callable(self.squared) else self.squared

    def some(self, which: NDArrayBool, active: bool = True) -> Cloud:
        """Return some of the points; without contributions where they are not active."""
        contrib = None if self.contrib is None or not active else self.contrib.to_numpy()[which]
        parts = (None if part is None else part[which] for part in (self.correlations, self.tests))
        return Cloud(
            self.index[which], self.coordinates[which], self._squared[which], self.weights[which], contrib, *parts
        )

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
    names : sequence of str
        The variables.
    squares : ndarray
        Shape (variables, axes).
    freedom : ndarray
        Shape (variables,): levels less 1; 1 for a quantitative variable.
    contributions : ndarray or None
        In per cent, shape (variables, axes). None where supplementary.
    """

    names: Sequence[str]
    squares: Array
    freedom: Array
    contributions: Array | None = None

    @cached_property
    def coord(self) -> pd.DataFrame:
        """Squared correlation (quantitative) or eta² (qualitative), 0 to 1."""
        return by_axis(self.squares, self.names)

    @cached_property
    def cos2(self) -> pd.DataFrame:
        """``coord² / (levels - 1)``, a quantitative variable counting for two levels."""
        return by_axis(self.squares**2 / self.freedom[:, None], self.names)

    @cached_property
    def contrib(self) -> pd.DataFrame | None:
        """Part of the axis that the variable makes, all its columns together, in per cent. None where supplementary."""
        return None if self.contributions is None else by_axis(self.contributions, self.names)

    def frame(self) -> pd.DataFrame:
        """Return one row per variable and axis."""
        return _long({name: part for name in _BY_AXIS[:3] if (part := getattr(self, name)) is not None})


def _long(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return frames of one shape as columns, one row per point and axis, points in order."""
    first = next(iter(parts.values()))
    index, axes = first.index, first.shape[1]
    names = ["name"] if index.nlevels == 1 else [name or f"name_{i + 1}" for i, name in enumerate(index.names)]
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
    rows : Table
        Coded active individuals, completed where values were missing.
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
    rows: Table
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
        return predicted(table.index, self.coded(table), self.loadings, self.metric)

    def coded(self, table: pd.DataFrame) -> Table:
        """Return individuals as the analysis codes them; raises as `predict`."""
        return self.coding.rows(table)


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


def predicted(index: pd.Index, rows: Table, loadings: Array, metric: Array) -> Cloud:
    """Return the cloud of coded rows that took no part in making the axes."""
    return Cloud(index, rows.times(loadings), partial(rows.distances, metric), np.ones(len(index)))


def by_axis(values: Array, index: pd.Index | Iterable[object]) -> pd.DataFrame:
    """Return a frame of points x axes, the axes numbered from 1."""
    named = index if isinstance(index, pd.Index) else pd.Index(list(index))
    return pd.DataFrame(values, index=named, columns=pd.RangeIndex(1, values.shape[1] + 1, name="axis"))


def eigenvalue_table(values: Array) -> pd.DataFrame:
    """Return eigenvalues with their percentages: shape (rank, 3)."""
    percentage = 100 * values / values.sum()
    columns = np.column_stack([values, percentage, percentage.cumsum()])
    index = pd.RangeIndex(1, values.size + 1, name="axis")
    return pd.DataFrame(columns, index=index, columns=["eigenvalue", "percentage", "cumulative"])
