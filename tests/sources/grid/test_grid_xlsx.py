import datetime as dt

import openpyxl
import pytest
from grid_files import TYPED, everything, package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from evalkit.errors import EvalkitError
from evalkit.sources.grid import Cell, read_book, text_of
from evalkit.sources.grid.references import position_of
from evalkit.sources.grid.xlsx_parts import unescaped


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return read_book(everything(tmp_path_factory.mktemp("grid") / "tout.xlsx"))


@pytest.mark.parametrize("at", TYPED)
def test_a_cell_says_what_was_typed(book, at):
    assert text_of(book.sheets[0].cells[position_of(at)]) == TYPED[at][2]


def test_the_whole_book_is_described(book):
    first, hidden = book.sheets
    assert (book.kind, book.file, first.name) == ("xlsx", "tout.xlsx", "Réponses d'été")
    assert (first.merged, first.hidden_rows, first.hidden_columns) == (((1, 3, 3, 4),), {5}, {6})
    assert (first.hidden, hidden.hidden, hidden.name) == (False, True, "Listes")
    assert book.names == {"zone": ("Réponses d'été", (1, 1, 7, 3)), "locale": ("Listes", (1, 1, 1, 1))}
    assert book.properties == {"modele": "3 & plus"}
    assert first.place(7, 3).words() == "tout.xlsx, Réponses d'été!C7"


def test_days_counted_from_1904_are_the_same_days(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active["A1"] = dt.date(2024, 3, 15)
    workbook.save(tmp_path / "mac.xlsx")
    book = read_book(tmp_path / "mac.xlsx")
    assert book.from_1904
    assert book.sheets[0].cells[1, 1].value == dt.date(2024, 3, 15)


@pytest.mark.parametrize(
    ("serial", "value"),
    [
        ("1", dt.date(1900, 1, 1)),
        ("59", dt.date(1900, 2, 28)),
        ("60", 60),
        ("61", dt.date(1900, 3, 1)),
        ("45366", dt.date(2024, 3, 15)),
        ("2958465", dt.date(9999, 12, 31)),
        ("2958466", 2958466),
        ("-1", -1),
        ("0", 0),
    ],
)
def test_a_day_is_that_of_the_calendar_of_excel(tmp_path, serial, value):
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = f'<row r="1"><c r="A1" s="0"><v>{serial}</v></c></row>'
    found = read_book(package(tmp_path / "jour.xlsx", rows, more={"xl/styles.xml": styles}))
    assert found.sheets[0].cells[1, 1].value == value


def test_formulas_give_their_value_and_say_that_they_do(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1"><f t="shared" si="0"/><v>3</v></c>'
        '<c r="F1" t="b"><f>TRUE()</f><v>1</v></c><c r="G1" t="str"><f>A1&amp;"x"</f><v>2x</v></c></row>'
    )
    cells = read_book(package(tmp_path / "f.xlsx", rows)).sheets[0].cells
    assert list(cells.values()) == [
        Cell(2, formula=True),
        Cell(None, formula=True),
        Cell("", formula=True),
        Cell(None, formula=True, error="#DIV/0!"),
        Cell(3, formula=True),
        Cell(True, formula=True),
        Cell("2x", formula=True),
    ]


def test_cells_without_names_follow_one_another(tmp_path):
    rows = "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>"
    cells = read_book(package(tmp_path / "sans.xlsx", rows)).sheets[0].cells
    assert {at: cell.value for at, cell in cells.items()} == {(1, 1): 1, (1, 3): 3, (2, 1): 4}


def test_prefixes_and_full_dates_are_read(tmp_path):
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">'
        '<x:c r="A1" t="d"><x:v>2024-03-15</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>é</x:t></x:is></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    cells = read_book(package(tmp_path / "x.xlsx", more={"xl/worksheets/sheet1.xml": sheet})).sheets[0].cells
    assert [cell.value for cell in cells.values()] == [dt.date(2024, 3, 15), "é"]


def test_the_formatting_inside_a_text_and_its_reading_aid_are_left_out(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = CellRichText("avant ", TextBlock(InlineFont(b=True), "gras"), " après")
    workbook.save(tmp_path / "gras.xlsx")
    assert read_book(tmp_path / "gras.xlsx").sheets[0].cells[1, 1].value == "avant gras après"
    strings = "<sst><si><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='1'><t>とう</t></rPh></si></sst>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    book = read_book(package(tmp_path / "j.xlsx", rows, more={"xl/sharedStrings.xml": strings}))
    assert book.sheets[0].cells[1, 1].value == "東京"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
        ("a_x000D_\nb", "a\r\nb"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "_xD83D_"),
        ("_x41_", "_x41_"),
        ("_x00G0_", "_x00G0_"),
    ],
)
def test_characters_that_xml_cannot_hold_are_given_back(written, text):
    assert unescaped(written) == text


VISIBLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t"),
    min_size=1,
    max_size=200,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        VISIBLE | st.sampled_from(["=1+1", "'x", "+33", "@a", "-", "_x0041_", "\u202e", "NA", "01000"]), max_size=8
    )
)
def test_any_text_that_openpyxl_saves_is_read_back(tmp_path, texts):
    workbook = openpyxl.Workbook()
    for row, text in enumerate(texts, 1):
        cell = workbook.active.cell(row, 1)
        # As Excel does: what looks like an escape is escaped.
        cell.value, cell.data_type = text.replace("_x", "_x005F_x"), "s"
    workbook.save(tmp_path / "textes.xlsx")
    cells = read_book(tmp_path / "textes.xlsx").sheets[0].cells
    assert [cells[row, 1].value for row in range(1, len(texts) + 1)] == texts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15), max_size=8))
def test_any_number_that_openpyxl_saves_is_read_back(tmp_path, numbers):
    workbook = openpyxl.Workbook()
    for row, number in enumerate(numbers, 1):
        workbook.active.cell(row, 1, number)
    workbook.save(tmp_path / "nombres.xlsx")
    cells = read_book(tmp_path / "nombres.xlsx").sheets[0].cells
    # openpyxl writes sixteen digits.
    written = [number if isinstance(number, int) else float(f"{number:.16g}") for number in numbers]
    assert [cells[row, 1].value for row in range(1, len(numbers) + 1)] == written


def test_names_lead_to_one_range_or_are_left_out(tmp_path):
    workbook = openpyxl.Workbook()
    first, second = workbook.active, workbook.create_sheet("Deux.2")
    first.title = "Un"
    first["A1"] = second["A1"] = 1
    formulas = {
        "bon": "Un!$A$1",
        "COLONNE": "'Deux.2'!$B:$C",
        "ligne": "Un!$2:$2",
        "deux": "Un!$A$1,Un!$B$1",
        "perdu": "#REF!",
        "nombre": "12",
        "ailleurs": "Trois!$A$1",
        "calcul": "OFFSET(Un!$A$1,1,1)",
    }
    for name, formula in formulas.items():
        workbook.defined_names[name] = DefinedName(name, attr_text=formula)
    for sheet in (first, second):
        sheet.defined_names["partout"] = DefinedName("partout", attr_text=f"'{sheet.title}'!$A$1")
    second.defined_names["bon"] = DefinedName("bon", attr_text="'Deux.2'!$A$1")
    first.print_area = "A1:B2"
    workbook.save(tmp_path / "noms.xlsx")
    assert read_book(tmp_path / "noms.xlsx").names == {
        "bon": ("Un", (1, 1, 1, 1)),
        "colonne": ("Deux.2", (1, 2, 1_048_576, 3)),
        "ligne": ("Un", (2, 1, 2, 16_384)),
    }


def test_what_a_merged_range_hides_is_not_read(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    after = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    sheet = read_book(package(tmp_path / "m.xlsx", rows, after)).sheets[0]
    assert list(sheet.cells) == [(1, 1)]


@pytest.mark.parametrize("cell", ['<c r="B2"><v>douze</v></c>', '<c r="B2" t="s"><v>7</v></c>'])
def test_a_cell_that_cannot_be_read_is_named(tmp_path, cell):
    with pytest.raises(EvalkitError) as caught:
        read_book(package(tmp_path / "c.xlsx", f'<row r="2">{cell}</row>'))
    assert [each.place.words() for each in caught.value.problems] == ["c.xlsx, F!B2"]
