"""Coodiag's first example: a relative rise and a rise in points, never one for the other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_france import FILES, written

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory import counterfactual
from evalkit.territory.atlas import read_atlas
from evalkit.territory.counterfactual import ASSUMPTIONS, FORMULAS, Counterfactual, Figure
from evalkit.territory.effect import rises_of_zone
from evalkit.texts import LANGUAGES, say


def reason(figure: Figure) -> str:
    assert isinstance(figure, NotEstimable)
    assert figure.sentence("fr") and figure.sentence("en")
    return figure.reason


def number(figure: Figure) -> float:
    assert not isinstance(figure, NotEstimable)
    return figure


# The guide prints 23.63 % and neither count: pairs that round to it.
@pytest.mark.parametrize(("workers", "unemployed"), [(43, 182), (56, 237), (69, 292), (108, 457), (134, 567)])
def test_the_guides_figure_is_a_relative_rise(workers: int, unemployed: int) -> None:
    assert round(number(counterfactual(workers, unemployed).full.relative), 2) == 23.63


def test_the_rise_in_points_is_far_smaller_and_stands_beside_it() -> None:
    found = counterfactual(56, 237, 3000)
    assert number(found.full.relative) == pytest.approx(100 * 56 / 237)
    assert number(found.full.points) == pytest.approx(100 * 56 / 3000)
    assert number(found.rate_after) - number(found.rate_before) == pytest.approx(number(found.full.points))


def test_half_of_the_workers_make_half_of_the_rise() -> None:
    rises = {each.share: each for each in counterfactual(56, 237, 3000).sensitivity}
    assert list(rises) == [0.25, 0.5, 0.75, 1.0]
    assert round(number(rises[0.5].relative), 1) == 11.8
    assert number(rises[0.25].points) == pytest.approx(100 * 14 / 3000)


def test_without_unemployed_people_there_is_no_relative_rise_but_one_in_points() -> None:
    found = counterfactual(56, 0, 3000)
    assert reason(found.full.relative) == "territory.no_unemployed"
    assert number(found.full.points) == pytest.approx(100 * 56 / 3000)


def test_without_the_active_population_there_is_no_rise_in_points() -> None:
    found = counterfactual(56, 237)
    assert reason(found.full.points) == reason(found.rate_before) == "territory.no_active"


def test_more_workers_than_people_at_work_is_impossible() -> None:
    found = counterfactual(56, 237, 280)
    assert reason(found.full.relative) == reason(found.full.points) == "territory.more_workers_than_employed"
    assert number(counterfactual(43, 237, 280).rate_after) == 100


def test_more_unemployed_than_active_people_is_impossible() -> None:
    assert reason(counterfactual(5, 300, 280).full.relative) == "territory.more_unemployed_than_active"


def test_no_worker_makes_no_rise() -> None:
    found = counterfactual(0, 237, 3000)
    assert found.full.relative == 0
    assert found.full.points == 0


@pytest.mark.parametrize(("workers", "unemployed"), [(56, 4), (3, 237), (56, 1), (1, 2)])
def test_a_small_count_is_told_nowhere(workers: int, unemployed: int) -> None:
    found = counterfactual(workers, unemployed, 3000)
    assert reason(found.full.relative) == reason(found.full.points) == reason(found.rate_before) == "disclosure"
    told = [found.workers, found.unemployed]
    assert not [each for each in told if not isinstance(each, NotEstimable) and 0 < each < 5]


def test_each_definition_that_the_files_have_stands_beside_the_others_with_its_own_date(tmp_path: Path) -> None:
    written(tmp_path, "DEP;P18_ACT1564;P18_CHOM1564\n01;3000;237\n2A;900;80\n", "recensement.csv")
    shutil.copy(FILES / "defm.csv", tmp_path)
    written(tmp_path, (FILES / "defm.csv").read_text(encoding="utf-8").replace(";A;", ";C;")
            .replace(";B;", ";D;"), "autres.csv")  # fmt: skip
    census, registered, together = rises_of_zone(read_atlas(tmp_path), "departement", "01", 56.0, "2024")
    assert isinstance(census, Counterfactual) and isinstance(registered, Counterfactual)
    assert (census.definition, census.unemployed, census.active, census.date) == ("census", 237, 3000, "2018")
    assert round(number(census.full.relative), 2) == 23.63
    assert number(census.full.points) == pytest.approx(100 * 56 / 3000)
    assert (registered.definition, registered.unemployed, registered.date) == ("registered_a", 1250, "2016-06")
    assert reason(registered.full.points) == "territory.no_active"
    assert (census.years_apart, registered.years_apart) == (6, 8)
    assert isinstance(together, Counterfactual) and together.definition == "registered_abc"
    assert together.unemployed == 1250 + 310 + 1250
    # Who is of category A does not work: nobody is counted twice.
    assert set(census.assumptions) - set(registered.assumptions) == {"double_count"}
    assert together.assumptions == census.assumptions


def test_what_is_not_told_of_workers_or_not_in_the_files_makes_no_rise(tmp_path: Path) -> None:
    written(tmp_path, "DEP;P18_LOG\n01;3000\n2A;900\n", "logements.csv")
    atlas = read_atlas(tmp_path)
    hidden = not_estimable("territory.own_withheld")
    assert rises_of_zone(atlas, "departement", "01", hidden) == (hidden,)
    (absent,) = rises_of_zone(atlas, "departement", "01", 56.0)
    assert isinstance(absent, NotEstimable) and absent.reason == "atlas.no_active_counts"


def test_years_apart_are_not_told_where_one_is_not_known() -> None:
    assert counterfactual(56, 237, date="2018", workers_date="2024").years_apart == 6
    unknown = counterfactual(56, 237, date="2018").years_apart
    assert isinstance(unknown, NotEstimable) and unknown.reason == "territory.dates_unknown"


@pytest.mark.parametrize("counts", [(-1, 10, 20), (1, -10, 20), (1, 10, float("nan")), (float("inf"), 10, 20)])
def test_what_is_no_count_is_refused(counts: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="no count"):
        counterfactual(*counts)


def test_formulas_and_assumptions_have_their_words() -> None:
    found = counterfactual(56, 237)
    assert (found.formulas, found.assumptions) == (FORMULAS, ASSUMPTIONS)
    for language in LANGUAGES:
        assert all(say(f"territory.counterfactual.formulas.{each}", language) for each in FORMULAS)
        assert all(say(f"territory.counterfactual.assumptions.{each}", language) for each in ASSUMPTIONS)
        values = {"workers": 56, "definition": "x", "unemployed": 237, "after": 293, "rise": "23,63 %"}
        assert "23,63 %" in say("territory.counterfactual.relative", language, **values)
        assert say("territory.counterfactual.points", language, n=1.9, before="7,9 %", after="9,8 %", points="1,9")
        assert say("territory.counterfactual.sensitivity", language, n=0.9, share="50 %", rise="11,8 %", points="0,9")


@given(st.integers(5, 10_000), st.integers(5, 10_000), st.integers(0, 100_000))
def test_the_two_rises_agree_with_the_two_rates(workers: int, unemployed: int, others: int) -> None:
    found = counterfactual(workers, unemployed, workers + unemployed + others)
    before, after = number(found.rate_before), number(found.rate_after)
    assert 100 * (after - before) / before == pytest.approx(number(found.full.relative), rel=1e-9)
    assert after - before == pytest.approx(number(found.full.points), rel=1e-9, abs=1e-9)
