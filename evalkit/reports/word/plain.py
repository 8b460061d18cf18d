"""A report's page made plain for pandoc: headings, paragraphs, lists, tables and figures, each with its Word style."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evalkit.reports.pictures import PRINT_WIDTH, png_of, size_of
from evalkit.reports.word.look import DENSE, FIGURE_HEIGHT, ROOMY
from evalkit.sources.office import writable
from evalkit.texts import Language, say, unbroken

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SVG = "data:image/svg+xml;base64,"
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==")
"""A picture of one dot that stands for a figure while pandoc works: it would repeat a whole figure as a text."""
_LINES = ("p", "li", "td", "dd", "th")
"""Where a page shows the line breaks of a text."""
_VERBATIM = ("pre", "code", "script", "style", "math")
_STYLED = {"kicker": "Subtitle", "intro": "Intro", "table-note": "Table Note"}
"""Classes of paragraphs, and their styles."""


@dataclass(frozen=True)
class Plain:
    """A page as pandoc gets it.

    Parameters
    ----------
    html : str
        Without head, navigation and banner. A class has become a style, a heading of level 2 one of level 1.
    title : str
    notice : str
        What stands on every page; empty when there is nothing.
    figures : tuple of bytes
        The PNG of each drawing, in their order. A dot stands for each in `html`.
    """

    html: str
    title: str
    notice: str
    figures: tuple[bytes, ...]


def plain_page(text: str, language: Language) -> Plain:
    """Return the page of a report as pandoc gets it.

    Parameters
    ----------
    text : str
        The HTML page that `evalkit.reports.export.export_html` wrote.
    language : {"fr", "en"}
        Of the page; in French, double signs are kept on the line of their word.

    Raises
    ------
    EvalkitError
        When a figure cannot be drawn.
    """
    from lxml import etree, html

    page: Any = html.document_fromstring(writable(text), parser=html.HTMLParser(huge_tree=True))
    title = " ".join((page.findtext(".//title") or "").split())
    notice = " ".join(" ".join(each.text_content() for each in _of_class(page, "banner")).split())
    body = page.find("body")
    _drop(body, ("nav",), ("skip", "banner"))
    _keep_lines(body)
    _style(body, language)
    figures = tuple(_figures(body))
    _lower_headings(body)
    _keep_signs(body, language)
    _drop_frames(body)
    made = etree.tostring(body, encoding="unicode", method="html")
    return Plain(made, unbroken(title, language), unbroken(notice, language), figures)


def _drop_frames(body: HtmlElement) -> None:
    """Drop what only groups: pandoc shows nothing outside ``main``, and makes no plain figure of a picture in a box."""
    for each in list(body.iter("main", "section", "header", "footer", "aside", "article", "div")):
        if "data-custom-style" not in each.attrib:
            each.drop_tag()


def _of_class(root: HtmlElement, name: str) -> list[Any]:
    return [each for each in root.iter() if isinstance(each.tag, str) and name in (each.get("class") or "").split()]


def _drop(body: HtmlElement, tags: tuple[str, ...], classes: tuple[str, ...]) -> None:
    for each in [*(tag for name in tags for tag in body.iter(name)), *(e for n in classes for e in _of_class(body, n))]:
        each.drop_tree()


def _keep_lines(body: HtmlElement) -> None:
    for each in list(body.iter(*_LINES)):
        for holder, tail in ((each, False), *((child, True) for child in list(each))):
            _break_lines(holder, tail)


def _break_lines(holder: Any, tail: bool) -> None:
    """Turn the line breaks of a text into elements: pandoc takes them for spaces."""
    text = (holder.tail if tail else holder.text) or ""
    first, *others = text.strip("\n").split("\n")
    if not others or not text.strip():
        return
    parent, at = (holder.getparent(), holder.getparent().index(holder) + 1) if tail else (holder, 0)
    if tail:
        holder.tail = first
    else:
        holder.text = first
    for offset, line in enumerate(others):
        parent.insert(at + offset, _element("br"))
        parent[at + offset].tail = line


def _style(body: HtmlElement, language: Language) -> None:
    """Say by a style what a class says on the page."""
    for name, style in _STYLED.items():
        for each in _of_class(body, name):
            _wrap(each, style)
    for each in _of_class(body, "notice"):
        _wrap(each, "Notice" if "note" in each.classes else "Notice Warning")
    for each in _of_class(body, "card"):
        for heading in each.iter("h3", "h4"):
            _as_paragraph(heading, "Card Heading")
    for item in [item for each in _of_class(body, "small") for item in each.iter("li")]:
        _wrap_content(item, "List Small")
    for paragraph in [each for footer in body.iter("footer") for each in footer.iter("p")]:
        _wrap(paragraph, "Colophon")
    _style_tables(body)
    _style_title(body, language)


def _style_tables(body: HtmlElement) -> None:
    for name, style in (("wide", DENSE), ("narrow", ROOMY)):
        for table in _of_class(body, name):
            table.set("data-custom-style", style)
    for cell in _of_class(body, "number"):
        cell.set("style", "text-align: right")


def _style_title(body: HtmlElement, language: Language) -> None:
    """Make the heading of level 1 the document's title; the table of contents follows what stands under it."""
    title = next(body.iter("h1"), None)
    if title is None:
        return
    contents = _element("p", say("page.contents", language))
    (next(iter(_of_class(body, "cover")), title)).addnext(contents)
    _wrap(contents, "TOC Heading")
    _as_paragraph(title, "Title")


def _as_paragraph(heading: Any, style: str) -> None:
    heading.tag = "p"
    heading.attrib.clear()
    _wrap(heading, style)


def _wrap(each: Any, style: str) -> None:
    around = _element("div", style=style)
    around.tail, each.tail = each.tail, None
    each.addprevious(around)
    around.append(each)


def _wrap_content(item: Any, style: str) -> None:
    paragraph = _element("p", item.text)
    paragraph.extend(list(item))
    item.text = None
    item.append(paragraph)
    _wrap(paragraph, style)


def _element(tag: str, text: str | None = None, style: str = "") -> Any:
    from lxml import html

    made = html.Element(tag, {"data-custom-style": style} if style else {})
    made.text = text
    return made


def _figures(body: HtmlElement) -> list[bytes]:
    drawn = [image for image in body.iter("img") if (image.get("src") or "").startswith(_SVG)]
    return [_place_dot(image, number) for number, image in enumerate(drawn)]


def _place_dot(image: Any, number: int) -> bytes:
    """Put a dot of a drawing's size in its place; return the drawing. No two dots have the same bytes."""
    png = png_of(base64.b64decode(image.get("src").removeprefix(_SVG)))
    width, height = size_of(png)
    wide = min(PRINT_WIDTH, FIGURE_HEIGHT * width / height)
    image.set("src", "data:image/png;base64," + base64.b64encode(DOT + str(number).encode()).decode("ascii"))
    image.set("width", f"{wide:.3f}cm")
    image.set("height", f"{wide * height / width:.3f}cm")
    return png


def _lower_headings(body: HtmlElement) -> None:
    for heading in body.iter("h2", "h3", "h4", "h5", "h6"):
        heading.tag = f"h{int(str(heading.tag)[1]) - 1}"


def _keep_signs(body: HtmlElement, language: Language) -> None:
    for each in body.iter():
        if not isinstance(each.tag, str):
            continue
        if each.text and each.tag not in _VERBATIM and next(each.iterancestors("pre"), None) is None:
            each.text = unbroken(each.text, language)
        if each.tail:
            each.tail = unbroken(each.tail, language)
