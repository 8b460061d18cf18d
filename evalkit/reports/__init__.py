"""From a dossier to its report: the page that a notebook shows, the strict runner, the export, the folder of files.

`run_batch` makes many; it is loaded when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, run_batch
    from evalkit.reports.task import Wish

__all__ = ["BatchResult", "Wish", "run_batch"]


def __getattr__(name: str) -> Any:
    """Load the batch with the first of its names."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from evalkit.reports import batch

    return getattr(batch, name)
