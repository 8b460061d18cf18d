"""What every fit hands over, whatever computed it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Numbers of a fit.

    Parameters
    ----------
    parameters : ndarray
        Shape (K,): coefficients in the order of the design, then thresholds (ordinal) or dispersion (negative
        binomial).
    bread : ndarray
        Shape (K, K): inverse of minus the second derivative of the log-likelihood (for least squares ``(X'WX)^-1``).
    scale : float
        By which `bread` is multiplied to give the covariance that the model itself supposes: the residual variance
        of least squares, else 1.
    scores : ndarray or None
        Shape (n, K): each row's first derivative. None for mixed models.
    mean : ndarray
        Shape (n,): fitted means. Ordinal outcomes: the probability of the level that was seen.
    hat : ndarray or None
        Shape (n,): leverages, where they are defined.
    log_likelihood, null_log_likelihood : float
        Maximised, of the model and of the one without predictors (nan: mixed).
    extra : dict
        ``sigma``, ``dispersion``, ``between``, ``within``… by family.
    """

    parameters: Array
    bread: Array
    scale: float
    scores: Array | None
    mean: Array
    hat: Array | None
    log_likelihood: float
    null_log_likelihood: float
    extra: dict[str, float] = field(default_factory=dict)
