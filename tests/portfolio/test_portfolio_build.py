"""Many evaluations become one table: every partnership-year once, nothing unknown passes for zero."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_cases import (
    codes_of,
    of_the_repository,
    portfolio_of,
    small,
    synthetic_portfolio,
    the_fictional,
    with_share,
)

from evalkit.evaluation import evaluate
from evalkit.portfolio import Portfolio, build_portfolio
from evalkit.portfolio.forms import form_of
from evalkit.stats.estimable import NotEstimable


@pytest.fixture(scope="module")
def repository() -> Portfolio:
    return portfolio_of(of_the_repository())


def test_each_partnership_is_compared_once_in_its_latest_year_and_keeps_its_others(repository: Portfolio) -> None:
    assert len(repository.editions) == 14
    assert len(repository.latest) == 13
    assert repository.years["rivage-delorme"] == (2023, 2024)
    assert [each.year for each in repository.latest if each.code == "rivage-delorme"] == [2024]


def test_two_evaluations_of_one_year_are_refused() -> None:
    with pytest.raises(ValueError, match="one partnership and year"):
        build_portfolio([evaluate(small("a")), evaluate(small("a"))])


def test_no_zero_stands_for_what_a_dossier_does_not_say(repository: Portfolio) -> None:
    row = next(each for each in repository.wide_rows if each["code"] == "coopaxis")
    assert isinstance(row["status_reached"], NotEstimable)
    assert isinstance(row["amount_financial"], NotEstimable)
    assert isinstance(row["exits_retained"], NotEstimable)
    assert row["legal_form"] is None
    assert row["count_indicators"] == 0


def test_the_frame_says_why_beside_every_hole(repository: Portfolio) -> None:
    table = repository.table("fr").set_index(["code", "year"])
    assert table.loc[("coopaxis", 2021), "exits_retained_why"] == "sorties non renseignées"
    for name in (each for each in table.columns if f"{each}_why" in table.columns):
        holes = table[name].isna()
        assert table.loc[holes, f"{name}_why"].notna().all(), name
        assert table.loc[~holes, f"{name}_why"].isna().all(), name


def test_each_model_of_the_typology_is_a_column_of_yes_and_no(repository: Portfolio) -> None:
    row = next(each for each in repository.wide_rows if each["code"] == "tremplin-mondial-tissus")
    assert {name for name in row if name.startswith("model_") and row[name]} == {"model_M1", "model_M5", "model_M9"}


def test_the_long_table_has_every_indicator_of_every_year(repository: Portfolio) -> None:
    results = repository.results("en")
    assert len(results) == sum(len(each.dossier.indicators) for each in repository.editions)
    hired = results[(results.code == "rivage-delorme") & (results.indicator == "C2.I1")].set_index("year")
    assert list(hired.index) == [2023, 2024]
    assert hired.loc[2024, "standing"] == "reached"
    assert set(results.standing) <= {"reached", "not_reached", "unknown"}


def test_a_share_keeps_its_numerator_and_its_denominator(repository: Portfolio) -> None:
    row = next(
        each for each in repository.result_rows if (each["code"], each["indicator"]) == ("cinq-partenaires", "C2.I2")
    )
    assert (row["numerator"], row["denominator"], row["value"]) == (27, 48, 56.25)


def test_sums_of_means_bear_on_those_that_state_them_and_say_how_many() -> None:
    means = {"label": "aide", "by": ["P1"], "kind": "financial"}
    dossiers = [
        small("a", means=[means | {"actual_amount": 100}]),
        small("b", means=[means | {"actual_amount": "environ 50 €"}]),
        small("c", means=[means]),
        small("d"),
    ]
    total = portfolio_of(dossiers).pooled_amounts["financial"]
    assert (total.value, total.approximate, total.stating, total.having, total.of) == (150, True, ("a", "b"), 3, 4)


@pytest.mark.parametrize("invented", ["a", "b"])
def test_what_is_invented_moves_no_figure_about_what_is_not(invented: str) -> None:
    means = {"label": "aide", "by": ["P1"], "kind": "financial", "actual_amount": 100}
    exits = {"start": 2024, "end": 2024, "source": "Extranet", "lasting": 6, "transition": 3, "positive": 2, "other": 9}
    real = [with_share(code, 8, 20).model_dump(mode="json") | {"means": [means], "exits": [exits]} for code in "cd"]
    more = [real[0] | {"code": invented, "fictional": True, "means": [{**means, "actual_amount": 9000}]}]
    alone, mixed = (portfolio_of(small(**each) for each in found) for found in (real, [*real, *more]))
    assert codes_of(mixed) == [invented, "c", "d"]
    assert [each.code for each in mixed.counted] == ["c", "d"]
    assert mixed.pooled_amounts == alone.pooled_amounts
    assert [each.pooled for each in mixed.comparison[0]] == [each.pooled for each in alone.comparison[0]]
    assert len(mixed.pooled_exits) == len(alone.pooled_exits)
    assert [each.codes for each in mixed.missing] == [each.codes for each in alone.missing]
    assert [row["counted"] for row in mixed.result_rows] == [False, True, True]


def test_where_all_are_invented_they_are_counted() -> None:
    assert len(portfolio_of(the_fictional()).counted) == 2


def test_units_of_time_are_never_turned_into_one_another() -> None:
    human = {"label": "tuteur", "by": ["P1"], "kind": "human"}
    dossiers = [
        small("a", means=[human | {"actual": 10, "unit": "jours"}, human | {"actual": 1, "unit": "jour"}]),
        small("b", means=[human | {"actual": 2, "unit": "ETP"}]),
    ]
    found = portfolio_of(dossiers).pooled_time
    assert (found["days"].value, found["fte"].value) == (11, 2)
    assert isinstance(found["hours"].value, NotEstimable)


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_the_order_is_that_of_the_codes_whatever_comes_first(order: list[int]) -> None:
    dossiers = [with_share(f"p{i}", 5 + i, 20) for i in range(6)]
    assert codes_of(portfolio_of(dossiers[i] for i in order)) == [f"p{i}" for i in range(6)]


@settings(max_examples=20)
@given(st.lists(st.integers(6, 14), min_size=5, max_size=5))
def test_no_value_moves_a_partnership(numerators: list[int]) -> None:
    portfolio = portfolio_of(with_share(f"p{i}", n, 20) for i, n in enumerate(numerators))
    found = portfolio.comparison[0][0]
    assert [row.edition.code for row in found.rows] == codes_of(portfolio) == [f"p{i}" for i in range(5)]


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("Convention de partenariat de trois ans", "agreement"),
        ("Convention de mécénat", "patronage"),
        ("SAS, conventionnée entreprise d'insertion", "joint_company"),
        ("Cotraitance : groupement dont Vitaservices est mandataire", "grouping"),
        ("Marque commune en copropriété ; contrats bipartites et tripartites", "contract"),
        ("Atelier et chantier d'insertion, porté par une structure", "other"),
        ("donnée par téléphone", "other"),
        (None, None),
    ],
)
def test_a_legal_form_is_read_from_its_words(said: str | None, form: str | None) -> None:
    assert form_of(said) == form


def test_the_synthetic_portfolio_is_varied() -> None:
    portfolio = synthetic_portfolio()
    assert len(portfolio.latest) == 60
    assert len({each.form for each in portfolio.latest}) == 5
    assert {bool(each.indicators) for each in portfolio.latest} == {True, False}
