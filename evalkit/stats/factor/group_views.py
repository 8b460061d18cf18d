"""What a multiple factor analysis says of its groups, and of individuals and categories as each group sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.factor.coding import category_index
from evalkit.stats.factor.core import ZERO, Array, Indicator, NDArrayBool, Table, scipy_part
from evalkit.stats.factor.fitting import Fit
from evalkit.stats.factor.groups import Group, alone, base_metric, group_metric, spans
from evalkit.stats.factor.project import barycentres, supplementary_raw
from evalkit.stats.factor.results import by_axis, eigenvalue_table

WHOLE = "MFA"
"""Name of the analysis itself beside its groups."""


@dataclass(frozen=True)
class Partial:
    """Points as each active group sees them.

    Parameters
    ----------
    coord : DataFrame
        Index: point, group (three levels for categories: variable, level, group); columns: axes. A point is the mean
        of its partial points.
    within : DataFrame
        Points x axes: inertia of the point's partial points around it, in per cent of that of all individuals.
    within_partial : DataFrame
        As `coord`: the same for each partial point.
    """

    coord: pd.DataFrame
    within: pd.DataFrame
    within_partial: pd.DataFrame


@dataclass(frozen=True)
class Groups:
    """Groups of an MFA, active ones first, then the supplementary ones.

    Parameters
    ----------
    coord : DataFrame
        Groups x axes: inertia of the group's columns along the axis, 0 to 1.
    cos2 : DataFrame
        Groups x axes: ``coord²`` over the squared distance of the group to 0.
    contrib : DataFrame
        Active groups x axes, in per cent.
    correlation : DataFrame
        Active groups x axes: correlation of the axis with the individuals as the group sees them.
    distance : Series
        Distance of each group to 0: root of its own Lg.
    lg, rv : DataFrame
        Groups and the analysis itself (``"MFA"``), crossed. RV is 0 (nothing in common) to 1 (same shape).
    inertia_ratio : Series
        By axis: inertia between individuals over inertia of all partial points; near 1 where the groups agree.
    eigenvalues : DataFrame
        Index: group, axis; of each group alone: ``eigenvalue``, ``percentage``, ``cumulative``.
    partial_individuals : Partial
    partial_categories : Partial or None
        Active and supplementary categories.
    partial_axes, partial_axes_contrib : DataFrame
        Index: group, its own axis; correlations with the axes of the MFA, and contributions among the axes shown, in
        per cent (0 where supplementary). As many own axes are shown as the MFA keeps.
    between_axes : DataFrame
        Correlations of the groups' own axes with each other.
    partial_supplementary : DataFrame or None
        Supplementary individuals as each active group sees them: index name, group; columns axes.
    """

    coord: pd.DataFrame
    cos2: pd.DataFrame
    contrib: pd.DataFrame
    correlation: pd.DataFrame
    distance: pd.Series[float]
    lg: pd.DataFrame
    rv: pd.DataFrame
    inertia_ratio: pd.Series[float]
    eigenvalues: pd.DataFrame
    partial_individuals: Partial
    partial_categories: Partial | None
    partial_axes: pd.DataFrame
    partial_axes_contrib: pd.DataFrame
    between_axes: pd.DataFrame
    partial_supplementary: pd.DataFrame | None = None


@dataclass(frozen=True)
class _All:
    """Active and supplementary columns coded together."""

    groups: list[Group]
    rows: Table
    base: Array
    metric: Array
    names: pd.MultiIndex | None

    @property
    def active(self) -> list[Group]:
        return [group for group in self.groups if not group.supplementary]


def describe_groups(analysis: Fit, groups: list[Group], columns: Array, passive: NDArrayBool) -> Groups:
    """Return what the analysis says of the groups; `columns` and `passive` as in `groups.base_metric`."""
    together = _together(analysis, groups, columns, passive)
    lg = _lg(analysis, together)
    coord, partial = _coord(analysis, together), _partial(analysis, together, analysis.table)
    active = [group.name for group in together.active]
    axes = _own_axes(analysis, together)
    root = np.sqrt(np.diag(lg))
    distance = root[:-1]
    whole = np.sum([analysis.weights @ each**2 for each in partial], axis=0)
    between = len(active) * analysis.found.kept
    within = np.where(whole - between > ZERO * whole, whole - between, 0.0)  # one group agrees with itself
    points = analysis.parts.active.index, analysis.found.scores
    return Groups(
        coord,
        (coord**2).div(distance**2, axis=0),
        coord.loc[active].div(analysis.found.kept / 100, axis=1),
        _correlation(analysis, partial, active),
        pd.Series(distance, index=coord.index, name="distance"),
        lg,
        lg.div(root, axis=0).div(root, axis=1),
        pd.Series(between / whole, index=coord.columns, name="inertia_ratio"),
        axes[0],
        _seen(*points, partial, active, analysis.weights, within),
        _seen_categories(analysis, together, partial, within),
        *axes[1:],
        _partial_supplementary(analysis, together, active),
    )


def _partial_supplementary(analysis: Fit, together: _All, names: Sequence[str]) -> pd.DataFrame | None:
    rows = analysis.parts.rows
    if rows is None:
        return None
    seen = np.stack(_partial(analysis, together, analysis.coding.rows(rows)), axis=1)
    return by_axis(seen.reshape(-1, seen.shape[2]), _pairs(rows.index, names))


def _together(analysis: Fit, groups: list[Group], columns: Array, passive: NDArrayBool) -> _All:
    raw, numbers, levels = supplementary_raw(analysis.parts.columns, analysis.weights)
    scaled = np.array([group.scaled for group in groups if group.supplementary for _ in group.numbers], dtype=bool)
    centred = numbers - analysis.weights @ numbers
    centred = centred / np.where(scaled, np.sqrt(analysis.weights @ centred**2), 1.0)
    shares = np.concatenate([analysis.table.shares, levels.shares(analysis.weights) if levels is not None else []])
    joined = _joined(analysis.table.levels, levels)
    rows = Table(np.hstack([analysis.table.numbers, centred]), joined, shares)
    known = {**analysis.coding.levels, **raw.levels}
    names = category_index(known) if known else None
    silent = np.zeros(shares.size, dtype=bool)
    silent[: analysis.table.shares.size] = passive
    base = base_metric(rows, groups, columns, silent)
    return _All(groups, rows, base, group_metric(rows, analysis.weights, groups, base), names)


def _joined(one: Indicator | None, other: Indicator | None) -> Indicator | None:
    if one is None or other is None:
        return one if other is None else other
    if one.codes is not None and other.codes is not None:
        return Indicator(one.sizes + other.sizes, np.hstack([one.codes, other.codes + sum(one.sizes)]))
    filled = scipy_part("sparse").hstack([one.matrix, other.matrix], format="csr")
    return Indicator(one.sizes + other.sizes, None, filled)


def _lg(analysis: Fit, together: _All) -> pd.DataFrame:
    cross = together.rows.cross(analysis.weights)
    shared = cross**2 * np.outer(together.metric, together.metric)
    where = spans(together.rows, together.groups)
    lg = np.array([[shared[np.ix_(g.coded, h.coded)].sum() for h in where] for g in where])
    first, active = analysis.found.values[0], len(together.active)
    whole = lg[:, :active].sum(axis=1) / first
    corner = whole[:active].sum() / first
    names = [*(group.name for group in together.groups), WHOLE]
    return pd.DataFrame(np.block([[lg, whole[:, None]], [whole, corner]]), index=names, columns=names)


def _coord(analysis: Fit, together: _All) -> pd.DataFrame:
    weighted = analysis.found.scores * analysis.weights[:, None] / np.sqrt(analysis.found.kept)
    along = together.rows.numbers.T @ weighted
    if together.rows.levels is not None:
        # The scores are centred: the shares taken from the categories add nothing.
        along = np.vstack([along, together.rows.levels.sums(weighted)])
    inertia = along**2 * together.metric[:, None]
    sums = [inertia[span.coded].sum(axis=0) for span in spans(together.rows, together.groups)]
    return by_axis(np.array(sums), [group.name for group in together.groups])


def _partial(analysis: Fit, together: _All, rows: Table) -> list[Array]:
    """Return the coordinates of coded individuals as each active group sees them: shape (n, k) each."""
    active = together.active
    found = []
    for span in spans(rows, active):
        part = rows.subset(span.numbers, span.factors)
        found.append(len(active) * part.times(analysis.found.loadings[span.coded]))
    return found


def _correlation(analysis: Fit, partial: list[Array], names: Sequence[str]) -> pd.DataFrame:
    """Return the correlation of each axis with what each group sees of it; 0 where the group sees nothing."""
    scores, weights = analysis.found.scores, analysis.weights
    along = np.array([weights @ (scores * seen) for seen in partial])
    spread = np.sqrt(analysis.found.kept * np.array([weights @ seen**2 for seen in partial]))
    return by_axis(np.divide(along, spread, out=np.zeros_like(along), where=spread > 0), names)


def _seen(
    index: pd.Index, coord: Array, partial: list[Array], names: Sequence[str], weights: Array, within: Array
) -> Partial:
    """Return points as groups see them, and how far the groups disagree about each."""
    seen = np.stack(partial, axis=1)
    apart = weights[:, None, None] * (seen - coord[:, None, :]) ** 2
    apart = 100 * np.divide(apart, within, out=np.zeros_like(apart), where=within > 0)
    both, shape = _pairs(index, names), (len(index) * len(names), coord.shape[1])
    return Partial(
        by_axis(seen.reshape(shape), both), by_axis(apart.sum(axis=1), index), by_axis(apart.reshape(shape), both)
    )


def _pairs(index: pd.Index, names: Sequence[str]) -> pd.MultiIndex:
    """Return each point with each group."""
    pairs = [(*(point if isinstance(point, tuple) else (point,)), name) for point in index for name in names]
    return pd.MultiIndex.from_tuples(pairs, names=[*(index.names if index.nlevels > 1 else ["name"]), "group"])


def _seen_categories(analysis: Fit, together: _All, partial: list[Array], within: Array) -> Partial | None:
    levels = together.rows.levels
    if levels is None or together.names is None:
        return None
    means = [barycentres(levels, analysis.weights, seen) for seen in partial]
    names = [group.name for group in together.active]
    whole = barycentres(levels, analysis.weights, analysis.found.scores)
    return _seen(together.names, whole, means, names, levels.shares(analysis.weights), within)


def _own_axes(analysis: Fit, together: _All) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the eigenvalues of each group alone, and how its axes go with those of the MFA and of the others."""
    axes, weights = analysis.found.scores.shape[1], analysis.weights
    owned, tables, relative = [], {}, []
    for group, span in zip(together.groups, spans(together.rows, together.groups), strict=True):
        own = alone(together.rows, weights, span, together.base, axes)
        tables[group.name] = eigenvalue_table(own.values)
        owned.append(own.scores / np.sqrt(own.kept))
        relative += [0.0 if group.supplementary else value / own.values[0] for value in own.kept]
    standard = np.hstack(owned)
    pairs = [
        (group.name, axis + 1)
        for group, own in zip(together.groups, owned, strict=True)
        for axis in range(own.shape[1])
    ]
    names = pd.MultiIndex.from_tuples(pairs, names=["group", "own_axis"])
    cor = standard.T @ (analysis.found.scores * weights[:, None]) / np.sqrt(analysis.found.kept)
    inertia = np.array(relative)[:, None] * cor**2
    contrib = 100 * inertia / inertia.sum(axis=0)
    between = pd.DataFrame(standard.T @ (standard * weights[:, None]), index=names, columns=names)
    eigenvalues = pd.concat(tables, names=["group", "axis"])
    return eigenvalues, by_axis(cor, names), by_axis(contrib, names), between
