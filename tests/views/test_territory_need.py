"""The cadre shows the territory's need: figures, zone of comparison, year and source; nothing where there is none."""

from __future__ import annotations

import pytest
from dossiers import FICTIONAL, texts

from evalkit.evaluation import evaluate
from evalkit.review import review_method
from evalkit.sources import parse_dossier
from evalkit.texts import Language
from evalkit.views import sections
from evalkit.views.blocks import Block, Bullets, Heading, Table

RATE = "{label: Taux de chômage, value: '8,1', unit: '%', need: higher, compared_with: région X, compared_value: '7,2'}"
INCOME = "{label: Niveau de vie, value: 22000, need: lower, compared_with: région X, compared_value: 21000}"
CLOSE = "{label: Taux d'activité, value: 70, need: lower, near: oui, compared_with: France, compared_value: 71}"
PEOPLE = "{label: Habitants, value: 1200, unit: personnes, period: 2021, source: Insee}"
ALONE = "{label: PIB, value: 3, need: lower}"


def part(name: str, language: Language, *figures: str) -> tuple[Block, ...]:
    lines = "".join(f"- {each}\n" for each in figures)
    text = FICTIONAL.read_text(encoding="utf-8") + (f"\ndiagnosis:\n{lines}" if lines else "")
    dossier = parse_dossier(text)
    return sections.PARTS[name](evaluate(dossier), review_method(dossier), language)


def table(blocks: tuple[Block, ...]) -> Table:
    (found,) = (each for each in blocks if isinstance(each, Table) and each.name == "territory_need")
    return found


@pytest.mark.parametrize(("language", "title"), [("fr", "Le besoin du territoire"), ("en", "The territory's need")])
def test_the_cadre_shows_it_where_the_dossier_has_it_and_only_there(language: Language, title: str) -> None:
    with_it, without = part("framework", language, RATE), part("framework", language)
    headings = [[each.text for each in blocks if isinstance(each, Heading)] for blocks in (with_it, without)]
    assert title in headings[0]
    assert title not in headings[1]
    assert part("territory_need", language) == ()


def test_a_row_gives_both_values_what_they_say_of_need_the_year_and_the_source() -> None:
    rate, people = table(part("territory_need", "fr", RATE, PEOPLE)).rows
    assert [rate[0], rate[1], rate[3], rate[6]] == [
        "Taux de chômage",
        "8,1\u202f%",
        "7,2\u202f% (région X)",
        "plus marqué",
    ]
    assert [people[1], people[3], people[6], people[7]] == [
        "1\u202f200\u00a0personnes",
        "non comparé",
        "non apprécié",
        "2021",
    ]
    values = table(part("territory_need", "fr", RATE)).values[0]
    assert (values[1], values[3], values[4], values[6]) == (8.1, 7.2, "région X", "more")


def test_a_sentence_says_by_which_figures_need_is_greater_smaller_or_close() -> None:
    (said,) = (
        each for each in part("territory_need", "fr", RATE, INCOME, CLOSE, PEOPLE, ALONE) if isinstance(each, Bullets)
    )
    assert said.items == (
        "plus marqué d'après 1 chiffre\u00a0: taux de chômage",
        "moins marqué d'après 1 chiffre\u00a0: niveau de vie",
        "proche d'après 1 chiffre\u00a0: taux d'activité",
    )
    (english,) = (each for each in part("territory_need", "en", RATE) if isinstance(each, Bullets))
    assert (english.intro, english.items) == (
        "Beside the zone of comparison, the territory's need is:",
        ("greater according to 1 figure: taux de chômage",),
    )


@pytest.mark.parametrize(
    ("figures", "notes"),
    [
        ((RATE,), ("Plus le chiffre est haut, plus le besoin est marqué.",)),
        ((INCOME, PEOPLE, ALONE), ("Plus le chiffre est bas, plus le besoin est marqué.",)),
        (
            (RATE, CLOSE),
            (
                "Plus le chiffre est haut, plus le besoin est marqué\u00a0; "
                "c'est l'inverse pour\u00a0: taux d'activité.",
                "Besoin proche\u00a0: les deux valeurs sont trop voisines pour dire où il est plus marqué.",
            ),
        ),
        ((ALONE,), ()),
    ],
)
def test_below_the_table_stands_how_need_follows_from_the_values(
    figures: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    found = table(part("territory_need", "fr", *figures)).notes
    assert tuple(each for each in found if "besoin" in each.lower()) == notes


def test_nothing_is_said_of_need_where_nothing_is_compared_and_never_of_an_effect() -> None:
    blocks = part("territory_need", "fr", PEOPLE, ALONE)
    assert not [each for each in blocks if isinstance(each, Bullets)]
    assert "Ces chiffres décrivent le territoire\u00a0; ils ne disent rien de l'effet du partenariat." in texts(blocks)


def test_the_zones_measured_are_named_and_beside_each_value_where_there_are_several() -> None:
    one, other = ("{label: a, value: 1, zone: zone d'emploi A}", "{label: b, value: 2, zone: commune B}")
    alone, both = table(part("territory_need", "fr", one)), table(part("territory_need", "fr", one, other))
    assert alone.rows[0][1] == "1"
    assert "Chiffres du territoire pris à l'échelle de\u00a0: zone d'emploi A." in alone.notes
    assert both.rows[1][1] == "2 (commune B)"


def test_its_sources_are_numbered_with_all_others() -> None:
    mark = table(part("territory_need", "fr", PEOPLE)).rows[0][8]
    (sources,) = (each for each in part("sources", "fr", PEOPLE) if isinstance(each, Table))
    assert (mark, "Insee", "diagnostic du territoire") in sources.rows
