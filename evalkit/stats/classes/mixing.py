"""Classes of rows that are alike and lie near one another: both distances mixed, and what each share of places costs.

Ward's method on squared distances ``(1 - s) d0**2 + s d1**2``, as Chavent, Kuentz-Simonet, Labenne and Saracco 2018
(*Comput. Stat.* 33, 1799-1822) do in their package ClustGeo. Where both distances are Euclidean this is Ward's method
on coordinates set side by side, so it is exact and needs no table of distances. Rows of a class need not touch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.classes.cloud import Array, Cloud, cloud_of, within
from evalkit.stats.classes.ward import ward

SHARES = tuple(round(0.1 * i, 1) for i in range(11))
"""Shares of places that are tried."""


def mixed(
    coordinates: pd.DataFrame | ArrayLike,
    places: pd.DataFrame | ArrayLike,
    share: float,
    weights: ArrayLike | pd.Series | None = None,
) -> pd.DataFrame:
    """Set coordinates and places side by side, so that places make a given share of the inertia: made for `hcpc`.

    Parameters
    ----------
    coordinates : array-like or DataFrame
        Shape (n, p): the axes kept.
    places : array-like or DataFrame
        Shape (n, q): where rows lie, all columns in the same unit (metres of a projection, not degrees); by name where
        both are frames.
    share : float
        From 0 (places do not count) to 1 (nothing else does).
    weights : array-like or Series, optional
        Shape (n,), as they will be given to `hcpc`: inertias are weighted.

    Returns
    -------
    DataFrame
        Shape (n, p + q): columns ``axis 1``, ..., ``place 1``, ...; both parts centred, with inertia ``1 - share`` and
        ``share``.

    Raises
    ------
    ValueError
        When the share is not between 0 and 1, places do not have the same rows, all rows are alike or in one place, or
        what is given cannot be read (see `evalkit.stats.classes.cloud.cloud_of`).

    Notes
    -----
    ClustGeo divides each distance by the largest one and not by the inertia: its alpha is another scale of the same
    family, ``a / m1**2 / (a / m1**2 + (1 - a) * i0 / i1 / m0**2)`` being our share, with largest distances m and
    inertias i.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share of places is between 0 and 1, not {share}")
    alike, near = _both(coordinates, places, weights)
    parts = {"axis": np.sqrt(1 - share) * _unit(alike), "place": np.sqrt(share) * _unit(near)}
    columns = [f"{name} {i + 1}" for name, part in parts.items() for i in range(part.shape[1])]
    return pd.DataFrame(np.concatenate(list(parts.values()), axis=1), index=alike.names, columns=columns)


def choose_mixing(
    coordinates: pd.DataFrame | ArrayLike,
    places: pd.DataFrame | ArrayLike,
    classes: int,
    weights: ArrayLike | pd.Series | None = None,
    shares: Sequence[float] = SHARES,
) -> pd.DataFrame:
    """Return how alike and how near the rows of classes are, for each share of places.

    Parameters
    ----------
    coordinates, places, weights : array-like
        As in `mixed`.
    classes : int
        Into how many classes the tree is cut.
    shares : sequence of float
        Shares tried.

    Returns
    -------
    DataFrame
        Index ``share``; ``alike`` and ``near``: part of the inertia of coordinates and of places that lies between
        classes; ``alike_kept`` and ``near_kept``: the same against the most that a tree gets (share 0, share 1). Look
        for the share where the second has grown and the first has lost little.
    """
    alike, near = _both(coordinates, places, weights)
    tried = {share: _between(alike, near, share, classes) for share in {0.0, 1.0, *map(float, shares)}}
    lines = [(*tried[share], tried[share][0] / tried[0.0][0], tried[share][1] / tried[1.0][1]) for share in shares]
    columns = ["alike", "near", "alike_kept", "near_kept"]
    return pd.DataFrame(lines, index=pd.Index(list(shares), name="share"), columns=columns)


def _both(
    coordinates: pd.DataFrame | ArrayLike, places: pd.DataFrame | ArrayLike, weights: ArrayLike | pd.Series | None
) -> tuple[Cloud, Cloud]:
    alike = cloud_of(coordinates, weights)
    if isinstance(coordinates, pd.DataFrame) and isinstance(places, pd.DataFrame):
        places = places.reindex(coordinates.index)
    near = cloud_of(places)
    if near.rows != alike.rows:
        raise ValueError(f"there are {alike.rows} rows and {near.rows} places")
    return alike, Cloud(near.points, alike.shares, alike.names)


def _unit(cloud: Cloud) -> Array:
    """Return centred points with an inertia of 1."""
    centred = cloud.points - cloud.shares @ cloud.points
    if not cloud.total > 1e-20 * np.abs(cloud.points).max() ** 2:
        raise ValueError("all rows are alike or in one place: there is nothing to mix")
    return np.asarray(centred / np.sqrt(cloud.total), dtype=np.float64)


def _between(alike: Cloud, near: Cloud, share: float, classes: int) -> tuple[float, float]:
    """Return the parts of both inertias that lie between the classes that a share makes."""
    points = np.concatenate([np.sqrt(1 - share) * _unit(alike), np.sqrt(share) * _unit(near)], axis=1)
    labels = ward(points, alike.shares).cut(classes)
    first, second = (1 - within(each.points, labels, each.shares, classes) / each.total for each in (alike, near))
    return first, second
