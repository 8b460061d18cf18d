"""Sentences on the data and on the axes; every figure stands in a table under the caption that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evalkit.multivariate.frames import figure
from evalkit.multivariate.selections import AxisMark, AxisReading, AxisSide
from evalkit.views.blocks import Block, Heading, Prose
from evalkit.views.multivariate.names import axis_names
from evalkit.views.multivariate.wording import Wording

TOLD = 4
"""Axes told in sentences; the tables hold all."""
MARKS, ASIDE, NAMED = 4, 4, 12
WELL, PARTLY = 0.5, 0.25
"""Cos² from which an axis shows a column well (half of it), and in part."""


def data_sentences(words: Wording) -> tuple[str, ...]:
    """Say which method reads the table, and what was done with its holes, weights and rows set aside."""
    analysis = words.analysis
    found = [
        words.say(f"method.{analysis.method_why}", method=words.say(f"method.{analysis.method}")),
    ]
    holes = int(analysis.holes.sum())
    found.append(words.say(f"data.missing.{analysis.plan.missing}" if holes else "data.complete"))
    if analysis.plan.excluded:
        found.append(
            words.say("data.excluded", names=words.joined(words.quoted(*pair) for pair in analysis.plan.excluded))
        )
    aside = analysis.table.supplementary_rows
    if aside and analysis.table.identifiers:
        found.append(words.say("data.aside", names=words.some(aside, NAMED)))
    if analysis.table.weights is not None:
        found.append(words.say("data.weights"))
    return tuple(found)


def axes_sentences(words: Wording) -> tuple[str, ...]:
    """Say how much each axis shows, and why so many are kept."""
    analysis, table = words.analysis, words.analysis.choice.table
    parts = [
        words.say("axes.part", axis=axis, part=words.percent(figure(table, axis, "percentage")))
        for axis in range(1, min(analysis.axes, TOLD) + 1)
    ]
    told = words.listed(parts) if analysis.axes <= TOLD else words.say("and_so_on", names=words.listed(parts))
    found = [words.say("axes.parts", parts=told, see=words.see("axes"))]
    if analysis.axes > 1:
        found.append(words.say("axes.together", part=words.percent(figure(table, analysis.axes, "cumulative"))))
    if analysis.method == "mca":
        found.append(words.say("axes.low_parts"))
    nothing = analysis.choice.suggested == 0
    found.append(words.say("axes.nothing") if nothing else words.say(f"axes.why.{analysis.axes_why}"))
    return tuple(found)


def readings_blocks(words: Wording) -> Iterator[Block]:
    """Give a heading and a paragraph for each axis told."""
    names = axis_names(words.analysis, words.language)
    yield Prose((words.say("axis.legend"), words.say("axis.figures", tables=words.tables(_tables(words)))))
    for reading in words.analysis.readings[:TOLD]:
        yield Heading(4, words.say("axis.heading", axis=reading.axis, name=names[reading.axis]))
        yield Prose(tuple(_reading(words, reading)))
    if len(words.analysis.readings) > TOLD:
        yield Prose((words.say("axis.others", see=words.see("axis_columns")),))


def _tables(words: Wording) -> Iterator[str]:
    """Give the tables that hold the figures of the axes told."""
    sides = [side for each in words.analysis.readings[:TOLD] for side in (each.negative, each.positive)]
    yield "axis_columns"
    if any(side.supplementary for side in sides):
        yield "axis_supplementary"
    if any(side.rows for side in sides):
        yield "axis_rows"


def _reading(words: Wording, reading: AxisReading) -> Iterator[str]:
    """Say what an axis opposes; of one within chance, no more than what it is made of."""
    if not reading.beyond_chance:
        yield words.say("axis.within_chance")
    yield _opposition(words, reading)
    marks = [mark for side in (reading.negative, reading.positive) for mark in side.marks[:MARKS]]
    if marks:
        yield _quality(words, [mark.cos2 for mark in marks])
    if not reading.beyond_chance:
        return
    aside = [_marks(words, side.supplementary) for side in (reading.negative, reading.positive)]
    if any(aside):
        yield words.say("axis.aside", ends=_ends(words, reading.axis, aside))
    rows = [words.joined(each.row for each in side.rows) for side in (reading.negative, reading.positive)]
    if any(rows):
        yield words.say("axis.rows", ends=_ends(words, reading.axis, rows))


def _ends(words: Wording, axis: int, ends: Sequence[str]) -> str:
    """Say what is at each end, where there is something."""
    told = zip((words.side(axis, False), words.side(axis, True)), ends, strict=True)
    return words.listed([words.say("axis.at_end", side=side, what=what) for side, what in told if what])


def _quality(words: Wording, cos2: Sequence[float]) -> str:
    """Say how much of its columns the axis shows."""
    key = "well" if min(cos2) >= WELL else "badly" if max(cos2) < PARTLY else "partly"
    if key == "partly" and max(cos2) >= WELL:
        key = "mixed"
    low, high = words.number(min(cos2)), words.number(max(cos2))
    values = low if low == high else words.say("axis.from_to", low=low, high=high)
    return words.say(f"axis.quality.{key}", values=values)


def _opposition(words: Wording, reading: AxisReading) -> str:
    low, high = _end(words, reading.negative), _end(words, reading.positive)
    if low and high:
        ends = {"low_side": words.side(reading.axis, False), "high_side": words.side(reading.axis, True)}
        return words.say("axis.opposes", low=low, high=high, **ends)
    if not low and not high:
        return words.say("axis.no_side")
    side = reading.positive if high else reading.negative
    numbers = all(mark.correlation is not None for mark in side.marks)
    key = "axis.one_side_numbers" if numbers else "axis.one_side"
    return words.say(key, side=words.side(reading.axis, bool(high)), marks=low or high)


def _end(words: Wording, side: AxisSide) -> str:
    """Name what makes an end, with the part of the axis due to each."""
    return _marks(words, side.marks[:MARKS], _one)


def _marks(words: Wording, marks: Sequence[AxisMark], write: Callable[[Wording, AxisMark], str] | None = None) -> str:
    """Name columns of numbers by their high values, columns of counts by their high share, levels by themselves."""
    shown = marks[:ASIDE]
    plain = [mark for mark in shown if not mark.level]
    numbers = [(write or _name)(words, mark) for mark in plain]
    levels = [(write or _name)(words, mark) for mark in shown if mark.level]
    key = "share" if words.analysis.method == "ca" else "high"
    told = words.joined(levels)
    if numbers:
        high = words.say(f"axis.{key}", names=words.joined(numbers))
        told = words.say("axis.levels_with", levels=told, numbers=high) if levels else high
    return words.say("notably", names=told) if len(marks) > ASIDE else told


def _name(words: Wording, mark: AxisMark) -> str:
    return words.quoted(mark.variable, mark.level)


def _one(words: Wording, mark: AxisMark) -> str:
    return words.say("axis.one", name=_name(words, mark), part=words.percent(mark.contrib or 0))
