"""Bounds and numbers of classes that the user chose: whether they will do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import EvalkitError, Place, problem
from evalkit.stats.intervals import MOST
from evalkit.territory import Variable


def check_bounds(
    variable: Variable,
    bounds: Sequence[float],
    classes: int = MOST,
    *,
    most: int = MOST - 1,
    middle: float | None = None,
) -> None:
    """Raise what is wrong with the bounds between classes, their number, or the middle.

    Raises
    ------
    EvalkitError
        When bounds are not increasing, not finite or more than `most`; when classes are not 1 to `MOST`; when the
        middle is not one of the bounds, or has more than one other on a side.
    """
    place, numbers, problems = Place(variable.source or "-"), np.asarray(bounds, dtype=np.float64), []
    found = ", ".join(map(str, bounds))
    if len(numbers) > most or not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any():
        problems.append(problem(place, variable.name, "maps.bounds", found=found, n=most))
    elif len(numbers) and middle is not None and not _is_middle(numbers, middle):
        problems.append(problem(place, variable.name, "maps.middle", found=found, middle=middle))
    if not 1 <= classes <= MOST:
        problems.append(problem(place, variable.name, "maps.classes", found=classes, n=MOST))
    if problems:
        raise EvalkitError(problems)


def _is_middle(bounds: NDArray[np.float64], middle: float) -> bool:
    return bool((bounds == middle).any() and (bounds < middle).sum() < 2 and (bounds > middle).sum() < 2)
