"""The groups of columns of an MFA in the square of relations: how much each has in common with each axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import Drawn, finish, house_style, panel, sheet
from evalkit.views.plots.keys import Key, Symbol, hollow
from evalkit.views.plots.labels import names_at, place, shown
from evalkit.views.plots.plane import BOTTOM, LEFT, TOP, Axes2, dress, on_plane, plane_of
from evalkit.views.style import ACCENT, COLORS, WIDTH

if TYPE_CHECKING:
    from evalkit.stats.factor import Mfa

_SIDE = 11.0
_ACTIVE, _ASIDE = Symbol("D", ACCENT, 7), hollow(Symbol("^", COLORS[3], 8))


@house_style()
def groups(
    mfa: Mfa, *, axes: Axes2 = (1, 2), labels: Mapping[str, str] | None = None, language: Language = "fr"
) -> Drawn:
    """Draw the groups of an MFA between 0 (nothing in common with the axis) and 1 (its main direction).

    Parameters
    ----------
    mfa : Mfa
    axes : tuple of int
    labels : mapping of str to str, optional
        What a reader sees of each group.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_axis`` when the analysis has not both axes.
    """
    plane = plane_of(mfa, axes, language)
    if isinstance(plane, NotEstimable):
        return plane
    points = on_plane(mfa.groups.coord, axes)
    active = mfa.groups.coord.index.isin(list(mfa.members))
    texts = [(labels or {}).get(str(name), str(name)) for name in mfa.groups.coord.index]
    key = [(_ACTIVE, said("plots.groups.active", language))]
    if not active.all():
        key.append((_ASIDE, said("plots.groups.supplementary", language)))
    on = sheet(TOP + _SIDE + BOTTOM + Key(tuple(key)).height)
    frame = panel(on, (WIDTH - _SIDE + LEFT) / 2, TOP, _SIDE, _SIDE)
    frame.set(xlim=(0, 1.02), ylim=(0, 1.02))
    dress(frame, plane)
    for own, symbol in ((active, _ACTIVE), (~active, _ASIDE)):
        frame.plot(*points[own].T, zorder=2, clip_on=False, **symbol.style())
    order = np.argsort(-points.sum(axis=1), kind="stable")
    place(frame, names_at([texts[i] for i in order], points[order]), avoid=points, radius=5.0, reach=0.25)
    Key(tuple(key)).draw(on, TOP + _SIDE + BOTTOM)
    listed = ", ".join(
        said(
            "plots.groups.one",
            language,
            name=shown(text, 60),
            first=number(x, language, 2),
            second=number(y, language, 2),
        )
        for text, (x, y) in zip(texts, points.tolist(), strict=True)
    )
    alt = said("plots.groups.alt", language, listed=listed, n=len(texts), **plane.told())
    return finish(on, "groups", alt, said("plots.groups.caption", language))
