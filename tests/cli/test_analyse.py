"""``evalkit analyse`` as a user meets it."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from samples import ROOT
from typer.testing import CliRunner, Result

from evalkit.cli import app

STUDIES = ROOT / "data" / "studies"
GUERRY = (STUDIES / "guerry.csv", "--roles", STUDIES / "guerry.yaml")


def analyse(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["analyse", *(str(each) for each in arguments)])


def table(folder: Path, *lines: str) -> Path:
    file = folder / "table.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_help_gives_examples_and_the_exit_codes() -> None:
    shown = analyse("--help").output
    assert "Exemples :" in shown and "--propose roles.yaml" in shown and "Codes de sortie : 0" in shown


BAD = {
    "no file": ([], "fichier introuvable"),
    "headings only": (["id;a;b"], "aucune ligne sous les titres"),
    "one individual": (["id;a;b", "x;1;2"], "ligne active ne suffit pas"),
    "duplicated columns": (["id;a;a", "x;1;2", "y;3;4"], "deux colonnes s'appellent « a »"),
    "constant columns": (["id;a;b", *(f"r{i};1;oui" for i in range(9))], "partout la même valeur"),
    "all missing": (["id;a;b", *(f"r{i};;" for i in range(9))], "colonne vide, laissée de côté"),
    "infinite": (["id;a;b", *(f"r{i};{i};{'inf' if i == 4 else i * i}" for i in range(9))], "un nombre infini"),
    "many levels": (["id;a;b;c", *(f"{i};{i % 7};{i % 5};n{i % 500}" for i in range(1500))], "500"),
    "wide": ([";".join(f"c{i}" for i in range(600)), ";".join("1" for _ in range(600))], "500 colonnes"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_table_that_cannot_be_studied_is_told_and_nothing_is_begun(tmp_path: Path, bad: str) -> None:
    lines, said = BAD[bad]
    file = table(tmp_path, *lines) if lines else tmp_path / "absent.csv"
    roles = tmp_path / "roles.yaml"
    roles.write_text("active: [a, b, c]\nidentifier: id\n" if bad == "many levels" else "identifiers: hidden\n")
    result = analyse(file, "--roles", roles, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.stderr.replace("\u00a0", " ")
    assert "Traceback" not in result.output and not (tmp_path / "out").exists()


def test_roles_are_checked_with_the_table_and_told_in_the_language_asked(tmp_path: Path) -> None:
    file = table(tmp_path, "id;a;b", *(f"r{i};{i};{i * i % 7}" for i in range(9)))
    roles = tmp_path / "roles.yaml"
    roles.write_text("activ: [a]\n")
    result = analyse(file, "--roles", roles, "--language", "en", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert 'roles.yaml, line 1, activ: unknown field "activ". Write "active".' in result.stderr


def test_a_proposal_is_written_and_never_over_a_file(tmp_path: Path) -> None:
    file = table(tmp_path, "nom;a;b", *(f"r{i};{i};{i * i % 7}" for i in range(9)))
    result = analyse(file, "--propose", tmp_path / "roles.yaml")
    assert result.exit_code == 0 and "evalkit analyse" in result.stdout
    assert "identifier: nom" in (tmp_path / "roles.yaml").read_text(encoding="utf-8")
    assert analyse(file, "--propose", tmp_path / "roles.yaml").exit_code == 2


@pytest.mark.parametrize("arguments", [("--roles", "r", "--propose", "p"), ("--to", "odt"), ("--engine", "fast")])
def test_a_command_written_badly_starts_nothing(arguments: tuple[str, ...]) -> None:
    result = analyse(GUERRY[0], *arguments)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.slow
def test_the_sample_becomes_a_report_in_both_languages_and_stands_the_second_time(tmp_path: Path) -> None:
    result = analyse(*GUERRY, "--language", "fr,en", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "guerry"
    assert result.stdout.splitlines() == [str(folder / "fr" / "analyse.html"), str(folder / "en" / "analysis.html")]
    for page, title in ((folder / "fr" / "analyse.html", "Lecture"), (folder / "en" / "analysis.html", "Reading")):
        read = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert len(read.find_all("table")) > 3 and len(read.find_all("img")) > 3, title
        assert read.h1 is not None and "statistique morale" in read.h1.get_text()
    manifest = json.loads((folder / "fr" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["inputs"]) == {"guerry.csv", "guerry.yaml"}
    assert manifest["study"] == {"name": "guerry", "rows": 86, "columns": 16}
    again = analyse(*GUERRY, "--language", "fr,en", "--out", tmp_path)
    assert again.exit_code == 0 and "0 analyse faite, 2 à jour" in again.stderr
