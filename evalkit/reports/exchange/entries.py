"""The tables that are the dossier itself: read off the model's types, so that a field added there is exported here.

A list of entries is a table; a single entry inside another gives it columns; a list of plain values is a long table,
one row per value. Measures and exits are not among them: only what stands behind the disclosure threshold leaves,
see `measured`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from evalkit.model import Dossier, PartialDate, Quantity, vocabulary
from evalkit.model.fields import Entry
from evalkit.reports.exchange.columns import NUMBER, Column, Missing, Row, Table, Type
from evalkit.reports.exchange.shown import Case
from evalkit.sources.wording import snake_case

WITHHELD = {"measures", "exits"}
"""Fields of a dossier that leave as results only."""
ELSEWHERE = {"code", "year", "fictional", "priorities"}
"""Fields of a dossier that are keys of every table, or a table of results."""

UNITS = {
    "means.planned": "means", "means.actual": "means", "means.planned_amount": "euros", "means.actual_amount": "euros",
    "effort.days": "days", "effort.amount": "euros", "indicator.baseline": "indicator", "indicator.target": "indicator",
    "indicator.horizon_months": "months", "finding.figure": "finding", "key_figure.value": "as_stated",
    "diagnosis_figure.value": "diagnosis", "diagnosis_figure.compared_value": "diagnosis",
}  # fmt: skip
PLAIN: dict[Any, Type] = {str: "string", int: "integer", float: "number", bool: "boolean"}

Keys = dict[str, object]
Find = Callable[[Dossier], Iterable[tuple[Keys, Any]]]
"""Where the entries of one kind stand in a dossier, each with the keys of its row."""


def entry_tables() -> tuple[Table, ...]:
    """Return the tables of everything a dossier states, but for its measures and exits."""
    root = Table("dossiers", "exchange.tables.dossiers", _columns(Dossier), _rows(_root))
    return (root, *_inside(Dossier, _root, ()))


def _root(dossier: Dossier) -> Iterator[tuple[Keys, Any]]:
    yield {}, dossier


def _rows(find: Find) -> Callable[[Case], Iterable[Row]]:
    return lambda case: [{**keys, **_cells(entry)} for keys, entry in find(case.evaluation.dossier)]


def _inside(entry: type[Entry], find: Find, ties: tuple[Column, ...]) -> Iterator[Table]:
    """Give the tables of the lists inside an entry, and of those inside them; `ties` name the entry in their rows."""
    for name, kind, inner in _fields(entry):
        if kind == "entry":
            yield from _inside(inner, _single(find, name), ties)
        elif kind == "entries":
            yield from _of_entries(entry, name, inner, find, ties)
        elif kind == "list":
            yield _of_values(entry, name, inner, find, ties)


def _of_entries(
    entry: type[Entry], name: str, inner: type[Entry], find: Find, ties: tuple[Column, ...]
) -> Iterator[Table]:
    words = f"fields.{snake_case(entry.__name__)}.{name}"
    children = _several(find, name, snake_case(entry.__name__))
    yield Table(name, words, (*ties, NUMBER, *_columns(inner)), _rows(children))
    yield from _inside(inner, children, _ties(inner, words))


def _of_values(entry: type[Entry], name: str, inner: Any, find: Find, ties: tuple[Column, ...]) -> Table:
    owner = snake_case(entry.__name__)
    words, unit = f"fields.{owner}.{name}", UNITS.get(f"{owner}.{name}", "")
    own = Column(name, _type(inner), words, "each", _choices(inner), unit, "never")

    def rows(case: Case) -> Iterator[Row]:
        for keys, each in find(case.evaluation.dossier):
            for number, value in enumerate(getattr(each, name), start=1):
                yield {**_tied(keys, each, owner), "number": number, name: value}

    return Table(f"{owner}_{name}", words, (*ties, NUMBER, own), rows)


def _single(find: Find, name: str) -> Find:
    def found(dossier: Dossier) -> Iterator[tuple[Keys, Any]]:
        for keys, entry in find(dossier):
            if getattr(entry, name) is not None:
                yield keys, getattr(entry, name)

    return found


def _several(find: Find, name: str, owner: str) -> Find:
    def found(dossier: Dossier) -> Iterator[tuple[Keys, Any]]:
        for keys, entry in find(dossier):
            for number, child in enumerate(getattr(entry, name), start=1):
                yield {**_tied(keys, entry, owner), "number": number}, child

    return found


def _ties(entry: type[Entry], words: str) -> tuple[Column, ...]:
    """Return the columns that name the entry a row belongs to: its number, and its code where it has one."""
    owner = snake_case(entry.__name__)
    number = Column(f"{owner}_number", "integer", words, "number_of", missing="never")
    code = Column(owner, "string", words, "code_of", missing="never")
    return (number, code) if "code" in entry.model_fields else (number,)


def _tied(keys: Keys, entry: Any, owner: str) -> Keys:
    if "number" not in keys:  # the dossier itself, or a single entry in it
        return {}
    number: Keys = {f"{owner}_number": keys["number"]}
    return {**number, owner: entry.code} if hasattr(entry, "code") else number


def _fields(entry: type[Entry]) -> list[tuple[str, str, Any]]:
    """Return the fields that are exported: name, kind (``plain``, ``entry``, ``entries``, ``list``), inner type."""
    left_out = WITHHELD | ELSEWHERE if entry is Dossier else set()
    given = [(name, _bare(field.annotation)) for name, field in entry.model_fields.items() if name not in left_out]
    return [(name, *_kind(bare)) for name, bare in given]


def _kind(bare: Any) -> tuple[str, Any]:
    if get_origin(bare) is tuple:
        inner = _bare(get_args(bare)[0])
        return ("entries" if _is_entry(inner) else "list"), inner
    return ("entry" if _is_entry(bare) else "plain"), bare


def _is_entry(bare: Any) -> bool:
    return isinstance(bare, type) and issubclass(bare, Entry)


def _bare(annotation: Any) -> Any:
    """Take off what pydantic adds to a type, and that it may be missing."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (one,) = (each for each in get_args(annotation) if each is not NoneType)
        return _bare(one)
    return annotation


def _type(bare: Any) -> Type:
    return "string" if get_origin(bare) is Literal else PLAIN[bare]


def _choices(bare: Any) -> str:
    if get_origin(bare) is not Literal:
        return ""
    return next(snake_case(name) for name, kind in vars(vocabulary).items() if kind == bare)


def _columns(entry: type[Entry], prefix: str = "") -> tuple[Column, ...]:
    """Return the columns of one row of entries; a single entry inside gives its own, named after it."""
    found: list[Column] = []
    for name, kind, bare in _fields(entry):
        if kind == "entry":
            outer = f"fields.{snake_case(entry.__name__)}.{name}"
            found += [replace(column, within=outer) for column in _columns(bare, f"{name}_")]
        elif kind == "plain":
            found += _of_field(entry, name, bare, prefix)
    return tuple(found)


def _of_field(entry: type[Entry], name: str, bare: Any, prefix: str) -> list[Column]:
    field = f"{snake_case(entry.__name__)}.{name}"
    words, shown, missing = f"fields.{field}", f"{prefix}{name}", _missing(entry, name, prefix)
    unit = UNITS.get(field, "")
    if bare is PartialDate:
        days = [Column(f"{shown}_{part}", "date", words, part, missing=missing) for part in ("first_day", "last_day")]
        return [Column(shown, "string", words, "partial", missing=missing), *days]
    if bare is Quantity:
        return [Column(shown, "string", words, "stated", missing=missing), *_of_quantity(shown, words, unit, missing)]
    return [Column(shown, _type(bare), words, "", _choices(bare), unit, missing)]


def _of_quantity(shown: str, words: str, unit: str, missing: Missing) -> list[Column]:
    ends: tuple[str, ...] = ("value", "minimum", "maximum")
    numbers = [Column(f"{shown}_{part}", "number", words, part, "", unit, "not_stated") for part in ends]
    about = Column(f"{shown}_approximate", "boolean", words, "approximate", missing=missing)
    return [*numbers, about, Column(f"{shown}_unit", "string", words, "unit", missing="not_stated")]


def _missing(entry: type[Entry], name: str, prefix: str) -> Missing:
    if name == "quote":
        return "consent"
    field = entry.model_fields[name]
    return "never" if not prefix and (field.is_required() or field.default is not None) else "unsaid"


def _cells(entry: Entry, prefix: str = "") -> Row:
    cells: dict[str, object] = {}
    for name, kind, _ in _fields(type(entry)):
        value = getattr(entry, name)
        if value is None:
            continue
        if kind == "entry":
            cells |= _cells(value, f"{name}_")
        elif kind == "plain":
            cells |= _of_value(f"{prefix}{name}", value)
    return cells


def _of_value(name: str, value: Any) -> Row:
    if isinstance(value, PartialDate):
        return {name: str(value), f"{name}_first_day": value.first_day, f"{name}_last_day": value.last_day}
    if isinstance(value, Quantity):
        return {
            name: value.raw,
            f"{name}_value": value.value,
            f"{name}_minimum": value.minimum,
            f"{name}_maximum": value.maximum,
            f"{name}_approximate": value.approximate,
            f"{name}_unit": value.unit or None,
        }
    return {name: value}
