"""A report's folder: whole or not at all, the same bytes for the same input, nothing private in it."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from samples import ENVIE, FICTIONAL, HOSTILE, ReportOf

from evalkit.errors import EvalkitError
from evalkit.reports.make import make_report, own_notebook

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture
def broken_notebook(tmp_path: Path) -> Path:
    notebook = nbformat.read(own_notebook(), as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("raise ValueError('coupure')"))
    path = tmp_path / "rapport.ipynb"
    nbformat.write(notebook, path)
    return path


def test_a_report_stands_under_its_code_year_and_language(report_of: ReportOf) -> None:
    made = report_of(FICTIONAL, "fr")
    assert made.folder.parts[-3:] == ("rivage-delorme", "2024", "fr")
    assert made.page.name == "rapport.html"
    assert {"rapport.html", "rapport.ipynb", "manifest.json"} <= set(contents(made.folder))
    assert any(name.startswith("tables/") for name in contents(made.folder))
    assert any(name.endswith(".svg") for name in contents(made.folder))


def test_the_english_page_is_called_report(report_of: ReportOf) -> None:
    page = BeautifulSoup(report_of(FICTIONAL, "en").page.read_text(encoding="utf-8"), "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert report_of(FICTIONAL, "en").page.name == "report.html"


def test_every_table_and_figure_of_the_page_is_also_a_file(report_of: ReportOf) -> None:
    made = report_of(FICTIONAL, "fr")
    page = BeautifulSoup(made.page.read_text(encoding="utf-8"), "html.parser")
    names = contents(made.folder)
    assert len(page.find_all("table")) == sum(name.startswith("tables/") for name in names)
    assert len(page.find_all("img")) == sum(name.endswith(".svg") for name in names)


def test_the_manifest_gives_the_hash_of_each_input_and_file(report_of: ReportOf) -> None:
    folder = report_of(FICTIONAL, "fr").folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    real = contents(folder)
    del real["manifest.json"]
    made = manifest["made"]
    assert manifest["files"] | {"rapport.ipynb": made["rapport.ipynb"]} == real
    assert manifest["inputs"]["rivage-delorme-2024.yaml"] == hashlib.sha256(FICTIONAL.read_bytes()).hexdigest()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", made["date"])


def test_the_dossier_itself_does_not_travel_with_its_report(report_of: ReportOf) -> None:
    assert not list(report_of(FICTIONAL, "fr").folder.rglob("*.yaml"))


def test_no_folder_or_user_is_named_in_any_file(report_of: ReportOf) -> None:
    made = report_of(FICTIONAL, "fr")
    private = [str(Path.home()).encode() + b"/", str(made.folder.parents[2]).encode(), str(FICTIONAL.parent).encode()]
    texts = [
        file.read_bytes() for file in made.folder.rglob("*") if file.suffix in {".html", ".ipynb", ".json", ".csv"}
    ]
    assert texts
    assert not any(name in text for name in private for text in texts)


def test_the_same_dossier_gives_the_same_bytes_elsewhere(report_of: ReportOf, tmp_path: Path) -> None:
    first = report_of(ENVIE, "fr")
    moved = Path(shutil.copy(ENVIE, tmp_path))
    second = make_report(moved, tmp_path / "ailleurs é", "fr")
    changing = {"rapport.ipynb", "manifest.json"}
    one, other = (
        {name: sha for name, sha in contents(made.folder).items() if name not in changing} for made in (first, second)
    )
    assert one == other


def test_nothing_typed_in_a_dossier_runs_in_its_page(report_of: ReportOf) -> None:
    text = report_of(HOSTILE, "fr").page.read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.find_all(["script", "iframe"]) == []
    assert "49" not in page.select_one("header.cover").get_text()  # type: ignore[union-attr]
    assert "{{ 7 * 7 }}" in page.select_one("header.cover").get_text()  # type: ignore[union-attr]
    assert '<script>alert("objective")</script>' in page.get_text()


def test_a_failed_report_leaves_the_one_before_it_and_keeps_the_notebook(tmp_path: Path, broken_notebook: Path) -> None:
    before = tmp_path / "reports" / "envie-caisse-epargne" / "2021" / "fr"
    before.mkdir(parents=True)
    (before / "rapport.html").write_text("celui d'avant", encoding="utf-8")
    with pytest.raises(EvalkitError, match="coupure"):
        make_report(ENVIE, tmp_path / "reports", "fr", notebook=broken_notebook)
    assert (before / "rapport.html").read_text(encoding="utf-8") == "celui d'avant"
    assert "coupure" in (before / "echec.ipynb").read_text(encoding="utf-8")
    assert [path.name for path in before.parent.iterdir()] == ["fr"]


def test_a_dossier_with_a_fault_starts_nothing(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("code: a\nyear: soon\n", encoding="utf-8")
    with pytest.raises(EvalkitError):
        make_report(faulty, tmp_path / "reports", "fr")
    assert not (tmp_path / "reports").exists()


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("un fichier", encoding="utf-8")
    with pytest.raises(EvalkitError, match="un fichier porte le nom du répertoire"):
        make_report(ENVIE, tmp_path / "reports", "fr")
