"""The Word report: everything that the page says, in shapes that Word knows, ready to be edited."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from samples import ENVIE, FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.reports import docx as module
from evalkit.reports.docx import warm_docx, write_docx
from evalkit.reports.export import export_html
from evalkit.reports.page import open_page
from evalkit.reports.pictures import png_of
from evalkit.reports.word.tables import column_widths
from evalkit.sources import read_dossier
from evalkit.texts import Language
from evalkit.views.blocks import Block, Bullets, Cards, Column, Cover, Figure, Heading, Notice, Prose, Table
from evalkit.views.html import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
COVER = Cover("Évaluation · 2024", "Rivage & Delorme", (("Territoire", "Val"), ("Partenaires", "A · B")))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='467.7pt' height='200pt'><rect width='99' height='99'/></svg>"
SAMPLE: tuple[Block, ...] = (
    COVER,
    Heading(2, "L'essentiel"),
    Notice("warning", "Un point bloquant : lisez avec prudence."),
    Cards((Bullets(("un", "deux"), "Ce qui était visé"), Bullets(("trois",), "Ce qu'on décide"))),
    Heading(2, "1. Cadre"),
    Heading(3, "Les moyens"),
    Table("means", "Moyens : le prévu", (Column("a", "Code"), Column("b", "Valeur", "number")),
          (("C1, I1", "1 234 567 €"), ("C2, I1", "non précisé")), notes=("Une remarque.",)),
    Figure("timeline", "une frise de deux dates", "Frise", SVG),
    Bullets(("petit",), "Règles", small=True),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    page: BeautifulSoup
    file: bytes

    @property
    def document(self) -> Any:
        return Document(io.BytesIO(self.file))

    def part(self, name: str) -> Any:
        with zipfile.ZipFile(io.BytesIO(self.file)) as file:
            return etree.fromstring(file.read(name))

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Style and text of each paragraph, tables and frames included."""
        document = self.document
        names = {style.style_id: style.name for style in document.styles}
        return [
            (names[style.get(f"{W}val")] if (style := each.find(f"{W}pPr/{W}pStyle")) is not None else "", shown(each))
            for each in document.element.body.iter(f"{W}p")
        ]

    def styled(self, *styles: str) -> list[str]:
        return [text for style, text in self.paragraphs if style in styles]


def shown(element: Any) -> str:
    return "".join("\n" if each.tag == f"{W}br" else each.text or "" for each in element.iter(f"{W}t", f"{W}br"))


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def made(folder: Path, html: list[str], title: str, language: Language, fictional: bool) -> Made:
    outputs = [nbformat.v4.new_output("execute_result", {"text/html": each}, execution_count=1) for each in html]
    cells = [nbformat.v4.new_code_cell("secret_code()", outputs=[each], execution_count=1) for each in outputs]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "executed.ipynb")
    export_html(folder / "executed.ipynb", folder / "page.html", title, language, fictional)
    write_docx(folder / "page.html", folder / "page.docx", language)
    page = BeautifulSoup((folder / "page.html").read_text(encoding="utf-8"), "html.parser")
    return Made(page, (folder / "page.docx").read_bytes())


def of_blocks(folder: Path, *blocks: Block, title: str = "Titre", fictional: bool = False) -> Made:
    return made(folder, [render(blocks, "fr")], title, "fr", fictional)


@pytest.fixture(scope="module", params=[(FICTIONAL, "fr"), (ENVIE, "en")], ids=["fictional-fr", "envie-en"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a whole report of the tree, made without a kernel."""
    file, language = request.param
    page, dossier = open_page(str(file), language), read_dossier(file)
    html = [render(getattr(page, part)().blocks, language) for part in PARTS]
    return made(tmp_path_factory.mktemp("word"), html, f"{dossier.title} · {dossier.year}", language, dossier.fictional)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a small report that holds one block of each kind."""
    return of_blocks(tmp_path_factory.mktemp("sample"), *SAMPLE)


def test_the_headings_are_those_of_the_page_one_level_higher_under_the_title(report: Made) -> None:
    levels = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
    asked = [
        ("Card Heading" if each.find_parent(class_="card") else levels[each.name], plain(each.get_text()))
        for each in report.page.find_all(list(levels))
    ]
    kinds = {*levels.values(), "Card Heading"}
    assert [(style, plain(text)) for style, text in report.paragraphs if style in kinds] == asked


def test_every_word_of_the_page_is_in_the_document(report: Made) -> None:
    page = BeautifulSoup(str(report.page), "html.parser")
    for unsaid in page.select("nav, .skip, .banner, style, title"):
        unsaid.decompose()
    text = plain(" ".join(text for _, text in report.paragraphs))
    pieces = [plain(each) for each in page.find_all(string=True) if plain(each)]
    assert len(pieces) > 100
    assert [each for each in pieces if each not in text and each != "html"] == []


def test_each_table_is_a_real_table_of_the_same_cells(report: Made) -> None:
    asked = [
        [plain(cell.get_text()) for cell in table.find_all(["th", "td"])] for table in report.page.find_all("table")
    ]
    tables = report.document.tables
    assert [[plain(shown(cell)) for cell in table._tbl.iter(f"{W}tc")] for table in tables] == asked


def test_each_table_repeats_its_header_row_and_keeps_its_rows_whole(report: Made) -> None:
    for table in report.document.tables:
        headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table._tbl.findall(f"{W}tr")]
        assert headers == [True, *[False] * (len(headers) - 1)]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table._tbl.findall(f"{W}tr"))


def test_each_table_fills_the_width_of_the_text(report: Made) -> None:
    for table in report.document.tables:
        grid = [int(each.get(f"{W}w")) for each in table._tbl.find(f"{W}tblGrid")]
        assert sum(grid) == round(17 / 2.54 * 1440)
        for row in table._tbl.findall(f"{W}tr"):
            assert [int(each.get(f"{W}w")) for each in row.iter(f"{W}tcW")] == grid


def test_each_figure_has_its_alternative_text_and_fits_the_page(report: Made) -> None:
    described = [each.get("descr") for each in report.document.element.body.iter("{*}docPr")]
    asked = [" ".join(str(image["alt"]).split()) for image in report.page.find_all("img")]
    assert [" ".join(each.split()) for each in described] == asked
    for size in report.document.element.body.iter("{*}extent"):
        width, height = int(size.get("cx")) / 360_000, int(size.get("cy")) / 360_000
        assert 0 < width <= 16.51 and 0 < height <= 18.51


def test_tables_and_figures_are_numbered_by_word_in_captions_that_say_what_the_page_says(report: Made) -> None:
    asked = [plain(each.get_text()) for each in report.page.find_all(["caption", "figcaption"])]
    captions = [plain(each) for each in report.styled("Caption")]
    assert [re.sub(r"^(Tableau|Table|Figure) \d+ ?: ", "", each) for each in captions] == asked
    codes = [each.get(f"{W}instr") for each in report.document.element.body.iter(f"{W}fldSimple")]
    assert len(codes) == len(asked)
    assert all(re.fullmatch(r" SEQ (Tableau|Table|Figure) \\\* ARABIC ", code) for code in codes)


def test_the_document_speaks_the_language_of_the_page(report: Made) -> None:
    locale = {"fr": "fr-FR", "en": "en-GB"}[str(report.page.html["lang"])]  # type: ignore[index]
    default = report.document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert default.get(f"{W}val") == locale
    assert list(report.document.element.body.iter(f"{W}lang")) == []
    assert report.document.core_properties.language == locale


def test_a_fictional_case_says_so_at_the_head_of_every_page(report: Made) -> None:
    banner = report.page.select_one(".banner")
    (section,) = report.document.sections
    assert not section.different_first_page_header_footer
    assert plain(section.header.paragraphs[0].text) == (plain(banner.get_text()) if banner else "")


def test_each_page_bears_the_title_and_its_number(report: Made) -> None:
    footer = report.part("word/footer1.xml")
    assert shown(footer).startswith(report.document.core_properties.title)
    assert [each.get(f"{W}instr").strip() for each in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_the_document_names_no_author_but_evalkit(report: Made) -> None:
    properties = report.document.core_properties
    assert report.page.title is not None
    assert plain(properties.title) == plain(str(report.page.title.string))
    assert (properties.author, properties.last_modified_by) == ("evalkit", "")


def test_the_contents_lead_to_each_heading_and_are_filled_on_opening(report: Made) -> None:
    document = report.document
    marks = {each.get(f"{W}name") for each in document.element.body.iter(f"{W}bookmarkStart")}
    assert [plain(each) for each in report.styled("toc 1", "toc 2")] == [
        plain(link.get_text()) for link in report.page.select("nav a")
    ]
    (frame,) = document.element.body.iter(f"{W}sdt")
    assert all(link.get(f"{W}anchor") in marks for link in frame.iter(f"{W}hyperlink"))
    assert [each.get(f"{W}fldCharType") for each in frame.iter(f"{W}fldChar")] == ["begin", "separate", "end"]
    assert report.part("word/settings.xml").find(f"{W}updateFields").get(f"{W}val") == "true"


def test_the_page_is_a4(sample: Made) -> None:
    (section,) = sample.document.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_the_document_holds_nothing_that_names_this_machine_or_loads_something(report: Made, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(report.file)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))}
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any("External" in text for text in texts.values())
    assert not any(str(tmp_path.parent) in text or "base64" in text for text in texts.values())


def test_the_same_page_gives_the_same_bytes(sample: Made, tmp_path: Path) -> None:
    module.reference.cache_clear()
    png_of.cache_clear()
    assert of_blocks(tmp_path, *SAMPLE).file == sample.file


def test_figures_are_pictures_and_nothing_else_is(sample: Made) -> None:
    with zipfile.ZipFile(io.BytesIO(sample.file)) as file:
        (picture,) = [name for name in file.namelist() if name.startswith("word/media/")]
        assert file.read(picture) == png_of(SVG)


def test_numbers_stand_to_the_right_and_text_does_not(sample: Made) -> None:
    (table,) = sample.document.tables
    sides = [
        [each.find(f".//{W}jc") is not None for each in row.findall(f"{W}tc")] for row in table._tbl.iter(f"{W}tr")
    ]
    assert sides == [[False, True]] * 3


def test_a_notice_a_card_a_list_and_a_remark_have_styles_that_an_editor_can_change(sample: Made) -> None:
    assert [plain(each) for each in sample.styled("Notice Warning")] == ["Un point bloquant : lisez avec prudence."]
    assert sample.styled("Card Heading") == ["Ce qui était visé", "Ce qu'on décide"]
    assert sample.styled("List Paragraph") == ["un", "deux", "trois"]
    assert sample.styled("List Small") == ["petit"]
    assert sample.styled("Table Note") == ["Une remarque."]
    assert sample.styled("Definition Term", "Definition") == ["Territoire", "Val", "Partenaires", "A · B"]


def test_only_parts_that_show_something_start_a_page(tmp_path: Path) -> None:
    blocks = (COVER, Heading(2, "Un"), Heading(2, "Deux"), Prose(("rien à montrer",)), Heading(2, "Trois"), SAMPLE[6])
    document = of_blocks(tmp_path, *blocks).document
    starts = {each.text: each.paragraph_format.page_break_before for each in document.paragraphs}
    assert [bool(starts[part]) for part in ("Un", "Deux", "Trois")] == [True, False, True]


def test_french_double_signs_stay_on_the_line_of_their_word(sample: Made) -> None:
    said = [text for style, text in sample.paragraphs if ":" in text]
    assert said and not any(" :" in text for text in said)


def test_line_breaks_of_a_text_are_kept(tmp_path: Path) -> None:
    table = Table("t", "Fiches", (Column("a", "Code"), Column("b", "Fiche")), (("I1", "Source : A\nMéthode : B\n"),))
    document = of_blocks(tmp_path, COVER, Heading(2, "Cadre"), Prose(("un\ndeux",)), table)
    assert "un\ndeux" in document.styled("First Paragraph", "Body Text")
    assert [plain(line) for line in document.styled("Table Text")[0].split("\n")] == ["Source : A", "Méthode : B"]


HOSTILE = (
    "<script>alert(1)</script>",
    "</w:t></w:r><w:altChunk/>",
    "{{ title }} $x^2$ \\input{/etc/passwd} `code` **gras** [lien](http://example.org)",
    '" onerror="alert(1)',
    "TOC \\o DDEAUTO c:\\windows\\system32\\calc.exe",
    "&lt;b&gt; &amp; &#x41;",
    "目的 🎉 ‏עברית",
    "W" * 400,
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_stays_text(tmp_path: Path, hostile: str) -> None:
    blocks = (
        Cover(hostile, hostile, ((hostile, hostile),)),
        Heading(2, hostile),
        Prose((hostile,)),
        Notice("note", hostile),
        Table("t", hostile, (Column("a", hostile), Column("b", hostile, "number")), ((hostile, hostile),)),
        Figure("f", hostile, hostile, SVG),
    )
    document = of_blocks(tmp_path, *blocks, title=hostile)
    texts = [plain(text).removeprefix("Tableau 1 : ").removeprefix("Figure 1 : ") for _, text in document.paragraphs]
    assert texts.count(plain(hostile)) == 14
    assert [each.get("descr") for each in document.document.element.body.iter("{*}docPr")] == [hostile]
    assert plain(document.document.core_properties.title) == plain(hostile)[:255]
    codes = [each.get(f"{W}instr") for each in document.document.element.body.iter(f"{W}fldSimple")]
    assert all(code.startswith(" SEQ ") for code in codes)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip())))
def test_any_text_makes_a_document_that_opens(tmp_path: Path, text: str) -> None:
    table = Table("t", "Tableau", (Column("a", "A"), Column("b", "B", "number")), ((f"a{text}", f"b{text}"),))
    assert len(of_blocks(tmp_path, COVER, Heading(2, "Cadre"), table, title=f"t{text}").document.tables) == 1


def test_a_number_and_a_short_code_are_not_broken() -> None:
    cells = [["Code", "C1, I1"], ["Texte", "mot " * 60], ["Valeur", "1 234 567 €"]]
    code, text, number = column_widths(cells, [3, 94, 3], [False, False, True], 10, 9000)
    assert code > 6 * 0.5 * 200
    assert number > 11 * 0.556 * 200  # 0.556 em: a digit of Arial
    assert text > code + number


@given(
    st.lists(
        st.tuples(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.floats(0.1, 100), st.booleans()),
        min_size=1,
        max_size=14,
    )
)
def test_columns_share_the_whole_room_and_none_is_lost(columns: list[tuple[list[str], float, bool]]) -> None:
    cells, shares, numbers = zip(*columns, strict=True)
    widths = column_widths(cells, shares, numbers, 9, 9638)
    assert sum(widths) == 9638
    assert all(width > 0 for width in widths)


def test_a_missing_pandoc_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_find_pandoc", lru_cache(module._find_pandoc.__wrapped__))
    (tmp_path / "page.html").write_text("<p>page</p>", encoding="utf-8")
    with pytest.raises(EvalkitError, match="le programme pandoc est introuvable"):
        write_docx(tmp_path / "page.html", tmp_path / "page.docx", "fr")
    assert not (tmp_path / "page.docx").exists()
    warm_docx()


def test_a_pandoc_that_stops_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = shutil.which("false")
    if refusing is None:
        pytest.skip("no program that fails on this machine")
    of_blocks(tmp_path, COVER, Heading(2, "Cadre"))
    ready = module.reference(module._pandoc("page.docx"))
    monkeypatch.setattr(module, "_find_pandoc", lambda: Path(refusing))
    monkeypatch.setattr(module, "reference", lambda pandoc: ready)
    with pytest.raises(EvalkitError, match=r"page\.docx.*pandoc s'est arrêté"):
        write_docx(tmp_path / "page.html", tmp_path / "page.docx", "fr")


@pytest.mark.slow
def test_libreoffice_opens_the_document_and_shows_every_heading(report: Made, tmp_path: Path) -> None:
    program, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if program is None or reader is None:
        pytest.skip("LibreOffice or pdftotext is not installed: nothing can be opened with it")
    (tmp_path / "page.docx").write_bytes(report.file)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "page.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=tmp_path)
    printed = subprocess.run([reader, "page.pdf", "-"], check=True, capture_output=True, timeout=60, cwd=tmp_path)
    text = plain(printed.stdout.decode())
    assert all(plain(each) in text for each in report.styled("Title", "Heading 1", "Heading 2"))
    banner = report.page.select_one(".banner")
    pages = printed.stdout.decode().count("\f")
    assert text.count(plain(banner.get_text()) if banner else "\f") == (pages if banner else 0)
