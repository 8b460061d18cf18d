"""What stands in the way of an analysis: every fault of a table and of a plan, named together before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from evalkit.errors import Place, Problem, problem
from evalkit.multivariate.table import Method, StudyPlan, StudyTable
from evalkit.stats.classes import RULES

LEAST_ROWS = 5
"""Active rows below which nothing is analysed."""
LEAST_COLUMNS = 2
LEAST_CROSSED = 3
"""Rows and columns of a table of counts below which there is no plane."""
LARGEST = 1e100
"""Beyond it, squares of values and their sums are no numbers any more."""
SHOWN = 12


def problems_of(table: StudyTable, plan: StudyPlan, method: Method) -> tuple[Problem, ...]:
    """Return every fault of a table and of a plan, for a method; nothing where the analysis may run."""
    if found := tuple(_unreadable(table)):
        return found
    rows = active_rows(table)
    each = (_plan, _rows, _columns, _kinds, _weights, _infinite, _missing, _single, _groups, _excluded, _counts)
    return tuple(fault for check in each for fault in check(table, plan, method, rows))


def active_rows(table: StudyTable) -> pd.DataFrame:
    """Return the rows that make the axes, with the columns of the study."""
    names = [each.name for each in table.variables]
    return table.frame.loc[~table.frame.index.isin(list(table.supplementary_rows)), names]


def refused(table: StudyTable, key: str, field: str = "", /, **values: object) -> Problem:
    """Return a problem of this table: ``errors.multivariate.<key>``."""
    return problem(Place(table.title or table.name), field, f"multivariate.{key}", **values)


def some(names: Sequence[object]) -> tuple[str, ...]:
    """Return names for a sentence; beyond a dozen the rest is told by an ellipsis."""
    shown = [f"« {name} »" for name in names[:SHOWN]]
    return tuple([*shown, "…"] if len(names) > SHOWN else shown)


def _unreadable(table: StudyTable) -> Iterator[Problem]:
    """Give what makes any other look at the table vain."""
    frame, names = table.frame, [each.name for each in table.variables]
    if twice := list(dict.fromkeys([*_twice(frame.columns), *_twice(pd.Index(names))])):
        yield refused(table, "columns_twice", n=len(twice), found=some(twice))
    if twice := _twice(frame.index):
        yield refused(table, "rows_twice", n=len(twice), found=some(twice))
    if strange := [name for name in names if name not in frame.columns]:
        yield refused(table, "no_column", n=len(strange), found=some(strange))
    if strange := [name for name in table.supplementary_rows if name not in frame.index]:
        yield refused(table, "no_row", n=len(strange), found=some(strange))


def _twice(index: pd.Index) -> list[object]:
    return list(dict.fromkeys(index[index.duplicated()]))


def _plan(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    if plan.axes is not None and plan.axes < 1:
        yield refused(table, "axes", found=plan.axes)
    most = _most_axes(table, method, rows)
    if plan.axes is not None and plan.axes > most > 0:
        yield refused(table, "many_axes", n=most, found=plan.axes)
    if isinstance(plan.classes, str) and plan.classes not in RULES:
        yield refused(table, "rule", found=plan.classes, known=tuple(RULES))
    if isinstance(plan.classes, int) and (plan.classes < 0 or plan.classes == 1 or plan.classes > len(rows) > 0):
        yield refused(table, "classes", found=plan.classes, n=len(rows))


def _most_axes(table: StudyTable, method: Method, rows: pd.DataFrame) -> int:
    """Return how many axes a table may have; columns that follow from others leave fewer."""
    if method == "ca":
        return min(len(rows), len(table.named("active"))) - 1
    levels = rows[list(table.named("active", "qualitative"))]
    free = int((levels.nunique() - 1 + levels.isna().any()).clip(lower=0).sum())
    return min(len(rows) - 1, len(table.named("active", "quantitative")) + free)


def _rows(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    least = LEAST_CROSSED if method == "ca" else LEAST_ROWS
    if len(rows) < least:
        yield refused(table, "few_rows", n=len(rows), least=least)


def _columns(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    active, least = table.named("active"), LEAST_CROSSED if method == "ca" else LEAST_COLUMNS
    if len(active) < least:
        yield refused(table, "few_columns", n=len(active), least=least)


def _kinds(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    wanted = {"pca": "quantitative", "ca": "quantitative", "mca": "qualitative"}.get(method)
    strange = [each.name for each in table.variables if each.role == "active" and wanted not in (None, each.kind)]
    if strange:
        yield refused(table, f"kinds_{wanted}", n=len(strange), found=some(strange), method=method.upper())
    numbers = [each.name for each in table.variables if each.kind == "quantitative"]
    if bad := [name for name in numbers if not _is_number(rows[name])]:
        yield refused(table, "not_numbers", n=len(bad), found=some(bad))


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _weights(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    if table.weights is None:
        return
    weights = table.weights.reindex(table.frame.index).to_numpy(dtype=np.float64, na_value=np.nan)
    if bad := int((~(np.isfinite(weights) & (weights > 0))).sum()):
        yield refused(table, "weights", n=bad)


def _infinite(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    numbers = [each.name for each in table.variables if each.kind == "quantitative" and _is_number(rows[each.name])]
    values = np.abs(table.frame[numbers].to_numpy(dtype=np.float64, na_value=np.nan))
    if found := _counted(numbers, np.isinf(values).sum(axis=0)):
        yield refused(table, "infinite", n=len(found), found=found)
    if found := _counted(numbers, ((values > LARGEST) & np.isfinite(values)).sum(axis=0)):
        yield refused(table, "too_large", n=len(found), found=found)


def _counted(names: Sequence[str], counts: np.ndarray) -> tuple[str, ...]:
    """Return ``« name » (3)`` where a count is not 0."""
    return tuple(f"« {name} » ({count})" for name, count in zip(names, counts.tolist(), strict=True) if count)


def _missing(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    holes = rows.isna().sum()
    if empty := list(holes.index[holes == len(rows)] if len(rows) else []):
        yield refused(table, "empty", n=len(empty), found=some(empty))
    partly = holes[(holes > 0) & (holes < len(rows))]
    left = [name for name in partly.index if not _is_filled(table, plan, name, method)]
    if left:
        key = "missing" if plan.missing == "refuse" else f"missing_{plan.missing}"
        yield refused(table, key, n=len(left), found=_counted(left, partly[left].to_numpy()))
    yield from _missing_aside(table, plan)
    yield from _levels_aside(table, rows)


def _is_filled(table: StudyTable, plan: StudyPlan, name: str, method: Method) -> bool:
    """Tell whether the plan says how to fill the holes of a column."""
    if plan.missing == "category":
        variable = next(each for each in table.variables if each.name == name)
        return variable.kind == "qualitative" or (variable.role == "supplementary" and method != "ca")
    return plan.missing != "refuse"


def _missing_aside(table: StudyTable, plan: StudyPlan) -> Iterator[Problem]:
    """Give the holes of supplementary rows, which can only be filled one by one."""
    if plan.missing == "mean" or not table.supplementary_rows:
        return
    kinds = ("quantitative",) if plan.missing == "category" else ("quantitative", "qualitative")
    names = [each.name for each in table.variables if each.role == "active" and each.kind in kinds]
    holes = table.frame.loc[list(table.supplementary_rows), names].isna().sum()
    if found := _counted(names, holes.to_numpy()):
        yield refused(table, "missing_aside", n=len(found), found=found)


def _levels_aside(table: StudyTable, rows: pd.DataFrame) -> Iterator[Problem]:
    """Give the levels that only supplementary rows have: nothing says where they lie."""
    aside = table.frame.loc[list(table.supplementary_rows)]
    found = []
    for name, known in _levels(table, rows).items():
        found += [f"{name} : {level}" for level in sorted({str(each) for each in aside[name].dropna()} - known)]
    if found:
        yield refused(table, "levels_aside", n=len(found), found=some(found))


def _single(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    """Give columns that say nothing of the rows: a single value, or as many levels as rows."""
    if not len(rows):
        return
    aside = plan.missing == "category"
    different = {name: rows[name].nunique() + int(aside and rows[name].isna().any()) for name in rows.columns}
    kinds = {each.name: each.kind for each in table.variables}
    may_repeat = {name for name in table.named("active") if method == "ca"}
    single = [name for name, n in different.items() if n == 1 and name not in may_repeat and rows[name].notna().any()]
    if flat := [name for name in single if kinds[name] == "quantitative"]:
        yield refused(table, "constant", n=len(flat), found=some(flat))
    if flat := [name for name in single if kinds[name] == "qualitative"]:
        yield refused(table, "one_level", n=len(flat), found=some(flat))
    full = [each.name for each in table.variables if each.role == "active" and each.kind == "qualitative"]
    if names := [name for name in full if different[name] >= len(rows) > LEAST_ROWS]:
        yield refused(table, "names", n=len(names), found=some(names))


def _groups(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    if method != "mfa":
        return
    active = [each for each in table.variables if each.role == "active"]
    if alone := [each.name for each in active if not each.group]:
        yield refused(table, "no_group", n=len(alone), found=some(alone))
    if len({each.group for each in active if each.group}) < 2:
        yield refused(table, "few_groups")


def _excluded(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    if not plan.excluded:
        return
    if method != "mca":
        yield refused(table, "excluded_method")
    if plan.missing == "iterative":
        yield refused(table, "excluded_iterative")
    known = _levels(table, rows)
    if strange := [f"{name} : {level}" for name, level in plan.excluded if level not in known.get(name, ())]:
        yield refused(table, "excluded", n=len(strange), found=some(strange))
    left = sum(
        level not in {one for name_, one in plan.excluded if name_ == name} for name in known for level in known[name]
    )
    if not strange and left < 2:
        yield refused(table, "excluded_all")


def _levels(table: StudyTable, rows: pd.DataFrame) -> Mapping[str, set[str]]:
    """Return the levels of the active qualitative columns."""
    return {name: {str(each) for each in rows[name].dropna().unique()} for name in table.named("active", "qualitative")}


def _counts(table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame) -> Iterator[Problem]:
    names = [name for name in table.named("active", "quantitative") if method == "ca" and _is_number(rows[name])]
    if not names or not len(rows):
        return
    aside = [name for name in table.named("supplementary", "quantitative") if _is_number(rows[name])]
    values = table.frame[[*names, *aside]].to_numpy(dtype=np.float64, na_value=np.nan)
    if negative := _counted([*names, *aside], (values < 0).sum(axis=0)):
        yield refused(table, "negative", n=len(negative), found=negative)
    if _no_link(rows[names].to_numpy(dtype=np.float64)):
        yield refused(table, "no_link")
    full = table.frame[names].sum(axis=1)
    if empty := list(full.index[full == 0]):
        yield refused(table, "rows_empty", n=len(empty), found=some(empty) if table.identifiers else ())
    totals = rows[[*names, *aside]].sum(axis=0)
    if empty := list(totals.index[totals == 0]):
        yield refused(table, "columns_empty", n=len(empty), found=some(empty))


def _no_link(counts: np.ndarray) -> bool:
    """Tell whether all rows of a table of counts have the same shares: then there is no axis."""
    by_chance = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    return bool(counts.sum() > 0 and np.allclose(counts * counts.sum(), by_chance))
