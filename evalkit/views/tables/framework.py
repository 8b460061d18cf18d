"""Tables of step 1, *cadre*."""

from __future__ import annotations

from evalkit.catalogue import categories, models
from evalkit.evaluation import Evaluation
from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.model.framework import ModelPeriod, Objective, Partner
from evalkit.steps.framework import NeedRow, ObjectiveRow
from evalkit.texts import Language, say
from evalkit.views import numbers, prose
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, said, table
from evalkit.views.tables.sources import cited, source_notes
from evalkit.views.words import capital, in_cell, joined, label, listed, stated, titled, unsaid, who, with_unit_apart

_SIDE_BY_SIDE = 60
"""Characters of all the partners' names together that still head columns of a page."""


def territory_need_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the figures of the territory beside those of the zones that it is compared with."""
    needs = evaluation.framework.needs
    zones = list(dict.fromkeys(row.figure.zone for row in needs if row.figure.zone))
    rows = [
        (
            (with_unit_apart(row.figure.label, row.figure.unit, language), row.figure.label),
            (_own_value(row, len(zones) > 1, language), row.figure.value),
            said(row.figure.zone, language),
            _compared(row, language),
            said(row.figure.compared_with, language),
            said(row.figure.unit, language),
            (_beside(row, language), row.beside),
            said(row.figure.period, language),
            cited(evaluation.dossier, row.figure.source, language),
        )
        for row in needs
    ]
    notes = [say("prose.need.zones", language, zones=listed(zones, language))] if zones else []
    notes += [*prose.need_notes(needs, language), *source_notes((row.figure.source for row in needs), language)]
    columns = "figure territory_value# zone~ compared# compared_with~ unit~ need period source"
    return table("territory_need", language, columns, rows, notes)


def _own_value(row: NeedRow, several: bool, language: Language) -> str:
    """Write the territory's value; with its zone where the figures are of several."""
    value = in_cell(row.figure.value, row.figure.unit, language)
    named = several and row.figure.zone
    return say("headings.precised", language, text=value, more=row.figure.zone) if named else value


def _compared(row: NeedRow, language: Language) -> Cell:
    figure = row.figure
    if figure.compared_value is None:
        return say("prose.need.not_compared", language), None
    value = in_cell(figure.compared_value, figure.unit, language)
    return say("headings.precised", language, text=value, more=figure.compared_with), figure.compared_value


def _beside(row: NeedRow, language: Language) -> str:
    if row.beside:
        return say(f"prose.need.beside.{row.beside}", language)
    return say(f"prose.need.{'not_compared' if row.figure.need else 'not_judged'}", language)


def partners_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each partner's identity, strategy and expectations."""
    rows = [
        (
            partner.code,
            partner.name,
            (_partner_type(partner, language), partner.type),
            said(partner.role, language),
            said(partner.strategy, language),
            said(partner.evaluation_expectations, language),
        )
        for partner in evaluation.dossier.partners
    ]
    return table("partners", language, "code partner type role strategy expectations", rows)


def key_figures_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the dated key figures of the partners, as stated."""
    rows = [
        (
            partner.name,
            figure.label,
            (stated(figure.value, None, language), figure.value.raw),
            date_cell(figure.date, language),
            cited(evaluation.dossier, figure.source or partner.source, language),
        )
        for partner in evaluation.dossier.partners
        for figure in partner.key_figures
    ]
    sources = (each.source or partner.source for partner in evaluation.dossier.partners for each in partner.key_figures)
    notes = source_notes(sources, language)
    return table("key_figures", language, "partner figure value# date source", rows, notes)


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
    labels = partner_columns("level", evaluation.dossier)
    rows = [
        (
            f"{row.objective.code} · {row.objective.label}",
            *(_level(row, partner.code, language) for partner in partners),
            (gap_words(row, language), row.gap),
        )
        for row in evaluation.framework.objectives
    ]
    columns = " ".join(["objective", *labels, "gap"])
    notes = [say("prose.levels_side_by_side", language), *partner_key(evaluation.dossier, language)]
    return table("priorities", language, columns, rows, notes, labels)


def partner_columns(prefix: str, dossier: Dossier) -> dict[str, str]:
    """Head one column per partner: by its name, or by its code where the names would not fit side by side."""
    coded = _by_code(dossier)
    return {f"{prefix}_{partner.code}": partner.code if coded else partner.name for partner in dossier.partners}


def partner_key(dossier: Dossier, language: Language) -> list[str]:
    """Return the note that names the partners whose columns are headed by their codes; nothing otherwise."""
    if not _by_code(dossier):
        return []
    names = [say("prose.code_says", language, code=each.code, said=each.name) for each in dossier.partners]
    return [say("prose.partner_key", language, names=listed(names, language))]


def _by_code(dossier: Dossier) -> bool:
    names = [partner.name for partner in dossier.partners]
    return len(names) > 3 or sum(map(len, names)) > _SIDE_BY_SIDE


def gap_words(row: ObjectiveRow, language: Language) -> str:
    """Say how far the partners' ranks stand from each other."""
    if row.gap is None:
        given = sum(level is not None for level in row.levels.values())
        return say("prose.gap.one_rank" if given else "prose.gap.no_rank", language)
    return say(f"prose.gap.levels_{row.gap}", language)


def questions_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the guide's strategy questions that the dossier answers."""
    rows = [
        ((label("question_code", code, language), code), answer)
        for code, answer in evaluation.framework.questions.items()
        if answer
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
