"""Any notebook, run over rows and over dossiers: each result whole, from its own files, and nothing private in it."""

import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from own_notebooks import write_notebook
from samples import ENVIE, FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.reports.batch import BatchResult, run_plan
from evalkit.reports.own_runs import USUAL_FORMATS, plan_runs, run_notebook_batch, tasks_of_rows
from evalkit.reports.parameters import read_parameters
from evalkit.reports.task import Wish

WISH = Wish(USUAL_FORMATS, 120)
DOSSIER_PARAMETERS = 'dossier_file: str = ""\nlanguage: str = "fr"\nlimit: int = 1'


def sample(folder: Path, *cells: str) -> tuple[Path, Path]:
    notebook = write_notebook(folder, "md # Une étude", *cells)
    (folder / "answers.csv").write_text("1")
    (folder / "other.csv").write_text("2")
    table = folder / "table.csv"
    table.write_text("name;answers;tries\nlyon;answers.csv;1\nnord;other.csv;2\n")
    return notebook, table


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, BatchResult]:
    folder = tmp_path_factory.mktemp("own")
    cells = (
        "from pathlib import Path\nread = Path(answers).read_text()\nread + town",
        'Path("tables").mkdir()\nPath("tables/mine.csv").write_text(read * tries)',
        'if tries == 3:\n    raise ValueError("coupure")',
    )
    notebook, table = sample(folder, *cells)
    table.write_text(f"{table.read_text()}coupe;answers.csv;3\n")
    return notebook, table, run_notebook_batch(notebook, params=table, out=folder / "runs", wish=WISH)


def test_two_files_of_one_name_are_copied_apart(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, parameters='a: str = ""\nb: str = ""\nc: str = ""')
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "d.csv").write_text(name)
    (tmp_path / "t.csv").write_text("a;b;c\nx/d.csv;y/d.csv;x/d.csv\n")
    (task,) = tasks_of_rows(read_parameters(tmp_path / "t.csv", notebook), notebook, tmp_path / "runs")
    assert task.parameters == {"a": "dossier/d.csv", "b": "dossier/d-2.csv", "c": "dossier/d.csv"}
    assert {each.name: each.content() for each in task.inputs} == {"d.csv": b"x", "d-2.csv": b"y"}


def test_a_task_names_no_folder_of_the_user(tmp_path: Path) -> None:
    notebook, table = sample(tmp_path)
    for task in tasks_of_rows(read_parameters(table.resolve(), notebook), notebook, tmp_path / "runs"):
        assert str(tmp_path) not in json.dumps([task.parameters, task.about, task.title])


def test_a_dossier_comes_with_its_previous_year(tmp_path: Path) -> None:
    shutil.copy(FICTIONAL, tmp_path)
    shutil.copy(FICTIONAL.with_name("rivage-delorme-2023.yaml"), tmp_path)
    notebook = write_notebook(tmp_path, parameters=DOSSIER_PARAMETERS)
    (tmp_path / "t.csv").write_text(f"dossier_file;language\n{FICTIONAL.name};en\n")
    (by_table,) = plan_runs(notebook, [], tmp_path / "t.csv", {}, tmp_path / "runs").tasks
    (by_name,) = plan_runs(notebook, [tmp_path / FICTIONAL.name], None, {"limit": "7"}, tmp_path / "runs").tasks
    for task in (by_table, by_name):
        assert [each.name for each in task.inputs] == [FICTIONAL.name, "rivage-delorme-2023.yaml"]
        assert task.fictional
        assert task.parameters["dossier_file"] == f"dossier/{FICTIONAL.name}"
    assert (by_table.language, by_table.folder.name) == ("en", "001")
    assert (by_name.parameters["limit"], by_name.folder.name) == (7, "rivage-delorme-2024-fr")


def test_a_bad_dossier_stops_none_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("code: a\nyear: soon\n")
    notebook = write_notebook(tmp_path, parameters=DOSSIER_PARAMETERS)
    planned = plan_runs(notebook, [tmp_path / "bad.yaml", ENVIE], None, {}, tmp_path / "runs")
    assert [task.folder.name for task in planned.tasks] == ["envie-caisse-epargne-2021-fr"]
    assert [each.file.name for each in planned.read if each.dossier is None] == ["bad.yaml"]


def test_a_bad_dossier_in_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("code: a\nyear: soon\n")
    notebook = write_notebook(tmp_path, parameters=DOSSIER_PARAMETERS)
    (tmp_path / "t.csv").write_text("dossier_file;limit\nbad.yaml;1\n")
    with pytest.raises(EvalkitError, match=r"bad\.yaml, ligne 2, year"):
        plan_runs(notebook, [], tmp_path / "t.csv", {}, tmp_path / "runs")


@pytest.mark.slow
def test_each_row_has_its_folder_made_from_its_own_file(made: tuple[Path, Path, BatchResult]) -> None:
    _, table, result = made
    assert [(each.task.folder.name, each.status) for each in result.made] == [
        ("lyon", "made"), ("nord", "made"), ("coupe", "failed"),
    ]  # fmt: skip
    runs = table.parent / "runs" / "study"
    assert [(runs / name / "tables" / "mine.csv").read_text() for name in ("lyon", "nord")] == ["1", "22"]
    names = {path.name for path in (runs / "nord").iterdir()}
    assert names == {"study.html", "study.ipynb", "manifest.json", "tables"}


@pytest.mark.slow
def test_a_row_that_fails_keeps_its_notebook_and_stops_none(made: tuple[Path, Path, BatchResult]) -> None:
    (failed,) = made[2].failed
    assert "coupure" in failed.problems[0].sentence("fr")
    assert (failed.task.folder / "echec.ipynb").is_file()


@pytest.mark.slow
def test_the_page_shows_the_results_and_the_parameters(made: tuple[Path, Path, BatchResult]) -> None:
    page = made[2].made[1].page
    assert page is not None and page.name == "study.html"
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text()
    assert "Une étude" in text and "'201000'" in text and "other.csv" in text
    assert "read_text" not in text


@pytest.mark.slow
def test_no_file_of_a_run_names_a_folder_of_the_user(made: tuple[Path, Path, BatchResult]) -> None:
    notebook, _, result = made
    private = [str(notebook.parent).encode(), str(Path.home()).encode() + b"/"]
    for each in result.made[:2]:
        texts = [file.read_bytes() for file in each.task.folder.rglob("*") if file.is_file()]
        assert not any(name in text for name in private for text in texts)


@pytest.mark.slow
def test_what_is_current_is_not_run_again(made: tuple[Path, Path, BatchResult]) -> None:
    notebook, table, _ = made
    table.with_name("two.csv").write_text("name;answers;tries;town\nlyon;answers.csv;1;\nnord;other.csv;2;x\n")
    planned = plan_runs(notebook, [], table.with_name("two.csv"), {}, table.parent / "runs")
    result = run_plan(planned, WISH)
    assert [each.status for each in result.made] == ["current", "made"]


@pytest.mark.slow
def test_a_notebook_runs_over_dossiers_in_both_engines(tmp_path: Path) -> None:
    cell = "from evalkit.sources import read_dossier\nf'{read_dossier(dossier_file).code} {language} {limit}'"
    notebook = write_notebook(tmp_path, cell, parameters=DOSSIER_PARAMETERS)
    for engine in ("auto", "kernel"):
        result = run_notebook_batch(
            notebook, [ENVIE], fixed={"limit": "4"}, out=tmp_path / engine, wish=WISH, engine=engine, code=True
        )
        (done,) = result.made
        assert done.page is not None
        text = done.page.read_text(encoding="utf-8")
        assert "'envie-caisse-epargne fr 4'" in text and "read_dossier(dossier_file)" in text
