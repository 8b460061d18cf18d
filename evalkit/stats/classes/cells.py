"""Many small cells in place of very many rows, and rows moved all at once: k-means that only have to be quick."""

from __future__ import annotations

import numpy as np

from evalkit.stats.classes.cloud import Array, Whole, means, spatial

ROUNDS = 4
"""Rounds of Lloyd's algorithm for cells: they are a beginning, not a result."""
MOST_MOVES = 30
"""Times that all rows are moved at once."""


def cells_of(points: Array, weights: Array, cells: int, seed: int = 0) -> Whole:
    """Return the cell of each row, from 0; cells left empty are dropped.

    Parameters
    ----------
    points : ndarray
        Shape (n, p).
    weights : ndarray
        Shape (n,), above 0.
    cells : int
        How many, at most the number of rows.
    seed : int
        Of the draw of the rows that cells start from: all rows alike, so that light rows get cells too.
    """
    starts = np.random.default_rng(seed).choice(len(points), min(cells, len(points)), replace=False)
    centres = points[np.sort(starts)]
    found = _nearest(points, centres)
    for _ in range(ROUNDS):
        centres = means(points, found, weights, int(found.max()) + 1)
        found = _nearest(points, centres)
    return found


def _nearest(points: Array, centres: Array) -> Whole:
    """Return the centre nearest to each row, centres nearest to none being left out of the count."""
    found = spatial().KDTree(centres).query(points)[1]
    return np.unique(found, return_inverse=True)[1].reshape(-1)


def to_the_nearest_mean(points: Array, labels: Whole, weights: Array, classes: int) -> Whole:
    """Move all rows at once to the class with the nearest mean, again and again, as long as no class is left empty.

    Parameters
    ----------
    points, weights : ndarray
        Shapes (n, p) and (n,).
    labels : ndarray
        Shape (n,): from 0, none empty.
    classes : int
    """
    for _ in range(MOST_MOVES):
        centres = means(points, labels, weights, classes)
        nearest = spatial().distance.cdist(points, centres, "sqeuclidean").argmin(axis=1)
        if np.array_equal(nearest, labels) or not np.bincount(nearest, minlength=classes).all():
            break
        labels = nearest
    return labels
