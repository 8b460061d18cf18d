"""Breakdowns from which a small count could be worked out: what else has to be kept back."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def telling_parts(wholes: Collection[int], parts: Mapping[Key, int], hides: bool, threshold: int) -> set[Key]:
    """Return the parts that must be kept back so that no small count can be computed back from the others.

    Parameters
    ----------
    wholes : collection of int
        Sizes of the whole population that are shown (one per respondent who states it).
    parts : mapping of key to int
        Sizes of the subgroups that would be shown.
    hides : bool
        Whether another subgroup is hidden already.
    threshold : int

    Notes
    -----
    A whole less *some* of the parts must never leave fewer people than the threshold: nothing says which subgroups
    divide the whole (women and men) and which belong to another breakdown (age). Where it does, the smallest part is
    kept back, until nothing can be computed back. Where a subgroup is hidden already, nobody left is a count too: it
    would tell that the hidden one is empty.
    """
    kept, telling = dict(parts), set[Key]()
    while _tells(wholes, kept.values(), range(0 if hides or telling else 1, threshold)):
        smallest = min(kept, key=lambda key: kept[key])
        del kept[smallest]
        telling.add(smallest)
    return telling


def _tells(wholes: Collection[int], parts: Iterable[int], small: range) -> bool:
    sums = _sums(parts, max(wholes, default=0))
    return any(whole - left in sums for whole in wholes for left in small)


def _sums(counts: Iterable[int], limit: int) -> set[int]:
    """Return what any of the counts add up to, one at least, up to a limit."""
    sums: set[int] = set()
    for count in counts:
        sums |= {each for each in (count, *(count + other for other in sums)) if each <= limit}
    return sums
