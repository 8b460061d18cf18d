"""Zones brought together: each variable by its rule, what stands behind a value, and what cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_france import comparateur, keys, known_part, membership, noted

from evalkit.catalogue.words import Words
from evalkit.errors import EvalkitError
from evalkit.territory import (
    Membership,
    Passage,
    Variable,
    ZoneTable,
    aggregate,
    align,
    join,
    with_known_rates,
    with_rate,
)
from evalkit.territory.table import REASONS, empty_reasons

LABEL = Words("x", "x")


def table_of(values: dict[str, list[float]], codes: list[str], kinds: dict[str, Variable]) -> ZoneTable:
    frame = pd.DataFrame(values, index=codes, dtype=float).sort_index()
    variables = tuple(kinds[name] for name in values)
    return ZoneTable("commune", frame, variables, empty_reasons(frame, "secret"), pd.Series("", index=frame.index))


def test_counts_are_added() -> None:
    of = aggregate(comparateur(), "departement", membership())
    assert of.frame["P18_POP"].to_dict() == {"01": 1500.0, "2A": 60000.0, "61": 12000.0, "72": 3000.0, "75": 2000000.0}


def test_a_rate_is_the_sum_of_numerators_over_the_sum_of_denominators() -> None:
    table = with_known_rates(comparateur())
    of = aggregate(table, "employment_zone", membership())
    assert of.frame.at["0051", "unemployment_rate_census_2018"] == pytest.approx(
        100 * (500 + 60 + 100) / (4500 + 900 + 1300)
    )
    assert of.frame.at["8401", "unemployment_rate_census_2018"] == pytest.approx(100 * 70 / 600)
    assert table.variable("unemployment_rate_census_2018").vintage == "2018"


def test_a_mean_is_weighted_by_its_weight() -> None:
    of = aggregate(comparateur(), "departement", membership())
    assert of.frame.at["01", "PIMP19"] == pytest.approx((55 * 400 + 40 * 200) / 600)


def test_a_median_is_never_averaged_but_stays_where_a_zone_is_one_commune() -> None:
    of = aggregate(comparateur(), "departement", membership())
    assert of.frame.at["75", "MED19"] == 28000
    refused = of.value("01", "MED19")
    assert not isinstance(refused, float)
    assert refused.reason == "territory.median"
    assert "médiane" in refused.sentence("fr")
    assert of.missing.at["01", "MED19"] == "not_aggregated"


def test_a_mean_without_its_weight_is_refused_by_the_name_of_what_is_lacking() -> None:
    of = aggregate(comparateur(), "region", membership())
    refused = of.value("84", "TP6019")
    assert not isinstance(refused, float)
    assert "NBPERSMENFISC19" in refused.sentence("fr")


def test_a_missing_part_is_not_zero() -> None:
    of = aggregate(comparateur(), "departement", membership())
    assert of.missing.at["61", "NBMENFISC19"] == "part_missing"
    assert known_part(of, "NBMENFISC19")["61"] == 4000
    assert aggregate(comparateur(), "departement", membership(), least=0.5).frame.at["61", "NBMENFISC19"] == 4000


def test_what_stands_behind_a_value_is_told() -> None:
    of = aggregate(comparateur(), "departement", membership())
    behind = of.coverage("PIMP19").loc["61"]
    assert behind.to_dict() == {
        "parts": 2.0,
        "covered": 1.0,
        "share": 0.5,
        "people_share": pytest.approx(10000 / 12000),
    }
    assert of.missing.at["61", "PIMP19"] == "little_covered"  # five people in six


@pytest.mark.parametrize(("known", "given"), [(89.0, False), (90.0, True)])
def test_a_rate_known_for_fewer_than_nine_people_in_ten_is_not_given(known: float, given: bool) -> None:
    kinds = {
        "n": Variable("n", LABEL, "people", "count"),
        "d": Variable("d", LABEL, "people", "count"),
        "P18_POP": Variable("P18_POP", LABEL, "people", "count"),
    }
    values = {"n": [1.0, np.nan], "d": [10.0, 20.0], "P18_POP": [known, 100 - known]}
    table = with_rate(table_of(values, ["01001", "01002"], kinds), "r", "n", "d", LABEL)
    of = aggregate(table, "departement", membership())
    assert (of.frame.at["01", "r"] == 10) if given else (of.missing.at["01", "r"] == "little_covered")
    assert table.missing.at["01002", "r"] == "secret"


def test_what_covers_a_zone_is_counted_in_people_whatever_the_level_of_the_file() -> None:
    kinds = {"w": Variable("w", LABEL, "households", "count"), "m": Variable("m", LABEL, "percent", "mean", weight="w")}
    table = table_of({"w": [5.0, np.nan], "m": [12.0, np.nan]}, ["01", "03"], kinds)
    for people, shown in (([45.0, 45.0, 1.0, 1.0, 5.0, 5.0], True), ([30.0, 30.0, 1.0, 1.0, 5.0, 5.0], False)):
        known = Membership(GEOGRAPHY, people=pd.Series(people, index=GEOGRAPHY.index))
        of = aggregate(replace(table, level="departement"), "region", known)
        assert (of.frame.at["84", "m"] == 12) if shown else (of.missing.at["84", "m"] == "little_covered")


def test_a_zero_denominator_gives_no_rate() -> None:
    kinds = {name: Variable(name, LABEL, "people", "count") for name in ("n", "d")}
    table = with_rate(table_of({"n": [0.0, 0.0], "d": [0.0, 0.0]}, ["01001", "01002"], kinds), "r", "n", "d", LABEL)
    assert table.missing.at["01001", "r"] == "empty_denominator"
    assert aggregate(table, "departement", membership()).missing.at["01", "r"] == "empty_denominator"


def test_a_column_of_unknown_kind_cannot_be_brought_together() -> None:
    of = aggregate(
        table_of({"x": [1.0, 2.0]}, ["01001", "01002"], {"x": Variable("x", LABEL)}), "departement", membership()
    )
    refused = of.value("01", "x")
    assert not isinstance(refused, float)
    assert refused.reason == "territory.unknown_kind"


def test_an_employment_zone_across_regions_is_parted_and_never_given_to_one() -> None:
    with pytest.raises(EvalkitError) as error:
        aggregate(aggregate(comparateur(), "employment_zone", membership()), "region", membership())
    assert keys(error) == ["territory.across"]
    assert "0051" in str(error.value)
    parts = aggregate(comparateur(), "employment_zone_part", membership())
    assert parts.frame.loc[["2851", "5251"], "P18_POP"].to_list() == [12000.0, 3000.0]
    regions = aggregate(parts, "region", membership()).frame["P18_POP"]
    assert regions.to_dict() == {"11": 2000000.0, "28": 12000.0, "52": 3000.0, "84": 1500.0, "94": 60000.0}


def test_a_level_that_the_geography_does_not_know_is_refused() -> None:
    known = membership()
    with pytest.raises(EvalkitError) as error:
        aggregate(comparateur(), "epci", Membership(known.frame.drop(columns="epci")))
    assert keys(error) == ["territory.no_level"]


def test_a_file_that_lacks_communes_is_noticed_by_departement() -> None:
    table = comparateur()
    cut = replace(table, frame=table.frame.iloc[:-2], missing=table.missing.iloc[:-2])
    aligned = align(cut, membership())
    assert "absent_communes" in noted(aligned)
    assert any("72 (1/1)" in each.sentence("fr") and "75 (1/1)" in each.sentence("fr") for each in aligned.notes)
    assert aligned.missing.at["75056", "P18_POP"] == "not_in_file"
    france = aggregate(aligned, "france", membership())
    assert france.missing.at["FR", "P18_POP"] == "part_missing"


def test_a_file_of_another_geography_is_refused() -> None:
    table = comparateur()
    other = table.frame.set_axis([f"9{code[1:]}" for code in table.frame.index]).sort_index()
    strange = ZoneTable(
        "commune", other, table.variables, empty_reasons(other, "blank"), pd.Series("", index=other.index)
    )
    with pytest.raises(EvalkitError) as error:
        align(strange, membership())
    assert keys(error) == ["territory.other_geography"]


def test_communes_that_merged_are_added_and_lose_their_medians() -> None:
    kinds = {
        "P10_POP": Variable("P10_POP", LABEL, "people", "count"),
        "MED10": Variable("MED10", LABEL, "euros", "median"),
    }
    codes = ["01001", "01002", "61001", "61002", "61003", "72001", "2A004", "75056"]
    table = table_of({"P10_POP": [float(n) for n in range(1, 9)], "MED10": [1.0] * 8}, codes, kinds)
    passage = Passage(pd.DataFrame([("61003", "61001")], columns=["old", "new"]), "2022")
    aligned = align(table, membership(), passage)
    assert aligned.frame.at["61001", "P10_POP"] == 3 + 5
    assert aligned.missing.at["61001", "MED10"] == "merged_since"
    assert aligned.frame.at["61002", "MED10"] == 1
    assert {"merged", "other_code"} <= noted(aligned)


def test_a_commune_parted_since_has_no_value_of_its_own_and_is_not_lost_above() -> None:
    kinds = {"P10_POP": Variable("P10_POP", LABEL, "people", "count")}
    codes = ["01001", "01002", "61001", "72001", "2A004", "75056"]
    table = table_of({"P10_POP": [1.0, 2.0, 40.0, 4.0, 5.0, 6.0]}, codes, kinds)
    passage = Passage(pd.DataFrame([("61001", "61001"), ("61001", "61002")], columns=["old", "new"]), "2022")
    aligned = align(table, membership(), passage)
    assert aligned.missing.loc[["61001", "61002"], "P10_POP"].to_list() == ["split_since", "split_since"]
    assert aggregate(aligned, "departement", membership()).frame.at["61", "P10_POP"] == 40


def test_tables_of_one_level_stand_side_by_side() -> None:
    table = comparateur()
    both = join([table.only(["P18_POP"]), table.only(["MED19"])])
    assert list(both.frame.columns) == ["P18_POP", "MED19"]
    with pytest.raises(EvalkitError) as error:
        join([table, table.only(["MED19"])])
    assert keys(error) == ["territory.column_in_both"]
    with pytest.raises(EvalkitError) as error:
        join([table.only(["MED19"]), aggregate(table.only(["P18_POP"]), "region", membership())])
    assert keys(error) == ["territory.other_level"]


def test_aligned_tables_side_by_side_are_brought_together_as_one() -> None:
    table = comparateur()
    parts = table.only(["P18_POP"]), table.only(["NBMENFISC19", "PIMP19"])
    both = join([align(each, membership()) for each in parts])
    of, whole = (aggregate(each, "region", membership()).frame for each in (both, table))
    pd.testing.assert_frame_equal(of[["P18_POP", "PIMP19"]], whole[["P18_POP", "PIMP19"]])


GEOGRAPHY = pd.DataFrame(
    {
        "departement": ["01", "01", "02", "02", "03", "03"],
        "region": ["84", "84", "32", "32", "84", "84"],
        "epci": ["1", "1", "1", "2", "2", "2"],
    },
    index=[f"0{n}00{m}" for n in (1, 2, 3) for m in (1, 2)],
)
figure = st.one_of(st.just(float("nan")), st.integers(0, 1000).map(float))
columns = st.lists(figure, min_size=6, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> ZoneTable:
    kinds = {
        "P18_POP": Variable("P18_POP", LABEL, "people", "count"),
        "n": Variable("n", LABEL, "people", "count"),
        "w": Variable("w", LABEL, "households", "count"),
        "m": Variable("m", LABEL, "percent", "mean", weight="w"),
        "q": Variable("q", LABEL, "euros", "median"),
    }
    values = {name: draw(columns) for name in kinds}
    return with_rate(table_of(values, list(GEOGRAPHY.index), kinds), "r", "n", "w", LABEL)


@settings(max_examples=25)
@given(tables())
def test_two_steps_give_what_one_gives(table: ZoneTable) -> None:
    known = Membership(GEOGRAPHY)
    once = aggregate(table, "region", known)
    twice = aggregate(aggregate(table, "departement", known), "region", known)
    pd.testing.assert_frame_equal(once.frame, twice.frame, rtol=1e-12)
    pd.testing.assert_frame_equal(once.missing, twice.missing)
    pd.testing.assert_frame_equal(once.coverage("r"), twice.coverage("r"), rtol=1e-12)


@settings(max_examples=25)
@given(tables(), st.permutations(range(6)), st.permutations(range(6)))
def test_the_order_of_rows_and_columns_changes_nothing(table: ZoneTable, rows: list[int], places: list[int]) -> None:
    known = Membership(GEOGRAPHY)
    names = [table.frame.columns[place] for place in places]
    shuffled = ZoneTable(
        "commune", table.frame.iloc[rows][names], tuple(table.variable(name) for name in names),
        table.missing.iloc[rows][names], table.names.iloc[rows],
    )  # fmt: skip
    once, again = (aggregate(each, "departement", known) for each in (table, shuffled))
    pd.testing.assert_frame_equal(once.frame, again.frame[once.frame.columns], rtol=1e-12)
    pd.testing.assert_frame_equal(once.missing, again.missing[once.frame.columns])


@settings(max_examples=25)
@given(tables())
def test_a_value_is_there_or_says_why_not_and_never_both(table: ZoneTable) -> None:
    for each in (table, aggregate(table, "departement", Membership(GEOGRAPHY))):
        assert (each.frame.isna() == each.missing.notna()).to_numpy().all()
        assert {reason for name in each.missing for reason in each.missing[name].dropna()} <= set(REASONS)
