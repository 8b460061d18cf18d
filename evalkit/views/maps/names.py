"""Names of zones on a map: the most peopled first, each on its zone or beside its circle, none over another.

Names of surfaces stand on them, which the placing of names beside points (`evalkit.views.plots.labels`) cannot do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from evalkit.views.maps.frames import Shapes
from evalkit.views.plots.labels import shown
from evalkit.views.style import INK, clean

SIZE = 7.0
"""Font size of names on a map, in points."""
MOST = 24
_LINE, _LONGEST = 16, 24
"""Characters of average width beyond which a name is broken in two, and those that one line may have."""
_APART = 3.0
"""White that is kept between names, in points."""
_HALO = 2.2
_DOT, _LITTLE = 2.0, 0.55
"""Radius in points, and in parts of the circle named, of a circle that a name may cover."""


def anchors(shapes: Shapes) -> NDArray[np.float64]:
    """Return a point well inside the largest part of each zone, shape (n, 2)."""
    parts, zone = shapely.get_parts(shapes, return_index=True)
    largest = np.lexsort((-shapely.area(parts), zone))
    known, first = np.unique(zone[largest], return_index=True)
    chosen = np.array(shapes, dtype=object)
    chosen[known] = parts[largest[first]]
    points = shapely.centroid(chosen)
    aside = ~shapely.contains(chosen, points)
    points[aside] = shapely.point_on_surface(chosen[aside])
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def write(
    axes: Axes,
    texts: Sequence[str],
    points: NDArray[np.float64],
    *,
    shapes: Shapes | None = None,
    radii: NDArray[np.float64] | None = None,
) -> list[str]:
    """Write names where there is room, the first ones first; return those written.

    Parameters
    ----------
    axes : Axes
    texts : sequence of str
    points : ndarray
        Shape (n, 2): where each name stands.
    shapes : ndarray, optional
        Shape (n,): outlines that the middle of each name stays on.
    radii : ndarray, optional
        Shape (n,), in points of print: of the circle that a name stands beside, or in if it is large enough.
    """
    taken, written = list[Bbox](), list[str]()
    middles = axes.transData.transform(points) if len(points) else points
    for i, text in enumerate(texts):
        if len(written) >= MOST or not text.strip():
            continue
        name = _in_two(text)
        x, y = points[i]
        made = axes.text(x, y, name, size=SIZE, ha="center", va="center", color=INK, linespacing=1.1, zorder=6)
        box = made.get_window_extent()
        moves = _beside(box, float(radii[i])) if radii is not None else _about(box)
        shape = shapes[i] if shapes is not None else None
        free = (each for each in moves if _is_free(box.translated(*each), axes, taken, shape))
        place = next(
            (each for each in free if radii is None or _is_clear(box.translated(*each), middles, radii, i)), None
        )
        if place is None:
            made.remove()
            continue
        x, y = axes.transData.inverted().transform(axes.transData.transform((x, y)) + place)
        made.set_position((x, y))
        taken.append(box.translated(*place))
        written.append(text)
        _halo(axes, made)
    return written


def _in_two(text: str) -> str:
    """Break a long name at the space or hyphen nearest to its middle."""
    whole = clean(text)
    breaks = [i + 1 for i, letter in enumerate(whole) if letter in " -–/" and 0 < i < len(whole) - 1]
    if len(whole) <= _LINE or not breaks:
        return shown(whole, _LONGEST)
    at = min(breaks, key=lambda each: abs(each - len(whole) / 2))
    return f"{shown(whole[:at].rstrip(), _LONGEST)}\n{shown(whole[at:], _LONGEST)}"


def _is_free(box: Bbox, axes: Axes, taken: Sequence[Bbox], shape: object) -> bool:
    inside = axes.get_window_extent()
    if box.x0 < inside.x0 or box.x1 > inside.x1 or box.y0 < inside.y0 or box.y1 > inside.y1:
        return False
    if any(box.padded(_APART).overlaps(other) for other in taken):
        return False
    middle = axes.transData.inverted().transform(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
    return shape is None or bool(shapely.contains_xy(shape, *middle))


def _is_clear(box: Bbox, middles: NDArray[np.float64], radii: NDArray[np.float64], own: int) -> bool:
    """Tell whether a name covers no circle but its own and those that are small dots beside it."""
    near = np.clip(middles, (box.x0, box.y0), (box.x1, box.y1))
    covered = np.hypot(*(middles - near).T) < radii
    covered &= radii > max(_DOT, _LITTLE * radii[own])
    covered[own] = False
    return not bool(covered.any())


def _about(box: Bbox) -> list[tuple[float, float]]:
    """Return how far from the middle of its zone a name may stand, the best place first."""
    up, aside = 0.75 * SIZE, box.width / 4
    return [(0.0, 0.0), (0.0, up), (0.0, -up), (aside, 0.0), (-aside, 0.0), (0.0, 2 * up), (0.0, -2 * up)]


def _beside(box: Bbox, radius: float) -> list[tuple[float, float]]:
    """Return where beside its circle a name may stand; in it, if the circle is large enough."""
    aside, over = radius + box.width / 2 + 1.5, radius + box.height / 2 + 1.0
    across, up = 0.7 * radius + box.width / 2 + 1.0, 0.7 * radius + box.height / 2
    around = [(aside, 0.0), (-aside, 0.0), (0.0, over), (0.0, -over)]
    around += [(x, y) for y in (up, -up) for x in (across, -across)]
    return [(0.0, 0.0), *around] if box.width < 1.8 * radius else around


def _halo(axes: Axes, text: Text) -> None:
    """Put white under the letters, as a text of its own: the letters themselves stay as they are."""
    under = axes.text(
        *text.get_position(), text.get_text(), size=SIZE, ha="center", va="center", linespacing=1.1, zorder=5.9
    )
    under.set_path_effects([Stroke(linewidth=_HALO, foreground="#ffffff", alpha=0.9, joinstyle="round")])
