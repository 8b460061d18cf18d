"""What tells groups apart, by shape as well as colour, and the key under the drawing that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure as Sheet

from evalkit.views.plots.canvas import PALE, margin
from evalkit.views.plots.labels import shown
from evalkit.views.style import COLORS, INK, SMALL, WIDTH, text_width

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "p", "h")
"""The shapes of the other figures, in their order."""
LINES = ("-", (0, (5, 2)), (0, (1.2, 1.4)), (0, (6, 1.6, 1.2, 1.6)))
"""Full, dashed, dotted, mixed."""
LINE = 0.5
"""Height in centimetres of a line of the key."""
_LEFT, _MARK, _GAP = 0.25, 0.65, 0.55


@dataclass(frozen=True)
class Symbol:
    """How a point, or a line where `line` is given, is drawn.

    Parameters
    ----------
    marker : str
        As matplotlib writes it; empty for none.
    color : str
    size : float
        Across, in points.
    hollow : bool
        White inside.
    line : str or tuple, optional
        Style of a line.
    width : float
        Of the line, in points.
    """

    marker: str
    color: str
    size: float = 5.0
    hollow: bool = False
    line: Any = None
    width: float = 1.4

    def style(self) -> dict[str, Any]:
        """Return what `Axes.plot` is told."""
        edge = {"markeredgecolor": self.color, "markeredgewidth": 1.1} if self.hollow else _EDGE[self.color == PALE]
        return {
            "marker": self.marker or None,
            "markersize": self.size,
            "markerfacecolor": "white" if self.hollow else self.color,
            **edge,
            "linestyle": self.line or "none",
            "linewidth": self.width,
            "color": self.color,
        }


_EDGE: tuple[dict[str, Any], ...] = ({"markeredgecolor": INK, "markeredgewidth": 0.35}, {"markeredgewidth": 0.0})
"""A thin dark edge keeps pale colours apart from the paper, in print too; what is in the background has none."""


def symbols(count: int, size: float = 5.0) -> list[Symbol]:
    """Return as many symbols as there are groups; beyond ten, shapes and colours are paired anew."""
    many = len(MARKERS)
    return [Symbol(MARKERS[(i + i // many) % many], COLORS[i % len(COLORS)], size) for i in range(count)]


def hollow(symbol: Symbol) -> Symbol:
    """Return the same symbol with a white inside."""
    return replace(symbol, hollow=True)


@dataclass(frozen=True)
class Key:
    """Symbols with their meaning, on as many lines as it takes.

    Parameters
    ----------
    items : tuple of (Symbol, str)
    below : tuple of (Symbol, str)
        More of them, from a new line on.
    longest : int
        Characters of average width that an item may have.
    """

    items: tuple[tuple[Symbol, str], ...] = ()
    below: tuple[tuple[Symbol, str], ...] = ()
    longest: int = 70

    @property
    def height(self) -> float:
        """Height in centimetres."""
        return LINE * (1 + max(line for _, _, line in self._places())) + 0.15 if self.items or self.below else 0.0

    def draw(self, on: Sheet, top: float) -> None:
        """Draw the key from a height in centimetres."""
        if not self.height:
            return
        whole = margin(on)
        for (symbol, _), (text, left, line) in zip((*self.items, *self.below), self._places(), strict=True):
            middle = top + LINE * (line + 0.5)
            ends = [left - 0.1, left + 0.15, left + 0.4] if symbol.line else [left + 0.15]
            whole.plot(ends, [middle] * len(ends), markevery=[len(ends) // 2], **symbol.style())
            whole.text(left + _MARK - 0.1, middle, text, va="center_baseline", size=SMALL)

    def _places(self) -> Iterator[tuple[str, float, int]]:
        left, line = _LEFT, 0
        for i, (_, meaning) in enumerate((*self.items, *self.below)):
            text = shown(meaning, self.longest)
            taken = _MARK + text_width(text, SMALL) + _GAP
            if left > _LEFT and (left + taken - _GAP > WIDTH or i == len(self.items)):
                left, line = _LEFT, line + 1
            yield text, left, line
            left += taken
