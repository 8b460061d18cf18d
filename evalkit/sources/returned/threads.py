"""Conversations in cells: Excel shows them in place of the cell's comment, so we answer in them.

An answer of ours is known again by the two lines around it; those of people are never touched.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from lxml import etree

from evalkit.sources.returned.block import without_block
from evalkit.sources.returned.schema import Element, child, descendants, fitting, namespace
from evalkit.sources.returned.workbook import Sheet, Workbook

_US = f"{{{str(uuid.uuid5(uuid.NAMESPACE_URL, 'evalkit')).upper()}}}"


def clear_threads(workbook: Workbook) -> None:
    """Take our answers out of all conversations."""
    for sheet in workbook.sheets():
        for part in workbook.package.related(sheet.part, "threadedComment"):
            _clear(workbook, part)
    for part in workbook.package.related(workbook.part, "person"):
        root = workbook.package.tree(part)
        for each in [each for each in root if each.get("id") == _US]:
            root.remove(each)
            workbook.package.touch(part, root)


def _clear(workbook: Workbook, part: str) -> None:
    root = workbook.package.tree(part)
    for answer in list(descendants(root, "threadedComment")):
        text = child(answer, "text")
        written = "" if text is None else "".join(str(piece) for piece in text.itertext())
        rest = without_block(written)
        if text is None or rest == written:
            continue
        if rest.strip():
            etree.strip_elements(text, "{*}*")
            text.text = rest
        elif (parent := answer.getparent()) is not None:
            parent.remove(answer)
        workbook.package.touch(part, root)


def answer(workbook: Workbook, sheet: Sheet, said: Mapping[str, str]) -> None:
    """Answer in the conversations of a sheet.

    Parameters
    ----------
    workbook : Workbook
    sheet : Sheet
    said : mapping of str to str
        What is said of each cell (``"C7"``); cells without a conversation are left.
    """
    people = workbook.package.related(workbook.part, "person")
    for part in workbook.package.related(sheet.part, "threadedComment") if people else []:
        root = workbook.package.tree(part)
        last = {each.get("ref", ""): each for each in descendants(root, "threadedComment")}
        answered = [ref for ref in last if ref in said]
        for ref in answered:
            last[ref].addnext(_answer(last[ref], said[ref], part))
        if answered:
            workbook.package.touch(part, root)
            _introduce(workbook, people[0])


def _answer(last: Element, said: str, part: str) -> Element:
    new = etree.Element(last.tag)
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"evalkit {part} {last.get('ref')}")
    new.set("ref", last.get("ref", ""))
    if "dT" in last.attrib:
        new.set("dT", last.get("dT", ""))
    new.set("personId", _US)
    new.set("id", f"{{{str(identifier).upper()}}}")
    new.set("parentId", str(last.get("parentId") or last.get("id", "")))
    etree.SubElement(new, f"{{{namespace(last)}}}text").text = fitting(said)
    return new


def _introduce(workbook: Workbook, part: str) -> None:
    root = workbook.package.tree(part)
    if any(each.get("id") == _US for each in root):
        return
    us = {"displayName": "evalkit", "id": _US, "userId": "evalkit", "providerId": "None"}
    etree.SubElement(root, f"{{{namespace(root)}}}person", us)
    workbook.package.touch(part, root)
