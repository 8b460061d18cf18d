"""A table of parameters: one run of a notebook per row, every value of the type that the notebook asks for.

Everything is read and checked before anything runs, and all problems are told at once, each with its line or cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Place, Problem, nearest, problem
from evalkit.model.fields import is_slug
from evalkit.reports.declared import Declared, declared_of
from evalkit.reports.parameter_files import looks_like_path, named_file
from evalkit.reports.parameter_table import Entry, Given, Table, read_table
from evalkit.reports.parameter_values import typed_cell, typed_native, typed_text
from evalkit.sources.grid import Cell
from evalkit.sources.shown import short
from evalkit.texts import LANGUAGES, Language

NAME = "name"
"""The column that names the folder of each row's results, unless the notebook has a parameter of that name."""

DOSSIER = "dossier_file"
"""The parameter that takes a dossier; like ``language`` and ``output_folder``, as in the notebook of the report."""


_NOWHERE = Place("")


@dataclass(frozen=True)
class Row:
    """One run of a notebook.

    Parameters
    ----------
    name : str
        Of the folder of its results: lower-case letters, digits and hyphens.
    parameters : mapping of str to object
        A value for every parameter that the notebook declares.
    files : mapping of str to pathlib.Path
        Parameter → the file that its value names; the run gets a copy.
    place : Place
        Where the row stands.
    """

    name: str
    parameters: Mapping[str, Any]
    files: Mapping[str, Path] = field(default_factory=dict)
    place: Place = _NOWHERE


def read_parameters(
    file: Path, notebook: Path, fixed: Mapping[str, str] | None = None, language: Language = "fr"
) -> tuple[Row, ...]:
    """Read a table of parameters for a notebook.

    Parameters
    ----------
    file : pathlib.Path
        CSV (semicolon, comma or tab), workbook (.xlsx, .ods, .xls; its first sheet that holds something), or a list of
        mappings in YAML or JSON. Its columns are parameters of the notebook; one called ``name`` names the folder of
        each result. An empty cell leaves the value that the notebook itself gives. A file is named from the folder of
        the table.
    notebook : pathlib.Path
    fixed : mapping of str to str, optional
        Values for every row, as they were typed; files are named from the folder one stands in.
    language : {"fr", "en"}
        For a parameter ``language`` that no column gives.

    Returns
    -------
    tuple of Row
        In the order of the table. Without a name, a row is called by its number: ``001``.

    Raises
    ------
    EvalkitError
        With every problem of the table and of the notebook's parameters.
    """
    declared = {each.name: each for each in declared_of(notebook)}
    base, problems = _shared(declared, notebook, fixed or {}, language)
    table = read_table(file)
    problems += _faults_of_columns(table, declared, fixed or {})
    known = Table(tuple(each for each in table.columns if each[0] in declared), table.entries)
    rows: list[Row] = []
    for number, entry in enumerate(table.entries, start=1):
        row, faults = _row(entry, declared, base, file.parent)
        problems += faults
        rows.append(replace(row, name=_name(entry, declared) or f"{number:0{max(3, len(str(len(table.entries))))}d}"))
    told = {each.place for each in problems}
    problems += [each for each in _lost_files(known, rows) if each.place not in told]
    problems += _faults_of_names(table, rows, declared)
    problems += _unset(rows, declared, Place(file.name))
    if problems:
        raise EvalkitError(sorted(problems, key=lambda each: each.place.line or 0))
    return tuple(rows)


def row_of(notebook: Path, fixed: Mapping[str, str], language: Language = "fr", dossier: bool = False) -> Row:
    """Return the one run that values typed by hand make; the rest is what the notebook itself gives.

    Parameters
    ----------
    notebook : pathlib.Path
    fixed : mapping of str to str
        Values as they were typed; files are named from the folder one stands in.
    language : {"fr", "en"}
    dossier : bool
        Whether ``dossier_file`` is still to be given: the notebook must declare it and `fixed` not hold it.

    Raises
    ------
    EvalkitError
        With every problem of the values and of the notebook's parameters.
    """
    declared = {each.name: each for each in declared_of(notebook)}
    row, problems = _shared(declared, notebook, fixed, language)
    if dossier:
        problems += _faults_of_dossier(declared, notebook, fixed)
        declared.pop(DOSSIER, None)
    problems += _unset([row], declared, Place(notebook.name))
    if problems:
        raise EvalkitError(problems)
    return row


def _shared(
    declared: Mapping[str, Declared], notebook: Path, fixed: Mapping[str, str], language: Language
) -> tuple[Row, list[Problem]]:
    """Return what every row has in common: the notebook's own values, ours, then those typed by hand."""
    place, typed = Place(notebook.name), Place("--set")
    ours: dict[str, Any] = {"language": language} if _takes_language(declared) else {}
    ours |= {"output_folder": "."} if "output_folder" in declared else {}
    own = {name: each.default for name, each in declared.items() if not each.computed and name not in ours}
    row = Row("001", {**own, **ours}, {}, place)
    row, problems = _with_files(row, declared, dict.fromkeys(own, place), notebook.parent)
    problems += [_unknown(name, declared, typed) for name in fixed if name not in declared]
    entry = Entry({name: Given(text, typed) for name, text in fixed.items() if name in declared}, typed)
    found, faults = _row(entry, declared, row, Path())
    return found, [*problems, *faults]


def _takes_language(declared: Mapping[str, Declared]) -> bool:
    return "language" in declared and declared["language"].default in LANGUAGES


def _row(entry: Entry, declared: Mapping[str, Declared], base: Row, folder: Path) -> tuple[Row, list[Problem]]:
    """Put what a row gives in the place of what is common to all."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, given in entry.given.items():
        if name not in declared:
            continue
        try:
            values[name] = _typed(given, declared[name])
        except EvalkitError as error:
            problems += error.problems
    files = {name: file for name, file in base.files.items() if name not in values}
    row = Row(base.name, {**base.parameters, **values}, files, entry.place)
    row, faults = _with_files(row, declared, {name: entry.given[name].place for name in values}, folder)
    return row, [*problems, *faults]


def _typed(given: Given, declared: Declared) -> Any:
    if isinstance(given.value, Cell):
        return typed_cell(given.value, declared, given.place)
    read = typed_text if given.place.file == "--set" else typed_native
    return read(given.value, declared, given.place)


def _with_files(
    row: Row, declared: Mapping[str, Declared], places: Mapping[str, Place], folder: Path
) -> tuple[Row, list[Problem]]:
    """Find the files that some of a row's values name, from a folder."""
    files = dict(row.files)
    problems: list[Problem] = []
    for name, place in places.items():
        try:
            if file := named_file(row.parameters[name], declared[name], folder, place):
                files[name] = file
        except EvalkitError as error:
            problems += error.problems
    return replace(row, files=files), problems


def _name(entry: Entry, declared: Mapping[str, Declared]) -> str:
    given = None if NAME in declared else entry.given.get(NAME)
    if given is None:
        return ""
    return typed_cell(given.value, _NAMED, given.place) if isinstance(given.value, Cell) else str(given.value)


_NAMED = Declared(NAME, "str", "''", "")


def _faults_of_columns(table: Table, declared: Mapping[str, Declared], fixed: Mapping[str, str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, place in table.columns:
        if name in seen:
            yield problem(place, name, "run.column_twice", name=short(name))
        elif name not in declared and name != NAME:
            yield _unknown(name, declared, place)
        elif name in fixed:
            yield problem(place, name, "run.given_twice", name=name)
        seen.add(name)


def _unknown(name: str, declared: Mapping[str, Declared], place: Place) -> Problem:
    meant = nearest(name, declared)
    if meant:
        return problem(place, "", "run.misspelt", found=short(name), meant=meant)
    return problem(place, "", "report.unknown_parameter", found=short(name), known=", ".join(declared))


def _faults_of_dossier(declared: Mapping[str, Declared], notebook: Path, fixed: Mapping[str, str]) -> list[Problem]:
    if DOSSIER not in declared:
        return [problem(Place(notebook.name), "", "run.takes_no_dossier", known=", ".join(declared))]
    return [problem(Place("--set"), DOSSIER, "run.given_twice", name=DOSSIER)] if DOSSIER in fixed else []


def _unset(rows: Sequence[Row], declared: Mapping[str, Declared], place: Place) -> Iterator[Problem]:
    """Name once each parameter that a row leaves to the notebook, whose own value cannot be given back."""
    for name, each in declared.items():
        if any(name not in row.parameters for row in rows):
            key = "run.moment" if each.is_moment else "run.computed"
            yield problem(place, name, key, name=name, written=short(each.written))


def _lost_files(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    """Where a column names files, one that is not there is a mistake rather than a text."""
    for name, _ in table.columns:
        if not any(name in row.files for row in rows):
            continue
        for entry, row in zip(table.entries, rows, strict=True):
            given = entry.given.get(name)
            if given and name not in row.files and looks_like_path(row.parameters.get(name)):
                yield problem(given.place, name, "run.no_file", found=short(row.parameters[name]))


def _faults_of_names(table: Table, rows: Sequence[Row], declared: Mapping[str, Declared]) -> Iterator[Problem]:
    times = Counter(row.name for row in rows)
    for entry, row in zip(table.entries, rows, strict=True):
        place = entry.given[NAME].place if NAME in entry.given and NAME not in declared else entry.place
        if not is_slug(row.name):
            yield problem(place, NAME, "run.name", found=short(row.name))
        elif times[row.name] > 1:
            yield problem(place, NAME, "run.same_name", found=short(row.name))
