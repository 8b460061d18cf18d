"""What a reader sees of a portfolio: whole in both languages, by code, and silent on nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from portfolio_cases import (
    codes_of,
    of_the_repository,
    portfolio_of,
    small,
    synthetic,
    synthetic_portfolio,
    the_fictional,
)

from evalkit.portfolio import Portfolio, profiles
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Block, Bullets, Figure, Notice, Prose, Table
from evalkit.views.html import render
from evalkit.views.portfolio import FILES, PARTS, in_short
from evalkit.views.portfolio import profiles as shown_profiles

ONE = [small("seul")]
FINANCIAL = {"label": "aide", "by": ["P1"], "kind": "financial"}
PORTFOLIOS = {"repository": of_the_repository(), "synthetic": synthetic(15), "one bare dossier": ONE}


@pytest.fixture(scope="module", params=PORTFOLIOS)
def portfolio(request: pytest.FixtureRequest) -> Portfolio:
    return portfolio_of(PORTFOLIOS[request.param])


def blocks(portfolio: Portfolio, language: Language) -> Iterator[Block]:
    for part in PARTS.values():
        yield from part(portfolio, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_can_be_shown_and_no_cell_is_empty(portfolio: Portfolio, language: Language) -> None:
    for block in blocks(portfolio, language):
        text = render([block], language)
        assert not re.search(r"\bnan\b|\bNone\b|\binf\b", re.sub(r'src="[^"]*"', "", text))
        if isinstance(block, Table):
            assert all(len(row) == len(block.columns) for row in block.rows)
            assert all(cell.strip() for row in block.rows for cell in row), block.name
        if isinstance(block, Figure):
            assert block.alt
            assert block.caption


def test_tables_by_partnership_are_in_the_order_of_codes(portfolio: Portfolio) -> None:
    order = {code: i for i, code in enumerate(codes_of(portfolio))}
    by_code = [each for each in blocks(portfolio, "fr") if isinstance(each, Table) and each.columns[0].key == "code"]
    assert by_code
    for table in by_code:
        places = [order[str(row[0])] for row in table.values if row[0] in order]
        assert places == sorted(places), table.name


def test_two_tables_or_figures_never_share_a_file(portfolio: Portfolio) -> None:
    for kind in (Table, Figure):
        names = [each.name for each in blocks(portfolio, "fr") if isinstance(each, kind)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_hold_no_empty_cell(portfolio: Portfolio, language: Language) -> None:
    wide, *others = (make(portfolio, language) for make in FILES)
    for table in (wide, *others, *(each for each in blocks(portfolio, language) if isinstance(each, Table))):
        assert not [row for row in table.values if any(value is None or value == "" for value in row)]
    assert len(wide.rows) == len(portfolio.editions)


def test_an_invented_partnership_among_real_ones_is_told_on_page_1_and_named_wherever_it_stands() -> None:
    portfolio = portfolio_of(of_the_repository())
    notice = next(each for each in PARTS["summary"](portfolio, "fr") if isinstance(each, Notice))
    assert notice.text.startswith("2 partenariats sur 13 sont fictifs")
    for table in (each for each in blocks(portfolio, "fr") if isinstance(each, Table)):
        if table.columns[0].key == "code":
            marked = {str(row[0]) for row in table.rows if "(fictif)" in row[0]}
            assert marked == {f"{row[0]} (fictif)" for row in table.values if row[1] == "oui"}, table.name
            assert not any(row[0] == "rivage-delorme" for row in table.rows), table.name


def test_where_all_are_invented_each_is_counted_and_none_is_marked() -> None:
    shown = "".join(render([each], "fr") for each in blocks(portfolio_of(the_fictional()), "fr"))
    assert "rivage-delorme (fictif)" not in shown


def test_an_approximate_or_incomplete_amount_says_so_and_so_does_a_sum() -> None:
    means = [FINANCIAL | {"actual_amount": "environ 50 €"}, FINANCIAL]
    found = {
        each.name: each
        for each in PARTS["means"](portfolio_of([small("a", means=means)]), "fr")
        if isinstance(each, Table)
    }
    assert found["pooled_means"].rows[1][1:4] == ("environ 50\u00a0€", "1\u00a0sur\u00a01", "1\u00a0sur\u00a01")
    assert found["means"].rows[0][3] == "environ 50\u00a0€ (1 moyen sur 2)"


def test_what_does_not_compare_lists_each_difference_with_its_partnerships() -> None:
    shown = PARTS["comparison"](portfolio_of(the_fictional()), "fr")
    table = next(each for each in shown if isinstance(each, Table))
    assert "Périmètre" in table.rows[0][2]
    assert "« Atelier bois » (rivage-delorme)" in table.rows[0][2].replace("\u00a0", " ")


def test_a_long_table_is_shown_in_short_and_says_where_it_stands_whole() -> None:
    portfolio = synthetic_portfolio(32)
    whole = PARTS["means"](portfolio, "fr")
    assert any(isinstance(each, Table) and each.name == "means" for each in whole)
    shown = in_short(whole, "fr")
    assert not any(isinstance(each, Table) and each.name == "means" for each in shown)
    assert any(isinstance(each, Prose) and "means.csv" in each.sentences[0] for each in shown)
    names = [each for each in in_short(PARTS["composition"](portfolio, "fr"), "fr") if isinstance(each, Table)]
    assert len(names[0].rows) == 32


def test_what_is_most_often_missing_names_the_dossiers() -> None:
    shown = PARTS["missing"](portfolio_of(of_the_repository()), "fr")
    table = next(each for each in shown if isinstance(each, Table))
    counts = [int(re.match(r"\d+", row[3])[0]) for row in table.rows]  # type: ignore[index]
    assert counts == sorted(counts, reverse=True)
    assert "coopaxis" in table.rows[0][4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_few_partnerships_have_a_reason_in_place_of_profiles(language: Language) -> None:
    portfolio = portfolio_of(of_the_repository())
    shown = shown_profiles(profiles(portfolio, language), language)
    said = [each.sentences[0] for each in shown if isinstance(each, Prose)]
    assert "11" in said[0]
    assert "30" in said[0]


def test_axes_that_chance_would_give_are_not_told_as_profiles() -> None:
    found = profiles(synthetic_portfolio(36))
    assert not isinstance(found, NotEstimable)
    assert found.choice.suggested == 0
    _, told = shown_profiles(found, "fr")
    assert isinstance(told, Prose)
    assert "pas de profils à décrire" in told.sentences[0]


def test_profiles_show_the_map_the_classes_and_the_cautions_and_leave_the_rest_to_files() -> None:
    kinds = (
        {"legal_form": "Convention", "models": [{"model": "M5"}], "means": [FINANCIAL | {"actual_amount": 100}]},
        {"legal_form": "Mécénat", "models": [{"model": "M1"}], "no_means": ["financial", "human", "logistic"]},
    )
    exits = [{"start": 2024, "end": 2024, "lasting": 6, "transition": 3, "positive": 2, "other": 9}]
    dossiers = [small(f"p{i:02d}", **kinds[i % 2], exits=exits if i % 3 else []) for i in range(30)]
    found = profiles(portfolio_of(dossiers))
    assert not isinstance(found, NotEstimable)
    shown = shown_profiles(found, "fr")
    assert [each.name for each in shown if isinstance(each, Table)] == ["classes"]
    assert {each.name for each in shown if isinstance(each, Figure)} <= {"individuals", "class_heat_map"}


def test_a_refused_analysis_is_told_and_nothing_is_drawn() -> None:
    shown = shown_profiles(not_estimable("portfolio.analysis_refused", said="trop peu de lignes"), "fr")
    assert [type(each) for each in shown[1:]] == [Prose, Prose]


def test_limits_say_that_nothing_kept_back_comes_back() -> None:
    items = [
        item for each in PARTS["limits"](portfolio_of(ONE), "fr") if isinstance(each, Bullets) for item in each.items
    ]
    assert any("aucun effectif masqué ne peut s'en déduire" in item for item in items)
