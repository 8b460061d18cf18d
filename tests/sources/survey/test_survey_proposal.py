"""The proposed file of correspondences: what it understands, what it asks, and what it never shows."""

import pytest
from answer_books import FILES, MEASURE, book, dossier
from samples import ROOT

from evalkit.errors import EvalkitError
from evalkit.sources import read_dossier
from evalkit.sources.grid import read_book
from evalkit.sources.survey import import_answers, parse_mapping, propose_mapping

RIVAGE = read_dossier(ROOT / "tests" / "cases" / "fictional_complete.yaml")
COMPLETED = {"name:  # à compléter": "name: salariés"}


def propose(columns, **fields):
    rows = list(zip(*columns.values(), strict=True))
    return propose_mapping(dossier(), book(list(columns), rows), **fields)


@pytest.mark.parametrize(
    ("name", "kind", "matched"),
    [
        ("limesurvey_codes.csv", "limesurvey", 2),
        ("limesurvey_full_answers.csv", "limesurvey", 2),
        ("kobo.csv", "kobo", 2),
        ("tableau_excel.csv", "spreadsheet", 2),
        ("sorties.csv", "exits", 0),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_export_is_recognised_and_its_proposal_is_read_back(name, kind, matched, language):
    proposal = propose_mapping(RIVAGE, read_book(FILES / name), language)
    assert (proposal.kind, proposal.matched) == (kind, matched)
    parse_mapping(proposal.text)


@pytest.mark.parametrize(
    "name", ["limesurvey_codes.csv", "limesurvey_full_answers.csv", "kobo.csv", "tableau_excel.csv"]
)
def test_a_proposal_never_shows_a_name_an_address_or_a_free_text(name):
    text = propose_mapping(RIVAGE, read_book(FILES / name)).text
    for word in ("Vasseur", "Nadia", "exemple.fr", "tok0", "192.0", "trajet", "Merci", "voisin", "loin", "à l'aise"):
        assert word not in text


def test_a_file_that_says_all_is_proposed_complete():
    columns = {"C1_I1": ["4"] * 9, "C1_I2": ["oui"] * 9, "group": ["salariés"] * 9}
    proposal = propose(columns)
    assert proposal.open == 0
    mapping = parse_mapping(proposal.text)
    found = import_answers(dossier(), book(list(columns), list(zip(*columns.values(), strict=True))), mapping)
    assert [(each.indicator, each.respondent, each.n) for each in found.measures] == [
        ("C1.I1", "salariés", 9),
        ("C1.I2", "salariés", 9),
    ]


@pytest.mark.parametrize("heading", ["C1.I1", "C1_I1", "C1I1", "C1[I1]", "avis/C1_I1", "C1, I1", "C1I1. Se sent-il"])
def test_an_indicators_code_is_known_as_each_program_writes_it(heading):
    assert "indicator: C1.I1" in propose({heading: ["4"] * 9}).text


def test_what_is_left_open_is_refused_until_it_is_completed():
    columns = {"C1_I1": ["A1"] * 9, "submitdate": ["2024-11-02 10:00:00"] * 9, "lastpage": ["3"] * 9}
    text = propose(columns).text
    read = book(list(columns), list(zip(*columns.values(), strict=True)))
    with pytest.raises(EvalkitError) as caught:
        import_answers(dossier(), read, parse_mapping(text))
    assert len(caught.value.problems) == 2
    completed = text.replace("name:  # à compléter", "name: salariés").replace('"A1":', '"A1": 4')
    assert import_answers(dossier(), read, parse_mapping(completed)).measures[0].value.value == 4


def test_a_column_found_by_its_label_is_to_be_checked():
    assert "(à vérifier : trouvé par son intitulé)" in propose({"Est encore en poste ?": ["oui"] * 9}).text


def test_a_question_of_text_is_left_to_the_evaluator():
    text = propose({"C1_I5": ["a", "b", "c"], "C1_I1": ["4"] * 3}).text
    assert "C1_I5 (C1.I5) expects" not in text
    assert "C1_I5 (C1.I5) attend un texte" in " ".join(text.split())


def test_ticked_choices_are_proposed_as_a_no_where_they_are_empty():
    columns = {"besoins/C1_I2": ["1", "", "1", "", ""], "id": list("abcde")}
    assert "empty: no" in propose(columns).text


def test_only_answers_that_name_no_one_are_listed_however_often_they_are_given():
    answers = ["Lucie Fontaine"] * 6 + ["DURAND"] * 6 + ["souvent"] + ["Rare et personnel"]
    text = propose({"C1_I1": answers}).text
    assert '"souvent"' in text
    for hidden in ("Lucie", "DURAND", "Rare"):
        assert hidden not in text
    assert "# à compléter : 3 réponses différentes ne sont pas montrées" in text
    assert '"réponse": 4, oui, non ou missing (sans' in text


def test_the_words_of_the_dossier_are_shown():
    used = MEASURE % ("C1.I1", "salariés", "value: 3, n: 8, subgroup: entrés en 2024")
    rows = [["Menuiseries Delorme", "entrés en 2024", "Nadia"]] * 6
    text = propose_mapping(dossier(used), book(["group", "genre", "avis"], rows)).text
    assert '"Menuiseries Delorme": "P2"' in text
    assert '"entrés en 2024": "entrés en 2024"' in text
    assert "Nadia" not in text


def test_each_way_to_make_a_number_is_explained_in_the_readers_language():
    columns = {"C1_I1": ["4"] * 9, "C1_I4": ["12"] * 9}
    assert "how: median  # médiane" in propose(columns).text
    assert "how:  # à compléter : sum (somme), mean (moyenne), median (médiane)" in propose(columns).text
    assert "how: median  # the middle answer" in propose(columns, language="en").text


@pytest.mark.parametrize(("language", "word"), [("fr", "VRAI"), ("en", "TRUE")])
def test_a_ticked_cell_is_shown_as_the_readers_spreadsheet_shows_it(language, word):
    text = propose({"C1_I1": [True] * 9, "id": list("abcdefghi")}, language=language).text
    assert f'"{word}":' in text
    assert '"true"' not in text


@pytest.mark.parametrize(
    "heading", ["Nom", "E-mail", "Téléphone", "N° matricule", "Date de naissance", "token", "Référent"]
)
def test_columns_that_name_someone_show_nothing_but_their_heading(heading):
    text = propose({heading: ["secret"] * 9, "C1_I1": ["4"] * 9}).text
    assert "secret" not in text


def test_headings_with_quotes_and_hashes_are_read_back():
    heading = "C1_I1 : « # ' \\\" - & * ? »"
    columns = {heading: ["4"] * 9}
    text = propose(columns).text.replace("name:  # à compléter", "name: salariés")
    found = import_answers(dossier(), book([heading], [["4"]] * 9), parse_mapping(text))
    assert found.measures[0].n == 9
