"""The strict runner: what bare papermill only warns about is refused, what it calls a success is checked."""

import os
from pathlib import Path

import nbformat
import pytest

from evalkit.errors import EvalkitError
from evalkit.reports.runner import run_notebook

PARAMETERS = 'code: str = "example"  # which one'


def notebook(folder: Path, *cells: str, tagged: int = 1) -> Path:
    parts = [nbformat.v4.new_code_cell(source) for source in (PARAMETERS, *cells)]
    for cell in parts[:tagged]:
        cell.metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=parts, metadata={"kernelspec": kernel})
    path = folder / "trial.ipynb"
    nbformat.write(made, path)
    return path


def refusal(path: Path, timeout: int = 60, **parameters: str) -> str:
    with pytest.raises(EvalkitError) as raised:
        run_notebook(path, parameters, path.with_name("executed.ipynb"), timeout)
    return str(raised.value)


def test_a_misspelt_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    said = refusal(notebook(tmp_path, "1"), cod="rivage")
    assert "pas de paramètre « cod »" in said
    assert "Paramètres possibles : code" in said
    assert not (tmp_path / "executed.ipynb").exists()


def test_a_parameter_that_is_not_given_is_refused(tmp_path: Path) -> None:
    assert "« code » n'a pas été donné" in refusal(notebook(tmp_path, "1"))


@pytest.mark.parametrize("tagged", [0, 2])
def test_a_notebook_without_exactly_one_parameters_cell_is_refused(tmp_path: Path, tagged: int) -> None:
    assert f"« parameters », {tagged} trouvée" in refusal(notebook(tmp_path, "1", tagged=tagged), code="rivage")


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.ipynb"
    path.write_text("not a notebook", encoding="utf-8")
    assert "notebook Jupyter lisible" in refusal(path, code="rivage")
    assert "fichier introuvable" in refusal(tmp_path / "absent.ipynb", code="rivage")


@pytest.mark.slow
def test_a_notebook_runs_with_its_parameters_in_the_folder_of_its_output(tmp_path: Path) -> None:
    path = notebook(tmp_path, "from pathlib import Path; Path('seen').write_text(code)")
    folder = tmp_path / "a {b}"
    folder.mkdir()
    run = run_notebook(path, {"code": "rivage"}, folder / "executed.ipynb", 60)
    assert run.cells == 3
    assert (folder / "seen").read_text() == "rivage"


@pytest.mark.slow
def test_the_kernel_is_this_interpreter_with_one_thread(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os, sys; print(sys.executable == code, os.environ['OPENBLAS_NUM_THREADS'])")
    import sys

    run = run_notebook(path, {"code": sys.executable}, tmp_path / "executed.ipynb", 60)
    last = nbformat.read(run.output, as_version=4).cells[-1]
    assert last.outputs[0].text.strip() == "True 1"


@pytest.mark.slow
def test_a_cell_that_raises_is_named_with_its_sentence_and_the_notebook_is_kept(tmp_path: Path) -> None:
    said = refusal(notebook(tmp_path, "1", "raise ValueError('la mesure manque')", "2"), code="rivage")
    assert "cellule 4 s'est arrêtée : la mesure manque." in said
    kept = (tmp_path / "executed.ipynb").read_text(encoding="utf-8")
    assert "la mesure manque" in kept


@pytest.mark.slow
def test_an_executed_notebook_names_no_folder_of_the_user(tmp_path: Path) -> None:
    refusal(notebook(tmp_path, "import json; json.loads('{')"), code="rivage")
    kept = (tmp_path / "executed.ipynb").read_text(encoding="utf-8")
    assert str(tmp_path) not in kept
    assert os.sep + "site-packages" not in kept.replace("python" + os.sep, "") or str(Path.home()) not in kept
    assert str(Path.home()) + os.sep not in kept


@pytest.mark.slow
@pytest.mark.parametrize("death", ["import os; os._exit(0)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
@pytest.mark.parametrize("after", [(), ("1",)])
def test_a_kernel_that_dies_is_no_success(tmp_path: Path, death: str, after: tuple[str, ...]) -> None:
    assert "cellule 3" in refusal(notebook(tmp_path, death, *after), code="rivage")
    assert (tmp_path / "executed.ipynb").exists()


@pytest.mark.slow
def test_a_cell_that_leaves_with_sys_exit_is_no_success(tmp_path: Path) -> None:
    assert "cellule 3 n'a pas été exécutée" in refusal(notebook(tmp_path, "import sys; sys.exit(0)"), code="rivage")


@pytest.mark.slow
def test_an_endless_cell_is_stopped_and_named(tmp_path: Path) -> None:
    said = refusal(notebook(tmp_path, "import time; time.sleep(600)"), timeout=2, code="rivage")
    assert "cellule 3 tournait encore après 2 secondes" in said
