"""Multiple factor analysis: groups of columns that weigh the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import Missing, check_names, column_weights_of, cut, with_text_names
from evalkit.stats.factor.core import Array, NDArrayBool, Table
from evalkit.stats.factor.famd import active_categories
from evalkit.stats.factor.fitting import Fit, fit
from evalkit.stats.factor.frequencies import Frequencies, with_frequencies
from evalkit.stats.factor.group_views import Groups, describe_groups
from evalkit.stats.factor.groups import Group, base_metric, group_metric, read_groups
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.mca import joined, passive_levels
from evalkit.stats.factor.project import factors, supplementary
from evalkit.stats.factor.results import Cloud, Factors


@dataclass(frozen=True, kw_only=True)
class Mfa(Factors):
    """A multiple factor analysis; see `Factors`.

    Parameters
    ----------
    groups : Groups
        What the analysis says of the groups, and of individuals and categories seen by each group.
    members : mapping of str to tuple of str
        Columns of each active group.
    frequencies, supplementary_frequencies : Cloud or None
        Columns of groups of counts; they are in `links` too, not in `variables`.
    margins : Frequencies or None
        Totals of the groups of counts, kept for `predict`.
    """

    groups: Groups
    members: Mapping[str, tuple[str, ...]]
    frequencies: Cloud | None = None
    supplementary_frequencies: Cloud | None = None
    margins: Frequencies | None = None

    def coded(self, table: pd.DataFrame) -> Table:
        """Return individuals as the analysis codes them; raises as `predict`."""
        if self.margins is None:
            return super().coded(table)
        table = with_text_names(table)
        if not self.margins.weighing:
            return super().coded(table)
        counted = [name for each in self.margins.weighing for name in self.margins.tables[each]]
        check_names(table, counted, ())
        return super().coded(self.margins.active.coded(table, self.margins.masses(table)))

    def described(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of active individuals with its counts as the analysis sees them, where all are there."""
        counted = [] if self.margins is None else [name for each in self.margins.tables.values() for name in each]
        if self.margins is None or not set(counted) <= set(table.columns):
            return table
        weights = self.individuals.weights
        return self.margins.coded(table, weights / weights.sum())


def mfa(
    table: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    *,
    axes: int = 5,
    unscaled: Collection[str] = (),
    supplementary_groups: Collection[str] = (),
    supplementary_individuals: Sequence[object] = (),
    row_weights: ArrayLike | pd.Series | None = None,
    missing: Missing = "refuse",
    imputation: Imputation | None = None,
    column_weights: Mapping[str, float] | None = None,
    frequencies: Collection[str] = (),
    passive: Mapping[str, Collection[str]] | None = None,
) -> Mfa:
    """Return the axes common to several groups of columns.

    Parameters
    ----------
    table : DataFrame
        One row per individual.
    groups : mapping of str to sequence of str
        Name of each group and its columns, numbers, categories or both; together all columns of the table.
    axes : int
    unscaled : collection of str
        Groups whose numbers are centred but not standardised.
    supplementary_groups : collection of str
        Groups that do not make the axes.
    supplementary_individuals, row_weights, missing, imputation
        As in `evalkit.stats.factor.pca`; ``missing="mean"``, ``"category"`` as in `famd`.
    column_weights : mapping of str to float, optional
        Weights of active columns within their group, 1 where none is given.
    frequencies : collection of str
        Groups that are tables of counts, complete, 0 or more. Where one is active, individuals weigh by their counts
        and `row_weights` is refused.
    passive : mapping of str to collection of str, optional
        Levels that make no axis, as in `evalkit.stats.factor.mca`; they are shown with the supplementary categories.

    Raises
    ------
    ValueError
        As in `pca`, and when a column is in no group or in two, or counts are negative, missing, or none in a row.

    Notes
    -----
    Each group is analysed alone first (PCA, MCA, or FAMD where it is mixed); its columns then weigh 1 over its first
    eigenvalue, so that no group makes the first axis alone. Categories lie at the mean of their individuals. Missing
    values by ``"iterative"``: the weights of the groups are found again at each step. J. Pagès (2014), chapters 4 to 7;
    groups of counts: see `evalkit.stats.factor.frequencies`.
    """
    table = with_text_names(table)
    named = {name: [str(column) for column in columns] for name, columns in groups.items()}
    layout = read_groups(table, named, supplementary_groups, unscaled, frequencies)
    active, aside = ([group for group in layout if group.supplementary is apart] for apart in (False, True))
    margins, given = None, row_weights
    if any(group.counts for group in layout):
        table, margins, given = with_frequencies(table, layout, supplementary_individuals, row_weights)
    parts = cut(table[_columns(layout)], _columns(aside), supplementary_individuals, given, missing)
    silent = passive_levels(parts.active, passive, missing)
    weights = dict(zip(parts.active.columns, column_weights_of(parts.active, column_weights), strict=True))
    own = _column_weights(active, weights, margins)

    def metric(rows: Table, shares: Array) -> Array:
        return group_metric(rows, shares, active, base_metric(rows, active, own, silent))

    analysis = fit(parts, missing, imputation, _scaled(active), metric, axes)
    described = describe_groups(analysis, layout, _column_weights(layout, weights, margins), silent)
    members = {group.name: (*group.numbers, *group.factors) for group in active}
    return Mfa(**_fields(analysis, layout), groups=described, members=members, margins=margins)


def _columns(groups: Sequence[Group]) -> list[str]:
    return [name for group in groups for name in (*group.numbers, *group.factors)]


def _scaled(groups: Sequence[Group]) -> NDArrayBool:
    """Return which of the groups' numbers are standardised."""
    return np.array([group.scaled for group in groups for _ in group.numbers], dtype=bool)


def _column_weights(groups: Sequence[Group], given: Mapping[str, float], margins: Frequencies | None) -> Array:
    """Return the weights of the columns of groups, numbers before categories: shape (p + K,)."""
    numbers, factors_ = [], []
    for group in groups:
        own = np.array([given.get(name, 1.0) for name in group.numbers])
        counted = margins is not None and group.counts
        numbers.append(own * margins.column_weights(group.name) if margins is not None and counted else own)
        factors_.append(np.array([given.get(name, 1.0) for name in group.factors]))
    return np.concatenate([*numbers, *factors_])


def _fields(analysis: Fit, layout: Sequence[Group]) -> dict[str, Any]:
    """Return the fields of `Factors`: passive levels with the supplementary ones, counts in clouds of their own."""
    others = supplementary(analysis, _scaled([group for group in layout if group.supplementary]))
    points, active = active_categories(analysis), analysis.metric[analysis.table.numbers.shape[1] :] > 0
    if points is not None and not active.all():
        more = others["supplementary_categories"]
        clouds = [points.some(~active, active=False), *([more] if isinstance(more, Cloud) else [])]
        points, others["supplementary_categories"] = points.some(active), joined(clouds)
    return _apart(dict(factors("mfa", analysis, points, others)), layout)


def _apart(fields: dict[str, Any], layout: Sequence[Group]) -> dict[str, Any]:
    """Put the columns of counts in clouds of their own."""
    counted = [name for group in layout if group.counts for name in group.numbers]
    for name, own in (("variables", "frequencies"), ("supplementary_variables", "supplementary_frequencies")):
        points, fields[own] = fields[name], None
        if counted and isinstance(points, Cloud):
            which = points.index.isin(counted)
            fields[own] = points.some(which) if which.any() else None
            fields[name] = None if which.all() else points.some(~which)
    return fields
