"""Where values are cut into classes: quantiles, Fisher–Jenks, equal intervals or the user's bounds.

A class holds its lower bound and not its upper one; the last holds both. Bounds are rounded as they are printed, and
zones are put in classes by the rounded bounds: what the legend says is what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Method = Literal["quantiles", "fisher_jenks", "equal"]
Cut = Literal["quantiles", "fisher_jenks", "equal", "given"]
MOST = 5
"""Classes that a reader tells apart by lightness alone."""
_FINENESS = 10
"""A bound is rounded to about this part of the narrowest class."""


@dataclass(frozen=True)
class Intervals:
    """Classes of values.

    Parameters
    ----------
    bounds : tuple of float
        Rounded, increasing: one more than there are classes; the first and the last enclose all values, and are
        infinite where the user chose the bounds.
    digits : int
        Decimals that the bounds have; below zero where they are rounded to tens, hundreds…
    below : int
        Classes under the middle; 0 where there is none.
    cut : {"quantiles", "fisher_jenks", "equal", "given"}
    """

    bounds: tuple[float, ...]
    digits: int
    below: int
    cut: Cut

    @property
    def count(self) -> int:
        """Number of classes."""
        return len(self.bounds) - 1

    def classes_of(self, values: ArrayLike) -> Numbers:
        """Return the class of each value, from 0; -1 for a missing one."""
        array = np.asarray(values, dtype=np.float64)
        codes = np.searchsorted(np.array(self.bounds[1:-1]), array, side="right").astype(np.int64)
        return np.where(np.isnan(array), -1, codes)


def intervals(
    values: ArrayLike,
    method: Method = "quantiles",
    *,
    classes: int = MOST,
    bounds: Sequence[float] = (),
    middle: float | None = None,
) -> Intervals:
    """Cut values into classes.

    Parameters
    ----------
    values : array-like
        Missing ones are left out; at least one is there.
    method : {"quantiles", "fisher_jenks", "equal"}
        Classes of as many zones each; of least squares about their means; of the same width.
    classes : int
        At most `MOST`; fewer are made where there are fewer different values. With a middle, half on each side.
    bounds : sequence of float
        Increasing inner bounds of the user's own, at most four: `method` is then not used, nothing is rounded.
    middle : float, optional
        A value that no class lies across, such as 0 or the mean of France.
    """
    if len(bounds):
        inner = tuple(float(each) for each in bounds)
        held = (-np.inf, *inner, np.inf)
        return Intervals(held, _digits_of(inner), _below(held, middle), "given")
    known = np.asarray(values, dtype=np.float64)
    known = np.sort(known[~np.isnan(known)])
    raw = _cut(known, method, classes) if middle is None else _cut_about(known, method, classes, middle)
    digits = _rounding(np.array([known[0], *raw, known[-1]]))
    found = np.unique(np.round(raw, digits))
    found = found[(found > known[0]) & (found <= known[-1])]
    if middle is not None:
        found = np.unique([*found[np.abs(found - middle) > 0.5 * 10.0**-digits], middle])
        digits = max(digits, _digits_of([middle]))
    low, high = _outward(known[0], known[-1], digits)
    held = _with_ends([float(each) for each in found], float(known[-1]), low, high)
    return Intervals(held, digits, _below(held, middle), method)


def _with_ends(inner: list[float], largest: float, low: float, high: float) -> tuple[float, ...]:
    """Return inner bounds with the extremes around them.

    A middle that no value reaches is an end itself; a bound that is the largest value begins a class of its own.
    """
    if not inner:
        return low, high
    first = [low] if low < inner[0] else []
    last = [max(high, inner[-1])] if inner[-1] <= largest else []
    return (*first, *inner, *last)


def _below(bounds: Sequence[float], middle: float | None) -> int:
    """Return how many classes lie under the middle."""
    return 0 if middle is None else sum(low < middle and high <= middle for low, high in pairwise(bounds))


def quantiles(values: Array, classes: int) -> Array:
    """Return the inner bounds of classes of as many values each; `values` is sorted."""
    places = np.ceil(np.arange(1, classes) * len(values) / classes).astype(int)
    return np.unique(values[np.minimum(places, len(values) - 1)])


def equal(values: Array, classes: int) -> Array:
    """Return the inner bounds of classes of the same width."""
    return np.linspace(values[0], values[-1], classes + 1)[1:-1]


def fisher_jenks(values: Array, classes: int) -> Array:
    """Return the inner bounds of the classes with the least sum of squares about their means; `values` is sorted.

    Notes
    -----
    Exact, by dynamic programming over the different values (W. D. Fisher, "On grouping for maximum homogeneity",
    Journal of the American Statistical Association 53, 1958, p. 789-798). The best start of the last class never
    moves down when a value is added, so each step is halved over and over: n log n and not n² comparisons.
    """
    distinct, counts = np.unique(values, return_counts=True)
    centred = distinct - values.mean()
    sums = [np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in (0, 1, 2)]
    ends = np.arange(len(distinct))
    best, starts = _spread(sums, np.zeros(1, dtype=np.int64), ends), list[Numbers]()
    for _ in range(1, min(classes, len(distinct))):
        best, start = _one_more(best, sums)
        starts.append(start)
    found, end = list[float](), len(distinct) - 1
    for start in reversed(starts):
        found.append(float(distinct[start[end]]))
        end = int(start[end]) - 1
    return np.array(found[::-1])


def _spread(sums: list[Array], first: Numbers, last: Numbers | int) -> Array:
    """Return the sum of squares about the mean of the values from `first` to `last`."""
    weight, total, square = (each[np.add(last, 1)] - each[first] for each in sums)
    spread: Array = square - total**2 / weight
    return spread


def _one_more(best: Array, sums: list[Array]) -> tuple[Array, Numbers]:
    """Return the least sums of squares with one class more, and where the last class then starts."""
    made, start = np.full(len(best), np.inf), np.zeros(len(best), dtype=np.int64)
    open_parts = [(1, len(best) - 1, 1, len(best) - 1)]
    while open_parts:
        low, high, least, most = open_parts.pop()
        if low > high:
            continue
        end = (low + high) // 2
        tried = np.arange(least, min(end, most) + 1)
        sizes = best[tried - 1] + _spread(sums, tried, end)
        at = int(sizes.argmin())
        made[end], start[end] = sizes[at], tried[at]
        open_parts += [(low, end - 1, least, int(tried[at])), (end + 1, high, int(tried[at]), most)]
    return made, start


_CUTS = {"quantiles": quantiles, "equal": equal, "fisher_jenks": fisher_jenks}


def _cut(values: Array, method: Method, classes: int) -> Array:
    classes = min(classes, MOST, len(np.unique(values)))
    return _CUTS[method](values, classes) if classes > 1 else np.empty(0)


def _cut_about(values: Array, method: Method, classes: int, middle: float) -> Array:
    """Cut each side of the middle by itself; equal intervals have the same width on both."""
    each = min(classes, MOST) // 2
    if method == "equal":
        reach = float(np.abs(values - middle).max())
        whole: Array = np.linspace(middle - reach, middle + reach, 2 * each + 1)[1:-1]
        return whole
    sides = values[values < middle], values[values >= middle]
    return np.concatenate([_cut(side, method, each) for side in sides if len(side)])


def _rounding(bounds: Array) -> int:
    """Return the decimals that keep neighbouring bounds apart and no more."""
    gaps = np.diff(bounds)
    gaps = gaps[gaps > 0]
    return round(-np.log10(gaps.min() / _FINENESS)) if len(gaps) else _digits_of(bounds[:1])


def _digits_of(numbers: Sequence[float] | Array) -> int:
    """Return the decimals that the user's own numbers have."""
    return max(len(np.format_float_positional(float(each), trim="-").partition(".")[2]) for each in numbers)


def _outward(low: float, high: float, digits: int) -> tuple[float, float]:
    """Return the extremes rounded away from each other, and not where they are round already."""
    step = 10.0**-digits
    down, up = np.floor(low / step + 1e-9) * step, np.ceil(high / step - 1e-9) * step
    return round(float(down), digits), round(float(up), digits)
