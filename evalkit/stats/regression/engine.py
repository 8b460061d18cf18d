"""Least squares, logit, Poisson and negative binomial by statsmodels: the one module that knows it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.special import gammaln, xlogy
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.genmod.families import Binomial, Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import WLS

from evalkit.stats.regression.families import Array, Family, mean_and_slope
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.refusals import RegressionError

LEAST_DISPERSION = 1e-5
"""Below, counts are Poisson's for all purposes, and second derivatives take minutes."""
STEPS = 200
"""Steps after which a fit that still moves is given up; a dozen is usual."""


def fit_least_squares(outcome: Array, matrix: Array, weights: Array) -> Fitted:
    """Fit by (weighted) least squares."""
    result = WLS(outcome, matrix, weights=weights).fit()  # type: ignore[no-untyped-call]
    bread = np.asarray(result.normalized_cov_params)
    residual = outcome - matrix @ result.params
    return Fitted(
        parameters=np.asarray(result.params),
        bread=bread,
        scale=float(result.scale),
        scores=(weights * residual)[:, None] * matrix,
        mean=matrix @ result.params,
        hat=leverages(bread, matrix, weights),
        log_likelihood=_normal_likelihood(residual, weights),
        null_log_likelihood=_normal_likelihood(outcome - np.average(outcome, weights=weights), weights),
        extra={"sigma": float(np.sqrt(result.scale))},
    )


def fit_generalised(family: Family, outcome: Array, matrix: Array, weights: Array, exposure: Array) -> Fitted:
    """Fit a logit or a Poisson model by maximum likelihood.

    Raises
    ------
    RegressionError
        When the steps do not settle.
    """
    distribution = Binomial() if family == "logit" else Poisson()  # type: ignore[no-untyped-call]
    model: Any = GLM(outcome, matrix, distribution, var_weights=weights, offset=np.log(exposure))  # type: ignore[no-untyped-call]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        result = model.fit(tol=1e-10, maxiter=STEPS)
    # One step more: statsmodels stops when the deviance hardly falls, which is half the digits of the coefficients.
    start = np.asarray(result.params)
    scores, bread, *_ = _state(family, start, outcome, matrix, weights, exposure)
    parameters = start + bread @ scores.sum(axis=0)
    scores, bread, mean, slope = _state(family, parameters, outcome, matrix, weights, exposure)
    _check_settled(scores, bread, family)
    null = exposure * np.average(outcome, weights=weights) / np.average(exposure, weights=weights)
    return Fitted(
        parameters=parameters,
        bread=bread,
        scale=1.0,
        scores=scores,
        mean=mean,
        hat=leverages(bread, matrix, weights * slope),
        log_likelihood=_likelihood(family, outcome, mean, weights),
        null_log_likelihood=_likelihood(family, outcome, null, weights),
    )


def _state(
    family: Family, parameters: Array, outcome: Array, matrix: Array, weights: Array, exposure: Array
) -> tuple[Array, Array, Array, Array]:
    """Return scores (n, k), the inverse of the information (k, k), means and their slopes (n,)."""
    with np.errstate(over="ignore"):
        mean, slope = mean_and_slope(family, matrix @ parameters, exposure)
    scores = (weights * (outcome - mean))[:, None] * matrix
    return scores, _inverse((matrix * (weights * slope)[:, None]).T @ matrix), mean, slope


def fit_negative_binomial(outcome: Array, matrix: Array, exposure: Array) -> Fitted:
    """Fit a negative binomial model with variance ``mean + dispersion * mean²`` by maximum likelihood.

    Raises
    ------
    RegressionError
        When the steps do not settle, or the counts vary less than Poisson counts: the dispersion is then 0.
    """
    poisson = fit_generalised("poisson", outcome, matrix, np.ones(len(outcome)), exposure)
    if np.sum((outcome - poisson.mean) ** 2 - outcome) <= 0:
        # The likelihood falls as soon as the dispersion leaves 0.
        raise RegressionError("no_dispersion")
    start = np.append(poisson.parameters, _moment(outcome, poisson.mean))
    result, model = _counts(outcome, matrix, exposure, start)
    parameters = np.asarray(result.params)
    scores, bread = np.asarray(model.score_obs(parameters)), _inverse(-np.asarray(model.hessian(parameters)))
    _check_settled(scores, bread, "negative_binomial")
    null = np.append(np.log(outcome.sum() / exposure.sum()), parameters[-1])
    return Fitted(
        parameters=parameters,
        bread=bread,
        scale=1.0,
        scores=scores,
        mean=exposure * np.exp(matrix @ parameters[:-1]),
        hat=None,
        log_likelihood=float(result.llf),
        null_log_likelihood=float(_counts(outcome, matrix[:, :1], exposure, null)[0].llf),
        extra={"dispersion": float(parameters[-1]), "poisson_log_likelihood": poisson.log_likelihood},
    )


def leverages(bread: Array, matrix: Array, weights: Array) -> Array:
    """Return the diagonal of the hat matrix: shape (n,)."""
    return np.asarray(weights * np.einsum("ij,jk,ik->i", matrix, bread, matrix, optimize=True), dtype=np.float64)


def _counts(outcome: Array, matrix: Array, exposure: Array, start: Array) -> tuple[Any, Any]:
    model: Any = NegativeBinomial(outcome, matrix, exposure=exposure)  # type: ignore[no-untyped-call]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        near = model.fit(start_params=start, method="bfgs", maxiter=STEPS, disp=0)
        if not near.params[-1] > LEAST_DISPERSION:
            raise RegressionError("no_dispersion")
        return model.fit(start_params=near.params, method="newton", maxiter=STEPS, tol=1e-12, disp=0), model


def _moment(outcome: Array, mean: Array) -> float:
    """Return the dispersion by moments, as a start."""
    return float(max(np.sum((outcome - mean) ** 2 - mean) / np.sum(mean**2), 0.01))


def _inverse(information: Array) -> Array:
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise RegressionError("not_settled") from error


def _check_settled(scores: Array, bread: Array, family: Family) -> None:
    """Refuse a fit whose next step would still be one: more than 1e-4 standard errors for any coefficient."""
    steps = bread @ scores.sum(axis=0)
    errors = np.sqrt(np.diag(bread))
    if not np.isfinite(errors).all() or (np.abs(steps) > 1e-4 * errors).any():
        raise RegressionError("not_settled", family=family)


def _normal_likelihood(residual: Array, weights: Array) -> float:
    n = residual.size
    variance = np.sum(weights * residual**2) / n
    return float(-0.5 * n * (np.log(2 * np.pi * variance) + 1) + 0.5 * np.log(weights).sum())


def _likelihood(family: Family, outcome: Array, mean: Array, weights: Array) -> float:
    if family == "logit":
        return float(np.sum(weights * (xlogy(outcome, mean) + xlogy(1 - outcome, 1 - mean))))
    return float(np.sum(weights * (xlogy(outcome, mean) - mean - gammaln(outcome + 1))))
