"""XML read as it comes, without a tree: no entity is ever expanded, and depth and number of elements are bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from evalkit.errors import EvalkitError
from evalkit.sources.grid.bounds import (
    DEEPEST,
    LARGEST_PART,
    LARGEST_UNPACKED,
    LONGEST_TOKEN,
    MOST_ELEMENTS,
    MOST_RELATIONS,
    MOST_TAGS,
)
from evalkit.sources.grid.refusals import of_sheet, refused

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]
_PIECE = 1 << 18


class Budget:
    """How much the XML files of a package may still hold, and which of them have been walked.

    Parameters
    ----------
    file : str
        The package, as messages name it.
    elements : int

    Attributes
    ----------
    sheet : str
        The sheet that is being read, as messages name it; empty for other parts.
    """

    def __init__(self, file: str, elements: int = MOST_ELEMENTS) -> None:
        self.file = file
        self.left = elements
        self.bytes = LARGEST_UNPACKED
        self.walked: set[str] = set()
        self.relations = 0
        self.sheet = ""

    def add_relation(self, *_: object) -> None:
        """Count a relation between parts, or what is written among them."""
        self.relations += 1
        if self.relations > MOST_RELATIONS:
            raise self.too_many()

    def too_many(self) -> EvalkitError:
        """Return what to raise about a file, or one of its sheets, that holds too many elements."""
        return of_sheet(self.file, self.sheet, "sheet_elements") if self.sheet else refused(self.file, "elements")


def walk_part(
    archive: ZipFile, part: str, budget: Budget, start: Start | None = None, end: End | None = None,
    text: Text | None = None,
) -> None:  # fmt: skip
    """Walk a part of a package; see `walk`."""
    budget.walked.add(part)
    with archive.open(part) as stream:
        walk(stream, budget, start, end, text)


def walk(
    stream: IO[bytes], budget: Budget, start: Start | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Call `start` (name without prefix, attributes as written), `end` and `text` for what an XML file holds.

    Raises
    ------
    EvalkitError
        When it is no XML, is too large or too deep, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    _listen(parser, budget, start, end)
    if text:
        parser.CharacterDataHandler = text
    try:
        _feed(parser, stream, budget)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        raise refused(budget.file, "damaged") from None


def _listen(parser: expat.XMLParserType, budget: Budget, start: Start | None, end: End | None) -> None:
    """Set what is called for each element: functions that keep their state close, for there may be a million."""
    depth, names = 0, dict[str, str]()

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.left -= 1
        if depth > DEEPEST or budget.left < 0:
            raise refused(budget.file, "deep") if depth > DEEPEST else budget.too_many()
        if start:
            start(names.get(name) or names.setdefault(name, name.rpartition(":")[2]), attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(names.get(name) or names.setdefault(name, name.rpartition(":")[2]))

    def refuse_type(*_: object) -> None:
        raise refused(budget.file, "doctype")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.StartDoctypeDeclHandler = refuse_type


def _feed(parser: expat.XMLParserType, stream: IO[bytes], budget: Budget) -> None:
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        budget.bytes -= len(piece)
        if size > LARGEST_PART or budget.bytes < 0:
            raise refused(budget.file, "unpacked", limit=LARGEST_PART // 1_000_000)
        parser.Parse(piece, False)
        # What has no end is read again from its start with each piece; names are kept for good.
        if size - parser.CurrentByteIndex > LONGEST_TOKEN or len(parser.intern) > MOST_TAGS:
            raise budget.too_many()
    parser.Parse(b"", True)
