"""The reports as a reader opens them: in a real browser, with the network off, on a telephone and on a desk."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright
from samples import FICTIONAL, HOSTILE, PARTNERSHIPS, ReportOf

from evalkit.texts import Language, say

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASES = [*((file, "fr") for file in sorted(PARTNERSHIPS.glob("*.yaml"))), (FICTIONAL, "en"), (HOSTILE, "fr")]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the reports are not opened in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0].stem}-{case[1]}")
def case(request: pytest.FixtureRequest) -> tuple[Path, Language]:
    return request.param


@pytest.fixture
def page(browser: Browser, case: tuple[Path, Language], report_of: ReportOf) -> Iterator[Page]:
    """Open a report with the network off; whatever it asks for, says or pops up fails the test."""
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    context = browser.new_context(bypass_csp=False)
    context.set_offline(True)
    opened = context.new_page()
    opened.on("request", note)
    opened.on("console", lambda message: said.append(message.text))
    opened.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    opened.goto(report_of(*case).page.resolve().as_uri())
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def test_the_page_opens_offline_in_its_language(page: Page, case: tuple[Path, Language]) -> None:
    assert page.evaluate("document.documentElement.lang") == case[1]
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_of_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_serious(browser: Browser, case: tuple[Path, Language], report_of: ReportOf) -> None:
    context = browser.new_context(bypass_csp=True)  # axe is a script, which the page's own policy refuses
    context.set_offline(True)
    page = context.new_page()
    page.goto(report_of(*case).page.resolve().as_uri())
    found = Axe().run(page).response["violations"]
    context.close()
    serious = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}]
    assert serious == []


def test_the_contents_lead_to_the_parts(page: Page) -> None:
    links = page.locator("nav a")
    targets = links.evaluate_all("all => all.map(link => document.getElementById(link.hash.slice(1)) !== null)")
    assert targets and all(targets)


def test_cover_and_cards_hold_on_the_first_printed_page(
    browser: Browser, case: tuple[Path, Language], report_of: ReportOf, tmp_path: Path
) -> None:
    if case[0] == HOSTILE:
        pytest.skip("its texts are as long as an attacker likes")
    sheets = printed_pages(browser, report_of(*case).page, tmp_path)
    assert say("headings.parts.summary", case[1]) in sheets[0]
    assert say("headings.parts.framework", case[1]) not in sheets[0]
    assert any(line == say("headings.parts.framework", case[1]) for line in sheets[1].splitlines()[:8])


def printed_pages(browser: Browser, report: Path, folder: Path) -> list[str]:
    """Print a report and return the text of each page."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("no pdftotext on this machine: the printed pages are not read")
    page = browser.new_page()
    page.goto(report.resolve().as_uri())
    page.pdf(path=folder / "report.pdf", prefer_css_page_size=True, print_background=True)
    page.close()
    done = subprocess.run([pdftotext, folder / "report.pdf", "-"], capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\f").split("\f")


def test_a_fictional_report_says_so_on_every_printed_page(
    browser: Browser, report_of: ReportOf, tmp_path: Path
) -> None:
    sheets = printed_pages(browser, report_of(FICTIONAL, "fr").page, tmp_path)
    assert len(sheets) > 1
    assert all("Dossier fictif" in sheet for sheet in sheets)
