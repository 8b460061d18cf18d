"""Shares with their counts and their interval."""

from __future__ import annotations

from dataclasses import dataclass

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
    T. T. Cai, A. DasGupta, *Statistical Science* 16 (2001), p. 101-133, who advise it for n of 40 or fewer.
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"no share: {numerator} of {denominator}")
    from scipy.stats import binomtest

    interval = binomtest(numerator, denominator).proportion_ci(level, method="wilson")
    value = numerator / denominator
    return Proportion(
        numerator, denominator, value, min(float(interval.low), value), max(float(interval.high), value), level
    )
