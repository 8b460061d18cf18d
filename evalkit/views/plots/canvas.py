"""The sheet of the plots: matplotlib in the look of the other figures, in centimetres, to an SVG that never varies.

Letters become outlines, as in `evalkit.views.drawing`; nothing of the user's matplotlib settings counts, and none is
changed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Sheet
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language
from evalkit.views.blocks import Figure
from evalkit.views.numbers import number
from evalkit.views.style import INK, MUTED, RULE, SMALL, WIDTH

Drawn = Figure | NotEstimable
"""A figure, or the reason why there is nothing to draw."""
INCH = 2.54
GRID = "#ececec"
_LONG, _DEEP = 1e9, 6
"""Sizes and decimals beyond which a number is a power of ten."""
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PALE = "#a0a0a0"
"""Of what is there and not to be looked at first."""
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "evalkit",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": SMALL,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "axes.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "hatch.linewidth": 0.6,
}
_FIXED = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "timezone", "webagg.port"})
"""Settings that say where matplotlib draws, not how."""
_SAID_ELSEWHERE = re.compile(rb"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<!--.*?-->\s*|<metadata>.*?</metadata>\s*", re.DOTALL)

_INDENT = re.compile(rb"\n\s+")
_PLACE = re.compile(rb"(?<= [xy]=\")(-?\d+\.\d\d)\d+(?=\")")
_MOVE = re.compile(rb"(?<=translate\()(-?\d+\.\d\d)\d*( -?\d+)(\.\d\d)?\d*(?=\))")
_RUN = re.compile(rb"<g( clip-path=\"[^\"]*\")?>(\s*(?:<use [^>]*style=\"[^\"]*\"/>\s*){2,})</g>")
_STYLE = re.compile(rb" style=\"[^\"]*\"")


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with the settings of the house, whatever the user's are; also a decorator.

    A character that the font has not is drawn as a box and its warning is silenced: the full text stands in the tables.
    """
    settings: dict[Any, Any] = {name: value for name, value in rcParamsDefault.items() if name not in _FIXED}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        with rc_context(settings | _SETTINGS):
            yield


def sheet(height: float) -> Sheet:
    """Return an empty sheet of the common width and a height in centimetres."""
    made = Sheet(figsize=(WIDTH / INCH, height / INCH), dpi=72)
    FigureCanvasSVG(made)
    return made


def panel(on: Sheet, left: float, top: float, width: float, height: float) -> Axes:
    """Return a frame to draw in, placed in centimetres from the upper left corner of the sheet."""
    high = on.get_figheight() * INCH
    return on.add_axes((left / WIDTH, 1 - (top + height) / high, width / WIDTH, height / high))


def margin(on: Sheet) -> Axes:
    """Return the whole sheet as a frame without lines, in centimetres from the upper left corner."""
    high = on.get_figheight() * INCH
    whole = on.add_axes((0, 0, 1, 1), zorder=5)
    whole.set_xlim(0, WIDTH)
    whole.set_ylim(high, 0)
    whole.axis("off")
    return whole


def count_ticks(frame: Axes, language: Language, most: int = 7, digits: int = 3) -> None:
    """Write the numbers of both scales as the reader does."""
    for axis in (frame.xaxis, frame.yaxis):
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: written(float(value), language, digits)))


def written(value: float, language: Language, digits: int = 1) -> str:
    """Return a number as the reader writes it: as a power of ten where it is very large or very small."""
    if not value or (abs(value) < _LONG and digits <= _DEEP):
        return number(value, language, digits)
    power = int(np.floor(np.log10(abs(value))))
    return f"{number(value / 10.0**power, language)}\u00a0×\u00a010{str(power).translate(_RAISED)}"


def finish(on: Sheet, name: str, alt: str, caption: str) -> Figure:
    """Turn a sheet into a `Figure`: the same drawing gives the same bytes, without comments, dates or addresses.

    Raises
    ------
    ValueError
        When the alternative text is empty.
    """
    if not alt.strip():
        raise ValueError(f"figure {name}: no alternative text")
    held = BytesIO()
    on.savefig(held, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return Figure(name, alt, caption, _light(_SAID_ELSEWHERE.sub(b"", held.getvalue())))


def _light(svg: bytes) -> bytes:
    """Return the same drawing in half the bytes: a style said once for a run of marks, places to a hundredth."""
    svg = _INDENT.sub(b"\n", svg)
    return _RUN.sub(_said_once, _MOVE.sub(rb"\1\2\3", _PLACE.sub(rb"\1", svg)))


def _said_once(run: re.Match[bytes]) -> bytes:
    styles = set(_STYLE.findall(run[2]))
    if len(styles) > 1:
        return run[0]
    return b"<g%s%s>%s</g>" % (run[1] or b"", styles.pop(), _STYLE.sub(b"", run[2]))
