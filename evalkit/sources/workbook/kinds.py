"""What a field of the model holds, as far as a cell is concerned."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from evalkit.model.dates import Date
from evalkit.model.fields import Code, Text, YesNo
from evalkit.model.quantity import Count, Number, Stated

Kind = Literal[
    "text", "code", "date", "yes_no", "number", "quantity", "count", "whole", "choice",
    "codes", "counts", "choices", "labels", "sentences",
]  # fmt: skip
NUMBERS: frozenset[str] = frozenset({"number", "quantity", "count", "whole"})
MANY: frozenset[str] = frozenset({"codes", "counts", "choices", "labels", "sentences"})

_SIMPLE: tuple[tuple[Any, Kind], ...] = (
    (Date, "date"), (YesNo, "yes_no"), (Number, "number"), (Stated, "quantity"), (Count, "count"), (Code, "code"),
    (int, "whole"),
)  # fmt: skip
_LISTS: dict[Kind, Kind] = {"code": "codes", "count": "counts", "choice": "choices"}


@cache
def kind_of(model: type[BaseModel], field: str) -> Kind:
    """Return what a field holds; meaningless for a field that holds entries of its own."""
    return _kind(_hints(model)[field])


@lru_cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def _kind(hint: Any) -> Kind:
    parts = [each for each in get_args(hint) if each is not type(None)]
    if type(None) in get_args(hint):
        return _kind(parts[0])
    if found := next((kind for alias, kind in _SIMPLE if hint == alias), None):
        return found
    if get_origin(hint) is Literal:
        return "choice"
    if get_origin(hint) is tuple:
        return _LISTS.get(_kind(parts[0])) or ("sentences" if parts[0] == Text else "labels")
    return _kind(parts[0]) if get_origin(hint) is Annotated else "text"
