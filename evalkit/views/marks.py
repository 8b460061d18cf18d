"""The shapes of the marks: what tells partners, levels and statuses apart besides their colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Mark:
    """How a mark is drawn.

    Parameters
    ----------
    shape : str
        A key of `SHAPES` or of `STROKES`, or ``circle``.
    color : str
        Of its edge and, unless `face` says another, of its inside.
    size : float
        Across, in points.
    face, edge : str or None
        Colours of inside and edge where they differ from `color`.
    edge_width : float
        In points.
    half : bool
        Whether only the left half of a circle has the colour.
    """

    shape: str
    color: str
    size: float = 6.0
    face: str | None = None
    edge: str | None = None
    edge_width: float = 1.0
    half: bool = False


def _star(count: int, inner: float, turn: float = 0.0) -> Points:
    """Return a star of `count` tips, the first on top; a regular polygon when `inner` is 0."""
    radii = [1.0, inner] * count if inner else [1.0] * count
    angles = [turn + 2 * pi * i / len(radii) for i in range(len(radii))]
    return [(radius * sin(at), -radius * cos(at)) for radius, at in zip(radii, angles, strict=True)]


_THIRD = 1 / 3
_TURNED = 2**0.5
SHAPES: dict[str, Points] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -_TURNED), (_TURNED, 0), (0, _TURNED), (-_TURNED, 0)),
    "thin_diamond": ((0, -_TURNED), (0.6 * _TURNED, 0), (0, _TURNED), (-0.6 * _TURNED, 0)),
    "up": ((0, -1), (1, 1), (-1, 1)),
    "down": ((0, 1), (-1, -1), (1, -1)),
    "left": ((-1, 0), (1, -1), (1, 1)),
    "right": ((1, 0), (-1, 1), (-1, -1)),
    "plus": (
        *((-_THIRD, -1), (_THIRD, -1), (_THIRD, -_THIRD), (1, -_THIRD), (1, _THIRD), (_THIRD, _THIRD)),
        *((_THIRD, 1), (-_THIRD, 1), (-_THIRD, _THIRD), (-1, _THIRD), (-1, -_THIRD), (-_THIRD, -_THIRD)),
    ),
    "cross": (
        *((-0.5, -1), (0, -0.5), (0.5, -1), (1, -0.5), (0.5, 0), (1, 0.5)),
        *((0.5, 1), (0, 0.5), (-0.5, 1), (-1, 0.5), (-0.5, 0), (-1, -0.5)),
    ),
    "star": _star(5, 0.382),
    "pentagon": _star(5, 0),
    "hexagon": _star(6, 0),
    "flat_hexagon": _star(6, 0, pi / 6),
    "octagon": _star(8, 0, pi / 8),
}
"""Closed shapes, from -1 to 1 across and downwards."""
STROKES: dict[str, Points] = {
    "times": ((-1, -1), (1, 1), (-1, 1), (1, -1)),
    "dash": ((-1, 0), (1, 0)),
    "bar": ((0, -1), (0, 1)),
    "y_down": ((0, 0), (0, 1), (0, 0), (0.8, -0.5), (0, 0), (-0.8, -0.5)),
    "y_up": ((0, 0), (0, -1), (0, 0), (0.8, 0.5), (0, 0), (-0.8, 0.5)),
    "y_left": ((0, 0), (-1, 0), (0, 0), (0.5, -0.8), (0, 0), (0.5, 0.8)),
    "y_right": ((0, 0), (1, 0), (0, 0), (-0.5, -0.8), (0, 0), (-0.5, 0.8)),
}
"""Shapes without an inside: the ends of each stroke, two by two."""


def mark_svg(mark: Mark) -> str:
    """Return the SVG of a mark around the origin."""
    edge = f'stroke="{mark.edge or mark.color}" stroke-width="{mark.edge_width:g}"'
    if mark.shape in STROKES:
        strokes = list(pairwise(STROKES[mark.shape]))[::2]
        return f'<path d="{"".join(_path(each, mark.size) for each in strokes)}" {edge}/>'
    face = f'fill="{mark.face or mark.color}"'
    if mark.shape == "circle":
        radius = f"{mark.size / 2:g}"
        half = f'<path d="M0-{radius}A{radius} {radius} 0 0 0 0 {radius}Z" fill="{mark.color}"/>' if mark.half else ""
        return f'<circle r="{radius}" {face} {edge}/>{half}'
    join = "round" if mark.shape == "star" else "miter"  # mitres would make long thorns of a star's tips
    return f'<path d="{_path(SHAPES[mark.shape], mark.size)}Z" {face} {edge} stroke-linejoin="{join}"/>'


def _path(points: Points, size: float) -> str:
    return "M" + "L".join(f"{x * size / 2:.3g} {y * size / 2:.3g}" for x, y in points)
