"""Problems that a user can mend, and the one exception that carries them all.

A message says where (file, line or cell), what was expected and found, and what to write instead. All problems of a
file are raised together: nobody should have to run the same check ten times.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.texts import Language, say

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
        Position in a workbook (``"Indicateurs"``, ``"C7"``).
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def words(self, language: Language = "fr") -> str:
        """Return the place as a reader would name it: ``dossier.yaml, ligne 12``."""
        if self.sheet and self.cell:
            return f"{self.file}, {self.sheet}!{self.cell}"
        if self.line is None:
            return self.file
        return say("errors.place.line", language, file=self.file, line=self.line)


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
        head = self.place.words(language)
        if self.field:
            head = f"{head}, {self.field}"
        colon = " : " if language == "fr" else ": "
        return f"{head}{colon}{_fill(self.fault, language)} {_fill(self.remedy, language)}"


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
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.sentences("fr"))

    def sentences(self, language: Language = "fr") -> str:
        """Return one line per problem."""
        return "\n".join(each.sentence(language) for each in self.problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, or None."""
    found = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.7)
    return found[0] if found else None


def _fill(sentence: tuple[str, tuple[tuple[str, object], ...]], language: Language) -> str:
    key, values = sentence
    return say(key, language, **dict(values))
