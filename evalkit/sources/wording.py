"""Pydantic's faults in our words, with the place in the user's file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from evalkit.errors import Path, Place, Problem, Said, nearest, problem
from evalkit.model.dossier import Dossier
from evalkit.sources.shown import SHOWN
from evalkit.sources.shown import short as short
from evalkit.sources.tree import Tree
from evalkit.texts import LANGUAGES, family, has

SAME_FAULT = {
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "int_type": "int_parsing",
    "int_from_float": "int_parsing",
    "int_parsing_size": "number_too_large",
    "bool_type": "bool_parsing",
    "dict_type": "mapping_type",
    "list_type": "tuple_type",
}
"""Pydantic's kinds that mean the same to a reader."""


def problem_of_error(error: ErrorDetails, tree: Tree) -> Problem:
    """Turn one pydantic fault into a `Problem`."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    place, name = tree.near(path), field_name(path)
    kind = SAME_FAULT.get(error["type"], error["type"])
    if kind == "extra_forbidden":
        return _unknown_field(path, place, name)
    if kind == "missing":
        return problem(place, name, "missing", field=str(path[-1]))
    if error["input"] is None:
        return problem(place, name, "empty_item")
    if kind == "literal_error":
        return _unknown_choice(error, place, name)
    context = {key: short(value) for key, value in (error.get("ctx") or {}).items() if key != "error"}
    values = {"found": short(error["input"]), **context}
    return problem(place, name, kind if has(f"errors.{kind}.fault") else "other", **values)


def is_echo(error: ErrorDetails) -> bool:
    """Tell whether a fault only echoes others: a list seems too short when its items are refused."""
    return error["type"] == "too_short" and bool(error["input"])


def field_name(path: Path) -> str:
    """Write a path as a person reads it: ``indicators[2].target``, counted from 1."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{short(part)}" if name else short(part)
    return name


def fold(text: str) -> str:
    """Return a text without accents, capitals nor doubled spaces, so that words can be compared."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("_", " ").replace("’", "'"))
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


def _unknown_field(path: Path, place: Place, name: str) -> Problem:
    model = _model_at(path[:-1])
    known = list(model.model_fields)
    typed = str(path[-1])[: 2 * SHOWN]
    meant = _meant(typed, _labels_of_fields(model)) or nearest(typed, known)
    if meant:
        return problem(place, name, "unknown_field_near", found=short(path[-1]), meant=meant)
    return problem(place, name, "unknown_field", found=short(path[-1]), known=", ".join(known))


def _unknown_choice(error: ErrorDetails, place: Place, name: str) -> Problem:
    known = re.findall(r"'([^']*)'", error.get("ctx", {}).get("expected", ""))
    typed = str(error["input"])[: 2 * SHOWN]
    meant = _meant(typed, _labels_of_choices(known))
    # A workbook shows labels, YAML codes.
    shown = {code: choice(known, code) if place.sheet else code for code in known}
    values = {"found": short(error["input"]), "expected": tuple(shown.values())}
    if meant:
        return problem(place, name, "literal_error_meant", meant=shown[meant], **values)
    if place.sheet and len(known) > MOST_CHOICES:
        return problem(place, name, "literal_error_many", **values)
    return problem(place, name, "literal_error", **values)


def _meant(typed: str, labels: Mapping[str, str]) -> str | None:
    """Return what a typed word was meant to be, given the codes by their folded labels."""
    folded = fold(typed)
    found = folded if folded in labels else nearest(folded, labels)
    return labels[found] if found else None


def _labels_of_fields(model: type[BaseModel]) -> dict[str, str]:
    words: Mapping[str, Any] = family("fields")[snake_case(model.__name__)]
    return _by_label((field, each["label"]) for field, each in words.items())


def _labels_of_choices(known: list[str]) -> dict[str, str]:
    return _by_label(labels_of_list(known).items()) | {fold(code): code for code in known}


def labels_of_list(codes: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the closed list that holds exactly these codes; none when there is no such list."""
    name = name_of_list(codes)
    labels: Mapping[str, Mapping[str, str]] = family("vocabulary")[name] if name else {}
    return labels


def name_of_list(codes: Iterable[str]) -> str | None:
    """Return the name in ``texts/vocabulary.yaml`` of the closed list that holds exactly these codes, if any."""
    wanted = set(codes)
    return next((name for name, each in family("vocabulary").items() if set(each) == wanted), None)


def choice(codes: Iterable[str], code: str) -> Said | str:
    """Return the words of a choice of a closed list, after its number where the guide gives it one (``M5 – …``)."""
    name = name_of_list(codes)
    if name is None:
        return code
    label = Said(f"vocabulary.{name}.{code}")
    return Said("workbook.numbered", (("code", code), ("label", label))) if NUMBERED.fullmatch(code) else label


MOST_CHOICES = 8
"""More are not repeated in a message about a cell, which offers them itself."""
NUMBERED = re.compile(r"[A-Z]{1,2}[0-9]")
"""A code that the guide itself prints: a reader knows it."""


def closed_lists(annotation: Any) -> Iterator[tuple[str, ...]]:
    """Yield the choices of a field that holds one of a closed list, or several."""
    if get_origin(annotation) is Literal:
        yield get_args(annotation)
    for each in get_args(annotation):
        yield from closed_lists(each)


def _by_label(labelled: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    return {fold(label[language]): code for code, label in labelled for language in LANGUAGES}


def snake_case(name: str) -> str:
    """Return ``key_figure`` for ``KeyFigure``: the key of a class in ``texts/fields.yaml``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _model_at(path: Path) -> type[BaseModel]:
    """Return the class that the model expects at a path."""
    model: type[BaseModel] = Dossier
    for part in path:
        if isinstance(part, str):
            model = model_in(model.model_fields[part].annotation) or model
    return model


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the class of the entries that a field holds, or None when it holds no entries."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := model_in(each))), None)
