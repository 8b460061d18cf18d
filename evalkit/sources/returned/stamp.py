"""Whether a workbook is one that evalkit gave back, and still as it was then."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.sources.grid.bounds import LARGEST_FILE
from evalkit.sources.grid.package import ZIP_FAULTS
from evalkit.sources.grid.xlsx_parts import main_part
from evalkit.sources.grid.xml_stream import Budget, walk_part

STAMP = b"evalkit"
"""Comment of the package of a returned workbook: a program that saves it anew drops it."""
OURS = "_evalkit_retour"
"""Defined name that leads to our sheet: by it the sheet is known again, whatever its name and whoever saved it."""


def is_as_returned(file: Path) -> bool:
    """Tell whether a workbook is one that evalkit gave back and that nobody has saved since."""
    try:
        with zipfile.ZipFile(file) as package:
            return package.comment == STAMP
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def is_returned(file: Path) -> bool:
    """Tell whether an .xlsx workbook is one that evalkit gave back, even if somebody has saved it since.

    Nothing is raised: a file that is damaged, hostile or not there is none of ours.
    """
    names: set[str] = set()

    def note(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "definedName":
            names.add(attributes.get("name", ""))

    try:
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            return False
        budget = Budget(file.name)
        with zipfile.ZipFile(file) as package:
            walk_part(package, main_part(package, budget), budget, note)
    except (EvalkitError, *ZIP_FAULTS):
        return False
    return OURS in names
