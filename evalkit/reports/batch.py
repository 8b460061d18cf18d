"""Several dossiers: all are read before any report is made, and a bad one stops none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dossier import Dossier
from evalkit.reports.previous import dossier_files
from evalkit.sources import read_dossier
from evalkit.texts import Language


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


@dataclass(frozen=True)
class Made:
    """A report that was tried.

    Parameters
    ----------
    file : pathlib.Path
        The dossier.
    language : {"fr", "en"}
    page : pathlib.Path or None
        The page, or None when it failed.
    problems : tuple of Problem
        Why it failed.
    """

    file: Path
    language: Language
    page: Path | None
    problems: tuple[Problem, ...] = ()


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


def make_all(read: Iterable[Read], out: Path, languages: Sequence[Language]) -> Iterator[Made]:
    """Make the reports of the dossiers that could be read, one after the other; yields each as it ends."""
    for each in read:
        for language in languages if each.dossier else ():
            yield _make(each.file, out, language)


def _make(file: Path, out: Path, language: Language) -> Made:
    from evalkit.reports.make import make_report

    try:
        return Made(file, language, make_report(file, out, language).page)
    except EvalkitError as error:
        return Made(file, language, None, error.problems)


def _read(file: Path) -> Read:
    try:
        dossier = read_dossier(file)
    except EvalkitError as error:
        return Read(file, None, error.problems, error.notes)
    return Read(file, dossier, notes=dossier.notes)


def _refuse_twins(read: Sequence[Read]) -> tuple[Read, ...]:
    """Two dossiers of one code and year would write the same report: which one is right is not ours to choose."""
    return tuple(_refused(each, twin) if (twin := _twin(each, read)) else each for each in read)


def _twin(each: Read, read: Sequence[Read]) -> Path | None:
    return next((other.file for other in read if other is not each and _same_report(each, other)), None)


def _same_report(one: Read, other: Read) -> bool:
    a, b = one.dossier, other.dossier
    return a is not None and b is not None and (a.code, a.year) == (b.code, b.year)


def _refused(each: Read, twin: Path) -> Read:
    place = each.dossier.place_of(("code",)) if each.dossier else Place(each.file.name)
    found = problem(place, "code", "report.same_year_twice", other=twin.name)
    return replace(each, dossier=None, problems=(found,))
