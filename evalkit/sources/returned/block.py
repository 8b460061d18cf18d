"""What a comment says of a cell: between two lines by which it is known again, in any language and after any program.

What the user wrote before or after these lines is never touched; only what stands between them is ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from evalkit.sources.returned.marks import Mark
from evalkit.sources.returned.schema import LONGEST, Element, children, local, namespace, xstring
from evalkit.texts import Language, say

OPENING = "——— evalkit ———"
CLOSING = "———————————————"
_BLOCK = re.compile(rf"(?:^|\r?\n)[ \t]*{OPENING}\s*?\n.*?\n[ \t]*{CLOSING}(?=\r?\n|$)", re.DOTALL)
_FONT = '<sz val="9"/><color rgb="FF222222"/><rFont val="Tahoma"/><family val="2"/>'
_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"

_BLANK = "\n\n"

Piece = tuple[str, bool]
"""A text and whether it is bold."""


def pieces(marks: Sequence[Mark], language: Language, room: int = LONGEST) -> list[Piece]:
    """Return what is said of one cell, between the two lines.

    Parameters
    ----------
    marks : sequence of Mark
        The gravest first.
    language : {"fr", "en"}
    room : int
        How many characters there are for it, ends included; what does not fit is cut.
    """
    said = [piece for mark in marks for piece in ((_BLANK, False), *_pieces(mark, language))][1:]
    left = room - len(OPENING) - len(CLOSING) - 2
    kept: list[Piece] = []
    for text, bold in said:
        kept.append((text[:left], bold))
        left = max(left - len(text), 0)
    return [(f"{OPENING}\n", False), *((text, bold) for text, bold in kept if text), (f"\n{CLOSING}", False)]


def _pieces(mark: Mark, language: Language) -> list[Piece]:
    rule = f" ({mark.rule})" if mark.rule else ""
    word = say(f"returned.severities.{mark.severity}.word", language)
    head = say("returned.comment.head", language, severity=word, rule=rule)
    remedy = f"\n→ {one_line(mark.remedy)}" if mark.remedy else ""
    return [(head, True), (f" {one_line(mark.sentence)}{remedy}", False)]


def one_line(text: str) -> str:
    """Return a text on one line: none of its lines can be taken for one of ours."""
    return " ".join(text.split())


def without_block(text: str) -> str:
    """Return a text without what evalkit said in it."""
    rest = _BLOCK.sub("", text)
    return rest.lstrip("\r\n") if rest != text and _BLOCK.match(text) else rest


def new_text(said: Sequence[Piece], space: str) -> Element:
    """Return the text of a comment of ours, as rich text."""
    text = etree.Element(f"{{{space}}}text")
    for written, bold in said:
        run = etree.SubElement(text, f"{{{space}}}r")
        run.append(etree.fromstring(f'<rPr xmlns="{space}">{"<b/>" if bold else ""}{_FONT}</rPr>'))
        _write(etree.SubElement(run, f"{{{space}}}t"), xstring(written))
    return text


def text_of(text: Element) -> str:
    """Return the characters of a text, plain or rich."""
    return "".join(each.text or "" for each in _leaves(text))


def append(text: Element, said: Sequence[Piece]) -> None:
    """Add what is said after a text of the user's, in the form it has: plain or rich."""
    added = xstring("".join(written for written, _ in said))
    leaves = _leaves(text)
    if not children(text, "r"):
        leaf = leaves[0] if leaves else etree.SubElement(text, f"{{{namespace(text)}}}t")
        _write(leaf, f"{leaf.text}\n{added}" if leaf.text else added)
        return
    last = children(text, "r")[-1]
    run = etree.Element(f"{{{namespace(text)}}}r")
    _write(etree.SubElement(run, f"{{{namespace(text)}}}t"), f"\n{added}")
    last.addnext(run)


def take_off(text: Element) -> bool:
    """Take what evalkit said out of a text; tell whether there was any."""
    whole = text_of(text)
    spans = [found.span() for found in _BLOCK.finditer(whole)]
    if not spans:
        return False
    leading = spans[0][0] == 0
    if leading:  # What follows a comment that starts with ours does not start with an empty line.
        end = spans[0][1]
        spans[0] = (0, end + len(whole[end:]) - len(whole[end:].lstrip("\r\n")))
    start = 0
    for leaf in _leaves(text):
        written = leaf.text or ""
        kept = "".join(c for i, c in enumerate(written, start) if not any(a <= i < b for a, b in spans))
        start += len(written)
        if kept != written:
            _write(leaf, kept)
            _drop_if_empty(leaf, text)
    return True


def _drop_if_empty(leaf: Element, text: Element) -> None:
    run = leaf.getparent()
    assert run is not None
    if not leaf.text and local(run) == "r":
        text.remove(run)


def _leaves(text: Element) -> list[Element]:
    """Return the elements that hold characters; phonetic hints are none of them."""
    return [leaf for each in text for leaf in ([each] if local(each) == "t" else children(each, "t")) if _seen(each)]


def _seen(element: Element) -> bool:
    return local(element) in ("t", "r")


def _write(leaf: Element, text: str) -> None:
    leaf.text = text
    if text != text.strip() or "\n" in text:
        leaf.set(_PRESERVED, "preserve")
