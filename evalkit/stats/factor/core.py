"""The one decomposition behind all five methods: the axes of a weighted cloud of rows.

A table X (n rows, q columns) is centred; its rows weigh w (sum 1), its columns weigh m (the metric). The axes are the
eigenvectors of M½ X' W X M½, a q x q matrix: beside the table itself nothing grows with n. Where there are more columns
than rows, the n x n matrix W½ X M X' W½ gives the same axes (duality). L. Lebart, A. Morineau, M. Piron, *Statistique
exploratoire multidimensionnelle* (Dunod, 1995), chapter 1; J. Pagès, *Multiple Factor Analysis by Example Using R*
(CRC Press, 2014), chapter 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
NDArrayBool = NDArray[np.bool_]

ZERO = 1e-12
"""An axis whose eigenvalue is below this part of the first is rounding, not an axis."""
BLOCK = 4096
"""Rows taken at a time where a table has to be written out in full."""


def scipy_part(name: str) -> Any:
    """Return a part of scipy, loaded when it is first needed; it has no types."""
    return import_module(f"scipy.{name}")


@dataclass(frozen=True)
class Indicator:
    """Categories of qualitative columns as zeros and ones, kept as codes.

    Parameters
    ----------
    sizes : tuple of int
        Number of levels of each of the K columns; they sum to J.
    codes : ndarray of int or None
        Shape (n, K): number of the level among all J; None where something is imputed.
    filled : scipy.sparse.csr_array, optional
        Where something is imputed, the indicator itself, shape (n, J): shares that sum to 1 in each column.
    """

    sizes: tuple[int, ...]
    codes: Codes | None
    filled: Any = None

    @cached_property
    def matrix(self) -> Any:
        """The indicator as a scipy.sparse.csr_array, shape (n, J): 1 where the row has the level."""
        return self.filled if self.codes is None else sparse_rows(self.codes, int(sum(self.sizes)))

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
        if self.codes is None:
            return np.asarray(self.matrix.T @ weights, dtype=np.float64)
        one, total = equal_weight(weights), int(sum(self.sizes))
        counts = [np.bincount(codes, None if one else weights, total) for codes in self.codes.T]
        return np.asarray(np.sum(counts, axis=0) * (one or 1.0), dtype=np.float64)

    def sums(self, values: Array) -> Array:
        """Return Z' V, the sums of the rows' values by level, for V of shape (n, k): shape (J, k)."""
        return np.asarray(self.matrix.T @ values, dtype=np.float64)

    def burt(self, weights: Array) -> Array:
        """Return Z' W Z, every column crossed with every other: shape (J, J)."""
        return _burt_of_rows(self.matrix, weights) if self.codes is None else self._burt_of_codes(self.codes, weights)

    def subset(self, columns: Codes) -> Indicator:
        """Return the levels of some of the K columns, in the order given."""
        starts, sizes = self.starts, tuple(self.sizes[k] for k in columns)
        if self.codes is not None:
            shift = np.concatenate([[0], np.cumsum(sizes)])[:-1] - starts[columns]
            return Indicator(sizes, self.codes[:, columns] + shift)
        kept = np.concatenate([np.arange(starts[k], starts[k + 1]) for k in columns])
        return Indicator(sizes, None, self.matrix[:, kept])

    def rows(self, order: Codes) -> Indicator:
        """Return some of the rows, in the order given."""
        if self.codes is not None:
            return Indicator(self.sizes, self.codes[order])
        return Indicator(self.sizes, None, self.matrix[order])

    def _burt_of_codes(self, codes: Codes, weights: Array) -> Array:
        starts, total = self.starts, int(sum(self.sizes))
        burt = np.zeros((total, total))
        columns = np.ascontiguousarray((codes - starts[:-1]).T)
        one = equal_weight(weights)
        for a, rows in enumerate(self.sizes):
            upper, own = slice(starts[a], starts[a + 1]), np.bincount(columns[a], None if one else weights, rows)
            burt[upper, upper] = np.diag(own)
            for b in range(a + 1, len(self.sizes)):
                cells = columns[a] * self.sizes[b] + columns[b]
                block = np.bincount(cells, None if one else weights, rows * self.sizes[b]).reshape(rows, -1)
                burt[upper, starts[b] : starts[b + 1]] = block
                burt[starts[b] : starts[b + 1], upper] = block.T
        return burt * (one or 1.0)


def equal_weight(weights: Array) -> float | None:
    """Return the weight of a row where all rows weigh the same."""
    return float(weights[0]) if (weights == weights[0]).all() else None


def sparse_rows(codes: Codes, total: int) -> Any:
    """Return codes as a sparse matrix of zeros and ones: shape (n, total)."""
    n, k = codes.shape
    kind = np.int32 if max(n * k, total) < 2**31 else np.int64
    places = np.arange(0, n * k + 1, k, dtype=kind)
    entries = (np.ones(n * k), np.ascontiguousarray(codes, dtype=kind).ravel(), places)
    return scipy_part("sparse").csr_array(entries, shape=(n, total))


def squares(numbers: Array, weights: Array) -> Array:
    """Return X' W X: shape (p, p). Of one matrix by itself: BLAS then does half of the work."""
    one = equal_weight(weights)
    if one is not None:
        return np.asarray(one * (numbers.T @ numbers), dtype=np.float64)
    rooted = numbers * np.sqrt(weights)[:, None]
    return np.asarray(rooted.T @ rooted, dtype=np.float64)


def variances(centred: Array, weights: Array) -> Array:
    """Return the variance of each centred column: shape (p,)."""
    one = equal_weight(weights)
    if one is not None:
        return np.asarray(one * np.einsum("ij,ij->j", centred, centred), dtype=np.float64)
    return np.asarray(np.einsum("i,ij,ij->j", weights, centred, centred), dtype=np.float64)


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
        cross[:p, :p] = squares(self.numbers, weights)
        if self.levels is not None:
            cross[p:, p:] = self.levels.burt(weights) - np.outer(self.shares, self.shares)
            cross[p:, :p] = self.levels.sums(self.numbers * weights[:, None]) if p else 0.0
            cross[:p, p:] = cross[p:, :p].T
        return cross

    def times(self, columns: Array) -> Array:
        """Return X B for B of shape (q, k): shape (n, k)."""
        p = self.numbers.shape[1]
        if self.levels is None:
            return np.asarray(self.numbers @ columns, dtype=np.float64)
        product = self.levels.matrix @ columns[p:]
        product -= self.shares @ columns[p:]
        return np.asarray(product + self.numbers @ columns[:p] if p else product, dtype=np.float64)

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
    cross : ndarray or None
        Shape (q, q): X' W X; None where there are more columns than rows.
    """

    values: Array
    vectors: Array
    scores: Array
    loadings: Array
    cross: Array | None = None

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
    cross = None if table.width > weights.size else table.cross(weights)
    values, vectors = _by_rows(table, weights, root) if cross is None else _by_columns(cross, root)
    values = np.where(values > ZERO * max(values[0], 0.0), values, 0.0)[: max(rank, 1)]
    kept = min(axes, int((values > 0).sum()))
    vectors = vectors[:, :kept] * _signs(vectors[:, :kept])
    loadings = root[:, None] * vectors
    return Decomposition(values, vectors, table.times(loadings), loadings, cross)


def eigenvalues(table: Table, weights: Array, metric: Array, rank: int) -> Array:
    """Return the eigenvalues alone, as in `decompose`: shape (rank,)."""
    root = np.sqrt(metric)
    if table.width > weights.size:
        full = table.dense() * np.sqrt(weights)[:, None] * root
        values = np.linalg.eigvalsh(full @ full.T)[::-1]
    else:
        values = np.linalg.eigvalsh(table.cross(weights) * np.outer(root, root))[::-1]
    return np.where(values > ZERO * max(values[0], 0.0), values, 0.0)[: max(rank, 1)]


def _by_columns(cross: Array, root: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(cross * np.outer(root, root))
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
