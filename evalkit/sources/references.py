"""Codes that point to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalkit.catalogue import devices
from evalkit.errors import Path, Problem, Said, nearest, problem
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.sources.tree import Tree
from evalkit.sources.wording import field_name, fold, short

NOT_PARTNERS = (TERRITORY, BENEFICIARIES)
MOST_LISTED = 30
LONGEST_CODE = 64


def reference_problems(data: dict[str, Any], tree: Tree) -> list[Problem]:
    """Return the problems of references in the untyped data of a dossier.

    What the methodological review judges (a criterion or a finding tied to nothing, doubled codes) is left to it.
    """
    partners, objectives = _known(data, "partners"), _known(data, "objectives")
    indicators, criteria = _known(data, "indicators"), _known(data, "criteria")
    recipients = partners | {code: code for code in NOT_PARTNERS}
    steering, prospects = part(data, "steering"), part(data, "prospects")
    pointers = [
        *_pointers(data, "objectives", "holder", recipients),
        *_pointers(data, "actions", "by", partners),
        *_pointers(data, "actions", "to", recipients),
        *_pointers(data, "means", "by", partners),
        *_pointers(data, "findings", "about", recipients),
        *_pointers(data, "effects", "about", recipients),
        *_pointers(data, "measures", "indicator", indicators),
        *_pointers(data, "indicators", "criterion", criteria),
        *_pointers(data, "indicators", "funnel_from", indicators),
        *_pointers(steering, "communication", "partner", partners, ("steering",)),
        *_pointers(prospects, "coherence", "objective", objectives, ("prospects",)),
        *_pointers(prospects, "changed_expectations", "partner", partners, ("prospects",)),
        *_priority_pointers(data, partners, objectives),
        *_device_pointer(data),
    ]
    return [_unknown(path, code, known, tree) for path, code, known in pointers if same_code(code) not in known]


def _shown(code: str, *, in_cell: bool) -> Said | str:
    """Return a known code as the file writes it: a workbook names the territory and the beneficiaries in words."""
    return Said(f"vocabulary.recipient.{code}") if in_cell and code in NOT_PARTNERS else short(code)


Known = dict[str, str]
"""Codes as typed, by their compared form."""

Pointer = tuple[Path, str, Known]


def _unknown(path: Path, code: str, known: Known, tree: Tree) -> Problem:
    listed = tuple(_shown(each, in_cell=bool(tree.near(path).sheet)) for each in list(known.values())[:MOST_LISTED])
    values = {"found": short(code), "known": listed or "—"}
    meant = nearest(fold(code[:LONGEST_CODE]), NOT_PARTNERS) if NOT_PARTNERS[0] in known else None
    if meant:
        said = _shown(meant, in_cell=bool(tree.near(path).sheet))
        return problem(tree.near(path), field_name(path), "unknown_code_near", meant=said, **values)
    return problem(tree.near(path), field_name(path), "unknown_code", **values)


def _pointers(data: dict[str, Any], name: str, field: str, known: Known, above: Path = ()) -> Iterator[Pointer]:
    for i, entry in entries(data, name):
        given, path = entry.get(field), (*above, name, i, field)
        if isinstance(given, str):
            yield path, given, known
        elif isinstance(given, list):
            yield from (((*path, j), code, known) for j, code in enumerate(given) if isinstance(code, str))


def _priority_pointers(data: dict[str, Any], partners: Known, objectives: Known) -> Iterator[Pointer]:
    for partner, levels in part(data, "priorities").items():
        yield ("priorities", partner), partner, partners
        if isinstance(levels, dict):
            yield from ((("priorities", partner, code), code, objectives) for code in levels)


def _known(data: dict[str, Any], name: str) -> Known:
    found = [entry.get("code") for _, entry in entries(data, name)]
    return {same_code(code): code for code in found if isinstance(code, str)}


def _device_pointer(data: dict[str, Any]) -> Iterator[Pointer]:
    if isinstance(data.get("device"), str):
        yield ("device",), data["device"], {same_code(each.code): each.code for each in devices()}


def entries(data: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the position and the fields of each entry of a list that has fields at all."""
    found = data.get(name)
    if isinstance(found, list):
        yield from ((i, entry) for i, entry in enumerate(found) if isinstance(entry, dict))


def part(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the fields of one part of a dossier; none when it has another shape."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def same_code(code: str) -> str:
    """Return the form in which codes are compared: the guide prints ``C1, I1`` for ``C1.I1``."""
    return "".join(code[:LONGEST_CODE].split()).replace(",", ".")
