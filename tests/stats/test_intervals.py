"""Where values are cut into classes: by which rule, how rounded, and that what is printed is what is drawn."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.intervals import Method, fisher_jenks, intervals

REFERENCE = Path(__file__).with_name("fisher_jenks_reference.json")
METHODS: tuple[Method, ...] = ("quantiles", "fisher_jenks", "equal")
values_lists = st.lists(st.floats(-1e6, 1e6).map(lambda each: round(each, 3)), min_size=1, max_size=60)


def squares(values: np.ndarray, starts: tuple[float, ...]) -> float:
    classes = np.searchsorted(starts, values, side="right")
    return float(sum(((values[classes == i] - values[classes == i].mean()) ** 2).sum() for i in set(classes)))


def test_fisher_jenks_agrees_with_another_program() -> None:
    for case in json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]:
        found = fisher_jenks(np.array(case["values"]), case["classes"])
        assert found == pytest.approx(case["starts"])


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=14), st.integers(2, 4))
def test_no_other_cut_has_a_smaller_sum_of_squares(numbers: list[int], classes: int) -> None:
    values = np.sort(np.array(numbers, dtype=float))
    distinct = np.unique(values)
    found = squares(values, tuple(fisher_jenks(values, classes)))
    number = min(classes, len(distinct)) - 1
    best = min(squares(values, cut) for cut in combinations(distinct[1:], number))
    assert found == pytest.approx(best, abs=1e-6)


@given(values_lists, st.sampled_from(METHODS), st.integers(1, 5), st.one_of(st.none(), st.floats(-10, 10)))
def test_each_value_lies_between_the_bounds_of_its_class(
    values: list[float], method: Method, classes: int, middle: float | None
) -> None:
    middle = None if middle is None else round(middle, 2)
    cut = intervals(values, method, classes=classes, middle=middle)
    codes = cut.classes_of(values)
    assert 1 <= cut.count <= 5
    assert (np.diff(cut.bounds[:-1]) > 0).all() and cut.bounds[-2] <= cut.bounds[-1]
    for value, code in zip(values, codes, strict=True):
        low, high = cut.bounds[code : code + 2]
        assert low <= value and (value < high or (code == cut.count - 1 and value <= high)), (value, cut)


@given(values_lists, st.sampled_from(METHODS))
def test_no_class_lies_across_the_middle(values: list[float], method: Method) -> None:
    cut = intervals(values, method, middle=0.0)
    codes = cut.classes_of(values)
    assert all((code < cut.below) == (value < 0) for value, code in zip(values, codes, strict=True))
    assert cut.below <= 2 and cut.count - cut.below <= 2


def test_quantiles_hold_as_many_zones_each() -> None:
    codes = intervals(np.arange(1, 101), "quantiles").classes_of(np.arange(1, 101))
    assert np.bincount(codes).tolist() == [20, 20, 20, 20, 20]


def test_equal_intervals_have_the_same_width() -> None:
    cut = intervals([0.0, 1.0, 2.0, 3.0, 50.0], "equal")
    assert cut.bounds == (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)


def test_bounds_are_no_longer_than_they_need_be() -> None:
    draws = np.random.default_rng(5).uniform(5, 15, 300)
    assert intervals(draws).digits == 1
    assert intervals(1000 * draws).digits == -2


def test_the_user_s_own_bounds_make_the_same_classes_whatever_the_values() -> None:
    low, high = intervals([1, 2, 3], bounds=(5, 7.5)), intervals([100], bounds=(5, 7.5))
    assert low.count == high.count == 3
    assert low.classes_of([1, 5, 7.5, 9]).tolist() == [0, 1, 2, 2]


def test_a_missing_value_has_no_class() -> None:
    assert intervals([1, 2, np.nan, 4]).classes_of([np.nan, 1]).tolist() == [-1, 0]


def test_fewer_values_make_fewer_classes() -> None:
    assert intervals([3, 3, 3]).count == 1
    assert intervals([3, 4]).count == 2
