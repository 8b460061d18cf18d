"""From a decomposition to clouds: active points, and supplementary ones projected on the same axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from evalkit.stats.factor.checks import refuse_single
from evalkit.stats.factor.coding import Raw, category_index, filled_by_mean, read
from evalkit.stats.factor.core import Array, Indicator, NDArrayBool, variances
from evalkit.stats.factor.fitting import Fit
from evalkit.stats.factor.results import CENTRE, Cloud, Links, eigenvalue_table, predicted


def factors(method: str, analysis: Fit, categories: Cloud | None, others: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields that all methods share; see `Factors`."""
    parts, found = analysis.parts, analysis.found
    points = variables(analysis)
    rows = None
    if parts.rows is not None:
        rows = predicted(parts.rows.index, analysis.coding.rows(parts.rows), found.loadings, analysis.metric)
    return {
        "method": method,
        "eigenvalues": eigenvalue_table(found.values),
        "individuals": individuals(analysis),
        "variables": points,
        "categories": categories,
        "links": links(analysis, points),
        "coding": analysis.coding,
        "loadings": found.loadings,
        "metric": analysis.metric,
        "rows": analysis.table,
        "supplementary_individuals": rows,
        **others,
    }


def individuals(analysis: Fit) -> Cloud:
    """Return the active individuals."""
    parts, found = analysis.parts, analysis.found
    distances = partial(analysis.table.distances, analysis.metric)
    contributions = partial(shares_of_axes, found.scores, analysis.weights, found.kept)
    return Cloud(parts.active.index, found.scores, distances, parts.weights, contributions)


def shares_of_axes(scores: Array, weights: Array, values: Array) -> Array:
    """Return the part of each axis that each row makes, in per cent: shape (n, k)."""
    return np.asarray(scores**2 * (100 * weights)[:, None] / values, dtype=np.float64)


def variables(analysis: Fit) -> Cloud | None:
    """Return the active quantitative variables, or None where there are none."""
    p, found = analysis.table.numbers.shape[1], analysis.found
    if p == 0:
        return None
    vectors, metric = found.vectors[:p], analysis.metric[:p]
    coord = vectors * np.sqrt(found.kept) / np.sqrt(metric)[:, None]
    crossed = found.cross
    variance = variances(analysis.table.numbers, analysis.weights) if crossed is None else np.diag(crossed)[:p]
    # A column of counts in proportion to the whole has no variance in a CA: it goes with no axis.
    apart = variance[:, None] > CENTRE * variance.max()
    cor = np.divide(coord, np.sqrt(variance)[:, None], out=np.zeros_like(coord), where=apart)
    return Cloud(pd.Index(analysis.coding.numbers), coord, variance, metric, 100 * vectors**2, cor)


def barycentres(levels: Indicator, weights: Array, scores: Array) -> Array:
    """Return the mean of the rows that have each level: shape (J, k)."""
    return levels.sums(scores * weights[:, None]) / levels.shares(weights)[:, None]


def category_distances(levels: Indicator, analysis: Fit) -> Array:
    """Return the squared distance of each level's mean point to the centre, in the whole space: shape (J,)."""
    table, weights = analysis.table, analysis.weights
    shares, p = levels.shares(weights), table.numbers.shape[1]
    if levels is table.levels and analysis.found.cross is not None:
        return np.asarray((analysis.found.cross[p:] / shares[:, None]) ** 2 @ analysis.metric, dtype=np.float64)
    means = levels.sums(table.numbers * weights[:, None]) / shares[:, None]
    squared = means**2 @ analysis.metric[:p]
    if table.levels is not None:
        profile = _crossed(levels, table.levels, weights) / shares[:, None] - table.shares
        squared = squared + profile**2 @ analysis.metric[p:]
    return np.asarray(squared, dtype=np.float64)


def _crossed(levels: Indicator, others: Indicator, weights: Array) -> Array:
    """Return Z' W Y for two sets of categories: shape (J of the first, J of the second)."""
    if levels is others:
        return levels.burt(weights)
    weighted = levels.matrix.multiply(weights[:, None]).tocsr()
    return np.asarray((weighted.T @ others.matrix).toarray(), dtype=np.float64)


def v_tests(means: Array, values: Array, counts: Array, total: float) -> Array:
    """Return how far means on the axes lie from 0, in standard errors of a draw without replacement.

    Parameters
    ----------
    means : ndarray
        Shape (J, k): mean coordinates of the individuals of each level.
    values : ndarray
        Shape (k,): variances of the coordinates.
    counts : ndarray
        Shape (J,): individuals of each level (sums of weights).
    total : float
        All individuals.

    Notes
    -----
    L. Lebart, A. Morineau, M. Piron (1995), chapter 1: a level's n_j individuals among n, drawn at random, have a
    mean of variance (n - n_j) / (n - 1) * value / n_j. Weights are read as numbers of individuals.
    """
    spread = (total - counts) / (max(total - 1, 1e-300) * counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        tests = means / np.sqrt(values) / np.sqrt(spread)[:, None]
    return np.where(np.isfinite(tests), tests, 0.0)


def mean_points(levels: Indicator, names: pd.MultiIndex, analysis: Fit, contrib: Array | None = None) -> Cloud:
    """Return categories at the mean of their individuals (`pca`, `famd`, `mfa`)."""
    means, shares = analysis.means(levels)
    counts = shares * analysis.individuals
    tests = v_tests(means, analysis.found.kept, counts, analysis.individuals)
    return Cloud(names, means, partial(category_distances, levels, analysis), counts, contrib, None, tests)


def eta2(levels: Indicator, analysis: Fit, active: NDArrayBool | None = None) -> Array:
    """Return the part of each axis' variance that qualitative variables explain: shape (K, k).

    Where some levels are passive, it is what the active ones explain.
    """
    means, shares = analysis.means(levels)
    explained = shares[:, None] * means**2 / analysis.found.kept
    if active is not None:
        explained = np.where(active[:, None], explained, 0.0)
    return np.asarray(np.add.reduceat(explained, levels.starts[:-1], axis=0), dtype=np.float64)


def links(analysis: Fit, points: Cloud | None) -> Links:
    """Return the active variables of both kinds in the square of relations, in the table's order."""
    coding, table, squares = analysis.coding, analysis.table, 100 * analysis.found.vectors**2
    p = table.numbers.shape[1]
    contrib, active = squares[:p], None
    if table.levels is not None:
        contrib = np.vstack([contrib, np.add.reduceat(squares[p:], table.levels.starts[:-1], axis=0)])
        active = analysis.metric[p:] > 0
    found = _relations(points, table.levels, coding.levels, analysis, active)
    return _ordered(replace(found, contributions=contrib), coding.columns)


def _relations(
    points: Cloud | None,
    levels: Indicator | None,
    known: Mapping[str, Sequence[str]],
    analysis: Fit,
    active: NDArrayBool | None = None,
) -> Links:
    """Return variables in the square of relations, numbers before categories."""
    names, squares, freedom = (
        [*known],
        [np.empty((0, analysis.found.kept.size))],
        [len(each) - 1 for each in known.values()],
    )
    if points is not None and points.correlations is not None:
        names, freedom = [*points.index, *names], [*[1] * len(points.index), *freedom]
        squares.append(points.correlations**2)
    if levels is not None:
        squares.append(eta2(levels, analysis, active))
    return Links(names, np.vstack(squares), np.array(freedom, dtype=np.float64))


def _ordered(links_: Links, names: Sequence[str]) -> Links:
    place = {name: i for i, name in enumerate(links_.names)}
    order = [place[name] for name in names]
    contrib = None if links_.contributions is None else links_.contributions[order]
    return Links(tuple(names), links_.squares[order], links_.freedom[order], contrib)


def supplementary_raw(columns: pd.DataFrame, weights: Array) -> tuple[Raw, Array, Indicator | None]:
    """Read supplementary columns; missing numbers take the mean, missing categories are a category of their own."""
    raw = read(columns, "category")
    refuse_single(raw.single)
    numbers, levels = filled_by_mean(raw, weights)
    lows, highs = numbers.min(axis=0), numbers.max(axis=0)
    refuse_single([name for name, low, high in zip(raw.number_names, lows, highs, strict=True) if low == high])
    return raw, numbers, levels


def supplementary_variables(
    names: Sequence[str], numbers: Array, analysis: Fit, scaled: NDArrayBool | bool = True
) -> Cloud | None:
    """Project quantitative variables that take no part in making the axes; `scaled`: which are standardised."""
    if not names:
        return None
    weights, found = analysis.weights, analysis.found
    centred = numbers - weights @ numbers
    variance = variances(centred, weights)
    spread = np.sqrt(variance)
    cov = centred.T @ (found.scores * weights[:, None]) / np.sqrt(found.kept)
    cor, standard = cov / spread[:, None], np.broadcast_to(scaled, len(names))
    coord, squared = np.where(standard[:, None], cor, cov), np.where(standard, 1.0, variance)
    return Cloud(pd.Index(list(names)), coord, squared, np.zeros(len(names)), None, cor)


def supplementary(analysis: Fit, scaled: NDArrayBool | bool = True) -> dict[str, object]:
    """Project the supplementary columns: fields of `Factors`, categories at the mean of their individuals."""
    if analysis.parts.columns.shape[1] == 0:
        return dict.fromkeys(("supplementary_variables", "supplementary_categories", "supplementary_links"))
    raw, numbers, levels = supplementary_raw(analysis.parts.columns, analysis.weights)
    points = None if levels is None else mean_points(levels, category_index(raw.levels), analysis)
    return {
        "supplementary_variables": supplementary_variables(raw.number_names, numbers, analysis, scaled),
        "supplementary_categories": points,
        "supplementary_links": supplementary_links(raw, numbers, levels, analysis),
    }


def supplementary_links(raw: Raw, numbers: Array, levels: Indicator | None, analysis: Fit) -> Links | None:
    """Return supplementary variables of both kinds in the square of relations."""
    points = supplementary_variables(raw.number_names, numbers, analysis)
    names = list(analysis.parts.columns.columns)
    return _ordered(_relations(points, levels, raw.levels, analysis), names) if names else None
