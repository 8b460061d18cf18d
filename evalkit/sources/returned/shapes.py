"""The boxes in which spreadsheets show comments: shapes of an old drawing format, VML, changed as text.

What other programs write there is not always XML, and it must come back as it was: only our shapes are put in and
taken out, and the box of a comment that we lengthen is made larger, with the old one noted beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from evalkit.sources.returned.box import Anchor
from evalkit.sources.returned.marks import Position

_SHAPE = re.compile(r"<(?:[\w.-]+:)?shape(?:\s[^>]*[^/>])?>.*?</(?:[\w.-]+:)?shape\s*>", re.DOTALL)
_ANY_SHAPE = re.compile(r"<(?:[\w.-]+:)?shape[\s>]")
_NOTE = re.compile(r"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(r"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(r"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,5})\s*<")
_ANCHOR = re.compile(r"<((?:[\w.-]+:)?)Anchor\s*>([\s\d,-]*)</(?:[\w.-]+:)?Anchor\s*>")
_ENLARGED = re.compile(r"<!--evalkit(.*?)-->\s*<((?:[\w.-]+:)?)Anchor\s*>[\s\d,-]*</(?:[\w.-]+:)?Anchor\s*>", re.DOTALL)
_CLIENT_END = re.compile(r"</((?:[\w.-]+:)?)ClientData\s*>")
_NUMBER = re.compile(r"_x0000_s(\d{1,9})\b")
_END = re.compile(r"</(?:[\w.-]+:)?xml\s*>\s*$")
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BLOCK_OF_NUMBERS = 1024


def new_drawing(sheet_number: int) -> str:
    """Return a drawing without shapes; each sheet has its own numbers for them."""
    numbers = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{sheet_number}"/></o:shapelayout>'
    return f"<xml {_SPACES}>{numbers}{_TYPE}</xml>"


def can_hold(drawing: str) -> bool:
    """Tell whether shapes can be put at the end of a drawing."""
    return bool(_END.search(drawing))


def is_empty(drawing: str) -> bool:
    """Tell whether a drawing has no shape."""
    return not _ANY_SHAPE.search(drawing)


def has_box(drawing: str, where: Position) -> bool:
    """Tell whether a cell (row and column from 1) has a comment's box."""
    return any(_cell(found[0]) == where for found in _SHAPE.finditer(drawing))


def with_box(drawing: str, where: Position, anchor: Anchor, sheet_number: int) -> str:
    """Return the drawing with a hidden box for a cell's comment."""
    end = _END.search(drawing)
    assert end is not None
    numbers = [int(found) for found in _NUMBER.findall(drawing)]
    number = max(numbers, default=sheet_number * _BLOCK_OF_NUMBERS) + 1
    type_ = "" if 'id="_x0000_t202"' in drawing else _TYPE
    return drawing[: end.start()] + type_ + _shape(number, where, anchor) + drawing[end.start() :]


def without_boxes(drawing: str, cells: set[Position]) -> str:
    """Return the drawing without the boxes of some cells' comments."""
    return _SHAPE.sub(lambda found: "" if _cell(found[0]) in cells else found[0], drawing)


def resized(drawing: str, where: Position, choose: Callable[[Anchor | None], Anchor | None]) -> str:
    """Return the drawing with another box for a cell's comment.

    Parameters
    ----------
    drawing : str
    where : (row, column)
        From 1.
    choose : function of (Anchor or None) to Anchor or None
        Takes the box as it is, or None when the drawing does not say; returns the new one, or None to leave it.
    """

    def change(found: re.Match[str]) -> str:
        return _with_anchor(found[0], choose) if _cell(found[0]) == where else found[0]

    return _SHAPE.sub(change, drawing)


def as_before(drawing: str) -> str:
    """Return the drawing with the boxes that were enlarged as large as they were."""
    return _ENLARGED.sub(lambda found: f"<{found[2]}Anchor>{found[1]}</{found[2]}Anchor>" if found[1] else "", drawing)


def _with_anchor(shape: str, choose: Callable[[Anchor | None], Anchor | None]) -> str:
    found = _ANCHOR.search(shape)
    new = choose(_numbers(found[2]) if found else None)
    end = _CLIENT_END.search(shape)
    if new is None or end is None or (found and "--" in found[2]):
        return shape
    if found:
        return shape[: found.start()] + _noted(found[2], found[1], new) + shape[found.end() :]
    return shape[: end.start()] + _noted("", end[1], new) + shape[end.start() :]


def _noted(old: str, prefix: str, new: Anchor) -> str:
    return f"<!--evalkit{old}--><{prefix}Anchor>{_written(new)}</{prefix}Anchor>"


def _numbers(written: str) -> Anchor | None:
    numbers = [int(number) for number in re.findall(r"-?\d{1,9}", written)]
    if len(numbers) != 8:
        return None
    a, b, c, d, e, f, g, h = numbers
    return a, b, c, d, e, f, g, h


def _written(anchor: Anchor) -> str:
    return ", ".join(str(number) for number in anchor)


def _cell(shape: str) -> Position | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not _NOTE.search(shape) or not row or not column:
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def _shape(number: int, where: Position, anchor: Anchor) -> str:
    row, column = where
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;visibility:hidden;z-index:1" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{_written(anchor)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
