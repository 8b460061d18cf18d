"""Step 2: who does what for whom, means and their coverage, steering."""

import pytest

from evalkit.sources import parse_dossier
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.content import Content, describe_content

HEAD = """
code: a-b
year: 2024
title: A - B
partners:
- {code: P1, name: A, type: siae, siae_type: EI}
- {code: P2, name: B, type: company}
- {code: P3, name: C, type: company}
"""


def content(text: str) -> Content:
    return describe_content(parse_dossier(HEAD + text))


def test_actions_of_several_partners_towards_several_recipients_make_one_flow_each() -> None:
    found = content("actions: [{label: tri, by: [P2, P3], to: [P1, territory]}]")
    assert [(flow.by, flow.to, len(flow.actions)) for flow in found.flows] == [
        (("P2", "P3"), "P1", 1),
        (("P2", "P3"), "territory", 1),
    ]


def test_a_direction_is_present_or_declared_without_object_or_missing() -> None:
    found = content("actions: [{label: don, by: [P2], to: [P1]}]\nno_action: [siae_to_company]")
    assert dict(found.direction_states) == {
        "siae_to_company": "not_applicable",
        "company_to_siae": "present",
        "joint_to_territory": "missing",
    }


MEANS = """
means:
- {label: études, by: [P2], kind: financial, actual_amount: 15 000 €}
- {label: matériel, by: [P2], kind: financial, actual_amount: environ 5 000 €}
- {label: mécénat, by: [P3], kind: financial, actual_amount: plus de 1 000 €}
- {label: locaux, by: [P1, P2], kind: logistic}
- {label: tuteurs, by: [P2], kind: human, planned: 10, actual: 12, unit: jours}
- {label: chargée, by: [P1], kind: human, actual: 0.2 ETP}
- {label: formateurs, by: [P2], kind: human, actual: 3, unit: jours}
"""


def test_a_total_sums_only_what_is_quantified_and_says_what_it_covers() -> None:
    money = content(MEANS).amounts["financial"]
    assert (money.value, money.quantified, money.entries, money.approximate) == (20_000, 2, 3, True)


def test_a_total_of_nothing_quantified_says_so() -> None:
    premises = content(MEANS).amounts["logistic"]
    assert isinstance(premises.value, NotEstimable)
    assert premises.value.sentence("fr") == "non chiffré"


def test_quantities_are_summed_within_one_unit_only() -> None:
    quantities = content(MEANS).quantities
    assert quantities["human", "jours"].value == 15
    assert quantities["human", "ETP"].value == 0.2


def test_means_of_two_partners_together_are_nobody_elses() -> None:
    assert ("P1", "P2") in content(MEANS).amounts_by_provider


def test_planned_stands_against_actual_where_both_are_known() -> None:
    pairs = content(MEANS).planned_actual
    assert [(pair.means.label, pair.planned, pair.actual, pair.difference, pair.unit) for pair in pairs] == [
        ("tuteurs", 10, 12, 2, "jours")
    ]


def test_a_kind_of_means_is_present_or_declared_none_or_missing() -> None:
    found = content("no_means: [financial]\nmeans: [{label: tuteurs, by: [P2], kind: human}]")
    assert dict(found.kind_states) == {"human": "present", "financial": "not_applicable", "logistic": "missing"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{name: COPIL}", "meetings_not_said"),
        ("{name: COPIL, planned: 0, held: 0}", "no_meeting_planned"),
        ("{name: COPIL, planned: 2, held: 3}", "more_meetings_than_planned"),
    ],
)
def test_a_rhythm_that_is_no_share_says_why(body: str, reason: str) -> None:
    [(_, held)] = content(f"steering: {{bodies: [{body}]}}").rhythm
    assert isinstance(held, NotEstimable)
    assert held.reason == reason


def test_meetings_held_are_a_share_of_those_planned() -> None:
    [(_, held)] = content("steering: {bodies: [{name: COPIL, planned: 4, held: 3}]}").rhythm
    assert isinstance(held, Proportion)
    assert (held.numerator, held.denominator) == (3, 4)


def test_the_steering_checklist_names_what_is_not_said() -> None:
    checklist = content("steering: {formalisation: convention}").steering
    assert [item for item, said in checklist.items() if said] == ["formalisation"]
    assert len(checklist) == 6
    assert all(said is None for said in content("").steering.values())
