"""What a regression gives: frozen tables with the same names for all families."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evalkit.stats.correction import Correction
from evalkit.stats.regression.covariance import Errors
from evalkit.stats.regression.families import Array, Family
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.inference import Reference
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.rows import Rows

RATIOS: dict[Family, str] = {
    "logit": "odds_ratio",
    "ordinal": "odds_ratio",
    "poisson": "rate_ratio",
    "negative_binomial": "rate_ratio",
}
"""What the exponential of a coefficient is, where it means something."""


@dataclass(frozen=True)
class Caution:
    """Something that weakens a result, to be told with it.

    Parameters
    ----------
    name : str
        Key under ``regression.cautions`` of the texts.
    values : tuple of (str, object)
        What fills the sentence.
    """

    name: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Regression:
    """A fitted regression.

    Parameters
    ----------
    family : str
    formula : str
    outcome : str
        The left side of the formula.
    levels : tuple of str
        Levels of a binary outcome (the second is the one modelled) or of an ordered one; empty for numbers.
    n : int
        Rows used.
    left_out : DataFrame
        Column (index) and ``rows`` that miss a value there.
    left_out_rows : int
        Rows left out in all.
    coefficients : DataFrame
        Per column of the design (index ``term``, the intercept first where there is one): ``estimate``,
        ``standard_error``, ``statistic``, ``p``, ``p_corrected`` (nan for the intercept, which is no question asked),
        ``low``, ``high``. For an ordinal outcome a positive coefficient goes with higher levels.
    tests : DataFrame
        Per term of the formula: ``df``, ``statistic`` (Wald chi²/df, as F), ``p``, and for ``ols``
        ``partial_eta_squared`` (type II sums of squares).
    others : DataFrame
        Thresholds of an ordinal outcome, dispersion of a negative binomial one: ``estimate``, ``standard_error``.
    quality : Series
        What there is of ``log_likelihood``, ``aic``, ``bic``, ``r_squared``, ``adjusted_r_squared``, ``mcfadden``,
        ``sigma``, ``dispersion``, ``between``, ``within``, ``icc``, ``parameters``. AIC and BIC count the variance as
        a parameter, as R does.
    covariance : DataFrame
        Of the coefficients, shape (k, k).
    errors : str
        ``"model"``, ``"HC0"`` … ``"HC3"`` or ``"cluster"``.
    clusters : int
        Number of clusters (groups of a mixed model); 0 without.
    df : float
        Degrees of freedom of Student's t; infinite where the normal law is used.
    confidence : float
        Of the intervals.
    correction : str
        ``"holm"`` or ``"bh"``.
    cautions : tuple of Caution
    """

    family: Family
    formula: str
    outcome: str
    levels: tuple[str, ...]
    n: int
    left_out: pd.DataFrame
    left_out_rows: int
    coefficients: pd.DataFrame
    tests: pd.DataFrame
    others: pd.DataFrame
    quality: pd.Series[float]
    covariance: pd.DataFrame
    errors: Errors
    clusters: int
    df: float
    confidence: float
    correction: Correction
    cautions: tuple[Caution, ...]
    rows: Rows = field(repr=False, compare=False)
    fitted: Fitted = field(repr=False, compare=False)
    parameter_covariance: Array = field(repr=False, compare=False)

    @property
    def ratios(self) -> pd.DataFrame:
        """Odds ratios (logit, ordinal) or rate ratios (counts) with their bounds, without the intercept.

        Raises
        ------
        RegressionError
            For a linear model, whose coefficients are differences.
        """
        if self.family not in RATIOS:
            raise RegressionError("no_ratios", family=self.family)
        slopes = self.slopes
        return slopes[["estimate", "low", "high"]].map(np.exp).assign(p=slopes["p"], p_corrected=slopes["p_corrected"])

    @property
    def slopes(self) -> pd.DataFrame:
        """The coefficients without the intercept."""
        return self.coefficients.drop(index="Intercept", errors="ignore")

    @property
    def sizes(self) -> dict[str, int]:
        """Rows on the smaller side of each column of the design that parts them (a category, a column of 0 and 1).

        Below a disclosure threshold the coefficient of the column tells of persons. The intercept has the rows that
        none of these columns marks: it is their mean.
        """
        names, matrix = self.rows.design.names[1:], self.rows.design.matrix[:, 1:]
        parting = np.asarray(np.isin(matrix, (0.0, 1.0)).all(axis=0))
        counts = matrix[:, parting].sum(axis=0).astype(int)
        parted = [name for name, each in zip(names, parting, strict=True) if each]
        sizes = {name: int(min(count, self.n - count)) for name, count in zip(parted, counts, strict=True)}
        if sizes and "Intercept" in self.coefficients.index:
            sizes["Intercept"] = int((~matrix[:, parting].any(axis=1)).sum())
        return sizes

    @property
    def reference(self) -> Reference:
        """The law that p-values and intervals come from."""
        return Reference(self.df, self.confidence)
