"""What is written in a plot, read back from its outlines: each line of text with its box, in points of print."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from evalkit.views.blocks import Figure
from evalkit.views.letters import advance
from evalkit.views.plots.canvas import finish, house_style, margin, sheet

_HREF = "{http://www.w3.org/1999/xlink}href"
_LETTERS = [*map(chr, (*range(32, 127), *range(160, 384), 0x202F, 0x2212, 0x2026)), "ff", "fi", "fl"]
_MOVED = re.compile(r"translate\((\S+) (\S+)\)(?: rotate\((\S+)\))? ?(?:scale\((\S+) )?")


@dataclass(frozen=True)
class Line:
    """One line of text: its letters, and its box from the upper left corner of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool


def lines_of(figure: Figure) -> list[Line]:
    """Return the upright lines of text of a figure."""
    return [line for group in ET.fromstring(figure.svg).findall(".//{*}g") if (line := _line(group))]


def words_of(figure: Figure) -> str:
    """Return all that is written in a figure, upright or not, line by line."""
    groups = ET.fromstring(figure.svg).findall(".//{*}g")
    return "\n".join(text for group in groups if (text := "".join(letter for letter, _ in _letters(group))))


def overlaps(lines: list[Line], slack: float = 0.3) -> list[tuple[str, str]]:
    """Return the pairs of lines whose boxes share more than `slack` points both ways."""
    return [
        (one.text, other.text)
        for one, other in combinations(lines, 2)
        if min(one.right, other.right) - max(one.left, other.left) > slack
        and min(one.bottom, other.bottom) - max(one.top, other.top) > slack
    ]


def outside(figure: Figure) -> list[str]:
    """Return the lines that leave the sheet."""
    root = ET.fromstring(figure.svg)
    wide, high = (float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))
    return [
        line.text
        for line in lines_of(figure)
        if line.left < -0.5 or line.top < -0.5 or line.right > wide + 0.5 or line.bottom > high + 0.5
    ]


def height_of(figure: Figure) -> float:
    """Return the height of a figure in centimetres."""
    return float(ET.fromstring(figure.svg).attrib["height"].removesuffix("pt")) / 72 * 2.54


def _letters(group: ET.Element) -> Iterator[tuple[str, float]]:
    """Return each letter of a group of outlines, with its distance from the start in hundredths of its size."""
    for use in group.findall("{*}use"):
        reference = use.attrib.get(_HREF, "")
        if reference.startswith("#DejaVuSans"):
            moved = _MOVED.match(use.attrib.get("transform", ""))
            yield _alphabet().get(reference, "\N{REPLACEMENT CHARACTER}"), float(moved[1]) if moved else 0.0


def _line(group: ET.Element) -> Line | None:
    letters = list(_letters(group))
    moved = _MOVED.match(group.attrib.get("transform", ""))
    if not letters or not moved or moved[3] or not moved[4]:
        return None
    x, y, scale = float(moved[1]), float(moved[2]), float(moved[4])
    last, start = letters[-1]
    right = x + scale * (start + 100 * sum(map(advance, last)))
    size, bold = 100 * scale, "Bold" in ET.tostring(group, encoding="unicode")
    text = "".join(letter for letter, _ in letters)
    return Line(text, x, y - 0.73 * size, right, y + 0.01 * size, bold)


@lru_cache
def _alphabet() -> dict[str, str]:
    """Return which letter an outline is: each letter is drawn alone, once in each face, and found again in order."""
    found: dict[str, str] = {}
    for weight in ("normal", "bold"):
        with house_style():
            on = sheet(1)
            whole = margin(on)
            for letter in _LETTERS:
                whole.text(1, 1, f"|{letter}", weight=weight)
            drawn = ET.fromstring(finish(on, "letters", "letters", "").svg)
        groups = [uses for group in drawn.findall(".//{*}g") if (uses := group.findall("{*}use"))]
        for letter, uses in zip(_LETTERS, groups, strict=True):
            found.setdefault(uses[-1].attrib[_HREF], letter)
    return found
