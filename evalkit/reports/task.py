"""One folder of results to be made: from what, with which notebook, where to; and its making by an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from evalkit.errors import Place, Problem, problem, write_problem
from evalkit.reports.manifest import facts_of, made_before
from evalkit.reports.order import OUTPUTS, USUAL, Look, Order, Outcome, Output
from evalkit.reports.place import draft_of, keep_failure, put_in_place, reserved
from evalkit.reports.runner import TIMEOUT
from evalkit.texts import Language

__all__ = ["Engine", "Input", "Made", "Output", "Status", "Task", "Wish", "make"]

Status = Literal["made", "current", "failed"]


class Engine(Protocol):
    """What runs orders: `WarmEngine` or `OrdinaryEngine`."""

    @property
    def name(self) -> str:
        """What it is: ``warm`` or ``kernel``."""

    def run(self, order: Order) -> Outcome:
        """Fill an order's draft; never raises for what the notebook does."""

    def close(self) -> None:
        """End everything that still runs."""


@dataclass(frozen=True)
class Input:
    """A file that the notebook reads, as it was when it was checked.

    Parameters
    ----------
    name : str
        Its name under ``dossier/``.
    sha256 : str
        Of its content.
    source : pathlib.Path or bytes
        Where it is, or the content itself.
    told : str
        What the manifest says of it instead of its hash, where that would confirm a guess at what it holds.
    """

    name: str
    sha256: str
    source: Path | bytes
    told: str = ""

    @classmethod
    def of(cls, name: str, source: Path | bytes) -> Input:
        """Return an input with the hash of what it holds now."""
        return cls(name, hashlib.sha256(_content(source)).hexdigest(), source)

    def content(self) -> bytes | None:
        """Return what it holds, or None when that is no longer what was checked."""
        try:
            found = _content(self.source)
        except OSError:
            return None
        return found if hashlib.sha256(found).hexdigest() == self.sha256 else None


def _content(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


@dataclass(frozen=True)
class Task:
    """A folder of results to be made.

    Parameters
    ----------
    source : pathlib.Path
        What it is about, as told to the user: the file of the dossier, or of the parameters.
    folder : pathlib.Path
        Where the results stand.
    notebook : pathlib.Path
    parameters : mapping
        For the notebook; relative paths start where it runs.
    inputs : tuple of Input
    kept : mapping of str to tuple of Input
        Sub-folder → files that stay with the results.
    page, executed : str
        Names of the page (without suffix) and of the executed notebook.
    title : str
    language : {"fr", "en"}
    fictional : bool
    about : mapping
        What the manifest tells of the subject.
    look : {"report", "results", "code"}
        Whose page it is: evalkit's report, or any notebook's, without or with its code.
    """

    source: Path
    folder: Path
    notebook: Path
    parameters: Mapping[str, Any]
    inputs: tuple[Input, ...] = ()
    kept: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)
    page: str = "rapport"
    executed: str = "rapport.ipynb"
    title: str = ""
    language: Language = "fr"
    fictional: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    look: Look = "report"

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says of it, with its fingerprint."""
        inputs = {each.name: each.told or each.sha256 for each in self.inputs}
        return facts_of(self.about, inputs, self.notebook, self.parameters)


@dataclass(frozen=True)
class Wish:
    """How tasks are made: which outputs, how much time each, and whether also what is current already."""

    outputs: tuple[Output, ...] = USUAL
    timeout: int = TIMEOUT
    force: bool = False


@dataclass(frozen=True)
class Made:
    """What became of a task.

    Parameters
    ----------
    task : Task
    status : {"made", "current", "failed"}
        ``current``: it stood already, made the same way from the same input.
    problems : tuple of Problem
        Why it failed.
    seconds : float
    """

    task: Task
    status: Status
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

    @property
    def page(self) -> Path | None:
        """The first of its outputs that a reader opens, or None when it failed."""
        names = (f"{self.task.page}.html", f"{self.task.page}.pdf", f"{self.task.page}.docx", self.task.executed)
        places = (self.task.folder / name for name in names)
        return None if self.status == "failed" else next((place for place in places if place.is_file()), None)


def make(task: Task, engine: Engine, wish: Wish) -> Made:
    """Make one task, unless its results stand already; whatever goes wrong is in the answer."""
    try:
        with reserved(task.folder):
            return _make(task, engine, wish)
    except OSError as error:
        if not wish.force and _stands(task, wish):  # where nothing can be written, and need not be
            return Made(task, "current")
        return Made(task, "failed", (write_problem(Place(task.folder.as_posix()), error),))


def _stands(task: Task, wish: Wish) -> bool:
    try:
        return set(wish.outputs) <= made_before(task.folder, task.facts()["fingerprint"])
    except OSError:
        return False


def _make(task: Task, engine: Engine, wish: Wish) -> Made:
    facts = task.facts()
    before = made_before(task.folder, facts["fingerprint"])
    if not wish.force and set(wish.outputs) <= before:
        return Made(task, "current")
    outputs = tuple(each for each in OUTPUTS if each in {*wish.outputs, *before})
    contents = {each.name: each.content() for each in task.inputs}
    changed = [name for name, content in contents.items() if content is None]
    if changed:
        return Made(task, "failed", tuple(problem(Place(name), "", "report.changed_since") for name in changed))
    with draft_of(task.folder) as draft:
        order = _order(task, draft, contents, {**facts, "outputs": list(outputs)}, outputs, wish.timeout)
        outcome = engine.run(order)
        if outcome.problems:
            keep_failure(draft / task.executed, task.folder)
            return Made(task, "failed", outcome.problems, outcome.seconds)
        put_in_place(draft, task.folder)
    return Made(task, "made", (), outcome.seconds)


def _order(
    task: Task,
    draft: Path,
    contents: Mapping[str, bytes | None],
    facts: Mapping[str, Any],
    outputs: tuple[Output, ...],
    timeout: int,
) -> Order:
    return Order(
        draft=draft.resolve(),
        notebook=task.notebook.resolve(),
        parameters=task.parameters,
        inputs={name: content for name, content in contents.items() if content is not None},
        kept={f"{sub}/{each.name}": contents[each.name] or b"" for sub, files in task.kept.items() for each in files},
        page=task.page,
        executed=task.executed,
        title=task.title,
        language=task.language,
        fictional=task.fictional,
        outputs=outputs,
        facts=facts,
        timeout=timeout,
        look=task.look,
    )
