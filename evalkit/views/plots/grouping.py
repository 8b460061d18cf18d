"""Groups of individuals: classes or the levels of a variable, each with its name and its symbol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evalkit.texts import Language, said
from evalkit.views.plots.canvas import PALE
from evalkit.views.plots.keys import MARKERS, Symbol, symbols
from evalkit.views.plots.labels import Array
from evalkit.views.style import ACCENT

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.classes import Classes

MOST = len(MARKERS) - 1
"""Groups that have a symbol of their own; those with fewer individuals share one."""


@dataclass(frozen=True)
class Grouped:
    """Individuals in groups.

    Parameters
    ----------
    codes : ndarray
        Shape (n,): place of each individual's group in `names`.
    names : tuple of str
        As the reader sees them; empty where individuals are not grouped.
    symbols : tuple of Symbol
    own : int
        Groups with a symbol of their own, which have a centre; the others are what is left.
    values : tuple
        The groups as the data call them, those with a symbol of their own.
    """

    codes: NDArray[np.int64]
    names: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    own: int
    values: tuple[object, ...]

    def centres(self, points: Array, weights: Array) -> Array:
        """Return where each group's name stands: the mean of its points, shape (own, 2)."""
        held = [self.codes == code for code in range(self.own)]
        return np.array([np.average(points[own], axis=0, weights=weights[own]) for own in held]).reshape(-1, 2)


def grouped(
    index: pd.Index,
    classes: Classes | None,
    names: Mapping[int, str] | None,
    by: pd.Series | None,
    language: Language,
) -> Grouped:
    """Return the groups of individuals: classes, else the levels of a variable, else one without a name."""
    if classes is not None:
        return _of_values(
            classes.labels.reindex(index), language, class_names(classes.labels.unique(), names, language)
        )
    if by is not None:
        return _of_values(by.reindex(index), language, {})
    return alone(len(index), Symbol("o", ACCENT))


def alone(count: int, symbol: Symbol) -> Grouped:
    """Return individuals that are not grouped."""
    return Grouped(np.zeros(count, dtype=np.int64), (), (symbol,), 0, ())


def class_names(numbers: object, names: Mapping[int, str] | None, language: Language) -> dict[object, str]:
    """Return the name of each class, and its number where it has none."""
    given = names or {}
    found = [int(number) for number in numbers]  # type: ignore[attr-defined]
    return {number: given.get(number) or said("plots.class", language, number=number) for number in found}


def _of_values(values: pd.Series, language: Language, names: Mapping[object, str]) -> Grouped:
    import pandas as pd

    counts = values.value_counts(sort=False)
    counts = counts[counts > 0].sort_index()
    kept = counts.index if len(counts) <= MOST + 1 else counts.nlargest(MOST).sort_index().index
    codes = np.asarray(kept.get_indexer(pd.Index(values)), dtype=np.int64)
    unknown = values.isna().to_numpy()
    texts = [names.get(value, str(value)) for value in kept]
    drawn = symbols(len(kept))
    for key, where in (("others", (codes < 0) & ~unknown), ("unknown", unknown)):
        if where.any():
            codes[where] = len(texts)
            texts.append(said(f"plots.{key}", language))
            drawn.append(Symbol("o", PALE, 4, hollow=key == "unknown"))
    return Grouped(codes, tuple(texts), tuple(drawn), len(kept), tuple(kept))
