"""A folder of results appears whole or not at all, whatever happens to the process that makes it.

It is filled aside, in a hidden folder beside its place, then renamed. Who fills it holds a lock of the system, which
dies with its process: what stands aside while the lock is free was left by a process that is gone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FAILED = "echec.ipynb"
"""The executed notebook of a run that failed, kept in the folder of the report."""

_BEFORE = "-before"
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD, and RENAME_EXCHANGE of renameat2(2)."""
_ASIDE = re.compile(rf"[a-z0-9_]{{8}}({_BEFORE})?")
"""What `tempfile` puts after the name of a draft: a report called ``a-b`` has not its drafts among those of ``a``."""


@contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """Wait until nobody else fills a folder, then keep everybody else out; put right what a killed process left.

    Raises
    ------
    OSError
        When that cannot be written, or a file has the name of the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
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
        _remove(draft)


def put_in_place(draft: Path, folder: Path) -> None:
    """Flush a draft to the disk and let it take the place of a folder; the one that stood is back if that fails."""
    _flush(draft)
    draft.chmod(0o755)
    if folder.exists() and _exchanged(draft, folder):
        _remove(draft)  # which is the one that stood, now
    elif folder.exists():
        before = draft.with_name(f"{draft.name}{_BEFORE}")
        folder.replace(before)
        try:
            draft.replace(folder)
        except OSError:
            before.replace(folder)
            raise
        _remove(before)
    else:
        draft.replace(folder)
    _flush_folder(folder.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step, so that a report stands at every moment; False where the system cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:  # an old library
        return False
    return bool(rename(_HERE, os.fsencode(one.absolute()), _HERE, os.fsencode(other.absolute()), _EXCHANGE) == 0)


def keep_failure(executed: Path, folder: Path) -> Path | None:
    """Keep an executed notebook in the folder of its report, beside the report before it; return where."""
    if not executed.is_file():
        return None
    folder.mkdir(exist_ok=True)
    executed.replace(folder / FAILED)
    return folder / FAILED


def _aside(folder: Path) -> str:
    """Return how the names of drafts begin; with a sign that no code has, so that ``a`` owns no draft of ``a-b``."""
    return f".{folder.name}~"


def _put_right(folder: Path) -> None:
    """Finish what a killed process began: a report taken away comes back, drafts go."""
    start = _aside(folder)
    found = [path for path in folder.parent.iterdir() if path.name.startswith(start) and path.is_dir()]
    left = [path for path in found if _ASIDE.fullmatch(path.name.removeprefix(start))]
    for before in (path for path in left if path.name.endswith(_BEFORE)):
        if not folder.exists():
            before.replace(folder)
    for path in left:
        _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder as far as possible, whatever a notebook did to the rights on what is in it."""
    with suppress(OSError):
        folder.chmod(0o700)
    for path, names, _ in os.walk(folder):  # from the top: a folder is opened before it is looked into
        for within in (Path(path, name) for name in names):
            with suppress(OSError):
                within.chmod(0o700) if not within.is_symlink() else None
    shutil.rmtree(folder, ignore_errors=True)


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
            with path.open("rb+" if sys.platform == "win32" else "rb") as stream:  # which flushes for writers only
                os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":  # which opens no folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
