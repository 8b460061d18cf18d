"""What a worker of a dask cluster does: one warm engine for all its threads, and one report at a time in each.

Only little goes to a worker and comes back: the notebook once, each dossier with its report, and what became of it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from distributed import WorkerPlugin, get_worker

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.batch import EngineName, engine_for
from evalkit.reports.manifest import MANIFEST, facts_of
from evalkit.reports.order import Output
from evalkit.reports.own import own_notebook
from evalkit.reports.remote import make_remote, open_store
from evalkit.reports.task import Engine, Status, Task, Wish, make

Answer = tuple[Status, tuple[Problem, ...], float]


@dataclass(frozen=True)
class Terms:
    """What all reports of a batch have in common.

    Parameters
    ----------
    name : str
        Of the batch, on the cluster.
    wish : Wish
    made_with : mapping of str to str
        Versions where the batch was started; see `made_with`.
    sign : pathlib.Path or None
        A file in the folder of all reports, which holds the name of the batch: where it cannot be read, that folder is
        another one. None for reports that go to an address.
    """

    name: str
    wish: Wish
    made_with: Mapping[str, str]
    sign: Path | None


@dataclass(frozen=True)
class Job:
    """A report that a cluster is asked for.

    Parameters
    ----------
    terms : Terms
    number : int
        Among those of the batch.
    task : Task
        Its inputs with their content.
    address : str or None
        Where its results go, when not to the folder of `task`.
    standing : str or None
        Hash of the manifest that stood there when the batch was started. A report that has another one since has been
        made by this batch, on a worker that was lost before it could say so.
    """

    terms: Terms
    number: int
    task: Task
    address: str | None
    standing: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Its key on the cluster."""
        return "evalkit-report", self.terms.name, self.address or str(self.task.folder)


class Equipment(WorkerPlugin):
    """The engine and the notebooks of a batch on a worker, from the first report to the end of the batch.

    Parameters
    ----------
    name : str
        Of the batch.
    notebooks : mapping of pathlib.Path to bytes
        By the path that they have where the batch was started.
    engine : {"auto", "warm", "kernel"}
    memory : int
        Bytes that one report may take.
    outputs : tuple of str
        What will be wanted.
    """

    engine: Engine

    def __init__(
        self, name: str, notebooks: Mapping[Path, bytes], engine: EngineName, memory: int, outputs: tuple[Output, ...]
    ) -> None:
        self.name = name
        self._notebooks, self._engine_name, self._memory, self._outputs = notebooks, engine, memory, outputs
        self._files: dict[Path, Path] = {}

    def setup(self, worker: object) -> None:
        """Write the notebooks; the engine warms up with the first report."""
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="evalkit-")))
        for number, (path, content) in enumerate(self._notebooks.items()):
            self._files[path] = folder / str(number) / path.name
            self._files[path].parent.mkdir()
            self._files[path].write_bytes(content)
        first = next(iter(self._files.values()))
        self.engine = self._stack.enter_context(engine_for(self._engine_name, first, self._memory, self._outputs))

    def teardown(self, worker: object) -> None:
        """End the engine and what it still runs."""
        self._stack.close()

    def notebook(self, path: Path) -> Path:
        """Return where a notebook stands here."""
        return self._files[path]


def run_job(job: Job) -> Answer:
    """Make a report on a worker."""
    try:
        return _run(job)
    except EvalkitError as error:  # it would not survive the way back
        return "failed", error.problems, 0.0


def _run(job: Job) -> Answer:
    worker = get_worker()
    fault = _fault(job.terms, worker.address)
    if fault:
        return "failed", (fault,), 0.0
    worker.log_event(job.terms.name, job.number)
    equipment = worker.plugins[job.terms.name]
    assert isinstance(equipment, Equipment)
    task = replace(job.task, notebook=equipment.notebook(job.task.notebook))
    wish = replace(job.terms.wish, force=job.terms.wish.force and standing(task, job.address) == job.standing)
    if job.address is None:
        made = make(task, equipment.engine, wish)
    else:
        made = make_remote(task, equipment.engine, wish, job.address)
    return made.status, made.problems, made.seconds


def _fault(terms: Terms, address: str) -> Problem | None:
    """Say why reports cannot be made on this worker: it may have come after the others were looked at."""
    others = different(terms.made_with, made_with())
    if others:
        return problem(Place(address), "", "report.other_version", found=others)
    if terms.sign and not sees(terms.sign, terms.name):
        return problem(Place(address), "", "report.not_shared", folder=terms.sign.parent.as_posix())
    return None


def made_with() -> dict[str, str]:
    """Return what a report made in this process is made with: evalkit, to the letter, Python and libraries."""
    facts = facts_of({}, {}, own_notebook(), {})
    return {**facts["versions"], "evalkit": facts["package"]}


def different(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of what is not the same."""
    return tuple(sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)))


def sees(sign: Path, name: str) -> bool:
    """Tell whether a file that a batch wrote can be read in this process."""
    try:
        return sign.read_text(encoding="utf-8") == name
    except OSError:
        return False


def standing(task: Task, address: str | None) -> str | None:
    """Return the hash of the manifest of a report that stands, None when there is none."""
    try:
        content = (task.folder / MANIFEST).read_bytes() if address is None else _manifest_at(address)
    except OSError:
        return None
    return hashlib.sha256(content).hexdigest() if content else None


def _manifest_at(address: str) -> bytes:
    store = open_store(address)
    with store.telling():
        try:
            content: bytes = store.system.cat_file(store.at(MANIFEST))
        except FileNotFoundError:
            return b""
    return content
