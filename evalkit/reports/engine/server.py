"""The fork server: one process that is warm, and forks a fresh one for each report.

It has a single thread, runs no code of a notebook and no code on a dossier of the user's; each forked process serves
one order, answers on the connection it was given, and is gone. Started by `evalkit.reports.engine.warm`, it ends when
its standard input is closed, and takes its children with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import random
import resource
import selectors
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from IPython.core.shellapp import InteractiveShellApp

from evalkit.reports.engine.here import Ready

READY = b"ready\n"
_GARBAGE = 50_000
"""New objects between two collections: a process that soon ends leaves more for its end."""
_HERE: Any = SimpleNamespace(ignore_cwd=False)
"""Stands for ipykernel's application where it puts the folder of the run among those of modules."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def main(address: str, memory: int, outputs: list[str], modules: list[str]) -> None:
    """Warm up, say so, and serve until standard input ends."""
    del sys.path[0]  # the folder that the batch was started in: no notebook's business
    ready = Ready()
    _warm(outputs, modules)
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1:
        print(f"{tasks} threads after warming up", file=sys.stderr)  # noqa: T201 - the parent reads it
        raise SystemExit(1)
    with Listener(address, family="AF_UNIX", backlog=128) as listener:
        os.write(1, READY)
        _serve(listener, ready, memory)


def _warm(outputs: list[str], modules: list[str]) -> None:
    """Import what the notebook imports and go once through what every report does."""
    for module in modules:
        with suppress(Exception):  # the cell that imports it will say why
            importlib.import_module(module)
    from evalkit.reports.engine.rehearsal import rehearse

    rehearse(outputs)
    gc.collect()
    gc.freeze()


def _serve(listener: Listener, ready: Ready, memory: int) -> None:
    children: set[int] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(0, selectors.EVENT_READ, "parent")
        selector.register(listener._listener._socket, selectors.EVENT_READ, "order")  # type: ignore[attr-defined]
        while True:
            for key, _ in selector.select(timeout=1):
                if key.data == "parent":
                    _end(children)
                children.add(_fork(listener, ready, memory))
            children -= _gone(children)


def _end(children: set[int]) -> NoReturn:
    """Leave with the children: the parent is gone or has done, and nobody waits for them any more."""
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os._exit(0)


def _gone(children: set[int]) -> set[int]:
    """Return the children that ended since, without leaving them as zombies."""
    return {child for child in children if os.waitpid(child, os.WNOHANG)[0]}


def _fork(listener: Listener, ready: Ready, memory: int) -> int:
    connection = listener.accept()
    child = os.fork()
    if child:
        connection.close()
        return child
    try:
        listener._listener._socket.close()  # type: ignore[attr-defined]
        _alone(memory)
        _work(connection, ready)
    finally:
        os._exit(1)  # reached with an exception only: the parent sees an end without an answer


def _alone(memory: int) -> None:
    """Become a process of its own: group, memory, chance, and the end of it with its parent's."""
    os.setsid()
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    used = _data_size()
    resource.setrlimit(resource.RLIMIT_DATA, (used + memory, used + memory))
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    gc.set_threshold(_GARBAGE)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _data_size() -> int:
    """Return the bytes that this process has allocated (VmData)."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmData"))
    return int(line.split()[1]) * 1024


def _work(connection: Connection, ready: Ready) -> NoReturn:
    from evalkit.reports.order import fill

    connection.send(os.getpid())
    order = connection.recv()
    os.chdir(order.draft)
    InteractiveShellApp.init_path(_HERE)
    connection.send(fill(order, ready.begin()))
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3].split(","), sys.argv[4:])
