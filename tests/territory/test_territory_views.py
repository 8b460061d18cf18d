"""What a reader sees of a territory: dot plot, sentences, both rises; whatever the names of zones are."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import not_estimable
from evalkit.territory import Variable, counterfactual
from evalkit.territory.atlas import POPULATION
from evalkit.territory.profile import Among, Home, Profile, Reference, Standing
from evalkit.texts import LANGUAGES, Language, family
from evalkit.views.blocks import Bullets, Figure, Prose, Table
from evalkit.views.html import Section
from evalkit.views.territory import effect_blocks, effect_sentences, profile_blocks, profile_figure, summary
from evalkit.views.territory.wording import ordinal

RATE = Variable("u", Words("Taux de chômage", "Unemployment rate"), "percent", "rate", vintage="2018", source="a.csv")
MEDIAN = Variable(
    "MED19", Words("Niveau de vie", "Standard of living"), "euros", "median", vintage="2019", source="b.csv"
)
PEOPLE = Variable(POPULATION, Words("Population", "Population"), "people", "count", vintage="2023", source="c.csv")
MANCHE, FRANCE = Home("departement", "50", "Manche", 0.8), Home("france", "FR", "France", 1.0)


def drawn(name: str = "Avranches") -> Profile:
    among = Among(FRANCE, 4, 2, 66.7, 40.0, (5.0, 8.0, 10.0, 12.5))
    rate = Standing(RATE, "up", 10.0, (Reference(MANCHE, 9.0), Reference(FRANCE, 12.5)), (among,))
    refused = not_estimable("territory.median")
    median = Standing(MEDIAN, "down", 20_900.0, (Reference(MANCHE, refused), Reference(FRANCE, refused)),
                      (replace(among, values=(18_000.0, 20_900.0)),))  # fmt: skip
    people = Standing(PEOPLE, "", 41_000.0, (), (replace(among, values=(1.0, 41_000.0)),))
    return Profile("employment_zone", "2802", name, 41_000.0, 12, (MANCHE, FRANCE), people, (rate, median))


def text_of(blocks: tuple[object, ...]) -> str:
    found: list[str] = []
    for each in blocks:
        found += each.sentences if isinstance(each, Prose) else each.items if isinstance(each, Bullets) else ()
        if isinstance(each, Table):
            found += [*(cell for row in each.rows for cell in row), *each.notes]
    return " ".join(found).replace("\u00a0", " ").replace("\u202f", " ")


def test_gaps_are_told_in_points_above_and_below() -> None:
    text = text_of(summary(drawn(), "fr"))
    assert "10 %, soit 1 point de plus que le département Manche et 2,5 points de moins que la France" in text
    assert "2e sur 4 (France)" in text and "80 % de ses habitants vivent dans : département Manche" in text


def test_a_median_that_cannot_be_brought_together_says_why_in_its_cell() -> None:
    (table,) = (each for each in profile_blocks(drawn(), "fr") if isinstance(each, Table))
    row = next(row for row in table.rows if row[0].startswith("Niveau de vie"))
    assert row[2:4] == ("une médiane ne se calcule pas à partir de médianes",) * 2
    assert "a.csv (2018)" in table.notes[-1] and all(all(row) for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dot_plot_tells_in_words_all_that_it_shows(language: Language) -> None:
    figure = profile_figure(drawn(), language)
    assert isinstance(figure, Figure)
    ElementTree.fromstring(figure.svg)
    assert "Avranches" in figure.alt and ("10 %" in figure.alt.replace("\u202f", " ") or "10%" in figure.alt)
    assert "a.csv (2018)" in figure.caption and "b.csv (2019)" in figure.caption


def test_there_is_no_dot_plot_of_zones_that_are_all_the_same() -> None:
    among = Among(FRANCE, 3, 1, 50.0, 50.0, (10.0, 10.0, 10.0))
    same = replace(drawn(), standings=(Standing(RATE, "up", 10.0, (Reference(FRANCE, 10.0),), (among,)),))
    assert profile_figure(same, "fr") is None
    assert "autant que la France" in text_of(summary(same, "fr"))


def test_a_hostile_name_stays_text() -> None:
    name = "<script>alert(1)</script> & « L'Aigle »"
    blocks = (*summary(drawn(name), "fr"), *profile_blocks(drawn(name), "fr"))
    html = Section(blocks, "fr")._repr_html_()
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_rises_are_told_and_never_one_as_the_other(language: Language) -> None:
    # The guide's 23.63 % is relative: 56 of 237.
    found = counterfactual(56, 237, 4_000, source="recensement", date="2018")
    relative, points = effect_sentences(found, language)
    assert ("23,63" if language == "fr" else "23.63") in relative
    assert ("pas confondre" in relative) if language == "fr" else ("is not a rise in points" in relative)
    assert ("1,4 point de plus" if language == "fr" else "1.4 points more") in points
    (table,) = (each for each in effect_blocks(found, language) if isinstance(each, Table))
    assert [row[0].replace("\u202f", "").rstrip("%") for row in table.rows] == ["25", "50", "75", "100"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 237, 4_000), "Aucun salarié en parcours"),
        ((56, 0, 4_000), "aucun chômeur dans la zone"),
        ((56, 237, None), "population active inconnue"),
        ((3, 237, 4_000), "moins de 5"),
        ((3_900, 237, 4_000), "plus de salariés en parcours que d'actifs"),
        ((56, 5_000, 4_000), "plus de chômeurs que d'actifs"),
    ],
)
def test_what_cannot_be_computed_is_told_in_words(counts: tuple[float, float, float | None], said: str) -> None:
    text = text_of(effect_blocks(counterfactual(*counts), "fr"))
    assert said.lower() in text.lower() and "nan" not in text.split()
    assert "56,0" not in text


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 100_000), st.sampled_from(LANGUAGES))
def test_any_counts_can_be_told(workers: int, unemployed: int, active: int, language: Language) -> None:
    text = text_of(effect_blocks(counterfactual(workers, unemployed, active), language))
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
