"""Rows of text and marks, as tall as the page allows: fewer lines per label first, then rows left to the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.figures.parts import line_height
from evalkit.views.numbers import number, percent
from evalkit.views.style import SMALL, TALLEST, characters, clean, wrap

Drawn = Figure | NotEstimable
"""A figure, or the reason why there is nothing to draw."""
Item = TypeVar("Item")
PAD = 0.22
_SCALE = re.compile(r"\s*(\d+)\s*(?:[-–/àa]|to)\s*(\d+)\s*")
FEWEST_LINES, MOST_LINES = 1, 3


def height_of(*texts: str, size: float = SMALL) -> float:
    """Return the height in centimetres of a row that holds these wrapped texts side by side."""
    return PAD + line_height(size) * max(text.count("\n") + 1 for text in texts)


def fitted(items: Sequence[Item], height: Callable[[Item, int], float], around: float) -> tuple[int, int]:
    """Return with how many lines per label, and how many of the items, the figure fits on a page.

    Parameters
    ----------
    items : sequence
    height : callable
        (item, lines per label) → height of its row in centimetres.
    around : float
        Centimetres that the rest of the figure takes.
    """
    room = TALLEST - around
    for lines in range(MOST_LINES, FEWEST_LINES - 1, -1):
        if sum(height(item, lines) for item in items) <= room:
            return lines, len(items)
    taken, count = 0.0, 0
    for item in items:
        taken += height(item, FEWEST_LINES)
        if taken > room:
            break
        count += 1
    return FEWEST_LINES, count


def cell(text: str, width: float, lines: int = MOST_LINES, size: float = SMALL) -> str:
    """Wrap a text into a column of a width in centimetres."""
    return wrap(text, characters(width, size), lines)


def named(code: str, label: str) -> str:
    """Write an entry's code and label on one line."""
    return f"{printed(code)} · {clean(label)}"


def plain(value: float, unit: str | None, language: Language) -> str:
    """Write a value without its unit, except for a percentage."""
    return percent(value, language, 1) if unit == "%" else number(value, language, 2)


def left_out(n: int, language: Language) -> list[str]:
    """Say how many rows are left to the table; nothing when none is."""
    return [say("figures.left_to_table", language, n=n)] if n else []


def scale_of(unit: str | None, values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of a scale: those that the unit states (``1-5``), 0 to 100 for %, else 0 and the values.

    An axis that begins at 0 does not make a small change look large.
    """
    stated = _SCALE.fullmatch(unit or "")
    ends = (float(stated[1]), float(stated[2])) if stated else (0.0, 100.0) if unit == "%" else None
    low, high = min(values, default=0.0), max(values, default=1.0)
    if ends and ends[0] < ends[1]:
        return min(ends[0], low), max(ends[1], high)
    return min(low, 0.0), max(high, 0.0) if high != low or high > 0 else 1.0
