"""LibreOffice opens what comes back, shows it, and its own copy can be checked again."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from returned_books import (
    MARKS,
    TARGET,
    comments_of,
    full_book,
    marked_cells,
    office,
    parts_of,
    strict_book,
    threaded_book,
)

from evalkit.sources.returned import Mark, write_returned
from evalkit.sources.returned.box import size


def returned(source: Path, marks: tuple[Mark, ...], name: str) -> Path:
    target = source.with_name(name)
    write_returned(source, target, marks, "fr")
    return target


def test_a_copy_saved_by_libreoffice_is_cleared_and_marked_again(tmp_path: Path) -> None:
    back = returned(full_book(tmp_path / "a.xlsx"), MARKS, "back.xlsx")
    saved = office(back, "xlsx", tmp_path)
    none, again = returned(saved, (), "none.xlsx"), returned(saved, (TARGET,), "again.xlsx")
    assert openpyxl.load_workbook(none).sheetnames == ["Retour evalkit", "Indicateurs", "Feuille d'essai", "Listes"]
    assert marked_cells(none, "Indicateurs") == {}
    assert comments_of(none, "Indicateurs") == {"E5": "À voir avec Paul", "A2": "Code du partenaire"}
    assert comments_of(none, "Feuille d'essai") == {}
    assert marked_cells(again, "Indicateurs") == {"E4": "FFF4B6B6"}
    assert set(comments_of(again, "Indicateurs")) == {"A2", "E4", "E5"}


@pytest.mark.parametrize("book", [full_book, strict_book, threaded_book])
def test_libreoffice_reads_every_mark(tmp_path: Path, book: object) -> None:
    source = book(tmp_path / "a.xlsx")  # type: ignore[operator]
    marks = (*MARKS, Mark("Données", "B2", "to_mend", "Valeur inattendue.", "Corrigez-la."))
    saved = office(returned(source, marks, "back.xlsx"), "xlsx", tmp_path)
    sheets = openpyxl.load_workbook(saved).sheetnames
    assert sheets[0] == "Retour evalkit"
    if "Données" in sheets:
        assert "Valeur inattendue." in comments_of(saved, "Données")["B2"]
    else:
        assert set(marked_cells(saved, "Indicateurs")) == {"E4", "E5", "G40"}
        assert set(comments_of(saved, "Indicateurs")) == {"A2", "E4", "E5", "G40"}


def test_the_boxes_of_comments_are_as_large_as_their_texts_want(tmp_path: Path) -> None:
    long = Mark("Indicateurs", "A3", "advice", "Une phrase assez longue pour plusieurs lignes. " * 30, "Lisez.")
    back = returned(full_book(tmp_path / "a.xlsx"), (*MARKS, long), "back.xlsx")
    with zipfile.ZipFile(office(back, "ods", tmp_path)) as saved:
        content = saved.read("content.xml").decode()
    found = re.findall(
        r'<office:annotation [^>]*svg:width="([\d.]+)in" svg:height="([\d.]+)in".*?</office:annotation>', content
    )
    texts = re.findall(r"<office:annotation .*?</office:annotation>", content, re.DOTALL)
    boxes = {}
    for text, (width, height) in zip(texts, found, strict=True):
        boxes[text] = (float(width) * 96, float(height) * 96)
    (big,) = [box for text, box in boxes.items() if "Une phrase assez longue" in text]
    said = comments_of(back, "Indicateurs")["A3"]
    assert big[0] >= size(said)[0] * 0.9
    assert big[1] >= size(said)[1] * 0.9
    assert big[0] * big[1] >= len(said) * 6 * 14


def test_libreoffice_prints_the_first_sheet_first(tmp_path: Path) -> None:
    back = returned(full_book(tmp_path / "a.xlsx"), MARKS, "back.xlsx")
    assert office(back, "pdf", tmp_path).read_bytes().startswith(b"%PDF")
    text = office(back, "csv", tmp_path).read_text(encoding="utf-8", errors="replace")
    assert text.splitlines()[0].startswith("Retour de la v")
    assert parts_of(back)
