"""What a table must be before it is analysed; each refusal names all columns at fault in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.core import Array

Missing = Literal["refuse", "mean", "category", "iterative"]
"""What is done with missing values."""

SHOWN = 12
"""Names told in one sentence; the others are counted."""


@dataclass(frozen=True)
class Parts:
    """A table cut into its roles.

    Parameters
    ----------
    active : DataFrame
        Rows and columns that make the axes.
    rows : DataFrame or None
        Supplementary individuals, with the active columns.
    columns : DataFrame
        Supplementary columns of the active rows.
    weights : ndarray
        Shape (n,): weights of the active rows as given.
    """

    active: pd.DataFrame
    rows: pd.DataFrame | None
    columns: pd.DataFrame
    weights: Array

    @property
    def shares(self) -> Array:
        """Weights that sum to 1."""
        return np.asarray(self.weights / self.weights.sum(), dtype=np.float64)


def cut(
    table: pd.DataFrame,
    supplementary: Sequence[str],
    supplementary_individuals: Sequence[object],
    row_weights: ArrayLike | pd.Series | None,
    missing: Missing,
    may_repeat: bool = False,
) -> Parts:
    """Cut a table into its roles and refuse what cannot be analysed; `may_repeat` as in `check_values`.

    Rows of weight 0 are supplementary; columns whose names are no text take their text as name.
    """
    table, supplementary = with_text_names(table), [str(name) for name in supplementary]
    check_names(table, supplementary, supplementary_individuals)
    weights = weights_of(table.index, row_weights)
    aside = table.index.isin(list(supplementary_individuals)) | (weights == 0)
    columns = [name for name in table.columns if name not in set(supplementary)]
    active, weights = table.loc[~aside], weights[~aside]
    _check_size(active[columns], weights)
    check_values(active, missing, may_repeat)
    rows = table.loc[aside, columns] if aside.any() else None
    return Parts(active[columns], rows, active[list(supplementary)], weights)


def with_text_names(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table itself, or a copy whose columns are named by text."""
    if all(isinstance(name, str) for name in table.columns):
        return table
    return table.set_axis([str(name) for name in table.columns], axis=1)


def check_names(table: pd.DataFrame, columns: Sequence[object], rows: Sequence[object]) -> None:
    """Refuse names that stand twice and names that are not there."""
    for what, index, asked in (("column", table.columns, columns), ("row", table.index, rows)):
        if twice := list(dict.fromkeys(index[index.duplicated()])):
            raise ValueError(f"these {what} names stand more than once: {listed(twice)}; give each {what} its own name")
        if strange := [name for name in asked if name not in index]:
            raise ValueError(f"there is no {what} named {listed(strange)}")


def check_values(table: pd.DataFrame, missing: Missing, may_repeat: bool = False) -> None:
    """Refuse infinite values, dates, columns that say nothing, and missing values unless told what to do with them.

    With `may_repeat` a column may have a single value, as counts may.
    """
    if missing not in ("refuse", "mean", "category", "iterative"):
        raise ValueError(f'missing is "refuse", "mean", "category" or "iterative", not {missing!r}')
    check_infinite(table)
    _refuse(
        [name for name in table.columns if pd.api.types.is_datetime64_any_dtype(table[name])],
        "these columns hold dates: {}; make them numbers or categories",
    )
    holes = table.isna().sum()
    _refuse(list(holes.index[holes == len(table)]), "these columns have no value at all: {}")
    if missing == "refuse":
        refuse_holes(holes, 'say missing="mean", "category" or "iterative", or leave these rows or columns out')
    if not may_repeat:
        _refuse([name for name in table.columns if _is_constant(table[name])], "these columns have a single value: {}")


def check_infinite(table: pd.DataFrame) -> None:
    """Refuse infinite numbers, with their count by column."""
    columns = [name for name in table.columns if is_quantitative(table[name])]
    infinite = np.isinf(numbers_of(table[columns])).sum(axis=0)
    found = [f"{name} ({count})" for name, count in zip(columns, infinite, strict=True) if count]
    _refuse(found, "these columns hold infinite values: {}")


def refuse_holes(holes: pd.Series[int], remedy: str) -> None:
    """Refuse missing values, with their count by column: all columns, so that one reading suffices."""
    found = [f"{name} ({count})" for name, count in holes.items() if count]
    if found:
        raise ValueError(f"values are missing in {', '.join(found)}; {remedy}")


def is_quantitative(column: pd.Series) -> bool:
    """Tell whether a column holds numbers; true and false are categories."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def numbers_of(table: pd.DataFrame) -> Array:
    """Return numbers with nan where one is missing: shape (n, p)."""
    return table.to_numpy(dtype=np.float64, na_value=np.nan)


def check_kind(table: pd.DataFrame, quantitative: bool) -> None:
    """Refuse active columns that are not of the kind that a method reads."""
    strange = [name for name in table.columns if is_quantitative(table[name]) != quantitative]
    other = (
        "these columns are not numbers: {}; convert them, or make them supplementary"
        if quantitative
        else "these columns are numbers: {}; make them categories (astype(str)), or make them supplementary"
    )
    _refuse(strange, other)


def check_axes(axes: int) -> None:
    """Refuse a number of axes that is none."""
    if axes < 1:
        raise ValueError(f"at least one axis must be kept, not {axes}")


def column_weights_of(table: pd.DataFrame, weights: Mapping[str, float] | None) -> Array:
    """Return the weights of columns in the table's order, 1 where none is given."""
    given = dict(weights or {})
    if strange := [name for name in given if name not in table.columns]:
        raise ValueError(f"there is no active column named {listed(strange)}")
    found = np.array([float(given.get(str(name), 1.0)) for name in table.columns])
    if not (np.isfinite(found).all() and (found > 0).all()):
        raise ValueError("column weights must be finite and above 0")
    return found


def listed(names: Collection[object]) -> str:
    """Write names in a row; beyond a dozen the rest is counted."""
    shown = ", ".join(str(name) for name in list(names)[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _refuse(names: Sequence[object], sentence: str) -> None:
    if names:
        raise ValueError(sentence.format(", ".join(str(name) for name in names)))


def _is_constant(column: pd.Series) -> bool:
    if is_quantitative(column):
        numbers = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return bool(np.nanmin(numbers) == np.nanmax(numbers))
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        return bool(np.count_nonzero(np.bincount(codes[codes >= 0])) == 1)
    return column.nunique() == 1


def _check_size(active: pd.DataFrame, weights: Array) -> None:
    if active.shape[1] == 0:
        raise ValueError("the table has no active column")
    if weights.size < 2:
        raise ValueError(f"at least two active rows are needed, not {weights.size}")


def weights_of(index: pd.Index, given: ArrayLike | pd.Series | None) -> Array:
    """Return one weight per row, 1 where none is given; a Series is taken by name."""
    if given is None:
        return np.ones(len(index))
    ordered = given.reindex(index) if isinstance(given, pd.Series) else given
    weights = np.asarray(ordered, dtype=np.float64)
    if weights.shape != (len(index),):
        raise ValueError(f"{len(index)} row weights are needed, one per row, not {weights.size}")
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("row weights must be there for every row, finite, and 0 or more")
    return weights
