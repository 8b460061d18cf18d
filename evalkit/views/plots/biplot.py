"""Individuals with variables, or rows with columns, on one plane: each with its own scale."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import PALE, Drawn, finish, house_style
from evalkit.views.plots.categories import ACTIVE as LEVEL
from evalkit.views.plots.categories import Levels, draw_levels, levels_of
from evalkit.views.plots.density import draw_density
from evalkit.views.plots.grouping import alone
from evalkit.views.plots.individuals import CROWDED, MANY, MOST_NAMED
from evalkit.views.plots.keys import Key, Symbol, hollow
from evalkit.views.plots.labels import Array, Name, named, names_at, place, shown
from evalkit.views.plots.plane import Axes2, Plane, best, cloud_sheet, on_plane, plane_of, represented
from evalkit.views.plots.variables import arrows, correlations
from evalkit.views.style import ACCENT, COLORS, INK, MUTED, SMALL

if TYPE_CHECKING:
    from evalkit.stats.factor import Ca, Cloud, Factors

_ROW, _COLUMN = Symbol("o", ACCENT, 4.5), Symbol("^", COLORS[3], 6)
_FAINT, _ARROW = Symbol("o", PALE, 3.5), Symbol("", ACCENT, line="-", width=1.2)
_BROWN = "#9c4300"
_REACH = 0.85
"""How far the longest arrow reaches, in parts of the way to the furthest individual."""


@dataclass(frozen=True)
class _Points:
    """A kind of points: where they are, how they are drawn, their names (empty where they have none), their quality."""

    points: Array
    symbol: Symbol
    meaning: str
    names: tuple[str, ...]
    quality: Array
    ink: str = INK


@house_style()
def biplot(
    result: Factors | Ca,
    *,
    axes: Axes2 = (1, 2),
    labels: Mapping[str, str] | None = None,
    withheld: Collection[tuple[str, str]] = (),
    identifiers: bool = False,
    rows: str = "",
    language: Language = "fr",
) -> Drawn:
    """Draw both sides of a table on one plane.

    A CA: rows and columns, both in principal coordinates (the symmetric map), supplementary ones hollow. Others:
    individuals in principal coordinates (scale below and to the left), quantitative variables as arrows whose
    correlations are read on a scale of their own (above and to the right), and levels where their individuals are.
    Rows of a CA that are not named are not drawn either: a mark would show one to whoever knows some of its counts.

    Parameters
    ----------
    result : Factors or Ca
    axes : tuple of int
    labels : mapping of str to str, optional
        What a reader sees of each column.
    withheld : collection of (variable, level)
        Levels that are not told.
    identifiers : bool
        Whether rows are named; those of a CA are drawn only if they are.
    rows : str
        What the rows are, in the plural.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes, ``plots.no_individual`` for a single row.
    """
    from evalkit.stats.factor import Ca

    plane = plane_of(result, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    what = shown(rows, 60) if rows else said("plots.individuals.rows", language)
    if isinstance(result, Ca):
        return _counts(result, plane, labels or {}, identifiers, what)
    if len(result.individuals.coord) < 2:
        return not_estimable("plots.no_individual")
    return _table(result, plane, labels or {}, withheld, identifiers, what)


def _counts(result: Ca, plane: Plane, labels: Mapping[str, str], identifiers: bool, what: str) -> Drawn:
    active = _kind(result.columns, plane, _COLUMN, said("plots.biplot.columns", plane.language), labels, _BROWN)
    kinds = [_kind(result.rows, plane, _ROW, what, {}, ACCENT), active] if identifiers else [active]
    if identifiers and result.supplementary_rows is not None:
        meaning = said("plots.biplot.supplementary_rows", plane.language)
        kinds.append(_kind(result.supplementary_rows, plane, hollow(_ROW), meaning, {}, ACCENT))
    if result.supplementary_columns is not None:
        meaning = said("plots.biplot.supplementary_columns", plane.language)
        kinds.append(_kind(result.supplementary_columns, plane, hollow(_COLUMN), meaning, labels, _BROWN))
    everywhere = np.vstack([kind.points for kind in kinds])
    key = Key(tuple((kind.symbol, kind.meaning) for kind in kinds))
    on, frame = cloud_sheet(plane, everywhere, key, 0.12)
    for kind in kinds:
        _draw_points(frame, kind)
    remark = _name(frame, kinds, plane, everywhere)
    counts = {"rows": what, "count": number(len(result.rows.coord), plane.language, 0), **plane.told()}
    ca = "ca" if identifiers else "ca_columns"
    alt = said(f"plots.biplot.{ca}_alt", plane.language, columns=", ".join(active.names), **counts)
    caption = [said(f"plots.biplot.{ca}_caption", plane.language, **counts), *remark]
    if not identifiers:
        caption.append(said("plots.persons.nobody", plane.language))
    return finish(on, "biplot", alt, " ".join(caption))


def _kind(
    cloud: Cloud, plane: Plane, symbol: Symbol, meaning: str, labels: Mapping[str, str] | None, ink: str
) -> _Points:
    """Return points; `labels` None leaves them without names."""
    names = () if labels is None else tuple(shown(labels.get(str(name), str(name))) for name in cloud.coord.index)
    return _Points(on_plane(cloud.coord, plane.axes), symbol, meaning, names, represented(cloud, plane.axes), ink)


def _draw_points(frame: Axes, kind: _Points) -> None:
    if len(kind.points) > MANY:
        draw_density(frame, kind.points, alone(len(kind.points), kind.symbol))
        return
    symbol = kind.symbol if len(kind.points) <= CROWDED else replace(kind.symbol, size=0.65 * kind.symbol.size)
    frame.plot(*kind.points.T, zorder=2, **symbol.style())


def _name(
    frame: Axes,
    kinds: Sequence[_Points],
    plane: Plane,
    avoid: Array,
    lines: Sequence[Array] = (),
    ground: bool = False,
) -> list[str]:
    """Write names, those of the last kinds first; return what the caption says where some have none."""
    names: list[Name] = []
    least, all_ = 1.0, 0
    for kind in reversed(kinds):
        if kind.names:
            order, quality = best(kind.quality, most=MOST_NAMED)
            names += names_at([kind.names[i] for i in order], kind.points[order], kind.ink)
            least, all_ = min(least, quality), all_ + len(kind.names)
    texts = place(frame, names[:MOST_NAMED], avoid=avoid, lines=lines, ground=ground)
    written = sum(text is not None for text in texts)
    return [named(written, least, plane.language)] if written < all_ else []


def _table(
    result: Factors,
    plane: Plane,
    labels: Mapping[str, str],
    withheld: Collection[tuple[str, str]],
    identifiers: bool,
    what: str,
) -> Drawn:
    rows = _kind(result.individuals, plane, _FAINT, what, {} if identifiers else None, MUTED)
    levels = None
    if result.categories is not None:
        levels = levels_of([(result.categories, True)], plane.axes, labels, withheld, plane.language)
    columns, length = _arrows(result, plane, labels, rows.points)
    marks = [rows.points] if levels is None else [rows.points, levels.points]
    on, frame = cloud_sheet(
        plane, np.vstack([*marks, columns.points]), _key(rows, levels, columns, plane), 0.12, bool(len(columns.points))
    )
    _draw_points(frame, rows)
    avoid = np.vstack([*(marks if len(rows.points) <= CROWDED else marks[1:]), columns.points])
    lines = [np.array([[0.0, 0.0], tip]) for tip in arrows(frame, columns.points, _ARROW, columns.quality)]
    if len(columns.points):
        _second_scale(frame, length, plane)
    kinds = [rows, columns]
    if levels is not None:
        draw_levels(frame, levels)
        kinds.append(_Points(levels.points, LEVEL, "", tuple(levels.texts), levels.quality, _BROWN))
    remark = _name(frame, kinds, plane, avoid, lines, ground=len(rows.points) > CROWDED)
    told = {"rows": what, "count": number(len(rows.points), plane.language, 0), **plane.told()}
    alt = [said("plots.biplot.alt", plane.language, **told)]
    caption = [said("plots.biplot.caption", plane.language, **told)]
    for kind, names in (("variables", columns.names), ("levels", () if levels is None else levels.texts)):
        if names:
            n = len(names)
            few = ", ".join(shown(name) for name in names[:6]) + (", …" if n > 6 else "")
            alt.append(said(f"plots.biplot.{kind}_alt", plane.language, n=n, names=few))
            caption.append(said(f"plots.biplot.{kind}", plane.language))
    return finish(on, "biplot", " ".join(alt), " ".join([*caption, *remark]))


def _arrows(result: Factors, plane: Plane, labels: Mapping[str, str], points: Array) -> tuple[_Points, float]:
    """Return the variables, their tips in the units of the individuals, and how long a correlation of 1 is there."""
    cloud = result.variables
    if cloud is None or not len(cloud.coord):
        return _Points(np.empty((0, 2)), _ARROW, "", (), np.empty(0)), 1.0
    tips = correlations(cloud, plane.axes)
    furthest = max(float(np.hypot(*tips.T).max()), 1e-9)
    length = _REACH * float(np.hypot(*points.T).max()) / furthest
    kind = _kind(cloud, plane, _ARROW, said("plots.biplot.arrows", plane.language), labels, ACCENT)
    return _Points(tips * length, kind.symbol, kind.meaning, kind.names, kind.quality, kind.ink), length


def _key(rows: _Points, levels: Levels | None, columns: _Points, plane: Plane) -> Key:
    items = [(rows.symbol, rows.meaning)]
    if len(columns.points):
        items.append((columns.symbol, columns.meaning))
    if levels is not None:
        items.append((LEVEL, said("plots.biplot.level", plane.language)))
    return Key(tuple(items))


def _second_scale(frame: Axes, length: float, plane: Plane) -> None:
    """Write the scale of the correlations above and to the right."""
    scale = (lambda value: value / length, lambda value: value * length)
    above, right = frame.secondary_xaxis("top", functions=scale), frame.secondary_yaxis("right", functions=scale)
    for axis in (above.xaxis, right.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(float(value), plane.language)))
        axis.set_tick_params(labelcolor=ACCENT, color=ACCENT, labelsize=SMALL - 1, pad=1, direction="in")
