"""Single values in the untyped data of a file, for faults that cross fields. What cannot be read is told elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic_core import PydanticCustomError

from evalkit.errors import Path, Problem, problem
from evalkit.model.dates import parse_date
from evalkit.model.quantity import Quantity, parse_number, parse_quantity
from evalkit.sources.references import entries, same_code
from evalkit.sources.tree import Tree
from evalkit.sources.wording import field_name

Fields = dict[str, Any]


def fault(path: Path, tree: Tree, key: str, **values: object) -> Problem:
    """Build the problem of a path, at its line."""
    return problem(tree.near(path), field_name(path), key, **values)


def indicators_by_code(data: Fields) -> dict[str, Fields]:
    """Return the fields of each indicator by the compared form of its code; the first one where two share it."""
    found: dict[str, Fields] = {}
    for _, entry in entries(data, "indicators"):
        if isinstance(entry.get("code"), str):
            found.setdefault(same_code(entry["code"]), entry)
    return found


def code_in(entry: Fields, field: str) -> str:
    """Return a code in its compared form; empty when there is none."""
    given = entry.get(field)
    return same_code(given) if isinstance(given, str) else ""


def text_in(entry: Fields, field: str) -> str:
    """Return a text, cut where it is too long to be what it should; empty when there is none."""
    given = entry.get(field)
    return given.strip()[:300] if isinstance(given, str) else ""


def number_in(entry: Fields, field: str) -> float | None:
    """Return a plain number."""
    given = entry.get(field)
    try:
        return parse_number(given) if isinstance(given, str) else None
    except PydanticCustomError:
        return None


def quantity_in(entry: Fields, field: str) -> Quantity | None:
    """Return a statement of a number."""
    given = entry.get(field)
    try:
        return parse_quantity(given) if isinstance(given, str) else None
    except PydanticCustomError:
        return None


def numbers_in(entry: Fields, field: str) -> list[float]:
    """Return the number of a statement, or the ends it gives."""
    said = quantity_in(entry, field)
    ends = (said.value, said.minimum, said.maximum) if said else ()
    return [each for each in ends if each is not None]


def period_in(entry: Fields) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a period."""
    first, last = (_day(entry, "start", first=True), _day(entry, "end", first=False))
    return (first, last) if first and last else None


def _day(entry: Fields, field: str, *, first: bool) -> dt.date | None:
    try:
        date = parse_date(str(entry.get(field))[:40])
    except PydanticCustomError:
        return None
    return date.first_day if first else date.last_day
