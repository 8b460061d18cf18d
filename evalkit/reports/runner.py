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
"""Seconds that one report may take."""

JOURNAL = ".journal"
"""Beside the output while a notebook runs: what it showed so far."""

_KERNEL = "python3"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """A notebook that ran to its last cell.

    Parameters
    ----------
    output : pathlib.Path
        The executed notebook.
    notebook : NotebookNode
        The same, read.
    cells : int
        How many code cells ran.
    seconds : float
        How long it took.
    """

    output: Path
    notebook: Any
    cells: int
    seconds: float


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    output: Path,
    timeout: int = TIMEOUT,
    manager: Any = None,
    memory: int | None = None,
) -> Run:
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
        Seconds that the whole notebook may take.
    manager : HereManager, optional
        A kernel that runs already, in the folder of `output`; else an ordinary one is started.
    memory : int, optional
        Bytes that an ordinary kernel may take, where the system can be told (Linux).

    Raises
    ------
    EvalkitError
        When the notebook or its parameters do not fit, or when a cell fails, takes too long, shows too much or does
        not run.
    """
    _check_parameters(notebook, parameters)
    started = time.monotonic()
    executed, failure = _execute(
        notebook, parameters, output, _kernel(output.resolve().parent, timeout, manager, memory)
    )
    tidy_notebook(executed, output, notebook)
    problems = [_failure_problem(notebook, executed, failure, timeout)] if failure else _incomplete(notebook, executed)
    if problems:
        raise EvalkitError(problems)
    return Run(output, executed, len(_code_cells(executed)), time.monotonic() - started)


def rescue(notebook: Path, output: Path, timeout: int | None = None) -> Problem:
    """Keep what a process that is gone had shown, and say in which cell it was.

    Parameters
    ----------
    notebook : pathlib.Path
        What was run.
    output : pathlib.Path
        Where its executed notebook would be; it is written from the journal beside it.
    timeout : int, optional
        The seconds it was given, when it was stopped because they had passed.
    """
    executed = _so_far(notebook, output)
    tidy_notebook(executed, output, notebook)
    place, cell = Place(notebook.name), _last_started(executed)
    if timeout is not None:
        return problem(place, "", "report.cell_too_long", cell=cell, seconds=timeout)
    return problem(place, "", "report.kernel_died", cell=cell)


def _so_far(notebook: Path, output: Path) -> Any:
    """Return a notebook as far as its journal tells, and drop the journal; without one it had run to its end."""
    import nbformat

    from evalkit.reports.engine.journal import read_journal

    journal = output.with_name(JOURNAL)
    ended = output if output.is_file() else notebook
    executed = read_journal(journal) or nbformat.read(ended, as_version=4)
    journal.unlink(missing_ok=True)
    return executed


def declared_parameters(notebook: Path) -> tuple[Any, ...]:
    """Return papermill's view of the parameters that a notebook declares: name, inferred type, default, help.

    Raises
    ------
    EvalkitError
        When the file is no notebook, or has not exactly one cell tagged ``parameters``.
    """
    import nbformat
    from papermill.inspection import _infer_parameters

    place = Place(notebook.name)
    try:
        read = nbformat.read(notebook, as_version=4)
        tagged = sum("parameters" in cell.metadata.setdefault("tags", []) for cell in read.cells)
    except FileNotFoundError:
        raise EvalkitError([problem(place, "", "no_such_file")]) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, AttributeError):
        raise EvalkitError([problem(place, "", "report.not_a_notebook")]) from None
    if tagged != 1:
        raise EvalkitError([problem(place, "", "report.parameters_cell", found=tagged)])
    return tuple(_infer_parameters(read, name=_KERNEL, language="python"))


def _check_parameters(notebook: Path, given: Mapping[str, Any]) -> None:
    declared = [parameter.name for parameter in declared_parameters(notebook)]
    place, known = Place(notebook.name), ", ".join(declared)
    unknown = [problem(place, "", "report.unknown_parameter", found=n, known=known) for n in given if n not in declared]
    missing = [problem(place, "", "report.missing_parameter", found=n) for n in declared if n not in given]
    if unknown or missing:
        raise EvalkitError([*unknown, *missing])


def _execute(
    notebook: Path, parameters: Mapping[str, Any], output: Path, kernel: Mapping[str, Any]
) -> tuple[Any, Exception | None]:
    """Run; return the notebook as far as it ran, and what papermill or nbclient raised."""
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook, raise_for_execution_errors

    from evalkit.reports.engine.notebook import ENGINE, CellTimeoutError, TooMuchOutput

    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    journal = output.with_name(JOURNAL)
    try:
        executed = execute_notebook(
            _literal(notebook.resolve()),
            None,
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name=_KERNEL,
            language="python",
            progress_bar=False,
            **kernel,
            journal=journal,
        )
    except PapermillExecutionError as error:
        executed = _so_far(notebook, output)
        try:
            raise_for_execution_errors(executed, None)  # marks the cell for the reader
        except PapermillExecutionError:
            return executed, error
        raise
    except (CellTimeoutError, TooMuchOutput, RuntimeError) as error:  # RuntimeError: the kernel died or never began
        return _so_far(notebook, output), error
    journal.unlink(missing_ok=True)
    return executed, None


def _kernel(folder: Path, timeout: int, manager: Any, memory: int | None) -> dict[str, Any]:
    """Return how the notebook is run: in the kernel that is given, else in one of its own, started in `folder`."""
    deadline = time.monotonic() + timeout
    limits = {
        "timeout_func": lambda _cell: max(1, round(deadline - time.monotonic())),
        "iopub_timeout": timeout,  # a loaded machine may take more than nbclient's 4 s to hand over the last output
        "start_timeout": timeout,
    }
    if manager is not None:
        return {**limits, "manager": manager}
    from evalkit.reports.kernel import own_kernel

    return {**limits, "kernel_manager_class": own_kernel(memory), "resources": {"metadata": {"path": str(folder)}}}


def _literal(path: Path) -> str:
    """Papermill fills the braces of a path: double them."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _failure_problem(notebook: Path, executed: Any, failure: Exception, timeout: int) -> Problem:
    from papermill.exceptions import PapermillExecutionError

    from evalkit.reports.engine.notebook import MOST_OUTPUT, CellTimeoutError, TooMuchOutput

    place, cell = Place(notebook.name), _last_started(executed)
    if isinstance(failure, CellTimeoutError):
        return problem(place, "", "report.cell_too_long", cell=cell, seconds=timeout)
    if isinstance(failure, TooMuchOutput):
        return problem(place, "", "report.too_much_output", cell=cell, megabytes=MOST_OUTPUT // 1_000_000)
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
