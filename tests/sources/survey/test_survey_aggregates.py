"""The numbers made of answers, against pandas, numpy and the standard library."""

import statistics

import numpy as np
import pandas as pd
import pytest
from answer_books import GROUP, PERIOD, asked, run
from hypothesis import given
from hypothesis import strategies as st

from evalkit.sources.survey.aggregate import aggregate

MARKS = st.lists(st.one_of(st.integers(1, 5), st.just("n.c.")), min_size=5, max_size=60)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["salariés", "équipes"]), st.sampled_from(["F", "H", ""]), st.integers(1, 5), st.booleans()
    ),
    min_size=1,
    max_size=80,
)


def marks_of(answers: list[object]) -> list[int]:
    return [each for each in answers if isinstance(each, int)]


@given(MARKS)
def test_a_perception_is_the_median_of_those_who_answered(answers):
    known = marks_of(answers)
    found = run({"q": [str(each) for each in answers]}, asked("q", "C1.I1")).measures
    if len(known) < 5:
        assert found == ()
    else:
        assert found[0].value.value == np.median(known) == statistics.median(known)
        assert found[0].n == len(known)


@given(MARKS.filter(lambda answers: len(marks_of(answers)) >= 5))
def test_a_mean_is_pandas_mean_to_two_decimals(answers):
    known = pd.to_numeric(pd.Series(answers, dtype=object), errors="coerce")
    found = run({"q": [str(each) for each in answers]}, asked("q", "C1.I1", "how: mean")).measures[0]
    assert found.value.value == pytest.approx(known.mean(), abs=0.005 + 1e-9)
    assert found.n == known.count()


@given(st.lists(st.integers(0, 10**7).map(lambda cents: cents / 100), min_size=5, max_size=60))
def test_a_sum_with_decimal_commas_is_exact_to_the_cent(amounts):
    typed = [f"{each:.2f}".replace(".", ",") for each in amounts]
    found = run({"q": typed}, asked("q", "C1.I4", "how: sum")).measures[0]
    assert round(found.value.value * 100) == sum(round(each * 100) for each in amounts)


@given(PEOPLE)
def test_shares_by_group_and_subgroup_are_pandas_groupby(people):
    frame = pd.DataFrame(people, columns=["group", "sex", "mark", "stays"])
    head = PERIOD + (
        "respondent: {column: group, names: {salariés: salariés, équipes: équipes}}\n"
        "subgroups:\n- {column: sex, names: {F: femmes, H: hommes}}\n"
    )
    columns = {name: [str(each) for each in frame[name]] for name in ("group", "sex", "mark")}
    columns["stays"] = ["Oui" if each else "Non" for each in frame["stays"]]
    found = run(columns, asked("stays", "C1.I2") + asked("mark", "C1.I1"), head=head)
    names = {"F": "femmes", "H": "hommes"}
    by_group = {key: part for (key,), part in frame.groupby(["group"])}
    by_part = {(group, names[sex]): part for (group, sex), part in frame.groupby(["group", "sex"]) if sex}
    for each in found.measures:
        part = by_part[each.respondent, each.subgroup] if each.subgroup else by_group[each.respondent]
        assert each.n == len(part) >= 5
        if each.indicator == "C1.I2":
            assert (each.numerator, each.denominator) == (part["stays"].sum(), part["stays"].count())
        else:
            assert each.value.value == part["mark"].median()
    large = {group for group, part in by_group.items() if len(part) >= 5}
    assert {each.respondent for each in found.measures if each.subgroup is None} == large


def test_a_count_is_those_who_say_yes_among_those_asked():
    found = run({"q": ["oui", "non", "Oui", "NON", "o", "1", "0", ""]}, asked("q", "C1.I3")).measures[0]
    assert (found.value.value, found.n) == (4, 7)


def test_numbers_of_a_sheet_and_of_a_text_are_the_same():
    typed = run({"q": ["10,5 €", "11", "12,25", "9", "8,75"]}, asked("q", "C1.I4", "how: mean")).measures[0]
    cells = run({"q": [10.5, 11, 12.25, 9.0, 8.75]}, asked("q", "C1.I4", "how: mean")).measures[0]
    assert typed.value.value == cells.value.value == 10.3


def test_no_answer_makes_no_number():
    with pytest.raises(ValueError, match="no answer"):
        aggregate("mean", [])


def test_marks_with_their_label_and_long_spaces_are_read():
    answers = ["4 - plutôt d'accord", "5\u00a0: tout à fait", " 3 ", "4", "2 – plutôt pas d'accord", "4,0"]
    found = run({"q": answers}, asked("q", "C1.I1"), head=GROUP + PERIOD).measures[0]
    assert (found.value.value, found.n) == (statistics.median([4, 5, 3, 4, 2, 4]), 6)
