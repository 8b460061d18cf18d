"""Few colours that colour-blind readers and a grey print tell apart, and hatches where colour is not enough."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.views.style import COLORS


@dataclass(frozen=True)
class Fill:
    """How a class of zones is filled.

    Parameters
    ----------
    color : str
    hatch : str
        As matplotlib writes it; empty for none.
    ink : str
        Colour of the hatch.
    edge : str
        Colour of the zones' outlines: dark where white ones would not show.
    """

    color: str
    hatch: str = ""
    ink: str = "#ffffff"
    edge: str = "#ffffff"


SEQUENTIAL = ("#e4eff3", "#b4d2dd", "#78abc0", "#357b99", "#0a3d54")
"""From little to much: one hue, in even steps of lightness."""
LOW, HIGH = ("#cf7a1c", "#f3cf9f"), ("#b4d2dd", "#2b7391")
"""Below the middle, from the farthest on; above it, up to the farthest."""
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "||||", "++++", "oooo", "****")
MISSING = Fill("#ffffff", "//////", "#9a9a9a", "#9a9a9a")
AROUND = Fill("#f7f7f7", edge="#dedede")
"""Zones beside those that the map is of."""
PAPER = Fill("#ffffff")
GROUND = Fill("#e9ebec")
"""Zones under circles."""
CIRCLE = "#0173b2"
NEED = (("#e4e4e4", "#b9d2df", "#83b4d0"), ("#f5d6a3", "#c8bfa0", "#90a99f"), ("#e8972a", "#b48848", "#7a7752"))
"""Need from low to high, by offer from none or low to high: two inks, orange and blue, one printed over the other."""
NEED_ALONE, OFFER_ALONE = ("////", "#5a3300"), ("...", "#123f5c")
"""Over the two corners that matter, so that they are found in grey print too."""


def sequential(count: int) -> list[Fill]:
    """Return the fills of classes from little to much."""
    return [Fill(SEQUENTIAL[i]) for i in shades(count)]


def shades(count: int) -> tuple[int, ...]:
    """Return which of the colours of `SEQUENTIAL` a number of classes takes."""
    return {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}.get(count, tuple(range(len(SEQUENTIAL))))


def diverging(below: int, above: int) -> list[Fill]:
    """Return the fills of classes below and above a middle; those below are dotted: grey print has no hues."""
    low = [Fill(color, "....", "#7a3f00") for color in (LOW[-below:] if below else ())]
    return low + [Fill(color) for color in HIGH[:above]]


def qualitative(count: int) -> list[Fill]:
    """Return the fills of classes without an order: the colours of the other figures, each with a hatch of its own.

    Beyond ten, colours and hatches are paired anew.
    """
    many = len(COLORS)
    return [Fill(COLORS[i % many], _HATCHES[(i + i // many) % len(_HATCHES)]) for i in range(count)]
