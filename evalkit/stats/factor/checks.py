"""What a table must be before it is analysed; each refusal names all columns at fault in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.core import Array, NDArrayBool

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
) -> Parts:
    """Cut a table into its roles and refuse what cannot be analysed.

    Rows of weight 0 are supplementary; columns whose names are no text take their text as name.
    """
    table, supplementary = with_text_names(table), [str(name) for name in supplementary]
    check_names(table, supplementary, supplementary_individuals)
    weights = weights_of(table.index, row_weights)
    aside = weights == 0
    if len(supplementary_individuals):
        aside |= table.index.isin(list(supplementary_individuals))
    columns = [name for name in table.columns if name not in set(supplementary)]
    kept, weights = (table.loc[~aside], weights[~aside]) if aside.any() else (table, weights)
    _check_size(columns, weights)
    check_values(kept, missing)
    rows = table.loc[aside, columns] if aside.any() else None
    return Parts(kept[columns] if supplementary else kept, rows, kept[list(supplementary)], weights)


def with_text_names(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table itself, or a copy whose columns are named by text."""
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"a DataFrame is needed, not {type(table).__name__}")
    if all(isinstance(name, str) for name in table.columns):
        return table
    return table.set_axis([str(name) for name in table.columns], axis=1)


def check_names(table: pd.DataFrame, columns: Sequence[object], rows: Sequence[object]) -> None:
    """Refuse names that stand twice and names that are not there."""
    for what, index, asked in (("column", table.columns, columns), ("row", table.index, rows)):
        if not index.is_unique:
            twice = list(dict.fromkeys(index[index.duplicated()]))
            raise ValueError(f"these {what} names stand more than once: {listed(twice)}; give each {what} its own name")
        if strange := [name for name in asked if name not in index]:
            raise ValueError(f"there is no {what} named {listed(strange)}")


def check_values(table: pd.DataFrame, missing: Missing) -> None:
    """Refuse what is neither number nor category, infinite values, empty columns and untreated missing values."""
    if missing not in ("refuse", "mean", "category", "iterative"):
        raise ValueError(f'missing is "refuse", "mean", "category" or "iterative", not {missing!r}')
    check_types(table)
    if whole(table):
        return
    check_infinite(table)
    holes = table.isna().sum()
    _refuse(list(holes.index[holes == len(table)]), "these columns have no value at all: {}")
    if missing == "refuse":
        refuse_holes(holes, 'say missing="mean", "category" or "iterative", or leave these rows or columns out')


def check_types(table: pd.DataFrame) -> None:
    """Refuse columns that are neither numbers nor categories: dates, complex numbers, objects of mixed types."""
    types = {name: kind for name, kind in zip(table.columns, table.dtypes, strict=True) if not is_quantitative(kind)}
    odd = {name: _odd(table[name], kind) for name, kind in types.items()}
    dates = [name for name, kind in odd.items() if kind == "date"]
    _refuse(dates, "these columns hold dates: {}; make them numbers or categories")
    mixed = [name for name, kind in odd.items() if kind == "mixed"]
    _refuse(mixed, "these columns mix types, or hold numbers as objects: {}; make them numbers or text")


def _odd(column: pd.Series, kind: Any) -> Literal["", "date", "mixed"]:
    """Tell what a column holds that no method reads; objects are looked at one by one."""
    if not pd.api.types.is_object_dtype(kind):
        return "date" if kind.kind in "mM" or isinstance(kind, pd.PeriodDtype) else "mixed" if kind.kind == "c" else ""
    found = pd.api.types.infer_dtype(column, skipna=True)
    if found in ("string", "boolean", "empty", "categorical"):
        return ""
    return "date" if found in ("date", "datetime", "datetime64", "timedelta", "timedelta64", "period") else "mixed"


def whole(table: pd.DataFrame) -> bool:
    """Tell whether every value is there and finite, in one look; a sum that overflows is looked at again."""
    quantitative = quantitative_in(table)
    with np.errstate(over="ignore", invalid="ignore"):
        finite = bool(np.isfinite(numbers_of(table, quantitative).sum()))
    others = [name for name, is_number in zip(table.columns, quantitative, strict=True) if not is_number]
    return finite and not any(_has_hole(table[name]) for name in others)


def _has_hole(column: pd.Series) -> bool:
    codes = column.cat.codes.to_numpy() if isinstance(column.dtype, pd.CategoricalDtype) else None
    return bool(column.isna().any() if codes is None else codes.min(initial=0) < 0)


def check_infinite(table: pd.DataFrame) -> None:
    """Refuse infinite numbers, with their count by column."""
    quantitative = quantitative_in(table)
    infinite = np.isinf(numbers_of(table, quantitative)).sum(axis=0)
    found = [f"{name} ({count})" for name, count in zip(table.columns[quantitative], infinite, strict=True) if count]
    _refuse(found, "these columns hold infinite values: {}")


def refuse_holes(holes: pd.Series[int], remedy: str) -> None:
    """Refuse missing values, with their count by column: all columns, so that one reading suffices."""
    found = [f"{name} ({count})" for name, count in holes.items() if count]
    if found:
        raise ValueError(f"values are missing in {', '.join(found)}; {remedy}")


def is_quantitative(kind: Any) -> bool:
    """Tell whether a dtype is one of numbers; true and false are categories."""
    if isinstance(kind, np.dtype):
        return kind.kind in "iuf"
    return pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind) and kind.kind != "c"


def quantitative_in(table: pd.DataFrame) -> NDArrayBool:
    """Tell which columns hold numbers: shape (columns,)."""
    return np.array([is_quantitative(kind) for kind in table.dtypes], dtype=bool)


def numbers_of(table: pd.DataFrame, which: NDArrayBool | None = None) -> Array:
    """Return numbers, or those of some columns, with nan where one is missing: shape (n, p); perhaps a view."""
    if which is not None and not which.all():
        table = table.loc[:, which]
    if all(kind == np.float64 for kind in table.dtypes):
        return np.asarray(table.to_numpy(), dtype=np.float64)
    return table.to_numpy(dtype=np.float64, na_value=np.nan)


def check_kind(table: pd.DataFrame, quantitative: bool) -> None:
    """Refuse active columns that are not of the kind that a method reads."""
    strange = list(table.columns[quantitative_in(table) != quantitative])
    other = (
        "these columns are not numbers: {}; convert them, or make them supplementary"
        if quantitative
        else "these columns are numbers: {}; make them categories (astype(str)), or make them supplementary"
    )
    _refuse(strange, other)


def check_axes(axes: int) -> None:
    """Refuse a number of axes that is none."""
    if axes < 1 or int(axes) != axes:
        raise ValueError(f"at least one axis must be kept, and a whole number of them, not {axes}")


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


def refuse_single(names: Sequence[object]) -> None:
    """Refuse columns that have a single value."""
    _refuse(names, "these columns have a single value: {}")


def _check_size(columns: Sequence[str], weights: Array) -> None:
    if not columns:
        raise ValueError("the table has no active column")
    if weights.size < 2:
        raise ValueError(f"at least two active rows are needed, not {weights.size}")


def weights_of(index: pd.Index, given: ArrayLike | pd.Series | None) -> Array:
    """Return one weight per row, 1 where none is given; a Series is taken by name."""
    if given is None:
        return np.ones(len(index))
    ordered = given.reindex(index) if isinstance(given, pd.Series) else given
    try:
        weights = np.asarray(ordered, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise ValueError("row weights must be numbers") from fault
    if weights.shape != (len(index),):
        raise ValueError(f"{len(index)} row weights are needed, one per row, not {weights.size}")
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("row weights must be there for every row, finite, and 0 or more")
    return weights


def as_counts(weights: Array) -> Array:
    """Return weights as numbers of individuals: those that sum to less than 3 are taken for shares of the rows."""
    total = weights.sum()
    return weights if total >= 3 else np.asarray(weights * (weights.size / total), dtype=np.float64)
