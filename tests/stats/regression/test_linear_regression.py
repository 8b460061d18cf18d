"""Least squares and mixed models give R's figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
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
)

from evalkit.stats.regression import diagnose, fit, importance, influence, marginal_effects, standardised


def test_coefficients_are_those_of_lm() -> None:
    model = fitted("score", "ols")
    same_coefficients(model, expected()["ols"]["coefficients"])
    assert (model.n, model.left_out_rows) == (226, 14)
    assert model.left_out.loc["age", "rows"] == 14


@pytest.mark.parametrize("errors", ["model", "HC0", "HC1", "HC2", "HC3"])
def test_covariances_are_those_of_sandwich(errors: str) -> None:
    same_covariance(fitted("score", "ols", errors=errors), expected()["ols"][errors])


def test_by_default_p_values_and_intervals_are_robust_and_corrected() -> None:
    model, theirs = fitted("score", "ols"), expected()["ols"]
    assert model.errors == "HC3"
    names = list(IN_R[1:])
    close(model.coefficients.loc[names, "p"], list(theirs["p_hc3"].values()))
    close(model.coefficients.loc[names, "p_corrected"], list(theirs["holm"].values()))
    close(model.coefficients.loc[list(IN_R), ["low", "high"]], list(theirs["interval"].values()))
    other = fitted("score", "ols", correction="bh")
    close(other.coefficients.loc[names, "p_corrected"], list(theirs["bh"].values()))


def test_clusters_take_student_with_one_degree_less_than_clusters() -> None:
    model, theirs = fitted("score", "ols", clusters="site"), expected()["ols"]
    same_covariance(model, theirs["cluster"])
    close(model.coefficients.loc[list(IN_R), "p"], list(theirs["p_cluster"].values()))
    assert (model.errors, model.clusters, model.df) == ("cluster", 24, 23)


def test_quality_is_that_of_lm() -> None:
    quality, theirs = fitted("score", "ols").quality, expected()["ols"]
    names = ["log_likelihood", "aic", "bic", "r_squared", "adjusted_r_squared", "sigma"]
    close(quality[names], [theirs[name] for name in names])


def test_terms_are_tested_as_car_does() -> None:
    tests, theirs = fitted("score", "ols").tests, expected()["ols"]
    close(tests.loc["sector", ["statistic", "p"]], [theirs["sector_wald"]["F"][1], theirs["sector_wald"]["Pr(>F)"][1]])
    names = list(theirs["partial_eta_squared"])
    close(tests.loc[names, "partial_eta_squared"], list(theirs["partial_eta_squared"].values()))


def test_weighted_least_squares_are_those_of_lm() -> None:
    model, theirs = fitted("score", "ols", weights="weight"), expected()["wls"]
    same_coefficients(model, theirs["coefficients"])
    same_covariance(model, theirs["HC3"])
    same_covariance(fitted("score", "ols", weights="weight", errors="model"), theirs["model"])
    close(
        [model.quality["log_likelihood"], model.quality["r_squared"]], [theirs["log_likelihood"], theirs["r_squared"]]
    )
    rows = influence(model)
    close(rows[["leverage", "cook", "studentised"]].T, [theirs["hat"], theirs["cook"], theirs["rstudent"]])


def test_diagnostics_are_those_of_lmtest_and_car() -> None:
    model, theirs = fitted("score", "ols"), expected()["ols"]
    found = diagnose(model).frame()
    for name, key in {"even_variance": "breusch_pagan", "shape": "reset", "normality": "shapiro"}.items():
        # The p-value of Shapiro and Wilk is an approximation that R holds in single precision.
        close(found.loc[name, ["statistic", "p"]], list(theirs[key].values()), 1e-7 if name == "normality" else EXACT)
    largest = list(theirs["outlier"].values())
    close(found.loc["outliers", ["statistic", "p"]], [abs(largest[0]), min(largest[1], 1.0)])
    close(diagnose(model).condition, theirs["condition"])


def test_each_rows_weight_is_that_of_r() -> None:
    rows, theirs = influence(fitted("score", "ols")), expected()["ols"]
    for mine, key in {
        "leverage": "hat",
        "cook": "cook",
        "studentised": "rstudent",
        "standardised": "rstandard",
    }.items():
        close(rows[mine], theirs[key])


def test_variance_inflation_is_that_of_car() -> None:
    model, theirs = fit(employees(), "score ~ log(hours) + age + woman + sector"), expected()["ols"]
    table = diagnose(model).inflation
    names = ["hours", "age", "woman", "sector"]
    close(table.loc[names, "gvif"], list(theirs["gvif"].values()))
    close(table.loc[names, "root"], list(theirs["gvif_root"].values()))


def test_predictors_that_interact_count_together_in_the_inflation() -> None:
    # car finds no predictor "hours" in "log(hours)", so that its figure for it is another's.
    table, theirs = diagnose(fitted("score", "ols")).inflation, expected()["ols"]["gvif_predictor"]
    close(table.loc[["age + woman", "sector"], "gvif"], [theirs["age"], theirs["sector"]])


@pytest.mark.parametrize("by", ["sd", "2sd"])
def test_standardised_effects_are_those_of_scaled_columns(by: str) -> None:
    table, theirs = standardised(fitted("score", "ols"), by), expected()["standardised"][by]  # type: ignore[arg-type]
    close(table.loc[list(IN_R[1:]), "estimate"], list(theirs["estimate"].values()))
    close(table.loc[list(IN_R[1:]), "standard_error"], list(theirs["error"].values()))


def test_importance_is_the_mean_gain_over_all_orders_of_entry() -> None:
    model, theirs = fit(employees(), "score ~ log(hours) + age + woman + sector"), expected()["lmg"]
    found = importance(model, draws=200)
    close(found.shares.loc[["hours", "age", "woman", "sector"], "share"], list(theirs.values()))
    assert found.r_squared == pytest.approx(model.quality["r_squared"])
    assert found.shares["share"].sum() == pytest.approx(found.r_squared)
    assert (found.shares["low"] <= found.shares["share"]).all()
    assert (found.shares["high"] >= found.shares["share"]).all()


def test_marginal_effects_of_a_linear_model_follow_its_interaction() -> None:
    model = fitted("score", "ols")
    same_effects(marginal_effects(model), expected()["ols"]["effects"])
    slopes, women = model.coefficients["estimate"], employees().dropna()["woman"].mean()
    effects = marginal_effects(model, ["age"])
    assert effects["estimate"][0] == pytest.approx(slopes["age"] + women * slopes["age:woman"])


def test_mixed_models_are_those_of_lme4() -> None:
    model, theirs = fitted("score", "mixed", clusters="site"), expected()["mixed"]
    same_coefficients(model, theirs["coefficients"], ITERATED)
    same_covariance(model, theirs["model"], ITERATED)
    names = ["between", "within", "icc", "log_likelihood", "aic", "bic"]
    close(model.quality[names], [theirs[name] for name in names], ITERATED)
    assert model.fitted.extra["restricted_log_likelihood"] == pytest.approx(theirs["restricted"], rel=1e-9)


def test_no_variance_between_groups_gives_least_squares() -> None:
    draw = np.random.default_rng(1)
    score = draw.normal(size=60)
    # Each group of three holds a low, a middle and a high score: groups differ less than chance has it.
    table = pd.DataFrame({"score": np.sort(score), "hours": draw.normal(size=60), "site": np.arange(60) % 20})
    mixed = fit(table, "score ~ hours", "mixed", clusters="site")
    assert mixed.quality["between"] == 0
    assert "no_between" in [each.name for each in mixed.cautions]
    close(mixed.coefficients["estimate"], fit(table, "score ~ hours").coefficients["estimate"])
