import os
import struct
import zipfile

import openpyxl
import pytest
from grid_files import (
    FILES,
    PARTS,
    archive,
    everything,
    ods,
    package,
    read_or_refuse,
    refusal,
    relations,
    sheet_xml,
)

from evalkit.errors import EvalkitError
from evalkit.sources.grid import Book, check_package, read_book
from evalkit.sources.grid.ole import Container

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
TYPES = "[Content_Types].xml"
FORMAT = '<xf numFmtId="9"/>'


def merged(*areas):
    return f"<mergeCells>{''.join(f'<mergeCell ref={area!r}/>' for area in areas)}</mergeCells>"


@pytest.mark.parametrize(
    ("rows", "after", "said"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "", "F!XFD1048576 : une cellule est remplie au-delà"),
        ('<row r="1"><c r="SG1" t="inlineStr"><is><t>x</t></is></c></row>', "", "F!SG1"),
        (ONE, merged("A1:XFD1048576"), "F!A1 : des fusions"),
        (ONE, merged(*(f"A{row}:B{row}" for row in range(1, 5002))), "F!A5001 : la feuille a plus de 5000 groupes"),
        (ONE, "<hyperlinks><hyperlink ref='A1:XFD1048576'/></hyperlinks>", "F!A1 : des fusions ou des liens"),
        (ONE, "<hyperlinks>" + "<hyperlink ref='A1'/>" * 20_001 + "</hyperlinks>", "liens hypertexte"),
        (f'<row r="1"><c r="B1" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c></row>', "", "F!B1 : le texte"),
        ('<row r="1"><c r="A1"><f>cmd|\'/C calc\'!A0</f><v>0</v></c></row>', "", "F!A1 : une formule appelle"),
        ('<row r="1">' + "<c/>" * 1_300_000 + "</row>", "", "trop d'éléments"),
        ('<row r="1">' + "".join(f"<a{i}/>" for i in range(200_000)) + "</row>", "", "trop d'éléments"),
        (f'<row r="1" x="{"a" * 20_000_000}"/>', "", "trop d'éléments"),
        (f"<!--{'a' * 20_000_000}-->", "", "trop d'éléments"),
        ("<a>" * 100_000 + "</a>" * 100_000, "", "emboîté sans fin"),
        (" " * 61_000_000, "", "dépasse 60 Mo"),
        ("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 20_000 + "</cols>", "", "trop d'éléments"),
        ('<row r="1"><c r="AAAA1"><v>1</v></c></row>', "", "abîmé"),
        ('<row r="1"><c r="A1"><v>1</v></row>', "", "abîmé"),
    ],
    ids=range(17),
)
def test_a_sheet_made_to_fill_the_memory_is_refused_in_one_sentence(tmp_path, rows, after, said):
    path = package(tmp_path / "bombe.xlsx", rows, after)
    assert said in refusal(path)
    with pytest.raises(EvalkitError):
        check_package(path)


def test_a_far_cell_that_is_only_formatted_is_nothing(tmp_path):
    path = package(tmp_path / "loin.xlsx", ONE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    check_package(path)
    assert list(read_book(path).sheets[0].cells) == [(1, 1)]


def test_a_size_declared_without_being_filled_is_nothing(tmp_path):
    sheet = sheet_xml(ONE).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    path = package(tmp_path / "d.xlsx", more={"xl/worksheets/sheet1.xml": sheet})
    assert len(read_book(path).sheets[0].cells) == 1


BILLION = (
    '<!DOCTYPE l [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "docProps/app.xml", "xl/sharedStrings.xml", "xl/drawings/d.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path, part, encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{BILLION}<l>&c;</l>'.encode(encoding)
    assert "DOCTYPE" in refusal(package(tmp_path / "doctype.xlsx", ONE, more={part: xml}))


def test_a_zip_bomb_is_refused_by_what_comes_out_of_it(tmp_path):
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(package(path, ONE), "a", zipfile.ZIP_DEFLATED) as written:
        for number in range(16):
            written.writestr(f"xl/media/{number}.png", b"\0" * 10_000_000)
    assert "dépasse 150 Mo" in refusal(path)


def test_a_size_that_lies_is_not_believed(tmp_path):
    path = package(tmp_path / "ment.xlsx", ONE, more={"xl/media/a.bin": b"\0" * 5_000_000})
    raw = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    assert isinstance(read_or_refuse(path), EvalkitError)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "xl\\workbook.xml", "c:evil", "xl/./a.xml", "XL/Workbook.xml", ""]
)
def test_a_name_that_leads_elsewhere_or_comes_twice_is_refused(tmp_path, name):
    path = package(tmp_path / "nom.xlsx", ONE)
    with zipfile.ZipFile(path, "a") as written:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        written.writestr(entry, "<a/>")
    assert "nom interdit" in refusal(path)


def test_too_many_entries_are_refused(tmp_path):
    assert "plus de 2000" in refusal(package(tmp_path / "n.xlsx", ONE, more={f"a/{i}.bin": b"" for i in range(2001)}))


def test_two_hundred_sheets_of_one_huge_part_are_not_read_two_hundred_times(tmp_path):
    names = "".join(f'<sheet name="F{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, 200))
    workbook = PARTS["xl/workbook.xml"].replace('<sheet name="F" sheetId="1" r:id="r1"/>', names)
    path = package(tmp_path / "s.xlsx", " " * 50_000_000, more={"xl/workbook.xml": workbook})
    assert "dépasse" in refusal(path)


def test_many_styles_are_read_and_too_many_are_refused(tmp_path):
    for number, kind in ((60_000, Book), (66_000, EvalkitError)):
        styles = f"<styleSheet><cellXfs>{FORMAT * number}</cellXfs></styleSheet>"
        path = package(tmp_path / f"{number}.xlsx", ONE, more={"xl/styles.xml": styles})
        assert isinstance(read_or_refuse(path), kind)


def test_a_bomb_of_shared_texts_is_refused(tmp_path):
    text = f"<si><t>{'a' * 1_000_000}</t></si>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    assert "F!A1" in refusal(package(tmp_path / "un.xlsx", rows, more={"xl/sharedStrings.xml": f"<sst>{text}</sst>"}))
    assert "40 millions" in refusal(
        package(tmp_path / "tous.xlsx", ONE, more={"xl/sharedStrings.xml": f"<sst>{text * 45}</sst>"})
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
        ({TYPES: PARTS[TYPES].replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": "<externalLink><externalBook/></externalLink>"}, "liaisons"),
        ({"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}, "DDE"),
        (
            {TYPES: PARTS[TYPES].replace("spreadsheetml.sheet.main+xml", "ms-excel.sheet.binary.macroEnabled.main")},
            "macros",
        ),
        ({TYPES: '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.main"/></Types>'}, "binaire"),
        ({TYPES: PARTS[TYPES].replace("spreadsheetml.sheet", "wordprocessingml.document")}, "document de texte"),
        ({"xl/workbook.xml": "<workbook/>"}, "abîmé"),
        ({"xl/workbook.xml": "rien"}, "abîmé"),
        ({"xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", "../../../etc/passwd"))}, "abîmé"),
    ],
)
def test_a_package_with_what_no_workbook_needs_is_refused(tmp_path, more, said):
    assert said in refusal(package(tmp_path / "x.xlsx", ONE, more=more))


PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("image.xlsx", PNG, "une image"),
        ("photo.csv", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(50), "une image"),
        ("p.xlsx", b"%PDF-1.7\n", "PDF"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "page web"),
        ("page.xls", "\ufeff<html xmlns:x='urn:x'>".encode("utf-16"), "page web"),
        ("t.xls", b"\n <table><tr>", "page web"),
        ("2003.xls", b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "XML"),
        ("mht.xls", b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related\n", "page web"),
        ("f.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("o.xls", OLE + bytes(5000), "abîmé"),
        ("b.xls", b"\x09\x08\x10\x00\0\x06\x05\0" + bytes(100), "abîmé"),
        ("z.xlsx", b"PK\x03\x04" + bytes(100), "abîmé"),
        ("v.xlsx", b"", "ne contient rien"),
        ("e.csv", b"MZ\x90\0\x03\0\0\0", "un programme"),
        ("g.csv", b"\x1f\x8b\x08\0abc", "compressé"),
        ("r.csv", bytes(range(256)) * 4, "format inconnu"),
        ("k.csv", b"a;b\n" * 5_100_000, "20 Mo"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_one_sentence(tmp_path, name, raw, said):
    (tmp_path / name).write_bytes(raw)
    assert said in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"reponses.csv": "a;b"}, "une archive"),
        ({"Index/Document.iwa": b"x"}, "Numbers"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "document de texte"),
    ],
)
def test_another_archive_is_named(tmp_path, parts, said):
    assert said in refusal(archive(tmp_path / "a.xlsx", parts))


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".csv", ".dat", ""])
def test_a_workbook_under_another_name_is_read(tmp_path, suffix):
    path = everything(tmp_path / "tout.xlsx").rename(tmp_path / f"tout{suffix}")
    assert read_book(path).kind == "xlsx"


@pytest.mark.parametrize("missing", ["absent.xlsx", "absent/absent.csv", "x" * 5000])
def test_a_file_that_is_not_there_is_told(tmp_path, missing):
    with pytest.raises(EvalkitError):
        read_book(tmp_path / missing)


def test_a_folder_and_a_pipe_are_no_files(tmp_path):
    assert "pas un fichier" in refusal(tmp_path)
    os.mkfifo(tmp_path / "tube.xlsx")
    assert "pas un fichier" in refusal(tmp_path / "tube.xlsx")


def test_a_file_that_is_too_large_is_not_opened(tmp_path):
    with (tmp_path / "gros.xlsx").open("wb") as stream:
        stream.truncate(31_000_000)
    assert "30 Mo" in refusal(tmp_path / "gros.xlsx")


def test_a_package_that_is_let_through_can_be_opened_by_a_general_library(tmp_path):
    path = everything(tmp_path / "tout.xlsx")
    check_package(path)
    assert openpyxl.load_workbook(path).sheetnames == ["Réponses d'été", "Listes"]


@pytest.mark.parametrize("name", ["tout.xls", "x.csv"])
def test_what_is_no_package_is_not_let_through(tmp_path, name):
    (tmp_path / "x.csv").write_bytes(b"a;b\n")
    path = FILES / name if name == "tout.xls" else tmp_path / name
    with pytest.raises(EvalkitError):
        check_package(path)


def test_three_hundred_thousand_cells_are_read_and_one_more_is_not(tmp_path):
    row = "".join(f"<c><v>{n}.5</v></c>" for n in range(20))
    path = package(tmp_path / "plein.xlsx", f"<row>{row}</row>" * 15_000)
    found = read_or_refuse(path)
    assert isinstance(found, Book)
    assert len(found.sheets[0].cells) == 300_000
    more = package(
        tmp_path / "trop.xlsx", f"<row>{row}</row>" * 15_000 + ONE.replace('r="1"', 'r="15001"').replace("A1", "A15001")
    )
    assert "F!A15001 : plus de 300000 cellules" in refusal(more)


def test_texts_of_an_open_document_are_bounded(tmp_path):
    spaces = "<text:p>" + "<text:s text:c='1000000'/>" * 50_000 + "</text:p>"
    row = f"<table:table-row><table:table-cell>{spaces}</table:table-cell></table:table-row>"
    table = f"<table:table table:name='F'>{row}</table:table>"
    assert "millions de caractères" in refusal(ods(tmp_path / "s.ods", table))


def test_a_sheet_whose_part_is_missing_is_named_and_the_file_refused(tmp_path):
    sheets = '<sheet name="F" sheetId="1" r:id="r1"/><sheet name="Moyens" sheetId="2" r:id="r9"/>'
    workbook = PARTS["xl/workbook.xml"].replace('<sheet name="F" sheetId="1" r:id="r1"/>', sheets)
    links = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", relations(("r9", "worksheet", "worksheets/sheet2.xml"))[len("<Relationships>") :]
    )
    more = {"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": links}
    said = refusal(package(tmp_path / "manque.xlsx", ONE, more=more))
    assert "« Moyens » manque" in said
    assert "abîmé ou incomplet" in said
    whole = package(tmp_path / "entier.xlsx", ONE, more={**more, "xl/worksheets/sheet2.xml": sheet_xml(ONE)})
    assert [sheet.name for sheet in read_book(whole).sheets] == ["F", "Moyens"]


def test_a_part_named_with_other_capitals_is_the_same_part(tmp_path):
    links = PARTS["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1", "Worksheets/Sheet1")
    book = read_book(package(tmp_path / "capitales.xlsx", ONE, more={"xl/_rels/workbook.xml.rels": links}))
    assert book.sheets[0].cells[1, 1].value == 1


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_sheet_of_too_many_empty_formatted_cells_is_named_with_what_to_delete(tmp_path, kind):
    if kind == "xlsx":
        path = package(tmp_path / "vide.xlsx", '<row r="1">' + '<c s="1"/>' * 1_300_000 + "</row>")
    else:
        rows = "<table:table-row>" + '<table:table-cell table:style-name="a"/>' * 1_300_000 + "</table:table-row>"
        path = ods(tmp_path / "vide.ods", f'<table:table table:name="F">{rows}</table:table>')
    said = refusal(path)
    assert "la feuille « F » contient trop d'éléments" in said
    assert "Supprimez ses lignes et ses colonnes vides mises en forme" in said


def test_a_million_empty_formatted_rows_are_read_in_seconds(tmp_path):
    rows = "".join(f'<row r="{row}" s="5" customFormat="1" ht="20"/>' for row in range(2, 1_048_577))
    book = read_or_refuse(package(tmp_path / "million.xlsx", ONE + rows))
    assert isinstance(book, Book)
    assert len(book.sheets[0].cells) == 1


@pytest.mark.parametrize("tag", ["font", "fill", "border", "dxf"])
def test_too_many_looks_are_refused(tmp_path, tag):
    styles = f"<styleSheet><{tag}s>{f'<{tag}/>' * 66_000}</{tag}s></styleSheet>"
    assert "65500 styles" in refusal(package(tmp_path / "l.xlsx", ONE, more={"xl/styles.xml": styles}))


@pytest.mark.parametrize("part", ["xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels", TYPES])
def test_too_many_relations_are_refused(tmp_path, part):
    many = PARTS.get(part, relations()).replace("</", "<Override/>" * 31_000 + "</")
    assert "trop d'éléments" in refusal(package(tmp_path / "r.xlsx", ONE, more={part: many}))


def test_a_file_let_through_is_not_looked_through_twice_unless_it_changes(tmp_path):
    path = package(tmp_path / "deux.xlsx", ONE)
    read_book(path)
    check_package(path)
    package(path, ONE, more={"xl/vbaProject.bin": b"x"})
    with pytest.raises(EvalkitError):
        check_package(path)


def compound(streams):
    """Write a container of the old formats: header, table of chains, directory, then the streams."""
    sector, free, last = 512, 0xFFFFFFFF, 0xFFFFFFFE
    chains, data, entries = [0xFFFFFFFD, last], b"", [("Root Entry", 5, 1, last, 0)]
    for name, content in streams.items():
        start, size = len(chains), max(len(content), 4096)
        count = -(-size // sector)
        chains += [*range(start + 1, start + count), last]
        data += content.ljust(count * sector, b"\0")
        entries.append((name, 2, free, start, size))
    directory = b""
    for rank, (name, kind, child, start, size) in enumerate(entries):
        right = rank + 1 if 0 < rank < len(entries) - 1 else free
        raw = (name + "\0").encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw), kind, 1, free, right, child)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(sector, b"\xff")
    head = OLE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head = head[:44] + struct.pack("<8I", 1, 1, 0, 4096, last, 0, last, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return head + table + directory.ljust(sector, b"\0") + data


def test_a_workbook_protected_by_a_password_is_refused_with_how_to_take_it_off(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(compound({"EncryptionInfo": b"\4\0\4\0@\0\0\0<encryption/>", "EncryptedPackage": bytes(9000)}))
    assert {"EncryptionInfo", "EncryptedPackage"} <= Container(path.read_bytes()).names()
    assert len(Container(path.read_bytes()).stream("EncryptedPackage")) == 9000
    said = refusal(path)
    assert "protégé par un mot de passe" in said
    assert "enlevez le mot de passe" in said
    with pytest.raises(EvalkitError, match="mot de passe"):
        check_package(path)
