"""How sure classes are: drawn again from the same rows, with one class fewer or more, and by another method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.classes.cloud import Array, Whole, means, squares, within
from evalkit.stats.classes.compare import adjusted_rand, jaccard
from evalkit.stats.classes.criteria import SAMPLE
from evalkit.stats.classes.growth import consolidated
from evalkit.stats.classes.hartigan_wong import can_start, hartigan_wong
from evalkit.stats.classes.hcpc import UNWEIGHTED, Classes, Consolidation
from evalkit.stats.classes.ward import ward

DRAWS = 50
"""Times that rows are drawn again."""
DISSOLVED = 0.5
"""A class whose Jaccard index falls below this has dissolved in that draw (Hennig 2007)."""
RECOVERED = 0.75
"""A class that reaches this has been found again."""
UNDRAWN = 1e-9
"""Weight, against that of a row drawn once, of a row that was not drawn and still joins its neighbours."""
STARTS = 20
"""Starts of k-means, of which the best is kept."""


@dataclass(frozen=True)
class Stability:
    """How classes come out of rows drawn again.

    Parameters
    ----------
    classes : DataFrame
        Index ``class``: ``jaccard`` (mean over draws of the best agreement with a class of the draw, from 0 to 1),
        ``low`` (its 5th percentile), ``dissolved`` and ``recovered`` (shares of draws below 0.5, and from 0.75 on). Nan
        for a class of which no draw has a row.
    adjusted_rand : float
        Mean agreement of the whole partition with that of a draw.
    draws, rows : int
        Draws made, and rows drawn in each.
    """

    classes: pd.DataFrame
    adjusted_rand: float
    draws: int
    rows: int


def stability(found: Classes, *, draws: int = DRAWS, rows: int = SAMPLE, seed: int = 0) -> Stability:
    """Draw rows again with replacement, classify them in the same way, and see which classes come back.

    Parameters
    ----------
    found : Classes
        Classified by `hcpc`.
    draws : int
        How many times, 1 or more.
    rows : int
        Rows drawn each time, at most as many as there are: with fewer, figures are a little lower.
    seed : int
        Of the draws.

    Notes
    -----
    After Hennig 2007, *Comput. Stat. Data Anal.* 52, 258-271: agreement is counted over the rows drawn, each once. A
    row drawn twice weighs twice. From 0.75 on a class is commonly called stable, below 0.6 it should not be trusted.

    Where only neighbours were joined, rows that were not drawn keep their place on the map with next to no weight, and
    each draw takes as long as the first tree.
    """
    labels = {found.count: _codes(found.labels)}
    ((scores, rand),) = _drawn_again(found, labels, draws, rows, seed).values()
    table = pd.DataFrame(
        {
            "jaccard": scores.mean(),
            "low": scores.quantile(0.05),
            "dissolved": (scores < DISSOLVED).sum() / scores.count(),
            "recovered": (scores >= RECOVERED).sum() / scores.count(),
        }
    ).set_axis(found.centres.index)
    return Stability(table, float(rand.mean()), draws, min(rows, len(found.points)))


def stability_by_count(
    found: Classes, most: int, *, draws: int = DRAWS // 2, rows: int = SAMPLE // 2, seed: int = 0
) -> pd.DataFrame:
    """Return how stable 2 to `most` classes of the same rows are.

    Parameters
    ----------
    found : Classes
        Classified by `hcpc`, into any number of classes.
    most : int
        Most classes, 2 or more.
    draws, rows, seed : int
        As in `stability`.

    Returns
    -------
    DataFrame
        Index ``classes`` (from the number of pieces on, where only neighbours are joined): ``jaccard`` and
        ``jaccard_least`` (mean and least over classes), ``adjusted_rand``: made to be joined to the table of
        `choose_classes`.
    """
    counts = range(max(2, found.tree.pieces), min(most, found.tree.leaves) + 1)
    partitions = {count: _labels(found, count) for count in counts}
    scores = _drawn_again(found, partitions, draws, rows, seed)
    lines = {}
    for count, (by_class, rand) in scores.items():
        mean = by_class.mean()
        lines[count] = {"jaccard": mean.mean(), "jaccard_least": mean.min(), "adjusted_rand": rand.mean()}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("classes")


@dataclass(frozen=True)
class Comparison:
    """The classes beside other ways of making them.

    Parameters
    ----------
    table : DataFrame
        Index: ``cut`` (before consolidation), ``fewer`` and ``more`` (one class fewer, one more), ``k_means`` (the best
        of many starts with as many classes); columns ``classes``, ``within`` (inertia), ``between_share`` (nan where
        all rows are equal), ``adjusted_rand`` (with the classes). Lines that cannot be made are not there. The first
        line, ``classes``, is the classes themselves.
    labels : DataFrame
        Shape (n, lines): class of each row in each, from 1, numbered by growing mean on the first axis.
    """

    table: pd.DataFrame
    labels: pd.DataFrame


def compare(found: Classes, *, starts: int = STARTS, rows: int = SAMPLE, seed: int = 0) -> Comparison:
    """Return what one class fewer or more, and the best of many k-means, would make of the same rows.

    Parameters
    ----------
    found : Classes
        Classified by `hcpc`.
    starts : int
        Starts of k-means: each with rows drawn far from one another; 0 leaves k-means out.
    rows : int
        Rows on which starts are tried; the best one is then carried on over all rows.
    seed : int
        Of the draws.
    """
    own = _codes(found.labels)
    partitions = {"classes": own, "cut": _codes(found.cut)}
    if found.count > found.tree.pieces:
        partitions["fewer"] = _labels(found, found.count - 1)
    if found.count < 1 + np.count_nonzero(found.tree.gains > 0):
        partitions["more"] = _labels(found, found.count + 1)
    if starts and found.count > 1:
        partitions["k_means"] = _best_k_means(found, starts, rows, seed)
    numbered = {name: _by_first_axis(found, labels) for name, labels in partitions.items()}
    lines = {name: _line(found, labels, own) for name, labels in numbered.items()}
    return Comparison(
        pd.DataFrame.from_dict(lines, orient="index").astype({"classes": "int64"}),
        pd.DataFrame(numbered, index=found.labels.index) + 1,
    )


def _codes(labels: pd.Series[int]) -> Whole:
    return np.asarray(labels.to_numpy() - 1, dtype=np.int64)


def _drawn_again(
    found: Classes, partitions: Mapping[int, Whole], draws: int, rows: int, seed: int
) -> dict[int, tuple[pd.DataFrame, Array]]:
    """Return for each number of classes the Jaccard index of each class (draws, k), the Rand index (draws,)."""
    if draws < 1 or rows < 2:
        raise ValueError(f"rows are drawn at least once, and at least two of them, not {draws} times {rows}")
    random = np.random.default_rng(seed)
    scores: dict[int, list[Array]] = {count: [] for count in partitions}
    rands: dict[int, list[float]] = {count: [] for count in partitions}
    size = min(rows, len(found.points))
    for _ in range(draws):
        times = np.bincount(random.integers(0, len(found.points), size), minlength=len(found.points))
        who = np.flatnonzero(times)
        for count, labels in _classified(found, who, times[who], list(partitions)).items():
            first = partitions[count][who]
            scores[count].append(jaccard(first, labels, count))
            rands[count].append(adjusted_rand(first, labels))
    return {count: (pd.DataFrame(scores[count]), np.array(rands[count])) for count in partitions}


def _classified(found: Classes, who: Whole, times: Whole, counts: list[int]) -> dict[int, Whole]:
    """Classify rows drawn, each number of classes from the same tree; fewer classes where too few rows differ."""
    if found.neighbours is not None:
        return _neighbours_classified(found, who, times, counts)
    points, shares = found.points[who], found.shares[who] * times
    if len(who) < 2:
        return {count: np.zeros(len(who), dtype=np.int64) for count in counts}
    order = np.argsort(points[:, 0], kind="stable")
    tree = ward(points[order], shares[order])
    different = 1 + int(np.count_nonzero(tree.gains > 0))
    loads = times.astype(np.float64) if found.consolidation in UNWEIGHTED else shares
    back = np.argsort(order)
    return {
        count: _moved(points[order], tree.cut(min(count, different)), loads[order], found.consolidation)[back]
        for count in counts
    }


def _neighbours_classified(found: Classes, who: Whole, times: Whole, counts: list[int]) -> dict[int, Whole]:
    """As `_classified`; rows that were not drawn stay where they are with next to no weight, and still join others."""
    drawn = np.full(len(found.points), UNDRAWN)
    drawn[who] = times
    tree = ward(found.points, found.shares * drawn, found.neighbours)
    return {count: np.unique(tree.cut(count)[who], return_inverse=True)[1] for count in counts}


def _moved(points: Array, cut: Whole, loads: Array, consolidation: Consolidation) -> Whole:
    return cut if consolidation.startswith("none") else consolidated(points, cut, loads, int(cut.max()) + 1)[0]


def _labels(found: Classes, count: int) -> Whole:
    """Return the classes that another number makes of the same rows and tree."""
    order = np.argsort(found.points[:, 0], kind="stable")
    cut = found.tree.cut(count)[order if found.cells is None else found.cells[order]]
    loads = np.ones(len(order)) if found.consolidation in UNWEIGHTED else found.shares[order]
    return _moved(found.points[order], cut, loads, found.consolidation)[np.argsort(order)]


def _best_k_means(found: Classes, starts: int, rows: int, seed: int) -> Whole:
    """Try starts on some rows, carry the best on over all."""
    loads = np.ones(len(found.points)) if found.consolidation in UNWEIGHTED else found.shares
    random = np.random.default_rng(seed)
    looked = random.permutation(len(found.points))[:rows]
    points, weights = found.points[looked], loads[looked]
    tried = [_tried(points, weights, found.count, random) for _ in range(starts)]
    # The classes found are a start too: k-means must not do worse for want of luck.
    own = _codes(found.labels)
    centres = [means(found.points, own, loads, found.count), *(each for each in tried if each is not None)]
    costs = [weights @ squares(points[:, None] - each[None]).min(axis=1) for each in centres]
    best = centres[int(np.argmin(costs))]
    return hartigan_wong(found.points, best, loads).labels if can_start(found.points, best) else own


def _tried(points: Array, weights: Array, count: int, random: np.random.Generator) -> Array | None:
    """Return the centres reached from rows drawn far from one another; None where too few rows differ."""
    drawn = [int(random.choice(len(points), p=weights / weights.sum()))]
    nearest = np.full(len(points), np.inf)
    while len(drawn) < count:
        nearest = np.minimum(nearest, weights * squares(points - points[drawn[-1]]))
        if not nearest.any():
            return None
        drawn.append(int(random.choice(len(points), p=nearest / nearest.sum())))
    return hartigan_wong(points, points[drawn], weights).centres


def _by_first_axis(found: Classes, labels: Whole) -> Whole:
    """Return labels numbered by growing mean on the first axis."""
    centres = means(found.points, labels, found.shares, int(labels.max()) + 1)
    return np.asarray(np.argsort(np.argsort(centres[:, 0], kind="stable"))[labels], dtype=np.int64)


def _line(found: Classes, labels: Whole, own: Whole) -> dict[str, float]:
    count, total = int(labels.max()) + 1, found.inertia.total
    inside = within(found.points, labels, found.shares, count)
    share = 1 - inside / total if total > 0 else np.nan
    return {"classes": count, "within": inside, "between_share": share, "adjusted_rand": adjusted_rand(own, labels)}
