"""The export: one page that needs nothing, runs nothing, and holds every table and figure that the notebook shows."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.reports.audit import count_pieces
from evalkit.reports.export import export_html, warm_export
from evalkit.views.blocks import Block, Column, Cover, Figure, Heading, Notice, Prose, Table
from evalkit.views.html import render

COVER = Cover("Évaluation · 2024", "Rivage & Delorme", (("Territoire", "Val"),))
TABLE = Table("means", "Moyens", (Column("a", "A"), Column("b", "B", "number")), (("x", "1"),))
FIGURE = Figure("timeline", "une frise de deux dates", "Frise", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
TITLE = "Rivage & Delorme"


def exported(folder: Path, *outputs: str | tuple[Block, ...], title: str = TITLE, fictional: bool = False) -> str:
    html = [output if isinstance(output, str) else render(output, "fr") for output in outputs]
    return exported_data(folder, *({"text/html": each} for each in html), title=title, fictional=fictional)


def exported_data(folder: Path, *data: dict[str, str], title: str = TITLE, fictional: bool = False) -> str:
    results = [nbformat.v4.new_output("execute_result", each, execution_count=1) for each in data]
    cells = [nbformat.v4.new_code_cell("secret_code()", outputs=[each], execution_count=1) for each in results]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "executed.ipynb")
    page = folder / "page.html"
    export_html(folder / "executed.ipynb", page, title, "fr", fictional)
    return page.read_text(encoding="utf-8")


def refusal(folder: Path, *outputs: str | tuple[Block, ...]) -> str:
    with pytest.raises(EvalkitError) as raised:
        exported(folder, *outputs)
    assert not (folder / "page.html").exists()
    return str(raised.value)


def test_the_value_of_a_cells_last_line_is_in_the_page(tmp_path: Path) -> None:
    page = BeautifulSoup(exported(tmp_path, (COVER, Heading(2, "Cadre")), (TABLE, FIGURE)), "html.parser")
    assert len(page.find_all("table")) == 1
    assert [image["alt"] for image in page.find_all("img")] == ["une frise de deux dates"]


def test_the_page_states_its_language_title_and_policy_and_hides_the_code(tmp_path: Path) -> None:
    text = exported(tmp_path, (COVER, Heading(2, "Cadre")))
    page = BeautifulSoup(text, "html.parser")
    assert page.html is not None and page.title is not None
    assert page.html["lang"] == "fr"
    assert page.title.string == TITLE
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None and "default-src 'none'" in str(policy["content"])
    assert "secret_code" not in text


def test_the_page_has_no_script_and_no_address_to_load(tmp_path: Path) -> None:
    text = exported(tmp_path, (COVER, Heading(2, "Cadre"), TABLE, FIGURE))
    page = BeautifulSoup(text, "html.parser")
    assert page.find_all(["script", "iframe", "object", "embed"]) == []
    addresses = [tag.get("src") or tag.get("href") for tag in page.find_all(["img", "link", "a"])]
    assert all(str(address).startswith(("data:", "#")) for address in addresses)
    assert "url(" not in text and "@import" not in text
    assert not any(word in text.lower() for word in ("mathjax", "require.js", "mermaid", "cdnjs"))


def test_the_contents_lead_to_each_heading_by_a_plain_address(tmp_path: Path) -> None:
    blocks = (COVER, Heading(2, "Étape 1 : le cadre"), Heading(3, "Été"), Heading(2, "Étape 1 : le cadre"))
    page = BeautifulSoup(exported(tmp_path, blocks), "html.parser")
    links = [str(link["href"]) for link in page.select("nav a")]
    assert links == ["#etape-1-le-cadre", "#ete", "#etape-1-le-cadre-2"]
    assert all(page.find(id=link[1:]) is not None for link in links)


def test_a_heading_written_in_no_latin_letter_still_has_an_address(tmp_path: Path) -> None:
    page = BeautifulSoup(exported(tmp_path, (COVER, Heading(2, "目的"), Heading(2, "結果"))), "html.parser")
    assert [str(link["href"]) for link in page.select("nav a")] == ["#part", "#part-2"]


def test_a_fictional_case_says_so_on_every_page(tmp_path: Path) -> None:
    blocks = (COVER, Notice("fictional", "Dossier fictif"), Heading(2, "Cadre"))
    page = BeautifulSoup(exported(tmp_path, blocks, fictional=True), "html.parser")
    assert len(page.select(".banner")) == 1
    assert page.select(".notice.fictional") == []
    real = BeautifulSoup(exported(tmp_path, (COVER, Heading(2, "Cadre"))), "html.parser")
    assert real.select(".banner") == []


@pytest.mark.parametrize(
    "hostile",
    ["</style><script>alert(1)</script>", '"; } body { display: none } @page { x: "', "</title><img src=x>", "\\"],
)
def test_a_hostile_title_stays_a_title(tmp_path: Path, hostile: str) -> None:
    page = BeautifulSoup(exported(tmp_path, (COVER, Heading(2, "Cadre")), title=hostile), "html.parser")
    assert page.title is not None and page.title.string == hostile
    (style,) = page.find_all("style")
    assert f'"{hostile}"' not in style.get_text()


@pytest.mark.parametrize(
    "output",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<img alt=x src='https://example.org/x.png'>",
        "<iframe srcdoc=x></iframe>",
        "<p style='background:url(https://example.org)'>x</p>",
        "<style>@import 'https://example.org'</style>",
        "<svg><a xlink:href='javascript:alert(1)'/></svg>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<form action=https://example.org></form>",
        "<link rel=stylesheet href=https://example.org/x.css>",
        "<base href=https://example.org>",
    ],
)
def test_an_output_that_would_run_or_load_something_is_refused(tmp_path: Path, output: str) -> None:
    assert "élément interdit" in refusal(tmp_path, (COVER, Heading(2, "Cadre")), output)


@pytest.mark.parametrize("alternative", ["", "alt=''", "alt=' '"])
def test_a_picture_without_an_alternative_text_is_refused(tmp_path: Path, alternative: str) -> None:
    picture = f"<img {alternative} src='data:image/png;base64,AAAA'>"
    assert "texte de remplacement" in refusal(tmp_path, (COVER, Heading(2, "Cadre")), picture)


def test_a_bare_matplotlib_picture_is_refused_for_want_of_an_alternative_text(tmp_path: Path) -> None:
    cover = {"text/html": render((COVER, Heading(2, "Cadre")), "fr")}
    with pytest.raises(EvalkitError, match="texte de remplacement"):
        exported_data(tmp_path, cover, {"image/png": "AAAA", "text/plain": "<Figure>"})


def test_text_outputs_are_shown_as_text(tmp_path: Path) -> None:
    cover = {"text/html": render((COVER, Heading(2, "Cadre")), "fr")}
    text = exported_data(tmp_path, cover, {"text/plain": "<script>alert(1)</script>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("blocks", [(COVER, Heading(3, "Trop bas")), (COVER, COVER), (Heading(2, "Sans titre"),)])
def test_headings_out_of_order_are_refused(tmp_path: Path, blocks: tuple[Block, ...]) -> None:
    assert "titres ne se suivent pas" in refusal(tmp_path, blocks)


def test_an_export_leaves_nothing_behind_for_the_next(tmp_path: Path) -> None:
    blocks = (COVER, Heading(2, "Cadre"), TABLE, FIGURE)
    first = exported(tmp_path, blocks)
    warm_export()
    assert "Un autre" in exported(tmp_path, (COVER, Heading(2, "Un autre")), title="Un autre", fictional=True)
    assert exported(tmp_path, blocks) == first


@given(
    st.lists(st.sampled_from(["<table>", "</table>", "<img>", "<IMG/>", "<p", "<!--", "-->", "<style>", "x", ">", '"']))
)
def test_pieces_are_counted_as_the_parser_of_the_page_finds_them(fragments: list[str]) -> None:
    html = "".join(fragments)
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    assert count_pieces(notebook) == len(BeautifulSoup(html, "html.parser").find_all(["table", "img"]))


def test_every_text_of_a_block_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    blocks = (
        Cover(evil, evil, ((evil, evil),)),
        Heading(2, evil),
        Prose((evil, evil)),
        Table("t", evil, (Column("a", evil), Column("b", evil)), ((evil, evil),), notes=(evil,)),
        Figure("f", '" onerror="alert(1)', evil, b"<svg/>"),
        Notice("note", evil),
    )
    page = BeautifulSoup(render(blocks, "fr"), "html.parser")
    assert page.find_all("script") == []
    assert set(page.find_all("img")[0].attrs) == {"alt", "src"}


def test_a_table_names_its_columns_and_rows() -> None:
    table = BeautifulSoup(render((TABLE,), "fr"), "html.parser").table
    assert table is not None and table.caption is not None
    assert table.caption.string == "Moyens"
    assert [cell["scope"] for cell in table.find_all("th")] == ["col", "col", "row"]
