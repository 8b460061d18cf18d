"""The ordinary engine: a kernel of its own for each report, started anew. Works everywhere, takes its time."""

from __future__ import annotations

import time

from evalkit.reports.order import Order, Outcome, fill


class OrdinaryEngine:
    """Runs orders in ordinary kernels; several threads may ask at once."""

    name = "kernel"

    def run(self, order: Order) -> Outcome:
        """Fill an order's draft."""
        started = time.monotonic()
        problems = fill(order)
        return Outcome(time.monotonic() - started, problems)

    def close(self) -> None:
        """Kill the kernels that still run: nobody waits for them any more."""
        from evalkit.reports.kernel import kill_all

        kill_all()
