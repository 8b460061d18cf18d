"""The interactive map as a reader uses it: offline, by pointer and by keyboard, on a desk and on a telephone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from views.maps.squares import geometry, table

from evalkit.views.interactive import interactive_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OVERSEAS = {"z0101": (0.0, 7_000_000.0, 50_000.0, 7_060_000.0)}
"""Where files of moved outlines put Guadeloupe, in metres of Lambert-93."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the map is not opened in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the map of twelve squares and an island; whatever the browser says or asks for is a fault."""
    made = table(missing={("rate", 3): "secret"})
    file = tmp_path / "carte é.html"
    page_text = interactive_page(made, ["rate", "people"], geometry(12, 4, **OVERSEAS), title="Carte")
    file.write_text(page_text, encoding="utf-8")
    faults: list[str] = []
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None)
    page.goto(file.as_uri())
    yield page
    page.close()
    assert not faults


def test_a_figure_is_chosen_a_zone_pointed_at_and_the_table_sorted(opened: Page) -> None:
    told, cells = opened.locator("#told"), opened.locator("#table tbody th")
    opened.locator("path[data-zone='3']").hover()
    expect(told).to_contain_text("Dorne")
    expect(told).to_contain_text("secret statistique")
    assert cells.first.inner_text() == "Alba"
    opened.get_by_role("button", name="Valeur").click()
    assert cells.first.inner_text() == "Loue"
    assert cells.nth(11).inner_text() == "Dorne"  # eleven zones have a value
    expect(opened.locator("th[data-key=value]")).to_have_attribute("aria-sort", "descending")
    opened.select_option("#figure", "1")
    assert opened.locator("circle").count() == 12
    expect(opened.locator("#legend")).to_contain_text("100\u202f000")
    opened.get_by_role("button", name="Brume").click()
    expect(told).to_contain_text("4\u202f000\u00a0personnes")


def test_the_keyboard_walks_from_zone_to_zone_and_the_search_finds_one(opened: Page) -> None:
    told = opened.locator("#told strong")
    opened.locator("#find").fill("alba")
    expect(told).to_have_text("Alba")
    opened.set_viewport_size({"width": 1200, "height": 500})
    opened.locator("path[data-zone='9']").click()
    expect(told).to_have_text("Juine")
    assert opened.evaluate("window.scrollY") == 0  # although its row is out of sight
    opened.set_viewport_size({"width": 1200, "height": 900})
    opened.mouse.move(0, 0)
    opened.locator("#find").fill("Alba")
    opened.locator("#main").focus()
    for key, name in (("ArrowRight", "Brume"), ("ArrowUp", "Fiole"), ("ArrowLeft", "Erve"), ("ArrowDown", "Alba")):
        opened.keyboard.press(key)
        expect(told).to_have_text(name)
    opened.get_by_role("button", name="Agrandir").click()
    assert opened.locator("#main").get_attribute("viewBox") != "0 0 3000 2276"
    opened.locator("#main").focus()
    opened.keyboard.press("Escape")
    expect(told).to_have_count(0)


def test_the_page_is_accessible_and_fits_a_telephone(opened: Page) -> None:
    found = Axe().run(opened).response["violations"]
    assert not found, [each["id"] for each in found]
    opened.set_viewport_size({"width": 360, "height": 700})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    opened.emulate_media(media="print")
    assert not opened.locator(".controls").is_visible()


def test_each_zone_has_the_colour_of_its_class(opened: Page) -> None:
    zones = [opened.locator(f"path[data-zone='{zone}']") for zone in (0, 11, 3)]
    lowest, highest, secret = [each.evaluate("each => getComputedStyle(each).fill") for each in zones]
    assert (lowest, highest) == ("rgb(228, 239, 243)", "rgb(10, 61, 84)")  # the ends of SEQUENTIAL, in the palette
    assert "#hatch" in secret
