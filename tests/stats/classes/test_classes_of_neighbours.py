"""Classes under a constraint of neighbourhood: against joining by hand, one piece each, islands, counts of joins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array

from evalkit.stats.classes import (
    adjusted_rand,
    bridges,
    compare,
    hcpc,
    join_counts,
    near,
    stability,
    stability_by_count,
    ward,
)
from evalkit.stats.classes.neighbours import edges_of, pieces

seeds = st.integers(0, 2**32 - 1)


def grid(lines: int, columns: int) -> list[tuple[int, int]]:
    """Pairs of cells that share a side, counted line by line."""
    cells = np.arange(lines * columns).reshape(lines, columns)
    across = np.column_stack([cells[:, :-1].ravel(), cells[:, 1:].ravel()])
    down = np.column_stack([cells[:-1].ravel(), cells[1:].ravel()])
    return [(int(a), int(b)) for a, b in np.concatenate([across, down])]


def joined_by_hand(points: np.ndarray, weights: np.ndarray, edges: list[tuple[int, int]]) -> list[float]:
    """Join the cheapest of all pairs of neighbouring clusters, again and again, as long as there is one."""
    clusters, shares, gains = [frozenset([i]) for i in range(len(points))], weights / weights.sum(), []

    def cost(a: frozenset[int], b: frozenset[int]) -> float:
        (first, light), (second, heavy) = (
            (np.average(points[list(c)], axis=0, weights=shares[list(c)]), shares[list(c)].sum()) for c in (a, b)
        )
        return float(light * heavy / (light + heavy) * ((first - second) ** 2).sum())

    def touch(a: frozenset[int], b: frozenset[int]) -> bool:
        return any((i in a and j in b) or (i in b and j in a) for i, j in edges)

    while pairs := [(a, b) for n, a in enumerate(clusters) for b in clusters[:n] if touch(a, b)]:
        a, b = min(pairs, key=lambda pair: cost(*pair))
        gains.append(cost(a, b))
        clusters = [c for c in clusters if c not in (a, b)] + [a | b]
    return gains


@given(seeds, st.integers(2, 4), st.integers(2, 4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_cheapest_pair_of_neighbours_is_joined_each_time(seed: int, lines: int, columns: int, weigh: bool) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(size=(lines * columns, 2))
    weights = random.uniform(0.2, 5, len(points)) if weigh else np.ones(len(points))
    tree = ward(points, weights, grid(lines, columns))
    np.testing.assert_allclose(tree.gains, joined_by_hand(points, weights, grid(lines, columns)), rtol=1e-9)
    assert tree.sizes[-1] == len(points)
    assert tree.pieces == 1


@given(seeds, st.integers(2, 25))
@settings(max_examples=40, deadline=None)
def test_where_all_are_neighbours_the_tree_is_wards(seed: int, rows: int) -> None:
    points = np.random.default_rng(seed).normal(size=(rows, 3))
    everyone = [(i, j) for i in range(rows) for j in range(i)]
    tree, free = ward(points, None, everyone), ward(points)
    np.testing.assert_allclose(tree.gains, free.gains, rtol=1e-9)
    np.testing.assert_array_equal(tree.merges, free.merges)


@given(seeds, st.integers(0, 30), st.integers(2, 15))
@settings(max_examples=25, deadline=None)
def test_classes_are_of_one_piece_and_the_tree_is_whole_whatever_the_map(seed: int, pairs: int, rows: int) -> None:
    random = np.random.default_rng(seed)
    points, edges = random.normal(size=(rows, 2)), random.integers(0, rows, (pairs, 2))
    tree = ward(points, random.uniform(1, 3, rows), edges)
    assert tree.pieces == pieces(edges, rows).max() + 1
    assert tree.sizes[-1] == rows
    assert np.array_equal(np.sort(tree.merges.ravel()), np.arange(2 * rows - 2))
    for classes in range(tree.pieces, rows + 1):
        found = pd.Series(tree.cut(classes))
        assert found.nunique() == classes
        assert (join_counts(found, edges)["pieces"] == 1).all()


def lakes() -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """A map of 10 by 10 places with names, alike in the west and in the east, and noise."""
    names = [f"place {i}" for i in range(100)]
    west = np.tile(np.arange(10) < 5, 10)[:, None]
    points = np.where(west, 0.0, 3.0) + np.random.default_rng(3).normal(size=(100, 2))
    return pd.DataFrame(points, index=names), [(names[a], names[b]) for a, b in grid(10, 10)]


def test_neighbours_are_read_by_name_by_position_or_from_a_matrix() -> None:
    rows, pairs = lakes()
    by_name = hcpc(rows, classes=4, neighbours=pairs)
    edges = np.array(grid(10, 10))
    matrix = coo_array((np.ones(len(edges)), (edges[:, 1], edges[:, 0])), shape=(100, 100))
    both_ways = pd.DataFrame([*pairs, *((b, a) for a, b in pairs), ("place 1", "place 1")])
    for given_ in (matrix, both_ways):
        assert (hcpc(rows, classes=4, neighbours=given_).labels == by_name.labels).all()
    by_position = hcpc(rows.to_numpy(), classes=4, neighbours=edges)
    assert by_position.labels.tolist() == by_name.labels.tolist()


def test_neighbours_make_classes_of_one_piece_that_no_row_leaves_and_that_cost_inertia() -> None:
    rows, pairs = lakes()
    weights = pd.Series(np.random.default_rng(1).uniform(1, 9, 100), index=rows.index)
    free, tied = hcpc(rows, weights, classes=4), hcpc(rows, weights, classes=4, neighbours=pairs)
    assert (join_counts(tied.labels, pairs)["pieces"] == 1).all()
    assert join_counts(free.labels, pairs)["pieces"].max() > 1
    assert tied.consolidation == "none"
    assert tied.moved.empty
    assert tied.inertia.within_after > free.inertia.within_after
    shuffled = hcpc(rows.sample(frac=1, random_state=1), weights, classes=4, neighbours=pairs)
    assert (shuffled.labels[rows.index] == tied.labels).all()
    assert hcpc(rows, classes=4, consolidation="unweighted", neighbours=pairs).consolidation == "none_unweighted"


def test_fewer_classes_than_pieces_are_refused_and_bridges_make_them_possible() -> None:
    rows, pairs = lakes()
    island = [pair for pair in pairs if ("place 99" in pair) == ("place 98" in pair)]
    assert len(island) < len(pairs)
    cut_off = [pair for pair in pairs if not {"place 99", "place 0"} & set(pair)]
    with pytest.raises(ValueError, match="leave 3 pieces: ask for 3 classes or more, or add bridges"):
        hcpc(rows, classes=2, neighbours=cut_off)
    assert hcpc(rows, neighbours=cut_off).count >= 3
    assert hcpc(rows, classes=3, neighbours=cut_off).count == 3
    places = pd.DataFrame({"x": np.tile(np.arange(10.0), 10), "y": np.repeat(np.arange(10.0), 10)}, index=rows.index)
    added = bridges(places, cut_off)
    assert added["distance"].tolist() == [1.0, 1.0]
    assert {"place 0", "place 99"} <= set(added[["one", "other"]].to_numpy().ravel())
    whole = [*cut_off, *added[["one", "other"]].itertuples(index=False)]
    assert hcpc(rows, classes=2, neighbours=whole).count == 2
    assert bridges(places, pairs).empty


@given(seeds, st.integers(2, 30), st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_bridges_are_one_fewer_than_the_pieces_and_leave_one(seed: int, rows: int, pairs: int) -> None:
    random = np.random.default_rng(seed)
    places, edges = random.uniform(size=(rows, 2)), random.integers(0, rows, (pairs, 2))
    added = bridges(places, edges)
    assert len(added) == pieces(edges, rows).max()
    assert not pieces(np.concatenate([edges, added[["one", "other"]].to_numpy()]), rows).any()


def test_rows_near_one_another_are_neighbours() -> None:
    places = pd.DataFrame({"x": [0.0, 1, 3, 7]}, index=list("abcd"))
    assert near(places, distance=2)[["one", "other"]].to_numpy().tolist() == [["a", "b"], ["b", "c"]]
    assert near(places, count=1)[["one", "other"]].to_numpy().tolist() == [["a", "b"], ["b", "c"], ["c", "d"]]
    assert len(near(places, count=99)) == 6
    for options in ({}, {"distance": 1.0, "count": 1}):
        with pytest.raises(ValueError, match="give one of both"):
            near(places, **options)  # type: ignore[arg-type]
    for wrong in ({"distance": 0.0}, {"count": -1}):
        with pytest.raises(ValueError, match="above 0"):
            near(places, **wrong)  # type: ignore[arg-type]


def test_joins_within_classes_are_counted_as_spdep_does() -> None:
    # Printed by join_counts.R beside this file; its grid counts cells line by line of 6.
    dealt = [3, 1, 1, 1, 1, 3, 2, 2, 2, 2, 3, 1, 3, 3, 3, 1, 1, 3, 2, 2, 2, 2, 3, 1, 1, 2, 3, 1, 3, 2]
    found = join_counts(pd.Series(dealt), grid(5, 6))
    assert found["joins"].tolist() == [4, 7, 3]
    assert found["expected"].tolist() == pytest.approx([5.068966] * 3, rel=1e-6)
    assert found["z"].tolist() == pytest.approx([-0.6675192, 1.205841, -1.291973], rel=1e-6)
    assert found["rows"].tolist() == [10, 10, 10]


def test_a_single_class_has_all_joins_and_no_deviation() -> None:
    found = join_counts(pd.Series([1, 1, 1]), [(0, 1), (1, 2)])
    assert found.loc[1, ["joins", "expected", "pieces", "largest_piece"]].tolist() == [2, 2, 1, 1]
    assert np.isnan(found.loc[1, "z"])


def test_the_stability_of_classes_of_neighbours_is_that_of_neighbours() -> None:
    rows, pairs = lakes()
    apart = rows + np.where(np.tile(np.arange(10) < 5, 10)[:, None], 0, 50)
    found = hcpc(apart, classes=2, neighbours=pairs)
    sure = stability(found, draws=5)
    assert (sure.classes["jaccard"] == 1).all()
    assert stability_by_count(found, 3, draws=3).index.tolist() == [2, 3]
    beside = compare(found)
    assert beside.table.index.tolist() == ["classes", "cut", "fewer", "more", "k_means"]
    assert beside.table.loc["k_means", "adjusted_rand"] == 1
    in_pieces = hcpc(apart, classes=3, neighbours=[pair for pair in pairs if not {"place 99", "place 0"} & set(pair)])
    assert "fewer" not in compare(in_pieces).table.index
    assert stability_by_count(in_pieces, 4, draws=2).index.tolist() == [3, 4]


def test_neighbours_far_apart_in_kind_are_joined_last_and_a_join_may_cost_less_than_the_one_before() -> None:
    # On a line: the ends are alike and can only meet through the middle.
    tree = ward([[0.0], [1.0], [0.0]], None, [(0, 1), (1, 2)])
    assert tree.gains[1] < tree.gains[0]
    assert tree.cut(2).tolist() == [0, 0, 1]
    assert tree.total == pytest.approx(2 / 9)


@pytest.mark.parametrize(
    ("neighbours", "message"),
    [
        ([("a", "z"), ("y", "b")], "name 2 rows that are not there: z, y"),
        ([("a",)], "each of two"),
        ([("a", "b", "c")], "each of two"),
        (np.zeros((2, 3), dtype=int), "not rows by 3"),
        (coo_array((5, 5)), r"of 3 rows is 3 by 3, not \(5, 5\)"),
        (["ab"], "each of two"),
    ],
)
def test_what_are_no_neighbours_is_refused_with_its_reason(neighbours: object, message: str) -> None:
    rows = pd.DataFrame({"x": [0.0, 1, 2]}, index=list("abc"))
    with pytest.raises(ValueError, match=message):
        hcpc(rows, classes=2, neighbours=neighbours)


def test_names_that_stand_twice_cells_and_no_neighbours_at_all_have_an_answer() -> None:
    with pytest.raises(ValueError, match="stand twice"):
        join_counts(pd.Series([1, 2], index=["a", "a"]), [])
    with pytest.raises(ValueError, match="not both"):
        hcpc([[0.0], [1.0]], classes=2, cells=2, neighbours=[(0, 1)])
    alone = ward([[0.0], [1.0], [5.0]], None, [])
    assert alone.pieces == 3
    np.testing.assert_allclose(alone.gains, ward([[0.0], [1.0], [5.0]]).gains)
    assert edges_of([], pd.RangeIndex(3)).shape == (0, 2)


def test_territories_that_lie_together_make_the_classes_that_neighbours_find() -> None:
    rows, pairs = lakes()
    west = np.tile(np.arange(10) < 5, 10)
    assert adjusted_rand(hcpc(rows, classes=2, neighbours=pairs).labels, west) > 0.9
