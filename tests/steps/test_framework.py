"""Step 1: objectives, priorities side by side, timeline, strategy questions."""

import pytest

from evalkit.model import Dossier
from evalkit.sources import parse_dossier
from evalkit.steps.framework import ObjectiveRow, describe_framework

DOSSIER = """
code: a-b
year: 2024
title: A - B
start: 2022
end: 2025-06
evaluated_on: 2024-12-20
next_review: 2025-12-01
partners:
- {code: P1, name: A, type: siae, siae_type: EI}
- {code: P2, name: B, type: company}
history:
- {date: 2022-03-10, label: convention}
- {date: 2021, label: rencontre}
strategy:
- {question: Q2, answer: "l'emploi durable"}
objectives:
- {code: O1, holder: P1, label: un, stake: EN1}
- {code: O2, holder: territory, label: deux}
- {code: O3, holder: P2, label: trois, stake: EN1}
- {code: O4, holder: beneficiaries, label: quatre}
priorities:
  P1: {O1: medium, O2: high}
  P2: {O2: low}
"""


def read(text: str = DOSSIER) -> Dossier:
    return parse_dossier(text)


def row(code: str, text: str = DOSSIER) -> ObjectiveRow:
    return next(each for each in describe_framework(read(text)).objectives if each.objective.code == code)


def test_both_partners_levels_of_a_territory_objective_stand_side_by_side_with_their_gap() -> None:
    assert dict(row("O2").levels) == {"P1": "high", "P2": "low"}
    assert row("O2").gap == 2
    assert row("O2").missing == ()


def test_an_objective_of_its_own_is_asked_of_its_holder_only() -> None:
    assert dict(row("O1").levels) == {"P1": "medium"}
    assert row("O1").gap is None


def test_a_partner_who_has_not_ranked_its_own_objective_is_named() -> None:
    assert row("O3").missing == ("P2",)


def test_an_objective_ranked_medium_by_its_holder_is_no_priority() -> None:
    assert not row("O1").priority


def test_an_objective_that_nobody_ranked_counts_as_a_priority() -> None:
    assert row("O3").priority
    assert row("O4").priority


def test_an_objective_ranked_high_by_one_of_two_partners_is_a_priority() -> None:
    assert row("O2").priority


def test_holders_come_as_partners_then_territory_then_beneficiaries() -> None:
    assert describe_framework(read()).holders == ("P1", "P2", "territory", "beneficiaries")


def test_the_timeline_orders_dates_of_any_precision() -> None:
    events = [(str(event.date), event.kind) for event in describe_framework(read()).timeline]
    assert events == [
        ("2021", "history"),
        ("2022", "start"),
        ("2022-03-10", "history"),
        ("2024-12-20", "evaluation"),
        ("2025-06", "end"),
        ("2025-12-01", "next_review"),
    ]


def test_the_eight_strategy_questions_are_answered_or_open() -> None:
    questions = describe_framework(read()).questions
    assert list(questions) == [f"Q{n}" for n in range(1, 9)]
    assert [code for code, answer in questions.items() if answer] == ["Q2"]


@pytest.mark.parametrize(
    ("figure", "beside"),
    [
        ("value: 8, need: higher, compared_with: z, compared_value: 7", "more"),
        ("value: 8, need: lower, compared_with: z, compared_value: 7", "less"),
        ("value: 6, need: higher, compared_with: z, compared_value: 7", "less"),
        ("value: 6, need: lower, compared_with: z, compared_value: 7", "more"),
        ("value: 7, need: higher, compared_with: z, compared_value: 7", "near"),
        ("value: 8, need: higher, near: oui, compared_with: z, compared_value: 7", "near"),
        ("value: 8, compared_with: z, compared_value: 7", None),
        ("value: 8, need: higher", None),
    ],
)
def test_need_is_greater_on_the_side_that_the_figure_marks(figure: str, beside: str | None) -> None:
    (found,) = describe_framework(read(f"{DOSSIER}diagnosis:\n- {{label: taux, {figure}}}")).needs
    assert found.beside == beside
