"""One dossier, one language → one folder: the page, the executed notebook, tables, figures and a manifest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evalkit.errors import EvalkitError, Place, write_problem
from evalkit.model.dossier import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.reports.export import export_html
from evalkit.reports.manifest import sha256, write_manifest
from evalkit.reports.previous import previous_file
from evalkit.reports.runner import TIMEOUT, run_notebook
from evalkit.sources import read_dossier
from evalkit.texts import Language, say

PAGE: dict[Language, str] = {"fr": "rapport.html", "en": "report.html"}
NOTEBOOK = "rapport.ipynb"
FAILED = "echec.ipynb"
INPUT = "dossier"
"""Where a run finds the dossier and the previous year's; gone before the report is put in place."""


@dataclass(frozen=True)
class ReportResult:
    """A report that stands.

    Parameters
    ----------
    folder : pathlib.Path
        ``<out>/<code>/<year>/<language>``.
    page : pathlib.Path
        The HTML page in it.
    seconds : float
        How long the notebook took.
    """

    folder: Path
    page: Path
    seconds: float


def make_report(
    dossier_file: str | Path,
    out: str | Path = "reports",
    language: Language = "fr",
    notebook: str | Path | None = None,
    timeout: int = TIMEOUT,
) -> ReportResult:
    """Make the report of a dossier in a language.

    Everything is written aside, then put in place at once: a report is there whole, or the one before it is.

    Parameters
    ----------
    dossier_file : str or pathlib.Path
    out : str or pathlib.Path
        The folder of all reports.
    language : {"fr", "en"}
    notebook : str or pathlib.Path, optional
        Another notebook than evalkit's own, with the same parameters.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    EvalkitError
        When the dossier, the run or the export has a fault. The executed notebook is kept as ``echec.ipynb`` in the
        folder of the report.
    """
    file = Path(dossier_file)
    dossier = read_dossier(file)
    folder = Path(out) / dossier.code / str(dossier.year) / language
    source = Path(notebook) if notebook else own_notebook()
    try:
        with _aside(folder) as draft:
            seconds = _write(draft, file, dossier, language, source, timeout)
    except OSError as error:
        raise EvalkitError([write_problem(Place(folder.as_posix()), error)]) from None
    return ReportResult(folder, folder / PAGE[language], seconds)


def own_notebook() -> Path:
    """Return evalkit's own report notebook: inside the installed package, or beside it in the source tree."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "notebooks" / NOTEBOOK, package.parent / "notebooks" / NOTEBOOK)
    return next((place for place in places if place.is_file()), places[-1])


def _write(draft: Path, file: Path, dossier: Dossier, language: Language, notebook: Path, timeout: int) -> float:
    inputs = _copy_inputs(draft / INPUT, file, dossier)
    parameters = {"dossier_file": f"{INPUT}/{file.name}", "language": language, "output_folder": "."}
    try:
        run = run_notebook(notebook, parameters, draft / NOTEBOOK, timeout)
    finally:
        shutil.rmtree(draft / INPUT)
    shown = without_personal_data(dossier, say("page.masked", language))
    title = f"{shown.title} · {dossier.year}"
    export_html(run.output, draft / PAGE[language], title, language, dossier.fictional)
    write_manifest(draft, dossier, inputs, parameters, notebook, run.output)
    return run.seconds


def _copy_inputs(folder: Path, file: Path, dossier: Dossier) -> dict[str, str]:
    """Copy the input where the run finds it under a name that tells no folder of the user; return the files' SHA-256.

    The copies do not stay: a report that is handed on must not carry the counts that its tables keep back.
    """
    folder.mkdir()
    previous = previous_file(file, dossier)
    copies = [Path(shutil.copyfile(each, folder / each.name)) for each in (file, previous) if each]
    return {copy.name: sha256(copy) for copy in copies}


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a new folder to fill beside `folder`; put it in its place, or drop it and keep the executed notebook."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        _put_in_place(draft, folder)
    except EvalkitError:
        _keep_failure(draft, folder)
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Swap by renames; a report that stood is back in its place if the second rename fails."""
    if not folder.exists():
        draft.replace(folder)
        return
    before = draft.with_name(f"{draft.name}-before")
    folder.replace(before)
    try:
        draft.replace(folder)
    except OSError:
        before.replace(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _keep_failure(draft: Path, folder: Path) -> None:
    executed = draft / NOTEBOOK
    if executed.is_file():
        folder.mkdir(exist_ok=True)
        executed.replace(folder / FAILED)
