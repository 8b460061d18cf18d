"""From a file of answers and its correspondences to a dossier with more measures, or with more exits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dossier import Dossier
from evalkit.model.results import Exits, Measure
from evalkit.sources.grid import Book
from evalkit.sources.shown import short
from evalkit.sources.survey.aggregate import Aggregate, aggregate
from evalkit.sources.survey.coding import Value
from evalkit.sources.survey.exits import exits_of
from evalkit.sources.survey.mapping import NO_ANSWER, Mapping
from evalkit.sources.survey.nameless import own_words
from evalkit.sources.survey.plan import Asked, Plan, is_partner_view, plan_of
from evalkit.sources.survey.records import Record, Span, counted, read_records
from evalkit.sources.survey.table import Table, table_of
from evalkit.sources.survey.withheld import Withheld
from evalkit.sources.survey.withhold import Candidate, already, threshold_of, withheld
from evalkit.texts import Language, say


@dataclass(frozen=True)
class Imported:
    """What was made of a file of answers.

    Parameters
    ----------
    dossier : Dossier
        The dossier with what was added; the same one where nothing was.
    measures : tuple of Measure
    exits : tuple of Exits
        What was added.
    withheld : tuple of Withheld
        What was not, and why; never how many people it is about.
    notes : tuple of Problem
        What was left unread, and by which rule.
    """

    dossier: Dossier
    measures: tuple[Measure, ...] = ()
    exits: tuple[Exits, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    notes: tuple[Problem, ...] = ()


def import_answers(dossier: Dossier, book: Book, mapping: Mapping, language: Language = "fr") -> Imported:
    """Aggregate the answers of a file into a dossier.

    Parameters
    ----------
    dossier : Dossier
        Left as it is: what comes back is another one.
    book : Book
        The file of answers, as `evalkit.sources.grid.read_book` gives it.
    mapping : Mapping
    language : {"fr", "en"}
        Of the notes that the new measures carry.

    Raises
    ------
    EvalkitError
        With every correspondence that does not hold and every answer that is not understood. No message shows an
        answer that could name someone.
    """
    table = table_of(book, mapping.sheet)
    plan = plan_of(mapping, dossier, table)
    records, notes = read_records(mapping, plan, table, own_words(dossier))
    notes = (*table.notes, *notes, *_unread(plan, table), *_strangers(dossier, mapping))
    if mapping.kind == "exits":
        added, kept_back = exits_of(dossier, mapping, records)
        return Imported(_with(dossier, exits=added), exits=added, withheld=kept_back, notes=notes)
    if problems := list(_partners_of_two_minds(dossier, plan, table, records)):
        raise EvalkitError(problems)
    measures, kept_back = _measures(dossier, mapping, plan, table, records, language)
    return Imported(_with(dossier, measures=measures), measures, withheld=kept_back, notes=notes)


def _with(dossier: Dossier, measures: tuple[Measure, ...] = (), exits: tuple[Exits, ...] = ()) -> Dossier:
    return dossier.model_copy(update={"measures": dossier.measures + measures, "exits": dossier.exits + exits})


def _unread(plan: Plan, table: Table) -> Iterator[Problem]:
    """Tell how many columns nothing was made of."""
    named = [plan.who, *plan.breakdowns, *([plan.category] if plan.category else [])]
    read = {each.column for each in plan.asked} | {each.column for each in named} | {plan.period, plan.complete}
    left = sum(column not in read for column in table.columns if not column.of_parent)
    if left:
        yield problem(Place(table.file), "", "survey.unread", n=left)


def _strangers(dossier: Dossier, mapping: Mapping) -> Iterator[Problem]:
    """Tell of each respondent whom the dossier does not know: a name written otherwise would be another one."""
    known = {each.code for each in dossier.partners} | {each.name for each in dossier.stakeholders}
    known |= {each.respondent for each in dossier.measures} | {NO_ANSWER}
    who = mapping.respondent
    for name in dict.fromkeys([who.name, *who.names.values()] if who else []):
        if name and name not in known:
            yield mapping.fault(("respondent",), "survey.stranger", found=short(name))


def _partners_of_two_minds(dossier: Dossier, plan: Plan, table: Table, records: Sequence[Record]) -> Iterator[Problem]:
    """Yield the questions to which one partner gave two different answers: they are never averaged."""
    for position, asked in enumerate(plan.asked):
        views: dict[tuple[str, Span], dict[Value, int]] = {}
        for record, value in counted(list(records), position):
            if is_partner_view(dossier, asked.indicator, record.who):
                views.setdefault((record.who, record.period), {}).setdefault(value, record.row)
        for (who, _), rows in views.items():
            if len(rows) > 1:
                place, listed = table.place(max(rows.values()), asked.column), table.listed(sorted(rows.values()))
                yield problem(place, short(asked.column.heading), "survey.two_minds", partner=who, rows=listed)


def _measures(
    dossier: Dossier, mapping: Mapping, plan: Plan, table: Table, records: Sequence[Record], language: Language
) -> tuple[tuple[Measure, ...], tuple[Withheld, ...]]:
    made = [
        (asked, candidate)
        for position, asked in enumerate(plan.asked)
        for candidate in _candidates(dossier, plan, asked, position, records)
    ]
    candidates = [candidate for _, candidate in made]
    reasons = withheld(candidates, dossier)
    measures = tuple(
        _measure(dossier, mapping, table, asked, each, language)
        for i, (asked, each) in enumerate(made)
        if i not in reasons
    )
    kept_back = tuple(_kept_back(each, reasons[i], dossier) for i, each in enumerate(candidates) if i in reasons)
    return measures, kept_back


def _kept_back(candidate: Candidate, reason: str, dossier: Dossier) -> Withheld:
    found = already(candidate, dossier)
    place = None if found is None else dossier.place_of(("measures", found))
    what, limit = candidate.indicator.code, threshold_of(dossier)
    return Withheld(what, candidate.respondent, candidate.subgroup, *candidate.period, reason, limit, place)


def _candidates(
    dossier: Dossier, plan: Plan, asked: Asked, position: int, records: Sequence[Record]
) -> Iterator[Candidate]:
    """Yield what one question could say: of each group and period, the whole, then the subgroups."""
    for period in sorted({each.period for each in records}, key=lambda span: span[0].first_day):
        for who in _in_order({each.who for each in records}, plan.who.names.values()):
            inside = [each for each in records if (each.period, each.who) == (period, who)]
            if not inside:
                continue
            partner = is_partner_view(dossier, asked.indicator, who)
            made = _made(asked, position, inside)
            if partner and made is None:
                continue  # It left the question open: an empty measure would stand for its answer.
            yield Candidate(asked.indicator, who, period, None, None, made)
            for i, breakdown in enumerate(() if partner else plan.breakdowns):
                for label in _in_order({name for name in breakdown.names.values() if name}, breakdown.names.values()):
                    part = [each for each in inside if each.subgroups[i] == label]
                    yield Candidate(asked.indicator, who, period, i, label, _made(asked, position, part))


def _in_order(found: set[str], order: object) -> list[str]:
    """Return names in the order of the correspondences: that of the rows would tell who came first."""
    known = [name for name in dict.fromkeys(order) if name in found]  # type: ignore[call-overload]
    return known + sorted(found - set(known))


def _made(asked: Asked, position: int, records: Sequence[Record]) -> Aggregate | None:
    answered = list(counted(list(records), position))
    if not answered:
        return None
    return aggregate(asked.how, [value for _, value in answered], len({record.person for record, _ in answered}))


def _measure(
    dossier: Dossier, mapping: Mapping, table: Table, asked: Asked, candidate: Candidate, language: Language
) -> Measure:
    made, partner = candidate.made, is_partner_view(dossier, candidate.indicator, candidate.respondent)
    said = {
        "indicator": candidate.indicator.code,
        "start": candidate.period[0],
        "end": candidate.period[1],
        "respondent": candidate.respondent,
        "subgroup": candidate.subgroup,
        "value": made.value if made else None,
        "numerator": made.numerator if made else None,
        "denominator": made.denominator if made else None,
        "n": made.n if made and not partner else None,
        "proof": mapping.proof or short(table.file),
        "note": None if partner else say(f"survey.note.{asked.how}", language),
    }
    return Measure.model_validate({name: value for name, value in said.items() if value is not None})
