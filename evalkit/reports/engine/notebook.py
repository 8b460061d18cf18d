"""How papermill runs a notebook for evalkit: its own client, bounded; its record, kept in a journal."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

ENGINE = "evalkit"
MOST_OUTPUT = 20_000_000
"""Characters that one cell may show."""

_LOG = logging.getLogger("evalkit.notebook")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class TooMuchOutput(Exception):  # noqa: N818 - told to a person as a problem, never raised to one
    """A cell shows more than a report can hold."""


class _BoundedClient(PapermillNotebookClient):
    """Papermill's client, which stops where a cell shows too much."""

    shown = 0

    def output(self, outs: list[Any], msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        self.shown = (self.shown if outs else 0) + _length(msg["content"])
        if self.shown > MOST_OUTPUT:
            raise TooMuchOutput
        return super().output(outs, msg, display_id, cell_index)


def _length(content: dict[str, Any]) -> int:
    """Return how long a message's texts are."""
    texts = (content.get("text"), *content.get("data", {}).values())
    return sum(len(text) for text in texts if isinstance(text, str))


class _Journal(NotebookExecutionManager):
    """Papermill's record of a run, without rewriting the whole notebook twice for each cell.

    A line is added when a cell begins and when it has ended: what was shown before a process died is not lost.
    """

    journal: Path | None = None

    def notebook_start(self, **named: Any) -> None:
        super().notebook_start(**named)
        self._note({"notebook": self.nb})

    def cell_start(self, cell: Any, cell_index: int | None = None, **named: Any) -> None:
        super().cell_start(cell, cell_index, **named)
        self._note({"cell": cell_index, "content": cell})

    def cell_complete(self, cell: Any, cell_index: int | None = None, **named: Any) -> None:
        super().cell_complete(cell, cell_index, **named)
        self._note({"cell": cell_index, "content": cell})

    def notebook_complete(self, **named: Any) -> None:
        super().notebook_complete(**named)
        self._note({"metadata": self.nb.metadata})

    def save(self, **_named: Any) -> None:
        """Leave the writing of the notebook to who asked for the run."""

    def _note(self, entry: dict[str, Any]) -> None:
        if self.journal is not None:
            with self.journal.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(entry) + "\n")


class StrictEngine(Engine):
    """The papermill engine called ``evalkit``.

    Its arguments, beyond papermill's own, are `manager` (a kernel that runs already) or `kernel_manager_class`,
    `journal` (a file that grows as cells end) and `timeout_func`.
    """

    @classmethod
    def execute_notebook(  # type: ignore[override] # papermill names every argument
        cls, nb: Any, kernel_name: str, journal: Path | None = None, **named: Any
    ) -> Any:
        """Run a notebook that papermill has prepared; raises what its client raises."""
        record = _Journal(nb, progress_bar=False, autosave_cell_every=0)  # type: ignore[no-untyped-call]
        record.journal = journal
        record.notebook_start()
        try:
            cls.execute_managed_notebook(record, kernel_name, **named)
        finally:
            record.notebook_complete()
        return record.nb

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, manager: Any = None, start_timeout: int = 60, **named: Any
    ) -> None:
        """Run the cells."""
        asked = ("kernel_manager_class", "iopub_timeout", "timeout_func", "resources")
        options = {name: named[name] for name in asked if name in named}
        client: Any = _BoundedClient  # Any: papermill is untyped
        client(nb_man, km=manager, startup_timeout=start_timeout, log=_LOG, **options).execute()


papermill_engines.register(ENGINE, StrictEngine)

__all__ = ["ENGINE", "CellTimeoutError", "StrictEngine", "TooMuchOutput"]
