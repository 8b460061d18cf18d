"""A table and its roles brought together: the `StudyTable` and the `StudyPlan`, or all that stands in the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.errors import EvalkitError, Place, Problem, Said
from evalkit.multivariate.fitting import method_of
from evalkit.multivariate.reading.columns import Column
from evalkit.multivariate.reading.desk import MOST_NAMES, Desk
from evalkit.multivariate.reading.raw import RawTable, read_raw
from evalkit.multivariate.reading.roles import ModelAsked, RolesFile, roles_of
from evalkit.multivariate.reading.rows import Rows, check_holes, rows_of
from evalkit.multivariate.reading.variables import check_values, identifier_of, variables_of
from evalkit.multivariate.refusals import problems_of
from evalkit.multivariate.table import Model, StudyPlan, StudyTable, Variable
from evalkit.sources.shown import short
from evalkit.texts import Language, say

if TYPE_CHECKING:
    import pandas as pd


_FIELDS = {
    "classes": "classes", "excluded": "excluded", "excluded_all": "excluded", "excluded_iterative": "excluded",
    "excluded_method": "excluded", "few_groups": "method", "kinds_qualitative": "method",
    "kinds_quantitative": "method", "many_axes": "axes", "missing_category": "missing", "no_group": "method",
}  # fmt: skip
"""By the problem of a study, the field of the roles that asks for it."""


@dataclass(frozen=True)
class Study:
    """What was read.

    Parameters
    ----------
    table : StudyTable
    plan : StudyPlan
    notes : tuple of Problem
        What was inferred or left out; told, never an obstacle.
    note : str
        What a reader of the report must know first.
    """

    table: StudyTable
    plan: StudyPlan
    notes: tuple[Problem, ...] = ()
    note: str = ""


def read_study(
    table_file: str | Path, roles: str | Path | Mapping[str, Any] | None = None, language: Language = "fr"
) -> tuple[StudyTable, StudyPlan]:
    """Read a table and what its columns are.

    Parameters
    ----------
    table_file : str or pathlib.Path
        CSV, .xlsx, .ods, .xls or Parquet.
    roles : str, pathlib.Path or mapping, optional
        A file of roles, or what it would say; see `Roles`. Without it every column that can be used is active, but
        for the first whose texts all differ, which names the rows.
    language : {"fr", "en"}
        Of the words that neither file gives (what a row is, yes and no).

    Raises
    ------
    EvalkitError
        With all problems of both files, each with its place.
    """
    study = study_of(table_file, roles, language)
    return study.table, study.plan


def study_of(
    table_file: str | Path, roles: str | Path | Mapping[str, Any] | None = None, language: Language = "fr"
) -> Study:
    """Read as `read_study` does, and keep what was inferred or left out."""
    given, raw = _both(Path(table_file), roles)
    desk = Desk(given, raw, language)
    for part in ("labels", "kinds", "levels", "excluded"):
        for name in getattr(given.roles, part):
            desk.named(name, (part, name))
    identifier = identifier_of(desk)
    variables = variables_of(desk, identifier)
    rows = rows_of(desk, identifier)
    check_values(desk, variables)
    check_holes(desk, variables, rows)
    _check_levels(desk, variables)
    _check_models(desk, variables)
    if desk.problems:
        raise EvalkitError(dict.fromkeys(desk.problems), desk.notes)
    table, plan = _table(desk, variables, rows), _plan(desk)
    if found := problems_of(table, plan, method_of(table, plan)[0]):
        raise EvalkitError([_placed(desk, each) for each in found], desk.notes)
    return Study(table, plan, tuple(dict.fromkeys(desk.notes)), given.roles.note or "")


def _placed(desk: Desk, found: Problem) -> Problem:
    """Return a problem of the plan at the line of the roles that asks for it, any other at the table."""
    field = _FIELDS.get(found.fault[0].split(".")[2], "")
    if (field,) in desk.file.tree.places:
        return replace(found, place=desk.file.tree.near((field,)), field=field)
    return replace(found, place=Place(desk.table.file))


def _both(file: Path, roles: str | Path | Mapping[str, Any] | None) -> tuple[RolesFile, RawTable]:
    """Read both files; what is wrong with each is told at once."""
    try:
        given = roles_of(roles)
    except EvalkitError as error:
        try:
            read_raw(file)
        except EvalkitError as other:
            raise EvalkitError([*error.problems, *other.problems]) from None
        raise
    return given, read_raw(file, given.roles.sheet)


def _check_levels(desk: Desk, variables: Sequence[Variable]) -> None:
    """Look for the levels that the roles name."""
    kinds = {each.name: each.kind for each in variables}
    for part in ("levels", "excluded"):
        for name, levels in getattr(desk.roles, part).items():
            if name in desk.headings and kinds.get(name) != "qualitative":
                desk.add((part, name), "study.no_levels", found=short(name))
            elif name in desk.headings:
                _check_levels_of(desk, part, name, levels)


def _check_levels_of(desk: Desk, part: str, name: str, levels: Mapping[str, str] | Sequence[str]) -> None:
    known = {each for each in desk.column(desk.headings[name]).texts if each is not None}
    shown = tuple(short(each) for each in sorted(known)[:MOST_NAMES])
    known |= set(desk.roles.levels.get(name, {}).values()) if part == "excluded" else set()
    for i, level in enumerate(levels):
        if level not in known:
            path = (part, name, level if part == "levels" else i)
            desk.add(path, "study.no_level", found=short(level), column=short(name), known=shown)


def _check_models(desk: Desk, variables: Sequence[Variable]) -> None:
    """Read the formulas, which may only name columns of the study and compute with them."""
    used = {each.name for each in variables}
    for i, model in enumerate(desk.roles.models):
        for part, name in _columns_of(desk, i, model):
            if name in desk.headings and name not in used:
                desk.add(("models", i, part), "study.model_column", found=short(name))


def _check_sides(desk: Desk, i: int, model: ModelAsked, outcomes: Sequence[str], predictors: Sequence[str]) -> None:
    """Refuse a formula without predictors, and categories in an order that nobody said."""
    if not predictors:
        desk.add(("models", i, "formula"), "study.no_predictor", found=short(model.formula))
    if model.family != "ordinal" or len(outcomes) != 1 or outcomes[0] not in desk.headings:
        return
    column = desk.column(desk.headings[outcomes[0]])
    if column.kind == "qualitative" and {*column.texts} - {None, *desk.roles.levels.get(column.name, {})}:
        desk.add(("models", i, "formula"), "study.no_order", found=short(column.name))


def _columns_of(desk: Desk, i: int, model: ModelAsked) -> Iterator[tuple[str, str]]:
    import pandas as pd

    from evalkit.stats.regression.formula import read_formula
    from evalkit.stats.regression.refusals import RegressionError

    if model.clusters and desk.named(model.clusters, ("models", i, "clusters")):
        yield "clusters", model.clusters
    try:
        sides = read_formula(model.formula, pd.DataFrame(columns=list(desk.headings)))
    except RegressionError as error:
        values = tuple((name, tuple(each) if isinstance(each, list) else each) for name, each in error.values.items())
        desk.add(("models", i, "formula"), "study.formula", said=Said(f"regression.errors.{error.reason}", values))
        return
    _check_sides(desk, i, model, sides.outcome_columns, sides.columns)
    yield from (("formula", name) for name in (*sides.outcome_columns, *sides.columns))


def _table(desk: Desk, variables: tuple[Variable, ...], rows: Rows) -> StudyTable:
    import pandas as pd

    roles, stem = desk.roles, Path(desk.table.file).stem
    index = pd.Index(rows.names, dtype=object)
    frame = pd.DataFrame({each.name: _series(desk, each.name) for each in variables}).set_axis(index)
    return StudyTable(
        name=_slug(stem),
        title=roles.title or stem,
        rows=roles.rows or say("study.rows", desk.language),
        frame=frame,
        variables=variables,
        weights=None if rows.weights is None else rows.weights.set_axis(index),
        supplementary_rows=rows.supplementary,
        groups={each.group: each.group for each in variables if each.group},
        identifiers=roles.identifiers == "shown",
        source=roles.source or "",
    )


def _series(desk: Desk, name: str) -> pd.Series:
    """Return a column as the study has it: its levels under the names and in the order of the roles."""
    column, shown = desk.column(desk.headings[name]), desk.roles.levels.get(name, {})
    if column.kind == "quantitative" or not shown:
        return column.series()
    texts = tuple(None if each is None else shown.get(each, each) for each in column.texts)
    return Column(column.raw, "qualitative", texts=texts).series(shown.values())


def _plan(desk: Desk) -> StudyPlan:
    roles = desk.roles
    models = tuple(Model(each.formula, each.family, each.clusters) for each in roles.models)
    excluded = tuple(_excluded(desk))
    return StudyPlan(roles.method, roles.axes, roles.classes, roles.missing, excluded, models, roles.seed)


def _excluded(desk: Desk) -> Iterator[tuple[str, str]]:
    for name, levels in desk.roles.excluded.items():
        yield from ((name, desk.roles.levels.get(name, {}).get(level, level)) for level in levels)


def _slug(stem: str) -> str:
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "table"
