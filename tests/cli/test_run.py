"""``evalkit run`` as a user meets it."""

from pathlib import Path

import pytest
from own_notebooks import write_notebook
from samples import ENVIE
from typer.testing import CliRunner, Result

from evalkit.cli import app
from evalkit.cli.run import FORMATS
from evalkit.reports.own_runs import FORMATS as OWN_FORMATS


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["run", *(str(each) for each in arguments)])


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path, "tries * 2")


def test_help_gives_examples_and_the_exit_codes() -> None:
    shown = run("--help").output
    assert "Exemples :" in shown and "--params table.csv" in shown and "Codes de sortie : 0" in shown


def test_the_command_offers_what_the_library_makes() -> None:
    assert FORMATS == OWN_FORMATS


def test_a_notebook_alone_tells_what_it_asks_for(notebook: Path) -> None:
    result = run(notebook)
    assert result.exit_code == 2
    assert "threshold (float) = 0.5  # lowest share" in result.stderr
    assert "--params table.csv" in result.stderr
    assert "Parameters of study.ipynb:" in run(notebook, "--language", "en").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--set", "tries"),
        ("--set", "1=2"),
        ("--set", "tries=1", "--set", "tries=2"),
        ("--to", "csv"),
        ("--engine", "fast"),
        (ENVIE, "--params", "table.csv"),
    ],
)
def test_a_command_written_badly_starts_nothing(notebook: Path, arguments: tuple[object, ...]) -> None:
    result = run(notebook, *arguments)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_every_problem_is_told_before_anything_runs(notebook: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("tries;town\nx;a\n1;b\ny;c\n")
    result = run(notebook, "--params", table, "--out", tmp_path / "runs")
    assert result.exit_code == 2
    assert "table.csv, ligne 2, tries" in result.stderr and "table.csv, ligne 4, tries" in result.stderr
    assert not (tmp_path / "runs").exists()


def test_a_notebook_that_takes_no_dossier_is_given_none(notebook: Path) -> None:
    result = run(notebook, ENVIE)
    assert result.exit_code == 2
    assert "ne prend pas de dossier" in result.stderr


def test_only_bad_dossiers_start_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("code: a\nyear: soon\n")
    notebook = write_notebook(tmp_path, parameters='dossier_file: str = ""')
    result = run(notebook, tmp_path / "bad.yaml", "--out", tmp_path / "runs")
    assert result.exit_code == 2
    assert "bad.yaml, ligne 2, year" in result.stderr
    assert "Aucune exécution n'a pu être commencée" in result.stderr


@pytest.mark.slow
def test_pages_are_given_one_by_one_and_a_failure_is_an_exit_code(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, "1 / (tries - 2)")
    table = tmp_path / "table.csv"
    table.write_text("name;tries\nbien;1\nmal;2\n")
    out = tmp_path / "runs"
    result = run(notebook, "--params", table, "--out", out, "--to", "html", "--jobs", 2)
    assert result.exit_code == 1
    assert result.stdout.split() == [str(out / "study" / "bien" / "study.html")]
    assert "mal (fr) : échec." in result.stderr and "division by zero" in result.stderr
    assert "1 exécution faite, 0 à jour, 1 en échec" in result.stderr
    table.write_text("name;tries\nbien;1\n")
    again = run(notebook, "--params", table, "--out", out, "--to", "html")
    assert again.exit_code == 0
    assert "0 exécution faite, 1 à jour" in again.stderr


@pytest.mark.slow
def test_values_typed_by_hand_make_one_run(notebook: Path, tmp_path: Path) -> None:
    result = run(notebook, "--set", "tries=21", "--out", tmp_path / "runs", "--code")
    assert result.exit_code == 0
    page = tmp_path / "runs" / "study" / "001" / "study.html"
    assert result.stdout.split() == [str(page)]
    assert "42" in page.read_text(encoding="utf-8")
