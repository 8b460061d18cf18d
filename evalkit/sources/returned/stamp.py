"""Whether a returned workbook is still the one that evalkit wrote."""

from __future__ import annotations

import zipfile
from pathlib import Path

STAMP = b"evalkit"
"""Comment of the package of a returned workbook: a program that saves it anew drops it."""


def is_as_returned(file: Path) -> bool:
    """Tell whether a workbook is one that evalkit gave back and that nobody has saved since."""
    try:
        with zipfile.ZipFile(file) as package:
            return package.comment == STAMP
    except (OSError, zipfile.BadZipFile, ValueError):
        return False
