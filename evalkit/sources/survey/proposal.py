"""A file of correspondences proposed from the headings and the answers: to be read and completed, never believed."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from evalkit.errors import Problem
from evalkit.model.dossier import Dossier
from evalkit.model.fields import YES_NO
from evalkit.model.results import Indicator
from evalkit.model.vocabulary import StakeholderGroup
from evalkit.sources.grid import Book
from evalkit.sources.shown import short
from evalkit.sources.survey.coding import Coder, folded_answer, scale_of
from evalkit.sources.survey.mapping import How
from evalkit.sources.survey.nameless import names_no_one, own_words
from evalkit.sources.survey.plan import HOWS, NUMERIC
from evalkit.sources.survey.recognise import Match, Roles, roles_of
from evalkit.sources.survey.table import NUMBER_OR_DATE, TRUTHS, Column, Table, table_of
from evalkit.sources.survey.withhold import threshold_of
from evalkit.sources.survey.words import MISSING, NO, YES, category_of, gender_of
from evalkit.sources.wording import fold
from evalkit.texts import Language, say

WIDTH = 110
MOST_SHOWN = 60
MISSING_FOLDED = frozenset(folded_answer(each) for each in MISSING)


@dataclass(frozen=True)
class Proposal:
    """A proposed file of correspondences.

    Parameters
    ----------
    text : str
        YAML, commented. It lists the answers of closed questions only, and of these only the ones that name no one.
    kind : str
        What the file of answers seems to be: a key of ``survey.recognised``.
    matched, open : int
        Questions tied to an indicator, and points left to complete.
    notes : tuple of Problem
        What was left out of the file of answers.
    """

    text: str
    kind: str
    matched: int
    open: int
    notes: tuple[Problem, ...]


def propose_mapping(dossier: Dossier, book: Book, language: Language = "fr", sheet: str | None = None) -> Proposal:
    """Propose the correspondences of a file of answers.

    Parameters
    ----------
    dossier : Dossier
    book : Book
        The file of answers.
    language : {"fr", "en"}
        Language of the comments.
    sheet : str, optional
        Where the file has several sheets that could hold the answers.

    Raises
    ------
    EvalkitError
        When the file has no answers, no headings, or several sheets that could be meant.
    """
    table = table_of(book, sheet)
    roles = roles_of(table, dossier)
    writer = _Writer(dossier, table, roles, language, sheet)
    lines = list(writer.exits() if roles.exits else writer.answers())
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    mark = f"# {say('survey.proposal.complete', language)}"
    kind = "exits" if roles.exits else roles.source
    left = sum(mark in line and not line.startswith("#") for line in lines)
    return Proposal(text, kind, 0 if roles.exits else len(writer.readable()), left, table.notes)


class _Writer:
    """Writes the lines of one file of correspondences."""

    def __init__(self, dossier: Dossier, table: Table, roles: Roles, language: Language, sheet: str | None) -> None:
        self.dossier, self.table, self.roles = dossier, table, roles
        self.language, self.sheet = language, sheet
        self.threshold = threshold_of(dossier)
        self.own = own_words(dossier)

    def answers(self) -> Iterator[str]:
        yield from self._head("answers")
        yield from self._period()
        yield from self._respondent()
        if self.roles.sent:
            yield from self._part("sent", [f"complete: {quoted(self.roles.sent.heading)}"])
        yield from self._part("missing", missing_lines())
        yield from self._proof()
        yield from self._subgroups()
        yield from self._questions()
        yield from self._aside()

    def exits(self) -> Iterator[str]:
        yield from self._head("exits")
        ended, category, perimeter = self.roles.ended, self.roles.category, self.roles.perimeter
        if ended:
            yield from self._part("by_year", [f"period: {{column: {quoted(ended.heading)}}}"])
        if category:
            lines = ["category:", f"  column: {quoted(category.heading)}"]
            meanings = {answer: category_of(answer) for answer in self._shown(category)}
            book = self._codebook("names", category, meanings, "  ", hidden="hidden_categories")
            yield from self._part("category", [*lines, *book])
        if perimeter:
            lines = ["perimeter:", f"  column: {quoted(perimeter.heading)}"]
            names = {answer: quoted(answer) for answer in self._shown(perimeter)}
            yield from self._part("perimeter", [*lines, *self._codebook("names", perimeter, names, "  ")])
        yield from self._proof()
        yield from self._aside()

    def _say(self, key: str, **values: object) -> str:
        return say(f"survey.proposal.{key}", self.language, **values)

    def _head(self, kind: str) -> Iterator[str]:
        values = {"file": short(self.table.file), "code": self.dossier.code, "year": self.dossier.year}
        yield from comment(self._say("intro", **values))
        yield from comment(self._say("privacy", threshold=self.threshold))
        yield from ("", f"kind: {kind}")
        if self.sheet:
            yield f"sheet: {quoted(self.sheet)}"

    def _part(self, key: str, lines: Iterable[str], **values: object) -> Iterator[str]:
        yield from ("", *comment(self._say(key, **values)), *lines)

    def _period(self) -> Iterator[str]:
        year = self.dossier.year
        yield from self._part("period", [f"period: {{start: {year}-01-01, end: {year}-12-31}}"])

    def _proof(self) -> Iterator[str]:
        yield from self._part("proof", [f"proof: {quoted(short(self.table.file))}"])

    def _respondent(self) -> Iterator[str]:
        known = [f"{each.code} ({each.name})" for each in self.dossier.partners]
        known += [each.name for each in self.dossier.stakeholders]
        yield from self._part("respondent", comment(self._say("respondents", known=", ".join(known[:MOST_SHOWN]))))
        column = self.roles.respondent
        yield "respondent:"
        if column is None:
            yield f"  name:  # {self._say('complete')}"
            return
        yield f"  column: {quoted(column.heading)}"
        yield from self._codebook("names", column, self._respondents(column), "  ")

    def _respondents(self, column: Column) -> dict[str, str | None]:
        """Return the names of the answers that can be shown: partners and groups that the dossier knows are named."""
        names = {fold(word): each.code for each in self.dossier.partners for word in (each.code, each.name)}
        groups: dict[str, list[str]] = {group: [] for group in get_args(StakeholderGroup)}
        for each in self.dossier.stakeholders:
            names.setdefault(fold(each.name), each.name)
            groups[each.group].append(each.name)
        alone = {fold(group): found[0] for group, found in groups.items() if len(found) == 1}
        names = alone | names
        shown = self._shown(column)
        return {answer: quoted(name) if (name := names.get(fold(answer))) else None for answer in shown}

    def _shown(self, column: Column) -> list[str]:
        """Return the answers of a column that are known to name no one, in alphabetical order."""
        return sorted(answer for answer in self._said(column) if names_no_one(answer, self.own))

    def _said(self, column: Column) -> list[str]:
        """Return the answers of a column; missing ones are no answers."""
        return [each for each in self.table.values(column) if folded_answer(each) not in MISSING_FOLDED]

    def _codebook(
        self, name: str, column: Column, meanings: Mapping[str, str | None], indent: str, hidden: str = ""
    ) -> Iterator[str]:
        yield f"{indent}{name}:"
        for answer, meaning in meanings.items():
            after = f" {meaning}" if meaning else f"  # {self._say('complete_or_missing')}"
            yield f"{indent}  {quoted(self._word(answer))}:{after}"
        left = {folded_answer(each) for each in self._said(column)} - {folded_answer(each) for each in meanings}
        if left:
            said = self._say(hidden or f"hidden_{name}", n=len(left))
            yield from (f"{indent}  {line}" for line in comment(said))

    def _word(self, answer: str) -> str:
        """Return an answer as the reader's spreadsheet shows it."""
        return say(f"survey.truth.{TRUTHS[answer]}", self.language) if answer in TRUTHS else answer

    def _subgroups(self) -> Iterator[str]:
        if not self.roles.subgroups:
            return
        yield from self._part("subgroups", ["subgroups:"])
        for column in self.roles.subgroups:
            yield f"- column: {quoted(column.heading)}"
            names = {answer: quoted(gender_of(answer) or answer) for answer in self._shown(column)}
            yield from self._codebook("names", column, names, "  ")

    def _hows(self, hows: Iterable[str]) -> str:
        """Name ways to make one number of answers, each with what it means."""
        return ", ".join(f"{how} ({self._say(f'hows.{how}')})" for how in hows)

    def readable(self) -> list[Match]:
        """Return the questions that can be proposed: a text is read by the evaluator."""
        return [each for each in self.roles.matches if each.indicator.form in HOWS]

    def _questions(self) -> Iterator[str]:
        yield from self._part("questions", ["questions:"], hows=self._hows(get_args(How)))
        if not self.readable():
            yield from comment(self._say("no_question"))
        for match in self.roles.matches:
            if match in self.readable():
                yield from self._question(match)
            else:
                values = {"column": short(match.column.heading), "indicator": match.indicator.code}
                yield from comment(self._say("text", **values))
        if self.roles.closed:
            yield from ("", *comment(self._say("unmatched")))
        for column in self.roles.closed[:MOST_SHOWN]:
            yield f"# - column: {quoted(column.heading)}"
            yield "#   indicator:"
            meanings = {answer: _meaning(answer, numeric=False) for answer in self._shown(column)}
            if not all(meanings.values()) or self._hides_words(column, meanings):
                yield from (f"#  {line}" for line in self._codebook("answers", column, meanings, " "))

    def _hides_words(self, column: Column, shown: Mapping[str, str | None]) -> bool:
        """Tell whether answers that are no numbers and no dates are left out."""
        return any(each not in shown and not NUMBER_OR_DATE.fullmatch(each) for each in self._said(column))

    def _question(self, match: Match) -> Iterator[str]:
        column, indicator = match.column, match.indicator
        doubt = "" if match.sure else f" ({self._say('by_label')})"
        yield f"- column: {quoted(column.heading)}"
        yield f"  indicator: {indicator.code}  # {short(indicator.label)}{doubt}"
        allowed = HOWS[indicator.form]
        if indicator.form == "amount":
            yield f"  how:  # {self._say('how', expected=self._hows(allowed))}"
        else:
            yield f"  how: {allowed[0]}  # {self._say(f'hows.{allowed[0]}')}"
        yield from self._answers(column, indicator, numeric=allowed[0] in NUMERIC)

    def _answers(self, column: Column, indicator: Indicator, *, numeric: bool) -> Iterator[str]:
        """Propose a codebook where the answers do not say by themselves what they stand for."""
        counts, scale = self.table.values(column), scale_of(indicator)
        coder = Coder(numeric, {}, MISSING_FOLDED, scale, indicator.unit or "")
        readable = scale is not None or indicator.form != "perception"
        unread = any(
            isinstance(coder.read(self.table.cell(row, column), self.table.text(row, column)), str)
            for row in self.table.rows
        )
        if readable and not unread:
            if not numeric and set(map(fold, counts)) <= YES and len(counts) == 1 and _has_choices(column):
                yield f"  empty: no  # {self._say('empty_no')}"
            return
        if not readable:
            yield f"  # {self._say('no_scale')}"
        meanings = {answer: _meaning(answer, numeric=numeric) for answer in self._shown(column)}
        yield from self._codebook("answers", column, meanings, "  ")

    def _aside(self) -> Iterator[str]:
        if self.roles.aside:
            names = ", ".join(short(each.heading) for each in self.roles.aside[:MOST_SHOWN])
            yield from ("", *comment(self._say("unshown", names=names)))


def _has_choices(column: Column) -> bool:
    """Tell whether a column stands for one choice of a question that has several."""
    return "[" in column.heading or "/" in column.heading


def _meaning(answer: str, *, numeric: bool) -> str | None:
    """Return what an answer says by itself, or None."""
    folded = fold(answer)
    if numeric or folded not in {*YES, *NO, *YES_NO}:
        return None
    return "yes" if folded in YES else "no"


def missing_lines() -> list[str]:
    """Return the list of what stands for no answer, on short lines."""
    text = ", ".join(quoted(each).replace(" ", "\u00a0") for each in MISSING)
    lines = textwrap.wrap(f"missing: [{text}]", WIDTH, subsequent_indent="  ")
    return [line.replace("\u00a0", " ") for line in lines]


def comment(text: str) -> list[str]:
    """Return a text as lines of comment."""
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)]


def quoted(text: str) -> str:
    """Return a text between quotes that YAML reads back as it is."""
    return json.dumps(text, ensure_ascii=False)
