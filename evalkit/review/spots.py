"""How a sentence names an entry of the dossier, without repeating what it says."""

from __future__ import annotations

from evalkit.errors import Path
from evalkit.model import Dossier, PartialDate
from evalkit.review.result import Said, said

NESTED = ("prospects", "steering", "limits", "effort", "territory", "priorities")


def printed(code: str) -> str:
    """Write an indicator's code as the guide prints it: ``C1, I1`` for ``C1.I1``."""
    return code.replace(".", ", ")


def spot(dossier: Dossier, path: Path) -> Said:
    """Name the entry that a path leads to: by its code where it has one, else by its number, else by its part."""
    part = str(path[0])
    if part in NESTED:
        return said(f"part_{part}")
    if len(path) > 1 and isinstance(path[1], int):
        entry = getattr(dossier, part)[path[1]]
        return said(f"entry_{part}", name=printed(getattr(entry, "code", str(path[1] + 1))))
    return said("part_identity")


def dated(date: PartialDate) -> Said:
    """Name a date, no more precise than it is known."""
    if date.month is None:
        return said("year", year=date.year)
    month = f"{date.month:02d}"
    if date.day is None:
        return said("month", year=date.year, month=month)
    return said("day", year=date.year, month=month, day=f"{date.day:02d}")
