"""How sure classes are: rows drawn again, other numbers of classes, another method, agreement of partitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.stats.classes import adjusted_rand, compare, hcpc, stability, stability_by_count
from evalkit.stats.classes.compare import jaccard


def three_groups(rows: int = 30) -> pd.DataFrame:
    """Two groups far apart, and one cloud beside them."""
    middles = np.repeat([[0.0, 0], [12, 0], [0, 12]], rows, axis=0)
    return pd.DataFrame(middles + np.random.default_rng(1).normal(size=middles.shape))


labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=25)


@given(labels)
@settings(max_examples=80, deadline=None)
def test_the_adjusted_rand_index_counts_pairs(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)
    same = [(first[i] == first[j], second[i] == second[j]) for i, j in combinations(range(len(pairs)), 2)]
    both, one, other = (sum(map(test, same)) for test in (all, lambda x: x[0], lambda x: x[1]))
    chance, most = one * other / len(same), (one + other) / 2
    expected = 1.0 if most == chance else (both - chance) / (most - chance)
    assert adjusted_rand(first, second) == pytest.approx(expected)


@given(labels)
@settings(max_examples=80, deadline=None)
def test_the_jaccard_index_of_a_class_is_its_best_overlap(pairs: list[tuple[int, int]]) -> None:
    first, second = (np.array(each) for each in zip(*pairs, strict=True))
    sets = [set(np.flatnonzero(second == c)) for c in range(4)]
    for number, found in enumerate(jaccard(first, second, 4)):
        own = set(np.flatnonzero(first == number))
        expected = max(len(own & other) / len(own | other) for other in sets) if own else np.nan
        assert found == pytest.approx(expected, nan_ok=True)


def test_partitions_of_other_rows_are_not_compared() -> None:
    with pytest.raises(ValueError, match="not one of 2 and 3"):
        adjusted_rand([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="not one of 0 and 0"):
        adjusted_rand([], [])


@pytest.mark.parametrize("consolidation", ["weighted", "unweighted", "none"])
def test_groups_that_lie_apart_come_back_each_time(consolidation: str) -> None:
    found = hcpc(three_groups(), classes=3, consolidation=consolidation)  # type: ignore[arg-type]
    sure = stability(found, draws=10)
    assert (sure.classes["jaccard"] == 1).all()
    assert (sure.classes["recovered"] == 1).all()
    assert (sure.classes["dissolved"] == 0).all()
    assert sure.adjusted_rand == 1
    assert (sure.draws, sure.rows) == (10, 90)


def test_classes_cut_out_of_one_cloud_are_less_sure_than_groups() -> None:
    cloud = hcpc(np.random.default_rng(2).normal(size=(150, 2)), classes=5)
    sure = stability(cloud, draws=20)
    assert sure.classes["jaccard"].mean() < 0.75
    assert (sure.classes["low"] <= sure.classes["jaccard"]).all()
    assert sure.adjusted_rand < 0.8
    again = stability(cloud, draws=20)
    assert sure.classes.equals(again.classes)


def test_stability_of_a_large_table_is_told_from_fewer_rows() -> None:
    found = hcpc(three_groups(400), classes=3)
    sure = stability(found, draws=3, rows=100)
    assert sure.rows == 100
    assert sure.classes["jaccard"].min() > 0.95


def test_a_class_that_is_never_drawn_has_no_figure() -> None:
    rows = np.r_[np.random.default_rng(3).normal(size=(3000, 1)), [[500.0]]]
    sure = stability(hcpc(rows, classes=2), draws=2, rows=20)
    assert np.isnan(sure.classes.loc[2, "jaccard"])
    assert sure.classes.loc[1, "jaccard"] > 0


def test_a_group_cut_in_two_is_not_sure() -> None:
    found = hcpc(three_groups(), classes=2)
    by_count = stability_by_count(found, 5, draws=10)
    assert by_count.index.tolist() == [2, 3, 4, 5]
    assert by_count.loc[3, "jaccard_least"] == 1
    assert by_count.loc[4:, "jaccard_least"].max() < 0.75
    assert by_count.loc[3, "adjusted_rand"] == 1
    assert (by_count["jaccard_least"] <= by_count["jaccard"]).all()


def test_no_draw_is_refused() -> None:
    found = hcpc(three_groups(), classes=3)
    for draws, rows in ((0, 10), (5, 1)):
        with pytest.raises(ValueError, match="at least once"):
            stability(found, draws=draws, rows=rows)


@pytest.mark.parametrize("cells", [None, 40])
def test_other_ways_of_making_classes_stand_beside_them(cells: int | None) -> None:
    found = hcpc(three_groups(), classes=3, cells=cells)
    beside = compare(found)
    assert beside.table.index.tolist() == ["classes", "cut", "fewer", "more", "k_means"]
    assert beside.table["classes"].tolist() == [3, 3, 2, 4, 3]
    assert beside.table.loc["k_means", "adjusted_rand"] == 1
    assert beside.table.loc["classes", "within"] == pytest.approx(found.inertia.within_after)
    assert beside.table.loc["cut", "within"] == pytest.approx(found.inertia.within_before)
    within = beside.table["within"]
    assert within["fewer"] > within["classes"] > within["more"]
    assert (beside.labels["classes"] == found.labels).all()


def test_a_number_of_classes_is_made_the_same_way_when_asked_or_compared() -> None:
    rows = pd.DataFrame(np.random.default_rng(4).normal(size=(120, 3)))
    weights = np.random.default_rng(5).uniform(1, 9, 120)
    beside, asked = compare(hcpc(rows, weights, classes=4)), hcpc(rows, weights, classes=5)
    assert (beside.labels["more"] == asked.labels).all()


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_the_best_of_many_k_means_is_never_worse_than_the_classes(seed: int) -> None:
    found = hcpc(np.random.default_rng(seed).normal(size=(80, 2)), classes=4)
    within = compare(found, starts=5, seed=seed).table["within"]
    assert within["k_means"] <= within["classes"] * (1 + 1e-9)


def test_few_rows_are_compared_with_what_can_be_made_of_them() -> None:
    assert compare(hcpc([[0.0], [1.0]], classes=1)).table.index.tolist() == ["classes", "cut", "more"]
    two = compare(hcpc([[0.0], [1.0]], classes=2))
    assert two.table.index.tolist() == ["classes", "cut", "fewer", "k_means"]
    assert stability(hcpc([[0.0], [1.0]], classes=2), draws=3).classes["jaccard"].between(0, 1).all()
