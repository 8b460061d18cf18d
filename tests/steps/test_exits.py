"""Exit rates: four names, one denominator, and what is kept back."""

from small_dossiers import dossier

from evalkit.stats.estimable import not_estimable
from evalkit.steps.exits import exit_rates


def exits(year=2024, **counts):
    return {"start": year, "end": year, "lasting": 4, "transition": 3, "positive": 5, "other": 8} | counts


def read(*periods, **fields):
    return exit_rates(dossier(exits=list(periods), **fields))


def counts(found):
    return {name: (rate.numerator, rate.denominator) for name, rate in found.rates.items()}


def test_the_four_rates_share_the_retained_exits_as_denominator():
    (found,) = read(exits(training=2, withdrawn=6))
    assert found.retained == 20
    assert counts(found) == {
        "dynamic": (12, 20),
        "lasting": (4, 20),
        "employment": (7, 20),
        "employment_or_training": (9, 20),
    }


def test_withdrawn_exits_change_no_rate():
    assert counts(read(exits(training=2, withdrawn=50))[0]) == counts(read(exits(training=2))[0])


def test_without_the_entries_into_training_that_rate_alone_is_missing():
    (found,) = read(exits())
    assert found.rates["employment_or_training"] == not_estimable("training_not_said")
    assert found.rates["dynamic"].numerator == 12


def test_below_the_threshold_neither_rate_nor_count_is_given():
    (found,) = read(exits(lasting=1, transition=1, positive=1, other=1, training=1))
    hidden = not_estimable("disclosure", threshold=5)
    assert found.retained == hidden
    assert set(found.rates.values()) == {hidden}
    assert set(found.categories.values()) == {hidden}


def test_the_dossier_can_raise_the_threshold():
    assert read(exits(), disclosure_threshold=21)[0].retained == not_estimable("disclosure", threshold=21)


def test_a_period_without_exits_says_so():
    (found,) = read(exits(lasting=0, transition=0, positive=0, other=0))
    assert set(found.rates.values()) == {not_estimable("no_exit")}


def test_periods_stand_in_the_order_of_time():
    assert [each.end.year for each in read(exits(2024), exits(2022), exits(2023))] == [2022, 2023, 2024]
    assert read() == ()
