"""Workbooks on the command line: new, convert, check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import ENVIE, FICTIONAL, ROOT
from typer.testing import CliRunner, Result

from evalkit.catalogue import devices
from evalkit.cli import app
from evalkit.sources import read_dossier


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_a_new_workbook_is_readable_and_never_replaces_a_file(tmp_path: Path) -> None:
    file = tmp_path / "Mon partenariat.xlsx"
    result = run("new", file, "--partners", 3, "--device", "jvs")
    assert result.exit_code == 0
    dossier = read_dossier(file)
    assert [each.code for each in dossier.partners] == ["P1", "P2", "P3"]
    assert dossier.code == "mon-partenariat"
    assert dossier.device == "jvs"
    before = file.read_bytes()
    again = run("new", file)
    assert again.exit_code == 2
    assert "le fichier existe déjà" in again.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("device", [each.code for each in devices()])
def test_a_new_workbook_holds_the_suggestions_of_its_device_and_no_value(
    device: str, language: str, tmp_path: Path
) -> None:
    run("new", tmp_path / "a.xlsx", "--device", device, "--language", language)
    run("new", tmp_path / "a.yaml", "--device", device, "--language", language)
    workbook, plain = read_dossier(tmp_path / "a.xlsx"), read_dossier(tmp_path / "a.yaml")
    assert workbook == plain
    assert workbook.measures == ()
    assert all(each.target is None and each.baseline is None for each in workbook.indicators)


def test_a_new_workbook_has_a_priority_column_per_partner(tmp_path: Path) -> None:
    run("new", tmp_path / "a.xlsx", "--partners", 4)
    headings = [cell.value for cell in load_workbook(tmp_path / "a.xlsx")["1 Objectifs"][4]]
    assert headings[-4:] == ["Priorité P1", "Priorité P2", "Priorité P3", "Priorité P4"]


def test_convert_goes_both_ways_and_loses_nothing(tmp_path: Path) -> None:
    assert run("convert", FICTIONAL, tmp_path / "a.xlsx").exit_code == 0
    assert run("convert", tmp_path / "a.xlsx", tmp_path / "b.yaml", "--language", "en").exit_code == 0
    assert read_dossier(tmp_path / "b.yaml") == read_dossier(FICTIONAL)
    assert "# ===== 1. FRAMEWORK" in (tmp_path / "b.yaml").read_text(encoding="utf-8")


def test_convert_says_what_it_cannot_write_or_would_replace(tmp_path: Path) -> None:
    result = run("convert", FICTIONAL, tmp_path / "a.ods")
    assert result.exit_code == 2
    assert "un dossier s'écrit en .xlsx ou en .yaml" in result.stderr
    (tmp_path / "a.xlsx").write_text("à moi", encoding="utf-8")
    assert run("convert", FICTIONAL, tmp_path / "a.xlsx").exit_code == 2
    assert (tmp_path / "a.xlsx").read_text(encoding="utf-8") == "à moi"


def test_convert_refuses_what_a_workbook_could_not_hold(tmp_path: Path) -> None:
    text = """
code: doublon
year: 2024
title: Deux partenaires de même code
partners:
- {code: P1, name: A, type: siae, key_figures: [{label: effectif, value: 12}]}
- {code: P1, name: B, type: company}
"""
    (tmp_path / "twice.yaml").write_text(text, encoding="utf-8")
    result = run("convert", tmp_path / "twice.yaml", tmp_path / "twice.xlsx")
    assert result.exit_code == 2
    assert result.stderr == (
        "twice.xlsx, partners[1] : le code « P1 » ne désigne pas une seule entrée : ce qui en dépend se perdrait. "
        "Donnez à chaque entrée son propre code.\n"
    )
    assert not (tmp_path / "twice.xlsx").exists()


def test_convert_lists_what_a_newer_template_adds(tmp_path: Path) -> None:
    text = "template_version: 1\n" + ENVIE.read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(text, encoding="utf-8")
    result = run("convert", tmp_path / "old.yaml", tmp_path / "new.xlsx")
    assert result.exit_code == 0
    added = "Question posée, Question en mots simples, Diagnostic du territoire"
    assert f"lu dans la version 3, qui ajoute : {added}" in result.stderr
    assert read_dossier(tmp_path / "new.xlsx") == read_dossier(ENVIE)


def test_check_of_a_workbook_names_cells_and_the_copy(tmp_path: Path) -> None:
    file = shutil.copy(ROOT / "data" / "workbooks" / "envie-caisse-epargne.xlsx", tmp_path)
    shown = run("check", file).stdout
    assert "envie-caisse-epargne.xlsx, Dossier!B16 : La finalité de l'évaluation n'est pas indiquée." in shown
    assert "Classeur annoté : envie-caisse-epargne.retour.xlsx." in shown
    assert (tmp_path / "envie-caisse-epargne.retour.xlsx").is_file()


def test_a_delimited_file_is_no_dossier_and_the_way_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code;titre\n", encoding="utf-8")
    assert "n'est pas un format de dossier" in run("check", tmp_path / "a.csv").stdout


def test_what_is_not_read_of_a_workbook_is_told_by_every_command(tmp_path: Path) -> None:
    file = Path(shutil.copy(ROOT / "data" / "workbooks" / "envie-caisse-epargne.xlsx", tmp_path))
    book = load_workbook(file)
    book.create_sheet("Brouillon")["A1"] = "à trier"
    book.save(file)
    told = "la feuille « Brouillon » n'est pas une feuille du dossier"
    assert told in run("check", file).stdout
    assert told in run("convert", file, tmp_path / "b.xlsx").stderr
    assert told in run("export", file, "--to", "csv", "--out", tmp_path / "exports").stderr


@pytest.mark.slow
def test_a_report_of_a_workbook_tells_what_was_not_read(tmp_path: Path) -> None:
    file = Path(shutil.copy(ROOT / "data" / "workbooks" / "envie-caisse-epargne.xlsx", tmp_path))
    book = load_workbook(file)
    book.create_sheet("Brouillon")["A1"] = "à trier"
    book.save(file)
    result = run("report", file, "--out", tmp_path / "reports")
    assert result.exit_code == 0
    assert "la feuille « Brouillon » n'est pas une feuille du dossier" in result.stderr


def test_a_name_with_a_space_is_shown_as_it_is_typed(tmp_path: Path) -> None:
    assert '« evalkit check "' in run("new", tmp_path / "Mon partenariat.xlsx").stderr
