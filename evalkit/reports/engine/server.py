"""The fork server: one process that is warm, and forks a fresh one for each report.

It has a single thread, runs no code of a notebook and no code on a dossier of the user's; what it is given to prepare,
evalkit's own code has read and checked. Each forked process serves one order, answers on the connection it was given,
and is gone with all that it started. The server itself is started
by `evalkit.reports.engine.process` with one end of a pair of sockets; when the other end is closed, it ends and takes
its children with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import pickle
import random
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Collection
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from IPython.core.shellapp import InteractiveShellApp

from evalkit.reports.engine.here import Ready
from evalkit.reports.engine.process import READY

_GARBAGE = 50_000
"""New objects between two collections: a process that soon ends leaves more for its end."""
_HERE: Any = SimpleNamespace(ignore_cwd=False)
"""Stands for ipykernel's application where it puts the folder of the run among those of modules."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_ADOPT = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): processes below that lose their parent come here, not to the system's first."""
_FIRST_TO_GO = "500"
"""How much rather a report than another program is killed where the whole machine has no memory left; up to 1000."""

_CHILDREN = Path("/proc/thread-self/children")
"""The processes that the one thread of this process has for children."""

Children = dict[int, int]
"""A descriptor that tells when a process ends → the process."""


def main(control: socket.socket, memory: int, outputs: list[str], modules: list[str]) -> None:
    """Warm up, say so, and serve until the other end of `control` is closed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to leave no temporary folder behind
    del sys.path[0]  # the folder that the batch was started in: no notebook's business
    with tempfile.TemporaryDirectory(prefix="evalkit-") as profile:
        os.environ["IPYTHONDIR"] = profile  # looked for once, when the shell is made
        ready = Ready()
        _warm(outputs, modules)
        _prepare(control)
    del os.environ["IPYTHONDIR"]
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1:
        print(f"{tasks} threads after warming up", file=sys.stderr)  # noqa: T201 - the parent reads it
        raise SystemExit(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(1, 2)  # what the programs of a cell write, ipykernel passes on: nobody reads it there
    control.send(READY)
    _serve(control, ready, memory)


def _warm(outputs: list[str], modules: list[str]) -> None:
    """Import what the notebook imports and go once through what every report does."""
    for module in modules:
        with suppress(Exception):  # the cell that imports it will say why
            importlib.import_module(module)
    from evalkit.reports.engine.rehearsal import rehearse

    rehearse(outputs)


def _prepare(control: socket.socket) -> None:
    """Do what the parent asks for once, then let all that is there be shared by the forks."""
    with os.fdopen(os.dup(control.fileno()), "rb") as stream:
        prepare = pickle.load(stream)  # noqa: S301 - from the parent, through a pair of sockets that nobody else reaches
    if prepare is not None:
        with suppress(Exception):  # each report does it for itself then, and says why it cannot
            prepare()
    gc.collect()
    gc.freeze()


def _serve(control: socket.socket, ready: Ready, memory: int) -> NoReturn:
    ctypes.CDLL(None).prctl(_ADOPT, 1)
    children: Children = {}
    while True:
        for event in wait([control, *children]):
            if isinstance(event, int):
                _bury(children.pop(event), event)
                _end_strays(children.values())
            else:
                _take(control, children, ready, memory)


def _take(control: socket.socket, children: Children, ready: Ready, memory: int) -> None:
    """Fork a process for the connection that comes, or leave when none will come any more."""
    came, descriptors, *_ = socket.recv_fds(control, 1, 1)
    if not came:
        _end(children)
    if not descriptors:  # too many files are open: who waits at the other end sees it closed
        return
    os.set_inheritable(descriptors[0], False)
    connection, server = Connection(descriptors[0]), os.getpid()
    try:
        child = os.fork()
    except OSError:
        connection.close()
        return
    if child:
        connection.close()
        children[os.pidfd_open(child)] = child
        return
    try:
        control.close()
        for ended in children:
            os.close(ended)
        _alone(server, memory)
        _work(connection, ready)
    finally:
        os._exit(1)  # reached with an exception only: the parent sees an end without an answer


def _end(children: Children) -> NoReturn:
    """Leave with the children: the parent is gone or has done, and nobody waits for them any more."""
    for ended, child in children.items():
        with suppress(ProcessLookupError):  # which has not come so far as to leave the server's group
            os.kill(child, signal.SIGKILL)
        _bury(child, ended)
    _end_strays(())
    os._exit(0)


def _bury(child: int, ended: int) -> None:
    """End the group of a process that ended; as long as that is not buried, its number belongs to nobody else."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ended)


def _end_strays(known: Collection[int]) -> None:
    """End what left the group of a report that is gone: it has this process for parent now, and so has its own."""
    while strays := _children() - set(known):
        for stray in strays:
            os.kill(stray, signal.SIGKILL)
            os.waitpid(stray, 0)


def _children() -> set[int]:
    """Return the processes that have this one for parent; none where the system does not tell."""
    with suppress(FileNotFoundError):
        return {int(word) for word in _CHILDREN.read_text(encoding="ascii").split()}
    return set()


def _alone(server: int, memory: int) -> None:
    """Become a process of its own: group, memory, chance, and the end of it with the server's."""
    os.setsid()
    process = ctypes.CDLL(None)
    process.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    process.prctl(_ADOPT, 1)  # what comes to the server is a stray of a report that is gone
    if os.getppid() != server:
        os._exit(1)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
    _limit_memory(memory)
    gc.set_threshold(_GARBAGE)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _limit_memory(more: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _data_size() + more
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


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
    connection.recv()  # to be killed with its group: a process that ended might have left its number to another
    os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3].split(","), sys.argv[4:])
