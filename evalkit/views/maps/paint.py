"""Zones on the paper: simplified as finely as print shows, one path per class; dots where there are too many.

A class is one path: a map of 306 zones is a few elements in its SVG. Beyond `MANY` zones outlines alone would take
several megabytes, so they become a picture of 300 dots to the inch inside the SVG, under letters that stay sharp.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Sheet
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from evalkit.stats.intervals import Numbers
from evalkit.views.maps.frames import Frame, Shapes, polygons
from evalkit.views.maps.legend import RING
from evalkit.views.maps.palette import AROUND, Fill
from evalkit.views.style import INK

MANY = 5000
"""Zones beyond which they are drawn as dots."""
DPI = 300
_FINE = 0.35
"""Points of print that an outline may be simplified by."""
_LINE, _LIMIT = "#5c5c5c", "#8c8c8c"
"""Of the borders of larger zones, and of the zones of the map together."""
_SMALL = 20
"""Width in points of a zone that a thick line would hide."""
_OPAQUE = np.round(np.round(np.arange(256) / 51) * 51).astype(np.uint8)
"""Six steps of opacity in place of 256: the picture of dots is then half as heavy."""


def draw_zones(axes: Axes, frame: Frame, codes: Numbers, fills: Sequence[Fill]) -> None:
    """Fill the zones of a frame by class.

    Parameters
    ----------
    axes : Axes
        With the frame's limits.
    frame : Frame
    codes : ndarray
        Place of each zone's fill in `fills`, shape (n,).
    fills : sequence of Fill
    """
    shapes, around = simplified(axes, frame)
    if len(shapes) + len(around) > MANY:
        as_dots(axes, lambda own: _draw_paths(own, shapes, around, codes, fills, 0.0, smooth=False), 2)
    else:
        _draw_paths(axes, shapes, around, codes, fills, _edge_width(axes, len(shapes)))
        if shapely.coverage_is_valid(shapes):
            _line(axes, shapely.coverage_union_all(shapes), _LIMIT, 0.5)


def draw_borders(axes: Axes, frame: Frame, *, ring: bool) -> None:
    """Draw the outlines of larger zones over a map; as a ring, with a thick line that is found at once."""
    shapes, _ = simplified(axes, frame)
    if not ring:
        _line(axes, shapes, _LINE, 0.45)
        return
    west, south, east, north = shapely.total_bounds(shapes)
    thin = max(east - west, north - south) < _SMALL * per_point(axes)
    _line(axes, shapes, "#ffffff", 2.4 * RING / (2 if thin else 1))
    _line(axes, shapes, INK, RING / (1.5 if thin else 1))


def _line(axes: Axes, shapes: Shapes, color: str, width: float) -> None:
    path = outline(_inside(axes, np.atleast_1d(shapes)))
    if path is not None:
        axes.add_artist(PathPatch(path, facecolor="none", edgecolor=color, lw=width, joinstyle="round", zorder=3))


def per_point(axes: Axes) -> float:
    """Return how many metres a point of print is."""
    west, east = axes.get_xlim()
    return float((east - west) / axes.get_window_extent().width)


def simplified(axes: Axes, frame: Frame) -> tuple[Shapes, Shapes]:
    """Return the outlines of a frame's zones and of those around, without what print cannot show.

    Shared edges stay shared (`shapely.coverage_simplify`): no gap opens between neighbours.
    """
    count = len(frame.shapes)
    together = np.concatenate([frame.shapes, frame.around])
    if len(together) <= MANY:
        together = polygons(shapely.coverage_simplify(together, _FINE * per_point(axes)))
    return together[:count], together[count:]


def outline(shapes: Shapes) -> Path | None:
    """Return outlines as one path, holes turned the other way; None where there is nothing."""
    rings = shapely.get_rings(shapely.normalize(shapely.get_parts(shapes)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(points):
        return None
    first = np.r_[True, ring[1:] != ring[:-1]]
    codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
    codes[first] = Path.MOVETO
    codes[np.r_[first[1:], True]] = Path.CLOSEPOLY
    return Path(points, codes)


def _draw_paths(
    axes: Axes, shapes: Shapes, around: Shapes, codes: Numbers, fills: Sequence[Fill], edge: float, smooth: bool = True
) -> None:
    _fill(axes, _inside(axes, around), AROUND, edge, smooth)
    for code, fill in enumerate(fills):
        _fill(axes, shapes[codes == code], fill, edge, smooth)


def _fill(axes: Axes, shapes: Shapes, fill: Fill, edge: float, smooth: bool) -> None:
    """Fill outlines as one path; as an artist and not a patch, or each point would be weighed for limits long set."""
    path = outline(shapes)
    if path is None:
        return
    pen = {"edgecolor": fill.edge, "linewidth": edge} if edge else {"edgecolor": "none", "linewidth": 0.0}
    axes.add_artist(PathPatch(path, facecolor=fill.color, joinstyle="round", antialiased=smooth, zorder=2, **pen))
    if fill.hatch:
        axes.add_artist(
            PathPatch(path, facecolor="none", edgecolor=fill.ink, hatch=fill.hatch, linewidth=0.0, zorder=2.5)
        )


def _inside(axes: Axes, shapes: Shapes) -> Shapes:
    """Return what of some outlines lies in the frame."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return polygons(shapely.clip_by_rect(shapes, west, south, east, north)) if len(shapes) else shapes


def _edge_width(axes: Axes, count: int) -> float:
    """Return a width that leaves zones of the mean size most of their area, in points."""
    box = axes.get_window_extent()
    return float(np.clip(0.035 * np.sqrt(box.width * box.height / max(count, 1)), 0.12, 0.6))


def as_dots(axes: Axes, draw: Callable[[Axes], None], order: float) -> None:
    """Draw something in a frame as a picture of `DPI` dots to the inch."""
    box = axes.get_window_extent()
    sheet = Sheet(figsize=(box.width / 72, box.height / 72), dpi=DPI)
    canvas: Any = FigureCanvasAgg(sheet)  # its methods have no types
    sheet.patch.set_alpha(0.0)
    own = sheet.add_axes((0, 0, 1, 1))
    own.axis("off")
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    own.set(xlim=(west, east), ylim=(south, north))
    draw(own)
    canvas.draw()
    dots = np.asarray(canvas.buffer_rgba()).copy()
    dots[..., 3] = _OPAQUE[dots[..., 3]]
    axes.imshow(dots, extent=(west, east, south, north), interpolation="none", aspect="auto", zorder=order)
    axes.set(xlim=(west, east), ylim=(south, north))
