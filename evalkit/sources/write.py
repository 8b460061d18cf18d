"""From a `Dossier` to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path as FilePath

from evalkit.errors import EvalkitError, Place, problem, write_problem
from evalkit.model.dossier import Dossier
from evalkit.sources.aside import put_new
from evalkit.sources.yaml_write import dossier_yaml
from evalkit.texts import Language

WRITTEN = (".yaml", ".yml", ".xlsx")


def write_dossier(dossier: Dossier, path: str | FilePath, language: Language = "fr") -> None:
    """Write a dossier as YAML or as a workbook, by the file's suffix. Nothing is ever replaced.

    Parameters
    ----------
    dossier : Dossier
    path : str or pathlib.Path
        ``.yaml``, ``.yml`` or ``.xlsx``.
    language : {"fr", "en"}
        Language of headings, labels and choices.

    Raises
    ------
    EvalkitError
        When the file exists already or cannot be written, when the suffix is another one, or when a workbook could not
        hold all of the dossier.
    """
    file = FilePath(path)
    write_new(file, lambda: dossier_bytes(dossier, file, language))


def write_new(file: FilePath, content: Callable[[], bytes]) -> None:
    """Write a new file with what `content` gives, asked for once the name will do; raises as `write_dossier` does."""
    place = Place(str(file))
    if file.suffix.lower() not in WRITTEN:
        raise EvalkitError([problem(place, "", "write.format", found=file.suffix or file.name)])
    if os.path.lexists(file):
        raise EvalkitError([problem(place, "", "report.exists")])
    try:
        ready = content()
    except OSError as error:
        raise EvalkitError([write_problem(place, error)]) from None
    put_new(file, ready)


def dossier_bytes(dossier: Dossier, file: FilePath, language: Language) -> bytes:
    """Return what `write_dossier` writes into a file of a name."""
    if file.suffix.lower() == ".xlsx":
        from evalkit.sources.workbook.write import workbook_bytes

        return workbook_bytes(dossier, language, file.name)
    return dossier_yaml(dossier, language).encode()
