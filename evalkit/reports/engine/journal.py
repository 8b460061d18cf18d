"""What a notebook showed until its process died, read without loading all that runs one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_journal(journal: Path) -> Any:
    """Return the notebook as far as it ran, or None when it never began; a last line cut short is left out."""
    import nbformat

    notebook = None
    for line in journal.read_text(encoding="utf-8").splitlines() if journal.is_file() else ():
        try:
            entry = json.loads(line)
        except ValueError:
            break
        if "notebook" in entry:
            notebook = nbformat.from_dict(entry["notebook"])
        elif notebook is not None and "metadata" in entry:
            notebook.metadata = nbformat.from_dict(entry["metadata"])
        elif notebook is not None:
            notebook.cells[entry["cell"]] = nbformat.from_dict(entry["content"])
    return notebook
