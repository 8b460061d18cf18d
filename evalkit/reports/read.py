"""Several dossiers read at once: each file once, a bad one stops none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dossier import Dossier
from evalkit.reports.previous import dossier_files
from evalkit.sources import read_dossier


@dataclass(frozen=True)
class Read:
    """A file and what reading it gave.

    Parameters
    ----------
    file : pathlib.Path
    dossier : Dossier or None
        None when the file has problems.
    problems, notes : tuple of Problem
        What keeps it from being read, and what was only noticed.
    """

    file: Path
    dossier: Dossier | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def read_all(paths: Sequence[Path]) -> tuple[Read, ...]:
    """Read every dossier of some files and folders, each file once; two of the same code and year are both refused.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        A folder stands for the dossiers in it, YAML and workbooks, not for its sub-folders.

    Returns
    -------
    tuple of Read
        A file that cannot be read, and a folder without a dossier, are in it with their problems.
    """
    found = [each for path in paths for each in _of_path(path)]
    once = {_identity(each.file): each for each in found}
    return _refuse_twins(list(once.values()))


def _of_path(path: Path) -> list[Read]:
    try:
        if not path.is_dir():
            return [_read(path)]
        files = dossier_files(path)
    except OSError:
        return [Read(path, None, (problem(Place(str(path)), "", "unreadable_file"),))]
    if not files:
        return [Read(path, None, (problem(Place(str(path)), "", "report.no_dossier"),))]
    return [_read(file) for file in files]


def _identity(file: Path) -> Path:
    """Return one name for a file that is reached by several; a link that leads nowhere is its own."""
    try:
        return file.resolve()
    except (OSError, RuntimeError):
        return file.absolute()


def _read(file: Path) -> Read:
    try:
        dossier = read_dossier(file)
    except EvalkitError as error:
        return Read(file, None, error.problems, error.notes)
    return Read(file, dossier, notes=dossier.notes)


def _refuse_twins(read: Sequence[Read]) -> tuple[Read, ...]:
    """Two dossiers of one code and year would write the same report: which one is right is not ours to choose."""
    same: dict[tuple[str, int], list[Path]] = {}
    for each in read:
        if each.dossier:
            same.setdefault((each.dossier.code, each.dossier.year), []).append(each.file)
    return tuple(_refused(each, twin) if (twin := _twin(each, same)) else each for each in read)


def _twin(each: Read, same: Mapping[tuple[str, int], list[Path]]) -> Path | None:
    files = same[each.dossier.code, each.dossier.year] if each.dossier else []
    return next((file for file in files if file != each.file), None)


def _refused(each: Read, twin: Path) -> Read:
    place = each.dossier.place_of(("code",)) if each.dossier else Place(each.file.name)
    found = problem(place, "code", "report.same_year_twice", other=twin.name)
    return replace(each, dossier=None, problems=(found,))
