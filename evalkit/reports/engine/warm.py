"""The warm engine: what the batch sees of the fork server."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from multiprocessing.connection import Client, Connection, wait
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.engine.ordinary import OrdinaryEngine
from evalkit.reports.engine.server import READY
from evalkit.reports.kernel import SETTINGS
from evalkit.reports.order import INPUT, Order, Outcome, Output
from evalkit.reports.runner import rescue

_RESTARTS = 3
"""How often one order may lose its server before it counts as failed: perhaps it is what kills it."""


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
    """

    def __init__(
        self,
        notebook: Path,
        memory: int,
        instead: OrdinaryEngine | None = None,
        outputs: Collection[Output] = (),
    ) -> None:
        self._instead = instead
        self._cold = False
        self._command = [str(memory), ",".join(outputs), *imported_modules(notebook)]
        self._starting = threading.Lock()
        self._closed = False
        self._server: subprocess.Popen[bytes] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="evalkit-"))

    @property
    def name(self) -> str:
        """What runs the orders: ``warm``, or ``kernel`` where that turned out to be impossible."""
        return "kernel" if self._cold else "warm"

    def start(self) -> None:
        """Start the server, if it does not run; raises `EvalkitError` when it cannot be warm, or was closed."""
        with self._starting:
            if self._closed:
                raise EvalkitError([problem(Place("evalkit"), "", "report.stopped")])
            if self._server is None or self._server.poll() is not None:
                self._server = self._started()

    def _is_warm(self) -> bool:
        """Start the server; where it cannot be warm and something else can run the orders, let it."""
        try:
            self.start()
        except EvalkitError:
            if self._instead is None or self._closed:
                raise
            self._cold = True
        return not self._cold

    def _started(self) -> subprocess.Popen[bytes]:
        """Start a server; it listens where its number says, as an earlier one may have left its own place behind."""
        self._address = str(self._folder / f"{time.monotonic_ns():x}")
        errors = self._folder / "errors"
        environment = {**os.environ, **SETTINGS, "IPYTHONDIR": str(self._folder / "ipython")}
        with errors.open("wb") as stream:
            server = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "evalkit.reports.engine.server", self._address, *self._command],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                start_new_session=True,
            )
        assert server.stdout is not None
        if server.stdout.readline() != READY:
            server.wait()
            said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise EvalkitError([problem(Place("evalkit"), "", "report.no_server", said=said[-1] if said else "?")])
        return server

    def run(self, order: Order) -> Outcome:
        """Fill an order's draft in a process of its own; whatever becomes of that process is in the outcome."""
        started = time.monotonic()
        for _ in range(_RESTARTS):
            try:
                if self._cold or not self._is_warm():
                    assert self._instead is not None
                    return self._instead.run(order)
            except EvalkitError as error:
                return Outcome(time.monotonic() - started, error.problems)
            started = time.monotonic()  # the start of the server is no report's
            with suppress(ConnectionError, EOFError, FileNotFoundError):
                problems = self._ask(order)
                return Outcome(time.monotonic() - started, problems)
            _empty(order.draft)  # the server died, and its children with it
        return Outcome(time.monotonic() - started, (self._lost(order),))

    def _lost(self, order: Order) -> Problem:
        return rescue(order.notebook, order.draft / order.executed)

    def _ask(self, order: Order) -> tuple[Problem, ...]:
        deadline = time.monotonic() + order.timeout
        with Client(self._address, family="AF_UNIX") as connection:
            child = connection.recv()
            ended = os.pidfd_open(child)
            try:
                connection.send(order)
                return self._answer(order, connection, ended, deadline)
            finally:
                _end(child)
                os.close(ended)

    def _answer(self, order: Order, connection: Connection, ended: int, deadline: float) -> tuple[Problem, ...]:
        """Wait for the answer, the end of the process or the end of its time, whichever comes first."""
        watched: list[Any] = [connection, ended]
        came = wait(watched, max(0.0, deadline - time.monotonic()))
        if connection.poll():
            with suppress(EOFError):
                return tuple(connection.recv())
        assert self._server is not None
        if came and self._server.poll() is not None:
            raise ConnectionResetError
        return (rescue(order.notebook, order.draft / order.executed, None if came else order.timeout),)

    def close(self) -> None:
        """End the server and what it still runs; what is asked afterwards fails."""
        self._closed = True
        if self._instead is not None:
            self._instead.close()
        if self._server is not None:
            assert self._server.stdin is not None
            assert self._server.stdout is not None
            self._server.stdin.close()
            self._server.wait()
            self._server.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)


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

    cells = nbformat.read(notebook, as_version=4).cells
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
