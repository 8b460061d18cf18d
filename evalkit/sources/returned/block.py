"""What a comment says of a cell: between two lines by which it is known again, in any language and after any program.

What the user wrote before or after these lines is never touched; only what stands between them is ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from lxml import etree

from evalkit.sources.returned.marks import Mark
from evalkit.sources.returned.schema import LONGEST, Element, children, fitting, local, namespace
from evalkit.texts import Language, say

OPENING = "——— evalkit ———"
CLOSING = "———————————————"
_START = re.compile(rf"(?:^|\r?\n)[ \t]*{OPENING}[ \t\r]*\n")
_END = re.compile(rf"\n[ \t]*{CLOSING}(?=\r?\n|$)")
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
    end = f"\n{say('returned.comment.remade', language)}\n{CLOSING}"
    left = room - len(OPENING) - len(end) - 1
    kept: list[Piece] = []
    for text, bold in said:
        kept.append((text[:left], bold))
        left = max(left - len(text), 0)
    return [(f"{OPENING}\n", False), *((text, bold) for text, bold in kept if text), (end, False)]


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
    return "".join(compress(text, _kept(text)))


def _kept(text: str) -> bytearray:
    """Return for each character 1 when it is the user's, 0 when it is ours."""
    kept = bytearray(b"\1") * len(text)
    place = 0
    while start := _START.search(text, place):
        end = _END.search(text, start.end())
        if end is None:  # Somebody has cut our last line off: we no longer know what is ours.
            break
        place = end.end()
        if start.start() == 0:  # What follows a comment that starts with ours does not start with an empty line.
            place = len(text) - len(text[place:].lstrip("\r\n"))
        kept[start.start() : place] = bytes(place - start.start())
    return kept


def new_text(said: Sequence[Piece], space: str) -> Element:
    """Return the text of a comment of ours, as rich text."""
    text = etree.Element(f"{{{space}}}text")
    for written, bold in said:
        run = etree.SubElement(text, f"{{{space}}}r")
        run.append(etree.fromstring(f'<rPr xmlns="{space}">{"<b/>" if bold else ""}{_FONT}</rPr>'))
        _write(etree.SubElement(run, f"{{{space}}}t"), fitting(written))
    return text


def text_of(text: Element) -> str:
    """Return the characters of a text, plain or rich."""
    return "".join(each.text or "" for each in _leaves(text))


def append(text: Element, said: Sequence[Piece]) -> None:
    """Add what is said after a text of the user's, in the form it has: plain or rich."""
    added = fitting("".join(written for written, _ in said))
    leaves = _leaves(text)
    if not children(text, "r"):
        leaf = leaves[0] if leaves else etree.SubElement(text, f"{{{namespace(text)}}}t")
        leaf.text = f"{leaf.text}\n{added}" if leaf.text else added
        return
    last = children(text, "r")[-1]
    run = etree.Element(f"{{{namespace(text)}}}r")
    _write(etree.SubElement(run, f"{{{namespace(text)}}}t"), f"\n{added}")
    last.addnext(run)


def take_off(text: Element) -> bool:
    """Take what evalkit said out of a text; tell whether there was any."""
    kept = _kept(text_of(text))
    if all(kept):
        return False
    start = 0
    for leaf in _leaves(text):
        written = leaf.text or ""
        left = "".join(compress(written, kept[start : start + len(written)]))
        start += len(written)
        if left != written:
            leaf.text = left
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
