"""A file that a browser hands over, put among the dossiers; nothing there is ever replaced."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath

from evalkit.errors import EvalkitError, Place, problem, write_problem
from evalkit.sources.dossier import SUFFIXES
from evalkit.sources.shown import short


def keep_upload(folder: Path, name: str, content: bytes | memoryview) -> Path:
    """Write an uploaded dossier into a folder and return its path.

    Parameters
    ----------
    folder : pathlib.Path
    name : str
        As the browser gives it: only its last part counts, whatever path stands before it.
    content : bytes

    Raises
    ------
    EvalkitError
        When it is no dossier by its name, when a file of that name is there already, or when it cannot be written.
    """
    plain = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    place = Place(short(plain))
    if not plain.isprintable() or plain.startswith((".", "~")) or Path(plain).suffix.lower() not in SUFFIXES:
        raise EvalkitError([problem(place, "", "unknown_format", found=short(Path(plain).suffix or plain))])
    try:
        return _write_new(folder / plain, content)
    except FileExistsError:
        raise EvalkitError([problem(place, "", "report.exists")]) from None
    except OSError as error:
        raise EvalkitError([write_problem(place, error)]) from None


def _write_new(target: Path, content: bytes | memoryview) -> Path:
    with target.open("xb") as stream:
        try:
            stream.write(content)
            stream.flush()
        except OSError:
            target.unlink(missing_ok=True)
            raise
    return target
