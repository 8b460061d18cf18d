"""The correlation circle: quantitative variables as arrows, active ones full, supplementary ones dashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import PALE, Drawn, finish, house_style, panel, sheet
from evalkit.views.plots.keys import LINES, Key, Symbol
from evalkit.views.plots.labels import Array, Name, named, place, shown
from evalkit.views.plots.plane import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    Axes2,
    Plane,
    best,
    dress,
    on_plane,
    plane_of,
    represented,
)
from evalkit.views.style import ACCENT, COLORS, RULE, WIDTH

if TYPE_CHECKING:
    from evalkit.stats.factor import Ca, Cloud, Factors

_HEIGHT = 12.5
CROWDED = 60
"""Arrows beyond which those badly represented step back."""
ACTIVE, ASIDE = Symbol("", ACCENT, line="-", width=1.2), Symbol("", COLORS[3], line=LINES[1], width=1.2)


@house_style()
def variables(
    result: Factors | Ca,
    *,
    axes: Axes2 = (1, 2),
    labels: Mapping[str, str] | None = None,
    supplementary: bool = True,
    language: Language = "fr",
) -> Drawn:
    """Draw the correlations of the quantitative variables with two axes, in the unit circle.

    Parameters
    ----------
    result : Factors or Ca
    axes : tuple of int
    labels : mapping of str to str, optional
        What a reader sees of each column.
    supplementary : bool
        Whether supplementary variables are drawn: dashed.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes, ``plots.no_variable`` without a quantitative variable.
    """
    plane = plane_of(result, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    clouds = [(getattr(result, "variables", None), ACTIVE)]
    if supplementary:
        clouds.append((result.supplementary_variables, ASIDE))
    there = [(cloud, symbol) for cloud, symbol in clouds if cloud is not None and len(cloud.coord)]
    if not there:
        return not_estimable("plots.no_variable")
    key = _key([symbol for _, symbol in there], language)
    on = sheet(TOP + _HEIGHT + BOTTOM + key.height)
    frame = _frame(panel(on, LEFT, TOP, WIDTH - LEFT - RIGHT, _HEIGHT), plane)
    key.draw(on, TOP + _HEIGHT + BOTTOM)
    tips = [
        (arrows(frame, correlations(cloud, axes), symbol, represented(cloud, axes)), cloud, symbol)
        for cloud, symbol in there
    ]
    remark = _name(frame, tips, plane, labels or {})
    n = sum(len(cloud.coord) for cloud, _ in there)
    told = {"n": n, "count": number(n, language, 0), **plane.told()}
    caption = " ".join([said("plots.variables.caption", language, **told), *remark])
    return finish(on, "variables", _alt(there, plane, labels or {}, told), caption)


def correlations(cloud: Cloud, axes: Axes2) -> Array:
    """Return the tips of the arrows: shape (p, 2)."""
    return on_plane(cloud.coord if cloud.correlation is None else cloud.correlation, axes)


def arrows(frame: Axes, tips: Array, symbol: Symbol, quality: Array) -> Array:
    """Draw arrows from the centre and return their tips; of many, those badly represented are thin and pale."""
    thin = replace(symbol, color=PALE, width=0.5)
    weak = quality < quality.mean() if len(tips) > CROWDED else np.zeros(len(tips), dtype=bool)
    for (x, y), own in zip(tips, [thin if each else symbol for each in weak], strict=True):
        frame.annotate(
            "", (x, y), (0, 0), zorder=2,
            arrowprops={"arrowstyle": "-|>,head_width=0.16,head_length=0.32", "color": own.color, "shrinkA": 0,
                        "shrinkB": 0, "linewidth": own.width, "linestyle": own.line},
        )  # fmt: skip
    return tips


def _frame(frame: Axes, plane: Plane) -> Axes:
    unit = 1.1
    wide = unit * (WIDTH - LEFT - RIGHT) / _HEIGHT
    frame.set_xlim(-wide, wide)
    frame.set_ylim(-unit, unit)
    dress(frame, plane)
    frame.add_patch(Circle((0, 0), 1, facecolor="none", edgecolor=RULE, linewidth=1.2))
    return frame


def _key(drawn: list[Symbol], language: Language) -> Key:
    names = {ACTIVE: "plots.variables.active", ASIDE: "plots.variables.supplementary"}
    return Key(tuple((symbol, said(names[symbol], language)) for symbol in drawn))


def _name(frame: Axes, drawn: list[tuple[Array, Cloud, Symbol]], plane: Plane, labels: Mapping[str, str]) -> list[str]:
    """Write the names of the variables, the best represented first."""
    tips = np.vstack([points for points, _, _ in drawn])
    texts = [labels.get(str(name), str(name)) for _, cloud, _ in drawn for name in cloud.coord.index]
    colors = [symbol.color for _, cloud, symbol in drawn for _ in cloud.coord.index]
    order, least = best(np.concatenate([represented(cloud, plane.axes) for _, cloud, _ in drawn]), most=60)
    names = [Name(texts[i], (float(tips[i, 0]), float(tips[i, 1])), colors[i]) for i in order]
    lines = [np.array([[0.0, 0.0], tip]) for tip in tips]
    written = sum(text is not None for text in place(frame, names, avoid=tips, radius=2.0, lines=lines))
    return [named(written, least, plane.language)] if written < len(texts) else []


def _alt(there: list[tuple[Cloud, Symbol]], plane: Plane, labels: Mapping[str, str], told: Mapping[str, object]) -> str:
    """Tell the variables that go most with each axis, with their correlations."""
    said_of = [said("plots.variables.alt", plane.language, **told)]
    for which in (0, 1):
        pairs = [
            (float(value), str(name))
            for cloud, _ in there
            for name, value in zip(cloud.coord.index, correlations(cloud, plane.axes)[:, which], strict=True)
        ]
        strongest = sorted(pairs, key=lambda pair: -abs(pair[0]))[:3]
        listed = ", ".join(
            f"{shown(labels.get(name, name), 60)} ({number(value, plane.language, 2)})" for value, name in strongest
        )
        said_of.append(said("plots.variables.strongest", plane.language, axis=plane.axes[which], listed=listed))
    return " ".join(said_of)
