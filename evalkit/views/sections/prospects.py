"""Step 4, *perspectives*: results against the objectives at the start, changed expectations, decisions."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.texts import Language, say
from evalkit.views import numbers, prose
from evalkit.views.blocks import Block, Prose
from evalkit.views.figures.outlook import outlook_figure
from evalkit.views.sections.parts import bullets, drawn, heading, or_reason, paragraph
from evalkit.views.tables import prospects as tables


def prospects(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return step 4 whole."""
    return (
        heading("prospects", language, 2),
        paragraph(language, "prospects_question"),
        *outlook(evaluation, review, language),
        *expectations(evaluation, review, language),
        *decisions(evaluation, review, language),
        *next_evaluation(evaluation, review, language),
    )


def outlook(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the coherence of the results with the objectives at the start."""
    if not evaluation.prospects.outlooks:
        return (heading("outlook", language), paragraph(language, "no_objective"))
    if not any(each.verdict != "unknown" or each.comment or each.spread for each in evaluation.prospects.outlooks):
        return (heading("outlook", language), paragraph(language, "no_conclusion"))
    return (
        heading("outlook", language),
        paragraph(language, "evaluator_concludes"),
        drawn(outlook_figure, evaluation, language),
        tables.outlook_table(evaluation, language),
    )


def expectations(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return how each partner's expectations changed."""
    said = any(evaluation.prospects.expectations.values())
    table = tables.expectations_table(evaluation, language) if said else paragraph(language, "no_expectation")
    return (heading("expectations", language), table)


def decisions(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the decisions, with owner and date, and the next review."""
    return (
        heading("decisions", language),
        or_reason(tables.decisions_table(evaluation, language), "nothing_decided", language),
        Prose((_next_review(evaluation, language),)),
    )


def next_evaluation(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return what the next evaluation should add: as stated, and as this one shows."""
    nothing = "nothing_lacking" if evaluation.results.indicators else "no_indicator"
    lacking = [prose.next_time(evaluation.dossier, each, language) for each in evaluation.prospects.next_time]
    return (
        heading("next_evaluation", language),
        bullets(evaluation.prospects.stated_next, "no_stated_next", language, "stated_next"),
        bullets(lacking, nothing, language, "lacking"),
    )


def _next_review(evaluation: Evaluation, language: Language) -> str:
    date = evaluation.dossier.next_review
    if date is None:
        return say("prose.no_next_review", language)
    return say("prose.next_review", language, date=numbers.date(date, language))
