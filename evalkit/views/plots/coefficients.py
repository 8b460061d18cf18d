"""Estimates of a regression with their intervals: coefficients, ratios or average marginal effects, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from evalkit.stats.estimable import not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import GRID, Drawn, count_ticks, finish, house_style, margin, panel, sheet, written
from evalkit.views.plots.keys import Key, Symbol, hollow, symbols
from evalkit.views.plots.labels import LABEL, shown
from evalkit.views.style import ACCENT, MUTED, SMALL, TALLEST, WIDTH, characters, text_width

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["coefficients", "standardised", "ratios", "effects"]
_LABELS, _TOP, _BOTTOM = 5.2, 0.25, 1.25
_LINE, _STEP = 0.62, 0.3
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_WIDEST = 1e4
"""A ratio is not drawn further than this, or than 1 over this."""


@dataclass(frozen=True)
class _Line:
    """A term: its text, and for each model the estimate and its bounds, or None."""

    text: str
    found: tuple[tuple[float, float, float] | None, ...]


@house_style()
def coefficients(
    models: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str] | None = None,
    *,
    kind: Kind = "coefficients",
    confidence: float = 0.95,
    unit: str = "",
    language: Language = "fr",
) -> Drawn:
    """Draw estimates and intervals, one line per term; several models have a mark each.

    Parameters
    ----------
    models : mapping of str to DataFrame
        By name of the model: columns ``estimate``, ``low``, ``high``, index the terms; without the intercept, which is
        on another scale. From `evalkit.stats.regression`: ``slopes``, ``ratios``, or effects with their texts as index.
    labels : mapping of str to str, optional
        What a reader sees of each term.
    kind : {"coefficients", "standardised", "ratios", "effects"}
        Ratios have a scale of factors around 1, all others are around 0.
    confidence : float
        Of the intervals.
    unit : str
        What the scale counts ("points de pourcentage").
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_coefficient`` when no term has a finite estimate with its interval.
    """
    lines = _lines(models, labels or {}, kind)
    if not lines:
        return not_estimable("plots.no_coefficient")
    marks = symbols(len(models), 6.5) if len(models) > 1 else [Symbol("o", ACCENT, 6.5)]
    key = Key(tuple(zip(marks, models, strict=True)) if len(models) > 1 else ())
    line = _LINE if len(models) == 1 else 0.35 + _STEP * len(models)
    most = int((TALLEST - _TOP - _BOTTOM - key.height) / line)
    drawn = lines[:most]
    height = max(line * len(drawn), 1.5)
    right = (
        0.3
        if len(models) > 1
        else 0.4 + max(text_width(_told(line.found[0], language), LABEL) for line in drawn if line.found[0])
    )
    on = sheet(_TOP + height + _BOTTOM + key.height)
    frame = panel(on, _LABELS, _TOP, WIDTH - _LABELS - right, height)
    _dress(frame, drawn, kind, unit, language)
    _draw(frame, drawn, marks, kind)
    _write(margin(on), drawn, height / len(drawn), len(models) == 1, language)
    key.draw(on, _TOP + height + _BOTTOM)
    return finish(on, kind, *_words(lines, drawn, list(models), kind, confidence, language))


def _lines(models: Mapping[str, pd.DataFrame], labels: Mapping[str, str], kind: Kind) -> list[_Line]:
    terms = list(dict.fromkeys(str(term) for table in models.values() for term in table.index))
    found = [
        {
            str(term): (float(row[0]), float(row[1]), float(row[2]))
            for term, row in zip(
                table.index, table[["estimate", "low", "high"]].to_numpy(dtype=np.float64), strict=True
            )
            if np.isfinite(row).all() and (kind != "ratios" or (row > 0).all())
        }
        for table in models.values()
    ]
    lines = [_Line(labels.get(term, term), tuple(each.get(term) for each in found)) for term in terms]
    return [line for line in lines if any(line.found)]


def _reference(kind: Kind) -> float:
    return 1.0 if kind == "ratios" else 0.0


def _dress(frame: Axes, lines: list[_Line], kind: Kind, unit: str, language: Language) -> None:
    ends = np.array([each[1:] for line in lines for each in line.found if each] + [(_reference(kind),) * 2])
    low, high = float(ends.min()), float(ends.max())
    if kind == "ratios":
        frame.set_xscale("log")
        low, high = max(low, 1 / _WIDEST), min(high, _WIDEST)
        room = max((high / low) ** 0.06, 1.05)
        frame.set_xlim(low / room, high * room)
        _factors(frame, low / room, high * room, language)
    else:
        room = 0.06 * (high - low) or 1.0
        frame.set_xlim(low - room, high + room)
        count_ticks(frame, language, 6)
    frame.set_ylim(len(lines) - 0.5, -0.5)
    frame.set_yticks([])
    frame.spines["left"].set_visible(False)
    frame.grid(axis="x", color=GRID, linewidth=0.6)
    frame.axvline(_reference(kind), color=MUTED, linewidth=1.2, zorder=1)
    told = said(f"plots.coefficients.scale_{kind}", language)
    frame.set_xlabel(f"{told} ({shown(unit, 60)})" if unit else told)


def _factors(frame: Axes, low: float, high: float, language: Language) -> None:
    """Write the scale as factors, no more of them than can be read."""
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    if len(ticks) > 7:
        ticks = [tick for tick in ticks if tick in (0.01, 0.1, 1, 10, 100)]
    frame.xaxis.set_major_locator(FixedLocator(ticks) if len(ticks) > 2 else MaxNLocator(5))
    frame.xaxis.set_minor_locator(NullLocator())
    frame.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(float(value), language, 3)))


def _draw(frame: Axes, lines: list[_Line], marks: list[Symbol], kind: Kind) -> None:
    width = len(marks)
    share = _STEP / (0.35 + _STEP * width)
    for i, line in enumerate(lines):
        if i % 2:
            frame.axhspan(i - 0.5, i + 0.5, color="#f6f8f9", zorder=0)
        for j, (found, symbol) in enumerate(zip(line.found, marks, strict=True)):
            if found:
                estimate, low, high = found
                at = i + (j - (width - 1) / 2) * share
                clear = not low <= _reference(kind) <= high
                frame.plot([low, high], [at, at], color=symbol.color, linewidth=1.6, zorder=2, solid_capstyle="butt")
                frame.plot([estimate], [at], zorder=3, **(symbol if clear else hollow(symbol)).style())


def _write(whole: Axes, lines: list[_Line], pitch: float, values: bool, language: Language) -> None:
    for i, line in enumerate(lines):
        middle = _TOP + pitch * (i + 0.5)
        text = shown(line.text, characters(_LABELS - 0.3, SMALL), 2 if pitch > 0.55 else 1)
        whole.text(_LABELS - 0.2, middle, text, ha="right", va="center", size=SMALL, linespacing=1.05)
        if values and line.found[0]:
            told = _told(line.found[0], language)
            whole.text(WIDTH - 0.1, middle, told, ha="right", va="center", size=LABEL, color=MUTED)


def _told(found: tuple[float, float, float], language: Language) -> str:
    """Write an estimate and its interval with two figures of the interval's width."""
    width = found[2] - found[1] or abs(found[0])
    digits = int(np.clip(1 - np.floor(np.log10(width)), 0, 9)) if width else 1
    estimate, low, high = (written(each, language, digits) for each in found)
    return said("plots.coefficients.interval", language, estimate=estimate, low=low, high=high)


def _words(
    lines: list[_Line], drawn: list[_Line], models: list[str], kind: Kind, confidence: float, language: Language
) -> tuple[str, str]:
    n, percentage = len(lines), number(100 * confidence, language, 1)
    told = [said(f"plots.coefficients.alt_{kind}", language, n=n, count=number(n, language, 0))]
    for j, model in enumerate(models):
        listed = ", ".join(
            f"{shown(line.text, 60)} {_told(each, language)}" for line in drawn[:10] if (each := line.found[j])
        )
        if len(models) > 1:
            told.append(said("plots.coefficients.model", language, model=shown(model, 60), listed=listed or "–"))
        else:
            told.append(listed + ".")
    caption = [
        said("plots.coefficients.caption", language, confidence=percentage),
        said(f"plots.coefficients.read_{kind}", language),
    ]
    if kind == "ratios" and any(
        each[2] > _WIDEST or each[1] < 1 / _WIDEST for line in drawn for each in line.found if each
    ):
        caption.append(said("plots.coefficients.cut", language))
    if more := n - len(drawn):
        caption.append(said("plots.coefficients.more", language, n=more, count=number(more, language, 0)))
    return " ".join(told), " ".join(caption)


@house_style()
def marginal_effects(
    effects: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    confidence: float = 0.95,
    unit: str = "",
    language: Language = "fr",
) -> Drawn:
    """Draw average marginal effects, from `evalkit.stats.regression.marginal_effects`.

    Parameters
    ----------
    effects : DataFrame
        Columns ``variable``, ``level``, ``reference``, ``outcome``, ``estimate``, ``low``, ``high``.
    labels : mapping of str to str, optional
        What a reader sees of each column.
    confidence, unit, language
        As in `coefficients`.

    Returns
    -------
    Figure or NotEstimable
        As in `coefficients`.
    """
    called = labels or {}
    texts = [
        _effect(called.get(str(variable), str(variable)), str(level), str(reference), language)
        for variable, level, reference in effects[["variable", "level", "reference"]].itertuples(index=False)
    ]
    table = effects.set_axis(texts, axis=0)
    outcomes = list(dict.fromkeys(str(outcome) for outcome in effects["outcome"]))
    models = {outcome: table[(effects["outcome"].astype(str) == outcome).to_numpy()] for outcome in outcomes}
    return coefficients(models, kind="effects", confidence=confidence, unit=unit, language=language)


def _effect(variable: str, level: str, reference: str, language: Language) -> str:
    if not level:
        return variable
    return said("plots.coefficients.level", language, variable=variable, level=level, reference=reference)
