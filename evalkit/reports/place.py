"""A folder of results appears whole or not at all, whatever happens to the process that makes it.

It is filled aside, in a hidden folder beside its place, then renamed. Who fills it holds a lock of the system, which
dies with its process: what stands aside while the lock is free was left by a process that is gone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAILED = "echec.ipynb"
"""The executed notebook of a run that failed, kept in the folder of the report."""


@contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """Wait until nobody else fills a folder, then keep everybody else out; put right what a killed process left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(f".{folder.name}.lock")):
        _put_right(folder)
        yield


@contextmanager
def draft_of(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside a reserved one; it is gone at the end, unless it was put in place."""
    draft = Path(tempfile.mkdtemp(prefix=_aside(folder), dir=folder.parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put_in_place(draft: Path, folder: Path) -> None:
    """Flush a draft to the disk and let it take the place of a folder; the one that stood is back if that fails."""
    _flush(draft)
    draft.chmod(0o755)
    if folder.exists():
        before = draft.with_name(f"{draft.name}-before")
        folder.replace(before)
        try:
            draft.replace(folder)
        except OSError:
            before.replace(folder)
            raise
        shutil.rmtree(before, ignore_errors=True)
    else:
        draft.replace(folder)
    _flush_folder(folder.parent)


def keep_failure(executed: Path, folder: Path) -> Path | None:
    """Keep an executed notebook in the folder of its report, beside the report before it; return where."""
    if not executed.is_file():
        return None
    folder.mkdir(exist_ok=True)
    executed.replace(folder / FAILED)
    return folder / FAILED


def _aside(folder: Path) -> str:
    return f".{folder.name}-"


def _put_right(folder: Path) -> None:
    """Finish what a killed process began: a report taken away comes back, drafts go."""
    left = [path for path in folder.parent.glob(f"{_aside(folder)}*") if path.is_dir()]
    for before in (path for path in left if path.name.endswith("-before")):
        if not folder.exists():
            before.replace(folder)
    for path in left:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock; its file is removed at the end, and who waited for a removed file tries again."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
            if _is_same(descriptor, path):
                break
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
    try:
        yield
    finally:
        path.unlink(missing_ok=True) if sys.platform != "win32" else None
        os.close(descriptor)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _flush(folder: Path) -> None:
    """Have the disk keep every file of a folder before its name says that it is there."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            _flush_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":  # which opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
