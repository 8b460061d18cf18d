"""Two axes of an analysis as a frame: their names with the part of inertia, the cross at the centre, equal units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Sheet
from numpy.typing import NDArray

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import percent
from evalkit.views.plots.canvas import GRID, count_ticks, panel, sheet
from evalkit.views.plots.keys import Key
from evalkit.views.style import RULE, WIDTH

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.factor import Ca, Cloud, Factors

Array = NDArray[np.float64]
Axes2 = tuple[int, int]
LEFT, RIGHT, TOP, BOTTOM = 1.55, 0.25, 0.2, 1.25
"""Room around the frame in centimetres: its numbers and the names of its axes."""
FLATTEST, TALLEST = 7.5, 13.5
"""Heights in centimetres that the frame of a cloud may have."""
ALL_NAMED = 30
"""So many points, or fewer, may all have their name."""


@dataclass(frozen=True)
class Plane:
    """Two axes of an analysis, with the part of inertia of each in per cent."""

    axes: Axes2
    parts: tuple[float, float]
    language: Language

    def name(self, which: int) -> str:
        """Return ``Axe 1 (21,3 %)``."""
        part = percent(self.parts[which], self.language, 1)
        return said("plots.axis", self.language, axis=self.axes[which], part=part)

    def told(self) -> dict[str, object]:
        """Return what sentences say of it."""
        return {"first": self.name(0), "second": self.name(1)}


def plane_of(result: Factors | Ca, axes: Axes2, language: Language) -> Plane | NotEstimable:
    """Return the plane of two axes, or that one of them is not there."""
    for axis in axes:
        if not 1 <= axis <= result.axes:
            return not_estimable("plots.no_axis", axis=axis, n=result.axes)
    parts = result.eigenvalues["percentage"]
    return Plane(axes, (float(parts.loc[axes[0]]), float(parts.loc[axes[1]])), language)


def on_plane(values: pd.DataFrame, axes: Axes2) -> Array:
    """Return the two columns of a frame of points by axes: shape (n, 2)."""
    return np.asarray(values[list(axes)].to_numpy(dtype=np.float64))


def represented(cloud: Cloud, axes: Axes2) -> Array:
    """Return the part of each point's squared distance that the plane shows: shape (n,)."""
    return np.asarray(on_plane(cloud.cos2, axes).sum(axis=1))


def best(quality: Array, all_named: int = ALL_NAMED, most: int = 90) -> tuple[NDArray[np.int64], float]:
    """Return which points may be named, the best represented first, and the quality they have at least.

    All of a few; of many, those that the plane shows no worse than the average point.
    """
    order = np.argsort(-quality, kind="stable")
    if len(quality) > all_named:
        order = order[quality[order] >= quality.mean()]
    order = order[:most]
    return order, float(quality[order].min(initial=1.0))


def limits(points: Array, room: float = 0.1) -> tuple[Array, Array]:
    """Return the lower and upper corner around points and the centre, with some room; never of no width."""
    low = np.minimum(points.min(axis=0, initial=0.0), 0.0)
    high = np.maximum(points.max(axis=0, initial=0.0), 0.0)
    span = np.maximum(high - low, max(0.05 * float((high - low).max()), 1e-9))
    middle = (low + high) / 2
    return middle - span * (0.5 + room), middle + span * (0.5 + room)


def cloud_sheet(
    plane: Plane, points: Array, key: Key, room: float = 0.1, second_scale: bool = False
) -> tuple[Sheet, Axes]:
    """Return a sheet with a frame where a unit is as long on both axes, around points and the centre, and its key.

    `second_scale` keeps room above and to the right for the numbers of another scale.
    """
    top, right = (0.55, 0.85) if second_scale else (TOP, RIGHT)
    low, high = limits(points, room)
    wide = WIDTH - LEFT - right
    height = float(np.clip(wide * (high - low)[1] / (high - low)[0], FLATTEST, TALLEST))
    unit = max((high - low)[0] / wide, (high - low)[1] / height)
    middle, half = (low + high) / 2, unit * np.array([wide, height]) / 2
    made = sheet(top + height + BOTTOM + key.height)
    frame = panel(made, LEFT, top, wide, height)
    frame.set_xlim(middle[0] - half[0], middle[0] + half[0])
    frame.set_ylim(middle[1] - half[1], middle[1] + half[1])
    dress(frame, plane)
    key.draw(made, top + height + BOTTOM)
    return made, frame


def dress(frame: Axes, plane: Plane) -> None:
    """Write the names of the axes and their numbers, and draw the cross at the centre."""
    frame.set_xlabel(plane.name(0))
    frame.set_ylabel(plane.name(1))
    count_ticks(frame, plane.language)
    frame.grid(color=GRID, linewidth=0.6)
    frame.axhline(0, color=RULE, linewidth=1, zorder=1)
    frame.axvline(0, color=RULE, linewidth=1, zorder=1)
