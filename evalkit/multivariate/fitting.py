"""The factor analysis that a table asks for, and how many of its axes are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from evalkit.errors import EvalkitError
from evalkit.multivariate.refusals import refused
from evalkit.multivariate.table import Method, StudyPlan, StudyTable
from evalkit.stats.factor import (
    MISSING_LEVEL,
    AxesChoice,
    Ca,
    Cloud,
    Factors,
    ca,
    choose_axes,
    famd,
    impute,
    mca,
    mfa,
    pca,
)

MethodWhy = Literal["asked", "groups", "both_kinds", "quantitative", "qualitative"]
AxesWhy = Literal["asked", "suggested", "to_draw"]
AXES = 5
"""Axes computed at least, where there are so many: tables hold them, readings keep fewer."""
SIMULATIONS, FEW_SIMULATIONS = 200, 40
LARGE = 400_000
"""Cells of a table beyond which fewer tables are drawn: with so many rows, chance varies little."""
NOTHING = 1e-12
"""Part of the first eigenvalue below which an axis is rounding: columns that add up to a constant leave one."""
SUPPLEMENTARY = "supplementary"
"""Name of the group of supplementary columns that have none."""


@dataclass(frozen=True)
class Fit:
    """A factor analysis with the axes kept.

    Parameters
    ----------
    result : Factors or Ca
    choice : AxesChoice
    axes : int
    why : {"asked", "suggested", "to_draw"}
    """

    result: Factors | Ca
    choice: AxesChoice
    axes: int
    why: AxesWhy


def method_of(table: StudyTable, plan: StudyPlan) -> tuple[Method, MethodWhy]:
    """Return the method that a table asks for, and why that one."""
    if plan.method:
        return plan.method, "asked"
    active = [each for each in table.variables if each.role == "active"]
    if len({each.group for each in active if each.group}) > 1:
        return "mfa", "groups"
    kinds = {each.kind for each in active}
    if len(kinds) > 1:
        return "famd", "both_kinds"
    return ("mca", "qualitative") if kinds == {"qualitative"} else ("pca", "quantitative")


def fitted(table: StudyTable, plan: StudyPlan, method: Method) -> Fit:
    """Analyse, compare with chance, keep axes.

    Raises
    ------
    EvalkitError
        When more axes are asked for than the table has.
    ValueError
        When the method refuses the table for a reason that was not foreseen.
    """
    frame = study_frame(table)
    result = run(table, plan, method, frame, max(AXES, plan.axes or 0))
    choice = _chosen(result, table, plan, frame)
    eigenvalues = choice.table["eigenvalue"]
    known = int((eigenvalues > NOTHING * eigenvalues.iloc[0]).sum())
    if plan.axes and plan.axes > known:
        raise EvalkitError([refused(table, "many_axes", n=known, found=plan.axes)])
    axes = plan.axes or min(max(2, choice.suggested), known)
    why: AxesWhy = "asked" if plan.axes else "suggested" if choice.suggested >= axes else "to_draw"
    if axes > result.axes:
        result = run(table, plan, method, frame, axes)
    return Fit(result, choice, axes, why)


def study_frame(table: StudyTable) -> pd.DataFrame:
    """Return the columns of the study: numbers as floats, all others as categories of texts."""
    columns: dict[str, pd.Series] = {}
    for each in table.variables:
        column = table.frame[each.name]
        if each.kind == "quantitative":
            columns[each.name] = column.astype("float64")
        elif isinstance(column.dtype, pd.CategoricalDtype):
            columns[each.name] = column
        else:
            columns[each.name] = column.map(str, na_action="ignore").astype("category")
    return pd.DataFrame(columns, index=table.frame.index)


def _weights(table: StudyTable, frame: pd.DataFrame) -> pd.Series | None:
    """Return weights of which the active rows weigh 1 on average.

    The statistics read weights as numbers of individuals: with inhabitants for weights every test would be passed.
    """
    if table.weights is None:
        return None
    weights = table.weights.reindex(frame.index)
    return weights / weights[~frame.index.isin(table.supplementary_rows)].mean()


def run(table: StudyTable, plan: StudyPlan, method: Method, frame: pd.DataFrame, axes: int) -> Factors | Ca:
    """Run a method on the rows of a frame."""
    aside = list(table.named("supplementary"))
    there = set(frame.index)
    common: dict[str, Any] = {"axes": axes, "missing": plan.missing}
    common["row_weights"] = _weights(table, frame)
    rows = [name for name in table.supplementary_rows if name in there]
    if method == "ca":
        counts = list(table.named("supplementary", "quantitative"))
        described = list(table.named("supplementary", "qualitative"))
        return ca(
            frame, supplementary_rows=rows, supplementary_columns=counts, supplementary_variables=described, **common
        )
    common["supplementary_individuals"] = rows
    if method == "mfa":
        groups = groups_of(table)
        return mfa(
            frame, groups, supplementary_groups=[each for each in groups if each not in table_groups(table)], **common
        )
    common["supplementary_columns"] = aside
    if method == "mca":
        passive: dict[str, list[str]] = {}
        for name, level in plan.excluded:
            passive.setdefault(name, []).append(level)
        return mca(frame, passive=passive, **common)
    return pca(frame, **common) if method == "pca" else famd(frame, **common)


def table_groups(table: StudyTable) -> tuple[str, ...]:
    """Return the groups that have active columns, in order."""
    return tuple(dict.fromkeys(each.group for each in table.variables if each.role == "active" and each.group))


def groups_of(table: StudyTable) -> Mapping[str, Sequence[str]]:
    """Return the groups of an MFA with their columns; supplementary columns make groups of their own."""
    active = table_groups(table)
    groups: dict[str, list[str]] = {}
    for each in table.variables:
        name = each.group
        if each.role == "supplementary":
            name = f"{name} ({SUPPLEMENTARY})" if name in active else name or SUPPLEMENTARY
        groups.setdefault(name, []).append(each.name)
    return groups


def points_of(result: Factors | Ca) -> Cloud:
    """Return the active rows on the axes."""
    return result.rows if isinstance(result, Ca) else result.individuals


def _chosen(result: Factors | Ca, table: StudyTable, plan: StudyPlan, frame: pd.DataFrame) -> AxesChoice:
    """Compare with chance, on a table without holes where the plan filled them from the other columns."""
    points = points_of(result)
    drawn = FEW_SIMULATIONS if len(points.coord) * len(table.named("active")) > LARGE else SIMULATIONS
    if isinstance(result, Ca):
        counts = frame.loc[points.coord.index, list(result.columns.coord.index)]
        return choose_axes(result, counts.fillna(counts.mean()), simulations=drawn, seed=plan.seed)
    active = frame.loc[points.coord.index, list(result.coding.columns)]
    if plan.missing == "iterative" and active.isna().any(axis=None):
        frame, result = completed(active), replace(result, coding=replace(result.coding, missing="refuse"))
    return choose_axes(result, frame, simulations=drawn, seed=plan.seed)


def completed(active: pd.DataFrame) -> pd.DataFrame:
    """Return columns with their holes filled as the iterative imputation tells; of levels, by the most likely one."""
    found = impute(active)
    if not isinstance(found.columns, pd.MultiIndex):
        return found
    columns = {}
    for name in active.columns:
        part: Any = found[name]
        if isinstance(part, pd.Series):  # numbers have no levels
            columns[name] = part
        else:
            columns[name] = part.idxmax(axis=1).astype(pd.CategoricalDtype(list(part.columns)))
    return pd.DataFrame(columns, index=active.index)


def described_frame(frame: pd.DataFrame, plan: StudyPlan) -> pd.DataFrame:
    """Return the columns as they are described: a missing category is a level where the plan makes it one."""
    if plan.missing != "category":
        return frame
    filled = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype) and column.isna().any():
            column = column.cat.add_categories([MISSING_LEVEL]).fillna(MISSING_LEVEL)
        filled[name] = column
    return pd.DataFrame(filled, index=frame.index)
