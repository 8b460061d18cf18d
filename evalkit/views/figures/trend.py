"""Indicators over time, in small panels: lines stop at a break in the series and where a value is kept back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from evalkit.evaluation import Evaluation
from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.readings import Reading
from evalkit.steps.results import IndicatorResult
from evalkit.steps.trend import SAME_DEFINITION
from evalkit.texts import Language, say
from evalkit.views.figures.parts import KeyItem, caption, draw_key, key_height, line_height, write
from evalkit.views.figures.respondents import Marks, respondent_key, respondent_marks, respondent_name
from evalkit.views.figures.rows import Drawn, cell, named, plain, scale_of
from evalkit.views.numbers import date, period
from evalkit.views.style import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    SMALL,
    WIDTH,
    clean,
    finish,
    place,
    sheet,
    style,
)
from evalkit.views.words import inside, unit_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

MOST_PANELS = 12
_ACROSS = 3
_WIDE = WIDTH / _ACROSS
_PLOT, _AXIS, _GAP = 2.3, 0.5, 0.25
_LEFT, _RIGHT = 0.45, 0.55


@dataclass(frozen=True)
class Point:
    """One value of a line, on the last day of its period."""

    day: dt.date
    value: float
    reading: Reading


@dataclass(frozen=True)
class Line:
    """Values that may be joined: one respondent, no break and no hidden value between them."""

    respondent: str
    points: tuple[Point, ...]


def lines_of(result: IndicatorResult) -> tuple[Line, ...]:
    """Return the lines of an indicator: cut at each break, and where a value between two others is kept back."""
    lines: list[Line] = []
    for segment in result.trend:
        for respondent in dict.fromkeys(reading.respondent for reading in segment):
            runs: list[list[Point]] = [[]]
            for reading in (each for each in segment if each.respondent == respondent):
                if isinstance(reading.value, NotEstimable):
                    runs.append([])
                else:
                    runs[-1].append(Point(reading.end, reading.value, reading))
            lines += [Line(respondent, tuple(run)) for run in runs if run]
    return tuple(lines)


def trend_figure(evaluation: Evaluation, language: Language) -> Drawn:
    """Draw the indicators that have values at two dates or more, twelve at most."""
    dossier = evaluation.dossier
    series = [each for each in evaluation.results.indicators if _days(each) > 1]
    if not series:
        return not_estimable("no_series")
    kept = series[:MOST_PANELS]
    marks = respondent_marks(dossier, [line.respondent for each in kept for line in lines_of(each)])
    key = respondent_key(dossier, marks, language)
    with style():
        drawing = _draw(kept, marks, key, language)
    more = _remarks(kept, len(series) - len(kept), language)
    alt = [say("figures.trend.alt", language, n=len(kept)), *(_sentence(dossier, each, language) for each in kept)]
    return finish(drawing, "trend", " ".join(alt), caption("trend", dossier, language, *more, n=len(kept)))


def _days(result: IndicatorResult) -> int:
    return len({point.day for line in lines_of(result) for point in line.points})


def _draw(
    kept: Sequence[IndicatorResult],
    marks: Marks,
    key: Sequence[KeyItem],
    language: Language,
) -> Drawing:
    texts = [(_title(each, language), _note(each, language)) for each in kept]
    rows = [texts[i : i + _ACROSS] for i in range(0, len(texts), _ACROSS)]
    heads = [max(_text_height(title) for title, _ in row) for row in rows]
    heights = [
        head + _PLOT + _AXIS + _GAP + max(_text_height(note) for _, note in row)
        for head, row in zip(heads, rows, strict=True)
    ]
    drawing, axes = sheet(sum(heights) + key_height(key))
    tops = list(accumulate(heights, initial=0.0))
    for i, (result, (title, note)) in enumerate(zip(kept, texts, strict=True)):
        left, top, head = _WIDE * (i % _ACROSS), tops[i // _ACROSS], heads[i // _ACROSS]
        write(axes, left + 0.1, top + 0.05, title, SMALL)
        write(axes, left + 0.1, top + head + _PLOT + _AXIS, note, SMALL, color=MUTED, style="italic")
        bottom = sum(heights) + key_height(key) - top - head - _PLOT
        plot = place(drawing, left + _LEFT, bottom, _WIDE - _LEFT - _RIGHT, _PLOT - 0.15)
        _draw_panel(plot, result, marks, language)
    draw_key(axes, tops[-1], key)
    return drawing


def _title(result: IndicatorResult, language: Language) -> str:
    """Return label and unit, the unit on its own line so that a long label does not hide it."""
    indicator = result.indicator
    label = cell(named(indicator.code, indicator.label), _WIDE - 0.3)
    if not indicator.unit:
        return label
    return f"{label}\n{cell(f'({clean(unit_words(indicator.unit, language))})', _WIDE - 0.3, 1)}"


def _with_unit(label: str, result: IndicatorResult) -> str:
    return f"{label} ({clean(result.indicator.unit)})" if result.indicator.unit else label


def _text_height(text: str) -> float:
    return line_height(SMALL) * (text.count("\n") + 1) if text else 0.0


def _note(result: IndicatorResult, language: Language) -> str:
    """Say which breaks cut the series and how many values are kept back."""
    remarks = _remarks_of(result, language)
    return "\n".join(cell(remark, _WIDE - 0.3) for remark in remarks)


def _remarks_of(result: IndicatorResult, language: Language) -> list[str]:
    remarks = [
        say("figures.trend.break", language, when=date(_month(day), language), reason=_reason(reason, language))
        for day, reason in result.breaks
        if _inside(result, day)
    ]
    hidden = sum(reading.hidden for segment in result.trend for reading in segment)
    return remarks + ([say("figures.trend.hidden", language, n=hidden)] if hidden else [])


def _month(day: dt.date) -> PartialDate:
    return PartialDate(day.year) if (day.month, day.day) == (1, 1) else PartialDate(day.year, day.month)


def _reason(reason: str, language: Language) -> str:
    if reason in SAME_DEFINITION:
        field = say(f"fields.indicator.{reason}.label", language)
        return say("figures.trend.changed", language, field=field)
    return clean(inside(reason))


def _inside(result: IndicatorResult, day: dt.date) -> bool:
    """Tell whether values stand on both sides of a break."""
    days = [point.day for line in lines_of(result) for point in line.points]
    return min(days) < day <= max(days)


def _draw_panel(axes: Axes, result: IndicatorResult, marks: Marks, language: Language) -> None:
    lines = lines_of(result)
    _draw_frame(axes, result, lines, language)
    for line in lines:
        mark = marks[line.respondent]
        days = [point.day.toordinal() for point in line.points]
        axes.plot(days, [point.value for point in line.points], color=mark["color"], linewidth=1.5, zorder=2)
        for point in line.points:
            face = "white" if point.reading.provisional else mark["color"]
            axes.plot([point.day.toordinal()], [point.value], linestyle="none", markersize=5, markerfacecolor=face,
                      clip_on=False, zorder=3, **mark)  # fmt: skip
    last = {line.respondent: line.points[-1] for line in lines}
    if len(last) == 1:
        _draw_ends(axes, result, lines, language)


def _draw_frame(axes: Axes, result: IndicatorResult, lines: Sequence[Line], language: Language) -> None:
    """Draw the whole scale, the dates of the first and the last value, the target and the breaks."""
    target = result.indicator.target
    values = [point.value for line in lines for point in line.points] + ([] if target is None else [target])
    low, high = scale_of(result.indicator.unit, values)
    days = sorted({point.day for line in lines for point in line.points})
    span = (days[-1] - days[0]).days
    axes.set(xlim=(days[0].toordinal() - 0.12 * span, days[-1].toordinal() + 0.12 * span))
    axes.set_ylim(low, high + 0.25 * (high - low))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks = [days[0], days[-1]]
    axes.set_xticks([day.toordinal() for day in ticks], [_when(day, lines, language) for day in ticks])
    axes.tick_params(length=2, labelsize=SMALL)
    if target is not None:
        axes.axhline(target, color=ACCENT, linewidth=0.9, linestyle=(0, (1.5, 2)), zorder=1)
    for day, _ in result.breaks:
        if _inside(result, day):
            axes.axvline(_between(days, day), color=MUTED, linewidth=1, linestyle=(0, (5, 2)), zorder=1)
    if low < 0:
        axes.axhline(0, color=RULE, linewidth=0.8, zorder=0)


def _between(days: Sequence[dt.date], cut: dt.date) -> float:
    """Return the middle between the last value before a break and the first one after it."""
    before = max(day for day in days if day < cut)
    after = min(day for day in days if day >= cut)
    return (before.toordinal() + after.toordinal()) / 2


def _when(day: dt.date, lines: Sequence[Line], language: Language) -> str:
    reading = next(point.reading for line in lines for point in line.points if point.day == day)
    whole_year = period(reading.start, reading.end, language)
    return whole_year if whole_year.isdigit() else date(PartialDate(day.year, day.month), language)


def _draw_ends(axes: Axes, result: IndicatorResult, lines: Sequence[Line], language: Language) -> None:
    """Print the first and the last value of a series with one respondent."""
    points = [point for line in lines for point in line.points]
    low, high = axes.get_ylim()
    for point, near in ((points[0], points[1]), (points[-1], points[-2])):
        below = near.value > point.value > low + 0.35 * (high - low)
        text = plain(point.value, result.indicator.unit, language)
        axes.annotate(
            text, (point.day.toordinal(), point.value), (0, -6 if below else 5), textcoords="offset points",
            ha="center", va="top" if below else "bottom", fontsize=SMALL, color=INK, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.3},
        )  # fmt: skip


def _remarks(kept: Sequence[IndicatorResult], left: int, language: Language) -> list[str]:
    points = [point for each in kept for line in lines_of(each) for point in line.points]
    said = {
        "reading": True,
        "provisional": any(point.reading.provisional for point in points),
        "target": any(each.indicator.target is not None for each in kept),
        "broken": any(_inside(each, day) for each in kept for day, _ in each.breaks),
    }
    remarks = [say(f"figures.trend.{key}", language) for key, holds in said.items() if holds]
    return remarks + ([say("figures.trend.left", language, n=left)] if left else [])


def _sentence(dossier: Dossier, result: IndicatorResult, language: Language) -> str:
    series: dict[str, list[str]] = {}
    for line in lines_of(result):
        series.setdefault(line.respondent, []).extend(_told(point, result, language) for point in line.points)
    told = [f"{respondent_name(dossier, code, language)} ({', '.join(values)})" for code, values in series.items()]
    label = named(result.indicator.code, result.indicator.label)
    return say("figures.trend.row", language, label=_with_unit(label, result),
               told=", ".join([*told, *_remarks_of(result, language)]))  # fmt: skip


def _told(point: Point, result: IndicatorResult, language: Language) -> str:
    when = period(point.reading.start, point.reading.end, language)
    return say("figures.trend.point", language, when=when, value=plain(point.value, result.indicator.unit, language))
