"""The tree that joins rows two by two, and its cuts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.classes.cloud import Array, Whole


@dataclass(frozen=True)
class Tree:
    """A tree of n leaves.

    Parameters
    ----------
    merges : ndarray
        Shape (n - 1, 2): nodes joined, the smaller number first. Leaves are 0 to n - 1; row i makes node n + i.
    gains : ndarray
        Shape (n - 1,), growing: inertia within classes that each merge costs. With weights that sum to 1 they sum to
        the total inertia. Where only neighbours are joined they need not grow: what a merge makes may be more like a
        neighbour than what it was made of.
    sizes : ndarray
        Shape (n - 1,): leaves under each node made.
    pieces : int
        Where only neighbours are joined: in how many pieces they fall. A cut into fewer classes joins rows that no
        chain of neighbours does.
    """

    merges: Whole
    gains: Array
    sizes: Whole
    pieces: int = 1

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return len(self.gains) + 1

    @property
    def total(self) -> float:
        """Inertia of all leaves."""
        return float(self.gains.sum())

    @property
    def inertia_gains(self) -> Array:
        """Inertia gained from 1 to 2 classes, from 2 to 3, and so on: shape (n - 1,)."""
        return self.gains[::-1]

    @property
    def linkage(self) -> Array:
        """Table in the form of scipy's linkage, with the inertia gain as height: shape (n - 1, 4)."""
        return np.column_stack([self.merges.astype(np.float64), self.gains, self.sizes.astype(np.float64)])

    def frame(self) -> pd.DataFrame:
        """Return one row per merge: nodes joined, inertia gain, leaves under the node."""
        left, right = self.merges.T
        return pd.DataFrame({"left": left, "right": right, "gain": self.gains, "size": self.sizes})

    def cut(self, classes: int) -> Whole:
        """Return the class of each leaf, from 0, in the order of each class's first leaf.

        Raises
        ------
        ValueError
            When the tree has fewer leaves than classes, or no class is asked.
        """
        if not 1 <= classes <= self.leaves:
            raise ValueError(f"a tree of {self.leaves} rows is cut into 1 to {self.leaves} classes, not {classes}")
        tops = roots(self.merges[: self.leaves - classes], self.leaves)[: self.leaves]
        _, first, found = np.unique(tops, return_index=True, return_inverse=True)
        return np.asarray(np.argsort(np.argsort(first))[found], dtype=np.int64)

    def with_leaves(self, leaves: Whole) -> Tree:
        """Return the same tree with other numbers of leaves: leaf i becomes ``leaves[i]``, a permutation."""
        renamed = np.concatenate([leaves, np.arange(self.leaves, 2 * self.leaves - 1)])
        return Tree(np.sort(renamed[self.merges], axis=1), self.gains, self.sizes, self.pieces)


def roots(merges: Whole, leaves: int) -> Whole:
    """Return the topmost node over each node once the merges given are done, the first ones of a tree."""
    above = np.arange(leaves + len(merges))
    made = np.arange(leaves, len(above))
    above[merges[:, 0]] = made
    above[merges[:, 1]] = made
    while not np.array_equal(above, higher := above[above]):
        above = higher
    return above


def ordered(merges: Whole, gains: Array, sizes: Whole) -> Tree:
    """Return the tree of merges given in any order in which children come before their parents.

    Parameters
    ----------
    merges, gains, sizes : ndarray
        As in `Tree`, save that gains are not sorted; no gain is below those of its children.
    """
    leaves = len(gains) + 1
    order = np.argsort(gains, kind="stable")
    renamed = np.arange(2 * leaves - 1)
    renamed[leaves + order] = np.arange(leaves, 2 * leaves - 1)
    return Tree(np.sort(renamed[merges[order]], axis=1), gains[order], sizes[order])
