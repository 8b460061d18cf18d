"""The XML of a workbook's parts: read safely, written the same each time, elements where the schema wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from evalkit.sources.office import xstring

Element = etree._Element

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"

WORKSHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
WORKBOOK = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
STYLES = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
"""Order of the children of the three parts we add to (ISO/IEC 29500-1, 18.3.1.99, 18.2.27 and 18.8.39)."""

_LARGEST = 2**31
LONGEST = 32_000
"""Longest text written: Excel refuses more than 32 767 characters in a cell or a comment."""
_HALF = re.compile("[\ud800-\udfff]")


class UnsafePartError(ValueError):
    """A part declares a document type: no workbook needs one."""


def parse(data: bytes) -> Element:
    """Read a part, with no document type, entity nor network.

    Raises
    ------
    lxml.etree.XMLSyntaxError
        When it is no XML.
    UnsafePartError
        When it declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise UnsafePartError
    return root


def serialise(root: Element) -> bytes:
    """Write a part."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """Return an element's namespace."""
    return etree.QName(element).namespace or ""


def children(parent: Element | None, *names: str) -> list[Element]:
    """Return the children of these names, whatever their namespace; of no parent, none."""
    return [] if parent is None else list(parent.iterchildren(*(f"{{*}}{name}" for name in names)))


def child(parent: Element | None, name: str) -> Element | None:
    """Return the first child of a name, or None."""
    return None if parent is None else next(parent.iterchildren(f"{{*}}{name}"), None)


def descendants(root: Element, name: str) -> Iterator[Element]:
    """Return the elements of a name at any depth."""
    return root.iter(f"{{*}}{name}")


def place(parent: Element, new: Element, order: Iterable[str]) -> Element:
    """Put a child where the schema wants it, after its like, and return it."""
    ranks = {name: rank for rank, name in enumerate(order)}
    rank = ranks[local(new)]
    for index, each in enumerate(parent):
        if _rank(each, ranks) > rank:
            parent.insert(index, new)
            return new
    parent.append(new)
    return new


def _rank(element: Element, ranks: dict[str, int]) -> int:
    """Return an element's rank; alternatives (``mc:AlternateContent``) stand where their content does."""
    inside = (local(each) for each in element.iter() if local(each) in ranks)
    return ranks.get(local(element), ranks.get(next(inside, ""), -1))


def ensure(parent: Element, name: str, order: Iterable[str]) -> Element:
    """Return the child of a name, made at its place when it is not there."""
    found = child(parent, name)
    return place(parent, etree.Element(f"{{{namespace(parent)}}}{name}"), order) if found is None else found


def number(element: Element, name: str, usual: float) -> float:
    """Return an attribute's number, or the usual one where it has none or an impossible one."""
    try:
        found = float(element.get(name, ""))
    except ValueError:
        return usual
    return found if 0 <= found <= _LARGEST else usual


def whole(element: Element, name: str, usual: int) -> int:
    """Return an attribute's whole number, or the usual one."""
    return int(number(element, name, usual))


def fitting(text: str) -> str:
    """Return a text as a spreadsheet file holds it, cut where Excel would refuse; half a character is replaced."""
    return xstring(_HALF.sub("\ufffd", text[:LONGEST]))
