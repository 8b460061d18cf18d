"""Several dossiers: all are read before any report is made, a bad one stops none, and nothing right is made twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.engine.ordinary import OrdinaryEngine
from evalkit.reports.index import IndexEntry
from evalkit.reports.make import task_of
from evalkit.reports.order import Output
from evalkit.reports.own import own_notebook
from evalkit.reports.previous import previous_file
from evalkit.reports.public_tasks import public_tasks, refuse_other_kind
from evalkit.reports.publication import PublicDossier
from evalkit.reports.read import Read, read_all
from evalkit.reports.remote import fetched, is_remote, make_remote, report_address, without_secrets
from evalkit.reports.task import Engine, Made, Task, Wish, make
from evalkit.texts import Language

EngineName = Literal["auto", "warm", "kernel"]
ENGINES: tuple[EngineName, ...] = ("auto", "warm", "kernel")
MEMORY = 2 * 1024**3
"""Bytes that one report may take, beyond what is shared."""


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to.

    Parameters
    ----------
    read : tuple of Read
        Every file, with its problems where it could not be read.
    made : tuple of Made
        Every report that was tried, in the order of the dossiers and languages.
    engine : str
        What ran them: ``warm`` or ``kernel``.
    public : tuple of PublicDossier
        For a public batch, what each report was made from and what it leaves out.
    """

    read: tuple[Read, ...]
    made: tuple[Made, ...]
    engine: str
    public: tuple[PublicDossier, ...] = ()

    @property
    def failed(self) -> tuple[Made, ...]:
        """The reports that failed."""
        return tuple(each for each in self.made if each.status == "failed")

    def entries(self, language: Language) -> list[IndexEntry]:
        """Return what the index says of what failed; a public index quotes nothing that was typed."""
        failed = [
            IndexEntry(**_named(each.task), status="failed", problems=self._told(each.problems, language))
            for each in self.failed
        ]
        unread = [
            IndexEntry(each.file.name, None, language, status="failed", problems=self._told(each.problems, language))
            for each in self.read
            if each.dossier is None and not self.public
        ]
        return [*failed, *unread]

    def _told(self, problems: Sequence[Problem], language: Language) -> tuple[str, ...]:
        return () if self.public else tuple(found.sentence(language) for found in problems)


def _named(task: Task) -> dict[str, Any]:
    dossier = task.about["dossier"]
    return {"code": dossier["code"], "year": dossier["year"], "language": task.language, "title": task.about["title"]}


@dataclass(frozen=True)
class Watch:
    """Who is told while a batch runs; called from several threads."""

    started: Callable[[Task], None] = lambda task: None
    ended: Callable[[Made], None] = lambda made: None


def run_batch(
    paths: Sequence[str | Path],
    out: str | Path = "reports",
    languages: Sequence[Language] = ("fr",),
    *,
    wish: Wish = Wish(),  # noqa: B008 - frozen
    notebook: str | Path | None = None,
    engine: EngineName = "auto",
    workers: int = 1,
    memory: int = MEMORY,
    public: bool = False,
    dask: str | None = None,
    watch: Watch = Watch(),
) -> BatchResult:
    """Read every dossier, then make every report that is missing or no longer current.

    Parameters
    ----------
    paths : sequence of str or pathlib.Path
        Dossiers, or folders of them: here, or at any address that fsspec knows.
    out : str or pathlib.Path
        The folder of all reports: here, or at such an address.
    languages : sequence of {"fr", "en"}
    wish : Wish
        Outputs, time for each report, and whether to make again what is current.
    notebook : str or pathlib.Path, optional
        Another notebook than evalkit's own, with the same parameters.
    engine : {"auto", "warm", "kernel"}
        ``auto`` takes the warm engine where processes can be forked.
    workers : int
        How many reports are made side by side.
    memory : int
        Bytes that one report may take, beyond what all share in the warm engine; no limit where the system knows none.
    public : bool
        Make public editions: what the rules of publication keep back over the whole batch is in none of its files.
    dask : str, optional
        Address of a dask scheduler, over whose workers the reports are spread; `workers` is theirs then.
    watch : Watch
        Who is told.

    Returns
    -------
    BatchResult
        A bad dossier or a failing report is in it, and nothing is raised for them.

    Raises
    ------
    EvalkitError
        When `out` holds public reports and internal ones are asked for, or the reverse; when there is no such cluster,
        or its workers cannot make these reports.
    """
    source = Path(notebook) if notebook else own_notebook()
    with fetched(paths) as local:  # to the end: inputs are read when their report is made
        planned = plan((*read_all(local.paths), *local.refused), out, languages, source, public)
        return run_plan(planned, wish, engine=engine, workers=workers, memory=memory, dask=dask, watch=watch)


def run_plan(
    planned: Plan,
    wish: Wish = Wish(),  # noqa: B008 - frozen
    *,
    engine: EngineName = "auto",
    workers: int = 1,
    memory: int = MEMORY,
    dask: str | None = None,
    watch: Watch = Watch(),
) -> BatchResult:
    """Make the reports of a plan; the parameters are those of `run_batch`."""
    tasks = planned.tasks
    if not tasks:
        return BatchResult(planned.read, (), "", planned.public)
    if dask:
        from evalkit.reports.cluster import make_on_cluster

        ended = list(make_on_cluster(tasks, dask, wish, planned.out, engine=engine, memory=memory, watch=watch))
        return _result(planned, ended, "dask")
    with engine_for(engine, tasks[0].notebook, memory, wish.outputs, planned.prepare) as ready:
        ended = list(make_all(tasks, ready, wish, workers, watch, planned.out))
        return _result(planned, ended, ready.name)


def _result(planned: Plan, ended: Iterable[Made], engine: str) -> BatchResult:
    made = {each.task.folder: each for each in ended}
    return BatchResult(planned.read, tuple(made[task.folder] for task in planned.tasks), engine, planned.public)


@dataclass(frozen=True)
class Plan:
    """What a batch is going to do: every file as it was read, the reports to make, and what public ones leave out.

    `prepare` is what the warm engine does once for all of them; the others do without.
    """

    read: tuple[Read, ...]
    tasks: tuple[Task, ...]
    public: tuple[PublicDossier, ...] = ()
    out: str = ""
    prepare: Callable[[], object] | None = None


def plan(
    read: Sequence[Read], out: str | Path, languages: Sequence[Language], notebook: Path, public: bool = False
) -> Plan:
    """Return what is to be made of what was read; a dossier whose last year is doubtful joins those with problems.

    At an address, the folders of the tasks are relative to it. What public editions have told already is looked up in
    their folder, so that they need one here.
    """
    remote = is_remote(str(out))
    if remote and public:
        raise EvalkitError([problem(Place(without_secrets(str(out))), "", "report.public_elsewhere")])
    folder = Path() if remote else Path(out)
    if not remote:
        refuse_other_kind(folder, public)
    checked = tuple(_with_one_previous(each) for each in read)
    dossiers = [(each.file, each.dossier) for each in checked if each.dossier]
    if public:
        pairs = list(public_tasks(dossiers, folder, languages, notebook))
        return Plan(checked, tuple(task for task, _ in pairs), tuple(shown for _, shown in pairs), str(out))
    tasks = (task_of(file, dossier, folder, language, notebook) for file, dossier in dossiers for language in languages)
    return Plan(checked, tuple(tasks), out=str(out))


def _with_one_previous(read: Read) -> Read:
    try:
        if read.dossier:
            previous_file(read.file, read.dossier)
    except EvalkitError as error:
        return replace(read, dossier=None, problems=error.problems)
    return read


@contextmanager
def engine_for(
    name: EngineName,
    notebook: Path,
    memory: int = MEMORY,
    outputs: Collection[Output] = (),
    prepare: Callable[[], object] | None = None,
) -> Iterator[Engine]:
    """Give the engine that was asked for, or the best one here; it is closed at the end."""
    from evalkit.reports.engine.warm import WarmEngine, can_fork

    engine: Engine = OrdinaryEngine(memory)
    if name == "warm":
        engine = WarmEngine(notebook, memory, outputs=outputs, prepare=prepare)
    elif name == "auto" and can_fork():
        engine = WarmEngine(notebook, memory, OrdinaryEngine(memory), outputs, prepare)
    try:
        yield engine
    finally:
        engine.close()


def make_all(
    tasks: Sequence[Task],
    engine: Engine,
    wish: Wish,
    workers: int = 1,
    watch: Watch = Watch(),
    out: str = "",
) -> Iterator[Made]:
    """Make tasks side by side, in `out` where that is an address; yields each as it ends."""
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    futures: list[Future[Made]] = []
    try:
        futures += [pool.submit(_make, task, engine, wish, watch, out) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    except BaseException:
        for future in futures:
            future.cancel()
        engine.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _make(task: Task, engine: Engine, wish: Wish, watch: Watch, out: str) -> Made:
    watch.started(task)
    made = make_remote(task, engine, wish, report_address(out, task)) if is_remote(out) else make(task, engine, wish)
    watch.ended(made)
    return made


__all__ = ["ENGINES", "BatchResult", "Watch", "engine_for", "make_all", "plan", "run_batch", "run_plan"]
