"""Whether zones that touch are alike: Moran's I, before a map is read as a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pandas as pd

from evalkit.stats.classes.neighbours import Neighbours, edges_of
from evalkit.stats.estimable import NotEstimable, not_estimable

PERMUTATIONS = 999
FEWEST = 10
"""Zones with a value and a neighbour below which the values dealt out again tell nothing."""
_AT_ONCE = 64
_EXACT = 1e-12
"""Of sums of floats: what lies closer is the same."""


@dataclass(frozen=True)
class Moran:
    """Moran's I of one figure.

    Parameters
    ----------
    value : float
        I, with weights that add up to 1 in each row: about 1 where neighbours are alike, below `expected` where they
        are unlike.
    expected : float
        Where the values lie at random: -1 / (zones - 1).
    p : float
        Share of the deals whose I is as great as the one found, itself among them: of an arrangement at random in which
        neighbours are as alike.
    permutations : int
    zones : int
        With a value and at least one neighbour that has one.
    alone : int
        With a value and no such neighbour: islands, left out.
    without : int
        Without a value.
    """

    value: float
    expected: float
    p: float
    permutations: int
    zones: int
    alone: int
    without: int


def moran(
    values: pd.Series[float], neighbours: Neighbours, *, permutations: int = PERMUTATIONS, seed: int = 1
) -> Moran | NotEstimable:
    """Return Moran's I with a p-value by permutations.

    Parameters
    ----------
    values : Series
        By name of zone; zones without a value are left out, with their links.
    neighbours : pairs
        See `evalkit.stats.classes.neighbours.Neighbours`.
    permutations : int
        How often the values are dealt out again.
    seed : int
        Of the deals.

    Returns
    -------
    Moran or NotEstimable
        The latter where fewer than ten zones have a value and a neighbour, or all have the same value.

    Raises
    ------
    ValueError
        When neighbours cannot be read, or no deal is asked for.

    Notes
    -----
    I = (n / S0) z'Wz / z'z, z the values less their mean, W standardised by row, S0 = n. One-sided: p is that of
    neighbours being alike. Zones count alike, whatever their population. After Cliff and Ord 1981, *Spatial Processes*,
    chapters 1 and 2.
    """
    if permutations < 1:
        raise ValueError("at least one permutation")
    edges = edges_of(neighbours, values.index)
    known = values.notna().to_numpy()
    inside = edges[known[edges].all(axis=1)] if len(edges) else edges
    linked = np.zeros(len(values), dtype=bool)
    linked[inside] = True
    zones = int(linked.sum())
    if zones < FEWEST:
        return not_estimable("spatial.few_zones", n=zones, least=FEWEST)
    numbers = values.to_numpy(dtype=float)[linked]
    if np.ptp(numbers) <= _EXACT * max(1.0, float(np.abs(numbers).max())):
        return not_estimable("spatial.all_alike")
    place = np.cumsum(linked) - 1
    found, dealt = _statistics(numbers - numbers.mean(), place[inside], permutations, seed)
    greater = int((dealt >= found - _EXACT).sum())
    alone = int(known.sum()) - zones
    return Moran(found, -1 / (zones - 1), (greater + 1) / (permutations + 1), permutations, zones, alone,
                 int((~known).sum()))  # fmt: skip


def _statistics(z: np.ndarray, edges: np.ndarray, permutations: int, seed: int) -> tuple[float, np.ndarray]:
    """Return I as it is and of each deal."""
    n = len(z)
    both = np.concatenate([edges, edges[:, ::-1]])
    degrees = np.bincount(both[:, 0], minlength=n)
    weights = import_module("scipy.sparse").coo_array((1 / degrees[both[:, 0]], both.T), shape=(n, n)).tocsr()
    random, total = np.random.default_rng(seed), float(z @ z)
    dealt = []
    for start in range(0, permutations, _AT_ONCE):
        count = min(_AT_ONCE, permutations - start)
        deals = random.permuted(np.tile(z, (count, 1)), axis=1).T
        dealt.append((deals * (weights @ deals)).sum(axis=0) / total)
    return float(z @ (weights @ z)) / total, np.concatenate(dealt)
