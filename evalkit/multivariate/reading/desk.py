"""Both files side by side: where each thing stands, and the problems and notes gathered on the way."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.errors import Path as FieldPath
from evalkit.errors import Place, Problem, nearest, problem
from evalkit.multivariate.reading.columns import Column, Reader
from evalkit.multivariate.reading.raw import RawColumn, RawTable
from evalkit.multivariate.reading.roles import RolesFile
from evalkit.sources.shown import short
from evalkit.sources.wording import fold
from evalkit.texts import Language, say

MOST_SHOWN = 5
"""Cells told one by one; the others are counted."""
MOST_NAMES = 15


class Desk:
    """A table and its roles while they are read.

    Parameters
    ----------
    file : RolesFile
    table : RawTable
    language : {"fr", "en"}

    Attributes
    ----------
    problems, notes : list of Problem
        What stands in the way, and what is only to be told.
    """

    def __init__(self, file: RolesFile, table: RawTable, language: Language) -> None:
        self.file, self.roles, self.table, self.language = file, file.roles, table, language
        self.headings = {each.heading: each for each in table.columns}
        truths = (say("study.yes", language), say("study.no", language))
        self.reader = Reader(table, self.roles.missing_values, self.roles.decimal, truths)
        self.problems: list[Problem] = []
        self.notes = list(self.reader.notes)
        self._columns: dict[str, Column] = {}

    def add(self, path: FieldPath, key: str, **values: object) -> None:
        """Add a problem where the roles say something, or of the table where they do not."""
        if path in self.file.tree.places:
            self.problems.append(self.file.fault(path, key, **values))
        else:
            self.problems.append(problem(Place(self.table.file), "", key, **values))

    def named(self, name: str | None, path: FieldPath) -> RawColumn | None:
        """Return a column that the roles name; where there is none of that name, say which may be meant."""
        if not name or name in self.headings:
            return self.headings.get(name or "")
        known = {fold(each): each for each in self.headings}
        meant = nearest(fold(name)[:200], known)
        values = {"found": short(name), "file": self.table.file}
        if meant:
            self.add(path, "study.no_column_near", meant=short(known[meant]), **values)
        else:
            self.add(path, "study.no_column", known=tuple(map(short, list(self.headings)[:MOST_NAMES])), **values)
        return None

    def column(self, raw: RawColumn) -> Column:
        """Return a column as the roles say it is, or as it seems to be."""
        if raw.heading not in self._columns:
            self._columns[raw.heading] = self.reader.read(raw, self.roles.kinds.get(raw.heading))
        return self._columns[raw.heading]

    def at(self, column: Column, row: int, key: str, **values: object) -> Problem:
        """Build the problem of a cell."""
        return problem(self.table.at(row, column.name), short(column.name), key, **values)

    def cells(self, column: Column, found: Mapping[int, str]) -> tuple[str, ...]:
        """Write some cells with where they stand: ``« abc » (l. 4)``."""
        places = [(self.table.at(row, column.name), text) for row, text in list(found.items())[:MOST_SHOWN]]
        shown = [f"« {short(text)} » ({place.cell or f'l. {place.line}'})" for place, text in places]
        return tuple(shown + (["…"] if len(found) > MOST_SHOWN else []))
