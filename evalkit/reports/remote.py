"""Dossiers and reports at an address (``s3://bucket/reports``): whatever fsspec can read and write.

A store of objects renames nothing, so a report is put there file by file and its manifest last: without a manifest
that tells all of them, it is none, whatever happened in between.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from evalkit.errors import EvalkitError, Place, Problem, problem, write_problem
from evalkit.reports.manifest import MANIFEST
from evalkit.reports.order import OUTPUTS
from evalkit.reports.place import FAILED
from evalkit.reports.previous import dossier_files
from evalkit.reports.read import Read
from evalkit.reports.task import Engine, Made, Task, Wish, make
from evalkit.sources import read_dossier
from evalkit.sources.dossier import SUFFIXES, WORKBOOKS
from evalkit.sources.grid import bounds
from evalkit.sources.yaml_tree import LARGEST_FILE

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
"""A protocol has two letters or more: one alone is a drive."""
_SECRETS = re.compile(r"(?<=//)[^/\s]+@|\?\S+")
"""What an address may tell beside the place: a password, a signature."""
_CHECKSUMS = ("ETag", "etag", "md5Hash", "content_md5", "checksum")
"""How stores call what changes with the content of a file."""
_STORED = "stored"
_LONGEST_SAID = 200

_Files = Mapping[str, Mapping[str, Any]]
"""Size and checksum of files, by their name in the folder of a report."""


def is_remote(path: str) -> bool:
    """Tell whether a path is an address; ``C://x`` is none."""
    return bool(_ADDRESS.match(path))


def without_secrets(text: str) -> str:
    """Return an address, or words that hold some, as they may be shown: without passwords and signatures."""
    return _SECRETS.sub("", text)


@dataclass(frozen=True)
class Store:
    """An address, opened.

    Parameters
    ----------
    system : fsspec.AbstractFileSystem
    path : str
        The address as `system` writes it.
    name : str
        The address as it is shown.
    """

    system: Any
    path: str
    name: str

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn what a store raises into a problem: each has errors of its own."""
        try:
            yield
        except EvalkitError:
            raise
        except Exception as error:
            raise _store_failure(self.name, error) from None

    def at(self, name: str) -> str:
        """Return where a file of this folder stands."""
        return f"{self.path}/{name}"


def open_store(address: str) -> Store:
    """Open an address; raises `EvalkitError` when fsspec, or what its protocol needs, is not there."""
    name = without_secrets(address)
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise EvalkitError([problem(Place(name), "", "report.no_fsspec")]) from None
    try:
        system, path = url_to_fs(address.rstrip("/"))
    except (ImportError, ValueError):
        protocol = address.partition("://")[0]
        raise EvalkitError([problem(Place(name), "", "report.no_protocol", found=protocol)]) from None
    except Exception as error:
        raise _store_failure(name, error) from None
    return Store(system, path, name)


def _store_failure(name: str, error: Exception) -> EvalkitError:
    said = without_secrets(str(error).strip().partition("\n")[0])[:_LONGEST_SAID] or type(error).__name__
    return EvalkitError([problem(Place(name), "", "report.store", said=said.rstrip("."))])


@dataclass(frozen=True)
class Fetched:
    """Dossiers that can be read here.

    Parameters
    ----------
    paths : tuple of pathlib.Path
        Copies of what stands elsewhere; local files and folders as they were given.
    refused : tuple of Read
        What could not be copied, with its problems.
    addresses : mapping of pathlib.Path to str
        Where a copy comes from, as it may be shown.
    """

    paths: tuple[Path, ...]
    refused: tuple[Read, ...]
    addresses: Mapping[Path, str]


@contextmanager
def fetched(paths: Sequence[str | Path]) -> Iterator[Fetched]:
    """Give local files for dossiers, wherever they stand; the copies are gone at the end.

    Parameters
    ----------
    paths : sequence of str or pathlib.Path
        Dossiers and folders of them, local or remote. Of a remote folder, as of a local one, the files that may be
        dossiers are taken, not its sub-folders; beside a remote dossier that names its previous year, its neighbours
        are copied too, so that last year's is found.
    """
    if not any(is_remote(str(path)) for path in paths):
        yield Fetched(tuple(Path(path) for path in paths), (), {})
        return
    with tempfile.TemporaryDirectory(prefix="evalkit-") as folder:
        copies = _Copies(Path(folder))
        for path in paths:
            copies.add(path)
        yield Fetched(tuple(copies.taken), tuple(copies.refused), copies.addresses)


class _Copies:
    """Local copies of dossiers: one folder for each remote one, so that neighbours stay neighbours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folders: dict[str, Path] = {}
        self.taken: list[Path] = []
        self.refused: list[Read] = []
        self.addresses: dict[Path, str] = {}

    def add(self, path: str | Path) -> None:
        """Take a file or a folder."""
        if not is_remote(str(path)):
            self.taken.append(Path(path))
            return
        try:
            self._add(open_store(str(path)))
        except EvalkitError as error:
            self._refuse(str(path), error)

    def _refuse(self, path: str, error: EvalkitError) -> None:
        self.refused.append(Read(Path(PurePosixPath(without_secrets(path)).name), None, error.problems))

    def _add(self, store: Store) -> None:
        with store.telling():
            is_file = store.system.isfile(store.path)
            names = [store.path] if is_file else _candidates(store, store.path)
        copied = self._copied(store, names)
        if is_file and copied and _names_previous(copied[0]):
            with store.telling():
                others = _candidates(store, store.path.rpartition("/")[0])
            self._copied(store, [name for name in others if name != store.path], told=False)
        known = {
            file for each in copied for file in dossier_files(each.parent)
        }  # without copies that a check gave back
        self.taken += copied if is_file else [each for each in copied if each in known]

    def _copied(self, store: Store, names: Sequence[str], told: bool = True) -> list[Path]:
        """Copy files; one that cannot be copied is refused, or left out where nobody asked for it."""
        copied = []
        for name in names:
            try:
                copied.append(self._copy(store, name))
            except EvalkitError as error:
                if told:
                    self._refuse(name, error)
        return copied

    def _copy(self, store: Store, path: str) -> Path:
        parent, _, name = path.rpartition("/")
        known = store.system.unstrip_protocol(parent)
        folder = self._folders.setdefault(known, self._folder / str(len(self._folders)))
        content = _content(store, path)
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        except (OSError, ValueError):
            raise EvalkitError([problem(Place(name), "", "unreadable_file")]) from None
        self.addresses[folder / name] = without_secrets(store.system.unstrip_protocol(path))
        return folder / name


def _candidates(store: Store, folder: str) -> list[str]:
    """Return the files of a remote folder that may be dossiers, by name; see `dossier_files`."""
    try:
        found = store.system.ls(folder, detail=True)
    except FileNotFoundError:
        raise EvalkitError([problem(Place(store.name), "", "no_such_file")]) from None
    names = sorted(each["name"] for each in found if each["type"] == "file")
    kept = [name for name in names if _may_be_dossier(PurePosixPath(name))]
    if not kept:
        raise EvalkitError([problem(Place(store.name), "", "report.no_dossier")])
    return kept


def _may_be_dossier(path: PurePosixPath) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~", "."))


def _content(store: Store, path: str) -> bytes:
    """Read a dossier as far as a local one would be read: what a store says of a size is not believed."""
    name = PurePosixPath(path)
    limit = bounds.LARGEST_FILE if name.suffix.lower() in WORKBOOKS else LARGEST_FILE
    with store.telling(), store.system.open(path, "rb") as stream:
        content: bytes = stream.read(limit + 1)
    if len(content) > limit:
        raise EvalkitError([problem(Place(name.name), "", "file_too_large", limit=limit // 1000)])
    return content


def _names_previous(file: Path) -> bool:
    try:
        return read_dossier(file).previous_year is not None
    except EvalkitError:  # told where all dossiers are read
        return False


def make_remote(task: Task, engine: Engine, wish: Wish, address: str) -> Made:
    """Make a task and put its results at an address, unless they stand there already; never raises, as `make`.

    The report is made in a temporary folder. Then an earlier manifest is taken away, the files are put, whatever else
    stood in the folder goes, and the manifest comes last, with the size of each file in the store and, where the
    listing of the store gives one, its checksum (``ETag``, MD5). What stands is current when its manifest has the same
    fingerprint and the wished outputs, and when the listing tells the same sizes and checksums again: no file is read.
    Where a store gives no checksum (``file://``, ``memory://``, ``sftp://``), the size alone speaks.

    A store knows no lock. Two processes that make one report at once put the same bytes, but for the times in the
    executed notebook; a report is then made again where its manifest is not that of its files.

    Parameters
    ----------
    task : Task
        Its own folder is not used.
    engine : Engine
    wish : Wish
    address : str
        Of the folder of the results.
    """
    try:
        return _made_at(open_store(address), task, engine, wish)
    except EvalkitError as error:
        return Made(task, "failed", error.problems)
    except OSError as error:
        return Made(task, "failed", (write_problem(Place(tempfile.gettempdir()), error),))


def _made_at(store: Store, task: Task, engine: Engine, wish: Wish) -> Made:
    facts = task.facts()
    before = _standing(store, facts["fingerprint"])
    if not wish.force and set(wish.outputs) <= before:
        return Made(task, "current")
    outputs = tuple(each for each in OUTPUTS if each in {*wish.outputs, *before})
    with tempfile.TemporaryDirectory(prefix="evalkit-") as folder:
        local = replace(task, folder=Path(folder) / "report")
        made = make(local, engine, replace(wish, outputs=outputs))
        if made.status == "failed":
            return replace(made, task=task, problems=(*made.problems, *_keep_failure(local.folder, store)))
        put_report(local.folder, store)
    return replace(made, task=task)


def _standing(store: Store, fingerprint: str) -> frozenset[str]:
    """Return the outputs of a report that stands whole and was made the same way; see `make_remote`."""
    with store.telling():
        try:
            found = json.loads(store.system.cat_file(store.at(MANIFEST)))
            if found["fingerprint"] != fingerprint:
                return frozenset()
            there, told = _listed(store), found[_STORED]
            return frozenset(found["outputs"] if all(there.get(name) == told[name] for name in told) else ())
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return frozenset()


def put_report(folder: Path, store: Store) -> None:
    """Put a report that stands in a local folder into a store; its manifest last, and only when all of it is there.

    Raises
    ------
    EvalkitError
        When the store refuses or loses a file: no manifest stands then.
    """
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    manifest = json.loads(files.pop(MANIFEST).read_text(encoding="utf-8"))
    with store.telling():
        with suppress(FileNotFoundError):
            store.system.rm_file(store.at(MANIFEST))
        _put(store, files)
        there = _listed(store)
        lost = [name for name, file in files.items() if there.get(name, {}).get("size") != file.stat().st_size]
        if lost:
            raise EvalkitError([problem(Place(store.name), "", "report.store_lost", found=lost[0])])
        for name in there.keys() - files.keys():
            store.system.rm_file(store.at(name))
        stored = {name: there[name] for name in files}
        text = json.dumps({**manifest, _STORED: stored}, ensure_ascii=False, indent=2)
        store.system.pipe_file(store.at(MANIFEST), f"{text}\n".encode())


def _put(store: Store, files: Mapping[str, Path]) -> None:
    """Put files under their names; all at once where the store can."""
    places = {store.at(name): str(file) for name, file in files.items()}
    if not store.system.async_impl:
        # The others hold objects: they need no folder, and would make a bucket of a misspelt name.
        for folder in sorted({place.rpartition("/")[0] for place in (*places, store.at(MANIFEST))}):
            store.system.makedirs(folder, exist_ok=True)
    store.system.put(list(places.values()), list(places))


def _listed(store: Store) -> _Files:
    """Return what the store says of the files of a folder now, whatever this process saw of it before."""
    store.system.invalidate_cache()
    found = store.system.find(store.path, detail=True)
    top = len(store.path) + 1
    return {path[top:]: {"size": told["size"], "checksum": _checksum(told)} for path, told in found.items()}


def _checksum(told: Mapping[str, Any]) -> str | None:
    found = next((told[name] for name in _CHECKSUMS if told.get(name)), None)
    return bytes(found).hex() if isinstance(found, bytes | bytearray) else None if found is None else str(found)


def _keep_failure(folder: Path, store: Store) -> tuple[Problem, ...]:
    """Keep the executed notebook of a failed run beside the report before it; return why that cannot be done."""
    if not (folder / FAILED).is_file():
        return ()
    try:
        with store.telling():
            _put(store, {FAILED: folder / FAILED})
    except EvalkitError as error:
        return error.problems
    return ()


def report_address(out: str, task: Task) -> str:
    """Return the address of the folder of a task's results, below that of all reports."""
    return f"{out.rstrip('/')}/{task.folder.as_posix()}"


def page_address(task: Task, wish: Wish, out: str) -> str:
    """Return the address of the first output of a remote report that a reader opens, as it may be shown."""
    names = {kind: f"{task.page}.{kind}" for kind in ("html", "pdf", "docx")}
    found = [name for kind, name in names.items() if kind in wish.outputs]
    return f"{without_secrets(report_address(out, task))}/{(found or [task.executed])[0]}"


__all__ = [
    *("Fetched", "Store", "fetched", "is_remote", "make_remote", "open_store", "page_address", "put_report"),
    *("report_address", "without_secrets"),
]
