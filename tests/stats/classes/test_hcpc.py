"""Classes of rows: their numbers, inertia, weights, cells, paragons, and rows placed afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.stats.classes import adjusted_rand, assign, hcpc, most_specific, paragons, transitions
from evalkit.stats.classes.cloud import within
from evalkit.stats.classes.growth import consolidated


def table(seed: int = 0, rows: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    points = random.normal(size=(rows, 3)) + 4 * random.integers(0, 3, (rows, 1))
    return pd.DataFrame(points, index=[f"row {i}" for i in range(rows)])


@given(
    st.integers(0, 10_000), st.sampled_from(["weighted", "unweighted", "none", "none_unweighted"]), st.integers(1, 6)
)
@settings(max_examples=40, deadline=None)
def test_classes_are_numbered_by_their_mean_on_the_first_axis(seed: int, consolidation: str, classes: int) -> None:
    rows = table(seed)
    weights = np.random.default_rng(seed).uniform(0.1, 9, len(rows))
    found = hcpc(rows, weights, classes=classes, consolidation=consolidation)  # type: ignore[arg-type]
    assert (np.diff(found.centres[0]) >= 0).all()
    assert found.count == found.labels.nunique() == classes
    assert found.sizes["rows"].sum() == len(rows)
    assert found.sizes["share"].sum() == pytest.approx(1)


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_weighted_consolidation_never_loses_inertia_between_classes(seed: int, classes: int) -> None:
    rows, weights = table(seed), np.random.default_rng(seed).uniform(0.1, 9, 60)
    found = hcpc(rows, weights, classes=classes)
    assert found.inertia.within_after <= found.inertia.within_before * (1 + 1e-12)
    gained = found.tree.inertia_gains[: classes - 1].sum()
    assert found.inertia.between_before == pytest.approx(gained)
    assert found.inertia.total == pytest.approx(found.tree.total)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = table(1)
    shuffled = rows.sample(frac=1, random_state=3)
    weights = pd.Series(np.arange(1.0, 61), index=rows.index)
    first, second = hcpc(rows, weights, classes=4), hcpc(shuffled, weights, classes=4)
    assert (first.labels == second.labels[rows.index]).all()


def test_the_leaves_of_the_tree_are_the_rows_in_their_own_order() -> None:
    found = hcpc(table(2), classes=3, consolidation="none")
    assert adjusted_rand(found.tree.cut(3), found.labels) == 1.0


def test_rows_moved_by_consolidation_are_told_with_both_classes() -> None:
    rows = pd.DataFrame(np.random.default_rng(4).normal(size=(200, 2)))
    found = hcpc(rows, classes=4)
    assert len(found.moved) == (found.cut != found.labels).sum() > 0
    assert (found.moved["after"] == found.labels[found.moved.index]).all()
    assert hcpc(rows, classes=4, consolidation="none").moved.empty


def test_a_mean_that_no_row_is_near_leaves_the_cut_as_it_is() -> None:
    # Both classes have the same mean: nothing can be moved from there.
    points, cut = np.array([[-10.0], [10.0], [-1.0], [1.0]]), np.array([0, 0, 1, 1])
    labels, at_rest = consolidated(points, cut, np.ones(4), 2)
    assert labels.tolist() == [0, 0, 1, 1]
    assert not at_rest


def test_paragons_stand_nearest_to_their_centre_and_specific_rows_furthest_from_the_others() -> None:
    rows = table(5)
    found = hcpc(rows, classes=3)
    far = np.sqrt(((rows.to_numpy()[:, None] - found.centres.to_numpy()[None]) ** 2).sum(axis=2))
    for number in (1, 2, 3):
        mine = np.flatnonzero(found.labels == number)
        own, others = far[mine, number - 1], np.delete(far[mine], number - 1, axis=1).min(axis=1)
        near = paragons(found).query("`class` == @number")
        assert near["row"].tolist() == [rows.index[i] for i in mine[np.argsort(own)][:5]]
        assert near["distance"].tolist() == pytest.approx(sorted(own)[:5])
        specific = most_specific(found, shown=2).query("`class` == @number")
        assert specific["row"].tolist() == [rows.index[i] for i in mine[np.argsort(-others)][:2]]


def test_a_single_class_has_paragons_and_no_specific_row() -> None:
    found = hcpc(table(), classes=1)
    assert found.inertia.between_after == pytest.approx(0)
    assert len(paragons(found)) == 5
    assert most_specific(found).empty


def test_new_rows_go_to_the_nearest_centre_and_old_ones_mostly_stay() -> None:
    rows = table(6)
    found = hcpc(rows, classes=3)
    assert assign(found, found.centres).tolist() == [1, 2, 3]
    later = assign(found, rows + 0.01)
    crossed = transitions(found.labels, later)
    assert crossed.to_numpy().sum() == 60
    assert np.trace(crossed.to_numpy()) > 55
    with pytest.raises(ValueError, match="made on 3 axes, and rows come with 2"):
        assign(found, rows[[0, 1]])


def test_transitions_count_the_rows_that_both_dates_have() -> None:
    before = pd.Series([1, 1, 2, 2], index=list("abcd"))
    after = pd.Series([1, 2, 2, 2], index=list("bcde"))
    crossed = transitions(before, after)
    assert crossed.loc[1, 1] == 1
    assert crossed.loc[2, 2] == 2
    assert crossed.to_numpy().sum() == 3
    weighted = transitions(before, after, pd.Series([1.0, 10, 100, 1000], index=list("abcd")))
    assert weighted.loc[2, 2] == 1100
    with pytest.raises(ValueError, match="no row in common"):
        transitions(before, pd.Series([1], index=["z"]))
    with pytest.raises(ValueError, match="no weight"):
        transitions(before, after, pd.Series({"b": 1.0}))


@pytest.mark.parametrize("weighted", [False, True])
def test_cells_lead_to_classes_as_good_as_those_of_the_exact_tree(weighted: bool) -> None:
    random = np.random.default_rng(7)
    points = random.normal(size=(6000, 3)) + 3 * random.normal(size=(6, 3))[random.integers(0, 6, 6000)]
    weights = np.exp(random.normal(0, 1, 6000)) if weighted else None
    exact, quick = (hcpc(points, weights, classes=6, cells=cells) for cells in (None, 300))
    assert quick.inertia.within_after <= exact.inertia.within_after * 1.001
    assert quick.cells is not None
    assert quick.tree.leaves == quick.cells.max() + 1 <= 300
    assert quick.inertia.within_before == pytest.approx(within(points, quick.cut.to_numpy() - 1, quick.shares, 6))


def test_more_cells_than_rows_are_the_rows() -> None:
    rows = table(8)
    assert (hcpc(rows, classes=3, cells=1000).labels == hcpc(rows, classes=3).labels).all()


def test_equal_rows_are_one_class() -> None:
    found = hcpc(np.ones((6, 2)))
    assert found.count == 1
    assert found.inertia.total == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("coordinates", "options", "message"),
    [
        ([[1.0, 2.0]], {}, "at least two rows"),
        (np.ones((3, 0)), {}, "rows by axes"),
        (np.ones((3, 2, 2)), {}, "rows by axes"),
        ([[1.0], [np.nan], [np.inf]], {}, r"missing or infinite in 2 rows \(the first is row 1"),
        ([[1.0], [2.0]], {"weights": [1.0]}, "2 weights are needed"),
        ([[1.0], [2.0]], {"weights": [1.0, 0.0]}, "above 0"),
        ([[1.0], [2.0]], {"weights": [1.0, -1.0]}, "above 0"),
        ([[1.0], [2.0]], {"weights": [1.0, np.nan]}, "finite"),
        ([[1.0], [2.0]], {"classes": 0}, "make 1 to 2 classes, not 0"),
        ([[1.0], [2.0]], {"classes": 3}, "2 different rows or cells make 1 to 2 classes, not 3"),
        ([[1.0], [1.0], [2.0]], {"classes": 3}, "2 different rows"),
        ([[1.0], [2.0]], {"classes": "best"}, "classes is a number or one of evalkit_1"),
        ([[1.0], [2.0]], {"consolidation": "yes"}, "consolidation is"),
        ([[1.0], [2.0]], {"cells": 1}, "at least two cells"),
        (pd.DataFrame([[1.0], [2.0]], index=["a", "a"]), {}, "names of rows stand twice: a"),
        (pd.DataFrame([[1.0], [2.0]], index=["a", "b"]), {"weights": pd.Series({"a": 1.0})}, "every row"),
    ],
)
def test_what_cannot_be_classified_is_refused_with_its_reason(
    coordinates: object, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        hcpc(coordinates, **options)  # type: ignore[arg-type]


def test_without_consolidation_weights_count_in_the_centres_or_do_not() -> None:
    rows, weights = table(9), np.random.default_rng(9).uniform(0.1, 9, 60)
    weighted, plain = (hcpc(rows, weights, classes=3, consolidation=way) for way in ("none", "none_unweighted"))
    assert adjusted_rand(weighted.labels, plain.labels) == 1
    own = [rows[plain.labels == number].mean().to_numpy() for number in (1, 2, 3)]
    np.testing.assert_allclose(plain.centres, own)
    assert not np.allclose(weighted.centres, own)
    assert plain.moved.empty


@pytest.mark.parametrize("cells", [None, 40])
def test_the_same_rows_and_seed_make_the_same_classes(cells: int | None) -> None:
    first, second = (hcpc(table(10, 300), classes=4, cells=cells, seed=7) for _ in range(2))
    assert first.labels.equals(second.labels)
    assert first.centres.equals(second.centres)


def test_two_rows_and_very_wide_rows_are_classified() -> None:
    two = hcpc([[0.0, 1.0], [2.0, 3.0]])
    assert two.labels.tolist() == [1, 2]
    wide = np.random.default_rng(11).normal(size=(40, 500)) + np.repeat([[0.0], [3.0]], 20, axis=0)
    assert hcpc(wide).labels.tolist() == [1] * 20 + [2] * 20


def test_inertia_between_classes_without_weights_is_that_of_rows_that_weigh_the_same() -> None:
    random = np.random.default_rng(12)
    points = random.normal(size=(40, 3))
    found = hcpc(points, random.uniform(0.5, 5, 40), classes=3)
    means = pd.DataFrame(points).groupby(found.labels.to_numpy()).transform("mean").to_numpy()
    expected = ((means - points.mean(axis=0)) ** 2).sum() / 40
    assert found.inertia.between_unweighted == pytest.approx(expected)
    alike = hcpc(points, classes=3).inertia
    assert alike.between_unweighted == pytest.approx(alike.between_after)
