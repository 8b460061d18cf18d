"""From a table to axes, classes and what may be said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_samples import sample, study

from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.table import StudyPlan, StudyTable
from evalkit.stats.classes import Classes
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.factor import Ca

QUICK = StudyPlan(classes=0)


@pytest.fixture(scope="module")
def guerry() -> Analysis:
    return analyse(*sample("guerry"))


def mixed(rows: int = 60, seed: int = 5) -> pd.DataFrame:
    """Two clear groups of rows, four numbers and three categories that tell them apart, and one that does not."""
    random = np.random.default_rng(seed)
    group = np.repeat([0, 1], rows // 2)
    numbers = {f"x{i}": 4.0 * group + random.normal(size=rows) for i in range(4)}
    levels = {
        f"c{i}": pd.Categorical(np.where(random.random(rows) < 0.9, group, 1 - group).astype(str)) for i in range(3)
    }
    noise = {"noise": pd.Categorical(random.choice(list("ab"), rows))}
    return pd.DataFrame(numbers | levels | noise, index=[f"r{i}" for i in range(rows)])


def test_the_method_follows_the_kinds_of_the_active_columns() -> None:
    table = mixed()
    numbers, levels = [f"x{i}" for i in range(4)], [f"c{i}" for i in range(3)]
    groups = dict.fromkeys(numbers, "n") | dict.fromkeys([*levels, "noise"], "l")
    found = [
        analyse(each, QUICK)
        for each in (study(table[numbers]), study(table[levels]), study(table), study(table, groups=groups))
    ]
    assert [each.method for each in found] == ["pca", "mca", "famd", "mfa"]
    assert [each.method_why for each in found] == ["quantitative", "qualitative", "both_kinds", "groups"]


def test_the_same_table_and_seed_give_the_same_classes_and_readings() -> None:
    one, two = (analyse(study(mixed(), aside=("noise",))) for _ in range(2))
    assert isinstance(one.classes, Classes) and isinstance(two.classes, Classes)
    pd.testing.assert_series_equal(one.classes.labels, two.classes.labels)
    assert one.readings == two.readings and one.profiles == two.profiles and one.cautions == two.cautions


def test_two_clear_groups_are_found_and_told_by_the_columns_that_make_them() -> None:
    found = analyse(study(mixed(), aside=("noise",), identifiers=True))
    assert [each.rows for each in found.profiles] == [30, 30]
    assert all(each.stability and each.stability > 0.9 for each in found.profiles)
    marks = {mark.variable for each in found.profiles for mark in each.marks}
    assert marks == {"x0", "x1", "x2", "x3", "c0", "c1", "c2"}


def test_columns_without_links_show_nothing_beyond_chance() -> None:
    random = np.random.default_rng(8)
    table = study(pd.DataFrame(random.normal(size=(80, 6)), columns=list("abcdef"), index=map(str, range(80))))
    found = analyse(table, QUICK)
    assert found.choice.suggested == 0 and found.axes == 2 and found.axes_why == "to_draw"
    assert not any(each.beyond_chance for each in found.readings)
    assert "nothing_beyond_chance" in {each.kind for each in found.cautions}


def test_marks_are_those_of_the_table_beyond_chance_and_not_tiny(guerry: Analysis) -> None:
    assert guerry.by_class is not None
    table = guerry.by_class.numbers
    for profile in guerry.profiles:
        told = {mark.variable: mark for mark in profile.marks if not mark.level}
        own = table.xs(profile.number, level="class")
        kept = own[own["significant"] & (own["difference"].abs() >= 0.2)]
        assert set(told) == set(kept.index)
        for name, mark in told.items():
            assert mark.value == own.loc[name, "mean"] and mark.overall == own.loc[name, "overall_mean"]
            assert mark.direction == np.sign(own.loc[name, "difference"])


def test_supplementary_columns_are_corrected_by_themselves(guerry: Analysis) -> None:
    """Small p-values of the columns that made the classes must not help the others."""
    from evalkit.stats.factor import describe_by

    assert isinstance(guerry.classes, Classes) and guerry.by_class is not None
    aside = list(guerry.table.named("supplementary"))
    rows = guerry.table.frame.loc[guerry.classes.labels.index, aside]
    alone = describe_by(rows.assign(group=guerry.classes.labels.astype(str)), "group")
    for name in alone.variables.index:
        assert guerry.by_class.variables.loc[name, "p_adjusted"] == pytest.approx(
            alone.variables.loc[name, "p_adjusted"]
        )


def test_a_supplementary_row_is_placed_and_takes_no_part(guerry: Analysis) -> None:
    assert guerry.placed is not None and list(guerry.placed.index) == ["Corse"]
    assert isinstance(guerry.classes, Classes) and "Corse" not in guerry.classes.labels.index
    without = replace(guerry.table, frame=guerry.table.frame.drop("Corse"), supplementary_rows=())
    again = analyse(without, replace(guerry.plan, classes=0))
    pd.testing.assert_frame_equal(again.factors.eigenvalues, guerry.factors.eigenvalues)


def test_a_row_that_alone_makes_an_axis_is_found() -> None:
    random = np.random.default_rng(2)
    frame = pd.DataFrame(random.normal(size=(40, 5)), columns=list("abcde"), index=[f"r{i}" for i in range(40)])
    frame.loc["r7", ["a", "b"]] = 12.0, -12.0
    found = analyse(study(frame, identifiers=True), QUICK)
    assert {(each.row, each.moves) for each in found.outliers if each.axis == 1} == {("r7", True)}
    heavy = next(each for each in found.cautions if each.kind == "one_row_makes_axis")
    assert dict(heavy.values)["rows"] == ("r7",)


def test_weights_count_as_rows_written_several_times() -> None:
    frame = mixed(40).drop(columns="noise")
    weights = pd.Series(np.tile([1.0, 2.0], 20), index=frame.index)
    twice = pd.concat([frame, frame.loc[weights == 2].rename(index=lambda name: f"{name}b")])
    weighted = analyse(study(frame, weights=weights), StudyPlan(classes=2))
    repeated = analyse(study(twice), StudyPlan(classes=2))
    np.testing.assert_allclose(weighted.factors.eigenvalues, repeated.factors.eigenvalues)
    assert isinstance(weighted.classes, Classes) and isinstance(repeated.classes, Classes)
    assert repeated.classes.labels.loc[frame.index].tolist() == weighted.classes.labels.tolist()


def test_inhabitants_for_weights_do_not_make_rows_surer() -> None:
    frame = mixed(40)
    weights = pd.Series(np.tile([1.0, 2.0], 20), index=frame.index)
    few, many = (
        analyse(study(frame, weights=weights * unit), StudyPlan(classes=2)).by_class for unit in (1.0, 50_000.0)
    )
    assert few is not None and many is not None
    np.testing.assert_allclose(few.numbers["v_test"].astype(float), many.numbers["v_test"].astype(float))


def test_missing_values_are_filled_as_the_plan_says_and_told() -> None:
    frame = mixed()
    frame.iloc[3, 0], frame.iloc[9, 4] = np.nan, np.nan
    for how in ("mean", "iterative"):
        found = analyse(study(frame), StudyPlan(missing=how, classes=0))
        assert found.holes["x0"] == 1 and found.holes["c0"] == 1
        assert dict(next(each for each in found.cautions if each.kind == "filled").values)["how"] == how


def test_a_missing_category_is_a_level_that_can_mark_a_class() -> None:
    frame = mixed()[["c0", "c1", "c2"]]
    frame.iloc[:12] = np.nan
    found = analyse(study(frame, identifiers=True), StudyPlan(missing="category", classes=3))
    marks = {(mark.variable, mark.level) for each in found.profiles for mark in each.marks}
    assert ("c0", "(missing)") in marks


def test_few_rows_have_axes_and_no_classes() -> None:
    found = analyse(study(mixed(8)[["x0", "x1", "x2"]]))
    assert isinstance(found.classes, NotEstimable) and found.profiles == ()


def test_columns_that_add_up_to_a_constant_leave_no_false_axis() -> None:
    random = np.random.default_rng(4)
    shares = pd.DataFrame(random.dirichlet([3, 2, 4], 40), columns=list("abc"), index=map(str, range(40)))
    assert analyse(study(shares), StudyPlan(classes=0)).axes == 2


def test_counts_are_classified_by_their_profiles() -> None:
    random = np.random.default_rng(6)
    likely = np.repeat([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]], 8, axis=0)
    counts = np.array([random.multinomial(200, p) for p in likely]).astype(float)
    table = study(pd.DataFrame(counts, columns=list("abc"), index=[f"r{i}" for i in range(16)]), identifiers=True)
    found = analyse(table, StudyPlan(method="ca"))
    assert isinstance(found.factors, Ca) and found.axis_marks is None and found.by_class is not None
    assert [each.rows for each in found.profiles] == [8, 8]
    first = found.by_class.numbers.loc[1]
    own = counts[found.classes.labels.to_numpy() == 1]  # type: ignore[union-attr]
    np.testing.assert_allclose(first.loc[list("abc"), "mean"], 100 * own.sum(axis=0) / own.sum())


def wide() -> StudyTable:
    random = np.random.default_rng(9)
    levels = {f"c{i}": pd.Categorical(random.integers(0, 50, 60).astype(str)) for i in range(4)}
    numbers = {f"x{i}": random.normal(size=60) for i in range(90)}
    return study(pd.DataFrame(levels | numbers, index=map(str, range(60))))


def test_more_columns_than_rows_and_many_levels_are_analysed() -> None:
    found = analyse(wide(), QUICK)
    assert found.axes >= 1 and found.withheld.levels and "few_rows" in {each.kind for each in found.cautions}
