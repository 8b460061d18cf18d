"""The index of reports as a reader opens it: offline, on a telephone, on a desk and on paper."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from evalkit.reports.index import IndexEntry, write_index
from evalkit.reports.make import PAGE
from evalkit.reports.place import FAILED
from evalkit.texts import LANGUAGES, Language, say

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LONG = "w" * 300
CASES = [(few, language) for few in (3, 40) for language in LANGUAGES]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the index is not opened in a browser")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Language]:
    """Lay out reports in every state, with texts as long and as odd as a user can make them."""
    number, language = request.param
    out = tmp_path_factory.mktemp("rapports é")
    for each in range(number):
        write_report(out / f"{chr(97 + each % 26)}-{each}" / "2024" / "fr", each)
    (out / "a-0" / "2024" / "fr" / FAILED).write_text("{}", encoding="utf-8")
    (out / "b-1" / "2024" / "fr" / "manifest.json").write_text("{", encoding="utf-8")
    failure = IndexEntry(f"{LONG}.yaml", None, "fr", "", "failed", problems=(f"{LONG} : <script>alert(1)</script>",))
    return write_index(out, [failure], language), language


def write_report(folder: Path, number: int) -> None:
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "means.csv").write_text("a", encoding="utf-8")
    (folder / PAGE["fr"]).write_text("<!DOCTYPE html><title>Rapport</title>", encoding="utf-8")
    noted = {
        "dossier": {"code": folder.parts[-3], "year": 2024, "fictional": number % 2 == 0},
        "title": f"Titre {LONG}" if number == 2 else "Former ensemble",
        "review": {"blocking": number % 2, "advice": 2},
        "made": {"date": "2025-03-01T09:30:00+00:00"},
    }
    (folder / "manifest.json").write_text(json.dumps(noted), encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_index_fits_the_window_asks_for_nothing_and_runs_nothing(
    browser: Browser, index: tuple[Path, Language], width: int
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(index[0].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == index[1]
    assert page.evaluate("document.scripts.length") == 0
    page.close()
    assert asked == [index[0].as_uri()] and said == []


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_at_all(browser: Browser, index: tuple[Path, Language], width: int) -> None:
    context = browser.new_context(bypass_csp=True)  # axe is a script, which the page's own policy refuses
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(index[0].as_uri())
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_a_line_leads_to_its_report(browser: Browser, index: tuple[Path, Language]) -> None:
    page = browser.new_page()
    page.goto(index[0].as_uri())
    page.locator("td.links a").filter(has_text=say("index.link.page", index[1])).first.click()
    assert page.title() == "Rapport"
    page.close()


def test_on_paper_each_sheet_repeats_the_head_of_its_table_and_nothing_is_cut(
    browser: Browser, index: tuple[Path, Language], tmp_path: Path
) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("no pdftotext on this machine: the printed pages are not read")
    page = browser.new_page()
    page.goto(index[0].as_uri())
    page.pdf(path=tmp_path / "index.pdf", prefer_css_page_size=True, print_background=True)
    rows = page.locator("tbody tr[id]").count()
    page.close()
    done = subprocess.run([pdftotext, tmp_path / "index.pdf", "-"], capture_output=True, text=True, check=True)
    sheets = done.stdout.rstrip("\f").split("\f")
    assert all(say("index.column.links", index[1]) in sheet for sheet in sheets)
    assert done.stdout.count("Former ensemble") == rows - 3
    assert done.stdout.count("w") >= 4 * len(LONG)  # a name twice, a title, a problem
