"""Each rule fires on a dossier that breaks it and is silent on one that respects it."""

import copy
from pathlib import Path

import pytest
import yaml

from evalkit.model import PartialDate
from evalkit.model.directions import action_directions
from evalkit.model.priorities import is_priority, priority_objectives, raters
from evalkit.model.results import Break
from evalkit.model.vocabulary import DIRECTIONS
from evalkit.review import RULES, STEPS, review_method

GUIDE = Path(__file__).parents[2].parent / "shared" / "guide" / "10_method_review_rules.yaml"
NUMBERS = [f"RM-{n:02d}" for n in range(1, 48)]
DECISION = {"label": "renouveler", "owner": "P1", "date": "2025-04-30"}

# Rule → changes of the respectful dossier, each (path, value), that break it.
BREAKS = {
    "RM-01": [[(("purposes",), [])]],
    "RM-02": [[(("partners", 0, "type"), "public_body")]],
    "RM-03": [[(("partners", 1, "strategy"), None)]],
    "RM-04": [[(("partners", 0, "evaluation_expectations"), None)]],
    "RM-05": [[(("history",), [])]],
    "RM-06": [[(("objectives", 0, "holder"), "P2")]],
    "RM-07": [[(("objectives", 3, "holder"), "beneficiaries")]],
    "RM-08": [[(("priorities", "P2"), {"O3": "medium", "O4": "high"})], [(("priorities",), {})]],
    "RM-09": [[(("priorities", "P1"), {"O1": "high"})]],
    "RM-10": [[(("priorities", "P1"), {"O1": "low", "O4": "low"})]],
    "RM-11": [[(("objectives", 0, "lasting_employment"), None)], [(("objectives", 0, "lasting_employment"), "false")]],
    "RM-12": [[(("actions", 2, "to"), ["P1", "P2"])], [(("actions", 0, "to"), ["territory"])]],
    "RM-13": [[(("means", 2, "kind"), "human")]],
    "RM-14": [[(("actions", 0, "by"), ["P2"]), (("actions", 2, "by"), ["P2"]), (("means", 0, "by"), ["P2"])]],
    "RM-15": [[(("steering",), None)], [(("steering", "bodies", 0, "rhythm"), None)]],
    "RM-16": [[(("criteria", 1, "objectives"), ["O1"])], [(("priorities", "P2", "O3"), "high")]],
    "RM-17": [[(("criteria", 0, "objectives"), ["O4", "O9"])], [(("criteria", 0, "objectives"), [])]],
    "RM-18": [[(("indicators", i, "criterion"), "C1") for i in (3, 4)]],
    "RM-19": [[(("indicators", 0, name), None)] for name in ("unit", "source", "method", "frequency", "responsible")],
    "RM-20": [[(("indicators", 0, "baseline"), None)]],
    "RM-21": [[(("indicators", 0, "target"), None)], [(("indicators", 0, "target_due"), None)]],
    "RM-22": [[(("measures", 1, "denominator"), None)]],
    "RM-23": [[(("measures", 5, "denominator"), "4"), (("measures", 5, "numerator"), "1")],
              [(("exits", 0, "other"), "0"), (("exits", 0, "positive"), "0"), (("exits", 0, "lasting"), "1")],
              [(("measures", 5, "n"), "4")], [(("disclosure_threshold",), "11")]],
    "RM-24": [[(("indicators", 2, "kind"), "quantitative")]],
    "RM-25": [[(("stakeholders", 1, "reason"), None)], [(("stakeholders", 1), {"name": "mairie", "group": "other"})]],
    "RM-26": [[(("stakeholders",), [])], [(("stakeholders", 0, "how"), None)]],
    "RM-27": [[(("feedback",), [])], [(("feedback",), [{"audience": "comité"}])]],
    "RM-28": [[(("measures", 3, "respondent"), "Salariés"), (("measures", 3, "n"), "12")]],
    "RM-29": [[(("indicators", 4, "horizon_months"), ["48"])], [(("indicators", 4, "baseline_date"), "2024-02")]],
    "RM-30": [[(("indicators", 0, "unit"), "réunions")], [(("indicators", 0, "source"), "mémoire des équipes")],
              [(("indicators", 0, "form"), "amount")]],
    "RM-31": [[(("limits",), None)], [(("limits", "not_measured"), [])]],
    "RM-32": [[(("criteria", 1, "factors"), [])]],
    "RM-33": [[(("findings", 0, "label"), "le partenariat a permis deux embauches")],
              [(("effects", 0, "label"), "un impact fort")],
              [(("criteria", 0, "conclusion"), "Grâce au partenariat, des études ont eu lieu.")],
              [(("prospects", "coherence", 0, "comment"), "the partnership led to jobs")]],
    "RM-34": [[(("next_review",), None)]],
    "RM-35": [[(("effort",), None)], [(("effort", "days"), "1")], [(("effort", "days"), "0")]],
    "RM-36": [[(("effects",), [])], [(("effects", 0, "nature"), "positive")]],
    "RM-37": [[(("indicators", 0, "target_set_on"), "2025-01-15"), (("indicators", 0, "target_due"), "2025-12")]],
    "RM-38": [[(("measures", 0, "proof"), None)]],
    "RM-39": [[(("prospects", "coherence", 0, "comment"), None)], [(("prospects",), {"decisions": [DECISION]})]],
    "RM-40": [[(("prospects", "changed_expectations", 1, "label"), None)],
              [(("prospects", "changed_expectations"), [])]],
    "RM-41": [[(("prospects", "decisions", 0, "owner"), None)], [(("prospects", "decisions", 0, "date"), None)]],
    "RM-42": [[(("partners", 0, "note"), "écrire à jeanne.martin@example.org")],
              [(("measures", 0, "note"), "06 12 34 56 78")],
              [(("limits", "cautions"), ["NIR 2 55 08 14 168 025 38"])]],
    "RM-43": [[(("findings", 0, "consent"), None)], [(("findings", 0, "consent"), "false")]],
    "RM-44": [[(("findings",), 2 * [{"code": "R1", "about": "P1", "label": "a", "criterion": "C1"}])],
              [(("findings", 0, "code"), "constat-1")],
              [(("indicators", 3, "criterion"), "C1")]],
    "RM-45": [[(("end",), "2021")], [(("measures", 0, "end"), "2023")], [(("actions", 0, "start"), "2024-05"),
              (("actions", 0, "end"), "2024-04")], [(("prospects", "decisions", 0, "date"), "2020")],
              [(("start",), "2025")], [(("measures", 0, "start"), "2030"), (("measures", 0, "end"), "2030")]],
    "RM-46": [[(("findings", 0, "criterion"), None)], [(("findings", 0, "criterion"), "C7")]],
    "RM-47": [[(("diagnosis", 0, "source"), None)], [(("diagnosis", 0, "period"), None)]],
}  # fmt: skip


def _changed(data, changes, put):
    changed = copy.deepcopy(data)
    for path, value in changes:
        put(changed, path, value)
    return changed


def test_there_are_47_rules_and_each_has_an_example_that_breaks_it():
    assert sorted(RULES) == NUMBERS == sorted(BREAKS)


@pytest.fixture(scope="module")
def respectful_review(respectful, previous, read):
    return review_method(read(respectful), previous)


@pytest.mark.parametrize("rule", NUMBERS)
def test_a_rule_is_silent_on_a_dossier_that_respects_it(rule, respectful_review):
    outcome = next(each for each in respectful_review.rules if each.rule == rule)
    assert (outcome.outcome, outcome.n) == ("respected", 0)


@pytest.mark.parametrize(
    ("rule", "changes"), [(rule, changes) for rule, broken in BREAKS.items() for changes in broken]
)
def test_a_rule_fires_on_a_dossier_that_breaks_it(rule, changes, respectful, previous, read, put):
    dossier = read(_changed(respectful, changes, put))
    review = review_method(dossier, previous)
    found = review.findings_of(rule)
    assert found, f"{rule} is silent"
    assert next(each for each in review.rules if each.rule == rule).n == len(found)
    assert all(each.place.line for each in found)


@pytest.mark.skipif(not GUIDE.is_file(), reason="the shared guide material is not there")
def test_rules_keep_the_severity_origin_and_principle_of_the_guide_s_list():
    severities = {"bloquant": "blocking", "a_corriger": "to_mend", "conseil": "advice"}
    steps = dict(
        zip(
            ("cadre", "contenu", "resultats", "perspectives", "transversal", "confidentialite", "forme"),
            STEPS,
            strict=True,
        )
    )
    for given in yaml.safe_load(GUIDE.read_text(encoding="utf-8")):
        ours = RULES[given["id"]]
        origin = {"mine": "own"}.get(given["origin"], given["origin"])
        expected = (steps[given["step"]], severities[given["sev"]], origin, given.get("principle"))
        assert (ours.step, ours.severity, ours.origin, ours.principle) == expected, given["id"]


NOTHING_TO_JUDGE = {
    "RM-08": [("objectives", [])],
    "RM-09": [("objectives", [])],
    "RM-10": [("priorities", {})],
    "RM-16": [("objectives", [])],
    "RM-17": [("criteria", [])],
    "RM-18": [("criteria", [])],
    "RM-19": [("indicators", [])],
    "RM-20": [("indicators", [])],
    "RM-21": [("indicators", [])],
    "RM-22": [("measures", [])],
    "RM-23": [("measures", []), ("exits", [])],
    "RM-24": [("indicators", [])],
    "RM-25": [("stakeholders", [])],
    "RM-26": [("measures", []), ("findings", []), ("exits", [])],
    "RM-28": [("indicators", [])],
    "RM-29": [("indicators", [])],
    "RM-30": [("indicators", [])],
    "RM-32": [("criteria", [])],
    "RM-33": [("findings", []), ("effects", []), ("prospects", None)],
    "RM-37": [("measures", [])],
    "RM-38": [("measures", [])],
    "RM-39": [("objectives", [])],
    "RM-41": [("prospects", None)],
    "RM-43": [("findings", [])],
    "RM-46": [("findings", [])],
    "RM-47": [("diagnosis", [])],
}


@pytest.mark.parametrize("rule", NOTHING_TO_JUDGE)
def test_a_rule_with_nothing_to_judge_is_not_applicable(rule, previous):
    emptied = previous.model_copy(update={name: value if value != [] else () for name, value in NOTHING_TO_JUDGE[rule]})
    outcome = next(each for each in review_method(emptied, emptied).rules if each.rule == rule)
    assert outcome.outcome == "not_applicable"


def test_without_a_previous_year_the_comparison_of_definitions_is_not_applicable(previous):
    outcomes = {each.rule: each.outcome for each in review_method(previous).rules}
    assert outcomes["RM-30"] == "not_applicable"


def test_no_overall_mark_is_given(respectful_review):
    public = [name for name in dir(respectful_review) if not name.startswith("_")]
    assert public == ["blocking", "by_step", "findings", "findings_of", "places_of", "rules"]
    assert list(respectful_review.by_step) == list(STEPS)


def test_a_partner_may_not_be_called_as_the_territory(previous):
    intruder = previous.partners[1].model_copy(update={"code": "territory"})
    dossier = previous.model_copy(update={"partners": (*previous.partners, intruder)})
    assert review_method(dossier).places_of("RM-44") == (("partners", 2, "code"),)


def test_places_of_a_rule_lead_to_the_measures_whose_rate_is_hidden(previous):
    few = [each.model_copy(update={"numerator": 1, "denominator": 3}) for each in previous.measures[5:]]
    dossier = previous.model_copy(update={"measures": (*previous.measures[:5], *few)})
    review = review_method(dossier)
    assert review.places_of("RM-23") == (("measures", 5),)
    assert [each.rule for each in review.blocking] == ["RM-23"]


def test_a_share_of_things_is_not_held_to_the_threshold_of_people(previous):
    studies = previous.measures[1].model_copy(update={"numerator": 1, "denominator": 2})
    assert not review_method(previous.model_copy(update={"measures": (studies,)})).places_of("RM-23")


def _with_indicator(dossier, i, **changes):
    changed = dossier.indicators[i].model_copy(update=changes)
    return dossier.model_copy(update={"indicators": (*dossier.indicators[:i], changed, *dossier.indicators[i + 1 :])})


def test_a_declared_break_answers_a_changed_definition(previous):
    now = previous.model_copy(update={"year": 2024})
    declared = Break(date=PartialDate(2024, 1), reason="nouveau registre")
    assert review_method(_with_indicator(now, 0, source="registre"), previous).places_of("RM-30")
    assert not review_method(_with_indicator(now, 0, source="registre", breaks=(declared,)), previous).places_of(
        "RM-30"
    )


def test_a_break_of_an_earlier_change_does_not_answer_a_new_one(previous):
    old = (Break(date=PartialDate(2021), reason="ancien"),)
    before = _with_indicator(previous, 0, breaks=old)
    now = _with_indicator(previous.model_copy(update={"year": 2024}), 0, breaks=old, unit="dossiers")
    assert review_method(now, before).places_of("RM-30")


def test_a_definition_written_in_other_capitals_is_the_same(previous):
    assert not review_method(_with_indicator(previous, 0, source="Comptes  Rendus"), previous).places_of("RM-30")


def test_an_objective_nobody_ranked_needs_a_criterion(previous):
    unranked = previous.model_copy(update={"priorities": {"P1": {"O1": "low", "O4": "low"}, "P2": {"O2": "low"}}})
    assert [each.code for each in priority_objectives(unranked)] == ["O3"]
    assert review_method(unranked).places_of("RM-16") == (("objectives", 2),)


def test_the_rank_another_partner_gives_to_an_objective_is_not_its_holder_s(previous):
    others = previous.model_copy(update={"priorities": {"P2": {"O1": "low"}}})
    assert is_priority(others, others.objectives[0])


def test_an_objective_of_the_beneficiaries_has_to_be_ranked_by_nobody_but_may_be(previous):
    theirs = previous.objectives[3].model_copy(update={"holder": "beneficiaries"})
    dossier = previous.model_copy(update={"objectives": (theirs,), "priorities": {}})
    assert raters(dossier, theirs) == ()
    assert is_priority(dossier, theirs)
    assert not is_priority(dossier.model_copy(update={"priorities": {"P1": {"O4": "low"}}}), theirs)


def test_a_comparison_group_may_speak_of_an_impact(previous):
    finding = previous.findings[0].model_copy(update={"label": "un impact mesuré", "strength": "comparison_group"})
    assert not review_method(previous.model_copy(update={"findings": (finding,)})).places_of("RM-33")


def test_an_action_among_five_partners_may_go_in_several_directions(previous):
    action = previous.actions[0].model_copy(update={"by": ("P1", "P2"), "to": ("P1", "P2", "territory")})
    assert set(action_directions(previous, action)) == set(DIRECTIONS)
    inside = action.model_copy(update={"by": ("P1",), "to": ("P1",)})
    assert action_directions(previous, inside) == ()
