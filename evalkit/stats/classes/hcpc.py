"""Classes of rows placed on axes: Ward's tree, a cut, consolidation by k-means, and the rows that show each class.

After Husson, Josse and Pagès 2010, *Principal component methods - hierarchical clustering - partitional clustering*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.classes.cloud import Array, Cloud, Whole, cloud_of, masses, means, points_of, squares, within
from evalkit.stats.classes.cut import Rule
from evalkit.stats.classes.growth import grow, grow_cells
from evalkit.stats.classes.neighbours import Neighbours, edges_of
from evalkit.stats.classes.tree import Tree

Consolidation = Literal["weighted", "unweighted", "none", "none_unweighted"]
"""Whether rows are moved after the cut, and whether weights count then in the means of classes.

FactoMineR leaves weights out: its ``consol=TRUE`` is ``"unweighted"`` and its ``consol=FALSE`` ``"none_unweighted"``.
"""
UNWEIGHTED = ("unweighted", "none_unweighted")
SHOWN = 5
"""Rows shown of each class."""


@dataclass(frozen=True)
class Inertia:
    """Weighted inertia of the rows, with weights that sum to 1.

    Parameters
    ----------
    total : float
        About the mean of all rows.
    within_before, within_after : float
        Within classes, before and after consolidation; equal where there is none.
    between_unweighted : float
        Between classes after consolidation, all rows weighing the same. FactoMineR's ``bw.after.consol``, whatever the
        weights of the tree; its ``bw.before.consol`` is `between_before`.
    """

    total: float
    within_before: float
    within_after: float
    between_unweighted: float

    @property
    def between_before(self) -> float:
        """Between classes as the tree was cut."""
        return self.total - self.within_before

    @property
    def between_after(self) -> float:
        """Between classes after consolidation."""
        return self.total - self.within_after


@dataclass(frozen=True)
class Classes:
    """Classes of rows, numbered by growing mean on the first axis.

    Parameters
    ----------
    labels : Series
        Class of each row, from 1, by name.
    cut : Series
        The same as the tree was cut, before consolidation; a class keeps its number.
    centres : DataFrame
        Shape (k, p), index ``class``: means under the weights that `consolidation` counts.
    sizes : DataFrame
        Index ``class``: ``rows`` and ``share`` of the weight.
    tree : Tree
        Over the rows (leaf i is row i of `labels`), or over the cells.
    cells : ndarray or None
        Cell of each row, from 0, where rows were first put into cells.
    rule : str or None
        The rule that picked the number of classes; None where it was asked.
    inertia : Inertia
    consolidation : {"weighted", "unweighted", "none", "none_unweighted"}
        How rows were moved after the cut, and whether weights count in the centres.
    converged : bool
        Whether consolidation came to rest; False too where it could not start, because the mean of a class of the cut
        is nearest to no row: then labels are the cut.
    points, shares : ndarray
        Shapes (n, p) and (n,): what was classified.
    neighbours : ndarray or None
        Shape (m, 2): positions of the rows that alone could be joined; None where all could.
    """

    labels: pd.Series[int]
    cut: pd.Series[int]
    centres: pd.DataFrame
    sizes: pd.DataFrame
    tree: Tree
    cells: Whole | None
    rule: Rule | None
    inertia: Inertia
    consolidation: Consolidation
    converged: bool
    points: Array
    shares: Array
    neighbours: Whole | None = None

    @property
    def count(self) -> int:
        """How many classes there are."""
        return len(self.centres)

    @property
    def moved(self) -> pd.DataFrame:
        """Rows that consolidation moved: columns ``before`` and ``after``."""
        both = pd.DataFrame({"before": self.cut, "after": self.labels})
        return both[both["before"] != both["after"]]


def hcpc(
    coordinates: ArrayLike | pd.DataFrame,
    weights: ArrayLike | pd.Series | None = None,
    *,
    classes: int | Rule = "evalkit_1",
    consolidation: Consolidation = "weighted",
    cells: int | None = None,
    seed: int = 0,
    neighbours: Neighbours | None = None,
) -> Classes:
    """Return classes of rows placed on axes.

    Parameters
    ----------
    coordinates : array-like or DataFrame
        Shape (n, p): the axes kept.
    weights : array-like or Series, optional
        Shape (n,), above 0; only their proportions count.
    classes : int or str
        How many, or the rule that picks: see `evalkit.stats.classes.cut.pick`.
    consolidation : {"weighted", "unweighted", "none", "none_unweighted"}
        Whether rows are moved after the cut to lower the inertia within classes, and whether their weights count then:
        see `Consolidation`.
    cells : int, optional
        Put rows into so many cells first (1,000 is a good number) and build the tree over them: quicker for hundreds of
        thousands of rows, or tens of thousands with unlike weights, and no longer exact. Cells are made several times,
        and the classes with the least inertia within them kept; whole cells are moved first, rows afterwards.
    seed : int
        Of the cells: the same seed and rows make the same classes.
    neighbours : pairs, optional
        See `evalkit.stats.classes.neighbours.Neighbours`: each class is then of one piece, any two of its rows being
        joined by neighbours within it. No row is moved after the cut, which would tear classes, whatever
        `consolidation` says.

    Raises
    ------
    ValueError
        When coordinates, weights or neighbours cannot be read (see `evalkit.stats.classes.cloud.cloud_of` and
        `evalkit.stats.classes.neighbours.edges_of`), there are not as many distinct rows (or cells) as classes asked,
        fewer classes are asked than there are pieces that no neighbours join (see
        `evalkit.stats.classes.neighbours.bridges`), or both cells and neighbours are given.

    Notes
    -----
    Rows are consolidated in the order of the first axis, as FactoMineR does, so that their order in the table does not
    matter. A rule does not pick fewer classes than there are pieces.
    """
    cloud = cloud_of(coordinates, weights)
    if consolidation not in get_args(Consolidation):
        raise ValueError(f"consolidation is one of {', '.join(get_args(Consolidation))}, not {consolidation!r}")
    edges = None if neighbours is None else edges_of(neighbours, cloud.names)
    if edges is not None:
        if cells is not None:
            raise ValueError("rows are put into cells or joined by neighbours, not both")
        consolidation = "none_unweighted" if consolidation in UNWEIGHTED else "none"
    order = np.argsort(cloud.points[:, 0], kind="stable")
    back = np.argsort(order)
    points, shares = cloud.points[order], cloud.shares[order]
    loads = np.ones(len(points)) if consolidation in UNWEIGHTED else shares
    move = not consolidation.startswith("none")
    if cells is None:
        grown = grow(points, shares, loads, classes, move, None if edges is None else back[edges])
    else:
        grown = grow_cells(points, shares, loads, classes, move, cells, seed)
    labels = grown.labels
    rank = np.argsort(np.argsort(means(points, labels, loads, grown.count)[:, 0], kind="stable"))
    found = _Found(rank[labels][back], rank[grown.cut][back], loads[back], consolidation, grown.converged)
    tree = grown.tree.with_leaves(order) if cells is None else grown.tree
    rule = classes if isinstance(classes, str) else None
    made = _classes(cloud, found, tree, None if cells is None else grown.members[back], rule)
    return replace(made, neighbours=edges)


def assign(found: Classes, coordinates: ArrayLike | pd.DataFrame) -> pd.Series[int]:
    """Place rows in the classes whose centres are nearest.

    Parameters
    ----------
    found : Classes
    coordinates : array-like or DataFrame
        Shape (m, p): on the same axes as the rows classified.

    Returns
    -------
    Series
        Class of each row, by name.
    """
    points = points_of(coordinates)
    if points.shape[1] != found.points.shape[1]:
        raise ValueError(f"classes were made on {found.points.shape[1]} axes, and rows come with {points.shape[1]}")
    distances = np.stack([squares(points - centre) for centre in found.centres.to_numpy()], axis=1)
    names = coordinates.index if isinstance(coordinates, pd.DataFrame) else pd.RangeIndex(len(points))
    return pd.Series(distances.argmin(axis=1) + 1, index=names, name="class")


def paragons(found: Classes, shown: int = SHOWN) -> pd.DataFrame:
    """Return the rows nearest to the centre of their class.

    Returns
    -------
    DataFrame
        Columns ``class``, ``row``, ``distance``: `shown` rows by class, the nearest first.
    """
    own, _ = _distances(found)
    return _shown(found, own, shown, nearest=True)


def most_specific(found: Classes, shown: int = SHOWN) -> pd.DataFrame:
    """Return the rows furthest from the centres of all other classes.

    Returns
    -------
    DataFrame
        Columns ``class``, ``row``, ``distance`` (to the nearest of the other centres): `shown` rows by class, the
        furthest first; empty where there is one class.
    """
    _, other = _distances(found)
    return _shown(found, other, shown, nearest=False)


@dataclass(frozen=True)
class _Found:
    """Labels from 0 after and before consolidation, weights of rows that it counted, whether it came to rest."""

    labels: Whole
    cut: Whole
    loads: Array
    consolidation: Consolidation
    converged: bool


def _classes(cloud: Cloud, found: _Found, tree: Tree, cells: Whole | None, rule: Rule | None) -> Classes:
    count = int(found.labels.max()) + 1
    numbers = pd.RangeIndex(1, count + 1, name="class")
    inertia = Inertia(
        cloud.total,
        within(cloud.points, found.cut, cloud.shares, count),
        within(cloud.points, found.labels, cloud.shares, count),
        _between_unweighted(cloud.points, found.labels, count),
    )
    sizes = {"rows": np.bincount(found.labels, minlength=count), "share": masses(found.labels, cloud.shares, count)}
    return Classes(
        labels=pd.Series(found.labels + 1, index=cloud.names, name="class"),
        cut=pd.Series(found.cut + 1, index=cloud.names, name="class"),
        centres=pd.DataFrame(means(cloud.points, found.labels, found.loads, count), index=numbers),
        sizes=pd.DataFrame(sizes, index=numbers),
        tree=tree,
        cells=cells,
        rule=rule,
        inertia=inertia,
        consolidation=found.consolidation,
        converged=found.converged,
        points=cloud.points,
        shares=cloud.shares,
    )


def _between_unweighted(points: Array, labels: Whole, count: int) -> float:
    equal = np.full(len(points), 1 / len(points))
    apart = means(points, labels, equal, count) - points.mean(axis=0)
    return float(masses(labels, equal, count) @ squares(apart))


def _distances(found: Classes) -> tuple[Array, Array]:
    """Return the distance of each row to its own centre, and to the nearest other one (infinite without other)."""
    all_ = np.stack([np.sqrt(squares(found.points - centre)) for centre in found.centres.to_numpy()], axis=1)
    rows, own = np.arange(len(all_)), found.labels.to_numpy() - 1
    mine = all_[rows, own]
    all_[rows, own] = np.inf
    return mine, all_.min(axis=1)


def _shown(found: Classes, distances: Array, shown: int, nearest: bool) -> pd.DataFrame:
    """Return some rows of each class in the order of their distance; rows as far as rounding can tell keep theirs."""
    scale = np.abs(found.points).max() or 1.0
    columns = {"class": found.labels.to_numpy(), "row": found.labels.index, "distance": distances}
    frame = pd.DataFrame(columns).assign(told=np.round(distances / scale, 12))[np.isfinite(distances)]
    frame = frame.sort_values("told", ascending=nearest, kind="stable").sort_values("class", kind="stable")
    return frame[frame.groupby("class").cumcount() < shown].drop(columns="told").reset_index(drop=True)
