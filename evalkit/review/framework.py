"""Rules on step 1, *cadre*: RM-01 to RM-11 and RM-47."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier
from evalkit.model.framework import Objective
from evalkit.model.priorities import level, raters
from evalkit.model.vocabulary import SOCIAL_PARTNERS, TERRITORY
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said


@rule("RM-01", "framework", "blocking", "source", principle="P5")
def _purposes_are_said(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not dossier.purposes:
        yield ("purposes",), {}


@rule("RM-02", "framework", "to_mend", "derived")
def _two_partners_one_of_them_social(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    social = any(partner.type in SOCIAL_PARTNERS for partner in dossier.partners)
    if len(dossier.partners) < 2 or not social:
        yield ("partners",), {}


@rule("RM-03", "framework", "to_mend", "source")
def _each_partner_has_a_strategy(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, partner in enumerate(dossier.partners):
        if not partner.strategy:
            yield ("partners", i, "strategy"), {"partner": partner.name}


@rule("RM-04", "framework", "to_mend", "source")
def _each_partner_expects_something_of_the_evaluation(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, partner in enumerate(dossier.partners):
        if not partner.evaluation_expectations:
            yield ("partners", i, "evaluation_expectations"), {"partner": partner.name}


@rule("RM-05", "framework", "to_mend", "source")
def _history_has_an_event(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not dossier.history:
        yield ("history",), {}


@rule("RM-06", "framework", "blocking", "source")
def _each_partner_has_an_objective(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    holders = {objective.holder for objective in dossier.objectives}
    for i, partner in enumerate(dossier.partners):
        if partner.code not in holders:
            yield ("partners", i), {"partner": partner.name}


@rule("RM-07", "framework", "blocking", "source")
def _the_territory_has_an_objective(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    if not _of_territory(dossier):
        yield ("objectives",), {}


@rule(
    "RM-08",
    "framework",
    "blocking",
    "source",
    applies=lambda dossier, previous: any(dossier.partner(each.holder) for each in dossier.objectives),
)
def _partners_rank_their_own_objectives(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    own = [objective for objective in dossier.objectives if dossier.partner(objective.holder)]
    yield from _unranked(dossier, own)


@rule("RM-09", "framework", "to_mend", "source", applies=lambda dossier, previous: _of_territory(dossier))
def _partners_rank_the_territory_s_objectives(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    yield from _unranked(dossier, _of_territory(dossier))


@rule(
    "RM-10",
    "framework",
    "advice",
    "own",
    applies=lambda dossier, previous: any(len(each) > 1 for each in dossier.priorities.values()),
)
def _each_partner_tells_its_objectives_apart(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for code, levels in dossier.priorities.items():
        if len(levels) > 1 and len(set(levels.values())) == 1:
            yield ("priorities", code), {"partner": dossier.name_of(code) or code}


@rule("RM-11", "framework", "advice", "source")
def _lasting_employment_is_aimed_at_or_it_is_said_why_not(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    aimed_at = any(objective.lasting_employment for objective in dossier.objectives)
    if not aimed_at and not dossier.lasting_employment_reason:
        yield ("objectives",), {}


@rule("RM-47", "framework", "to_mend", "own", applies=lambda dossier, previous: dossier.diagnosis)
def _figures_of_the_territory_are_dated_and_sourced(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, figure in enumerate(dossier.diagnosis):
        missing = [name for name in ("period", "source") if not getattr(figure, name)]
        if missing:
            yield ("diagnosis", i, missing[0]), {"number": i + 1, "missing": tuple(map(said, missing))}


def _of_territory(dossier: Dossier) -> list[Objective]:
    return [objective for objective in dossier.objectives if objective.holder == TERRITORY]


def _unranked(dossier: Dossier, objectives: list[Objective]) -> Iterator[Broken]:
    for objective in objectives:
        for partner in raters(dossier, objective):
            if level(dossier, partner, objective.code) is None:
                name = dossier.name_of(partner) or partner
                yield ("priorities", partner, objective.code), {"partner": name, "objective": objective.code}
