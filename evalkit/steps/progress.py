"""An indicator against its baseline and its target, in the direction that is wished for."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from evalkit.model.results import Indicator
from evalkit.stats.estimable import NotEstimable, not_estimable

Status = Literal[
    "reached",
    "not_reached",
    "under_way",
    "moving_away",
    "without_target",
    "several_views",
    "not_judged",
    "not_measured",
]
STATUSES: tuple[Status, ...] = (
    "reached",
    "under_way",
    "not_reached",
    "moving_away",
    "without_target",
    "several_views",
    "not_judged",
    "not_measured",
)


def progress_of(indicator: Indicator, value: float | NotEstimable) -> float | NotEstimable:
    """Return the part of the way from baseline to target that is done (1 = target reached, 0 = baseline, < 0 away).

    Parameters
    ----------
    indicator : Indicator
    value : float or NotEstimable
        The latest value, in the indicator's unit.
    """
    if isinstance(value, NotEstimable):
        return value
    if indicator.target is None:
        return not_estimable("without_target" if indicator.followed_without_target else "no_target")
    if indicator.baseline is None:
        return not_estimable("no_baseline")
    if indicator.direction in (None, "none", "stable"):
        return not_estimable("no_direction")
    if _against_direction(indicator):
        return not_estimable("target_against_direction")
    way = indicator.target - indicator.baseline
    if way == 0:
        return not_estimable("target_equals_baseline")
    return (value - indicator.baseline) / way


def status_of(indicator: Indicator, value: float | NotEstimable, read_on: dt.date) -> Status:
    """Return where an indicator stands; `read_on` is the day up to which the value is known."""
    if isinstance(value, NotEstimable):
        return "several_views" if value.reason == "several_views" else "not_measured"
    if indicator.target is None:
        return "without_target"
    if indicator.direction in (None, "none") or _against_direction(indicator):
        return "not_judged"
    if _reaches(indicator, value):
        return "reached"
    due = indicator.target_due.last_day if indicator.target_due else None
    if due is not None and due <= read_on:
        return "not_reached"
    progress = progress_of(indicator, value)
    return "moving_away" if isinstance(progress, float) and progress < 0 else "under_way"


def change_of(indicator: Indicator, value: float | NotEstimable) -> float | NotEstimable:
    """Return the value less the baseline, in the indicator's unit: a before/after, which proves no cause."""
    if isinstance(value, NotEstimable):
        return value
    if indicator.baseline is None:
        return not_estimable("no_baseline")
    return value - indicator.baseline


def _reaches(indicator: Indicator, value: float) -> bool:
    target = indicator.target
    if target is None:
        return False
    if indicator.direction == "decrease":
        return value <= target
    return value == target if indicator.direction == "stable" else value >= target


def _against_direction(indicator: Indicator) -> bool:
    """Tell whether the target lies on the wrong side of the baseline for the direction that is wished for."""
    if indicator.baseline is None or indicator.target is None:
        return False
    if indicator.direction == "increase":
        return indicator.target < indicator.baseline
    return indicator.direction == "decrease" and indicator.target > indicator.baseline
