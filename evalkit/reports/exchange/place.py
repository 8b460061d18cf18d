"""Files written aside, then put in place: none is ever there by half."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """Give a folder to write in; when all is written, put each file at the same place inside `folder`.

    Files of an earlier export that this one does not write stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    try:
        yield draft
        for file in sorted(each for each in draft.rglob("*") if each.is_file()):
            _put(file, folder / file.relative_to(draft))
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
    file.replace(target)
