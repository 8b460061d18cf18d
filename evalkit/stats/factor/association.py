"""Tests of association between columns and numbers or classes, whole tables of them at once. Arrays in, arrays out.

Weights are read as numbers of individuals: a weight of 2 is the row written twice.
"""

from __future__ import annotations

import numpy as np

from evalkit.stats.factor.core import Array, scipy_part


def correlation_p(correlation: Array, n: Array | float) -> Array:
    """Return the two-sided p-value of correlations by Student's t with n - 2 degrees of freedom; 1 where n < 3."""
    stats = scipy_part("stats")

    freedom = np.maximum(np.asarray(n, dtype=np.float64) - 2, 0)
    left = np.maximum(1 - correlation**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(correlation) * np.sqrt(freedom / left)
    p = 2 * stats.t.sf(t, np.maximum(freedom, 1))
    return np.where(freedom > 0, p, 1.0)


def explained_p(eta2: Array, groups: Array | int, n: Array | float) -> Array:
    """Return the p-value of eta² by Fisher's F with (groups - 1, n - groups) degrees of freedom, 1 without any."""
    stats = scipy_part("stats")

    between, within = np.asarray(groups) - 1.0, np.asarray(n, dtype=np.float64) - groups
    known = (between > 0) & (within > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        f = eta2 / (1 - eta2) * within / between
    p = stats.f.sf(f, np.maximum(between, 1), np.maximum(within, 1))
    return np.where(known, p, 1.0)


def draw_p(found: Array, level: Array, drawn: Array, total: Array | float, middle: bool = True) -> Array:
    """Return how seldom a draw without replacement holds so many or so few individuals of a level.

    Parameters
    ----------
    found : ndarray
        Individuals of the level among those drawn.
    level : ndarray
        Individuals of the level.
    drawn : ndarray
        Individuals drawn (the class).
    total : float or ndarray
        All individuals.
    middle : bool
        Count half of the chance of the very number found; if not, all of it, which is more severe.

    Returns
    -------
    ndarray
        Two-sided p-value: min(2 P(X < x) + P(x), 2 P(X > x) + P(x)) with the mid-point; without, twice the tail on
        the side of the number found, 2 P(X >= x) where it is above its expectation and 2 P(X <= x) elsewhere, and 2
        less that where it exceeds 1 (so FactoMineR's ``descfreq``).

    Notes
    -----
    L. Lebart, A. Morineau, M. Piron (1995), chapter 2. Sums of weights are rounded to whole numbers.
    """
    stats = scipy_part("stats")

    x, k, m, n = (np.rint(np.asarray(each, dtype=np.float64)) for each in (found, level, drawn, total))
    law = stats.hypergeom(n, k, m)
    if middle:
        twice = np.minimum(2 * law.cdf(x - 1), 2 * law.sf(x)) + law.pmf(x)
        return np.asarray(np.minimum(twice, 1.0), dtype=np.float64)
    twice = 2 * np.where(x * n > k * m, law.sf(x - 1), law.cdf(x))
    return np.asarray(np.where(twice > 1, 2 - twice, twice), dtype=np.float64)


def signed_normal(p: Array, sign: Array) -> Array:
    """Return the normal deviate that has this two-sided p-value, with a sign: the v-test; infinite where p is 0."""
    stats = scipy_part("stats")

    return np.asarray(np.sign(sign) * stats.norm.isf(np.asarray(p) / 2), dtype=np.float64)


def normal_p(deviate: Array) -> Array:
    """Return the two-sided p-value of a normal deviate."""
    stats = scipy_part("stats")

    return np.asarray(2 * stats.norm.sf(np.abs(deviate)), dtype=np.float64)


def independence(counts: Array) -> tuple[float, int, float]:
    """Return the p-value of Pearson's chi-squared (uncorrected), its degrees of freedom, and Cramér's V.

    Parameters
    ----------
    counts : ndarray
        Shape (levels, classes), no empty row or column.
    """
    chdtrc = scipy_part("special").chdtrc

    total = counts.sum()
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    if freedom == 0:
        return 1.0, 0, 0.0
    return float(chdtrc(freedom, chi2)), freedom, float(np.sqrt(chi2 / total / (min(counts.shape) - 1)))
