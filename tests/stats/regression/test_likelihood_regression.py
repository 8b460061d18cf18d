"""Logit, counts and ordered levels give R's figures, or those of R's own likelihoods."""

from __future__ import annotations

import numpy as np
import pytest
from regression_reference import (
    EXACT,
    IN_R,
    ITERATED,
    close,
    employees,
    expected,
    fitted,
    same_coefficients,
    same_covariance,
    same_effects,
    square,
)
from statsmodels.miscmodels.ordinal_model import OrderedModel

from evalkit.stats.regression import diagnose, fit, importance, influence, marginal_effects
from evalkit.stats.regression.formula import design_of, read_formula


@pytest.mark.parametrize("errors", ["model", "HC0", "HC1", "HC3"])
def test_logit_is_that_of_glm_and_sandwich(errors: str) -> None:
    model, theirs = fitted("hired", "logit", errors=errors), expected()["logit"]
    assert model.levels == ("no", "yes")
    same_coefficients(model, theirs["coefficients"])
    same_covariance(model, theirs[errors])
    names = ["log_likelihood", "aic", "bic", "mcfadden"]
    close(model.quality[names], [theirs[name] for name in names])


def test_logit_by_clusters_is_that_of_sandwich() -> None:
    same_covariance(fitted("hired", "logit", clusters="site"), expected()["logit"]["cluster"])


def test_weighted_logit_is_that_of_glm() -> None:
    model, theirs = fitted("hired", "logit", weights="weight"), expected()["weighted_logit"]
    same_coefficients(model, theirs["coefficients"])
    same_covariance(model, theirs["HC1"])


def test_logit_diagnostics_are_those_of_r() -> None:
    model, theirs = fitted("hired", "logit"), expected()["logit"]
    found = diagnose(model).frame()
    close(found.loc["calibration", ["statistic", "p"]], [theirs["hosmer"], theirs["hosmer_p"]])
    close(found.loc["discrimination", "statistic"], theirs["auc"])
    rows = influence(model)
    close(rows[["leverage", "cook", "standardised"]].T, [theirs["hat"], theirs["cook"], theirs["pearson"]])
    plain = fit(employees(), "hired ~ log(hours) + age + woman + sector", "logit")
    close(diagnose(plain).inflation.loc[["hours", "age", "woman", "sector"], "gvif"], list(theirs["gvif"].values()))


def test_logit_importance_is_the_mean_gain_in_mcfaddens_r_squared() -> None:
    model, theirs = fit(employees(), "hired ~ log(hours) + age + woman + sector", "logit"), expected()["mcfadden"]
    found = importance(model, draws=0)
    close(found.shares.loc[["hours", "age", "woman", "sector"], "share"], list(theirs.values()), 1e-7)
    assert found.shares["share"].sum() == pytest.approx(model.quality["mcfadden"])


@pytest.mark.parametrize(("left", "family"), [("hired", "logit"), ("absences", "poisson")])
def test_marginal_effects_are_differences_of_mean_predictions(left: str, family: str) -> None:
    model = fitted(left, family, exposure="months") if family == "poisson" else fitted(left, family)
    same_effects(marginal_effects(model), expected()[family]["effects"])


@pytest.mark.parametrize("errors", ["model", "HC0", "HC1"])
def test_poisson_is_that_of_glm_and_sandwich(errors: str) -> None:
    model, theirs = fitted("absences", "poisson", exposure="months", errors=errors), expected()["poisson"]
    same_coefficients(model, theirs["coefficients"])
    same_covariance(model, theirs[errors])
    close(
        model.quality[["log_likelihood", "aic", "mcfadden"]], [theirs[x] for x in ("log_likelihood", "aic", "mcfadden")]
    )


def test_poisson_diagnostics_are_those_of_r() -> None:
    model, theirs = fitted("absences", "poisson", exposure="months"), expected()["poisson"]
    same_covariance(fitted("absences", "poisson", exposure="months", clusters="site"), theirs["cluster"])
    checks = {each.name: each for each in diagnose(model).checks}
    close(
        [checks["overdispersion"].statistic, checks["overdispersion"].p], [theirs["dispersion"], theirs["dispersion_p"]]
    )
    close(dict(checks["zeros"].values)["expected"], theirs["zeros"])
    close(influence(model)[["leverage", "cook"]].T, [theirs["hat"], theirs["cook"]])


def test_negative_binomial_is_that_of_mass() -> None:
    model, theirs = (
        fitted("absences", "negative_binomial", exposure="months", errors="model"),
        expected()["negative_binomial"],
    )
    same_coefficients(model, theirs["coefficients"], ITERATED)
    close(model.quality[["dispersion", "log_likelihood"]], [theirs["dispersion"], theirs["log_likelihood"]], ITERATED)
    close(model.quality["mcfadden"], 1 - theirs["log_likelihood"] / theirs["null_log_likelihood"], ITERATED)
    close(model.coefficients.loc[list(IN_R), "standard_error"], theirs["error"][:7], ITERATED)
    close(model.others["standard_error"], theirs["error"][7:], ITERATED)
    checks = {each.name: dict(each.values) for each in diagnose(model).checks}
    close(checks["zeros"]["expected"], theirs["zeros"], ITERATED)


def test_ordinal_logit_is_that_of_mass() -> None:
    model, theirs = fitted("content", "ordinal", errors="model"), expected()["ordinal"]
    names = list(IN_R[1:])
    mine = [*model.coefficients.loc[names, "estimate"], *model.others["estimate"]]
    close(mine, theirs["parameters"], ITERATED)
    np.testing.assert_allclose(mine, theirs["polr"], rtol=1e-4)
    close(model.covariance.loc[names, names], square(theirs["model"])[:6, :6], 1e-5)
    close(model.quality[["log_likelihood", "aic"]], [theirs["log_likelihood"], theirs["aic"]], EXACT)
    same_effects(marginal_effects(model), theirs["effects"], 1e-5)


def test_robust_errors_of_an_ordinal_logit_are_those_of_its_likelihood_in_r() -> None:
    names = list(IN_R[1:])
    model = fitted("content", "ordinal", errors="HC0")
    errors = model.coefficients.loc[names, "standard_error"]
    # Not those of sandwich(polr(...)): polr stops its search some digits before the summit.
    close(errors, np.sqrt(np.diag(square(expected()["ordinal"]["robust"])))[:6], ITERATED)


def test_ordinal_logit_is_that_of_statsmodels() -> None:
    model, table = fitted("content", "ordinal"), employees().dropna()
    matrix = design_of(read_formula(model.formula, table), table.astype({"woman": float, "sector": object})).matrix
    theirs = OrderedModel(table["content"], matrix[:, 1:], distr="logit").fit(method="bfgs", disp=0, gtol=1e-9)
    assert model.quality["log_likelihood"] == pytest.approx(theirs.llf, rel=1e-10)
    np.testing.assert_allclose(model.coefficients["estimate"], theirs.params[:6], rtol=1e-4, atol=1e-6)


def test_proportional_odds_are_tested_as_brant_does() -> None:
    found, theirs = diagnose(fitted("content", "ordinal")).frame().loc["parallel"], expected()["ordinal"]["brant"]
    close([found["statistic"], found["p"]], [theirs["statistic"], theirs["p"]])


def test_probabilities_of_ordered_levels_move_against_one_another() -> None:
    effects = marginal_effects(fitted("content", "ordinal"))
    sums = effects.groupby(["variable", "level"])["estimate"].sum()
    np.testing.assert_allclose(sums, 0, atol=1e-12)
