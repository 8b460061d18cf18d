"""A batch on a dask cluster that runs already: one task for each report, whatever becomes of the workers.

Dask asks again for what a lost worker had begun or had not yet answered. As a report is put in place at once and a
current one is not made again, that loses none and makes none twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Place, problem, write_problem
from evalkit.reports.batch import MEMORY, EngineName, Watch
from evalkit.reports.remote import is_remote, report_address
from evalkit.reports.task import Input, Made, Task, Wish

if TYPE_CHECKING:
    from distributed import Client, Future

    from evalkit.reports.worker import Answer, Equipment, Job, Terms

_CONNECT = 30
"""Seconds that the scheduler may take to answer."""
_RETRIES = 2
"""How often a report is asked for again when a worker cannot even say why it failed."""
_LOOK = 2.0
"""Seconds between two looks at the workers while no report ends."""
PATIENCE = 300.0
"""Seconds that a cluster may be without any worker: one that grows with its work needs some."""


def make_on_cluster(
    tasks: Sequence[Task],
    address: str,
    wish: Wish,
    out: str | Path,
    *,
    engine: EngineName = "auto",
    memory: int = MEMORY,
    watch: Watch = Watch(),  # noqa: B008 - frozen
    patience: float = PATIENCE,
) -> Iterator[Made]:
    """Make tasks on the workers of a cluster; yields each as it ends, once.

    A report during which workers died several times is asked for once more, alone on a worker: those that were only
    beside it are made, and it fails when that worker dies too. Who stops listening, or is interrupted, cancels what is
    not made yet.

    Parameters
    ----------
    tasks : sequence of Task
    address : str
        Of the scheduler (``tcp://scheduler:8786``).
    wish : Wish
    out : str or pathlib.Path
        The folder of all reports, which the workers must reach by the same path; or an address, below which the
        folders of `tasks` are then relative.
    engine : {"auto", "warm", "kernel"}
        One for each worker process, used by all its threads.
    memory : int
        Bytes that one report may take beyond what all share on its worker.
    watch : Watch
    patience : float
        Seconds without any worker after which what is left fails; no more than these for the scheduler to answer.

    Raises
    ------
    EvalkitError
        When there is no cluster, when a worker has another evalkit, or does not see the folder.
    """
    if not tasks:
        return
    with _connected(address, min(_CONNECT, patience)) as client:
        name = f"evalkit-{uuid.uuid4().hex}"
        ours = _same_everywhere(client)
        from evalkit.reports.worker import Equipment, Terms

        notebooks = {task.notebook: task.notebook.read_bytes() for task in tasks}
        equipment = Equipment(name, notebooks, engine, memory, wish.outputs)
        with _shared(client, out, name) as sign, _equipped(client, equipment):
            jobs = _jobs(tasks, out, Terms(name, wish, ours, sign))
            with _told(client, name, tasks, watch) as ended:
                for number, made in _Asked(client, jobs, tasks, patience).answers():
                    ended(number, made)
                    yield made


@contextmanager
def _connected(address: str, seconds: float) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise EvalkitError([problem(Place(address), "", "report.no_dask")]) from None
    try:
        client = Client(address, timeout=seconds, set_as_default=False)
    except Exception:  # a wrong address has many ways of being so
        raise EvalkitError([problem(Place(address), "", "report.no_cluster", seconds=round(seconds))]) from None
    try:
        yield client
    finally:
        client.close()


def _same_everywhere(client: Client) -> dict[str, str]:
    """Return what reports are made with here, once every worker has said that it is the same there."""
    from evalkit.reports.worker import different, made_with

    ours, named = made_with(), {}
    for worker, found in client.run(made_with, on_error="return").items():
        if isinstance(found, OSError):  # it is leaving; another that comes is looked at with its first report
            continue
        others = ("evalkit",) if isinstance(found, Exception) else different(ours, found)
        if others:
            named[others] = problem(Place(worker), "", "report.other_version", found=others)
    if named:
        raise EvalkitError(named.values())
    return ours


@contextmanager
def _shared(client: Client, out: str | Path, name: str) -> Iterator[Path | None]:
    """Leave a sign in the folder of all reports while they are made, and see that every worker finds it there."""
    from evalkit.reports.worker import sees

    if is_remote(str(out)):
        yield None
        return
    sign = Path(out).absolute() / f".{name}"
    try:
        sign.parent.mkdir(parents=True, exist_ok=True)
        sign.write_text(name, encoding="utf-8")
    except OSError as error:
        raise EvalkitError([write_problem(Place(str(out)), error)]) from None
    try:
        blind = [worker for worker, seen in client.run(sees, sign, name, on_error="ignore").items() if not seen]
        if blind:
            raise EvalkitError([problem(Place(blind[0]), "", "report.not_shared", folder=str(out))])
        yield sign
    finally:
        sign.unlink(missing_ok=True)


@contextmanager
def _equipped(client: Client, equipment: Equipment) -> Iterator[None]:
    """Give every worker, those that come later too, the notebook and an engine, until the end of the batch."""
    try:
        try:
            client.register_plugin(equipment)
        except Exception as error:  # no room for a notebook, say
            raise EvalkitError([problem(Place("dask"), "", "report.worker_stopped", said=_said(error))]) from None
        yield
    finally:
        with suppress(Exception):  # the cluster may be gone
            client.unregister_worker_plugin(equipment.name)


def _jobs(tasks: Sequence[Task], out: str | Path, terms: Terms) -> list[Job]:
    from evalkit.reports.worker import Job, standing

    jobs = []
    for number, task in enumerate(tasks):
        address = report_address(str(out), task) if terms.sign is None else None
        inputs = tuple(map(_with_content, task.inputs))
        sent = replace(task, folder=task.folder.absolute(), inputs=inputs, kept=dict(task.kept))
        before = standing(sent, address) if terms.wish.force else None
        jobs.append(Job(terms, number, sent, address, before))
    return jobs


def _with_content(given: Input) -> Input:
    """Return an input that needs no file; one that has changed holds nothing, and is told so when it is used."""
    try:
        return replace(given, source=given.content() or b"")
    except OSError:
        return replace(given, source=b"")


@contextmanager
def _told(client: Client, name: str, tasks: Sequence[Task], watch: Watch) -> Iterator[Callable[[int, Made], None]]:
    """Tell who watches which reports are begun, as the workers say it; give what tells that one has ended."""
    over: set[int] = set()

    def began(event: tuple[float, int]) -> None:
        if event[1] not in over:
            watch.started(tasks[event[1]])

    def ended(number: int, made: Made) -> None:
        over.add(number)
        watch.ended(made)

    client.subscribe_topic(name, began)
    try:
        yield ended
    finally:
        with suppress(Exception):
            client.unsubscribe_topic(name)


@dataclass(frozen=True)
class _Asked:
    """Reports that a cluster is asked for."""

    client: Client
    jobs: Sequence[Job]
    tasks: Sequence[Task]
    patience: float

    def answers(self) -> Iterator[tuple[int, Made]]:
        """Yield what became of each, as it ends; those that may have killed workers come last."""
        ended: SimpleQueue[Future[Answer]] = SimpleQueue()
        owed = {str(job.key): (job, self._ask(job, ended)) for job in self.jobs}
        suspects = []
        try:
            while owed and (future := self._next(ended)) is not None:
                job, _ = owed.pop(str(future.key))
                answer = None if _killed(future) else self._answer(job, future)
                del future  # before anything else: what nobody holds, a lost worker need not make again
                if answer is None:
                    suspects.append(job)
                else:
                    yield answer
            for job, _ in owed.values():
                yield self._failed(job, "no_worker", seconds=round(self.patience))
            for job in suspects:
                yield self._alone(job)
        finally:
            self.client.cancel([future for _, future in owed.values()], force=True)

    def _ask(self, job: Job, ended: SimpleQueue[Future[Answer]], alone_on: str | None = None) -> Future[Answer]:
        from evalkit.reports.worker import run_job

        key = job.key if alone_on is None else (*job.key, "alone")
        future = self.client.submit(run_job, job, key=key, workers=alone_on, pure=False, retries=_RETRIES)
        future.add_done_callback(ended.put)
        return future

    def _next(self, ended: SimpleQueue[Future[Answer]]) -> Future[Answer] | None:
        """Wait for the next report to end; None when there has been no worker for too long."""
        seen = time.monotonic()
        while time.monotonic() - seen < self.patience:
            with suppress(Empty):
                return ended.get(timeout=min(_LOOK, self.patience))
            if self._workers():
                seen = time.monotonic()
        return None

    def _workers(self) -> Mapping[str, int]:
        """Return the workers and their threads; none when the scheduler does not answer."""
        try:
            found: Mapping[str, int] = self.client.nthreads()
        except Exception:
            return {}
        return found

    def _some_worker(self) -> str | None:
        """Return a worker, waiting for one: those that died may be starting again."""
        until = time.monotonic() + self.patience
        while not (workers := self._workers()) and time.monotonic() < until:
            time.sleep(_LOOK / 4)
        return next(iter(workers), None)

    def _alone(self, job: Job) -> tuple[int, Made]:
        """Ask for a report on one worker, with no other report beside it: if that worker dies too, it is the cause."""
        ended: SimpleQueue[Future[Answer]] = SimpleQueue()
        worker = self._some_worker()
        if worker is None:
            return self._failed(job, "no_worker", seconds=round(self.patience))
        future = self._ask(job, ended, alone_on=worker)
        try:
            while True:
                with suppress(Empty):
                    return self._answer(job, ended.get(timeout=_LOOK))
                if worker not in self._workers():
                    return self._failed(job, "worker_died")
        finally:
            self.client.cancel([future], force=True)

    def _answer(self, job: Job, future: Future[Answer]) -> tuple[int, Made]:
        if _killed(future):
            return self._failed(job, "worker_died")
        if future.status in ("cancelled", "lost"):
            return self._failed(job, "cluster_lost")
        try:
            status, problems, seconds = future.result()
        except Exception as error:
            return self._failed(job, "worker_stopped", said=_said(error))
        return job.number, Made(self.tasks[job.number], status, problems, seconds)

    def _failed(self, job: Job, key: str, **values: object) -> tuple[int, Made]:
        task = self.tasks[job.number]
        told = problem(Place(task.source.name), "", f"report.{key}", **values)
        return job.number, Made(task, "failed", (told,))


def _said(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".") or type(error).__name__


def _killed(future: Future[Answer]) -> bool:
    """Tell whether dask has given a report up because workers died while it was on them."""
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


__all__ = ["PATIENCE", "make_on_cluster"]
