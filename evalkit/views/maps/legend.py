"""The legend of a map, from top to bottom: titles, boxes with their meaning, notes, circles, a square of two keys.

Each piece knows its height and draws itself; lengths are centimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from evalkit.views.drawing import POINT
from evalkit.views.maps.palette import Fill
from evalkit.views.plots.labels import bold_characters
from evalkit.views.style import INK, MUTED, SMALL, WIDTH, characters, wrap

SIDE = 4.5
"""Width of a legend beside its map."""
_APART = 0.7
RING = 1.3
"""Width in points of the line around a zone that the reader is to find."""
COLUMN = (WIDTH - _APART) / 2
"""Width of each of two columns under a map."""
_BOX = (0.62, 0.36)
_TEXT = 0.8
"""Where the meaning of a box begins."""
_COUNT = 0.9
"""Width kept for the number of zones."""
_SPACE = 1.35
"""Height of a line, in font sizes."""
_LINE = _SPACE * SMALL * POINT
"""Height of a line in centimetres."""


_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85}
"""What numbers stand on in a filled cell."""
_CELL, _SCALE = 0.95, 1.3
"""Side of a cell of the square, and the room for its upright scale."""


class Piece(Protocol):
    """What a legend is made of."""

    @property
    def height(self) -> float:
        """Height in centimetres."""
        ...

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw it on the whole sheet, from its upper left corner."""
        ...


@dataclass(frozen=True)
class Writing:
    """Lines of text over a width."""

    text: str
    bold: bool = False
    color: str = INK
    size: float = SMALL
    most: int = 5
    before: float = 0.0
    width: float = SIDE

    @property
    def _lines(self) -> str:
        fit = bold_characters(self.width, self.size) if self.bold else characters(self.width, self.size)
        return wrap(self.text, fit, self.most)

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return self.before + (self._lines.count("\n") + 1) * _SPACE * self.size * POINT + 0.08

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw the lines."""
        weight = "bold" if self.bold else "normal"
        on.text(left, top + self.before, self._lines, va="top", size=self.size, color=self.color, weight=weight,
                linespacing=_SPACE)  # fmt: skip


def title(text: str, width: float = SIDE) -> Writing:
    """Return the legend's title."""
    return Writing(text, bold=True, width=width)


def note(text: str, *, most: int = 3) -> Writing:
    """Return a remark."""
    return Writing(text, color=MUTED, size=SMALL - 1, most=most)


@dataclass(frozen=True)
class Box:
    """A colour, or a thick line around a zone (`ring`), and its meaning, with the number of zones that have it."""

    fill: Fill
    text: str
    count: str = ""
    width: float = SIDE
    ring: bool = False

    @property
    def _lines(self) -> str:
        return wrap(self.text, characters(self.width - _TEXT - (_COUNT if self.count else 0), SMALL), 3)

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return max(0.46, (self._lines.count("\n") + 1) * _LINE + 0.08)

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw the box, its meaning and the number."""
        filled(on, (left, top + 0.05), _BOX, self.fill)
        if self.ring:
            on.add_patch(Rectangle((left, top + 0.05), *_BOX, facecolor="none", edgecolor=INK, linewidth=RING))
        middle = top + 0.05 + _BOX[1] / 2
        first, *rest = self._lines.split("\n")
        on.text(left + _TEXT, middle, first, va="center_baseline", size=SMALL)
        for i, line in enumerate(rest, 1):
            on.text(left + _TEXT, middle + i * _LINE, line, va="center_baseline", size=SMALL)
        if self.count:
            on.text(left + self.width, middle, self.count, va="center_baseline", ha="right", size=SMALL, color=MUTED)


def filled(on: Axes, corner: tuple[float, float], size: tuple[float, float], fill: Fill) -> None:
    """Draw a box with its hatch and a thin edge."""
    on.add_patch(Rectangle(corner, *size, facecolor=fill.color, edgecolor="none"))
    if fill.hatch:
        on.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=fill.ink, hatch=fill.hatch, linewidth=0.0))
    on.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=MUTED, linewidth=0.4))


@dataclass(frozen=True)
class Columns:
    """Pieces in two columns under a map, in the order of reading: down the first one, then down the second."""

    pieces: tuple[Piece, ...]

    @property
    def _halves(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        cuts = range(1, len(self.pieces) + 1)
        at = min(cuts, key=lambda cut: max(height_of(self.pieces[:cut]), height_of(self.pieces[cut:])))
        return self.pieces[:at], self.pieces[at:]

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return max(map(height_of, self._halves)) + 0.1

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw both columns."""
        for i, half in enumerate(self._halves):
            draw(half, on, left + i * (COLUMN + _APART), top)


@dataclass(frozen=True)
class Heading:
    """A line over the numbers of zones."""

    text: str

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return 0.4

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Write it to the right."""
        on.text(left + SIDE, top + 0.2, self.text, va="center_baseline", ha="right", size=SMALL - 1, color=MUTED)


@dataclass(frozen=True)
class Circles:
    """Circles in one another on one floor, each with its value: the largest first."""

    sizes: tuple[tuple[float, str], ...]
    """Radius in centimetres, and what it stands for."""
    color: str

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return max(2 * self.sizes[0][0], _LINE * (len(self.sizes) - 1) + 0.15) + 0.4

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw the circles, and a line from the top of each to its value."""
        widest = self.sizes[0][0]
        floor, line, end = top + 0.2 + 2 * widest, top, left + 2 * widest + 0.5
        for radius, text in self.sizes:
            on.add_patch(Circle((left + widest, floor - radius), radius, facecolor=self.color, alpha=0.25, lw=0))
            on.add_patch(Circle((left + widest, floor - radius), radius, facecolor="none", edgecolor=INK, lw=0.6))
            peak = floor - 2 * radius
            line = max(line + _LINE, peak) if line > top else peak
            on.plot([left + widest, end - 0.25, end - 0.05], [peak, peak, line], color=MUTED, lw=0.5)
            on.text(end, line, text, va="center_baseline", size=SMALL)


@dataclass(frozen=True)
class Square:
    """The key of two variables: need from the bottom up, offer from left to right, with zones counted.

    Rows of `fills` and `counts` go from low to high need; marks say where along a scale, in cells, what is written.
    """

    fills: tuple[tuple[Fill, ...], ...]
    counts: tuple[tuple[str, ...], ...]
    up_marks: tuple[tuple[float, str], ...]
    right_marks: tuple[tuple[float, str], ...]
    up: str
    right: str

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return _CELL * len(self.fills) + 1.2

    def draw(self, on: Axes, left: float, top: float) -> None:
        """Draw the cells, their numbers and the two scales."""
        start, floor = left + _SCALE, top + 0.15 + _CELL * len(self.fills)
        for i, (row, counts) in enumerate(zip(self.fills, self.counts, strict=True), 1):
            for j, (fill, count) in enumerate(zip(row, counts, strict=True)):
                corner = (start + j * _CELL, floor - i * _CELL)
                filled(on, corner, (_CELL, _CELL), fill)
                middle = (corner[0] + _CELL / 2, corner[1] + _CELL / 2)
                on.text(*middle, count, ha="center", va="center_baseline", size=SMALL, bbox=_PAPER)
        for at, text in self.up_marks:
            on.text(start - 0.1, floor - at * _CELL, text, ha="right", va="center_baseline", size=SMALL - 1)
        for at, text in self.right_marks:
            on.text(start + at * _CELL, floor + 0.2, text, ha="center", va="center_baseline", size=SMALL - 1)
        across, down = start + _CELL * len(self.fills[0]) / 2, floor - _CELL * len(self.fills) / 2
        on.text(across, floor + 0.62, self.right, ha="center", va="center_baseline", size=SMALL)
        on.text(left + 0.15, down, self.up, ha="center", va="center", rotation=90, size=SMALL)


def height_of(pieces: Sequence[Piece]) -> float:
    """Return the height of a whole legend."""
    return sum(piece.height for piece in pieces)


def draw(pieces: Sequence[Piece], on: Axes, left: float, top: float) -> None:
    """Draw a legend from its upper left corner."""
    for piece in pieces:
        piece.draw(on, left, top)
        top += piece.height
