"""Tables of counts side by side as groups of a multiple factor analysis.

A group of counts is seen as correspondence analysis sees it, but about its own margins: what the cell is beyond the
independence of rows and columns within its table. M. Bécue-Bertaut, J. Pagès, *Computational Statistics and Data
Analysis* 45 (2004), p. 481-503.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import check_kind, check_names, listed, numbers_of, weights_of
from evalkit.stats.factor.core import Array
from evalkit.stats.factor.groups import Group


@dataclass(frozen=True)
class Frequencies:
    """Margins of tables of counts, found on the active individuals.

    Parameters
    ----------
    tables : mapping of str to tuple of str
        Columns of each table.
    weighing : tuple of str
        Names of the active tables: together they give the individuals their weights.
    columns : Series
        Total of each column.
    """

    tables: Mapping[str, tuple[str, ...]]
    weighing: tuple[str, ...]
    columns: pd.Series[float]

    @property
    def active(self) -> Frequencies:
        """The active tables alone."""
        return replace(self, tables={name: self.tables[name] for name in self.weighing})

    def masses(self, table: pd.DataFrame) -> Array:
        """Return the part of the active counts that each individual has: shape (n,)."""
        counted = [name for each in self.weighing for name in self.tables[each]]
        found = numbers_of(table[counted]).sum(axis=1) / self.columns[counted].sum()
        if bad := list(table.index[~(found > 0)]):
            raise ValueError(f"these rows have no count at all: {listed(bad)}")
        return np.asarray(found, dtype=np.float64)

    def column_weights(self, name: str) -> Array:
        """Return the weights of the columns of a table: their part of the counts of all active tables."""
        counted = [each for other in self.weighing or (name,) for each in self.tables[other]]
        return np.asarray(self.columns[list(self.tables[name])] / self.columns[counted].sum(), dtype=np.float64)

    def coded(self, table: pd.DataFrame, masses: Array) -> pd.DataFrame:
        """Return the table with what each cell is beyond independence, per unit of the row's mass, for counts."""
        coded = table.copy(deep=False)
        for columns in self.tables.values():
            check_counts(table[list(columns)])
            counts, totals = numbers_of(table[list(columns)]), self.columns[list(columns)].to_numpy()
            beyond = counts / totals - counts.sum(axis=1, keepdims=True) / totals.sum()
            coded[list(columns)] = beyond / masses[:, None]
        return coded


def check_counts(counts: pd.DataFrame) -> None:
    """Refuse what is no count."""
    check_kind(counts, quantitative=True)
    values = numbers_of(counts)
    with np.errstate(invalid="ignore"):
        right = np.asarray((np.isfinite(values) & (values >= 0)).all(axis=0))
    if bad := [name for name, is_right in zip(counts.columns, right, strict=True) if not is_right]:
        raise ValueError(f"these columns must hold counts, complete and 0 or more: {listed(bad)}")


def margins(table: pd.DataFrame, groups: Sequence[Group]) -> Frequencies:
    """Return the margins of the groups of counts, the table being that of the active individuals."""
    tables = {group.name: group.numbers for group in groups if group.counts}
    columns = [name for each in tables.values() for name in each]
    check_counts(table[columns])
    totals = pd.Series(numbers_of(table[columns]).sum(axis=0), index=columns)
    if empty := list(totals.index[totals == 0]):
        raise ValueError(f"these columns have no count at all: {listed(empty)}")
    return Frequencies(tables, tuple(g.name for g in groups if g.counts and not g.supplementary), totals)


def with_frequencies(
    table: pd.DataFrame,
    groups: Sequence[Group],
    aside: Sequence[object],
    row_weights: ArrayLike | pd.Series | None,
) -> tuple[pd.DataFrame, Frequencies, Array]:
    """Return the table with its counts coded, the margins, and the weights of the rows: shape (n,).

    Active tables of counts give the weights; where there is none, weights are those given.
    """
    check_names(table, (), aside)
    weights = weights_of(table.index, row_weights)
    active = ~table.index.isin(list(aside)) & (weights > 0)
    found = margins(table[active], groups)
    if not found.weighing:
        return found.coded(table, weights / weights[active].sum()), found, weights
    if row_weights is not None:
        raise ValueError("counts give the rows their weights: leave row_weights out, or multiply the counts")
    masses = found.masses(table)
    return found.coded(table, masses), found, masses
