"""Last year's dossier of the same partnership, found beside this year's."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from evalkit.errors import EvalkitError, problem
from evalkit.model.dossier import Dossier
from evalkit.sources import read_dossier
from evalkit.sources.dossier import SUFFIXES, WORKBOOKS
from evalkit.texts import LANGUAGES, say

_ENDINGS = "|".join(re.escape(say("cli.returned_suffix", language)) for language in LANGUAGES)
RETURNED = re.compile(rf".+(?:{_ENDINGS})(?:-[0-9]+)?")
"""Name, without its suffix, of a workbook that a check gives back."""


def dossier_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder that may be dossiers, by name; sub-folders are left alone.

    Left out are what spreadsheet programs write beside an open file, and a workbook that a check gave back and in
    which nobody typed since: it says the same as the one that was checked.
    """
    files = (file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    return tuple(sorted(file for file in files if not file.name.startswith(("~", ".")) and not _is_copy(file)))


def _is_copy(file: Path) -> bool:
    if not RETURNED.fullmatch(file.stem):
        return False
    # Needed for copies alone: every report would otherwise wait for what edits workbooks.
    from evalkit.sources.returned import is_as_returned

    return is_as_returned(file)


def previous_file(file: Path, dossier: Dossier) -> Path | None:
    """Return the file beside `file` that holds the dossier's declared previous year, or None.

    Raises
    ------
    EvalkitError
        When there are several: which one is right is not ours to choose.
    """
    if dossier.previous_year is None:
        return None
    others = (other for other in dossier_files(file.parent) if other.name != file.name)
    found = [other for other in others if _is_previous(other, dossier)]
    if len(found) > 1:
        place = replace(dossier.place_of(("previous_year",)), file=file.name)
        named = ", ".join(other.name for other in found)
        raise EvalkitError([problem(place, "previous_year", "report.two_previous", found=named)])
    return found[0] if found else None


def find_previous(file: Path, dossier: Dossier) -> Dossier | None:
    """Return the dossier's declared previous year, or None; raises as `previous_file` does."""
    found = previous_file(file, dossier)
    return _read(found, *_version(found)) if found else None


def _version(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _read(file: Path, changed: int, size: int) -> Dossier:
    """Read a dossier once where it is first looked at, then used."""
    return read_dossier(file)


def _is_previous(file: Path, dossier: Dossier) -> bool:
    year = dossier.previous_year
    if year is None or year >= dossier.year or not _may_be(file, dossier.code, year):
        return False
    return _identity(file, *_version(file)) == (dossier.code, year)


@lru_cache(maxsize=65536)
def _identity(file: Path, changed: int, size: int) -> tuple[str, int] | None:
    """Return code and year of a dossier, None where it cannot be read: a folder is read once, not for each dossier."""
    try:
        found = _read(file, changed, size)
    except EvalkitError:
        return None
    return found.code, found.year


def _may_be(file: Path, code: str, year: int) -> bool:
    """Look at the two words only: reading every dossier of a large folder for each report would be slow."""
    if file.suffix.lower() in WORKBOOKS:
        return True
    try:
        codes, years = _stated(file, *_version(file))
    except OSError:
        return False
    return code in codes and str(year) in years


@lru_cache(maxsize=65536)
def _stated(file: Path, changed: int, size: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return every code and every year that a YAML file states anywhere."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset(), frozenset()
    return frozenset(re.findall(r"\bcode\W+([\w-]+)", text)), frozenset(re.findall(r"\byear\W+(\w+)", text))
