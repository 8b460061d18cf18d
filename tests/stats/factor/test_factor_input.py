"""Tables that cannot be analysed as they are: what the refusal says, or what the answer is."""

import pickle

import numpy as np
import pandas as pd
import pytest

from evalkit.stats.factor import (
    ByClass,
    Imputation,
    ca,
    choose_axes,
    describe_axes,
    describe_by,
    famd,
    impute,
    mca,
    mfa,
    pca,
)
from evalkit.stats.factor.coding import MISSING_LEVEL


@pytest.fixture
def table() -> pd.DataFrame:
    random = np.random.default_rng(3)
    values = random.normal(size=(12, 4)) + random.normal(size=(12, 1))
    return pd.DataFrame(values, index=[f"i{i}" for i in range(12)], columns=list("abcd"))


@pytest.fixture
def survey(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: np.where(table[name] > 0, "yes", "no") for name in table}, index=table.index)


def test_constant_columns_are_refused_together(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"single value: a, c$"):
        pca(table.assign(a=1.0, c=0.1))


def test_a_column_with_one_level_is_refused(survey: pd.DataFrame) -> None:
    for column in ("yes", pd.Categorical(["yes"] * 12, categories=["no", "yes"])):
        with pytest.raises(ValueError, match=r"single value: b$"):
            mca(survey.assign(b=column))


def test_a_column_without_any_value_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"no value at all: d$"):
        pca(table.assign(d=np.nan), missing="mean")


def test_one_individual_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="at least two active rows are needed, not 1"):
        pca(table, row_weights=[1.0, *[0.0] * 11])
    with pytest.raises(ValueError, match="at least two active rows are needed, not 1"):
        pca(table.iloc[:1])


def test_names_that_stand_twice_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="column names stand more than once: a"):
        pca(table.set_axis(list("aabc"), axis=1))
    with pytest.raises(ValueError, match="row names stand more than once: i0"):
        pca(table.rename(index={"i1": "i0"}))


def test_infinite_values_are_refused_with_their_count(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"infinite values: b \(2\), d \(1\)"):
        pca(table.assign(b=[np.inf, -np.inf, *range(10)], d=[*range(11), np.inf]))


def test_missing_values_are_refused_with_the_count_of_each_column(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"missing in a \(2\), c \(1\); say missing="):
        pca(table.assign(a=_hole(2), c=_hole(1)))


def _hole(count: int) -> list[float]:
    return [*[np.nan] * count, *(float(i) for i in range(12 - count))]


def test_a_missing_number_makes_no_category(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"missing in a \(2\); a number cannot make a category"):
        famd(table.assign(a=_hole(2)), missing="category")


def test_a_kind_of_column_that_the_method_does_not_read_is_named(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="not numbers: e; convert"):
        pca(table.assign(e=survey["a"]))
    with pytest.raises(ValueError, match=r"are numbers: e; make them categories"):
        mca(survey.assign(e=table["a"]))
    with pytest.raises(ValueError, match="hold dates: e"):
        famd(table.assign(e=pd.date_range("2024-01-01", periods=12)))


@pytest.mark.parametrize("kind", ["int64", "float32", "Int64", "Float64"])
def test_numbers_of_every_dtype_give_the_same_axes(table: pd.DataFrame, kind: str) -> None:
    whole = (table * 10).round()
    found = pca(whole.astype(kind))
    np.testing.assert_allclose(found.individuals.coord, pca(whole).individuals.coord, atol=1e-6)


@pytest.mark.parametrize("kind", ["object", "string", "category", "bool", "boolean"])
def test_categories_of_every_dtype_give_the_same_axes(survey: pd.DataFrame, kind: str) -> None:
    typed = (survey == "yes").astype(kind) if kind.startswith("bool") else survey.astype(kind)
    np.testing.assert_allclose(mca(typed).individuals.coord, mca(survey).individuals.coord, atol=1e-12)


def test_objects_of_mixed_types_and_numbers_as_objects_are_refused_together(survey: pd.DataFrame) -> None:
    mixed = survey.astype(object).assign(a=[1, "x", 2.5] * 4, c=list(range(12)), d=[True, "x", None] * 4)
    mixed["c"] = mixed["c"].astype(object)
    for refuse in (mca, famd, lambda table: describe_by(table, "b")):
        with pytest.raises(ValueError, match=r"mix types, or hold numbers as objects: a, c, d; make them"):
            refuse(mixed)


def test_a_missing_category_of_any_kind_is_missing(survey: pd.DataFrame) -> None:
    for nothing, kind in ((None, object), (np.nan, object), (pd.NA, "string"), (np.nan, "category")):
        holed = survey.astype(kind)
        holed.loc["i2", "a"] = nothing
        with pytest.raises(ValueError, match=r"missing in a \(1\)"):
            mca(holed)
        found = mca(holed, missing="category").categories
        assert found is not None and ("a", MISSING_LEVEL) in found.coord.index


def test_tables_without_rows_or_columns_and_what_is_no_table_are_refused(table: pd.DataFrame) -> None:
    for analyse in (pca, mca, famd, ca):
        with pytest.raises(ValueError, match="no active column"):
            analyse(pd.DataFrame())
    for analyse in (pca, famd, ca):
        with pytest.raises(ValueError, match="at least two active rows are needed, not 0"):
            analyse(table.iloc[:0])
    with pytest.raises(TypeError, match="a DataFrame is needed, not ndarray"):
        pca(table.to_numpy())


def test_numbers_too_large_to_be_squared_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"too large to be squared: b; change their unit"):
        pca(table.assign(b=table["b"] * 1e200))


def test_more_columns_than_rows_are_analysed() -> None:
    wide = pd.DataFrame(np.random.default_rng(1).normal(size=(5, 1000)))
    assert pca(wide).axes == 4
    answers = (wide.iloc[:, :50] > wide.iloc[:, :50].median()).astype(str)
    result = mca(answers, axes=9)
    np.testing.assert_allclose(result.individuals.cos2.sum(axis=1), 1)
    assert result.categories is not None and len(result.categories.coord) == 100


def test_names_of_rows_may_have_several_levels(table: pd.DataFrame) -> None:
    pairs = table.set_axis(pd.MultiIndex.from_product([list("abc"), [1, 2, 3, 4]], names=["zone", None]))
    frame = pca(pairs, axes=1).frame("individuals")
    assert list(frame.columns[:3]) == ["zone", "name_2", "axis"] and len(frame) == 12


def test_results_can_be_stored_and_read_again(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    for result in (pca(table), mca(survey), famd(table.join(survey.add_prefix("q")))):
        again = pickle.loads(pickle.dumps(result))
        for part in ("cos2", "contrib", "distance"):
            pd.testing.assert_frame_equal(
                pd.DataFrame(getattr(again.individuals, part)), pd.DataFrame(getattr(result.individuals, part))
            )


def test_new_individuals_must_be_of_the_same_kind(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="not numbers: a; convert"):
        pca(table).predict(table.assign(a="x"))
    assert pca(table).predict(table.iloc[:0]).coord.shape == (0, 4)


def test_counts_that_are_none_are_refused_in_groups_of_counts(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    counts, groups = table.abs(), {"one": ["a", "b"], "two": ["c", "d"]}
    with pytest.raises(ValueError, match="must hold counts, complete and 0 or more: a, b"):
        mfa(table.assign(b=np.nan), groups, frequencies=["one"])
    with pytest.raises(ValueError, match="rows have no count at all: i0"):
        mfa(counts.assign(a=[0, *range(1, 12)], b=[0, *range(1, 12)]), groups, frequencies=["one"])
    with pytest.raises(ValueError, match="columns have no count at all: a"):
        mfa(counts.assign(a=0), groups, frequencies=["one"])
    with pytest.raises(ValueError, match="cannot be counts: c are categories"):
        mfa(counts.assign(c=survey["c"]), groups, frequencies=["two"])
    with pytest.raises(ValueError, match="leave row_weights out"):
        mfa(counts, groups, frequencies=["one"], row_weights=[1.0] * 12)


def test_axes_can_be_chosen_after_any_filling(table: pd.DataFrame) -> None:
    holed = table.assign(a=_hole(2))
    for missing in ("mean", "iterative"):
        result = pca(holed, missing=missing, imputation=Imputation(axes=1))  # type: ignore[arg-type]
        assert list(choose_axes(result, holed, simulations=3).rules.index[-2:]) == ["gcv", "smoothing"]


def test_axes_are_described_by_numbers_filled_as_the_analysis_filled_them(table: pd.DataFrame) -> None:
    holed = table.assign(a=_hole(2))
    for missing in ("mean", "iterative"):
        result = pca(holed, missing=missing, imputation=Imputation(axes=1), supplementary_columns=["d"])  # type: ignore[arg-type]
        found = describe_axes(result, holed).numbers.loc[1]
        assert result.variables is not None and result.variables.correlation is not None
        np.testing.assert_allclose(found.loc["a", "correlation"], result.variables.correlation.loc["a", 1])


def test_an_imputation_without_axes_is_the_mean(table: pd.DataFrame) -> None:
    holed = table.assign(a=_hole(2))
    np.testing.assert_allclose(impute(holed, Imputation(axes=0))["a"].iloc[:2], holed["a"].mean())


def test_an_imputation_that_has_not_settled_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="does not settle; ask for fewer imputation axes, or more steps"):
        impute(table.assign(a=_hole(4)), Imputation(axes=2, steps=2))


def test_missing_categories_are_a_level_or_left_out_of_descriptions(survey: pd.DataFrame) -> None:
    holed = survey.assign(a=survey["a"].mask(survey.index.isin(["i2", "i5"])))
    own, without = (describe_by(holed, "b", missing=each) for each in ("category", "leave_out"))  # type: ignore[arg-type]
    assert isinstance(own, ByClass) and isinstance(without, ByClass)
    assert (own.factors.loc["a", "n"], without.factors.loc["a", "n"]) == (12, 10)
    by = [describe_by(holed, "a", missing=each) for each in ("category", "leave_out")]  # type: ignore[arg-type]
    classes = [set(each.categories.index.get_level_values("class")) for each in by if isinstance(each, ByClass)]
    assert classes == [{"no", "yes", MISSING_LEVEL}, {"no", "yes"}]


def test_unknown_names_and_bad_settings_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="no column named z"):
        pca(table, supplementary_columns=["z"])
    with pytest.raises(ValueError, match="no row named z"):
        pca(table, supplementary_individuals=["z"])
    for axes in (0, -1, 2.5):
        with pytest.raises(ValueError, match="at least one axis must be kept, and a whole number"):
            pca(table, axes=axes)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="row weights must be numbers"):
        pca(table, row_weights=["a"] * 12)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="12 row weights are needed, one per row, not 2"):
        pca(table, row_weights=[1.0, 2.0])
    with pytest.raises(ValueError, match="finite, and 0 or more"):
        pca(table, row_weights=[-1.0] * 12)
    with pytest.raises(ValueError, match="no active column named z"):
        pca(table, column_weights={"z": 1.0})
    with pytest.raises(ValueError, match="no active column"):
        pca(table, supplementary_columns=list("abcd"))
    with pytest.raises(ValueError, match='missing is "refuse"'):
        pca(table, missing="drop")  # type: ignore[arg-type]


def test_a_new_level_is_refused_by_name(survey: pd.DataFrame) -> None:
    result = mca(survey)
    with pytest.raises(ValueError, match="a has levels that no active individual has: perhaps"):
        result.predict(survey.assign(a="perhaps"))
    with pytest.raises(ValueError, match=r"missing in b \(12\); new and supplementary individuals"):
        result.predict(survey.assign(b=None))


def test_a_missing_category_can_be_a_level_of_its_own_or_passive(survey: pd.DataFrame) -> None:
    holes = survey.assign(a=survey["a"].mask(survey.index.isin(["i2", "i5"])))
    own = mca(holes, missing="category")
    assert own.categories is not None and ("a", MISSING_LEVEL) in own.categories.coord.index
    passive = mca(holes, missing="category", passive={"a": [MISSING_LEVEL]})
    assert passive.supplementary_categories is not None
    assert list(passive.supplementary_categories.coord.index) == [("a", MISSING_LEVEL)]
    with pytest.raises(ValueError, match="passive levels are not in the table: a=never"):
        mca(holes, missing="category", passive={"a": ["never"]})


def test_missing_categories_can_take_the_shares_of_the_levels(survey: pd.DataFrame) -> None:
    result = mca(survey.assign(a=survey["a"].mask(survey.index == "i2")), missing="mean")
    assert result.categories is not None and result.categories.contrib is not None
    np.testing.assert_allclose(result.categories.contrib.sum(), 100)
    placed = result.predict(survey.assign(a=None).loc[["i2"]])
    np.testing.assert_allclose(placed.coord, result.individuals.coord.loc[["i2"]], atol=1e-12)


def test_five_hundred_levels_are_analysed_and_rare_ones_can_be_passive() -> None:
    random = np.random.default_rng(1)
    many = [f"commune {i}" for i in [*range(500), *random.integers(0, 500, 1500)]]
    table = pd.DataFrame(
        {"commune": many, "work": random.choice(["yes", "no"], 2000), "age": random.choice(["a", "b", "c"], 2000)}
    )
    full = mca(table)
    assert full.categories is not None and len(full.categories.coord) == 505
    assert len(full.eigenvalues) == 505 - 3
    lean = mca(table, rare_below=0.01)
    assert lean.categories is not None and lean.supplementary_categories is not None
    assert len(lean.categories.coord) == 5 and len(lean.supplementary_categories.coord) == 500


def test_two_rows_make_one_axis(table: pd.DataFrame) -> None:
    result = pca(table.iloc[:2])
    assert result.axes == 1
    np.testing.assert_allclose(result.individuals.cos2, 1)


def test_imputation_refuses_more_axes_than_there_are_and_passive_levels(
    table: pd.DataFrame, survey: pd.DataFrame
) -> None:
    with pytest.raises(ValueError, match="at most 3 imputation axes can be used, not 4"):
        impute(table.assign(a=_hole(2)), Imputation(axes=4))
    with pytest.raises(ValueError, match="do not go together"):
        mca(survey.assign(a=survey["a"].mask(survey.index == "i2")), missing="iterative", rare_below=0.1)


def test_iterative_imputation_fills_mixed_tables_and_groups(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    both = pd.concat([table, survey.rename(columns=str.upper)], axis=1)
    both = both.assign(a=_hole(1), B=both["B"].mask(both.index == "i4"))
    result = famd(both, missing="iterative", imputation=Imputation(axes=1))
    np.testing.assert_allclose(result.individuals.contrib.sum(), 100)
    groups = {"one": list("abAB"), "two": list("cdCD")}
    np.testing.assert_allclose(mfa(both, groups, missing="iterative").groups.contrib.sum(), 100)
    completed = impute(both, Imputation(axes=1))
    assert not completed.isna().any(axis=None)
    np.testing.assert_allclose(completed["B"].sum(axis=1), 1)


def test_groups_must_share_out_all_columns(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="in no group: d"):
        mfa(table, {"one": ["a", "b"], "two": ["c"]})
    with pytest.raises(ValueError, match="in two groups: b"):
        mfa(table, {"one": ["a", "b"], "two": ["b", "c", "d"]})
    with pytest.raises(ValueError, match="no group named three"):
        mfa(table, {"one": ["a", "b"], "two": ["c", "d"]}, supplementary_groups=["three"])
    with pytest.raises(ValueError, match="one group must be active"):
        mfa(table, {"one": list("abcd")}, supplementary_groups=["one"])


def test_counts_must_be_counts() -> None:
    counts = pd.DataFrame({"x": [1, 2, 3], "y": [4, 4, 4], "z": [1, 0, 5]}, index=list("abc"))
    assert ca(counts).axes == 2
    with pytest.raises(ValueError, match="negative counts: z"):
        ca(counts.assign(z=[-1, 2, 3]))
    with pytest.raises(ValueError, match="rows have no count at all: b"):
        ca(counts.assign(x=[1, 0, 1], y=[1, 0, 1]))
    with pytest.raises(ValueError, match="columns have no count at all: z"):
        ca(counts.assign(z=0))
    with pytest.raises(ValueError, match="two rows and two columns"):
        ca(counts[["x"]])
    with pytest.raises(ValueError, match=r"missing in x \(1\)"):
        ca(counts.assign(x=[np.nan, 2, 3]))
    with pytest.raises(ValueError, match="negative counts or none at all: new"):
        ca(counts).predict(pd.DataFrame({"x": [0], "y": [0], "z": [0]}, index=["new"]))


def test_missing_counts_are_filled_as_independence_tells() -> None:
    rows, columns = np.array([10.0, 20, 30, 40]), np.array([0.1, 0.2, 0.3, 0.4])
    counts = pd.DataFrame(np.outer(rows, columns), index=list("abcd"), columns=list("wxyz"))
    counts.loc["c", "x"] = np.nan
    found = ca(counts.assign(w=counts["w"] + [1, 0, 0, 0]), missing="mean")
    assert abs(found.rows.weight["c"] - 30 / 101) < 1e-3
    whole = ca(counts.assign(w=counts["w"] + [1, 0, 0, 0]), missing="iterative", imputation=Imputation(axes=1))
    assert whole.axes >= 1


def test_a_class_is_not_described_when_there_is_only_one(survey: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="a has fewer than two values"):
        describe_by(survey.assign(a="yes"), "a")
    with pytest.raises(ValueError, match="no column named z"):
        describe_by(survey, "z")


def test_a_part_that_is_not_there_is_refused_with_those_that_are(table: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="no part 'categories'; it has eigenvalues, individuals, variables, links"):
        pca(table).frame("categories")


def test_frames_are_tidy(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    frame = pca(table, axes=2).frame("individuals")
    assert list(frame.columns) == ["name", "axis", "coord", "contrib", "cos2", "distance", "weight"]
    assert len(frame) == 12 * 2 and list(frame["axis"].iloc[:2]) == [1, 2]
    assert list(mca(survey).frame("categories").columns[:3]) == ["variable", "level", "axis"]
    assert list(mca(survey).frame("links").columns) == ["name", "axis", "coord", "contrib", "cos2"]
    assert list(pca(table).frame("eigenvalues").columns) == ["axis", "eigenvalue", "percentage", "cumulative"]


def test_the_caller_s_table_is_left_as_it_was(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    both = pd.concat([table, survey.rename(columns=str.upper).astype("category")], axis=1)
    before = both.copy(deep=True)
    famd(both, supplementary_columns=["A"])
    pd.testing.assert_frame_equal(both, before)


def test_the_same_seed_suggests_the_same_axes(table: pd.DataFrame) -> None:
    one, other = (choose_axes(pca(table), table, simulations=20) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.suggested == one.rules["parallel"]


def test_rows_of_weight_0_are_supplementary(table: pd.DataFrame) -> None:
    weighted = pca(table, row_weights=[0.0, *[1.0] * 11])
    named = pca(table, supplementary_individuals=["i0"])
    assert weighted.supplementary_individuals is not None and named.supplementary_individuals is not None
    pd.testing.assert_frame_equal(weighted.supplementary_individuals.coord, named.supplementary_individuals.coord)
    pd.testing.assert_frame_equal(weighted.individuals.coord, named.individuals.coord)


def test_columns_named_by_numbers_are_taken_by_their_text(table: pd.DataFrame, survey: pd.DataFrame) -> None:
    numbered = table.set_axis(range(4), axis=1)
    result = pca(numbered, supplementary_columns=[3])  # type: ignore[list-item]
    assert result.variables is not None and list(result.variables.coord.index) == ["0", "1", "2"]
    assert result.predict(numbered).coord.shape == (12, 3)
    assert choose_axes(result, numbered, simulations=3).suggested >= 0
    both = pd.concat([table, survey], axis=1, ignore_index=True)
    assert mfa(both, {"one": [0, 1, 4], "two": [2, 3, 5, 6, 7]}).axes == 5  # type: ignore[list-item]
    assert len(describe_by(survey.set_axis(range(4), axis=1), "0").factors) == 3


def test_an_unscaled_group_weighs_by_its_spread(table: pd.DataFrame) -> None:
    wide = table.assign(a=table["a"] * 100)
    result = mfa(wide, {"one": ["a", "b"], "two": ["c", "d"]}, unscaled=["one"])
    assert result.variables is not None
    # Beside a column a hundred times wider, b keeps next to no part of its group.
    assert result.groups.contrib.sum().sum() == pytest.approx(100 * result.axes)
    assert result.links.contrib is not None and result.links.contrib.loc["b", 1] < 0.1


def test_independent_counts_have_no_axis() -> None:
    counts = pd.DataFrame(np.outer([1, 2, 3], [4, 5, 6]), index=list("abc"), columns=list("xyz"))
    with pytest.raises(ValueError, match="independent: there is no axis"):
        ca(counts)


def test_a_column_in_proportion_to_the_whole_lies_at_the_centre() -> None:
    counts = pd.DataFrame({"x": [1, 6, 3], "y": [5, 6, 9], "z": [6, 12, 12]}, index=list("abc"))
    result = ca(counts)
    assert (result.columns.cos2.loc["z"] == 0).all()
    np.testing.assert_allclose(result.columns.coord.loc["z"], 0, atol=1e-12)
    np.testing.assert_allclose(result.columns.cos2.loc[["x", "y"]].sum(axis=1), 1)
