"""Fit a regression: rows, checks, estimates, errors, cautions, in one frozen result."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import numpy as np
import pandas as pd

from evalkit.stats.correction import Correction
from evalkit.stats.regression.cautions import cautions_of
from evalkit.stats.regression.collinearity import check_rank
from evalkit.stats.regression.covariance import Errors, covariance_of, errors_of
from evalkit.stats.regression.engine import (
    fit_generalised,
    fit_least_squares,
    fit_negative_binomial,
)
from evalkit.stats.regression.families import FAMILIES, LINEAR, Array, Family
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.formula import Design, TermOfDesign, read_formula
from evalkit.stats.regression.inference import Reference, corrected_slopes
from evalkit.stats.regression.mixed import fit_mixed
from evalkit.stats.regression.ordinal import fit_ordinal
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression
from evalkit.stats.regression.rows import Rows, rows_of
from evalkit.stats.regression.separation import check_separation


def fit(
    table: pd.DataFrame,
    formula: str,
    family: Family = "ols",
    *,
    clusters: str | None = None,
    weights: str | None = None,
    exposure: str | None = None,
    errors: str | None = None,
    correction: Correction = "holm",
    confidence: float = 0.95,
) -> Regression:
    """Fit a regression to the complete rows of a table.

    Parameters
    ----------
    table : DataFrame
        One row per observation. Text, category and boolean columns are categories, compared with their first level.
    formula : str
        As in statsmodels: ``"hired ~ age + C(site) + age:sex"``; ``Q("part time")`` for a name that is no word.
    family : {"ols", "logit", "poisson", "negative_binomial", "ordinal", "mixed"}
        ``mixed``: linear, with a random intercept for each of `clusters`.
    clusters : str, optional
        Column of the groups inside which rows resemble one another: errors are cluster-robust, with Student's t of
        ``groups - 1`` degrees; for ``mixed``, the groups of the random intercept.
    weights : str, optional
        Column of weights (0 leaves the row out), for ``ols``, ``logit`` and ``poisson``: each row counts in proportion.
        With the errors "model" they are taken as precisions; the robust errors, which are the default, do not.
    exposure : str, optional
        For counts, the column of what each was counted over (months, persons): the model is then of rates.
    errors : {"HC0", "HC1", "HC2", "HC3", "model", "cluster"}, optional
        By default HC3 for ``ols``, ``"model"`` for ``mixed``, HC1 for the others.
    correction : {"holm", "bh"}
        Of the p-values for their number.
    confidence : float
        Of the intervals.

    Raises
    ------
    RegressionError
        A ValueError whose `sentence` tells in either language what is wrong and what to do. Its kind `SeparationError`
        means that coefficients would be infinite.

    Notes
    -----
    Rows with a missing value are left out, and counted by column in ``left_out``. p-values come from Student's t for
    ``ols`` (n - k degrees) and with clusters (groups - 1), else from the normal law.
    """
    _check_choices(family, clusters, weights, correction, confidence)
    chosen = errors_of(errors, family, clusters is not None)
    rows = rows_of(table, read_formula(formula, table), family, clusters, weights, exposure)
    _check_design(rows, family)
    fitted = _fitted(rows, family)
    covariance = covariance_of(fitted, chosen, rows.clusters, family)
    return _dressed(rows, family, fitted, covariance, chosen, correction, confidence)


def refitted(rows: Rows, family: Family, matrix: Array) -> Fitted:
    """Fit the same rows with another matrix."""
    ones = rows.weights
    if family == "ols":
        return fit_least_squares(rows.outcome, matrix, ones)
    if family == "negative_binomial":
        return fit_negative_binomial(rows.outcome, matrix, rows.exposure)
    if family == "ordinal":
        return fit_ordinal(rows.outcome, matrix[:, 1:])
    if family == "mixed" and rows.clusters is not None:
        return fit_mixed(rows.outcome, matrix, rows.clusters)
    return fit_generalised(family, rows.outcome, matrix, ones, rows.exposure)


def _check_choices(family: str, clusters: str | None, weights: str | None, correction: str, confidence: float) -> None:
    if family not in FAMILIES:
        raise RegressionError("family", family=family, known=FAMILIES)
    if family == "mixed" and clusters is None:
        raise RegressionError("mixed_groups")
    if weights is not None and family in ("negative_binomial", "ordinal", "mixed"):
        raise RegressionError("weights_family", family=family)
    if correction not in get_args(Correction):
        raise RegressionError("correction", asked=correction, known=get_args(Correction))
    if not 0 < confidence < 1:
        raise RegressionError("confidence", asked=confidence)


def _check_design(rows: Rows, family: Family) -> None:
    """Refuse too few rows, one cluster, identical columns, and separation: before anything is fitted."""
    n, k = rows.design.matrix.shape
    if n <= k:
        raise RegressionError("too_few_rows", n=n, parameters=k)
    if rows.clusters is not None:
        _check_clusters(rows.clusters, n, family)
    check_rank(rows.design.matrix, rows.design.names)
    check_separation(family, rows.outcome, rows.design.matrix, rows.design.names)


def _check_clusters(clusters: np.ndarray, n: int, family: Family) -> None:
    count = int(clusters.max()) + 1
    if count < 2:
        raise RegressionError("one_cluster")
    if family == "mixed" and count == n:
        raise RegressionError("lone_groups")


def _fitted(rows: Rows, family: Family) -> Fitted:
    found = refitted(rows, family, rows.design.matrix)
    if family == "ols" and found.scale <= 1e-20 * np.var(rows.outcome):
        raise RegressionError("perfect_fit")
    return found


def _dressed(
    rows: Rows,
    family: Family,
    fitted: Fitted,
    covariance: Array,
    errors: Errors,
    correction: Correction,
    confidence: float,
) -> Regression:
    names = rows.design.names[1:] if family == "ordinal" else rows.design.names
    reference = Reference(_freedom(rows, family, len(names)), confidence)
    k = len(names)
    return Regression(
        family=family,
        formula=rows.design.formula,
        outcome=rows.design.formula.split("~")[0].strip(),
        levels=rows.levels,
        n=len(rows.outcome),
        left_out=rows.left_out,
        left_out_rows=rows.left_out_rows,
        coefficients=_coefficients(fitted, covariance, names, reference, correction),
        tests=_tests(rows, family, fitted, covariance, reference),
        others=_others(rows, fitted, covariance, k),
        quality=_quality(rows, family, fitted),
        covariance=pd.DataFrame(covariance[:k, :k], index=list(names), columns=list(names)),
        errors=errors,
        clusters=0 if rows.clusters is None else int(rows.clusters.max()) + 1,
        df=reference.df,
        confidence=confidence,
        correction=correction,
        cautions=cautions_of(rows, family, fitted),
        rows=rows,
        fitted=fitted,
        parameter_covariance=covariance,
    )


def _freedom(rows: Rows, family: Family, k: int) -> float:
    if rows.clusters is not None and family != "mixed":
        return float(rows.clusters.max())
    return float(len(rows.outcome) - k) if family == "ols" else np.inf


def _coefficients(
    fitted: Fitted, covariance: Array, names: tuple[str, ...], reference: Reference, correction: Correction
) -> pd.DataFrame:
    k = len(names)
    index = pd.Index(names, name="term")
    table = reference.table(fitted.parameters[:k], np.sqrt(np.diag(covariance)[:k]), index)
    table.insert(4, "p_corrected", corrected_slopes(table["p"].to_numpy(), index, correction))
    return table


def _others(rows: Rows, fitted: Fitted, covariance: Array, k: int) -> pd.DataFrame:
    levels = rows.levels
    names = [f"{low} | {high}" for low, high in pairwise(levels)]
    names = names if fitted.parameters.size - k == len(names) else ["dispersion"]
    found = {"estimate": fitted.parameters[k:], "standard_error": np.sqrt(np.diag(covariance)[k:])}
    return pd.DataFrame(found, index=pd.Index(names[: fitted.parameters.size - k], name="parameter"))


def _tests(rows: Rows, family: Family, fitted: Fitted, covariance: Array, reference: Reference) -> pd.DataFrame:
    shift = 1 if family == "ordinal" else 0
    found = []
    for term in rows.design.terms:
        own = np.array(term.columns) - shift
        statistic, p = reference.joint(fitted.parameters[own], covariance[np.ix_(own, own)])
        found.append({"df": len(own), "statistic": statistic, "p": p})
    names = pd.Index([term.name for term in rows.design.terms], name="term")
    table = pd.DataFrame(found, index=names, columns=["df", "statistic", "p"])
    if family == "ols":
        table["partial_eta_squared"] = [_partial_eta(rows, term, fitted) for term in rows.design.terms]
    return table


def _partial_eta(rows: Rows, term: TermOfDesign, fitted: Fitted) -> float:
    """Return the share that a term explains of what the others leave (type II: no term that contains it)."""
    free = [each for each in rows.design.terms if not each.factors > term.factors]
    without = [each for each in free if each is not term]
    gained = _left(rows, rows.design, without) - _left(rows, rows.design, free)
    return float(gained / (gained + fitted.scale * (len(rows.outcome) - fitted.parameters.size)))


def _left(rows: Rows, design: Design, terms: list[TermOfDesign]) -> float:
    """Return the sum of squares that an intercept and these terms leave unexplained."""
    columns = [0, *(column for term in terms for column in term.columns)]
    root = np.sqrt(rows.weights)
    matrix, outcome = design.matrix[:, columns] * root[:, None], rows.outcome * root
    solved = np.linalg.lstsq(matrix, outcome, rcond=None)[0]
    return float(np.sum((outcome - matrix @ solved) ** 2))


def _quality(rows: Rows, family: Family, fitted: Fitted) -> pd.Series:
    n = len(rows.outcome)
    count = fitted.parameters.size + {"ols": 1, "mixed": 2}.get(family, 0)
    found = {
        "parameters": float(count),
        "log_likelihood": fitted.log_likelihood,
        "aic": 2 * count - 2 * fitted.log_likelihood,
        "bic": np.log(n) * count - 2 * fitted.log_likelihood,
    }
    if family == "ols":
        found |= _explained(rows, fitted)
    elif family not in LINEAR:
        found["mcfadden"] = 1 - fitted.log_likelihood / fitted.null_log_likelihood
    found |= {name: value for name, value in fitted.extra.items() if not name.endswith("likelihood")}
    if family == "mixed":
        found["icc"] = found["between"] / (found["between"] + found["within"])
    return pd.Series(found, name="quality", dtype=np.float64)


def _explained(rows: Rows, fitted: Fitted) -> dict[str, float]:
    n, k = rows.design.matrix.shape
    centre = np.average(rows.outcome, weights=rows.weights)
    total = float(np.sum(rows.weights * (rows.outcome - centre) ** 2))
    r_squared = 1 - fitted.scale * (n - k) / total
    return {"r_squared": r_squared, "adjusted_r_squared": 1 - (1 - r_squared) * (n - 1) / (n - k)}
