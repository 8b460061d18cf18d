"""The cloud of individuals on two axes: marks while they can be told apart, else how many there are in each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import Drawn, finish, house_style
from evalkit.views.plots.density import draw_density, size_key
from evalkit.views.plots.grouping import Grouped, grouped
from evalkit.views.plots.keys import LINES, Key, Symbol, hollow
from evalkit.views.plots.labels import Array, named, names_at, place, place_all, shown
from evalkit.views.plots.persons import draw_persons, ellipses_of
from evalkit.views.plots.plane import Axes2, Plane, best, cloud_sheet, on_plane, plane_of, represented
from evalkit.views.style import MUTED

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.classes import Classes
    from evalkit.stats.factor import Ca, Cloud, Factors

MANY = 1500
"""Individuals beyond which marks would make a blot."""
CROWDED = 300
"""Individuals beyond which marks are smaller, and names of groups stand over them."""
MOST_NAMED = 90
"""Rows that may be named on one plot."""


@dataclass(frozen=True)
class _Cloud:
    """What is drawn: active individuals in groups, supplementary ones, names or none."""

    active: Cloud
    points: Array
    groups: Grouped
    aside: Cloud | None
    aside_points: Array
    plane: Plane

    @property
    def many(self) -> bool:
        return len(self.points) > MANY


@house_style()
def individuals(
    result: Factors | Ca,
    *,
    axes: Axes2 = (1, 2),
    classes: Classes | None = None,
    names: Mapping[int, str] | None = None,
    by: pd.Series | None = None,
    ellipses: pd.DataFrame | None = None,
    supplementary: bool = True,
    identifiers: bool = False,
    rows: str = "",
    language: Language = "fr",
) -> Drawn:
    """Draw the individuals of an analysis (the rows of a CA).

    Parameters
    ----------
    result : Factors or Ca
    axes : tuple of int
    classes : Classes, optional
        Colour and shape by class; `names` says what each is called.
    names : mapping of int to str, optional
    by : Series, optional
        Colour and shape by a qualitative variable, by row name; its ``name`` is told. `classes` come first.
    ellipses : DataFrame, optional
        From `evalkit.stats.factor.ellipses`, on the same axes and groups.
    supplementary : bool
        Whether supplementary individuals are drawn: hollow.
    identifiers : bool
        Whether rows are shown one by one, and named: those that the plane shows best, where there is room; none
        beyond `MANY`. Otherwise only what five of them or more have in common is drawn: mean points and ellipses of
        groups, or shared places; no supplementary individual.
    rows : str
        What the rows are, in the plural ("départements").
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes, ``plots.no_individual`` for a single one,
        ``plots.rows_hidden`` where `identifiers` is false and nothing may be shown.
    """
    from evalkit.stats.factor import Ca

    plane = plane_of(result, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    if isinstance(result, Ca):
        active, aside = result.rows, result.supplementary_rows
    else:
        active, aside = result.individuals, result.supplementary_individuals
    if len(active.coord) < 2:
        return not_estimable("plots.no_individual")
    aside = aside if supplementary else None
    groups = grouped(active.coord.index, classes, names, by, language)
    title = str(by.name) if classes is None and by is not None else ""
    if not identifiers:
        many = len(active.coord) > MANY
        lines = None if many or isinstance(result, Ca) else ellipses_of(result, groups, plane)
        return draw_persons(active, groups, plane, lines, many=many, rows=rows, by=title)
    points = on_plane(active.coord, axes)
    aside_points = np.empty((0, 2)) if aside is None else on_plane(aside.coord, axes)
    cloud = _Cloud(active, points, groups, aside, aside_points, plane)
    on, frame = cloud_sheet(plane, np.vstack([points, aside_points]), _key(cloud))
    _draw(frame, cloud)
    if ellipses is not None:
        _draw_ellipses(frame, groups, ellipses)
    remarks = _name(frame, cloud)
    return finish(on, "individuals", *_words(cloud, rows, title, ellipses is not None, remarks))


def _key(cloud: _Cloud) -> Key:
    items = list(zip(cloud.groups.symbols, cloud.groups.names, strict=False))
    if cloud.aside is not None:
        items.append((hollow(Symbol("o", MUTED)), said("plots.supplementary_individuals", cloud.plane.language)))
    sizes = size_key(len(cloud.points), cloud.plane.language) if cloud.many else []
    return Key(tuple(items), tuple(sizes))


def _draw(frame: Axes, cloud: _Cloud) -> None:
    if cloud.many:
        draw_density(frame, cloud.points, cloud.groups)
    else:
        smaller = 0.65 if len(cloud.points) > CROWDED else 1.0
        for code, symbol in enumerate(cloud.groups.symbols):
            own = cloud.points[cloud.groups.codes == code]
            frame.plot(*own.T, zorder=2, **replace(symbol, size=smaller * symbol.size).style())
    if len(cloud.aside_points):
        frame.plot(*cloud.aside_points.T, zorder=2.5, **hollow(Symbol("o", MUTED)).style())


def _draw_ellipses(frame: Axes, groups: Grouped, ellipses: pd.DataFrame) -> None:
    if not len(ellipses):
        return
    each = {str(group): line for group, line in ellipses.groupby(level=0, observed=True, sort=False)}
    for code, value in enumerate(groups.values):
        if str(value) in each:
            line, style = each[str(value)].to_numpy(dtype=np.float64), LINES[code % len(LINES)]
            frame.plot(*line.T, color=groups.symbols[code].color, linestyle=style, linewidth=1.3, zorder=3)


def _name(frame: Axes, cloud: _Cloud) -> list[str]:
    """Write the names of the groups at their centres, then those of rows; return what the caption says of it."""
    groups, language, remarks, boxes = cloud.groups, cloud.plane.language, [], list[Array]()
    centres = groups.centres(cloud.points, np.asarray(cloud.active.weight, dtype=np.float64))
    for symbol, centre in zip(groups.symbols, centres, strict=False):
        frame.plot(*centre[:, None], zorder=4.5, **{**symbol.style(), "markersize": 10, "markeredgewidth": 1.2})
    if len(centres):
        around = np.empty((0, 2)) if len(cloud.points) > CROWDED else cloud.points
        boxes = place_all(
            frame,
            names_at(groups.names[: groups.own], centres, bold=True),
            around,
            [symbol.color for symbol in groups.symbols],
        )
        remarks.append(said("plots.individuals.centres", language))
    if not cloud.many:
        remarks.append(_name_rows(frame, cloud, centres, boxes))
    return remarks


def _name_rows(frame: Axes, cloud: _Cloud, centres: Array, boxes: Sequence[Array]) -> str:
    order, least = best(represented(cloud.active, cloud.plane.axes), most=MOST_NAMED)
    names = names_at(cloud.active.coord.index[order], cloud.points[order])
    if cloud.aside is not None:
        names += names_at(cloud.aside.coord.index, cloud.aside_points, MUTED)[:MOST_NAMED]
    around = np.vstack([cloud.points, cloud.aside_points, centres])
    written = place(frame, names, avoid=around, lines=boxes)
    return named(sum(text is not None for text in written), least, cloud.plane.language)


def _words(cloud: _Cloud, rows: str, by: str, ellipses: bool, remarks: Sequence[str]) -> tuple[str, str]:
    """Return the alternative text and the caption."""
    language, groups = cloud.plane.language, cloud.groups
    n = len(cloud.points)
    what = shown(rows, 60) if rows else said("plots.individuals.rows", language)
    values = {"n": n, "count": number(n, language, 0), "rows": what, **cloud.plane.told()}
    alt = [said("plots.individuals.alt", language, **values)]
    caption = [said("plots.individuals.caption", language, **values)]
    if groups.names:
        listed = ", ".join(said("plots.quoted", language, text=shown(name, 60)) for name in groups.names)
        key = "by" if by else "classes"
        alt.append(said(f"plots.individuals.{key}_alt", language, by=shown(by, 60), groups=listed))
        caption.append(said(f"plots.individuals.{key}", language, by=shown(by, 60)))
    if cloud.many:
        caption.append(said("plots.density.with_groups" if groups.names else "plots.density.alone", language))
    if len(cloud.aside_points):
        aside = number(len(cloud.aside_points), language, 0)
        alt.append(said("plots.individuals.aside", language, n=len(cloud.aside_points), count=aside))
    if ellipses:
        caption.append(said("plots.individuals.ellipses", language))
    return " ".join(alt), " ".join([*caption, *remarks])
