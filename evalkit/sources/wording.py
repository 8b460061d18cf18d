"""Pydantic's faults in our words, with the place in the user's file."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from evalkit.errors import Path, Place, Problem, nearest, problem
from evalkit.model.dossier import Dossier
from evalkit.sources.yaml_tree import Tree
from evalkit.texts import has

SHOWN = 60
"""Longest piece of what was found that a message repeats."""


def problem_of_error(error: ErrorDetails, data: Any, tree: Tree) -> Problem:
    """Turn one pydantic fault into a `Problem`."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    place, name = tree.near(path), field_name(path)
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_field(path, place, name)
    if kind == "missing":
        return problem(place, name, "missing", field=str(path[-1]))
    context = {key: _short(value) for key, value in (error.get("ctx") or {}).items() if key != "error"}
    values = {"found": _short(error["input"]), **context}
    return problem(place, name, kind if has(f"errors.{kind}.fault") else "other", **values)


def field_name(path: Path) -> str:
    """Write a path as a person reads it: ``indicators[2].target``, counted from 1."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _unknown_field(path: Path, place: Place, name: str) -> Problem:
    known = _fields_at(path[:-1])
    meant = nearest(str(path[-1]), known)
    if meant:
        return problem(place, name, "unknown_field_near", found=_short(path[-1]), meant=meant)
    return problem(place, name, "unknown_field", found=_short(path[-1]), known=", ".join(known))


def _fields_at(path: Path) -> list[str]:
    """Return the fields that the model knows at a path."""
    model: Any = Dossier
    for part in path:
        if isinstance(part, str) and isinstance(model, type) and issubclass(model, BaseModel):
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
