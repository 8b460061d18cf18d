"""Rows of descriptions: one variable or level against a number or classes. All arrays are of rows with known values."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from evalkit.stats.factor.association import (
    correlation_p,
    draw_p,
    explained_p,
    independence,
    normal_p,
    signed_normal,
)
from evalkit.stats.factor.core import Array, Codes

LEVEL = 0.05
"""Corrected p-values below it are flagged."""
LEVEL_MEANS = ["estimate", "mean", "difference", "weight", "n", "p_value"]
CLASS_MEANS = ["v_test", "mean", "overall_mean", "deviation", "overall_deviation", "difference", "n", "p_value"]
CLASS_SHARES = ["v_test", "class_in_level", "level_in_class", "overall", "phi", "n", "p_value"]


def numbers_in(column: pd.Series) -> Array:
    """Return the values of a quantitative column without holes."""
    return column.to_numpy(dtype=np.float64)


def correlated(x: Array, y: Array, weights: Array) -> tuple[float, float, float]:
    """Return correlation, n and p-value of two numbers."""
    total = float(weights.sum())
    dx, dy = x - weights @ x / total, y - weights @ y / total
    spread = np.sqrt((weights @ dx**2) * (weights @ dy**2))
    r = float(weights @ (dx * dy) / spread) if np.ptp(x) and np.ptp(y) and spread else 0.0
    return r, total, float(correlation_p(np.array(r), total))


def _spread(values: Array, weights: Array) -> tuple[float, float]:
    mean = weights @ values / weights.sum()
    return float(mean), float(np.sqrt(weights @ (values - mean) ** 2 / weights.sum())) if np.ptp(values) else 0.0


def _means(codes: Codes, levels: int, values: Array, weights: Array) -> tuple[Array, Array]:
    counts = np.bincount(codes, weights, levels).astype(np.float64)
    return counts, np.bincount(codes, weights * values, levels) / np.where(counts > 0, counts, 1.0)


def explained(
    codes: Codes, levels: int, values: Array, weights: Array, rows: int | None = None
) -> tuple[float, float, float]:
    """Return eta², n and p-value of a number by the levels of a qualitative variable.

    The p-value is for as many observations as the weights sum to, or for that many `rows`.
    """
    counts, means = _means(codes, levels, values, weights)
    mean, deviation = _spread(values, weights)
    total, there = float(weights.sum()), int((counts > 0).sum())
    eta2 = min(float(counts @ (means - mean) ** 2) / total / deviation**2, 1.0) if deviation else 0.0
    return eta2, total, float(explained_p(np.array(eta2), there, total if rows is None else rows))


def level_means(codes: Codes, levels: int, values: Array, weights: Array) -> list[tuple[float, ...]]:
    """Return a row of `LEVEL_MEANS` for each level of a qualitative variable.

    Notes
    -----
    The p-value is that of the correlation of the number with having the level.
    """
    counts, means = _means(codes, levels, values, weights)
    mean, deviation = _spread(values, weights)
    total, apart = float(weights.sum()), means - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        r = apart / deviation * np.sqrt(counts / (total - counts))
    r = np.clip(np.where(np.isfinite(r), r, 0.0), -1, 1)
    rows = zip(means - means.mean(), means, apart / (deviation or 1.0), counts, correlation_p(r, total), strict=True)
    return [(float(e), float(m), float(d), float(w), total, float(p)) for e, m, d, w, p in rows]


def class_means(of: Codes, classes: int, values: Array, weights: Array) -> Iterator[tuple[float, ...]]:
    """Give a row of `CLASS_MEANS` for each class."""
    counts, means = _means(of, classes, values, weights)
    mean, deviation = _spread(values, weights)
    total = float(weights.sum())
    within = np.bincount(of, weights * (values - means[of]) ** 2, classes) / np.where(counts > 0, counts, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        tests = (means - mean) / deviation / np.sqrt((total - counts) / ((total - 1) * counts))
    tests = np.where(np.isfinite(tests), tests, 0.0)
    for v, m, s, p in zip(tests, means, np.sqrt(within), normal_p(tests), strict=True):
        yield float(v), float(m), mean, float(s), deviation, (float(m) - mean) / (deviation or 1.0), total, float(p)


def crossed(counts: Array) -> tuple[float, int, float, float]:
    """Return Cramér's V, degrees of freedom, n and p-value of a table of levels x classes."""
    full = counts[np.ix_(counts.sum(axis=1) > 0, counts.sum(axis=0) > 0)]
    p, freedom, v = independence(full)
    return v, freedom, float(counts.sum()), p


def class_shares(counts: Array, middle: bool = True) -> Iterator[tuple[tuple[int, int], tuple[float, ...]]]:
    """Give, for each level and class, their numbers and a row of `CLASS_SHARES`; `middle` as in `draw_p`."""
    total, level, drawn = counts.sum(), counts.sum(axis=1)[:, None], counts.sum(axis=0)[None, :]
    p = draw_p(counts, level, drawn, total, middle)
    expected = level * drawn / total
    # A share that is just the overall one counts as below it, as in FactoMineR: the v-test tells the p-value.
    above = np.divide(counts, drawn, out=np.zeros_like(counts), where=drawn > 0) > level / total
    tests = np.where(p < 1, signed_normal(p, np.where(above, 1.0, -1.0)), 0.0)
    spread = np.sqrt(level * (total - level) * drawn * (total - drawn)) / total
    phi = np.divide(counts - expected, spread, out=np.zeros_like(counts), where=spread > 0)
    shares = 100 * counts / np.where(level > 0, level, 1), 100 * counts / np.where(drawn > 0, drawn, 1)
    overall = np.broadcast_to(100 * level / total, counts.shape)
    for cell in np.ndindex(counts.shape):
        row = (tests[cell], shares[0][cell], shares[1][cell], overall[cell], phi[cell], total, p[cell])
        yield (cell[0], cell[1]), tuple(float(each) for each in row)
