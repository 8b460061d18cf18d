import shutil
import subprocess

import pytest
from grid_files import FILES, TYPED, everything

from evalkit.sources.grid import read_book, text_of
from evalkit.sources.grid.references import position_of

SAVED = [FILES / "tout.ods", FILES / "tout.xls"]
"""What LibreOffice made of the workbook that `everything` saves."""


def check(path):
    book = read_book(path)
    first, hidden = book.sheets
    assert {at: text_of(first.cells[position_of(at)]) for at in TYPED} == {
        at: said for at, (_, _, said) in TYPED.items()
    }
    assert (first.name, first.merged, first.hidden_rows) == ("Réponses d'été", ((1, 3, 3, 4),), {5})
    assert (first.hidden_columns, first.hidden, hidden.hidden) == ({6}, False, True)
    assert book.names == {"zone": ("Réponses d'été", (1, 1, 7, 3)), "locale": ("Listes", (1, 1, 1, 1))}
    return book


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.suffix)
def test_a_file_saved_by_libreoffice_says_the_same(path):
    assert check(path).kind == path.suffix[1:]


def test_the_properties_of_a_document_are_read():
    assert read_book(SAVED[0]).properties["modele"] == "3 & plus"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_the_libreoffice_of_this_machine_says_the_same(tmp_path, suffix):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = everything(tmp_path / "tout.xlsx")
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless", "--convert-to", suffix,
         "--outdir", str(tmp_path / "saved"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    check(tmp_path / "saved" / f"tout.{suffix}")
