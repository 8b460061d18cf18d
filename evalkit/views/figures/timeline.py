"""The timeline: dates at their true distance, labels moved apart so that each can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.framework import EventKind, TimelineEvent
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.figures.parts import KeyItem, caption, draw_key, key_height, line_height, write
from evalkit.views.numbers import date
from evalkit.views.style import (
    ACCENT,
    MUTED,
    NORMAL,
    RULE,
    SMALL,
    SOFT,
    TALLEST,
    WIDTH,
    characters,
    clean,
    finish,
    sheet,
    style,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_AXIS, _DATE, _LABEL, _TOP, _PAD = 1.3, 2.4, 5.45, 0.3, 0.06
_SHORTEST, _SPREAD = 3.0, 1.08
"""Body over the sum of the labels' heights: some air, so that distances in time show."""
_MARKS: dict[EventKind, dict[str, Any]] = {
    "history": {"marker": "o", "markersize": 7, "markeredgecolor": "white"},
    "start": {"marker": "s", "markersize": 7.5, "markeredgecolor": "white"},
    "end": {"marker": "s", "markersize": 6.5, "markerfacecolor": "white"},
    "evaluation": {"marker": "D", "markersize": 7.5, "markeredgecolor": "white"},
    "next_review": {"marker": "D", "markersize": 6.5, "markerfacecolor": "white"},
}


@dataclass(frozen=True)
class _Label:
    event: TimelineEvent
    text: str
    size: float

    @property
    def height(self) -> float:
        return line_height(self.size) * (self.text.count("\n") + 1) + 2 * _PAD

    @property
    def middle(self) -> float:
        """From the label's top to the middle of its first line."""
        return _PAD + line_height(self.size) / 2


@dataclass(frozen=True)
class _Scale:
    """Days to centimetres from the top."""

    first: dt.date
    last: dt.date
    top: float
    bottom: float

    def at(self, day: dt.date) -> float:
        part = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.top + part * (self.bottom - self.top)

    def length(self, event: TimelineEvent) -> float:
        """Return the centimetres over which an event may have taken place."""
        return self.at(event.date.last_day) - self.at(event.date.first_day)

    def of(self, event: TimelineEvent) -> float:
        """Where an event stands: in the middle of its day or month, at the start of a year known alone."""
        if event.date.month is None:
            return self.at(event.date.first_day) + 0.1
        return (self.at(event.date.first_day) + self.at(event.date.last_day)) / 2


def timeline_figure(evaluation: Evaluation, language: Language) -> Figure | NotEstimable:
    """Draw the dated events of a partnership, as precisely as each date is known.

    Returns
    -------
    Figure or NotEstimable
        ``no_dated_event`` when nothing is dated.
    """
    events = evaluation.framework.timeline
    if not events:
        return not_estimable("no_dated_event")
    dossier = evaluation.dossier
    with style():
        labels = _labels(events, language)
        body = max(_SHORTEST, _SPREAD * sum(label.height for label in labels))
        scale = _Scale(events[0].date.first_day, max(e.date.last_day for e in events), _TOP + 0.15, _TOP + body - 0.15)
        items = _key(dossier, events, scale, language)
        drawing, axes = sheet(_TOP + body + 0.3 + key_height(items))
        _draw_axis(axes, dossier, scale)
        _draw_labels(axes, labels, _apart(labels, scale, _TOP + body), scale, language)
        draw_key(axes, _TOP + body + 0.3, items)
        return finish(drawing, "timeline", _alt(events, language), caption("timeline", dossier, language))


def _said(event: TimelineEvent, language: Language) -> str:
    return clean(event.label) if event.label else say(f"figures.timeline.kinds.{event.kind}", language)


def _labels(events: Sequence[TimelineEvent], language: Language) -> list[_Label]:
    """Wrap each label on three lines at most, on fewer when the page would be too tall."""
    for lines, size in ((3, NORMAL), (2, NORMAL), (2, SMALL), (1, SMALL)):
        room = characters(WIDTH - _LABEL - 0.1, size)
        labels = [_Label(event, wrap(_said(event, language), room, lines), size) for event in events]
        if _SPREAD * sum(label.height for label in labels) < TALLEST - 1.5:
            break
    return labels


def _key(dossier: Dossier, events: Sequence[TimelineEvent], scale: _Scale, language: Language) -> list[KeyItem]:
    """Explain bars and band; not the bars when a year is too short on the scale for one to be seen."""
    items: list[KeyItem] = []
    if any(event.date.month is None and scale.length(event) > 0.3 for event in events):
        items.append(({"marker": "|", "color": ACCENT, "markersize": 10, "markeredgewidth": 4},
                      say("figures.timeline.partial", language)))  # fmt: skip
    if dossier.start and dossier.end:
        items.append(({"marker": "s", "color": SOFT, "markersize": 9}, say("figures.timeline.span", language)))
    return items


def _draw_axis(axes: Axes, dossier: Dossier, scale: _Scale) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.plot([_AXIS, _AXIS], [scale.top - 0.15, scale.bottom + 0.15], color=RULE, linewidth=1.5, zorder=1)
    if dossier.start and dossier.end:
        band = [scale.at(dossier.start.first_day), scale.at(dossier.end.last_day)]
        axes.fill_betweenx(band, _AXIS - 0.17, _AXIS + 0.17, color=SOFT, linewidth=0, zorder=0)
    ticks = MaxNLocator(max(2, min(12, int(scale.bottom - scale.top))), integer=True)
    for year in ticks.tick_values(scale.first.year, scale.last.year + 1):
        day = dt.date(int(year), 1, 1)
        if scale.first <= day <= scale.last:
            axes.plot([_AXIS - 0.35, _AXIS - 0.17], [scale.at(day)] * 2, color=RULE, linewidth=1)
            axes.text(_AXIS - 0.45, scale.at(day), str(day.year), ha="right", va="center_baseline",
                      fontsize=SMALL, color=MUTED)  # fmt: skip


def _draw_labels(
    axes: Axes, labels: Sequence[_Label], tops: Sequence[float], scale: _Scale, language: Language
) -> None:
    for label, top in zip(labels, tops, strict=True):
        event, line, spot = label.event, top + label.middle, scale.of(label.event)
        _draw_mark(axes, event, scale)
        axes.plot([_AXIS + 0.12, _DATE - 0.5, _DATE - 0.15], [spot, line, line], color=RULE, linewidth=0.8, zorder=1)
        lower = 0.78 * (line_height(label.size) - line_height(SMALL))
        write(axes, _DATE, top + _PAD + lower, date(event.date, language), SMALL, color=MUTED)
        weight = "normal" if event.kind == "history" else "bold"
        write(axes, _LABEL, top + _PAD, label.text, label.size, weight=weight)


def _draw_mark(axes: Axes, event: TimelineEvent, scale: _Scale) -> None:
    if event.date.month is None:
        ends = [scale.at(event.date.first_day) + 0.02, scale.at(event.date.last_day) - 0.02]
        axes.plot([_AXIS] * 2, ends, color=ACCENT, linewidth=4, solid_capstyle="butt", zorder=2)
    if event.date.month is not None or event.kind != "history":
        axes.plot([_AXIS], [scale.of(event)], color=ACCENT, markeredgewidth=1.2, zorder=3, **_MARKS[event.kind])


def _apart(labels: Sequence[_Label], scale: _Scale, bottom: float) -> list[float]:
    """Return the top of each label: in order, without overlap, as near its date as that lets it be.

    Labels that would overlap are joined into blocks, and each block is centred on the dates of its labels.
    """
    blocks: list[_Block] = []
    for label in labels:
        block = _Block((label.height,), scale.of(label.event) - label.middle, bottom)
        while blocks and blocks[-1].top + blocks[-1].height > block.top:
            block = blocks.pop().followed_by(block)
        blocks.append(block)
    return [top for block in blocks for top in block.tops]


@dataclass(frozen=True)
class _Block:
    """Labels one under the other; `wished` is the sum over them of the top that would put each at its date."""

    heights: tuple[float, ...]
    wished: float
    bottom: float

    @property
    def height(self) -> float:
        return sum(self.heights)

    @property
    def top(self) -> float:
        return max(0.0, min(self.wished / len(self.heights), self.bottom - self.height))

    @property
    def tops(self) -> tuple[float, ...]:
        return tuple(self.top + above for above in accumulate((0.0, *self.heights[:-1])))

    def followed_by(self, below: _Block) -> _Block:
        shift = self.height * len(below.heights)
        return _Block(self.heights + below.heights, self.wished + below.wished - shift, self.bottom)


def _alt(events: Sequence[TimelineEvent], language: Language) -> str:
    first, last = (date(events[i].date, language) for i in (0, -1))
    told = [
        say(
            "figures.timeline.event",
            language,
            date=date(event.date, language),
            label=_said(event, language).rstrip("."),
        )
        for event in events
    ]
    return " ".join([say("figures.timeline.alt", language, n=len(events), first=first, last=last), *told])
