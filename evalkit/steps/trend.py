"""The series of an indicator over the years, cut where readings can no longer be compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from evalkit.model.dossier import Dossier, first_with_code
from evalkit.model.results import Indicator
from evalkit.steps.readings import Reading, readings_of, shares_its_code

SAME_DEFINITION = ("form", "unit", "source", "numerator", "denominator", "perimeter")


def trend_of(
    dossier: Dossier, indicator: Indicator, own: tuple[Reading, ...], previous: Dossier | None
) -> tuple[tuple[tuple[Reading, ...], ...], tuple[tuple[dt.date, str], ...]]:
    """Return the series of whole-population readings, cut at each change of unit, source or definition."""
    before = first_with_code(previous.indicators, indicator.code) if previous else None
    earlier = _earlier(dossier, previous, before)
    whole = [reading for reading in own if reading.subgroup is None]
    breaks = {(each.date.first_day, each.reason) for each in (*indicator.breaks, *(before.breaks if before else ()))}
    if before and whole and earlier and not any(earlier[-1].end < day <= whole[-1].end for day, _ in breaks):
        changed = [name for name in SAME_DEFINITION if getattr(before, name) != getattr(indicator, name)]
        breaks |= {(whole[0].start, name) for name in changed[:1]}
    return _cut(_merged(earlier, whole), breaks), tuple(sorted(breaks))


def _earlier(dossier: Dossier, previous: Dossier | None, before: Indicator | None) -> tuple[Reading, ...]:
    """Return last year's readings, behind the higher of both thresholds."""
    if previous is None or before is None or shares_its_code(previous, before):
        return ()
    return readings_of(previous, before, dossier.disclosure_threshold)


def _merged(earlier: Iterable[Reading], own: list[Reading]) -> list[Reading]:
    """Put last year's readings before this year's; a period measured again this year counts once, as stated now."""
    again = {(reading.end, reading.respondent) for reading in own}
    kept = [r for r in earlier if r.subgroup is None and (r.end, r.respondent) not in again]
    return sorted([*kept, *own], key=lambda reading: (reading.end, reading.start))


def _cut(readings: list[Reading], breaks: Iterable[tuple[dt.date, str]]) -> tuple[tuple[Reading, ...], ...]:
    days = sorted({day for day, _ in breaks})
    segments: dict[int, list[Reading]] = {}
    for reading in readings:
        segments.setdefault(sum(day <= reading.end for day in days), []).append(reading)
    return tuple(tuple(segment) for segment in segments.values())
