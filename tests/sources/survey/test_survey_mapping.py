"""The file of correspondences: all its problems at once, each with its line and what to write instead."""

import pytest
from answer_books import book, dossier
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.sources.survey import import_answers, parse_mapping

ANSWERS = book(["group", "sex", "Note de 1 à 5", "poste", "salaire"], [["s", "F", "4", "oui", "12"]] * 6)


def told(text, language="fr"):
    with pytest.raises(EvalkitError) as caught:
        import_answers(dossier(), ANSWERS, parse_mapping(text, "m.yaml"))
    return [each.sentence(language) for each in caught.value.problems]


FAULTY = """kind: answers
period: {start: 2024-12-31, end: 2024-01-01}
respondent: {name: Atelier Rivage}
complete: sumbitdate
subgroups:
- {column: sex}
questions:
- {column: Note de 1 a 6, indicator: C1.I1, how: sum}
- {column: poste, indicator: C9.I9}
- {column: salaire, indicator: C1.I4}
- {column: group, indicator: C1.I5}
- column: poste
  indicator: C1.I2
  answers:
    oui:
    non: peut-être
"""


def test_every_problem_is_told_at_once_with_its_line():
    said = told(FAULTY)
    starts = [each.split(" : ")[0] for each in said]
    assert starts == [
        "m.yaml, ligne 2, period.end",
        "m.yaml, ligne 3, respondent.name",
        "m.yaml, ligne 4, complete",
        "m.yaml, ligne 6, subgroups[1]",
        "m.yaml, ligne 8, questions[1].column",
        "m.yaml, ligne 8, questions[1].how",
        "m.yaml, ligne 9, questions[2].indicator",
        "m.yaml, ligne 10, questions[3]",
        "m.yaml, ligne 11, questions[4]",
        "m.yaml, ligne 15, questions[5].answers.oui",
        "m.yaml, ligne 16, questions[5].answers.non",
    ]
    assert "Écrivez « Note de 1 à 5 »" in said[4]
    assert "jamais repris automatiquement" in said[8]
    assert len(told(FAULTY, "en")) == len(said)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "la correspondance est vide"),
        ("- a", "on attendait des champs"),
        ("kind: answer\nperiod: {start: 2024, end: 2024}", "Écrivez « answers »"),
        ("kind: answers\nperiode: 2024", "Écrivez « period »"),
        ("kind: answers\nperiod: 2024", "on attendait des champs"),
        ("kind: answers\nperiod: {start: 2024, end: 2024}", "il manque « respondent »"),
        (
            "kind: exits\nperiod: {column: sex}\nquestions: [{column: sex, indicator: C1.I1}]",
            "« questions » ne sert pas",
        ),
        ("kind: exits\nperiod: {start: 2024}", "la période est donnée par deux dates"),
        ("kind: answers\nperiod: {start: 2024, end: 2024}\nrespondent: {}\n", "il manque « questions »"),
        (
            "kind: answers\nperiod: {start: 2024, end: 2024}\nrespondent: {name: x, column: sex}\n"
            "questions: [{column: poste, indicator: C1.I2}]",
            "il faut un nom pour toutes les réponses, ou une colonne",
        ),
        (
            "kind: answers\nperiod: {start: 2024, end: 2024}\nrespondent: {name: x}\n"
            "questions: [{column: Note de 1 à 5, indicator: C1.I1, answers: {a: 7}}]",
            "l'échelle va de 1 à 5",
        ),
        (
            "kind: answers\nperiod: {start: 2024, end: 2024}\nrespondent: {name: x}\n"
            "questions: [{column: sex, indicator: C1.I2}, {column: poste, indicator: 'C1, I2'}]",
            "deux questions pour l'indicateur",
        ),
    ],
)
def test_each_fault_says_what_to_write(text, part):
    assert part in " ".join(told(text))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        parse_mapping(text)
    except EvalkitError as error:
        assert error.sentences("fr") and error.sentences("en")
