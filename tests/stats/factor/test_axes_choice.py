"""How many axes are suggested: none where there is nothing, the planted ones where there are some."""

import numpy as np
import pandas as pd
import pytest

from evalkit.stats.factor import ca, choose_axes, famd, mca, mfa, pca, reference_inertia


def planted(seed: int, n: int = 300, factors: int = 2, columns: int = 10) -> pd.DataFrame:
    """Numbers made by independent factors, each of half of the columns, with noise."""
    random = np.random.default_rng(seed)
    hidden = random.normal(size=(n, factors))
    values = {f"x{j}": hidden[:, j % factors] + 0.6 * random.normal(size=n) for j in range(columns)}
    return pd.DataFrame(values)


def test_two_planted_factors_are_found_by_every_rule() -> None:
    table = planted(1)
    assert (choose_axes(pca(table), table, simulations=50).rules == 2).all()


def test_independent_columns_have_no_axis_to_read() -> None:
    table = pd.DataFrame(np.random.default_rng(2).normal(size=(400, 8)))
    table.columns = [f"x{j}" for j in range(8)]
    assert choose_axes(pca(table), table, simulations=200, quantile=0.99).suggested == 0


def test_planted_factors_are_found_among_categories_and_mixed_tables() -> None:
    table = planted(3)
    halves = table.apply(lambda column: pd.Series(np.where(column > 0, "high", "low"), index=table.index))
    mixed = pd.concat([table.iloc[:, :6], halves.iloc[:, 6:]], axis=1)
    assert choose_axes(mca(halves), halves, simulations=30).suggested == 2
    assert choose_axes(famd(mixed), mixed, simulations=30).suggested == 2


def test_axes_common_to_groups_are_found_beyond_what_each_group_has_alone() -> None:
    random = np.random.default_rng(4)
    common = random.normal(size=300)
    table, groups = pd.DataFrame(index=range(300)), {}
    for group in "abc":
        own = random.normal(size=300)
        groups[group] = [f"{group}{j}" for j in range(4)]
        for name in groups[group]:
            table[name] = common + own + 0.5 * random.normal(size=300)
    assert choose_axes(mfa(table, groups), table, simulations=50).suggested == 1


def test_counts_linked_in_one_way_have_one_axis() -> None:
    random = np.random.default_rng(5)
    chance = np.array([[4, 2, 1], [1, 2, 4], [2.5, 2, 2.5], [3, 2, 2]])
    counts = pd.DataFrame(random.poisson(50 * chance), index=list("abcd"), columns=list("xyz"))
    assert choose_axes(ca(counts), counts, simulations=100).suggested == 1


def test_the_broken_stick_sums_to_100() -> None:
    table = planted(6)
    np.testing.assert_allclose(choose_axes(pca(table), table, simulations=2).table["broken_stick"].sum(), 100)


def test_errors_of_rebuilding_choose_the_first_number_from_which_they_grow() -> None:
    table = planted(7, n=30, columns=8)
    choice = choose_axes(pca(table), table, simulations=2)
    for name in ("gcv", "smoothing"):
        errors = choice.errors[name].to_numpy()
        assert (np.diff(errors[: choice.rules[name] + 1]) <= 0).all()
        assert errors[choice.rules[name] + 1] > errors[choice.rules[name]]


def test_planted_axes_carry_more_than_those_of_random_tables_and_axes_of_noise_do_not() -> None:
    table, noise = planted(8), pd.DataFrame(np.random.default_rng(9).normal(size=(300, 6))).add_prefix("x")
    halves = table.apply(lambda column: pd.Series(np.where(column > 0, "high", "low"), index=table.index))
    assert reference_inertia(pca(table), simulations=50).axes == 2
    assert reference_inertia(mca(halves), simulations=50).axes == 2
    assert reference_inertia(pca(noise), simulations=50, quantile=0.99).axes == 0


def test_the_reference_of_counts_grows_to_100_and_other_methods_have_none() -> None:
    counts = pd.DataFrame([[40, 20, 10], [10, 20, 40], [25, 20, 25]], index=list("abc"), columns=list("xyz"))
    found = reference_inertia(ca(counts), simulations=20).table["reference"]
    assert found.is_monotonic_increasing and found.iloc[-1] == pytest.approx(100)
    mixed = planted(10).assign(kind=["u", "v", "w"] * 100)
    with pytest.raises(ValueError, match="not for famd"):
        reference_inertia(famd(mixed), simulations=1)
    with pytest.raises(ValueError, match="at least one simulation"):
        reference_inertia(ca(counts), simulations=0)
