"""Workbooks such as people have them, and ways to look into their files."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from evalkit.sources.returned import Mark

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = {"Indicateurs": "xl/worksheets/sheet1.xml", "Feuille d'essai": "xl/worksheets/sheet2.xml"}
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"

TARGET = Mark("Indicateurs", "E4", "problem", "La cible devait être un nombre.", "Écrivez un nombre.")
DUE = Mark("Indicateurs", "E5", "to_mend", "La cible n'a pas d'échéance.", "Donnez une échéance (JJ/MM/AAAA).", "RM-12")
METHOD = Mark("Indicateurs", "E5", "advice", "Une cible sans méthode se discute mal.", "Dites la méthode.", "RM-17")
EMPTY = Mark("Indicateurs", "G40", "blocking", "Aucun critère pour l'objectif O2.", "Ajoutez un critère.", "RM-03")
OTHER = Mark("Feuille d'essai", "C3", "note", "La feuille n'a pas été lue.", "Rien à faire.")
WHOLE = Mark("", "", "note", "Le modèle est de la version 1.", "Rien à faire.")
MISSING = Mark("Moyens", "B2", "problem", "La feuille « Moyens » manque.", "Ajoutez-la.")
MARKS = (TARGET, DUE, METHOD, EMPTY, OTHER, WHOLE, MISSING)


def full_book(path: Path) -> Path:
    """Save a workbook with a bit of everything: chart, image, comments, formats, validations, names, protection."""
    from PIL import Image as Picture

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Indicateurs"
    sheet.append(["Code", "Indicateur", "Unité", "Départ", "Cible", "Échéance", "Source"])
    for cell in sheet[1]:
        cell.fill, cell.font = PatternFill("solid", fgColor="0B4F6C"), Font(color="FFFFFF", bold=True)
    for i in range(1, 13):
        sheet.append([f"I{i}", f"Indicateur {i}", "%", 10 + i, f"=D{i + 1}*2", "31/12/2025", "Enquête"])
    sheet.column_dimensions["B"].width = 44
    sheet.row_dimensions[1].height = 30
    sheet["E5"].comment = Comment("À voir avec Paul", "Moi", height=60, width=120)
    sheet["A2"].comment = Comment("Code du partenaire", "Elle")
    green = PatternFill("solid", bgColor="00FF00")
    sheet.conditional_formatting.add("D2:D13", CellIsRule(operator="greaterThan", formula=["15"], fill=green))
    rule = DataValidation(type="list", formula1='"Enquête,Registre"')
    rule.add("G2:G99")
    sheet.add_data_validation(rule)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=13), titles_from_data=True)
    sheet.add_chart(chart, "I2")
    drawn = io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(drawn, "PNG")
    sheet.add_image(Image(drawn), "I20")
    sheet.print_title_rows = "1:1"
    sheet.protection.sheet = True
    other = book.create_sheet("Feuille d'essai")
    other.append(["Nom", "Effectif", "Note"])
    other.append(["Alpha", 12, ""])
    other.add_table(Table(displayName="Effectifs", ref="A1:C2"))
    other.merge_cells("B4:D6")
    other.print_area = "A1:C9"
    hidden = book.create_sheet("Listes")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "Enquête"
    book.defined_names["Sources"] = DefinedName("Sources", attr_text="Listes!$A$1:$A$9")
    book.active, other.sheet_view.tabSelected = 1, True
    book.save(path)
    return path


def plain_book(path: Path, *names: str) -> Path:
    """Save a workbook of empty sheets."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = names[0]
    for name in names[1:]:
        book.create_sheet(name)
    book.save(path)
    return path


def rewritten(path: Path, change: dict[str, bytes | None], add: dict[str, bytes] | None = None) -> Path:
    """Change, leave out or add parts of a file."""
    parts = {**parts_of(path), **change, **(add or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in parts.items():
            if data is not None:
                written.writestr(name, data)
    return path


def threaded_book(path: Path) -> Path:
    """Save a workbook with a conversation in B2, as Excel 365 writes it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Données"
    book.active["B2"] = "x"
    legacy = "[Threaded comment]\n\nYour version of Excel allows you to read this.\n\nComment:\n    Sûr ?"
    book.active["B2"].comment = Comment(legacy, "tc={AAAAAAAA-0000-4000-8000-000000000001}")
    book.save(path)
    relations = parts_of(path)
    thread = (
        f'<?xml version="1.0" encoding="UTF-8"?><ThreadedComments xmlns="{THREADS}"><threadedComment ref="B2" '
        'dT="2025-01-02T10:00:00.00" personId="{11111111-0000-4000-8000-000000000001}" '
        'id="{AAAAAAAA-0000-4000-8000-000000000001}"><text>Sûr ?</text></threadedComment></ThreadedComments>'
    )
    people = (
        f'<?xml version="1.0" encoding="UTF-8"?><personList xmlns="{THREADS}"><person displayName="Moi" '
        'id="{11111111-0000-4000-8000-000000000001}" userId="moi" providerId="None"/></personList>'
    )
    office = "http://schemas.microsoft.com/office/2017/10/relationships"
    sheet_rel = (
        f'<Relationship Id="t1" Type="{office}/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
    )
    book_rel = f'<Relationship Id="p1" Type="{office}/person" Target="persons/person.xml"/>'
    types = (
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        'ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/>'
    )
    changes = {
        "xl/worksheets/_rels/sheet1.xml.rels": (sheet_rel, "</Relationships>"),
        "xl/_rels/workbook.xml.rels": (book_rel, "</Relationships>"),
        "[Content_Types].xml": (types, "</Types>"),
    }
    changed = {
        name: relations[name].replace(end.encode(), f"{new}{end}".encode()) for name, (new, end) in changes.items()
    }
    added = {"xl/threadedComments/threadedComment1.xml": thread.encode(), "xl/persons/person.xml": people.encode()}
    return rewritten(path, changed, added)


def strict_book(path: Path) -> Path:
    """Save the full workbook in the strict form of the format, as Excel's « Strict Open XML » does."""
    full_book(path)
    changed = {}
    for name, data in parts_of(path).items():
        if name.endswith((".xml", ".rels")) and not name.startswith("["):
            data = data.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
        changed[name] = data
    return rewritten(path, changed)


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def canonical_parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a file, equal when they say the same."""
    return {
        name: etree.tostring(etree.fromstring(data), method="c14n") if name.endswith((".xml", ".rels")) else data
        for name, data in parts_of(path).items()
    }


def comments_of(path: Path, sheet: str) -> dict[str, str]:
    """Return the comments of a sheet as openpyxl reads them."""
    cells = (cell for row in openpyxl.load_workbook(path)[sheet].iter_rows(1, 60, 1, 12) for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def marked_cells(path: Path, sheet: str) -> dict[str, str]:
    """Return the colour of each range that our rules colour."""
    formats = openpyxl.load_workbook(path)[sheet].conditional_formatting
    return {
        str(each.sqref): rule.dxf.fill.bgColor.rgb
        for each in formats
        for rule in each.rules
        if rule.formula == ['"evalkit"="evalkit"']
    }


def office(file: Path, form: str, folder: Path) -> Path:
    """Open a file with LibreOffice and save it in another form."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: nothing can be opened with it")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "office"
    command = [program, "--headless", profile, "--convert-to", form, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{file.stem}.{form}"
