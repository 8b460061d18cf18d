"""What a predictor changes, in the units of the outcome: average marginal effects; and on one scale: standardised.

Marginal effects follow the formula: a predictor that stands in an interaction, a logarithm or a spline is changed in
all places at once. Errors by the delta method (Williams 2012, Stata J. 12(2)).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from evalkit.stats.correction import corrected
from evalkit.stats.regression.covariance import covariance_of
from evalkit.stats.regression.families import Array, average
from evalkit.stats.regression.fit import refitted
from evalkit.stats.regression.formula import level_text
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression

STEP = 1e-4
"""Step of a numeric derivative, in standard deviations."""

Scale = Literal["sd", "2sd"]


def marginal_effects(regression: Regression, variables: Sequence[str] | None = None) -> pd.DataFrame:
    """Return average marginal effects on the outcome's own scale.

    Parameters
    ----------
    regression : Regression
    variables : sequence of str, optional
        Columns of the table; by default all that the right side uses, but numbers in a condition (`Rows.parted`).

    Returns
    -------
    DataFrame
        One row per effect: ``variable``; ``level`` and ``reference`` (for a category, or a column of 0 and 1: the
        effect is that of passing all rows from the reference to the level; empty for a numeric one: the effect of one
        unit more, as a slope); ``outcome`` (level of an ordinal outcome whose probability changes, else empty);
        ``estimate``, ``standard_error``, ``statistic``, ``p``, ``p_corrected`` (among the effects on one level of an
        ordinal outcome), ``low``, ``high``. In units of the
        outcome (ols, mixed), as a probability from 0 to 1 (logit, ordinal) or as a count (poisson, negative_binomial:
        over the exposure of each row). Rows count by their weight.

    Raises
    ------
    RegressionError
        When a variable is not in the model.
    """
    table = regression.rows.design.table
    parted = regression.rows.parted
    asked = [name for name in table.columns if name not in parted] if variables is None else list(variables)
    if strange := [name for name in asked if name not in table.columns]:
        raise RegressionError("unknown", names=strange, near=[], known=list(table.columns))
    found = [effect for name in asked for effect in _effects_of(regression, name)]
    named = pd.DataFrame([each[:3] for each in found], columns=["variable", "level", "reference"])
    outcomes = regression.levels if regression.family == "ordinal" else ("",)
    named = named.loc[named.index.repeat(len(outcomes))].reset_index(drop=True)
    named["outcome"] = list(outcomes) * len(found)
    nothing = (np.zeros(0), np.zeros((0, regression.fitted.parameters.size)))
    estimate, gradient = (np.concatenate([nothing[i], *(each[3 + i] for each in found)]) for i in (0, 1))
    error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, regression.parameter_covariance, gradient))
    figures = regression.reference.table(estimate, error, named.index)
    figures.insert(4, "p_corrected", figures["p"].groupby(named["outcome"]).transform(_corrected(regression)))
    return pd.concat([named, figures], axis=1)


def _corrected(regression: Regression) -> Callable[[pd.Series], Array]:
    return lambda p: corrected(p.to_numpy(), regression.correction)


_Effect = tuple[str, str, str, Array, Array]
"""Variable, level, reference, differences of each outcome, their gradients."""


def _effects_of(regression: Regression, name: str) -> list[_Effect]:
    column = regression.rows.design.table[name]
    if name not in regression.rows.design.categories and set(column.unique()) != {0, 1}:
        return [(name, "", "", *_slope(regression, name, column))]
    first, *others = _levels(column)
    base = _average(regression, name, _all_at(column, first))
    effects: list[_Effect] = []
    for level in others:
        there = _average(regression, name, _all_at(column, level))
        effects.append((name, level_text(level), level_text(first), there[0] - base[0], there[1] - base[1]))
    return effects


def _levels(column: pd.Series) -> list[object]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.categories)
    return sorted(column.unique())


def _all_at(column: pd.Series, level: object) -> pd.Series:
    return pd.Series([level] * len(column), index=column.index, dtype=column.dtype)


def _slope(regression: Regression, name: str, column: pd.Series) -> tuple[Array, Array]:
    """Return the mean derivative by central differences, and its gradient."""
    step = STEP * float(column.std())
    if column.min() > 0:
        # A logarithm must stay defined.
        step = min(step, STEP * float(column.min()))
    try:
        return _between(regression, name, column - step, column + step)
    except RegressionError:
        # A spline has no value beyond the outermost rows.
        low, high = float(column.min()), float(column.max())
        return _between(regression, name, (column - step).clip(low, high), (column + step).clip(low, high))


def _between(regression: Regression, name: str, low: pd.Series, high: pd.Series) -> tuple[Array, Array]:
    width = (high - low).to_numpy(np.float64)
    up, down = (_average(regression, name, values, 1 / width) for values in (high, low))
    return up[0] - down[0], up[1] - down[1]


def _average(regression: Regression, name: str, values: pd.Series, share: Array | float = 1.0) -> tuple[Array, Array]:
    """Return the mean prediction with other values of a column, each row's times its share, and its gradient."""
    rows = regression.rows
    matrix = rows.design.rebuilt(rows.design.table.assign(**{name: values}))
    weights = rows.weights / rows.weights.sum() * share
    return average(regression.family, regression.fitted.parameters, matrix, rows.exposure, weights)


def standardised(regression: Regression, by: Scale = "sd") -> pd.DataFrame:
    """Return coefficients on one scale, so that predictors in different units can be set side by side.

    Parameters
    ----------
    regression : Regression
    by : {"sd", "2sd"}
        Numeric factors of the formula are centred and divided by their standard deviation, or by two of them (Gelman
        2008, Stat. Med. 27: then about comparable with passing from one half of a population to the other, as a
        category does). Categories and columns of two values stay as they are.

    Returns
    -------
    DataFrame
        As ``coefficients``, without the intercept. For linear models the outcome is also divided by its standard
        deviation; for others the effects stay log odds or log rates. Interactions are products of what was centred.
    """
    rows, family = regression.rows, regression.family
    fitted = refitted(rows, family, rows.design.standardised(2.0 if by == "2sd" else 1.0))
    covariance = covariance_of(fitted, regression.errors, rows.clusters, family)
    unit = float(np.std(rows.outcome, ddof=1)) if family in ("ols", "mixed") else 1.0
    names = regression.coefficients.index
    k = len(names)
    error = np.sqrt(np.diag(covariance)[:k])
    table = regression.reference.table(fitted.parameters[:k] / unit, error / unit, names)
    return table.drop(index="Intercept", errors="ignore")
