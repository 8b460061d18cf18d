"""Workbooks for the tests: one that has a bit of everything, and packages written part by part."""

import datetime as dt
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from evalkit.errors import EvalkitError
from evalkit.sources.grid import Book, faults_of, read_book, text_of
from evalkit.texts import has

FILES = Path(__file__).parent / "files"
SECONDS = 20
"""Far more than any file takes, even on a busy machine; a hostile one would take minutes."""

TYPED = {
    "A1": ("Atelier « Rivage »", None, "Atelier « Rivage »"),
    "A2": (12, None, "12"),
    "A3": (1234.567, None, "1234.5670"),
    "A4": (0.125, "0.0%", "12.5 %"),
    "A5": (0.07, "0%", "7 %"),
    "A6": (dt.date(2024, 3, 15), "dd/mm/yyyy", "2024-03-15"),
    "A7": (dt.date(2024, 3, 1), "mmm-yy", "2024-03"),
    "A8": (dt.date(2024, 1, 1), "yyyy", "2024"),
    "A9": (True, None, "true"),
    "A10": (1000, "00000", "01000"),
    "A11": ("deux\nlignes", None, "deux\nlignes"),
    "A12": ("  espaces  ", None, "  espaces  "),
    "A13": (1250.5, '#,##0.00\\ "€"', "1250.5"),
    "A14": (dt.datetime(2024, 3, 15, 14, 30), "dd/mm/yyyy hh:mm", "2024-03-15 14:30"),
    "A15": ("01000", "@", "01000"),
    "A16": (-3, None, "-3"),
    "A17": (dt.date(2024, 12, 1), "mm/yyyy", "2024-12"),
}
"""What is put into a cell, its format, and the text that a person would have typed."""


def everything(path: Path) -> Path:
    """Save a workbook with a bit of everything."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Réponses d'été"
    for at, (value, code, _) in TYPED.items():
        sheet[at] = value
        if code:
            sheet[at].number_format = code
    sheet["C1"] = "fusion"
    sheet.merge_cells("C1:D3")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["F1"] = "masquée"
    hidden = workbook.create_sheet("Listes")
    hidden["A1"] = "caché"
    hidden.sheet_state = "hidden"
    workbook.defined_names["Zone"] = DefinedName("Zone", attr_text="'Réponses d''été'!$A$1:$C$7")
    hidden.defined_names["locale"] = DefinedName("locale", attr_text="Listes!$A$1")
    workbook.custom_doc_props.append(StringProperty(name="modele", value="3 & plus"))
    workbook.save(path)
    return path


MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATION = '<Relationship Id="{}" Type="http://schemas/{}" Target="{}"/>'
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def relations(*found: tuple[str, str, str]) -> str:
    return f"<Relationships>{''.join(RELATION.format(*each) for each in found)}</Relationships>"


PARTS = {
    "[Content_Types].xml": f'<Types><Override PartName="/xl/workbook.xml" ContentType="{MAIN}"/></Types>',
    "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="r"><sheets>'
    '<sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relations(
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "styles", "/xl/styles.xml"),
        ("r3", "sharedStrings", "sharedStrings.xml"),
    ),
}


def sheet_xml(rows: str, after: str = "") -> str:
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData>{after}</worksheet>"


def package(path: Path, rows: str = "", after: str = "", more: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a workbook from the XML of its one sheet; `more` adds or replaces parts."""
    parts: dict[str, str | bytes] = {**PARTS, "xl/worksheets/sheet1.xml": sheet_xml(rows, after), **(more or {})}
    return archive(path, parts)


def archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return path


ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("office", "table", "text", "style", "number", "calcext", "xlink")
)


def ods(path: Path, tables: str, styles: str = "", more: Mapping[str, str | bytes] | None = None) -> Path:
    """Write an OpenDocument spreadsheet from the XML of its tables."""
    content = (
        f"<office:document-content {ODS_NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(path, {"mimetype": ODS, "content.xml": content, **(more or {})})


def read_or_refuse(path: Path) -> Book | EvalkitError:
    """Read a file, however broken: a book or a refusal in words, and soon."""
    start = time.process_time()
    found: Book | EvalkitError
    try:
        found = read_book(path)
        for cell in (cell for sheet in found.sheets for cell in sheet.cells.values()):
            assert isinstance(text_of(cell), str)
            assert all(has(f"errors.{key}.fault") for key in faults_of(cell) or ())
    except EvalkitError as error:
        assert error.problems
        assert error.sentences("fr")
        assert error.sentences("en")
        found = error
    assert time.process_time() - start < SECONDS
    return found


def refusal(path: Path) -> str:
    """Return the one sentence in which a file is refused."""
    found = read_or_refuse(path)
    assert isinstance(found, EvalkitError), found
    assert len(found.problems) == 1
    return found.problems[0].sentence()
