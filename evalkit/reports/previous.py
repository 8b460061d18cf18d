"""Last year's dossier of the same partnership, found beside this year's."""

from __future__ import annotations

import re
from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.model.dossier import Dossier
from evalkit.sources import read_dossier
from evalkit.sources.dossier import SUFFIXES


def dossier_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder that may be dossiers, by name; sub-folders are left alone."""
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()))


def previous_file(file: Path, dossier: Dossier) -> Path | None:
    """Return the file beside `file` that holds the dossier's declared previous year, or None."""
    return next((other for other in dossier_files(file.parent) if _is_previous(other, dossier)), None)


def find_previous(file: Path, dossier: Dossier) -> Dossier | None:
    """Return the dossier's declared previous year, or None."""
    found = previous_file(file, dossier)
    return read_dossier(found) if found else None


def _is_previous(file: Path, dossier: Dossier) -> bool:
    year = dossier.previous_year
    if year is None or year >= dossier.year or not _may_be(file, dossier.code, year):
        return False
    try:
        found = read_dossier(file)
    except EvalkitError:
        return False
    return (found.code, found.year) == (dossier.code, year)


def _may_be(file: Path, code: str, year: int) -> bool:
    """Look at the two words only: reading every dossier of a large folder for each report would be slow."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    words = {"code": code, "year": year}
    return all(re.search(rf"\b{key}\W+{word}\b", text) for key, word in words.items())
