"""The workbook that is written: complete, in the order of the method, safe, ready to fill in and to print."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from generated import NASTY
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel
from samples import FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.model import content, dossier, framework, prospects, results
from evalkit.model.dossier import Dossier
from evalkit.model.fields import Entry
from evalkit.sources import parse_dossier, read_dossier, write_dossier
from evalkit.sources.wording import model_in
from evalkit.sources.workbook.layout import name_of, tabs
from evalkit.texts import LANGUAGES, Language, family, unbroken

PARTS = (dossier, framework, content, results, prospects)
HEADINGS, FIRST = 4, 5


def models() -> list[type[BaseModel]]:
    found = {
        each for part in PARTS for each in vars(part).values() if isinstance(each, type) and issubclass(each, Entry)
    }
    return sorted(found - {Entry}, key=lambda each: each.__name__)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "dossier.xlsx"
    write_dossier(read_dossier(FICTIONAL), path)
    return path


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    return load_workbook(file)


def shown(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def test_every_field_of_the_model_has_one_column_or_line_and_no_other() -> None:
    there = [(column.model, column.field) for tab in tabs() for column in tab.columns]
    plain = [
        (model, field)
        for model in models()
        for field, about in model.model_fields.items()
        if model_in(about.annotation) is None and (model, field) != (Dossier, "template_version")
    ]
    # The priorities have a column per partner.
    assert sorted(there, key=str) == sorted((each for each in plain if each != (Dossier, "priorities")), key=str)


def test_names_sheets_and_headings_are_never_shared() -> None:
    names = [name_of(tab, column) for tab in tabs() for column in tab.all_columns]
    assert len(set(names)) == len(names)
    for language in LANGUAGES:
        assert len({tab.sheet(language) for tab in tabs()}) == len(tabs())
        assert all(len(tab.sheet(language)) <= 31 for tab in tabs())
        for tab in tabs():
            labels = [column.label(language) for column in tab.all_columns]
            assert len(set(labels)) == len(labels), tab.code


def test_the_sheets_follow_the_method_after_half_a_page_of_help(book: Workbook) -> None:
    titles = [sheet.title for sheet in shown(book)]
    assert titles[:2] == ["Mode d'emploi", "Dossier"]
    steps = [title[0] for title in titles[2:]]
    assert steps == sorted(steps)
    assert set(steps) == {"1", "2", "3", "4"}


def test_the_first_sheet_leads_to_each_tab(book: Workbook) -> None:
    links = [cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{sheet.title}'!A1" for sheet in shown(book)[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_machine_name_no_code_of_ours_and_no_yaml_shows_in_any_cell(language: Language, tmp_path: Path) -> None:
    write_dossier(read_dossier(FICTIONAL), tmp_path / "a.xlsx", language)
    codes = {code for values in family("vocabulary").values() for code in values if "_" in code}
    codes |= {"siae_to_company", "true", "false", "territory_code"} | {
        f for m in models() for f in m.model_fields if "_" in f
    }
    cells = [
        str(cell.value)
        for sheet in shown(load_workbook(tmp_path / "a.xlsx"))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    words = {word for text in cells for word in re.findall(r"[A-Za-z_]+", text)}
    assert not words & codes
    assert not [text for text in cells if re.search(r"\[[A-Z]\d|evk_", text)]


def test_every_column_has_its_help_line_above_its_heading(book: Workbook) -> None:
    for tab in tabs():
        sheet = book[tab.sheet("fr")]
        for at, column in enumerate(tab.all_columns, start=1):
            if tab.path:
                assert str(sheet.cell(HEADINGS - 1, at).value).startswith(unbroken(column.help("fr"), "fr"))
                assert str(sheet.cell(HEADINGS, at).value).removesuffix(" *") == unbroken(column.label("fr"), "fr")


def test_headings_are_locked_without_a_password_and_everything_else_is_free(book: Workbook) -> None:
    for tab in tabs():
        sheet = book[tab.sheet("fr")]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.insertRows
        assert not sheet.protection.formatCells
        answers = 1 if tab.path else 2
        assert sheet.cell(HEADINGS, 1).protection.locked
        assert not sheet.cell(FIRST, answers).protection.locked
        if tab.path:
            assert not sheet.column_dimensions["A"].protection.locked


def test_closed_lists_are_drop_downs_that_refuse_anything_else_in_french(book: Workbook) -> None:
    validations = book["1 Partenaires"].data_validations.dataValidation
    kind = next(each for each in validations if "C5" in each.sqref)
    assert (kind.type, kind.errorStyle, kind.showErrorMessage) == ("list", "stop", True)
    assert "liste" in str(kind.error)
    name = str(kind.formula1).removeprefix("=")
    area = str(book.defined_names[name].attr_text)
    letter = re.search(r"\$([A-Z]+)\$", area)
    assert letter
    offered = [cell.value for cell in book["Listes"][letter[1]] if cell.value]
    assert offered == [each["fr"] for each in family("vocabulary")["partner_type"].values()]
    assert book["Listes"].sheet_state == "hidden"


def test_codes_are_offered_and_anything_else_may_be_written(book: Workbook) -> None:
    validations = book["3 Mesures"].data_validations.dataValidation
    indicator = next(each for each in validations if "A5" in each.sqref)
    assert not indicator.showErrorMessage
    assert "3 Indicateurs" in str(book.defined_names[str(indicator.formula1).removeprefix("=")].attr_text)


def test_drop_downs_go_on_far_below_the_last_entry(book: Workbook) -> None:
    for validation in book["3 Mesures"].data_validations.dataValidation:
        assert max(area.max_row for area in validation.sqref.ranges) >= 2000


def test_a_sheet_prints_on_a4_in_its_width_with_its_headings_on_each_page(book: Workbook) -> None:
    for tab in tabs():
        sheet = book[tab.sheet("fr")]
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("landscape" if tab.path else "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert 1 <= sheet.page_setup.fitToWidth <= 5
        assert str(HEADINGS) in sheet.print_title_rows


def test_the_package_holds_no_macro_no_link_to_elsewhere_and_no_formula_in_a_cell(file: Path, book: Workbook) -> None:
    names = ZipFile(file).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    formulas = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


@pytest.mark.parametrize("text", [text for text in NASTY if text[:1] in "=+-@"])
def test_a_text_that_looks_like_a_formula_is_written_as_a_text(text: str, tmp_path: Path) -> None:
    plain = read_dossier(FICTIONAL)
    write_dossier(plain.model_copy(update={"title": text}), tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx")["Dossier"]["B5"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_list_that_no_cell_can_hold_is_refused_in_a_sentence(tmp_path: Path) -> None:
    factors = ", ".join(f"'{chr(65 + i % 26) * 4990}'" for i in range(8))
    text = (
        "code: long\nyear: 2024\ntitle: Long\npartners: [{code: P1, name: A, type: siae}]\n"
        f"criteria: [{{code: C1, label: x, factors: [{factors}]}}]\n"
    )
    with pytest.raises(EvalkitError) as error:
        write_dossier(parse_dossier(text), tmp_path / "long.xlsx")
    assert "caractères ne tiennent pas dans une cellule" in error.value.sentences("fr")
    assert error.value.problems[0].place.cell == "D5"
    assert not (tmp_path / "long.xlsx").exists()


def test_the_same_dossier_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    write_dossier(read_dossier(FICTIONAL), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saves_anew_is_the_same_dossier(form: str, file: Path, tmp_path: Path) -> None:
    import shutil

    program = shutil.which("soffice")
    if not program:
        pytest.skip("no LibreOffice on this machine")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", form, "--outdir", str(tmp_path / "saved"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = read_dossier(tmp_path / "saved" / f"dossier.{form}")
    assert again == read_dossier(FICTIONAL)
