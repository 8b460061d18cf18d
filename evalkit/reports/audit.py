"""What a finished page must not hold, and what it must: looked at in the page itself, whatever made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from evalkit.errors import Place, Problem, problem

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_ACTIVE = (
    *("script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "video", "audio", "source"),
    *("base", "svg", "math"),
)
_LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href", "ping")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_ALTERNATIVE = "no description has been provided for this image"
"""What nbconvert writes where there is none."""
_BESIDE = re.compile(r"[a-z]+\.html")
"""A page of the same report, in the same folder."""
_PICTURES = ("data:image/png;base64,", "data:image/svg+xml;base64,", "data:image/jpeg;base64,")


def count_pieces(notebook: Any) -> int:
    """Count the tables and figures that the outputs of a notebook show."""
    shown = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                counter = _Counter()
                counter.feed(data["text/html"])
                counter.close()
                shown += counter.pieces
            else:
                shown += any(kind.startswith("image/") for kind in data)
    return shown


class _Counter(HTMLParser):
    """Reads tags as the parser of `faults_of_page` does, and counts them without building a page."""

    pieces = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces += tag in ("table", "img")


def faults_of_page(page: BeautifulSoup, pieces: int, place: Place) -> list[Problem]:
    """Return everything that forbids a page to leave as a report.

    Parameters
    ----------
    page : BeautifulSoup
        The whole page.
    pieces : int
        Tables and figures that it must hold.
    place : Place
        What the problems point to.
    """
    tags = page.find_all(True)
    images = [tag for tag in tags if tag.name == "img"]
    faults = [problem(place, "", "report.active_content", found=found) for found in _active(tags)]
    faults += [problem(place, "", "report.no_alt") for image in images if not _is_described(image)]
    exported = len(images) + sum(tag.name == "table" for tag in tags)
    if exported != pieces:
        faults.append(problem(place, "", "report.lost_in_export", shown=pieces, exported=exported))
    return faults + [problem(place, "", "report.headings", found=found) for found in _misplaced_headings(tags)]


def running_in_page(page: BeautifulSoup, place: Place) -> list[Problem]:
    """Return what of a page would run or load something; unlike a report, it may link to other places."""
    tags = [tag for tag in page.find_all(True) if not _is_link(tag)]
    return [problem(place, "", "report.active_content", found=found) for found in _active(tags)]


def _is_link(tag: Tag) -> bool:
    """Tell whether a tag does nothing but lead to another place when somebody follows it."""
    href = str(tag.get("href", "")).strip().lower()
    others = {name: value for name, value in tag.attrs.items() if name.lower() != "href"}
    leads = tag.name == "a" and href.startswith(("https://", "http://", "mailto:"))
    return leads and not any(_is_active(tag, name.lower(), value) for name, value in others.items())


def _is_described(image: Tag) -> bool:
    alternative = str(image.get("alt") or "").strip().casefold()
    return alternative not in ("", _NO_ALTERNATIVE)


def _active(tags: Sequence[Tag]) -> Iterator[str]:
    for tag in tags:
        if tag.name in _ACTIVE:
            yield f"<{tag.name}>"
        yield from (f"<{tag.name} {name}>" for name, value in tag.attrs.items() if _is_active(tag, name.lower(), value))
    yield from ("<style>" for tag in tags if tag.name == "style" and tag.find_parent("body"))


def _is_active(tag: Tag, name: str, value: object) -> bool:
    text = str(value).strip().lower()
    if name.startswith("on") or name == "style":
        return True
    if name == "src" and tag.name == "img":
        return not text.startswith(_PICTURES)
    if name == "href":
        is_beside = tag.name == "a" and _BESIDE.fullmatch(text)
        return not (text.startswith("#") or is_beside or (tag.name == "link" and text == "data:,"))
    return name in _LOADING or (name == "http-equiv" and text != "content-security-policy")


def _misplaced_headings(tags: Sequence[Tag]) -> Iterator[str]:
    """One heading of level 1, first; then no level skipped on the way down."""
    levels = [int(tag.name[1]) for tag in tags if tag.name in _HEADINGS]
    shown = " ".join(f"h{level}" for level in levels)
    one_title = levels[:1] == [1] and levels.count(1) == 1
    if not one_title or any(after > before + 1 for before, after in pairwise(levels)):
        yield shown
