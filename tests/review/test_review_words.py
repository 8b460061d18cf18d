"""The words of the review: complete, in both languages, typographically right, and silent on personal values."""

import re
import string

import pytest
import yaml

from evalkit.model import Dossier, PartialDate
from evalkit.review import RULES, SEVERITIES, STEPS, review_method
from evalkit.review.causes import causal_word
from evalkit.review.result import said
from evalkit.review.spots import NESTED, dated, printed, spot
from evalkit.texts import family, has

TEXTS = family("findings")
NBSP = "\u00a0"


def _sentences(node, language):
    for key, value in node.items():
        if key == language:
            yield from value.values() if isinstance(value, dict) else [value]
        elif isinstance(value, dict):
            yield from _sentences(value, language)


@pytest.mark.parametrize("part", ["name", "sentence", "remedy"])
def test_each_rule_has_its_words_in_both_languages(part):
    for code in RULES:
        words = TEXTS[code][part]
        assert words["fr"] and words["en"]
        assert words["fr"] != words["en"]


def test_there_are_no_words_of_rules_that_do_not_exist():
    assert {key for key in TEXTS if key.startswith("RM-")} == set(RULES)


def test_both_languages_fill_the_same_blanks():
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for code in RULES:
        for part in ("name", "sentence", "remedy"):
            assert blanks(TEXTS[code][part]["fr"]) == blanks(TEXTS[code][part]["en"]), (code, part)


def test_french_sentences_hold_their_signs_with_a_space_that_does_not_break():
    for sentence in _sentences(TEXTS, "fr"):
        outside_code = re.sub(r"\(\w+: [^)]*\)", "", sentence)
        assert not re.search(r" [:;?!»]|« |[^\s\u00a0][?!»]|\w:", outside_code), sentence


def test_steps_severities_origins_and_principles_have_a_label():
    used = {
        "steps": STEPS,
        "severities": SEVERITIES,
        "origins": {each.origin for each in RULES.values()},
        "principles": {each.principle for each in RULES.values() if each.principle},
        "outcomes": ("respected", "to_mend", "not_applicable"),
    }
    for name, codes in used.items():
        assert set(codes) <= set(TEXTS[name]), name


def test_any_text_of_a_dossier_can_be_named(previous):
    closed = {"purposes", "no_action", "no_means", "no_effect"}
    for name, field in Dossier.model_fields.items():
        if name in NESTED:
            assert has(f"findings.words.part_{name}")
        elif "tuple" in str(field.annotation) and name not in closed:
            assert has(f"findings.words.entry_{name}"), name


def test_a_spot_names_the_code_where_there_is_one_and_the_number_where_there_is_none(previous):
    assert spot(previous, ("indicators", 1, "note")).words("fr") == "indicateur C1, I2"
    assert spot(previous, ("measures", 1, "note")).words("fr") == f"mesure n°{NBSP}2"
    assert spot(previous, ("prospects", "decisions", 0)).words("en") == "prospects"
    assert spot(previous, ("title",)).words("fr") == "identité du dossier"
    assert printed("C12.I3") == "C12, I3"


@pytest.mark.parametrize(
    ("date", "french"),
    [(PartialDate(2024), "2024"), (PartialDate(2024, 3), "03/2024"), (PartialDate(2024, 3, 5), "05/03/2024")],
)
def test_a_date_is_named_no_more_precisely_than_it_is_known(date, french):
    assert dated(date).words("fr") == french


def test_several_missing_things_are_listed_as_one_speaks(previous):
    bare = previous.model_copy(update={"steering": None})
    (finding,) = review_method(bare).findings_of("RM-15")
    assert finding.sentence("fr") == (
        f"Le pilotage est incomplet{NBSP}: il manque la formalisation, l'instance de pilotage, le rythme des réunions, "
        "le dispositif de suivi et la communication."
    )
    assert finding.sentence("en").endswith("the follow-up and the communication.")


@pytest.mark.parametrize(
    "private", ["jeanne.martin@example.org", "06 12 34 56 78", "+33 (0)6.12.34.56.78", "2 55 08 14 168 025 38"]
)
def test_a_personal_value_is_never_repeated(private, previous):
    dossier = previous.model_copy(update={"note": f"voir {private} svp"})
    (finding,) = review_method(dossier).findings_of("RM-42")
    for language in ("fr", "en"):
        assert private not in finding.sentence(language) + finding.remedy(language)
    assert private not in str(finding.values)


def test_a_hostile_name_stays_data_in_the_sentence(previous):
    hostile = "{partner.__class__} <script>"
    partner = previous.partners[0].model_copy(update={"name": hostile, "strategy": None})
    dossier = previous.model_copy(update={"partners": (partner, previous.partners[1])})
    (finding,) = review_method(dossier).findings_of("RM-03")
    assert finding.sentence("fr").startswith(hostile)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Un fort impact sur l'emploi", "impact"),
        ("grâce aux tuteurs", "grâce aux"),
        ("Le partenariat a permis d'embaucher", "a permis"),
        ("les ateliers ont entraîné une baisse", "ont entraîné"),
        ("a donc généré du chiffre", "a donc généré"),
        ("c'est dû au partenariat", "dû au"),
        ("This led to ten jobs", "led to"),
        ("thanks  to the firm", "thanks to"),
        ("deux salariés ont leur permis de conduire", None),
        ("un permis de construire a été demandé", None),
        ("les impactés", "impactés"),
        ("les partenaires observent dix embauches pendant l'année", None),
        ("un générateur a été installé", None),
    ],
)
def test_words_that_claim_a_cause_are_told_from_those_that_do_not(text, word):
    found = causal_word(text)
    assert (found or "").endswith(word or "") and bool(found) == bool(word)


def test_words_inside_a_sentence_change_with_the_language():
    assert said("owner").words("fr") == "le responsable"
    assert said("owner").words("en") == "the owner"


def _said(rule, dossier, previous=None, language="fr"):
    return [each.sentence(language).replace(NBSP, " ") for each in review_method(dossier, previous).findings_of(rule)]


def test_two_dates_in_the_wrong_order_are_named_the_way_they_should_stand(previous):
    late = previous.model_copy(update={"start": PartialDate(2022, 1, 1), "end": PartialDate(2021)})
    assert _said("RM-45", late) == ["Dates incohérentes (identité du dossier) : 01/01/2022 devrait précéder 2021."]


@pytest.mark.parametrize(
    ("end", "evaluated_on", "said"),
    [
        (PartialDate(2030), None, ["Dates incohérentes (mesure n° 1) : 2030 devrait précéder 2023."]),
        (
            PartialDate(2024, 6),
            PartialDate(2024, 3, 1),
            ["Dates incohérentes (mesure n° 1) : 06/2024 devrait précéder 01/03/2024."],
        ),
        (PartialDate(2024, 1), PartialDate(2024, 3, 1), []),
        (PartialDate(2023), PartialDate(2023, 11), []),
        (PartialDate(2023, 12, 31), None, []),
    ],
)
def test_a_measure_cannot_be_later_than_the_evaluation_that_reads_it(previous, end, evaluated_on, said):
    measure = previous.measures[0].model_copy(update={"start": PartialDate(2023), "end": end})
    made = previous.model_copy(update={"measures": (measure,), "evaluated_on": evaluated_on, "next_review": None})
    assert _said("RM-45", made) == said


def test_what_changed_in_a_definition_is_named(previous):
    changed = previous.indicators[0].model_copy(update={"unit": "dossiers", "source": "registre"})
    now = previous.model_copy(update={"indicators": (changed, *previous.indicators[1:])})
    assert _said("RM-30", now, previous) == [
        "Indicateur C1, I1 : changement depuis l'année précédente (l'unité et la source), "
        "aucune tendance ne sera tracée."
    ]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        # From the first day of the start to the day after the reading's last: a full year is twelve months.
        (PartialDate(2024, 1, 1), PartialDate(2024, 12, 31), 12),
        (PartialDate(2024, 1, 1), PartialDate(2024, 12, 30), 11),
        (PartialDate(2023, 3, 15), PartialDate(2024), 21),
    ],
)
def test_the_months_before_a_reading_are_counted_whole(start, end, months, previous):
    indicator = previous.indicators[4].model_copy(update={"horizon_months": (24, 36)})
    measure = previous.measures[5].model_copy(update={"start": start, "end": end})
    dossier = previous.model_copy(update={"start": start, "indicators": (indicator,), "measures": (measure,)})
    assert _said("RM-29", dossier) == [
        f"L'indicateur C2, I2 est lu après {months} mois, pour un horizon annoncé de 24 mois."
    ]


def test_too_many_indicators_for_the_time_given_are_counted(previous):
    rushed = previous.model_copy(update={"effort": previous.effort.model_copy(update={"days": 1.5})})
    assert _said("RM-35", rushed) == ["Moyens de l'évaluation : 5 indicateurs, plus de 3 par jour d'évaluation."]


def test_a_hidden_rate_does_not_tell_how_few_people_there_are(previous):
    few = previous.measures[5].model_copy(update={"numerator": 1, "denominator": 3})
    dossier = previous.model_copy(update={"measures": (few,)})
    assert _said("RM-23", dossier) == ["C2, I2 : moins de 5 personnes, le taux ne sera pas imprimé."]


@pytest.mark.parametrize("rule", ["RM-12", "RM-13", "RM-36", "RM-43"])
def test_what_a_remedy_tells_to_write_is_yaml_that_reads(rule, respectful, previous, read):
    bare = previous.model_copy(
        update={
            "actions": (),
            "means": (),
            "effects": (),
            "findings": (previous.findings[0].model_copy(update={"consent": None}),),
        }
    )
    for finding in review_method(bare).findings_of(rule):
        for language in ("fr", "en"):
            written = yaml.safe_load(re.search(r"\((\w+: [^)]*)\)", finding.remedy(language)).group(1))
            assert written.keys() <= {"no_action", "no_means", "no_effect", "consent"}
            extra = written if "consent" not in written else {}
            assert read({**respectful, **extra})
