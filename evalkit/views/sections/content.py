"""Step 2, *contenu*: who does what for whom, with which means, steered how."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language, say
from evalkit.views.blocks import Block, Prose, Table
from evalkit.views.figures.flow import action_flow_figure
from evalkit.views.figures.means import means_figure
from evalkit.views.sections.parts import drawn_and_listed, heading, or_reason, paragraph
from evalkit.views.tables import content as tables


def content(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return step 2 whole."""
    return (
        heading("content", language, 2),
        paragraph(language, "content_question"),
        *actions(evaluation, review, language),
        *means(evaluation, review, language),
        *steering(evaluation, review, language),
    )


def actions(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return who does what for whom."""
    counts = evaluation.content.statuses
    known = [say(f"prose.action_status.{status}", language, n=counts[status])
             for status in ("done", "ongoing", "planned", "dropped", None) if counts.get(status)]  # fmt: skip
    told = (Prose((say("prose.actions_by_status", language, counts=", ".join(known)),)),) if known else ()
    return (
        heading("actions", language),
        *told,
        *drawn_and_listed(
            action_flow_figure, tables.actions_table(evaluation, language), "no_action", evaluation, language
        ),
        tables.directions_table(evaluation, language),
    )


def means(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the means, their sums with what they cover, and plan against actual."""
    return (
        heading("means", language),
        *drawn_and_listed(means_figure, tables.means_table(evaluation, language), "no_means", evaluation, language),
        tables.means_kinds_table(evaluation, language),
        *_totals(evaluation, language),
        *_planned_actual(evaluation, language),
    )


def steering(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the steering checklist, the meetings and the communication."""
    items = evaluation.content.steering
    present = sum(text is not None for text in items.values())
    key = "prose.steering_items" if present else "prose.no_steering"
    return (
        heading("steering", language),
        Prose((say(key, language, n=present, total=len(items)),)),
        tables.steering_table(evaluation, language),
        or_reason(tables.meetings_table(evaluation, language), "no_body", language),
        or_reason(tables.communication_table(evaluation, language), "no_communication", language),
    )


def _planned_actual(evaluation: Evaluation, language: Language) -> tuple[Block, ...]:
    if not evaluation.dossier.means:
        return ()
    return (or_reason(tables.planned_actual_table(evaluation, language), "no_planned_actual", language),)


def _totals(evaluation: Evaluation, language: Language) -> tuple[Block, ...]:
    """Return the totals by provider and by unit, where something is in figures."""
    amounts = evaluation.content.amounts_by_provider
    valued = any(not isinstance(total.value, NotEstimable) for total in amounts.values())
    providers = (tables.means_providers_table(evaluation, language),) if valued else ()
    found = _filled(*providers, tables.quantities_table(evaluation, language))
    return (*found, paragraph(language, "totals_cover")) if found else ()


def _filled(*found: Table) -> tuple[Table, ...]:
    return tuple(each for each in found if each.rows)
