"""The form as an evaluator meets it: JupyterLab as ``make lab`` starts it, in a real browser, in French."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, expect, sync_playwright
from samples import ENVIE, FICTIONAL, HOSTILE, ROOT

from evalkit.reports.previous import dossier_files
from evalkit.review import review_method
from evalkit.sources import read_dossier, write_dossier
from evalkit.texts import say

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FAULTY, WORKBOOK = "en-faute.yaml", "classeur.xlsx"
TOKEN = "jeton-de-test"
SOON, LATE = 20_000, 60_000
"""Milliseconds: what a loaded machine may take for a click, and for a start or a report."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a copy of what the form needs, with one dossier that has a fault."""
    root = tmp_path_factory.mktemp("evalkit é")
    for folder in ("notebooks", "data/partnerships", "reports"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "formulaire.ipynb", root / "notebooks")
    for file in (ENVIE, FICTIONAL, HOSTILE):
        shutil.copy(file, root / "data" / "partnerships")
    faulty = ENVIE.read_text(encoding="utf-8").replace("year: 2021", "year: bientôt")
    (root / "data" / "partnerships" / FAULTY).write_text(faulty, encoding="utf-8")
    write_dossier(read_dossier(ENVIE), root / "data" / "partnerships" / WORKBOOK, "fr")
    return root


@pytest.fixture(scope="module")
def lab(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab with the words of the Makefile, and nothing of the user's own settings; give its address."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the form is not opened in a browser")
    recipe = re.search(r"run jupyter lab (.+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe is not None
    port, own = free_port(), tmp_path_factory.mktemp("jupyter")
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    lab_places = ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    with (own / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *recipe[1].split(), *options, f"--IdentityProvider.token={TOKEN}"],
            cwd=tree,
            env={**os.environ, **{name: str(own / name) for name in (*places, *lab_places)}},
            stdout=log,
            stderr=log,
        )
        try:
            wait_for_server(f"http://127.0.0.1:{port}", server, own / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_server(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(LATE // 200):
        if server.poll() is not None:
            break
        try:
            asked(address, "api")
        except URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(log.read_text(encoding="utf-8"))


def asked(address: str, path: str) -> object:
    with urlopen(f"{address}/{path}?token={TOKEN}", timeout=10) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def page(lab: str) -> Iterator[Page]:
    """Open the notebook and run all its cells; an error on the console or a call to another machine fails the tests."""
    said: list[str] = []
    called: list[str] = []

    def note(request: Request) -> None:
        called.append(request.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 1000})
        opened.set_default_timeout(SOON)
        opened.on("request", note)
        opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        opened.goto(f"{lab}/lab/tree/notebooks/formulaire.ipynb?token={TOKEN}")
        expect(opened.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=LATE)
        wait_for_kernel(lab)
        opened.locator(".lm-MenuBar-item", has_text="Exécution").click()
        opened.locator('[data-command="runmenu:run-all"]').click()
        expect(button(opened, "check")).to_be_enabled(timeout=LATE)
        yield opened
        browser.close()
    assert said == []
    assert [url for url in called if not url.startswith((lab, "data:", "blob:"))] == []


def wait_for_kernel(lab: str) -> None:
    """Wait until the kernel is idle *and* connected: JupyterLab's own sign says idle before it is connected."""
    for _ in range(LATE // 200):
        kernels = asked(lab, "api/kernels")
        if isinstance(kernels, list) and any(_ready(each) for each in kernels):
            return
        time.sleep(0.2)
    pytest.fail("the kernel did not start")


def _ready(kernel: dict[str, object]) -> bool:
    return kernel["execution_state"] == "idle" and kernel["connections"] != 0


@pytest.fixture
def form(page: Page) -> Locator:
    """Bring the form to the front, whatever another test opened beside it."""
    page.get_by_role("tab", name="formulaire.ipynb").click()
    return page.locator(".evalkit-form")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=say(f"form.buttons.{name}"), exact=True)


def choose(form: Locator, file: str) -> None:
    form.locator("select").first.select_option(label=file)


def plain(text: str) -> str:
    """Return a text with single ordinary spaces, whatever the browser made of them."""
    return " ".join(text.split())


def upload(page: Page, name: str, content: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=say("form.buttons.upload")).click()
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": content})


def status(form: Locator) -> Locator:
    return form.get_by_role("status")


def test_jupyterlab_speaks_french(page: Page) -> None:
    menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert {"Fichier", "Exécution", "Noyau", "Aide"} <= set(menus)


def test_the_form_offers_the_dossiers_of_its_folder(form: Locator, tree: Path) -> None:
    offered = form.locator("select").first.locator("option").all_inner_texts()
    assert offered == [file.name for file in dossier_files(tree / "data" / "partnerships")]


def test_axe_finds_nothing_serious_in_the_form(page: Page, form: Locator) -> None:
    found = Axe().run(page, context=".evalkit-form").response["violations"]
    serious = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}]
    assert serious == []


def test_a_check_shows_every_finding_with_its_remedy(page: Page, form: Locator) -> None:
    choose(form, ENVIE.name)
    button(page, "check").click()
    findings = review_method(read_dossier(ENVIE)).findings
    expect(status(form)).to_contain_text(say("form.status.found", file=ENVIE.name, title="", year="", n=2)[:30])
    rows = form.locator("tbody tr")
    expect(rows).to_have_count(len(findings))
    shown = [plain(row) for row in rows.all_inner_texts()]
    for each in findings:
        assert any(plain(each.sentence()) in row and plain(each.remedy()) in row for row in shown)


def test_a_faulty_dossier_shows_where_and_what_to_write(page: Page, form: Locator, tree: Path) -> None:
    choose(form, FAULTY)
    button(page, "check").click()
    expect(status(form)).to_contain_text("1 problème à corriger")
    lines = (tree / "data" / "partnerships" / FAULTY).read_text(encoding="utf-8").splitlines()
    row = form.locator("tbody tr")
    expect(row).to_contain_text(f"Ligne {lines.index('year: bientôt') + 1}")
    expect(row).to_contain_text("bientôt")


def test_the_faulty_dossier_gets_no_report_but_its_sentence(page: Page, form: Locator) -> None:
    choose(form, FAULTY)
    button(page, "report").click()
    expect(status(form)).to_contain_text("bientôt")
    expect(button(page, "report")).to_be_enabled()


def test_a_report_is_made_and_opens_beside_the_form(page: Page, form: Locator, tree: Path) -> None:
    choose(form, FICTIONAL.name)
    button(page, "report").click()
    expect(status(form)).to_contain_text("en cours")
    expect(button(page, "report")).to_be_disabled()
    link = form.get_by_role("link", name=say("form.links.open", file=FICTIONAL.name))
    expect(link).to_be_visible(timeout=LATE)
    expect(button(page, "report")).to_be_enabled()
    link.click()
    report = page.frame_locator(".jp-HTMLViewer iframe")
    expect(report.locator("h1")).to_have_text(read_dossier(FICTIONAL).title, timeout=SOON)
    assert (tree / "reports" / "rivage-delorme" / "2024" / "fr" / "rapport.html").is_file()


def test_a_workbook_comes_back_with_its_remarks(page: Page, form: Locator) -> None:
    choose(form, WORKBOOK)
    button(page, "check").click()
    link = form.get_by_role("link", name=re.compile("annoté"))
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == WORKBOOK.replace(".xlsx", ".retour.xlsx")
    assert download.value.path().read_bytes().startswith(b"PK")


def test_what_is_typed_in_a_dossier_shows_and_never_runs(page: Page, form: Locator) -> None:
    choose(form, HOSTILE.name)
    button(page, "check").click()
    expect(status(form)).to_contain_text(HOSTILE.name)
    expect(button(page, "check")).to_be_enabled()
    assert form.locator("script, iframe, img").count() == 0


def test_an_uploaded_dossier_is_chosen_and_never_replaces_another(page: Page, form: Locator, tree: Path) -> None:
    name = "nouveau é.yaml"
    upload(page, name, FICTIONAL.read_bytes())
    expect(status(form)).to_contain_text(say("form.status.kept", file=name))
    upload(page, name, b"autre chose")
    expect(status(form)).to_contain_text(say("errors.report.exists.fault"))
    kept = tree / "data" / "partnerships" / name
    assert kept.read_bytes() == FICTIONAL.read_bytes()
    kept.unlink()
    button(page, "again").click()
    expect(form.locator("option", has_text=kept.name)).to_have_count(0)
