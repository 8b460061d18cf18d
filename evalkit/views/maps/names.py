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
_HALO = 2.0


def anchors(shapes: Shapes) -> NDArray[np.float64]:
    """Return a point well inside the largest part of each zone, shape (n, 2)."""
    return np.array([_anchor(shape) for shape in shapes]).reshape(-1, 2)


def _anchor(shape: object) -> NDArray[np.float64]:
    parts = shapely.get_parts(shape)
    largest = parts[shapely.area(parts).argmax()] if len(parts) else shape
    middle = shapely.centroid(largest)
    inside = middle if shapely.contains(largest, middle) else shapely.point_on_surface(largest)
    return np.asarray(shapely.get_coordinates(inside)[0])


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
    for i, text in enumerate(texts):
        if len(written) >= MOST or not text.strip():
            continue
        name = _in_two(text)
        x, y = points[i]
        made = axes.text(x, y, name, size=SIZE, ha="center", va="center", color=INK, linespacing=1.1, zorder=6)
        box = made.get_window_extent()
        moves = _beside(box, float(radii[i])) if radii is not None else _about(box)
        shape = shapes[i] if shapes is not None else None
        place = next((each for each in moves if _is_free(box.translated(*each), axes, taken, shape)), None)
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


def _about(box: Bbox) -> list[tuple[float, float]]:
    """Return how far from the middle of its zone a name may stand, the best place first."""
    up, aside = 0.75 * SIZE, box.width / 4
    return [(0.0, 0.0), (0.0, up), (0.0, -up), (aside, 0.0), (-aside, 0.0), (0.0, 2 * up), (0.0, -2 * up)]


def _beside(box: Bbox, radius: float) -> list[tuple[float, float]]:
    """Return where beside its circle a name may stand; in it, if the circle is large enough."""
    aside, over = radius + box.width / 2 + 1.5, radius + box.height / 2 + 1.0
    around = [(aside, 0.0), (-aside, 0.0), (0.0, over), (0.0, -over)]
    return [(0.0, 0.0), *around] if box.width < 1.8 * radius else around


def _halo(axes: Axes, text: Text) -> None:
    """Put white under the letters, as a text of its own: the letters themselves stay as they are."""
    under = axes.text(
        *text.get_position(), text.get_text(), size=SIZE, ha="center", va="center", linespacing=1.1, zorder=5.9
    )
    under.set_path_effects([Stroke(linewidth=_HALO, foreground="#ffffff", alpha=0.85, joinstyle="round")])
