"""The boxes in which spreadsheets show comments: shapes of an old drawing format, VML, changed as text.

What other programs write there is not always XML, and it must come back as it was: only our shapes are put in and
taken out, and the box of a comment that we lengthen is made larger, with the old one noted beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from evalkit.sources.grid import Position
from evalkit.sources.returned.box import Anchor

_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?shape(?=[\s/>])[^<>]*>")
_NOTE = re.compile(r"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(r"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(r"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,5})\s*<")
_ANCHOR = re.compile(r"<((?:[\w.-]+:)?)Anchor\s*>([\s\d,-]*)</(?:[\w.-]+:)?Anchor\s*>")
_ENLARGED = re.compile(r"<!--evalkit([\s\d,-]*?)-->\s*<((?:[\w.-]+:)?)Anchor\s*>[\s\d,-]*</(?:[\w.-]+:)?Anchor\s*>")
_CLIENT_END = re.compile(r"</((?:[\w.-]+:)?)ClientData\s*>")
_NUMBER = re.compile(r"_x0000_s(\d{1,9})\b")
_END = re.compile(r"</(?:[\w.-]+:)?xml\s*>\s*")
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
    return bool(_END.fullmatch(drawing, max(drawing.rfind("</"), 0)))


def is_empty(drawing: str) -> bool:
    """Tell whether a drawing has no shape."""
    return not _TAG.search(drawing)


def cells_with_box(drawing: str) -> set[Position]:
    """Return the cells (row and column from 1) whose comment has a box."""
    return {cell for start, end in _shapes(drawing) if (cell := _cell(drawing[start:end]))}


def with_boxes(drawing: str, anchors: Mapping[Position, Anchor], sheet_number: int) -> str:
    """Return the drawing with a hidden box for the comment of each of some cells."""
    end = drawing.rfind("</")
    numbers = [int(found) for found in _NUMBER.findall(drawing)]
    first = max(numbers, default=sheet_number * _BLOCK_OF_NUMBERS) + 1
    type_ = "" if 'id="_x0000_t202"' in drawing else _TYPE
    shapes = [_shape(first + i, where, anchor) for i, (where, anchor) in enumerate(anchors.items())]
    return drawing[:end] + type_ + "".join(shapes) + drawing[end:]


def without_boxes(drawing: str, cells: set[Position]) -> str:
    """Return the drawing without the boxes of some cells' comments."""
    return _replaced(drawing, lambda shape: "" if _cell(shape) in cells else shape)


def resized(drawing: str, choose: Callable[[Position, Anchor | None], Anchor | None]) -> str:
    """Return the drawing with other boxes for some cells' comments.

    Parameters
    ----------
    drawing : str
    choose : function of (Position, Anchor or None) to Anchor or None
        Takes a cell (row and column from 1) and its box, None when the drawing does not say; returns the new box, or
        None to leave it.
    """

    def change(shape: str) -> str:
        cell = _cell(shape)
        return _with_anchor(shape, cell, choose) if cell else shape

    return _replaced(drawing, change)


def as_before(drawing: str) -> str:
    """Return the drawing with the boxes that were enlarged as large as they were."""
    return _ENLARGED.sub(lambda found: f"<{found[2]}Anchor>{found[1]}</{found[2]}Anchor>" if found[1] else "", drawing)


def _shapes(drawing: str) -> Iterator[tuple[int, int]]:
    """Return start and end of each shape; they do not stand in one another."""
    start: int | None = None
    for tag in _TAG.finditer(drawing):
        if tag[1] and start is not None:
            yield start, tag.end()
            start = None
        elif not tag[1] and not tag[0].endswith("/>"):
            start = tag.start()


def _replaced(drawing: str, change: Callable[[str], str]) -> str:
    pieces, place = [], 0
    for start, end in _shapes(drawing):
        pieces += [drawing[place:start], change(drawing[start:end])]
        place = end
    return "".join([*pieces, drawing[place:]])


def _with_anchor(shape: str, cell: Position, choose: Callable[[Position, Anchor | None], Anchor | None]) -> str:
    found = _ANCHOR.search(shape)
    new = choose(cell, _numbers(found[2]) if found else None)
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
