"""Classes against R's FactoMineR (2.7 and 2.14): trees, cuts, consolidation, paragons, no row left out."""

from __future__ import annotations

import numpy as np
import pytest
from classes_reference import CASES, coordinates_of, needs_reference, results_of, series, weights_of

from evalkit.stats.classes import Classes, adjusted_rand, choose_classes, hcpc, most_specific, paragons, ward

pytestmark = needs_reference
EXACT = 1e-10
"""Relative difference asked of inertias."""


def classified(case: str) -> Classes:
    expected = results_of(case)
    consolidation = "none_unweighted" if case.endswith("noconsol_k4") else "unweighted"
    return hcpc(coordinates_of(case), weights_of(case), classes=expected["k"], consolidation=consolidation)


@pytest.mark.parametrize("case", CASES)
def test_the_tree_gains_the_same_inertia_as_factominers(case: str) -> None:
    expected = results_of(case)
    tree = ward(coordinates_of(case), weights_of(case))
    gains = np.array(expected["inert_gain"])
    np.testing.assert_allclose(tree.inertia_gains[: len(gains)], gains, rtol=EXACT, atol=1e-14)
    heights = np.array(expected["tree"]["height"])
    np.testing.assert_allclose(tree.gains, heights, rtol=EXACT, atol=1e-14)


@pytest.mark.parametrize("case", CASES)
def test_the_cut_is_factominers(case: str) -> None:
    expected = series(results_of(case)["clust_before_consol"])
    cut = classified(case).cut
    assert adjusted_rand(cut, expected[cut.index]) == 1.0


@pytest.mark.parametrize("case", CASES)
def test_every_row_is_in_the_class_that_factominer_gives_it(case: str) -> None:
    labels = classified(case).labels
    assert (labels == series(results_of(case)["clust"])[labels.index]).all()


@pytest.mark.parametrize("case", CASES)
def test_both_rules_of_factominer_pick_what_it_picked(case: str) -> None:
    expected, coordinates = results_of(case), coordinates_of(case)
    tree = ward(coordinates, weights_of(case))
    choice = choose_classes(tree, coordinates, weights_of(case), references=0)
    assert choice.answers["factominer_2_7"] == expected["k_rule_le_2_13"]
    assert choice.answers["factominer_2_14"] == expected["k_rule_2_14"]
    quotients = choice.table["factominer_2_7"].dropna()
    np.testing.assert_allclose(quotients.iloc[: len(expected["quot"])], expected["quot"], rtol=EXACT)
    np.testing.assert_allclose(choice.table["within"], expected["within"][: len(choice.table)], rtol=EXACT)


@pytest.mark.parametrize("case", CASES)
def test_inertia_between_classes_is_factominers(case: str) -> None:
    expected, found = results_of(case), classified(case)
    np.testing.assert_allclose(found.inertia.between_before, expected["between_before_consol"], rtol=EXACT)
    if expected["between_after_consol"] is not None:
        np.testing.assert_allclose(found.inertia.between_unweighted, expected["between_after_consol"], rtol=EXACT)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("part", ["para", "dist"])
def test_paragons_and_most_specific_rows_are_factominers(case: str, part: str) -> None:
    found = classified(case)
    shown = paragons(found) if part == "para" else most_specific(found)
    for number, expected in results_of(case)["desc_ind"][part].items():
        mine, theirs = shown[shown["class"] == int(number)], series(expected)
        np.testing.assert_allclose(mine["distance"], theirs, rtol=1e-8)
        # Rows as far as one another may stand in any order, and either of them may close the list.
        alone = [name for name, value in theirs.items() if np.isclose(theirs, value).sum() == 1]
        assert {name for name in alone[:-1] if name in set(mine["row"])} == set(alone[:-1])
