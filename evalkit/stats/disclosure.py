"""Breakdowns from which a small count could be worked out: what else has to be kept back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

FEW = 12
"""Up to this many parts, every sum is tried one by one (4 096 at most), whatever the size of the whole."""

MOST_STEPS = 100_000_000
"""Beyond this many counts times people, the sums are not tried: everything is kept back."""


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
    divide the whole (women and men) and which belong to another breakdown (age). Where it does, the smallest parts
    are kept back, until nothing can be computed back. Where a subgroup is hidden already, nobody left is a count too:
    it would tell that the hidden one is empty. Where there are too many sums to try, all parts are kept back.
    """
    largest_first = sorted(parts, key=lambda key: parts[key])[::-1]
    sizes, known = [parts[key] for key in largest_first], sorted(set(wholes))
    if not hides and _shown(sizes, known, range(1, threshold)) == len(sizes):
        return set()
    return set(largest_first[_shown(sizes, known, range(threshold)) :])


def _shown(sizes: Sequence[int], wholes: Sequence[int], small: range) -> int:
    """Return how many parts, from the first, leave no small count of a whole."""
    limit = max(wholes, default=0)
    if len(sizes) > FEW and (len(sizes) + len(wholes)) * limit > MOST_STEPS:
        return 0
    tells = _few_tell(sizes, wholes, small) if len(sizes) <= FEW else _many_tell(sizes, wholes, small)
    return next((n for n, told in enumerate(tells) if told), len(sizes))


def _few_tell(sizes: Sequence[int], wholes: Sequence[int], small: range) -> Iterator[bool]:
    sums = {0}
    for size in sizes:
        new = {each + size for each in sums}
        sums |= new
        yield any(_leaves_little(each, wholes, small) for each in new)


def _leaves_little(count: int, wholes: Sequence[int], small: range) -> bool:
    next_whole = bisect_left(wholes, count + small.start)
    return next_whole < len(wholes) and wholes[next_whole] < count + small.stop


def _many_tell(sizes: Sequence[int], wholes: Sequence[int], small: range) -> Iterator[bool]:
    """Try the sums of many parts at once: bit n of a large number says that n is a sum."""
    sums, told = 1, 0
    for whole in wholes:
        told |= (1 << max(whole - small.start + 1, 0)) - (1 << max(whole - small.stop + 1, 0))
    told &= ~1
    limit = max(wholes, default=0)
    for size in sizes:
        if size <= limit:
            sums |= (sums << size) & ((1 << limit + 1) - 1)
        yield bool(sums & told)
