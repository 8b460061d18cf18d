"""Sections: every part of every dossier renders; page 1 is short and says only what the dossier supports."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
from dossiers import ENVIE, FICTIONAL, PARTNERSHIPS, changed, evaluated, texts

from evalkit.texts import LANGUAGES, Language
from evalkit.views import sections
from evalkit.views.blocks import Block, Bullets, Cards, Heading, Notice, Table

BIG = ("summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
DRAWN_IN_ENGLISH = {"rivage-delorme-2024", "envie-caisse-epargne"}
DRAWN_IN_FRENCH = {*DRAWN_IN_ENGLISH, "cinq-partenaires", "panier-de-la-mer", "passerelles-avranches", "trivel"}
"""Drawing takes time: the fullest and the barest dossiers. The browser's tests draw every report."""
DRAWN = [
    (path, language)
    for path in PARTNERSHIPS
    for language, stems in (("fr", DRAWN_IN_FRENCH), ("en", DRAWN_IN_ENGLISH))
    if path.stem in stems
]
REAL = [path for path in PARTNERSHIPS if not evaluated(path)[0].dossier.fictional]
ITEMS_OF_A_CARD = 5


@lru_cache
def report(path: Path, language: Language) -> tuple[Block, ...]:
    evaluation, review = evaluated(path)
    return tuple(block for name in BIG for block in sections.PARTS[name](evaluation, review, language))


def cards(path: Path, language: Language = "fr") -> Cards:
    (found,) = (block for block in sections.summary(*evaluated(path), language) if isinstance(block, Cards))
    return found


every_report = pytest.mark.parametrize(("path", "language"), DRAWN, ids=[f"{p.stem}-{each}" for p, each in DRAWN])
every_dossier = pytest.mark.parametrize("path", PARTNERSHIPS, ids=[path.stem for path in PARTNERSHIPS])


@every_report
def test_no_text_of_a_report_is_empty_or_shows_a_machine_name(path: Path, language: Language) -> None:
    machine = re.compile(
        r"\bNone\b(?! has)|\bnan\b|[{}]|before_after|not_reached|moving_away|siae_network|joint_to_territory"
    )
    to_write = re.compile(r"\([a-z_]+: \[[a-z_]+\]\)")
    said = [to_write.sub("", text) for text in texts(report(path, language))]
    found = [text for text in said if not text.strip() or machine.search(text)]
    assert found == []


@every_report
def test_each_big_part_opens_with_one_heading_and_parts_inside_stand_below(path: Path, language: Language) -> None:
    levels = [block.level for block in report(path, language) if isinstance(block, Heading)]
    assert levels.count(2) == len(BIG)
    assert levels[0] == 2
    assert set(levels) <= {2, 3}


@every_report
def test_tables_and_figures_have_names_of_their_own(path: Path, language: Language) -> None:
    names = [(type(block).__name__, block.name) for block in report(path, language) if hasattr(block, "name")]
    assert len(names) == len(set(names))


@every_dossier
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_has_four_short_cards_and_none_is_empty(path: Path, language: Language) -> None:
    found = cards(path, language).cards
    assert len(found) == 4
    assert all(1 <= len(card.items) <= ITEMS_OF_A_CARD for card in found)


@pytest.mark.parametrize("path", REAL, ids=[path.stem for path in REAL])
def test_numbers_of_page_one_of_a_real_case_stand_in_its_file(path: Path) -> None:
    spaces = dict.fromkeys(map(ord, "\u00a0\u202f \u2009"), "")
    figures = [each.figure for each in evaluated(path)[0].dossier.findings if each.figure]
    read = " ".join(f"{figure.value:g}" for figure in figures if figure.value is not None)
    file = path.read_text(encoding="utf-8").translate(spaces) + read
    aimed, observed, _, decided = cards(path).cards
    items = [item for card in (aimed, observed, decided) for item in card.items if not item.startswith("et ")]
    printed = [number for item in items for number in re.findall(r"\d+(?:,\d+)?", item.translate(spaces))]
    assert [number for number in printed if number not in file and number.replace(",", ".") not in file] == []


def test_a_real_case_without_any_baseline_says_that_nothing_can_be_said_to_have_changed() -> None:
    said = list(texts(sections.summary(*evaluated(ENVIE), "fr")))
    assert any("sans pouvoir dire ce qui a changé" in sentence for sentence in said)


def test_page_one_names_what_each_holder_aims_at() -> None:
    items = cards(FICTIONAL).cards[0].items
    assert [item.split("\u00a0: ")[0] for item in items] == ["Atelier Rivage", "Menuiseries Delorme", "Le territoire"]


def test_page_one_never_leaves_out_a_negative_effect() -> None:
    assert any(item.startswith("Effet négatif pour Atelier Rivage") for item in cards(FICTIONAL).cards[1].items)


def test_page_one_shows_both_partners_answers_to_the_same_question() -> None:
    (item,) = (each for each in cards(FICTIONAL).cards[1].items if "C1, I4" in each)
    assert "Atelier Rivage (4) et Menuiseries Delorme (2)" in item


def test_what_was_not_asked_is_among_what_is_not_known() -> None:
    assert any("financeurs" in item for item in cards(FICTIONAL).cards[2].items)


def test_a_decision_without_owner_or_date_says_so() -> None:
    assert cards(ENVIE).cards[3].items == ("Inscrire dans la durée (responsable et échéance non précisés)",)


def test_a_dossier_without_decision_says_that_none_is_entered() -> None:
    evaluation, review = changed("decisions: [", "next_evaluation: [] #")
    (found,) = (block for block in sections.summary(evaluation, review, "fr") if isinstance(block, Cards))
    assert found.cards[3].items == ("Aucune décision n'est inscrite au dossier.",)


def test_blocking_findings_make_a_banner_that_says_how_many_and_where() -> None:
    (banner,) = (block for block in sections.summary(*evaluated(ENVIE), "fr") if isinstance(block, Notice))
    blocking = evaluated(ENVIE)[1].blocking
    assert banner.tone == "warning"
    assert f"{len(blocking)} points bloquants" in banner.text
    assert "Cadre" in banner.text


def test_what_the_threshold_hides_appears_nowhere_in_the_report() -> None:
    evaluation, review = changed(
        "numerator: 2, denominator: 3, respondent: P2", "numerator: 1, denominator: 4, respondent: P2"
    )
    said = " ".join(text for name in BIG for text in texts(sections.PARTS[name](evaluation, review, "fr")))
    assert "1 sur 4" not in said
    assert not re.search(r"\b25\s?%", said)
    assert "1 valeur est masquée" in said


def test_where_there_is_nothing_to_draw_or_list_one_sentence_says_so() -> None:
    said = list(texts(_without_means()))
    assert said.count("Aucun moyen n'est inscrit au dossier.") == 1
    assert not any(text.startswith("Pas de figure ici") for text in said)


def test_a_percentage_without_its_count_says_so_on_page_one() -> None:
    (acces,) = (path for path in PARTNERSHIPS if path.stem == "acces-inclusive-tech")
    items = cards(acces).cards[1].items
    (announced,) = (item for item in items if "71" in item)
    assert "Le nombre de sorties n'est pas donné" in announced
    assert all("Effectif non donné" in item or "n'est pas donné" in item for item in items if "%" in item)


def test_what_nothing_is_compared_with_is_not_called_a_change() -> None:
    assert cards(ENVIE).cards[1].intro == "Ce qui est observé"
    assert cards(FICTIONAL).cards[1].intro == "Ce qui a changé, ce qui est observé"


def test_open_strategy_questions_are_listed_and_only_those_answered_make_a_table() -> None:
    blocks = sections.strategy_questions(*evaluated(ENVIE), "fr")
    assert not [block for block in blocks if isinstance(block, Table)]
    (open_ones,) = (block for block in blocks if isinstance(block, Bullets))
    assert len(open_ones.items) == len(evaluated(ENVIE)[0].framework.questions)


def _without_means() -> tuple[Block, ...]:
    text = FICTIONAL.read_text(encoding="utf-8")
    start, end = text.index("means:\n"), text.index("steering:\n")
    evaluation, review = changed(text[start:end], "")
    return sections.means(evaluation, review, "fr")
