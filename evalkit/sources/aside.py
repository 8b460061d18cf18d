"""Files written aside, then given their name: a file is there whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem, write_problem


def put_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet; raises `EvalkitError` when it is, or cannot be written."""
    _put(file, content, replace=False)


def put_over(file: Path, content: bytes) -> None:
    """Write a file in the place of the one of that name, if any; raises `EvalkitError` when it cannot be written."""
    _put(file, content, replace=True)


def _put(file: Path, content: bytes, *, replace: bool) -> None:
    try:
        draft = _draft(file, content)
        try:
            draft.replace(file) if replace else _name_new(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise EvalkitError([problem(Place(str(file)), "", "report.exists")]) from None
    except OSError as error:
        raise EvalkitError([write_problem(Place(str(file)), error)]) from None


def _draft(file: Path, content: bytes) -> Path:
    """Write a hidden file beside another, and see it on the disk."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=file.suffix, dir=file.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(0o644)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _name_new(draft: Path, file: Path) -> None:
    """Give a file a name that no file has; some file systems know no second name for a file, and are asked first."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(file):
            raise FileExistsError from None
        draft.replace(file)
