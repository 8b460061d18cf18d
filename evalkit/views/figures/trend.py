"""Indicators over time, in small panels: lines stop at a break in the series and where a value is kept back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from evalkit.evaluation import Evaluation
from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.readings import Reading
from evalkit.steps.results import IndicatorResult
from evalkit.steps.trend import SAME_DEFINITION
from evalkit.texts import Language, say
from evalkit.views.drawing import POINT, Drawing
from evalkit.views.figures.parts import KeyItem, caption, draw_key, key_height, line_height, write
from evalkit.views.figures.respondents import Marks, respondent_key, respondent_marks, respondent_name
from evalkit.views.figures.rows import Drawn, cell, named, plain, scale_of
from evalkit.views.numbers import date, period
from evalkit.views.style import ACCENT, INK, MUTED, RULE, SMALL, WIDTH, clean, finish, sheet
from evalkit.views.words import inside, unit_words

MOST_PANELS = 12
_ACROSS = 3
_WIDE = WIDTH / _ACROSS
_PLOT, _AXIS, _GAP = 2.3, 0.5, 0.25
_LEFT, _RIGHT = 0.45, 0.55
_AIR, _ROOM, _TICK = 0.12, 1.25, 2 * POINT
"""Air beside the first and the last day, in parts of the time between; the height in parts of the scale."""


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
    drawing = sheet(sum(heights) + key_height(key))
    tops = list(accumulate(heights, initial=0.0))
    for i, (result, (title, note)) in enumerate(zip(kept, texts, strict=True)):
        left, top, head = _WIDE * (i % _ACROSS), tops[i // _ACROSS], heads[i // _ACROSS]
        write(drawing, left + 0.1, top + 0.05, title, SMALL)
        write(drawing, left + 0.1, top + head + _PLOT + _AXIS, note, SMALL, MUTED, face="italic")
        _draw_panel(drawing, left + _LEFT, top + head + 0.15, result, marks, language)
    draw_key(drawing, tops[-1], key)
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


@dataclass(frozen=True)
class _Panel:
    """Where days and values of one indicator stand on the sheet."""

    left: float
    top: float
    first: dt.date
    last: dt.date
    low: float
    high: float

    @property
    def right(self) -> float:
        return self.left + _WIDE - _LEFT - _RIGHT

    @property
    def bottom(self) -> float:
        return self.top + _PLOT - 0.15

    def at(self, day: dt.date) -> float:
        """Return the place of a day: some air stands before the first and after the last."""
        part = (day - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * (part + _AIR) / (1 + 2 * _AIR)

    def up(self, value: float) -> float:
        """Return the height of a value: the highest leaves room for its figure above."""
        part = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * part / _ROOM


def _draw_panel(
    drawing: Drawing, left: float, top: float, result: IndicatorResult, marks: Marks, language: Language
) -> None:
    lines = lines_of(result)
    panel = _panel(left, top, result, lines)
    _draw_frame(drawing, panel, result, lines, language)
    for line in lines:
        spots = [(panel.at(point.day), panel.up(point.value)) for point in line.points]
        mark = replace(marks[line.respondent], size=5)
        drawing.line(spots, mark.color, 1.5)
        for point, spot in zip(line.points, spots, strict=True):
            drawing.mark(*spot, replace(mark, face="white") if point.reading.provisional else mark)
    if len({line.respondent for line in lines}) == 1:
        _draw_ends(drawing, panel, result, lines, language)


def _panel(left: float, top: float, result: IndicatorResult, lines: Sequence[Line]) -> _Panel:
    target = result.indicator.target
    points = [point for line in lines for point in line.points]
    values = [point.value for point in points] + ([] if target is None else [target])
    days = [point.day for point in points]
    return _Panel(left, top, min(days), max(days), *scale_of(result.indicator.unit, values))


def _draw_frame(
    drawing: Drawing, panel: _Panel, result: IndicatorResult, lines: Sequence[Line], language: Language
) -> None:
    """Draw the axis, the dates of the first and the last value, the target and the breaks."""
    target = result.indicator.target
    across = [panel.left, panel.right]
    if panel.low < 0:
        drawing.line([(x, panel.up(0)) for x in across], RULE, 0.8)
    if target is not None:
        drawing.line([(x, panel.up(target)) for x in across], ACCENT, 0.9, dash=(1.5, 2))
    for day, _ in result.breaks:
        if _inside(result, day):
            cut = panel.at(_between(lines, day))
            drawing.line([(cut, panel.bottom), (cut, panel.top)], MUTED, 1, dash=(5, 2))
    drawing.line([(x, panel.bottom) for x in across], RULE, 0.8)
    for day in (panel.first, panel.last):
        drawing.line([(panel.at(day), panel.bottom), (panel.at(day), panel.bottom + _TICK)], MUTED, 0.8, cap="butt")
        baseline = panel.bottom + 2.75 * _TICK + 0.76 * SMALL * POINT
        drawing.text(panel.at(day), baseline, _when(day, lines, language), SMALL, MUTED, align="center")


def _between(lines: Sequence[Line], cut: dt.date) -> dt.date:
    """Return the middle between the last value before a break and the first one after it."""
    days = [point.day for line in lines for point in line.points]
    before, after = max(day for day in days if day < cut), min(day for day in days if day >= cut)
    return before + (after - before) / 2


def _when(day: dt.date, lines: Sequence[Line], language: Language) -> str:
    reading = next(point.reading for line in lines for point in line.points if point.day == day)
    whole_year = period(reading.start, reading.end, language)
    return whole_year if whole_year.isdigit() else date(PartialDate(day.year, day.month), language)


def _draw_ends(
    drawing: Drawing, panel: _Panel, result: IndicatorResult, lines: Sequence[Line], language: Language
) -> None:
    """Print the first and the last value of a series with one respondent."""
    points = [point for line in lines for point in line.points]
    for point, near in ((points[0], points[1]), (points[-1], points[-2])):
        below = near.value > point.value > panel.low + 0.35 * _ROOM * (panel.high - panel.low)
        apart = (6 + 0.76 * SMALL if below else -5 - 0.24 * SMALL) * POINT
        text = plain(point.value, result.indicator.unit, language)
        drawing.text(panel.at(point.day), panel.up(point.value) + apart, text, SMALL, INK, align="center", ground=0.3)


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
