"""The common look of the figures: A4 width, colours that colour-blind and grey readers tell apart, same bytes each run.

Draw inside ``with style():`` on a `sheet` and hand the drawing to `finish`. No pyplot: nothing stays open.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

ACCENT = "#0b4f6c"
SOFT = "#d5e3e8"
INK = "#222222"
MUTED = "#595959"
RULE = "#c8c8c8"
WIDTH = 16.5
"""Width of a figure in centimetres: the text width of an A4 page."""
TALLEST = 20.0
"""Height in centimetres that still fits on one A4 page with its heading, an introduction and its caption."""
SMALL, NORMAL = 8.0, 9.0
"""Font sizes in points, at print size."""
DPI = 200

COLORS = (
    *("#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc"),
    *("#ca9161", "#fbafe4", "#949494", "#ece133", "#56b4e9"),
)
"""seaborn's colour-blind palette, written down: importing seaborn for it takes longer than drawing a report."""
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "p", "h")
_INCH = 2.54
_POINT = _INCH / 72
_AVERAGE = 0.54
"""Width in ems of an average letter of DejaVu Sans in a French sentence."""
_UNIT = 100 * 65536
"""FreeType gives widths in 1/65536 of a point; they are read at 100 points."""
# Any: matplotlib checks the keys itself, and its types refuse a plain dict.
_RC: Any = {
    "font.family": "DejaVu Sans",
    "font.size": NORMAL,
    "axes.labelsize": NORMAL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": NORMAL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.7,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.parse_math": False,
    "text.usetex": False,
    "axes.formatter.use_locale": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "evalkit",
}


@dataclass(frozen=True)
class Mark:
    """How one partner is drawn everywhere: the shape tells it as well as the colour."""

    color: str
    marker: str


@contextmanager
def style() -> Iterator[None]:
    """Draw in evalkit's style, whatever the user's own matplotlib settings.

    Characters that the font has not (emoji, Chinese...) are drawn as empty boxes and their warning is silenced: the
    full text stands in the table and in the alternative text.
    """
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        yield


def place(drawing: Drawing, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place given in centimetres from the lower left corner."""
    wide, high = (side * _INCH for side in drawing.get_size_inches())
    return drawing.add_axes((left / wide, bottom / high, width / wide, height / high))


def sheet(height: float) -> tuple[Drawing, Axes]:
    """Return an empty drawing of a height, and axes over it; both in centimetres from the upper left corner."""
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(WIDTH / _INCH, height / _INCH), dpi=DPI)
    axes = place(drawing, 0, 0, WIDTH, height)
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    return drawing, axes


def finish(drawing: Drawing, name: str, alt: str, caption: str) -> Figure:
    """Turn a drawing into the SVG and the PNG of a `Figure`: the same drawing gives the same bytes.

    Raises
    ------
    ValueError
        When the alternative text is empty.
    """
    if not alt.strip():
        raise ValueError(f"figure {name}: no alternative text")
    svg, png = io.BytesIO(), io.BytesIO()
    with style():
        drawing.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        drawing.savefig(png, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
    drawing.clear()
    return Figure(name, alt, caption, svg=_without_comments(svg.getvalue()), png=png.getvalue())


def _without_comments(svg: bytes) -> bytes:
    """Drop the comments in which matplotlib repeats each drawn text: what a user typed stays out of the markup."""
    return re.sub(rb"[ \t]*<!--.*?-->\n?", b"", svg, flags=re.DOTALL)


def clean(text: str) -> str:
    """Return a text on one line, without control characters (an SVG would refuse them)."""
    visible = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text)
    return re.sub(r"[ \n]+", " ", visible).strip()


def characters(width: float, size: float) -> int:
    """Return how many characters of average width a line of `width` centimetres holds at a font size."""
    return max(1, int(width / (_AVERAGE * size * _POINT)))


def text_width(text: str, size: float) -> float:
    """Return the width in centimetres of a line of text at a font size."""
    return _length(text) * _AVERAGE * size * _POINT


def wrap(text: str, width: int, lines: int = 3) -> str:
    """Break a label into at most `lines` lines; what does not fit ends with ``…``.

    Parameters
    ----------
    text : str
    width : int
        Length of a line in characters of average width: forty capital W take more room than forty letters i.
    lines : int
    """
    rows = list(_rows([piece for word in clean(text).split(" ") for piece in _pieces(word, width)], width))
    if len(rows) > lines:
        rows = [*rows[: lines - 1], _pieces(f"{rows[lines - 1]}", width - 1)[0].rstrip(" ,;:.") + "…"]
    return "\n".join(rows)


def _rows(words: list[str], width: int) -> Iterator[str]:
    row = ""
    for word in words:
        longer = f"{row} {word}" if row else word
        if row and _length(longer) > width:
            yield row
            row = word
        else:
            row = longer
    yield row


def _pieces(word: str, width: int) -> list[str]:
    """Break a word that is longer than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _length(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _length(text: str) -> float:
    return sum(_advance(letter) for letter in text) / _AVERAGE


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    """Width of a letter in ems; the box of a missing one is a little wider than an em."""
    font = _font()
    if not font.get_char_index(ord(letter)):
        return 1.2
    return float(font.load_char(ord(letter)).linearHoriAdvance) / _UNIT


@lru_cache
def _font() -> Any:
    """Return a font of our own: matplotlib shares its fonts and changes their size while it draws."""
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    font = FT2Font(findfont("DejaVu Sans"))
    font.set_size(100, 72)
    return font


def partner_marks(dossier: Dossier) -> Mapping[str, Mark]:
    """Return how each partner (by code) is drawn, in the order of the file."""
    return {
        partner.code: Mark(COLORS[i % len(COLORS)], _MARKERS[i % len(_MARKERS)])
        for i, partner in enumerate(dossier.partners)
    }


def who(dossier: Dossier, code: str, language: Language) -> str:
    """Return who a code stands for: ``P1 Envie`` for a partner, ``le territoire``, ``les bénéficiaires``."""
    if code in (TERRITORY, BENEFICIARIES):
        return say(f"vocabulary.recipient.{code}", language)
    name = dossier.name_of(code)
    return f"{code} {clean(name)}" if name else code
