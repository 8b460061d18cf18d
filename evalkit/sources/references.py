"""Codes that point to nothing, and shares that cannot be: faults that cross the fields of a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalkit.errors import Path, Problem, problem
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.sources.wording import field_name
from evalkit.sources.yaml_tree import Tree

NOT_PARTNERS = (TERRITORY, BENEFICIARIES)


def reference_problems(data: dict[str, Any], tree: Tree) -> list[Problem]:
    """Return the problems of references in the untyped data of a dossier.

    What the methodological review judges (a criterion or a finding tied to nothing, doubled codes) is left to it.
    """
    partners, objectives = _codes(data, "partners"), _codes(data, "objectives")
    recipients = [*partners, *NOT_PARTNERS]
    pointers = [
        *_pointers(data, "objectives", "holder", recipients),
        *_pointers(data, "actions", "by", partners),
        *_pointers(data, "actions", "to", recipients),
        *_pointers(data, "means", "by", partners),
        *_pointers(data, "findings", "about", recipients),
        *_pointers(data, "effects", "about", recipients),
        *_pointers(data, "measures", "indicator", _codes(data, "indicators")),
        *_pointers(data, "indicators", "criterion", _codes(data, "criteria")),
        *_pointers(data, "indicators", "funnel_from", _codes(data, "indicators")),
        *_pointers(_part(data, "steering"), "communication", "partner", partners, ("steering",)),
        *_pointers(_part(data, "prospects"), "coherence", "objective", objectives, ("prospects",)),
        *_pointers(_part(data, "prospects"), "changed_expectations", "partner", partners, ("prospects",)),
        *_priority_pointers(data, partners, objectives),
    ]
    return [
        problem(tree.near(path), field_name(path), "unknown_code", found=code, known=", ".join(known) or "—")
        for path, code, known in pointers
        if _same(code) not in map(_same, known)
    ]


Pointer = tuple[Path, str, list[str]]


def _pointers(data: dict[str, Any], entries: str, field: str, known: list[str], above: Path = ()) -> Iterator[Pointer]:
    for i, entry in enumerate(_list(data, entries)):
        given = entry.get(field) if isinstance(entry, dict) else None
        path = (*above, entries, i, field)
        if isinstance(given, str):
            yield path, given, known
        elif isinstance(given, list):
            yield from (((*path, j), code, known) for j, code in enumerate(given) if isinstance(code, str))


def _priority_pointers(data: dict[str, Any], partners: list[str], objectives: list[str]) -> Iterator[Pointer]:
    for partner, levels in _part(data, "priorities").items():
        yield ("priorities", partner), partner, partners
        if isinstance(levels, dict):
            yield from ((("priorities", partner, code), code, objectives) for code in levels)


def _codes(data: dict[str, Any], entries: str) -> list[str]:
    found = [entry.get("code") for entry in _list(data, entries) if isinstance(entry, dict)]
    return [code for code in found if isinstance(code, str)]


def _list(data: dict[str, Any], entries: str) -> list[Any]:
    found = data.get(entries)
    return found if isinstance(found, list) else []


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _same(code: str) -> str:
    return "".join(code.split()).replace(",", ".")
