"""A kernel inside this very process: ipykernel's own kernel and shell, its messages in queues instead of sockets.

It is made before a fork and used in the forked process, once. Requests, outputs and replies are ipykernel's and pass
through the Jupyter wire format, so that a notebook gets what the ordinary kernel gives it; what is missing is the time
that sockets, threads and a second interpreter take.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets.config import Config

_SILENT = logging.getLogger("evalkit.kernel")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False
_MARK = "\x16"
"""What is written to a file descriptor to see when it has been read: a character that no terminal shows."""
_PATIENCE = 5.0
"""Seconds that a mark may take, on a machine that is very busy."""


class HereKernel(IPythonKernel):
    """ipykernel's kernel, told that its channels are queues and that it is alone."""

    shell_stream = AnyTrait()
    owner = 0
    _streams: tuple[_Stream, ...] = ()

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits behind a failed cell: the client asks for one at a time."""

    async def do_execute(self, *arguments: Any, **named: Any) -> Any:
        """Run a cell, then wait for what programs wrote to the file descriptors themselves.

        A process that the cell forked and that came back from it ends here: the notebook goes on in one process.
        """
        reply = await super().do_execute(*arguments, **named)  # type: ignore[no-untyped-call]
        if os.getpid() != self.owner:
            os._exit(0)
        for stream in self._streams:
            stream.settle()
        return reply


class _Wire(Session):
    """A session whose messages reach the other side without a socket."""

    shell: Channel
    iopub: Channel
    owner = 0

    def send(self, stream: Any, msg_or_type: Any, *given: Any, **named: Any) -> Any:
        """Put a message, as the wire would deliver it, into the queue of its channel."""
        message, buffers = self._message(msg_or_type, *given, **named)
        if os.getpid() != self.owner:
            _speak_up(message)
            return message
        channel = self.shell if stream is self.shell else self.iopub
        channel.put(self.deserialize([*self.serialize(message)[1:], *buffers]))
        return message

    def _message(
        self,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> tuple[Any, list[Any]]:
        if isinstance(msg_or_type, Mapping):
            return msg_or_type, list(buffers or msg_or_type.get("buffers") or [])
        message = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        return message, list(buffers or [])


def _speak_up(message: Any) -> None:
    """Say in a process that a cell forked what it prints: through the descriptors that the kernel reads."""
    if message["header"]["msg_type"] == "stream":
        descriptor = {"stdout": 1, "stderr": 2}[message["content"]["name"]]
        os.write(descriptor, message["content"]["text"].encode(errors="replace"))


class _Stream(OutStream):
    """ipykernel's stream, which can tell when it has read all that was written to its file descriptor."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._settled = threading.Event()
        super().__init__(*arguments, **named)  # type: ignore[no-untyped-call]

    def settle(self) -> None:
        """Wait until what programs wrote to the descriptor so far is in the stream: a pipe keeps its order."""
        if not self._should_watch:
            return
        self._settled.clear()
        with suppress(OSError):  # a cell may close it
            os.write(self._original_stdstream_fd, _MARK.encode())
            self._settled.wait(_PATIENCE)

    def write(self, string: str) -> int | None:  # type: ignore[override] # as ipykernel's own
        """Write a text; the mark of `settle` is none, and half a character, which no message can hold, is ``?``."""
        if isinstance(string, str) and not string.isascii():
            string = string.encode(errors="replace").decode()
        if not isinstance(string, str) or _MARK not in string or threading.current_thread() is threading.main_thread():
            return super().write(string)
        written = super().write(string.replace(_MARK, ""))
        self._settled.set()
        return written


class Channel:
    """One of the client's channels: messages that came, in order."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self._came: asyncio.Queue[Any] = asyncio.Queue()
        self._before = before
        self._loop: asyncio.AbstractEventLoop | None = None

    def put(self, message: Any) -> None:
        """Add a message, from any thread."""
        if threading.current_thread() is threading.main_thread():
            self._came.put_nowait(message)
        elif self._loop is not None:
            self._loop.call_soon_threadsafe(self._came.put_nowait, message)

    async def get_msg(self, timeout: float | None = None) -> Any:
        """Return the next message; raises `queue.Empty` when none comes in time."""
        self._loop = asyncio.get_running_loop()
        self._before()
        try:
            return await asyncio.wait_for(self._came.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None

    def send(self, message: Any) -> None:
        """Accept what widgets answer; the kernel is not asked again."""

    def flush(self, *_flags: Any) -> None:
        """Nothing stays behind in a queue."""


class HereClient:
    """What nbclient needs of a kernel's client."""

    allow_stdin = False

    def __init__(self, kernel: HereKernel, session: _Wire) -> None:
        self.session = session
        self._kernel = kernel
        self._asked: list[list[Any]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self.shell_channel = session.shell = kernel.shell_stream = Channel(self._answer)
        self.iopub_channel = session.iopub = Channel()

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be run; return the number of the request."""
        content = {"code": code, "silent": False, "store_history": store_history, "user_expressions": {}}
        return self._ask("execute_request", {**content, "allow_stdin": False, "stop_on_error": stop_on_error})

    def kernel_info(self) -> str:
        """Ask what the kernel is."""
        return self._ask("kernel_info_request", {})

    def is_alive(self) -> bool:
        """Tell that the kernel lives: without it nobody would ask."""
        return True

    def start_channels(self) -> None:
        """They are open."""

    def stop_channels(self) -> None:
        """They end with the process."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return at once: the kernel is."""

    def _ask(self, kind: str, content: Mapping[str, Any]) -> str:
        message = self.session.msg(kind, dict(content))
        self._asked.append([zmq.Message(frame) for frame in self.session.serialize(message, ident=b"here")])
        return str(message["header"]["msg_id"])

    def _answer(self) -> None:
        while self._asked:
            task = asyncio.ensure_future(self._kernel.dispatch_shell(self._asked.pop(0)))
            self._running.add(task)
            task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception():
            os._exit(1)  # the kernel is broken and will never answer: its end is noticed at once


class HereManager:
    """What nbclient needs of a kernel's manager: it runs, and ends with its process."""

    has_kernel = True

    def __init__(self, client: HereClient) -> None:
        self._client = client

    def client(self) -> HereClient:
        """Return the one client."""
        return self._client


class _AtOnce(IOPubThread):
    """Stands for the thread that sends what streams hold: here it goes out at once, and no thread is needed."""

    def __init__(self) -> None:
        self.thread = threading.Thread()  # never started: streams look whether it is alive
        self.io_loop = self  # type: ignore[assignment] # for `call_later` alone

    def schedule(self, f: Callable[[], Any]) -> None:
        """Do it."""
        f()

    def call_later(self, _delay: float, _callback: Callable[[], Any]) -> None:
        """Leave it to the flush at the end of a cell, or before what is displayed."""


class Ready:
    """A kernel made before the fork; `begin` connects it in the process that uses it.

    Make it before the scientific libraries are imported: some of them look for a kernel then.
    """

    def __init__(self) -> None:
        self._session = _Wire(key=b"")
        alone = type("Alone", (), {"parent_thread": threading.main_thread()})()
        settings = Config()
        settings.HistoryManager.enabled = False  # it would open a database and start a thread
        self._kernel = HereKernel.instance(
            session=self._session, log=_SILENT, config=settings, shell_channel_thread=alone
        )

    def begin(self) -> HereManager:
        """Take over the standard streams of this process and return the manager of its kernel."""
        self._session.owner = self._kernel.owner = os.getpid()
        thread = _AtOnce()
        sys.stdout = self._kernel._stdout = _Stream(self._session, thread, "stdout")
        sys.stderr = self._kernel._stderr = _Stream(self._session, thread, "stderr")
        self._kernel._streams = (sys.stdout, sys.stderr)
        sys.stdin = io.StringIO()
        return HereManager(HereClient(self._kernel, self._session))
