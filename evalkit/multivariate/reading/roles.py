"""The file of roles: what each column of a table is, and what is to be done with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from evalkit.errors import EvalkitError, Path, Problem, nearest, problem
from evalkit.model.fields import DigitsOnly, Distinct, Entry, Label, Text
from evalkit.multivariate.table import Family, Kind, Method, Role
from evalkit.sources.tree import Tree
from evalkit.sources.wording import SAME_FAULT, field_name, problem_of_error, short
from evalkit.sources.yaml_tree import parse_tree, read_tree
from evalkit.stats.classes.cut import Rule

ALL = "*"
"""Every column that can be used and has no other role."""
FRENCH = {"acp": "pca", "afc": "ca", "acm": "mca", "afdm": "famd", "afm": "mfa"}
"""Methods as French textbooks call them."""
_SHAPES = {
    "labels": "labels: {REVENU: Revenu mensuel}",
    "levels": 'levels: {SEXE: {"1": femme, "2": homme}}',
    "kinds": "kinds: {SEXE: qualitative}",
    "excluded": "excluded: {SEXE: [nsp]}",
    "models": 'models: [{formula: "y ~ a + b", family: ols}]',
}
"""How fields that hold more than a word are written."""
_STAR = re.compile(r"(?:^|[:,\[-])\s*\*\s*(?:[,\]#]|$)")


def _list(given: Any) -> Any:
    """Take one name for a list of one."""
    return [given] if isinstance(given, str) else given


def _columns(given: Any) -> Any:
    """Refuse what is neither names of columns nor groups of them."""
    groups = [_list(each) for each in (given.values() if isinstance(given, dict) else [given])]
    if not all(isinstance(group, list) and all(isinstance(name, str) for name in group) for group in groups):
        raise PydanticCustomError("study.columns", "neither columns nor groups of columns")
    return dict(zip(given, groups, strict=True)) if isinstance(given, dict) else groups[0]


def _classes(given: Any) -> Any:
    if isinstance(given, str) and (re.fullmatch("[0-9]{1,3}", given) or given in get_args(Rule)):
        return int(given) if given.isdigit() else given
    raise PydanticCustomError("study.classes", "no number of classes", {"rules": ", ".join(get_args(Rule))})


Names = Annotated[tuple[str, ...], BeforeValidator(_list), Distinct]
Columns = Annotated[Any, BeforeValidator(_columns)]
"""A list of names, or groups with theirs."""


class ModelAsked(Entry):
    """A regression: see `evalkit.multivariate.table.Model`."""

    formula: Text
    family: Family = "ols"
    clusters: str = ""


class Roles(Entry):
    """What the file says; see `StudyTable` and `StudyPlan` for what each word means there.

    Attributes
    ----------
    note : str or None
        What a reader of the report must know first.
    identifier : str or None
        The column that names the rows.
    identifiers : {"shown", "hidden"}
        Whether rows may be shown by name; hidden is for persons.
    active, supplementary
        Names of columns, ``*`` for all that have no other role, or groups of names (MFA).
    supplementary_rows : tuple of str
        Identifiers.
    levels : mapping
        By column, what a reader sees of its values.
    excluded : mapping
        By column, the levels that take no part.
    missing_values : tuple of str or None
        What stands for no value, in the place of the usual words.
    decimal : {",", "."} or None
        The decimal sign, where the file leaves a doubt.
    sheet : str or None
    """

    title: Label | None = None
    rows: Label | None = None
    source: Text | None = None
    note: Text | None = None
    sheet: Label | None = None
    decimal: Literal[",", "."] | None = None
    missing_values: Names | None = None
    identifier: str | None = None
    identifiers: Literal["shown", "hidden"] = "hidden"
    active: Columns = ()
    supplementary: Columns = ()
    supplementary_rows: Names = ()
    weights: str | None = None
    labels: Mapping[str, Label] = {}
    levels: Mapping[str, Mapping[str, Label]] = {}
    kinds: Mapping[str, Kind] = {}
    method: Method | None = None
    missing: Literal["refuse", "mean", "category", "iterative"] = "refuse"
    excluded: Mapping[str, Names] = {}
    axes: Annotated[int, DigitsOnly, Field(ge=1, le=50)] | None = None
    classes: Annotated[Any, BeforeValidator(_classes)] = None
    models: tuple[ModelAsked, ...] = ()
    seed: Annotated[int, DigitsOnly] = 1


@dataclass(frozen=True)
class Named:
    """A column as the roles name it: its group and its place in the file."""

    name: str
    group: str
    path: Path


@dataclass(frozen=True)
class RolesFile:
    """Roles, and where each of them stands."""

    roles: Roles
    tree: Tree

    def fault(self, path: Path, key: str, /, **values: object) -> Problem:
        """Build the problem of a path, at its line."""
        return problem(self.tree.near(path), field_name(path), key, **values)

    def columns(self, role: Role) -> Iterator[Named]:
        """Yield the columns that have a role by name."""
        given = self.roles.active if role == "active" else self.roles.supplementary
        if isinstance(given, dict):
            for group, names in given.items():
                yield from (Named(name, group, (role, group, i)) for i, name in enumerate(names))
        else:
            yield from (Named(name, "", (role, i)) for i, name in enumerate(given) if name != ALL)

    def takes_rest(self, role: Role) -> bool:
        """Tell whether all columns without another role have this one; the active ones where no role is given."""
        given = self.roles.active if role == "active" else self.roles.supplementary
        nothing = role == "active" and not self.roles.active
        return nothing or (not isinstance(given, dict) and ALL in given)


def roles_of(given: str | FilePath | Mapping[str, Any] | None) -> RolesFile:
    """Read a file of roles, or YAML between braces or on several lines; or take a mapping; or leave all to be inferred.

    Raises
    ------
    EvalkitError
        With all problems of the file, each with its line.
    """
    if given is None or isinstance(given, Mapping):
        return _typed(Tree("roles", _texts(given or {})))
    text = str(given).strip()
    written = "\n" in text or text.startswith("{")
    tree = parse_tree(text, "roles") if written else read_tree(FilePath(given))
    lines = text.splitlines() if written or not tree.problems else FilePath(given).read_text("utf-8").splitlines()
    problems = [_in_our_words(each, lines) for each in tree.problems]
    if not problems and not isinstance(tree.data, dict):
        problems.append(problem(tree.near(()), "", "study.not_roles"))
    if problems:
        raise EvalkitError(problems)
    return _typed(tree)


def _in_our_words(found: Problem, lines: Sequence[str]) -> Problem:
    if found.fault[0] == "errors.empty_file.fault":
        return problem(found.place, "", "study.not_roles")
    line = lines[found.place.line - 1] if found.place.line and found.place.line <= len(lines) else ""
    return problem(found.place, "", "study.star", sign=ALL) if _STAR.search(line) else found


def _texts(given: Any) -> Any:
    """Return what a file would hold: texts, lists and mappings."""
    if isinstance(given, Mapping):
        return {str(key): _texts(value) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [_texts(each) for each in given]
    return given if given is None else str(given)


def _typed(tree: Tree) -> RolesFile:
    try:
        return RolesFile(Roles.model_validate(_without_nothing(tree.data)), tree)
    except ValidationError as error:
        problems = [_problem_of(each, tree) for each in error.errors(include_url=False)]
    raise EvalkitError(sorted(dict.fromkeys(problems), key=lambda each: each.place.line or 0))


def _without_nothing(data: Any) -> Any:
    """Drop the fields left empty: they say nothing."""
    if isinstance(data, list):
        return [_without_nothing(each) for each in data]
    if isinstance(data, dict):
        return {key: _without_nothing(value) for key, value in data.items() if value is not None}
    return data


def _problem_of(error: ErrorDetails, tree: Tree) -> Problem:
    path = error["loc"]
    if str(path[0]) in _SHAPES and SAME_FAULT.get(error["type"], error["type"]) in ("mapping_type", "tuple_type"):
        values = {"found": short(error["input"]), "example": _SHAPES[str(path[0])]}
        return problem(tree.near(path), field_name(path), "study.shape", **values)
    if path == ("method",) and (meant := FRENCH.get(str(error["input"]).casefold())):
        return problem(tree.near(path), field_name(path), "study.method", found=short(error["input"]), meant=meant)
    if error["type"] != "extra_forbidden":
        return problem_of_error(error, tree)
    known = list(ModelAsked.model_fields if path[0] == "models" else Roles.model_fields)
    meant, found = nearest(str(path[-1])[:100], known), short(path[-1])
    if meant:
        return problem(tree.near(path), field_name(path), "unknown_field_near", found=found, meant=meant)
    return problem(tree.near(path), field_name(path), "unknown_field", found=found, known=", ".join(known))
