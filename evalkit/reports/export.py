"""An executed notebook to one HTML file that needs nothing else: no script, no address, no code."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import escape as html_escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit import __version__
from evalkit.errors import EvalkitError, Place
from evalkit.reports.audit import count_pieces, faults_of_page, running_in_page
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

TEMPLATES = Path(__file__).parent / "templates"
LEFT_OUT = "remove-cell"
"""What a cell is tagged with, here as in Jupyter Book, that speaks to who works in the notebook and to no reader."""


def export_html(executed: Path, html: Path, title: str, language: Language = "fr", fictional: bool = False) -> None:
    """Write an executed notebook as one self-contained HTML page.

    Parameters
    ----------
    executed : pathlib.Path
        The executed notebook. Its code is left out.
    html : pathlib.Path
        The page to write.
    title : str
        Title of the browser's tab and foot of every printed page; plain text.
    language : {"fr", "en"}
    fictional : bool
        Whether every page, on screen and on paper, says that the case is invented.

    Raises
    ------
    EvalkitError
        When the page would run or load something, lacks an alternative text, has headings out of order, or holds fewer
        tables and figures than the notebook shows. Nothing is written then.
    """
    import nbformat

    export_notebook(nbformat.read(executed, as_version=4), html, title, language, fictional)


def export_notebook(notebook: Any, html: Path, title: str, language: Language = "fr", fictional: bool = False) -> None:
    """Write an executed notebook, read already, as `export_html` does; cells tagged `LEFT_OUT` are not on the page."""
    from bs4 import BeautifulSoup

    shown = [cell for cell in notebook.cells if LEFT_OUT not in cell.metadata.get("tags", ())]
    notebook = type(notebook)({**notebook, "cells": shown})
    page = BeautifulSoup(_convert(notebook, title, language, fictional), "html.parser")
    _cover_first(page)
    _number_headings(page)
    _write_contents(page, language)
    problems = faults_of_page(page, count_pieces(notebook), Place(html.name))
    if problems:
        raise EvalkitError(problems)
    html.write_text(page.decode(formatter="minimal"), encoding="utf-8", newline="\n")


def export_own(
    notebook: Any, html: Path, title: str, language: Language, fictional: bool, given: Mapping[str, Any], code: bool
) -> None:
    """Write any executed notebook as one HTML page that runs and loads nothing.

    Nothing is refused for its form: pictures get an alternative text, headings their levels, and where something that
    would run is left out the page says so.

    Parameters
    ----------
    notebook : NotebookNode
    html : pathlib.Path
        The page to write; the notebook's name stands on it.
    title : str
        Where the notebook has none of its own.
    language : {"fr", "en"}
        Of the words around the content.
    fictional : bool
    given : mapping
        The parameters it ran with: they stand at the head of the page.
    code : bool
        Whether the code is shown.

    Raises
    ------
    EvalkitError
        Should something that runs or loads be left in the page all the same. Nothing is written then.
    """
    from bs4 import BeautifulSoup

    from evalkit.reports.own_page import head_page, link_targets, plain_notebook, point_links

    plain = plain_notebook(notebook, language, code)
    page = BeautifulSoup(_convert(plain, title, language, fictional, own=html.stem), "html.parser")
    head_page(page, title, html.stem, given, language)
    _cover_first(page)
    targets = link_targets(page)
    _number_headings(page)
    point_links(page, targets)
    if _headings(page):
        _write_contents(page, language)
    problems = running_in_page(page, Place(html.name))
    if problems:
        raise EvalkitError(problems)
    html.write_text(page.decode(formatter="minimal"), encoding="utf-8", newline="\n")


def warm_export() -> None:
    """Load what every export needs, so that the processes forked from this one need not."""
    _ = _exporter().template


@lru_cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter
    from nbconvert.filters import DataTypeFilter

    exporter = HTMLExporter(
        template_name="evalkit",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        default_preprocessors=[],  # none has anything to do here, and after each the notebook would be validated anew
        filters={"css_text": _css_text, "base64": lambda text: base64.b64encode(text.encode()).decode("ascii")},
    )
    exporter.register_filter("filter_data_type", DataTypeFilter(parent=exporter))
    return exporter


def _convert(notebook: Any, title: str, language: Language, fictional: bool, own: str = "") -> str:
    """Fill the template; not as `HTMLExporter` does, which parses the page once more to fill in alternative texts.

    `own` names a notebook that is not evalkit's: the foot of the page makes no promise for it.
    """
    from nbconvert import TemplateExporter

    words = {key: say(f"page.{key}", language) for key in ("skip", "contents", "page_of", "fictional")}
    made_with = "run.page.made_with" if own else "page.made_with"
    words["made_with"] = say(made_with, language, version=__version__, notebook=html_escape(own))
    ours = {"language": language, "title": title, "fictional": fictional, "words": words, "own": bool(own)}
    body, _ = TemplateExporter.from_notebook_node(_exporter(), notebook, resources={"evalkit": ours})
    return str(body)


def _css_text(text: str) -> str:
    """Write a text inside a CSS string: every sign but letters and digits by its number, so that none can end it."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):x} " for sign in text)


def _cover_first(page: BeautifulSoup) -> None:
    """Put the cover across the whole page, before the table of contents."""
    cover, layout = page.find("header", class_="cover"), page.find("div", class_="layout")
    if cover is None or layout is None:
        return
    section = cover.parent
    layout.insert_before(cover.extract())
    if page.find("div", class_="banner") is not None:
        for notice in page.find_all("aside", class_="fictional"):  # the banner says it on every page
            notice.decompose()
    if section is not None and not section.get_text(strip=True):
        section.decompose()


def _number_headings(page: BeautifulSoup) -> None:
    """Give each heading of level 2 and 3 an address in plain letters."""
    taken = {"contenu"}
    for heading in _headings(page):
        heading["id"] = _free_address(heading.get_text(), taken)
        taken.add(str(heading["id"]))


def _headings(page: BeautifulSoup) -> list[Tag]:
    return page.main.find_all(["h2", "h3"]) if page.main is not None else []


def _free_address(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "part"
    free = slug
    number = 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _write_contents(page: BeautifulSoup, language: Language) -> None:
    navigation = page.nav
    if navigation is None:
        return
    head = page.new_tag("p")
    head.string = say("page.contents", language)
    parts = page.new_tag("ol")
    navigation.extend([head, parts])
    for heading in _headings(page):
        if heading.find_parent(class_="card") is not None:
            continue
        _add_entry(page, parts, heading)


def _add_entry(page: BeautifulSoup, parts: Tag, heading: Tag) -> None:
    entry, link = page.new_tag("li"), page.new_tag("a", href=f"#{heading['id']}")
    link.string = heading.get_text()
    entry.append(link)
    last = parts.find_all("li", recursive=False)
    if heading.name == "h2" or not last:
        parts.append(entry)
        return
    within = last[-1].find("ol", recursive=False)
    if within is None:
        within = page.new_tag("ol")
        last[-1].append(within)
    within.append(entry)
