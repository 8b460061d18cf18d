"""The PDF of a report, from its very page: A4, tagged, with outline, page numbers and fonts of its own.

WeasyPrint makes it where it runs; else a browser of the Chromium family prints the page, without the table of contents
that names page numbers. WeasyPrint's file is the same, byte for byte, for the same page; a browser writes the date.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import logging
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from evalkit.errors import EvalkitError, Place, Problem, problem, write_problem
from evalkit.reports.lettering import warm_lettering, with_letters
from evalkit.texts import Language

Engine = Literal["weasyprint", "chromium"]

TIMEOUT = 120
"""Seconds that a browser may take to print."""

_STYLE = Path(__file__).parent / "templates" / "evalkit" / "pdf.css"
_FONT = "evalkit-font:"
_FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Bold")
_FAMILY = "evalkit"
_LONG = re.compile(r"\S{26}")
"""A word, an address mostly, that may be broken anywhere: whole, it would push its table over the edge of the page."""
_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_BROWSER_HOMES = (
    ("ProgramFiles", "Google/Chrome/Application/chrome.exe"),
    ("ProgramFiles(x86)", "Google/Chrome/Application/chrome.exe"),
    ("LOCALAPPDATA", "Google/Chrome/Application/chrome.exe"),
    ("ProgramFiles", "Microsoft/Edge/Application/msedge.exe"),
    ("ProgramFiles(x86)", "Microsoft/Edge/Application/msedge.exe"),
)
_APPLICATIONS = ("Google Chrome", "Microsoft Edge", "Chromium")
_PRINT = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def write_pdf(html: Path, pdf: Path, language: Language) -> None:
    """Write a report's page as a PDF.

    Parameters
    ----------
    html : pathlib.Path
        The page, as `evalkit.reports.export.export_html` wrote it. Its title becomes the PDF's.
    pdf : pathlib.Path
        The file to write.
    language : {"fr", "en"}
        Language that the PDF declares, and in which words are hyphenated.

    Raises
    ------
    EvalkitError
        When no engine is installed, or when something of the page would be missing in the PDF (a link without its
        target, a picture that cannot be drawn). Nothing is written then.
    """
    engine = pdf_engine()
    if engine is None:
        raise EvalkitError([problem(Place(pdf.name), "", "report.no_pdf_engine")])
    made = _with_weasyprint(html, language) if engine == "weasyprint" else _with_browser(html, language)
    try:
        pdf.write_bytes(made)
    except OSError as error:
        raise EvalkitError([write_problem(Place(pdf.name), error)]) from None


def pdf_engine() -> Engine | None:
    """Return what would make a PDF on this machine; None when nothing can."""
    if _weasyprint() is not None:
        return "weasyprint"
    return "chromium" if _browser() else None


def warm_pdf() -> None:
    """Load what makes PDFs, without a thread: a process that forks hands it on to its children."""
    if _weasyprint() is not None:
        warm_lettering()


@lru_cache
def _weasyprint() -> Any:
    """Return the library, or None where it or one of the system's libraries (Pango) is missing.

    It prints its own advice about missing libraries, and warns where no font is installed: ours travel with us.
    """
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import weasyprint
            import weasyprint.text.fonts
        except (ImportError, OSError):
            return None
    return weasyprint


def _with_weasyprint(html: Path, language: Language) -> bytes:
    text = html.read_text(encoding="utf-8")
    with _errors() as said, _without_collection():
        page = _weasyprint().HTML(string=text, url_fetcher=_fetcher())
        _dress(page.etree_element, language)
        made: bytes = page.write_pdf(
            font_config=_font_configuration(os.getpid()),
            pdf_variant="pdf/ua-1",
            presentational_hints=True,  # the columns' widths
            pdf_identifier=hashlib.sha256(text.encode()).hexdigest()[:32].encode(),
        )
    if said:
        raise EvalkitError(_incomplete(html, said))
    return made


def _incomplete(html: Path, said: list[str]) -> list[Problem]:
    return [problem(Place(html.name), "", "report.pdf_incomplete", found=each[:200]) for each in dict.fromkeys(said)]


@contextlib.contextmanager
def _errors() -> Iterator[list[str]]:
    """Collect what WeasyPrint could not do. Its warnings, about style that it does not know, reach nobody."""
    said: list[str] = []

    def hear(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.ERROR:
            said.append(record.getMessage())
        return False

    logger = logging.getLogger("weasyprint")
    logger.addFilter(hear)
    try:
        yield said
    finally:
        logger.removeFilter(hear)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Let Python look for no garbage: a page is millions of things that all stay to the end. It saves a sixth."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _dress(page: Any, language: Language) -> None:
    """Add the style of the PDF, and put the contents where a reader of paper looks: after the first part, a summary."""
    page.set("lang", language)
    head, main, layout = page.find("head"), page.find(".//main"), page.find(".//nav/..")
    style = head.makeelement("style", {})
    style.text = _STYLE.read_text(encoding="utf-8")
    head.append(style)
    if main is not None and layout is not None:
        contents = layout.find("nav")
        layout.remove(contents)
        main.insert(1, contents)
    for cell in page.iter():
        if cell.tag in ("td", "th", "caption") and _LONG.search("".join(cell.itertext())):
            cell.set("class", f"{cell.get('class', '')} long")


@lru_cache
def _font_configuration(process: int) -> Any:  # each has its own: its files go when a process ends
    return _weasyprint().text.fonts.FontConfiguration()


@lru_cache
def _fetcher() -> Any:
    """Return what hands over what the page holds itself, and our fonts; every file and every address is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(_FONT):
                return URLFetcherResponse(url, _font(url.removeprefix(_FONT)))
            held = super().fetch(url, headers)  # type: ignore[no-untyped-call]
            if held.content_type != "image/svg+xml":
                return held
            return URLFetcherResponse(url, with_letters(held.read(), _FAMILY), {"Content-Type": "image/svg+xml"})

    return Fetcher(allowed_protocols={"data"})  # type: ignore[no-untyped-call]


def _font(name: str) -> bytes:
    """Return a font that matplotlib brings along; importing matplotlib for it would take a third of a second."""
    found = find_spec("matplotlib")
    if name not in _FONTS or found is None or found.origin is None:
        raise ValueError(name)
    return (Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf").read_bytes()


def _with_browser(html: Path, language: Language) -> bytes:
    with tempfile.TemporaryDirectory(prefix="evalkit-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "page.pdf"
        with contextlib.suppress(OSError, subprocess.SubprocessError):  # the file that is not there tells it
            _print(html, made, Path(folder) / "profile", language)
        if not made.is_file():
            raise EvalkitError([problem(Place(html.name), "", "report.pdf_failed", seconds=TIMEOUT)])
        return made.read_bytes()


def _print(html: Path, pdf: Path, profile: Path, language: Language) -> None:
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    settings = (*_PRINT, *as_root, f"--lang={language}", f"--user-data-dir={profile}", f"--print-to-pdf={pdf}")
    command = [str(_browser()), *settings, html.resolve().as_uri()]
    subprocess.run(command, check=True, timeout=TIMEOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def _browser() -> str | None:
    """Return a browser by its name on the path, or by its usual place on Windows and macOS."""
    on_path = (shutil.which(name) for name in _BROWSERS)
    return next((found for found in (*on_path, *_installed()) if found), None)


def _installed() -> Iterator[str]:
    windows = (Path(os.environ[variable]) / place for variable, place in _BROWSER_HOMES if variable in os.environ)
    apple = (Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in _APPLICATIONS)
    yield from (str(program) for program in (*windows, *apple) if program.is_file())
