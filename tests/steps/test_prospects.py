"""Step 4: conclusions per objective, changed expectations, and what the next evaluation should add."""

from small_dossiers import dossier, indicator, measure

from evalkit.steps.prospects import NextTime, describe_prospects
from evalkit.steps.results import describe_results


def prospects(**fields):
    made = dossier(**fields)
    return describe_prospects(made, describe_results(made))


def additions(measures=(), **fields):
    found = prospects(indicators=[indicator(**fields)], measures=list(measures))
    return {(each.addition, each.partner) for each in found.next_time}


COMPLETE = {"baseline": 0, "target": 4}


def test_priorities_come_first_and_the_verdict_is_the_evaluator_s():
    objectives = [{"code": code, "holder": "P1", "label": code} for code in ("O1", "O2", "O3")]
    found = prospects(
        objectives=objectives,
        priorities={"P1": {"O1": "low", "O2": "high"}},
        prospects={"coherence": [{"objective": "O2", "verdict": "partly", "comment": "en bonne voie"}]},
    )
    told = [(each.objective.code, each.priority, each.verdict, each.comment) for each in found.outlooks]
    assert told == [
        ("O2", True, "partly", "en bonne voie"),
        ("O3", True, "unknown", None),
        ("O1", False, "unknown", None),
    ]


def test_a_reached_indicator_makes_no_verdict():
    found = prospects(indicators=[indicator(direction="increase", **COMPLETE)], measures=[measure(value=5)])
    assert found.outlooks[0].verdict == "unknown"
    assert dict(found.outlooks[0].spread) == {"reached": 1}


def test_expectations_that_nobody_stated_are_none_and_not_unchanged():
    found = prospects(prospects={"changed_expectations": [{"partner": "P2", "label": "mesurer les chutes"}]})
    assert {code: each and each.label for code, each in found.expectations.items()} == {
        "P1": None,
        "P2": "mesurer les chutes",
        "P3": None,
    }


def test_what_is_complete_asks_for_nothing_more():
    assert additions([measure(value=3)], **COMPLETE) == set()


def test_the_next_evaluation_should_add_what_this_one_lacks():
    assert additions(**COMPLETE) == {("measure", None)}
    assert additions([measure(value=3)]) == {("baseline", None), ("target", None)}
    assert additions([measure(value=3)], baseline_reason="aucune embauche", followed_without_target=True) == set()


def test_a_measure_without_a_value_is_still_to_be_made():
    assert additions([measure()], **COMPLETE) == {("measure", None)}


def test_a_hidden_value_was_measured_and_is_not_asked_for_again():
    fields = {"form": "share", "unit": "%", **COMPLETE}
    assert additions([measure(numerator=1, denominator=3)], **fields) == set()


def test_a_partner_who_has_not_answered_is_to_be_asked():
    fields = {"form": "perception", "kind": "qualitative", "unit": "1-5"}
    assert additions([measure(value=4)], **fields) == {("ask_partner", "P2"), ("ask_partner", "P3")}


def test_a_priority_without_criterion_is_to_be_given_one():
    found = prospects(criteria=[])
    assert found.next_time == (NextTime("find_criterion", "O1"),)
    assert prospects(criteria=[], priorities={"P1": {"O1": "low"}}).next_time == ()


def test_an_indicator_whose_code_is_another_s_too_asks_for_nothing():
    assert prospects(indicators=[indicator(), indicator(label="autre")], measures=[measure(value=3)]).next_time == ()
