"""Rates, means and medians as colours: the classes, how they were made and how many zones each holds are said."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from evalkit.stats.estimable import not_estimable
from evalkit.stats.intervals import MOST, Intervals, Method, intervals
from evalkit.territory import Geometry, Variable, ZoneTable
from evalkit.texts import Language
from evalkit.views.maps.bounds import check_bounds
from evalkit.views.maps.drawing import draw
from evalkit.views.maps.legend import Box, Heading, Piece, title
from evalkit.views.maps.palette import MISSING, diverging, sequential
from evalkit.views.maps.subject import (
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


@house_style()
def choropleth(
    table: ZoneTable,
    name: str,
    geometry: Geometry,
    *,
    zones: Collection[str] | None = None,
    method: Method = "quantiles",
    classes: int = MOST,
    bounds: Sequence[float] = (),
    middle: float | None = None,
    borders: Geometry | None = None,
    named: bool = True,
    language: Language = "fr",
) -> Drawn:
    """Draw a rate, a mean or a median by zone.

    Parameters
    ----------
    table : ZoneTable
    name : str
        Column of the table.
    geometry : Geometry
        Outlines of the same level; zones without a figure are drawn as missing.
    zones : collection of str, optional
        The zones that the map is of: classes are made for them; others are pale grey around them. All by default.
    method : {"quantiles", "fisher_jenks", "equal"}
        How classes are made; see `evalkit.stats.intervals.intervals`.
    classes : int
        At most five.
    bounds : sequence of float
        Increasing inner bounds in place of a method, at most four: for maps that are to be compared.
    middle : float, optional
        Two hues, below and above this value. With bounds, it is one of them, with at most one more on each side.
    borders : Geometry, optional
        Larger zones whose outlines are drawn over the map.
    named : bool
        Whether zones are named where there is room, the most peopled (else the largest) first.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``maps.count`` for a count: larger zones would look darker for being large; ``maps.unknown_kind`` for a column
        of unknown kind; ``maps.no_outline`` and ``maps.no_value`` where there is nothing to draw.

    Raises
    ------
    EvalkitError
        When the outlines are of another level, or bounds and classes will not do.
    KeyError
        When the table has no such column.
    """
    variable = table.variable(name)
    check_bounds(variable, bounds, classes, middle=middle)
    if variable.kind in ("count", "unknown"):
        label = clean(variable.label.say(language))
        return not_estimable("maps.count" if variable.kind == "count" else "maps.unknown_kind", label=label)
    shown = of_table(table, geometry, zones, language)
    if not shown.frames:
        return not_estimable("maps.no_outline")
    values = values_of(shown, table, name)
    if not values.notna().any():
        return not_estimable("maps.no_value", label=clean(variable.label.say(language)))
    cut = intervals(values, method, classes=classes, bounds=bounds, middle=middle)
    fills = [*(sequential(cut.count) if middle is None else diverging(cut.below, cut.count - cut.below)), MISSING]
    codes = pd.Series(cut.classes_of(values), index=shown.zones)
    reasons = reasons_of(shown, table, name, values.index[values.isna()])
    pieces: list[Piece] = [
        title(capital(titled(shown, variable, short=True))),
        *_classes(shown, cut, codes, fills[:-1]),
    ]
    pieces += [*missing_pieces(shown, reasons), *last_pieces(shown, borders)]
    words = (_alt(shown, variable, values), caption_of(shown, variable, cut, middle))
    return draw(
        shown, file_name("map", name), pieces, codes.where(codes >= 0, len(fills) - 1), fills, words, borders, named
    )


def _classes(shown: Subject, cut: Intervals, codes: pd.Series, fills: Sequence[object]) -> list[Piece]:
    """Return the legend's classes, the highest on top."""
    boxes: list[Piece] = [Heading(shown.say("zones_heading"))]
    for i in reversed(range(cut.count)):
        boxes.append(Box(fills[i], interval(shown, cut, i), number(int((codes == i).sum()), shown.language, 0)))  # type: ignore[arg-type]
    return boxes


def interval(shown: Subject, cut: Intervals, i: int) -> str:
    """Write a class: ``6,1 à 6,9``; with bounds of the user's own, the ends are open: ``moins de 5``."""
    low, high = cut.bounds[i : i + 2]
    if np.isinf(low):
        return shown.say("under", high=shown.bound(high, cut.digits))
    if np.isinf(high):
        return shown.say("over", low=shown.bound(low, cut.digits))
    if low == high:
        return shown.bound(low, cut.digits)
    return shown.say("interval", low=shown.bound(low, cut.digits), high=shown.bound(high, cut.digits))


def _alt(shown: Subject, variable: Variable, values: pd.Series) -> str:
    told = shown.say("choropleth.alt", **extremes(shown, variable, values))
    return clean(" ".join([told, *missing_alt(shown, int(values.isna().sum()))]))


def caption_of(shown: Subject, variable: Variable, cut: Intervals, middle: float | None) -> str:
    """Return what the map shows, how its classes are made, and where its figures come from."""
    parts = [shown.say("choropleth.caption", what=titled(shown, variable), zones=shown.counted(len(shown.zones)))]
    parts.append(shown.say("bounds", cut=shown.say(f"cuts.{cut.cut}")) if cut.count > 1 else shown.say("one_class"))
    if middle is not None:
        parts.append(shown.say("middle", value=shown.shown(middle, 6)))
    return clean(" ".join([*parts, *remarks(shown), sources(shown, variable)]))
