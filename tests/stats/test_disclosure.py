"""Many subgroups, large populations: still safe, and quick."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.disclosure import FEW, telling_parts


@pytest.mark.parametrize(
    ("whole", "n"), [(100_000_000, 60), (10**15, 60), (10**15, FEW), (40_000, 2500), (20_000, 2500), (10**6, 99)]
)
def test_a_hostile_breakdown_is_a_matter_of_a_second(whole, n):
    draw = random.Random(1)
    parts = {i: draw.randint(5, 2 * whole // n) for i in range(n)}
    began = time.monotonic()
    telling_parts([whole], parts, False, 5)
    assert time.monotonic() - began < 1


def test_many_wholes_and_a_high_threshold_are_a_matter_of_a_second():
    began = time.monotonic()
    telling_parts(range(10**6, 10**6 + 20_000), dict.fromkeys(range(FEW), 9), True, 1000)
    telling_parts(range(5, 2005), dict.fromkeys(range(FEW + 1), 2000), True, 1000)
    assert time.monotonic() - began < 1


def test_where_there_are_too_many_sums_to_try_every_part_is_kept_back():
    parts = dict.fromkeys(range(60), 1_000_000)
    assert telling_parts([100_000_000], parts, False, 5) == set(parts)


def test_thirty_large_parts_of_one_whole_all_stay_shown():
    assert telling_parts([3000], dict.fromkeys(range(30), 100), False, 5) == set()


@given(
    base=st.integers(1, 20).map(lambda n: 97 * n),
    small=st.integers(5, 40),
    hides=st.booleans(),
)
def test_many_parts_are_judged_as_few_are(base, small, hides):
    """Parts larger than the whole add to no sum: with them the other road is taken, to the same answer."""
    parts = {"a": base, "b": small}
    whole = base + small + 3
    out_of_reach = {i: whole + 1 + i for i in range(FEW)}
    assert telling_parts([whole], parts | out_of_reach, hides, 5) >= telling_parts([whole], parts, hides, 5)
    assert "b" in telling_parts([whole], parts | out_of_reach, hides, 5)
