"""How many axes to read: several rules in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evalkit.stats.factor.ca import Ca
from evalkit.stats.factor.checks import numbers_of, with_text_names
from evalkit.stats.factor.core import Array, Indicator, Table, eigenvalues, scipy_part
from evalkit.stats.factor.mca import Mca
from evalkit.stats.factor.mfa import Mfa
from evalkit.stats.factor.results import Factors

PARALLEL = "parallel"


@dataclass(frozen=True)
class AxesChoice:
    """How many axes each rule keeps.

    Parameters
    ----------
    table : DataFrame
        One row per axis: ``eigenvalue``, ``percentage``, ``cumulative``; ``mean_eigenvalue``; ``broken_stick``
        (per cent); ``parallel_mean`` and ``parallel_quantile`` (eigenvalues of tables without any link).
    errors : DataFrame
        Of a PCA: one row per number of axes from 0 (the mean alone); ``gcv`` and ``smoothing``, the error when the
        table is rebuilt from that many axes, as cross-validation would find it. No column for other analyses.
    rules : Series
        Number of axes by rule: leading axes above the mean eigenvalue, the broken stick, and the parallel quantile;
        ``gcv`` and ``smoothing``: the first number from which one axis more makes the error larger.
    suggested : int
        That of the rule ``"parallel"``; 0 where the first axis is no more than chance gives.
    simulations : int
    quantile : float
    seed : int
    """

    table: pd.DataFrame
    errors: pd.DataFrame
    rules: pd.Series[int]
    suggested: int
    simulations: int
    quantile: float
    seed: int


def choose_axes(
    result: Factors | Ca, table: pd.DataFrame, *, simulations: int = 200, quantile: float = 0.95, seed: int = 1
) -> AxesChoice:
    """Compare an analysis with chance and with other rules, and suggest how many axes to read.

    Parameters
    ----------
    result : Factors or Ca
    table : DataFrame
        Of a `Ca`, the counts analysed, which must be complete. Other analyses hold their rows, completed as they were.
    simulations : int
        Tables drawn for the parallel analysis.
    quantile : float
        An axis is kept where its eigenvalue exceeds this quantile of those drawn.
    seed : int
        Of the draws: the same seed gives the same answer.

    Raises
    ------
    ValueError
        When counts of a `Ca` are missing: complete the table first.

    Notes
    -----
    Parallel analysis (J. L. Horn, *Psychometrika* 30 (1965), p. 179-185), by permutation: the values of each column
    are shuffled among the individuals, those of a group of an MFA together; counts of a CA are drawn as if rows and
    columns were independent. Broken stick: S. Frontier, *J. exp. mar. Biol. Ecol.* 25 (1976), p. 67-75. ``gcv`` and
    ``smoothing``: J. Josse, F. Husson, *Computational Statistics and Data Analysis* 56 (2012), p. 1869-1879.
    """
    if simulations < 1 or not 0 < quantile < 1:
        raise ValueError("at least one simulation and a quantile between 0 and 1 are needed")
    random = np.random.default_rng(seed)
    if isinstance(result, Ca):
        check_complete(result, table)
        drawn = drawn_counts(result, simulations, random)
    else:
        drawn = _shuffled(result, simulations, random)
    found = result.eigenvalues.copy()
    rank = len(found)
    found["mean_eigenvalue"] = found["eigenvalue"].mean()
    found["broken_stick"] = 100 * np.cumsum(1 / np.arange(rank, 0, -1))[::-1] / rank
    found["parallel_mean"] = drawn.mean(axis=0)
    found["parallel_quantile"] = np.quantile(drawn, quantile, axis=0)
    errors = _errors(result)
    rules = _rules(found, errors)
    return AxesChoice(found, errors, rules, int(rules[PARALLEL]), simulations, quantile, seed)


def rebuilding_errors(numbers: Array, scaled: bool = True) -> pd.DataFrame:
    """Return the error of tables rebuilt from 1, 2, … axes, as cross-validation would find it, in two approximations.

    Parameters
    ----------
    numbers : ndarray
        Shape (n, p), complete; centred here. Fewer than three rows or two columns: no column is returned.
    scaled : bool
        Whether columns are divided by their standard deviation (divisor n - 1).

    Returns
    -------
    DataFrame
        Index: axis from 0 (the mean alone: the mean variance, 1 where scaled) to p - 1; columns ``gcv``, ``smoothing``.
    """
    n, p = numbers.shape
    if n < 3 or p < 2:
        return pd.DataFrame(index=pd.RangeIndex(0))
    x = numbers - numbers.mean(axis=0)
    x = x / x.std(axis=0, ddof=1) if scaled else x
    none = float((x**2).sum() / (n - 1) / p)
    left, size, right = np.linalg.svd(x, full_matrices=False)
    rest, row, column, rows = x.copy(), np.full(n, 1 / n), np.zeros(p), [(none, none)]
    for q in range(1, min(n - 2, p - 1) + 1):
        rest = rest - size[q - 1] * np.outer(left[:, q - 1], right[q - 1])
        row, column = row + left[:, q - 1] ** 2, column + right[q - 1] ** 2
        gcv = np.mean((n * p * rest / ((n - 1) * p - q * (n + p - q - 1))) ** 2)
        rows.append((float(gcv), float(np.mean((rest / np.outer(1 - row, 1 - column)) ** 2))))
    return pd.DataFrame(rows, columns=["gcv", "smoothing"], index=pd.RangeIndex(len(rows), name="axis"))


def _errors(result: Factors | Ca) -> pd.DataFrame:
    """Return the errors of rebuilding of a PCA; no column for any other analysis."""
    if isinstance(result, Ca) or result.method != "pca":
        return pd.DataFrame(index=pd.RangeIndex(0))
    return rebuilding_errors(result.rows.numbers, scaled=not (result.coding.scale == 1).all())


def _rules(found: pd.DataFrame, errors: pd.DataFrame) -> pd.Series[int]:
    values = found["eigenvalue"]
    rules = {
        PARALLEL: leading(values > found["parallel_quantile"]),
        "mean_eigenvalue": leading(values > found["mean_eigenvalue"] * (1 + 1e-9)),
        "broken_stick": leading(found["percentage"] > found["broken_stick"]),
        **{name: _first_minimum(errors[name].to_numpy()) for name in errors},
    }
    return pd.Series(rules, name="axes").astype(int)


def _first_minimum(errors: Array) -> int:
    rises = np.flatnonzero(np.diff(errors) > 0)
    return int(rises[0]) if rises.size else len(errors) - 1


def leading(above: pd.Series[bool]) -> int:
    """Return how many of the first axes are all above."""
    return int(np.cumprod(above.to_numpy()).sum())


def _shuffled(result: Factors, simulations: int, random: np.random.Generator) -> Array:
    rows, weights = result.rows, result.individuals.weights
    weights, rank = weights / weights.sum(), len(result.eigenvalues)
    blocks = list(result.members.values()) if isinstance(result, Mfa) else [(name,) for name in result.coding.columns]
    power = 2 if isinstance(result, Mca) and result.burt else 1
    drawn = np.zeros((simulations, rank))
    for i in range(simulations):
        shuffled = _shuffle(rows, result, blocks, weights, random)
        values = eigenvalues(shuffled, weights, result.metric, rank)
        drawn[i, : values.size] = values**power
    return drawn


def _shuffle(
    rows: Table, result: Factors, blocks: Sequence[Sequence[str]], weights: Array, random: np.random.Generator
) -> Table:
    """Shuffle the rows of each block of columns apart, and centre again: with weights the means change."""
    numbers, order = np.empty_like(rows.numbers), {}
    for block in blocks:
        shuffled = random.permutation(len(numbers))
        order.update(dict.fromkeys(block, shuffled))
    for place, name in enumerate(result.coding.numbers):
        numbers[:, place] = rows.numbers[order[name], place]
    levels = (
        None if rows.levels is None else _shuffle_levels(rows.levels, [order[name] for name in result.coding.levels])
    )
    shares = rows.shares if levels is None else levels.shares(weights)
    return Table(numbers - weights @ numbers, levels, shares)


def _shuffle_levels(levels: Indicator, orders: Sequence[Any]) -> Indicator:
    if levels.codes is not None:
        return Indicator(levels.sizes, np.column_stack([levels.codes[order, k] for k, order in enumerate(orders)]))
    starts = levels.starts
    parts = [levels.matrix[order][:, starts[k] : starts[k + 1]] for k, order in enumerate(orders)]
    return Indicator(levels.sizes, None, scipy_part("sparse").hstack(parts, format="csr"))


def check_complete(result: Ca, table: pd.DataFrame) -> None:
    """Refuse counts that are missing: their number is not known."""
    counts = numbers_of(with_text_names(table).loc[result.rows.coord.index, list(result.columns.coord.index)])
    if np.isnan(counts).any():
        raise ValueError("complete the table first: counts are missing")


def drawn_counts(result: Ca, simulations: int, random: np.random.Generator) -> Array:
    """Return the eigenvalues of tables of as many counts, with these masses and no link: shape (simulations, rank)."""
    # With row weights, the number of counts is that of the weighted table.
    total, rank = round(result.chi2 / result.eigenvalues["eigenvalue"].sum()), len(result.eigenvalues)
    chance = np.outer(result.rows.weight, result.columns.weight)
    drawn = np.zeros((simulations, rank))
    for i in range(simulations):
        one = random.multinomial(total, (chance / chance.sum()).ravel()).reshape(chance.shape).astype(np.float64)
        one = one[np.ix_(one.sum(axis=1) > 0, one.sum(axis=0) > 0)] / total
        rows, columns = one.sum(axis=1), one.sum(axis=0)
        values = eigenvalues(Table(one / np.outer(rows, columns) - 1, None, np.empty(0)), rows, columns, rank)
        drawn[i, : values.size] = values
    return drawn
