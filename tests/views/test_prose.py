"""Sentences: in both languages, with their strength and their code, and nothing that the dossier does not support."""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from dossiers import ENVIE, FICTIONAL, changed, evaluated

from evalkit.model.quantity import Quantity
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import LANGUAGES, family
from evalkit.views import prose
from evalkit.views.words import BRIEF, brief, inside, measured, stated


def sentences(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "fr" in tree:
        yield path, tree
        return
    for name, branch in tree.items():
        yield from sentences(branch, f"{path}.{name}".strip("."))


def forms(sentence: str | Mapping[str, str]) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def result_of(code: str, evaluation: Any = None) -> Any:
    evaluation = evaluation or evaluated(FICTIONAL)[0]
    return next(each for each in evaluation.results.indicators if each.indicator.code == code)


@pytest.mark.parametrize("name", ["prose", "headings"])
def test_every_sentence_exists_in_both_languages_with_the_same_values(name: str) -> None:
    for key, sentence in sentences(family(name)):
        assert set(sentence) == set(LANGUAGES), key
        needed = [set().union(*(fields(form) for form in forms(sentence[language]))) for language in LANGUAGES]
        assert needed[0] == needed[1], key


@pytest.mark.parametrize("name", ["prose", "headings"])
def test_french_signs_of_two_parts_are_never_parted_from_their_word(name: str) -> None:
    french = [(key, form) for key, sentence in sentences(family(name)) for form in forms(sentence["fr"])]
    assert [key for key, form in french if re.search(r"[^\u00a0][:;?!»](?=[\s\")]|$)|«[^\u00a0]", form)] == []


@pytest.mark.parametrize("name", ["prose", "headings"])
def test_no_sentence_speaks_of_impact_or_of_a_mark(name: str) -> None:
    claims = re.compile(r"\bimpact|grâce au partenariat|thanks to the partnership|\bscore\b", re.IGNORECASE)
    assert [key for key, sentence in sentences(family(name)) if claims.search(str(sentence))] == []


def test_a_change_states_its_baseline_its_strength_and_its_code() -> None:
    said = prose.change(result_of("C1.I1"), "fr").replace("\u00a0", " ")
    assert said == "études de faisabilité réalisées : 5 études, contre 0 étude au départ – C1, I1 ; avant-après"


def test_a_value_without_baseline_is_only_described() -> None:
    evaluation, _ = changed("  baseline: 1\n", "")
    said = prose.change(result_of("C2.I1", evaluation), "en")
    assert said.endswith("– C2, I1; description only")
    assert "against" not in said


def test_a_value_equal_to_its_baseline_has_not_changed() -> None:
    evaluation, _ = changed("  baseline: 1\n", "  baseline: 3\n")
    assert "comme au départ" in prose.change(result_of("C2.I1", evaluation), "fr")


def test_going_beyond_the_target_is_said_in_words() -> None:
    assert prose.progress(result_of("C1.I1"), "fr").startswith("cible dépassée")


def test_moving_away_from_the_target_is_said_in_words() -> None:
    evaluation, _ = changed("  baseline: 1\n", "  baseline: 3.5\n")
    assert prose.progress(result_of("C2.I1", evaluation), "fr") == "s'éloigne de la cible"


def test_several_answers_have_no_progress() -> None:
    result = result_of("C1.I4")
    assert isinstance(result.value, NotEstimable)
    assert prose.progress(result, "fr") == "non calculé"


def test_a_spread_is_counted_in_words_and_follows_the_plural() -> None:
    assert (
        prose.spread({"under_way": 1, "reached": 2, "without_target": 1}, "fr")
        == "2 atteints, 1 en cours, 1 sans cible"
    )
    assert prose.spread({}, "fr") == "aucun indicateur"


def test_the_caution_on_causes_goes_with_before_and_after_only() -> None:
    assert prose.causes_caution(evaluated(FICTIONAL)[0], "fr") is not None


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        (1, "personnes embauchées", "1\u00a0personne embauchée", "1\u00a0personne embauchée"),
        (0, "études", "0\u00a0étude", "0\u00a0études"),
        (1, "mois", "1\u00a0mois", "1\u00a0mois"),
        (1, "heures de cours", "1\u00a0heure de cours", "1\u00a0heure de cours"),
        (2, "jours", "2\u00a0jours", "2\u00a0jours"),
        (4, "1-5", "4 sur une échelle de 1 à 5", "4 on a scale from 1 to 5"),
    ],
)
def test_a_unit_follows_its_number(value: float, unit: str, french: str, english: str) -> None:
    assert measured(value, unit, "fr") == french
    assert measured(value, unit, "en") == english


def test_a_text_of_the_dossier_loses_its_full_stop_inside_a_sentence_only_once() -> None:
    assert inside("Une phrase.") == "Une phrase"
    assert inside("Et la suite...") == "Et la suite..."


@pytest.mark.parametrize(
    ("raw", "unit", "written"),
    [
        ("une trentaine", "salariés", "une trentaine de salariés"),
        ("une dizaine", "études", "une dizaine d'études"),
        ("environ 25", "salariés", "environ 25\u00a0salariés"),
    ],
)
def test_a_number_in_words_is_tied_to_its_unit_as_french_does(raw: str, unit: str, written: str) -> None:
    quantity = Quantity(raw=raw, value=30, approximate=True, unit="")
    assert stated(quantity, unit, "fr") == written


def test_a_long_text_is_cut_at_a_clause_and_says_that_it_is_cut() -> None:
    text = (
        "Reproduire le projet ailleurs si un partenaire offre des locaux ou des volumes assurés, "
        + "puis recommencer " * 9
    )
    assert brief(text) == "Reproduire le projet ailleurs si un partenaire offre des locaux ou des volumes assurés…"
    assert len(brief("x" * 400)) <= BRIEF + 1
    assert brief("Court.") == "Court"


def test_a_value_older_than_the_evaluation_year_says_when_it_was_measured() -> None:
    measure = "indicator: C2.I1, start: 2024-01-01, end: 2024-12-31"
    evaluation, _ = changed(measure, "indicator: C2.I1, start: 2021-01-01, end: 2021-12-31")
    old = next(each for each in evaluation.results.indicators if each.indicator.code == "C2.I1")
    assert prose.value(evaluation.dossier, old, "fr").endswith("(dernière mesure\u00a0: 2021)")
    now = next(each for each in evaluation.results.indicators if each.indicator.code == "C1.I1")
    assert "dernière mesure" not in prose.value(evaluation.dossier, now, "fr")


def test_a_dossier_without_an_indicator_is_described_not_evaluated() -> None:
    assert "Ce rapport décrit" in prose.opening(evaluated(ENVIE)[0].dossier, "fr")
    assert "Ce rapport évalue" in prose.opening(evaluated(FICTIONAL)[0].dossier, "fr")
