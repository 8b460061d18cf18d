"""Which files of a folder may be official ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem

_MANIFEST = "manifest.json"
MOST_FILES = 500
"""In a folder of official files; there are some forty of them."""
SUFFIXES = (".csv", ".gz", ".xlsx", ".xls", ".ods", ".zip", ".parquet", ".geojson", ".topojson", ".json", ".gpkg",
            ".txt", ".tsv")  # fmt: skip


def files_of(folder: Path) -> list[Path]:
    """Return the files of a folder that may be official ones, each once whatever the links that lead to it.

    Raises
    ------
    EvalkitError
        When there is no such folder, or it holds more than `MOST_FILES`.
    """
    if not folder.is_dir():
        raise EvalkitError([problem(Place(folder.as_posix()), "", "atlas.no_folder")])
    found: list[Path] = []
    seen: set[str] = set()
    for top, inside, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(top)
        # A link may lead back, or to a folder that is read already.
        if real in seen or (_MANIFEST in files and Path(top) != folder and _is_result(Path(top))):
            inside.clear()
            continue
        seen.add(real)
        inside[:] = sorted(each for each in inside if not each.startswith("."))
        found += [Path(top, each) for each in files if not each.startswith(".") and each.lower().endswith(SUFFIXES)]
        if len(found) > MOST_FILES:
            raise EvalkitError([problem(Place(folder.as_posix()), "", "atlas.too_many_files", limit=MOST_FILES)])
    once = {os.path.realpath(each): each for each in sorted(found, reverse=True)}
    return sorted(each for each in once.values() if each.is_file())


def _is_result(folder: Path) -> bool:
    """Tell a folder of evalkit's own results by its manifest."""
    try:
        found = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and {"fingerprint", "notebook"} <= set(found)


def name_in(file: Path, folder: Path) -> str:
    """Return a file's name as messages and captions call it: with its sub-folder (``insee/filosofi.csv``)."""
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
