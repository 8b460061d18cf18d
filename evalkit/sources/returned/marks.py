"""What is said of a workbook, and where in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from evalkit.sources.grid import Position, position_of

Severity = Literal["problem", "blocking", "to_mend", "advice", "note"]
"""A problem keeps the file from being read; then the three severities of the review; a note is told, nothing more."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The gravest first."""


@dataclass(frozen=True)
class Mark:
    """One thing said of a workbook.

    Parameters
    ----------
    sheet, cell : str
        Where (``"Indicateurs"``, ``"C7"``); both empty for the whole file, ``cell`` empty for a whole sheet.
    severity : str
        See `Severity`.
    sentence, remedy : str
        What was found, and what to write instead.
    rule : str
        Code of the rule of the methodological review (``RM-12``); empty for others.
    """

    sheet: str
    cell: str
    severity: Severity
    sentence: str
    remedy: str
    rule: str = ""


def by_cell(marks: Iterable[Mark], sheet: str) -> dict[Position, list[Mark]]:
    """Return what is said of each cell of a sheet: the gravest first, cells in reading order."""
    found: dict[Position, list[Mark]] = {}
    for mark in marks:
        where = position_of(mark.cell)
        if mark.sheet == sheet and where:
            found.setdefault(where, []).append(mark)
    return {where: gravest_first(found[where]) for where in sorted(found)}


def gravest_first(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks by severity, otherwise in their order, each once."""
    return sorted(dict.fromkeys(marks), key=lambda mark: SEVERITIES.index(mark.severity))


def in_order(marks: Sequence[Mark], sheets: Mapping[str, int]) -> list[Mark]:
    """Return the marks as a list to work through: by severity, then in the order of the workbook.

    Parameters
    ----------
    marks : sequence of Mark
    sheets : mapping of str to int
        Rank of each sheet in the workbook; what is said of none of them comes first.
    """

    def place(mark: Mark) -> tuple[int, Position]:
        return sheets.get(mark.sheet, -1), position_of(mark.cell) or (0, 0)

    return gravest_first(sorted(marks, key=place))
