"""``evalkit attach``: copies of dossiers with the diagnosis of their territory; nothing is replaced."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from samples import FICTIONAL
from typer.testing import CliRunner, Result

from evalkit.cli import app
from evalkit.sources import read_dossier, write_dossier

TEXT = """\
code: {code}
year: 2024
title: Essai  # à relire
territory: {{name: Avranches, zone: commune, insee_code: "{zone}"}}
partners:
- {{code: P1, name: A, type: siae}}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["attach", *(str(each) for each in arguments)])


def dossier(folder: Path, code: str, zone: str = "50025") -> Path:
    file = folder / f"{code}.yaml"
    file.write_text(TEXT.format(code=code, zone=zone), encoding="utf-8")
    return file


def test_each_dossier_of_a_folder_is_copied_with_its_people_and_all_that_was_typed(tmp_path: Path) -> None:
    folder = tmp_path / "dossiers"
    folder.mkdir()
    file = dossier(folder, "un")
    write_dossier(read_dossier(dossier(folder, "deux")), folder / "deux.xlsx")
    (folder / "deux.yaml").unlink()
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    result = run(folder, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.splitlines()[-1] == "2 dossiers complétés, 0 en échec."
    assert "un.yaml : 1 chiffre joint (commune Avranches) ; copie écrite dans " in result.stderr
    for name in ("un.yaml", "deux.xlsx"):
        (people,) = read_dossier(tmp_path / "out" / name).diagnosis
        assert (people.label, people.period) == ("Population municipale", "2023")
    assert (tmp_path / "out" / "un.yaml").read_text("utf-8").startswith(file.read_text("utf-8"))
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_no_file_is_ever_replaced_and_the_others_are_written(tmp_path: Path) -> None:
    un, deux = dossier(tmp_path, "un"), dossier(tmp_path, "deux")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "un.yaml").write_text("à moi", encoding="utf-8")
    result = run(un, deux, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "le fichier existe déjà" in result.stderr
    assert "1 dossier complété, 1 en échec." in result.stderr
    assert (tmp_path / "out" / "un.yaml").read_text("utf-8") == "à moi"
    assert run(tmp_path / "out" / "deux.yaml", "--out", tmp_path / "encore").exit_code == 2


def test_all_that_is_wrong_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "mal.yaml"
    bad.write_text("code: mal\n", encoding="utf-8")
    unknown = dossier(tmp_path, "loin", zone="99999")
    result = run(bad, unknown, FICTIONAL, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
    for said in ("mal.yaml", "loin.yaml, ligne 4", "rivage-delorme-2024.yaml, ligne 9", "--territory ZE:2810"):
        assert said in result.stderr
    assert "0 dossier complété, 3 en échec." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_territory_can_be_named_and_its_language_chosen(tmp_path: Path) -> None:
    result = run(FICTIONAL, "--territory", "DEP:50", "--out", tmp_path / "out", "--language", "en")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "1 dossier completed, 0 failed.")
    (people,) = read_dossier(tmp_path / "out" / FICTIONAL.name).diagnosis
    assert (people.label, people.zone) == ("Municipal population", "département Manche")
    assert run(FICTIONAL, "--territory", "n'importe quoi", "--out", tmp_path / "autre").exit_code == 2
    assert run(FICTIONAL, "--territory", "Manche", "--out", tmp_path / "nom").exit_code == 0


def test_a_commune_that_has_merged_since_is_told_with_the_one_that_it_is_in_now(tmp_path: Path) -> None:
    result = run(dossier(tmp_path, "un", zone="50173"), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "un.yaml, ligne 4, territory.insee_code : cette commune n'existe plus." in result.stderr
    assert "COM:50129 (Cherbourg-en-Cotentin, Manche)" in result.stderr


def test_an_empty_territory_is_refused_and_never_taken_for_none(tmp_path: Path) -> None:
    result = run(dossier(tmp_path, "un"), "--territory", "", "--out", tmp_path / "out")
    assert (result.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "ne nomme pas un territoire" in result.stderr


def test_who_renews_a_diagnosis_is_told_how_and_can(tmp_path: Path) -> None:
    write_dossier(read_dossier(dossier(tmp_path, "un")), tmp_path / "un.xlsx")
    assert run(tmp_path / "un.xlsx", "--out", tmp_path / "2024").exit_code == 0
    again = run(tmp_path / "2024" / "un.xlsx", "--out", tmp_path / "2025")
    assert again.exit_code == 2
    assert "pour le renouveler, videz les lignes de cette feuille" in again.stderr
    book = load_workbook(tmp_path / "2024" / "un.xlsx")
    for cell in book["1 Diagnostic du territoire"][5]:
        cell.value = None
    book.save(tmp_path / "2024" / "un.xlsx")
    assert run(tmp_path / "2024" / "un.xlsx", "--out", tmp_path / "2025").exit_code == 0
    assert len(read_dossier(tmp_path / "2025" / "un.xlsx").diagnosis) == 1
