"""The table of change over time: one row per respondent's series, one column per period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from evalkit.evaluation import Evaluation
from evalkit.review.spots import printed
from evalkit.steps.readings import Reading
from evalkit.steps.results import IndicatorResult
from evalkit.steps.trend import SAME_DEFINITION
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, plain, table
from evalkit.views.words import answer, inside, who

Period = tuple[dt.date, dt.date]
LONGEST_NUMBER = 40
"""Characters of the longest value that is still read as a number, with its counts; beyond, answers are in words."""
MOST_PERIODS = 6
"""Periods that still stand side by side on a page; beyond, each has its own row."""


def trend_table(evaluation: Evaluation, language: Language) -> Table:
    """Return every reading of the indicators that were read over several periods, series by series."""
    read_twice = [each for each in evaluation.results.indicators if len({r.end for s in each.trend for r in s}) > 1]
    series = [
        (each, number, respondent, [one for one in segment if one.respondent == respondent])
        for each in read_twice
        for number, segment in enumerate(each.trend, start=1)
        for respondent in dict.fromkeys(one.respondent for one in segment)
    ]
    notes = [note for each in read_twice for note in _break_notes(each, language)]
    periods = sorted({_period(one) for *_, readings in series for one in readings}, key=lambda each: (each[1], each[0]))
    heads = [(_series(evaluation, *each[:3], language), each[0], each[3]) for each in series]
    if len(periods) > MOST_PERIODS:
        return _one_below_another(heads, notes, language)
    return _side_by_side(heads, periods, notes, language)


Head = tuple[tuple[Cell, ...], IndicatorResult, list[Reading]]


def _side_by_side(heads: Sequence[Head], periods: Sequence[Period], notes: list[str], language: Language) -> Table:
    labels = {f"value_{start}_{end}": numbers.period(start, end, language) for start, end in periods}
    rows = [
        (*head, *(_value(each, [one for one in readings if _period(one) == period], language) for period in periods))
        for head, each, readings in heads
    ]
    mark = "" if any(len(text) > LONGEST_NUMBER for text in _texts(heads, language)) else "#"
    columns = " ".join(["indicator", "series~", "respondent", *(f"{key}{mark}" for key in labels)])
    return table("trend", language, columns, rows, notes, labels)


def _texts(heads: Sequence[Head], language: Language) -> Iterator[str]:
    return (answer(one, each.indicator, language) for _, each, readings in heads for one in readings)


def _one_below_another(heads: Sequence[Head], notes: list[str], language: Language) -> Table:
    rows = [
        (*head, (numbers.period(*_period(one), language), f"{one.start}/{one.end}"), _value(each, [one], language))
        for head, each, readings in heads
        for one in readings
    ]
    return table("trend", language, "indicator series~ respondent period value#", rows, notes)


def _series(
    evaluation: Evaluation, result: IndicatorResult, number: int, respondent: str, language: Language
) -> tuple[Cell, ...]:
    """Name a series: its indicator, its number where the series is cut, who answers."""
    code = printed(result.indicator.code)
    label = f"{code} · {result.indicator.label}"
    if len(result.trend) > 1:
        label = say("prose.series", language, label=label, n=number)
    return (label, code), str(number), (who(evaluation.dossier, respondent, language), respondent)


def _value(result: IndicatorResult, readings: Iterable[Reading], language: Language) -> Cell:
    found = list(readings)
    if not found:
        return say("prose.no_reading", language), None
    return ", ".join(answer(each, result.indicator, language) for each in found), plain(found[-1].value)


def _period(reading: Reading) -> Period:
    return reading.start, reading.end


def _break_notes(result: IndicatorResult, language: Language) -> list[str]:
    code = printed(result.indicator.code)
    return [
        say("prose.series_cut", language, code=code, date=numbers.date(day, language), reason=_reason(reason, language))
        for day, reason in result.breaks
    ]


def _reason(reason: str, language: Language) -> str:
    """Name the changed field that cuts a series; a reason in the user's own words stays."""
    return say(f"prose.changed.{reason}", language) if reason in SAME_DEFINITION else inside(reason)
