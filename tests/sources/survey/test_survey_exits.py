"""A list of exits: counts by category, year and perimeter, and no line about anyone."""

import pytest
from answer_books import FILES, book, dossier

from evalkit.errors import EvalkitError
from evalkit.sources.grid import read_book
from evalkit.sources.survey import import_answers, parse_mapping, propose_mapping

NAMES = (
    "CDI: lasting, Emploi durable: lasting, CDD: transition, Emploi de transition: transition, "
    "Sortie positive: positive, Formation qualifiante: training, Autre sortie: other, Retirée du constat: withdrawn"
)
YEARLY = "period: {column: Date de sortie}\n"
STATED = "exits:\n- {start: %s, end: 2024-12-31, lasting: %s, transition: 0, positive: 0, other: 0%s}\n"


def exits(rows, head=YEARLY, names="CDI: lasting, CDD: transition", more="", into=""):
    mapping = parse_mapping(f"kind: exits\n{head}category: {{column: Type, names: {{{names}}}}}\n{more}")
    return import_answers(dossier(into), book(["Nom", "Date de sortie", "Type", "Atelier"], rows), mapping)


def people(n, kind="CDI", year=2024, place="bois"):
    return [[f"Personne {i}", f"{i % 28 + 1:02d}/03/{year}", kind, place] for i in range(n)]


PLACES = "perimeter: {column: Atelier, names: {bois: Atelier bois, cuisine: Cuisine}}\n"


def test_a_list_of_exits_is_counted_by_category():
    mapping = parse_mapping(
        f"kind: exits\n{YEARLY}category: {{column: Type de sortie, names: {{{NAMES}}}}}\n"
        "perimeter: {column: Atelier, names: {Atelier bois: Atelier bois, Cuisine: Cuisine}}\nproof: Extraction 2025\n"
    )
    found = import_answers(dossier(), read_book(FILES / "sorties.csv"), mapping)
    entry = found.exits[0]
    assert (entry.lasting, entry.transition, entry.positive, entry.other) == (4, 4, 4, 2)
    assert (entry.training, entry.withdrawn) == (2, 1)
    assert (entry.perimeter, entry.source, str(entry.start)) == ("Atelier bois", "Extraction 2025", "2024-01-01")
    assert [(each.who, each.reason) for each in found.withheld] == [("Cuisine", "few_exits")]


def test_each_year_has_its_entry_and_a_small_year_none():
    found = exits([*people(6, year=2023), *people(7, "CDD"), *people(2, year=2022)])
    assert [(str(each.start), each.lasting, each.transition) for each in found.exits] == [
        ("2023-01-01", 6, 0),
        ("2024-01-01", 0, 7),
    ]
    assert [(each.start.year, each.reason) for each in found.withheld] == [(2022, "few_exits")]


def test_what_the_codebook_has_no_word_for_is_left_open():
    entry = exits(people(6)).exits[0]
    assert (entry.training, entry.withdrawn) == (None, None)


def test_withdrawn_exits_make_no_group_large_enough():
    rows = [*people(4), *people(6, "Retirée")]
    found = exits(rows, names="CDI: lasting, Retirée: withdrawn")
    assert found.exits == ()


def test_a_workshop_that_a_whole_of_the_dossier_would_tell_is_kept_back():
    rows = [*people(12), *people(3, place="cuisine")]
    alone = exits(rows, more=PLACES)
    assert [each.perimeter for each in alone.exits] == ["Atelier bois"]
    beside = exits(rows, more=PLACES, into=STATED % ("2024-01-01", 15, ""))
    assert beside.exits == ()
    assert {each.who: each.reason for each in beside.withheld} == {"Atelier bois": "complement", "Cuisine": "few_exits"}


def test_exits_that_the_dossier_has_are_told_and_not_doubled():
    found = exits(people(9), into=STATED % ("2024-06-01", 15, ""))
    assert found.exits == ()
    assert "le dossier a déjà des sorties" in found.withheld[0].sentence()


def test_an_exit_without_category_or_date_is_asked_back():
    rows = [*people(6), ["x", "", "CDI", ""], ["y", "01/02/2024", "", ""]]
    with pytest.raises(EvalkitError) as caught:
        exits(rows)
    said = [each.sentence() for each in caught.value.problems]
    assert "Type : cellule vide (l. 9)" in said[0] + said[1]
    assert "date absente ou illisible (l. 8)" in said[0] + said[1]


def test_the_proposal_knows_the_sectors_words_and_asks_for_the_others():
    proposal = propose_mapping(dossier(), read_book(FILES / "sorties.csv"))
    assert proposal.kind == "exits"
    assert '"Formation qualifiante": training' in proposal.text
    assert '"CDD":  # à compléter' in proposal.text
    assert "Vasseur" not in proposal.text


def test_a_whole_beside_the_workshops_of_the_dossier_is_kept_back_where_it_would_tell():
    workshop = STATED % ("2024-01-01", 15, ", perimeter: Atelier bois")
    assert exits(people(17), into=workshop).withheld[0].reason == "complement"
    assert len(exits(people(25), into=workshop).exits) == 1
