"""Descriptions of classes and numbers against FactoMineR's catdes and condes: every row."""

from typing import Any

import pandas as pd
import pytest
from factor_reference import agree, case_of, needs_reference, table_of

from evalkit.stats.factor import ByClass, ByNumber, describe_by

pytestmark = needs_reference

CATEGORY = ["class_in_level", "level_in_class", "overall", "p_value", "v_test"]
NUMBER = ["v_test", "mean", "overall_mean", "deviation", "overall_deviation", "p_value"]


def same_rows(mine: pd.DataFrame, theirs: dict[str, Any] | None, columns: list[str], below: float) -> None:
    """Compare the rows that FactoMineR lists, and see that no other lies under its threshold."""
    names: list[Any] = [] if theirs is None else list(theirs["rows"])
    if mine.index.nlevels == 2:
        names = [tuple(name.split("=", 1)) for name in names]
    assert set(mine.index[mine["p_value"] < below]) == set(names)
    if theirs is not None:
        agree(mine.loc[names, columns], theirs, signs=False)


@pytest.mark.parametrize(
    ("case", "table"), [("catdes_tea_where", "tea"), ("catdes_decathlon_competition", "decathlon")]
)
def test_classes_are_described_as_by_catdes(case: str, table: str) -> None:
    params, expected = case_of(case)
    found = describe_by(table_of(table), params["by"])
    assert isinstance(found, ByClass)
    same_rows(found.factors, expected["test_chi2"], ["p_value", "freedom"], params["proba"])
    same_rows(found.variables, expected["quanti_var"], ["eta2", "p_value"], params["proba"])
    for name, theirs in dict(expected["category"] or {}).items():
        same_rows(found.categories.loc[name], theirs, CATEGORY, params["proba"])
    for name, theirs in expected["quanti"].items():
        same_rows(found.numbers.loc[name], theirs, NUMBER, params["proba"])


def test_a_number_is_described_as_by_condes() -> None:
    params, expected = case_of("condes_decathlon_points")
    found = describe_by(table_of("decathlon"), params["on"])
    assert isinstance(found, ByNumber)
    same_rows(found.numbers, expected["quanti"], ["correlation", "p_value"], params["proba"])
    same_rows(found.factors, expected["quali"], ["eta2", "p_value"], params["proba"])
    same_rows(found.categories, expected["category"], ["estimate", "p_value"], params["proba"])


def test_every_variable_is_described_not_only_the_significant_ones() -> None:
    table = table_of("tea")
    found = describe_by(table, "where")
    assert isinstance(found, ByClass)
    assert len(found.factors) + len(found.variables) == table.shape[1] - 1
    levels = sum(table[name].nunique() for name in found.factors.index)
    assert len(found.categories) == levels * table["where"].nunique()
    assert (found.categories["n"] == len(table)).all()
    assert (found.categories["significant"] == (found.categories["p_adjusted"] < 0.05)).all()
