"""What must hold of any regression."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.stats.regression import RegressionError, fit, importance, marginal_effects, standardised
from evalkit.stats.regression.formula import columns_of
from evalkit.stats.regression.importance import shapley


def made(seed: int, n: int = 80) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(draw.normal(size=(n, 3)), columns=["a", "b", "c"])
    table["group"] = draw.choice(["u", "v", "w"], n)
    table["y"] = table["a"] - 0.5 * table["b"] + (table["group"] == "v") + draw.normal(size=n)
    table["seen"] = (draw.random(n) < 1 / (1 + np.exp(-table["a"]))).astype(int)
    table["count"] = draw.poisson(np.exp(0.3 * table["a"]))
    return table


seeds = st.integers(0, 10_000)
quick = settings(max_examples=4, deadline=None)


@quick
@given(seeds, st.floats(0.01, 100), st.floats(-50, 50))
def test_units_of_a_predictor_change_its_coefficient_and_nothing_else(seed: int, scale: float, shift: float) -> None:
    table = made(seed)
    one = fit(table, "y ~ a + b + group")
    other = fit(table.assign(a=scale * table["a"] + shift), "y ~ a + b + group")
    assert other.coefficients["estimate"]["a"] * scale == pytest.approx(one.coefficients["estimate"]["a"], rel=1e-6)
    np.testing.assert_allclose(other.slopes["p"], one.slopes["p"], rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(standardised(other)["estimate"], standardised(one)["estimate"], rtol=1e-6)
    np.testing.assert_allclose(importance(other, draws=0).shares, importance(one, draws=0).shares, rtol=1e-6)


@pytest.mark.parametrize(("scale", "shift"), [(10, 2010), (3e5, 1e6), (1e-5, 1e-4)], ids=["years", "euros", "shares"])
def test_years_euros_and_shares_are_as_plain_as_any_number(scale: float, shift: float) -> None:
    table = made(5, 150)
    other = table.assign(a=scale * table["a"] + shift)
    for left, family in (("seen", "logit"), ("count", "poisson"), ("group == 'v'", "logit")):
        formula = f"{left} ~ a + b"
        one, two = fit(table, formula, family), fit(other, formula, family)  # type: ignore[arg-type]
        np.testing.assert_allclose(two.slopes["p"], one.slopes["p"], rtol=1e-7)


@quick
@given(seeds)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    table = made(seed)
    shuffled = table.sample(frac=1, random_state=seed)
    for formula, family in (("y ~ a * group", "ols"), ("count ~ a + b", "poisson")):
        one, other = fit(table, formula, family), fit(shuffled, formula, family)  # type: ignore[arg-type]
        np.testing.assert_allclose(other.coefficients, one.coefficients, rtol=1e-6, atol=1e-9)


@quick
@given(seeds)
def test_a_row_of_weight_2_has_the_coefficients_of_a_row_written_twice(seed: int) -> None:
    table = made(seed).assign(w=lambda t: 1.0 + (np.arange(len(t)) < 20))
    twice = pd.concat([table, table.head(20)], ignore_index=True)
    for formula, family in (("y ~ a + group", "ols"), ("count ~ a + b", "poisson")):
        one, other = fit(table, formula, family, weights="w"), fit(twice, formula, family)  # type: ignore[arg-type]
        np.testing.assert_allclose(one.coefficients["estimate"], other.coefficients["estimate"], rtol=1e-6, atol=1e-9)


@quick
@given(seeds)
def test_marginal_effects_of_an_additive_linear_model_are_its_coefficients(seed: int) -> None:
    model = fit(made(seed), "y ~ a + b + group")
    effects = marginal_effects(model, ["group", "a", "b"])
    for name in ("estimate", "standard_error", "low", "high"):
        np.testing.assert_allclose(effects[name], model.slopes[name], rtol=1e-7)


@quick
@given(seeds)
def test_clusters_of_one_row_are_robust_errors(seed: int) -> None:
    table = made(seed).assign(row=lambda t: np.arange(len(t)))
    one, other = fit(table, "count ~ a", "poisson", clusters="row"), fit(table, "count ~ a", "poisson", errors="HC0")
    n = len(table)
    np.testing.assert_allclose(one.covariance, other.covariance * n / (n - 1), rtol=1e-9)


@given(st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_shapley_shares_sum_to_what_all_reach(gains: list[float]) -> None:
    reached = np.array([0.0, *gains[1:]])[:, None]
    assert shapley(reached, 3).sum() == pytest.approx(reached[-1, 0])


def test_equal_players_have_equal_shares() -> None:
    sizes = np.array([bin(subset).count("1") for subset in range(16)], dtype=float)
    np.testing.assert_allclose(shapley(sizes[:, None] ** 2, 4), 4)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30))
def test_any_text_as_a_formula_is_a_regression_or_a_sentence(text: str) -> None:
    table = made(1)
    try:
        fit(table, f"y ~ {text}")
    except RegressionError as error:
        assert error.sentence("fr")


@pytest.mark.parametrize("code", ["open('x')", "a.b", "[x for x in a]", "(lambda: a)()", "np.linalg.inv(a)", "f'{a}'"])
def test_a_formula_can_only_compute(code: str) -> None:
    with pytest.raises(RegressionError, match="cannot hold"):
        columns_of(code)
