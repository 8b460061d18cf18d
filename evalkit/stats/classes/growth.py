"""From rows in order to a cut tree, over the rows or over cells, and from a cut to consolidated classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.stats.classes.cells import cells_of
from evalkit.stats.classes.cloud import Array, Whole, masses, means, within
from evalkit.stats.classes.cut import RULES, Rule, effective_dimensions, pick
from evalkit.stats.classes.hartigan_wong import MOST_ROUNDS, can_start, hartigan_wong
from evalkit.stats.classes.tree import Tree
from evalkit.stats.classes.ward import ward

DRAWS = 3
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
    start : ndarray
        Class of each row that consolidation starts from: the cut, or what moving whole cells made of it.
    """

    tree: Tree
    members: Whole
    cut: Whole
    start: Whole

    @property
    def count(self) -> int:
        """How many classes."""
        return int(self.cut.max()) + 1


def grow(points: Array, shares: Array, classes: int | Rule) -> Grown:
    """Cut the tree of rows into so many classes, or as many as a rule picks."""
    tree = ward(points, shares)
    cut = tree.cut(_count(tree, points, shares, classes))
    return Grown(tree, np.arange(len(points)), cut, cut)


def grow_cells(points: Array, shares: Array, loads: Array, classes: int | Rule, cells: int, seed: int) -> Grown:
    """Cut the tree of cells; `loads` are the weights that consolidation counts."""
    if cells < 2:
        raise ValueError(f"rows are put into at least two cells, not {cells}")
    best = _grown_over(points, shares, loads, classes, cells_of(points, shares, cells, seed))
    least = within(points, best.start, loads, best.count)
    for draw in range(1, DRAWS):
        other = _grown_over(points, shares, loads, best.count, cells_of(points, shares, cells, seed + draw))
        if (inside := within(points, other.start, loads, other.count)) < least:
            best, least = other, inside
    return best


def consolidated(points: Array, cut: Whole, loads: Array, count: int) -> tuple[Whole, bool]:
    """Move rows from the classes of a cut; return labels, and whether that started and came to rest."""
    centres = means(points, cut, loads, count)
    if count == 1 or not can_start(points, centres):
        return cut, count == 1
    moved = hartigan_wong(points, centres, loads, MOST_ROUNDS)
    return moved.labels, moved.converged


def _grown_over(points: Array, shares: Array, loads: Array, classes: int | Rule, members: Whole) -> Grown:
    cells = int(members.max()) + 1
    centres, weights = means(points, members, shares, cells), masses(members, shares, cells)
    tree = ward(centres, weights)
    cut = tree.cut(_count(tree, points, shares, classes))
    moved, _ = consolidated(centres, cut, masses(members, loads, cells), int(cut.max()) + 1)
    return Grown(tree, members, cut[members], moved[members])


def _count(tree: Tree, points: Array, shares: Array, classes: int | Rule) -> int:
    different = 1 + int(np.count_nonzero(tree.gains > 0))
    if isinstance(classes, str):
        if classes not in RULES:
            raise ValueError(f"classes is a number or one of {', '.join(RULES)}, not {classes!r}")
        return min(different, pick(tree, effective_dimensions(points, shares), classes))
    if not 1 <= classes <= different:
        raise ValueError(f"{different} different rows or cells make 1 to {different} classes, not {classes}")
    return classes
