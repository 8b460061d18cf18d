"""What a batch has prepared once is there for each of its reports."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from fault_notebooks import FIRST_OF_THEIRS, shown, task, write_notebook

from evalkit.errors import EvalkitError
from evalkit.reports.engine.warm import WarmEngine, can_fork
from evalkit.reports.task import Wish, make

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not can_fork(), reason="no fork on this system")]


@contextmanager
def warm(folder: Path, prepare: Callable[[], object]) -> Iterator[WarmEngine]:
    engine = WarmEngine(write_notebook(folder, "base"), 400_000_000, prepare=prepare)
    try:
        yield engine
    finally:
        engine.close()


def test_every_report_finds_what_was_prepared(tmp_path: Path) -> None:
    with warm(tmp_path, partial(sys.setrecursionlimit, 3210)) as engine:
        for name in ("one", "two"):
            notebook = write_notebook(tmp_path, name, "import sys\nprint(sys.getrecursionlimit())")
            made = make(task(notebook, tmp_path / "out"), engine, Wish())
            assert made.status == "made"
            assert shown(made.task.folder, FIRST_OF_THEIRS) == "3210\n"


def test_a_preparation_that_fails_stops_no_report(tmp_path: Path) -> None:
    with warm(tmp_path, partial(int, "no number")) as engine:
        made = make(task(write_notebook(tmp_path, "one", "print(1)"), tmp_path / "out"), engine, Wish())
    assert made.status == "made" and engine.name == "warm"


def test_what_is_prepared_may_be_large(tmp_path: Path) -> None:
    """Far more than a pair of sockets holds at once."""
    with warm(tmp_path, partial(len, b"x" * 50_000_000)) as engine:
        assert make(task(write_notebook(tmp_path, "one", "1"), tmp_path / "out"), engine, Wish()).status == "made"


def test_a_server_that_dies_while_it_is_prepared_is_told(tmp_path: Path) -> None:
    with warm(tmp_path, partial(sys.exit, 3)) as engine, pytest.raises(EvalkitError, match="le moteur rapide"):
        engine.start()
