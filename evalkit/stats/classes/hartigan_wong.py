"""K-means by Hartigan and Wong's algorithm, AS 136, with optional weights of rows.

A row moves when that lowers the inertia within classes, the change of both centres included; so a class that Lloyd's
algorithm leaves alone may still give rows away. Written from the published description (Hartigan and Wong 1979,
*Applied Statistics* 28, 100-108). Rows are looked at in their order, so the result depends on it, as R's ``kmeans``.
Rows between two moves are looked at together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from evalkit.stats.classes.cloud import Array, Whole, masses, means, points_of, squares

MOST_ROUNDS = 10
"""Rounds allowed, as in R's ``kmeans``."""
MOST_QUICK_PASSES = 50
"""Passes over all rows allowed in one stage of quick transfers."""
FIRST_BLOCK = 128
"""Rows looked at together after a move; doubled as long as none moves."""
LARGEST_BLOCK = 16_384
"""Most rows looked at together."""


@dataclass(frozen=True)
class KMeans:
    """Classes found.

    Parameters
    ----------
    labels : ndarray
        Shape (n,): class of each row, from 0, in the order of the centres given.
    centres : ndarray
        Shape (k, p): weighted means.
    within : ndarray
        Shape (k,): sum over the rows of each class of weight times squared distance to its centre.
    rounds : int
        Rounds done.
    converged : bool
        Whether the last round moved no row.
    """

    labels: Whole
    centres: Array
    within: Array
    rounds: int
    converged: bool


def hartigan_wong(
    coordinates: ArrayLike | pd.DataFrame,
    centres: ArrayLike | pd.DataFrame,
    weights: ArrayLike | None = None,
    most_rounds: int = MOST_ROUNDS,
) -> KMeans:
    """Return the classes reached from given centres.

    Parameters
    ----------
    coordinates : array-like or DataFrame
        Shape (n, p).
    centres : array-like or DataFrame
        Shape (k, p), all different.
    weights : array-like, optional
        Shape (n,), above 0; 1 for each row when left out, which is R's ``kmeans``.
    most_rounds : int
        After so many rounds the classes are returned as they are, with ``converged`` False.

    Raises
    ------
    ValueError
        When shapes do not agree, centres are equal, weights are not above 0, or a centre is nearest to no row.
    """
    points, starts = points_of(coordinates), points_of(centres)
    loads = _checked(points, starts, weights)
    if len(starts) == 1:
        return _result(points, loads, np.zeros(len(points), dtype=np.int64), 1, 0, True)
    stage = _start(points, starts, loads)
    rounds, converged = _run(stage, most_rounds)
    return _result(points, loads, stage.own, len(starts), rounds, converged)


def can_start(points: Array, centres: Array) -> bool:
    """Tell whether each centre is nearest to some row, so that the algorithm can start from it."""
    own = _distances(points, centres).argmin(axis=1)
    return bool(np.bincount(own, minlength=len(centres)).all())


def _checked(points: Array, centres: Array, weights: ArrayLike | None) -> Array:
    if centres.shape[1] != points.shape[1]:
        raise ValueError(f"centres have {centres.shape[1]} axes and rows {points.shape[1]}")
    if len(np.unique(centres, axis=0)) < len(centres):
        raise ValueError("some centres are equal: give each class its own")
    loads = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if loads.shape != (len(points),) or not (np.isfinite(loads).all() and (loads > 0).all()):
        raise ValueError("weights must be finite and above 0, one per row")
    return loads


@dataclass
class _Stage:
    """Where the algorithm stands; AS 136's own names stand in brackets."""

    points: Array
    weights: Array
    own: Whole  # IC1
    second: Whole  # IC2
    leaving: Array  # D: what the row's leaving its class would save
    centres: Array  # C
    mass: Array
    count: Whole  # NC
    live: Whole  # LIVE: rows before this one look at the class as it has moved lately
    stamp: Whole  # NCP: step of the last move, 0 when none since the last stage
    touched: NDArray[np.bool_]  # ITRAN
    quiet: int = 0  # INDX: rows looked at since the last move
    everyone: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def _start(points: Array, centres: Array, weights: Array) -> _Stage:
    distances = _distances(points, centres)
    own = distances.argmin(axis=1)
    distances[np.arange(len(points)), own] = np.inf
    classes = len(centres)
    count = np.bincount(own, minlength=classes)
    if not count.all():
        raise ValueError(f"{np.count_nonzero(count == 0)} of {classes} centres are nearest to no row; give others")
    return _Stage(
        points,
        weights,
        own,
        distances.argmin(axis=1),
        np.zeros(len(points)),
        means(points, own, weights, classes),
        masses(own, weights, classes),
        count,
        np.zeros(classes, dtype=np.int64),
        np.full(classes, -1),
        np.ones(classes, dtype=np.bool_),
        everyone=np.arange(len(points)),
    )


def _run(stage: _Stage, most_rounds: int) -> tuple[int, bool]:
    """Alternate both stages; return the rounds done and whether the last one moved nothing."""
    for done in range(1, most_rounds + 1):
        _optimal_transfers(stage)
        if stage.quiet >= len(stage.points):
            return done, True
        if not _quick_transfers(stage):
            return done, False
        if len(stage.centres) == 2:  # with two classes both stages look at the same move
            return done, True
        stage.stamp[:] = 0
    return most_rounds, False


def _optimal_transfers(stage: _Stage) -> None:
    """Look once at each row, and at the best of all classes for it."""
    rows, start, size = len(stage.points), 0, FIRST_BLOCK
    stage.live[stage.touched] = rows
    while start < rows:
        block = stage.everyone[start : start + size]
        best, moves = _best_move(stage, block)
        stay = int(moves.argmax()) if moves.any() else len(block)
        staying = block[:stay][stage.count[stage.own[block[:stay]]] > 1]
        stage.second[staying] = best[staying - start]
        stage.quiet += stay
        start, size = start + stay, min(2 * size, LARGEST_BLOCK)
        if stage.quiet >= rows:
            return
        if stay < len(block):
            _optimal_move(stage, start, int(best[stay]))
            start, size = start + 1, FIRST_BLOCK
    stage.touched[:] = False
    stage.live -= rows


def _best_move(stage: _Stage, block: Whole) -> tuple[Whole, NDArray[np.bool_]]:
    """Return the class each row of a block would best go to, and whether it goes, were no row before it to move."""
    own, second, place = stage.own[block], stage.second[block], np.arange(len(block))
    stale = block[(stage.stamp[own] != 0) & (stage.count[own] > 1)]
    stage.leaving[stale] = _saved(stage, stale)
    mass = stage.mass[None] / (stage.mass[None] + stage.weights[block][:, None])
    entering = _distances(stage.points[block], stage.centres) * mass
    hold = entering[place, second]
    outdated = block[:, None] < np.maximum(stage.live[own][:, None], stage.live[None])
    entering[~outdated] = np.inf
    entering[place, own] = np.inf
    best = entering.argmin(axis=1)
    best = np.where(entering[place, best] < hold, best, second)
    cost = np.minimum(entering[place, best], hold)
    return best, (cost < stage.leaving[block]) & (stage.count[own] > 1)


def _optimal_move(stage: _Stage, row: int, target: int) -> None:
    origin = int(stage.own[row])
    _move(stage, row, origin, target)
    stage.live[[origin, target]] = len(stage.points) + row
    stage.stamp[[origin, target]] = row + 1


def _quick_transfers(stage: _Stage) -> bool:
    """Look at each row and its second class until a whole pass moves none; return False when that takes too long."""
    rows, step, still, size = len(stage.points), 0, 0, FIRST_BLOCK
    while step < MOST_QUICK_PASSES * rows:
        start = step % rows
        block = stage.everyone[start : start + size]
        moves = _quick_moves(stage, block, step + 1)
        stay = int(moves.argmax()) if moves.any() else len(block)
        still, step, size = still + stay, step + stay, min(2 * size, LARGEST_BLOCK)
        if still >= rows:
            return True
        if stay < len(block):
            step, still, size = step + 1, 0, FIRST_BLOCK
            _quick_move(stage, start + stay, step)
    return False


def _quick_moves(stage: _Stage, block: Whole, first: int) -> NDArray[np.bool_]:
    """Tell which rows of a block would go to their second class, the first of them being looked at in a given step."""
    own, second = stage.own[block], stage.second[block]
    steps = np.arange(first, first + len(block))
    several = stage.count[own] > 1
    stale = block[several & (steps <= stage.stamp[own])]
    stage.leaving[stale] = _saved(stage, stale)
    looked = np.flatnonzero(several & (steps < np.maximum(stage.stamp[own], stage.stamp[second])))
    rows, target = block[looked], second[looked]
    mass = stage.mass[target] / (stage.mass[target] + stage.weights[rows])
    moves = np.zeros(len(block), dtype=np.bool_)
    moves[looked] = squares(stage.points[rows] - stage.centres[target]) * mass < stage.leaving[rows]
    return moves


def _quick_move(stage: _Stage, row: int, step: int) -> None:
    origin, target = int(stage.own[row]), int(stage.second[row])
    _move(stage, row, origin, target)
    stage.touched[[origin, target]] = True
    stage.stamp[[origin, target]] = step + len(stage.points)


def _move(stage: _Stage, row: int, origin: int, target: int) -> None:
    """Move a row from its class to another; both centres follow."""
    point, weight = stage.points[row], stage.weights[row]
    less, more = stage.mass[origin] - weight, stage.mass[target] + weight
    stage.centres[origin] = (stage.centres[origin] * stage.mass[origin] - point * weight) / less
    stage.centres[target] = (stage.centres[target] * stage.mass[target] + point * weight) / more
    stage.mass[origin], stage.mass[target] = less, more
    stage.count[origin] -= 1
    stage.count[target] += 1
    stage.own[row], stage.second[row], stage.quiet = target, origin, 0


def _saved(stage: _Stage, rows: Whole) -> Array:
    """Return what each row's leaving its class would save, by unit of its weight."""
    own = stage.own[rows]
    mass = stage.mass[own] / (stage.mass[own] - stage.weights[rows])
    return np.asarray(squares(stage.points[rows] - stage.centres[own]) * mass, dtype=np.float64)


def _distances(points: Array, centres: Array) -> Array:
    """Return squared distances: shape (n, k)."""
    return np.stack([squares(points - centre) for centre in centres], axis=1)


def _result(points: Array, weights: Array, labels: Whole, classes: int, rounds: int, converged: bool) -> KMeans:
    centres = means(points, labels, weights, classes)
    spread = weights * squares(points - centres[labels])
    return KMeans(labels, centres, masses(labels, spread, classes), rounds, converged)
