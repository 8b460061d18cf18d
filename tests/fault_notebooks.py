"""Notebooks and dossiers small enough to go wrong in many ways in little time."""

import os
import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from evalkit.reports.manifest import sha256
from evalkit.reports.task import Task

PARAMETERS = "dossier_file: str = ''\nlanguage: str = 'fr'\noutput_folder: str = ''"
SHOWN = "from IPython.display import HTML\nHTML('<h1>Titre</h1><p>Texte.</p>')"
FIRST_OF_THEIRS = 3
"""The number of the first code cell that a test gives: papermill adds one after the parameters."""


def write_notebook(folder: Path, name: str, *cells: str) -> Path:
    """Write a notebook that shows a title, then runs cells; its ids are fixed, so that its output is."""
    sources = (PARAMETERS, *cells, SHOWN)
    parts = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    parts[0].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=parts, metadata={"kernelspec": kernel}), path)
    return path


def write_dossier(folder: Path, code: str) -> Path:
    """Write a dossier with hardly anything in it."""
    path = folder / f"{code}.yaml"
    path.write_text(
        f'code: {code}\nyear: 2024\ntitle: "Essai {code}"\n'
        "partners:\n- {code: P1, name: Un, type: siae}\n- {code: P2, name: Deux, type: company}\n",
        encoding="utf-8",
    )
    return path


def task(notebook: Path, out: Path) -> Task:
    """Return the making of a notebook, in a folder of its own."""
    parameters = {"dossier_file": "", "language": "fr", "output_folder": "."}
    folder = out / notebook.stem / "fr"
    return Task(source=notebook, folder=folder, notebook=notebook, parameters=parameters, title=notebook.stem)


def executed(folder: Path, name: str = "rapport.ipynb") -> Any:
    """Return an executed notebook."""
    return nbformat.read(folder / name, as_version=4)


def shown(folder: Path, cell: int, name: str = "rapport.ipynb") -> str:
    """Return what a code cell printed, by its number."""
    codes = [each for each in executed(folder, name).cells if each.cell_type == "code"]
    return "".join(output.get("text", "") for output in codes[cell - 1].outputs)


def left_aside(out: Path) -> list[str]:
    """Return what is hidden anywhere in a folder of reports."""
    return [path.name for path in out.rglob(".*")]


def processes(told: Callable[[Path], bool]) -> list[int]:
    """Return the living processes whose folder under ``/proc`` tells something."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _lives_and(told, path)]


def _lives_and(told: Callable[[Path], bool], process: Path) -> bool:
    try:
        state = (process / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
        return state not in "ZX" and told(process)
    except OSError:  # it ended meanwhile, or is another user's
        return False


def ends(process: int, seconds: float = 10) -> bool:
    """Wait until a process is gone."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def contents(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}
