"""Descriptions of classes and numbers against FactoMineR's catdes, condes, descfreq and HCPC: every row."""

from typing import Any

import pandas as pd
import pytest
from factor_reference import agree, case_of, figures, needs_reference, table_of

from evalkit.stats.factor import ByClass, ByNumber, describe_by, describe_counts

pytestmark = needs_reference

CATEGORY = ["class_in_level", "level_in_class", "overall", "p_value", "v_test"]
NUMBER = ["v_test", "mean", "overall_mean", "deviation", "overall_deviation", "p_value"]
COUNT = ["in_row", "overall", "count", "total", "p_value", "v_test"]
CLASSES = {
    "hcpc_decathlon": "decathlon",
    "hcpc_decathlon_noconsol_k4": "decathlon",
    "hcpc_elec88_auto": "elec88_departements",
    "hcpc_gironde_employment_k5": "gironde",
    "hcpc_gironde_famd_auto": "gironde",
    "hcpc_poison_auto": "poison",
    "hcpc_tea_auto": "tea",
    "hcpc_tea_k3": "tea",
    "hcpc_wine_auto": "wine",
}
"""Cases of HCPC, and the table that each describes."""


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
    same_marks(describe_by(table_of(table), params["by"]), expected, params["proba"])


def same_marks(found: ByClass | ByNumber, expected: dict[str, Any], proba: float) -> None:
    """Compare what marks classes, and see that no class is left out."""
    assert isinstance(found, ByClass)
    same_rows(found.factors, expected["test_chi2"], ["p_value", "freedom"], proba)
    same_rows(found.variables, expected["quanti_var"], ["eta2", "p_value"], proba)
    for mine, part, columns in ((found.categories, "category", CATEGORY), (found.numbers, "quanti", NUMBER)):
        theirs = dict(expected[part] or {})
        assert set(mine.index[mine["p_value"] < proba].get_level_values("class")) <= set(theirs)
        for name, rows in theirs.items():
            same_rows(mine.loc[name], rows, columns, proba)


def classes_of(expected: dict[str, Any], index: pd.Index) -> pd.Series:
    named = pd.Series(expected["clust"]["values"], index=expected["clust"]["names"]).astype(str)
    return named[index].astype("category")


@pytest.mark.parametrize("case", CLASSES)
def test_classes_made_by_hcpc_are_described_as_by_factominer(case: str) -> None:
    params, expected = case_of(case)
    on, analysed = case_of(params["on"])
    table = table_of(CLASSES[case])
    table = table[on["active"] + on["quanti_sup"]] if "active" in on else table
    found = describe_by(table.assign(clust=classes_of(expected, table.index)), "clust")
    same_marks(found, expected["desc_var"], params["proba"])
    axes = figures(analysed["ind"]["coord"]).rename(columns=lambda name: name.replace(" ", "."))
    found = describe_by(axes.assign(clust=classes_of(expected, axes.index)), "clust")
    same_marks(found, expected["desc_axes"], params["proba"])


def test_classes_of_rows_of_counts_are_described_as_by_factominer() -> None:
    params, expected = case_of("hcpc_children_rows_k3")
    counts = table_of("children").iloc[:14]
    found = describe_counts(counts.groupby(classes_of(expected, counts.index), observed=True).sum())
    for name, theirs in expected["desc_freq"].items():
        same_rows(found.loc[name], theirs, COUNT, params["proba"])
    # FactoMineR gives the weights of the rows as they stand in the table to the rows sorted along the first axis.
    rows = figures(case_of("ca_children")[1]["row"]["coord"]).rename(columns=lambda name: name.replace(" ", "."))
    rows = rows.sort_values("Dim.1")
    shifted = counts.iloc[:, :5].sum(axis=1).to_numpy()
    by = describe_by(rows.assign(clust=classes_of(expected, rows.index)), "clust", row_weights=shifted)
    same_marks(by, expected["desc_axes"], params["proba"])


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
