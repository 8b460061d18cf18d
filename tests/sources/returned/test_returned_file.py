"""What comes back is the user's file, with marks."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from returned_books import (
    DUE,
    EMPTY,
    MAIN,
    MARKS,
    METHOD,
    OTHER,
    SHEETS,
    TARGET,
    canonical_parts,
    comments_of,
    full_book,
    marked_cells,
    parts_of,
    plain_book,
    rewritten,
)

from evalkit.errors import EvalkitError
from evalkit.sources.returned import Mark, is_as_returned, is_returned, write_returned


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return full_book(tmp_path / "dossier.xlsx")


@pytest.fixture
def back(source: Path) -> Path:
    target = source.with_name("dossier.retour.xlsx")
    write_returned(source, target, MARKS, "fr")
    return target


def returned(source: Path, marks: tuple[Mark, ...], name: str = "again.xlsx") -> Path:
    target = source.with_name(name)
    write_returned(source, target, marks, "fr")
    return target


TOUCHED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/_rels/sheet2.xml.rels",
    "xl/comments/comment1.xml",
    "xl/drawings/commentsDrawing1.vml",
}


def test_every_part_that_holds_no_mark_is_copied_byte_for_byte(source: Path, back: Path) -> None:
    before, after = parts_of(source), parts_of(back)
    assert set(before) - set(after) == set()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == TOUCHED
    kept = {name.split("/")[1] for name in set(before) - changed if name.startswith("xl/")}
    assert {"charts", "media", "tables", "theme", "drawings"} <= kept


def test_cells_formulas_and_cached_values_stay_in_a_marked_sheet(source: Path, back: Path) -> None:
    for part in SHEETS.values():
        rows = [etree.fromstring(parts_of(file)[part]).find(f"{MAIN}sheetData") for file in (source, back)]
        assert etree.tostring(rows[0], method="c14n") == etree.tostring(rows[1], method="c14n")


def test_a_sheet_keeps_its_other_features(source: Path, back: Path) -> None:
    before, after = openpyxl.load_workbook(source)["Indicateurs"], openpyxl.load_workbook(back)["Indicateurs"]
    assert len(after._charts) == 1
    assert len(after._images) == 1
    assert after.protection.sheet
    assert after.print_title_rows == before.print_title_rows == "$1:$1"
    assert [str(each.sqref) for each in after.data_validations.dataValidation] == ["G2:G99"]
    assert after.column_dimensions["B"].width == 44
    assert after["E4"].style_id == before["E4"].style_id


def test_a_marked_cell_has_the_colour_of_the_gravest_thing_said(back: Path) -> None:
    assert marked_cells(back, "Indicateurs") == {"E4": "FFF4B6B6", "G40": "FFF9CFA5", "E5": "FFFFEB9C"}


def test_our_colours_come_before_those_of_the_user_which_keep_their_order(back: Path) -> None:
    formats = openpyxl.load_workbook(back)["Indicateurs"].conditional_formatting
    priorities = {rule.formula[0]: rule.priority for each in formats for rule in each.rules}
    assert priorities['"evalkit"="evalkit"'] < priorities["15"]


def test_the_comment_says_all_that_is_said_of_the_cell_after_the_users_own(back: Path) -> None:
    said = comments_of(back, "Indicateurs")
    assert said["E5"] == (
        "À voir avec Paul\n"
        "——— evalkit ———\n"
        "À corriger (RM-12) : La cible n'a pas d'échéance.\n→ Donnez une échéance (JJ/MM/AAAA).\n\n"
        "Conseil (RM-17) : Une cible sans méthode se discute mal.\n→ Dites la méthode.\n"
        "(Ce qui est entre ces deux lignes est refait à chaque vérification.)\n"
        "———————————————"
    )
    assert said["A2"] == "Code du partenaire"
    assert said["E4"].splitlines()[1] == "Problème : La cible devait être un nombre."


def test_authors_of_comments_keep_their_names(back: Path) -> None:
    sheet = openpyxl.load_workbook(back)["Indicateurs"]
    assert [sheet[cell].comment.author for cell in ("E5", "A2", "E4")] == ["Moi", "Elle", "evalkit"]


def test_children_of_a_sheet_stand_in_the_order_of_the_schema(back: Path) -> None:
    names = [etree.QName(each).localname for each in etree.fromstring(parts_of(back)[SHEETS["Indicateurs"]])]
    wanted = ["sheetProtection", "conditionalFormatting", "dataValidations", "pageMargins", "drawing", "legacyDrawing"]
    assert [name for name in dict.fromkeys(names) if name in wanted] == wanted
    names = [etree.QName(each).localname for each in etree.fromstring(parts_of(back)[SHEETS["Feuille d'essai"]])]
    wanted = ["mergeCells", "conditionalFormatting", "pageMargins", "legacyDrawing", "tableParts"]
    assert [name for name in names if name in wanted] == wanted


def test_what_is_said_of_merged_cells_stands_on_the_first(source: Path) -> None:
    back = returned(
        source, (Mark("Feuille d'essai", "D6", "note", "Lu.", ""), Mark("Feuille d'essai", "B4", "advice", "Vu.", ""))
    )
    assert marked_cells(back, "Feuille d'essai") == {"B4": "FFCFE5F5"}
    assert list(comments_of(back, "Feuille d'essai")) == ["B4"]


def test_every_part_is_declared_once_and_every_relation_leads_somewhere(back: Path) -> None:
    parts = parts_of(back)
    types = etree.fromstring(parts["[Content_Types].xml"])
    declared = [each.get("PartName") for each in types if each.get("PartName")]
    assert len(declared) == len(set(declared))
    assert {name.lstrip("/") for name in declared} <= set(parts)
    with zipfile.ZipFile(back) as book:
        assert len(book.namelist()) == len(set(book.namelist()))
    for name in [name for name in parts if name.endswith(".rels")]:
        identifiers = [each.get("Id") for each in etree.fromstring(parts[name])]
        assert len(identifiers) == len(set(identifiers))


def test_names_of_a_sheet_stay_with_it(source: Path, back: Path) -> None:
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(back)
    assert after["Feuille d'essai"].print_area == before["Feuille d'essai"].print_area != ""
    assert after.defined_names["Sources"].attr_text == "Listes!$A$1:$A$9"


def test_only_the_first_sheet_is_open_and_selected(back: Path) -> None:
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == ["Retour evalkit", "Indicateurs", "Feuille d'essai", "Listes"]
    assert book.active is book.worksheets[0]
    assert [bool(sheet.sheet_view.tabSelected) for sheet in book.worksheets] == [True, False, False, False]
    assert book["Listes"].sheet_state == "veryHidden"


def test_the_same_marks_give_the_same_bytes(source: Path, back: Path) -> None:
    assert returned(source, MARKS).read_bytes() == back.read_bytes()


def test_marking_the_returned_file_again_changes_nothing(back: Path) -> None:
    assert returned(back, MARKS).read_bytes() == back.read_bytes()


@pytest.mark.parametrize("marks", [(), (TARGET,), (METHOD, OTHER), (EMPTY, DUE)])
def test_marking_the_returned_file_is_marking_the_source(source: Path, back: Path, marks: tuple[Mark, ...]) -> None:
    again, direct = returned(back, marks, "again.xlsx"), returned(source, marks, "direct.xlsx")
    assert canonical_parts(again) == canonical_parts(direct)


def test_without_marks_all_that_the_user_sees_is_the_source(source: Path, back: Path) -> None:
    before, after = canonical_parts(source), canonical_parts(returned(back, ()))
    ours = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert set(after) - set(before) == {"xl/worksheets/sheet4.xml"}
    opened = {"xl/worksheets/sheet2.xml"}  # It was the sheet in front: now ours is.
    assert {name for name in before if before[name] != after[name]} == ours | opened
    unselected = before["xl/worksheets/sheet2.xml"].replace(b'tabSelected="1"', b'tabSelected="0"')
    assert after["xl/worksheets/sheet2.xml"] == unselected


def test_looks_are_only_added_after_those_of_the_user(source: Path, back: Path) -> None:
    before, after = (etree.fromstring(parts_of(file)["xl/styles.xml"]) for file in (source, back))
    for collection in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        old, new = before.find(f"{MAIN}{collection}"), after.find(f"{MAIN}{collection}")
        assert [etree.tostring(each) for each in new][: len(old)] == [etree.tostring(each) for each in old]
        assert new.get("count") == str(len(new))


def test_what_the_user_writes_around_our_words_is_kept(back: Path) -> None:
    book = openpyxl.load_workbook(back)
    sheet = book["Indicateurs"]
    sheet["E4"].comment.text = f"Vu.\n{sheet['E4'].comment.text}\nCorrigé le 3 mars."
    sheet["G40"].comment.text += "\nFait."
    book.save(back)
    said = comments_of(returned(back, ()), "Indicateurs")
    assert said["E4"] == "Vu.\nCorrigé le 3 mars."
    assert said["G40"] == "Fait."


def test_when_our_last_line_is_cut_off_nothing_is_taken_for_ours(back: Path) -> None:
    book = openpyxl.load_workbook(back)
    cut = "——— evalkit ———\nVu avec Paul, corrigé."
    book["Indicateurs"]["E4"].comment.text = cut
    book.save(back)
    assert comments_of(returned(back, ()), "Indicateurs")["E4"] == cut


def test_a_copy_is_known_as_given_back_until_somebody_saves_it(source: Path, back: Path) -> None:
    assert is_as_returned(back)
    assert not is_as_returned(source)
    openpyxl.load_workbook(back).save(back)
    assert not is_as_returned(back)


def test_a_copy_that_a_person_saved_since_is_still_known_as_one_of_ours(source: Path, back: Path) -> None:
    assert is_returned(back)
    assert not is_returned(source)
    book = openpyxl.load_workbook(back)
    book.worksheets[0].title = "Autre nom"
    book.save(back)
    assert is_returned(back)
    assert not is_as_returned(back)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04" + bytes(100), b"rien", "cut", "folder", "none"])
def test_a_damaged_file_is_none_of_ours(tmp_path: Path, back: Path, raw: bytes | str) -> None:
    file = tmp_path / "x.xlsx"
    if raw == "folder":
        file.mkdir()
    elif raw == "cut":
        parts = parts_of(back)
        rewritten(back, {"xl/workbook.xml": parts["xl/workbook.xml"][:200]})
        file = back
    elif isinstance(raw, bytes):
        file.write_bytes(raw)
    assert not is_returned(file)


def test_a_users_sheet_of_the_same_name_is_not_ours(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "Données", "retour EVALKIT")
    back = returned(returned(source, MARKS, "b.xlsx"), MARKS, "c.xlsx")
    assert openpyxl.load_workbook(back).sheetnames == ["Retour evalkit (2)", "Données", "retour EVALKIT"]


def test_our_sheet_is_known_again_when_renamed_and_moved(back: Path) -> None:
    book = openpyxl.load_workbook(back)
    book.worksheets[0].title = "C'est lu"
    book.defined_names["_evalkit_retour"].attr_text = "'C''est lu'!$A$1"  # What Excel does on its own.
    book.move_sheet("C'est lu", 2)
    book.save(back)
    book = openpyxl.load_workbook(returned(back, MARKS))
    assert book.sheetnames == ["Retour evalkit", "Indicateurs", "Feuille d'essai", "Listes"]
    assert book["Feuille d'essai"].print_area == "'Feuille d''essai'!$A$1:$C$9"


def test_our_sheet_deleted_by_the_user_is_made_anew(back: Path) -> None:
    book = openpyxl.load_workbook(back)
    del book["Retour evalkit"]
    book.save(back)
    assert openpyxl.load_workbook(returned(back, MARKS)).sheetnames[0] == "Retour evalkit"


def test_a_file_that_declares_a_document_type_is_refused(source: Path) -> None:
    sheet = parts_of(source)["xl/workbook.xml"]
    rewritten(source, {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY e "boum">]>' + sheet})
    with pytest.raises(EvalkitError, match="ne tiennent pas ensemble"):
        returned(source, MARKS)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet1.xml"])
def test_a_file_without_a_part_it_needs_is_refused_or_left_unmarked(source: Path, part: str) -> None:
    rewritten(source, {part: None})
    target = source.with_name("again.xlsx")
    try:
        write_returned(source, target, MARKS, "fr")
    except EvalkitError as error:
        assert "ne tiennent pas ensemble" in str(error)
        assert not target.exists()
    else:
        assert part == "xl/worksheets/sheet1.xml"


def test_nothing_is_left_behind_when_the_copy_cannot_be_saved(source: Path) -> None:
    target = source.with_name("dossier.retour.xlsx")
    target.mkdir()
    with pytest.raises(EvalkitError):
        write_returned(source, target, MARKS, "fr")
    assert sorted(each.name for each in source.parent.iterdir()) == ["dossier.retour.xlsx", "dossier.xlsx"]
