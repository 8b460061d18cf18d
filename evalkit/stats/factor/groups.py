"""Groups of columns: who belongs to which, the analysis of each alone, and the weights that make them equal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.factor.checks import check_names, is_quantitative, listed
from evalkit.stats.factor.core import Array, Codes, Decomposition, NDArrayBool, Table, decompose
from evalkit.stats.factor.fitting import rank_of


@dataclass(frozen=True)
class Group:
    """Columns that make a group.

    Parameters
    ----------
    name : str
    numbers, factors : tuple of str
        Its quantitative and its qualitative columns.
    scaled : bool
        Whether its numbers are standardised.
    supplementary : bool
    counts : bool
        Whether its numbers are counts.
    """

    name: str
    numbers: tuple[str, ...]
    factors: tuple[str, ...]
    scaled: bool
    supplementary: bool
    counts: bool = False


@dataclass(frozen=True)
class Span:
    """Where a group stands in a coded table: its numbers, its qualitative columns, and all its coded columns."""

    numbers: Codes
    factors: Codes
    coded: Codes


def read_groups(
    table: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    supplementary: Collection[str],
    unscaled: Collection[str],
    frequencies: Collection[str] = (),
) -> list[Group]:
    """Return the groups, active ones first; refuse columns that are in no group or in two."""
    _check_groups(table, groups, [*supplementary, *unscaled, *frequencies])
    found = []
    for name, columns in groups.items():
        numbers = tuple(column for column in columns if is_quantitative(table[column].dtype))
        factors = tuple(column for column in columns if column not in numbers)
        counts = name in frequencies
        if counts and factors:
            raise ValueError(f"the group {name} cannot be counts: {listed(factors)} are categories")
        scaled = not counts and name not in unscaled
        found.append(Group(name, numbers, factors, scaled, name in supplementary, counts))
    if all(group.supplementary for group in found):
        raise ValueError("at least one group must be active")
    return sorted(found, key=lambda group: group.supplementary)


def _check_groups(table: pd.DataFrame, groups: Mapping[str, Sequence[str]], named: Collection[str]) -> None:
    columns = [column for each in groups.values() for column in each]
    check_names(table, columns, ())
    if twice := [name for name in dict.fromkeys(columns) if columns.count(name) > 1]:
        raise ValueError(f"these columns stand in two groups: {listed(twice)}")
    if left := [name for name in table.columns if name not in set(columns)]:
        raise ValueError(f"these columns are in no group: {listed(left)}")
    if empty := [name for name, each in groups.items() if not len(each)]:
        raise ValueError(f"these groups have no column: {listed(empty)}")
    if strange := [name for name in named if name not in groups]:
        raise ValueError(f"there is no group named {listed(strange)}")


def spans(rows: Table, groups: Sequence[Group]) -> list[Span]:
    """Return where each group stands in a table whose columns follow the groups' order."""
    found, number, factor = [], 0, 0
    starts = rows.levels.starts if rows.levels is not None else np.zeros(1, dtype=np.int64)
    for group in groups:
        numbers = np.arange(number, number + len(group.numbers))
        factors = np.arange(factor, factor + len(group.factors))
        number, factor = number + numbers.size, factor + factors.size
        levels = rows.numbers.shape[1] + np.arange(starts[factor - factors.size], starts[factor])
        found.append(Span(numbers, factors, np.concatenate([numbers, levels])))
    return found


def base_metric(rows: Table, groups: Sequence[Group], weights: Array, passive: NDArrayBool | None = None) -> Array:
    """Return the weights of coded columns before groups are made equal: those of PCA, MCA, or FAMD where mixed.

    Parameters
    ----------
    rows : Table
    groups : sequence of Group
    weights : ndarray
        Shape (p + K,): weights of the numbers, then of the qualitative columns, in the order of `rows`.
    passive : ndarray of bool, optional
        Shape (J,): levels that make no axis.
    """
    metric, p = np.ones(rows.width), rows.numbers.shape[1]
    metric[:p] = weights[:p]
    for span in spans(rows, groups):
        if rows.levels is None or not span.factors.size:
            continue
        own = weights[p + span.factors]
        own = own if span.numbers.size else own / own.sum()
        levels = span.coded[span.numbers.size :]
        metric[levels] = np.repeat(own, np.array(rows.levels.sizes)[span.factors]) / rows.shares[levels - p]
    if passive is not None:
        metric[p:][passive] = 0.0
    return metric


def alone(rows: Table, weights: Array, span: Span, base: Array, axes: int = 1) -> Decomposition:
    """Analyse a group alone: its axes."""
    part, metric = rows.subset(span.numbers, span.factors), base[span.coded]
    return decompose(part, weights, metric, axes, rank_of(part, weights, metric))


def group_metric(rows: Table, weights: Array, groups: Sequence[Group], base: Array) -> Array:
    """Return the weights of coded columns that give each group a first eigenvalue of 1: shape (q,)."""
    metric = base.copy()
    for span in spans(rows, groups):
        metric[span.coded] /= alone(rows, weights, span, base).values[0]
    return metric
