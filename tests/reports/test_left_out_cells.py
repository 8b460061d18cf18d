"""What a notebook says to who works in it is not on the page of the report."""

from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from evalkit.reports.export import LEFT_OUT, export_notebook


def test_cells_that_are_tagged_so_are_left_out_with_their_tables_and_headings(tmp_path: Path) -> None:
    def shown(html: str, tags: list[str]) -> object:
        output = new_output("display_data", {"text/html": html})
        return new_code_cell(outputs=[output], metadata={"tags": tags})

    cells = [
        new_markdown_cell("# Comment se servir du notebook", metadata={"tags": [LEFT_OUT]}),
        shown("<h1>Étude</h1>", []),
        shown("<table><caption>À la main</caption></table>", [LEFT_OUT]),
        new_markdown_cell("Une phrase du rapport."),
    ]
    notebook = new_notebook(cells=cells)
    export_notebook(notebook, tmp_path / "page.html", "Étude")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Étude" in text and "Une phrase du rapport" in text
    assert "À la main" not in text and "Comment se servir" not in text
    assert len(notebook.cells) == 4
