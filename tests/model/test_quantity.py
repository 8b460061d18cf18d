"""Numbers as French people write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from evalkit.model.quantity import Quantity, parse_number, parse_quantity
from evalkit.sources import read_dossier

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


@pytest.mark.parametrize("text", ["1.234", "12.345", "-1.234", "1,234", "80,000", "-1,234"])
def test_a_point_or_comma_before_three_digits_is_ambiguous(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_number(text)
    assert caught.value.type == "number_ambiguous"


@pytest.mark.parametrize("text", ["1.234", "80,000"])
def test_both_readings_offered_for_an_ambiguous_number_are_read(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_quantity(f"{text} €")
    assert caught.value.context is not None
    decimal, thousand = (parse_number(caught.value.context[reading]) for reading in ("decimal", "thousand"))
    assert thousand == pytest.approx(1000 * decimal)


# raw, value, (minimum, maximum), unit
COMMON: list[tuple[str, float | None, tuple[float | None, float | None], str]] = [
    ("5-10", None, (5, 10), ""),
    ("12-15 mois", None, (12, 15), "mois"),
    ("1 200 – 1 500", None, (1200, 1500), ""),
    ("-5 à -3", None, (-5, -3), ""),
    ("environ 5 à 6", None, (5, 6), ""),
    ("entre vingt et un et trente", None, (21, 30), ""),
    ("2 à 3 millions d'euros", None, (2e6, 3e6), "€"),
    ("10 à 12 M€", None, (10e6, 12e6), "€"),
    ("de 5 à 10 k€", None, (5e3, 10e3), "€"),
    ("500 € à 1 k€", None, (500, 1000), "€"),
    ("cinq cents à deux mille", None, (500, 2000), ""),
    ("cinq à dix mille euros", None, (5000, 10_000), "€"),
    ("deux à trois cents", None, (200, 300), ""),
    ("cent à deux cents", None, (100, 200), ""),
    ("12 K€", 12e3, (None, None), "€"),
    ("12 keur", 12e3, (None, None), "€"),
    ("12 KEUR", 12e3, (None, None), "€"),
    ("3 mds d'euros", 3e9, (None, None), "€"),
    ("5 Md€", 5e9, (None, None), "€"),
    ("5 mille euros", 5000, (None, None), "€"),
    ("dix mille euros", 10_000, (None, None), "€"),
    ("trois mille", 3000, (None, None), ""),
    ("vingt et un", 21, (None, None), ""),
    ("soixante et onze jours", 71, (None, None), "jours"),
    ("quatre-vingt-dix-neuf", 99, (None, None), ""),
    ("cent vingt", 120, (None, None), ""),
    ("neuf cent mille deux cent trois", 900_203, (None, None), ""),
    ("80 000 € environ", 80_000, (None, None), "€"),
    ("12 mois au moins", None, (12, None), "mois"),
    ("plus d'un million", None, (1e6, None), ""),
    ("près d'une dizaine de mois", 10, (None, None), "mois"),
    ("5 pour cent", 5, (None, None), "%"),
    ("12 demi-journées", 12, (None, None), "demi-journées"),
    ("12,5 t CO2/an", 12.5, (None, None), "t CO2/an"),
    ("300 m2", 300, (None, None), "m2"),
    ("une à deux fois par an", None, (1, 2), "fois par an"),
    ("10 000 à 12 000 €", None, (10_000, 12_000), "€"),
    ("10 %-15 %", None, (10, 15), "%"),
    ("12 € HT/an", 12, (None, None), "€ HT/an"),
    ("3 mises en relation/salarié/an", 3, (None, None), "mises en relation/salarié/an"),
    ("4 fiches de paye par mois", 4, (None, None), "fiches de paye par mois"),
]


@pytest.mark.parametrize(("raw", "value", "ends", "unit"), COMMON, ids=[case[0] for case in COMMON])
def test_common_french_is_read_right(raw: str, value: float | None, ends: tuple[Any, Any], unit: str) -> None:
    read = parse_quantity(raw)
    assert (read.value, (read.minimum, read.maximum), read.unit) == (value, ends, unit)


@pytest.mark.parametrize("raw", ["environ 80 000 €", "80 000 € environ", "environ 5 à 6", "une quinzaine"])
def test_a_hedge_is_kept(raw: str) -> None:
    assert parse_quantity(raw).approximate


@pytest.mark.parametrize(
    "raw",
    ["2 millions et demi", "une centaine de milliers", "deux douzaines", "4/5", "2/3", "3 sur 5", "trois sur cinq",
     "deux tiers", "un quart", "1h30", "12:30", "5½", "1'000", "1_000", "0x1A", "0xAB", "12;5", "2 fois 500 €",
     "deux fois cinq", "2 fois plus", "10 ± 2", "12→15",
     "3 x 1 000 €", "plus de 5 à 10", "vingt un", "5 et 10", "5 ou 6", "5--10", "06-12", "01-02-2023", "1-2-3",
     "1,234,567", "2 mois à 3 ans", "500 à 1 million", "trois cents à cinq cent mille", "12 M", "12 m€", "5 Mrd €",
     "3e trimestre", "un certain nombre", "un peu", "12 m2 3", "5 +", "12 " + "a" * 41],
)  # fmt: skip
def test_what_is_only_half_understood_is_refused(raw: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_quantity(raw)
    assert caught.value.type == "quantity"


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u202e", "\u2028"])
@pytest.mark.parametrize("raw", ["1{}2 mois", "12 {}mois", "{}12", "environ{} 12"])
def test_a_character_that_cannot_be_seen_is_refused_in_a_quantity(raw: str, hidden: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_quantity(raw.format(hidden))
    assert caught.value.type == "control_character"


@pytest.mark.parametrize("text", ["", "n.c.", "nan", "inf", "1e400", "1_000", "0x1F", "12 34", "١٢", "--1", "1,2,3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_number(text)


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_quantity("300 à 250")
    assert caught.value.type == "range_order"


# One of each kind in data/, read by eye.
IN_DATA = {
    "2,6 Md€": (2.6e9, None, None), "86 M€": (86e6, None, None),
    "250 à 300": (None, 250, 300), "quatre ans": (4, None, None),
    "une trentaine": (30, None, None), "23,63\u00a0%": (23.63, None, None),
    "environ 740\u00a0000\u00a0€": (740e3, None, None), "120\u00a0000 tonnes": (120e3, None, None),
    "environ 85 ETP": (85, None, None), "0,25": (0.25, None, None), "soixante": (60, None, None),
}  # fmt: skip


def _quantities(value: object) -> Iterator[Quantity]:
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, BaseModel):
        yield from (found for _, inner in value for found in _quantities(inner))
    elif isinstance(value, tuple):
        yield from (found for inner in value for found in _quantities(inner))


def test_the_quantities_of_the_dossiers_are_read_as_they_were() -> None:
    data = Path(__file__).parents[2] / "data"
    files = sorted([*(data / "partnerships").glob("*.yaml"), *(data / "samples").glob("*.yaml")])
    read = {found.raw: found for file in files for found in _quantities(read_dossier(file))}
    assert {raw: (read[raw].value, read[raw].minimum, read[raw].maximum) for raw in IN_DATA} == IN_DATA


NUMBER_WORDS = st.sampled_from(
    ["environ", "plus de", "à", "250", "300", "1 907", "2,6", "Md€", "M€", "millions d'euros", "%", "par an", "une",
     "quinzaine", "douze", "-", "–", "de", "entre", "et", "moins de", ".", ",", "1.234", "≥", "\u00a0", "k€", "e5",
     "mille", "cents",
     "vingt et un", "au moins", "5-10", "d'euros", "K", "M", "/an", "m2", "\u200b", "sur", "İ"]
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
