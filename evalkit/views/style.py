"""The common look of the figures: A4 width, colours that colour-blind and grey readers tell apart.

Draw on a `sheet` and hand the drawing to `finish`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.drawing import POINT, Drawing
from evalkit.views.letters import advance
from evalkit.views.marks import Mark

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

COLORS = (
    *("#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc"),
    *("#ca9161", "#fbafe4", "#949494", "#ece133", "#56b4e9"),
)
"""seaborn's colour-blind palette, written down: importing seaborn for it takes longer than drawing a report."""
_SHAPES = ("circle", "square", "up", "diamond", "down", "plus", "cross", "star", "pentagon", "hexagon")
_AVERAGE = 0.54
"""Width in ems of an average letter of DejaVu Sans in a French sentence."""


def sheet(height: float) -> Drawing:
    """Return an empty drawing of the common width and a height in centimetres."""
    return Drawing(WIDTH, height)


def finish(drawing: Drawing, name: str, alt: str, caption: str) -> Figure:
    """Turn a drawing into a `Figure`: the same drawing gives the same bytes.

    Raises
    ------
    ValueError
        When the alternative text is empty.
    """
    if not alt.strip():
        raise ValueError(f"figure {name}: no alternative text")
    return Figure(name, alt, caption, drawing.svg())


def clean(text: str) -> str:
    """Return a text on one line, without control characters (an SVG would refuse them)."""
    visible = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text)
    return re.sub(r"[ \n]+", " ", visible).strip()


def characters(width: float, size: float) -> int:
    """Return how many characters of average width a line of `width` centimetres holds at a font size."""
    return max(1, int(width / (_AVERAGE * size * POINT)))


def text_width(text: str, size: float) -> float:
    """Return the width in centimetres of a line of text at a font size."""
    return _length(text) * _AVERAGE * size * POINT


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
    return sum(map(advance, text)) / _AVERAGE


def partner_marks(dossier: Dossier) -> Mapping[str, Mark]:
    """Return how each partner (by code) is drawn everywhere, in the order of the file: by shape as well as colour."""
    return {
        partner.code: Mark(_SHAPES[i % len(_SHAPES)], COLORS[i % len(COLORS)])
        for i, partner in enumerate(dossier.partners)
    }


def who(dossier: Dossier, code: str, language: Language) -> str:
    """Return who a code stands for: ``P1 Envie`` for a partner, ``le territoire``, ``les bénéficiaires``."""
    if code in (TERRITORY, BENEFICIARIES):
        return say(f"vocabulary.recipient.{code}", language)
    name = dossier.name_of(code)
    return f"{code} {clean(name)}" if name else code
