"""The first sheet: counts, a list that leads to the cells, and texts that are only texts."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from returned_books import MARKS, comments_of, full_book, parts_of, plain_book

from evalkit.sources.returned import SEVERITIES, Mark, write_returned
from evalkit.sources.returned.marks import in_order
from evalkit.sources.returned.writer import MOST_MARKS
from evalkit.texts import LANGUAGES, Language, say


def first_sheet(source: Path, marks: tuple[Mark, ...], language: Language = "fr") -> Worksheet:
    target = source.with_name("back.xlsx")
    write_returned(source, target, marks, language)
    return openpyxl.load_workbook(target).worksheets[0]


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def test_the_list_says_where_what_and_what_to_do_in_the_order_of_the_workbook(tmp_path: Path) -> None:
    rows = values(first_sheet(full_book(tmp_path / "a.xlsx"), MARKS))
    start = rows.index(["Gravité", "Feuille", "Cellule", "Constat", "Que faire", "Règle"])
    assert rows[start + 1 :] == [
        ["Problème", "Moyens", "B2", "La feuille « Moyens » manque.", "Ajoutez-la."],
        ["Problème", "Indicateurs", "E4", "La cible devait être un nombre.", "Écrivez un nombre."],
        ["Bloquant", "Indicateurs", "G40", "Aucun critère pour l'objectif O2.", "Ajoutez un critère.", "RM-03"],
        [
            "À corriger",
            "Indicateurs",
            "E5",
            "La cible n'a pas d'échéance.",
            "Donnez une échéance (JJ/MM/AAAA).",
            "RM-12",
        ],
        ["Conseil", "Indicateurs", "E5", "Une cible sans méthode se discute mal.", "Dites la méthode.", "RM-17"],
        ["À savoir", "tout le classeur", "Le modèle est de la version 1.", "Rien à faire."],
        ["À savoir", "Feuille d'essai", "C3", "La feuille n'a pas été lue.", "Rien à faire."],
    ]


def test_the_counts_stand_above_the_list(tmp_path: Path) -> None:
    rows = values(first_sheet(full_book(tmp_path / "a.xlsx"), MARKS))
    counts = [str(row[0]) for row in rows[3:8]]
    assert counts == ["2 problèmes", "1 point bloquant", "1 point à corriger", "1 conseil", "2 informations"]


def test_links_lead_to_the_cells_that_are_there_and_can_be_seen(tmp_path: Path) -> None:
    hidden = Mark("Listes", "A1", "note", "Masquée.", "")
    sheet = Mark("Indicateurs", "", "note", "Feuille.", "")
    listed = first_sheet(full_book(tmp_path / "a.xlsx"), (*MARKS, hidden, sheet))
    ways = {
        (listed.cell(cell.row, 4).value): cell.hyperlink.location for row in listed for cell in row if cell.hyperlink
    }
    assert ways == {
        "La cible devait être un nombre.": "'Indicateurs'!E4",
        "Aucun critère pour l'objectif O2.": "'Indicateurs'!G40",
        "La cible n'a pas d'échéance.": "'Indicateurs'!E5",
        "Une cible sans méthode se discute mal.": "'Indicateurs'!E5",
        "La feuille n'a pas été lue.": "'Feuille d''essai'!C3",
        "Feuille.": "'Indicateurs'!A1",
    }
    assert "Listes (feuille masquée)" in [value for row in values(listed) for value in row]


def test_without_marks_it_says_that_nothing_was_found(tmp_path: Path) -> None:
    rows = [row for row in values(first_sheet(full_book(tmp_path / "a.xlsx"), ())) if row]
    assert rows == [["Retour de la vérification"], [say("returned.nothing", "fr")]]


def test_it_prints_on_landscape_a4_pages_with_its_heading_on_each(tmp_path: Path) -> None:
    sheet = first_sheet(full_book(tmp_path / "a.xlsx"), MARKS)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    header = next(cell.row for row in sheet for cell in row if cell.value == "Gravité")
    assert sheet.print_title_rows == f"${header}:${header}"


def test_what_stands_above_the_list_stays_in_sight(tmp_path: Path) -> None:
    sheet = first_sheet(full_book(tmp_path / "a.xlsx"), MARKS)
    header = next(cell.row for row in sheet for cell in row if cell.value == "Gravité")
    assert sheet.freeze_panes == f"A{header + 1}"
    assert first_sheet(full_book(tmp_path / "a.xlsx"), ()).freeze_panes is None


def test_the_rules_have_a_column_only_where_there_is_one(tmp_path: Path) -> None:
    without = tuple(replace(mark, rule="") for mark in MARKS)
    rows = values(first_sheet(full_book(tmp_path / "a.xlsx"), without))
    assert ["Gravité", "Feuille", "Cellule", "Constat", "Que faire"] in rows
    assert not any("Règle" in row for row in rows)


def test_beyond_three_thousand_the_least_grave_are_only_counted(tmp_path: Path) -> None:
    notes = [Mark("S", f"B{row}", "note", "x", "") for row in range(1, MOST_MARKS + 12)]
    marks = (*notes, Mark("S", "A9", "problem", "y", ""))
    sheet = first_sheet(plain_book(tmp_path / "a.xlsx", "S"), marks)
    rows = [row for row in values(sheet) if row]
    assert [row[0] for row in rows].count("À savoir") == MOST_MARKS - 1
    assert ["Problème", "S", "A9", "y"] in rows
    assert rows[-1] == ["Et 12 autres remarques : réglez d'abord celles-ci, puis vérifiez de nouveau."]
    assert ["3011 informations", say("returned.severities.note.meaning", "fr")] in rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_severity_has_its_words_in_each_language(tmp_path: Path, language: Language) -> None:
    marks = tuple(Mark("S", "A1", each, "x", "y") for each in SEVERITIES)
    sheet = first_sheet(plain_book(tmp_path / "a.xlsx", "S"), marks, language)
    assert sheet.title == {"fr": "Retour evalkit", "en": "evalkit feedback"}[language]
    words = [str(row[0]) for row in values(sheet)[-5:]]
    assert len(set(words)) == 5
    assert not set(words) & set(SEVERITIES)


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@cmd", '=HYPERLINK("http://x")', "\t=1"])
def test_a_sentence_that_looks_like_a_formula_is_a_text(tmp_path: Path, text: str) -> None:
    sheet = first_sheet(plain_book(tmp_path / "a.xlsx", "S"), (Mark("S", "A1", "note", text, text),))
    found = [cell for row in sheet for cell in row if cell.value == text]
    assert len(found) == 2
    assert b"<f>" not in parts_of(tmp_path / "back.xlsx")["xl/worksheets/sheet2.xml"]


def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    sheet = first_sheet(source, (Mark("S", "A1", "note", "é" * 50_000, "mot " * 20_000),))
    assert max(len(str(cell.value)) for row in sheet for cell in row) == 32_000
    assert max(sheet.row_dimensions[row].height or 0 for row in range(1, 12)) <= 409
    comment = comments_of(tmp_path / "back.xlsx", "S")["A1"]
    assert len(comment) <= 32_000
    assert comment.endswith("———————————————")


def test_the_list_is_in_reading_order_within_a_severity() -> None:
    cells = [("B", "A2"), ("A", "B10"), ("A", "C2"), ("A", "B2"), ("", ""), ("A", "")]
    marks = [Mark(sheet, cell, "note", "x", "") for sheet, cell in cells]
    ordered = [(mark.sheet, mark.cell) for mark in in_order(marks, {"A": 0, "B": 1})]
    assert ordered == [("", ""), ("A", ""), ("A", "B2"), ("A", "C2"), ("A", "B10"), ("B", "A2")]


LETTERS = st.characters(codec="utf-8", exclude_characters="\\/*?:[]", exclude_categories=("Cc", "Cs", "Cn", "Co"))
NASTY_NAMES = ("L'été", "a''b", "=1", "-", "🤝", '"', "x" * 31, "Retour evalkit", "A1", "&<>")


def is_sheet_name(name: str) -> bool:
    """Tell whether Excel would take this name: 31 units of UTF-16, no apostrophe at an end."""
    return name.strip("'") == name.strip() == name and len(name.encode("utf-16-le")) <= 62


NAMES = st.text(LETTERS, min_size=1, max_size=31).filter(is_sheet_name) | st.sampled_from(NASTY_NAMES)
TEXTS = st.text(min_size=1, max_size=200) | st.sampled_from(
    [
        "_x0041_",
        "——— evalkit ———\nx\n———————————————",
        "]]>",
        "<b>&amp;",
        "=1",
        "\x00\x0b\x1f",
        "\ud800",
        "\ufffe",
        "🤝" * 9,
    ]
)


@given(name=NAMES, sentence=TEXTS, remedy=TEXTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sheet_name_and_any_text_come_back_as_they_are(
    tmp_path: Path, name: str, sentence: str, remedy: str
) -> None:
    source = plain_book(tmp_path / "a.xlsx", name)
    marks = (Mark(name, "B2", "to_mend", sentence, remedy), Mark(name, "B2", "note", "Autre.", ""))
    back, again, none = (tmp_path / f"{each}.xlsx" for each in ("back", "again", "none"))
    write_returned(source, back, marks, "fr")
    write_returned(back, again, marks, "fr")
    write_returned(back, none, (), "fr")
    assert again.read_bytes() == back.read_bytes()
    book = openpyxl.load_workbook(back)
    assert book.sheetnames[1] == name
    way = next(cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink)
    assert way == "'" + name.replace("'", "''") + "'!B2"
    said = comments_of(back, name)["B2"].split("\n")
    assert (said[0], said[-1], said[-3]) == ("——— evalkit ———", "———————————————", "À savoir : Autre.")
    assert comments_of(none, name) == {}
