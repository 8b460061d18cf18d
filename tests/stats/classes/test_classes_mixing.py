"""Coordinates and places mixed: against Ward's method on mixed tables of distances, and what the choice table says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist

from evalkit.stats.classes import adjusted_rand, choose_mixing, hcpc, mixed, ward


def case(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=(rows, 3)), 100 * random.uniform(size=(rows, 2)), random.uniform(1, 5, rows)


@given(st.integers(0, 10_000), st.integers(3, 30), st.floats(0.01, 0.99))
@settings(max_examples=40, deadline=None)
def test_clustgeos_alpha_is_the_share_that_the_notes_say(seed: int, rows: int, alpha: float) -> None:
    # Chavent et al. 2018: Ward's method on (1 - alpha) d0**2 + alpha d1**2, each over its largest distance.
    coordinates, places, _ = case(seed, rows)
    first, second = pdist(coordinates), pdist(places)
    distances = np.sqrt((1 - alpha) * (first / first.max()) ** 2 + alpha * (second / second.max()) ** 2)
    expected = linkage(distances, "ward")[:, 2] ** 2 / (2 * rows)
    i0, i1 = (each.var(axis=0).sum() for each in (coordinates, places))
    near, alike = alpha / second.max() ** 2, (1 - alpha) * i0 / i1 / first.max() ** 2
    found = ward(mixed(coordinates, places, near / (near + alike)))
    np.testing.assert_allclose(found.gains / found.total, expected / expected.sum(), rtol=1e-8)


def test_each_part_has_its_share_of_the_weighted_inertia() -> None:
    coordinates, places, weights = case(1, 40)
    both = mixed(coordinates, places, 0.3, weights).to_numpy()
    shares = weights / weights.sum()
    assert shares @ both == pytest.approx(np.zeros(5))
    assert shares @ (both[:, :3] ** 2).sum(axis=1) == pytest.approx(0.7)
    assert shares @ (both[:, 3:] ** 2).sum(axis=1) == pytest.approx(0.3)


def test_the_table_says_what_is_lost_and_won_for_each_share() -> None:
    coordinates, places, weights = case(2, 60)
    table = choose_mixing(coordinates, places, 4, weights, shares=(0, 0.5, 1))
    assert table.index.tolist() == [0, 0.5, 1]
    assert table.loc[0, "alike_kept"] == table.loc[1, "near_kept"] == 1
    assert table.loc[0, "alike"] > table.loc[1, "alike"]
    assert table.loc[0, "near"] < table.loc[1, "near"]
    only = ward(coordinates, weights)
    assert table.loc[0, "alike"] == pytest.approx(only.inertia_gains[:3].sum() / only.total)
    half = choose_mixing(coordinates, places, 4, weights, shares=(0.5,))
    assert half.loc[0.5].tolist() == table.loc[0.5].tolist()


def test_shares_of_nothing_and_of_all_are_the_classes_of_either_part() -> None:
    coordinates, places, _ = case(3, 50)
    for share, part in ((0, coordinates), (1, places)):
        found = hcpc(mixed(coordinates, places, share), classes=3, consolidation="none")
        assert adjusted_rand(found.labels, hcpc(part, classes=3, consolidation="none").labels) == 1


def test_places_are_taken_by_name() -> None:
    coordinates, places, _ = case(4, 20)
    names = [f"place {i}" for i in range(20)]
    rows, where = pd.DataFrame(coordinates, index=names), pd.DataFrame(places, index=names)
    both = mixed(rows, where.sample(frac=1, random_state=1), 0.5)
    pd.testing.assert_frame_equal(both, mixed(rows, where, 0.5))
    assert both.columns.tolist() == ["axis 1", "axis 2", "axis 3", "place 1", "place 2"]


@pytest.mark.parametrize(
    ("places", "share", "message"),
    [
        ([[0.0], [1.0], [2.0]], 1.5, "between 0 and 1, not 1.5"),
        ([[0.0], [1.0]], 0.5, "3 rows and 2 places"),
        ([[7.1], [7.1], [7.1]], 0.5, "alike or in one place"),
        ([[0.0], [1.0], [np.nan]], 0.5, "missing or infinite"),
    ],
)
def test_what_cannot_be_mixed_is_refused_with_its_reason(places: list[list[float]], share: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mixed([[0.0], [1.0], [5.0]], places, share)
