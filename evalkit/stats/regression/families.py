"""Families of models: which outcome each takes, and how the linear predictor becomes a mean or probabilities."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]

Family = Literal["ols", "logit", "poisson", "negative_binomial", "ordinal", "mixed"]
FAMILIES: tuple[Family, ...] = ("ols", "logit", "poisson", "negative_binomial", "ordinal", "mixed")
BINARY = ("logit",)
COUNTED = ("poisson", "negative_binomial")
LINEAR = ("ols", "mixed")


def mean_and_slope(family: Family, eta: Array, exposure: Array) -> tuple[Array, Array]:
    """Return the mean at a linear predictor, and its derivative: shape (n,) each. Not for ordinal outcomes."""
    if family in LINEAR:
        return eta, np.ones_like(eta)
    if family in BINARY:
        chance = expit(eta)
        return chance, chance * (1 - chance)
    mean = exposure * np.exp(eta)
    return mean, mean


def average(family: Family, parameters: Array, matrix: Array, exposure: Array, weights: Array) -> tuple[Array, Array]:
    """Return the weighted sum of predictions, and its gradient in the parameters.

    Parameters
    ----------
    family : Family
    parameters : ndarray
        Shape (K,): coefficients, then thresholds or dispersion.
    matrix : ndarray
        Shape (n, k), with the intercept.
    exposure, weights : ndarray
        Shape (n,).

    Returns
    -------
    (ndarray, ndarray)
        Shapes (m,) and (m, K): m is 1, or the number of levels of an ordinal outcome.
    """
    if family == "ordinal":
        return _average_chances(parameters, matrix[:, 1:], weights)
    k = matrix.shape[1]
    mean, slope = mean_and_slope(family, matrix @ parameters[:k], exposure)
    gradient = np.zeros(parameters.size)
    gradient[:k] = (weights * slope) @ matrix
    return np.array([weights @ mean]), gradient[None, :]


def _average_chances(parameters: Array, predictors: Array, weights: Array) -> tuple[Array, Array]:
    k = predictors.shape[1]
    below = expit(parameters[k:] - (predictors @ parameters[:k])[:, None])
    slope = below * (1 - below)
    sums = np.concatenate([[0.0], weights @ below, [weights.sum()]])
    by_threshold = np.zeros((parameters.size - k + 2, parameters.size))
    by_threshold[1:-1, :k] = -(weights[:, None] * slope).T @ predictors
    by_threshold[1:-1, k:] = np.diag(weights @ slope)
    return np.diff(sums), np.diff(by_threshold, axis=0)
