"""The cloud of individuals that may not be told apart: their groups, or places that several share; never one alone.

A mark for each would show a row of the table to whoever knows one of its values, names or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from evalkit.multivariate.disclosure import THRESHOLD, too_small
from evalkit.stats.estimable import not_estimable
from evalkit.texts import said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import Drawn, finish
from evalkit.views.plots.density import draw_density, size_key
from evalkit.views.plots.grouping import Grouped
from evalkit.views.plots.keys import LINES, Key
from evalkit.views.plots.labels import Array, names_at, place_all, shown
from evalkit.views.plots.plane import Plane, cloud_sheet, on_plane

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.factor import Cloud, Factors

HALF = 0.5
"""Part of a group that its ellipse is to hold."""
FAR = 0.005
"""Part of many individuals beyond each side of the frame: its limits are not those of the outermost one."""


def draw_persons(
    cloud: Cloud, groups: Grouped, plane: Plane, lines: pd.DataFrame | None, *, many: bool, rows: str, by: str
) -> Drawn:
    """Draw groups of individuals by their mean points and ellipses, and many individuals by shared places.

    Parameters
    ----------
    cloud : Cloud
        The active individuals.
    groups : Grouped
    plane : Plane
    lines : DataFrame or None
        Ellipses of the groups; see `evalkit.stats.factor.ellipses`. None where there are none.
    many : bool
        Whether places are counted; those of fewer than `THRESHOLD` individuals are not drawn.
    rows, by : str
        What the rows are; what the groups are the levels of.

    Returns
    -------
    Figure or NotEstimable
        ``plots.rows_hidden`` where nothing can be shown of five individuals or more.
    """
    points = on_plane(cloud.coord, plane.axes)
    told = _told(groups)
    around = {} if lines is None else _around(groups, lines, told)
    if not many and not around and (not groups.names or not told):
        return not_estimable("plots.rows_hidden", n=THRESHOLD)
    centres = groups.centres(points, np.asarray(cloud.weight, dtype=np.float64))[told] if groups.names else points[:0]
    seen = _middle(points) if many else np.vstack([centres, *around.values()])
    sizes = size_key(len(points), plane.language, THRESHOLD) if many else []
    items = tuple((groups.symbols[code], groups.names[code]) for code in told if groups.names)
    on, frame = cloud_sheet(plane, seen, Key(items, tuple(sizes)))
    if many:
        draw_density(frame, points, groups, THRESHOLD)
    for code, line in around.items():
        style, color = LINES[code % len(LINES)], groups.symbols[code].color
        frame.plot(*line.T, color=color, linestyle=style, linewidth=1.6, zorder=3)
    if len(centres):
        _name(frame, groups, told, centres)
    return finish(on, "individuals", *_words(points, groups, told, plane, many=many, drawn=around, rows=rows, by=by))


def _told(groups: Grouped) -> list[int]:
    """Return the groups that are large enough to be drawn, and from which no other could be computed."""
    sizes = {code: int((groups.codes == code).sum()) for code in range(len(groups.symbols))}
    hidden = too_small(sizes)
    return [code for code in range(groups.own if groups.names else 1) if code not in hidden]


def _around(groups: Grouped, lines: pd.DataFrame, told: Sequence[int]) -> dict[int, Array]:
    each = {str(key): line.to_numpy(dtype=np.float64) for key, line in lines.groupby(level=0, observed=True)}
    names = [str(value) for value in groups.values] or ["0"]
    return {code: each[names[code]] for code in told if names[code] in each}


def _middle(points: Array) -> Array:
    """Return two corners that hold nearly all points."""
    return np.quantile(points, [FAR, 1 - FAR], axis=0)


def _name(frame: Axes, groups: Grouped, told: Sequence[int], centres: Array) -> None:
    for code, centre in zip(told, centres, strict=True):
        style = {**groups.symbols[code].style(), "markersize": 10, "markeredgewidth": 1.2}
        frame.plot(*centre[:, None], zorder=4.5, **style)
    names = names_at([groups.names[code] for code in told], centres, bold=True)
    place_all(frame, names, np.empty((0, 2)), [groups.symbols[code].color for code in told])


def _words(
    points: Array,
    groups: Grouped,
    told: Sequence[int],
    plane: Plane,
    *,
    many: bool,
    drawn: dict[int, Array],
    rows: str,
    by: str,
) -> tuple[str, str]:
    """Return the alternative text and the caption."""
    language = plane.language
    what = shown(rows, 60) if rows else said("plots.individuals.rows", language)
    values = {"n": len(points), "count": number(len(points), language, 0), "rows": what, **plane.told()}
    alt = [said("plots.persons.alt", language, **values)]
    caption = [said("plots.persons.caption", language, **values)]
    if groups.names and told:
        listed = ", ".join(said("plots.quoted", language, text=shown(groups.names[code], 60)) for code in told)
        key = "by" if by else "classes"
        alt.append(said(f"plots.individuals.{key}_alt", language, by=shown(by, 60), groups=listed))
        caption.append(said("plots.individuals.centres", language))
    if drawn:
        caption.append(said("plots.persons.ellipses" if groups.names else "plots.persons.ellipse", language))
    if many:
        caption.append(said("plots.density.with_groups" if groups.names else "plots.density.alone", language))
        caption.append(said("plots.persons.places", language, least=THRESHOLD))
    if groups.names and (left := len(groups.names) - len(told)):
        caption.append(said("plots.persons.left_out", language, n=left, least=THRESHOLD))
    return " ".join(alt), " ".join([*caption, said("plots.persons.nobody", language)])


def ellipses_of(result: Factors, groups: Grouped, plane: Plane) -> pd.DataFrame:
    """Return the ellipse of each group, or of all individuals where there are no groups."""
    import pandas as pd

    from evalkit.stats.factor import ellipses

    index = result.individuals.coord.index
    texts = [str(value) for value in groups.values] or ["0"]
    known = [texts[code] if code < len(texts) else None for code in groups.codes]
    by = pd.Series(known, index=index, dtype=object)
    return ellipses(result, by, axes=plane.axes, level=HALF, around_means=False)
