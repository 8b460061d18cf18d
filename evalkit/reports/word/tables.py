"""Tables of a Word report: columns as wide as their words, a header row on every page, text of the right size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evalkit.reports.word.look import DENSE, DENSE_SIZE, PADDING, ROOMY, TABLE_SIZE, TEXT_WIDTH, TWIPS
from evalkit.reports.word.names import child, put, w

_LETTER, _MORE = 0.64, 0.4
"""Ems that a letter of bold Arial takes in a short word, and any word beside; enough for a font in its stead."""
_NUMBER, _WORD, _CODE = 22, 26, 8
"""Characters up to which a number, a word, and a text of several words, are never broken."""
_SMALL = 6
"""Rows up to which a table stays on one page."""
_PLAIN = {"Compact", "BodyText", "FirstParagraph"}


def finish_tables(body: Any) -> None:
    """Set the widths, the header rows and the text styles of every table."""
    for table in list(body.iter(w("tbl"))):
        _finish(table)


def column_widths(
    cells: Sequence[Sequence[str]], shares: Sequence[float], numbers: Sequence[bool], size: float, room: int
) -> list[int]:
    """Return the widths of columns: their share of the room, but never less than a number or a word asks for.

    Parameters
    ----------
    cells : sequence of sequences of str
        Texts of each column.
    shares : sequence of float
        What each column asks for, in any unit.
    numbers : sequence of bool
        Whether a column holds numbers, which are not broken at their spaces.
    size : float
        Points of the text.
    room : int
        Twips to share out. When the columns' least widths exceed it, each gives way in proportion.
    """
    floors = [_floor(texts, number, size) for texts, number in zip(cells, numbers, strict=True)]
    asked = sum(floors)
    widths = [room * floor / asked for floor in floors] if asked >= room else _shared(floors, shares, room)
    whole = [int(width) for width in widths]
    whole[-1] += room - sum(whole)
    return whole


def _floor(texts: Sequence[str], number: bool, size: float) -> float:
    """Return the twips that the longest piece of a column needs on one line."""
    words = (word for text in texts for word in re.split(r"[ \n]+|(?<=-)", text))
    letters = max((min(len(word), _WORD) for word in words), default=0)
    whole = (len(text) for text in texts[1:] if len(text) <= (_NUMBER if number else _CODE))
    letters = max(letters, *whole, 0)
    return 2 * PADDING + (letters * _LETTER + _MORE) * size * 20


def _shared(floors: Sequence[float], shares: Sequence[float], room: float) -> list[float]:
    """Share out the room; whoever would get less than its least width gets that, and the others share the rest."""
    narrow: set[int] = set()
    while True:
        left = room - sum(floors[i] for i in narrow)
        whole = sum(share for i, share in enumerate(shares) if i not in narrow) or 1
        widths = [floors[i] if i in narrow else left * share / whole for i, share in enumerate(shares)]
        more = {i for i, width in enumerate(widths) if i not in narrow and width < floors[i]}
        if not more:
            return widths
        narrow |= more


def _finish(table: Any) -> None:
    rows, grid = table.findall(w("tr")), table.find(w("tblGrid"))
    named = table.find(f"{w('tblPr')}/{w('tblStyle')}")
    style = "" if named is None else str(named.get(w("val")))
    kind = "Dense" if style == DENSE else "Table"
    if grid is not None and len(grid) and rows:
        shares = [float(each.get(w("w")) or 1) for each in grid]
        texts, numbers = _columns(rows, len(grid))
        size = DENSE_SIZE if style == DENSE else TABLE_SIZE
        _set_widths(table, column_widths(texts, shares, numbers, size, round(TEXT_WIDTH * TWIPS)))
    own = style in (ROOMY, DENSE)
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    if own and look is not None:
        look.set(w("firstColumn"), "1")
        look.set(w("val"), "00A0")
    for row in rows:
        _finish_row(row, kind, own=own)
    _hold_together(rows)


def _finish_row(row: Any, kind: str, *, own: bool) -> None:
    """Keep a row on one page, and style its cells; the first column of evalkit's own tables heads its rows."""
    form = child(row, "trPr", first=True)
    head = form.find(w("tblHeader")) is not None
    put(form, "cantSplit")
    for at, cell in enumerate(row.findall(w("tc"))):
        part = "Head" if head else "Row" if own and at == 0 else "Text"
        for paragraph in cell.iter(w("p")):
            _finish_paragraph(paragraph, kind + part)


def _hold_together(rows: Sequence[Any]) -> None:
    """Keep a small table on one page; of a longer one, neither its first row nor its last stands alone."""
    held = rows[:-1] if len(rows) <= _SMALL else [*rows[:2], rows[-2]]
    for paragraph in (each for row in held for each in row.iter(w("p"))):
        form = child(paragraph, "pPr", first=True)
        if form.find(w("keepNext")) is None:
            form.insert(1, form.makeelement(w("keepNext")))


def _columns(rows: Sequence[Any], count: int) -> tuple[list[list[str]], list[bool]]:
    """Return the texts of each column, and whether they stand to the right. Cells across columns are left out."""
    texts: list[list[str]] = [[] for _ in range(count)]
    numbers = [False] * count
    for row in rows:
        at = 0
        for cell in row.findall(w("tc")):
            span = _span(cell)
            if span == 1 and at < count:
                texts[at].append(_text(cell))
                numbers[at] |= cell.find(f".//{w('jc')}[@{w('val')}='right']") is not None
            at += span
    return texts, numbers


def _text(cell: Any) -> str:
    return "".join("\n" if each.tag == w("br") else each.text or "" for each in cell.iter(w("t"), w("br")))


def _span(cell: Any) -> int:
    span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
    return 1 if span is None else int(span.get(w("val")))


def _set_widths(table: Any, widths: Sequence[int]) -> None:
    whole = table.find(f"{w('tblPr')}/{w('tblW')}")
    if whole is not None:
        whole.set(w("type"), "dxa")
        whole.set(w("w"), str(sum(widths)))
    for column, width in zip(table.find(w("tblGrid")), widths, strict=True):
        column.set(w("w"), str(width))
    for row in table.findall(w("tr")):
        at = 0
        for cell in row.findall(w("tc")):
            span = _span(cell)
            own = table.makeelement(w("tcW"), {w("w"): str(sum(widths[at : at + span])), w("type"): "dxa"})
            child(cell, "tcPr", first=True).insert(0, own)
            at += span


def _finish_paragraph(paragraph: Any, style: str) -> None:
    named = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    if named is not None and named.get(w("val")) in _PLAIN:
        named.set(w("val"), style)
