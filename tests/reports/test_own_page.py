"""The page of any notebook: nothing in it runs or loads anything, and what is left out is told."""

from pathlib import Path
from tempfile import gettempdir

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.errors import Place
from evalkit.reports.audit import running_in_page
from evalkit.reports.export import export_own
from evalkit.reports.tame import tame

PNG = "iVBORw0KGgo="
LEFT_OUT = "Un élément interactif n'est pas repris"


def shown(folder: Path, *parts: str | dict[str, str], code: bool = False, source: str = "x = 1") -> BeautifulSoup:
    cells = [
        new_markdown_cell(each)
        if isinstance(each, str)
        else new_code_cell(source, outputs=[new_output("display_data", each)])
        for each in parts
    ]
    page = folder / "study.html"
    export_own(new_notebook(cells=cells), page, "Étude", "fr", False, {"seuil": 0.5, "note": ""}, code)
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<iframe srcdoc=x></iframe>",
        "<object data=x></object>",
        "<svg><a xlink:href='javascript:alert(1)'/>",
        "<math><mtext></mtext></math>",
        "<video src=https://example.org/v></video>",
    ],
)
def test_what_would_run_is_left_out_and_told(tmp_path: Path, html: str) -> None:
    page = shown(tmp_path, {"text/html": f"<p>avant</p>{html}"})
    assert page.main is not None
    assert "avant" in page.main.get_text() and LEFT_OUT in page.main.get_text()


@pytest.mark.parametrize(
    "html",
    [
        "<p onclick=alert(1)>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<p style='background:url(https://example.org)'>x</p>",
        "<style>@import 'https://example.org'</style>x",
        "<meta http-equiv=refresh content='0;url=https://example.org'>x",
        "<form action=https://example.org>x</form>",
        "<link rel=stylesheet href=https://example.org/x.css>x",
        "<base href=https://example.org>x",
        "</main></div></body><p onclick=alert(1)>x</p>",
        "<!--><img src=x onerror=alert(1)>-->x",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>x</p></noscript>x",
        "<title><a title='</title><img src=x onerror=alert(1)>'>x</title>x",
    ],
)
def test_what_would_load_or_lead_astray_is_taken_off(tmp_path: Path, html: str) -> None:
    for part in ({"text/html": html}, html):
        page = shown(tmp_path, part)
        assert page.main is not None and "x" in page.main.get_text()
        assert "alert" not in str(page.main) and "example.org" not in str(page.main)


@example(["<p onclick=x", "<img src=x onerror=y>"])
@given(
    st.lists(
        st.sampled_from(
            ["<script>", "</script>", "<svg>", "</svg>", "<a href='javascript:x'>", "<img src=x onerror=y>", "<!--",
             "-->", "<style>", "</style>", "<p onclick=x", "<p href=https://x ", ">",
             "<table><td>", "</main>", '"', "'", "<iframe ", "x"]
        )
    )
)  # fmt: skip
def test_nothing_that_runs_passes_whatever_the_html(fragments: list[str]) -> None:
    again = BeautifulSoup(tame("".join(fragments), "une figure", "fr"), "html.parser")
    assert running_in_page(again, Place("x")) == []


def test_links_to_other_places_stay(tmp_path: Path) -> None:
    page = shown(tmp_path, "[la source](https://example.org/a)")
    (link,) = page.select("main a")
    assert (link["href"], link["rel"]) == ("https://example.org/a", ["noreferrer"])


def test_links_inside_lead_to_headings_as_jupyter_names_them(tmp_path: Path) -> None:
    page = shown(tmp_path, "# T\n\n[a](#Un-Été) [b](#nulle-part)", "## Un Été", "#### Profond")
    first, second = page.select("main a")
    assert page.find(id=str(first["href"])[1:]) is page.find("h2")
    assert not second.has_attr("href")


def test_a_drawing_in_html_becomes_a_picture(tmp_path: Path) -> None:
    page = shown(tmp_path, {"text/html": "<svg viewBox='0 0 1 1'><circle r='1' onload='x'/></svg>"})
    (image,) = page.find_all("img")
    assert str(image["src"]).startswith("data:image/svg+xml;base64,")
    assert LEFT_OUT not in page.get_text()


def test_a_picture_that_is_not_in_the_notebook_is_told(tmp_path: Path) -> None:
    page = shown(tmp_path, "![x](https://example.org/x.png)")
    assert page.find_all("img") == []
    assert "Une image n'est pas reprise" in page.get_text()


@pytest.mark.parametrize(
    ("source", "alternative"),
    [
        ('ax.set_title("Une pente")', "Figure : Une pente"),
        ('plt.title("Un"); plt.suptitle("Deux")', "Figure : Deux"),
        ('#| fig-alt: "une pente qui monte"\nplt.title("Un")', "Figure : une pente qui monte"),
        ("ax.set_title(f'{x}')", "Figure de la partie « Lieu », sans description."),
        ("%matplotlib inline", "Figure de la partie « Lieu », sans description."),
    ],
)
def test_a_figure_is_described_by_its_cell(tmp_path: Path, source: str, alternative: str) -> None:
    page = shown(tmp_path, "## Lieu", {"image/png": PNG, "text/plain": "<Figure>"}, source=source)
    (image,) = page.find_all("img")
    assert str(image["alt"]).replace("\u00a0", " ") == alternative


def test_a_picture_is_shown_rather_than_what_would_run(tmp_path: Path) -> None:
    page = shown(tmp_path, {"text/html": "<div></div><script>x</script>", "image/png": PNG})
    assert len(page.find_all("img")) == 1
    assert LEFT_OUT not in page.get_text()


def test_what_is_made_to_be_clicked_is_shown_as_text(tmp_path: Path) -> None:
    page = shown(tmp_path, {"text/html": "<input type=checkbox><b>Model</b>", "text/plain": "Model(a=1)"})
    assert page.pre is not None and page.pre.string == "Model(a=1)"


@pytest.mark.parametrize(
    "kind", ["application/javascript", "application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json"]
)
def test_what_only_a_browser_could_draw_is_told(tmp_path: Path, kind: str) -> None:
    assert LEFT_OUT in shown(tmp_path, {kind: "x", "text/plain": "IntSlider()"}).get_text()


def test_printed_lines_warnings_and_errors_are_in_the_page(tmp_path: Path) -> None:
    streams = [
        new_output("stream", name="stdout", text="10 %\r100 %\n\x1b[31mrouge\x1b[0m <b>\n"),
        new_output("stream", name="stderr", text=f"{gettempdir()}/ipykernel_12/345.py:1: UserWarning: x\n"),
        new_output("error", ename="ValueError", evalue="non", traceback=[]),
    ]
    page = tmp_path / "p.html"
    export_own(new_notebook(cells=[new_code_cell("1", outputs=streams)]), page, "T", "fr", False, {}, False)
    texts = [each.get_text() for each in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("pre")]
    assert texts == ["100 %\nrouge <b>", "<cell>:1: UserWarning: x", "ValueError: non"]


def test_the_head_gives_the_notebooks_title_and_the_parameters(tmp_path: Path) -> None:
    page = shown(tmp_path, "# Mon étude\n\nTexte.")
    cover = page.find("header", class_="cover")
    assert cover is not None
    assert [each.get_text() for each in cover.find_all(["h1", "dt", "dd"])] == [
        "Mon étude", "seuil", "0.5", "note", "rien",
    ]  # fmt: skip
    assert len(page.find_all("h1")) == 1


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([1, 3, 3, 2], [2, 2, 2]), ([1, 2, 1, 2], [2, 3, 2, 3]), ([4, 5, 2], [2, 3, 2]), ([2, 1], [2, 2])],
)
def test_headings_are_put_in_order_under_one_title(tmp_path: Path, levels: list[int], expected: list[int]) -> None:
    page = shown(tmp_path, *(f"{'#' * level} Titre {i}" for i, level in enumerate(levels)))
    found = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    assert found == [1, *expected]


def test_a_notebook_without_headings_has_no_contents(tmp_path: Path) -> None:
    page = shown(tmp_path, {"text/plain": "1"})
    assert page.nav is not None and page.nav.get_text(strip=True) == ""


def test_the_code_is_shown_when_asked_for_only(tmp_path: Path) -> None:
    assert "secret(1)" not in shown(tmp_path, {"text/plain": "1"}, source="secret(1)").get_text()
    assert "secret(1)" in shown(tmp_path, {"text/plain": "1"}, source="secret(1)", code=True).get_text()


def test_numbers_of_a_table_stand_to_the_right_and_its_headings_have_a_scope(tmp_path: Path) -> None:
    rows = "<tr><th>a</th><td>1 234,5</td><td>x</td></tr>"
    page = shown(tmp_path, {"text/html": f"<table><thead><tr><th>n</th></tr></thead><tbody>{rows}</tbody></table>"})
    assert [cell.get("class") for cell in page.find_all("td")] == [["number"], None]
    assert [cell["scope"] for cell in page.find_all("th")] == ["col", "row"]


def test_the_page_makes_no_promise_for_its_authors(tmp_path: Path) -> None:
    foot = shown(tmp_path, "Texte").footer
    assert foot is not None
    assert "son contenu est celui de ses auteurs" in foot.get_text()
    assert "classement" not in foot.get_text()


def test_the_notebook_itself_is_left_as_it_was(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[new_output("display_data", {"text/html": "<p>x</p>"})])])
    before = nbformat.writes(notebook)
    export_own(notebook, tmp_path / "p.html", "T", "fr", False, {}, True)
    assert nbformat.writes(notebook) == before
