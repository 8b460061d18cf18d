"""How well a partition stands: silhouette, Calinski and Harabasz's index, gap with clouds that have no classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalkit.stats.classes.cloud import Array, Cloud, Whole, spatial
from evalkit.stats.classes.tree import Tree
from evalkit.stats.classes.ward import ward

SAMPLE = 2_000
"""Rows drawn at most for criteria that compare all rows with all."""
BLOCK = 500_000
"""Distances held at a time."""


def silhouettes(points: Array, partitions: Sequence[Whole], weights: Array) -> list[Array]:
    """Return the silhouette of each row in each partition.

    Parameters
    ----------
    points : ndarray
        Shape (n, p).
    partitions : sequence of ndarray
        Labels from 0, shape (n,) each.
    weights : ndarray
        Shape (n,): distances to a class are averaged with them.

    Returns
    -------
    list of ndarray
        Shape (n,) each: ``(b - a) / max(a, b)``, a the mean distance to the rows of the own class, b to those of the
        nearest other (Rousseeuw 1987, *J. Comput. Appl. Math.* 20, 53-65); 0 for a row alone in its class, nan where
        there is one class.

    Notes
    -----
    Takes n**2 distances, a block at a time; they are computed once for all partitions.
    """
    members = [np.eye(labels.max() + 1)[labels] * weights[:, None] for labels in partitions]
    sums = _distance_sums(points, np.concatenate(members, axis=1))
    ends = np.cumsum([part.shape[1] for part in members])[:-1]
    parts = np.split(sums, ends, axis=1)
    return [
        _silhouette(part, labels, weights, member.sum(axis=0))
        for part, labels, member in zip(parts, partitions, members, strict=True)
    ]


def _distance_sums(points: Array, members: Array) -> Array:
    """Return the weighted sum of distances of each row to each class."""
    size = max(1, BLOCK // len(points))
    starts = range(0, len(points), size)
    return np.concatenate([spatial().distance.cdist(points[i : i + size], points) @ members for i in starts])


def _silhouette(sums: Array, labels: Whole, weights: Array, masses: Array) -> Array:
    if len(masses) < 2:
        return np.full(len(labels), np.nan)
    rows = np.arange(len(labels))
    others = masses[labels] - weights
    alone = np.bincount(labels)[labels] == 1
    inside = sums[rows, labels] / np.where(alone, 1, others)
    away = sums / masses
    away[rows, labels] = np.inf
    outside = away.min(axis=1)
    largest = np.maximum(inside, outside)
    return np.where(alone | (largest == 0), 0.0, (outside - inside) / np.where(largest == 0, 1, largest))


def calinski_harabasz(within: Array, total: float, rows: int) -> Array:
    """Return Calinski and Harabasz's index for 1, 2, ... classes: between by degree of freedom over within.

    Parameters
    ----------
    within : ndarray
        Shape (k,): inertia within 1, 2, ... classes.
    total : float
        Inertia in all.
    rows : int
        How many rows; not defined (nan) for one class or as many classes as rows.
    """
    classes = np.arange(1, len(within) + 1)
    found = np.full(len(within), np.nan)
    right = (classes > 1) & (classes < rows) & (within > 0)
    between = (total - within[right]) / (classes[right] - 1)
    found[right] = between / (within[right] / (rows - classes[right]))
    return found


def gaps(cloud: Cloud, most: int, references: int, seed: int) -> tuple[Array, Array]:
    """Return the gap for 1 to `most` classes and its simulation error.

    Parameters
    ----------
    cloud : Cloud
        Rows, preferably no more than some thousand.
    most : int
        Classes at most.
    references : int
        Clouds without classes that are drawn, uniform in the box along the principal axes.
    seed : int
        Of the draws.

    Returns
    -------
    gap, error : ndarray
        Shape (most,): mean log of the inertia within classes in the clouds drawn, less that of the rows; and its
        standard deviation times ``sqrt(1 + 1 / references)`` (Tibshirani, Walther and Hastie 2001, *J. R. Stat. Soc. B*
        63, 411-423).
    """
    random = np.random.default_rng(seed)
    centred = cloud.points - cloud.points.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    empty = [_log_within(random.uniform(low, high, turned.shape), cloud.shares, most) for _ in range(references)]
    own = _log_within(cloud.points, cloud.shares, most)
    return np.mean(empty, axis=0) - own, np.std(empty, axis=0) * np.sqrt(1 + 1 / references)


def _log_within(points: Array, shares: Array, most: int) -> Array:
    return np.asarray(np.log(np.maximum(within_of(ward(points, shares), most), np.finfo(float).tiny)))


def within_of(tree: Tree, most: int) -> Array:
    """Return the inertia within 1, 2, ... classes of a tree, `most` or as many as it has leaves."""
    return np.concatenate([[0.0], np.cumsum(tree.gains)])[::-1][:most]


def drawn(cloud: Cloud, most: int, seed: int) -> Whole:
    """Return which rows are looked at: all, or so many drawn at random, in their order."""
    if cloud.rows <= most:
        return np.arange(cloud.rows)
    return np.sort(np.random.default_rng(seed).choice(cloud.rows, most, replace=False))
