"""The warm engine: what the batch sees of the fork server."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from pickle import UnpicklingError

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.engine.ordinary import OrdinaryEngine, stopped
from evalkit.reports.engine.process import Server
from evalkit.reports.order import INPUT, Order, Outcome, Output
from evalkit.reports.runner import rescue

_TRIES = 3
"""How often one order may lose its server before it counts as failed: perhaps it is what kills it."""


class _Lost(Exception):  # noqa: N818 - never raised to a person
    """The server died, and its children with it."""


def can_fork() -> bool:
    """Tell whether reports can be made in forked processes here: on Linux, where a fork is safe and can be watched."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


class WarmEngine:
    """Runs orders in processes forked from a warm one; several threads may ask at once.

    Parameters
    ----------
    notebook : pathlib.Path
        What will be run: its imports are made once.
    memory : int
        Bytes that one report may take beyond what the server has already.
    instead : Engine, optional
        What runs the orders where the server cannot be warm.
    outputs : collection of str
        What will be wanted: the programs for it are loaded once.
    prepare : callable, optional
        What the server does once, beyond that: what it leaves in memory all reports find there. It must survive a
        pickle, as must what it holds.
    """

    def __init__(
        self,
        notebook: Path,
        memory: int,
        instead: OrdinaryEngine | None = None,
        outputs: Collection[Output] = (),
        prepare: Callable[[], object] | None = None,
    ) -> None:
        self._instead = instead
        self._prepare = prepare
        self._cold = False
        self._command = [str(memory), ",".join(outputs), *imported_modules(notebook)]
        self._starting = threading.Lock()
        self._closed = False
        self._shared: Server | None = None
        self._servers: list[Server] = []

    @property
    def name(self) -> str:
        """What runs the orders: ``warm``, or ``kernel`` where that turned out to be impossible."""
        return "kernel" if self._cold else "warm"

    def start(self) -> Server:
        """Start the server, if it does not run; raises `EvalkitError` when it cannot be warm, or was closed."""
        with self._starting:
            if self._shared is None or not self._shared.is_alive:
                self._shared = self._started()
            return self._shared

    def _started(self) -> Server:
        if self._closed:
            raise EvalkitError([stopped()])
        try:
            server = Server(self._command, self._prepare)
        except OSError as error:
            said = error.strerror or type(error).__name__
            raise EvalkitError([problem(Place("evalkit"), "", "report.no_server", said=said)]) from None
        self._servers.append(server)
        if self._closed:  # since it was asked for; who closes ends every server that is in the list by then
            server.end()
        server.wait_until_warm()
        return server

    def run(self, order: Order) -> Outcome:
        """Fill an order's draft in a process of its own; whatever becomes of that process is in the outcome."""
        started = time.monotonic()
        for attempt in range(_TRIES):
            _empty(order.draft)  # of what an earlier try left
            try:
                server = self._server_for(attempt)
            except EvalkitError as error:
                return Outcome(time.monotonic() - started, self._refusal(error))
            if server is None:
                assert self._instead is not None
                return self._instead.run(order)
            started = time.monotonic()  # the start of the server is no report's
            try:
                answer = _ask(server, order)
                return Outcome(time.monotonic() - started, answer)
            except _Lost:
                continue
            finally:
                if attempt:
                    server.end()
        return Outcome(time.monotonic() - started, (rescue(order.notebook, order.draft / order.executed),))

    def _server_for(self, attempt: int) -> Server | None:
        """Return the server that all share, or None where it cannot be warm and something else can run the orders.

        Who lost a server gets one of its own: perhaps it is what kills it, and the others should not suffer for it.
        """
        if self._cold:
            return None
        try:
            return self._started() if attempt else self.start()
        except EvalkitError:
            if self._instead is None or self._closed:
                raise
            self._cold = True
            return None

    def _refusal(self, error: EvalkitError) -> tuple[Problem, ...]:
        return (stopped(),) if self._closed else error.problems

    def close(self) -> None:
        """End the servers and what they still run; what is asked afterwards fails."""
        self._closed = True
        if self._instead is not None:
            self._instead.close()
        for server in list(self._servers):
            server.end()


def _ask(server: Server, order: Order) -> tuple[Problem, ...]:
    """Have an order filled; a process that died or was too slow is a problem, a server that died is not its fault."""
    executed = order.draft / order.executed
    try:
        return _answer(server, order)
    except TimeoutError:
        return (rescue(order.notebook, executed, order.timeout),)
    except (OSError, EOFError, UnpicklingError):
        if not server.is_alive:
            raise _Lost from None
    return (rescue(order.notebook, executed),)


def _answer(server: Server, order: Order) -> tuple[Problem, ...]:
    deadline = time.monotonic() + order.timeout
    with server.connect() as connection:
        if not connection.poll(order.timeout):
            raise EOFError
        child = connection.recv()
        try:
            connection.send(order)
            _wait(connection, child, deadline)
            return tuple(connection.recv())
        finally:
            _end(child)


def _wait(connection: Connection, child: int, deadline: float) -> None:
    """Wait for the answer of a process or its end; raises `TimeoutError` when its time is over first."""
    ended = os.pidfd_open(child)
    try:
        came = wait([connection, ended], max(0.0, deadline - time.monotonic()))
    finally:
        os.close(ended)
    if not came:
        raise TimeoutError
    if not connection.poll():  # others may hold its end still: the processes that it forked
        raise EOFError


def _end(child: int) -> None:
    """Kill a report's process and all it started in its group."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def _empty(draft: Path) -> None:
    for path in draft.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def imported_modules(notebook: Path) -> list[str]:
    """Return the modules that the cells of a notebook import, from their text; a cell that is no Python has none."""
    import nbformat

    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except Exception:  # whatever is wrong with it, its run will say so
        return []
    found = (name for cell in cells if cell.cell_type == "code" for name in _imports(cell.source))
    return sorted(set(found))


def _imports(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic or a mistake
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


__all__ = ["INPUT", "WarmEngine", "can_fork", "imported_modules"]
