"""One territory, one language → one folder: the atlas, its tables and figures, the executed notebook, a manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.batch import Plan
from evalkit.reports.order import INPUT
from evalkit.reports.own import own_file
from evalkit.reports.task import Input, Task
from evalkit.territory.levels import Level

# Heavy modules of the territory wait inside the functions: the command line imports this one.
from evalkit.texts import Language, said

if TYPE_CHECKING:
    from evalkit.reports.territory_shared import Checked
    from evalkit.territory.atlas import Atlas

NOTEBOOK = "07_territoire.ipynb"
PAGE: dict[Language, str] = {"fr": "territoire", "en": "territory"}
PREFIXES: dict[str, Level] = {
    "COM": "commune",
    "EPCI": "epci",
    "ZE": "employment_zone",
    "ZEP": "employment_zone_part",
    "DEP": "departement",
    "REG": "region",
}
OWN = ".own"
"""After the name of the file of workers."""


@dataclass(frozen=True)
class Territory:
    """A zone as the command line names it.

    Parameters
    ----------
    level : Level
    code : str
    """

    level: Level
    code: str

    @property
    def written(self) -> str:
        """As it is typed: ``ZE:2810``."""
        return f"{next(key for key, level in PREFIXES.items() if level == self.level)}:{self.code}"

    @property
    def folder(self) -> str:
        """Name of its folder: ``ZE-2810``."""
        return self.written.replace(":", "-")


def territory_of(text: str) -> Territory:
    """Read a territory as a manifest and a notebook name it.

    Raises
    ------
    EvalkitError
        When it has not the form of one.
    """
    from evalkit.territory.levels import is_code

    prefix, _, code = text.strip().upper().partition(":")
    level = PREFIXES.get(prefix)
    if level is None or not is_code(code, level):
        raise EvalkitError([problem(Place(text or "-"), "", "atlas.no_territory", found=text)])
    return Territory(level, code)


def territory_notebook() -> Path:
    """Return evalkit's own notebook of a territory."""
    return own_file(f"notebooks/{NOTEBOOK}")


def plan_territories(
    territories: Sequence[tuple[Territory, str]],
    checked: Checked,
    own: Path | None,
    out: Path,
    languages: Sequence[Language],
    interactive: bool = False,
) -> Plan:
    """Return the atlases that are to be made.

    Parameters
    ----------
    territories : sequence of (Territory, str)
        Each with its name.
    checked : Checked
        The official files as they were read: the warm engine hands them to all atlases, each of the others reads again.
    own : pathlib.Path or None
        The SIAE's workers.
    out : pathlib.Path
        An atlas stands in ``<out>/<ZE-2810>/<language>/``.
    languages : sequence of {"fr", "en"}
    interactive : bool
        Whether each atlas has a page of maps to point at beside it.

    Raises
    ------
    EvalkitError
        When the workers cannot be read: before anything is made.
    """
    from evalkit.reports.territory_shared import share

    levels = dict.fromkeys(each.level for each, _ in territories)
    workers = {level: _workers(own, level, checked.atlas) for level in levels} if own else {}
    tasks = (
        _task(each, name, checked.inputs, workers.get(each.level), out, language, interactive)
        for each, name in territories
        for language in languages
    )
    contents = {each.name: each.sha256 for each in checked.inputs}
    prepare = partial(share, checked.shown(), contents, [each for each, _ in territories], tuple(languages))
    return Plan((), tuple(tasks), out=str(out), prepare=prepare)


def _workers(own: Path, level: Level, atlas: Atlas) -> Input:
    """Return the file of workers, of which the manifest tells the hash of what may be shown.

    The hash of the file would tell who knows all rows but one, or guesses a short file, that the guess is right.
    """
    from evalkit.territory import embedded
    from evalkit.territory.own_data import read_own_data

    found = read_own_data(own, atlas.membership, level, embedded.passage())
    shown = (*sorted({**vars(found), "notes": ()}.items()), *(each.sentence("fr") for each in found.notes))
    # Beside the official files, under a name that no reader of theirs takes for one.
    return replace(Input.of(f"{own.name}{OWN}", own), told=hashlib.sha256(repr(shown).encode()).hexdigest())


def _task(
    each: Territory,
    name: str,
    inputs: tuple[Input, ...],
    workers: Input | None,
    out: Path,
    language: Language,
    interactive: bool,
) -> Task:
    return Task(
        source=Path(each.written),
        folder=out / each.folder / language,
        notebook=territory_notebook(),
        parameters={
            "territory": each.written,
            "data_folder": INPUT if inputs else "",
            "own_file": f"{INPUT}/{workers.name}" if workers else "",
            "language": language,
            "output_folder": ".",
            "interactive": interactive,
        },
        inputs=(*inputs, workers) if workers else inputs,
        page=PAGE[language],
        executed=NOTEBOOK,
        title=said("atlas.page_title", language, name=name),
        language=language,
        about={"territory": {"code": each.written, "name": name}, "title": name},
    )
