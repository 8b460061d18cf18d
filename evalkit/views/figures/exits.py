"""The sector's four exit rates, each with its counts and its interval, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from evalkit.evaluation import Evaluation
from evalkit.model.vocabulary import ExitRate
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.exits import EXIT_RATES, ExitRates
from evalkit.texts import Language, say
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import caption, centred
from evalkit.views.figures.rows import Drawn, cell, left_out
from evalkit.views.marks import Mark
from evalkit.views.numbers import interval, number, percent, period, share
from evalkit.views.style import ACCENT, MUTED, RULE, TALLEST, WIDTH, finish, sheet

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
    drawing = sheet(_HEAD + sum(map(_height, kept)) + _BELOW)
    _draw(drawing, kept, language)
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


def _draw(drawing: Drawing, kept: Sequence[ExitRates], language: Language) -> None:
    bottom = _HEAD + sum(map(_height, kept))
    for tick in (0, 25, 50, 75, 100):
        at = _place(tick / 100)
        drawing.line([(at, _HEAD - 0.1), (at, bottom)], "#e3e3e3", 0.7)
        centred(drawing, at, 0.3, percent(tick, language), MUTED, align="center")
    top = _HEAD
    for each in kept:
        _draw_period(drawing, each, top, language)
        top += _height(each)


def _draw_period(drawing: Drawing, exits: ExitRates, top: float, language: Language) -> None:
    drawing.line([(0, top), (WIDTH, top)], RULE, 0.8)
    centred(drawing, _LABEL, top + _PERIOD / 2, _title(exits, language), face="bold", ground=1.0)
    if isinstance(exits.retained, int):
        for i, name in enumerate(EXIT_RATES):
            _draw_rate(drawing, name, exits.rates[name], top + _PERIOD + _ROW * (i + 0.5), language)


def _title(exits: ExitRates, language: Language) -> str:
    when = period(exits.start, exits.end, language)
    if isinstance(exits.retained, NotEstimable):
        return say("figures.exits.hidden", language, period=when, reason=exits.retained.sentence(language))
    count = number(exits.retained, language, 0)
    return say("figures.exits.period", language, period=when, count=count, n=exits.retained)


def _draw_rate(
    drawing: Drawing, name: ExitRate, rate: Proportion | NotEstimable, middle: float, language: Language
) -> None:
    centred(drawing, _LABEL, middle, cell(_name(name, language), _ZERO - 0.5, 2))
    if isinstance(rate, NotEstimable):
        centred(drawing, _ZERO + 0.1, middle, rate.sentence(language), MUTED, face="italic")
        return
    ends = _place(rate.low), _place(rate.high)
    drawing.line([(end, middle) for end in ends], ACCENT, 5, cap="butt", opacity=0.3)
    for end in ends:
        drawing.mark(end, middle, Mark("bar", ACCENT, 7))
    drawing.mark(_place(rate.value), middle, Mark("circle", ACCENT, 6.5))
    centred(drawing, _VALUES, middle, f"{share(rate, language)}\n{_margin(rate, language)}")


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
