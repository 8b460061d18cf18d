"""Ward's tree on coordinates: exact, weighted, in memory linear in the number of rows.

Two clusters that are each other's cheapest partner will be joined whatever else is joined before them, because no join
brings a third cluster closer than the nearer of the two joined (Bruynooghe 1977; Murtagh 1983, *The Computer Journal*
26, 354-359). So each round joins all such pairs at once. A cluster keeps a short list of its cheapest partners and a
bound on all others, which joins can only raise: the list is searched anew only when the bound no longer settles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from evalkit.stats.classes.cloud import Array, Whole, cloud_of, masses, means
from evalkit.stats.classes.contiguity import merges_of_neighbours
from evalkit.stats.classes.nearest import SLACK, candidates, costs, shortlist
from evalkit.stats.classes.neighbours import Neighbours, edges_of
from evalkit.stats.classes.tree import Tree, ordered, roots

TIE = 1e-10
"""Costs that differ by less, relatively, are equal: which is lower is rounding."""
PATIENCE = 20
"""Clusters without a partner that are looked at for each join made; bounds the work where all flock to one cluster."""

Merges = tuple[Whole, Array, Whole]
"""Nodes joined (m, 2), gains (m,), leaves under each node made (m,)."""


def ward(
    coordinates: ArrayLike | pd.DataFrame,
    weights: ArrayLike | pd.Series | None = None,
    neighbours: Neighbours | None = None,
) -> Tree:
    """Return Ward's tree of weighted rows, of all or of neighbours only.

    Parameters
    ----------
    coordinates : array-like or DataFrame
        Shape (n, p).
    weights : array-like or Series, optional
        Shape (n,), above 0; only their proportions count.
    neighbours : pairs, optional
        See `evalkit.stats.classes.neighbours.Neighbours`: only clusters that touch are joined. Where rows fall into
        pieces (see `Tree.pieces`), each is joined first, and the pieces at last as if all were neighbours.

    Returns
    -------
    Tree
        Its gains are what ``w_a w_b / (w_a + w_b) * d(a, b)**2`` gives for each merge, with weights that sum to 1.

    Raises
    ------
    ValueError
        See `evalkit.stats.classes.cloud.cloud_of` and `evalkit.stats.classes.neighbours.edges_of`.

    Notes
    -----
    Equal rows are joined first, at no cost. Where several partners cost the same to 1e-10, as often with questions of
    few levels, the one furthest along the first axis is taken, so that rounding, which differs from one machine to the
    next, decides as little as can be. For unit weights scipy's height is ``sqrt(2 n gain)``.
    """
    cloud = cloud_of(coordinates, weights)
    if neighbours is None:
        return _of_all(cloud.points, cloud.shares)
    centred = cloud.points - cloud.shares @ cloud.points
    done = merges_of_neighbours(centred, cloud.shares, edges_of(neighbours, cloud.names))
    return _finished(*done, centred, cloud.shares)


def _of_all(points: Array, shares: Array) -> Tree:
    different, first, group = _distinct(points)
    (pairs, costless, sizes), nodes, leaves = _equal_rows(first, group)
    start = _start(different - shares @ points, masses(group, shares, len(different)), nodes, leaves)
    parts = [(pairs, costless, sizes), *_rounds(start, len(points) + len(costless))]
    merges, gains, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ordered(merges, gains, counts)


def _finished(merges: Whole, gains: Array, sizes: Whole, points: Array, shares: Array) -> Tree:
    """Return the tree of neighbours, the pieces that are left being joined as if all were neighbours."""
    rows, count = len(points), len(points) - len(gains)
    if count == 1:
        return Tree(merges, gains, sizes)
    tops, piece = np.unique(roots(merges, rows)[:rows], return_inverse=True)
    rest = _of_all(means(points, piece, shares, count), masses(piece, shares, count))
    nodes = np.concatenate([tops, np.arange(rows + len(gains), 2 * rows - 1)])
    leaves = np.concatenate([np.bincount(piece), np.zeros(count - 1, dtype=np.int64)])
    for made, pair in enumerate(rest.merges):
        leaves[count + made] = leaves[pair].sum()
    joined = np.concatenate([merges, np.sort(nodes[rest.merges], axis=1)])
    return Tree(joined, np.concatenate([gains, rest.gains]), np.concatenate([sizes, leaves[count:]]), count)


def _distinct(points: Array) -> tuple[Array, Whole, Whole]:
    """Return the distinct rows, the place of each one's first occurrence, and the distinct row of each row."""
    order = np.lexsort(points.T[::-1])
    differs = np.r_[True, (points[order][1:] != points[order][:-1]).any(axis=1)]
    group = np.empty(len(points), dtype=np.int64)
    group[order] = np.cumsum(differs) - 1
    return points[order[differs]], order[differs], group


def _equal_rows(first: Whole, group: Whole) -> tuple[Merges, Whole, Whole]:
    """Join equal rows in a chain; return the merges, the node over each distinct row and its leaves."""
    rows, order = len(group), np.argsort(group, kind="stable")
    again = np.r_[False, group[order][1:] == group[order][:-1]]
    made = rows + np.cumsum(again) - 1
    node = np.where(again, made, order)
    pairs = np.column_stack([node[:-1][again[1:]], order[again]])
    leaves = np.bincount(group)
    place = np.arange(rows) - np.searchsorted(group[order], group[order])
    top = node[np.cumsum(leaves) - 1]
    return (pairs, np.zeros(len(pairs)), place[again] + 1), top, leaves


@dataclass
class _Clusters:
    """Clusters under way, in slots: a join keeps the lower slot and forwards the other to it."""

    centres: Array
    weights: Array
    nodes: Whole
    leaves: Whole
    heights: Array
    alive: NDArray[np.bool_]
    forward: Whole
    lists: Whole
    bounds: Array
    partner: Whole
    cost: Array
    settled: NDArray[np.bool_]
    grain: float


def _start(centres: Array, weights: Array, nodes: Whole, leaves: Whole) -> _Clusters:
    slots = np.arange(len(centres))
    lists, bounds = candidates(centres, weights, slots)
    clusters = _Clusters(
        centres.copy(),
        weights.copy(),
        nodes.copy(),
        leaves.copy(),
        np.zeros(len(slots)),
        np.ones(len(slots), dtype=np.bool_),
        slots.copy(),
        lists,
        bounds,
        slots.copy(),
        np.full(len(slots), np.inf),
        np.zeros(len(slots), dtype=np.bool_),
        TIE * float(np.abs(centres[:, 0]).max()),
    )
    if len(slots) > 1:
        _settle(clusters, slots, costs(centres, weights, slots, lists))
    return clusters


def _rounds(clusters: _Clusters, made: int) -> Iterator[Merges]:
    """Join round after round until one cluster is left; `made` is the number of the next node."""
    left, credit = len(clusters.alive), 0
    while left > 1:
        low, high = _pairs(clusters)
        yield _join(clusters, low, high, made)
        made, left, credit = made + len(low), left - len(low), credit + len(low)
        if left > 1:
            _inherit(clusters, low, high)
            waiting = np.flatnonzero(clusters.alive & ~clusters.settled)
            if len(waiting) <= PATIENCE * credit:
                _find_partners(clusters, waiting)
                credit = 0


def _pairs(clusters: _Clusters) -> tuple[Whole, Whole]:
    """Return slots of pairs that are each other's cheapest partners, no slot twice: lower and higher."""
    settled = _follow(clusters)
    partner = clusters.partner[settled]
    mutual = clusters.partner[partner] == settled
    if not mutual.any():  # equal costs made a ring: the cheapest pair of all is right
        mutual = np.arange(len(settled)) == clusters.cost[settled].argmin()
    ends = np.sort(np.column_stack([settled, partner])[mutual], axis=1)
    rank = np.arange(len(ends))
    earliest = np.full(len(clusters.alive), len(ends))
    np.minimum.at(earliest, ends.ravel(), np.repeat(rank, 2))
    low, high = ends[(earliest[ends] == rank[:, None]).all(axis=1)].T
    return low, high


def _follow(clusters: _Clusters) -> Whole:
    """Settle all partners of settled slots, and theirs in turn; return the settled slots."""
    while True:
        settled = np.flatnonzero(clusters.settled)
        partners = clusters.partner[settled]
        waiting = np.unique(partners[~clusters.settled[partners]])
        if not len(waiting):
            return settled
        _find_partners(clusters, waiting)


def _join(clusters: _Clusters, low: Whole, high: Whole, made: int) -> Merges:
    """Join pairs of slots into the lower one; who had one of them as partner is no longer settled."""
    pairs = np.column_stack([clusters.nodes[low], clusters.nodes[high]])
    light, heavy = clusters.weights[low], clusters.weights[high]
    gains = costs(clusters.centres, clusters.weights, low, high[:, None])[:, 0]
    _merge_bounds(clusters, low, high, gains)
    sums = light[:, None] * clusters.centres[low] + heavy[:, None] * clusters.centres[high]
    clusters.centres[low] = sums / (light + heavy)[:, None]
    clusters.weights[low] = light + heavy
    clusters.leaves[low] += clusters.leaves[high]
    clusters.nodes[low] = np.arange(made, made + len(low))
    # Rounding may put a parent a last digit below its child.
    gains = np.maximum(gains, np.maximum(clusters.heights[low], clusters.heights[high]))
    clusters.heights[low] = gains
    _retire(clusters, low, high)
    return pairs, gains, clusters.leaves[low].copy()


def _merge_bounds(clusters: _Clusters, low: Whole, high: Whole, gains: Array) -> None:
    """Bound what any cluster outside both lists costs to the pair joined (Lance and Williams' formula).

    The formula is monotone in the other cluster's weight, so its least value lies at the lightest or at infinity.
    """
    least = clusters.weights[clusters.alive].min()
    first, second = clusters.weights[low], clusters.weights[high]
    one, other = clusters.bounds[low], clusters.bounds[high]
    lightest = ((first + least) * one + (second + least) * other - least * gains) / (first + second + least)
    clusters.bounds[low] = np.minimum(lightest, one + other - gains)


def _retire(clusters: _Clusters, low: Whole, high: Whole) -> None:
    clusters.alive[high] = False
    clusters.forward[high] = low
    clusters.forward = clusters.forward[clusters.forward]
    changed = np.zeros(len(clusters.alive), dtype=np.bool_)
    changed[low] = changed[high] = True
    clusters.settled &= ~changed[clusters.partner] & ~changed


def _inherit(clusters: _Clusters, low: Whole, high: Whole) -> None:
    """Give pairs just joined the lists of both, and their partner where that settles it."""
    both = np.concatenate([clusters.lists[low], clusters.lists[high]], axis=1)
    found = np.sort(clusters.forward[both], axis=1)
    prices = costs(clusters.centres, clusters.weights, low, found)
    prices[:, 1:][found[:, 1:] == found[:, :-1]] = np.inf
    clusters.lists[low], clusters.bounds[low] = shortlist(found, prices, low, clusters.bounds[low])
    _find_partners(clusters, low)


def _find_partners(clusters: _Clusters, slots: Whole) -> None:
    """Settle slots from their lists, and search all clusters for those whose list does not settle it."""
    found = clusters.forward[clusters.lists[slots]]
    clusters.lists[slots] = found
    prices = costs(clusters.centres, clusters.weights, slots, found)
    sure = prices.min(axis=1, initial=np.inf) <= clusters.bounds[slots] * (1 - SLACK)
    _settle(clusters, slots[sure], prices[sure])
    if not sure.all():
        _search(clusters, slots[~sure])


def _search(clusters: _Clusters, slots: Whole) -> None:
    alive = np.flatnonzero(clusters.alive)
    places = np.searchsorted(alive, slots)
    found, bounds = candidates(clusters.centres[alive], clusters.weights[alive], places)
    clusters.lists[slots], clusters.bounds[slots] = alive[found], bounds
    _settle(clusters, slots, costs(clusters.centres, clusters.weights, slots, alive[found]))


def _settle(clusters: _Clusters, slots: Whole, prices: Array) -> None:
    """Take the cheapest of each slot's list as partner; of several the furthest along the first axis, then the lowest.

    From both ends of a pair this is one order, that of the sum of both places: so no ring of preferences arises.
    """
    least, listed = prices.min(axis=1, initial=np.inf), clusters.lists[slots]
    along = np.where(prices <= least[:, None] * (1 + TIE), clusters.centres[listed, 0], -np.inf)
    furthest = along >= along.max(axis=1, initial=-np.inf)[:, None] - clusters.grain
    chosen = np.where(furthest, listed, len(clusters.alive))
    clusters.partner[slots], clusters.cost[slots] = chosen.min(axis=1, initial=len(clusters.alive)), least
    clusters.settled[slots] = True
