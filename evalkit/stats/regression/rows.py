"""Which rows a model uses, why the others are left out, and the numbers of its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.regression.families import BINARY, COUNTED, Family
from evalkit.stats.regression.formula import Array, Design, Sides, design_of, level_text, outcome_of
from evalkit.stats.regression.refusals import RegressionError

MOST_LEVELS = 20
"""An ordered outcome in numbers may have as many values."""
FEWEST_PER_LEVEL = 2
"""A category whose levels have fewer rows than this on average names the rows: no model can use it."""


@dataclass(frozen=True)
class Rows:
    """The rows that a model uses.

    Parameters
    ----------
    design : Design
    outcome : ndarray
        Shape (n,): numbers; 0 and 1 for a binary outcome; 0, 1, 2… for an ordered one.
    levels : tuple of str
        Levels of a binary or ordered outcome, in order; empty for numbers.
    weights, exposure : ndarray
        Shape (n,); 1 where none was given.
    clusters : ndarray or None
        Shape (n,): number of each row's cluster, from 0.
    left_out : DataFrame
        One row per column with missing values: ``rows``, how many it leaves out.
    left_out_rows : int
        Rows left out in all (a row may miss several columns).
    """

    design: Design
    outcome: Array
    levels: tuple[str, ...]
    weights: Array
    exposure: Array
    clusters: np.ndarray | None
    left_out: pd.DataFrame
    left_out_rows: int

    @property
    def index(self) -> pd.Index:
        """Labels of the rows used."""
        return self.design.table.index

    @property
    def parted(self) -> frozenset[str]:
        """Numbers that a condition parts in two, and that are categories nowhere else: ``I(age > 40)``.

        Passing from one value of such a number to another is no question that the model asks: the coefficient of the
        condition says what its two sides differ by.
        """
        whole = {part.variable for parts in self.design.parts for part in parts if part.level}
        return frozenset(name for name in self.design.categories - whole if is_number(self.design.table[name]))


def rows_of(
    table: pd.DataFrame, sides: Sides, family: Family, clusters: str | None, weights: str | None, exposure: str | None
) -> Rows:
    """Take the complete rows of the columns that a model needs.

    Raises
    ------
    RegressionError
        When columns are unknown, hold infinite values or dates, no row is complete, or the outcome does not suit.
    """
    others = [name for name in (clusters, weights, exposure) if name]
    needed = list(dict.fromkeys([*sides.outcome_columns, *sides.columns, *others]))
    _check_columns(table, others, needed)
    held = table[needed].assign(**{name: table[name].astype(object) for name in [clusters] if name})
    gaps = held.isna()
    if weights:
        gaps[weights] |= _numbers(held, weights, "weights", at_least_zero=True) == 0
    used = ~gaps.any(axis=1)
    if not used.any():
        raise RegressionError("no_rows", counts=[f"{name} ({count})" for name, count in gaps.sum().items() if count])
    kept = pd.DataFrame({name: _plain(held.loc[used, name]) for name in needed}, index=table.index[used])
    outcome, levels = _outcome(outcome_of(sides, kept), sides.outcome, family)
    _check_identifiers(kept, sides.columns)
    return Rows(
        design_of(sides, kept),
        outcome,
        levels,
        _numbers(kept, weights, "weights", at_least_zero=True) if weights else np.ones(len(kept)),
        _exposed(kept, exposure, family),
        pd.factorize(kept[clusters])[0] if clusters else None,
        gaps.sum().loc[lambda count: count > 0].to_frame("rows").rename_axis("column"),
        int((~used).sum()),
    )


def _check_columns(table: pd.DataFrame, others: Sequence[str], needed: Sequence[str]) -> None:
    if strange := [name for name in others if name not in table.columns]:
        raise RegressionError("unknown", names=strange, near=[], known=[str(name) for name in table.columns][:12])
    if twice := [name for name in needed if list(table.columns).count(name) > 1]:
        raise RegressionError("twice", names=twice)
    if dates := [name for name in needed if pd.api.types.is_datetime64_any_dtype(table[name])]:
        raise RegressionError("dates", names=dates)
    numeric = [name for name in needed if is_number(table[name])]
    infinite = {name: int(np.isinf(table[name].to_numpy(np.float64, na_value=np.nan)).sum()) for name in numeric}
    if found := [f"{name} ({count})" for name, count in infinite.items() if count]:
        raise RegressionError("infinite", names=found)


def is_number(column: pd.Series) -> bool:
    """Tell whether a column holds numbers; true and false are categories."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _plain(column: pd.Series) -> pd.Series:
    """Return a complete column in the types that a formula reads; levels that no row has are dropped."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.remove_unused_categories()
    if pd.api.types.is_bool_dtype(column):
        return column.astype(bool)
    if is_number(column):
        # Levels of C() keep their names only if whole numbers stay whole.
        return column.astype(np.int64 if pd.api.types.is_integer_dtype(column) else np.float64)
    return pd.Series(_categories(column), index=column.index)


def _categories(column: pd.Series) -> pd.Categorical:
    """Return texts as a category: levels in order, or as they come where they have none."""
    levels = list(column.unique())
    try:
        return pd.Categorical(column, categories=sorted(levels))
    except TypeError:
        return pd.Categorical(column, categories=levels)


def _numbers(table: pd.DataFrame, name: str, use: str, at_least_zero: bool = False) -> Array:
    if not is_number(table[name]):
        raise RegressionError(f"{use}_numbers", name=name)
    values = table[name].to_numpy(np.float64, na_value=np.nan)
    if (values < 0).any() or (not at_least_zero and (values == 0).any()):
        raise RegressionError(f"{use}_numbers", name=name)
    return values


def _exposed(table: pd.DataFrame, name: str | None, family: Family) -> Array:
    if not name:
        return np.ones(len(table))
    if family not in COUNTED:
        raise RegressionError("exposure_family", family=family)
    return _numbers(table, name, "exposure")


def _check_identifiers(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse categories that have about as many levels as the table has rows."""
    levels = {name: table[name].nunique() for name in names if not is_number(table[name])}
    found = [f"{name} ({n})" for name, n in levels.items() if n > 10 and n * FEWEST_PER_LEVEL > len(table)]
    if found:
        raise RegressionError("identifier", names=found, n=len(table))


def _outcome(values: pd.Series, name: str, family: Family) -> tuple[Array, tuple[str, ...]]:
    if values.nunique() < 2:
        raise RegressionError("constant_outcome", name=name, value=values.iloc[0])
    if family in BINARY:
        return _binary(values, name)
    if family == "ordinal":
        return _ordered(values, name)
    if not is_number(values):
        raise RegressionError("outcome_numbers", name=name, family=family)
    numbers = values.to_numpy(np.float64)
    if family in COUNTED and ((numbers < 0).any() or (numbers % 1 != 0).any()):
        raise RegressionError("outcome_counts", name=name)
    return numbers, ()


def _binary(values: pd.Series, name: str) -> tuple[Array, tuple[str, ...]]:
    """Code two levels as 0 and 1: the second is the one that is modelled."""
    found = _levels_of(values)
    if len(found) != 2 or (is_number(values) and set(found) != {0.0, 1.0}):
        raise RegressionError(
            "outcome_binary", name=name, count=len(found), values=[level_text(one) for one in found[:6]]
        )
    return np.asarray(values == found[1], dtype=np.float64), (level_text(found[0]), level_text(found[1]))


def _ordered(values: pd.Series, name: str) -> tuple[Array, tuple[str, ...]]:
    ordered = isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered
    found = _levels_of(values)
    if not (ordered or is_number(values)) or len(found) > MOST_LEVELS:
        raise RegressionError("outcome_ordered", name=name, count=len(found))
    codes = pd.Categorical(values, categories=found).codes
    return codes.astype(np.float64), tuple(level_text(one) for one in found)


def _levels_of(values: pd.Series) -> list[object]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories)
    return sorted(values.unique())
