"""Names beside points: shortened, and placed by textalloc so that none covers another or a point; the first come first.

textalloc was preferred to adjustText, which takes forty times as long over 86 names, leaves some on top of each other
and imports pyplot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from numpy.typing import ArrayLike, NDArray

from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import PALE
from evalkit.views.style import INK, SMALL, characters, wrap

Array = NDArray[np.float64]
LABEL = SMALL - 0.5
"""Font size of names inside a frame, in points."""
LONGEST = 30
"""Characters of average width that a name inside a frame may have."""
_GROUND: dict[str, Any] = {"facecolor": (1, 1, 1, 0.8), "edgecolor": "none", "pad": 1.2}
"""What names stand on where they may cover points."""
_UPRIGHT = ("north", "south")
"""Above or below its point a name is least taken for another's."""
_POOR = 0.05
"""A quality of representation below it is not worth telling."""
_BOLD = 1.2
"""Width of bold letters, in widths of plain ones, at most."""
UNSEEN = "…"
"""Stands for a name without a letter that can be seen."""


@dataclass(frozen=True)
class Name:
    """A name to be written beside a point, as it was typed."""

    text: str
    at: tuple[float, float]
    color: str = INK
    bold: bool = False

    @property
    def shown(self) -> str:
        """As it is written: on two lines where it matters most."""
        return shown(self.text, LONGEST, 2) if self.bold else shown(self.text)


def names_at(texts: Iterable[object], points: ArrayLike, color: str = INK, *, bold: bool = False) -> list[Name]:
    """Return names beside points of shape (m, 2)."""
    pairs = zip(texts, np.asarray(points, dtype=np.float64).reshape(-1, 2), strict=True)
    return [Name(str(text), (float(x), float(y)), color, bold) for text, (x, y) in pairs]


def bold_characters(width: float, size: float) -> int:
    """Return how many characters of average width a bold line of `width` centimetres holds at a font size."""
    return max(1, int(characters(width, size) / _BOLD))


def shown(text: object, width: int = LONGEST, lines: int = 1) -> str:
    """Return a text as it is written in a frame: on one line (or more), shortened, never empty."""
    short = wrap(str(text), width, lines)
    return short if any(unicodedata.category(letter) not in {"Cf", "Zs"} for letter in short.strip()) else UNSEEN


def place(
    frame: Axes,
    names: Sequence[Name],
    *,
    avoid: ArrayLike,
    radius: float = 2.5,
    lines: Sequence[Array] = (),
    reach: float = 0.12,
    ground: bool = False,
    towards: Sequence[str] = (),
) -> list[Text | None]:
    """Write names where there is room for them, the first ones first; return each as it is written, or None.

    Parameters
    ----------
    frame : Axes
        With its final limits: what is written stays inside.
    names : sequence of Name
    avoid : array-like
        Shape (k, 2): points that no name may cover.
    radius : float
        Of these points, in points of print.
    lines : sequence of ndarray
        Shape (m, 2) each: lines that no name may cover.
    reach : float
        How far from its point a name may stand, in widths of the frame.
    ground : bool
        Whether names stand on white.
    towards : sequence of str
        Sides of its point on which a name may stand (``"west"``, ``"northwest"``…); all where there is none.
    """
    if not names:
        return []
    from textalloc import allocate

    around = np.asarray(avoid, dtype=np.float64).reshape(-1, 2)
    more: dict[str, Any] = {"text_scatter_sizes": [radius] * len(names)}
    if towards:
        more["direction"] = list(towards)
    if ground:
        more["bbox"] = _GROUND
    if lines:
        more |= {"x_lines": [line[:, 0] for line in lines], "y_lines": [line[:, 1] for line in lines]}
    if len(around):
        more |= {"x_scatter": around[:, 0], "y_scatter": around[:, 1], "scatter_sizes": [radius] * len(around)}
    with redirect_stdout(StringIO()):  # it prints where a name finds no room
        _, _, texts, _ = allocate(
            frame,
            np.array([name.at[0] for name in names]),
            np.array([name.at[1] for name in names]),
            [name.shown for name in names],
            textsize=LABEL,
            textcolor=[name.color for name in names],
            fontweight=["bold" if name.bold else "normal" for name in names],
            margin=0.002,
            min_distance=0.004,
            max_distance=reach,
            nbr_candidates=120,
            draw_all=False,
            linewidth=0.5,
            linecolor=PALE,
            avoid_label_lines_overlap=True,
            avoid_crossing_label_lines=True,
            zorder=4,
            va="bottom",  # else it reckons a line of letters from its baseline, and two lines from the upper one
            **more,
        )
    return cast("list[Text | None]", texts)


def place_all(frame: Axes, names: Sequence[Name], points: ArrayLike, edges: Sequence[str] = ()) -> list[Array]:
    """Write the few names that matter most close to their points, over others where there is no room.

    Parameters
    ----------
    frame : Axes
    names : sequence of Name
    points : array-like
        Shape (k, 2): all other points.
    edges : sequence of str, optional
        Colour of a line around each name: that of the point it belongs to.

    Returns
    -------
    list of ndarray
        Outlines of the names, for other names to avoid.
    """
    middle = np.array([name.at for name in names]).reshape(-1, 2)
    around = np.vstack([middle, np.asarray(points, dtype=np.float64).reshape(-1, 2)])
    boxes, left = list[Array](), list(range(len(names)))
    for avoid, reach, side in (
        (around, 0.05, _UPRIGHT),
        (middle, 0.06, _UPRIGHT),
        (around, 0.08, ()),
        (middle, 0.12, ()),
        (middle, 0.4, ()),
    ):
        own = [names[i] for i in left]
        texts = place(frame, own, avoid=avoid, radius=6.0, lines=boxes, reach=reach, ground=True, towards=side)
        for i, text in zip(left, texts, strict=True):
            if text is not None and edges:
                text.set_bbox({**_GROUND, "edgecolor": edges[i], "linewidth": 0.9})
        boxes = boxes + outlines(frame, texts)
        left = [i for i, text in zip(left, texts, strict=True) if text is None]
    return boxes


def outlines(frame: Axes, texts: Sequence[Text | None]) -> list[Array]:
    """Return the boxes of names already written as lines that others are to avoid."""
    back = frame.transData.inverted()
    boxes = [text.get_window_extent() for text in texts if text is not None]
    corners = [[(b.x0, b.y0), (b.x1, b.y0), (b.x1, b.y1), (b.x0, b.y1), (b.x0, b.y0), (b.x1, b.y1)] for b in boxes]
    return [np.asarray(back.transform(each)) for each in corners]


def named(written: int, least: float, language: Language) -> str:
    """Return what a caption says of the names written, and of the quality of representation they have at least."""
    if least < _POOR:
        return said("plots.named_first", language, n=written, count=number(written, language, 0))
    count, quality = number(written, language, 0), number(least, language, 2)
    return said("plots.named", language, n=written, count=count, least=quality)
