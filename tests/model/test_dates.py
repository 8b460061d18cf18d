"""Dates as precise as they are known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from evalkit.model.dates import PartialDate, parse_date


@pytest.mark.parametrize(
    ("text", "written"),
    [("2024", "2024"), ("2024-03", "2024-03"), ("3/2024", "2024-03"), ("15/03/2024", "2024-03-15"), (" 2024 ", "2024")],
)
def test_a_date_is_never_more_precise_than_what_was_typed(text: str, written: str) -> None:
    assert str(parse_date(text)) == written


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13", "32/01/2024", "1899", "2101", "0000", "2024-00-01"])
def test_a_date_that_does_not_exist_is_refused_as_impossible(text: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_date(text)
    assert caught.value.type == "date_impossible"


def test_a_year_means_all_its_days() -> None:
    assert PartialDate(2024).first_day == dt.date(2024, 1, 1)
    assert PartialDate(2024, 2).last_day == dt.date(2024, 2, 29)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_as_a_date_or_refused_in_our_words(text: str) -> None:
    try:
        assert parse_date(str(parse_date(text))) == parse_date(text)
    except PydanticCustomError as error:
        assert error.type in {"date", "date_impossible"}


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    assert parse_date(day.isoformat()).first_day == day
    assert parse_date(f"{day:%d/%m/%Y}").last_day == day
