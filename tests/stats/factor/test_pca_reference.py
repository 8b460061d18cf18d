"""PCA against FactoMineR: every figure of every case."""

from typing import Any

import numpy as np
import pytest
from factor_reference import EXACT, ITERATED, agree, case_of, figures, needs_reference, table_of

from evalkit.stats.factor import (
    Factors,
    Imputation,
    choose_axes,
    describe_axes,
    ellipses,
    impute,
    mca,
    pca,
    reconstruct,
    reference_inertia,
)

pytestmark = needs_reference


def agrees(result: Factors, expected: dict[str, Any], within: float = EXACT) -> None:
    """Compare the tables that all PCA cases have."""
    agree(result.eigenvalues, expected["eig"], signs=False, within=within)
    np.testing.assert_allclose(result.eigenvalues["eigenvalue"] ** 0.5, expected["svd_vs"], rtol=within, atol=1e-11)
    np.testing.assert_allclose(result.coding.centre, expected["centre"]["values"], rtol=within)
    np.testing.assert_allclose(result.coding.scale, expected["ecart_type"]["values"], rtol=within)
    for part in ("coord", "cos2", "contrib"):
        agree(getattr(result.individuals, part), expected["ind"][part], within=within)
        assert result.variables is not None
        agree(getattr(result.variables, part), expected["var"][part], within=within)
    agree(result.individuals.distance, expected["ind"]["dist"], signs=False, within=within)
    agree(result.variables.correlation, expected["var"]["cor"], within=within)


def test_decathlon_with_supplementary_columns_is_factominer_s() -> None:
    _, expected = case_of("pca_decathlon")
    result = pca(table_of("decathlon"), supplementary_columns=["Rank", "Points", "Competition"])
    agrees(result, expected)
    numbers, levels = result.supplementary_variables, result.supplementary_categories
    assert numbers is not None and levels is not None and result.supplementary_links is not None
    for mine, part in (("coord", "coord"), ("correlation", "cor"), ("cos2", "cos2")):
        agree(getattr(numbers, mine), expected["quanti_sup"][part])
    for mine, part in (("coord", "coord"), ("cos2", "cos2"), ("v_test", "v.test")):
        agree(getattr(levels, mine), expected["quali_sup"][part])
    agree(levels.distance, expected["quali_sup"]["dist"], signs=False)
    agree(result.supplementary_links.coord.loc[["Competition"]], expected["quali_sup"]["eta2"])


def test_decathlon_rebuilt_from_two_axes_is_factominer_s() -> None:
    _, expected = case_of("pca_decathlon")
    result = pca(table_of("decathlon"), supplementary_columns=["Rank", "Points", "Competition"])
    agree(reconstruct(result, 2), expected["reconst_2d"], signs=False)


def test_ellipses_of_the_competitions_are_factominer_s() -> None:
    _, expected = case_of("pca_decathlon")
    table = table_of("decathlon")
    result = pca(table, supplementary_columns=["Rank", "Points", "Competition"])
    found = ellipses(result, table["Competition"])
    assert list(found.index.get_level_values("group")) == expected["ellipse_group"]
    theirs = figures(expected["ellipse"]).to_numpy()
    # Axes have a sign of their own: turned axes trace the same ellipse from another point on.
    signs = np.sign((pd_coord(result) * figures(expected["ind"]["coord"]).to_numpy()[:, :2]).sum(axis=0))
    assert (signs == 1).all(), "the sign convention is FactoMineR's on this table"
    np.testing.assert_allclose(found.to_numpy(), theirs, rtol=EXACT, atol=1e-11)


def pd_coord(result: Factors) -> Any:
    return result.individuals.coord.to_numpy()[:, :2]


def test_the_axes_of_decathlon_are_described_as_by_factominer() -> None:
    _, expected = case_of("pca_decathlon")
    table = table_of("decathlon")
    found = describe_axes(pca(table, supplementary_columns=["Rank", "Points", "Competition"]), table)
    for axis in (1, 2, 3):
        part = expected["dimdesc"][f"Dim.{axis}"]
        theirs = figures(part["quanti"])
        mine = found.numbers.loc[axis]
        agree(mine.loc[theirs.index, ["correlation", "p_value"]], part["quanti"])
        assert set(mine.index[mine["p_value"] < 0.05]) == set(theirs.index)
        assert (found.factors.loc[axis, "p_value"] > 0.05).all() == (part["quali"] is None)
        assert (found.categories.loc[axis, "p_value"] > 0.05).all() == (part["category"] is None)


def test_errors_of_rebuilding_are_those_of_estim_ncp() -> None:
    _, expected = case_of("pca_decathlon")
    table = table_of("decathlon").iloc[:, :10]
    found = choose_axes(pca(table), table, simulations=5)
    for rule, part in (("gcv", "estim_ncp_gcv"), ("smoothing", "estim_ncp_smooth")):
        np.testing.assert_allclose(found.errors[rule], expected[part]["criterion"], rtol=EXACT)
        assert found.rules[rule] == expected[part]["ncp"]


def test_missing_values_filled_by_the_mean_are_as_in_factominer() -> None:
    agrees(pca(table_of("decathlon_na"), missing="mean"), case_of("pca_decathlon_na_mean")[1])
    params, expected = case_of("pca_gironde_na_mean")
    agrees(pca(table_of("gironde_na")[params["active"]], missing="mean"), expected)


def test_votes_of_the_departements_are_factominer_s_though_they_sum_to_100() -> None:
    agrees(pca(table_of("elec88_departements")), case_of("pca_elec88")[1])


def test_communes_with_supplementary_numbers_are_factominer_s() -> None:
    params, expected = case_of("pca_gironde_employment")
    table = table_of("gironde")[params["active"] + params["quanti_sup"]]
    result = pca(table, supplementary_columns=params["quanti_sup"])
    agrees(result, expected)
    assert result.supplementary_variables is not None
    for mine, part in (("coord", "coord"), ("correlation", "cor"), ("cos2", "cos2")):
        agree(getattr(result.supplementary_variables, mine), expected["quanti_sup"][part])


def test_new_athletes_are_placed_as_by_factominer() -> None:
    params, expected = case_of("predict_pca_decathlon")
    table = table_of("decathlon")[params["columns"]]
    placed = pca(table.loc[params["fit_rows"]]).predict(table.loc[params["new_rows"]])
    together = pca(table, supplementary_individuals=params["new_rows"]).supplementary_individuals
    assert together is not None
    for found in (placed, together):
        agree(found.coord, expected["coord"])
        agree(found.cos2, expected["cos2"])
        agree(found.distance, expected["dist"], signs=False)


@pytest.mark.parametrize(
    ("case", "regularised"), [("imputepca_decathlon_na", True), ("imputepca_em_decathlon_na", False)]
)
def test_iterative_imputation_is_missmda_s(case: str, regularised: bool) -> None:
    _, expected = case_of(case)
    how = Imputation(axes=2, regularised=regularised)
    table = table_of("decathlon_na")
    agree(impute(table, how), expected["complete"], signs=False, within=ITERATED)
    if "pca" in expected:
        agrees(pca(table, missing="iterative", imputation=how), expected["pca"], within=ITERATED)


def test_no_figure_of_the_cases_is_left_out() -> None:
    known = {
        *("eig", "svd_vs", "ind", "var", "centre", "ecart_type", "quanti_sup", "quali_sup", "ind_sup", "dimdesc"),
        *("ellipse", "ellipse_group", "reconst_2d", "estim_ncp_gcv", "estim_ncp_smooth"),
    }
    for case in ("pca_decathlon", "pca_decathlon_na_mean", "pca_elec88", "pca_gironde_employment"):
        assert set(case_of(case)[1]) <= known
        assert case_of(case)[1]["ind_sup"] is None


@pytest.mark.parametrize("case", ["pca_decathlon", "pca_gironde", "mca_poison"])
def test_the_reference_inertia_is_factoinvestigate_s(case: str) -> None:
    params, expected = case_of(f"investigate_{case}")
    table, (on, _) = table_of(case.split("_")[1]), case_of(params["on"])
    aside = [*on.get("quanti_sup", []), *on.get("quali_sup", [])]
    active = table[on["active"]] if "active" in on else table.drop(columns=aside)
    found = reference_inertia((pca if case.startswith("pca") else mca)(active), quantile=params["q"])
    theirs = 100 * np.array(expected["ref_cumulative_inertia_q95"])[: len(found.table)]
    # Both are drawn: 0.3 points is what chance leaves between two draws of 2,000 tables.
    np.testing.assert_allclose(found.table["reference"], theirs, atol=0.3)
    assert found.axes == expected["n_significant_dims"]
