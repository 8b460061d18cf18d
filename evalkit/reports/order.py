"""What is to be made of one run: everything an engine needs to fill a folder, and the filling of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from evalkit.errors import EvalkitError, Place, Problem, problem, write_problem
from evalkit.reports.export import export_notebook, export_own
from evalkit.reports.manifest import write_manifest
from evalkit.reports.runner import TIMEOUT, Run, rescue, run_notebook
from evalkit.texts import Language

Output = Literal["html", "pdf", "docx", "csv", "png", "ipynb"]
OUTPUTS: tuple[Output, ...] = ("html", "pdf", "docx", "csv", "png", "ipynb")
USUAL: tuple[Output, ...] = ("html", "csv", "ipynb")
"""What is made when nobody says otherwise."""

Look = Literal["report", "results", "code"]
"""How a page is made: as evalkit's report, strictly; as any notebook's results; as these with their code."""

INPUT = "dossier"
"""Where a run finds its input files; gone before the report is put in place."""


@dataclass(frozen=True)
class Order:
    """A folder to fill.

    Parameters
    ----------
    draft : pathlib.Path
        The folder: it exists and is empty.
    notebook : pathlib.Path
        What is run.
    parameters : mapping
        For its ``parameters`` cell; relative paths start at `draft`.
    inputs : mapping of str to bytes
        Files that the run finds under ``dossier/``, by name.
    kept : mapping of str to bytes
        Files that stay with the results, by their place in the folder.
    page : str
        Name of the page without its suffix (``rapport``); the executed notebook is called after `executed`.
    executed : str
    title : str
        Plain text.
    language : {"fr", "en"}
    fictional : bool
    outputs : tuple of str
        Which kinds of files are wanted.
    facts : mapping
        What the manifest says beside the files.
    timeout : int
        Seconds for the whole of it.
    look : {"report", "results", "code"}
        Whose page it is: evalkit's report, or any notebook's, without or with its code.
    """

    draft: Path
    notebook: Path
    parameters: Mapping[str, Any]
    inputs: Mapping[str, bytes]
    page: str
    executed: str
    title: str
    language: Language = "fr"
    fictional: bool = False
    outputs: tuple[Output, ...] = USUAL
    facts: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, bytes] = field(default_factory=dict)
    timeout: int = TIMEOUT
    look: Look = "report"


@dataclass(frozen=True)
class Outcome:
    """What became of an order: filled in some seconds, or not, with the reasons."""

    seconds: float
    problems: tuple[Problem, ...] = ()


def fill(order: Order, manager: Any = None, memory: int | None = None) -> tuple[Problem, ...]:
    """Run, export and write the manifest; return what went wrong, the executed notebook being in the draft then."""
    try:
        _fill(order, manager, memory)
    except EvalkitError as error:
        return error.problems
    except OSError as error:
        return (write_problem(Place(order.draft.parent.as_posix()), error),)
    except MemoryError:
        return (rescue(order.notebook, order.draft / order.executed),)
    except Exception as error:  # one report must not stop the others; what the error says may be private
        return (problem(Place(order.notebook.name), "", "report.unexpected", said=type(error).__name__),)
    return ()


def _fill(order: Order, manager: Any, memory: int | None) -> None:
    executed = order.draft / order.executed
    _lay_out(order.draft / INPUT, order.inputs)
    try:
        run = run_notebook(order.notebook, order.parameters, executed, order.timeout, manager, memory)
    finally:
        shutil.rmtree(order.draft / INPUT, ignore_errors=True)
    _drop_links(order.draft)
    _export(order, run)
    for name, content in order.kept.items():
        (order.draft / name).parent.mkdir(exist_ok=True)
        (order.draft / name).write_bytes(content)
    write_manifest(order.draft, order.facts, executed)


def _drop_links(draft: Path) -> None:
    """Leave files and folders only: a link would show what is elsewhere, or nothing on another machine."""
    for path in draft.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            path.unlink()


def _lay_out(folder: Path, inputs: Mapping[str, bytes]) -> None:
    """Write the inputs under names that tell no folder of the user.

    They do not stay: a report that is handed on must not carry the counts that its tables keep back.
    """
    folder.mkdir()
    for name, content in inputs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _export(order: Order, run: Run) -> None:
    page = (order.draft / order.page).with_suffix(".html")
    _write_page(order, run, page)
    wanted = set(order.outputs)
    if "pdf" in wanted:
        from evalkit.reports.pdf import write_pdf

        write_pdf(page, page.with_suffix(".pdf"), order.language)
    if "docx" in wanted:
        from evalkit.reports.docx import write_docx

        write_docx(page, page.with_suffix(".docx"), order.language)
    if "png" in wanted:
        from evalkit.reports.pictures import save_pngs

        save_pngs(order.draft)
    _drop_unwanted(order, page, run.output)


def _write_page(order: Order, run: Run, page: Path) -> None:
    if order.look == "report":
        export_notebook(run.notebook, page, order.title, order.language, order.fictional)
        return
    given = {name: _shown(value) for name, value in order.parameters.items() if name != "output_folder"}
    export_own(run.notebook, page, order.title, order.language, order.fictional, given, order.look == "code")


def _shown(value: Any) -> Any:
    """Return a parameter as a reader knows it: the name of a file without the place of its copy."""
    return value.removeprefix(f"{INPUT}/") if isinstance(value, str) else value


def _drop_unwanted(order: Order, page: Path, executed: Path) -> None:
    """Leave what was asked for only: the page is made in any case, as the others are made of it."""
    if "html" not in order.outputs:
        page.unlink()
    if "ipynb" not in order.outputs:
        executed.unlink()
    if order.look != "report":  # what a notebook of somebody's writes is theirs
        return
    if "csv" not in order.outputs:
        shutil.rmtree(order.draft / "tables", ignore_errors=True)
        for drawing in (order.draft / "figures").glob("*.svg"):
            drawing.unlink()
    if "csv" not in order.outputs and "png" not in order.outputs:
        shutil.rmtree(order.draft / "figures", ignore_errors=True)
