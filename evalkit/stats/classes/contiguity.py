"""Ward's tree of rows of which only neighbours are joined: the cheapest pair of neighbouring clusters, each time.

Two clusters are neighbours when a row of one is a neighbour of a row of the other. Costs stand in a heap; those of
clusters that are no more are thrown away as they come up. After Ferligoj and Batagelj 1982, *Psychometrika* 47,
413-426. Time is a little more than linear where clusters have few neighbours, as on a map.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from evalkit.stats.classes.cloud import Array, Whole, squares


@dataclass
class _Map:
    """Clusters by number of node: what is no more has no neighbours (None)."""

    centres: Array
    weights: Array
    beside: list[set[int] | None]
    heap: list[tuple[float, int, int]]


def merges_of_neighbours(centres: Array, weights: Array, edges: Whole) -> tuple[Whole, Array, Whole]:
    """Return what is joined as far as neighbours go: nodes, costs and leaves of each merge, in their order.

    Parameters
    ----------
    centres : ndarray
        Shape (n, p).
    weights : ndarray
        Shape (n,), above 0.
    edges : ndarray
        Shape (m, 2): positions of neighbours, each pair once.
    """
    drawn, leaves = _start(centres, weights, edges), [1] * len(weights)
    merges: list[tuple[int, int]] = []
    gains: list[float] = []
    while drawn.heap:
        price, one, other = heappop(drawn.heap)
        if drawn.beside[one] is not None and drawn.beside[other] is not None:
            merges.append((min(one, other), max(one, other)))
            gains.append(price)
            leaves.append(leaves[one] + leaves[other])
            _join(drawn, one, other, len(leaves) - 1)
    pairs = np.array(merges, dtype=np.int64).reshape(-1, 2)
    sizes = np.array(leaves[len(weights) :], dtype=np.int64)
    return pairs, np.array(gains, dtype=np.float64), sizes


def _start(centres: Array, weights: Array, edges: Whole) -> _Map:
    rows, axes = centres.shape
    room = np.zeros((2 * rows - 1, axes)), np.zeros(2 * rows - 1)
    room[0][:rows], room[1][:rows] = centres, weights
    beside: list[set[int]] = [set() for _ in range(rows)]
    for one, other in edges.tolist():
        beside[one].add(other)
        beside[other].add(one)
    first, second = edges.T
    prices = squares(centres[first] - centres[second]) / (1 / weights[first] + 1 / weights[second])
    heap = list(zip(prices.tolist(), first.tolist(), second.tolist(), strict=True))
    heapify(heap)
    return _Map(*room, [*beside], heap)


def _join(drawn: _Map, one: int, other: int, made: int) -> None:
    """Put the cluster made in place of two, with the neighbours of both."""
    around = (drawn.beside[one] or set()) | (drawn.beside[other] or set())
    around -= {one, other}
    weight, share = drawn.weights[one] + drawn.weights[other], drawn.weights[other]
    # As a step from one centre to the other, so that equal centres stay what they are.
    step = (drawn.centres[other] - drawn.centres[one]) * (share / weight)
    drawn.weights[made], drawn.centres[made] = weight, drawn.centres[one] + step
    drawn.beside[one] = drawn.beside[other] = None
    drawn.beside.append(around)
    if not around:
        return
    others = sorted(around)
    apart = drawn.centres[others] - drawn.centres[made]
    prices = squares(apart) / (1 / drawn.weights[others] + 1 / weight)
    for each, price in zip(others, prices.tolist(), strict=True):
        near = drawn.beside[each]
        assert near is not None
        near -= {one, other}
        near.add(made)
        heappush(drawn.heap, (price, each, made))
