"""A field's value as a cell shows it, and back: the two directions side by side, so that they mirror each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from evalkit.catalogue import devices
from evalkit.errors import Said
from evalkit.model.dates import PartialDate
from evalkit.model.quantity import Quantity
from evalkit.sources.grid import Cell, text_of
from evalkit.sources.references import NOT_PARTNERS
from evalkit.sources.wording import NUMBERED, choice, closed_lists, fold, labels_of_list
from evalkit.sources.workbook.layout import Column
from evalkit.texts import LANGUAGES, Language, say

Shown = str | int | float
WITH_RECIPIENTS = {("objective", "holder"), ("action", "to"), ("finding", "about"), ("effect", "about")}
"""Fields that hold a partner's code, or the territory, or the beneficiaries."""


# ----- from the model to a cell


def shown(column: Column, value: Any, language: Language) -> Shown:
    """Return what a cell shows for a field's value: a number where reading it back gives the same, a text elsewhere."""
    if isinstance(value, tuple):
        return joined([str(_shown_one(column, each, language)) for each in value], column)
    return _shown_one(column, value, language)


def _shown_one(column: Column, value: Any, language: Language) -> Shown:
    if isinstance(value, bool):
        return say("workbook.yes" if value else "workbook.no", language)
    if isinstance(value, PartialDate):
        return _shown_date(value, language)
    if isinstance(value, Quantity):
        return _shown_quantity(value.raw)
    if isinstance(value, float):
        return _shown_number(value)
    return _label(column, value, language) if isinstance(value, str) else value


def _shown_number(value: float) -> Shown:
    """Return a number, or its text where the sixteen digits that are written of a number would not be all of it."""
    if value.is_integer():
        return int(value)
    return value if float(f"{value:.16g}") == value else text_of(Cell(value))


def _shown_date(date: PartialDate, language: Language) -> str:
    """Write a date as text: a cell of a true date would make a day of a year or of a month."""
    parts = str(date).split("-")
    return "/".join(reversed(parts)) if language == "fr" else "-".join(parts)


def _shown_quantity(raw: str) -> Shown:
    """Return a number when that is all that was stated, and the same would be read again; the statement elsewhere."""
    try:
        number = float(raw) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", raw) else None
    except OverflowError:
        return raw
    if number is None:
        return raw
    value = int(number) if number.is_integer() else number
    return value if text_of(Cell(value)) == raw else raw


def _label(column: Column, value: str, language: Language) -> str:
    """Return the label of a choice, a recipient or a device; any other text as it is."""
    if codes := choices_of(column):
        found = choice(codes, value)
        return found.words(language) if isinstance(found, Said) else found
    if (column.entry, column.field) in WITH_RECIPIENTS and value in NOT_PARTNERS:
        return say(f"vocabulary.recipient.{value}", language)
    return device_names(language).get(value, value) if is_device(column) else value


def is_device(column: Column) -> bool:
    """Tell whether a column holds one of the guide's devices."""
    return (column.entry, column.field) == ("dossier", "device")


def choices_of(column: Column) -> tuple[str, ...]:
    """Return the codes of a column's closed list; none for any other column."""
    return next(closed_lists(column.model.model_fields[column.field].annotation), ())


@lru_cache
def device_names(language: Language) -> dict[str, str]:
    """Return the name of each of the guide's devices by its code."""
    return {each.code: each.name.say(language) for each in devices()}


# ----- lists inside one cell


_PARTED_BY = {"codes": ",;\n", "counts": ",;\n", "labels": ";\n", "sentences": "\n", "choices": ";\n"}
_JOINED_BY = {"codes": ", ", "counts": ", ", "labels": "; ", "sentences": "\n", "choices": "\n"}
DASHES = ("—", "–", "-")
NONE = DASHES[0]
"""Stands for an empty list where an empty cell would mean that something is still to be filled in."""
_AND = re.compile(r"\s+(?:et|and|&)\s+|\s*[/+]\s*")
"""What people write between two codes; no code holds any of it."""
_NUMBERS = re.compile(r"\s*\d{1,6}(?:\s*,\s+\d{1,6})+\s*", re.ASCII)
"""Several numbers (« 8, 12 »): without a space, « 8,5 » is one."""


def joined(items: Sequence[str], column: Column) -> str:
    """Write several items in one cell, none as a dash; one that holds a separator stands between straight quotes."""
    if not items:
        return NONE
    return _JOINED_BY[column.kind].join(_guarded(item, column) for item in items)


def _guarded(item: str, column: Column) -> str:
    parts = any(mark in item for mark in _PARTED_BY[column.kind]) or _NUMBERS.fullmatch(item)
    quoted = parts or item.startswith('"') or item in DASHES
    return f'"{item.replace(chr(34), 2 * chr(34))}"' if quoted else item


def parted(text: str, column: Column) -> list[str]:
    """Return the items of a cell, the empty ones left out; none for a dash."""
    if text.strip() in DASHES:
        return []
    marks = _PARTED_BY[column.kind]
    if column.kind == "codes":
        text = _AND.sub(",", text)
    if column.kind == "labels" and _NUMBERS.fullmatch(text):
        marks += ","
    each = re.compile(rf'[ \t]*"((?:[^"]|"")*)"[ \t]*(?:[{marks}]|\Z)|([^{marks}]*)(?:[{marks}]|\Z)')
    found = (_unguarded(quoted, column) if quoted else plain.strip() for quoted, plain in each.findall(text))
    return [item for item in found if item]


def _unguarded(inside: str, column: Column) -> str:
    """Take off the quotes that guard a separator; those of a quotation are the user's, and stay."""
    item = inside.replace('""', '"')
    return item if _guarded(item, column) != item else f'"{inside}"'


# ----- from a cell's text to what the model reads


def raw_text(column: Column, text: str, partners: Iterable[str]) -> str:
    """Return what YAML would hold for one item of a cell: a code for a label, the text itself where it is none."""
    if codes := choices_of(column):
        return _choice_meant(text, codes)
    if (column.entry, column.field) in WITH_RECIPIENTS and text.strip() not in partners:
        return _recipients().get(fold(text), text)
    return _devices().get(fold(text), text) if is_device(column) else text


def alone(column: Column, text: str) -> list[str]:
    """Return the answers of one cell of a form: several choices that stand in it together, or the text as it is."""
    pieces = [piece.strip() for piece in re.split(r"[,;\n]|\s(?:et|and)\s", text) if piece.strip()]
    known = _choices(choices_of(column))
    several = fold(text) not in known and len(pieces) > 1 and all(fold(piece) in known for piece in pieces)
    return pieces if several else [text]


def _choice_meant(text: str, codes: tuple[str, ...]) -> str:
    """Return the code of a choice: by its words, or by its number when no other choice is named after it."""
    known = _choices(codes)
    if found := known.get(fold(text)):
        return found
    number = re.match(r"\s*([A-Za-z]{1,2}[0-9])\s*[-–—:.](.*)", text, re.DOTALL)
    code, rest = (number.group(1).upper(), fold(number.group(2))) if number else ("", "")
    other = known.get(rest, code) != code or re.search(r"\b[a-z]{1,2}[0-9]\b", rest)
    return code if code in codes and NUMBERED.fullmatch(code) and not other else text


@lru_cache
def _choices(codes: tuple[str, ...]) -> dict[str, str]:
    found = {fold(code): code for code in codes}
    for code, label in labels_of_list(codes).items():
        for language in LANGUAGES:
            found |= {fold(label[language]): code, fold(f"{code} – {label[language]}"): code}
    return found


@lru_cache
def _recipients() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in NOT_PARTNERS:
        for language in LANGUAGES:
            label = fold(say(f"vocabulary.recipient.{code}", language))
            found |= {label: code, label.partition(" ")[2]: code}
    return found


@lru_cache
def _devices() -> dict[str, str]:
    return {fold(name): code for language in LANGUAGES for code, name in device_names(language).items()}
