"""HTML of any origin, without what would run or load something: what is left is text, tables and pictures."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from evalkit.texts import Language, said

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_RUNNING = ("script", "iframe", "frame", "object", "embed", "applet", "video", "audio", "canvas", "svg", "math")
"""What a reader would miss, and is told of."""
_DROPPED = (
    *("style", "noscript", "template", "frameset", "input", "button", "select", "textarea", "source", "track", "link"),
    *("meta", "base", "title", "head", "xmp", "plaintext", "noembed", "noframes", "area", "map"),
)
_KEPT = frozenset({
    "a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small",
    "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u",
    "ul", "var", "wbr",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "alt", "class", "colspan", "dir", "headers", "height", "id", "lang", "open", "reversed", "role",
    "rowspan", "scope", "start", "tabindex", "title", "type", "value", "width", "aria-label",
})  # fmt: skip
_ADDRESSES = {"a": "href", "img": "src"}
"""The one attribute that may hold an address: a broken tag can take over those of the tag after it."""
_LINKS = ("#", "https://", "http://", "mailto:")
PICTURES = ("data:image/png;base64,", "data:image/svg+xml;base64,", "data:image/jpeg;base64,")
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[-+\u2212]?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)*(?:e[-+]?\d+)?\s*%?|nan|NaN", re.ASCII)
_UNDESCRIBED = "no description has been provided for this image"
"""What nbconvert writes where there is none."""


def tame(text: str, alternative: str, language: Language) -> str:
    """Return HTML that holds nothing to run and nothing to load.

    Scripts, frames, forms, styles and addresses of pictures go; links stay. Where something is missed, a sentence says
    so. A drawing written in the HTML itself becomes a picture.

    Parameters
    ----------
    text : str
    alternative : str
        What pictures without an alternative text get.
    language : {"fr", "en"}
    """
    from bs4 import BeautifulSoup
    from bs4.element import PreformattedString

    soup = BeautifulSoup(_SVG.sub(lambda found: _drawing(found.group(), alternative), text), "html.parser")
    missed = soup.find(_RUNNING) is not None
    for hidden in soup.find_all(string=lambda each: isinstance(each, PreformattedString)):
        hidden.extract()  # comments and the like
    for tag in soup.find_all([*_RUNNING, *_DROPPED]):
        tag.decompose()
    for tag in soup.find_all(True):
        _tame_tag(tag)
    lost = [image for image in soup.find_all("img") if not str(image.get("src", "")).startswith(PICTURES)]
    for image in lost:
        image.replace_with(_note(soup, "no_picture", language))
    for image in soup.find_all("img"):
        _describe(image, alternative)
    for table in soup.find_all("table"):
        _lay_out(soup, table)
    if missed:
        soup.append(_note(soup, "interactive", language))
    return soup.decode(formatter="minimal")


def may_run(text: str) -> bool:
    """Tell whether HTML holds what `tame` would leave out and say so; a drawing is no such thing."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(_SVG.sub("", text), "html.parser").find(_RUNNING) is not None


def may_be_clicked(text: str) -> bool:
    """Tell whether HTML is made to be clicked on: what `tame` leaves of it would make little sense."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser").find(["input", "button", "select", "textarea"]) is not None


def picture(source: str, alternative: str) -> str:
    """Return a figure of a picture given as an address ``data:``."""
    shown = f'<img alt="{html.escape(alternative)}" src="{html.escape(source)}">'
    return f'<figure class="shown"><div class="picture">{shown}</div></figure>'


def svg_address(svg: str) -> str:
    """Return the address ``data:`` of a drawing: as a picture, it runs and loads nothing."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"


def note(key: str, language: Language) -> str:
    """Return the sentence that stands where something is left out."""
    return f'<aside role="note" class="notice warning"><p>{html.escape(said(f"run.page.{key}", language))}</p></aside>'


def _note(soup: BeautifulSoup, key: str, language: Language) -> Tag:
    from bs4 import BeautifulSoup

    return BeautifulSoup(note(key, language), "html.parser").aside or soup.new_tag("aside")


def _drawing(svg: str, alternative: str) -> str:
    """Make a picture of a drawing that stands for itself; one that a page's styles would draw stays to be left out."""
    named = svg if "xmlns=" in svg.split(">")[0] else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    try:
        ET.fromstring(named)  # noqa: S314 - no declaration can stand before its first tag: no entity can be defined
    except ET.ParseError:
        return svg
    return f'<img alt="{html.escape(alternative)}" src="{svg_address(named)}">' if "<use" not in svg else ""


def _tame_tag(tag: Tag) -> None:
    if tag.name not in _KEPT:
        tag.unwrap()
        return
    for name, value in list(tag.attrs.items()):
        kept = name in _ATTRIBUTES or name == _ADDRESSES.get(tag.name)
        if not kept or (name == "href" and not str(value).strip().lower().startswith(_LINKS)):
            del tag[name]
    if str(tag.get("href", "#")).startswith("#"):
        return
    tag["rel"] = "noreferrer"


def _describe(image: Tag, alternative: str) -> None:
    if str(image.get("alt") or "").strip().casefold() in ("", _UNDESCRIBED):
        image["alt"] = alternative


def _lay_out(soup: BeautifulSoup, table: Tag) -> None:
    """Give a table what evalkit's own have: cells of numbers to the right, room to scroll, headings of columns."""
    for cell in table.find_all("td"):
        classes = list(cell.get("class") or ())
        if not {"number", "text"} & set(classes) and _NUMBER.fullmatch(cell.get_text(strip=True)):
            cell["class"] = " ".join([*classes, "number"])
    for head in table.select("thead th"):
        head["scope"] = head.get("scope") or "col"
    for head in table.select("tbody th"):
        head["scope"] = head.get("scope") or "row"
    if table.find_parent(class_="scroll") is None and table.find_parent("table") is None:
        table.wrap(soup.new_tag("div", attrs={"class": "scroll"}))
