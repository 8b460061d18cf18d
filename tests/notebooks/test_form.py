"""The notebooks keep their form: thin windows on the package, without outputs, with one parameters cell."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 10
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def parameters(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in code_cells(path) if "parameters" in cell.metadata.get("tags", [])]


def test_the_tour_the_four_steps_the_form_and_the_report_are_there() -> None:
    names = {path.stem for path in NOTEBOOKS}
    steps = {"01_cadre", "02_contenu", "03_resultats", "04_perspectives"}
    assert {"00_visite", "formulaire", "rapport", *steps} <= names


@every_notebook
def test_no_cell_keeps_an_output_or_a_number(path: Path) -> None:
    assert [cell.id for cell in code_cells(path) if cell.outputs or cell.execution_count is not None] == []


@every_notebook
def test_nbstripout_finds_nothing_to_strip(path: Path) -> None:
    command = [str(Path(sys.executable).parent / "nbstripout"), "--verify", "--keep-id", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@every_notebook
def test_jupyter_opens_it_without_asking_for_a_kernel(path: Path) -> None:
    assert read(path).metadata.kernelspec.name == "python3"


@every_notebook
def test_one_cell_holds_the_parameters_typed_and_explained(path: Path) -> None:
    (cell,) = parameters(path)
    lines = cell.source.splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z_]+: (str|int|bool) = .+  # .+", line)] == []


@every_notebook
def test_it_shows_existing_dossiers_when_nothing_is_changed(path: Path) -> None:
    (cell,) = parameters(path)
    if territory := re.search(r'territory: str = "(.+?)"', cell.source):  # looked up in evalkit's own geography
        assert territory[1] == "DEP:50" and 'data_folder: str = ""' in cell.source
        return
    named = re.search(r'(?:dossier_file|dossiers|table_file): str = "(.+?)"', cell.source)
    assert named is not None
    assert (path.parent / named[1]).exists()


@every_notebook
def test_no_cell_defines_or_loops_and_none_is_longer_than_ten_lines(path: Path) -> None:
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.id
        found = [type(node).__name__ for node in ast.walk(ast.parse(cell.source)) if isinstance(node, DEFINITIONS)]
        assert found == [], cell.id


@every_notebook
def test_every_cell_has_a_name_of_its_own(path: Path) -> None:
    names = [cell.id for cell in read(path).cells]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z-]*", name)] == []


@every_notebook
def test_every_part_ends_with_something_to_look_at(path: Path) -> None:
    cells = read(path).cells
    ends = [cell for cell, after in zip(cells, [*cells[1:], None], strict=True) if _ends_a_part(cell, after)]
    assert [cell.id for cell in ends if not isinstance(ast.parse(cell.source).body[-1], ast.Expr)] == []


@every_notebook
def test_french_signs_of_two_parts_never_start_a_line(path: Path) -> None:
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert [text for text in texts if re.search(r" [:;?!»]|« ", text)] == []


def _ends_a_part(cell: nbformat.NotebookNode, after: nbformat.NotebookNode | None) -> bool:
    is_code = cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    return is_code and (after is None or after.cell_type == "markdown")
