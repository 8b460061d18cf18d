"""The ordinary engine: a kernel of its own for each report, started anew. Works everywhere, takes its time."""

from __future__ import annotations

import threading
import time

from evalkit.errors import Place, Problem, problem
from evalkit.reports.order import Order, Outcome, fill

_AGAIN = 0.05
"""Seconds after which a kernel that was not there yet is killed."""


class OrdinaryEngine:
    """Runs orders in ordinary kernels; several threads may ask at once.

    Parameters
    ----------
    memory : int, optional
        Bytes that one report's kernel may take; no limit but on Linux.
    """

    name = "kernel"

    def __init__(self, memory: int | None = None) -> None:
        self._memory = memory
        self._closed = False
        self._running = 0
        self._changed = threading.Condition()

    def run(self, order: Order) -> Outcome:
        """Fill an order's draft."""
        started = time.monotonic()
        with self._changed:
            if self._closed:
                return Outcome(0.0, (stopped(),))
            self._running += 1
        try:
            problems = fill(order, memory=self._memory)
        finally:
            _close_loop()
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
        if problems and self._closed:
            (order.draft / order.executed).unlink(missing_ok=True)  # its failure is none of its own
            problems = (stopped(),)
        return Outcome(time.monotonic() - started, problems)

    def close(self) -> None:
        """Kill the kernels that still run, and those that are being started: nobody waits for them any more."""
        from evalkit.reports.kernel import kill_all

        with self._changed:
            self._closed = True
            while self._running:
                kill_all()
                self._changed.wait(_AGAIN)


def stopped() -> Problem:
    """Return what is said of an order that comes, or was being filled, when an engine is closed."""
    return problem(Place("evalkit"), "", "report.stopped")


def _close_loop() -> None:
    """Close the event loop that Jupyter left open in a thread of the batch; that of the main thread is not ours.

    Nor is one that runs: a thread that was started with the context of a Jupyter kernel finds the kernel's own.
    """
    from jupyter_core.utils import ensure_event_loop

    if threading.current_thread() is threading.main_thread():
        return
    loop = ensure_event_loop()
    if not loop.is_running():
        loop.close()
