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
        the total inertia.
    sizes : ndarray
        Shape (n - 1,): leaves under each node made.
    """

    merges: Whole
    gains: Array
    sizes: Whole

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
        """Inertia gained from 1 to 2 classes, from 2 to 3, and so on: shape (n - 1,), falling."""
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
        roots = self._roots(self.leaves - classes)[: self.leaves]
        _, first, found = np.unique(roots, return_index=True, return_inverse=True)
        return np.asarray(np.argsort(np.argsort(first))[found], dtype=np.int64)

    def with_leaves(self, leaves: Whole) -> Tree:
        """Return the same tree with other numbers of leaves: leaf i becomes ``leaves[i]``, a permutation."""
        renamed = np.concatenate([leaves, np.arange(self.leaves, 2 * self.leaves - 1)])
        return Tree(np.sort(renamed[self.merges], axis=1), self.gains, self.sizes)

    def _roots(self, merges: int) -> Whole:
        """Return the topmost node over each node once so many merges are done."""
        above = np.arange(2 * self.leaves - 1)
        made = np.arange(self.leaves, self.leaves + merges)
        above[self.merges[:merges, 0]] = made
        above[self.merges[:merges, 1]] = made
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
