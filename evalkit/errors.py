"""Problems that a user can mend, and the one exception that carries them all.

A message says where (file, line or cell), what was expected and found, and what to write instead. All problems of a
file are raised together: nobody should have to run the same check ten times.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.texts import Language, has, say

Path = tuple[str | int, ...]
"""Where a value stands inside a dossier: ``("indicators", 2, "target")``."""


@dataclass(frozen=True)
class Place:
    """Where a value stands in the user's file.

    Parameters
    ----------
    file : str
        The file as the user named it.
    line, column : int or None
        Position in a text file, counted from 1.
    sheet, cell : str or None
        Position in a workbook (``"3 Indicateurs"``, ``"C7"``).
    heading : str
        Key of the text that heads the cell's column or line in evalkit's workbook; empty elsewhere.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    heading: str = ""

    def words(self, language: Language = "fr") -> str:
        """Return the place as a reader would name it: ``dossier.yaml, ligne 12``."""
        if self.sheet and self.cell:
            return f"{self.file}, {self.sheet}!{self.cell}"
        if self.line is None:
            return self.file
        return say("errors.place.line", language, file=self.file, line=self.line)

    def at(self, language: Language = "fr") -> str:
        """Return the place inside a sentence about the same file: ``à la ligne 12``."""
        if self.sheet and self.cell:
            return say("errors.place.at_cell", language, sheet=self.sheet, cell=self.cell)
        if self.line is None:
            return say("errors.place.at_file", language, file=self.file)
        return say("errors.place.at_line", language, line=self.line)


@dataclass(frozen=True)
class Said:
    """Words inside a sentence that change with the language: a key of ``texts`` and what fills it."""

    key: str
    values: tuple[tuple[str, object], ...] = ()

    def words(self, language: Language) -> str:
        """Return the words in a language."""
        return say(self.key, language, **{name: _in_words(value, language) for name, value in self.values})


def place_near(places: Mapping[Path, Place], path: Path, file: str) -> Place:
    """Return the place of a path, or of its nearest enclosing entry, or the whole file."""
    ways = (path[:length] for length in range(len(path), -1, -1))
    return next((places[way] for way in ways if way in places), Place(file))


@dataclass(frozen=True)
class Problem:
    """One fault in a user's input, with its remedy.

    Parameters
    ----------
    place : Place
        Where it stands.
    field : str
        The field as the user sees it (``indicators[2].target``); empty for the whole file.
    fault, remedy : tuple of (str, dict)
        Keys of ``texts/errors.yaml`` with the values that fill their sentences.
    """

    place: Place
    field: str
    fault: tuple[str, tuple[tuple[str, object], ...]]
    remedy: tuple[str, tuple[tuple[str, object], ...]]

    def sentence(self, language: Language = "fr") -> str:
        """Return the whole message: place, field, fault, remedy."""
        head = ", ".join(part for part in (self.place.words(language), self.named(language)) if part)
        colon = " : " if language == "fr" else ": "
        return f"{head}{colon}{self.found(language)} {self.advice(language)}"

    def found(self, language: Language = "fr") -> str:
        """Return what was expected and found."""
        return self._say(self.fault, language)

    def advice(self, language: Language = "fr") -> str:
        """Return what to write instead."""
        return self._say(self.remedy, language)

    def named(self, language: Language = "fr") -> str:
        """Return the field's name: its heading in a workbook, where no machine name shows; empty for the whole file."""
        if self.place.heading:
            return say(self.place.heading, language)
        return "" if self.place.sheet else self.field

    def _say(self, sentence: tuple[str, tuple[tuple[str, object], ...]], language: Language) -> str:
        """Fill a sentence; one about a cell may have wording of its own (``fault_cell``)."""
        key, values = sentence
        in_cell = f"{key}_cell"
        words = {name: _in_words(value, language) for name, value in values}
        return say(in_cell if self.place.sheet and has(in_cell) else key, language, **words)


def problem(place: Place, field: str, key: str, /, **values: object) -> Problem:
    """Build the `Problem` whose sentences are ``errors.<key>.fault`` and ``errors.<key>.remedy``."""
    filled = tuple(sorted(values.items()))
    return Problem(place, field, (f"errors.{key}.fault", filled), (f"errors.{key}.remedy", filled))


_WRITE_FAULTS = {
    errno.ENOENT: "no_folder",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOTDIR: "in_the_way",
    errno.EEXIST: "in_the_way",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}


def write_problem(place: Place, error: OSError) -> Problem:
    """Say in words why something could not be saved."""
    return problem(place, "", f"write.{_WRITE_FAULTS.get(error.errno or 0, 'failed')}", number=error.errno)


class EvalkitError(Exception):
    """A user's input cannot be used; carries every problem found in it.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    notes : iterable of Problem
        What was noticed on the way and is no obstacle.
    """

    def __init__(self, problems: Iterable[Problem], notes: Iterable[Problem] = ()) -> None:
        self.problems, self.notes = tuple(problems), tuple(notes)
        super().__init__(self.sentences("fr"))

    def sentences(self, language: Language = "fr") -> str:
        """Return one line per problem."""
        return "\n".join(each.sentence(language) for each in self.problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, or None."""
    found = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.7)
    return found[0] if found else None


def _in_words(value: object, language: Language) -> object:
    if isinstance(value, Said):
        return value.words(language)
    if isinstance(value, Place):
        return value.at(language)
    return ", ".join(str(_in_words(each, language)) for each in value) if isinstance(value, tuple) else value
