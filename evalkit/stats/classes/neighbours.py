"""Rows that are neighbours: read, made from places on a map, bridged between pieces; and how classes lie among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.classes.cloud import Array, Whole, cloud_of, spatial

Neighbours = pd.DataFrame | ArrayLike | Sequence[tuple[object, object]] | Any
"""Pairs of rows that are neighbours, each once, in any order.

A frame of two columns or a list of pairs, by name where rows have names (by position from 0 elsewhere); or a square
sparse matrix of scipy, by position, whose entries other than 0 are neighbours.
"""


def edges_of(neighbours: Neighbours, names: pd.Index) -> Whole:
    """Read neighbours; a pair given twice or a row beside itself does not count.

    Returns
    -------
    ndarray
        Shape (m, 2): positions of the rows of each pair, the lower first, in growing order.

    Raises
    ------
    ValueError
        When these are no pairs, a name is not among the rows or stands there twice, or a matrix is of another size.
    """
    if not names.is_unique:
        raise ValueError("names of rows stand twice")
    pairs = _by_position(neighbours, len(names)) if hasattr(neighbours, "tocoo") else _by_name(neighbours, names)
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    return np.unique(pairs, axis=0)


def _by_position(matrix: Any, rows: int) -> Whole:
    if matrix.shape != (rows, rows):
        raise ValueError(f"a matrix of neighbours of {rows} rows is {rows} by {rows}, not {matrix.shape}")
    entries = matrix.tocoo()
    there = np.asarray(entries.data) != 0
    return np.column_stack([entries.row[there], entries.col[there]]).astype(np.int64)


def _by_name(neighbours: Neighbours, names: pd.Index) -> Whole:
    given: Any = neighbours if isinstance(neighbours, pd.DataFrame | np.ndarray) else _pairs(neighbours)
    frame = pd.DataFrame(given)
    if frame.empty:
        return np.empty((0, 2), dtype=np.int64)
    if frame.shape[1] != 2:
        raise ValueError(f"neighbours are pairs of rows, not rows by {frame.shape[1]}")
    places = np.column_stack([names.get_indexer(pd.Index(frame[column])) for column in frame])
    if (places < 0).any():
        strange = pd.unique(frame.to_numpy()[places < 0])
        raise ValueError(f"neighbours name {len(strange)} rows that are not there: {', '.join(map(str, strange[:5]))}")
    return np.asarray(places, dtype=np.int64)


def _pairs(neighbours: Any) -> list[Any]:
    pairs = [list(pair) if isinstance(pair, Iterable) and not isinstance(pair, str) else [pair] for pair in neighbours]
    if len({len(pair) for pair in pairs} | {2}) > 1:
        raise ValueError("neighbours are pairs of rows, each of two")
    return pairs


def pieces(edges: Whole, rows: int) -> Whole:
    """Return the piece of each row, from 0: rows that neighbours join, directly or from one to the next."""
    matrix = import_module("scipy.sparse").coo_array((np.ones(len(edges)), edges.T), shape=(rows, rows))
    return np.asarray(import_module("scipy.sparse.csgraph").connected_components(matrix, directed=False)[1], np.int64)


def near(places: ArrayLike | pd.DataFrame, *, distance: float | None = None, count: int | None = None) -> pd.DataFrame:
    """Return neighbours by distance: all pairs up to a distance, or each row and the nearest ones.

    Parameters
    ----------
    places : array-like or DataFrame
        Shape (n, p): where rows lie, all columns in the same unit (metres of a projection, not degrees).
    distance : float, optional
        In the unit of `places`, above 0.
    count : int, optional
        Nearest rows of each row: 1 or more. One of both is given.

    Returns
    -------
    DataFrame
        Columns ``one``, ``other``: names of rows, or positions where places are no frame.

    Raises
    ------
    ValueError
        When neither or both are given, or they are not above 0, or places cannot be read (see `cloud_of`).
    """
    if (distance is None) == (count is None):
        raise ValueError("neighbours are rows up to a distance, or so many nearest ones: give one of both")
    if (distance if distance is not None else count or 0) <= 0:
        raise ValueError("the distance or the number of nearest rows must be above 0")
    cloud = cloud_of(places)
    tree = spatial().KDTree(cloud.points)
    if distance is not None:
        return _named(tree.query_pairs(distance, output_type="ndarray"), cloud.names)
    asked = min((count or 0) + 1, cloud.rows)
    found = tree.query(cloud.points, k=np.arange(1, asked + 1))[1]
    rows = np.repeat(np.arange(cloud.rows), asked)
    return _named(edges_of(np.column_stack([rows, found.ravel()]), pd.RangeIndex(cloud.rows)), cloud.names)


def bridges(places: ArrayLike | pd.DataFrame, neighbours: Neighbours) -> pd.DataFrame:
    """Return what to add to neighbours so that all rows are of one piece: islands are tied to the nearest row outside.

    Parameters
    ----------
    places : array-like or DataFrame
        As in `near`.
    neighbours : pairs
        See `Neighbours`.

    Returns
    -------
    DataFrame
        Columns ``one``, ``other``, ``distance``: no row where all are of one piece already.
    """
    cloud = cloud_of(places)
    edges, added = edges_of(neighbours, cloud.names), np.empty((0, 2), dtype=np.int64)
    while (found := pieces(np.concatenate([edges, added]), cloud.rows)).any():
        largest = np.bincount(found).argmax()
        ties = [_shortest(cloud.points, found == piece) for piece in range(found.max() + 1) if piece != largest]
        added = edges_of(np.concatenate([added, ties]), pd.RangeIndex(cloud.rows))
    frame = _named(added, cloud.names)
    frame["distance"] = np.linalg.norm(cloud.points[added[:, 0]] - cloud.points[added[:, 1]], axis=1)
    return frame


def _shortest(points: Array, inside: np.ndarray) -> tuple[int, int]:
    """Return the row of a piece and the one outside that lie nearest to each other."""
    own, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    distances, found = spatial().KDTree(points[others]).query(points[own])
    nearest = int(distances.argmin())
    return int(own[nearest]), int(others[found[nearest]])


def _named(edges: Whole, names: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"one": names[edges[:, 0]], "other": names[edges[:, 1]]})


def join_counts(labels: pd.Series[int], neighbours: Neighbours) -> pd.DataFrame:
    """Return how classes lie on the map: in how many pieces, and whether neighbours share a class more than by chance.

    Parameters
    ----------
    labels : Series
        Class by name of row.
    neighbours : pairs
        See `Neighbours`.

    Returns
    -------
    DataFrame
        Index ``class``: ``rows``, ``pieces``, ``largest_piece`` (share of the rows), ``joins`` (neighbours both in the
        class), ``expected`` and ``z`` (by how many standard deviations there are more joins than when the same labels
        are dealt out at random; nan where all deals give as many).

    Notes
    -----
    Join counts without replacement (Moran 1948, *J. R. Stat. Soc. B* 10, 243-251; Cliff and Ord 1981, *Spatial
    Processes*, ch. 1). A `z` is large whenever neighbours are alike, and needs no test where classes were made from
    neighbours.
    """
    edges, codes = edges_of(neighbours, labels.index), labels.to_numpy()
    inside = edges[codes[edges[:, 0]] == codes[edges[:, 1]]]
    piece = pieces(inside, len(codes))
    degrees = np.bincount(edges.ravel(), minlength=len(codes))
    lines = {}
    for number in np.unique(codes):
        rows, joins = int((codes == number).sum()), int((codes[inside[:, 0]] == number).sum())
        parts = np.unique(piece[codes == number], return_counts=True)[1]
        expected, deviation = _by_chance(rows, len(codes), degrees)
        z = (joins - expected) / deviation if deviation > 0 else np.nan
        lines[int(number)] = (rows, len(parts), parts.max() / rows, joins, expected, z)
    columns = ["rows", "pieces", "largest_piece", "joins", "expected", "z"]
    frame = pd.DataFrame.from_dict(lines, orient="index", columns=columns)
    return frame.rename_axis("class").astype({"rows": "int64", "pieces": "int64", "joins": "int64"})


def _by_chance(rows: int, of: int, degrees: Whole) -> tuple[float, float]:
    """Return mean and standard deviation of the joins inside a class of so many rows dealt out among all."""
    joins, touching = float(degrees.sum()) / 2, float((degrees * (degrees - 1)).sum())
    two, three, four = (float(np.prod([(rows - i) / max(of - i, 1) for i in range(size)])) for size in (2, 3, 4))
    expected = joins * two
    squared = expected + touching * three + (joins * (joins - 1) - touching) * four
    spread = squared - expected**2
    return expected, float(np.sqrt(spread)) if spread > 1e-12 * max(squared, 1) else 0.0
