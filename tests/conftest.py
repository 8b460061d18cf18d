"""What tests share: each report is made once for the whole session."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from samples import ReportOf

from evalkit.reports.batch import engine_for
from evalkit.reports.make import ReportResult, make_report
from evalkit.reports.own import own_notebook
from evalkit.reports.task import Engine
from evalkit.texts import Language

# How long a case takes says nothing where tests run side by side. In CI a change is judged on the same cases each time;
# at a desk new ones are tried at every run.
settings.register_profile("evalkit", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("evalkit")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Give the fastest engine there is here, for evalkit's own notebook."""
    with engine_for("auto", own_notebook()) as ready:
        yield ready


@pytest.fixture(scope="session")
def report_of(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> ReportOf:
    """Make the report of a dossier in a language, or give the one already made in this session."""
    out = tmp_path_factory.mktemp("reports")
    made: dict[tuple[Path, Language], ReportResult] = {}

    def of(file: Path, language: Language) -> ReportResult:
        if (file, language) not in made:
            made[file, language] = make_report(file, out, language, engine=engine)
        return made[file, language]

    return of
