import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model.dates import parse_date
from evalkit.model.fields import YES_NO
from evalkit.model.quantity import parse_number, parse_quantity
from evalkit.sources.grid import Cell, faults_of, text_of
from evalkit.texts import has

SAFE = st.floats(min_value=-1e15, max_value=1e15).filter(lambda x: x == 0 or abs(x) > 1e-90)


@given(SAFE)
def test_a_number_is_read_back_exactly_and_nothing_is_asked(number):
    assert parse_number(text_of(Cell(number))) == number


@pytest.mark.parametrize("number", [1e-7, 1e14, 1234.567, 0.001, 1.234, 999.999, -1.234, 12.5, 0.1, 1e15, -0.0, 100.0])
def test_numbers_that_invite_a_mistake_are_read_back_exactly(number):
    assert parse_number(text_of(Cell(number))) == number


@given(SAFE)
def test_what_a_formula_gives_is_rounded_to_what_a_spreadsheet_computes_with(number):
    assert parse_number(text_of(Cell(number, formula=True))) == float(f"{number:.15g}")


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_has_neither_point_nor_thousands(number):
    assert text_of(Cell(number)) == str(number)
    assert text_of(Cell(float(number))) == str(number)


def test_the_noise_of_a_sum_is_not_shown():
    assert text_of(Cell(0.1 + 0.2, formula=True)) == "0.3"
    assert text_of(Cell(0.1 + 0.2)) == "0.30000000000000004"


@pytest.mark.parametrize("number", [1e22, 1e300, 1.7e308, 5e-324])
def test_a_number_beyond_reason_is_written_and_left_to_the_model_to_refuse(number):
    assert float(text_of(Cell(number))) == number


@given(st.integers(-100_000, 100_000))
def test_a_percentage_is_read_back_in_per_cent(thousandths):
    said = parse_quantity(text_of(Cell(thousandths / 1000, "0.0%")))
    assert (said.value, said.unit, said.approximate) == (thousandths / 10, "%", False)


@pytest.mark.parametrize(
    ("value", "text"), [(0.12, "12 %"), (0.125, "12.5 %"), (12.3 / 100, "12.3 %"), (1, "100 %"), (0.012345, "1.2345 %")]
)
def test_a_percentage_shows_no_noise(value, text):
    assert text_of(Cell(value, "0.00%")) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy", "2024"),
        ("mmm-yy", "2024-03"),
        ("mm/yyyy", "2024-03"),
        ("[$-40C]mmmm yyyy;@", "2024-03"),
        ("dd/mm/yyyy", "2024-03-15"),
        ("mm-dd-yy", "2024-03-15"),
        ("d mmm", "2024-03-15"),
        ("General", "2024-03-15"),
        ('yyyy"-"mm', "2024-03"),
        ("dddd", "2024-03-15"),
    ],
)
def test_a_date_is_as_precise_as_its_format(code, text):
    assert text_of(Cell(dt.date(2024, 3, 15), code)) == text
    assert str(parse_date(text)) == text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["yyyy", "mm/yyyy", "dd/mm/yyyy"]))
def test_any_date_is_read_by_the_model(date, code):
    read = parse_date(text_of(Cell(date, code)))
    assert read.first_day <= date <= read.last_day


def test_an_hour_shown_with_a_date_is_told_and_midnight_is_not():
    shown = "dd/mm/yyyy hh:mm"
    afternoon = Cell(dt.datetime(2024, 3, 15, 14, 30), shown)
    assert text_of(afternoon) == "2024-03-15 14:30"
    assert faults_of(afternoon) == ("grid.cell.hour",)
    midnight = Cell(dt.datetime(2024, 3, 15), shown)
    assert text_of(midnight) == "2024-03-15"
    assert faults_of(midnight) is None


def test_an_hour_that_the_format_hides_does_not_count():
    cell = Cell(dt.datetime(2024, 3, 15, 14, 30, 12), "dd/mm/yyyy")
    assert (text_of(cell), faults_of(cell)) == ("2024-03-15", None)


def test_an_hour_and_a_duration_are_told():
    assert text_of(Cell(dt.time(14, 30), "h:mm")) == "14:30"
    assert faults_of(Cell(dt.time(14, 30), "h:mm")) == ("grid.cell.hour",)
    assert text_of(Cell(35.5 / 24, "[h]:mm")) == "35:30"
    assert faults_of(Cell(35.5 / 24, "[h]:mm")) == ("grid.cell.duration",)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1000, "00000", "01000"),
        (75011, "00000", "75011"),
        (612345678, '0#" "##" "##" "##" "##', "0612345678"),
        (7, "00", "07"),
        (2024, "0000", "2024"),
        (1000.5, "00000", "1000.5"),
        (1234, "# ##0", "1234"),
        (1234, "#,##0", "1234"),
        (5, "0.00", "5"),
        (-7, "00", "-7"),
        (12345678900011, "000 000 000 00000", "12345678900011"),
        (1000, "00000;[Red]-00000", "01000"),
        (5, "00.00", "5"),
    ],
)
def test_a_code_shown_with_zeros_keeps_them(value, code, text):
    assert text_of(Cell(value, code)) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('#,##0.00\\ "€"', "1250.5"),
        ("#,##0.00 [$€-40C]", "1250.5"),
        ("0.00E+00", "1250.5"),
        ('0.0,,"M€"', "1250.5"),
        ('0.0" %"', "1250.5"),
        ("# ?/?", "1250.5"),
        ('"jours: "0', "1250.5"),
        ("_-* #,##0.00_-;-* 0.00_-", "1250.5"),
        ('General" heures"', "1250.5"),
        ("", "1250.5"),
        ('[Red][>1000]0" ans";0', "1250.5"),
    ],
)
def test_what_a_format_puts_around_a_number_changes_nothing(code, text):
    assert text_of(Cell(1250.5, code)) == text
    assert faults_of(Cell(1250.5, code)) is None


def test_yes_and_no_are_words_that_the_model_knows():
    assert YES_NO[text_of(Cell(True))] is True
    assert YES_NO[text_of(Cell(False))] is False


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("#DIV/0!", "div_zero"),
        ("#REF!", "reference"),
        ("#NAME?", "name"),
        ("#VALUE!", "value"),
        ("#NUM!", "number"),
        ("#N/A", "not_available"),
        ("#NULL!", "null"),
        ("#VALEUR!", "value"),
        ("#NOM ?", "name"),
        ("Err:502", "error"),
        ("#SPILL!", "error"),
    ],
)
def test_an_error_is_no_text_and_is_told(error, key):
    cell = Cell(None, formula=True, error=error)
    assert text_of(cell) == ""
    assert faults_of(cell) == (f"grid.cell.{key}",)
    assert has(f"errors.grid.cell.{key}.fault")
    assert has(f"errors.grid.cell.{key}.remedy")


def test_a_formula_that_nothing_has_computed_is_told():
    cell = Cell(None, formula=True)
    assert (text_of(cell), faults_of(cell)) == ("", ("grid.cell.not_computed",))


@pytest.mark.parametrize("number", [-5, 0, 60, 3_000_000, 0.5])
def test_a_number_that_is_no_day_is_told_under_the_format_of_a_date(number):
    assert faults_of(Cell(number, "dd/mm/yyyy")) == ("grid.cell.no_day",)


@given(st.text(max_size=60))
def test_no_format_is_too_strange_to_be_read(code):
    assert text_of(Cell(3, code))


@given(st.text(max_size=100))
def test_a_text_stays_what_it_is(text):
    assert text_of(Cell(text)) == text.replace("\r\n", "\n")
