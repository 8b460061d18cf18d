"""Tables of step 4, *perspectives*."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.model.prospects import ChangedExpectation
from evalkit.texts import Language, say
from evalkit.views import prose
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, plain_spread, said, table
from evalkit.views.tables.framework import date_cell, yes_no
from evalkit.views.words import capital, titled, unsaid, who


def outlook_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the objectives: priority, what their indicators show, what the evaluator concludes."""
    rows = [
        (
            f"{each.objective.code} · {each.objective.label}",
            (capital(who(evaluation.dossier, each.objective.holder, language)), each.objective.holder),
            yes_no(each.priority, language),
            (prose.spread(each.spread, language), plain_spread(each.spread)),
            (titled("verdict", each.verdict, language), each.verdict),
            said(each.comment, language),
        )
        for each in evaluation.prospects.outlooks
    ]
    return table("outlook", language, "objective holder priority spread verdict comment", rows)


def expectations_table(evaluation: Evaluation, language: Language) -> Table:
    """Return how each partner's expectations changed."""
    dossier = evaluation.dossier
    rows = [
        (
            (who(dossier, code, language), code),
            *_changed(expectation, language),
        )
        for code, expectation in evaluation.prospects.expectations.items()
    ]
    return table("expectations", language, "partner changed expectation", rows)


def decisions_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the decisions, with owner and date."""
    rows = [
        (
            each.label,
            (titled("strategy", each.strategy, language), each.strategy),
            (who(evaluation.dossier, each.owner, language) if each.owner else unsaid(language), each.owner),
            date_cell(each.date, language),
        )
        for each in evaluation.prospects.decisions
    ]
    return table("decisions", language, "decision follow_up owner date", rows)


def _changed(expectation: ChangedExpectation | None, language: Language) -> tuple[Cell, Cell]:
    if expectation is None:
        return (unsaid(language), None), (unsaid(language), None)
    words = say("prose.expectation_changed" if expectation.changed else "prose.expectation_same", language)
    unchanged = (say("headings.nothing", language), None)
    label_cell = expectation.label or (unchanged if not expectation.changed else (unsaid(language), None))
    return (words, expectation.changed), label_cell
