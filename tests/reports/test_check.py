"""A checked workbook comes back with its remarks on its cells, and nothing that was typed is lost."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import ENVIE, FICTIONAL, ROOT

from evalkit.reports.check import check_file
from evalkit.reports.previous import dossier_files, find_previous
from evalkit.reports.read import read_all
from evalkit.sources import read_dossier, write_dossier

WORKBOOKS = ROOT / "data" / "workbooks"


@pytest.fixture
def envie(tmp_path: Path) -> Path:
    return Path(shutil.copy(WORKBOOKS / "envie-caisse-epargne.xlsx", tmp_path))


def comments(file: Path) -> dict[str, str]:
    sheets = load_workbook(file).worksheets
    cells = [(sheet.title, cell) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return {f"{title}!{cell.coordinate}": plain(cell.comment.text) for title, cell in cells if cell.comment}


def plain(text: str) -> str:
    """Return a text with ordinary spaces only."""
    return " ".join(text.split())


def test_each_finding_of_the_review_is_a_comment_on_its_cell(envie: Path) -> None:
    checked = check_file(envie)
    assert checked.returned == envie.with_name("envie-caisse-epargne.retour.xlsx")
    marked = comments(checked.returned)
    assert checked.findings
    for finding in checked.findings:
        text = marked[f"{finding.place.sheet}!{finding.place.cell}"]
        assert plain(finding.sentence("fr")) in text
        assert plain(finding.remedy("fr")) in text


def test_a_workbook_with_problems_comes_back_with_them(envie: Path) -> None:
    book = load_workbook(envie)
    book["1 Partenaires"]["C5"] = "n'importe quoi"
    book.save(envie)
    checked = check_file(envie)
    assert checked.dossier is None
    assert checked.returned is not None
    (text,) = (text for where, text in comments(checked.returned).items() if where == "1 Partenaires!C5")
    assert "« n'importe quoi » n'est pas un choix possible" in text


def test_correcting_the_returned_workbook_and_checking_it_again_clears_the_marks(envie: Path) -> None:
    book = load_workbook(envie)
    book["1 Partenaires"]["C5"] = "n'importe quoi"
    book.save(envie)
    returned = check_file(envie).returned
    assert returned is not None
    book = load_workbook(returned)
    book["1 Partenaires"]["C5"] = load_workbook(WORKBOOKS / envie.name)["1 Partenaires"]["C5"].value
    book.save(returned)
    again = check_file(returned)
    assert again.returned == returned
    assert again.dossier == read_dossier(WORKBOOKS / "envie-caisse-epargne.xlsx")
    assert "1 Partenaires!C5" not in comments(returned)


def test_corrections_typed_into_a_returned_workbook_are_never_written_over(envie: Path) -> None:
    first = check_file(envie).returned
    assert first is not None
    book = load_workbook(first)
    book["1 Partenaires"]["J5"] = "une note à garder"
    book.save(first)
    kept = first.read_bytes()
    second = check_file(envie).returned
    assert second is not None
    assert second.name == "envie-caisse-epargne.retour-2.xlsx"
    assert first.read_bytes() == kept


def test_checking_twice_writes_the_same_copy_once(envie: Path) -> None:
    first = check_file(envie).returned
    assert first is not None
    before = first.read_bytes()
    assert check_file(envie).returned == first
    assert first.read_bytes() == before


def test_the_copy_of_an_english_check_is_in_english(envie: Path) -> None:
    returned = check_file(envie, "en").returned
    assert returned is not None
    assert returned.name == "envie-caisse-epargne.feedback.xlsx"
    assert load_workbook(returned).sheetnames[0] == "evalkit feedback"


def test_yaml_comes_back_as_sentences_only(tmp_path: Path) -> None:
    checked = check_file(shutil.copy(ENVIE, tmp_path))
    assert checked.findings
    assert checked.returned is None
    assert [file.name for file in tmp_path.iterdir()] == [ENVIE.name]


def test_what_is_no_workbook_at_all_is_not_given_back(tmp_path: Path) -> None:
    file = tmp_path / "photo.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    checked = check_file(file)
    assert len(checked.problems) == 1
    assert checked.returned is None


def test_a_folder_of_workbooks_leaves_the_copies_of_a_check_and_lock_files_alone(envie: Path) -> None:
    check_file(envie)
    (envie.parent / "~$envie-caisse-epargne.xlsx").write_bytes(b"lock")
    (envie.parent / ".~lock.envie-caisse-epargne.xlsx#").write_bytes(b"lock")
    assert dossier_files(envie.parent) == (envie,)


def test_a_returned_workbook_in_which_someone_typed_is_a_second_dossier_and_both_are_refused(envie: Path) -> None:
    returned = check_file(envie).returned
    assert returned is not None
    load_workbook(returned).save(returned)
    read = read_all([envie.parent])
    assert [each.dossier for each in read] == [None, None]
    assert "même code et même année" in read[0].problems[0].sentence("fr")


def test_last_years_dossier_is_found_whatever_its_form(tmp_path: Path) -> None:
    shutil.copy(WORKBOOKS / "rivage-delorme-2023.xlsx", tmp_path)
    this_year = Path(shutil.copy(FICTIONAL, tmp_path))
    found = find_previous(this_year, read_dossier(this_year))
    assert found == read_dossier(WORKBOOKS / "rivage-delorme-2023.xlsx")


def test_an_open_document_is_checked_and_said_to_come_back_only_as_xlsx(tmp_path: Path) -> None:
    file = tmp_path / "dossier.xlsx"
    write_dossier(read_dossier(ENVIE), file)
    assert check_file(file).returned is not None
    assert check_file(file.rename(tmp_path / "dossier.xls")).returned is None


def test_a_copy_that_cannot_be_written_is_told_and_is_no_obstacle(envie: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", full)
    checked = check_file(envie)
    assert checked.returned is None
    assert checked.findings
    assert "le disque est plein" in checked.notes[-1].sentence("fr")
    assert [file.name for file in envie.parent.iterdir()] == [envie.name]


def test_a_second_copy_that_was_corrected_is_checked_in_its_own_place(envie: Path) -> None:
    first = check_file(envie).returned
    assert first is not None
    load_workbook(first).save(first)
    second = check_file(envie).returned
    assert second is not None
    load_workbook(second).save(second)
    assert check_file(second).returned == second


def test_a_workbook_of_the_users_own_is_never_taken_for_a_copy(envie: Path) -> None:
    mine = envie.rename(envie.with_name("bilan.retour.xlsx"))
    before = mine.read_bytes()
    assert check_file(mine).returned == mine.with_name("bilan.retour.retour.xlsx")
    assert mine.read_bytes() == before


def test_a_very_long_name_is_told_and_stops_nothing(envie: Path) -> None:
    file = envie.rename(envie.with_name("a" * 248 + ".xlsx"))
    checked = check_file(file)
    assert checked.findings
    assert checked.returned is None
    assert checked.notes


def test_two_files_of_last_year_are_asked_back(tmp_path: Path) -> None:
    shutil.copy(WORKBOOKS / "rivage-delorme-2023.xlsx", tmp_path / "copie.xlsx")
    shutil.copy(WORKBOOKS / "rivage-delorme-2023.xlsx", tmp_path)
    this_year = Path(shutil.copy(FICTIONAL, tmp_path))
    checked = check_file(this_year)
    (found,) = checked.problems
    assert "deux fichiers donnent l'année précédente : copie.xlsx, rivage-delorme-2023.xlsx" in found.sentence("fr")
