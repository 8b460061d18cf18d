"""The timeline: dates at their true distance, labels moved apart so that each can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.framework import EventKind, TimelineEvent
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import KeyItem, caption, centred, draw_key, key_height, line_height, write
from evalkit.views.marks import Mark
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
    wrap,
)

_AXIS, _DATE, _LABEL, _TOP, _PAD = 1.3, 2.4, 5.45, 0.3, 0.06
_SHORTEST, _SPREAD = 3.0, 1.08
"""Body over the sum of the labels' heights: some air, so that distances in time show."""
_MARKS: dict[EventKind, Mark] = {
    "history": Mark("circle", ACCENT, 7, edge="white", edge_width=1.2),
    "start": Mark("square", ACCENT, 7.5, edge="white", edge_width=1.2),
    "end": Mark("square", ACCENT, 6.5, face="white", edge_width=1.2),
    "evaluation": Mark("diamond", ACCENT, 7.5, edge="white", edge_width=1.2),
    "next_review": Mark("diamond", ACCENT, 6.5, face="white", edge_width=1.2),
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
    labels = _labels(events, language)
    body = max(_SHORTEST, _SPREAD * sum(label.height for label in labels))
    scale = _Scale(events[0].date.first_day, max(e.date.last_day for e in events), _TOP + 0.15, _TOP + body - 0.15)
    items = _key(dossier, events, scale, language)
    drawing = sheet(_TOP + body + 0.3 + key_height(items))
    _draw_axis(drawing, dossier, scale)
    _draw_labels(drawing, labels, _apart(labels, scale, _TOP + body), scale, language)
    draw_key(drawing, _TOP + body + 0.3, items)
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
        items.append((Mark("bar", ACCENT, 10, edge_width=4), say("figures.timeline.partial", language)))
    if dossier.start and dossier.end:
        items.append((Mark("square", SOFT, 9), say("figures.timeline.span", language)))
    return items


def _draw_axis(drawing: Drawing, dossier: Dossier, scale: _Scale) -> None:
    if dossier.start and dossier.end:
        top, bottom = scale.at(dossier.start.first_day), scale.at(dossier.end.last_day)
        drawing.box(_AXIS - 0.17, top, 0.34, bottom - top, SOFT)
    drawing.line([(_AXIS, scale.top - 0.15), (_AXIS, scale.bottom + 0.15)], RULE, 1.5)
    for year in _years(scale):
        height = scale.at(dt.date(year, 1, 1))
        drawing.line([(_AXIS - 0.35, height), (_AXIS - 0.17, height)], RULE, 1)
        centred(drawing, _AXIS - 0.45, height, str(year), MUTED, align="right")


def _years(scale: _Scale) -> list[int]:
    """Return the years that are written beside the axis: round ones, a centimetre apart or more, twelve at most."""
    room = max(2, min(12, int(scale.bottom - scale.top)))
    steps = (step * 10**power for power in count() for step in (1, 2, 3, 4, 5, 6, 8))
    step = next(step for step in steps if scale.last.year + 1 - scale.first.year <= room * step)
    years = range(scale.first.year // step * step, scale.last.year + 1, step)
    return [year for year in years if scale.first <= dt.date(max(year, 1), 1, 1) <= scale.last]


def _draw_labels(
    drawing: Drawing, labels: Sequence[_Label], tops: Sequence[float], scale: _Scale, language: Language
) -> None:
    for label, top in zip(labels, tops, strict=True):
        event, line, spot = label.event, top + label.middle, scale.of(label.event)
        drawing.line([(_AXIS + 0.12, spot), (_DATE - 0.5, line), (_DATE - 0.15, line)], RULE, 0.8)
        lower = 0.78 * (line_height(label.size) - line_height(SMALL))
        write(drawing, _DATE, top + _PAD + lower, date(event.date, language), SMALL, MUTED)
        write(drawing, _LABEL, top + _PAD, label.text, label.size, face="plain" if event.kind == "history" else "bold")
    events = [label.event for label in labels]
    for event in events:
        _draw_bar(drawing, event, scale)
    for event in events:
        if event.date.month is not None or event.kind != "history":
            drawing.mark(_AXIS, scale.of(event), _MARKS[event.kind])


def _draw_bar(drawing: Drawing, event: TimelineEvent, scale: _Scale) -> None:
    """Draw the whole year of an event of which no more is known."""
    if event.date.month is None:
        first, last = scale.at(event.date.first_day) + 0.02, scale.at(event.date.last_day) - 0.02
        drawing.line([(_AXIS, first), (_AXIS, last)], ACCENT, 4, cap="butt")


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
