"""Days counted by a spreadsheet, from 1900 or 1904, as dates and hours."""

from __future__ import annotations

import datetime as dt
import math

from evalkit.sources.grid.book import Value
from evalkit.sources.grid.formats import format_of

_FROM_1900, _FROM_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_NO_SUCH_DAY = 60
"""The 29th of February 1900, which spreadsheets count although it never was."""
_DAY = 86_400


def value_of(number: int | float, code: str, *, from_1904: bool = False) -> Value:
    """Return the date or the hour that a number is by its format; the number itself where it is none."""
    shows = format_of(code).shows
    if shows not in {"date", "datetime", "time"} or not 0 <= number < 3_000_000:
        return number
    days, seconds = _parted(number)
    if days == 0 and not from_1904:
        return _hour(seconds) if shows == "time" else number
    if shows == "time" and days == 0:
        return _hour(seconds)
    moment = _day(days, from_1904=from_1904)
    if moment is None:
        return number
    return moment.date() if shows == "date" and not seconds else moment + dt.timedelta(seconds=seconds)


def _parted(number: float) -> tuple[int, int]:
    """Return whole days and seconds."""
    days = math.floor(number)
    seconds = round((number - days) * _DAY)
    return (days + 1, 0) if seconds == _DAY else (days, seconds)


def _hour(seconds: int) -> dt.time:
    return (dt.datetime.min + dt.timedelta(seconds=seconds)).time()


def _day(days: int, *, from_1904: bool) -> dt.datetime | None:
    if not from_1904 and days == _NO_SUCH_DAY:
        return None
    start = _FROM_1904 if from_1904 else _FROM_1900
    try:
        return start + dt.timedelta(days=days + (not from_1904 and days < _NO_SUCH_DAY))
    except OverflowError:
        return None
