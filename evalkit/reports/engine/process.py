"""The fork server as its client sees it: a process with one end of a pair of sockets, which nobody else can reach."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.kernel import SETTINGS

READY = b"ready\n"
_PATIENCE = 10
"""Seconds that a server may take to end with all it runs, before it is killed."""


class Server:
    """A fork server, started; it ends when `end` is called or when this process is gone, however that comes.

    Parameters
    ----------
    command : sequence of str
        Its arguments, beyond its end of the pair of sockets.
    prepare : callable, optional
        What it does once, before it forks; it goes there through the pair of sockets, with all that it holds.
    """

    def __init__(self, command: Sequence[str], prepare: Callable[[], object] | None = None) -> None:
        self._prepare = prepare
        ours, theirs = socket.socketpair()
        self._control = Connection(ours.detach())
        self._is_warm = False
        with theirs, tempfile.TemporaryFile() as errors:
            self._errors = os.dup(errors.fileno())
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "evalkit.reports.engine.server", str(theirs.fileno()), *command],
                env={**os.environ, **SETTINGS},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )

    def wait_until_warm(self) -> None:
        """Return when it can fork; raises `EvalkitError` when it cannot be warm, or was ended meanwhile."""
        with suppress(ConnectionError):
            self._hand_over()
            self._is_warm = os.read(self._control.fileno(), len(READY)) == READY
        with os.fdopen(self._errors, "r", encoding="utf-8", errors="replace") as stream:
            if self._is_warm:
                return
            self._wait()
            stream.seek(0)
            said = stream.read().strip().splitlines()
        raise EvalkitError([problem(Place("evalkit"), "", "report.no_server", said=said[-1] if said else "?")])

    def _hand_over(self) -> None:
        with os.fdopen(os.dup(self._control.fileno()), "wb") as stream:
            pickle.dump(self._prepare, stream, pickle.HIGHEST_PROTOCOL)

    @property
    def is_alive(self) -> bool:
        """Tell whether it is there: its end of the pair closes before its children are told of its death."""
        return not wait([self._control], 0)

    def connect(self) -> Connection:
        """Have a process forked; return the connection to it. Raises `ConnectionError` when the server is gone."""
        ours, theirs = socket.socketpair()
        with ours, theirs, self._socket() as control:
            socket.send_fds(control, [b"."], [theirs.fileno()])
            return Connection(ours.detach())

    def end(self) -> None:
        """End it, and all that it runs; may be called from any thread, and twice."""
        with suppress(OSError), self._socket() as control:
            control.shutdown(socket.SHUT_RDWR)
        if not self._is_warm:
            self._process.terminate()
        self._wait()

    def _wait(self) -> None:
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _socket(self) -> socket.socket:
        """Return the pair's own end once more; the first is closed only when no thread can use it any longer."""
        return socket.socket(fileno=os.dup(self._control.fileno()))
