"""One indicator that compares, partnership by partnership on one scale: a dot each, with its counts and interval."""

from __future__ import annotations

from evalkit.portfolio.comparison import Comparable, Row
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import centred
from evalkit.views.figures.rows import cell, fitted, left_out, scale_of
from evalkit.views.marks import Mark
from evalkit.views.portfolio.build import name_of
from evalkit.views.portfolio.results import label_of, pooled_of, value_of
from evalkit.views.style import ACCENT, MUTED, RULE, SOFT, WIDTH, clean, finish, sheet
from evalkit.views.words import inside

_LABEL, _LOW, _HIGH, _VALUES = 0.1, 5.2, 11.2, 11.7
_HEAD, _ROW, _SUM, _BELOW = 0.75, 0.55, 0.75, 0.1


def dots_figure(found: Comparable, i: int, language: Language) -> Figure:
    """Draw the values of one indicator by code, two or more, and their sum where they may be added up."""
    known = [each.result.value for each in found.rows if not isinstance(each.result.value, NotEstimable)]
    summed = isinstance(found.pooled, Proportion)
    around = _HEAD + (_SUM if summed else 0.0) + _BELOW
    _, count = fitted(found.rows, lambda row, lines: _ROW, around)
    drawing = sheet(around + _ROW * count)
    ends = scale_of(found.indicator.unit, known)
    _draw_scale(drawing, ends, _HEAD + _ROW * count + (_SUM if summed else 0.0), found.indicator.unit, language)
    for j, row in enumerate(found.rows[:count]):
        _draw_row(drawing, row, _HEAD + _ROW * (j + 0.5), ends, language)
    if isinstance(found.pooled, Proportion):
        _draw_sum(drawing, found.pooled, _HEAD + _ROW * count + _SUM / 2, ends, language)
    return finish(drawing, f"comparable_{i}", _alt(found, language), _caption(found, len(found.rows) - count, language))


def _draw_scale(
    drawing: Drawing, ends: tuple[float, float], bottom: float, unit: str | None, language: Language
) -> None:
    low, high = ends
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = _LOW + (_HIGH - _LOW) * part
        drawing.line([(at, _HEAD - 0.15), (at, bottom)], "#e3e3e3", 0.7)
        value = low + (high - low) * part
        text = numbers.percent(value, language) if unit == "%" else numbers.number(value, language, 1)
        centred(drawing, at, 0.35, text, MUTED, align="center")


def _draw_row(drawing: Drawing, row: Row, middle: float, ends: tuple[float, float], language: Language) -> None:
    drawing.line([(0, middle - _ROW / 2), (WIDTH, middle - _ROW / 2)], RULE, 0.5)
    centred(drawing, _LABEL, middle, cell(_name(row, language), _LOW - 0.5, 1), ground=1.0)
    value = row.result.value
    if isinstance(value, NotEstimable):
        centred(
            drawing, _LOW + 0.1, middle, cell(value.sentence(language), WIDTH - _LOW - 0.2, 1), MUTED, face="italic"
        )
        return
    if row.share:
        _draw_interval(drawing, row.share, middle, ends, 4)
    drawing.mark(_at(value, ends), middle, Mark("circle", ACCENT, 6.5))
    centred(drawing, _VALUES, middle, cell(value_of(row, language), WIDTH - _VALUES, 2))


def _draw_sum(
    drawing: Drawing, pooled: Proportion, middle: float, ends: tuple[float, float], language: Language
) -> None:
    """Draw the sum, without an interval: partnerships that differ are no sample of one."""
    drawing.box(0, middle - _SUM / 2, WIDTH, _SUM, SOFT, opacity=0.45)
    centred(drawing, _LABEL, middle, said("portfolio.sum", language), face="bold")
    drawing.mark(_at(100 * pooled.value, ends), middle, Mark("diamond", ACCENT, 8, face="white", edge_width=1.4))
    centred(drawing, _VALUES, middle, numbers.share(pooled, language), face="bold")


def _draw_interval(drawing: Drawing, share: Proportion, middle: float, ends: tuple[float, float], width: float) -> None:
    places = [(_at(100 * end, ends), middle) for end in (share.low, share.high)]
    drawing.line(places, ACCENT, width, cap="butt", opacity=0.3)


def _at(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return _LOW + (_HIGH - _LOW) * (value - low) / (high - low)


def _name(row: Row, language: Language) -> str:
    return name_of(row.edition, language, row.reading.end.year if row.reading else row.edition.year)


def _caption(found: Comparable, left: int, language: Language) -> str:
    title = inside(clean(label_of(found.rows[0], language)))
    key = "share" if found.indicator.form == "share" else "value"
    words = [said(f"portfolio.figures.dots.{key}", language, title=title, unit=clean(found.indicator.unit or ""),
                  source=inside(clean(found.indicator.source or "")))]  # fmt: skip
    return " ".join([*words, *left_out(left, language)])


def _alt(found: Comparable, language: Language) -> str:
    title = inside(clean(label_of(found.rows[0], language)))
    rows = [
        said("portfolio.figures.row", language, label=_name(row, language), told=value_of(row, language))
        for row in found.rows
    ]
    told = said(
        "portfolio.figures.row", language, label=said("portfolio.sum", language), told=pooled_of(found, language)
    )
    return " ".join([said("portfolio.figures.dots.alt", language, title=title, n=len(found.rows)), *rows, told])
