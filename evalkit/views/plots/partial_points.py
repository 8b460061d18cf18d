"""Points of an MFA as each group of columns sees them, joined to their mean: where the groups agree and where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import Drawn, finish, house_style
from evalkit.views.plots.grouping import class_names
from evalkit.views.plots.keys import Key, Symbol, symbols
from evalkit.views.plots.labels import Array, names_at, place_all, shown
from evalkit.views.plots.plane import Axes2, cloud_sheet, on_plane, plane_of
from evalkit.views.style import INK

if TYPE_CHECKING:
    from evalkit.stats.classes import Classes
    from evalkit.stats.factor import Mfa

MOST = 8
"""Individuals drawn: those the groups disagree about most."""
_MEAN = Symbol("o", INK, 8)


@dataclass(frozen=True)
class _Stars:
    """Points (m, 2), each seen by g groups (m, g, 2), with their names (empty where they have none)."""

    means: Array
    seen: Array
    names: tuple[str, ...]


@house_style()
def partial_points(
    mfa: Mfa,
    *,
    axes: Axes2 = (1, 2),
    classes: Classes | None = None,
    names: Mapping[int, str] | None = None,
    labels: Mapping[str, str] | None = None,
    identifiers: bool = False,
    language: Language = "fr",
) -> Drawn:
    """Draw the mean points of classes, or the individuals that the groups of an MFA disagree about most.

    Parameters
    ----------
    mfa : Mfa
    axes : tuple of int
    classes : Classes, optional
        Draw the mean point of each class and the means of its individuals as each group sees them.
    names : mapping of int to str, optional
        What each class is called.
    labels : mapping of str to str, optional
        What a reader sees of each group.
    identifiers : bool
        Whether individuals are named, where there are no classes.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes, ``plots.no_individual`` for a single individual.
    """
    plane = plane_of(mfa, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    if len(mfa.individuals.coord) < 2:
        return not_estimable("plots.no_individual")
    groups = list(mfa.members)
    stars = _of_classes(mfa, classes, names, axes, language) if classes is not None else _apart(mfa, axes, identifiers)
    marks = symbols(len(groups), 5.5)
    texts = [(labels or {}).get(name, name) for name in groups]
    what = "class" if classes is not None else "individual"
    key = Key(((_MEAN, said(f"plots.partial.mean_{what}", language)), *zip(marks, texts, strict=True)))
    on, frame = cloud_sheet(plane, np.vstack([stars.means, stars.seen.reshape(-1, 2)]), key, 0.12)
    _draw(frame, stars, marks)
    listed = ", ".join(shown(text, 60) for text in texts)
    n = len(stars.means)
    told = {"n": n, "count": number(n, language, 0), "groups": listed, **plane.told()}
    alt = [said(f"plots.partial.{what}_alt", language, **told)]
    if stars.names:
        alt.append(said("plots.partial.names", language, names=", ".join(shown(name, 60) for name in stars.names)))
    caption = [said("plots.partial.caption", language), said(f"plots.partial.{what}", language, **told)]
    return finish(on, "partial_points", " ".join(alt), " ".join(caption))


def _of_classes(mfa: Mfa, classes: Classes, names: Mapping[int, str] | None, axes: Axes2, language: Language) -> _Stars:
    """Return the means of classes, under the weights of the analysis."""
    index, weights = mfa.individuals.coord.index, mfa.individuals.weight.to_numpy(dtype=np.float64)
    points, seen = on_plane(mfa.individuals.coord, axes), _seen(mfa, axes)
    labels = classes.labels.reindex(index).to_numpy()
    called = class_names(sorted(classes.labels.unique()), names, language)
    held = [labels == number_ for number_ in called]
    return _Stars(
        np.array([np.average(points[own], axis=0, weights=weights[own]) for own in held]),
        np.array([np.average(seen[own], axis=0, weights=weights[own]) for own in held]),
        tuple(called.values()),
    )


def _apart(mfa: Mfa, axes: Axes2, identifiers: bool) -> _Stars:
    """Return the individuals with the most inertia within, on the plane."""
    within = on_plane(mfa.groups.partial_individuals.within, axes).sum(axis=1)
    most = np.argsort(-within, kind="stable")[:MOST]
    names = tuple(str(name) for name in mfa.individuals.coord.index[most]) if identifiers else ()
    return _Stars(on_plane(mfa.individuals.coord, axes)[most], _seen(mfa, axes)[most], names)


def _seen(mfa: Mfa, axes: Axes2) -> Array:
    """Return the partial points of all individuals: shape (n, groups, 2)."""
    return on_plane(mfa.groups.partial_individuals.coord, axes).reshape(-1, len(mfa.members), 2)


def _draw(frame: Axes, stars: _Stars, marks: list[Symbol]) -> None:
    for mean, points in zip(stars.means, stars.seen, strict=True):
        for point, symbol in zip(points, marks, strict=True):
            frame.plot(*np.array([mean, point]).T, color=symbol.color, linewidth=0.9, zorder=2)
            frame.plot(*point[:, None], zorder=3, **symbol.style())
        frame.plot(*mean[:, None], zorder=4.5, **_MEAN.style())
    if stars.names:
        place_all(frame, names_at(stars.names, stars.means, bold=True), stars.seen.reshape(-1, 2))
