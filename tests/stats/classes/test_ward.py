"""Ward's tree: against scipy's, against joining the cheapest pair by hand, and what any tree must satisfy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from evalkit.stats.classes import adjusted_rand, ward
from evalkit.stats.classes import nearest as search
from evalkit.stats.classes.cloud import cloud_of

seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, rows: int, axes: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, axes))


def joined_by_hand(points: np.ndarray, weights: np.ndarray) -> list[float]:
    """Join the cheapest of all pairs, again and again."""
    clusters = [(point, weight) for point, weight in zip(points, weights / weights.sum(), strict=True)]
    gains = []
    while len(clusters) > 1:
        prices = {
            (i, j): a[1] * b[1] / (a[1] + b[1]) * float(((a[0] - b[0]) ** 2).sum())
            for j, b in enumerate(clusters)
            for i, a in enumerate(clusters[:j])
        }
        i, j = min(prices, key=lambda pair: prices[pair])
        gains.append(prices[i, j])
        (first, light), (second, heavy) = clusters[i], clusters.pop(j)
        clusters[i] = ((light * first + heavy * second) / (light + heavy), light + heavy)
    return gains


@pytest.mark.parametrize(("rows", "axes"), [(2, 1), (3, 2), (60, 1), (400, 3), (3000, 4), (2600, 9)])
def test_heights_and_cuts_are_scipys(rows: int, axes: int) -> None:
    points = drawn(rows, rows, axes)
    tree, other = ward(points), linkage(points, "ward")
    np.testing.assert_allclose(np.sqrt(2 * rows * tree.gains), other[:, 2], rtol=1e-10)
    for classes in (1, 2, min(rows, 7)):
        assert adjusted_rand(tree.cut(classes), fcluster(other, classes, "maxclust")) == 1.0


@given(seeds, st.integers(2, 25), st.integers(1, 4), st.floats(0, 4))
@settings(max_examples=60, deadline=None)
def test_weighted_trees_join_the_cheapest_pair_each_time(seed: int, rows: int, axes: int, spread: float) -> None:
    points = drawn(seed, rows, axes)
    weights = np.exp(spread * drawn(seed + 1, rows, 1)[:, 0])
    np.testing.assert_allclose(ward(points, weights).gains, joined_by_hand(points, weights), rtol=1e-9)


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_bands_of_weight_find_the_same_tree_as_comparing_all(spread: float, monkeypatch: pytest.MonkeyPatch) -> None:
    points = drawn(3, 4000, 3)
    weights = np.exp(spread * drawn(4, 4000, 1)[:, 0])
    by_bands = ward(points, weights)
    monkeypatch.setattr(search, "FEW", 10_000)
    by_all = ward(points, weights)
    np.testing.assert_allclose(by_bands.gains, by_all.gains, rtol=1e-9)
    np.testing.assert_array_equal(by_bands.merges, by_all.merges)


@given(seeds, st.integers(2, 30))
@settings(max_examples=40, deadline=None)
def test_a_weight_is_so_many_equal_rows(seed: int, rows: int) -> None:
    points = drawn(seed, rows, 2)
    times = np.random.default_rng(seed).integers(1, 5, rows)
    weighted, repeated = ward(points, times), ward(np.repeat(points, times, axis=0))
    np.testing.assert_allclose(repeated.gains[-(rows - 1) :], weighted.gains, rtol=1e-9)
    assert (repeated.gains[: -(rows - 1)] == 0).all()
    cut = np.repeat(weighted.cut(min(rows, 3)), times)
    assert adjusted_rand(cut, repeated.cut(min(rows, 3))) == 1.0


@given(seeds, st.integers(2, 80), st.integers(1, 3), st.integers(1, 6))
@settings(max_examples=80, deadline=None)
def test_gains_grow_and_sum_to_the_inertia_even_with_many_ties(seed: int, rows: int, axes: int, values: int) -> None:
    random = np.random.default_rng(seed)
    points, weights = random.integers(0, values, (rows, axes)).astype(float), random.integers(1, 4, rows)
    tree, cloud = ward(points, weights), cloud_of(points, weights)
    assert (np.diff(tree.gains) >= 0).all()
    np.testing.assert_allclose(tree.total, cloud.total, rtol=1e-9, atol=1e-12)
    assert tree.sizes[-1] == rows
    assert np.array_equal(np.sort(tree.merges.ravel()), np.arange(2 * rows - 2))


@given(seeds, st.integers(2, 40))
@settings(max_examples=40, deadline=None)
def test_one_class_more_splits_one_class_and_gains_what_the_tree_says(seed: int, rows: int) -> None:
    points = drawn(seed, rows, 2)
    tree, cloud = ward(points), cloud_of(points)
    left = [
        sum(float(((points[labels == c] - points[labels == c].mean(axis=0)) ** 2).sum()) for c in range(classes))
        / cloud.rows
        for classes in range(1, rows + 1)
        for labels in [tree.cut(classes)]
    ]
    np.testing.assert_allclose(-np.diff(left), tree.inertia_gains, atol=1e-10)


def test_rows_that_all_flock_to_one_heavy_row_are_joined_as_by_hand() -> None:
    points, weights = drawn(8, 60, 2), np.ones(60)
    points[0], weights[0] = 0, 1e6
    np.testing.assert_allclose(ward(points, weights).gains, joined_by_hand(points, weights), rtol=1e-9)


def test_equal_rows_are_joined_at_no_cost() -> None:
    tree = ward(np.ones((5, 2)))
    assert tree.gains.tolist() == [0, 0, 0, 0]
    assert tree.sizes.tolist() == [2, 3, 4, 5]
    assert tree.merges.tolist() == [[0, 1], [2, 5], [3, 6], [4, 7]]


def test_a_far_origin_takes_no_digits_away() -> None:
    points = drawn(2, 300, 3)
    np.testing.assert_allclose(ward(points + 1e6).gains, ward(points).gains, rtol=1e-6)


def test_the_tables_of_a_tree_say_the_same() -> None:
    tree = ward([[0.0], [1.0], [10.0]])
    assert tree.frame().to_dict("list") == {
        "left": [0, 2],
        "right": [1, 3],
        "gain": tree.gains.tolist(),
        "size": [2, 3],
    }
    np.testing.assert_array_equal(tree.linkage, tree.frame().to_numpy(dtype=float))
    # By hand: half of 1 squared, and 2/3 of 9.5 squared, each over 3 rows.
    np.testing.assert_allclose(tree.gains, [0.5 / 3, 2 / 3 * 9.5**2 / 3])


def test_a_cut_into_no_class_or_more_than_rows_is_refused() -> None:
    tree = ward(drawn(1, 5, 2))
    for classes in (0, 6):
        with pytest.raises(ValueError, match="cut into 1 to 5 classes"):
            tree.cut(classes)


def test_of_partners_that_cost_the_same_the_furthest_along_the_first_axis_is_taken_whatever_rounding_says() -> None:
    line = np.array([[0.0], [1.0], [2.0]])
    for noise in range(20):
        points = line * (1 + 1e-15 * np.random.default_rng(noise).normal(size=(3, 1))) + 0.1
        assert ward(points).merges[0].tolist() == [1, 2]
    turned = -line
    assert ward(turned).merges[0].tolist() == [0, 1]
