"""The table of contents: a field that Word fills on opening, and what it shows until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalkit.reports.word.names import child, put, run, style_of, text_of, w

_CODE = ' TOC \\o "1-2" \\h \\z '
_LEVELS = {"Heading1": "TOC1", "Heading2": "TOC2"}


def write_contents(body: Any) -> None:
    """Write the entries of the table of contents after its heading, each a link to its part.

    Their page numbers are the word processor's to give; until then, the entries stand without.
    """
    heading = next((each for each in body.iter(w("p")) if style_of(each) == "TOCHeading"), None)
    entries = list(_entries(body))
    if heading is None or not entries:
        return
    last = put(body, "p")
    body.remove(last)
    paragraphs = [_entry(body, *entry) for entry in entries]
    _open(paragraphs[0])
    _mark(put(last, "r"), "end")
    _frame(heading, [*paragraphs, last])


def _entries(body: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the style, the text and the address of each heading of the first two levels."""
    for each in body.iter(w("p")):
        before = each.getprevious()
        if style_of(each) in _LEVELS and before is not None and before.tag == w("bookmarkStart"):
            yield _LEVELS[style_of(each)], text_of(each), str(before.get(w("name")))


def _entry(body: Any, style: str, text: str, address: str) -> Any:
    paragraph = body.makeelement(w("p"))
    put(child(paragraph, "pPr"), "pStyle", val=style)
    run(put(paragraph, "hyperlink", anchor=address, history="1"), text)
    return paragraph


def _open(paragraph: Any) -> None:
    begin, code, separate = (paragraph.makeelement(w("r")) for _ in range(3))
    _mark(begin, "begin")
    put(code, "instrText").text = _CODE
    _mark(separate, "separate")
    for at, each in enumerate((begin, code, separate)):
        paragraph.insert(1 + at, each)


def _mark(holder: Any, kind: str) -> None:
    put(holder, "fldChar", fldCharType=kind)


def _frame(heading: Any, paragraphs: list[Any]) -> None:
    """Put the heading and the entries in the frame by which Word offers to update them."""
    frame = heading.makeelement(w("sdt"))
    gallery = put(put(frame, "sdtPr"), "docPartObj")
    put(gallery, "docPartGallery", val="Table of Contents")
    put(gallery, "docPartUnique")
    content = put(frame, "sdtContent")
    heading.addprevious(frame)
    content.append(heading)
    content.extend(paragraphs)
