"""Names of WordprocessingML, and the few gestures that its parts need."""

from __future__ import annotations

from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def w(name: str) -> str:
    """Return a name of WordprocessingML as lxml writes it."""
    return f"{{{W}}}{name}"


def put(parent: Any, name: str, /, **attributes: str) -> Any:
    """Add an element with attributes at the end of another."""
    made = parent.makeelement(w(name), {w(key): value for key, value in attributes.items()})
    parent.append(made)
    return made


def child(parent: Any, name: str, *, first: bool = False) -> Any:
    """Return the child of a name, added when there is none."""
    found = parent.find(w(name))
    if found is None:
        found = parent.makeelement(w(name))
        parent.insert(0 if first else len(parent), found)
    return found


def run(parent: Any, text: str) -> Any:
    """Add a run of text."""
    made = put(parent, "r")
    held = put(made, "t")
    held.text = text
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(parent: Any, code: str, shown: str) -> Any:
    """Add a field that the word processor fills in, with what it shows until then."""
    made = put(parent, "fldSimple", instr=f" {code} ")
    run(made, shown)
    return made


def style_of(paragraph: Any) -> str:
    """Return the identifier of a paragraph's style; empty for the default one."""
    named = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if named is None else str(named.get(w("val")))


def text_of(paragraph: Any) -> str:
    """Return the text of a paragraph."""
    return "".join(each.text or "" for each in paragraph.iter(w("t")))
