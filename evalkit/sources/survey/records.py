"""The rows, one by one: who answered, when, in which subgroups, and what. They never leave this package."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dates import PartialDate, parse_date
from evalkit.sources.shown import short
from evalkit.sources.survey.coding import Value, folded_answer, shown_answer
from evalkit.sources.survey.mapping import Mapping
from evalkit.sources.survey.nameless import names_no_one
from evalkit.sources.survey.plan import Asked, Named, Plan
from evalkit.sources.survey.table import Column, Table
from evalkit.sources.wording import fold

Span = tuple[PartialDate, PartialDate]
"""First and last date of a period."""
MOST_FAULTS = 200
SENT = frozenset({"submitdate", "date de soumission", "submission time", "horodateur", "timestamp", "date de reponse"})
"""Columns that say when an answer was sent, in folded text."""
LONGEST_DATE = 60
_TIME = re.compile(r",?(?:T| (?:à )?)\d{1,2}[:h].*")
"""``T09:11:40.102+02:00``, `` 2:22:31 PM UTC+1``: the day is the one that is written, wherever that was."""
_DAYS = (
    (re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$"), r"\1-\2-\3"),
    (re.compile(r"^(\d{1,2})[-.](\d{1,2})[-.](\d{4})$"), r"\1/\2/\3"),
)
"""How other programs write a day, and how a dossier does: ``2024/03/15`` is Google Forms'."""
NOT_DATED = dt.date(1980, 1, 1)
"""LimeSurvey's date of sending in a survey that keeps no dates."""


@dataclass(frozen=True, repr=False)
class Record:
    """One row, read.

    Parameters
    ----------
    row, person : int
        The row, and what tells apart those who answered (several rows of a repeat are one's).
    period : Span
    who : str
        The respondent, or the perimeter of an exit.
    subgroups : tuple of (str or None)
        One for each breakdown.
    values : tuple of (float, bool or None)
        One for each question.
    category : str or None
        Of an exit.
    """

    row: int
    person: int
    period: Span
    who: str
    subgroups: tuple[str | None, ...] = ()
    values: tuple[Value | None, ...] = ()
    category: str | None = None


@dataclass
class _Faults:
    """What could not be read, gathered by column and answer: one sentence for a hundred rows."""

    table: Table
    own: Collection[str]
    rows: dict[tuple[Column, str, str], list[int]] = field(default_factory=dict)

    def add(self, column: Column, key: str, text: str, row: int) -> None:
        self.rows.setdefault((column, key, text), []).append(row)

    def problems(self) -> list[Problem]:
        told: dict[tuple[Column, str], list[int]] = {}
        found: list[Problem] = []
        for (column, key, text), rows in self.rows.items():
            if text and names_no_one(text, self.own):
                found.append(self._problem(column, f"survey.answer.{key}", rows, found=shown_answer(text)))
            else:
                told.setdefault((column, key), []).extend(rows)
        found += [self._problem(column, f"survey.answer.{key}_hidden", rows) for (column, key), rows in told.items()]
        return found

    def _problem(self, column: Column, key: str, rows: list[int], **values: object) -> Problem:
        rows = sorted(rows)
        listed = self.table.listed(rows)
        return problem(self.table.place(rows[0], column), short(column.heading), key, rows=listed, **values)


def read_records(
    mapping: Mapping, plan: Plan, table: Table, own: Collection[str]
) -> tuple[list[Record], tuple[Problem, ...]]:
    """Read the rows of a file of answers or of exits.

    Parameters
    ----------
    mapping : Mapping
    plan : Plan
    table : Table
    own : collection of str
        Words of the dossier, which a message may repeat.

    Returns
    -------
    records : list of Record
    notes : tuple of Problem
        What was left out by a rule that the file of correspondences gives.

    Raises
    ------
    EvalkitError
        With every answer that is not understood, by column and row; an answer is shown only where it names no one.
    """
    faults = _Faults(table, own)
    complete, notes = _complete(plan, table)
    reader = _Reader(mapping, plan, table, faults)
    records = [record for row in complete if (record := reader.record(row))]
    if problems := faults.problems():
        raise EvalkitError(_first(problems, table.file))
    notes += _dated_otherwise(mapping, plan, table, complete)
    if reader.nobody:
        column = plan.who.column or table.columns[0]
        rows = table.listed(reader.nobody)
        notes.append(problem(table.place(reader.nobody[0], column), short(column.heading), "survey.nobody", rows=rows))
    return records, tuple(notes)


def _first(problems: list[Problem], file: str) -> list[Problem]:
    left = len(problems) - MOST_FAULTS
    return problems if left <= 0 else [*problems[:MOST_FAULTS], problem(Place(file), "", "too_many", n=left)]


def _complete(plan: Plan, table: Table) -> tuple[list[int], list[Problem]]:
    """Leave out the answers that were not sent."""
    if plan.complete is None:
        return list(table.rows), []
    kept = [row for row in table.rows if table.text(row, plan.complete)]
    left = len(table.rows) - len(kept)
    place = table.place(table.header, plan.complete)
    return kept, [problem(place, short(plan.complete.heading), "survey.incomplete", n=left)] if left else []


def _dated_otherwise(mapping: Mapping, plan: Plan, table: Table, rows: list[int]) -> Iterator[Problem]:
    """Tell that some answers were sent outside the period that is stated for all of them."""
    stated = mapping.period
    sent = plan.complete or next((each for each in table.columns if fold(each.heading) in SENT), None)
    if not (stated.start and stated.end and sent):
        return
    first, last = stated.start.first_day, stated.end.last_day
    days = (_day(table, row, sent) for row in rows)
    if any(day and day != NOT_DATED and not first <= day <= last for day in days):
        place = table.place(table.header, sent)
        values = {"first": first.isoformat(), "last": last.isoformat()}
        yield problem(place, short(sent.heading), "survey.other_period", **values)


class _Reader:
    """Reads one row after the other."""

    def __init__(self, mapping: Mapping, plan: Plan, table: Table, faults: _Faults) -> None:
        self.mapping, self.plan, self.table, self.faults = mapping, plan, table, faults
        self.nobody: list[int] = []

    def record(self, row: int) -> Record | None:
        who = self._who(row)
        if who is None:
            return None
        category = self._named(self.plan.category, row, empty="empty") if self.plan.category else None
        period = self._period(row)
        subgroups = tuple(self._named(each, row) for each in self.plan.breakdowns)
        values = tuple(self._value(each, row) for each in self.plan.asked)
        if period is None:
            return None
        return Record(row, self.table.person(row), period, who, subgroups, values, category)

    def _who(self, row: int) -> str | None:
        who = self.plan.who
        if who.column is None:
            return who.name or ""
        text = folded_answer(self.table.text(row, who.column))
        if not text or text in self.plan.missing or (text in who.names and who.names[text] is None):
            self.nobody.append(row)
            return None
        # An unknown name is a fault: nobody is left out for it.
        return self._named(who, row) or ""

    def _named(self, named: Named, row: int, empty: str = "") -> str | None:
        """Return the name that a row's value has; None for what is left out and for what is not understood."""
        if named.column is None:
            return None
        text = self.table.text(row, named.column)
        folded = folded_answer(text)
        if folded in named.names:
            return named.names[folded]
        if folded and folded not in self.plan.missing:
            self.faults.add(named.column, "no_name", text, row)
        elif empty:
            self.faults.add(named.column, empty, "", row)
        return None

    def _value(self, asked: Asked, row: int) -> Value | None:
        text = self.table.text(row, asked.column)
        if not text and asked.question.empty == "no":
            return False
        read = asked.coder.read(self.table.cell(row, asked.column), text)
        if isinstance(read, str):
            self.faults.add(asked.column, read, text, row)
            return None
        return read

    def _period(self, row: int) -> Span | None:
        stated, column = self.mapping.period, self.plan.period
        if stated.start and stated.end:
            return stated.start, stated.end
        found = _day(self.table, row, column) if column else None
        if column and found in (None, NOT_DATED):
            self.faults.add(column, "no_date" if found is None else "not_dated", "", row)
        return (PartialDate(found.year, 1, 1), PartialDate(found.year, 12, 31)) if found else None


def _day(table: Table, row: int, column: Column) -> dt.date | None:
    """Return the day of a cell, read from a date or from the text of one, its time left aside."""
    cell = table.cell(row, column)
    if cell is not None and isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if cell is not None and isinstance(cell.value, dt.date):
        return cell.value
    said = _TIME.sub("", table.text(row, column)[:LONGEST_DATE])
    for form, usual in _DAYS:
        said = form.sub(usual, said)
    try:
        return parse_date(said).first_day
    except PydanticCustomError:
        return None


def counted(records: list[Record], position: int) -> Iterator[tuple[Record, Value]]:
    """Yield the records that answer a question, with their answer."""
    return ((each, value) for each in records if (value := each.values[position]) is not None)
