"""Rules on step 4, *perspectives*: RM-39 to RM-41."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier
from evalkit.model.priorities import priority_objectives
from evalkit.model.prospects import Prospects
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said


@rule("RM-39", "prospects", "to_mend", "source", applies=lambda dossier, previous: priority_objectives(dossier))
def _each_priority_objective_is_set_against_the_results(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    said_of = {each.objective for each in _prospects(dossier).coherence if each.comment or each.verdict != "unknown"}
    for objective in priority_objectives(dossier):
        if objective.code not in said_of:
            yield ("prospects", "coherence"), {"objective": objective.code}


@rule("RM-40", "prospects", "to_mend", "source")
def _each_partner_says_how_its_expectations_changed(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    told = {each.partner for each in _prospects(dossier).changed_expectations if each.label or not each.changed}
    for partner in dossier.partners:
        if partner.code not in told:
            yield ("prospects", "changed_expectations"), {"partner": partner.name}


@rule("RM-41", "prospects", "to_mend", "derived", applies=lambda dossier, previous: _prospects(dossier).decisions)
def _decisions_have_an_owner_and_a_date(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for i, decision in enumerate(_prospects(dossier).decisions):
        needed = {"owner": decision.owner, "date": decision.date}
        missing = tuple(said(name) for name, found in needed.items() if found is None)
        if missing:
            yield ("prospects", "decisions", i), {"number": i + 1, "missing": missing}


def _prospects(dossier: Dossier) -> Prospects:
    return dossier.prospects or Prospects()
