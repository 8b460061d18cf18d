"""Multiple factor analysis: groups of columns that weigh the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.factor.checks import Missing, cut, with_text_names
from evalkit.stats.factor.core import Array, Table
from evalkit.stats.factor.famd import active_categories
from evalkit.stats.factor.fitting import fit
from evalkit.stats.factor.group_views import Groups, describe_groups
from evalkit.stats.factor.groups import group_metric, read_groups
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.project import factors, supplementary
from evalkit.stats.factor.results import Factors


@dataclass(frozen=True, kw_only=True)
class Mfa(Factors):
    """A multiple factor analysis; see `Factors`.

    Parameters
    ----------
    groups : Groups
        What the analysis says of the groups, and of individuals and categories seen by each group.
    members : mapping of str to tuple of str
        Columns of each active group.
    """

    groups: Groups
    members: Mapping[str, tuple[str, ...]]


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

    Raises
    ------
    ValueError
        As in `pca`, and when a column is in no group or in two.

    Notes
    -----
    Each group is analysed alone first (PCA, MCA, or FAMD where it is mixed); its columns then weigh 1 over its first
    eigenvalue, so that no group makes the first axis alone. Categories lie at the mean of their individuals. Missing
    values by ``"iterative"``: the weights of the groups are found again at each step. J. Pagès (2014), chapters 4 to 7.
    """
    table = with_text_names(table)
    groups = {name: [str(column) for column in columns] for name, columns in groups.items()}
    layout = read_groups(table, groups, supplementary_groups, unscaled)
    active = [group for group in layout if not group.supplementary]
    aside = [name for group in layout if group.supplementary for name in (*group.numbers, *group.factors)]
    columns = [name for group in active for name in (*group.numbers, *group.factors)]
    parts = cut(table[columns + aside], aside, supplementary_individuals, row_weights, missing)

    def metric(rows: Table, shares: Array) -> Array:
        return group_metric(rows, shares, active)

    scaled = np.array([group.scaled for group in active for _ in group.numbers], dtype=bool)
    analysis = fit(parts, missing, imputation, scaled, metric, axes)
    fields: dict[str, Any] = dict(factors("mfa", analysis, active_categories(analysis), supplementary(analysis)))
    members = {group.name: (*group.numbers, *group.factors) for group in active}
    return Mfa(**fields, groups=describe_groups(analysis, layout), members=members)
