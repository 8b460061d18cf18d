"""The one decomposition behind all five methods: the axes of a weighted cloud of rows.

A table X (n rows, q columns) is centred; its rows weigh w (sum 1), its columns weigh m (the metric). The axes are the
eigenvectors of M½ X' W X M½, a q x q matrix: beside the table itself nothing grows with n. Where there are more columns
than rows, the n x n matrix W½ X M X' W½ gives the same axes (duality). L. Lebart, A. Morineau, M. Piron, *Statistique
exploratoire multidimensionnelle* (Dunod, 1995), chapter 1; J. Pagès, *Multiple Factor Analysis by Example Using R*
(CRC Press, 2014), chapter 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

ZERO = 1e-12
"""An axis whose eigenvalue is below this part of the first is rounding, not an axis."""
BLOCK = 4096
"""Rows taken at a time where a table has to be written out in full."""


def scipy_part(name: str) -> Any:
    """Return a part of scipy, loaded when it is first needed; it has no types."""
    return import_module(f"scipy.{name}")


@dataclass(frozen=True)
class Indicator:
    """Categories of qualitative columns as zeros and ones, kept sparse.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Shape (n, J): 1 where the row has the level; shares that sum to 1 in each column where it was imputed.
    codes : ndarray of int or None
        Shape (n, K): number of the level among all J; None where something is imputed.
    sizes : tuple of int
        Number of levels of each of the K columns; they sum to J.
    """

    matrix: Any
    codes: Codes | None
    sizes: tuple[int, ...]

    @property
    def starts(self) -> Codes:
        """First level of each column, and J: shape (K + 1,)."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)

    @property
    def column_of(self) -> Codes:
        """Number of the column to which each level belongs: shape (J,)."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def shares(self, weights: Array) -> Array:
        """Return the share of each level: shape (J,)."""
        return np.asarray(self.matrix.T @ weights, dtype=np.float64)

    def burt(self, weights: Array) -> Array:
        """Return Z' W Z, every column crossed with every other: shape (J, J)."""
        return _burt_of_rows(self.matrix, weights) if self.codes is None else self._burt_of_codes(self.codes, weights)

    def subset(self, columns: Codes) -> Indicator:
        """Return the levels of some of the K columns, in the order given."""
        starts, sizes = self.starts, tuple(self.sizes[k] for k in columns)
        kept = np.concatenate([np.arange(starts[k], starts[k + 1]) for k in columns])
        shift = np.concatenate([[0], np.cumsum(sizes)])[:-1] - starts[columns]
        codes = None if self.codes is None else self.codes[:, columns] + shift
        return Indicator(self.matrix[:, kept], codes, sizes)

    def _burt_of_codes(self, codes: Codes, weights: Array) -> Array:
        starts, total = self.starts, int(sum(self.sizes))
        burt = np.zeros((total, total))
        local = codes - starts[:-1]
        equal = bool(np.all(weights == weights[0]))
        for a, rows in enumerate(self.sizes):
            burt[np.arange(starts[a], starts[a + 1]), np.arange(starts[a], starts[a + 1])] = np.bincount(
                local[:, a], weights, rows
            )
            scaled = local[:, a] * 1
            for b in range(a + 1, len(self.sizes)):
                columns = self.sizes[b]
                cells = np.bincount(scaled * columns + local[:, b], None if equal else weights, rows * columns)
                block = cells.reshape(rows, columns) * (weights[0] if equal else 1.0)
                burt[starts[a] : starts[a + 1], starts[b] : starts[b + 1]] = block
                burt[starts[b] : starts[b + 1], starts[a] : starts[a + 1]] = block.T
        return burt


def _burt_of_rows(matrix: Any, weights: Array) -> Array:
    burt = np.zeros((matrix.shape[1], matrix.shape[1]))
    for start in range(0, matrix.shape[0], BLOCK):
        rows = matrix[start : start + BLOCK].toarray()
        burt += (rows * weights[start : start + BLOCK, None]).T @ rows
    return burt


@dataclass(frozen=True)
class Table:
    """Rows ready for the decomposition: centred numbers, then categories less their shares.

    Parameters
    ----------
    numbers : ndarray
        Shape (n, p).
    levels : Indicator or None
        Shape (n, J).
    shares : ndarray
        Shape (J,): what is taken from the categories.
    """

    numbers: Array
    levels: Indicator | None
    shares: Array

    @property
    def width(self) -> int:
        """Number of columns q = p + J."""
        return int(self.numbers.shape[1] + self.shares.size)

    def subset(self, numbers: Codes, columns: Codes) -> Table:
        """Return some of the numbers and some of the qualitative columns."""
        if self.levels is None or not columns.size:
            return Table(self.numbers[:, numbers], None, np.empty(0))
        kept = np.flatnonzero(np.isin(self.levels.column_of, columns))
        return Table(self.numbers[:, numbers], self.levels.subset(columns), self.shares[kept])

    def cross(self, weights: Array) -> Array:
        """Return X' W X: shape (q, q). The weights are those with which the table was centred."""
        p = self.numbers.shape[1]
        cross = np.empty((self.width, self.width))
        weighted = self.numbers * weights[:, None]
        cross[:p, :p] = weighted.T @ self.numbers
        if self.levels is not None:
            cross[p:, p:] = self.levels.burt(weights) - np.outer(self.shares, self.shares)
            cross[p:, :p] = self.levels.matrix.T @ weighted if p else np.empty((self.shares.size, 0))
            cross[:p, p:] = cross[p:, :p].T
        return cross

    def times(self, columns: Array) -> Array:
        """Return X B for B of shape (q, k): shape (n, k)."""
        p = self.numbers.shape[1]
        product = self.numbers @ columns[:p]
        if self.levels is not None:
            product = product + self.levels.matrix @ columns[p:] - self.shares @ columns[p:]
        return np.asarray(product, dtype=np.float64)

    def dense(self) -> Array:
        """Return X in full; for tables with more columns than rows only."""
        if self.levels is None:
            return self.numbers
        return np.hstack([self.numbers, self.levels.matrix.toarray() - self.shares])

    def distances(self, metric: Array) -> Array:
        """Return the squared distance of each row to the centre: shape (n,)."""
        p = self.numbers.shape[1]
        squared: Array = np.einsum("ij,ij,j->i", self.numbers, self.numbers, metric[:p])
        if self.levels is not None:
            squared = squared + self._level_distances(self.levels, metric[p:])
        return np.maximum(squared, 0.0)

    def _level_distances(self, levels: Indicator, metric: Array) -> Array:
        matrix, shares = levels.matrix, self.shares
        if levels.codes is not None:
            return np.asarray(matrix @ (metric * (1 - 2 * shares)) + metric @ shares**2, dtype=np.float64)
        # An imputed row can lie next to the centre: no difference of large numbers there.
        blocks = range(0, matrix.shape[0], BLOCK)
        return np.concatenate([(matrix[i : i + BLOCK].toarray() - shares) ** 2 @ metric for i in blocks])


@dataclass(frozen=True)
class Decomposition:
    """Axes of a table.

    Parameters
    ----------
    values : ndarray
        Shape (rank,): all eigenvalues the table can have, decreasing, 0 where one is rounding.
    vectors : ndarray
        Shape (q, k): unit eigenvectors of the axes kept; their squares are the contributions of the columns.
    scores : ndarray
        Shape (n, k): coordinates of the rows.
    loadings : ndarray
        Shape (q, k): ``scores = table.times(loadings)``, also for other rows.
    """

    values: Array
    vectors: Array
    scores: Array
    loadings: Array

    @property
    def kept(self) -> Array:
        """Eigenvalues of the axes kept: shape (k,)."""
        return self.values[: self.vectors.shape[1]]


def decompose(table: Table, weights: Array, metric: Array, axes: int, rank: int) -> Decomposition:
    """Return the axes of a table.

    Parameters
    ----------
    table : Table
        Centred with `weights`.
    weights : ndarray
        Shape (n,), sum 1.
    metric : ndarray
        Shape (q,), 0 or more.
    axes : int
        Number of axes to keep; fewer are kept where fewer exist.
    rank : int
        Number of axes the table can have.

    Notes
    -----
    Sign: the sum of each eigenvector is positive (as in FactoMineR); where it is 0, the first of its largest entries.
    """
    root = np.sqrt(metric)
    values, vectors = (
        _by_rows(table, weights, root) if table.width > weights.size else _by_columns(table, weights, root)
    )
    values = np.where(values > ZERO * max(values[0], 0.0), values, 0.0)[: max(rank, 1)]
    kept = min(axes, int((values > 0).sum()))
    vectors = vectors[:, :kept] * _signs(vectors[:, :kept])
    loadings = root[:, None] * vectors
    return Decomposition(values, vectors, table.times(loadings), loadings)


def _by_columns(table: Table, weights: Array, root: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(table.cross(weights) * np.outer(root, root))
    return values[::-1], vectors[:, ::-1]


def _by_rows(table: Table, weights: Array, root: Array) -> tuple[Array, Array]:
    full = table.dense() * np.sqrt(weights)[:, None] * root
    values, left = np.linalg.eigh(full @ full.T)
    values, left = values[::-1], left[:, ::-1]
    positive = int((values > ZERO * max(values[0], 0.0)).sum())
    return values, full.T @ left[:, :positive] / np.sqrt(values[:positive])


def _signs(vectors: Array) -> Array:
    if not vectors.size:
        return np.ones(vectors.shape[1])
    sums = vectors.sum(axis=0)
    sizes = np.abs(vectors)
    first = np.argmax(sizes >= sizes.max(axis=0) * (1 - 1e-8), axis=0)
    largest = vectors[first, np.arange(vectors.shape[1])]
    return np.where(np.where(np.abs(sums) > 1e-8, sums, largest) < 0, -1.0, 1.0)
