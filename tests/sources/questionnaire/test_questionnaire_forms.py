"""Who is asked what, in which words, and what is refused because its answers could not come back."""

import re

import pytest
from asked_dossiers import dossier, forms

from evalkit.errors import EvalkitError
from evalkit.sources.questionnaire import indicator_named, question_name, questionnaires_of
from evalkit.sources.survey.words import is_identifying, squeezed
from evalkit.texts import LANGUAGES

SCALED = 'unit: "1-5"'


def messages(made) -> str:
    return "\n".join(each.sentence() for each in (*made.unasked, *made.notes))


def test_each_partner_has_its_questionnaire_and_the_beneficiaries_have_theirs():
    found = [(each.audience, each.respondent, each.who, each.stem) for each in forms()]
    assert found == [
        ("partner", "P1", "Atelier Rivage", "essai-2024-p1-fr"),
        ("partner", "P2", "Menuiseries Delorme", "essai-2024-p2-fr"),
        ("beneficiaries", "beneficiaries", "Salariés en parcours", "essai-2024-beneficiaires-fr"),
    ]


def test_perceptions_and_texts_are_asked_and_nothing_else():
    found = [(each.name, each.scale) for each in forms()[0].questions]
    assert found == [("C1_I1", (1, 5)), ("C1_I3", (0, 10)), ("C1_I4", None)]


def test_beneficiaries_are_asked_the_plain_question():
    assert [each.questions[0].asked for each in forms()] == [
        "L'accueil est-il bon ?",
        "L'accueil est-il bon ?",
        "Êtes-vous bien accueilli ?",
    ]


def test_without_a_question_of_its_own_an_indicator_is_asked_by_its_label():
    assert forms()[0].questions[1].asked == "« Confiance » : quelle note donnez-vous ?"
    assert forms(language="en")[0].questions[2].asked == '"Ce qui a changé": what do you say about it?'


def test_questions_that_are_not_written_for_the_beneficiaries_are_told():
    told = messages(questionnaires_of(dossier()))
    assert "C1.I3, C1.I4" in told
    assert "C1.I1" not in told


def test_a_unit_that_explains_its_scale_is_shown():
    hint = forms((SCALED, 'unit: "1-5 (5 = excellent)"'))[0].questions[0].hint
    assert "1-5 (5 = excellent)" in hint
    assert "1-5" not in forms()[0].questions[0].hint


def test_a_perception_without_scale_is_told_with_its_line_and_not_asked():
    made = questionnaires_of(dossier((SCALED, 'unit: "points"')))
    assert [each.name for each in made.forms[0].questions] == ["C1_I3", "C1_I4"]
    assert [each.place.line for each in made.unasked] == [15]
    assert "C1.I1" in messages(made)


def test_without_any_perception_nothing_is_made():
    made = questionnaires_of(dossier((SCALED, "unit: points"), ("unit: 0 à 10", "unit: points")))
    assert made.forms == ()
    assert len(made.unasked) == 2


def test_several_groups_of_beneficiaries_have_one_questionnaire_each():
    more = ("- {name: équipes", "- {name: Familles, group: beneficiaries, consulted: true}\n- {name: équipes")
    found = [(each.respondent, each.stem) for each in forms(more)[2:]]
    assert found == [
        ("Salariés en parcours", "essai-2024-beneficiaires-fr"),
        ("Familles", "essai-2024-beneficiaires-2-fr"),
    ]


def test_a_dossier_that_names_no_beneficiaries_is_told_so():
    made = questionnaires_of(dossier(("group: beneficiaries", "group: residents")))
    assert made.forms[-1].respondent == "beneficiaries"
    assert "groupe de bénéficiaires" in messages(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_introduction_says_who_asks_that_one_is_free_and_the_threshold(language):
    change = ("year: 2024", "year: 2024\nevaluated_by: Le comité\ndisclosure_threshold: 7")
    for form in forms(change, language=language):
        said = " ".join(form.introduction)
        for word in ("Atelier Rivage", "Le comité", "7", {"fr": "libre", "en": "free"}[language]):
            assert word in said.replace("voluntary", "free")


def test_a_partner_is_told_that_its_answer_is_no_anonymous_one():
    assert "sous le nom de votre organisation" in " ".join(forms()[0].introduction)
    assert "nom de votre organisation" not in " ".join(forms()[2].introduction)


@pytest.mark.parametrize("language", LANGUAGES)
def test_beneficiaries_read_short_sentences(language):
    form = forms(language=language)[2]
    sentences = [each for text in form.introduction for each in re.split(r"(?<=[.?!])\s", text)]
    assert max(len(each.split()) for each in sentences) <= 15


def test_a_name_is_made_of_a_code_and_leads_back_to_it():
    assert question_name("C1.I4") == "C1_I4"
    indicators = dossier().indicators
    assert [indicator_named(question_name(each.code), indicators) for each in indicators] == list(indicators)
    assert indicator_named("C9_I9", indicators) is None


@pytest.mark.parametrize("code", ["1.2", "C1-I4", "C1_I4", "c.1", "É1.I2", "9"])
def test_a_name_is_one_for_xml_and_is_known_again(code):
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", question_name(code))
    assert squeezed(question_name(code)) == squeezed(code)


def test_the_open_question_at_the_end_is_one_that_the_import_leaves_aside():
    assert is_identifying("comments")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: C1.I3", "code: C1-I1", "C1.I1, C1-I1"),
        ("code: C1.I2", "code: c1i1", "C1.I1, c1i1"),
        ("code: C1.I3", "code: start", "start"),
        ("code: C1.I4", "code: respondent", "respondent"),
        ("code: P2", "code: p1", "« p1 »"),
        ("name: Menuiseries Delorme", "name: P1", "« P1 »"),
        ("name: Menuiseries Delorme", "name: beneficiaries", "« beneficiaries »"),
        ("name: équipes", "name: P2", "« P2 »"),
    ],
)
def test_answers_that_could_not_be_told_apart_are_refused_with_their_line(old, new, said):
    with pytest.raises(EvalkitError) as caught:
        questionnaires_of(dossier((old, new)))
    assert said in caught.value.sentences()
    assert all(each.place.line for each in caught.value.problems)


def test_file_names_are_safe_and_differ():
    code = "code: P2"
    found = {each.stem for each in forms((code, "code: P.-_1"), ("code: P1", "code: P-1"))}
    assert len(found) == 3
    assert all(re.fullmatch(r"[a-z0-9-]+", each) for each in found)
