"""The page of any notebook: its outputs made plain, its head, its headings in order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from evalkit.reports.own_outputs import fragments
from evalkit.texts import Language, said

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_LEVELS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_LONGEST = 80
"""Signs of a parameter's value that the head of the page shows; the manifest has it whole."""


def plain_notebook(notebook: Any, language: Language, code: bool) -> Any:
    """Return a notebook whose cells show the same, as HTML that neither runs nor loads anything."""
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    shown = [new_output("display_data", {"text/html": text}) for text in fragments(notebook, language, code) if text]
    return new_notebook(cells=[new_code_cell(outputs=[each]) for each in shown])


def head_page(page: BeautifulSoup, title: str, kicker: str, given: Mapping[str, Any], language: Language) -> None:
    """Give a page its head, title and parameters, and put the levels of its headings in order.

    The notebook's own title is taken where it has one, first and alone; a cover of evalkit's stays as it is.
    """
    main = page.main
    if main is None:
        return
    if main.find("header", class_="cover") is None:
        own = _own_title(main)
        main.insert(0, _cover(page, own.get_text(strip=True) if own else title, kicker, given, language))
        if own is not None:
            own.decompose()
    _put_in_order([heading for heading in main.find_all(_LEVELS) if heading.find_parent(class_="cover") is None])


def link_targets(page: BeautifulSoup) -> dict[str, Tag]:
    """Return what links inside a notebook may name: headings as Jupyter calls them, and whatever has an address."""
    headings = {heading.get_text(strip=True).replace(" ", "-"): heading for heading in page.find_all(_LEVELS)}
    return headings | {str(tag["id"]): tag for tag in page.find_all(id=True)}


def point_links(page: BeautifulSoup, targets: Mapping[str, Tag]) -> None:
    """Lead the links inside a page to where their targets are now; one that leads nowhere is a plain text."""
    for link in page.find_all("a", href=re.compile("^#")):
        target = targets.get(unquote(str(link["href"])[1:]))
        if target is None or target.decomposed:
            del link["href"]
            continue
        target["id"] = target.get("id") or f"part-{list(targets.values()).index(target)}"
        link["href"] = f"#{target['id']}"


def _own_title(main: Tag) -> Tag | None:
    headings = main.find_all(_LEVELS)
    alone = [heading.name for heading in headings].count("h1") == 1
    return headings[0] if alone and headings[0].name == "h1" and headings[0].get_text(strip=True) else None


def _cover(page: BeautifulSoup, title: str, kicker: str, given: Mapping[str, Any], language: Language) -> Tag:
    section, facts = page.new_tag("section"), page.new_tag("dl")
    cover = page.new_tag("header", attrs={"class": "cover"})
    section.append(cover)
    cover.append(_with_text(page, "p", kicker, "kicker"))
    cover.append(_with_text(page, "h1", title))
    for name, value in given.items():
        fact = page.new_tag("div")
        fact.extend([_with_text(page, "dt", name), _with_text(page, "dd", _shown(value, language))])
        facts.append(fact)
    if given:
        cover.append(facts)
    return section


def _with_text(page: BeautifulSoup, name: str, text: str, kind: str = "") -> Tag:
    tag = page.new_tag(name, attrs={"class": kind} if kind else {})
    tag.string = text
    return tag


def _shown(value: Any, language: Language) -> str:
    if value is None or value == "":
        return said("run.page.nothing", language)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _put_in_order(headings: list[Tag]) -> None:
    """Give headings levels from 2 on that skip none, each under the same one as before."""
    above: list[int] = []
    for heading in headings:
        level = int(heading.name[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.name = f"h{min(1 + len(above), 6)}"
