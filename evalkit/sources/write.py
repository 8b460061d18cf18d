"""From a `Dossier` to a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path as FilePath

from evalkit.errors import EvalkitError, Place, problem, write_problem
from evalkit.model.dossier import Dossier
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
        _put(file, content())
    except FileExistsError:
        raise EvalkitError([problem(place, "", "report.exists")]) from None
    except OSError as error:
        raise EvalkitError([write_problem(place, error)]) from None


def _put(file: FilePath, content: bytes) -> None:
    """Write aside, then give the name: a file is there whole, or not at all, and never in the place of another."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=file.suffix, dir=file.parent)
    draft = FilePath(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(0o644)
        _name_new(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _name_new(draft: FilePath, file: FilePath) -> None:
    """Give a file a name that no file has; some file systems know no second name for a file, and are asked first."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(file):
            raise FileExistsError from None
        draft.replace(file)


def dossier_bytes(dossier: Dossier, file: FilePath, language: Language) -> bytes:
    """Return what `write_dossier` writes into a file of a name."""
    if file.suffix.lower() == ".xlsx":
        from evalkit.sources.workbook.write import workbook_bytes

        return workbook_bytes(dossier, language, file.name)
    return dossier_yaml(dossier, language).encode()
