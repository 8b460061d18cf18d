"""AS 136: the steps of the published algorithm one row at a time give the same classes as rows taken together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.stats.classes import hartigan_wong
from evalkit.stats.classes.cloud import within

seeds = st.integers(0, 2**32 - 1)


class RowByRow:
    """The published steps, plainly: rows and steps counted from 1, as there."""

    def __init__(self, points: np.ndarray, centres: np.ndarray, weights: np.ndarray) -> None:
        self.points, self.weights, self.rows, self.k = points, weights, len(points), len(centres)
        near = np.argsort([[self.gap(i, c) for c in centres] for i in range(self.rows)], axis=1, kind="stable")
        self.own, self.second = near[:, 0].copy(), near[:, 1].copy()
        self.c = np.array(
            [np.average(points[self.own == c], axis=0, weights=weights[self.own == c]) for c in range(self.k)]
        )
        self.mass = np.bincount(self.own, weights, self.k)
        self.n = np.bincount(self.own, minlength=self.k)
        self.live, self.ncp = np.zeros(self.k, int), np.full(self.k, -1)
        self.itran, self.d, self.index = np.ones(self.k, bool), np.zeros(self.rows), 0

    def gap(self, i: int, centre: np.ndarray) -> float:
        return float(((self.points[i] - centre) ** 2).sum())

    def enter(self, i: int, c: int) -> float:
        return self.gap(i, self.c[c]) * self.mass[c] / (self.mass[c] + self.weights[i])

    def leave(self, i: int, c: int) -> float:
        return self.gap(i, self.c[c]) * self.mass[c] / (self.mass[c] - self.weights[i])

    def move(self, i: int, a: int, b: int) -> None:
        w = self.weights[i]
        self.c[a] = (self.c[a] * self.mass[a] - self.points[i] * w) / (self.mass[a] - w)
        self.c[b] = (self.c[b] * self.mass[b] + self.points[i] * w) / (self.mass[b] + w)
        self.mass[a], self.mass[b] = self.mass[a] - w, self.mass[b] + w
        self.n[a], self.n[b] = self.n[a] - 1, self.n[b] + 1
        self.own[i], self.second[i], self.index = b, a, 0

    def optimal(self) -> None:
        self.live[self.itran] = self.rows + 1
        for step in range(1, self.rows + 1):
            i, self.index = step - 1, self.index + 1
            a = self.own[i]
            if self.n[a] > 1:
                if self.ncp[a] != 0:
                    self.d[i] = self.leave(i, a)
                best, least = self.second[i], self.enter(i, self.second[i])
                for c in range(self.k):
                    alive = step < self.live[a] or step < self.live[c]
                    if alive and c not in (a, self.second[i]) and self.enter(i, c) < least:
                        best, least = c, self.enter(i, c)
                if least >= self.d[i]:
                    self.second[i] = best
                else:
                    self.live[[a, best]] = self.rows + step
                    self.ncp[[a, best]] = step
                    self.move(i, a, best)
            if self.index == self.rows:
                return
        self.itran[:] = False
        self.live -= self.rows

    def quick(self) -> None:
        still = step = 0
        while True:
            for i in range(self.rows):
                still, step = still + 1, step + 1
                a, b = self.own[i], self.second[i]
                if self.n[a] > 1:
                    if step <= self.ncp[a]:
                        self.d[i] = self.leave(i, a)
                    if (step < self.ncp[a] or step < self.ncp[b]) and self.enter(i, b) < self.d[i]:
                        still = 0
                        self.itran[[a, b]], self.ncp[[a, b]] = True, step + self.rows
                        self.move(i, a, b)
                if still == self.rows:
                    return

    def run(self) -> np.ndarray:
        for _ in range(10):
            self.optimal()
            if self.index == self.rows:
                break
            self.quick()
            if self.k == 2:
                break
            self.ncp[:] = 0
        return self.own


def case(seed: int, rows: int, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    points = random.normal(size=(rows, 2))
    return points, points[random.choice(rows, classes, replace=False)], random.uniform(0.2, 5, rows)


@given(seeds, st.integers(10, 250), st.integers(2, 7), st.booleans())
@settings(max_examples=80, deadline=None)
def test_classes_are_those_of_the_published_steps_row_by_row(seed: int, rows: int, k: int, weighted: bool) -> None:
    points, centres, weights = case(seed, rows, k)
    weights = weights if weighted else np.ones(rows)
    expected = RowByRow(points, centres, weights).run()
    np.testing.assert_array_equal(hartigan_wong(points, centres, weights).labels, expected)


@given(seeds, st.integers(10, 150), st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_inertia_within_classes_never_grows_from_round_to_round(seed: int, rows: int, classes: int) -> None:
    points, centres, weights = case(seed, rows, classes)
    start = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    left = [within(points, start, weights, classes)]
    left += [hartigan_wong(points, centres, weights, rounds).within.sum() for rounds in range(1, 6)]
    assert (np.diff(left) <= 1e-9 * left[0]).all()


@given(seeds, st.integers(10, 100), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_once_at_rest_no_single_row_would_better_go_elsewhere(seed: int, rows: int, classes: int) -> None:
    points, centres, weights = case(seed, rows, classes)
    found = hartigan_wong(points, centres, weights, 100)
    if not found.converged or classes == 2:
        return
    least = found.within.sum()
    for row in range(rows):
        if np.count_nonzero(found.labels == found.labels[row]) > 1:
            for target in range(classes):
                moved = found.labels.copy()
                moved[row] = target
                assert within(points, moved, weights, classes) >= least * (1 - 1e-9)


def test_one_class_holds_every_row() -> None:
    found = hartigan_wong([[0.0], [2.0]], [[5.0]])
    assert found.labels.tolist() == [0, 0]
    assert found.centres.tolist() == [[1.0]]
    assert found.within.tolist() == [2.0]


def test_as_many_classes_as_rows_move_nothing() -> None:
    points = np.array([[0.0], [1.0], [5.0]])
    found = hartigan_wong(points, points)
    assert found.labels.tolist() == [0, 1, 2]
    assert found.converged


@pytest.mark.parametrize(
    ("centres", "weights", "message"),
    [
        ([[0.0, 1.0]], None, "centres have 2 axes and rows 1"),
        ([[0.0], [0.0]], None, "centres are equal"),
        ([[0.0], [99.0], [98.0]], None, "2 of 3 centres are nearest to no row"),
        ([[0.0], [3.0]], [1.0, 0.0, 1.0], "above 0"),
        ([[0.0], [3.0]], [1.0], "one per row"),
    ],
)
def test_starts_that_cannot_be_used_are_refused(
    centres: list[list[float]], weights: list[float] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        hartigan_wong([[0.0], [1.0], [2.0]], centres, weights)
