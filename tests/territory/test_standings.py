"""Where a zone stands: ranks, quantiles, gaps and more or less need, found again by plain pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_france import written

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import NotEstimable
from evalkit.territory import Variable
from evalkit.territory.atlas import Atlas, read_atlas
from evalkit.territory.comparison import side_of, third_of
from evalkit.territory.derived import latest
from evalkit.territory.profile import Beside, Standing, catalogue, need_of, profile
from evalkit.territory.words import short_label
from evalkit.texts import family


def test_a_value_is_near_another_where_few_people_live_between_the_two() -> None:
    peers, people = [float(each) for each in range(1, 13)], [10.0] * 12
    # Between 6 and 8, one zone of twelve; between 6 and 9, two, a sixth.
    assert side_of(6.0, 8.0, peers, people) == "near"
    assert side_of(6.0, 9.0, peers, people) == "lower"
    assert side_of(9.0, 6.0, peers, people) == "higher"
    heavy = [1.0] * 6 + [60.0] + [1.0] * 5
    assert side_of(6.0, 8.0, peers, heavy) == "lower"


def test_equal_values_are_near_and_few_zones_are_not_compared() -> None:
    assert side_of(3.0, 3.0, [3.0] * 6, [1.0] * 6) == "near"
    few = side_of(3.0, 4.0, [1.0, 2.0, 3.0], [1.0] * 3)
    assert isinstance(few, NotEstimable) and few.reason == "atlas.few_compared"
    missing = side_of(NotEstimable("atlas.no_value"), 4.0, [1.0] * 9, [1.0] * 9)
    assert isinstance(missing, NotEstimable)


VALUES = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 100)), min_size=6, max_size=40)


@given(VALUES, st.integers(0, 20), st.integers(0, 20))
def test_sides_are_turned_about_with_the_two_values_and_with_the_sign(
    zones: list[tuple[int, int]], one: int, other: int
) -> None:
    peers, people = [float(value) for value, _ in zones], [float(lived) for _, lived in zones]
    found = side_of(float(one), float(other), peers, people)
    turned = {"near": "near", "higher": "lower", "lower": "higher"}[str(found)]
    assert side_of(float(other), float(one), peers, people) == turned
    assert side_of(-float(one), -float(other), [-each for each in peers], people) == turned
    assert found == "near" or (found == "higher") == (one > other)


@pytest.mark.parametrize(("below", "third"), [(0.0, "lower"), (33.0, "lower"), (50.0, "middle"), (67.0, "upper")])
def test_thirds_are_those_of_the_other_zones(below: float, third: str) -> None:
    assert third_of(below, 21) == third
    assert isinstance(third_of(below, 5), NotEstimable)


ROWS = "DEP;P18_ACT1564;P18_CHOM1564;P18_POP1564\n"


def little(tmp_path: Path) -> Atlas:
    """Return an atlas of every département of metropolitan France with drawn figures, many of them equal."""
    random, codes = np.random.default_rng(4), [f"{each:02}" for each in range(1, 96) if each != 20] + ["2A", "2B"]
    lines = [f"{code};{1000 * a};{10 * a * u};{1500 * a}" for code, a, u in
             zip(codes, random.integers(10, 99, 96), random.integers(5, 12, 96), strict=True)]  # fmt: skip
    written(tmp_path, ROWS + "\n".join(lines) + "\n", "recensement.csv")
    return read_atlas(tmp_path)


def checked(atlas: Atlas, level: str, code: str, home: str, name: str, homes: pd.Series) -> Standing:
    """Compare a standing with one computed from plain columns."""
    found = profile(atlas, level, code)  # type: ignore[arg-type]
    standing = next(each for each in found.standings if each.variable.name == name)
    values = atlas.at(level).frame[name]  # type: ignore[arg-type]
    peers = values[homes.reindex(values.index) == home].dropna()
    among = next(each for each in standing.among if each.home.code == home)
    others = peers.drop(code)
    assert among.peers == len(peers)
    assert among.rank == peers.rank(method="min", ascending=False)[code]
    below = 100 * ((others < peers[code]).sum() + (others == peers[code]).sum() / 2) / len(others)
    assert among.below == pytest.approx(below)
    assert list(among.values) == sorted(peers)
    return standing


@pytest.mark.parametrize("code", ["50", "75", "2A"])
def test_a_departement_of_drawn_figures_stands_where_pandas_puts_it(tmp_path: Path, code: str) -> None:
    atlas = little(tmp_path)
    frame, homes = atlas.at("departement").frame, pd.Series("FR", index=atlas.at("departement").frame.index)
    standing = checked(atlas, "departement", code, "FR", "unemployment_rate_census_2018", homes)
    whole = frame[["P18_CHOM1564", "P18_ACT1564"]].dropna().sum()
    reference = next(each for each in standing.references if each.home.level == "france")
    # Five overseas départements lack a figure: France has one of the others, which are nine people in ten.
    assert reference.value == pytest.approx(100 * whole["P18_CHOM1564"] / whole["P18_ACT1564"])
    assert isinstance(standing.value, float) and isinstance(reference.value, float)
    assert reference.gap == pytest.approx(standing.value - reference.value)


def test_more_need_is_a_higher_unemployment_and_a_lower_activity(tmp_path: Path) -> None:
    codes = [f"{each:02}" for each in range(1, 96) if each != 20]
    lines = [f"{code};{1000 - 5 * i};{50 + 2 * i};1500" for i, code in enumerate(codes)]
    written(tmp_path, ROWS + "\n".join(lines) + "\n", "recensement.csv")
    atlas = read_atlas(tmp_path)
    worst, best = (profile(atlas, "departement", code).needs("france") for code in (codes[-1], codes[0]))
    keys = {"unemployment_rate_census_2018", "activity_rate_2018"}
    assert {each.variable.name for each in worst.more} == keys == {each.variable.name for each in best.less}
    assert worst.more[0].beside("france") == Beside("more", "reference")
    nowhere = worst.more[0].beside("commune")
    assert isinstance(nowhere, NotEstimable) and nowhere.reason == "atlas.no_larger"


def test_each_figure_of_the_catalogue_tells_need_in_the_way_of_its_meaning(tmp_path: Path) -> None:
    needs = {key: facts["need"] for key, facts in catalogue()["indicators"].items()}
    assert {key for key, need in needs.items() if need == "down"} == {"MED", "PIMP", "activity_rate"}
    unemployment = {"unemployment_rate_localised", "unemployment_rate_census"}
    assert {key for key, need in needs.items() if need == "up"} == {
        *unemployment,
        "TP60",
        "share_without_diploma",
        "PPMINI",
    }
    found = latest(little(tmp_path).at("departement"), "activity_rate")
    assert found is not None and need_of(found) == "down"


def test_each_figure_of_a_profile_has_a_short_name_that_fits_inside_a_sentence() -> None:
    short = family("territory")["short"]
    assert set(catalogue()["indicators"]) <= set(short)
    for words in short.values():
        assert all(len(text) <= 45 and (text[0].islower() or text[:2] in ("AC", "AI", "EI", "ET", "SI") or
                   text[0].isdigit()) for text in words.values())  # fmt: skip
    unknown = Variable("autre_chose", Words("Autre chose", "Something else"))
    assert short_label(unknown) == unknown.label
    assert short_label(Variable("share_owners_2018", Words("x", "x"))).fr == "propriétaires"


def test_a_figure_that_few_zones_have_is_shown_where_it_is_known_and_given_no_rank(tmp_path: Path) -> None:
    written(tmp_path, "CODGEO;TP6020\n50;12.5\n14;13.0\n75;15.0\n", "filosofi.csv")
    atlas = read_atlas(tmp_path)
    standing = next(each for each in profile(atlas, "departement", "50").standings if each.variable.name == "TP6020")
    assert standing.value == 12.5
    assert all(isinstance(each.rank, NotEstimable) and each.values == () for each in standing.among)
    assert isinstance(standing.beside("france"), NotEstimable)
    assert "TP6020" not in {each.variable.name for each in profile(atlas, "departement", "61").standings}
