"""The levels of qualitative variables on two axes, each where its individuals are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import PALE, Drawn, finish, house_style
from evalkit.views.plots.keys import Key, Symbol, hollow
from evalkit.views.plots.labels import Array, Name, named, place, shown
from evalkit.views.plots.plane import Axes2, Plane, best, cloud_sheet, on_plane, plane_of, represented
from evalkit.views.style import ACCENT, COLORS, MUTED

if TYPE_CHECKING:
    from evalkit.stats.factor import Ca, Cloud, Factors

SEEN = 2.0
"""A v-test beyond it in size is marked: chance alone seldom does it."""
ACTIVE, ASIDE, FAINT = Symbol("s", ACCENT, 6), hollow(Symbol("^", COLORS[3], 6)), Symbol("s", PALE, 6)
_SMALLEST, _LARGEST = 3.5, 9.0
_CROWDED = 80
"""Levels beyond which marks are half as large."""
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True)
class Levels:
    """Levels on a plane: active ones, then supplementary ones.

    Parameters
    ----------
    points : ndarray
        Shape (m, 2).
    texts : tuple of str
        The level, with its variable where another variable has the same.
    active, marked : ndarray
        Shape (m,): whether it makes the axes; whether its v-test on one of the two axes is beyond `SEEN` in size (all
        are where there are no v-tests).
    weights, quality : ndarray
        Shape (m,).
    """

    points: Array
    texts: tuple[str, ...]
    active: NDArray[np.bool_]
    marked: NDArray[np.bool_]
    weights: Array
    quality: Array


def levels_of(
    clouds: Sequence[tuple[Cloud, bool]],
    axes: Axes2,
    labels: Mapping[str, str],
    withheld: Collection[tuple[str, str]],
    language: Language,
) -> Levels | None:
    """Return the levels of clouds, each active or not, but those withheld; None where none is left."""
    parts = [(cloud, active) for cloud, active in clouds if len(cloud.coord)]
    names = [(str(variable), str(level)) for cloud, _ in parts for variable, level in cloud.coord.index]
    told = np.array([name not in withheld for name in names], dtype=bool)
    if not told.any():
        return None
    names = [name for name, shown_ in zip(names, told, strict=True) if shown_]
    return Levels(
        np.vstack([on_plane(cloud.coord, axes) for cloud, _ in parts])[told],
        level_texts(names, labels, language),
        np.concatenate([np.full(len(cloud.coord), active) for cloud, active in parts])[told],
        np.concatenate([_marked(cloud, axes) for cloud, _ in parts])[told],
        np.concatenate([cloud.weight.to_numpy(dtype=np.float64) for cloud, _ in parts])[told],
        np.concatenate([represented(cloud, axes) for cloud, _ in parts])[told],
    )


def _marked(cloud: Cloud, axes: Axes2) -> NDArray[np.bool_]:
    if cloud.v_test is None:
        return np.ones(len(cloud.coord), dtype=bool)
    return np.asarray((np.abs(on_plane(cloud.v_test, axes)) >= SEEN).any(axis=1))


def level_texts(names: Sequence[tuple[str, str]], labels: Mapping[str, str], language: Language) -> tuple[str, ...]:
    """Return what is written of levels: the level alone, or after its variable.

    The variable stands before all its levels where one of them is another variable's too, or is no word by itself.
    """
    times = Counter(level.strip().casefold() for _, level in names)
    unclear = {name for name, level in names if times[level.strip().casefold()] > 1 or not _WORD.search(level)}
    return tuple(
        said("plots.level", language, variable=shown(labels.get(variable, variable), 20), level=level)
        if variable in unclear
        else level
        for variable, level in names
    )


@house_style()
def categories(
    result: Factors | Ca,
    *,
    axes: Axes2 = (1, 2),
    labels: Mapping[str, str] | None = None,
    supplementary: bool = True,
    withheld: Collection[tuple[str, str]] = (),
    language: Language = "fr",
) -> Drawn:
    """Draw the levels of qualitative variables: size by weight, grey where both v-tests are small.

    Parameters
    ----------
    result : Factors or Ca
    axes : tuple of int
    labels : mapping of str to str, optional
        What a reader sees of each column.
    supplementary : bool
        Whether supplementary levels are drawn: hollow triangles.
    withheld : collection of (variable, level)
        Levels that are not told.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes, ``plots.no_category`` without a level.
    """
    plane = plane_of(result, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    clouds = [(getattr(result, "categories", None), True)]
    if supplementary:
        clouds.append((result.supplementary_categories, False))
    there = [(cloud, active) for cloud, active in clouds if cloud is not None]
    levels = levels_of(there, axes, labels or {}, withheld, language)
    if levels is None:
        return not_estimable("plots.no_category")
    on, frame = cloud_sheet(plane, levels.points, _key(levels, language), 0.14)
    draw_levels(frame, levels)
    remark = name_levels(frame, levels, plane)
    told = {"n": len(levels.texts), "count": number(len(levels.texts), language, 0), **plane.told()}
    caption = [said("plots.categories.caption", language, **told)]
    if not levels.marked.all():
        caption.append(said("plots.categories.v_test", language, limit=number(SEEN, language)))
    return finish(on, "categories", _alt(levels, plane, told), " ".join([*caption, *remark]))


def draw_levels(frame: Axes, levels: Levels) -> None:
    """Draw the marks of levels."""
    share = levels.weights / max(float(levels.weights.max()), 1e-300)
    sizes = (_SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(share)) * (0.5 if len(share) > _CROWDED else 1.0)
    for (x, y), size, active, marked in zip(levels.points, sizes, levels.active, levels.marked, strict=True):
        frame.plot([x], [y], zorder=2, **replace(symbol_of(active, marked), size=float(size)).style())


def symbol_of(active: bool, marked: bool) -> Symbol:
    """Return the symbol of a level."""
    symbol = ACTIVE if active else ASIDE
    return symbol if marked else replace(symbol, color=PALE)


def name_levels(frame: Axes, levels: Levels, plane: Plane, also: Array | None = None) -> list[str]:
    """Write the names of levels, the best represented first; return what the caption says where some have none."""
    order, least = best(levels.quality, most=70)
    names = [
        Name(levels.texts[i], (float(levels.points[i, 0]), float(levels.points[i, 1])), _ink(levels, int(i)))
        for i in order
    ]
    avoid = levels.points if also is None else np.vstack([levels.points, also])
    written = sum(text is not None for text in place(frame, names, avoid=avoid, radius=3.0))
    return [named(written, least, plane.language)] if written < len(levels.texts) else []


def _ink(levels: Levels, i: int) -> str:
    if not levels.marked[i]:
        return MUTED
    return ACCENT if levels.active[i] else "#9c4300"


def _key(levels: Levels, language: Language) -> Key:
    items = [(ACTIVE, said("plots.categories.active", language))] if levels.active.any() else []
    if not levels.active.all():
        items.append((ASIDE, said("plots.categories.supplementary", language)))
    if not levels.marked.all():
        items.append((FAINT, said("plots.categories.faint", language, limit=number(SEEN, language))))
    return Key(tuple(items))


def _alt(levels: Levels, plane: Plane, told: Mapping[str, object]) -> str:
    """Tell the levels at each end of the axes."""
    sentences = [said("plots.categories.alt", plane.language, **told)]
    for which in (0, 1):
        order = np.argsort(levels.points[:, which], kind="stable")
        low, high = ([shown(levels.texts[i], 60) for i in ends] for ends in (order[:2], order[::-1][:2]))
        ends = {"low": ", ".join(low), "high": ", ".join(high)}
        sentences.append(said("plots.categories.ends", plane.language, axis=plane.axes[which], **ends))
    return " ".join(sentences)
