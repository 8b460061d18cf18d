"""What a person would have typed to say what a cell holds, and what in a cell cannot be used."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from evalkit.sources.grid.book import Cell
from evalkit.sources.grid.formats import Format, format_of

DIGITS = 15
"""Digits that a spreadsheet computes with: what comes after them is noise (0.1 + 0.2)."""
LONGEST = 100
"""A number with more digits is written with an exponent, which the model refuses."""
_ERRORS = {
    "#DIV/0!": "div_zero", "#REF!": "reference", "#NAME?": "name", "#NOM?": "name", "#VALUE!": "value",
    "#VALEUR!": "value", "#N/A": "not_available", "#NUM!": "number", "#NOMBRE!": "number", "#NULL!": "null",
    "#NUL!": "null",
}  # fmt: skip
"""Errors as a file names them; LibreOffice saves those of its own language."""


def text_of(cell: Cell) -> str:
    """Return what a person would have typed, in words that the model reads without asking back.

    A number has a decimal point and no thousands (``1234.5670``: three decimals alone would be ambiguous); a
    percentage is ``12.5 %``; a date is as precise as its format (``2024``, ``2024-03``, ``2024-03-15``); a code shown
    with zeros keeps them. Empty for an error and for a formula that no program has computed.
    """
    value = cell.value
    if value is None or cell.error:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, format_of(cell.number_format), formula=cell.formula)
    return _moment(value, format_of(cell.number_format))


def faults_of(cell: Cell) -> tuple[str, ...] | None:
    """Return the keys of ``errors`` that tell why a cell cannot be used as it stands, or None.

    The sentences need no value: ``problem(sheet.place(row, column), field, key)``.
    """
    if cell.error:
        known = "".join(cell.error.split()).upper()
        return (f"grid.cell.{_ERRORS.get(known, 'error')}",)
    if cell.value is None:
        return ("grid.cell.not_computed",) if cell.formula else None
    shown = format_of(cell.number_format)
    if isinstance(cell.value, dt.time) or (isinstance(cell.value, dt.datetime) and _clock(cell.value, shown)):
        return ("grid.cell.hour",)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _number_faults(shown)
    return None


def _number_faults(shown: Format) -> tuple[str, ...] | None:
    if shown.shows == "elapsed":
        return ("grid.cell.duration",)
    # A number that stayed one under the format of a date is no day: 0, a negative one, the 29th of February 1900.
    return ("grid.cell.no_day",) if shown.shows in {"date", "datetime", "time"} else None


def _number(value: int | float, shown: Format, *, formula: bool) -> str:
    if shown.shows == "percent":
        return f"{_plain(_exact(value, rounded=True) * 100)} %"
    if shown.shows == "elapsed":
        return _elapsed(value)
    exact = _exact(value, rounded=formula)
    text = _plain(exact)
    if shown.digits > 1 and text.isdigit():
        return text.zfill(shown.digits)
    return text


def _exact(value: int | float, *, rounded: bool) -> Decimal:
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(f"{value:.{DIGITS}g}" if rounded else repr(value))


def _plain(number: Decimal) -> str:
    """Write a number without exponent; three decimals get a fourth, for they could be thousands."""
    if not number:
        return "0"
    if not number.is_finite() or not -LONGEST < number.adjusted() < LONGEST:
        return str(number)
    text = f"{number:f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    if not decimals:
        return whole
    return f"{whole}.{decimals}0" if len(decimals) == 3 else f"{whole}.{decimals}"


def _elapsed(days: float) -> str:
    if not math.isfinite(days):
        return str(days)
    minutes, seconds = divmod(round(abs(days) * 86_400), 60)
    text = f"{'-' if days < 0 else ''}{minutes // 60}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def _moment(value: dt.date | dt.time, shown: Format) -> str:
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes")
    day = {"year": f"{value.year:04d}", "month": f"{value.year:04d}-{value.month:02d}"}
    text = day.get(shown.precision, f"{value.year:04d}-{value.month:02d}-{value.day:02d}")
    if isinstance(value, dt.datetime) and _clock(value, shown):
        return f"{text} {value.time().isoformat('seconds' if value.second else 'minutes')}"
    return text


def _clock(value: dt.datetime, shown: Format) -> bool:
    """Tell whether a moment shows an hour other than midnight."""
    return shown.shows != "date" and value.time() != dt.time()
