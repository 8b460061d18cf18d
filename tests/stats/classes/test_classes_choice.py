"""The number of classes: rules by name, and criteria against their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from evalkit.stats.classes import RULES, choose_classes, hcpc, ward
from evalkit.stats.classes.criteria import silhouettes
from evalkit.stats.classes.cut import effective_dimensions, pick


def groups(count: int, rows: int = 40, apart: float = 20, axes: int = 2) -> np.ndarray:
    """Groups of standard deviation 1 at the corners of a polygon."""
    angle = 2 * np.pi * np.arange(count) / count
    radius = apart / 2 if count < 3 else apart / (2 * np.sin(np.pi / count))
    middles = np.zeros((count, axes))
    middles[:, :2] = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.repeat(middles, rows, axis=0) + np.random.default_rng(count).normal(size=(count * rows, axes))


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7])
def test_our_rule_silhouette_and_gap_find_groups_that_lie_apart(count: int) -> None:
    points = groups(count)
    answers = choose_classes(ward(points), points).answers
    assert [answers[name] for name in ("evalkit_1", "silhouette", "gap", "calinski_harabasz")] == [count] * 4


def test_two_far_groups_are_two_for_our_rule_and_never_for_factominers() -> None:
    # On two groups 20 standard deviations apart FactoMineR 2.7 and 2.14 answer more than 2: their rules cannot say 2.
    points = groups(2, rows=50)
    answers = choose_classes(ward(points), points, references=0).answers
    assert answers["evalkit_1"] == 2
    assert answers["factominer_2_7"] > 2
    assert answers["factominer_2_14"] > 3


@pytest.mark.parametrize(("rows", "most"), [(7, 4), (9, 4), (11, 6), (13, 6), (15, 8), (19, 10)])
def test_as_many_classes_are_thought_of_as_by_factominer_on_small_tables(rows: int, most: int) -> None:
    # Numbers of classes in FactoMineR 2.7: HCPC(PCA(of so many random rows), nb.clust=-1)$call$t$quot has most - 2.
    points = np.random.default_rng(rows).normal(size=(rows, 2))
    assert choose_classes(ward(points), points, references=0).table.index.max() == most


def test_a_cloud_without_classes_has_one_for_the_gap() -> None:
    points = np.random.default_rng(5).uniform(size=(200, 2))
    assert choose_classes(ward(points), points).answers["gap"] == 1


def test_the_table_says_each_figure_by_its_definition() -> None:
    points = groups(3, rows=10)
    tree = ward(points)
    table = choose_classes(tree, points, references=0).table
    gain, within = table["gain"], table["within"]
    np.testing.assert_allclose(within.diff().iloc[1:], -gain.iloc[1:], atol=1e-12)
    np.testing.assert_allclose(table["between_share"], 1 - within / within[1], atol=1e-12)
    np.testing.assert_allclose(table.loc[3:, "factominer_2_7"], (within / within.shift())[2:], rtol=1e-12)
    np.testing.assert_allclose(table.loc[4:9, "factominer_2_14"], (gain / gain.shift(-1)).loc[4:9], rtol=1e-12)
    flat = (4 / 3) ** (1 + 2 / effective_dimensions(points, np.full(30, 1 / 30)))
    assert table.loc[4, "evalkit_1"] == pytest.approx(gain[4] / gain[5] / flat)
    expected = (within[1] - within[4]) / 3 / (within[4] / 26)
    assert table.loc[4, "calinski_harabasz"] == pytest.approx(expected)


def test_effective_dimensions_are_those_in_which_a_cloud_spreads_alike() -> None:
    square = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    equal = np.full(4, 0.25)
    assert effective_dimensions(square, equal) == pytest.approx(2)
    assert effective_dimensions(square * [1, 0], equal) == pytest.approx(1)
    assert effective_dimensions(square * 0, equal) == 1


def test_the_silhouette_is_what_its_definition_gives_row_by_row() -> None:
    random = np.random.default_rng(0)
    points, labels, weights = random.normal(size=(25, 2)), np.r_[0, 1 + np.arange(24) % 3], random.uniform(1, 3, 25)
    (found,) = silhouettes(points, [labels], weights)
    far = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    for row in range(1, 25):
        others = np.arange(25) != row
        mean = [np.average(far[row, (labels == c) & others], weights=weights[(labels == c) & others]) for c in range(4)]
        own, other = mean[labels[row]], min(m for c, m in enumerate(mean) if c != labels[row])
        assert found[row] == pytest.approx((other - own) / max(own, other))
    assert found[0] == 0


def test_large_tables_are_judged_on_a_sample_that_is_told() -> None:
    points = groups(3, rows=300)
    choice = choose_classes(ward(points), points, sample=200)
    assert choice.sampled == 200
    assert choice.answers["silhouette"] == 3
    again = choose_classes(ward(points), points, sample=200)
    assert choice.table.equals(again.table)


@pytest.mark.parametrize("rows", [2, 3, 4, 5, 6])
def test_few_rows_get_an_answer_from_every_rule(rows: int) -> None:
    # FactoMineR's rule of 2.14 fails on four rows.
    points = np.random.default_rng(rows).normal(size=(rows, 2))
    tree = ward(points)
    for rule in RULES:
        assert 2 <= pick(tree, 2.0, rule) <= rows
        assert hcpc(points, classes=rule).count <= rows
    assert choose_classes(tree, points, references=2).answers["evalkit_1"] <= rows


def test_distinct_rows_that_repeat_exactly_are_as_many_classes() -> None:
    points = np.repeat([[0.0, 0], [4, 0], [0, 3], [5, 5]], 10, axis=0)
    answers = choose_classes(ward(points), points, references=0).answers
    assert answers["evalkit_1"] == 4
    assert answers["silhouette"] == 4


def test_a_strange_rule_a_strange_tree_and_a_single_class_are_refused() -> None:
    points = groups(2)
    tree = ward(points)
    with pytest.raises(ValueError, match="a rule is one of evalkit_1"):
        pick(tree, 2.0, "best")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="the tree has 80 rows and the coordinates 79"):
        choose_classes(tree, points[1:])
    with pytest.raises(ValueError, match="at least two classes"):
        choose_classes(tree, points, most=1)
