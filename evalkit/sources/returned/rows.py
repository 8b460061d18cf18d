"""The rows of a sheet, set aside while the rest of it is changed: we never change any, and there may be a million.

They come back byte for byte.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from xml.parsers import expat

from evalkit.sources.grid.bounds import MOST_ROWS

_PIECE = 1 << 18
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?(?:encoding\s*=\s*["']([\w.-]+)["'][^>]*?)?\?>""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(\s[^<>]*)>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_HEIGHT = re.compile(rb"""\sht\s*=\s*["'](\d{1,9}(?:\.\d*)?)["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_LAST = MOST_ROWS + 1000
"""Rows beyond hold nothing that can be marked."""


@dataclass(frozen=True)
class Aside:
    """The rows of a sheet and what stands in their place.

    Parameters
    ----------
    stand_in, rows : bytes
        The rows with the tag that starts them.
    """

    stand_in: bytes
    rows: bytes

    def back(self, data: bytes) -> bytes | None:
        """Return the sheet with its rows, or None where their place is lost."""
        return data.replace(self.stand_in, self.rows) if data.count(self.stand_in) == 1 else None


def set_aside(data: bytes, stand_in: str) -> tuple[bytes, Aside | None]:
    """Return a sheet without its rows, and the rows; a part that has none, or is no XML, as it is.

    Parameters
    ----------
    data : bytes
    stand_in : str
        A text that the sheet cannot hold: it stands in for the rows.

    Raises
    ------
    UnicodeError, LookupError
        When its encoding is none, or not what it says.
    """
    text = _as_utf8(data)
    place = _Place()
    try:
        place.find(text)
    except expat.ExpatError:
        return data, None
    if not place.start < place.end:
        return data, None
    aside = Aside(f"<{place.name}>{stand_in}".encode(), text[place.start : place.end])
    return text[: place.start] + aside.stand_in + text[place.end :], aside


class _Place:
    """Where the rows start and end in a sheet."""

    def __init__(self) -> None:
        self.start = self.end = -1
        self.name = ""
        self.depth = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start

    def find(self, data: bytes) -> None:
        view = memoryview(data)
        for first in range(0, len(data), _PIECE):
            self.parser.Parse(view[first : first + _PIECE], False)
            if self.end >= 0:
                return

    def _start(self, name: str, _: object) -> None:
        self.depth += 1
        if self.depth == 1:
            self.parser.EndElementHandler = self._leave
        elif self.depth == 2 and name.rpartition(":")[2] == "sheetData":
            self.name, self.start = name, self.parser.CurrentByteIndex
            self.parser.StartElementHandler = None
            self.parser.EndElementHandler = self._end

    def _leave(self, _: str) -> None:
        self.depth -= 1

    def _end(self, name: str) -> None:
        if name == self.name:
            self.end = self.parser.CurrentByteIndex
            self.parser.EndElementHandler = None


def _as_utf8(data: bytes) -> bytes:
    """Return a part in UTF-8, without what declares another encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16").encode()
        said = _DECLARATION.match(data)
        return data[said.end() :] if said else data
    said = _DECLARATION.match(data)
    if said is None or said[1] is None or said[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}:
        return data
    return data[said.end() :].decode(said[1].decode()).encode()


def heights(rows: bytes) -> dict[int, float]:
    """Return the heights in points of the rows that have one, by their number from 1; 0 for a hidden row."""
    found: dict[int, float] = {}
    for tag in _ROW.finditer(rows):
        number, height = _NUMBER.search(tag[1]), _HEIGHT.search(tag[1])
        if number and int(number[1]) > _LAST:
            break
        if number and _HIDDEN.search(tag[1]):
            found[int(number[1])] = 0
        elif number and height:
            found[int(number[1])] = float(height[1])
    return found
