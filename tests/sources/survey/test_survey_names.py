"""A person's name, however it is written and however often, stands in no proposal and in no message."""

import re

import pytest
from answer_books import PERIOD, asked, book, dossier
from hypothesis import given
from hypothesis import strategies as st
from test_survey_privacy import said_by

from evalkit.errors import EvalkitError
from evalkit.sources.survey import import_answers, parse_mapping, propose_mapping
from evalkit.sources.survey.nameless import names_no_one, own_words
from evalkit.sources.wording import fold
from evalkit.texts import LANGUAGES

FIRST = ("Nadia", "Zoubida", "Karim", "Lucie", "Jean-Michel", "Noël", "Aïcha", "Prudence", "Rose", "Violette", "Claire",
         "Mamadou", "Ngoc", "Désirée", "Gaël")  # fmt: skip
LAST = ("Durand", "Vasseur", "Belkacem", "Petit", "Legrand", "Lefort", "Lebon", "Jolivet", "Blanc", "N'Diaye", "Leroy",
        "Bonhomme", "Haddad")  # fmt: skip
WAYS = ("{first}", "{last}", "{first} {last}", "{last} {first}", "{first} {last[0]}", "M. {last}", "Mme {last}",
        "{first} {last[0]}.", "{last}, {first}", "avec {first}", "4 - {first}", "{first}_{last}", "{first} (CIP)",
        "très {first}", "{last} 18-25 ans")  # fmt: skip
CASES = (str, str.lower, str.upper, str.title)
HEADINGS = ("CIP", "Qui vous accompagne ?", "Chef d'équipe", "Avec qui ? [Autre]", "Q2[other]", "Sexe", "group", "Site",
            "C1_I1", "C1_I2", "C1_I4", "Type de sortie", "Votre équipe")  # fmt: skip
MAPPINGS = (
    f"kind: answers\n{PERIOD}respondent: {{column: group, names: {{s: salariés}}}}\nquestions:\n"
    + asked("C1_I1", "C1.I1")
    + asked("C1_I2", "C1.I2")
    + asked("C1_I4", "C1.I4", "how: mean"),
    "kind: exits\nperiod: {column: Date de sortie}\ncategory: {column: Type de sortie, names: {CDI: lasting}}\n"
    "perimeter: {column: Site, names: {s: Atelier}}\n",
)


@st.composite
def someone(draw):
    """Draw one person and one way of writing the name."""
    first, last = draw(st.sampled_from(FIRST)), draw(st.sampled_from(LAST))
    return draw(st.sampled_from(CASES))(draw(st.sampled_from(WAYS)).format(first=first, last=last))


def words_of(name):
    ours = {"avec", "mme", "cip", "tres", "ans"}
    return [word for word in re.findall(r"[^\W\d]{3,}", fold(name)) if word not in ours]


@given(st.lists(someone(), min_size=1, max_size=4), st.sampled_from(HEADINGS), st.integers(1, 9))
def test_no_word_of_a_name_is_ever_said(names, heading, times):
    column = names * times
    rows = [[str(1 + i % 5), name, "03/05/2024"] for i, name in enumerate(column)]
    read = book(["note", heading, "Date de sortie"], rows)
    said = []
    for language in LANGUAGES:
        said += said_by(language, lambda language=language: propose_mapping(dossier(), read, language))
        for mapping in MAPPINGS:
            needed = re.findall(r"column: \"?([\w ]+)", mapping)
            wide = book([*dict.fromkeys([*needed, heading])], [[name] * len({*needed, heading}) for name in column])
            said += said_by(
                language, lambda m=mapping, w=wide, to=language: import_answers(dossier(), w, parse_mapping(m), to)
            )
    found = set(re.findall(r"[^\W\d_]+", fold(" ".join(said))))
    assert not [word for name in names for word in words_of(name) if word in found]


@given(someone())
def test_a_name_in_a_mapping_is_not_repeated(name):
    text = (
        f"kind: exits\n{PERIOD}category:\n  column: q\n  names:\n    {name!r}:\n    {name!r}: lasting\n    CDI: laste\n"
    )
    for mapping in (text, text.replace(f"    {name!r}: lasting\n", "").replace("laste", "lasting")):
        with pytest.raises(EvalkitError) as caught:
            import_answers(dossier(), book(["q"], [["CDI"]] * 6), parse_mapping(mapping))
        said = fold(caught.value.sentences("fr"))
        assert not [word for word in words_of(name) if re.search(rf"\b{word}\b", said)]


@pytest.mark.parametrize(
    "answer",
    ["Plutôt d'accord", "Tout à fait d'accord", "Ni d'accord, ni pas d'accord", "4 - plutôt d'accord", "A2", "AO04",
     "plutot_d_accord", "Très satisfait(e)", "Insatisfaite", "De temps en temps", "Une fois par semaine", "Souvent",
     "18-25 ans", "De 26 à 45 ans", "Moins de 26 ans", "50 ans et plus", "26-45", "50+", "Femme", "Non-binaire", "CDI",
     "CDD de plus de 6 mois", "Contrat de professionnalisation", "Sortie positive", "Emploi durable", "Oui",
     "Plutôt non", "VRAI", "7", "50 %", "3.5", "Strongly agree", "Neither agree nor disagree", "Very satisfied",
     "Not at all useful", "Satisfait·e",
     "Bon", "Très bien", "Moyen", "5 (très bien)", "Je ne sais pas", "Demandeur d'emploi de longue durée", "P1",
     "Menuiseries Delorme", "salariés", "beneficiaries", "formation logement", "Moins bien qu'avant", "-oth-"],
)  # fmt: skip
def test_usual_labels_and_codes_are_shown(answer):
    assert names_no_one(answer, own_words(dossier()))


@pytest.mark.parametrize(
    "answer",
    ["06 12 34 56 78", "12345", "2550814168025", "12/05/1983", "3 mars", "Bon L", "M. Bon", "Le Bon", "Lebon", "de la",
     "12 34 56", "N. V.", "karim b", "a@b.fr", "", "souvent avec Karim"],
)  # fmt: skip
def test_what_may_name_someone_is_not(answer):
    assert not names_no_one(answer)
