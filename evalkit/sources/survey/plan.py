"""The correspondences held against the dossier and the file: every problem at once, or a plan that can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from evalkit.errors import EvalkitError, Path, Problem, Said
from evalkit.model.dossier import Dossier, first_with_code
from evalkit.model.fields import YES_NO
from evalkit.model.quantity import parse_number
from evalkit.model.results import Indicator
from evalkit.sources.references import MOST_LISTED, same_code
from evalkit.sources.shown import HIDDEN
from evalkit.sources.survey.coding import Coder, Scale, Value, folded_answer, scale_of, shown_answer
from evalkit.sources.survey.mapping import NO_ANSWER, Categories, How, Question, Who
from evalkit.sources.survey.mapping import Mapping as Correspondences
from evalkit.sources.survey.nameless import names_no_one, own_words
from evalkit.sources.survey.table import Column, Table
from evalkit.sources.wording import fold, short

HOWS: Mapping[str, tuple[How, ...]] = {
    "perception": ("median", "mean"),
    "share": ("share",),
    "count": ("count", "sum"),
    "amount": ("sum", "mean", "median"),
}
"""What can be made of the answers by the form of the indicator; the first is taken where nothing is said."""
NUMERIC = ("median", "mean", "sum")


@dataclass(frozen=True)
class Named:
    """A column whose values have names, or one name for all.

    Parameters
    ----------
    name : str or None
    column : Column or None
    names : mapping of str to (str or None)
        By the folded value; None for what is left out.
    """

    name: str | None = None
    column: Column | None = None
    names: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One question, its column, its indicator, and how its answers are read."""

    question: Question
    indicator: Indicator
    column: Column
    how: How
    coder: Coder


@dataclass(frozen=True)
class Plan:
    """The correspondences, each heading and code found.

    Parameters
    ----------
    who : Named
        Who answers; the perimeter, for exits.
    asked : tuple of Asked
    breakdowns : tuple of Named
    period, complete : Column or None
    category : Named or None
    missing : frozenset of str
        The folded texts that stand for no answer.
    """

    who: Named
    asked: tuple[Asked, ...] = ()
    breakdowns: tuple[Named, ...] = ()
    period: Column | None = None
    complete: Column | None = None
    category: Named | None = None
    missing: frozenset[str] = frozenset()


def plan_of(mapping: Correspondences, dossier: Dossier, table: Table) -> Plan:
    """Find what the correspondences speak of in the dossier and in the file.

    Raises
    ------
    EvalkitError
        With all that cannot be found or does not fit, each with its line in the file of correspondences.
    """
    making = _Making(mapping, dossier, table)
    plan = making.plan()
    if making.problems:
        raise EvalkitError(sorted(making.problems, key=lambda each: each.place.line or 0))
    return plan


class _Making:
    """A plan being made, and the problems met."""

    def __init__(self, mapping: Correspondences, dossier: Dossier, table: Table) -> None:
        self.mapping, self.dossier, self.table = mapping, dossier, table
        self.own = own_words(dossier)
        self.missing = frozenset(folded_answer(each) for each in mapping.missing)
        self.problems: list[Problem] = []

    def plan(self) -> Plan:
        mapping = self.mapping
        self.problems += _misplaced(mapping)
        self._check_period()
        exits = mapping.kind == "exits"
        found = Plan(
            who=self._who(mapping.perimeter, "perimeter") if exits else self._who(mapping.respondent, "respondent"),
            asked=() if exits else tuple(self._asked()),
            breakdowns=() if exits else tuple(self._breakdowns()),
            period=self._column(mapping.period.column, ("period", "column")),
            complete=self._column(mapping.complete, ("complete",)),
            category=self._category(mapping.category) if exits else None,
            missing=self.missing,
        )
        self._check_twice()
        return found

    def _fault(self, path: Path, key: str, /, **values: object) -> None:
        self.problems.append(self.mapping.fault(path, key, **values))

    def _column(self, heading: str | None, path: Path) -> Column | None:
        if heading is None:
            return None
        found = self.table.named(heading)
        if len(found) == 1:
            return found[0]
        near = None if found else self.table.nearest_heading(heading)
        key = "survey.same_headings" if found else "survey.no_column_near" if near else "survey.no_column"
        self._fault(path, key, found=short(heading), file=self.table.file, meant=short(near or ""))
        return None

    def _check_period(self) -> None:
        period = self.mapping.period
        dated = period.start is not None and period.end is not None
        if dated == (period.column is not None) or (not dated and (period.start or period.end)):
            self._fault(("period",), "survey.period")
        elif period.start and period.end and period.start.first_day > period.end.last_day:
            self._fault(("period", "end"), "survey.period_order")

    def _who(self, who: Who | None, part: str) -> Named:
        if who is None:
            return Named()
        if (who.name is None) == (who.column is None):
            self._fault((part,), "survey.name_or_column")
        column = self._column(who.column, (part, "column"))
        if who.column and not who.names:
            self._fault((part,), "survey.no_names")
        if part == "respondent":
            self._check_respondent(who.name, (part, "name"))
        names = self._names(who.names, (part, "names"), respondent=part == "respondent")
        return Named(who.name, column, names)

    def _names(self, names: Mapping[str, str | None], path: Path, *, respondent: bool = False) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for value, name in names.items():
            if name is None:
                self._to_complete((*path, value), value)
            elif respondent:
                self._check_respondent(name, (*path, value))
            found[folded_answer(value)] = None if name == NO_ANSWER else name
        return found

    def _to_complete(self, path: Path, answer: str) -> None:
        shown = shown_answer(answer) if names_no_one(answer, self.own) else HIDDEN
        self._fault(path, "survey.to_complete", found=shown)

    def _check_respondent(self, name: str | None, path: Path) -> None:
        """Ask for a partner's code where its name was given."""
        for partner in self.dossier.partners if name else ():
            if name != partner.code and fold(name or "") in (fold(partner.name), fold(partner.code)):
                self._fault(path, "survey.partner_code", found=short(name), code=partner.code)

    def _breakdowns(self) -> Iterator[Named]:
        for i, each in enumerate(self.mapping.subgroups):
            path: Path = ("subgroups", i)
            column = self._column(each.column, (*path, "column"))
            if not each.names:
                self._fault(path, "survey.no_names")
            yield Named(None, column, self._names(each.names, (*path, "names")))

    def _category(self, category: Categories | None) -> Named | None:
        if category is None:
            return None
        column = self._column(category.column, ("category", "column"))
        if not category.names:
            self._fault(("category",), "survey.no_names")
        return Named(None, column, self._names(category.names, ("category", "names")))

    def _asked(self) -> Iterator[Asked]:
        for i, question in enumerate(self.mapping.questions):
            path: Path = ("questions", i)
            column = self._column(question.column, (*path, "column"))
            indicator = self._indicator(question, path)
            how = self._how(question, indicator, path) if indicator else None
            if indicator and how:
                coder = self._coder(question, indicator, how, path)
                if column:
                    yield Asked(question, indicator, column, how, coder)

    def _indicator(self, question: Question, path: Path) -> Indicator | None:
        code = same_code(question.indicator)
        found = next((each for each in self.dossier.indicators if same_code(each.code) == code), None)
        if found is None:
            known = ", ".join(each.code for each in self.dossier.indicators[:MOST_LISTED]) or "—"
            self._fault((*path, "indicator"), "unknown_code", found=short(question.indicator), known=known)
        return found

    def _how(self, question: Question, indicator: Indicator, path: Path) -> How | None:
        allowed = HOWS.get(indicator.form, ())
        expected = ", ".join(allowed)
        if not allowed:
            self._fault(path, "survey.text_question", indicator=indicator.code)
        elif question.how is None and indicator.form == "amount":
            self._fault(path, "survey.how_needed", indicator=indicator.code, expected=expected)
        elif question.how and question.how not in allowed:
            form = Said(f"vocabulary.indicator_form.{indicator.form}")
            values = {"found": question.how, "form": form, "expected": expected}
            self._fault((*path, "how"), "survey.how_not", **values)
        else:
            return question.how or allowed[0]
        return None

    def _coder(self, question: Question, indicator: Indicator, how: How, path: Path) -> Coder:
        scale, numeric = scale_of(indicator), how in NUMERIC
        if indicator.form == "perception" and not scale and not question.answers:
            self._fault(path, "survey.no_scale", indicator=indicator.code)
        if question.empty == "no" and numeric:
            self._fault((*path, "empty"), "survey.empty_no", how=how)
        codebook: dict[str, Value | None] = {}
        for answer, meaning in question.answers.items():
            codebook[folded_answer(answer)] = self._meaning(meaning, numeric, scale, (*path, "answers", answer))
        return Coder(numeric, codebook, self.missing, scale, indicator.unit or "")

    def _meaning(self, meaning: str | None, numeric: bool, scale: Scale | None, path: Path) -> Value | None:
        if meaning is None:
            self._to_complete(path, str(path[-1]))
        if meaning is None or meaning == NO_ANSWER:
            return None
        if not numeric:
            return self._yes_no(meaning, path)
        try:
            number = parse_number(meaning)
        except PydanticCustomError:
            self._fault(path, "survey.not_a_mark", found=short(meaning))
            return None
        if scale and not scale[0] <= number <= scale[1]:
            self._fault(path, "outside_scale", low=scale[0], high=scale[1], found=short(meaning))
        return number

    def _yes_no(self, meaning: str, path: Path) -> bool | None:
        found = YES_NO.get(meaning.casefold())
        if found is None:
            self._fault(path, "survey.not_yes_no", found=short(meaning))
        return found

    def _check_twice(self) -> None:
        seen: dict[str, int] = {}
        for i, question in enumerate(self.mapping.questions):
            if seen.setdefault(same_code(question.indicator), i) != i:
                self._fault(("questions", i, "indicator"), "survey.indicator_twice", found=question.indicator)
        labels: dict[str, int] = {}
        for i, each in enumerate(self.mapping.subgroups):
            for label in {fold(name) for name in each.names.values() if name and name != NO_ANSWER}:
                if labels.setdefault(label, i) != i:
                    self._fault(("subgroups", i), "survey.subgroup_twice", found=short(label))


def _misplaced(mapping: Correspondences) -> Iterator[Problem]:
    """Yield the problems of what a kind of file lacks, and of what it has no use for."""
    needed = {"answers": ("respondent", "questions"), "exits": ("category",)}[mapping.kind]
    useless = {"answers": ("category", "perimeter"), "exits": ("respondent", "questions", "subgroups", "complete")}
    for name in needed:
        if not getattr(mapping, name):
            yield mapping.fault((name,), "survey.needed", field=name, kind=mapping.kind)
    for name in useless[mapping.kind]:
        if getattr(mapping, name):
            yield mapping.fault((name,), "survey.useless", field=name, kind=mapping.kind)


def is_partner_view(dossier: Dossier, indicator: Indicator, respondent: str) -> bool:
    """Tell whether an answer is a partner's as an organisation: one view, behind no threshold."""
    return indicator.form == "perception" and first_with_code(dossier.partners, respondent) is not None
