"""What a tidy table is: named, typed columns whose words stand in ``texts``, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.reports.exchange.shown import Case
from evalkit.texts import Language, say

Type = Literal["string", "integer", "number", "boolean", "date"]
Missing = Literal["never", "unsaid", "consent", "reason", "hidden", "unranked", "not_stated", "none"]
"""Why a cell may be empty: keys of ``exchange.missing``."""
Row = Mapping[str, object]
"""Plain values by column: str, int, float, bool, datetime.date; a column that is not there is empty."""


@dataclass(frozen=True)
class Column:
    """One column of a tidy table.

    Parameters
    ----------
    name : str
        The model's own word where the column is a field.
    type : str
    words : str
        Key in ``texts`` of its label and help line.
    part : str
        Which part of that field it holds (a date's first day...): key of ``exchange.parts``; empty for all of it.
    choices : str
        Name of the closed list its values come from; empty for any value.
    unit : str
        Key of ``exchange.units``; empty without a unit.
    missing : str
        Why a cell may be empty.
    within : str
        Key of the words of the entry that the field stands in, where that has no table of its own.
    """

    name: str
    type: Type
    words: str
    part: str = ""
    choices: str = ""
    unit: str = ""
    missing: Missing = "unsaid"
    within: str = ""

    def label(self, language: Language) -> str:
        """Return its name in words."""
        return self._say("label", language)

    def meaning(self, language: Language) -> str:
        """Return what it holds."""
        return self._say("help", language)

    def _say(self, which: str, language: Language) -> str:
        field = say(f"{self.words}.label", language)
        if self.within:
            outer = say(f"{self.within}.label", language)
            field = say("exchange.within", language, outer=outer, field=field[:1].lower() + field[1:])
        if not self.part:
            return field if which == "label" else say(f"{self.words}.help", language)
        said = say(f"exchange.parts.{self.part}.{which}", language, field=field)
        own = say(f"{self.words}.help", language) if which == "help" and self.part in ("partial", "stated") else ""
        return f"{own} {said}".strip()


@dataclass(frozen=True)
class Table:
    """One tidy table.

    Parameters
    ----------
    name : str
    words : str
        Key in ``texts`` of its label and help line.
    columns : tuple of Column
        After the three that every table starts with, see `KEYS`.
    rows : callable
        ``(case)`` → its rows, in a fixed order.
    """

    name: str
    words: str
    columns: tuple[Column, ...]
    rows: Callable[[Case], Iterable[Row]]


KEYS = (
    Column("dossier", "string", "exchange.columns.dossier", missing="never"),
    Column("year", "integer", "fields.dossier.year", missing="never"),
    Column("fictional", "boolean", "fields.dossier.fictional", missing="never"),
)
"""What every table starts with; an invented case says so in every row."""

NUMBER = Column("number", "integer", "exchange.columns.number", missing="never")


def own(name: str) -> str:
    """Return the key of the words of a column that is no field of the model."""
    return f"exchange.columns.{name}"


def all_columns(table: Table) -> tuple[Column, ...]:
    """Return every column of a table, keys first."""
    return KEYS + table.columns


def rows_of(table: Table, cases: Iterable[Case]) -> list[Row]:
    """Return the rows of a table for several cases, keys included."""
    return [{**_keys(case), **row} for case in cases for row in table.rows(case)]


def _keys(case: Case) -> Row:
    dossier = case.evaluation.dossier
    return {"dossier": dossier.code, "year": dossier.year, "fictional": dossier.fictional}
