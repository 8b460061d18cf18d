"""Workbooks written by other programs than ours: conversations, strict form, frugal files, old drawings."""

import re
import time
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from returned_books import (
    MARKS,
    canonical_parts,
    comments_of,
    full_book,
    marked_cells,
    parts_of,
    plain_book,
    rewritten,
    strict_book,
    threaded_book,
)

from evalkit.sources.returned import Mark, write_returned

ANSWERED = Mark("Données", "B2", "to_mend", "Valeur inattendue.", "Corrigez-la.")
BESIDE = Mark("Données", "B3", "advice", "Valeur vide.", "Complétez-la.")
CONVERSATION = "xl/threadedComments/threadedComment1.xml"


def returned(source: Path, marks: tuple[Mark, ...], name: str = "back.xlsx") -> Path:
    target = source.with_name(name)
    write_returned(source, target, marks, "fr")
    return target


def test_a_conversation_gets_an_answer_since_excel_shows_it_in_place_of_the_comment(tmp_path: Path) -> None:
    back = returned(threaded_book(tmp_path / "a.xlsx"), (ANSWERED, BESIDE))
    parts = parts_of(back)
    first, answer = etree.fromstring(parts[CONVERSATION])
    assert answer.get("parentId") == first.get("id")
    assert (answer.get("ref"), answer.get("dT")) == ("B2", first.get("dT"))
    assert "Valeur inattendue." in answer[0].text
    people = {each.get("id"): each.get("displayName") for each in etree.fromstring(parts["xl/persons/person.xml"])}
    assert people[answer.get("personId")] == "evalkit"
    assert "Valeur inattendue." in comments_of(back, "Données")["B2"]


def test_our_answer_is_taken_out_of_a_conversation_and_those_of_people_stay(tmp_path: Path) -> None:
    source = threaded_book(tmp_path / "a.xlsx")
    back = returned(source, (ANSWERED, BESIDE))
    root = etree.fromstring(parts_of(back)[CONVERSATION])
    later = etree.SubElement(root, root[0].tag, ref="B2", personId=root[0].get("personId"), parentId=root[0].get("id"))
    etree.SubElement(later, root[0][0].tag).text = "Corrigé."
    rewritten(back, {CONVERSATION: etree.tostring(root)})
    again = returned(back, (), "again.xlsx")
    texts = [each[0].text for each in etree.fromstring(parts_of(again)[CONVERSATION])]
    assert texts == ["Sûr ?", "Corrigé."]
    assert b"evalkit" not in parts_of(again)["xl/persons/person.xml"]


def test_a_conversation_marked_twice_is_marked_once(tmp_path: Path) -> None:
    source = threaded_book(tmp_path / "a.xlsx")
    back = returned(source, (ANSWERED, BESIDE))
    assert returned(back, (ANSWERED, BESIDE), "again.xlsx").read_bytes() == back.read_bytes()
    assert canonical_parts(returned(back, (), "none.xlsx")) == canonical_parts(returned(source, (), "direct.xlsx"))


def test_the_strict_form_stays_strict(tmp_path: Path) -> None:
    source = strict_book(tmp_path / "a.xlsx")
    back = returned(source, MARKS)
    parts = parts_of(back)
    for name in set(parts) - {"[Content_Types].xml"}:
        if "worksheets" in name or "comment" in name.casefold() or name.startswith("xl/workbook"):
            assert b"openxmlformats.org/spreadsheetml/2006/main" not in parts[name], name
            assert b"openxmlformats.org/officeDocument/2006/relationships" not in parts[name], name
    assert b"evalkit&quot;" in parts["xl/worksheets/sheet1.xml"] or b'"evalkit"' in parts["xl/worksheets/sheet1.xml"]
    assert returned(back, MARKS, "again.xlsx").read_bytes() == back.read_bytes()


def test_a_workbook_without_styles_gets_some(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    parts = parts_of(source)
    relations = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", parts["xl/_rels/workbook.xml.rels"])
    types = re.sub(rb"<Override [^>]*styles[^>]*/>", b"", parts["[Content_Types].xml"])
    rewritten(source, {"xl/styles.xml": None, "xl/_rels/workbook.xml.rels": relations, "[Content_Types].xml": types})
    back = returned(source, (Mark("S", "A1", "advice", "Vide.", "Complétez."),))
    assert marked_cells(back, "S") == {"A1": "FFCFE5F5"}
    assert openpyxl.load_workbook(back)["Retour evalkit"]["A1"].font.sz == 18


def test_a_sheet_in_utf_16_is_marked_and_cleared(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    text = parts_of(source)["xl/worksheets/sheet1.xml"].decode()
    rewritten(source, {"xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")})
    back = returned(source, (Mark("S", "A1", "advice", "Vide.", "Complétez."),))
    assert marked_cells(back, "S") == {"A1": "FFCFE5F5"}
    assert marked_cells(returned(back, (), "none.xlsx"), "S") == {}


BUTTON = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div>'
    "Calculer<br>tout</div></v:textbox>"
    '<x:ClientData xmlns:x="urn:schemas-microsoft-com:office:excel" ObjectType="Button"><x:Row>0</x:Row>'
    "<x:Column>0</x:Column></x:ClientData></v:shape>"
)


def test_a_button_in_a_drawing_that_is_no_xml_stays_as_it_is(tmp_path: Path) -> None:
    source = full_book(tmp_path / "a.xlsx")
    drawing = "xl/drawings/commentsDrawing1.vml"
    with_button = parts_of(source)[drawing].replace(b"</xml>", BUTTON.encode() + b"</xml>")
    rewritten(source, {drawing: with_button})
    back = returned(source, (Mark("Indicateurs", "A1", "note", "Vu.", ""), *MARKS))
    assert BUTTON.encode() in parts_of(back)[drawing]
    assert parts_of(returned(back, (), "none.xlsx"))[drawing] == with_button


def test_the_box_of_a_users_comment_is_enlarged_then_as_large_as_before(tmp_path: Path) -> None:
    source = full_book(tmp_path / "a.xlsx")
    drawing = "xl/drawings/commentsDrawing1.vml"
    small = parts_of(source)[drawing].replace(
        b"<ns2:Row>4</", b"<ns2:Anchor>5,15,3,4,6,20,5,9</ns2:Anchor><ns2:Row>4</"
    )
    rewritten(source, {drawing: small})
    back = returned(source, MARKS)
    anchors = re.findall(rb"Anchor>([^<]*)</ns2:Anchor>", parts_of(back)[drawing])
    left, _, top, _, right, _, bottom, _ = (int(number) for number in anchors[0].split(b","))
    assert (left, top) == (5, 3)
    assert right > 6
    assert bottom > 5
    assert parts_of(returned(back, (), "none.xlsx"))[drawing] == small


def test_a_users_box_whose_size_is_not_said_is_made_large_enough_for_the_time_being(tmp_path: Path) -> None:
    source = full_book(tmp_path / "a.xlsx")
    drawing = "xl/drawings/commentsDrawing1.vml"
    before = parts_of(source)[drawing]
    assert b"Anchor>" not in before
    back = returned(source, MARKS)
    boxes = re.findall(rb"<!--evalkit--><ns2:Anchor>[^<]*</ns2:Anchor></ns2:ClientData>", parts_of(back)[drawing])
    assert len(boxes) == 1  # That of E5; nothing is said of A2.
    assert parts_of(returned(back, (), "none.xlsx"))[drawing] == before


@pytest.mark.parametrize("cell", ["", "A", "1", "AAAA1", "A0", "XFE1", "A1048577", "A1:B2", "$A$1"])
def test_what_names_no_cell_is_only_listed(tmp_path: Path, cell: str) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    back = returned(source, (Mark("S", cell, "advice", "Quelque part.", "Voyez."),))
    assert marked_cells(back, "S") == {}
    assert comments_of(back, "S") == {}
    listed = [cell.value for row in openpyxl.load_workbook(back)["Retour evalkit"].iter_rows() for cell in row]
    assert "Quelque part." in listed


def test_the_last_cell_of_a_sheet_can_be_marked(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    back = returned(source, (Mark("S", "XFD1048576", "advice", "Tout au bout.", "Voyez."),))
    assert marked_cells(back, "S") == {"XFD1048576": "FFCFE5F5"}
    drawing = parts_of(back)["xl/drawings/vmlDrawing1.vml"].decode()
    anchor = [int(number) for number in re.findall(r"<x:Anchor>(.*?)</x:Anchor>", drawing)[0].split(",")]
    assert max(anchor[0], anchor[4]) < 16384
    assert max(anchor[2], anchor[6]) < 1048576


def test_thousands_of_marked_cells_below_one_another_are_one_range_and_take_seconds(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    marks = tuple(Mark("S", f"B{row}", "to_mend", "Faux.", "Corrigez.") for row in range(2, 3002))
    start = time.process_time()
    back = returned(source, marks)
    cleared = returned(back, (), "none.xlsx")
    assert time.process_time() - start < 20
    assert marked_cells(back, "S") == {"B2:B3001": "FFFFEB9C"}
    assert marked_cells(cleared, "S") == comments_of(cleared, "S") == {}


ROWS = b"".join(b'<row r="%d" s="0" customFormat="1" ht="20"/>' % row for row in range(10, 1_048_577))


def test_a_million_formatted_rows_come_back_byte_for_byte_in_seconds(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    sheet = parts_of(source)["xl/worksheets/sheet1.xml"]
    whole = re.sub(rb"<sheetData\s*/>|</sheetData>", lambda found: _rows_in(found[0]), sheet)
    rewritten(source, {"xl/worksheets/sheet1.xml": whole})
    start = time.process_time()
    back = returned(source, (Mark("S", "B12", "to_mend", "Faux.", "Corrigez."),))
    assert time.process_time() - start < 10
    assert ROWS in parts_of(back)["xl/worksheets/sheet1.xml"]
    assert list(comments_of(back, "S")) == ["B12"]


def _rows_in(end: bytes) -> bytes:
    return b"<sheetData>" * end.endswith(b"/>") + ROWS + b"</sheetData>"


LATIN = '<?xml version="1.0" encoding="iso-8859-1"?>'


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("<!-- <sheetData> -->{}", "utf-8"),
        ('<?xml version="1.0" encoding="UTF-16"?>{}', "utf-16"),
        (LATIN + "{}", "latin-1"),
        ("\ufeff{}", "utf-8"),
    ],
)
def test_rows_come_back_as_they_were_in_any_encoding(tmp_path: Path, written: str, encoding: str) -> None:
    rows = '<row r="1" ht="90"><c r="A1" t="inlineStr"><is><t>Été &lt;1> 12</t></is></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{space}"><x:sheetData xmlns="{space}">{rows}</x:sheetData></x:worksheet>'
    source = plain_book(tmp_path / "a.xlsx", "S")
    rewritten(source, {"xl/worksheets/sheet1.xml": written.format(sheet).encode(encoding)})
    back = returned(source, (Mark("S", "A2", "to_mend", "Faux.", "Corrigez."),))
    assert f'<x:sheetData xmlns="{space}">{rows}</x:sheetData>'.encode() in parts_of(back)["xl/worksheets/sheet1.xml"]
    assert openpyxl.load_workbook(back)["S"]["A1"].value == "Été <1> 12"
    assert list(comments_of(back, "S")) == ["A2"]


def test_tens_of_thousands_of_looks_take_seconds(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx", "S")
    styles = parts_of(source)["xl/styles.xml"].replace(b"</cellXfs>", b'<xf numFmtId="9"/>' * 60_000 + b"</cellXfs>")
    rewritten(source, {"xl/styles.xml": styles})
    start = time.process_time()
    back = returned(source, (Mark("S", "B2", "to_mend", "Faux.", "Corrigez."),))
    assert time.process_time() - start < 10
    assert marked_cells(back, "S") == {"B2": "FFFFEB9C"}


HOSTILE = {
    "shapes never closed": "<v:shape>" * 300_000,
    "shapes never opened": "</v:shape>" * 300_000,
    "a tag that never ends": "<v:shape " * 300_000,
    "old boxes never closed": "<!--evalkit1,2" * 200_000,
    "spaces before the end": "</xml>" + " " * 200_000 + "x",
}


@pytest.mark.parametrize("written", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_drawing_takes_a_moment_only(tmp_path: Path, written: str) -> None:
    source = full_book(tmp_path / "a.xlsx")
    rewritten(source, {"xl/drawings/commentsDrawing1.vml": f"<xml>{written}</xml>".encode()})
    start = time.process_time()
    returned(returned(source, MARKS), MARKS, "again.xlsx")
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "text", ["——— evalkit ———\n" * 50_000, "\n———————————————" * 50_000 + "\n——— evalkit ———\n" * 9_000]
)
def test_a_hostile_comment_takes_a_moment_only_and_stays(tmp_path: Path, text: str) -> None:
    source = full_book(tmp_path / "a.xlsx")
    part = "xl/comments/comment1.xml"
    rewritten(source, {part: parts_of(source)[part].replace("À voir avec Paul".encode(), text.encode())})
    start = time.process_time()
    back = returned(source, (MARKS[0],))
    assert time.process_time() - start < 20
    assert text.encode() in parts_of(back)[part]


ODD = [
    (b'sheetId="1"', b'sheetId="un"'),
    (b'activeTab="1"', b'activeTab="x"'),
    (b'localSheetId="1"', b'localSheetId=""'),
]


@pytest.mark.parametrize(("good", "odd"), ODD)
def test_an_impossible_number_in_the_workbook_is_no_traceback(tmp_path: Path, good: bytes, odd: bytes) -> None:
    source = full_book(tmp_path / "a.xlsx")
    book = parts_of(source)["xl/workbook.xml"]
    assert good in book
    rewritten(source, {"xl/workbook.xml": book.replace(good, odd)})
    assert "xl/worksheets/sheet4.xml" in parts_of(returned(source, MARKS))


@pytest.mark.parametrize("odd", [b"", b"nan", b"inf", b"-5", b"1e999", b"large"])
def test_an_impossible_size_in_a_sheet_is_no_traceback(tmp_path: Path, odd: bytes) -> None:
    source = full_book(tmp_path / "a.xlsx")
    part = "xl/worksheets/sheet1.xml"
    sheet = re.sub(rb'(width|ht|defaultRowHeight|priority)="[^"]*"', rb'\1="' + odd + b'"', parts_of(source)[part])
    rewritten(source, {part: sheet})
    assert b"evalkit" in parts_of(returned(source, MARKS))[part]
