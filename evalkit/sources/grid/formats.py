"""What a number format of a spreadsheet makes of a number: a percentage, a date, an hour, a code with its zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Shows = Literal["number", "percent", "date", "datetime", "time", "elapsed"]
Precision = Literal["year", "month", "day"]

LONGEST = 500
_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_HALF_DAY = re.compile(r"am/pm|a/p", re.IGNORECASE)
_MINUTES = re.compile(r"h+[^ymdhs]*m+|m+(?=[^ymdhs]*s)")
_ELAPSED = re.compile(r"\[[hms]+\]")
_DIGITS_ONLY = re.compile(r"[#?]*(0[0#?]+)")


@dataclass(frozen=True)
class Format:
    """What a format shows.

    Parameters
    ----------
    shows : {"number", "percent", "date", "datetime", "time", "elapsed"}
        ``elapsed`` for hours that go beyond a day (``[h]:mm``).
    precision : {"year", "month", "day"}
        Of a date.
    digits : int
        How many digits the format fills with zeros: 5 for ``00000``; 1 for a number that is no code.
    """

    shows: Shows = "number"
    precision: Precision = "day"
    digits: int = 1


@lru_cache(maxsize=2000)
def format_of(code: str) -> Format:
    """Return what a format code shows; only its first section counts, that of numbers from 0."""
    core = _HALF_DAY.sub("h", _LITERAL.sub("", code[:LONGEST]).split(";")[0]).lower().strip()
    if core in {"", "general", "standard", "@"}:
        return Format()
    if _ELAPSED.search(core):
        return Format("elapsed")
    if re.search("[ymdhs]", core):
        return _moment(core)
    if "%" in core:
        return Format("percent")
    zeros = _DIGITS_ONLY.fullmatch(re.sub(r"[ \-./]", "", core) if "." not in core.strip(".") else core)
    return Format(digits=len(zeros.group(1)) if zeros else 1)


def _moment(core: str) -> Format:
    clock = bool(re.search("[hs]", core))
    day = _MINUTES.sub("", core) if clock else core
    if not re.search("[ymd]", day):
        return Format("time")
    has_month, has_year = "m" in day, "y" in day
    precision: Precision = "day" if "d" in day else "month" if has_month else "year"
    if clock or not (has_month or has_year):
        precision = "day"
    return Format("datetime" if clock else "date", precision)
