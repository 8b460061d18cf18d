"""Counts as circles: their area tells the number, the large ones lie under the small ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray

from evalkit.stats.estimable import not_estimable
from evalkit.territory import Geometry, Variable, ZoneTable
from evalkit.texts import Language
from evalkit.views.maps.drawing import paint
from evalkit.views.maps.frames import Frame
from evalkit.views.maps.legend import SIDE, Circles, Piece, note, title
from evalkit.views.maps.names import anchors, write
from evalkit.views.maps.page import SMALLEST_INSET, finished, main_width, page
from evalkit.views.maps.paint import MANY, as_dots
from evalkit.views.maps.palette import CIRCLE, GROUND, MISSING
from evalkit.views.maps.subject import (
    CANDIDATES,
    Subject,
    extremes,
    file_name,
    last_pieces,
    missing_alt,
    missing_pieces,
    of_table,
    reasons_of,
    remarks,
    sources,
    titled,
    values_of,
)
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import Drawn, house_style
from evalkit.views.style import clean
from evalkit.views.words import capital

_LARGEST = 0.9
"""Radius of the largest circle in centimetres, at most."""
_COVERED, _COVERED_INSET = 0.14, 0.45
"""Part of the zones' area that all circles together may take, in the main frame and in an inset."""
_PARTS = (1, 4, 20)
"""The three circles of the legend, as parts of the largest."""
_EDGED = 3.0
"""Diameter in points from which on a circle among thousands has an edge."""
_POINTS = 72 / 2.54
Array = NDArray[np.float64]


@house_style()
def proportional_symbols(
    table: ZoneTable,
    name: str,
    geometry: Geometry,
    *,
    zones: Collection[str] | None = None,
    borders: Geometry | None = None,
    named: bool = True,
    language: Language = "fr",
) -> Drawn:
    """Draw a count by zone as circles whose areas are in proportion to it.

    Parameters
    ----------
    table : ZoneTable
    name : str
        Column of the table, a count.
    geometry : Geometry
        Outlines of the same level.
    zones : collection of str, optional
        The zones that the map is of; all by default.
    borders : Geometry, optional
        Larger zones whose outlines are drawn over the map.
    named : bool
        Whether the zones of the largest counts are named, where there is room.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``maps.not_count`` for a rate, a mean or a median, ``maps.unknown_kind`` for a column of unknown kind,
        ``maps.negative`` for negative values, ``maps.no_outline`` and ``maps.no_value`` where there is nothing to draw.

    Raises
    ------
    EvalkitError
        When the outlines are of another level.
    KeyError
        When the table has no such column.
    """
    variable = table.variable(name)
    label = clean(variable.label.say(language))
    if variable.kind != "count":
        return not_estimable("maps.unknown_kind" if variable.kind == "unknown" else "maps.not_count", label=label)
    shown = of_table(table, geometry, zones, language)
    if not shown.frames:
        return not_estimable("maps.no_outline")
    values = values_of(shown, table, name)
    if (values < 0).any():
        return not_estimable("maps.negative", label=label)
    if not values.notna().any():
        return not_estimable("maps.no_value", label=label)
    scale = _scale(shown.frames, values)
    reasons = reasons_of(shown, table, name, values.index[values.isna()])
    pieces: list[Piece] = [title(capital(titled(shown, variable, short=True))), *_circles(shown, values, scale)]
    pieces += [*missing_pieces(shown, reasons), *last_pieces(shown, borders)]
    made = page(shown.frames, pieces, language)
    paint(made, values.isna().astype(int), (GROUND, MISSING), borders)
    for frame, axes in made.panels:
        _draw(axes, frame, values, scale)
    if named:
        _name(made.panels[0][1], shown, values, scale)
    return finished(made, file_name("map", name), _alt(shown, variable, values), caption_of(shown, variable, values))


def _scale(frames: Sequence[Frame], values: pd.Series) -> float:
    """Return the radius of one, in centimetres."""
    return radius_of_one(frames, values, main_width(frames[0]), SMALLEST_INSET, min(_LARGEST, SIDE / 4))


def radius_of_one(
    frames: Sequence[Frame], values: pd.Series, width: float, inset_width: float, largest_radius: float
) -> float:
    """Return the radius of one, in the unit of the widths: circles are large and leave most of each frame uncovered."""
    largest = float(values.max())
    if largest == 0:
        return 0.0
    main, *insets = frames
    ones = [_one(main, values, width, _COVERED)]
    ones += [_one(each, values, inset_width * min(1.0, each.wide), _COVERED_INSET) for each in insets]
    return float(min(*ones, largest_radius / np.sqrt(largest)))


def _one(frame: Frame, values: pd.Series, width: float, covered: float) -> float:
    """Return the radius of one where all circles of a frame together cover a part of its zones."""
    total = float(values[frame.codes].sum())
    per_metre = width / (frame.bounds[2] - frame.bounds[0])
    room = covered * float(shapely.area(frame.shapes).sum()) * per_metre**2
    return float(np.sqrt(room / (np.pi * total))) if total else np.inf


def _circles(shown: Subject, values: pd.Series, scale: float) -> list[Piece]:
    """Return three circles of round numbers; none where all counts are zero."""
    largest = float(values.max())
    if largest == 0:
        return [note(shown.say("symbols.all_zero"))]
    return [Circles(tuple((scale * np.sqrt(each), shown.shown(each, 6)) for each in rounds(largest)), CIRCLE)]


def rounds(largest: float) -> list[float]:
    """Return three round numbers for the circles of a legend, the largest first."""
    return list(dict.fromkeys(_round(largest / part, whole=largest >= 1) for part in _PARTS))


def _round(value: float, whole: bool) -> float:
    """Return the largest number of the form 1, 2 or 5 times a power of ten that is not above a value."""
    power = 10.0 ** np.floor(np.log10(value))
    found = float(max(each * power for each in (1, 2, 5) if each * power <= value * (1 + 1e-9)))
    return max(found, 1.0) if whole else found


def _draw(axes: Axes, frame: Frame, values: pd.Series, scale: float) -> None:
    own = values[frame.codes].to_numpy(dtype=np.float64)
    order = np.argsort(-own, kind="stable")
    order = order[own[order] > 0]
    if not len(order):
        return
    points, diameters = anchors(frame.shapes[order]), 2 * scale * np.sqrt(own[order]) * _POINTS
    edges = np.where((diameters > _EDGED) | (len(order) <= MANY), 0.6, 0.0)

    def circles(on: Axes) -> None:
        places = {"x": points[:, 0], "y": points[:, 1], "s": diameters**2, "linewidths": edges}
        on.scatter(**places, color=CIRCLE, alpha=0.85, edgecolors="white", zorder=4)

    if len(order) > MANY:
        as_dots(axes, circles, 4)
    else:
        circles(axes)


def _name(axes: Axes, shown: Subject, values: pd.Series, scale: float) -> None:
    frame = shown.frames[0]
    there = values[frame.codes]
    zones = there[there > 0].sort_values(ascending=False, kind="stable").index[:CANDIDATES]
    shapes = frame.shapes[pd.Index(frame.codes).get_indexer(zones)]
    radii = scale * np.sqrt(values[zones].to_numpy(dtype=np.float64)) * _POINTS
    write(axes, [str(shown.names[zone]) for zone in zones], anchors(shapes), radii=radii)


def _alt(shown: Subject, variable: Variable, values: pd.Series) -> str:
    told = shown.say("symbols.alt", **extremes(shown, variable, values))
    return clean(" ".join([told, *missing_alt(shown, int(values.isna().sum()))]))


def caption_of(shown: Subject, variable: Variable, values: pd.Series) -> str:
    """Return what the map shows and where its figures come from."""
    zones = shown.counted(len(shown.zones))
    parts = [shown.say("symbols.caption", what=titled(shown, variable), zones=zones)]
    if zero := int((values == 0).sum()):
        parts.append(shown.say("symbols.zero", n=zero, count=number(zero, shown.language, 0)))
    return clean(" ".join([*parts, *remarks(shown), sources(shown, variable)]))
