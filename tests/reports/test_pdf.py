"""The PDF: the page itself on A4, for readers with eyes and readers without, the same bytes for the same page."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import nbformat
import pikepdf
import pytest
from bs4 import BeautifulSoup
from samples import FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.reports.export import export_html
from evalkit.reports.page import open_page
from evalkit.reports.pdf import pdf_engine, warm_pdf, write_pdf
from evalkit.views.blocks import Block, Column, Cover, Figure, Heading, Prose, Table
from evalkit.views.drawing import Drawing
from evalkit.views.html import render

PARTS = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TITLE = "Rivage & Delorme · 2024"
NOTICE = "Dossier fictif"
COVER = Cover("Évaluation · 2024", "Rivage & Delorme", (("Territoire", "Val"),))
SUMMARY = (COVER, Heading(2, "L'essentiel"), Prose(("Une phrase.",)))
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

pytestmark = pytest.mark.skipif(pdf_engine() != "weasyprint", reason="WeasyPrint or Pango is not installed")


@dataclass(frozen=True)
class Made:
    page: BeautifulSoup
    pdf: pikepdf.Pdf

    @cached_property
    def pages(self) -> list[str]:
        return [text_of(page) for page in self.pdf.pages]


def export(folder: Path, sections: list[str], fictional: bool = False) -> Path:
    outputs = [nbformat.v4.new_output("execute_result", {"text/html": each}, execution_count=1) for each in sections]
    cells = [nbformat.v4.new_code_cell("x", outputs=[each], execution_count=1) for each in outputs]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "executed.ipynb")
    export_html(folder / "executed.ipynb", folder / "page.html", TITLE, "fr", fictional)
    return folder / "page.html"


def made(html: Path) -> Made:
    pdf = html.with_suffix(".pdf")
    write_pdf(html, pdf, "fr")
    return Made(BeautifulSoup(html.read_text(encoding="utf-8"), "html.parser"), pikepdf.open(pdf))


def made_of(folder: Path, *sections: tuple[Block, ...]) -> Made:
    return made(export(folder, [render(each, "fr") for each in sections]))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The longest of the dossiers, as its notebook would show it."""
    page = open_page(str(FICTIONAL), "fr")
    sections = [getattr(page, part)()._repr_html_() for part in PARTS]
    return made(export(tmp_path_factory.mktemp("report"), sections, fictional=True))


def text_of(page: pikepdf.Page) -> str:
    """Return what a page shows, without spaces: letters as a reader would copy them."""
    shown, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = alphabet(bytes(page.Resources.Font[operands[0]].ToUnicode.read_bytes()))
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(each) for each in pieces if isinstance(each, pikepdf.String))
            shown += [letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
    return re.sub(r"\s", "", "".join(shown))


@lru_cache
def alphabet(to_unicode: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", to_unicode, re.MULTILINE)
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def outline(pdf: pikepdf.Pdf) -> list[str]:
    def titles(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for item in items:
            yield item.title
            yield from titles(item.children)

    with pdf.open_outline() as opened:
        return list(titles(opened.root))


def tags(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from tags(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from tags(node.get("/K", pikepdf.Array()))


def test_the_pdf_is_tagged_and_says_its_language_and_title(report: Made) -> None:
    root = report.pdf.Root
    assert root.MarkInfo.Marked and "/StructTreeRoot" in root
    assert str(root.Lang) == "fr"
    assert str(report.pdf.docinfo["/Title"]) == TITLE and root.ViewerPreferences.DisplayDocTitle
    assert report.pdf.open_metadata()["pdfuaid:part"] == "1"


def test_the_outline_holds_the_headings_of_the_page(report: Made) -> None:
    assert outline(report.pdf) == [heading.get_text() for heading in report.page.find_all(["h1", "h2", "h3"])]


def test_every_page_is_a4_and_numbered(report: Made) -> None:
    count = len(report.pages)
    for number, (page, text) in enumerate(zip(report.pdf.pages, report.pages, strict=True), start=1):
        assert [round(float(side) / 72 * 25.4) for side in page.MediaBox] == [0, 0, 210, 297]
        assert f"page{number}/{count}" in text


def test_every_page_of_a_fictional_case_says_so_and_none_of_a_real_one(report: Made, tmp_path: Path) -> None:
    assert all(tight(NOTICE) in text for text in report.pages)
    assert not any(tight(NOTICE) in text for text in made_of(tmp_path, SUMMARY).pages)


def test_each_figure_has_its_alternative_text_and_each_table_its_headers(report: Made) -> None:
    found = list(tags(report.pdf.Root.StructTreeRoot.K))
    alternatives = [str(tag.Alt) for tag in found if tag.S == "/Figure"]
    assert alternatives == [image["alt"] for image in report.page.find_all("img")]
    tables = len(report.page.find_all("table"))
    assert sum(str(tag.S) == "/Table" for tag in found) >= tables > 0
    assert sum(str(tag.S) == "/TH" for tag in found) >= len(report.page.find_all("th"))


def test_every_word_of_the_page_is_in_the_pdf(report: Made) -> None:
    shown = "".join(report.pages).replace("-", "")  # a word may be hyphenated
    main = report.page.main
    assert main is not None
    cells = {tight(cell.get_text()) for cell in main.find_all(["td", "th", "h2", "h3", "caption"])}
    assert [cell for cell in cells if cell.replace("-", "") not in shown] == []


def test_the_words_of_a_figure_are_letters(tmp_path: Path) -> None:
    drawing = Drawing(16.5, 2)
    drawing.text(1, 1, "Été « à l'œuvre » – 12 345,6 €", 9, "#222222", face="bold")
    shown = made_of(tmp_path, (*SUMMARY, Figure("f", "une frise", "Frise", drawing.svg()))).pages
    assert tight("Été « à l'œuvre » – 12 345,6 €") in shown[0]


def test_the_contents_follow_the_summary_and_give_page_numbers(tmp_path: Path) -> None:
    table = Table("t", "Moyens", (Column("a", "A"), Column("b", "B")), (("x", "1"),))
    pages = made_of(tmp_path, SUMMARY, (Heading(2, "Cadre"), table), (Heading(2, "Limites"), table)).pages
    assert [number for number, text in enumerate(pages, start=1) if text.startswith("Sommaire")] == [2]
    assert re.search(r"L'essentiel[.]*1Cadre[.]*3Limites[.]*4", pages[1])


def test_parts_with_a_table_begin_a_page_unless_parts_flow(tmp_path: Path) -> None:
    rows = Table("t", "Tableau", (Column("a", "Chiffre"),), (("1",),))
    parts = [(Heading(2, f"Partie {i}"), Prose(("Une phrase.",)), rows) for i in (1, 2, 3)]
    apart = made_of(tmp_path, SUMMARY, *parts)
    flowing = made_of(tmp_path, (replace(COVER, flowing=True), *SUMMARY[1:]), *parts)
    assert (len(apart.pdf.pages), len(flowing.pdf.pages)) == (5, 2)


def test_the_headers_of_a_long_table_stand_on_each_of_its_pages(tmp_path: Path) -> None:
    rows = tuple((f"ligne{number}", "mot " * 12) for number in range(90))
    table = Table("t", "Longue", (Column("a", "Intitulé"), Column("b", "Contenu")), rows)
    pages = made_of(tmp_path, SUMMARY, (Heading(2, "Cadre"), table)).pages[2:]
    assert len(pages) > 2
    assert all("IntituléContenu" in text for text in pages)


def test_a_row_is_not_cut_between_two_pages(tmp_path: Path) -> None:
    rows = tuple((f"<{number}>", "\n".join(f"<{number}>" for _ in range(7))) for number in range(24))
    pages = made_of(tmp_path, SUMMARY, (Heading(2, "C"), Table("t", "T", (Column("a", "A"), Column("b", "B")), rows)))
    for number in range(24):
        assert sorted(text.count(f"<{number}>") for text in pages.pages)[-2:] == [0, 8]


def test_an_address_in_a_table_stays_within_the_page(tmp_path: Path) -> None:
    address = "https://example.org/" + "x" * 100
    table = Table("t", "Sources", (Column("a", "Code"), Column("b", "Source")), (("S1", address), (address, "S2")))
    pdf = made_of(tmp_path, (*SUMMARY, table)).pdf
    drawn = pikepdf.parse_content_stream(pdf.pages[0])
    page, *boxes = [float(box[0]) + float(box[2]) for box, operator in drawn if str(operator) == "re"]
    assert max(boxes) <= page + 1


def test_the_same_page_gives_the_same_bytes_wherever_it_lies(tmp_path: Path) -> None:
    drawing = Drawing(16.5, 2)
    drawing.text(1, 1, "mot", 9, "#222222")
    page = export(tmp_path, [render((*SUMMARY, Figure("f", "une frise", "Frise", drawing.svg())), "fr")])
    (tmp_path / "elsewhere").mkdir()
    other = Path(shutil.copyfile(page, tmp_path / "elsewhere" / "autre.html"))
    for html in (page, other):
        write_pdf(html, html.with_suffix(".pdf"), "fr")
    assert page.with_suffix(".pdf").read_bytes() == other.with_suffix(".pdf").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="fontconfig is told where its fonts are on Linux only")
def test_the_fonts_of_the_machine_change_nothing(tmp_path: Path) -> None:
    page = export(tmp_path, [render(SUMMARY, "fr")])
    write_pdf(page, tmp_path / "here.pdf", "fr")
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    told = run_elsewhere(page, {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")})
    assert told == "weasyprint\n"
    assert page.with_suffix(".pdf").read_bytes() == (tmp_path / "here.pdf").read_bytes()


def plain(body: str, head: str = "") -> str:
    return f'<html lang="fr"><head><title>T</title>{head}</head><body><main><h1>T</h1>{body}</main></body></html>'


@pytest.mark.parametrize(
    "page",
    [
        plain('<img alt="x" src="file:///etc/passwd">'),
        plain('<img alt="x" src="https://example.org/x.png">'),
        plain('<img alt="x" src="evalkit-font:../../../../etc/passwd">'),
        plain('<a rel="attachment" href="file:///etc/passwd">x</a>'),
        plain('<p style="background: url(file:///etc/passwd)">x</p>'),
        plain("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd' width='9' height='9'/></svg>"),
        plain("x", '<link rel="attachment" href="file:///etc/passwd">'),
        plain("x", '<link rel="stylesheet" href="file:///etc/passwd">'),
        plain("x", "<style>@import url(file:///etc/passwd);</style>"),
        plain('<a href="#nulle-part">x</a>'),
        plain(f'<img src="data:image/png;base64,{PIXEL}">'),
        plain('<img alt="x" src="data:image/png;base64,AAAA">'),
        plain('<img alt="x" src="data:image/svg+xml;base64,AAAA">'),
    ],
)
def test_a_page_that_asks_for_a_file_or_lacks_something_gives_no_pdf(tmp_path: Path, page: str) -> None:
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with pytest.raises(EvalkitError, match="ne montrerait pas toute la page"):
        write_pdf(tmp_path / "page.html", tmp_path / "page.pdf", "fr")
    assert not (tmp_path / "page.pdf").exists()


def test_a_font_of_a_file_is_not_read(tmp_path: Path) -> None:
    head = "<style>@font-face { font-family: evil; src: url(file:///etc/passwd); } p { font-family: evil; }</style>"
    (tmp_path / "page.html").write_text(plain("<p>mot</p>", head), encoding="utf-8")
    pdf = made(tmp_path / "page.html").pdf
    fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert not any("evil" in font for font in fonts)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError, match="n'existe pas"):
        write_pdf(export(tmp_path, [render(SUMMARY, "fr")]), tmp_path / "nowhere" / "page.pdf", "fr")


def test_warming_up_starts_no_thread() -> None:
    before = threading.active_count()
    warm_pdf()
    assert threading.active_count() == before


def run_elsewhere(page: Path, environment: dict[str, str]) -> str:
    """Write a page's PDF in a process of its own; return the engine and the refusal."""
    code = (
        "import sys; from pathlib import Path; from evalkit.errors import EvalkitError\n"
        "from evalkit.reports.pdf import pdf_engine, write_pdf\n"
        "print(pdf_engine()); page = Path(sys.argv[1])\n"
        "try: write_pdf(page, page.with_suffix('.pdf'), 'fr')\n"
        "except EvalkitError as error: print(error)\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(page)]
    run = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)
    return run.stdout


def without_weasyprint(folder: Path) -> dict[str, str]:
    """A machine without Pango: the library tells so and stops, as the real one does."""
    library = folder / "library" / "weasyprint"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("print('could not import'); raise OSError('cannot load library libpango')")
    return {"PYTHONPATH": str(library.parent), "PATH": str(folder), "PYTHONUTF8": "1", "HOME": str(folder)}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a browser is found outside the path")
def test_without_an_engine_the_reader_is_told_what_to_install_and_keeps_the_page(tmp_path: Path) -> None:
    page = export(tmp_path, [render(SUMMARY, "fr")])
    told = run_elsewhere(page, without_weasyprint(tmp_path))
    assert told.startswith("None\npage.pdf : le PDF n'est pas fait")
    assert "apt install libpango" in told and "Windows : installez Edge ou Chrome" in told and "brew" in told
    assert page.exists() and not page.with_suffix(".pdf").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a browser is found outside the path")
def test_a_browser_that_writes_nothing_is_told(tmp_path: Path) -> None:
    page = export(tmp_path, [render(SUMMARY, "fr")])
    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "chromium").chmod(0o755)
    told = run_elsewhere(page, without_weasyprint(tmp_path))
    assert told.startswith("chromium\npage.html : le navigateur n'a pas écrit le PDF")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")
def test_a_browser_writes_a_tagged_pdf_with_an_outline_where_weasyprint_is_missing(tmp_path: Path) -> None:
    page = export(tmp_path, [render((*SUMMARY, Heading(3, "Été")), "fr")])
    environment = without_weasyprint(tmp_path) | {"PATH": f"{Path(str(CHROMIUM)).parent}:/usr/bin:/bin"}
    assert run_elsewhere(page, environment) == "chromium\n"
    with pikepdf.open(page.with_suffix(".pdf")) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]) == TITLE
        assert outline(pdf) == ["Rivage & Delorme", "L'essentiel", "Été"]
        assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].MediaBox] == [0, 0, 210, 297]
