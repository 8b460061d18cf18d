"""Numbers as people and programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.multivariate.reading.numerals import Sign, looks_numeric, number_of, votes


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("12", ",", 12.0),
        ("1 234,5", ",", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("-0,5", ",", -0.5),
        ("\u22123,2", ",", -3.2),
        (".5", ".", 0.5),
        ("1e-3", ".", 0.001),
        ("1.234", ",", 1234.0),
        ("1.234", ".", 1.234),
    ],
)
def test_a_number_is_read_by_the_sign_of_its_file(text: str, sign: Sign, number: float) -> None:
    assert number_of(text, sign) == number


@pytest.mark.parametrize(
    "text", ["", "-", "1 23", "12,,3", "12 % x", "3 sur 5", "e5", "1.5", "0x10", "1_000", "1" * 60]
)
def test_what_is_no_number_with_a_decimal_comma_is_none(text: str) -> None:
    assert number_of(text, ",") is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([",", "."]))
def test_what_a_program_writes_is_read_back(number: float, sign: Sign) -> None:
    assert number_of(repr(number).replace(".", sign), sign) == number


@given(st.integers(min_value=-(10**14), max_value=10**14), st.sampled_from([" ", "\u202f", "\u00a0"]))
def test_thousands_may_be_parted_by_any_usual_space(number: int, space: str) -> None:
    assert number_of(" ".join(f"{number:,}".replace(",", space).split()), ",") == number


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert isinstance(number_of(text, ","), float | None)


def test_only_what_can_be_read_in_one_way_votes() -> None:
    assert votes(["12", "3,5"]) == {","}
    assert votes(["12", "0.125"]) == {"."}
    assert votes(["1.234", "12"]) == {"?"}
    assert votes(["1.234.567"]) == {","}


def test_a_column_of_texts_does_not_decide_for_the_file() -> None:
    assert not looks_numeric(["v1.2", "v1.3", "2.5"])
