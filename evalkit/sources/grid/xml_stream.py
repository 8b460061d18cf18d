"""XML read as it comes, without a tree: no entity is ever expanded, and depth and number of elements are bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat  # nosec: no document type is let through, so no entity either

from evalkit.sources.grid.bounds import DEEPEST, LARGEST_PART, MOST_ELEMENTS
from evalkit.sources.grid.refusals import refused

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]
_PIECE = 1 << 18


class Budget:
    """How many elements the XML files of a package may still have."""

    def __init__(self, file: str, elements: int = MOST_ELEMENTS) -> None:
        self.file = file
        self.left = elements


class _Walk:
    def __init__(self, budget: Budget, start: Start | None, end: End | None) -> None:
        self.budget, self.start, self.end = budget, start, end
        self.depth = 0
        self.locals: dict[str, str] = {}

    def started(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.budget.left -= 1
        if self.depth > DEEPEST or self.budget.left < 0:
            raise refused(self.budget.file, "deep" if self.depth > DEEPEST else "elements")
        if self.start:
            self.start(self._local(name), attributes)

    def ended(self, name: str) -> None:
        self.depth -= 1
        if self.end:
            self.end(self._local(name))

    def _local(self, name: str) -> str:
        found = self.locals.get(name)
        if found is None:
            found = self.locals[name] = name.rpartition(":")[2]
        return found

    def refuse_type(self, *_: object) -> None:
        raise refused(self.budget.file, "doctype")


def walk(
    stream: IO[bytes], budget: Budget, start: Start | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Call `start` (name without prefix, attributes as written), `end` and `text` for what an XML file holds.

    Raises
    ------
    EvalkitError
        When it is no XML, is too large or too deep, or declares a document type.
    """
    walker = _Walk(budget, start, end)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = walker.started, walker.ended
    parser.StartDoctypeDeclHandler = walker.refuse_type
    if text:
        parser.CharacterDataHandler = text
    try:
        _feed(parser, stream, budget.file)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        raise refused(budget.file, "damaged") from None


def _feed(parser: expat.XMLParserType, stream: IO[bytes], file: str) -> None:
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST_PART:
            raise refused(file, "unpacked", limit=LARGEST_PART // 1_000_000)
        parser.Parse(piece, False)
    parser.Parse(b"", True)
