"""Rules on criteria, measures, findings and effects, in step 3, *résultats*.

RM-16 to RM-18, RM-22, RM-23, RM-28, RM-36, RM-38 and RM-46.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier, first_with_code
from evalkit.model.priorities import is_priority, priority_objectives
from evalkit.model.results import Exits, Measure
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said
from evalkit.review.spots import printed


@rule("RM-16", "results", "blocking", "source", applies=lambda dossier, previous: priority_objectives(dossier))
def _each_priority_objective_has_a_criterion(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    served = {code for criterion in dossier.criteria for code in criterion.objectives}
    for i, objective in enumerate(dossier.objectives):
        if is_priority(dossier, objective) and objective.code not in served:
            yield ("objectives", i), {"objective": objective.code}


@rule("RM-17", "results", "blocking", "source", applies=lambda dossier, previous: dossier.criteria)
def _each_criterion_comes_from_known_objectives(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, criterion in enumerate(dossier.criteria):
        unknown = [code for code in criterion.objectives if not first_with_code(dossier.objectives, code)]
        if unknown:
            reason = said("unknown_objectives", codes=", ".join(unknown), n=len(unknown))
            yield ("criteria", i, "objectives"), {"criterion": criterion.code, "reason": reason}
        elif not criterion.objectives:
            yield ("criteria", i), {"criterion": criterion.code, "reason": said("no_objective")}


@rule("RM-18", "results", "blocking", "source", applies=lambda dossier, previous: dossier.criteria)
def _each_criterion_has_an_indicator(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    read = {indicator.criterion for indicator in dossier.indicators}
    for i, criterion in enumerate(dossier.criteria):
        if criterion.code not in read:
            yield ("criteria", i), {"criterion": criterion.code}


@rule("RM-22", "results", "blocking", "own", applies=lambda dossier, previous: any(_shares(dossier)))
def _shares_have_a_numerator_and_a_denominator(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, measure in _shares(dossier):
        over, under = measure.numerator, measure.denominator
        if over is None or under is None or over > under:
            yield ("measures", i), {"indicator": printed(measure.indicator)}


@rule(
    "RM-23",
    "results",
    "blocking",
    "external",
    applies=lambda dossier, previous: dossier.exits or any(_shares_of_people(dossier)),
)
def _rates_bear_on_enough_people(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    threshold = dossier.disclosure_threshold
    for i, measure in _shares_of_people(dossier):
        if any(size is not None and size < threshold for size in (measure.denominator, measure.n)):
            yield ("measures", i), {"what": printed(measure.indicator), "threshold": threshold}
    for i, exits in enumerate(dossier.exits):
        if _retained(exits) < threshold:
            yield ("exits", i), {"what": said("exits"), "threshold": threshold}


@rule(
    "RM-28",
    "results",
    "to_mend",
    "derived",
    applies=lambda dossier, previous: any(each.form == "perception" for each in dossier.indicators),
)
def _each_partner_answers_on_each_perception(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, indicator in enumerate(dossier.indicators):
        answered = {measure.respondent for measure in dossier.measures if measure.indicator == indicator.code}
        for partner in dossier.partners if indicator.form == "perception" else ():
            if partner.code not in answered:
                yield ("indicators", i), {"indicator": printed(indicator.code), "partner": partner.name}


@rule("RM-36", "results", "to_mend", "source")
def _negative_or_unexpected_effects_were_looked_for(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    looked_for = {effect.nature for effect in dossier.effects} | set(dossier.no_effect)
    if not looked_for & {"negative", "unexpected"}:
        yield ("effects",), {}


@rule("RM-38", "results", "advice", "own", applies=lambda dossier, previous: dossier.measures)
def _each_value_has_a_proof(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, measure in enumerate(dossier.measures):
        if not measure.proof:
            yield ("measures", i), {"indicator": printed(measure.indicator)}


@rule("RM-46", "results", "to_mend", "derived", applies=lambda dossier, previous: dossier.findings)
def _each_finding_is_tied_to_a_criterion(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    known = {criterion.code for criterion in dossier.criteria}
    for i, finding in enumerate(dossier.findings):
        if finding.criterion not in known:
            yield ("findings", i), {"finding": finding.code}


def _shares(dossier: Dossier) -> Iterator[tuple[int, Measure]]:
    shares = {indicator.code for indicator in dossier.indicators if indicator.form == "share"}
    return ((i, measure) for i, measure in enumerate(dossier.measures) if measure.indicator in shares)


def _shares_of_people(dossier: Dossier) -> Iterator[tuple[int, Measure]]:
    of_people = {indicator.code for indicator in dossier.indicators if indicator.population == "people"}
    return ((i, measure) for i, measure in _shares(dossier) if measure.indicator in of_people)


def _retained(exits: Exits) -> int:
    return exits.lasting + exits.transition + exits.positive + exits.other
