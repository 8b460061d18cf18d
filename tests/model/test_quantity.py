"""Numbers as French people write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from evalkit.model.quantity import parse_number, parse_quantity

# Statements of the guide with what each means (the reading of its figures, parsing_fixtures).
# raw, value, (minimum, maximum), approximate, unit
GUIDE: list[tuple[str, float | None, tuple[float | None, float | None], bool, str]] = [
    ("23,63 %", 23.63, (None, None), False, "%"),
    ("1 907", 1907, (None, None), False, ""),
    ("2,6 milliards d'euros", 2_600_000_000, (None, None), False, "€"),
    ("1,3 millions d'euros", 1_300_000, (None, None), False, "€"),
    ("86 M€", 86_000_000, (None, None), False, "€"),
    ("2,6 Md€", 2_600_000_000, (None, None), False, "€"),
    ("250 à 300", None, (250, 300), True, ""),
    ("de plus 5 % à plus 15 % par an", None, (5, 15), True, "%/an"),
    ("douze à trente-six mois", None, (12, 36), True, "mois"),
    ("plus de 4 000", None, (4000, None), True, ""),
    ("une quinzaine", 15, (None, None), True, ""),
    ("environ 80 000 €", 80_000, (None, None), True, "€"),
    ("un peu plus de 19 %", None, (19, None), True, "%"),
]


@pytest.mark.parametrize(("raw", "value", "ends", "approximate", "unit"), GUIDE, ids=[case[0] for case in GUIDE])
def test_a_statement_of_the_guide_keeps_what_it_says(
    raw: str, value: float | None, ends: tuple[Any, Any], approximate: bool, unit: str
) -> None:
    read = parse_quantity(raw)
    assert (read.value, (read.minimum, read.maximum)) == (value, ends)
    assert (read.approximate, read.unit, read.raw) == (approximate, unit, raw)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_any_usual_space_parts_thousands(space: str) -> None:
    assert parse_number(f"80{space}000,5") == 80_000.5


@pytest.mark.parametrize("text", ["1.234", "12.345", "-1.234"])
def test_a_point_before_three_digits_is_ambiguous(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_number(text)
    assert caught.value.type == "number_ambiguous"


@pytest.mark.parametrize("text", ["", "n.c.", "nan", "inf", "1e400", "1_000", "0x1F", "12 34", "١٢", "--1", "1,2,3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_number(text)


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_quantity("300 à 250")
    assert caught.value.type == "range_order"


NUMBER_WORDS = st.sampled_from(
    ["environ", "plus de", "à", "250", "300", "1 907", "2,6", "Md€", "M€", "millions d'euros", "%", "par an", "une",
     "quinzaine", "douze", "-", "–", "de", "entre", "et", "moins de", ".", ",", "1.234", "≥", "\u00a0", "k€", "e5"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(NUMBER_WORDS, max_size=8).map(" ".join)))
def test_any_text_is_read_as_a_quantity_or_refused_in_our_words(text: str) -> None:
    try:
        read = parse_quantity(text)
    except PydanticCustomError:
        return
    assert parse_quantity(read.raw) == read, "written back, it is read the same"
    ends = [each for each in (read.value, read.minimum, read.maximum) if each is not None]
    assert ends
    assert all(abs(each) <= 1e15 for each in ends)


@settings(deadline=None)
@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda number: round(number, 2)))
def test_a_number_written_with_a_decimal_comma_is_read_back(number: float) -> None:
    assert parse_number(f"{number:.2f}".replace(".", ",")) == pytest.approx(number)
