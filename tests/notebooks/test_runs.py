"""The tour and the four step notebooks run from top to bottom on the dossier of their parameters cell."""

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("00_visite", "01_cadre", "02_contenu", "03_resultats", "04_perspectives")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_runs_to_its_end_and_every_shown_part_is_a_section(name: str) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and "page." in cell.source]
    pages = [output for cell in shown for output in cell.outputs]
    assert len(pages) == len(shown)
    assert [page for page in pages if '<section class="evalkit"' not in page.data.get("text/html", "")] == []
    assert any("<table" in page.data["text/html"] for page in pages)
