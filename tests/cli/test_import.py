"""``evalkit import`` as a user meets it: a proposal first, a new dossier then, and nothing replaced."""

import shutil
from pathlib import Path

import pytest
from samples import ROOT
from typer.testing import CliRunner, Result

from evalkit.cli import app
from evalkit.sources import read_dossier

FILES = ROOT / "tests" / "sources" / "survey" / "files"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "tests" / "cases" / "fictional_complete.yaml", tmp_path / "mon-dossier.yaml")
    for file in FILES.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def run(folder: Path, answers: str, *options: object) -> Result:
    arguments = ["import", str(folder / "mon-dossier.yaml"), str(folder / answers), *map(str, options)]
    return CliRunner().invoke(app, arguments)


def completed(folder: Path, name: str) -> Path:
    run(folder, f"{name}.csv")
    file = folder / f"{name}.correspondance.yaml"
    text = file.read_text(encoding="utf-8").replace("name:  # à compléter", "name: salariés en parcours")
    file.write_text(text, encoding="utf-8")
    return file


def test_without_correspondences_one_is_proposed_beside_the_answers(folder: Path) -> None:
    result = run(folder, "tableau_excel.csv")
    assert result.exit_code == 0
    assert "2 questions reliées à un indicateur." in result.stdout
    assert "1 point à compléter" in result.stdout
    assert "--mapping" in result.stdout
    assert "kind: answers" in (folder / "tableau_excel.correspondance.yaml").read_text(encoding="utf-8")


def test_a_proposal_never_replaces_another(folder: Path) -> None:
    run(folder, "tableau_excel.csv")
    file = folder / "tableau_excel.correspondance.yaml"
    file.write_text("à moi", encoding="utf-8")
    again = run(folder, "tableau_excel.csv")
    assert again.exit_code == 2
    assert "existe déjà" in again.stderr
    assert file.read_text(encoding="utf-8") == "à moi"


def test_with_correspondences_a_new_dossier_has_the_measures(folder: Path) -> None:
    mapping, before = completed(folder, "tableau_excel"), (folder / "mon-dossier.yaml").read_bytes()
    result = run(folder, "tableau_excel.csv", "--mapping", mapping)
    assert result.exit_code == 0, result.stderr
    assert "6 mesures ajoutées" in result.stdout
    assert "8 / 12" in result.stdout
    assert (folder / "mon-dossier.yaml").read_bytes() == before
    new = read_dossier(folder / "mon-dossier-mesures.yaml")
    assert len(new.measures) == len(read_dossier(folder / "mon-dossier.yaml").measures) + 6


def test_nothing_is_replaced_and_a_second_time_nothing_is_added(folder: Path) -> None:
    mapping = completed(folder, "tableau_excel")
    run(folder, "tableau_excel.csv", "--mapping", mapping)
    assert run(folder, "tableau_excel.csv", "--mapping", mapping).exit_code == 2
    shutil.copy(folder / "mon-dossier-mesures.yaml", folder / "mon-dossier.yaml")
    again = run(folder, "tableau_excel.csv", "--mapping", mapping, "--out", folder / "encore.yaml")
    assert again.exit_code == 1
    assert "déjà dans le dossier" in again.stdout
    assert not (folder / "encore.yaml").exists()


def test_problems_write_nothing(folder: Path) -> None:
    run(folder, "limesurvey_codes.csv")
    result = run(folder, "limesurvey_codes.csv", "--mapping", folder / "limesurvey_codes.correspondance.yaml")
    assert result.exit_code == 2
    assert "reste à compléter" in result.stderr
    assert not (folder / "mon-dossier-mesures.yaml").exists()


def test_english_when_asked(folder: Path) -> None:
    result = run(folder, "sorties.csv", "--language", "en")
    assert result.exit_code == 0
    assert "Recognised: a list of exits" in result.stdout
    assert "How each path ended" in (folder / "sorties.mapping.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["absent.csv", "titres.csv"])
def test_a_file_that_holds_no_answers_is_a_sentence(folder: Path, name: str) -> None:
    (folder / "titres.csv").write_text("nom;note\n", encoding="utf-8")
    result = run(folder, name)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert isinstance(result.exception, SystemExit)


def test_no_name_of_the_file_of_answers_is_printed_or_written(folder: Path) -> None:
    before = {file.name for file in folder.iterdir()}
    said = []
    for name in ("tableau_excel", "limesurvey_codes", "kobo", "sorties"):
        said.append(run(folder, f"{name}.csv").output)
        said.append(run(folder, f"{name}.csv", "--mapping", completed(folder, name)).output)
    said += [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name not in before]
    for word in ("Vasseur", "Belkacem", "exemple.fr", "tok0", "192.0.2"):
        assert not any(word in text for text in said)
