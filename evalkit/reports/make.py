"""One dossier, one language → one folder: the page, the executed notebook, tables, figures and a manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from evalkit.errors import EvalkitError
from evalkit.model.dossier import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.reports.engine.ordinary import OrdinaryEngine
from evalkit.reports.order import INPUT
from evalkit.reports.own import NOTEBOOK, own_notebook
from evalkit.reports.previous import previous_file
from evalkit.reports.runner import TIMEOUT
from evalkit.reports.task import Engine, Input, Task, Wish, make
from evalkit.review import SEVERITIES, Review, review_method
from evalkit.sources import read_dossier
from evalkit.texts import Language, say

PAGE: dict[Language, str] = {"fr": "rapport.html", "en": "report.html"}


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
        How long it took; 0 when it stood already.
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
    engine: Engine | None = None,
) -> ReportResult:
    """Make the report of a dossier in a language, unless it stands already, made the same way from the same files.

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
        Seconds that the report may take.
    engine : Engine, optional
        What runs the notebook; an ordinary kernel unless said otherwise.

    Raises
    ------
    EvalkitError
        When the dossier, the run or the export has a fault. The executed notebook is kept as ``echec.ipynb`` in the
        folder of the report.
    """
    file = Path(dossier_file)
    source = Path(notebook) if notebook else own_notebook()
    task = task_of(file, read_dossier(file), Path(out), language, source)
    made = make(task, engine or OrdinaryEngine(), Wish(timeout=timeout))
    if made.status == "failed":
        raise EvalkitError(made.problems)
    return ReportResult(task.folder, task.folder / PAGE[language], made.seconds)


def task_of(file: Path, dossier: Dossier, out: Path, language: Language, notebook: Path) -> Task:
    """Return what making a report of a dossier asks for; raises `EvalkitError` when last year's is not one file."""
    previous = previous_file(file, dossier)
    shown = without_personal_data(dossier, say("page.masked", language))
    inputs = tuple(Input.of(each.name, each) for each in (file, previous) if each)
    review = review_method(dossier, read_dossier(previous) if previous else None)
    return report_task(file, shown, out, language, notebook, inputs, review)


def report_task(
    file: Path,
    shown: Dossier,
    out: Path,
    language: Language,
    notebook: Path,
    inputs: tuple[Input, ...],
    review: Review,
    public: bool = False,
    kept: Mapping[str, tuple[Input, ...]] = MappingProxyType({}),
) -> Task:
    """Return the task of a report; the first of `inputs` is the dossier, `shown` what may be told of it."""
    counts = Counter(finding.severity for finding in review.findings)
    return Task(
        source=file,
        folder=out / shown.code / str(shown.year) / language,
        notebook=notebook,
        parameters={"dossier_file": f"{INPUT}/{inputs[0].name}", "language": language, "output_folder": "."},
        inputs=inputs,
        kept=kept,
        page=Path(PAGE[language]).stem,
        executed=NOTEBOOK,
        title=f"{shown.title} · {shown.year}",
        language=language,
        fictional=shown.fictional,
        about={
            "dossier": {"code": shown.code, "year": shown.year, "fictional": shown.fictional},
            "title": shown.title,
            "public": public,
            "review": {severity: counts[severity] for severity in SEVERITIES},
        },
    )
