"""Where things stand on the sheet: the map at the left with its scale bar, legend and insets beside or under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet

from evalkit.texts import Language, said
from evalkit.views.blocks import Figure
from evalkit.views.maps.frames import Frame
from evalkit.views.maps.legend import SIDE, Piece, draw, height_of
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import finish, margin, panel, sheet
from evalkit.views.style import INK, MUTED, RULE, SMALL, WIDTH

_GAP = 0.5
_WIDE = WIDTH - SIDE - _GAP
_LOW, _HIGH, _FEW = 8.2, 13.0, 30
"""Height in centimetres of a map of few zones, of which a page holds two, and of the highest; and how few these are."""
_MORE = 0.08
"""Height that each further zone adds."""
_BAR = 0.85
"""Height kept for the scale bar."""
_NAME, _BETWEEN = 0.45, 0.2
"""Height of an inset's name, and the space between insets."""
SMALLEST_INSET = (SIDE - 0.05 - 2 * _BETWEEN) / 3
"""Side of an inset where three stand in a row."""
_LENGTHS = (1, 2, 5)
_PATH = re.compile(rb"(?<=<path d=\")[^\"]*")
_NUMBER = re.compile(rb"(\d+)\.(\d\d)\d+")


@dataclass(frozen=True)
class Page:
    """A sheet with its frames, ready to be drawn on.

    Parameters
    ----------
    sheet : matplotlib.figure.Figure
    panels : tuple of (Frame, Axes)
        The main frame first; limits are set.
    """

    sheet: Sheet
    panels: tuple[tuple[Frame, Axes], ...]


def main_width(frame: Frame, room: float = _WIDE) -> float:
    """Return how wide the main frame is drawn, in centimetres: the more zones, the larger."""
    high = min(_HIGH, _LOW + _MORE * max(0, len(frame.codes) - _FEW))
    return min(room, high * frame.wide)


def page(frames: Sequence[Frame], pieces: Sequence[Piece], language: Language, below: Sequence[Piece] = ()) -> Page:
    """Lay out a map, draw its legend, its scale bar and the frames of its insets.

    Parameters
    ----------
    frames : sequence of Frame
        The main one first.
    pieces : sequence of Piece
        The legend beside the map.
    language : {"fr", "en"}
    below : sequence of Piece
        The legend under the map, over the whole width.
    """
    main, *insets = frames
    wide = main_width(main, _WIDE if pieces or insets else WIDTH)
    high = wide / main.wide
    legend = height_of(pieces)
    beside = _beside(len(insets), high + _BAR - legend)
    tall = max(high + _BAR, legend + beside.height) + 0.15
    on = sheet(tall + height_of(below))
    panels = [(main, _frame_axes(on, main, (0.0, 0.0, wide, high)))]
    whole, side = margin(on), wide + _GAP
    draw(pieces, whole, side, 0.05)
    draw(below, whole, 0.0, tall)
    if main.true:
        _scale_bar(whole, (0.05, high + 0.3), wide / (main.bounds[2] - main.bounds[0]), wide, language)
    for i, inset in enumerate(insets):
        across, down = i % beside.columns, i // beside.columns
        corner = (side + across * (beside.side + _BETWEEN), tall + 0.1 - beside.height + down * (beside.side + _NAME))
        panels.append((inset, _inset_axes(on, whole, inset, corner, beside.side, language)))
    return Page(on, tuple(panels))


@dataclass(frozen=True)
class _Insets:
    """How many insets stand beside each other, how large, and how high they all are."""

    columns: int
    side: float
    height: float


def _beside(count: int, room: float) -> _Insets:
    """Return two insets to a row where their height fits beside the map, else three."""
    made = [_rows(count, columns) for columns in (2, 3)]
    return made[0] if made[0].height <= room else made[1]


def _rows(count: int, columns: int) -> _Insets:
    side = (SIDE - 0.05 - (columns - 1) * _BETWEEN) / columns
    rows = -(-count // columns)
    return _Insets(columns, side, rows * (side + _NAME) + 0.2 if rows else 0.0)


def _frame_axes(on: Sheet, frame: Frame, place: tuple[float, float, float, float]) -> Axes:
    axes = panel(on, *place)
    west, south, east, north = frame.bounds
    axes.set(xlim=(west, east), ylim=(south, north))
    axes.axis("off")
    return axes


def _inset_axes(
    on: Sheet, whole: Axes, frame: Frame, corner: tuple[float, float], side: float, language: Language
) -> Axes:
    """Return a square with the inset in its middle, framed and named."""
    left, top = corner
    wide = side * min(1.0, frame.wide)
    high = wide / frame.wide
    axes = _frame_axes(on, frame, (left + (side - wide) / 2, top + (side - high) / 2, wide, high))
    right, floor = left + side, top + side
    whole.plot([left, right, right, left, left], [top, top, floor, floor, top], color=RULE, linewidth=0.6)
    name = said(f"maps.territories.{frame.name}", language)
    whole.text(left, floor + 0.2, name, va="center_baseline", size=SMALL - 1.5, color=MUTED)
    return axes


def _scale_bar(whole: Axes, corner: tuple[float, float], per_metre: float, width: float, language: Language) -> None:
    """Draw a bar of a round length, about a quarter of the map's width."""
    metres = 0.25 * width / per_metre
    power = 10.0 ** np.floor(np.log10(metres))
    length = max(each * power for each in _LENGTHS if each * power <= metres)
    left, top = corner
    right = left + length * per_metre
    whole.plot([left, left, right, right], [top - 0.1, top, top, top - 0.1], color=INK, linewidth=0.8)
    unit, value = ("km", length / 1000) if length >= 1000 else ("m", length)
    whole.text(right + 0.15, top - 0.03, f"{number(value, language, 0)}\u00a0{unit}", va="center_baseline", size=SMALL)


def finished(made: Page, name: str, alt: str, caption: str) -> Figure:
    """Turn a page into a `Figure`, its outlines to a hundredth of a point."""
    figure = finish(made.sheet, name, alt, caption)
    return replace(figure, svg=_PATH.sub(_light, figure.svg))


def _light(path: re.Match[bytes]) -> bytes:
    """Write a path in half the bytes: after a first point, further ones are lines without saying so.

    Not among curves (letters), where they would be taken for points of a curve.
    """
    short = _NUMBER.sub(rb"\1.\2", path[0])
    return short if b"Q" in short else short.replace(b" \nL ", b" ")
