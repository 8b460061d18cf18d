"""MCA and CA against FactoMineR: every figure of every case."""

from typing import Any

import numpy as np
import pytest
from factor_reference import EXACT, agree, case_of, figures, needs_reference, table_of

from evalkit.stats.factor import Imputation, Links, Mca, ca, describe_axes, describe_counts, impute, mca, ordered_axes

pytestmark = needs_reference


def agrees(result: Mca, expected: dict[str, Any]) -> None:
    """Compare all tables of a case."""
    agree(result.eigenvalues, expected["eig"], signs=False)
    for part in ("coord", "cos2", "contrib"):
        agree(getattr(result.individuals, part), expected["ind"][part])
    clouds = (("var", result.categories, result.links), ("quali_sup", *supplementary(result)))
    for name, cloud, links in clouds:
        theirs = expected.get(name) or {}
        for part in set(theirs) - {"eta2"}:
            agree(getattr(cloud, part.replace(".", "_")), theirs[part])
        if theirs:
            assert isinstance(links, Links)
            agree(links.coord.loc[figures(theirs["eta2"]).index], theirs["eta2"])
    if expected["quanti_sup"]:
        assert result.supplementary_variables is not None
        agree(result.supplementary_variables.coord, expected["quanti_sup"]["coord"])
    assert expected["ind_sup"] is None


def supplementary(result: Mca) -> tuple[object, object]:
    return result.supplementary_categories, result.supplementary_links


@pytest.mark.parametrize("case", ["mca_poison", "mca_tea", "mca_poison_burt", "mca_vnf_na_category"])
def test_mca_is_factominer_s(case: str) -> None:
    params, expected = case_of(case)
    table = table_of(case.split("_")[1])
    result = mca(
        table[params.get("columns", list(table.columns))],
        axes=params["ncp"],
        burt=params.get("burt", False),
        missing=params.get("missing", "refuse"),
        supplementary_columns=params.get("quanti_sup", []) + params.get("quali_sup", []),
    )
    agrees(result, expected)


def test_the_axes_of_tea_are_described_as_by_factominer() -> None:
    params, expected = case_of("mca_tea")
    table = table_of("tea")
    result = mca(table, axes=3, supplementary_columns=params["quanti_sup"] + params["quali_sup"])
    found = describe_axes(result, table)
    for axis in (1, 2, 3):
        part = expected["dimdesc"][f"Dim {axis}"]
        tables = (("quanti", found.numbers, "correlation"), ("quali", found.factors, "eta2"))
        for name, mine, effect in tables:
            own = mine.loc[axis]
            theirs = figures(part[name]) if part[name] else None
            assert set(own.index[own["p_value"] < 0.05]) == set([] if theirs is None else theirs.index)
            if theirs is not None:
                agree(own.loc[theirs.index, [effect, "p_value"]], part[name])
        levels = found.categories.loc[axis]
        names = [tuple(name.split("=", 1)) for name in part["category"]["rows"]]
        agree(levels.loc[names, ["estimate", "p_value"]], part["category"])
        assert set(levels.index[levels["p_value"] < 0.05]) == set(names)


def test_categories_imputed_iteratively_are_missmda_s() -> None:
    _, expected = case_of("imputemca_vnf")
    how = Imputation(axes=4)
    agree(impute(table_of("vnf"), how), expected["tab_disj"], signs=False)
    agrees(mca(table_of("vnf"), missing="iterative", imputation=how), expected["mca"])


def test_iterative_imputation_carried_to_its_end_moves_little_more() -> None:
    _, expected = case_of("imputemca_vnf")
    found = impute(table_of("vnf"), Imputation(axes=4, threshold=1e-20))
    assert np.abs(found.to_numpy() - figures(expected["tab_disj"]).to_numpy()).max() < 2e-4


def test_ca_with_supplementary_rows_and_columns_is_factominer_s() -> None:
    params, expected = case_of("ca_children")
    result = ca(
        table_of("children"), supplementary_rows=params["row_sup"], supplementary_columns=params["col_sup"], axes=4
    )
    agree(result.eigenvalues, expected["eig"], signs=False)
    clouds = ((result.rows, "row"), (result.columns, "col"))
    for mine, name in (*clouds, (result.supplementary_rows, "row_sup"), (result.supplementary_columns, "col_sup")):
        for part in expected[name]:
            agree(getattr(mine, part), expected[name][part], signs=part != "inertia")
    np.testing.assert_allclose(result.chi2, expected["chi2"], rtol=EXACT)
    np.testing.assert_allclose(result.p_value, expected["chi2_p"], rtol=EXACT)
    assert result.freedom == expected["chi2_df"]
    for axis in (1, 2):
        for mine, name in zip(ordered_axes(result), ("row", "col"), strict=True):
            theirs = expected["dimdesc"][f"Dim {axis}"][name]
            agree(mine.loc[axis].loc[theirs["rows"]], theirs)


def test_columns_that_mark_each_row_of_counts_are_those_of_descfreq() -> None:
    params, expected = case_of("ca_children")
    table = table_of("children").drop(index=params["row_sup"], columns=params["col_sup"])
    found = describe_counts(table)
    columns = ["in_row", "overall", "count", "total", "p_value", "v_test"]
    for name, theirs in expected["descfreq"].items():
        mine = found.loc[name]
        marked = [] if theirs is None else theirs["rows"]
        assert set(mine.index[mine["p_value"] < 0.05]) == set(marked)
        if marked:
            agree(mine.loc[marked, columns], theirs, signs=False)
