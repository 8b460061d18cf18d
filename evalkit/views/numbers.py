"""Numbers and dates as French or English readers write them (Babel, CLDR)."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date
from babel.numbers import format_decimal

from evalkit.model.dates import PartialDate
from evalkit.model.quantity import Quantity
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.texts import Language, say

MINUS = "\u2212"
NARROW = "\u202f"


def number(value: float | NotEstimable, language: Language, digits: int = 1) -> str:
    """Write a number with at most `digits` decimals (``1 234,5``), or the reason why there is none."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, pattern, locale=language).replace("-", MINUS)


def signed(value: float | NotEstimable, language: Language, digits: int = 1) -> str:
    """Write a change with its sign (``+3``, ``−2,5``)."""
    text = number(value, language, digits)
    return f"+{text}" if not isinstance(value, NotEstimable) and value > 0 else text


def percent(value: float | NotEstimable, language: Language, digits: int = 0) -> str:
    """Write a percentage given as 0 to 100: ``40 %`` in French, ``40%`` in English."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    space = NARROW if language == "fr" else ""
    return f"{number(value, language, digits)}{space}%"


def with_unit(value: float | NotEstimable, unit: str | None, language: Language, digits: int = 1) -> str:
    """Write a number and its unit."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    if unit == "%":
        return percent(value, language, digits)
    return f"{number(value, language, digits)}\u00a0{unit}" if unit else number(value, language, digits)


def share(value: Proportion | NotEstimable, language: Language) -> str:
    """Write a share with its counts: ``40 % (2 sur 5)``."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    return say(
        "headings.share",
        language,
        percent=percent(100 * value.value, language),
        numerator=number(value.numerator, language, 0),
        denominator=number(value.denominator, language, 0),
    )


def interval(value: Proportion | NotEstimable, language: Language) -> str:
    """Write the interval of a share: ``12 % à 77 %``."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    low, high = percent(100 * value.low, language), percent(100 * value.high, language)
    return say("headings.interval", language, low=low, high=high)


def quantity(stated: Quantity, language: Language) -> str:
    """Write a stated quantity: as typed when it is a range, a bound or an approximation, else as a number."""
    if stated.value is None or stated.approximate:
        return stated.raw
    return with_unit(stated.value, stated.unit or None, language, 2)


def date(value: PartialDate | dt.date, language: Language) -> str:
    """Write a date as precisely as it is known: ``2024``, ``mars 2024``, ``15 mars 2024``."""
    if isinstance(value, dt.date):
        return _day(value, language)
    if value.day is not None:
        return _day(value.first_day, language)
    if value.month is not None:
        return format_date(value.first_day, "MMMM y", locale=language)
    return str(value.year)


def _day(day: dt.date, language: Language) -> str:
    """French writes the first of a month as an ordinal (``1er janvier``), which CLDR leaves to the writer."""
    text = format_date(day, "d MMMM y", locale=language)
    return f"1er{text[1:]}" if language == "fr" and day.day == 1 else text


def period(start: dt.date, end: dt.date, language: Language) -> str:
    """Write a period; a calendar year is its number."""
    if start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year)
    if start == end:
        return date(start, language)
    return say("headings.period", language, start=date(start, language), end=date(end, language))
