"""What cannot be fitted is refused with a sentence that says what to write instead; what is left out is counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evalkit.stats.regression import RegressionError, SeparationError, fit, importance, marginal_effects, pool

N = 60


def table() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    age = draw.normal(40, 10, N)
    frame = pd.DataFrame({"age": age, "sector": draw.choice(["care", "green", "trade"], N), "site": np.arange(N) % 12})
    frame["score"] = 10 + 0.2 * age + draw.normal(0, 2, N)
    frame["hired"] = np.where(draw.random(N) < 0.5, "yes", "no")
    frame["part time"] = draw.integers(0, 2, N)
    frame["durée"] = draw.normal(5, 1, N)
    frame["counted"] = draw.poisson(2.0, N)
    return frame


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("score", "ols", {}, 'must read "outcome ~ predictor'),
    ("~ age", "ols", {}, 'must read "outcome ~ predictor'),
    ("score ~ age +", "ols", {}, "cannot be read"),
    ("score ~ (age", "ols", {}, "cannot be read"),
    ("score ~ .", "ols", {}, "dot does not stand"),
    ("score ~ age + (1 | site)", "ols", {}, 'clusters="column"'),
    ("score ~ Age", "ols", {}, "Did you mean age"),
    ("score ~ nothing_like_it", "ols", {}, "There is no column named nothing_like_it. The table has: age"),
    ("score ~ part time", "ols", {}, r'Q\("part time"\)'),
    ("score ~ age + part", "ols", {}, r'Q\("part time"\)'),
    ("score + age ~ durée", "ols", {}, "single variable"),
    ("score ~ score", "ols", {}, "both sides"),
    ("score ~ 0 + age", "ols", {}, "removes the intercept"),
    ("score ~ __import__('os').system('true')", "ols", {}, "cannot hold"),
    ("score ~ age.__class__", "ols", {}, "cannot hold"),
    ("score ~ (lambda: 1)()", "ols", {}, "cannot"),
    ("score ~ np.load(age)", "ols", {}, "cannot hold"),
    ("score ~ log(age - 100)", "ols", {}, "does not give a number"),
    ("hired ~ age", "ols", {}, "must be a number"),
    ("sector ~ age", "logit", {}, "must have two values"),
    ("age ~ durée", "logit", {}, "must have two values"),
    ("score ~ age", "poisson", {}, "whole numbers"),
    ("hired ~ age", "negative_binomial", {}, "must be a number"),
    ("sector ~ age", "ordinal", {}, "ordered category"),
    ("score ~ age", "ordinal", {}, "ordered category"),
    ("score ~ age", "probit", {}, "There is no family"),
    ("score ~ age", "mixed", {}, "needs its groups"),
    ("score ~ age", "ols", {"clusters": "nowhere"}, "no column named nowhere"),
    ("score ~ age", "ols", {"errors": "HC9"}, 'no errors "HC9"'),
    ("score ~ age", "ols", {"errors": "HC1", "clusters": "site"}, "do not go together"),
    ("score ~ age", "ols", {"errors": "cluster"}, "do not go together"),
    ("counted ~ age", "negative_binomial", {"errors": "HC3"}, "take HC1"),
    ("score ~ age", "ols", {"weights": "sector"}, "weights .* must be numbers"),
    ("score ~ age", "ols", {"exposure": "age"}, "for counts only"),
    ("counted ~ age", "negative_binomial", {"weights": "age"}, "weights are for"),
    ("score ~ age", "ols", {"correction": "none"}, 'is "holm" or "bh"'),
    ("score ~ age", "ols", {"confidence": 95}, "between 0 and 1"),
]


@pytest.mark.parametrize(
    ("formula", "family", "options", "told"), REFUSED, ids=[each[0] + " " + each[1] for each in REFUSED]
)
def test_refusals_say_what_to_do(formula: str, family: Any, options: dict[str, Any], told: str) -> None:
    with pytest.raises(RegressionError, match=told) as raised:
        fit(table(), formula, family, **options)
    assert raised.value.sentence("fr") != raised.value.sentence("en")


def changed(**columns: Any) -> pd.DataFrame:
    return table().assign(**columns)


BAD: list[tuple[str, pd.DataFrame, str, Any, dict[str, Any], str]] = [
    ("constant outcome", changed(score=1.0), "score ~ age", "ols", {}, "nothing to explain"),
    ("constant predictor", changed(age=1.0), "score ~ age", "ols", {}, "age"),
    ("predictor twice", changed(old=lambda t: 2 * t["age"] + 1), "score ~ age + old", "ols", {}, "old ← age"),
    (
        "dummies that sum to 1",
        changed(a=lambda t: 1.0 * (t["site"] < 4), b=lambda t: 1.0 * (t["site"] >= 4)),
        "score ~ a + b",
        "ols",
        {},
        "b ← a",
    ),
    (
        "infinite",
        changed(age=lambda t: t["age"].where(t["site"] > 0, np.inf)),
        "score ~ age",
        "ols",
        {},
        r"infinite .*age \(5\)",
    ),
    ("dates", changed(age=pd.Timestamp("2024-01-01")), "score ~ age", "ols", {}, "hold dates"),
    ("all missing", changed(age=np.nan), "score ~ age", "ols", {}, r"No row is complete.*age \(60\)"),
    ("names of rows", changed(who=[f"P{i}" for i in range(N)]), "score ~ who", "ols", {}, r"name the rows.*who \(60\)"),
    ("too few rows", table().head(3), "score ~ age + durée", "ols", {}, "more rows than coefficients"),
    ("one cluster", changed(site=1), "score ~ age", "ols", {"clusters": "site"}, "single group"),
    ("lone groups", changed(site=range(N)), "score ~ age", "mixed", {"clusters": "site"}, "single row"),
    ("an exact sum", changed(score=lambda t: 2 * t["age"]), "score ~ age", "ols", {}, "arithmetic"),
    ("negative weights", changed(w=-1.0), "score ~ age", "ols", {"weights": "w"}, "0 or more"),
    ("an empty table", table().head(0), "score ~ age", "ols", {}, "No row"),
    (
        "a row alone in its category",
        changed(sector=["alone", *["care", "trade"] * 29, "care"]),
        "score ~ sector",
        "ols",
        {},
        "alone in their category",
    ),
]


@pytest.mark.parametrize(
    ("frame", "formula", "family", "options", "told"), [each[1:] for each in BAD], ids=[each[0] for each in BAD]
)
def test_bad_tables_are_refused(
    frame: pd.DataFrame, formula: str, family: Any, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(RegressionError, match=told):
        fit(frame, formula, family, **options)


def test_a_column_twice_is_refused() -> None:
    frame = table()
    frame.columns = ["age", "age", *frame.columns[2:]]
    with pytest.raises(RegressionError, match="share one name"):
        fit(frame, "score ~ age")


SEPARATED: list[tuple[str, pd.DataFrame, str, Any]] = [
    ("perfect", changed(hired=lambda t: np.where(t["age"] > 40, "yes", "no")), "hired ~ age + durée", "logit"),
    (
        "one category all alike",
        changed(hired=lambda t: t["hired"].where(t["sector"] != "green", "yes")),
        "hired ~ sector + durée",
        "logit",
    ),
    (
        "zeros only",
        changed(counted=lambda t: t["counted"].where(t["sector"] != "green", 0)),
        "counted ~ sector + durée",
        "poisson",
    ),
    (
        "zeros only, overdispersed",
        changed(counted=lambda t: t["counted"].where(t["sector"] != "green", 0)),
        "counted ~ sector + durée",
        "negative_binomial",
    ),
    (
        "highest level only",
        changed(level=lambda t: (t["site"] % 3).where(t["sector"] != "green", 2)),
        "level ~ sector + durée",
        "ordinal",
    ),
]


@pytest.mark.parametrize(
    ("frame", "formula", "family"), [each[1:] for each in SEPARATED], ids=[each[0] for each in SEPARATED]
)
def test_separation_is_named_and_gives_no_coefficient(frame: pd.DataFrame, formula: str, family: Any) -> None:
    with pytest.raises(SeparationError, match="enough to tell the outcome") as raised:
        fit(frame, formula, family)
    named = "".join(raised.value.values["names"])
    assert ("age" if "age" in formula else "sector[T.green]") in named
    assert "durée" not in named or family == "logit"


def test_separation_by_a_year_is_seen() -> None:
    frame = changed(year=lambda t: 2010 + t["site"], hired=lambda t: np.where(t["site"] > 5, "yes", "no"))
    with pytest.raises(SeparationError, match="year"):
        fit(frame, "hired ~ year", "logit")


def test_counts_that_vary_less_than_poisson_counts_are_refused_as_negative_binomial() -> None:
    frame = changed(counted=lambda t: 5 + t["site"] % 2)
    with pytest.raises(RegressionError, match='family="poisson"'):
        fit(frame, "counted ~ age", "negative_binomial")


def test_rare_outcomes_that_do_not_separate_are_fitted() -> None:
    frame = changed(hired=["yes"] * 3 + ["no"] * (N - 3), age=np.r_[30.0, 50, 70, np.linspace(20, 80, N - 3)])
    model = fit(frame, "hired ~ age", "logit")
    cautions = {each.name: dict(each.values) for each in model.cautions}
    assert cautions["few_events"]["n"] == 3


def test_rows_with_holes_are_counted_by_column_and_told() -> None:
    frame = table()
    frame.loc[:9, "age"] = np.nan
    frame.loc[5:14, "sector"] = None
    model = fit(frame, "score ~ age + sector")
    assert model.left_out["rows"].to_dict() == {"age": 10, "sector": 10}
    assert (model.n, model.left_out_rows) == (45, 15)
    assert "left_out" in [each.name for each in model.cautions]


def test_levels_that_no_complete_row_has_leave_no_column() -> None:
    frame = changed(sector=lambda t: pd.Categorical(t["sector"], categories=["care", "green", "trade", "none"]))
    assert list(fit(frame, "score ~ sector").slopes.index) == ["sector[T.green]", "sector[T.trade]"]


def test_names_with_spaces_and_accents_are_read() -> None:
    model = fit(table(), 'score ~ Q("part time") + durée')
    assert list(model.slopes.index) == ['Q("part time")', "durée"]
    assert list(marginal_effects(model)["variable"]) == ["part time", "durée"]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "int8", "float32"])
def test_every_kind_of_number_is_a_number(dtype: str) -> None:
    frame = changed(age=lambda t: t["age"].round().astype(dtype))
    same = changed(age=lambda t: t["age"].round())
    mine, theirs = (fit(each, "score ~ age").coefficients["estimate"] for each in (frame, same))
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_every_kind_of_text_is_a_category(dtype: str) -> None:
    frame = changed(sector=lambda t: t["sector"].astype(dtype))
    assert list(fit(frame, "score ~ sector").slopes.index) == ["sector[T.green]", "sector[T.trade]"]


def test_true_and_false_are_categories_and_outcomes() -> None:
    frame = changed(old=lambda t: t["age"] > 40, glad=lambda t: t["site"] % 2 == 0)
    model = fit(frame, "glad ~ old", "logit")
    assert model.levels == ("False", "True")
    assert marginal_effects(model)[["level", "reference"]].to_numpy().tolist() == [["True", "False"]]


def test_rows_of_weight_0_are_left_out_and_told() -> None:
    model = fit(changed(w=np.r_[np.zeros(4), np.ones(N - 4)]), "score ~ age", weights="w")
    assert (model.n, model.left_out["rows"].to_dict()) == (N - 4, {"w": 4})


def test_few_rows_few_clusters_and_small_categories_are_told() -> None:
    frame = changed(sector=["rare"] * 3 + ["care", "trade"] * 28 + ["care"], site=lambda t: t["site"] % 6)
    model = fit(frame, "score ~ sector * (age + durée)", clusters="site")
    assert {"few_rows", "few_clusters", "clusters_below_coefficients", "small_levels"} <= {
        each.name for each in model.cautions
    }


def test_importance_and_pooling_refuse_what_they_cannot_answer() -> None:
    model = fit(table(), "score ~ age")
    with pytest.raises(RegressionError, match="ols and logit"):
        importance(fit(table(), "counted ~ age", "poisson"))
    with pytest.raises(RegressionError, match="1 to 15"):
        importance(fit(table(), "score ~ 1"))
    with pytest.raises(RegressionError, match="two completed tables"):
        pool([model])
    with pytest.raises(RegressionError, match="not one model"):
        pool([model, fit(table(), "score ~ durée")])


def test_numbers_made_categories_by_c_have_effects_by_level() -> None:
    model = fit(changed(year=lambda t: 2020 + t["site"] % 3), "score ~ C(year) + age")
    assert list(model.slopes.index) == ["C(year)[T.2021]", "C(year)[T.2022]", "age"]
    effects = marginal_effects(model, ["year"])
    assert effects[["level", "reference"]].to_numpy().tolist() == [["2021", "2020"], ["2022", "2020"]]
    np.testing.assert_allclose(effects["estimate"], model.slopes["estimate"].iloc[:2])


def test_splines_and_powers_have_one_effect_of_their_column() -> None:
    model = fit(table(), "score ~ bs(age, df=4) + I(durée ** 2) + durée")
    effects = marginal_effects(model)
    assert list(effects["variable"]) == ["age", "durée"]
    slopes, durations = model.coefficients["estimate"], table()["durée"]
    assert effects["estimate"][1] == pytest.approx(slopes["durée"] + 2 * durations.mean() * slopes["I(durée ** 2)"])
