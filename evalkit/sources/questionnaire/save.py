"""Questionnaires as files: all of them or none, and no file of someone's replaced."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem, write_problem
from evalkit.sources.aside import put_new


def save_new(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet; one that already holds the same bytes is left as it is.

    A run that was cut off is thus finished by the same command.

    Raises
    ------
    EvalkitError
        With every file that holds something else: then nothing is written. Or when a file cannot be written.
    """
    taken = [each for each, content in files.items() if os.path.lexists(each) and not _holds(each, content)]
    if taken:
        raise EvalkitError(problem(Place(str(each)), "", "report.exists") for each in taken)
    for file, content in files.items():
        if not os.path.lexists(file):
            _make_folder(file.parent)
            put_new(file, content)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalkitError([write_problem(Place(str(folder)), error)]) from None


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False
