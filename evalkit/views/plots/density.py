"""Many points as one mark for each small place: its size tells how many there are, its symbol which group is the most.

A binned map in shapes: it reads in grey as in colour, and weighs the same for two thousand points or a million.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import INCH
from evalkit.views.plots.grouping import Grouped
from evalkit.views.plots.keys import Symbol
from evalkit.views.plots.labels import Array
from evalkit.views.style import MUTED

PITCH = 0.3
"""Centimetres from a mark to the next."""
_SIZES = (1.6, 2.8, 4.0, 5.2, 6.4, 7.6)
"""Of the marks, in points."""


def draw_density(frame: Axes, points: Array, groups: Grouped, least: int = 1) -> None:
    """Draw points binned on a brick lattice, in a frame with its final limits; places of fewer than `least` are not."""
    places, counts, most = _binned(_lattice(frame, points), groups.codes, len(groups.symbols))
    held = counts >= least
    places, counts, most = places[held], counts[held], most[held]
    steps = _steps(counts, _bounds(len(points)))
    pitch = PITCH / INCH * 72
    x, y = (places[:, 0] + 0.5 * (places[:, 1] % 2)) * pitch, places[:, 1] * pitch * _ROW
    centres = frame.transData.inverted().transform(np.column_stack([x, y]))
    for code, symbol in enumerate(groups.symbols):
        for step, size in enumerate(_SIZES):
            own = centres[(most == code) & (steps == step)]
            if len(own):
                style = {**symbol.style(), "markersize": size, "markeredgewidth": 0}
                frame.plot(*own.T, zorder=2, **style)


def size_key(n: int, language: Language, least: int = 1) -> list[tuple[Symbol, str]]:
    """Return what the smallest, a middle and the largest mark stand for; none stands for fewer than `least`."""
    bounds = _bounds(n)
    first = int(_steps(np.array([least]), bounds)[0])
    pairs = [(step, max(least, bounds[step - 1] if step else 1)) for step in dict.fromkeys((first, max(first, 3), 5))]
    return [
        (
            Symbol("o", MUTED, _SIZES[step]),
            said("plots.density.at_least", language, count=number(least, language, 0), n=least),
        )
        for step, least in pairs
    ]


_ROW = 3**0.5 / 2


def _bounds(n: int) -> tuple[int, ...]:
    """Return from how many points on a mark has the second size, the third…: round numbers that grow alike."""
    root = max(2.0, (n / 60) ** (1 / len(_SIZES)))
    return tuple(_rounded(root**step) for step in range(1, len(_SIZES)))


def _rounded(value: float) -> int:
    unit = 10 ** max(0, len(str(int(value))) - 1)
    return int(round(value / unit) * unit)


def _steps(counts: NDArray[np.int64], bounds: tuple[int, ...]) -> NDArray[np.int64]:
    return np.asarray(np.searchsorted(bounds, counts, side="right"), dtype=np.int64)


def _lattice(frame: Axes, points: Array) -> NDArray[np.int64]:
    """Return the column and row of each point's place: shape (n, 2)."""
    pitch = PITCH / INCH * 72
    print_points = frame.transData.transform(points) / pitch
    row = np.round(print_points[:, 1] / _ROW)
    column = np.round(print_points[:, 0] - 0.5 * (row % 2))
    return np.column_stack([column, row]).astype(np.int64)


def _binned(
    places: NDArray[np.int64], codes: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the places that hold points, how many each holds, and its most frequent group."""
    held, place = np.unique(places, axis=0, return_inverse=True)
    table = np.bincount(place.ravel() * groups + codes, minlength=len(held) * groups).reshape(len(held), groups)
    return held, table.sum(axis=1), table.argmax(axis=1)
