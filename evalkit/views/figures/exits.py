"""The sector's four exit rates, each with its counts and its interval, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from evalkit.evaluation import Evaluation
from evalkit.model.vocabulary import ExitRate
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.exits import EXIT_RATES, ExitRates
from evalkit.texts import Language, say
from evalkit.views.figures.parts import caption
from evalkit.views.figures.rows import Drawn, cell, centred, left_out
from evalkit.views.numbers import interval, number, percent, period, share
from evalkit.views.style import ACCENT, INK, MUTED, RULE, SMALL, TALLEST, WIDTH, finish, sheet, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABEL, _ZERO, _FULL, _VALUES = 0.1, 5.6, 11.6, 12.0
_HEAD, _PERIOD, _ROW, _BELOW = 0.7, 0.6, 0.82, 0.15


def exits_figure(evaluation: Evaluation, language: Language) -> Drawn:
    """Draw the four named rates of each period with their Wilson interval and their counts."""
    periods = evaluation.results.exits
    if not periods:
        return not_estimable("no_exits_stated")
    shown = [each for each in periods if isinstance(each.retained, int)]
    if not shown:
        return next(each.retained for each in periods if isinstance(each.retained, NotEstimable))
    kept = _latest(periods)
    with style():
        drawing, axes = sheet(_HEAD + sum(map(_height, kept)) + _BELOW)
        _draw(axes, kept, language)
    more = [say("figures.exits.reading", language), *left_out(len(periods) - len(kept), language)]
    alt = [say("figures.exits.alt", language, n=len(kept)), *(_sentence(each, language) for each in kept)]
    return finish(drawing, "exits", " ".join(alt), caption("exits", evaluation.dossier, language, *more, n=len(kept)))


def _height(exits: ExitRates) -> float:
    return _PERIOD + (_ROW * len(EXIT_RATES) + _BELOW if isinstance(exits.retained, int) else 0.0)


def _latest(periods: Sequence[ExitRates]) -> list[ExitRates]:
    """Keep the latest periods that fit on a page, in the order of time."""
    room, kept = TALLEST - _HEAD - _BELOW, list[ExitRates]()
    for each in reversed(periods):
        room -= _height(each)
        if room < 0:
            break
        kept.insert(0, each)
    return kept


def _draw(axes: Axes, kept: Sequence[ExitRates], language: Language) -> None:
    bottom = _HEAD + sum(map(_height, kept))
    for tick in (0, 25, 50, 75, 100):
        at = _place(tick / 100)
        axes.plot([at, at], [_HEAD - 0.1, bottom], color="#e3e3e3", linewidth=0.7, zorder=0)
        axes.text(at, 0.3, percent(tick, language), ha="center", va="center", fontsize=SMALL, color=MUTED)
    top = _HEAD
    for each in kept:
        _draw_period(axes, each, top, language)
        top += _height(each)


def _draw_period(axes: Axes, exits: ExitRates, top: float, language: Language) -> None:
    axes.plot([0, WIDTH], [top, top], color=RULE, linewidth=0.8, zorder=1)
    axes.text(_LABEL, top + _PERIOD / 2, _title(exits, language), va="center", fontsize=SMALL, fontweight="bold",
              color=INK, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip
    if isinstance(exits.retained, int):
        for i, name in enumerate(EXIT_RATES):
            _draw_rate(axes, name, exits.rates[name], top + _PERIOD + _ROW * (i + 0.5), language)


def _title(exits: ExitRates, language: Language) -> str:
    when = period(exits.start, exits.end, language)
    if isinstance(exits.retained, NotEstimable):
        return say("figures.exits.hidden", language, period=when, reason=exits.retained.sentence(language))
    count = number(exits.retained, language, 0)
    return say("figures.exits.period", language, period=when, count=count, n=exits.retained)


def _draw_rate(axes: Axes, name: ExitRate, rate: Proportion | NotEstimable, middle: float, language: Language) -> None:
    centred(axes, _LABEL, middle, cell(_name(name, language), _ZERO - 0.5, 2))
    if isinstance(rate, NotEstimable):
        centred(axes, _ZERO + 0.1, middle, rate.sentence(language), color=MUTED, style="italic")
        return
    ends = [_place(rate.low), _place(rate.high)]
    axes.plot(ends, [middle, middle], color=ACCENT, linewidth=5, alpha=0.3, solid_capstyle="butt", zorder=2)
    axes.plot(ends, [middle, middle], color=ACCENT, marker="|", markersize=7, linestyle="none", zorder=2)
    axes.plot([_place(rate.value)], [middle], color=ACCENT, marker="o", markersize=6.5, zorder=3)
    centred(axes, _VALUES, middle, f"{share(rate, language)}\n{_margin(rate, language)}")


def _margin(rate: Proportion, language: Language) -> str:
    return say("figures.exits.interval", language, interval=interval(rate, language))


def _name(name: ExitRate, language: Language) -> str:
    return say(f"vocabulary.exit_rate.{name}", language)


def _place(part: float) -> float:
    return _ZERO + (_FULL - _ZERO) * part


def _sentence(exits: ExitRates, language: Language) -> str:
    if isinstance(exits.retained, NotEstimable):
        return _title(exits, language) + "."
    told = [f"{_name(name, language)} {_told(exits.rates[name], language)}" for name in EXIT_RATES]
    rates = reduce(lambda rates, rate: say("figures.exits.rate", language, rates=rates, rate=rate), told)
    return say("figures.exits.told", language, title=_title(exits, language), rates=rates)


def _told(rate: Proportion | NotEstimable, language: Language) -> str:
    if isinstance(rate, NotEstimable):
        return f"({rate.sentence(language)})"
    return f"{share(rate, language)}, {_margin(rate, language)}"
