"""Indicators compare where unit, source and definition agree; shares are pooled by their counts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_cases import portfolio_of, small, the_fictional, with_share

from evalkit.portfolio.comparison import MUST_AGREE
from evalkit.portfolio.exits import PooledExits
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion

CHANGED: dict[str, Any] = {
    "unit": "pour cent",
    "source": "Enquête",
    "numerator": "Personnes en CDI",
    "denominator": "Personnes entrées",
    "perimeter": "Atelier bois",
    "population": "things",
    "exits_counted": ["emploi durable"],
    "horizon_months": [6],
    "question": "Êtes-vous en emploi ?",
}
counts = st.integers(5, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@settings(max_examples=30)
@given(st.lists(counts, min_size=2, max_size=6))
def test_a_pooled_share_is_the_sum_of_numerators_over_the_sum_of_denominators(shares: list[tuple[int, int]]) -> None:
    portfolio = portfolio_of(with_share(f"p{i}", *each) for i, each in enumerate(shares))
    (found,), unlike = portfolio.comparison
    assert unlike == ()
    assert isinstance(found.pooled, Proportion)
    assert found.pooled.numerator == sum(part for part, _ in shares)
    assert found.pooled.denominator == sum(whole for _, whole in shares)


def test_a_pooled_share_is_not_the_mean_of_shares() -> None:
    (found,), _ = portfolio_of([with_share("a", 5, 10), with_share("b", 90, 100)]).comparison
    assert isinstance(found.pooled, Proportion)
    assert found.pooled.value == pytest.approx(95 / 110)
    assert found.spread == (50, 90)
    assert found.apart


@settings(max_examples=40)
@given(st.sets(st.sampled_from(sorted(CHANGED)), min_size=1))
def test_indicators_that_differ_never_compare_and_every_difference_is_told(fields: set[str]) -> None:
    changed = {name: CHANGED[name] for name in fields}
    alike, (unlike,) = portfolio_of([with_share("a", 8, 20), with_share("b", 9, 20, **changed)]).comparison
    assert alike == ()
    assert {each.field for each in unlike.differences} == fields


def test_every_field_that_must_agree_is_tried() -> None:
    assert set(MUST_AGREE) - {"form"} == set(CHANGED)


@pytest.mark.parametrize("field", ["unit", "source", "numerator", "denominator"])
def test_what_is_not_said_on_either_side_does_not_agree(field: str) -> None:
    dossiers = [with_share(code, 8, 20, **{field: None}) for code in "ab"]
    alike, (unlike,) = portfolio_of(dossiers).comparison
    assert alike == ()
    assert unlike.differences[0].values == ((None, ("a", "b")),)


def test_case_spaces_and_a_full_stop_make_no_difference() -> None:
    said = {"source": "  le REGISTRE ", "label": "Part des personnes en emploi."}
    (found,), unlike = portfolio_of(
        [with_share("a", 8, 20, source="Le registre."), with_share("b", 9, 20, **said)]
    ).comparison
    assert len(found.rows) == 2
    assert unlike == ()


def test_a_name_with_two_definitions_compares_within_each_and_says_that_it_has_two() -> None:
    dossiers = [with_share("a", 8, 20), with_share("b", 9, 20), with_share("c", 7, 20, source="Enquête"),
                with_share("d", 6, 20, source="Enquête")]  # fmt: skip
    alike, unlike = portfolio_of(dossiers).comparison
    assert [[row.edition.code for row in each.rows] for each in alike] == [["a", "b"], ["c", "d"]]
    assert [[code for _, codes in each.differences[0].values for code in codes] for each in unlike] == [list("abcd")]


def test_two_years_of_one_partnership_are_no_comparison() -> None:
    before = with_share("a", 8, 20)
    after = with_share("a", 9, 20).model_copy(update={"year": 2025})
    assert portfolio_of([before, after]).comparison == ((), ())


def test_an_indicator_that_one_partnership_has_twice_is_not_added_up() -> None:
    twice = with_share("a", 8, 20)
    second = twice.indicators[0].model_copy(update={"code": "C1.I2"})
    twice = twice.model_copy(update={"indicators": (*twice.indicators, second)})
    (found,), _ = portfolio_of([twice, with_share("b", 9, 20)]).comparison
    assert isinstance(found.pooled, NotEstimable)


def test_magnitudes_and_opinions_are_shown_and_not_added_up() -> None:
    amount = {"form": "amount", "unit": "tonnes", "population": "things", "numerator": None, "denominator": None}
    measured = {"indicator": "C1.I1", "start": 2024, "end": 2024, "respondent": "P1", "value": 12}
    dossiers = [with_share(code, 8, 20, **amount).model_dump(mode="json") | {"measures": [measured]} for code in "ab"]
    (found,), _ = portfolio_of(small(**each) for each in dossiers).comparison
    assert found.spread == (12, 12)
    assert isinstance(found.pooled, NotEstimable)
    assert found.pooled.reason == "portfolio.not_added"


def test_the_two_fictional_dossiers_do_not_define_their_dynamic_rate_in_the_same_way() -> None:
    alike, (unlike,) = portfolio_of(the_fictional()).comparison
    assert alike == ()
    assert [each.field for each in unlike.differences] == ["numerator", "perimeter"]


@pytest.mark.parametrize(("end", "summed"), [(2024, True), (2025, False)])
def test_what_one_year_counts_is_not_added_to_what_two_years_count(end: int, summed: bool) -> None:
    count = {"form": "count", "unit": "personnes", "numerator": None, "denominator": None}
    measured = {"indicator": "C1.I1", "start": 2024, "end": 2024, "respondent": "P1", "value": 12}
    given = with_share("a", 8, 20, **count).model_dump(mode="json")
    dossiers = [
        given | {"code": "a", "measures": [measured]},
        given | {"code": "b", "measures": [measured | {"end": end}]},
    ]
    (found,), _ = portfolio_of(small(**each) for each in dossiers).comparison
    assert [row.edition.code for row in found.added] == ["a", "b"]
    assert (found.pooled == 24) is summed
    if not summed:
        assert isinstance(found.pooled, NotEstimable)
        assert found.pooled.reason == "portfolio.periods_differ"


EXITS = {"start": 2024, "end": 2024, "lasting": 6, "transition": 3, "positive": 2, "other": 9, "source": "Extranet"}


def test_exits_are_pooled_as_sums_of_counts() -> None:
    exits = [EXITS, EXITS | {"lasting": 40, "other": 11, "training": 1}]
    (found,) = portfolio_of(small(code, exits=[each]) for code, each in zip("ab", exits, strict=True)).pooled_exits
    assert isinstance(found, PooledExits)
    assert (found.categories["lasting"], found.retained) == (46, 20 + 56)
    lasting = found.rates["lasting"]
    assert isinstance(lasting, Proportion)
    assert (lasting.numerator, lasting.denominator) == (46, 76)
    assert isinstance(found.rates["employment_or_training"], NotEstimable)


def test_exits_of_two_sources_or_of_none_are_not_added_up() -> None:
    exits = [EXITS, EXITS | {"source": "Enquête"}, EXITS | {"source": None}, EXITS | {"source": None}]
    assert portfolio_of(small(code, exits=[each]) for code, each in zip("abcd", exits, strict=True)).pooled_exits == ()


def test_exits_of_one_siae_in_two_partnerships_are_not_counted_twice() -> None:
    one = small("a", exits=[EXITS])
    other = small("b", exits=[EXITS]).model_copy(update={"partners": one.partners})
    (found,) = portfolio_of([one, other]).pooled_exits
    assert isinstance(found, NotEstimable)
    assert found.reason == "portfolio.same_siae"
