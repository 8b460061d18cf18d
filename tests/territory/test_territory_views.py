"""What a reader sees of a territory: dot plot, sentences, both rises; whatever the names of zones are."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import not_estimable
from evalkit.territory import Variable, ZoneTable, counterfactual
from evalkit.territory.atlas import POPULATION
from evalkit.territory.derived import OFFER
from evalkit.territory.levels import Level
from evalkit.territory.profile import Among, Home, Profile, Reference, Standing, catalogue
from evalkit.territory.table import empty_reasons
from evalkit.texts import LANGUAGES, Language, family
from evalkit.views.blocks import Bullets, Cards, Figure, Prose, Table
from evalkit.views.html import Section
from evalkit.views.territory import (
    Lacking,
    effect_blocks,
    effect_sentences,
    further_blocks,
    missing_figures,
    profile_blocks,
    profile_figure,
    summary,
)
from evalkit.views.territory.dots import ranks_told
from evalkit.views.territory.further import FILES, Missing
from evalkit.views.territory.names import called, of
from evalkit.views.territory.wording import ordinal, producer_of, when

RATE = Variable("unemployment_rate_census_2018", Words("Taux de chômage", "Unemployment rate"), "percent", "rate",
                vintage="2018", source="a.csv")  # fmt: skip
MEDIAN = Variable("MED19", Words("Niveau de vie", "Standard of living"), "euros", "median", vintage="2019",
                  source="b.csv")  # fmt: skip
PEOPLE = Variable(POPULATION, Words("Population", "Population"), "people", "count", vintage="2023", source="c.csv")
AGREEMENTS = Variable(OFFER, Words("Conventions", "Agreements"), "per_thousand", "rate", source="d.csv")
NORMANDIE, FRANCE = Home("region", "28", "Normandie", 0.8), Home("france", "FR", "France", 1.0)
PEERS = (5.0, 6.0, 8.0, 10.0, 11.0, 12.5)
LIVED = (10.0, 20.0, 30.0, 41.0, 30.0, 20.0)


def among(home: Home, below: float, values: tuple[float, ...] = PEERS) -> Among:
    return Among(home, len(values), 3, below, below, values, LIVED)


def compared(variable: Variable, need: str, side: str, third: float = 50.0) -> Standing:
    """Return a figure that lies on one side of both larger zones; of a side that is not known, its rank decides."""
    found = not_estimable("territory.median") if side == "rank" else side
    value = not_estimable("territory.median") if side == "rank" else 9.0
    references = tuple(Reference(home, value, 1.0, found) for home in (NORMANDIE, FRANCE))  # type: ignore[arg-type]
    return Standing(variable, need, 10.0, references, (among(NORMANDIE, third), among(FRANCE, third)))


def drawn(*standings: Standing, name: str = "Avranches") -> Profile:
    people = Standing(PEOPLE, "", 41_000.0, (), (among(NORMANDIE, 50.0, LIVED), among(FRANCE, 50.0, LIVED)))
    shown = standings or (compared(RATE, "up", "higher"), compared(MEDIAN, "down", "rank"))
    return Profile("employment_zone", "2802", name, 41_000.0, 12, (NORMANDIE, FRANCE), people, shown)


def text_of(blocks: tuple[object, ...]) -> str:
    found: list[str] = []
    for each in blocks:
        found += each.sentences if isinstance(each, Prose) else each.items if isinstance(each, Bullets) else ()
        if isinstance(each, Cards):
            found += [text for card in each.cards for text in (card.intro or "", *card.items)]
        if isinstance(each, Table):
            found += [*(cell for row in each.rows for cell in row), *each.notes]
    return " ".join(found).replace("\u00a0", " ").replace("\u202f", " ")


def cards_of(profile: Profile) -> dict[str, tuple[str, ...]]:
    (cards,) = (each for each in summary(profile, (), "fr") if isinstance(each, Cards))
    return {str(each.intro): each.items for each in cards.cards}


def test_the_first_sentence_says_whether_there_is_more_need_than_around() -> None:
    text = text_of(summary(drawn(), (), "fr"))
    assert text.startswith("Dans la zone d'emploi d'Avranches, le besoin est plutôt plus marqué que dans la région "
                           "Normandie (sur 2 chiffres, 1 en montre plus et 1 en montre à peu près autant) et plutôt "
                           "plus marqué qu'en France")  # fmt: skip
    assert "80 % de ses habitants vivent dans celui où elle est comptée (région Normandie)" in text


def test_a_share_that_is_not_all_is_never_told_as_all() -> None:
    nearly = replace(drawn(), homes=(replace(NORMANDIE, share=0.9998), FRANCE))
    text = text_of(summary(nearly, (), "fr"))
    assert "99,9 % de ses habitants" in text and "100 %" not in text


def alone(profile: Profile) -> Profile:
    """Return a zone that is all its region holds."""
    first, *others = profile.population.among
    itself = replace(profile.population, among=(replace(first, peers=1), *others))
    return replace(profile, population=itself)


def test_a_zone_is_not_compared_with_itself_under_another_name() -> None:
    text = text_of(summary(alone(drawn()), (), "fr"))
    assert "que dans la région" not in text and "plus marqué qu'en France" in text
    (table,) = (each for each in profile_blocks(alone(drawn()), "fr") if isinstance(each, Table))
    assert not any("région" in each.label for each in table.columns)


def test_a_rank_stands_beside_the_zone_that_it_is_a_rank_in() -> None:
    unranked = not_estimable("atlas.few_peers", n=2, least=3)
    standing = compared(RATE, "up", "higher")
    first, second = standing.among
    assert [each.split("(")[1] for each in ranks_told(standing, "fr")] == ["région)", "France)"]
    shown = replace(standing, among=(replace(first, rank=unranked), second))
    assert [each.split("(")[1] for each in ranks_told(shown, "fr")] == ["France)"]


def test_where_no_figure_of_need_has_a_value_the_first_sentence_says_so_and_why() -> None:
    secret = not_estimable("territory.secret")
    text = text_of(
        summary(drawn(replace(compared(RATE, "up", "near"), value=secret, references=(), among=())), (), "fr")
    )
    assert text.startswith("Le besoin n'est pas connu ici")
    assert f"Chômage (recensement), 2018 : {secret.sentence('fr')}" in text


@pytest.mark.parametrize(
    ("level", "code", "name", "written"),
    [
        ("employment_zone", "2802", "Avranches", "la zone d'emploi d'Avranches"),
        ("employment_zone", "2813", "Le Havre", "la zone d'emploi du Havre"),
        ("employment_zone", "5208", "Les Herbiers", "la zone d'emploi des Herbiers"),
        ("employment_zone", "7508", "La Rochelle", "la zone d'emploi de La Rochelle"),
        ("employment_zone", "2808", "Évreux", "la zone d'emploi d'Évreux"),
        ("commune", "76758", "Yvetot", "la commune d'Yvetot"),
        ("commune", "76540", "Rouen", "la commune de Rouen"),
        ("departement", "50", "Manche", "le département de la Manche"),
        ("departement", "61", "Orne", "le département de l'Orne"),
        ("departement", "75", "Paris", "le département de Paris"),
        ("departement", "35", "Ille-et-Vilaine", "le département d'Ille-et-Vilaine"),
        ("departement", "974", "La Réunion", "le département de La Réunion"),
        ("region", "28", "Normandie", "la région Normandie"),
    ],
)
def test_names_follow_de_as_french_has_it(level: Level, code: str, name: str, written: str) -> None:
    assert called(level, code, name, "fr") == written


def test_a_source_is_told_by_its_producer_and_by_its_file_only_where_it_has_none() -> None:
    assert producer_of("Insee, recensement de la population, base_2018.csv.gz") == "Insee, recensement de la population"
    assert producer_of("liste_siae.csv") == "liste_siae.csv"
    assert producer_of("Insee, COG 2026 ; DGCL, EPCI 2026 (paquet 6.0.0, Licence)") == (
        "Insee, COG 2026 ; DGCL, EPCI 2026 (paquet 6.0.0, Licence)")  # fmt: skip


def test_no_file_by_commune_is_asked_for_that_is_given_already() -> None:
    found = [Missing(replace(RATE, name="TP60"), not_estimable("atlas.few_have_it"), True)]
    lacking = Lacking(outlines=False, zones=False, workers=False)
    assert further_blocks(found, lacking, "commune", "fr") == ()
    assert further_blocks(found, lacking, "employment_zone", "fr") != ()


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        (("higher", "higher"), "est plus marqué que"),
        (("lower", "lower"), "est moins marqué que"),
        (("near", "near", "higher"), "est à peu près le même que"),
        (("higher", "higher", "lower"), "est plutôt plus marqué que"),
        (("lower", "near"), "est plutôt moins marqué que"),
        (("higher", "lower"), "est tantôt plus, tantôt moins marqué que"),
    ],
)
def test_a_verdict_is_no_stronger_than_its_figures(sides: tuple[str, ...], verdict: str) -> None:
    shown = [compared(replace(RATE, name=f"u{i}"), "up", side) for i, side in enumerate(sides)]
    assert verdict in text_of(summary(drawn(*shown), (), "fr"))


@given(st.lists(st.sampled_from(["higher", "lower", "near"]), min_size=2, max_size=8))
def test_need_is_never_said_to_be_more_marked_where_as_many_figures_say_the_contrary(sides: list[str]) -> None:
    shown = [compared(replace(RATE, name=f"u{i}"), "up", side) for i, side in enumerate(sides)]
    first = text_of(summary(drawn(*shown), (), "fr")).split(" (")[0]
    more, less = sides.count("higher"), sides.count("lower")
    assert ("plus marqué que" not in first.replace("tantôt plus, tantôt", "")) or more > less
    assert ("moins marqué que" not in first.replace("tantôt moins marqué", "")) or less > more


def test_one_figure_is_named_and_makes_no_verdict_of_many() -> None:
    text = text_of(summary(drawn(compared(RATE, "up", "lower")), (), "fr"))
    assert "moins marqué que dans la région Normandie (d'après un seul chiffre : chômage (recensement), 2018)" in text


def test_figures_are_listed_by_what_they_tell_with_the_values_beside() -> None:
    cards = cards_of(drawn(compared(RATE, "up", "higher"), compared(MEDIAN, "down", "rank", 80.0)))
    more, less = (
        cards["Plus de besoin que dans la région Normandie"],
        cards["Moins de besoin que dans la région Normandie"],
    )
    assert [each.replace("\u202f", " ") for each in more] == [
        "Chômage (recensement), 2018\u00a0: 10 % (région 9 %, France 9 %)"]  # fmt: skip
    assert "dans le tiers le plus élevé des zones d'emploi (région Normandie)" in less[0]


def test_the_offer_is_told_by_its_third() -> None:
    offer = compared(AGREEMENTS, "", "near", 20.0)
    text = text_of(summary(drawn(compared(RATE, "up", "near"), compared(MEDIAN, "down", "near"), offer), (), "fr"))
    assert "dans le tiers le plus bas des 6 zones d'emploi (région Normandie)" in text
    assert "L'offre d'insertion n'est pas comparée" in text_of(summary(drawn(), (), "fr"))


def test_what_is_missing_is_told_with_the_file_that_has_it() -> None:
    frame = pd.DataFrame({POPULATION: [41_000.0]}, index=pd.Index(["2802"]))
    table = ZoneTable("employment_zone", frame, (PEOPLE,), empty_reasons(frame), pd.Series({"2802": "Avranches"}))
    missing = missing_figures(drawn(), table)
    assert "Pauvreté : aucun fichier donné ne l'a" in text_of(summary(drawn(), missing, "fr"))
    blocks = further_blocks(missing, Lacking(outlines=True, zones=False, workers=True), "employment_zone", "fr")
    (files,) = (each for each in blocks if isinstance(each, Table))
    assert "Revenus et pauvreté des ménages (Filosofi), par zone d'emploi" in [row[0] for row in files.rows]
    assert not any("chômage (recensement)" in row[2].lower() for row in files.rows)
    nothing = Lacking(outlines=False, zones=False, workers=False)
    assert further_blocks((), nothing, "employment_zone", "fr") == ()


def test_every_figure_of_the_catalogue_has_an_official_file_that_gives_it() -> None:
    assert set(catalogue()["indicators"]) <= {key for keys in FILES.values() for key in keys}
    assert set(FILES) < set(family("atlas")["files"])


def test_no_file_is_asked_for_where_none_is_published() -> None:
    frame = pd.DataFrame({POPULATION: [9_000.0]}, index=pd.Index(["50025"]))
    table = ZoneTable("commune", frame, (PEOPLE,), empty_reasons(frame), pd.Series({"50025": "Avranches"}))
    shown = replace(drawn(), level="commune", code="50025")
    asked = {each.variable.name for each in missing_figures(shown, table)}
    assert "unemployment_rate_localised" not in asked and OFFER not in asked and "TP60" in asked


def test_a_median_that_cannot_be_brought_together_says_why_in_its_cell() -> None:
    (table,) = (each for each in profile_blocks(drawn(), "fr") if isinstance(each, Table))
    row = next(row for row in table.rows if row[0].startswith("Niveau de vie"))
    assert row[2:4] == ("une médiane ne se calcule pas à partir de médianes",) * 2
    assert "a.csv (2018)" in table.notes[-1] and all(all(row) for row in table.rows)


def test_periods_are_written_as_readers_do() -> None:
    periods = ("2018", "2025-T4", "2016-06", "2013-2018", "2021 / 2025-T1")
    assert [when(each, "fr") for each in periods] == ["2018", "4e trim. 2025", "juin 2016", "2013-2018",
                                                      "2021 / 1er trim. 2025"]  # fmt: skip
    assert [when(each, "en") for each in periods[1:3]] == ["Q4 2025", "June 2016"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dot_plot_tells_in_words_all_that_it_shows(language: Language) -> None:
    figure = profile_figure(drawn(), language)
    assert isinstance(figure, Figure)
    ElementTree.fromstring(figure.svg)
    assert "Avranches" in figure.alt and ("10 %" in figure.alt.replace("\u202f", " ") or "10%" in figure.alt)
    assert "a.csv (2018)" in figure.caption and "b.csv (2019)" in figure.caption


def test_there_is_no_dot_plot_of_zones_that_are_all_the_same() -> None:
    same = Standing(RATE, "up", 10.0, (Reference(FRANCE, 10.0, 0.0, "near"),), (among(FRANCE, 50.0, (10.0,) * 6),))
    assert profile_figure(drawn(same), "fr") is None
    assert "à peu près le même qu'en France" in text_of(summary(drawn(same), (), "fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_stays_text(language: Language) -> None:
    shown = drawn(name="<script>alert(1)</script> & « L'Aigle »")
    html = Section((*summary(shown, (), language), *profile_blocks(shown, language)), language)._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_rises_are_told_and_never_one_as_the_other(language: Language) -> None:
    # The guide's 23.63 % is relative: 56 of 237.
    found = counterfactual(56, 237, 4_000, source="recensement", date="2018")
    relative, points = effect_sentences(found, language)
    assert ("23,63" if language == "fr" else "23.63") in relative
    assert ("pas confondre" in relative) if language == "fr" else ("not to be read as a rise in points" in relative)
    assert ("1,4 point de plus" if language == "fr" else "1.4 points more") in points
    definitions, shares = (each for each in effect_blocks((found,), language) if isinstance(each, Table))
    assert [row[0].replace("\u202f", "").rstrip("%") for row in shares.rows] == ["25", "50", "75", "100"]
    assert definitions.values[0][1:] == ("2018", 237.0, pytest.approx(100 * 56 / 237), pytest.approx(1.4),
                                         pytest.approx(5.925), pytest.approx(7.325))  # fmt: skip


def test_a_small_rise_keeps_the_decimals_that_tell_its_quarter_from_its_half() -> None:
    *_, shares = (
        each for each in effect_blocks((counterfactual(60, 22_738, 218_000),), "fr") if isinstance(each, Table)
    )
    assert len({row[2] for row in shares.rows}) == 4


def test_a_rise_is_never_told_as_none_where_there_is_one() -> None:
    found = counterfactual(60, 198_331, 1_500_000, source="recensement", date="2018")
    told = effect_sentences(found, "fr")[1].replace("\u00a0", " ").replace("\u202f", " ")
    assert "de 13,2221 % à 13,2261 %, soit 0,004 point de plus" in told
    (definitions, *_) = (each for each in effect_blocks((found,), "fr") if isinstance(each, Table))
    assert definitions.rows[0][4] == "0,004"


def test_definitions_of_unemployment_stand_side_by_side_and_years_apart_are_told() -> None:
    census = counterfactual(56, 237, 4_000, source="recensement", date="2018", workers_date="2024")
    seekers = counterfactual(56, 310, definition="registered_a", source="dares", date="2024-12", workers_date="2024")
    blocks = effect_blocks((census, seekers, not_estimable("territory.localised_without_counts")), "fr")
    definitions, shares = (each for each in blocks if isinstance(each, Table))
    assert [row[0] for row in definitions.rows] == [
        "Chômage au sens du recensement",
        "Demandeurs d'emploi de catégorie A",
    ]
    assert "population active" in definitions.rows[1][-1] and all(all(row) for row in definitions.rows)
    assert "recensement" in shares.caption
    text = text_of(blocks)
    assert "6 ans les séparent" in text and "publié sans ses effectifs" in text and "décembre 2024" in text


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 237, 4_000), "Aucun salarié en parcours"),
        ((56, 0, 4_000), "aucun chômeur dans la zone"),
        ((56, 237, None), "pas de hausse en points"),
        ((3, 237, 4_000), "moins de 5"),
        ((3_900, 237, 4_000), "plus de salariés en parcours que d'actifs"),
        ((56, 5_000, 4_000), "plus de chômeurs que d'actifs"),
    ],
)
def test_what_cannot_be_computed_is_told_in_words(counts: tuple[float, float, float | None], said: str) -> None:
    text = text_of(effect_blocks((counterfactual(*counts),), "fr"))
    assert said.lower() in text.lower() and "nan" not in text.split()
    assert "56,0" not in text


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 100_000), st.sampled_from(LANGUAGES))
def test_any_counts_can_be_told(workers: int, unemployed: int, active: int, language: Language) -> None:
    text = text_of(effect_blocks((counterfactual(workers, unemployed, active),), language))
    assert text and "nan" not in text.split() and "inf" not in text.split()


def test_ranks_are_written_as_readers_do() -> None:
    assert [ordinal(n, "fr") for n in (1, 2, 21)] == ["1er", "2e", "21e"]
    assert [ordinal(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]  # fmt: skip


def leaves(found: object) -> list[object]:
    if not isinstance(found, dict) or "fr" in found:
        return [found]
    return [each for part in found.values() for each in leaves(part)]


def test_every_sentence_is_in_both_languages() -> None:
    for found in (family("atlas"), family("errors")["atlas"], family("reasons")["atlas"], family("reasons")["spatial"]):
        for each in leaves(found):
            assert isinstance(each, dict) and set(each) == set(LANGUAGES)


@given(st.integers(5, 5_000), st.integers(5, 200_000), st.integers(1, 400_000))
def test_a_rise_that_is_not_the_difference_of_the_rates_told_says_why(
    workers: int, unemployed: int, employed: int
) -> None:
    found = counterfactual(workers, unemployed, unemployed + employed + workers, source="recensement", date="2018")
    told = effect_sentences(found, "en")[1]
    before, after, points = (Decimal(each) for each in re.findall(r"\d+(?:\.\d+)?", told.replace(",", "")))
    assert (after - before == points) != ("before the rates are rounded" in told)


def test_departements_follow_de_as_the_official_geographic_code_has_it() -> None:
    file = Path(__file__).parents[3] / "shared" / "data" / "reference" / "departements_2026.csv"
    if not file.is_file():
        pytest.skip("the official files (shared/data) are not beside this repository")
    links = dict(enumerate(("de ", "d'", "du ", "de la ", "des ", "de l'")))
    table = pd.read_csv(file, dtype=str)
    inside = table[~table["zone"].eq("com")]
    assert len(inside) == 101
    for code, name, link in zip(inside["code"], inside["nom"], inside["typeLiaison"].astype(int), strict=True):
        assert of(name, "departement", code) == links[link] + name
