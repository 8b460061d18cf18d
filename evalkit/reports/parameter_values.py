"""A value that somebody typed, as the type that a notebook's parameter asks for; or why it is not of that type."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from pydantic_core import PydanticCustomError

from evalkit.errors import EvalkitError, Place, Problem, Said, problem
from evalkit.model.fields import YES_NO
from evalkit.model.quantity import parse_number
from evalkit.reports.declared import Declared
from evalkit.sources.grid import Cell, text_of
from evalkit.sources.shown import short

_POINTED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = re.compile("[\u0020\u00a0\u202f\u2009]")
_TRUTHS = {**YES_NO, "1": True, "0": False}


def typed_text(text: str, declared: Declared, place: Place) -> Any:
    """Read what was typed as the type of a parameter.

    Parameters
    ----------
    text : str
        Decimals after a point, or after a comma where that cannot be a thousand; ``oui``/``non``; JSON for lists and
        mappings.
    declared : Declared
    place : Place
        Where it was typed.

    Raises
    ------
    EvalkitError
        When it is not of that type, or when the notebook does not tell the type.
    """
    refuse_untold(declared, place)
    if declared.kind == "str":
        return text
    try:
        return _READERS[declared.kind](text.strip())
    except (ValueError, KeyError, PydanticCustomError, RecursionError) as error:
        raise EvalkitError([_misfit(declared, text, place, error)]) from None


def typed_cell(cell: Cell, declared: Declared, place: Place) -> Any:
    """Read the cell of a table as the type of a parameter; raises as `typed_text` does."""
    refuse_untold(declared, place)
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and declared.kind in ("int", "float"):
        return typed_text(repr(int(value) if value == int(value) else value), declared, place)  # type: ignore[arg-type]
    if isinstance(value, float) and declared.kind == "str" and cell.number_format == "General":
        return f"{value:.15g}"
    return typed_text(text_of(cell).strip(), declared, place)


def typed_native(value: Any, declared: Declared, place: Place) -> Any:
    """Read a value of a YAML or JSON file, still a text unless it is a list or a mapping; raises as `typed_text`."""
    refuse_untold(declared, place)
    if isinstance(value, str):
        return typed_text(value, declared, place)
    if type(value).__name__ == declared.kind:
        return value
    raise EvalkitError([_misfit(declared, json.dumps(value, ensure_ascii=False), place, ValueError())])


def refuse_untold(declared: Declared, place: Place) -> None:
    """Refuse to give a value to a parameter whose type the notebook does not tell, or that is a date of Python."""
    if declared.is_moment:
        values = {"name": declared.name, "written": short(declared.written)}
        raise EvalkitError([problem(place, declared.name, "run.moment", **values)])
    if declared.kind is None:
        raise EvalkitError([problem(place, declared.name, "run.untold", name=declared.name)])


def _misfit(declared: Declared, text: str, place: Place, error: Exception) -> Problem:
    if isinstance(error, PydanticCustomError) and error.type == "number_ambiguous":
        return problem(place, declared.name, "run.ambiguous", found=short(text), point=short(text.replace(",", ".")))
    expected = Said(f"run.kinds.{declared.kind}")
    return problem(place, declared.name, "run.misfit", expected=expected, found=short(text))


def _float(text: str) -> float:
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    number = float(compact) if _POINTED.fullmatch(compact) else parse_number(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _int(text: str) -> int:
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?\d{1,300}", compact, re.ASCII):
        raise ValueError(text)
    return int(compact)


def _bool(text: str) -> bool:
    return _TRUTHS[text.casefold()]


def _json(text: str, kind: type) -> Any:
    value = json.loads(text, parse_constant=_no_number)
    if not isinstance(value, kind):
        raise ValueError(text)
    return value


def _no_number(word: str) -> float:
    raise ValueError(word)


_READERS: dict[str | None, Any] = {
    "int": _int,
    "float": _float,
    "bool": _bool,
    "list": lambda text: _json(text, list),
    "dict": lambda text: _json(text, dict),
}
