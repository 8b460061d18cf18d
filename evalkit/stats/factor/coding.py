"""From a table of numbers and categories to coded rows, and the same again for new individuals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evalkit.stats.factor.checks import (
    Missing,
    check_infinite,
    check_names,
    is_quantitative,
    listed,
    numbers_of,
    refuse_holes,
    with_text_names,
)
from evalkit.stats.factor.core import Array, Codes, Indicator, Table, scipy_part

MISSING_LEVEL = "(missing)"
"""Level that stands for missing values when they make a category of their own."""


@dataclass(frozen=True)
class Coding:
    """How the active columns become numbers.

    Parameters
    ----------
    columns : tuple of str
        Active columns in the table's order.
    numbers : tuple of str
        The p quantitative ones.
    centre, scale : ndarray
        Shape (p,): means and what the deviations are divided by.
    levels : mapping of str to tuple of str
        The K qualitative ones with their levels, J in all.
    shares : ndarray
        Shape (J,): share of each level among the active individuals.
    missing : str
        What is done with missing values.
    """

    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    centre: Array
    scale: Array
    levels: Mapping[str, tuple[str, ...]]
    shares: Array
    missing: Missing

    @property
    def categories(self) -> pd.MultiIndex:
        """All J categories: variable and level."""
        return category_index(self.levels)

    def rows(self, table: pd.DataFrame) -> Table:
        """Code individuals, whether or not they took part in making the axes."""
        table = with_text_names(table)
        check_names(table, self.columns, ())
        check_infinite(table[list(self.columns)])
        self._check_holes(table)
        values = numbers_of(table[list(self.numbers)])
        values = np.where(np.isnan(values), self.centre, values)
        coded = {name: codes_of(table[name], known, name) for name, known in self.levels.items()}
        levels = indicator(coded, self.levels, self.shares) if self.levels else None
        return Table((values - self.centre) / self.scale, levels, self.shares)

    def _check_holes(self, table: pd.DataFrame) -> None:
        fills = {"mean": self.columns, "category": tuple(self.levels)}.get(self.missing, ())
        holes = table[[name for name in self.columns if name not in fills]].isna().sum()
        refuse_holes(holes, "new and supplementary individuals must be complete")


def category_index(levels: Mapping[str, tuple[str, ...]]) -> pd.MultiIndex:
    """Return the categories of columns as pairs of variable and level."""
    pairs = [(name, level) for name, known in levels.items() for level in known]
    return pd.MultiIndex.from_tuples(pairs, names=["variable", "level"])


def levels_of(column: pd.Series, own_category: bool) -> tuple[str, ...]:
    """Return the levels that stand in a column: in their own order for a Categorical, sorted otherwise."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = np.bincount(column.cat.codes.to_numpy().astype(np.int64) + 1, minlength=1)[1:] > 0
        found = [str(level) for level, there in zip(column.cat.categories, used, strict=False) if there]
    else:
        found = sorted(str(value) for value in column.dropna().unique())
    if own_category and column.isna().any():
        if MISSING_LEVEL in found:
            raise ValueError(f"{column.name} has a level {MISSING_LEVEL!r} beside missing values; rename it")
        found.append(MISSING_LEVEL)
    return tuple(dict.fromkeys(found))


def codes_of(column: pd.Series, levels: tuple[str, ...], name: str) -> Codes:
    """Return the number of each value among the levels, -1 where it is missing: shape (n,)."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        values, unique = column.cat.codes.to_numpy().astype(np.int64), column.cat.categories
    else:
        values, unique = pd.factorize(column)
    place = {level: code for code, level in enumerate(levels)}
    used = np.flatnonzero(np.bincount(values + 1, minlength=1)[1:]).tolist()
    if strange := [str(unique[code]) for code in used if str(unique[code]) not in place]:
        raise ValueError(f"{name} has levels that no active individual has: {listed(strange)}")
    wanted = [place.get(str(level), -1) for level in unique] + [place.get(MISSING_LEVEL, -1)]
    return np.array(wanted, dtype=np.int64)[values]


def indicator(coded: Mapping[str, Codes], levels: Mapping[str, tuple[str, ...]], fill: Array) -> Indicator:
    """Return the categories of rows.

    Parameters
    ----------
    coded : mapping of str to ndarray
        Codes of each column, shape (n,) each, -1 where the value is missing.
    levels : mapping of str to tuple of str
    fill : ndarray
        Shape (J,) or (n, J): what stands for a missing value.
    """
    sizes = tuple(len(known) for known in levels.values())
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    local = np.column_stack([coded[name] for name in levels])
    if (local >= 0).all():
        return Indicator(sparse_rows(local + starts[:-1], int(starts[-1])), local + starts[:-1], sizes)
    return Indicator(_filled(local, starts, np.broadcast_to(fill, (len(local), starts[-1]))), None, sizes)


def sparse_rows(codes: Codes, total: int) -> Any:
    """Return codes as a sparse matrix of zeros and ones: shape (n, total)."""
    sparse = scipy_part("sparse")

    n, k = codes.shape
    return sparse.csr_array((np.ones(n * k), codes.ravel(), np.arange(0, n * k + 1, k)), shape=(n, total))


def _filled(local: Codes, starts: Codes, fill: Array) -> Any:
    sparse = scipy_part("sparse")

    rows, columns, values = [], [], []
    for k, start in enumerate(starts[:-1]):
        there, holes = np.flatnonzero(local[:, k] >= 0), np.flatnonzero(local[:, k] < 0)
        span = np.arange(start, starts[k + 1])
        rows += [there, np.repeat(holes, span.size)]
        columns += [start + local[there, k], np.tile(span, holes.size)]
        values += [np.ones(there.size), fill[np.ix_(holes, span)].ravel()]
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.coo_array(entries, shape=(len(local), int(starts[-1]))).tocsr()


@dataclass(frozen=True)
class Raw:
    """Active columns read but not yet centred: nan and -1 where a value is missing."""

    numbers: Array
    coded: Mapping[str, Codes]
    levels: Mapping[str, tuple[str, ...]]
    number_names: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not np.isnan(self.numbers).any() and all((codes >= 0).all() for codes in self.coded.values())

    def indicator(self, fill: Array) -> Indicator | None:
        """Return the categories, with a fill for the missing ones."""
        return indicator(self.coded, self.levels, fill) if self.levels else None

    def present_shares(self, weights: Array) -> Array:
        """Return the share of each level among the rows that have one: shape (J,)."""
        shares = []
        for name, known in self.levels.items():
            codes = self.coded[name]
            there = codes >= 0
            counts = np.bincount(codes[there], weights[there], len(known))
            shares.append(counts / counts.sum())
        return np.concatenate(shares) if shares else np.empty(0)


def read(table: pd.DataFrame, missing: Missing) -> Raw:
    """Read columns: numbers and categories apart."""
    numbers = [str(name) for name in table.columns if is_quantitative(table[name])]
    own = missing == "category"
    levels = {str(name): levels_of(table[name], own) for name in table.columns if name not in numbers}
    coded = {name: codes_of(table[name], known, name) for name, known in levels.items()}
    return Raw(numbers_of(table[numbers]), coded, levels, tuple(numbers))


def filled_by_mean(raw: Raw, weights: Array) -> tuple[Array, Indicator | None]:
    """Fill numbers by their mean and categories by their shares among the rows that have a value."""
    present = ~np.isnan(raw.numbers)
    weighted = np.where(present, raw.numbers, 0.0) * weights[:, None]
    means = weighted.sum(axis=0) / (present * weights[:, None]).sum(axis=0)
    return np.where(present, raw.numbers, means), raw.indicator(raw.present_shares(weights))


def coded(
    table: pd.DataFrame,
    numbers: Array,
    levels: Indicator | None,
    raw: Raw,
    weights: Array,
    scaled: NDArrayBool,
    missing: Missing,
) -> tuple[Coding, Table]:
    """Centre and scale completed columns.

    Parameters
    ----------
    scaled : ndarray of bool
        Shape (p,): which numbers are divided by their standard deviation (divisor: the sum of the weights).
    """
    centre = weights @ numbers
    centred = numbers - centre
    spread = np.sqrt(np.einsum("i,ij,ij->j", weights, centred, centred))
    if flat := [n for n, s, c in zip(raw.number_names, spread, centre, strict=True) if s <= 1e-13 * abs(c)]:
        raise ValueError(f"these columns have a single value: {', '.join(flat)}")
    scale = np.where(scaled, spread, 1.0)
    shares = levels.shares(weights) if levels is not None else np.empty(0)
    names = tuple(str(name) for name in table.columns)
    coding = Coding(names, raw.number_names, centre, scale, raw.levels, shares, missing)
    centred /= scale
    return coding, Table(centred, levels, shares)


NDArrayBool = np.ndarray[Any, np.dtype[np.bool_]]
