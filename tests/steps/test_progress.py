"""An indicator against its baseline and its target."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_dossiers import indicator

from evalkit.model.results import Indicator
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.progress import change_of, progress_of, status_of

READ_ON = dt.date(2024, 12, 31)


def made(**fields) -> Indicator:
    return Indicator.model_validate(indicator(**fields))


def test_a_target_that_should_go_down_is_reached_by_going_down():
    accidents = made(direction="decrease", baseline=8, target=2, target_due=2024)
    assert status_of(accidents, 2, READ_ON) == "reached"
    assert status_of(accidents, 1, READ_ON) == "reached"
    assert status_of(accidents, 5, READ_ON) == "not_reached"
    assert progress_of(accidents, 5) == 0.5
    assert change_of(accidents, 5) == -3


def test_a_target_that_should_go_up_is_reached_by_going_up():
    hires = made(direction="increase", baseline=1, target=4, target_due=2024)
    assert [status_of(hires, value, READ_ON) for value in (3, 4, 5)] == ["not_reached", "reached", "reached"]
    assert progress_of(hires, 5) == pytest.approx(4 / 3)


def test_before_its_due_date_a_target_is_under_way_or_moving_away():
    hires = made(direction="increase", baseline=2, target=4, target_due=2026)
    assert status_of(hires, 3, READ_ON) == "under_way"
    assert status_of(hires, 2, READ_ON) == "under_way"
    assert status_of(hires, 1, READ_ON) == "moving_away"
    accidents = made(direction="decrease", baseline=8, target=2, target_due=2026)
    assert status_of(accidents, 9, READ_ON) == "moving_away"


def test_a_due_date_counts_to_its_last_day():
    hires = made(direction="increase", baseline=1, target=4, target_due="2024-12")
    assert status_of(hires, 2, dt.date(2024, 12, 30)) == "under_way"
    assert status_of(hires, 2, dt.date(2024, 12, 31)) == "not_reached"


def test_what_should_stay_stable_is_reached_at_its_target_only():
    team = made(direction="stable", baseline=5, target=5, target_due=2024)
    assert [status_of(team, value, READ_ON) for value in (5, 4, 6)] == ["reached", "not_reached", "not_reached"]
    assert progress_of(team, 5) == not_estimable("no_direction")


def test_a_target_against_the_wished_direction_is_not_judged():
    for fields in ({"direction": "increase", "target": 2}, {"direction": "decrease", "target": 9}):
        wrong = made(baseline=5, **fields)
        assert status_of(wrong, 5, READ_ON) == "not_judged"
        assert progress_of(wrong, 5) == not_estimable("target_against_direction")


@pytest.mark.parametrize("direction", [None, "none"])
def test_without_a_direction_nothing_is_judged(direction):
    plain = made(direction=direction, baseline=1, target=4)
    assert status_of(plain, 9, READ_ON) == "not_judged"
    assert progress_of(plain, 9) == not_estimable("no_direction")


def test_what_is_missing_says_which_part_is_missing():
    assert progress_of(made(direction="increase", baseline=1), 2) == not_estimable("no_target")
    followed = made(direction="increase", baseline=1, followed_without_target=True)
    assert progress_of(followed, 2) == not_estimable("without_target")
    assert status_of(followed, 2, READ_ON) == "without_target"
    assert progress_of(made(direction="increase", target=4), 2) == not_estimable("no_baseline")
    assert change_of(made(direction="increase", target=4), 2) == not_estimable("no_baseline")
    even = made(direction="increase", baseline=4, target=4)
    assert progress_of(even, 4) == not_estimable("target_equals_baseline")
    assert status_of(even, 4, READ_ON) == "reached"


def test_a_missing_value_keeps_its_own_reason():
    hires = made(direction="increase", baseline=1, target=4)
    hidden = not_estimable("disclosure", threshold=5)
    assert progress_of(hires, hidden) == hidden
    assert change_of(hires, hidden) == hidden
    assert status_of(hires, not_estimable("not_measured"), READ_ON) == "not_measured"
    assert status_of(hires, not_estimable("several_views"), READ_ON) == "several_views"


NUMBERS = st.integers(-1000, 1000)


@given(baseline=NUMBERS, target=NUMBERS, value=NUMBERS)
def test_reached_and_progress_never_contradict_each_other(baseline, target, value):
    for direction in ("increase", "decrease"):
        read = made(direction=direction, baseline=baseline, target=target, target_due=2024)
        progress, status = progress_of(read, value), status_of(read, value, READ_ON)
        if not isinstance(progress, NotEstimable):
            assert (progress >= 1) == (status == "reached")


@given(baseline=NUMBERS, target=NUMBERS, value=NUMBERS)
def test_a_rise_and_the_mirrored_fall_read_the_same(baseline, target, value):
    up = made(direction="increase", baseline=baseline, target=target, target_due=2026)
    down = made(direction="decrease", baseline=-baseline, target=-target, target_due=2026)
    assert progress_of(up, value) == progress_of(down, -value)
    assert status_of(up, value, READ_ON) == status_of(down, -value, READ_ON)
