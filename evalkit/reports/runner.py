"""Run a notebook, strictly: papermill's warnings are refusals here, and its successes are checked.

Bare papermill runs on the notebook's own values when a parameter is misspelt or the ``parameters`` tag is missing,
and reports success when a kernel was killed. A report made so would be about another dossier, or about half of one.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.tidy import tidy_notebook

TIMEOUT = 300
"""Seconds that one cell may take."""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """A notebook that ran to its last cell.

    Parameters
    ----------
    output : pathlib.Path
        The executed notebook.
    cells : int
        How many code cells ran.
    seconds : float
        How long it took.
    """

    output: Path
    cells: int
    seconds: float


def run_notebook(notebook: Path, parameters: Mapping[str, str], output: Path, timeout: int = TIMEOUT) -> Run:
    """Run a notebook with parameters, in the folder of its output.

    Parameters
    ----------
    notebook : pathlib.Path
        With exactly one cell tagged ``parameters``.
    parameters : mapping
        A value for each parameter of that cell; relative paths start at the folder of `output`.
    output : pathlib.Path
        Where the executed notebook is kept, whether it ran to its end or not.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    EvalkitError
        When the notebook or its parameters do not fit, or when a cell fails, takes too long or does not run.
    """
    declared = _declared_parameters(notebook)
    _check_parameters(notebook, parameters, declared)
    started = time.monotonic()
    failure = _execute(notebook, parameters, output, timeout)
    executed = tidy_notebook(output, notebook)
    problems = [_failure_problem(notebook, executed, failure, timeout)] if failure else _incomplete(notebook, executed)
    if problems:
        raise EvalkitError(problems)
    return Run(output, len(_code_cells(executed)), time.monotonic() - started)


def _declared_parameters(notebook: Path) -> tuple[str, ...]:
    import nbformat
    from papermill.inspection import inspect_notebook

    place = Place(notebook.name)
    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except FileNotFoundError:
        raise EvalkitError([problem(place, "", "no_such_file")]) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, AttributeError):
        raise EvalkitError([problem(place, "", "report.not_a_notebook")]) from None
    tagged = sum("parameters" in cell.metadata.get("tags", []) for cell in cells)
    if tagged != 1:
        raise EvalkitError([problem(place, "", "report.parameters_cell", found=tagged)])
    return tuple(inspect_notebook(str(notebook)))


def _check_parameters(notebook: Path, given: Mapping[str, str], declared: tuple[str, ...]) -> None:
    place, known = Place(notebook.name), ", ".join(declared)
    unknown = [problem(place, "", "report.unknown_parameter", found=n, known=known) for n in given if n not in declared]
    missing = [problem(place, "", "report.missing_parameter", found=n) for n in declared if n not in given]
    if unknown or missing:
        raise EvalkitError([*unknown, *missing])


def _execute(notebook: Path, parameters: Mapping[str, str], output: Path, timeout: int) -> Exception | None:
    """Run; return what papermill or nbclient raised. The executed notebook is on disk in every case."""
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook

    from evalkit.reports.kernel import OwnKernel

    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        execute_notebook(
            _literal(notebook.resolve()),
            _literal(output.resolve()),
            parameters=dict(parameters),
            cwd=output.resolve().parent,
            execution_timeout=timeout,
            iopub_timeout=timeout,  # a loaded machine may take more than nbclient's 4 s to hand over the last output
            start_timeout=timeout,
            progress_bar=False,
            kernel_manager_class=OwnKernel,
        )
    except (PapermillExecutionError, CellTimeoutError, RuntimeError) as error:  # RuntimeError: the kernel never began
        return error
    return None


def _literal(path: Path) -> str:
    """Papermill fills the braces of a path: double them."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _failure_problem(notebook: Path, executed: Any, failure: Exception, timeout: int) -> Problem:
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    place, cell = Place(notebook.name), _last_started(executed)
    if isinstance(failure, CellTimeoutError):
        return problem(place, "", "report.cell_too_long", cell=cell, seconds=timeout)
    if not isinstance(failure, PapermillExecutionError):
        return problem(place, "", "report.kernel_died", cell=cell)
    said = _ANSI.sub("", failure.evalue or failure.ename)
    return problem(place, "", "report.cell_failed", cell=cell, said=said if said.endswith(".") else f"{said}.")


def _incomplete(notebook: Path, executed: Any) -> list[Problem]:
    """Check what papermill does not: every code cell ran, in order, to the last, and none ended in an error."""
    for number, cell in enumerate(_code_cells(executed), start=1):
        failed = any(output.output_type == "error" for output in cell.outputs)
        if failed or cell.execution_count != number:
            return [problem(Place(notebook.name), "", "report.not_finished", cell=number)]
    return []


def _last_started(executed: Any) -> int:
    """Count the code cells up to the one that was running: papermill notes when each begins, dying kernels nothing."""
    cells = enumerate(_code_cells(executed), start=1)
    started = [number for number, cell in cells if cell.metadata.get("papermill", {}).get("start_time")]
    return started[-1] if started else 1


def _code_cells(executed: Any) -> list[Any]:
    return [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
