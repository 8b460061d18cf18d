"""The letters of the figures: their outlines and where each stands on a line, read from DejaVu Sans itself.

A figure holds outlines and no text, so that it looks the same where the font is not installed.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

Face = Literal["plain", "bold", "italic"]

_FILES: dict[Face, str] = {"plain": "DejaVuSans", "bold": "DejaVuSans-Bold", "italic": "DejaVuSans-Oblique"}
UNITS_PER_EM = 2048
"""Font units in the size of a letter, in all faces of DejaVu Sans."""
_MISSING = 1.2
"""Width in ems of the box that stands for a letter which the font has not."""
_PLAIN = re.compile("[ -\u00ac\u00ae-\u02af\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u202f\u20a0-\u22ff]*")
"""Letters that stand one after the other as they are typed: no joining, no accent apart, left to right."""


@dataclass(frozen=True)
class Glyph:
    """One outline: its SVG path data in font units, upwards from the baseline."""

    face: Face
    name: str
    outline: str


@dataclass(frozen=True)
class Line:
    """A line of text: each glyph with its distance from the left, and the whole width; in font units."""

    glyphs: tuple[tuple[Glyph, float], ...]
    width: float


@lru_cache(maxsize=4096)
def advance(letter: str) -> float:
    """Return the width of a plain letter in ems."""
    font = _font("plain")
    name = font.names.get(ord(letter))
    return font.widths[name][0] / UNITS_PER_EM if name else _MISSING


@lru_cache(maxsize=4096)
def lay_out(text: str, face: Face) -> Line:
    """Return where the glyphs of one line of text stand."""
    font = _font(face)
    if not _PLAIN.fullmatch(text) or any(ord(letter) not in font.names for letter in text):
        return _shaped(text, face)
    left, before, glyphs = 0, "", []
    for letter in text:
        name = font.names[ord(letter)]
        left += font.kerning.get((before, name), 0)
        if letter not in " \u00a0\u202f":
            glyphs.append((_glyph(face, name), left))
        left, before = left + font.widths[name][0], name
    return Line(tuple(glyphs), left)


@dataclass(frozen=True)
class _Font:
    """What is read of a font file. Any: fontTools gives no types."""

    names: Mapping[int, str]
    widths: Mapping[str, tuple[int, int]]
    kerning: Mapping[tuple[str, str], int]
    outlines: Any


@lru_cache
def _font(face: Face) -> _Font:
    from fontTools.ttLib import TTFont

    font: Any = TTFont(BytesIO(_file(face).read_bytes()), lazy=True)  # in memory: no file stays open
    kerning = font["kern"].kernTables[0].kernTable
    return _Font(font.getBestCmap(), font["hmtx"].metrics, kerning, font.getGlyphSet())


@lru_cache
def _file(face: Face) -> Path:
    """Return the font file that matplotlib brings along; importing matplotlib for it takes longer than drawing."""
    found = find_spec("matplotlib")
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{_FILES[face]}.ttf"


@lru_cache(maxsize=2048)
def _glyph(face: Face, name: str) -> Glyph:
    from fontTools.pens.svgPathPen import SVGPathPen

    outlines = _font(face).outlines
    pen: Any = SVGPathPen(outlines)
    outlines[name].draw(pen)
    return Glyph(face, name, pen.getCommands())


def _shaped(text: str, face: Face) -> Line:
    """Lay out what needs more than letters side by side (Arabic, accents apart...) with matplotlib, as one outline.

    Characters that no font has are drawn as boxes and their warning is silenced: the full text stands in the table
    and in the alternative text.
    """
    if all(unicodedata.category(letter) == "Cf" for letter in text):  # nothing to see, which matplotlib refuses
        return Line((), 0.0)
    from matplotlib import rc_context
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    with rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from", category=UserWarning)
        path = TextPath((0, 0), text, UNITS_PER_EM, FontProperties(fname=_file(face)))
    if not len(path.vertices):
        return Line((), 0.0)
    drawn = "".join(_command(points, int(code)) for points, code in path.iter_segments(simplify=False))
    return Line(((Glyph(face, text, drawn), 0.0),), float(path.vertices[:, 0].max()))


def _command(points: Iterable[float], code: int) -> str:
    """Write one segment of a matplotlib path."""
    command = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}[code]
    return command if command == "Z" else command + " ".join(f"{each:.0f}" for each in points)


def warm_letters() -> None:
    """Read the fonts, so that the processes forked from this one need not."""
    for face in _FILES:
        _font(face)
