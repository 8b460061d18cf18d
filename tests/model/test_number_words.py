"""French numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model.number_words import Spelt, read_words

SMALL = ["", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
         "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def in_words(n: int) -> str:
    """Write a number as the spelling reform of 1990 does, hyphens between words below a hundred only."""
    if n >= 1000:
        before = "" if n < 2000 else in_words(n // 1000).replace("cents", "cent").replace("vingts", "vingt") + " "
        return f"{before}mille {in_words(n % 1000)}".strip()
    if n >= 100:
        before = "" if n < 200 else SMALL[n // 100] + " "
        return f"{before}cent{'s' if n >= 200 and n % 100 == 0 else ''} {in_words(n % 100)}".strip()
    if n < 20:
        return SMALL[n]
    ten = max(each for each in TENS if each <= n)
    if n == 80:
        return "quatre-vingts"
    link = " et " if n % 10 == 1 and n < 80 else "-"
    return TENS[ten] + (link + SMALL[n - ten] if n > ten else "")


@given(st.integers(min_value=1, max_value=999_999))
def test_a_number_written_in_words_is_read_back(n: int) -> None:
    text = in_words(n)
    read = read_words(f"{text.capitalize()} mois")
    assert read is not None
    assert (read.value, read.length) == (n, len(text))


@pytest.mark.parametrize(
    ("text", "factor"),
    [("dix mille", 1000), ("trois cents", 100), ("cinq cent mille", 100_000), ("mille", 1), ("cent", 1),
     ("cent vingt", 1), ("mille deux cents", 1), ("deux mille trois cents", 1)],
)  # fmt: skip
def test_the_hundred_or_thousand_that_a_number_ends_on_is_told(text: str, factor: int) -> None:
    read = read_words(text)
    assert read is not None
    assert read.factor == factor


@pytest.mark.parametrize("text", ["", "sixième", "unité", "centre", "ſix", "İ", "beaucoup", "vingtaine"])
def test_what_is_no_number_in_words_is_not_read(text: str) -> None:
    assert read_words(text) is None


def test_a_round_number_says_that_it_is_round() -> None:
    assert read_words("une quinzaine de jours") == Spelt(15, 1, len("une quinzaine"), rounded=True)
