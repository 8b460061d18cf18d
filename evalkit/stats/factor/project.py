"""From a decomposition to clouds: active points, and supplementary ones projected on the same axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from evalkit.stats.factor.coding import Raw, category_index, filled_by_mean, read
from evalkit.stats.factor.core import Array, Indicator
from evalkit.stats.factor.fitting import Fit
from evalkit.stats.factor.results import CENTRE, Cloud, Links, by_axis, cloud, eigenvalue_table, predicted


def factors(method: str, analysis: Fit, categories: Cloud | None, others: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields that all methods share; see `Factors`."""
    parts, found = analysis.parts, analysis.found
    points = variables(analysis)
    rows = None if parts.rows is None else predicted(analysis.coding, parts.rows, found.loadings, analysis.metric)
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
        "supplementary_individuals": rows,
        **others,
    }


def individuals(analysis: Fit) -> Cloud:
    """Return the active individuals."""
    parts, found = analysis.parts, analysis.found
    contrib = 100 * analysis.weights[:, None] * found.scores**2 / found.kept
    return cloud(parts.active.index, found.scores, analysis.table.distances(analysis.metric), parts.weights, contrib)


def variables(analysis: Fit) -> Cloud | None:
    """Return the active quantitative variables, or None where there are none."""
    p = analysis.table.numbers.shape[1]
    if p == 0:
        return None
    vectors, metric = analysis.found.vectors[:p], analysis.metric[:p]
    coord = vectors * np.sqrt(analysis.found.kept) / np.sqrt(metric)[:, None]
    variance = np.einsum("i,ij,ij->j", analysis.weights, analysis.table.numbers, analysis.table.numbers)
    # A column of counts in proportion to the whole has no variance in a CA: it goes with no axis.
    apart = variance[:, None] > CENTRE * variance.max()
    cor = np.divide(coord, np.sqrt(variance)[:, None], out=np.zeros_like(coord), where=apart)
    return cloud(pd.Index(analysis.coding.numbers), coord, variance, metric, 100 * vectors**2, cor)


def barycentres(levels: Indicator, weights: Array, scores: Array) -> Array:
    """Return the mean of the rows that have each level: shape (J, k)."""
    means = levels.matrix.T @ (scores * weights[:, None]) / levels.shares(weights)[:, None]
    return np.asarray(means, dtype=np.float64)


def category_distances(levels: Indicator, analysis: Fit) -> Array:
    """Return the squared distance of each level's mean point to the centre, in the whole space: shape (J,)."""
    table, weights = analysis.table, analysis.weights
    shares, p = levels.shares(weights), table.numbers.shape[1]
    means = levels.matrix.T @ (table.numbers * weights[:, None]) / shares[:, None]
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
    L. Lebart, A. Morineau, M. Piron (1995), section 1.2.4: a level's n_j individuals among n, drawn at random, have a
    mean of variance (n - n_j) / (n - 1) * value / n_j. Weights are read as numbers of individuals.
    """
    spread = (total - counts) / (max(total - 1, 1e-300) * counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        tests = means / np.sqrt(values) / np.sqrt(spread)[:, None]
    return np.where(np.isfinite(tests), tests, 0.0)


def mean_points(levels: Indicator, names: pd.MultiIndex, analysis: Fit, contrib: Array | None = None) -> Cloud:
    """Return categories at the mean of their individuals (`pca`, `famd`, `mfa`)."""
    means = barycentres(levels, analysis.weights, analysis.found.scores)
    counts = levels.shares(analysis.weights) * analysis.total
    tests = v_tests(means, analysis.found.kept, counts, analysis.total)
    return cloud(names, means, category_distances(levels, analysis), counts, contrib, None, tests)


def eta2(levels: Indicator, names: Sequence[str], analysis: Fit) -> pd.DataFrame:
    """Return the part of each axis' variance that qualitative variables explain: shape (K, k)."""
    means = barycentres(levels, analysis.weights, analysis.found.scores)
    explained = levels.shares(analysis.weights)[:, None] * means**2 / analysis.found.kept
    return by_axis(np.add.reduceat(explained, levels.starts[:-1], axis=0), names)


def links(analysis: Fit, points: Cloud | None) -> Links:
    """Return the active variables of both kinds in the square of relations, in the table's order."""
    names, table = list(analysis.coding.columns), analysis.table
    squares = 100 * analysis.found.vectors**2
    p = table.numbers.shape[1]
    contrib = [by_axis(squares[:p], analysis.coding.numbers)]
    if table.levels is not None:
        sums = np.add.reduceat(squares[p:], table.levels.starts[:-1], axis=0)
        contrib.append(by_axis(sums, list(analysis.coding.levels)))
    relations = _relations(points, table.levels, analysis.coding.levels, analysis, names)
    return Links(relations.coord, relations.cos2, pd.concat([part for part in contrib if len(part)]).loc[names])


def _relations(
    points: Cloud | None,
    levels: Indicator | None,
    known: Mapping[str, Sequence[str]],
    analysis: Fit,
    names: list[str],
) -> Links:
    coord, freedom = [], []
    if points is not None and points.correlation is not None:
        coord.append(points.correlation**2)
        freedom += [1] * len(points.coord)
    if levels is not None:
        coord.append(eta2(levels, list(known), analysis))
        freedom += [len(each) - 1 for each in known.values()]
    both = pd.concat(coord)
    return Links(both.loc[names], (both**2).div(freedom, axis=0).loc[names])


def supplementary_raw(columns: pd.DataFrame, weights: Array) -> tuple[Raw, Array, Indicator | None]:
    """Read supplementary columns; missing numbers take the mean, missing categories are a category of their own."""
    raw = read(columns, "category")
    numbers, levels = filled_by_mean(raw, weights)
    return raw, numbers, levels


def supplementary_variables(names: Sequence[str], numbers: Array, analysis: Fit, scaled: bool = True) -> Cloud | None:
    """Project quantitative variables that take no part in making the axes."""
    if not names:
        return None
    weights, found = analysis.weights, analysis.found
    centred = numbers - weights @ numbers
    variance = weights @ centred**2
    spread = np.sqrt(variance)
    cov = centred.T @ (found.scores * weights[:, None]) / np.sqrt(found.kept)
    cor = cov / spread[:, None]
    coord, squared = (cor, np.ones(len(names))) if scaled else (cov, variance)
    return cloud(pd.Index(list(names)), coord, squared, np.zeros(len(names)), None, cor)


def supplementary(analysis: Fit, scaled: bool = True) -> dict[str, object]:
    """Project the supplementary columns: fields of `Factors`, categories at the mean of their individuals."""
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
    return _relations(points, levels, raw.levels, analysis, names) if names else None
