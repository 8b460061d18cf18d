"""A notebook gets from the warm engine what an ordinary kernel gives it, cell by cell."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from evalkit.reports.engine.ordinary import OrdinaryEngine
from evalkit.reports.engine.warm import WarmEngine, can_fork
from evalkit.reports.order import Order
from evalkit.reports.task import Engine

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).with_name("fidelity.ipynb")
CELLS = [cell.metadata["name"] for cell in nbformat.read(NOTEBOOK, as_version=4).cells if "name" in cell.metadata]

_CHANGING = (
    (r"0x[0-9a-f]{6,}", "0x…"),
    (r"ipykernel_\d+", "ipykernel_N"),
    (r"/(?:tmp|var)/[^\s'\"]*?(?=/\d+\.py|['\"\s])", "TMP"),
    (r"\b[0-9a-f]{32}\b", "ID"),
    (r"/\d{6,}\.py", "/N.py"),
)


def run(engine: Engine, source: Path, draft: Path) -> Any:
    draft.mkdir(parents=True)
    order = Order(draft, source, {"code": "x"}, {}, "page", "executed.ipynb", "t", outputs=("ipynb",), timeout=120)
    try:
        engine.run(order)
    finally:
        engine.close()
    return nbformat.read(draft / "executed.ipynb", as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not can_fork():
        pytest.skip("no fork on this system")
    folder = tmp_path_factory.mktemp("fidelity")
    engines: dict[str, Callable[[], Engine]] = {
        "kernel": OrdinaryEngine,
        "warm": lambda: WarmEngine(NOTEBOOK, 2 * 1024**3),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # ipykernel looks for it, and does not read file descriptors then
        return {name: run(engine(), NOTEBOOK, folder / name / "run") for name, engine in engines.items()}


def cell(executed: Any, name: str) -> Any:
    return next(cell for cell in executed.cells if cell.metadata.get("name") == name)


def plain(value: Any) -> Any:
    """Put out of sight what differs between any two runs of one kernel: addresses, process numbers, random ids."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str):
        for pattern, instead in _CHANGING:
            value = re.sub(pattern, instead, value)
    return value


def outputs(cell: Any) -> list[Any]:
    """Return the outputs, pieces of one stream that came apart being put together: when they come is chance."""
    joined: list[Any] = []
    for output in map(plain, cell.outputs):
        last = joined[-1] if joined else None
        if last and output["output_type"] == "stream" == last["output_type"] and last["name"] == output["name"]:
            last["text"] += output["text"]
        else:
            joined.append(dict(output))
    streams = sorted((each for each in joined if each["output_type"] == "stream"), key=lambda each: each["name"])
    return [each for each in joined if each["output_type"] != "stream"] + streams


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_the_same(executed: dict[str, Any], name: str) -> None:
    warm, kernel = (cell(executed[engine], name) for engine in ("warm", "kernel"))
    assert outputs(warm) == outputs(kernel)
    assert warm.execution_count == kernel.execution_count


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_carries_the_same_metadata_but_for_its_times(executed: dict[str, Any], name: str) -> None:
    warm, kernel = (cell(executed[engine], name).metadata for engine in ("warm", "kernel"))
    assert warm.keys() == kernel.keys()
    assert warm["execution"].keys() == kernel["execution"].keys()
    times = {"start_time", "end_time", "duration"}
    assert {k: v for k, v in warm["papermill"].items() if k not in times} == {
        k: v for k, v in kernel["papermill"].items() if k not in times
    }


def test_the_notebooks_say_the_same_of_themselves(executed: dict[str, Any]) -> None:
    warm, kernel = (executed[engine].metadata for engine in ("warm", "kernel"))
    assert warm["language_info"] == kernel["language_info"]
    assert warm["kernelspec"] == kernel["kernelspec"]
    states = [each["widgets"]["application/vnd.jupyter.widget-state+json"]["state"] for each in (warm, kernel)]
    models = [sorted(model["model_name"] for model in state.values()) for state in states]
    assert models[0] == models[1]
    assert "IntSliderModel" in models[0]


def test_the_cells_show_something(executed: dict[str, Any]) -> None:
    """Guards the comparison: two empty notebooks would be equal too."""
    silent = {"nothing", "task", "cell magic", "semicolon", "help"}
    assert {name for name in CELLS if not cell(executed["kernel"], name).outputs} == silent
    assert "from a program" in str(outputs(cell(executed["warm"], "descriptor")))
    assert "image/png" in str(outputs(cell(executed["warm"], "matplotlib")))
