"""Models side by side, and one answer from several completed tables, as R gives them."""

from __future__ import annotations

import pandas as pd
import pytest
from regression_reference import FOLDER, RIGHT, close, employees, expected, fitted

from evalkit.stats.regression import Regression, RegressionError, compare, fit, pool


def test_nested_models_are_tested_as_anova_does() -> None:
    theirs, complete = expected()["compare"], employees().dropna()
    plain = fit(complete, "score ~ log(hours) + age + woman + sector")
    table = compare({"plain": plain, "interaction": fit(complete, f"score {RIGHT}")}).table
    close(table.loc["interaction", ["statistic", "p"]], [theirs["f"], theirs["f_p"]])
    fewer = fit(complete, "hired ~ log(hours) + age + woman", "logit")
    table = compare({"fewer": fewer, "all": fit(complete, f"hired {RIGHT}", "logit")}).table
    close(table.loc["all", ["statistic", "p"]], [theirs["chi2"], theirs["chi2_p"]])
    assert table["test"].to_dict() == {"fewer": "", "all": "chi2"}


def test_models_that_are_not_nested_or_use_other_rows_are_not_tested() -> None:
    hours, age = fit(employees(), "score ~ hours"), fit(employees(), "score ~ age + woman")
    table = compare({"hours": hours, "age": age}).table
    assert list(table["test"]) == ["", ""]
    assert list(table["same_rows"]) == [True, False]
    complete = employees().dropna()
    two = {"hours": fit(complete, "score ~ hours"), "age": fit(complete, "score ~ age + woman")}
    assert list(compare(two).table["test"]) == ["", ""]


def test_a_reparametrised_smaller_model_is_still_nested() -> None:
    complete = employees().dropna().assign(minutes=lambda table: 60 * table["hours"])
    models = {"small": fit(complete, "score ~ minutes"), "large": fit(complete, "score ~ hours + age")}
    assert list(compare(models).table["test"]) == ["", "F"]


def test_models_of_different_outcomes_are_refused() -> None:
    with pytest.raises(RegressionError, match="different outcomes"):
        compare({"a": fitted("score", "ols"), "b": fitted("hired", "logit")})


def completed() -> list[Regression]:
    several = pd.read_csv(FOLDER / "completed.csv")
    return [fit(each, "score ~ log(hours) + age * woman", errors="model") for _, each in several.groupby("imputation")]


def test_imputed_tables_are_pooled_as_mice_does() -> None:
    pooled, theirs = pool(completed()), expected()["pool"]
    names = [name.replace("(Intercept)", "Intercept") for name in theirs["order"]]
    table = pooled.coefficients.loc[names]
    for mine, key in {
        "estimate": "estimate",
        "standard_error": "error",
        "df": "df",
        "missing_information": "fmi",
    }.items():
        close(table[mine], theirs[key])
    assert (pooled.imputations, pooled.n) == (4, 240)


def test_tables_that_agree_pool_to_the_fit_itself() -> None:
    model = fit(employees(), "score ~ hours", errors="model")
    table = pool([model, model]).coefficients
    close(table["estimate"], model.coefficients["estimate"])
    close(table["standard_error"], model.coefficients["standard_error"])
