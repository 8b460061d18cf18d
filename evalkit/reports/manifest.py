"""What a report was made from and with: the same for the same input, but for its date."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from evalkit import __version__
from evalkit.model.dossier import Dossier

MANIFEST = "manifest.json"
_LIBRARIES = ("matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pydantic")


def write_manifest(
    folder: Path,
    dossier: Dossier,
    inputs: Mapping[str, str],
    parameters: Mapping[str, str],
    notebook: Path,
    executed: Path,
) -> None:
    """Write ``manifest.json`` in a report's folder: inputs, versions, parameters and every file with its SHA-256.

    `inputs` gives the name and the SHA-256 of the dossier and of last year's. No folder outside the report, no user
    and no machine is named. What changes from one run to the next, the date and the executed notebook that holds
    times, stands apart under ``made``.
    """
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file not in (executed, folder / MANIFEST)]
    content = {
        "dossier": {"code": dossier.code, "year": dossier.year, "fictional": dossier.fictional},
        "inputs": dict(inputs),
        "notebook": {"name": notebook.name, "sha256": sha256(notebook)},
        "parameters": dict(parameters),
        "versions": {
            "evalkit": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "files": {file.relative_to(folder).as_posix(): sha256(file) for file in files},
        "made": {"date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), executed.name: sha256(executed)},
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
