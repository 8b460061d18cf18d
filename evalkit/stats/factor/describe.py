"""What marks a class, a number or an axis: every variable and level, with effect size, n and corrected p-value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.correction import corrected
from evalkit.stats.factor.ca import Ca
from evalkit.stats.factor.checks import (
    as_counts,
    check_infinite,
    check_names,
    check_types,
    is_quantitative,
    quantitative_in,
    weights_of,
    with_text_names,
)
from evalkit.stats.factor.coding import coded_column
from evalkit.stats.factor.core import Array, NDArrayBool
from evalkit.stats.factor.marks import (
    CLASS_MEANS,
    CLASS_SHARES,
    LEVEL,
    LEVEL_MEANS,
    class_means,
    class_shares,
    correlated,
    crossed,
    explained,
    level_means,
    numbers_in,
)
from evalkit.stats.factor.mfa import Mfa
from evalkit.stats.factor.results import Factors

MissingLevels = Literal["category", "leave_out"]
"""What is done with missing categories."""


@dataclass(frozen=True)
class ByNumber:
    """What goes with a number (`describe_by`) or with each axis (`describe_axes`: one more index level, ``axis``).

    Each table has all rows, largest first, with ``n`` (rows where both are known), ``p_value``, ``p_adjusted``
    (Benjamini-Hochberg over the table) and ``significant`` (``p_adjusted`` below the level asked for).

    Parameters
    ----------
    numbers : DataFrame
        By quantitative variable: ``correlation``.
    factors : DataFrame
        By qualitative variable: ``eta2``.
    categories : DataFrame
        By variable and level: ``estimate`` (mean of the level less the plain mean of the levels' means), ``mean``,
        ``difference`` (mean less the overall mean, in standard deviations), ``weight`` of the level.
    """

    numbers: pd.DataFrame
    factors: pd.DataFrame
    categories: pd.DataFrame


@dataclass(frozen=True)
class ByClass:
    """What marks classes. Each table has all rows, with ``n``, ``p_value``, ``p_adjusted`` and ``significant``.

    Parameters
    ----------
    factors : DataFrame
        By qualitative variable: ``freedom`` of the chi-squared test, ``cramer_v``.
    variables : DataFrame
        By quantitative variable: ``eta2``.
    categories : DataFrame
        By class, variable and level: ``class_in_level``, ``level_in_class``, ``overall`` (per cent), ``v_test``,
        ``phi`` (correlation of the level with the class).
    numbers : DataFrame
        By class and variable: ``v_test``, ``mean``, ``overall_mean``, ``deviation``, ``overall_deviation``,
        ``difference`` (of the means, in overall standard deviations).
    """

    factors: pd.DataFrame
    variables: pd.DataFrame
    categories: pd.DataFrame
    numbers: pd.DataFrame


def describe_by(
    table: pd.DataFrame,
    by: str,
    *,
    row_weights: ArrayLike | pd.Series | None = None,
    level: float = LEVEL,
    missing: MissingLevels = "category",
) -> ByClass | ByNumber:
    """Describe the classes of a qualitative column, or what goes with a quantitative one, by all other columns.

    Parameters
    ----------
    table : DataFrame
    by : str
        The column to describe.
    row_weights : array-like or Series, optional
        Read as numbers of individuals; weights that sum to less than 3 are read as shares of the rows.
    level : float
        Corrected p-values below it are flagged; no row is left out.
    missing : {"category", "leave_out"}
        Whether missing categories, those of `by` too, make a level of their own (`coding.MISSING_LEVEL`), as in
        FactoMineR, or leave their row out of that variable.

    Raises
    ------
    ValueError
        When `by` is not there or has a single value, names stand twice, or values are infinite.

    Notes
    -----
    A missing number leaves its row out of that variable only. A column with a single value is described with p = 1; a
    column without any value is not described.
    Weights: a weight of 2 counts as two individuals in every test but that of eta² by classes, where the degrees of
    freedom are those of the rows; both as in FactoMineR's ``catdes`` and ``condes``.
    Numbers: the v-test compares a class's mean with that of a draw without replacement of as many individuals, and its
    p-value is the normal's; categories: hypergeometric, see `association.draw_p`. A v-test is infinite where its
    p-value is too small to be written. L. Lebart, A. Morineau, M. Piron (1995), chapter 2.
    """
    table = with_text_names(table)
    check_names(table, [by], ())
    check_types(table)
    check_infinite(table)
    own, number = missing == "category", is_quantitative(table[by].dtype)
    there = table[by].notna().to_numpy() if number or not own else np.ones(len(table), dtype=bool)
    if table.loc[there, by].nunique(dropna=False) < 2:
        raise ValueError(f"{by} has fewer than two values: there is nothing to describe")
    weights, others = as_counts(weights_of(table.index, row_weights)[there]), table[there].drop(columns=by)
    if number:
        return _by_number(others, numbers_in(table.loc[there, by]), weights, level, own)
    return _by_class(others, table.loc[there, by], weights, level, own)


def describe_axes(
    result: Factors | Ca, table: pd.DataFrame, *, level: float = LEVEL, missing: MissingLevels = "category"
) -> ByNumber:
    """Describe the axes of an analysis by the columns of a table.

    Parameters
    ----------
    result : Factors or Ca
        Of a `Ca`, the axes of the rows, each row weighing by its mass times the number of rows.
    table : DataFrame
        The table analysed, or any other columns of the same individuals; groups of counts of an `Mfa` are described
        as they are analysed (`Mfa.described`), and missing numbers that it filled as it filled them.
    level, missing
        As in `describe_by`.

    Returns
    -------
    ByNumber
        Each table has the axis as first index level; p-values are corrected by axis.
    """
    points = result.rows if isinstance(result, Ca) else result.individuals
    coord, weights = points.coord, as_counts(points.weights)
    rows = with_text_names(table).loc[coord.index]
    if isinstance(result, Mfa):
        rows = result.described(rows)
    if isinstance(result, Factors) and result.coding.missing in ("mean", "iterative"):
        rows = _completed(result, rows)
    check_names(rows, (), ())
    check_types(rows)
    check_infinite(rows)
    each = {
        axis: _by_number(rows, values, weights, level, missing == "category")
        for axis, values in zip(coord, coord.to_numpy().T, strict=True)
    }
    parts = ("numbers", "factors", "categories")
    found = [pd.concat({axis: getattr(one, part) for axis, one in each.items()}, names=["axis"]) for part in parts]
    return ByNumber(*found)


def _completed(result: Factors, rows: pd.DataFrame) -> pd.DataFrame:
    """Fill missing numbers as the analysis did: active ones as they were completed, others by the mean."""
    weights, filled = result.individuals.weights, {}
    for name in rows.columns[rows.isna().any().to_numpy() & quantitative_in(rows)]:
        values = rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
        there = ~np.isnan(values)
        if name in result.coding.numbers:
            place = result.coding.numbers.index(name)
            filled[name] = result.rows.numbers[:, place] * result.coding.scale[place] + result.coding.centre[place]
        elif there.any():
            filled[name] = np.where(there, values, weights[there] @ values[there] / weights[there].sum())
    return rows.assign(**filled)


def _by_number(table: pd.DataFrame, values: Array, weights: Array, level: float, own: bool) -> ByNumber:
    numbers, factors, categories = [], [], []
    for name, column, there in _known(table, ~np.isnan(values), own):
        if is_quantitative(column.dtype):
            numbers.append((name, *correlated(numbers_in(column), values[there], weights[there])))
            continue
        known, codes = coded_column(column, own)
        factors.append((name, *explained(codes, len(known), values[there], weights[there])))
        rows = level_means(codes, len(known), values[there], weights[there])
        categories += [(name, each, *row) for each, row in zip(known, rows, strict=True)]
    return ByNumber(
        _table(numbers, ["variable"], ["correlation", "n", "p_value"], level),
        _table(factors, ["variable"], ["eta2", "n", "p_value"], level),
        _table(categories, ["variable", "level"], LEVEL_MEANS, level),
    )


def _by_class(table: pd.DataFrame, by: pd.Series, weights: Array, level: float, own_level: bool) -> ByClass:
    classes, belongs = coded_column(by, own_level)
    factors, variables, categories, numbers = [], [], [], []
    for name, column, there in _known(table, np.ones(len(table), dtype=bool), own_level):
        of, own = belongs[there], weights[there]
        if is_quantitative(column.dtype):
            values = numbers_in(column)
            variables.append((name, *explained(of, len(classes), values, own, rows=len(values))))
            numbers += [(classes[k], name, *row) for k, row in enumerate(class_means(of, len(classes), values, own))]
            continue
        known, codes = coded_column(column, own_level)
        cells = np.bincount(codes * len(classes) + of, own, len(known) * len(classes)).astype(np.float64)
        counts = cells.reshape(len(known), len(classes))
        factors.append((name, *crossed(counts)))
        categories += [(classes[k], name, known[j], *row) for (j, k), row in class_shares(counts)]
    return ByClass(
        _table(factors, ["variable"], ["cramer_v", "freedom", "n", "p_value"], level),
        _table(variables, ["variable"], ["eta2", "n", "p_value"], level),
        _table(categories, ["class", "variable", "level"], CLASS_SHARES, level),
        _table(numbers, ["class", "variable"], CLASS_MEANS, level),
    )


def _known(table: pd.DataFrame, rows: NDArrayBool, own: bool) -> Iterator[tuple[str, pd.Series, NDArrayBool]]:
    """Go through the columns: name, values that are looked at, and where; with `own`, missing categories are."""
    for name in table.columns:
        there = table[name].notna().to_numpy() & rows
        if there.any():
            there = rows if own and not is_quantitative(table[name].dtype) else there
            yield str(name), table[name][there], there


def _table(rows: Sequence[tuple[object, ...]], index: list[str], columns: list[str], level: float) -> pd.DataFrame:
    """Return rows as a table with corrected p-values, by class (if any) and then by the first column, largest first."""
    table = pd.DataFrame(rows, columns=[*index, *columns])
    keys, rising = ([index[0], columns[0]], [True, False]) if index[0] == "class" else ([columns[0]], [False])
    table = table.sort_values(keys, ascending=rising, kind="stable").set_index(index)
    table["p_adjusted"] = corrected(table["p_value"].to_numpy(dtype=np.float64), "bh")
    table["significant"] = table["p_adjusted"] < level
    return table
