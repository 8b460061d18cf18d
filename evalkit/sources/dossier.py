"""From a file to a `Dossier`: every problem at once, each with its place and its remedy."""

from __future__ import annotations

import os
import re
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dossier import Dossier
from evalkit.sources.consistency import consistency_problems
from evalkit.sources.oddities import odd_statements
from evalkit.sources.references import reference_problems
from evalkit.sources.tree import Tree
from evalkit.sources.upgrade import upgrade
from evalkit.sources.wording import is_echo, model_in, problem_of_error
from evalkit.sources.yaml_tree import parse_tree, read_tree

WORKBOOKS = (".xlsx", ".ods", ".xls")
SUFFIXES = (".yaml", ".yml", *WORKBOOKS)
MOST_SHOWN = 200
"""Beyond this many problems, the message only counts the others."""


def read_dossier(path: str | FilePath) -> Dossier:
    """Read a dossier from a YAML file or a workbook (.xlsx, .ods, .xls).

    Parameters
    ----------
    path : str or pathlib.Path
        The file.

    Returns
    -------
    Dossier
        Frozen; knows the line or the cell of each of its fields, and what was noted while reading it.

    Raises
    ------
    EvalkitError
        With *all* problems of the file, each with its place, what was expected and found, and what to write instead.
    """
    file = FilePath(path)
    # Path.is_file raises on a path that is too long.
    if file.suffix.lower() not in SUFFIXES and os.path.isfile(file):  # noqa: PTH113
        raise EvalkitError([problem(Place(file.name), "", "unknown_format", found=file.suffix or file.name)])
    if file.suffix.lower() in WORKBOOKS:
        from evalkit.sources.workbook.read import read_workbook

        return dossier_of_tree(read_workbook(file))
    return dossier_of_tree(read_tree(file))


def parse_dossier(text: str, file: str = "dossier.yaml") -> Dossier:
    """Read a dossier from YAML text; `file` is the name that messages give it. Raises as `read_dossier` does."""
    return dossier_of_tree(parse_tree(text, file))


def dossier_of_tree(tree: Tree) -> Dossier:
    """Type a `Tree` into a `Dossier`; raises `EvalkitError` with all its problems."""
    upgrade(tree)
    problems = list(tree.problems)
    dossier: Dossier | None = None
    if tree.data is not None and not isinstance(tree.data, dict):
        problems.append(problem(tree.places[()], "", "not_a_mapping"))
    elif tree.data is not None:
        dossier, faults = _typed(tree)
        problems += faults
    if problems or dossier is None:
        raise EvalkitError(_first(_once(problems), tree), _few(tree))
    return dossier


def _typed(tree: Tree) -> tuple[Dossier | None, list[Problem]]:
    data = _without_nothing(tree.data)
    faults = [*reference_problems(data, tree), *consistency_problems(data, tree)]
    tree.notes += odd_statements(data, tree)
    try:
        return Dossier.model_validate(data).with_places(tree.places, _few(tree)), faults
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [*faults, *(problem_of_error(each, tree) for each in found if not is_echo(each))]


def _once(problems: list[Problem]) -> list[Problem]:
    """Tell one fault of a cell once: what cannot be used is not missing, and what is no code is not unknown."""
    told: dict[Place, set[str]] = {}
    for each in problems:
        told.setdefault(each.place, set()).add(each.fault[0])
    return [each for each in problems if not (each.place.cell and _echoes(each.fault[0], told[each.place]))]


def _echoes(fault: str, others: set[str]) -> bool:
    if fault == "errors.missing.fault":
        return len(others) > 1
    return fault.startswith("errors.unknown_code") and "errors.string_pattern_mismatch.fault" in others


def _first(problems: list[Problem], tree: Tree) -> list[Problem]:
    """Return the problems in the order of the file; beyond the first ones, how many are left."""
    sheets = list(dict.fromkeys(place.sheet for place in tree.places.values()))
    ordered = sorted(problems, key=lambda each: _rank(each.place, sheets))
    left = len(ordered) - MOST_SHOWN
    if left <= 0:
        return ordered
    return [*ordered[:MOST_SHOWN], problem(Place(tree.file), "", "too_many", n=left)]


def _few(tree: Tree) -> list[Problem]:
    """Return the first notes; beyond them, how many are left."""
    left = len(tree.notes) - MOST_SHOWN
    return [*tree.notes[:MOST_SHOWN], *([problem(Place(tree.file), "", "more_notes", n=left)] if left > 0 else [])]


def _rank(place: Place, sheets: list[str | None]) -> tuple[int, int]:
    """Return what problems are sorted by: the line, or the sheet and the row of the cell."""
    row = int(re.sub(r"\D", "", place.cell or "") or 0)
    return (sheets.index(place.sheet) if place.sheet in sheets else -1), place.line or row


def _without_nothing(data: Any, model: type[BaseModel] | None = Dossier) -> Any:
    """Drop the fields left empty: an empty field is an absent one, unless its name is wrong."""
    if isinstance(data, list):
        return [_without_nothing(value, model) for value in data]
    if not isinstance(data, dict):
        return data
    known = model.model_fields if model else None
    return {
        key: _without_nothing(value, model_in(known[key].annotation) if known and key in known else None)
        for key, value in data.items()
        if value is not None or (known is not None and key not in known)
    }
