"""The way from baseline to target, indicator by indicator, in the direction that is wished for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.progress import Status
from evalkit.steps.results import IndicatorResult
from evalkit.texts import Language, say
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import caption, centred, write
from evalkit.views.figures.rows import PAD, Drawn, cell, fitted, height_of, left_out, named
from evalkit.views.marks import Mark
from evalkit.views.numbers import number, percent
from evalkit.views.style import ACCENT, INK, MUTED, RULE, SMALL, WIDTH, clean, finish, sheet, text_width

_LABEL, _VALUES, _STATUS = 0.1, 10.25, 13.7
_BASELINE, _TARGET = 6.6, 9.1
_LEAST, _MOST = -0.2, 1.25
"""Ends of the way that is drawn; what lies beyond is an arrow at the end, its value printed."""
_HEAD, _PART, _KEY = 0.75, 0.7, 0.2
_ORANGE = "#a6480f"
_MARKS: dict[Status, Mark] = {
    "reached": Mark("circle", ACCENT),
    "under_way": Mark("diamond", "#3f88a5"),
    "not_reached": Mark("cross", _ORANGE),
    "moving_away": Mark("down", _ORANGE),
}
_OTHER = Mark("square", MUTED, face="white")


@dataclass(frozen=True)
class _Row:
    label: str
    values: str
    unit: str
    note: str
    result: IndicatorResult

    @property
    def told(self) -> str:
        return f"{self.values} {self.unit}".strip()

    @property
    def provisional(self) -> bool:
        return not isinstance(self.result.value, NotEstimable) and self.result.latest[-1].provisional

    def height(self, lines: int) -> float:
        return height_of(*self.cells(lines))

    def cells(self, lines: int) -> tuple[str, str, str]:
        """Return label, values and note in their columns; where lines are few, a long unit is left to the table."""
        width = (WIDTH if isinstance(self.result.value, NotEstimable) else _STATUS) - _VALUES - 0.15
        fits = lines > 1 or text_width(self.told, SMALL) <= width
        values = cell(self.told if fits else self.values, width, max(lines, 2))
        return cell(self.label, 5.8, lines), values, cell(self.note, _VALUES - _BASELINE - 0.1, lines)


def progress_figure(evaluation: Evaluation, language: Language) -> Drawn:
    """Draw baseline, value and target of every indicator that has a value, each on its own way from 0 to 100 %.

    What has no baseline or no target stands apart with its value only; what the disclosure threshold hides, with its
    reason.
    """
    results = [each for each in evaluation.results.indicators if _drawable(each)]
    if not results:
        return not_estimable("nothing_measured")
    rows = [_row(each, language) for each in sorted(results, key=lambda each: not _on_way(each))]
    lines, count = fitted(rows, _Row.height, _HEAD + _PART + _KEY)
    drawing = sheet(_HEAD + _PART + _KEY + sum(row.height(lines) for row in rows[:count]))
    _draw(drawing, rows[:count], lines, language)
    words = _words(evaluation, rows, len(rows) - count, language)
    return finish(drawing, "progress", *words)


def _drawable(result: IndicatorResult) -> bool:
    return not isinstance(result.value, NotEstimable) or result.value.reason.startswith(("disclosure", "stated"))


def _on_way(result: IndicatorResult) -> bool:
    return isinstance(result.progress, float)


def _row(result: IndicatorResult, language: Language) -> _Row:
    indicator = result.indicator
    label = named(indicator.code, indicator.label)
    if isinstance(result.value, NotEstimable):
        return _Row(label, result.value.sentence(language), "", "", result)
    progress = result.progress if result.status != "without_target" else None
    note = progress.sentence(language) if isinstance(progress, NotEstimable) else ""
    stated = result.latest[-1].stated
    unit = "" if stated and stated.unit else _unit(result, language)
    return _Row(label, _values(result, result.value, language), unit, note, result)


def _unit(result: IndicatorResult, language: Language) -> str:
    """Return the unit; a share brings its counts, without which it never stands."""
    share = result.latest[-1].share
    if share is None:
        return clean(result.indicator.unit or "")
    return say("figures.progress.counts", language, numerator=share.numerator, denominator=share.denominator)


def _values(result: IndicatorResult, value: float, language: Language) -> str:
    """Write ``0 → 5 (4)``: baseline, value, target, as far as they are known; the unit follows."""
    indicator, reading = result.indicator, result.latest[-1]
    digits = 1 if indicator.unit == "%" else 2
    shown = clean(reading.stated.raw) if reading.stated else number(value, language, digits)
    if indicator.baseline is not None:
        shown = f"{number(indicator.baseline, language, digits)} → {shown}"
    if indicator.target is not None:
        shown += f" ({number(indicator.target, language, digits)})"
    return shown


def _draw(drawing: Drawing, rows: Sequence[_Row], lines: int, language: Language) -> None:
    for left, key in ((_LABEL, "indicator"), (_VALUES, "values"), (_STATUS, "state")):
        write(drawing, left, 0.1, say(f"figures.progress.head.{key}", language), SMALL, MUTED)
    top = _HEAD
    first = next((row for row in rows if not _on_way(row.result)), None)
    if first is not rows[0]:
        _draw_ends(drawing, language)
    for row in rows:
        if row is first:
            top = _draw_part(drawing, top, language)
        height = row.height(lines)
        _draw_row(drawing, row, lines, top, height, language)
        top += height


def _draw_ends(drawing: Drawing, language: Language) -> None:
    for at, key in ((_BASELINE, "baseline"), (_TARGET, "target")):
        write(drawing, at, 0.1, say(f"figures.progress.head.{key}", language), SMALL, MUTED, align="center")


def _draw_part(drawing: Drawing, top: float, language: Language) -> float:
    """Part what has a way from what stands apart; return the height below."""
    centred(drawing, _LABEL, top + _PART / 2, say("figures.progress.apart", language), face="bold")
    return top + _PART


def _draw_row(drawing: Drawing, row: _Row, lines: int, top: float, height: float, language: Language) -> None:
    middle = top + height / 2
    drawing.line([(0, top), (WIDTH, top)], "#ececec", 0.7)
    label, values, note = row.cells(lines)
    centred(drawing, _LABEL, middle, label)
    if isinstance(row.result.value, NotEstimable):
        centred(drawing, _VALUES, middle, values, MUTED, face="italic")
        return
    centred(drawing, _VALUES, middle, values)
    centred(drawing, _STATUS + 0.4, middle, _state(row, "short", language))
    mark = _mark(row)
    drawing.mark(_STATUS + 0.15, middle, mark)
    if isinstance(row.result.progress, float):
        _draw_way(drawing, row.result.progress, middle, mark)
    else:
        centred(drawing, _BASELINE, middle, note, MUTED, face="italic")


def _state(row: _Row, length: Literal["short", "status"], language: Language) -> str:
    state = say(f"figures.progress.{length}.{row.result.status}", language)
    return say(f"figures.progress.provisional.{length}", language, status=state) if row.provisional else state


def _mark(row: _Row) -> Mark:
    mark = _MARKS.get(row.result.status, _OTHER)
    return replace(mark, face="white") if row.provisional else mark


def _draw_way(drawing: Drawing, done: float, middle: float, mark: Mark) -> None:
    at = _place(done)
    drawing.line([(_BASELINE, middle), (_TARGET, middle)], RULE, 1.2)
    drawing.line([(_BASELINE, middle), (at, middle)], mark.color, 3.2, opacity=0.45)
    drawing.mark(_BASELINE, middle, Mark("circle", MUTED, 5, face="white"))
    drawing.line([(_TARGET, middle - PAD * 0.8), (_TARGET, middle + PAD * 0.8)], INK, 1.6)
    drawing.mark(at, middle, replace(mark, size=7, edge=None if mark.face else "white"))
    if done > _MOST:
        centred(drawing, at + 0.18, middle, "»", mark.color)
    elif done < _LEAST:
        centred(drawing, at - 0.18, middle, "«", mark.color, align="right")


def _place(done: float) -> float:
    return _BASELINE + (_TARGET - _BASELINE) * min(max(done, _LEAST), _MOST)


def _words(evaluation: Evaluation, rows: Sequence[_Row], left: int, language: Language) -> tuple[str, str]:
    """Return the alternative text and the caption."""
    several = sum(each.status == "several_views" for each in evaluation.results.indicators)
    unread = len(evaluation.results.indicators) - len(rows) - several
    more = [say("figures.progress.reading", language)] if any(_on_way(row.result) for row in rows) else []
    more += [say("figures.progress.hollow", language)] if any(row.provisional for row in rows) else []
    more += [say("figures.progress.several", language, n=several)] if several else []
    more += [say("figures.progress.unread", language, n=unread)] if unread else []
    more += left_out(left, language)
    alt = say("figures.progress.alt", language, n=len(rows))
    return (
        " ".join([alt, *(_sentence(row, language) for row in rows)]),
        caption("progress", evaluation.dossier, language, *more, n=len(rows)),
    )


def _sentence(row: _Row, language: Language) -> str:
    parts = [row.told]
    if not isinstance(row.result.value, NotEstimable):
        parts += [_state(row, "status", language), row.note]
    if isinstance(row.result.progress, float) and -1 <= row.result.progress <= 2:
        done = percent(100 * row.result.progress, language)
        parts.append(say("figures.progress.done", language, percent=done))
    told = ", ".join(part for part in parts if part)
    return say("figures.progress.row", language, label=row.label, told=told)
