"""What must hold of any table: sums, duality, weights, rotations, and methods that are each other's special case."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.stats.factor import ByClass, Cloud, Factors, Mca, ca, describe_by, famd, mca, mfa, pca

seeds = st.integers(0, 10**6)
quick = settings(max_examples=12, deadline=None)
heavy = settings(max_examples=6, deadline=None)
"""For identities that hold or fail whatever the table, and take several analyses each."""


def numbers(seed: int, n: int = 30, p: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    values = random.normal(size=(n, p)) @ random.normal(size=(p, p)) + random.normal(size=p)
    return pd.DataFrame(values, index=[f"i{i}" for i in range(n)], columns=[f"x{j}" for j in range(p)])


def categories(seed: int, n: int = 40, k: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    values = {
        f"q{j}": [f"l{each}" for each in [*range(2 + j), *random.integers(0, 2 + j, n - 2 - j)]] for j in range(k)
    }
    return pd.DataFrame(values, index=[f"i{i}" for i in range(n)])


def mixed(seed: int) -> pd.DataFrame:
    return pd.concat([numbers(seed, 40), categories(seed)], axis=1)


def same(one: object, other: object) -> None:
    """Compare two tables of axes, each up to its sign."""
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    assert a.shape == b.shape
    turned = np.sign((a * b).sum(axis=0))
    np.testing.assert_allclose(a * np.where(turned == 0, 1, turned), b, rtol=1e-7, atol=1e-9)


ANALYSES = {
    "pca": lambda seed, axes: pca(numbers(seed), axes=axes),
    "mca": lambda seed, axes: mca(categories(seed), axes=axes),
    "burt": lambda seed, axes: mca(categories(seed), axes=axes, burt=True),
    "famd": lambda seed, axes: famd(mixed(seed), axes=axes),
    "mfa": lambda seed, axes: mfa(
        mixed(seed), {"a": ["x0", "x1", "q0"], "b": ["x2", "x3", "x4"], "c": ["q1", "q2", "q3"]}, axes=axes
    ),
}


@pytest.mark.parametrize("name", ANALYSES)
@given(seed=seeds)
@quick
def test_contributions_sum_to_100_and_cos2_to_1(name: str, seed: int) -> None:
    result: Factors = ANALYSES[name](seed, 99)
    active = [part for part in (result.variables, result.categories) if part is not None]
    np.testing.assert_allclose(result.individuals.contrib.sum(), 100)
    np.testing.assert_allclose(sum(part.contrib.sum() for part in active if part.contrib is not None), 100)
    assert result.links.contrib is not None
    np.testing.assert_allclose(result.links.contrib.sum(), 100)
    for part in (result.individuals, *active):
        np.testing.assert_allclose(part.cos2.sum(axis=1), 1)
    inertia = result.individuals.inertia.sum() / result.individuals.weight.sum()
    values = result.eigenvalues["eigenvalue"]
    np.testing.assert_allclose(inertia, (values**0.5 if name == "burt" else values).sum())


@pytest.mark.parametrize("name", ANALYSES)
@given(seed=seeds)
@quick
def test_coordinates_have_the_variance_of_the_axis_and_no_correlation(name: str, seed: int) -> None:
    result: Factors = ANALYSES[name](seed, 5)
    scores = result.individuals.coord.to_numpy()
    values = result.eigenvalues["eigenvalue"].to_numpy()[:5] ** (0.5 if name == "burt" else 1)
    np.testing.assert_allclose(scores.T @ scores / len(scores), np.diag(values), atol=1e-9)


@pytest.mark.parametrize("name", ["pca", "mca", "famd", "mfa"])
@given(seed=seeds)
@quick
def test_individuals_given_again_as_new_ones_fall_on_themselves(name: str, seed: int) -> None:
    result: Factors = ANALYSES[name](seed, 5)
    again = result.predict({"pca": numbers, "mca": categories}.get(name, mixed)(seed))
    for part in ("coord", "cos2", "distance"):
        np.testing.assert_allclose(getattr(again, part), getattr(result.individuals, part), atol=1e-9)


@pytest.mark.parametrize("name", ["pca", "mca", "famd", "mfa"])
@given(seed=seeds)
@heavy
def test_a_weight_of_three_is_the_row_written_three_times(name: str, seed: int) -> None:
    table = {"pca": numbers, "mca": categories}.get(name, mixed)(seed)
    weights = np.random.default_rng(seed).integers(1, 4, len(table))
    written = table.loc[table.index.repeat(weights)]
    written.index = [f"r{i}" for i in range(len(written))]

    def analysed(rows: pd.DataFrame, own: object = None) -> Factors:
        if name == "mfa":
            return mfa(rows, {"a": ["x0", "x1", "q0"], "b": [*rows.columns.drop(["x0", "x1", "q0"])]}, row_weights=own)
        return {"pca": pca, "mca": mca, "famd": famd}[name](rows, row_weights=own)

    one, other = analysed(table, weights), analysed(written)
    same(one.eigenvalues, other.eigenvalues)
    same(one.links.coord, other.links.coord)
    for mine, theirs in ((one.variables, other.variables), (one.categories, other.categories)):
        if mine is not None and theirs is not None:
            same(mine.coord, theirs.coord)
            same(mine.cos2, theirs.cos2)
        if mine is not None and theirs is not None and mine.v_test is not None:
            same(mine.v_test, theirs.v_test)


@given(seed=seeds)
@quick
def test_rotating_the_columns_of_an_unscaled_pca_moves_no_individual(seed: int) -> None:
    table = numbers(seed)
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(5, 5)))
    turned = pd.DataFrame(table.to_numpy() @ turn, index=table.index, columns=table.columns)
    one, other = pca(table, scale=False), pca(turned, scale=False)
    same(one.individuals.coord, other.individuals.coord)
    same(one.individuals.cos2, other.individuals.cos2)


@given(seed=seeds)
@quick
def test_more_columns_than_rows_give_the_axes_of_the_transposed_table(seed: int) -> None:
    counts = pd.DataFrame(
        np.random.default_rng(seed).integers(1, 50, (4, 9)), list("abcd"), [f"c{j}" for j in range(9)]
    )
    one, other = ca(counts), ca(counts.T)
    same(one.eigenvalues, other.eigenvalues)
    same(one.rows.coord, other.columns.coord)
    same(one.columns.contrib, other.rows.contrib)
    same(one.columns.cos2, other.rows.cos2)


@given(seed=seeds, n=st.integers(3, 6))
@quick
def test_a_wide_table_has_n_minus_1_axes_and_keeps_all_distances(seed: int, n: int) -> None:
    table = numbers(seed, n, 12)
    result = pca(table, axes=99)
    assert result.axes == n - 1 == len(result.eigenvalues)
    scaled = ((table - table.mean()) / table.std(ddof=0)).to_numpy()
    np.testing.assert_allclose((result.individuals.coord**2).sum(axis=1), (scaled**2).sum(axis=1))


@given(seed=seeds)
@quick
def test_a_supplementary_copy_of_a_variable_falls_on_it(seed: int) -> None:
    table = mixed(seed)
    result = famd(table.assign(x_copy=table["x0"], q_copy=table["q1"]), supplementary_columns=["x_copy", "q_copy"])
    assert result.variables is not None and result.supplementary_variables is not None
    assert result.categories is not None and result.supplementary_categories is not None
    same(result.supplementary_variables.coord.loc["x_copy"], result.variables.coord.loc["x0"])
    for part in ("coord", "cos2", "v_test", "distance"):
        same(getattr(result.supplementary_categories, part).loc["q_copy"], getattr(result.categories, part).loc["q1"])
    assert result.supplementary_links is not None
    same(result.supplementary_links.coord.loc[["x_copy", "q_copy"]], result.links.coord.loc[["x0", "q1"]])


@given(seed=seeds)
@quick
def test_a_supplementary_individual_changes_nothing_for_the_others(seed: int) -> None:
    table = numbers(seed)
    with_it = pca(table, supplementary_individuals=["i3", "i7"])
    without = pca(table.drop(index=["i3", "i7"]))
    same(with_it.individuals.coord, without.individuals.coord)
    assert isinstance(with_it.supplementary_individuals, Cloud)
    same(with_it.supplementary_individuals.coord, without.predict(table.loc[["i3", "i7"]]).coord)


@given(seed=seeds)
@heavy
def test_ca_of_the_indicator_and_of_the_burt_table_are_mca(seed: int) -> None:
    table = categories(seed)
    indicator = pd.get_dummies(table).astype(float)
    plain, burt = mca(table), mca(table, burt=True)
    same(ca(indicator).rows.coord, plain.individuals.coord)
    same(ca(indicator).columns.coord, plain.categories.coord)
    squared = ca(indicator.T @ indicator)
    rank = len(burt.eigenvalues)
    same(squared.eigenvalues["eigenvalue"].iloc[:rank], burt.eigenvalues["eigenvalue"])
    same(squared.columns.coord, burt.categories.coord)
    same(squared.columns.cos2, burt.categories.cos2)


@given(seed=seeds)
@quick
def test_famd_of_one_kind_is_pca_or_mca(seed: int) -> None:
    same(famd(numbers(seed)).individuals.coord, pca(numbers(seed)).individuals.coord)
    table = categories(seed)
    levels, together = famd(table), mca(table)
    same(levels.eigenvalues["eigenvalue"] / table.shape[1], together.eigenvalues["eigenvalue"])
    same(levels.individuals.contrib, together.individuals.contrib)
    same(levels.links.coord, together.links.coord)


@given(seed=seeds)
@quick
def test_mfa_of_one_group_is_pca_over_its_first_eigenvalue(seed: int) -> None:
    table = numbers(seed)
    one, other = mfa(table, {"all": list(table.columns)}), pca(table)
    first = other.eigenvalues.loc[1, "eigenvalue"]
    same(one.eigenvalues["eigenvalue"], other.eigenvalues["eigenvalue"] / first)
    same(one.individuals.coord, other.individuals.coord / np.sqrt(first))
    assert one.variables is not None and other.variables is not None
    same(one.variables.coord, other.variables.coord)


@given(seed=seeds)
@quick
def test_partial_points_of_an_mfa_have_their_individual_as_mean(seed: int) -> None:
    result = ANALYSES["mfa"](seed, 4)
    means = result.groups.partial_individuals.coord.groupby(level="name", sort=False).mean()
    same(means, result.individuals.coord)
    assert ((result.groups.rv.to_numpy() >= 0) & (result.groups.rv.to_numpy() <= 1 + 1e-12)).all()
    np.testing.assert_allclose(result.groups.contrib.sum(), 100)


@given(seed=seeds)
@quick
def test_column_weights_of_a_pca_are_columns_written_twice(seed: int) -> None:
    table = numbers(seed)
    twice = table.assign(x0_again=table["x0"])
    same(pca(table, column_weights={"x0": 2}).individuals.coord, pca(twice).individuals.coord)


@given(seed=seeds)
@quick
def test_passive_levels_leave_the_other_levels_their_masses(seed: int) -> None:
    table = categories(seed)
    result = mca(table, passive={"q2": ["l3"]}, axes=99)
    assert isinstance(result, Mca) and result.categories is not None and result.supplementary_categories is not None
    assert ("q2", "l3") not in result.categories.coord.index
    assert list(result.supplementary_categories.coord.index) == [("q2", "l3")]
    # The inertia of a level is (1 - share) / K: B. Le Roux, H. Rouanet (2010), p. 62.
    shares = table["q2"].value_counts(normalize=True)
    np.testing.assert_allclose(result.eigenvalues["eigenvalue"].sum(), (14 - 4) / 4 - (1 - shares["l3"]) / 4)


@given(seed=seeds)
@heavy
def test_a_description_with_weights_is_that_of_rows_written_several_times(seed: int) -> None:
    table = mixed(seed)
    weights = np.random.default_rng(seed).integers(1, 4, len(table))
    written = table.loc[table.index.repeat(weights)]
    written.index = [f"r{i}" for i in range(len(written))]
    for by in ("q1", "x0"):
        one, other = describe_by(table, by, row_weights=weights), describe_by(written, by)
        for part in dataclasses.fields(one):
            mine, theirs = getattr(one, part.name), getattr(other, part.name)
            if part.name == "variables":  # the rows, not the weights, are the observations of this test
                mine, theirs = mine[["eta2", "n"]], theirs[["eta2", "n"]]
            pd.testing.assert_frame_equal(mine.sort_index(), theirs.sort_index(), rtol=1e-7, atol=1e-10)


@given(seed=seeds)
@quick
def test_a_class_described_by_itself_is_wholly_explained(seed: int) -> None:
    table = mixed(seed)
    found = describe_by(table.assign(again=table["q1"]), "q1")
    assert isinstance(found, ByClass)
    np.testing.assert_allclose(found.factors.loc["again", "cramer_v"], 1)
    own = found.categories.xs("again", level="variable")
    same_level = own.index.get_level_values("class") == own.index.get_level_values("level")
    np.testing.assert_allclose(own.loc[same_level, ["class_in_level", "level_in_class"]], 100)
    np.testing.assert_allclose(own.loc[same_level, "phi"], 1)


@given(seed=seeds)
@quick
def test_v_tests_of_the_axes_are_those_of_the_classes_on_the_coordinates(seed: int) -> None:
    table = mixed(seed)
    result = famd(table, supplementary_columns=["q3"])
    coord = result.individuals.coord.rename(columns=lambda axis: f"axis{axis}")
    found = describe_by(coord.assign(q3=table["q3"]), "q3")
    assert isinstance(found, ByClass) and result.supplementary_categories is not None
    tests = result.supplementary_categories.v_test
    assert tests is not None
    for level in table["q3"].unique():
        np.testing.assert_allclose(found.numbers.loc[(level, "axis1"), "v_test"], tests.loc[("q3", level), 1])


@given(seed=seeds)
@quick
def test_columns_that_describe_rows_of_counts_are_placed_on_their_axes(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = pd.DataFrame(random.integers(1, 50, (8, 4)), index=list("abcdefgh"), columns=list("wxyz"))
    kinds = ["one", "two"] * 4
    result = ca(counts.assign(age=random.normal(size=8), kind=kinds), supplementary_variables=["age", "kind"])
    same(result.rows.coord, ca(counts).rows.coord)
    assert result.supplementary_categories is not None and result.supplementary_variables is not None
    masses = result.rows.weight.to_numpy()[::2]
    mean = masses @ result.rows.coord.to_numpy()[::2] / masses.sum()
    np.testing.assert_allclose(result.supplementary_categories.coord.loc[("kind", "one")], mean, atol=1e-12)
    assert (result.supplementary_variables.cos2.sum(axis=1) <= 1 + 1e-12).all()


def independence_inertia(counts: np.ndarray) -> float:
    """Return Pearson's chi-squared over the number of counts."""
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return float(((counts - expected) ** 2 / expected).sum() / counts.sum())


@given(seed=seeds)
@heavy
def test_greenacre_s_whole_is_the_mean_inertia_of_the_crossed_variables(seed: int) -> None:
    table = categories(seed)
    result = mca(table)
    assert result.rates is not None
    crossed = [pd.crosstab(table[a], table[b]) for a in table for b in table if a != b]
    # Not by `ca`: two columns drawn at random can be independent to the last count, which it refuses.
    mean = np.mean([independence_inertia(each.to_numpy(dtype=float)) for each in crossed])
    values = result.eigenvalues["eigenvalue"].to_numpy()[: len(result.rates)]
    adjusted = (4 / 3 * (values - 1 / 4)) ** 2
    np.testing.assert_allclose(result.rates["greenacre"], 100 * adjusted / mean)
    np.testing.assert_allclose(result.rates["benzecri"], 100 * adjusted / adjusted.sum())


def counted(seed: int) -> pd.DataFrame:
    """Counts in two tables, one number and one category."""
    random = np.random.default_rng(seed)
    counts = pd.DataFrame(random.integers(1, 40, (12, 7)), columns=[f"n{j}" for j in range(7)])
    kind = pd.Series(np.where(random.normal(size=12) > 0, "one", "two"))
    kind.iloc[:2] = ["one", "two"]
    return counts.assign(x=random.normal(size=12), kind=kind)


TABLES = {"a": ["n0", "n1", "n2"], "b": ["n3", "n4", "n5", "n6"], "c": ["x", "kind"]}


@given(seed=seeds)
@heavy
def test_rows_of_counts_given_again_fall_on_themselves_and_their_partial_points_have_them_as_mean(seed: int) -> None:
    table = counted(seed)
    result = mfa(table, TABLES, frequencies=["a", "b"], supplementary_individuals=[0, 5])
    assert isinstance(result.supplementary_individuals, Cloud) and result.groups.partial_supplementary is not None
    again = result.predict(table)
    same(again.coord.drop(index=[0, 5]), result.individuals.coord)
    same(again.coord.loc[[0, 5]], result.supplementary_individuals.coord)
    means = result.groups.partial_supplementary.groupby(level="name").mean()
    same(means, result.supplementary_individuals.coord)


@given(seed=seeds)
@quick
def test_one_group_of_counts_has_the_axes_of_its_correspondence_analysis(seed: int) -> None:
    table = counted(seed)[TABLES["b"]]
    one, other = mfa(table, {"b": TABLES["b"]}, frequencies=["b"]), ca(table)
    first = other.eigenvalues.loc[1, "eigenvalue"]
    same(one.eigenvalues["eigenvalue"].iloc[:3], other.eigenvalues["eigenvalue"] / first)
    assert one.axes == 3
    same(one.individuals.coord, other.rows.coord / np.sqrt(first))
    assert one.frequencies is not None and one.variables is None
    same(one.frequencies.contrib, other.columns.contrib)


@given(seed=seeds)
@heavy
def test_column_weights_of_an_mfa_are_columns_written_twice(seed: int) -> None:
    table = mixed(seed)
    groups = {"a": ["x0", "x1", "q0"], "b": ["x2", "x3", "x4", "q1", "q2", "q3"]}
    twice = table.assign(x0_again=table["x0"], q1_again=table["q1"])
    written = {"a": [*groups["a"], "x0_again"], "b": [*groups["b"], "q1_again"]}
    same(mfa(table, groups, column_weights={"x0": 2, "q1": 2}).individuals.coord, mfa(twice, written).individuals.coord)


@given(seed=seeds)
@heavy
def test_an_mfa_of_one_group_with_passive_levels_is_the_specific_mca(seed: int) -> None:
    table, passive = categories(seed), {"q2": ["l3"]}
    one, other = mfa(table, {"all": list(table.columns)}, passive=passive), mca(table, passive=passive)
    first = other.eigenvalues.loc[1, "eigenvalue"]
    same(one.eigenvalues["eigenvalue"], other.eigenvalues["eigenvalue"] / first)
    same(one.individuals.coord, other.individuals.coord / np.sqrt(first))
    same(one.categories.contrib, other.categories.contrib)
    assert list(one.supplementary_categories.coord.index) == [("q2", "l3")]


@given(seed=seeds)
@quick
def test_weights_as_shares_of_the_rows_test_as_the_rows_do(seed: int) -> None:
    table = mixed(seed)
    plain, shares = famd(table), famd(table, row_weights=np.full(len(table), 1 / len(table)))
    assert plain.categories is not None and shares.categories is not None
    same(plain.categories.v_test, shares.categories.v_test)
