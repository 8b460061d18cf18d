"""Dates as precise as they are known: a year, a month or a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

EARLIEST, LATEST = 1900, 2100
LONGEST = 200

_FORMS = (
    re.compile(r"(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})"),
    re.compile(r"(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
)


@dataclass(frozen=True)
class PartialDate:
    """A year, a month of a year, or a day: never more precise than what is known.

    Parameters
    ----------
    year : int
        From 1900 to 2100.
    month, day : int or None
        None when not known.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> dt.date:
        """The earliest day it can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day it can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


def parse_date(text: str) -> PartialDate:
    """Read ``2024``, ``2024-03``, ``03/2024``, ``2024-03-15`` or ``15/03/2024``.

    Raises
    ------
    PydanticCustomError
        ``date`` when the form is none of these, ``date_impossible`` when the day does not exist or the year is
        outside 1900 to 2100.
    """
    typed = text.strip()
    for form in _FORMS:
        found = form.fullmatch(typed)
        if found:
            parts = found.groupdict()
            date = PartialDate(int(parts["y"]), *(int(parts[k]) for k in ("m", "d") if parts.get(k)))
            return _existing(date, text)
    raise PydanticCustomError("date", "not a date: {found}", {"found": text[:LONGEST]})


def _existing(date: PartialDate, text: str) -> PartialDate:
    try:
        possible = EARLIEST <= date.first_day.year <= LATEST and 0 not in (date.month, date.day)
    except ValueError:
        possible = False
    if not possible:
        raise PydanticCustomError("date_impossible", "impossible date: {found}", {"found": text[:LONGEST]})
    return date


def _to_date(given: Any) -> Any:
    if isinstance(given, str):
        return parse_date(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return parse_date(str(given))
    if isinstance(given, dt.date):
        return PartialDate(given.year, given.month, given.day)
    if not isinstance(given, PartialDate):
        raise PydanticCustomError("date", "not a date: {found}", {"found": str(given)[:LONGEST]})
    return given


Date = Annotated[
    PartialDate,
    BeforeValidator(_to_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]
"""A `PartialDate` field."""
