"""One table, one language → one folder: the page, the executed notebook, tables, figures and a manifest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evalkit.multivariate.reading import Study
from evalkit.reports.batch import Plan
from evalkit.reports.order import INPUT
from evalkit.reports.own import own_file
from evalkit.reports.task import Input, Task
from evalkit.texts import Language

NOTEBOOK = "06_multivariee.ipynb"
PAGE: dict[Language, str] = {"fr": "analyse", "en": "analysis"}


def study_notebook() -> Path:
    """Return evalkit's own notebook of multivariate analysis."""
    return own_file(f"notebooks/{NOTEBOOK}")


def plan_study(
    study: Study, table_file: Path, roles_file: Path | None, out: Path, languages: Sequence[Language]
) -> Plan:
    """Return the reports that are to be made of a table that was read, one for each language."""
    return Plan(
        (), tuple(study_task(study, table_file, roles_file, out, language) for language in languages), out=str(out)
    )


def study_task(study: Study, table_file: Path, roles_file: Path | None, out: Path, language: Language) -> Task:
    """Return what making the report of a table asks for; it stands in ``<out>/<name of the table>/<language>``."""
    table = study.table
    inputs = tuple(Input.of(each.name, each) for each in (table_file, roles_file) if each)
    return Task(
        source=table_file,
        folder=out / table.name / language,
        notebook=study_notebook(),
        parameters={
            "table_file": f"{INPUT}/{table_file.name}",
            "roles_file": f"{INPUT}/{roles_file.name}" if roles_file else "",
            "language": language,
            "output_folder": ".",
        },
        inputs=inputs,
        page=PAGE[language],
        executed=NOTEBOOK,
        title=table.title,
        language=language,
        about={
            "study": {"name": table.name, "rows": len(table.frame), "columns": len(table.variables)},
            "title": table.title,
        },
    )
