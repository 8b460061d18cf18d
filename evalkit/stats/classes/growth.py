"""From rows in order to a tree over the rows or over cells, its cut, and consolidated classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.stats.classes.cells import cells_of, to_the_nearest_mean
from evalkit.stats.classes.cloud import Array, Whole, masses, means, within
from evalkit.stats.classes.cut import RULES, Rule, effective_dimensions, pick
from evalkit.stats.classes.hartigan_wong import MOST_ROUNDS, can_start, hartigan_wong
from evalkit.stats.classes.tree import Tree
from evalkit.stats.classes.ward import ward

DRAWS = 5
"""Times that cells are made; the ones that lead to the least inertia within classes are kept."""


@dataclass(frozen=True)
class Grown:
    """A cut tree.

    Parameters
    ----------
    tree : Tree
        Over rows or cells.
    members : ndarray
        Leaf of each row.
    cut : ndarray
        Class of each row as the tree is cut, from 0.
    labels : ndarray
        The same after consolidation; the cut where there is none.
    converged : bool
        Whether consolidation started and came to rest, or there is none.
    """

    tree: Tree
    members: Whole
    cut: Whole
    labels: Whole
    converged: bool

    @property
    def count(self) -> int:
        """How many classes."""
        return int(self.cut.max()) + 1


def grow(
    points: Array, shares: Array, loads: Array, classes: int | Rule, move: bool, edges: Whole | None = None
) -> Grown:
    """Cut the tree of rows, or of neighbours given by position, and move rows where asked.

    Parameters
    ----------
    points, shares : ndarray
        Shapes (n, p) and (n,): rows in order, and their weights, sum 1.
    loads : ndarray
        Shape (n,): weights that consolidation counts.
    classes : int or str
        How many, or the rule that picks.
    move : bool
        Whether to consolidate.
    edges : ndarray, optional
        Shape (m, 2).
    """
    tree = ward(points, shares, edges)
    cut = tree.cut(_count(tree, points, shares, classes))
    labels, converged = consolidated(points, cut, loads, int(cut.max()) + 1) if move else (cut, True)
    return Grown(tree, np.arange(len(points)), cut, labels, converged)


def grow_cells(
    points: Array, shares: Array, loads: Array, classes: int | Rule, move: bool, cells: int, seed: int
) -> Grown:
    """As `grow`, over so many cells: those of several draws that leave the least inertia within classes."""
    if cells < 2:
        raise ValueError(f"rows are put into at least two cells, not {cells}")
    best = _grown_over(points, shares, loads, classes, move, cells_of(points, shares, cells, seed))
    least = within(points, best.labels, loads, best.count)
    for draw in range(1, DRAWS):
        other = _grown_over(points, shares, loads, best.count, move, cells_of(points, shares, cells, seed + draw))
        if (inside := within(points, other.labels, loads, other.count)) < least:
            best, least = other, inside
    return best


def consolidated(points: Array, cut: Whole, loads: Array, count: int) -> tuple[Whole, bool]:
    """Move rows from the classes of a cut; return labels, and whether that started and came to rest."""
    centres = means(points, cut, loads, count)
    if count == 1 or not can_start(points, centres):
        return cut, count == 1
    moved = hartigan_wong(points, centres, loads, MOST_ROUNDS)
    return moved.labels, moved.converged


def _grown_over(points: Array, shares: Array, loads: Array, classes: int | Rule, move: bool, members: Whole) -> Grown:
    cells = int(members.max()) + 1
    centres, weights = means(points, members, shares, cells), masses(members, shares, cells)
    tree = ward(centres, weights)
    cut = tree.cut(_count(tree, points, shares, classes))
    if not move:
        return Grown(tree, members, cut[members], cut[members], True)
    count = int(cut.max()) + 1
    # Whole cells first, then all rows at once, row by row at last: each step leaves little to the slower next one.
    moved, _ = consolidated(centres, cut, masses(members, loads, cells), count)
    nearest = to_the_nearest_mean(points, moved[members], loads, count)
    labels, converged = consolidated(points, nearest, loads, count)
    return Grown(tree, members, cut[members], labels, converged)


def _count(tree: Tree, points: Array, shares: Array, classes: int | Rule) -> int:
    different = max(1 + int(np.count_nonzero(tree.gains > 0)), tree.pieces)
    if isinstance(classes, str):
        if classes not in RULES:
            raise ValueError(f"classes is a number or one of {', '.join(RULES)}, not {classes!r}")
        picked = pick(tree, effective_dimensions(points, shares), classes)
        return max(min(different, picked), tree.pieces)
    if 1 <= classes < tree.pieces:
        raise ValueError(
            f"neighbours leave {tree.pieces} pieces: ask for {tree.pieces} classes or more, or add bridges between them"
        )
    if not 1 <= classes <= different:
        raise ValueError(f"{different} different rows or cells make 1 to {different} classes, not {classes}")
    return classes
