"""Tables of step 2, *contenu*."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.model.content import Means
from evalkit.model.quantity import Quantity
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.content import Total
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, count, plain, said, table
from evalkit.views.tables.framework import span
from evalkit.views.words import joined, measured, several, stated, titled, unsaid, who


def actions_table(evaluation: Evaluation, language: Language) -> Table:
    """Return who does what for whom."""
    dossier = evaluation.dossier
    rows = [
        (
            action.label,
            (several(dossier, action.by, language), " ".join(action.by)),
            (several(dossier, action.to, language), " ".join(action.to)),
            (titled("action_status", action.status, language), action.status),
            (span(action.start, action.end, language), f"{action.start or ''}/{action.end or ''}"),
        )
        for action in dossier.actions
    ]
    return table("actions", language, "action by to status period", rows)


def directions_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the guide's three directions: how many actions, declared not applicable, or nothing said."""
    content = evaluation.content
    rows = [
        (
            (titled("direction3", way, language), way),
            _state(content.direction_states[way], len(actions), "actions", language),
        )
        for way, actions in content.directions.items()
    ]
    return table("directions", language, "direction said", rows, [say("prose.actions_in_two_directions", language)])


def means_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the means by provider and kind, planned and actual."""
    rows = [
        (
            each.label,
            (several(evaluation.dossier, by, language), " ".join(by)),
            (titled("means_kind", kind, language), kind),
            _both(each.planned, each.planned_amount, each, language),
            _both(each.actual, each.actual_amount, each, language),
        )
        for (by, kind), group in evaluation.content.means.items()
        for each in group
    ]
    return table("means", language, "means by kind planned actual", rows)


def means_kinds_table(evaluation: Evaluation, language: Language) -> Table:
    """Return, kind by kind, how many means there are and the sum of those that are valued."""
    content = evaluation.content
    rows = [
        (
            (titled("means_kind", kind, language), kind),
            _state(state, sum(each.kind == kind for each in evaluation.dossier.means), "entries", language),
            *_total(content.amounts.get(kind), language),
        )
        for kind, state in content.kind_states.items()
    ]
    return table("means_by_kind", language, "kind said total# coverage", rows)


def means_providers_table(evaluation: Evaluation, language: Language) -> Table:
    """Return, provider by provider, the sum of what is valued and how much of it is."""
    rows = [
        ((several(evaluation.dossier, by, language), " ".join(by)), *_total(total, language))
        for by, total in evaluation.content.amounts_by_provider.items()
    ]
    return table("means_by_provider", language, "by total# coverage", rows)


def quantities_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the sums of actual quantities that share a unit."""
    rows = [
        (
            (titled("means_kind", kind, language), kind),
            unit,
            *_total(total, language, None),
        )
        for (kind, unit), total in evaluation.content.quantities.items()
    ]
    return table("means_quantities", language, "kind unit total# coverage", rows)


def planned_actual_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the means whose plan and actual use are both known."""
    rows = [
        (
            pair.means.label,
            (several(evaluation.dossier, pair.means.by, language), " ".join(pair.means.by)),
            said(pair.unit or None, language),
            (numbers.number(pair.planned, language, 2), pair.planned),
            (numbers.number(pair.actual, language, 2), pair.actual),
            (numbers.signed(pair.difference, language, 2), pair.difference),
        )
        for pair in evaluation.content.planned_actual
    ]
    return table("planned_actual", language, "means by unit planned# actual# difference#", rows)


def steering_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the steering checklist: what the dossier says of each item."""
    rows = [
        ((say(f"prose.steering_item.{item}", language), item), said(text, language))
        for item, text in evaluation.content.steering.items()
    ]
    return table("steering", language, "item said", rows)


def meetings_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the meetings planned and held, body by body: counts, never a bare rate."""
    rows = [
        (
            body.name,
            said(body.rhythm, language),
            count(body.planned, language),
            count(body.held, language),
        )
        for body, _ in evaluation.content.rhythm
    ]
    return table("meetings", language, "body rhythm planned_meetings# held#", rows)


def communication_table(evaluation: Evaluation, language: Language) -> Table:
    """Return who tells whom about the partnership."""
    steering = evaluation.dossier.steering
    rows = [
        (
            (who(evaluation.dossier, each.partner, language), each.partner),
            said(joined(each.audiences, language), language),
            said(each.how, language),
        )
        for each in (steering.communication if steering else ())
    ]
    return table("communication", language, "partner audiences how", rows)


def _state(state: str, n: int, noun: str, language: Language) -> Cell:
    if state == "present":
        return say(f"prose.count.{noun}", language, n=n), n
    return say(f"prose.state.{state}", language), None


def _both(quantity: Quantity | None, amount: Quantity | None, means: Means, language: Language) -> Cell:
    texts = [stated(quantity, means.unit, language)] if quantity else []
    texts += [stated(amount, "€", language)] if amount else []
    raws = "; ".join(each.raw for each in (quantity, amount) if each)
    return (joined(texts, language), raws) if texts else (say("headings.not_quantified", language), None)


def _total(total: Total | None, language: Language, unit: str | None = "€") -> tuple[Cell, Cell]:
    if total is None:
        return (unsaid(language), None), (unsaid(language), None)
    if isinstance(total.value, NotEstimable):
        words = total.value.sentence(language)
    else:
        words = measured(total.value, unit, language, 2)
        words = say("prose.about", language, value=words) if total.approximate else words
    coverage = say("prose.coverage", language, n=total.quantified, entries=total.entries)
    return (words, plain(total.value)), (coverage, f"{total.quantified}/{total.entries}")
