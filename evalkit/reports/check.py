"""Check one dossier: its problems, what the review finds, and for a workbook the same on its cells."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from evalkit.errors import EvalkitError, Place, Problem, write_problem
from evalkit.model import Dossier
from evalkit.reports.previous import RETURNED, find_previous
from evalkit.reports.read import Read, read_all
from evalkit.review import SEVERITIES, ReviewFinding, review_method
from evalkit.sources.grid import check_package
from evalkit.sources.returned import Mark, Severity, is_as_returned, is_returned, write_returned
from evalkit.texts import Language, say, unbroken


@dataclass(frozen=True)
class Checked:
    """What checking a file gave.

    Parameters
    ----------
    file : pathlib.Path
    dossier : Dossier or None
        None when the file has problems.
    problems : tuple of Problem
    notes : tuple of Problem
        What was understood without being written plainly, and what was left unread: no obstacle.
    findings : tuple of ReviewFinding
        The gravest first.
    previous_missing : bool
        Whether the previous year that the dossier names was not found beside it.
    returned : pathlib.Path or None
        For an .xlsx workbook: the copy that carries all this on its cells.
    """

    file: Path
    dossier: Dossier | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    findings: tuple[ReviewFinding, ...] = ()
    previous_missing: bool = False
    returned: Path | None = None


def check_file(file: str | Path, language: Language = "fr") -> Checked:
    """Check a dossier; for an .xlsx workbook, write beside it the copy that carries the remarks.

    Nothing is raised: problems of the dossier are the answer, and a copy that cannot be written is told in its notes.
    """
    (read,) = read_all([Path(file)])
    return check_read(read, language)


def check_read(read: Read, language: Language) -> Checked:
    """Check a dossier that was read with others; see `check_file`."""
    dossier, problems = read.dossier, read.problems
    try:
        previous = find_previous(read.file, dossier) if dossier else None
    except EvalkitError as error:
        previous, problems = None, (*problems, *error.problems)
    found = review_method(dossier, previous).findings if dossier else ()
    findings = tuple(sorted(found, key=lambda each: SEVERITIES.index(each.severity)))
    marks = _marks(problems, read.notes, findings, language)
    missing = bool(dossier and dossier.previous_year and previous is None and not problems)
    notes = read.notes
    try:
        returned = _returned(read.file, marks, language)
    except EvalkitError as error:
        returned, notes = None, (*notes, *error.problems)
    except OSError as error:
        returned, notes = None, (*notes, write_problem(Place(read.file.name), error))
    return Checked(read.file, dossier, problems, notes, findings, missing, returned)


def _returned(file: Path, marks: Sequence[Mark], language: Language) -> Path | None:
    """Write the copy with the marks, unless the file is none that can be given back so."""
    if file.suffix.lower() != ".xlsx":
        return None
    try:
        check_package(file)
    except EvalkitError:
        return None
    target = _free_name(file, language)
    write_returned(file, target, marks, language)
    return target


def _free_name(file: Path, language: Language) -> Path:
    """Return where the copy goes: never over a file in which someone typed, but for a copy that is checked again."""
    if RETURNED.fullmatch(file.stem) and is_returned(file):
        return file
    ending = say("cli.returned_suffix", language)
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (file.with_name(f"{file.stem}{ending}{number}.xlsx") for number in numbers)
    return next(name for name in names if not os.path.lexists(name) or is_as_returned(name))


def _marks(
    problems: Sequence[Problem], notes: Sequence[Problem], findings: Sequence[ReviewFinding], language: Language
) -> list[Mark]:
    marks = [_of_problem(each, "problem", language) for each in problems]
    marks += [
        _mark(each.place, each.severity, each.sentence(language), each.remedy(language), language, each.rule)
        for each in findings
    ]
    return marks + [_of_problem(each, "note", language) for each in notes]


def _of_problem(found: Problem, severity: Severity, language: Language) -> Mark:
    colon = " : " if language == "fr" else ": "
    named = found.named(language) + colon if found.place.heading else ""
    return _mark(found.place, severity, named + found.found(language), found.advice(language), language)


def _mark(place: Place, severity: Severity, sentence: str, remedy: str, language: Language, rule: str = "") -> Mark:
    said, advised = unbroken(sentence[:1].upper() + sentence[1:], language), unbroken(remedy, language)
    return Mark(place.sheet or "", place.cell or "", severity, said, advised, rule)
