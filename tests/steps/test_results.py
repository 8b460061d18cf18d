"""Step 3: indicators, crossed views, trends, criteria and objectives."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from small_dossiers import dossier, indicator, measure, one

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.results import describe_results

PERCEPTION = {"form": "perception", "unit": "1-5", "direction": "increase"}


def result(measures, previous=None, **fields):
    return describe_results(one(measures, **fields), previous).indicators[0]


def series(found):
    return [[each.value for each in segment] for segment in found.trend]


def test_the_latest_period_gives_the_value():
    found = result([measure(2023, value=2), measure(2024, value=5), measure(2022, value=9)], baseline=1)
    assert (found.value, found.change, found.strength) == (5, 4, "before_after")


def test_without_a_baseline_a_value_is_a_description():
    assert result([measure(value=5)]).strength == "description"


def test_without_a_measure_there_is_no_value():
    found = result([])
    assert (found.value, found.status, found.latest) == (not_estimable("not_measured"), "not_measured", ())


@given(st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_several_respondents_are_never_merged(answers):
    measures = [measure(respondent=f"P{i + 1}", value=value) for i, value in enumerate(answers)]
    found = result(measures, **PERCEPTION)
    assert found.value == not_estimable("several_views")
    assert isinstance(found.change, NotEstimable)
    assert [each.value for each in found.views.readings] == answers
    assert found.views.gap == max(answers) - min(answers)


def test_two_respondents_on_a_count_are_set_side_by_side_too():
    found = result([measure(value=5), measure(respondent="P2", value=7)])
    assert found.status == "several_views"
    assert (found.views.gap, found.views.missing) == (2, ())


def test_a_partner_who_has_not_answered_is_named():
    found = result([measure(value=4), measure(respondent="P2", value=2)], **PERCEPTION)
    assert found.views.missing == ("P3",)


def test_partners_asked_on_different_days_of_the_year_have_all_answered():
    measures = [
        measure(respondent="P1", value=4, start="2024-03-12", end="2024-03-12"),
        measure(respondent="P2", value=2, start="2024-03-14", end="2024-03-14"),
        measure(respondent="P3", value=1, start="2023-03-14", end="2023-03-14"),
    ]
    views = result(measures, **PERCEPTION).views
    assert [each.respondent for each in views.readings] == ["P1", "P2"]
    assert views.missing == ("P3",)


def test_only_the_latest_answer_of_each_partner_counts_in_a_year():
    measures = [
        measure(value=1, start="2024-01", end="2024-06"),
        measure(value=4, start="2024-07", end="2024-12"),
        measure(respondent="P2", value=2, start="2024-01", end="2024-06"),
    ]
    assert [each.value for each in result(measures, **PERCEPTION).views.readings] == [2, 4]


def test_one_answer_has_no_gap_and_a_hidden_answer_makes_none():
    alone = result([measure(value=4)], **PERCEPTION)
    assert alone.views.gap == not_estimable("one_view")
    measures = [measure(value=4), measure(respondent="Salariés", value=1, n=3)]
    assert result(measures, **PERCEPTION).views.gap == not_estimable("one_view")
    words = result([measure(text="bien")], **PERCEPTION)
    assert words.views.gap == not_estimable("no_view_in_figures")


def test_a_breakdown_is_no_value_of_the_whole():
    found = result([measure(value=20), measure(subgroup="femmes", value=9)])
    assert found.value == 20
    assert [each.subgroup for each in found.subgroups] == ["femmes"]
    assert series(found) == [[20]]


def test_a_break_cuts_the_series_on_its_day():
    cut = [{"date": "2023-01-01", "reason": "nouveau registre"}]
    found = result([measure(year, value=year) for year in (2021, 2022, 2023, 2024)], breaks=cut)
    assert series(found) == [[2021, 2022], [2023, 2024]]
    assert found.breaks == ((dt.date(2023, 1, 1), "nouveau registre"),)


def test_last_year_comes_before_this_year_and_a_period_measured_again_counts_once():
    before = one([measure(2022, value=1), measure(2023, value=2, provisional=True)], year=2023)
    found = result([measure(2023, value=3), measure(2024, value=4)], previous=before)
    assert series(found) == [[1, 3, 4]]
    assert found.value == 4


def test_a_changed_unit_source_or_definition_cuts_the_trend():
    for field, old, new in (("unit", "jours", "heures"), ("source", "RH", "paie"), ("perimeter", "site", "groupe")):
        before = one([measure(2023, value=2)], year=2023, **{field: old})
        found = result([measure(2024, value=4)], previous=before, **{field: new})
        assert series(found) == [[2], [4]]
        assert found.breaks == ((dt.date(2024, 1, 1), field),)


def test_a_break_of_long_ago_does_not_hide_a_change_of_this_year():
    old = [{"date": "2021-01-01", "reason": "nouveau registre"}]
    before = one([measure(2022, value=1), measure(2023, value=2)], year=2023, unit="jours", breaks=old)
    found = result([measure(2024, value=4)], previous=before, unit="heures", breaks=old)
    assert series(found) == [[1, 2], [4]]


def test_a_break_that_last_year_stated_still_cuts():
    cut = [{"date": "2023-01-01", "reason": "nouveau registre"}]
    before = one([measure(2022, value=1), measure(2023, value=2)], year=2023, breaks=cut)
    assert series(result([measure(2024, value=4)], previous=before)) == [[1], [2, 4]]


def test_criteria_and_objectives_show_the_spread_of_their_indicators():
    made = dossier(
        objectives=[{"code": "O1", "holder": "P1", "label": "un"}, {"code": "O2", "holder": "P2", "label": "deux"}],
        criteria=[{"code": "C1", "label": "a", "objectives": ["O1"]}, {"code": "C2", "label": "b", "objectives": []}],
        indicators=[
            indicator(direction="increase", baseline=0, target=4),
            indicator(code="C1.I2", direction="increase", followed_without_target=True),
            indicator(code="C2.I1", criterion="C2"),
        ],
        measures=[measure(value=5), measure(indicator="C1.I2", value=5)],
    )
    found = describe_results(made)
    assert [dict(each.spread) for each in found.criteria] == [{"reached": 1, "without_target": 1}, {"not_measured": 1}]
    assert [dict(each.spread) for each in found.objectives] == [{"reached": 1, "without_target": 1}, {}]


def test_a_funnel_reads_each_share_on_the_count_before_it():
    made = dossier(
        indicators=[
            indicator(population="things"),
            indicator(code="C1.I2", form="share", unit="%", funnel_from="C1.I1", population="things"),
        ],
        measures=[measure(value=5), measure(indicator="C1.I2", numerator=2, denominator=5)],
    )
    count, share = describe_results(made).indicators
    assert share.latest[0].share.denominator == count.value
    assert share.value == 40


def test_effects_stand_by_nature_and_what_was_looked_for_is_said():
    made = dossier(effects=[{"nature": "negative", "about": "P1", "label": "charge"}], no_effect=["unexpected"])
    found = describe_results(made)
    assert {nature: len(effects) for nature, effects in found.effects.items()} == {
        "positive": 0,
        "negative": 1,
        "unexpected": 0,
    }
    assert found.looked_for == ("unexpected",)


def test_findings_stand_by_recipient_partners_first():
    findings = [
        {"code": f"F{i}", "about": about, "label": "x"} for i, about in enumerate(["territory", "P2", "beneficiaries"])
    ]
    assert list(describe_results(dossier(findings=findings)).findings) == ["P2", "beneficiaries", "territory"]


def test_last_year_is_read_with_the_higher_of_both_thresholds():
    before = one([measure(2023, numerator=3, denominator=6)], year=2023, form="share")
    found = result([measure(2024, numerator=6, denominator=12)], previous=before, form="share", threshold=10)
    assert series(found) == [[not_estimable("disclosure", threshold=10), 50]]
    raised = one([measure(2023, numerator=3, denominator=6)], year=2023, form="share", threshold=10)
    found = result([measure(2024, numerator=6, denominator=12)], previous=raised, form="share")
    assert series(found)[0][0] == not_estimable("disclosure", threshold=10)


def test_a_subgroup_read_later_does_not_hide_the_whole():
    found = result([measure(2023, value=20), measure(2024, subgroup="femmes", value=9)])
    assert found.value == 20
    assert [each.subgroup for each in found.subgroups] == ["femmes"]
    assert found.outdated


def test_a_breakdown_without_a_whole_is_that_of_the_latest_period():
    found = result([measure(2023, subgroup="femmes", value=8), measure(2024, subgroup="femmes", value=9)])
    assert [each.value for each in found.subgroups] == [9]
    assert found.value == not_estimable("not_measured")


def test_of_a_subgroup_read_twice_since_only_the_last_reading_stands():
    parts = [measure(2024, subgroup="femmes", value=9, start=f"2024-{m}", end=f"2024-{m}") for m in ("03", "09")]
    found = result([measure(2023, value=20), *parts])
    assert [each.end.month for each in found.subgroups] == [9]


def test_of_two_periods_that_end_together_the_longest_gives_the_value():
    year, half = measure(value=20), measure(value=9, start="2024-07", end="2024-12")
    for measures in ([year, half], [half, year]):
        found = result(measures)
        assert found.value == 20
        assert [each.value for each in found.latest] == [20]


def test_the_longest_period_is_each_respondent_s_own():
    measures = [measure(value=20), measure(value=9, start="2024-07", end="2024-12", respondent="P2")]
    assert [each.value for each in result(measures).latest] == [20, 9]
    answers = [measure(value=4), measure(value=2, start="2024-07", end="2024-12")]
    assert [each.value for each in result(answers, **PERCEPTION).views.readings] == [4]


def test_a_value_is_judged_at_the_end_of_its_period_not_at_the_evaluation_s_date():
    """Read at the end of 2023, before the due date: the evaluation's date, after it, changes nothing."""
    made = dossier(
        evaluated_on="2025-01-10",
        indicators=[indicator(direction="increase", baseline=1, target=4, target_due=2024)],
        measures=[measure(2023, value=2)],
    )
    assert describe_results(made).indicators[0].status == "under_way"


def test_a_value_of_an_earlier_year_is_outdated():
    assert [result([measure(year, value=2)]).outdated for year in (2023, 2024)] == [True, False]
    assert not result([]).outdated


def test_two_indicators_of_one_code_show_no_result():
    made = dossier(indicators=[indicator(baseline=1, target=2), indicator(label="autre")], measures=[measure(value=5)])
    for found in describe_results(made).indicators:
        assert found.value == found.progress == found.change == not_estimable("code_twice")
        assert (found.latest, found.subgroups, found.trend, found.breaks, found.views) == ((), (), (), (), None)
        assert found.status == "not_measured"


def test_two_indicators_of_one_code_last_year_are_no_series():
    before = dossier(year=2023, indicators=[indicator(), indicator(label="autre")], measures=[measure(2023, value=5)])
    assert series(result([measure(value=6)], previous=before)) == [[6]]
