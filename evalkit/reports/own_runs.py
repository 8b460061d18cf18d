"""Any notebook, run over dossiers or over a table of parameters by the engine that makes reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Problem
from evalkit.model.dossier import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.reports.batch import MEMORY, BatchResult, EngineName, Plan, Watch, run_plan
from evalkit.reports.declared import title_of
from evalkit.reports.order import INPUT, Look, Output
from evalkit.reports.parameters import DOSSIER, Row, read_parameters, row_of
from evalkit.reports.previous import previous_file
from evalkit.reports.read import Read, read_all
from evalkit.reports.task import Input, Task, Wish
from evalkit.sources import read_dossier
from evalkit.texts import LANGUAGES, Language, say

FORMATS: tuple[Output, ...] = ("html", "pdf", "docx", "ipynb")
"""What can be made of any notebook; whatever files it writes itself stay with its results."""

USUAL_FORMATS: tuple[Output, ...] = ("html", "ipynb")

_Known = Mapping[Path, Dossier]


def run_notebook_batch(
    notebook: str | Path,
    dossiers: Sequence[str | Path] = (),
    *,
    params: str | Path | None = None,
    fixed: Mapping[str, str] | None = None,
    out: str | Path = "runs",
    language: Language = "fr",
    code: bool = False,
    wish: Wish = Wish(USUAL_FORMATS),  # noqa: B008 - frozen
    engine: EngineName = "auto",
    workers: int = 1,
    memory: int = MEMORY,
    watch: Watch = Watch(),  # noqa: B008 - frozen
) -> BatchResult:
    """Run a notebook once per dossier, or once per row of a table of parameters.

    Parameters
    ----------
    notebook : str or pathlib.Path
        Of Python, with one cell tagged ``parameters``.
    dossiers : sequence of str or pathlib.Path
        Dossiers, or folders of them; the notebook gets each one as ``dossier_file``.
    params : str or pathlib.Path, optional
        A table of parameters instead; see `evalkit.reports.parameters.read_parameters`.
    fixed : mapping of str to str, optional
        Values for all runs, as one types them.
    out : str or pathlib.Path
        Results stand in ``<out>/<notebook>/<name of the run>/``.
    language : {"fr", "en"}
        Of the words around the content, and of a parameter ``language``.
    code : bool
        Whether the page shows the code.
    wish : Wish
        Outputs among `FORMATS`, time for each run, and whether to make again what is current.
    engine : {"auto", "warm", "kernel"}
    workers : int
        How many run side by side.
    memory : int
        Bytes that one run may take beyond what all share; the warm engine's.
    watch : Watch
        Who is told.

    Returns
    -------
    BatchResult
        A bad dossier or a failing run is in it, and nothing is raised for them.

    Raises
    ------
    EvalkitError
        When the notebook, the table or a fixed value has a fault: nothing is run then.
    """
    source, table = Path(notebook), Path(params) if params is not None else None
    paths = [Path(path) for path in dossiers]
    planned = plan_runs(source, paths, table, fixed or {}, Path(out), language, code)
    return run_plan(planned, wish, engine=engine, workers=workers, memory=memory, watch=watch)


def plan_runs(
    notebook: Path,
    dossiers: Sequence[Path],
    params: Path | None,
    fixed: Mapping[str, str],
    out: Path,
    language: Language = "fr",
    code: bool = False,
) -> Plan:
    """Return the runs that `run_notebook_batch` would make: over a table, over dossiers, or one of fixed values."""
    if params is not None:
        rows = read_parameters(params, notebook, fixed, language)
    elif dossiers:
        return _plan_dossiers(notebook, read_all(dossiers), fixed, out, language, code)
    else:
        rows = (row_of(notebook, fixed, language),)
    return Plan((), tuple(tasks_of_rows(rows, notebook, out, language, code)))


def _plan_dossiers(
    notebook: Path,
    read: Sequence[Read],
    fixed: Mapping[str, str],
    out: Path,
    language: Language,
    code: bool,
) -> Plan:
    """Return what running over dossiers comes to; one whose last year is doubtful joins those with problems."""
    base = row_of(notebook, fixed, language, dossier=True)
    checked, tasks = [], []
    for each in read:
        try:
            if each.dossier:
                row = _of_dossier(base, each.file, each.dossier, language)
                tasks += tasks_of_rows([row], notebook, out, language, code, {each.file: each.dossier})
            checked.append(each)
        except EvalkitError as error:
            checked.append(replace(each, dossier=None, problems=error.problems))
    return Plan(tuple(checked), tuple(tasks))


def _of_dossier(base: Row, file: Path, dossier: Dossier, language: Language) -> Row:
    name = f"{dossier.code}-{dossier.year}-{language}"
    return Row(name, {**base.parameters, DOSSIER: file.name}, {**base.files, DOSSIER: file}, base.place)


def tasks_of_rows(
    rows: Sequence[Row],
    notebook: Path,
    out: Path,
    language: Language = "fr",
    code: bool = False,
    known: _Known | None = None,
) -> list[Task]:
    """Return what is to be made of rows of parameters.

    Parameters
    ----------
    rows : sequence of Row
    notebook, out : pathlib.Path
    language : {"fr", "en"}
        Of the page, where a row gives no ``language``.
    code : bool
        Whether the page shows the code.
    known : mapping of pathlib.Path to Dossier, optional
        Dossiers that were read already.

    Raises
    ------
    EvalkitError
        With every problem of the dossiers that the rows name.
    """
    series = _Series(notebook, out / notebook.stem, title_of(notebook), language, "code" if code else "results")
    tasks: list[Task] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            dossier, previous = _dossier_of(row, known or {})
        except EvalkitError as error:
            problems += error.problems
            continue
        task = series.task(row, dossier, previous)
        tasks.append(replace(task, source=row.files[DOSSIER]) if known else task)
    if problems:
        raise EvalkitError(problems)
    return tasks


@dataclass(frozen=True)
class _Series:
    """What the runs of one notebook have in common."""

    notebook: Path
    folder: Path
    title: str
    language: Language
    look: Look
    input_of: Callable[[str, Path], Input] = field(default_factory=lambda: lru_cache(maxsize=None)(Input.of))
    """A file that many rows name is read once."""

    def task(self, row: Row, dossier: Dossier | None, previous: Path | None) -> Task:
        names = _names_of_copies(row.files)
        inputs = [self.input_of(names[parameter], file) for parameter, file in row.files.items()]
        inputs += [self.input_of(previous.name, previous)] if previous else []
        title = _title(self.title, row, dossier, self.language)
        copied = {parameter: f"{INPUT}/{name}" for parameter, name in names.items()}
        return Task(
            source=Path(row.name),
            folder=self.folder / row.name,
            notebook=self.notebook,
            parameters={**row.parameters, **copied},
            inputs=tuple({each.name: each for each in inputs}.values()),
            page=self.notebook.stem.replace(".", "-"),
            executed=self.notebook.name,
            title=title,
            language=_language(row, self.language),
            fictional=dossier is not None and dossier.fictional,
            about={"run": row.name, "title": title, "look": self.look, **_about(dossier)},
            look=self.look,
        )


def _dossier_of(row: Row, known: _Known) -> tuple[Dossier | None, Path | None]:
    """Return the dossier that a row names, if any, and the file of its previous year."""
    file = row.files.get(DOSSIER)
    if file is None:
        return None, None
    dossier = known.get(file) or read_dossier(file)
    return dossier, previous_file(file, dossier)


def _names_of_copies(files: Mapping[str, Path]) -> dict[str, str]:
    """Name the copies of a run's files: as the files, but two that differ never alike; a dossier keeps its name."""
    names: dict[str, str] = {}
    taken: dict[str, Path] = {}
    for parameter, file in sorted(files.items(), key=lambda each: each[0] != DOSSIER):
        name, number = file.name, 2
        while taken.get(name.casefold(), file) != file:
            name, number = f"{file.stem}-{number}{file.suffix}", number + 1
        taken[name.casefold()] = file
        names[parameter] = name
    return names


def _language(row: Row, language: Language) -> Language:
    found: Any = row.parameters.get("language")
    return found if found in LANGUAGES else language


def _title(title: str, row: Row, dossier: Dossier | None, language: Language) -> str:
    if dossier is None:
        return f"{title} · {row.name}"
    shown = without_personal_data(dossier, say("page.masked", language))
    return f"{title} · {shown.title} · {dossier.year}"


def _about(dossier: Dossier | None) -> dict[str, Any]:
    if dossier is None:
        return {}
    return {"dossier": {"code": dossier.code, "year": dossier.year, "fictional": dossier.fictional}}
