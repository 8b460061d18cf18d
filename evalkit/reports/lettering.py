"""Letters of a figure, which are drawn as outlines, back to letters.

On screen outlines look the same on every machine. In a PDF, whose font travels with it, letters can be searched and
copied, take half the room and are drawn in half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from evalkit.views.letters import UNITS_PER_EM, Face, lay_out

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_STYLES: Mapping[Face, Mapping[str, str]] = {
    "plain": {},
    "bold": {"font-weight": "bold"},
    "italic": {"font-style": "italic"},
}
_KNOWN = re.compile("[!-~¡-¬®-ſ‐-…€−≈≠≤≥←→↑↓]")
"""Letters that are looked for: what French and English figures hold. Others stay outlines."""


@dataclass(frozen=True)
class _Letter:
    outline: Element
    face: Face
    letter: str


def with_letters(svg: bytes, family: str) -> bytes:
    """Return one of our drawings with texts for outlines; what is no outline of a known letter is left as it is.

    Parameters
    ----------
    svg : bytes
    family : str
        Name, where the drawing is shown, of the family that holds DejaVu Sans: normal, bold and oblique.
    """
    drawing = ElementTree.fromstring(svg)  # noqa: S314 - expat refuses to swell; what draws the page parses it as well
    paths = {path.get("id", ""): path.get("d", "") for path in drawing.iter(f"{_SVG}path")}
    known = {name: _alphabet()[outline] for name, outline in paths.items() if outline in _alphabet()}
    for group in drawing.iter(f"{_SVG}g"):
        letters = list(_letters(group, known))
        for face, run in groupby(letters, key=lambda each: each.face):
            _write(group, list(run), face, family)
    return ElementTree.tostring(drawing)


def _letters(group: Element, known: Mapping[str, tuple[Face, str]]) -> Iterator[_Letter]:
    for child in group:
        name = child.get(_LINK, "").removeprefix("#")
        if child.tag == f"{_SVG}use" and name in known and child.attrib.keys() <= {_LINK, "x"}:
            yield _Letter(child, *known[name])


def _write(group: Element, run: list[_Letter], face: Face, family: str) -> None:
    """Put one text in the place of outlines, each letter where its outline stood."""
    upright = {"transform": "scale(1 -1)", "font-size": str(UNITS_PER_EM), "font-family": family}
    places = " ".join(each.outline.get("x", "0") for each in run)
    text = ElementTree.SubElement(group, f"{_SVG}text", {**upright, **_STYLES[face], "x": places})
    text.text = "".join(each.letter for each in run)
    for each in run:
        group.remove(each.outline)


@lru_cache
def _alphabet() -> dict[str, tuple[Face, str]]:
    """Return the face and the letter of each outline; of two letters with one outline, the first."""
    every: dict[str, tuple[Face, str]] = {}
    for face in _STYLES:
        for letter in filter(_KNOWN.fullmatch, map(chr, range(0x2300))):
            for glyph, _ in lay_out(letter, face).glyphs:
                every.setdefault(glyph.outline, (face, letter))
    return every


def warm_lettering() -> None:
    """Read the outlines, so that the processes forked from this one need not."""
    _alphabet()
