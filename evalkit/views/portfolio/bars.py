"""Bars of so many out of so many: what the dossiers hold, what they most often lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.texts import Language, said
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import KeyItem, centred, draw_key, key_height
from evalkit.views.figures.rows import cell, fitted, height_of, left_out
from evalkit.views.marks import Mark
from evalkit.views.style import ACCENT, RULE, SOFT, finish, sheet

_LABEL, _FULL, _BAR = 7.4, 13.6, 0.3
_HEAD, _FOOT = 0.1, 0.2


@dataclass(frozen=True)
class Bar:
    """So many out of so many.

    Parameters
    ----------
    label : str
    part, whole : int
    mark : Mark or None
        What tells it from others besides its length.
    """

    label: str
    part: int
    whole: int
    mark: Mark | None = None

    def height(self, lines: int) -> float:
        """Return the height of its row in centimetres."""
        return height_of(cell(self.label, _LABEL - 0.7, lines))


def bars_figure(name: str, bars: Sequence[Bar], key: Sequence[KeyItem], language: Language, n: int) -> Figure:
    """Draw bars on one scale from nothing to all; `n` is how many partnerships there are."""
    around = _HEAD + _FOOT + key_height(key)
    lines, count = fitted(bars, Bar.height, around)
    drawing = sheet(around + sum(bar.height(lines) for bar in bars[:count]))
    top = _HEAD
    for bar in bars[:count]:
        _draw(drawing, bar, top + bar.height(lines) / 2, lines, language)
        top += bar.height(lines)
    draw_key(drawing, top + _FOOT / 2, key)
    alt = [said(f"portfolio.figures.{name}.alt", language, n=n), *(_sentence(bar, language) for bar in bars)]
    caption = [said(f"portfolio.figures.{name}.caption", language, n=n), *left_out(len(bars) - count, language)]
    return finish(drawing, name, " ".join(alt), " ".join(caption))


def _draw(drawing: Drawing, bar: Bar, middle: float, lines: int, language: Language) -> None:
    left = 0.1
    if bar.mark:
        drawing.mark(left + 0.1, middle, bar.mark)
        left += 0.4
    centred(drawing, left, middle, cell(bar.label, _LABEL - 0.7, lines))
    drawing.box(_LABEL, middle - _BAR / 2, _FULL - _LABEL, _BAR, SOFT)
    drawing.box(_LABEL, middle - _BAR / 2, (_FULL - _LABEL) * bar.part / bar.whole, _BAR, ACCENT)
    drawing.line([(_LABEL, middle - _BAR / 2 - 0.04), (_LABEL, middle + _BAR / 2 + 0.04)], RULE, 0.8)
    centred(drawing, _FULL + 0.2, middle, _counts(bar, language))


def _counts(bar: Bar, language: Language) -> str:
    return said("portfolio.of_all", language, part=bar.part, whole=bar.whole)


def _sentence(bar: Bar, language: Language) -> str:
    return said("portfolio.figures.row", language, label=bar.label, told=_counts(bar, language))
