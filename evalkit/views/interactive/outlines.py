"""Outlines as paths of an SVG: projected, simplified together so that no gap opens, in whole units of the drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from evalkit.views.maps.frames import Frame, Shapes, polygons
from evalkit.views.maps.names import anchors

WIDE, INSET = 3000, 1000
"""Width of the main drawing in its units, and of the square of an inset in its own."""
_FINE = 2.5
"""Units that an outline may be simplified by."""
_TALLEST = 3300
"""Height of the main drawing, at most."""


@dataclass(frozen=True)
class Drawing:
    """One frame of the map.

    Parameters
    ----------
    name : str
        Key of ``texts/maps.yaml``, ``territories``.
    width, height : int
        Of the drawing, in its units.
    codes : tuple of str
    paths : tuple of str
        The outline of each zone.
    points : ndarray of int
        A point inside each zone, shape (n, 2).
    around : str
        The outlines of the zones beside, all together.
    """

    name: str
    width: int
    height: int
    codes: tuple[str, ...]
    paths: tuple[str, ...]
    points: NDArray[np.int64]
    around: str


def main_width(frame: Frame) -> float:
    """Return how wide the zones of the main drawing are, in its units."""
    return min(float(WIDE), _TALLEST * frame.wide)


def drawing(frame: Frame, *, inset: bool = False) -> Drawing:
    """Return a frame as paths; that of an inset stands in the middle of a square."""
    west, south, east, north = frame.bounds
    wide = INSET * min(1.0, frame.wide) if inset else main_width(frame)
    per_metre = wide / (east - west)
    width, height = (INSET, INSET) if inset else (round(wide), round((north - south) * per_metre))
    left, top = (width - wide) / 2, (height - (north - south) * per_metre) / 2

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return (points - (west, north)) * (per_metre, -per_metre) + (left, top)

    count = len(frame.shapes)
    together = np.concatenate([frame.shapes, frame.around])
    together = shapely.transform(polygons(shapely.coverage_simplify(together, _FINE / per_metre)), placed)
    points = np.rint(placed(anchors(frame.shapes))).astype(np.int64)
    paths = [_path(shape) for shape in together[:count]]
    dots = (f"M{x},{y}h1v1z" for x, y in points)
    around = "".join(map(_path, _inside(together[count:], width, height)))
    own = tuple(path or dot for path, dot in zip(paths, dots, strict=True))
    return Drawing(frame.name, width, height, tuple(map(str, frame.codes)), own, points, around)


def _inside(shapes: Shapes, width: int, height: int) -> Shapes:
    """Return what of some outlines lies in the drawing."""
    return polygons(shapely.clip_by_rect(shapes, 0, 0, width, height)) if len(shapes) else shapes


def _path(shape: object) -> str:
    """Write an outline: each ring from its first point on, by steps; rings of no area are left out."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(_ring(np.rint(shapely.get_coordinates(ring)).astype(np.int64)) for ring in rings)


def _ring(points: NDArray[np.int64]) -> str:
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 3:
        return ""
    written = "".join(f"{x}{y}" if y[0] == "-" else f"{x},{y}" for x, y in _texts(steps[:-1]))
    return f"M{points[0, 0]},{points[0, 1]}l{written.lstrip()}z"


def _texts(steps: NDArray[np.int64]) -> list[tuple[str, str]]:
    """Return steps as texts; one to the right begins with a space, one to the left with its sign."""
    return [(f"{x}" if x < 0 else f" {x}", f"{y}") for x, y in steps.tolist()]
