"""One folder of dossiers becomes one report; what cannot be read is named in it, and the rest goes on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from samples import PARTNERSHIPS, ROOT
from typer.testing import CliRunner

from evalkit.cli import app
from evalkit.reports.portfolio import open_portfolio, portfolio_task
from evalkit.reports.read import read_all
from evalkit.reports.refused import Refused

NAMES = ("rivage-delorme-2023", "rivage-delorme-2024", "cinq-partenaires", "coopaxis")
NOTEBOOK = ROOT / "notebooks" / "05_portefeuille.ipynb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three partnerships and a file that cannot be read."""
    found = tmp_path / "dossiers"
    found.mkdir()
    for name in NAMES:
        shutil.copy(PARTNERSHIPS / f"{name}.yaml", found)
    (found / "abime.yaml").write_text("code: abime\nyear: deux mille\n", encoding="utf-8")
    return found


def test_a_file_that_cannot_be_read_is_named_with_its_problem_and_the_rest_goes_on(folder: Path) -> None:
    page = open_portfolio(str(folder))
    assert [each.code for each in page.portfolio.latest] == ["cinq-partenaires", "coopaxis", "rivage-delorme"]
    assert "abime.yaml" in page.summary()._repr_html_()


def test_the_previous_year_is_found_among_the_dossiers(folder: Path) -> None:
    page = open_portfolio(str(folder))
    after = next(each for each in page.portfolio.latest if each.code == "rivage-delorme")
    assert after.evaluation.previous is not None
    assert after.evaluation.previous.year == 2023


def test_probable_personal_data_is_masked_and_still_reviewed(folder: Path) -> None:
    file = folder / "coopaxis.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Agglomération de Tours", "jean.dupont@exemple.fr"), encoding="utf-8"
    )
    page = open_portfolio(str(folder))
    assert "jean.dupont" not in page.composition()._repr_html_()
    assert "RM-42" in page.missing()._repr_html_()


def test_a_folder_without_a_readable_dossier_is_refused_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=str(tmp_path.name)):
        open_portfolio(str(tmp_path))
    with pytest.raises(Refused, match="xx"):
        open_portfolio(str(PARTNERSHIPS), "xx")  # type: ignore[arg-type]


def test_the_same_folder_asks_for_the_same_report(folder: Path, tmp_path: Path) -> None:
    first, again = (portfolio_task(read_all([folder]), tmp_path, "fr").facts() for _ in range(2))
    assert first["fingerprint"] == again["fingerprint"]
    assert set(first["inputs"]) == {f"{name}.yaml" for name in NAMES} | {"abime.yaml"}
    (folder / "coopaxis.yaml").unlink()
    assert portfolio_task(read_all([folder]), tmp_path, "fr").facts()["fingerprint"] != first["fingerprint"]


def test_nothing_readable_makes_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["portfolio", str(tmp_path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_what_speaks_to_who_works_in_the_notebook_is_not_on_the_page() -> None:
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "markdown"]
    assert cells
    assert all("remove-cell" in cell.metadata.get("tags", []) for cell in cells)


@pytest.mark.slow
def test_a_folder_becomes_a_report_with_its_tables_and_says_what_it_left_out(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["portfolio", str(folder), "--out", str(out), "--to", "html,csv"])
    assert done.exit_code == 1, done.output
    page = out / "fr" / "portefeuille.html"
    assert str(page) in done.output
    text = page.read_text(encoding="utf-8")
    assert "abime.yaml" in text
    assert text.index("cinq-partenaires") < text.index("coopaxis") < text.index("rivage-delorme")
    assert "Ce notebook lit" not in text
    assert {"partnership_years.csv", "results.csv", "criteria.csv"} <= {
        each.name for each in (out / "fr" / "tables").iterdir()
    }
    assert not list(out.rglob("*.yaml"))
    manifest = json.loads((out / "fr" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["portfolio"] == {"partnerships": 3, "dossiers": 4}
