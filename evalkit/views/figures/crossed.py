"""Crossed views: each respondent's answer on the same indicator, side by side, with the gap between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.readings import Reading
from evalkit.steps.results import CrossedViews, IndicatorResult
from evalkit.texts import Language, say
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import KeyItem, caption, centred, draw_key, joined, key_height
from evalkit.views.figures.respondents import Marks, respondent_key, respondent_marks
from evalkit.views.figures.rows import PAD, Drawn, cell, fitted, height_of, left_out, named, plain, scale_of
from evalkit.views.numbers import number
from evalkit.views.style import MUTED, RULE, SOFT, WIDTH, clean, finish, sheet

_LABEL, _LOW, _HIGH, _TOLD = 0.1, 6.4, 9.8, 10.6
_STACK, _HEAD, _FOOT = 0.3, 0.15, 0.2


@dataclass(frozen=True)
class _Row:
    label: str
    answers: tuple[str, ...]
    gap: str
    dots: tuple[tuple[str, float], ...]
    unit: str | None

    def text(self, lines: int) -> str:
        return "\n".join(cell(line, WIDTH - _TOLD - 0.1, lines) for line in (*self.answers, self.gap))

    def height(self, lines: int) -> float:
        stack = max(Counter(value for _, value in self.dots).values(), default=1)
        drawn = stack * _STACK + (0.45 if self.dots else 0.0)
        return max(height_of(cell(self.label, 5.5), self.text(lines)) + 0.1, drawn + PAD)


def crossed_views_figure(evaluation: Evaluation, language: Language) -> Drawn:
    """Draw each respondent's answer to every indicator on which several are asked; no mean is drawn or computed."""
    dossier = evaluation.dossier
    found = [(each, each.views) for each in evaluation.results.indicators if each.views and _drawable(each.views)]
    if not found:
        return not_estimable("no_view")
    rows = [_row(dossier, result, views, language) for result, views in found]
    marks = respondent_marks(dossier, _concerned([views for _, views in found]))
    key = respondent_key(dossier, marks, language)
    around = _HEAD + _FOOT + key_height(key)
    lines, count = fitted(rows, _Row.height, around)
    drawing = sheet(around + sum(row.height(lines) for row in rows[:count]))
    _draw(drawing, rows[:count], lines, marks, key, language)
    n, more = len(rows), left_out(len(rows) - count, language)
    names = joined([text for _, text in key], language)
    alt = [say("figures.views.alt", language, n=n, names=names), *(_sentence(row, language) for row in rows)]
    words = caption("views", dossier, language, say("figures.views.reading", language), *more, n=n)
    return finish(drawing, "crossed_views", " ".join(alt), words)


def _drawable(views: CrossedViews) -> bool:
    """Tell whether a figure stands among the answers, or is kept back; answers in words are for the table."""
    return any(reading.hidden or not isinstance(reading.value, NotEstimable) for reading in views.readings)


def _concerned(views: Sequence[CrossedViews]) -> list[str]:
    """Return who answers or should answer."""
    answered = [reading.respondent for each in views for reading in each.readings]
    return answered + [code for each in views for code in each.missing]


def _row(dossier: Dossier, result: IndicatorResult, views: CrossedViews, language: Language) -> _Row:
    indicator = result.indicator
    partners = [each for each in views.readings if dossier.partner(each.respondent)]
    others = [each for each in views.readings if each not in partners]
    lines = [" · ".join(_answer(dossier, each, indicator.unit, language) for each in partners)] if partners else []
    lines += [_answer(dossier, each, indicator.unit, language) for each in others]
    gap = _gap(views, indicator.unit, language)
    if views.missing:
        codes = ", ".join(views.missing)
        gap += " · " + say("figures.views.missing", language, names=codes)
    dots = tuple((each.respondent, each.value) for each in views.readings if not isinstance(each.value, NotEstimable))
    return _Row(named(indicator.code, indicator.label), tuple(lines), gap, dots, indicator.unit)


def _gap(views: CrossedViews, unit: str | None, language: Language) -> str:
    if isinstance(views.gap, NotEstimable):
        return say("figures.views.no_gap", language, reason=views.gap.sentence(language))
    gap = plain(views.gap, None if unit == "%" else unit, language)
    return say("figures.views.gap_points" if unit == "%" else "figures.views.gap", language, gap=gap)


def _answer(dossier: Dossier, reading: Reading, unit: str | None, language: Language) -> str:
    """Write one answer: a partner by its code, a group with how many people answered."""
    name = reading.respondent if dossier.partner(reading.respondent) else clean(reading.respondent)
    if isinstance(reading.value, NotEstimable):
        return f"{name} ({reading.value.sentence(language)})"
    shown = clean(reading.stated.raw) if reading.stated else plain(reading.value, unit, language)
    n = "" if reading.n is None else say("figures.views.n", language, count=number(reading.n, language, 0))
    provisional = " (p)" if reading.provisional else ""
    return f"{name}\u00a0{shown}{n}{provisional}"


def _draw(
    drawing: Drawing,
    rows: Sequence[_Row],
    lines: int,
    marks: Marks,
    key: Sequence[KeyItem],
    language: Language,
) -> None:
    top = _HEAD
    for row in rows:
        height = row.height(lines)
        drawing.line([(0, top), (WIDTH, top)], "#ececec", 0.7)
        centred(drawing, _LABEL, top + height / 2, cell(row.label, 5.5))
        centred(drawing, _TOLD, top + height / 2, row.text(lines))
        if row.dots:
            _draw_scale(drawing, row, top + height / 2, marks, language)
        top += height
    draw_key(drawing, top + _FOOT / 2, key)


def _draw_scale(drawing: Drawing, row: _Row, middle: float, marks: Marks, language: Language) -> None:
    values = [value for _, value in row.dots]
    low, high = scale_of(row.unit, values)

    def at(value: float) -> float:
        return _LOW + (_HIGH - _LOW) * (value - low) / (high - low)

    drawing.line([(_LOW, middle), (_HIGH, middle)], RULE, 1.2)
    for ticked in range(int(low), int(high) + 1 if high - low <= 10 else int(low)):
        drawing.line([(at(ticked), middle - 0.08), (at(ticked), middle + 0.08)], RULE, 0.8)
    drawing.line([(at(min(values)), middle), (at(max(values)), middle)], SOFT, 7, cap="round")
    centred(drawing, at(low) - 0.25, middle, number(low, language, 2), MUTED, align="right")
    centred(drawing, at(high) + 0.25, middle, number(high, language, 2), MUTED)
    for (respondent, value), shift in zip(row.dots, stacked(values), strict=True):
        drawing.mark(at(value), middle + shift * _STACK, marks[respondent])


def stacked(values: Sequence[float]) -> list[float]:
    """Return how far each mark stands from the line, in marks, so that equal answers stand above one another."""
    total, seen, shifts = Counter(values), Counter[float](), []
    for value in values:
        shifts.append(seen[value] - (total[value] - 1) / 2)
        seen[value] += 1
    return shifts


def _sentence(row: _Row, language: Language) -> str:
    unit = f" ({clean(row.unit)})" if row.unit else ""
    return say("figures.views.row", language, label=row.label + unit, told=", ".join([*row.answers, row.gap]))
