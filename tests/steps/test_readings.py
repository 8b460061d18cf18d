"""Readings, and what the disclosure threshold keeps back."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_dossiers import measure, one
from statsmodels.stats.proportion import proportion_confint

from evalkit.stats.disclosure import telling_parts
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import proportion
from evalkit.steps.readings import readings_of

HIDDEN = not_estimable("disclosure", threshold=5)
COMPLEMENT = not_estimable("disclosure_complement", threshold=5)


def read(measures, **fields):
    made = one(measures, **fields)
    return readings_of(made, made.indicators[0])


def shares(*groups, **fields):
    made = [measure(subgroup=name, numerator=num, denominator=den) for name, num, den in groups]
    return {each.subgroup: each for each in read(made, form="share", **fields)}


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_equal_those_of_statsmodels(counts):
    numerator, denominator = counts
    low, high = proportion_confint(numerator, denominator, alpha=0.05, method="wilson")
    ours = proportion(numerator, denominator)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-12)


@given(st.integers(5, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_in_percent_equals_a_target_typed_as_the_same_percent(counts):
    numerator, denominator = counts
    (found,) = read([measure(numerator=numerator, denominator=denominator)], form="share")
    assert found.value == 100 * numerator / denominator


def test_fifty_seven_of_a_hundred_is_exactly_57_percent():
    (found,) = read([measure(numerator=57, denominator=100)], form="share")
    assert found.value == 57


def test_a_rate_on_fewer_people_than_the_threshold_is_kept_back_with_all_that_tells_it():
    (found,) = read([measure(numerator=2, denominator=4, text="deux sur quatre", n=4)], form="share")
    assert found.value == HIDDEN
    assert (found.share, found.n, found.text, found.stated) == (None, None, None, None)


def test_a_higher_threshold_keeps_more_back():
    assert read([measure(numerator=2, denominator=8)], form="share")[0].value == 25
    assert read([measure(numerator=2, denominator=8)], form="share", threshold=10)[0].hidden


def test_a_rate_of_things_has_no_threshold():
    assert read([measure(numerator=2, denominator=4)], form="share", population="things")[0].value == 50


def test_a_count_of_people_is_a_total_and_no_rate():
    assert read([measure(value=3)])[0].value == 3
    assert read([measure(value=3, n=3)])[0].value == 3


def test_a_count_that_breaks_people_down_is_kept_back_below_the_threshold():
    found = {each.subgroup: each.value for each in read([measure(value=4, subgroup="femmes")])}
    assert found == {"femmes": HIDDEN}


def test_a_group_whose_size_nobody_states_is_kept_back():
    (found,) = read([measure(value=1500, subgroup="femmes")], form="amount", unit="€")
    assert found.value == not_estimable("disclosure_unknown", threshold=5)
    assert read([measure(value=1500, subgroup="femmes", n=12)], form="amount", unit="€")[0].value == 1500


def test_a_partner_answers_as_an_organisation_but_its_breakdown_is_one_of_people():
    assert read([measure(value=4)], form="perception", unit="1-5")[0].value == 4
    assert read([measure(value=4, subgroup="apprentis", n=2)], form="perception", unit="1-5")[0].hidden


def test_a_group_of_people_below_the_threshold_is_kept_back():
    groups = [measure(value=4, respondent="Salariés", n=n) for n in (4, 5)]
    assert [each.hidden for each in read(groups, form="perception", unit="1-5")] == [True, False]


def test_the_complement_of_a_hidden_group_is_hidden_too():
    found = shares((None, 10, 20), ("femmes", 9, 17), ("hommes", 1, 3))
    assert found[None].value == 50
    assert (found["femmes"].value, found["hommes"].value) == (COMPLEMENT, HIDDEN)


def test_a_group_that_nobody_states_cannot_be_worked_out_either():
    assert shares((None, 10, 20), ("femmes", 9, 17))["femmes"].value == COMPLEMENT


def test_two_breakdowns_of_the_same_people_do_not_hide_the_small_group_in_their_sum():
    found = shares((None, 10, 20), ("femmes", 9, 17), ("hommes", 1, 3), ("jeunes", 5, 10), ("aînés", 5, 10))
    assert found["hommes"].hidden
    assert found["femmes"].hidden


def test_a_whole_stated_by_another_respondent_tells_as_much():
    measures = [
        measure(respondent="P2", numerator=10, denominator=20),
        measure(subgroup="femmes", numerator=9, denominator=17),
    ]
    assert [each.hidden for each in read(measures, form="share")] == [False, True]


def test_periods_that_overlap_are_read_together():
    """A subgroup counted from January 2nd tells as much of the year as one counted from the 1st."""
    measures = [
        measure(numerator=10, denominator=20, start="2024-01-01", end="2024-12-31"),
        measure(subgroup="femmes", numerator=9, denominator=17, start="2024-01-02", end="2024-12-31"),
    ]
    found = {each.subgroup: each.value for each in read(measures, form="share")}
    assert found == {None: 50, "femmes": COMPLEMENT}


def test_periods_that_only_follow_each_other_are_not_read_together():
    measures = [
        measure(2023, numerator=10, denominator=20),
        measure(2024, subgroup="femmes", numerator=9, denominator=17),
    ]
    assert not any(each.hidden for each in read(measures, form="share"))


def test_a_period_that_ends_before_it_begins_is_still_read_with_those_it_spans():
    measures = [
        measure(numerator=10, denominator=20),
        measure(subgroup="femmes", numerator=9, denominator=17, start="2024-12", end="2024-01"),
    ]
    assert {each.subgroup: each.hidden for each in read(measures, form="share")} == {None: False, "femmes": True}


def test_the_smallest_stated_size_counts():
    assert read([measure(numerator=1, denominator=10, n=2)], form="share")[0].value == HIDDEN
    assert read([measure(value=48, n=2, subgroup="femmes")])[0].value == HIDDEN


def test_every_stated_size_of_a_whole_can_be_subtracted_from():
    measures = [
        measure(numerator=10, denominator=20, n=10),
        measure(subgroup="femmes", numerator=9, denominator=17),
    ]
    assert [each.hidden for each in read(measures, form="share")] == [False, True]


def test_every_stated_size_of_a_part_can_be_subtracted():
    measures = [
        measure(numerator=10, denominator=20),
        measure(subgroup="femmes", numerator=9, denominator=17, n=12),
    ]
    assert [each.hidden for each in read(measures, form="share")] == [False, True]


def test_a_group_of_people_that_does_not_say_how_many_answered_is_kept_back():
    (found,) = read([measure(value=4, respondent="Salariés")], form="perception", unit="1-5")
    assert found.value == not_estimable("disclosure_unknown", threshold=5)


def test_large_groups_that_divide_the_whole_stay_shown():
    found = shares((None, 10, 20), ("femmes", 6, 11), ("hommes", 4, 9))
    assert not any(each.hidden for each in found.values())


def test_a_share_without_its_counts_is_not_printed():
    assert read([measure(value=40)], form="share")[0].value == not_estimable("share_without_counts")
    nothing = read([measure(numerator=0, denominator=0)], form="share", population="things")
    assert nothing[0].value == not_estimable("empty_denominator")


def test_an_approximate_value_keeps_its_words_and_a_range_is_no_number():
    about, between = read([measure(value="environ 25"), measure(value="250 à 300")], population="things")
    assert (about.value, about.stated.raw) == (25, "environ 25")
    assert isinstance(between.value, NotEstimable)
    assert "250 à 300" in between.value.sentence("fr")


PARTITION = st.lists(st.integers(0, 30), min_size=1, max_size=4)


@given(partitions=st.lists(PARTITION, min_size=1, max_size=2), threshold=st.integers(5, 12))
def test_no_hidden_count_can_be_recomputed_from_what_is_shown(partitions, threshold):
    """Try every subtraction that a reader could make: the whole less any groups shown of one breakdown."""
    whole = sum(partitions[0])
    partitions = [*partitions[:1], *([[*rest, whole - sum(rest)] for rest in partitions[1:] if sum(rest) <= whole])]
    made = [measure(numerator=whole, denominator=whole)] + [
        measure(subgroup=f"{i}-{j}", numerator=size, denominator=size)
        for i, sizes in enumerate(partitions)
        for j, size in enumerate(sizes)
    ]
    found = {each.subgroup: each for each in read(made, form="share", threshold=threshold)}
    for i, sizes in enumerate(partitions):
        shown = [size for j, size in enumerate(sizes) if not found[f"{i}-{j}"].hidden]
        hidden = [size for j, size in enumerate(sizes) if found[f"{i}-{j}"].hidden]
        assert all(size >= threshold for size in shown)
        if hidden and shown and not found[None].hidden:
            assert whole - sum(shown) >= threshold


@given(
    whole=st.integers(5, 60), parts=st.dictionaries(st.integers(), st.integers(5, 60), max_size=6), hides=st.booleans()
)
def test_what_stays_never_leaves_a_small_remainder(whole, parts, hides):
    telling = telling_parts([whole], parts, hides, 5)
    kept = [size for key, size in parts.items() if key not in telling]
    sums = [sum(some) for r in range(1, len(kept) + 1) for some in combinations(kept, r)]
    assert not any(0 < whole - each < 5 for each in sums)
