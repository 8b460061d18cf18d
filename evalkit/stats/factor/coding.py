"""From a table of numbers and categories to coded rows, and the same again for new individuals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from evalkit.stats.factor.checks import (
    Missing,
    check_infinite,
    check_kind,
    check_names,
    listed,
    numbers_of,
    quantitative_in,
    refuse_holes,
    refuse_single,
    with_text_names,
)
from evalkit.stats.factor.core import Array, Codes, Indicator, NDArrayBool, Table, scipy_part, variances

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
        check_kind(table[list(self.numbers)], quantitative=True)
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


def coded_column(column: pd.Series, own_category: bool = False) -> tuple[tuple[str, ...], Codes]:
    """Return the levels that stand in a column and the number of each row's level, -1 where it is missing.

    Levels have their own order in a Categorical, that of their text otherwise; with `own_category` missing values are
    a last level.
    """
    values, names = _factorised(column)
    there = np.bincount(values + 1, minlength=len(names) + 1)
    found = [name for name, count in zip(names, there[1:], strict=True) if count]
    levels = found if isinstance(column.dtype, pd.CategoricalDtype) else sorted(found)
    if own_category and there[0]:
        if MISSING_LEVEL in found:
            raise ValueError(f"{column.name} has a level {MISSING_LEVEL!r} beside missing values; rename it")
        levels = [*levels, MISSING_LEVEL]
    known = tuple(dict.fromkeys(levels))
    return known, _placed(values, names, known)


def codes_of(column: pd.Series, levels: tuple[str, ...], name: str) -> Codes:
    """Return the number of each value among the levels, -1 where it is missing: shape (n,)."""
    values, names = _factorised(column)
    used = np.flatnonzero(np.bincount(values + 1, minlength=1)[1:]).tolist()
    if strange := [names[code] for code in used if names[code] not in levels]:
        raise ValueError(f"{name} has levels that no active individual has: {listed(strange)}")
    return _placed(values, names, levels)


def _factorised(column: pd.Series) -> tuple[Codes, list[str]]:
    """Return codes, -1 where the value is missing, and the text of each code."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), [str(level) for level in column.cat.categories]
    values, unique = pd.factorize(column)
    return values.astype(np.int64, copy=False), [str(level) for level in unique]


def _placed(values: Codes, names: list[str], levels: tuple[str, ...]) -> Codes:
    place = {level: code for code, level in enumerate(levels)}
    wanted = [place.get(name, -1) for name in names] + [place.get(MISSING_LEVEL, -1)]
    if wanted == [*range(len(names)), -1]:
        return values
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
    local = [coded[name] for name in levels]
    if all(codes.min(initial=0) >= 0 for codes in local):
        return Indicator(sizes, _beside(local, starts))
    filled = _filled(np.column_stack(local), starts, np.broadcast_to(fill, (len(local[0]), starts[-1])))
    return Indicator(sizes, None, filled)


def _beside(local: list[Codes], starts: Codes) -> Codes:
    codes = np.empty((len(local[0]), len(local)), dtype=np.int64)
    for k, column in enumerate(local):
        np.add(column, starts[k], out=codes[:, k])
    return codes


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

    @cached_property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        with np.errstate(over="ignore", invalid="ignore"):
            whole = np.isfinite(self.numbers.sum()) or not np.isnan(self.numbers).any()
        return bool(whole) and all(codes.min(initial=0) >= 0 for codes in self.coded.values())

    @property
    def single(self) -> list[str]:
        """Columns that have a single value (numbers: where values are missing; `coded` sees to complete ones)."""
        if self.complete:
            return [name for name, known in self.levels.items() if len(known) < 2]
        flat = np.nanmin(self.numbers, axis=0) == np.nanmax(self.numbers, axis=0) if self.number_names else []
        return [name for name, is_flat in zip(self.number_names, flat, strict=True) if is_flat] + [
            name for name, known in self.levels.items() if len(known) < 2
        ]

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
    which = quantitative_in(table)
    numbers = tuple(str(name) for name in table.columns[which])
    levels, coded = {}, {}
    for name in table.columns[~which]:
        levels[str(name)], coded[str(name)] = coded_column(table[name], missing == "category")
    return Raw(numbers_of(table, which), coded, levels, numbers)


def filled_by_mean(raw: Raw, weights: Array) -> tuple[Array, Indicator | None]:
    """Fill numbers by their mean and categories by their shares among the rows that have a value."""
    if raw.complete:
        return raw.numbers, raw.indicator(np.zeros(sum(map(len, raw.levels.values()))))
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
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.sqrt(variances(centred, weights))
    if large := [n for n, s in zip(raw.number_names, spread, strict=True) if not np.isfinite(s)]:
        raise ValueError(f"these columns hold values too large to be squared: {listed(large)}; change their unit")
    flat = [n for n, s, c in zip(raw.number_names, spread, centre, strict=True) if s <= 1e-13 * abs(c)]
    refuse_single(flat + [name for name, known in raw.levels.items() if len(known) < 2])
    scale = np.where(scaled, spread, 1.0)
    shares = levels.shares(weights) if levels is not None else np.empty(0)
    names = tuple(str(name) for name in table.columns)
    coding = Coding(names, raw.number_names, centre, scale, raw.levels, shares, missing)
    if scaled.any():
        centred /= scale
    return coding, Table(centred, levels, shares)
