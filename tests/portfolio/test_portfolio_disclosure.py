"""What a partnership's own report keeps back does not come back through the portfolio: not by itself, nor by a sum."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_cases import portfolio_of, small, with_share

from evalkit.model import Dossier
from evalkit.portfolio import Portfolio
from evalkit.portfolio.exits import PooledExits
from evalkit.stats.proportion import Proportion
from evalkit.views.portfolio import FILES, PARTS

FEW = st.integers(1, 4).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
EXITS = {"start": 2024, "end": 2024, "source": "Extranet"}
SHOWN = [with_share("b", 9, 20), with_share("c", 30, 41), with_share("d", 5, 8)]


JUDGED = {"target": 60, "target_due": 2024, "baseline": 10, "baseline_date": 2022}
"""A target and a baseline: what is said of them must not tell the value either."""


def everything(portfolio: Portfolio) -> list[Any]:
    """Return all that a reader, a spreadsheet or a program can see of a portfolio."""
    files = [make(portfolio, "fr") for make in FILES]
    frames = [frame.to_csv() for frame in (portfolio.table(), portfolio.results())]
    return [part(portfolio, "fr") for part in PARTS.values()] + files + frames


@given(FEW)
@settings(max_examples=8)
def test_no_output_depends_on_a_share_of_too_few_people(few: tuple[int, int]) -> None:
    assert everything(portfolio_of([with_share("a", *few, **JUDGED), *SHOWN])) == WITH_ONE_OF_TWO


WITH_ONE_OF_TWO = everything(portfolio_of([with_share("a", 1, 2, **JUDGED), *SHOWN]))


def with_exits(code: str, counts: tuple[int, ...]) -> Dossier:
    names = ("lasting", "transition", "positive", "other")
    return small(code, exits=[EXITS | dict(zip(names, counts, strict=True))])


@given(st.lists(st.integers(0, 1), min_size=4, max_size=4).filter(any))
@settings(max_examples=8)
def test_no_output_depends_on_too_few_exits(few: list[int]) -> None:
    shown = [with_exits("b", (4, 3, 2, 9)), with_exits("c", (9, 1, 0, 3))]
    first = everything(portfolio_of([with_exits("a", (1, 0, 0, 0)), *shown]))
    assert everything(portfolio_of([with_exits("a", tuple(few)), *shown])) == first


def test_a_sum_holds_only_what_the_single_reports_show() -> None:
    (found,), _ = portfolio_of([with_share("a", 1, 2), *SHOWN]).comparison
    assert isinstance(found.pooled, Proportion)
    assert (found.pooled.numerator, found.pooled.denominator) == (44, 69)
    assert [row.edition.code for row in found.rows] == ["a", "b", "c", "d"]
    assert [row.edition.code for row in found.added] == ["b", "c", "d"]


def test_a_higher_threshold_of_one_dossier_holds_in_the_portfolio_too() -> None:
    strict = with_share("b", 9, 20).model_copy(update={"disclosure_threshold": 30})
    (found,), _ = portfolio_of([with_share("a", 8, 20), strict, with_share("c", 8, 20)]).comparison
    assert isinstance(found.pooled, Proportion)
    assert found.pooled.denominator == 40


def test_exits_that_a_report_keeps_back_are_in_no_sum() -> None:
    dossiers = [with_exits("a", (1, 0, 0, 2)), with_exits("b", (4, 3, 2, 9)), with_exits("c", (9, 1, 0, 3))]
    (found,) = portfolio_of(dossiers).pooled_exits
    assert isinstance(found, PooledExits)
    assert [each.edition.code for each in found.parts] == ["b", "c"]
    assert found.retained == 18 + 13
