"""Rules on the sheet of each indicator, in step 3, *résultats*: RM-19 to RM-21, RM-24, RM-29, RM-30 and RM-37."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from evalkit.model import Dossier, PartialDate, first_with_code
from evalkit.model.results import Indicator, Measure
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said
from evalkit.review.spots import printed

SHEET = ("unit", "source", "method", "frequency", "responsible")
DEFINITION = ("form", "unit", "source", "numerator", "denominator", "perimeter", "exit_rate")


def _has_indicators(dossier: Dossier, previous: Previous) -> object:
    return dossier.indicators


def _has_numbers(dossier: Dossier, previous: Previous) -> object:
    return any(indicator.form != "text" for indicator in dossier.indicators)


@rule("RM-19", "results", "to_mend", "derived", applies=_has_indicators)
def _each_indicator_has_a_complete_sheet(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        needed = SHEET[1:] if indicator.form == "text" else SHEET
        missing = tuple(said(name) for name in needed if not getattr(indicator, name))
        if missing:
            yield ("indicators", i), {"indicator": printed(indicator.code), "missing": missing}


@rule("RM-20", "results", "to_mend", "own", applies=_has_numbers)
def _each_indicator_has_a_baseline_or_a_reason(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        if indicator.form != "text" and indicator.baseline is None and not indicator.baseline_reason:
            yield ("indicators", i, "baseline"), {"indicator": printed(indicator.code)}


@rule("RM-21", "results", "to_mend", "own", applies=_has_numbers)
def _each_indicator_has_a_dated_target_or_none_on_purpose(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        dated = indicator.target is not None and indicator.target_due is not None
        if indicator.form != "text" and not dated and not indicator.followed_without_target:
            yield ("indicators", i, "target"), {"indicator": printed(indicator.code)}


@rule("RM-24", "results", "advice", "source", applies=lambda dossier, previous: len(dossier.indicators) > 1)
def _indicators_are_of_both_kinds(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    kinds = {indicator.kind for indicator in dossier.indicators}
    if len(kinds) == 1:
        yield ("indicators",), {"kind": said(kinds.pop())}


@rule(
    "RM-29",
    "results",
    "advice",
    "source",
    applies=lambda dossier, previous: any(_months_read(dossier, each) is not None for each in dossier.indicators),
)
def _indicators_are_read_after_their_horizon(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        months = _months_read(dossier, indicator)
        if months is not None and months < min(indicator.horizon_months):
            horizon = min(indicator.horizon_months)
            yield ("indicators", i), {"indicator": printed(indicator.code), "months": months, "horizon": horizon}


@rule("RM-30", "results", "blocking", "own", applies=lambda dossier, previous: previous and _kept(dossier, previous))
def _definitions_hold_from_one_year_to_the_next(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator, before in _kept(dossier, previous):
        changed = tuple(said(name) for name in DEFINITION if _differ(getattr(before, name), getattr(indicator, name)))
        if changed and not _break_declared(indicator, before, previous):
            yield ("indicators", i), {"indicator": printed(indicator.code), "changed": changed}


@rule(
    "RM-37",
    "results",
    "to_mend",
    "own",
    applies=lambda dossier, previous: any(
        each.target_set_on and last_measure(dossier, each) for each in dossier.indicators
    ),
)
def _targets_are_set_before_the_measure(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        measure = last_measure(dossier, indicator)
        if measure and indicator.target_set_on and indicator.target_set_on.first_day > measure.end.last_day:
            yield ("indicators", i, "target_set_on"), {"indicator": printed(indicator.code)}


def last_measure(dossier: Dossier, indicator: Indicator) -> Measure | None:
    """Return the measure of an indicator that ends last, or None."""
    measures = [measure for measure in dossier.measures if measure.indicator == indicator.code]
    return max(measures, key=lambda measure: measure.end.last_day, default=None)


def _months_read(dossier: Dossier, indicator: Indicator) -> int | None:
    """Return the whole months from the start to the last reading; None when there is nothing to count.

    The clock starts at the baseline's date, else on the day the target was set, else with the partnership.
    """
    origin: PartialDate | None = indicator.baseline_date or indicator.target_set_on or dossier.start
    measure = last_measure(dossier, indicator)
    if origin is None or measure is None or not indicator.horizon_months:
        return None
    end = measure.end.last_day + dt.timedelta(days=1)
    first = origin.first_day
    return max(0, (end.year - first.year) * 12 + end.month - first.month - (end.day < first.day))


def _kept(dossier: Dossier, previous: Previous) -> list[tuple[int, Indicator, Indicator]]:
    """Return the indicators that both years have, with their index and what they were before."""
    found = []
    for i, indicator in enumerate(dossier.indicators):
        before = first_with_code(previous.indicators, indicator.code) if previous else None
        if before:
            found.append((i, indicator, before))
    return found


def _differ(before: str | None, now: str | None) -> bool:
    """Tell whether two definitions differ beyond case and spaces; one stated only once cannot be compared."""
    return bool(before and now) and _plain(before) != _plain(now)


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _break_declared(indicator: Indicator, before: Indicator, previous: Previous) -> bool:
    """Tell whether a break was declared since: dated after the earlier year, or not in the earlier file."""
    year = previous.year if previous else 0
    return any(each.date.last_day.year > year or each not in before.breaks for each in indicator.breaks)
