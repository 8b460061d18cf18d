"""Moran's I agrees with spdep (moran.R, spdep 1.2.7), and tells patterns from chance."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ROOT

from evalkit.stats.estimable import NotEstimable
from evalkit.stats.spatial import Moran, moran

HERE = Path(__file__).parent
SPDEP = {
    "Crime_pers": (0.411459718313, 0.0001),
    "Crime_prop": (0.263553340318, 0.0003),
    "Literacy": (0.717605262809, 0.0001),
    "Donations": (0.353361325585, 0.0001),
    "Infants": (0.228724107271, 0.0008),
    "Suicides": (0.401681222583, 0.0001),
}
"""Printed by moran.R: I, and p of 9,999 permutations."""
HOLES = {"Crime_pers": 0.400617342815, "Literacy": 0.706579155286, "Suicides": 0.404163298187}
"""The same of the 81 départements left where 22, 56 and 75 have no value, and 29 therefore no neighbour."""


@pytest.fixture(scope="module")
def guerry() -> pd.DataFrame:
    table = pd.read_csv(ROOT / "data" / "studies" / "guerry.csv", dtype={"dept": str}).set_index("dept")
    return table.drop("200")  # Corsica, not in the outlines


@pytest.fixture(scope="module")
def neighbours() -> pd.DataFrame:
    return pd.read_csv(HERE / "guerry_neighbours.csv", dtype=str)


@pytest.mark.parametrize("name", SPDEP)
def test_guerry_s_departements_have_the_index_that_spdep_gives(
    guerry: pd.DataFrame, neighbours: pd.DataFrame, name: str
) -> None:
    value, p = SPDEP[name]
    found = moran(guerry[name], neighbours, permutations=9999)
    assert isinstance(found, Moran)
    assert found.value == pytest.approx(value, abs=1e-11)
    assert found.expected == -1 / 84 and found.zones == 85
    # Both p are drawn: of 9,999 deals, a few more or fewer.
    assert found.p == pytest.approx(p, abs=0.0012)


@pytest.mark.parametrize("name", HOLES)
def test_missing_values_and_who_they_leave_alone_take_no_part_as_in_spdep(
    guerry: pd.DataFrame, neighbours: pd.DataFrame, name: str
) -> None:
    values = guerry[name].astype(float)
    values[["22", "56", "75"]] = np.nan
    found = moran(values, neighbours, permutations=9999)
    assert isinstance(found, Moran)
    assert (found.zones, found.alone, found.without) == (81, 1, 3)
    assert found.value == pytest.approx(HOLES[name], abs=1e-11) and found.p <= 0.0013


def test_the_same_seed_gives_the_same_p(guerry: pd.DataFrame, neighbours: pd.DataFrame) -> None:
    one, other = (moran(guerry["Infants"], neighbours, permutations=99, seed=3) for _ in range(2))
    assert one == other


def chessboard(side: int) -> tuple[pd.Index, list[tuple[str, str]]]:
    names = pd.Index([f"{row}-{column}" for row in range(side) for column in range(side)])
    down = [(f"{row}-{column}", f"{row + 1}-{column}") for row in range(side - 1) for column in range(side)]
    across = [(f"{row}-{column}", f"{row}-{column + 1}") for row in range(side) for column in range(side - 1)]
    return names, down + across


def test_a_chessboard_has_minus_one_and_two_halves_nearly_one() -> None:
    names, pairs = chessboard(8)
    cells = np.arange(64)
    fields = moran(pd.Series(((cells // 8 + cells) % 2).astype(float), index=names), pairs)
    halves = moran(pd.Series((cells >= 32).astype(float), index=names), pairs)
    assert isinstance(fields, Moran) and isinstance(halves, Moran)
    assert fields.value == pytest.approx(-1) and fields.p == 1
    assert halves.value > 0.8 and halves.p == 1 / 1000


def test_zones_without_a_value_or_a_neighbour_are_left_out_and_counted() -> None:
    names, pairs = chessboard(5)
    values = pd.Series(np.random.default_rng(1).normal(size=25), index=names)
    alone = pd.concat([values, pd.Series([4.0], index=["island"])])
    alone["0-0"] = np.nan
    found = moran(alone, pairs)
    inside = [pair for pair in pairs if "0-0" not in pair]
    without = moran(values.drop("0-0"), inside)
    assert isinstance(found, Moran) and isinstance(without, Moran)
    assert (found.zones, found.alone, found.without) == (24, 1, 1)
    assert found.value == without.value


def test_there_is_none_of_few_zones_or_of_equal_values() -> None:
    names, pairs = chessboard(3)
    few = moran(pd.Series(np.arange(9.0), index=names), pairs)
    names, pairs = chessboard(4)
    alike = moran(pd.Series(7.1, index=names), pairs)
    assert isinstance(few, NotEstimable) and few.reason == "spatial.few_zones"
    assert isinstance(alike, NotEstimable) and alike.reason == "spatial.all_alike"


@given(st.integers(0, 1000), st.floats(0.1, 100), st.floats(-1000, 1000))
def test_neither_unit_nor_origin_matters(seed: int, scale: float, shift: float) -> None:
    names, pairs = chessboard(4)
    values = pd.Series(np.random.default_rng(seed).normal(size=16), index=names)
    one, other = moran(values, pairs, permutations=9), moran(values * scale + shift, pairs, permutations=9)
    assert isinstance(one, Moran) and isinstance(other, Moran)
    assert other.value == pytest.approx(one.value, abs=1e-7)
    assert -1.5 < one.value < 1.5
