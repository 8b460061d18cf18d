"""Whatever a user typed is data: with a hostile text in every place that takes one, nothing in the report can run."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pydantic import BaseModel, ValidationError

from evalkit.evaluation import evaluate
from evalkit.model import Dossier
from evalkit.review import review_method
from evalkit.sources import read_dossier
from evalkit.texts import Language
from evalkit.views.html import render
from evalkit.views.sections import PARTS

DATA = Path(__file__).parents[2] / "data" / "partnerships"
MARK = "zz9"
PAYLOADS = [
    f'{MARK}<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    f"{MARK}' onmouseover='alert(1)' x='</style></title></svg><svg onload=alert(1)>",
    f"{MARK}{{{{ 7*7 }}}}{{% raw %}}&lt;b&gt; $\\frac{{1}}{{0}}$ [x](javascript:alert(1)) \\write18{{id}}",
    f"=1+1 {MARK} @SUM(A1) <iframe src='http://evil.invalid'></iframe><a href='javascript:alert(1)'>",
]
TAGS = {
    *("section", "div", "p", "h2", "h3", "h4", "ul", "li", "aside", "span", "strong", "em", "small", "colgroup", "col"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "bdi", "time", "code"),
    *("header", "dl", "dt", "dd", "br"),
}


def poisoned(entry: Any, payload: str) -> Any:
    """The same entry with the payload in place of every text that may be anything."""
    changes = {}
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, str) and takes(entry, name, payload):
            changes[name] = payload
        elif isinstance(value, BaseModel):
            changes[name] = poisoned(value, payload)
        elif isinstance(value, tuple):
            free = all(isinstance(each, str) for each in value) and takes(entry, name, (payload,))
            changes[name] = (payload,) if value and free else tuple(inside(each, payload) for each in value)
    return entry.model_copy(update=changes)


def inside(value: Any, payload: str) -> Any:
    return poisoned(value, payload) if isinstance(value, BaseModel) else value


def takes(entry: BaseModel, name: str, value: object) -> bool:
    given = {key: each for key, each in entry.model_dump().items() if each is not None}
    try:
        type(entry).model_validate({**given, name: value})
    except ValidationError:
        return False
    return True


def count_of_payloads(dossier: Dossier) -> int:
    return dossier.model_dump_json().count(MARK)


@pytest.fixture(scope="module", params=PAYLOADS, ids=["tags", "attributes", "templates", "links"])
def hostile(request: pytest.FixtureRequest) -> tuple[Dossier, Dossier]:
    years = [read_dossier(DATA / f"rivage-delorme-{year}.yaml") for year in (2024, 2023)]
    now, before = (poisoned(dossier, request.param) for dossier in years)
    return now, before


def test_nothing_a_user_typed_can_run(hostile: tuple[Dossier, Dossier]) -> None:
    dossier, previous = hostile
    language: Language = "fr"  # what a user typed is escaped at one place, whatever the language around it
    assert count_of_payloads(dossier) > 200, "the payload must stand in every kind of field"
    evaluation, review = evaluate(dossier, previous), review_method(dossier, previous)
    shown = 0
    for name in ("summary", "framework", "content", "results", "prospects", "review", "limits", "sources"):
        blocks = PARTS[name](evaluation, review, language)
        page = BeautifulSoup(render(blocks, language), "html.parser")
        shown += page.get_text().count(MARK)
        assert {tag.name for tag in page.find_all()} <= TAGS
        for tag in page.find_all():
            assert not [key for key in tag.attrs if key.startswith("on") or key in {"style", "href", "srcdoc"}], tag
        for image in page.find_all("img"):
            assert image["src"].startswith("data:image/svg+xml;base64,")
            assert_quiet(base64.b64decode(image["src"].split(",", 1)[1]).decode())
    assert shown > 100, "what was typed is shown, literally"


def assert_quiet(svg: str) -> None:
    assert not re.search(r"<(script|foreignObject|iframe|a)\b|\son\w+\s*=|javascript:", svg, re.IGNORECASE)


def test_every_text_field_of_the_model_is_tried(hostile: tuple[Dossier, Dossier]) -> None:
    dossier, _ = hostile
    texts = {name for name, value in poisoned_texts(dossier)}
    assert {"title", "partners.name", "indicators.label", "measures.text", "prospects.decisions.label"} <= texts


def poisoned_texts(entry: BaseModel, above: str = "") -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for name in type(entry).model_fields:
        value, path = getattr(entry, name), f"{above}{name}"
        if isinstance(value, str) and MARK in value:
            found.add((path, value))
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel):
                found |= poisoned_texts(each, f"{path}.")
    return found
