"""Whether a value is above, below or near that of a larger zone: told by how many people live between the two.

A gap of one point is much for one figure and nothing for another: what is near is said by the zones themselves. They
are weighted by their people, as the value of the larger zone is: most communes are small, and unlike most people's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from evalkit.stats.estimable import NotEstimable, not_estimable

Figure = float | NotEstimable
Side = Literal["higher", "lower", "near"]
Third = Literal["upper", "middle", "lower"]
SIXTH = 1 / 6
"""Share of the people of the zones compared who must live between two values for them to differ: a sixth on either side
of the middle makes the middle third."""
FEWEST_COMPARED = 6
"""Zones with a value below which sixths and thirds tell nothing."""


def gap_of(value: Figure, other: Figure) -> Figure:
    """Return by how much a value is above another, or why it is not known."""
    if isinstance(value, NotEstimable):
        return value
    return other if isinstance(other, NotEstimable) else value - other


def side_of(value: Figure, other: Figure, peers: Sequence[float], people: Sequence[float]) -> Side | NotEstimable:
    """Tell on which side of another value one lies.

    Parameters
    ----------
    value, other : float or NotEstimable
    peers, people : sequence of float
        Values and people of the zones that `value` is compared among, its own among them.

    Returns
    -------
    {"higher", "lower", "near"} or NotEstimable
        ``near`` where fewer than a sixth of the people of these zones live where the value is strictly between the two.
    """
    gap = gap_of(value, other)
    if isinstance(gap, NotEstimable) or isinstance(value, NotEstimable) or isinstance(other, NotEstimable):
        return gap if isinstance(gap, NotEstimable) else not_estimable("atlas.no_value")
    if len(peers) < FEWEST_COMPARED:
        return not_estimable("atlas.few_compared", n=len(peers), least=FEWEST_COMPARED)
    low, high = min(value, other), max(value, other)
    between = sum(lived for each, lived in zip(peers, people, strict=True) if low < each < high)
    if low == high or between < SIXTH * sum(people):
        return "near"
    return "higher" if gap > 0 else "lower"


def third_of(below: Figure, peers: int) -> Third | NotEstimable:
    """Tell in which third of its peers a zone lies.

    Parameters
    ----------
    below : float or NotEstimable
        Percent of the other zones whose value is lower, equal ones counting half.
    peers : int
        Zones with a value, itself among them.
    """
    if isinstance(below, NotEstimable):
        return below
    if peers < FEWEST_COMPARED:
        return not_estimable("atlas.few_compared", n=peers, least=FEWEST_COMPARED)
    return "upper" if below > 200 / 3 else "lower" if below < 100 / 3 else "middle"
