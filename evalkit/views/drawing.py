"""A sheet to draw on, in centimetres from the upper left corner, that becomes an SVG.

What is drawn later lies above. The figures are lines, boxes, marks and words at places of their own: a plotting library
would take fifty times as long over them. The same calls give the same bytes, whatever settings the user has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Literal

from evalkit.views.letters import UNITS_PER_EM, Face, Glyph, Line, lay_out
from evalkit.views.marks import Mark, mark_svg

Align = Literal["left", "center", "right"]
POINT = 2.54 / 72
"""A point in centimetres."""
_ASCENT, _DESCENT = 0.76, 0.24
"""Of a line of DejaVu Sans, in ems."""


class Drawing:
    """A white sheet; sizes of letters and widths of lines are in points, all else in centimetres.

    Parameters
    ----------
    width, height : float
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._drawn: list[str] = []
        self._defined: dict[Hashable, tuple[str, str]] = {}

    def line(
        self,
        points: Sequence[tuple[float, float]],
        color: str,
        width: float,
        *,
        cap: Literal["butt", "square", "round"] = "square",
        dash: tuple[float, ...] = (),
        opacity: float = 1.0,
    ) -> None:
        """Draw straight lines from point to point; `dash` in widths of the line."""
        path = "L".join(f"{_at(x)} {_at(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{" ".join(_short(part * width) for part in dash)}"' if dash else ""
        self._drawn.append(
            f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="{_short(width)}" '
            f'stroke-linecap="{"butt" if dash else cap}"{dashes}{_seen(opacity)}/>'
        )

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        face: str,
        *,
        edge: str = "none",
        edge_width: float = 0.0,
        corner: float = 0.0,
        hatch: str | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Draw a box, with corners of a radius, and hatched in a colour when `hatch` gives one."""
        fill = f"url(#{self._define((face, hatch), lambda name: _hatched(name, face, hatch))})" if hatch else face
        rounded = f' rx="{_at(corner)}"' if corner else ""
        edged = f' stroke="{edge}" stroke-width="{_short(edge_width)}"' if edge_width else ""
        self._drawn.append(
            f'<rect x="{_at(left)}" y="{_at(top)}" width="{_at(width)}" height="{_at(height)}"{rounded} '
            f'fill="{fill}"{edged}{_seen(opacity)}/>'
        )

    def mark(self, x: float, y: float, mark: Mark) -> None:
        """Draw a mark around a point."""
        name = self._define(mark, lambda name: f'<g id="{name}">{mark_svg(mark)}</g>')
        self._drawn.append(f'<use xlink:href="#{name}" x="{_at(x)}" y="{_at(y)}"/>')

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        color: str,
        *,
        face: Face = "plain",
        align: Align = "left",
        ground: float | None = None,
    ) -> None:
        """Write one line of text, on a white ground that reaches `ground` points around it when that is given."""
        line = lay_out(text, face)
        scale = size / UNITS_PER_EM
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * line.width * scale * POINT
        if ground is not None:
            self._draw_ground(left, baseline, line.width * scale * POINT, size, ground * POINT)
        self._drawn.append(
            f'<g transform="translate({_at(left)} {_at(baseline)})scale({scale:.6f} -{scale:.6f})" fill="{color}">'
            f"{self._glyphs(line)}</g>"
        )

    def svg(self) -> bytes:
        """Return the drawing as SVG."""
        wide, high = _at(self.width), _at(self.height)
        defined = "".join(definition for _, definition in self._defined.values())
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" stroke-linejoin="round">\n'
            f'<defs>{defined}</defs>\n<rect width="{wide}" height="{high}" fill="white"/>\n'
            + "\n".join(self._drawn)
            + "\n</svg>\n"
        ).encode()

    def _draw_ground(self, left: float, baseline: float, width: float, size: float, around: float) -> None:
        top, height = baseline - _ASCENT * size * POINT, (_ASCENT + _DESCENT) * size * POINT
        self.box(left - around, top - around, width + 2 * around, height + 2 * around, "white")

    def _glyphs(self, line: Line) -> str:
        return "".join(f'<use xlink:href="#{self._glyph(glyph)}" x="{left:g}"/>' for glyph, left in line.glyphs)

    def _glyph(self, glyph: Glyph) -> str:
        return self._define(glyph, lambda name: f'<path id="{name}" d="{glyph.outline}"/>')

    def _define(self, key: Hashable, define: Callable[[str], str]) -> str:
        """Return the name of what is drawn several times."""
        if key not in self._defined:
            name = f"d{len(self._defined)}"
            self._defined[key] = name, define(name)
        return self._defined[key][0]


def _hatched(name: str, face: str, ink: str | None) -> str:
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{face}"/>'
        f'<path d="M-1 1L1-1M0 6L6 0M5 7L7 5" stroke="{ink}" stroke-width="0.7"/></pattern>'
    )


def _at(centimetres: float) -> str:
    return _short(centimetres / POINT)


def _short(points: float) -> str:
    """Write a number with two decimals at most: a hundredth of a point cannot be seen."""
    return f"{round(points, 2) + 0.0:g}"  # + 0.0: no minus before a zero


def _seen(opacity: float) -> str:
    return f' opacity="{opacity:g}"' if opacity < 1 else ""
