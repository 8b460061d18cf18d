"""Tables of step 1, *cadre*."""

from __future__ import annotations

from evalkit.catalogue import categories, models
from evalkit.evaluation import Evaluation
from evalkit.model.dates import PartialDate
from evalkit.model.framework import ModelPeriod, Objective, Partner
from evalkit.steps.framework import ObjectiveRow
from evalkit.texts import Language, say
from evalkit.views import numbers, prose
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, said, table
from evalkit.views.words import capital, joined, label, stated, titled, unsaid, who


def partners_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each partner's identity, strategy and expectations."""
    rows = [
        (
            partner.name,
            (_partner_type(partner, language), partner.type),
            said(partner.role, language),
            said(partner.strategy, language),
            said(partner.evaluation_expectations, language),
        )
        for partner in evaluation.dossier.partners
    ]
    return table("partners", language, "partner type role strategy expectations", rows)


def key_figures_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the dated key figures of the partners, as stated."""
    rows = [
        (
            partner.name,
            figure.label,
            (stated(figure.value, None, language), figure.value.raw),
            date_cell(figure.date, language),
            said(figure.source or partner.source, language),
        )
        for partner in evaluation.dossier.partners
        for figure in partner.key_figures
    ]
    return table("key_figures", language, "partner figure value# date source", rows)


def history_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the dated events of the partnership and of its evaluation."""
    rows = [(date_cell(event.date, language), prose.event(event, language)) for event in evaluation.framework.timeline]
    return table("history", language, "date event", rows)


def models_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the models of the typology that the partnership holds, in the order of the file."""
    rows = [
        (
            (titled("model_code", held.model, language), held.model),
            _categories(held, language),
            (_period(held, language), f"{held.start or ''}/{held.end or ''}"),
            said(held.note, language),
        )
        for held in evaluation.framework.models
    ]
    return table("models", language, "model category period note", rows)


def objectives_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the objectives by holder, with their stake."""
    framework = evaluation.framework
    rows = [
        (
            row.objective.code,
            (capital(who(evaluation.dossier, holder, language)), holder),
            row.objective.label,
            (titled("stake", row.objective.stake, language), row.objective.stake),
            _lasting(row.objective, language),
            yes_no(row.priority, language),
        )
        for holder in framework.holders
        for row in framework.of_holder(holder)
    ]
    note = say("prose.priority_rule", language)
    return table("objectives", language, "code holder objective stake lasting priority", rows, [note])


def priorities_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each objective with each partner's level side by side and the gap in words."""
    partners = evaluation.dossier.partners
    labels = {f"level_{partner.code}": partner.name for partner in partners}
    rows = [
        (
            f"{row.objective.code} · {row.objective.label}",
            *(_level(row, partner.code, language) for partner in partners),
            (gap_words(row, language), row.gap),
        )
        for row in evaluation.framework.objectives
    ]
    columns = " ".join(["objective", *labels, "gap"])
    return table("priorities", language, columns, rows, [say("prose.levels_side_by_side", language)], labels)


def gap_words(row: ObjectiveRow, language: Language) -> str:
    """Say how far the partners' ranks stand from each other."""
    if row.gap is None:
        given = sum(level is not None for level in row.levels.values())
        return say("prose.gap.one_rank" if given else "prose.gap.no_rank", language)
    return say(f"prose.gap.levels_{row.gap}", language)


def questions_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the guide's eight strategy questions, answered or open."""
    rows = [
        (
            (label("question_code", code, language), code),
            answer if answer else (say("prose.open_question", language), None),
        )
        for code, answer in evaluation.framework.questions.items()
    ]
    return table("strategy_questions", language, "question answer", rows)


def yes_no(value: bool | None, language: Language) -> Cell:
    """Return yes, no, or that it is not said."""
    if value is None:
        return unsaid(language), None
    return say("headings.yes" if value else "headings.no", language), value


def date_cell(date: PartialDate | None, language: Language) -> Cell:
    """Return a date as precisely as it is known, or that it is not said."""
    return (numbers.date(date, language), str(date)) if date else (unsaid(language), None)


def _categories(held: ModelPeriod, language: Language) -> Cell:
    codes = next(model.categories for model in models() if model.code == held.model)
    labels = [each.label.say(language) for each in categories() if each.code in codes]
    return capital(joined(labels, language)), " ".join(codes)


def _partner_type(partner: Partner, language: Language) -> str:
    words = titled("partner_type", partner.type, language)
    if partner.siae_type is None:
        return words
    return say("headings.precised", language, text=words, more=label("siae_type", partner.siae_type, language))


def _lasting(objective: Objective, language: Language) -> Cell:
    return yes_no(objective.lasting_employment, language)


def _level(row: ObjectiveRow, partner: str, language: Language) -> Cell:
    if partner not in row.levels:
        return say("prose.not_asked", language), None
    level = row.levels[partner]
    return (label("level", level, language), level) if level else (say("prose.not_ranked", language), None)


def _period(held: ModelPeriod, language: Language) -> str:
    return span(held.start, held.end, language)


def span(start: PartialDate | None, end: PartialDate | None, language: Language) -> str:
    """Write a span of time of which an end may be unknown."""
    first = numbers.date(start, language) if start else None
    last = numbers.date(end, language) if end else None
    if first and last:
        return first if first == last else say("prose.span.both", language, start=first, end=last)
    if first:
        return say("prose.span.since", language, start=first)
    return say("prose.span.until", language, end=last) if last else unsaid(language)
