"""Shares with their counts and their interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True)
class Proportion:
    """A share, never without its counts.

    Parameters
    ----------
    numerator, denominator : int
    value : float
        Between 0 and 1.
    low, high : float
        Ends of the Wilson score interval at `level`.
    level : float
        Confidence level.
    """

    numerator: int
    denominator: int
    value: float
    low: float
    high: float
    level: float = LEVEL


def proportion(numerator: int, denominator: int, level: float = LEVEL) -> Proportion:
    """Return a share with its Wilson score interval.

    Parameters
    ----------
    numerator, denominator : int
        0 <= numerator <= denominator, denominator > 0.
    level : float
        Confidence level of the interval.

    Raises
    ------
    ValueError
        When the counts make no share.

    Notes
    -----
    The interval reads the people counted as a sample of those the partnership could reach. Wilson's interval keeps
    its coverage with small counts and at 0 and 100 %: E. B. Wilson, *JASA* 22 (1927), p. 209-212; L. D. Brown,
    T. T. Cai, A. DasGupta, *Statistical Science* 16 (2001), p. 101-133, who advise it for n of 40 or fewer. Written
    out here because importing a statistics library for it costs more than the rest of a report's computing.
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"no share: {numerator} of {denominator}")
    value, z = numerator / denominator, NormalDist().inv_cdf((1 + level) / 2)
    shrink = 1 + z**2 / denominator
    centre = (value + z**2 / (2 * denominator)) / shrink
    half = z * sqrt(value * (1 - value) / denominator + z**2 / (4 * denominator**2)) / shrink
    return Proportion(numerator, denominator, value, max(centre - half, 0.0), min(centre + half, 1.0), level)
