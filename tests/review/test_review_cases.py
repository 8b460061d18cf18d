"""The two sample dossiers of the guide material, judged rule by rule."""

from pathlib import Path

import pytest

from evalkit.review import review_method
from evalkit.sources import read_dossier

CASES = Path(__file__).parents[1] / "cases"

# What the guide's own worked example leaves out of the guide's own method.
ENVIE = {
    "RM-01": 1,  # no purpose
    "RM-03": 1,  # Envie's strategy
    "RM-04": 2,  # neither partner's expectations
    "RM-08": 3,  # O1, O2, O3 unranked by their holders
    "RM-09": 2,  # O4 unranked by both
    "RM-11": 1,  # lasting employment: neither aimed at nor explained
    "RM-12": 2,  # nothing from Envie to the bank, nothing for the territory
    "RM-15": 1,  # no rhythm of meetings
    "RM-16": 4,  # no criterion; unranked objectives count as priorities
    "RM-26": 1,  # only the partners speak
    "RM-27": 1,  # results given back to nobody
    "RM-31": 1,  # what is not measured
    "RM-34": 1,  # neither previous year nor next review
    "RM-35": 1,  # effort of the evaluation
    "RM-36": 1,  # negative or unexpected effects
    "RM-39": 4,  # no result set against an objective
    "RM-40": 2,  # no partner's changed expectations
    "RM-41": 1,  # "to make it last": by whom and when is not said
    "RM-46": 10,  # ten findings, no criterion
}

# The complete dossier still holds three things to look at.
FICTIONAL = {
    "RM-20": (("indicators", 2, "baseline"),),  # C1, I4 is a perception nobody was asked about at the start
    "RM-21": (("indicators", 2, "target"),),  # ... and has no target, without saying that this is on purpose
    "RM-23": (("measures", 5),),  # two people of three still in their job: too few for a rate
}


@pytest.fixture(scope="module")
def envie():
    return review_method(read_dossier(CASES / "envie_as_published.yaml"))


@pytest.fixture(scope="module")
def fictional():
    return review_method(read_dossier(CASES / "fictional_complete.yaml"))


def test_the_guide_s_own_example_is_flagged_exactly_where_it_breaks_the_guide_s_method(envie):
    assert {each.rule: each.n for each in envie.rules if each.n} == ENVIE


def test_the_guide_s_own_example_respects_what_it_does_show(envie):
    respected = {each.rule for each in envie.rules if each.outcome == "respected"}
    assert respected == {
        "RM-02", "RM-05", "RM-06", "RM-07", "RM-13", "RM-14", "RM-33", "RM-42", "RM-44", "RM-45",
    }  # fmt: skip


def test_the_complete_dossier_is_hardly_flagged(fictional):
    assert {each.rule: fictional.places_of(each.rule) for each in fictional.rules if each.n} == FICTIONAL


def test_findings_point_to_the_line_of_what_they_speak_of(fictional):
    (few,) = fictional.findings_of("RM-23")
    line = (CASES / "fictional_complete.yaml").read_text(encoding="utf-8").splitlines()[few.place.line - 1]
    assert "C2.I2" in line
    assert "denominator: 3" in line


def test_every_finding_can_be_said_in_both_languages(envie, fictional):
    for finding in (*envie.findings, *fictional.findings):
        for language in ("fr", "en"):
            for text in (finding.sentence(language), finding.remedy(language)):
                assert "{" not in text
                assert text.rstrip(")").endswith(".") or text.endswith(").")
