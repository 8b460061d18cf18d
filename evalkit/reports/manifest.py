"""What a report was made from and with: the same for the same input, but for its date.

Its fingerprint says whether it would be made the same way again; its hashes, whether its files are still what was made.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import evalkit

MANIFEST = "manifest.json"
_LIBRARIES = (
    "geopandas", "ipykernel", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "pydantic", "pyogrio", "scipy",
    "shapely", "statsmodels",
)  # fmt: skip
_LATER = ("fingerprint", "outputs", "files", "made", "stored")
"""What a manifest says beside what the report was made from and with."""
_MADE_BY = (".py", ".yaml", ".j2", ".css", ".json", ".ipynb")


def facts_of(
    about: Mapping[str, Any], inputs: Mapping[str, str], notebook: Path, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a manifest says of a run before it is made, with its fingerprint.

    Parameters
    ----------
    about : mapping
        What is told of the subject (code, year, title...): in the manifest, and part of the fingerprint.
    inputs : mapping of str to str
        SHA-256 of each input file, by name; of a file on persons, that of what may be shown of it.
    notebook : pathlib.Path
    parameters : mapping
    """
    facts = {
        **about,
        "inputs": dict(inputs),
        "notebook": {"name": notebook.name, "sha256": sha256(notebook)},
        "parameters": dict(parameters),
        "versions": _versions(),
        "package": package_sha256(),
    }
    plain = json.loads(json.dumps(facts, default=str))  # as it will be read again
    return {**plain, "fingerprint": _fingerprint(plain)}


def _fingerprint(manifest: Mapping[str, Any]) -> str:
    facts = {name: value for name, value in manifest.items() if name not in _LATER}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, facts: Mapping[str, Any], executed: Path) -> None:
    """Write ``manifest.json`` in a report's folder: its facts and every file with its SHA-256.

    No folder outside the report, no user and no machine is named. What changes from one run to the next, the date and
    the executed notebook that holds times, stands apart under ``made``.
    """
    found = [file for file in sorted(folder.rglob("*")) if file.is_file() and file != folder / MANIFEST]
    hashes = {file.relative_to(folder).as_posix(): sha256(file) for file in found}
    times = {"date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    if executed.name in hashes:
        times[executed.name] = hashes.pop(executed.name)
    text = json.dumps({**facts, "files": hashes, "made": times}, ensure_ascii=False, indent=2, default=str)
    # A name of a file that is no text is written as JSON does, by the numbers of its bytes.
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", errors="backslashreplace", newline="\n")


def made_before(folder: Path, fingerprint: str) -> frozenset[str]:
    """Return the outputs of a report that stands whole and was made the same way; nothing when it has to be made.

    Every file is compared by its content: one that is missing, cut short or touched makes the report one to be made.
    So is the manifest itself, but for its date.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not fingerprint == found["fingerprint"] == _fingerprint(found):
            return frozenset()
        hashes = {**found["files"], **{name: sha for name, sha in found["made"].items() if name != "date"}}
        whole = all(sha256(folder / name) == sha for name, sha in hashes.items())
        return frozenset(found["outputs"]) if whole else frozenset()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


@lru_cache
def package_sha256() -> str:
    """Return one hash of all that makes a report: evalkit's code, words and templates."""
    package = Path(evalkit.__file__).parent
    files = sorted(file for file in package.rglob("*") if file.suffix in _MADE_BY and file.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(package).as_posix()} {sha256(file)}\n".encode())
    return digest.hexdigest()


@lru_cache
def _versions() -> dict[str, str]:
    return {
        "evalkit": evalkit.__version__,
        "python": platform.python_version(),
        **{name: found for name in _LIBRARIES if (found := _version(name))},
    }


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
