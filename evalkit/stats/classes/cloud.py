"""A cloud of weighted rows: read from what the caller gives, refused with a reason, its inertia."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
"""Numbers in double precision."""
Whole = NDArray[np.int64]
"""Indices, labels, counts."""


def spatial() -> Any:
    """Return scipy's module of distances and neighbours, loaded where it is used."""
    return import_module("scipy.spatial")


@dataclass(frozen=True)
class Cloud:
    """Rows on axes, with shares that sum to 1.

    Parameters
    ----------
    points : ndarray
        Shape (n, p).
    shares : ndarray
        Shape (n,), above 0, sum 1.
    names : Index
        Name of each row.
    """

    points: Array
    shares: Array
    names: pd.Index

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.points)

    @property
    def total(self) -> float:
        """Inertia about the weighted mean."""
        return float(self.shares @ squares(self.points - self.shares @ self.points))


def cloud_of(coordinates: ArrayLike | pd.DataFrame, weights: ArrayLike | pd.Series | None = None) -> Cloud:
    """Read coordinates and weights.

    Parameters
    ----------
    coordinates : array-like or DataFrame
        Shape (n, p), or (n,) for one axis. A frame gives the names of the rows; else they are counted from 0.
    weights : array-like or Series, optional
        Shape (n,), above 0; only their proportions count. A Series is taken by name where coordinates are a frame.

    Raises
    ------
    ValueError
        When there are fewer than two rows or no axis, values or weights are missing or infinite, weights are not above
        0 or not one per row, or names of rows stand twice.
    """
    names = coordinates.index if isinstance(coordinates, pd.DataFrame) else None
    points = points_of(coordinates)
    if len(points) < 2:
        raise ValueError(f"at least two rows are needed to make classes, not {len(points)}")
    if names is not None and not names.is_unique:
        raise ValueError(f"names of rows stand twice: {', '.join(map(str, names[names.duplicated()].unique()[:5]))}")
    shares = _shares(len(points), names, weights)
    return Cloud(points, shares, pd.RangeIndex(len(points)) if names is None else names)


def points_of(coordinates: ArrayLike | pd.DataFrame) -> Array:
    """Return coordinates as an array of shape (n, p); refuse what is no number."""
    points = np.asarray(coordinates, dtype=np.float64)
    points = points[:, None] if points.ndim == 1 else points
    if points.ndim != 2 or points.shape[1] == 0:
        raise ValueError(f"coordinates are a table of rows by axes, not an array of shape {points.shape}")
    if not np.isfinite(points).all():
        faulty = np.flatnonzero(~np.isfinite(points).all(axis=1))
        raise ValueError(
            f"coordinates are missing or infinite in {len(faulty)} rows (the first is row {faulty[0]}, counted from 0)"
        )
    return np.ascontiguousarray(points)


def _shares(rows: int, names: pd.Index | None, weights: ArrayLike | pd.Series | None) -> Array:
    if weights is None:
        return np.full(rows, 1 / rows)
    ordered = weights.reindex(names) if isinstance(weights, pd.Series) and names is not None else weights
    given = np.asarray(ordered, dtype=np.float64)
    if given.shape != (rows,):
        raise ValueError(f"{rows} weights are needed, one per row, not an array of shape {given.shape}")
    if not (np.isfinite(given).all() and (given > 0).all()):
        raise ValueError("weights must be there for every row, finite and above 0; place rows of weight 0 afterwards")
    return np.asarray(given / given.sum(), dtype=np.float64)


def squares(differences: Array) -> Array:
    """Return the sum of squares along the last dimension."""
    return np.asarray(np.einsum("...j,...j->...", differences, differences), dtype=np.float64)


def masses(labels: Whole, weights: Array, classes: int) -> Array:
    """Return the weight of each class, labelled from 0: shape (k,)."""
    return np.asarray(np.bincount(labels, weights, classes), dtype=np.float64)


def means(points: Array, labels: Whole, weights: Array, classes: int) -> Array:
    """Return the weighted mean of each class, labelled from 0: shape (k, p)."""
    sums = [np.bincount(labels, weights * column, classes) for column in points.T]
    return np.asarray(np.stack(sums, axis=1) / masses(labels, weights, classes)[:, None], dtype=np.float64)


def within(points: Array, labels: Whole, weights: Array, classes: int) -> float:
    """Return the inertia within classes labelled from 0, about their weighted means."""
    centres = means(points, labels, weights, classes)
    return float(weights @ squares(points - centres[labels]))
