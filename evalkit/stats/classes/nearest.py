"""The clusters that cost least to join to each of some clusters, and a bound below which no other lies.

Joining clusters of weights a and b whose centres lie at distance d costs ``a b / (a + b) * d**2`` of inertia. The
search is exact. In few dimensions clusters are cut into bands of like weight, each with a k-d tree: within a band the
nearest by distance are the cheapest up to a known factor. A query whose bound does not settle it is compared with all.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.stats.classes.cloud import Array, Whole, spatial, squares

LISTED = 12
"""Candidates kept for each cluster."""
NEIGHBOURS = 8
"""Neighbours asked of the tree of each band."""
BAND = 2.0
"""Largest over smallest weight in a band: wider bands settle fewer queries, narrower ones make more trees."""
FEW = 2500
"""Up to so many clusters, comparing with all is cheaper than trees."""
LOW = 10
"""Up to so many dimensions trees are worth their while."""
QUERIES = 50
"""From so many queries on trees are worth building."""
BLOCK = 250_000
"""Costs held at a time, so that they stay in the processor's cache."""
STRETCH = 64
"""Clusters of which the cheapest is looked for first: a list of `LISTED` cannot touch more stretches than that."""
SLACK = 1e-12
"""Relative rounding allowed for between two ways of computing a distance."""

Candidates = tuple[Whole, Array]
"""Positions (q, `LISTED`), padded with the query itself; bound (q,) below which no cluster left out lies."""


def candidates(centres: Array, weights: Array, queries: Whole) -> Candidates:
    """Return the cheapest clusters to join to each query.

    Parameters
    ----------
    centres : ndarray
        Shape (m, p).
    weights : ndarray
        Shape (m,), above 0.
    queries : ndarray
        Shape (q,): positions.
    """
    if len(centres) <= FEW or centres.shape[1] > LOW or len(queries) < QUERIES:
        return _among_all(centres, weights, queries)
    found, bounds = _among_bands(centres, weights, queries)
    open_ = costs(centres, weights, queries, found).min(axis=1) > bounds
    found[open_], bounds[open_] = _among_all(centres, weights, queries[open_])
    return found, bounds


def costs(centres: Array, weights: Array, queries: Whole, others: Whole) -> Array:
    """Return what joining each query (q,) to each of its others (q, l) costs; infinite where it is itself."""
    distances = squares(centres[others] - centres[queries][:, None])
    found = distances / (1 / weights[queries][:, None] + 1 / weights[others])
    found[others == queries[:, None]] = np.inf
    return found


def shortlist(found: Whole, prices: Array, queries: Whole, bounds: Array) -> Candidates:
    """Keep the `LISTED` cheapest of what was found; the bounds fall to the cheapest left out.

    Parameters
    ----------
    found, prices : ndarray
        Shape (q, l): positions and costs, infinite where one does not count.
    queries, bounds : ndarray
        Shape (q,): the queries and a bound on what was not found.
    """
    if found.shape[1] > LISTED:
        order = np.argpartition(prices, LISTED, axis=1)[:, : LISTED + 1]
        found, prices = np.take_along_axis(found, order, axis=1), np.take_along_axis(prices, order, axis=1)
        bounds = np.minimum(bounds, prices[:, LISTED])
    listed = np.repeat(queries[:, None], LISTED, axis=1)
    width = min(found.shape[1], LISTED)
    listed[:, :width] = np.where(np.isinf(prices[:, :width]), queries[:, None], found[:, :width])
    return listed, bounds


def _among_all(centres: Array, weights: Array, queries: Whole) -> Candidates:
    """Compare with all clusters, looking only into the stretches of them that can hold one of the cheapest."""
    padding = -len(centres) % STRETCH
    padded = np.concatenate([centres, np.repeat(centres[:1], padding, axis=0)])
    inverse = np.concatenate([1 / weights, np.ones(padding)])
    parts = [_empty()]
    for block in _blocks(queries, len(padded)):
        prices = spatial().distance.cdist(centres[block], padded, "sqeuclidean")
        prices /= inverse[block][:, None] + inverse
        prices[:, len(centres) :] = np.inf
        prices[np.arange(len(block)), block] = np.inf
        found, prices = _promising(prices)
        parts.append(shortlist(found, prices, block, np.full(len(block), np.inf)))
    return _joined(parts)


def _promising(prices: Array) -> tuple[Whole, Array]:
    """Return places and prices of the stretches with the lowest minima: they hold the `LISTED` + 1 cheapest."""
    stretches = prices.reshape(len(prices), -1, STRETCH)
    kept = min(LISTED + 1, stretches.shape[1])
    chosen = np.argpartition(stretches.min(axis=2), kept - 1, axis=1)[:, :kept]
    places = (chosen[:, :, None] * STRETCH + np.arange(STRETCH)).reshape(len(prices), -1)
    return places, np.take_along_axis(prices, places, axis=1)


def _among_bands(centres: Array, weights: Array, queries: Whole) -> Candidates:
    bands = _bands(weights)
    trees = [spatial().KDTree(centres[band]) for band in bands]
    parts = [_empty()]
    for block in _blocks(queries, len(bands) * NEIGHBOURS):
        found, bounds = [], np.full(len(block), np.inf)
        for band, tree in zip(bands, trees, strict=True):
            asked = min(NEIGHBOURS + 1, len(band))
            distances, places = tree.query(centres[block], k=np.arange(1, asked + 1))
            found.append(band[places])
            if asked < len(band):
                least = 1 / (1 / weights[block] + 1 / weights[band[0]])
                bounds = np.minimum(bounds, distances[:, -1] ** 2 * least * (1 - SLACK))
        listed = np.concatenate(found, axis=1)
        parts.append(shortlist(listed, costs(centres, weights, block, listed), block, bounds))
    return _joined(parts)


def _bands(weights: Array) -> list[Whole]:
    """Return positions by bands of growing weight, the lightest of each first."""
    order = np.argsort(weights, kind="stable")
    growing = weights[order]
    starts = [0]
    while (end := int(np.searchsorted(growing, growing[starts[-1]] * BAND, side="right"))) < len(growing):
        starts.append(end)
    return np.split(order, starts[1:])


def _blocks(queries: Whole, width: int) -> Iterator[Whole]:
    size = max(1, BLOCK // width)
    return (queries[start : start + size] for start in range(0, len(queries), size))


def _joined(parts: list[Candidates]) -> Candidates:
    found, bounds = zip(*parts, strict=True)
    return np.concatenate(found), np.concatenate(bounds)


def _empty() -> Candidates:
    return np.empty((0, LISTED), dtype=np.int64), np.empty(0)
