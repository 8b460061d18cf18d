"""Rules on the evaluation's five principles: RM-25 to RM-27 and RM-31 to RM-35."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier
from evalkit.model.dossier import Effort
from evalkit.review.causes import causal_word, claims
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said
from evalkit.review.spots import spot
from evalkit.review.voices import others_were_heard

INDICATORS_PER_DAY = 3
"""More than this in a day of evaluation is too much: an indicator has to be defined, collected from each respondent,
checked and discussed, two to three hours in all. Our own order of size; the guide only asks that ambition fit means."""


@rule("RM-25", "cross_cutting", "to_mend", "source", principle="P3", applies=lambda dossier, _: dossier.stakeholders)
def _stakeholders_are_consulted_or_it_is_said_why_not(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, stakeholder in enumerate(dossier.stakeholders):
        if not stakeholder.consulted and not stakeholder.reason:
            yield ("stakeholders", i), {"stakeholder": stakeholder.name}


@rule(
    "RM-26",
    "cross_cutting",
    "advice",
    "derived",
    principle="P3",
    applies=lambda dossier, previous: dossier.measures or dossier.findings or dossier.exits,
)
def _someone_else_than_the_partners_is_heard(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not others_were_heard(dossier):
        yield ("measures",), {}


@rule("RM-27", "cross_cutting", "to_mend", "source", principle="P3")
def _results_are_given_back(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not any(feedback.date for feedback in dossier.feedback):
        yield ("feedback",), {}


@rule("RM-31", "cross_cutting", "to_mend", "source", principle="P1")
def _what_is_not_measured_is_said(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not (dossier.limits and dossier.limits.not_measured):
        yield ("limits", "not_measured"), {}


@rule("RM-32", "cross_cutting", "to_mend", "source", principle="P1", applies=lambda dossier, _: dossier.criteria)
def _each_criterion_names_other_factors(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, criterion in enumerate(dossier.criteria):
        if not criterion.factors:
            yield ("criteria", i, "factors"), {"criterion": criterion.code}


@rule(
    "RM-33",
    "cross_cutting",
    "advice",
    "source",
    principle="P1",
    applies=lambda dossier, previous: any(True for _ in claims(dossier)),
)
def _no_cause_is_claimed_without_a_comparison(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for path, text in claims(dossier):
        word = causal_word(text)
        if word:
            yield path, {"word": word, "where": spot(dossier, path)}


@rule("RM-34", "cross_cutting", "to_mend", "source", principle="P2")
def _the_evaluation_comes_back(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    before = dossier.first_year or dossier.previous_year or previous
    known = {"previous_year": before, "next_review": dossier.next_review}
    missing = tuple(said(name) for name, found in known.items() if not found)
    if missing:
        yield (("previous_year",) if not before else ("next_review",)), {"missing": missing}


@rule("RM-35", "cross_cutting", "advice", "source", principle="P4")
def _ambition_fits_the_means(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    effort, n = dossier.effort or Effort(), len(dossier.indicators)
    if effort.days is None and effort.amount is None and effort.people is None:
        yield ("effort",), {"reason": said("effort_not_said")}
    elif effort.days is not None and n > INDICATORS_PER_DAY * effort.days:
        yield ("effort", "days"), {"reason": said("too_many_indicators", n=n, limit=INDICATORS_PER_DAY)}
