"""What the threshold keeps back: small groups, what they could be worked out from, and their very numbers."""

import re
from itertools import combinations

from answer_books import DOSSIER, MEASURE, PERIOD, asked, dossier, run
from hypothesis import given
from hypothesis import strategies as st

from evalkit.sources import parse_dossier
from evalkit.sources.survey.report import kept_back
from evalkit.steps.readings import readings_of

HEAD = PERIOD + "respondent: {column: who, names: {s: salariés, e: équipes, P1: P1, P2: P2}}\n"
PARTS = HEAD + "subgroups:\n- {column: sex, names: {F: femmes, H: hommes, X: autres}}\n"


def people(**sizes):
    """Make rows of one group, by subgroup."""
    sexes = [sex for sex, size in sizes.items() for _ in range(size)]
    return {"who": ["s"] * len(sexes), "sex": sexes, "q": [str(1 + i % 5) for i in range(len(sexes))]}


def reasons(found):
    return {each.subgroup or each.who: each.reason for each in found.withheld}


def test_a_group_below_the_threshold_is_kept_back_and_its_number_is_not_told():
    found = run({"who": ["s"] * 6 + ["e"] * 3, "q": ["4"] * 9}, asked("q", "C1.I1"), head=HEAD)
    assert [each.respondent for each in found.measures] == ["salariés"]
    said = [each.sentence() for each in found.withheld]
    assert said == ["moins de 5 réponses, non repris"]
    assert not any("3" in each or "9" in each for each in said)


def test_a_small_subgroup_and_the_one_it_could_be_worked_out_from_are_kept_back():
    found = run(people(F=12, H=3), asked("q", "C1.I1"), head=PARTS)
    assert [each.subgroup for each in found.measures] == [None]
    assert reasons(found) == {"hommes": "few", "autres": "few", "femmes": "complement"}


def test_two_small_subgroups_hide_each_other_only_when_large_enough_together():
    found = run(people(F=20, H=4, X=4), asked("q", "C1.I1"), head=PARTS)
    assert [each.subgroup for each in found.measures] == [None, "femmes"]


def test_those_who_do_not_say_their_subgroup_are_no_small_count_either():
    columns = people(F=10, H=8)
    columns = {
        name: [*values, *extra]
        for (name, values), extra in zip(columns.items(), (["s"] * 2, [""] * 2, ["3"] * 2), strict=True)
    }
    found = run(columns, asked("q", "C1.I1"), head=PARTS)
    assert "complement" in reasons(found).values()


def test_an_empty_subgroup_is_told_like_a_small_one():
    found = run(people(F=10), asked("q", "C1.I1"), head=PARTS)
    assert {each.sentence() for each in found.withheld if each.subgroup == "hommes"} == {
        "moins de 5 réponses, non repris"
    }
    assert reasons(found)["femmes"] == "complement"


def test_a_whole_that_the_dossier_already_states_counts_too():
    stated = dossier(MEASURE % ("C1.I1", "P2", "value: 3, n: 18"))
    two = PARTS.replace(", X: autres", "")
    assert reasons(run(people(F=8, H=8), asked("q", "C1.I1"), head=two)) == {}
    beside = run(people(F=8, H=8), asked("q", "C1.I1"), head=two, into=stated)
    assert set(reasons(beside).values()) == {"complement"}


def test_a_subgroup_that_the_dossier_already_states_counts_too():
    stated = dossier(MEASURE % ("C1.I1", "P2", "value: 3, n: 6, subgroup: jeunes"))
    two = PARTS.replace(", X: autres", "")
    found = run(people(F=8, H=8), asked("q", "C1.I1"), head=two, into=stated)
    assert "complement" in reasons(found).values()


def women_stated(who="salariés", n=7):
    return dossier(MEASURE % ("C1.I2", who, f"numerator: {n}, denominator: {n}, n: {n}, subgroup: femmes"))


def whole(n, who="salariés"):
    columns = {"q": ["oui"] * n}
    return run(columns, asked("q", "C1.I2"), head=f"{PERIOD}respondent: {{name: {who}}}\n", into=women_stated())


def test_a_whole_that_would_tell_a_few_beside_a_subgroup_of_the_dossier_is_kept_back():
    found = whole(10)
    assert found.measures == ()
    assert reasons(found) == {"salariés": "complement"}
    assert [each.n for each in whole(12).measures] == [12]


def test_a_subgroup_that_would_tell_a_few_beside_a_whole_of_the_dossier_is_kept_back():
    stated = dossier(MEASURE % ("C1.I2", "salariés", "numerator: 10, denominator: 10, n: 10"))
    columns = {"who": ["s"] * 7, "sex": ["F"] * 7, "q": ["oui"] * 7}
    found = run(columns, asked("q", "C1.I2"), head=PARTS, into=stated)
    assert found.measures == ()
    assert reasons(found)["femmes"] == "complement"


def test_a_whole_is_kept_back_where_its_own_subgroup_is_the_one_that_the_dossier_has():
    columns = {"who": ["s"] * 10, "sex": ["F"] * 7 + ["H"] * 3, "q": ["oui"] * 10}
    found = run(columns, asked("q", "C1.I2"), head=PARTS, into=women_stated())
    assert found.measures == ()
    assert reasons(found) == {"salariés": "complement", "femmes": "already", "hommes": "few", "autres": "few"}


def test_the_subgroup_of_another_group_tells_nothing_of_a_whole_but_a_partners_may():
    assert [each.n for each in whole(10, "équipes").measures] == [10]
    assert whole(10, "P1").measures == ()


@given(st.integers(5, 30), st.integers(1, 30), st.integers(0, 30))
def test_what_is_imported_never_leaves_a_small_number_beside_the_dossier(stated, women, men):
    columns = {"who": ["s"] * (women + men), "sex": ["F"] * women + ["H"] * men, "q": ["oui"] * (women + men)}
    two = PARTS.replace(", X: autres", "").replace("femmes", "nouvelles")
    found = run(columns, asked("q", "C1.I2"), head=two, into=women_stated(n=stated)).dossier.measures
    wholes = [each.n for each in found if each.subgroup is None]
    parts = [each.n for each in found if each.subgroup]
    left = {size - sum(some) for size in wholes for k in range(1, len(parts) + 1) for some in combinations(parts, k)}
    assert not left & {1, 2, 3, 4}


def test_the_dossiers_own_higher_threshold_holds():
    strict = parse_dossier(DOSSIER.replace("year: 2024", "year: 2024\ndisclosure_threshold: 10"))
    assert run(people(F=9), asked("q", "C1.I1"), head=HEAD, into=strict).measures == ()


@given(st.lists(st.integers(0, 14), min_size=3, max_size=3), st.integers(0, 3))
def test_no_small_number_can_be_worked_out_from_what_is_written(sizes, silent):
    columns = people(F=sizes[0], H=sizes[1], X=sizes[2])
    for name, value in (("who", "s"), ("sex", ""), ("q", "3")):
        columns[name] = [*columns[name], *[value] * silent]
    if not columns["q"]:
        return
    found = run(columns, asked("q", "C1.I1"), head=PARTS).measures
    wholes = [each.n for each in found if each.subgroup is None]
    parts = [each.n for each in found if each.subgroup]
    hidden = len(parts) < 3
    for whole in wholes:
        for size in range(1, len(parts) + 1):
            for some in combinations(parts, size):
                left = whole - sum(some)
                assert not 0 < left < 5
                assert not (hidden and left == 0)


@given(st.lists(st.integers(5, 14), min_size=2, max_size=2))
def test_what_is_written_is_what_the_report_shows(sizes):
    found = run(people(F=sizes[0], H=sizes[1]), asked("q", "C1.I1"), head=PARTS.replace(", X: autres", ""))
    shown = readings_of(found.dossier, found.dossier.indicators[0])
    assert len(shown) == len(found.measures)
    assert not any(each.hidden for each in shown)


def test_views_of_different_groups_stand_side_by_side():
    found = run({"who": ["s"] * 5 + ["e"] * 5, "q": ["1"] * 5 + ["5"] * 5}, asked("q", "C1.I1"), head=HEAD)
    assert [(each.respondent, each.value.value) for each in found.measures] == [("salariés", 1), ("équipes", 5)]


def test_a_partner_answers_alone_and_without_a_number_of_people():
    found = run({"who": ["P1", "P2"], "q": ["4", "2"]}, asked("q", "C1.I1"), head=HEAD)
    assert [(each.respondent, each.value.value, each.n) for each in found.measures] == [
        ("P1", 4, None),
        ("P2", 2, None),
    ]


def test_a_partners_register_of_people_is_behind_the_threshold():
    found = run({"who": ["P1"] * 4, "q": ["oui"] * 4}, asked("q", "C1.I2"), head=HEAD)
    assert found.measures == ()


def test_a_count_of_few_among_enough_is_a_total():
    found = run({"who": ["s"] * 8, "q": ["oui", "oui", *["non"] * 6]}, asked("q", "C1.I3"), head=HEAD)
    assert (found.measures[0].value.value, found.measures[0].n) == (2, 8)


def test_nothing_that_is_printed_tells_how_many_rows_there_are():
    found = run({"who": ["s"] * 6 + ["e"] * 3, "q": ["4"] * 9}, asked("q", "C1.I1"), head=HEAD)
    said = " ".join(each.sentence() for each in (*found.withheld, *found.notes))
    assert not re.search(r"\b[39]\b", said)


def test_a_measure_that_the_dossier_has_is_told_and_not_doubled():
    stated = dossier(MEASURE % ("C1.I1", "salariés", "value: 3, n: 14"))
    found = run(people(F=6), asked("q", "C1.I1"), head=HEAD, into=stated)
    assert found.measures == ()
    assert found.dossier.measures == stated.measures
    assert "ligne" in found.withheld[0].sentence()


def test_the_subgroups_of_a_group_too_small_go_without_saying():
    found = run(people(F=2, H=1), asked("q", "C1.I1"), head=PARTS)
    assert kept_back(found, "fr") == ["C1.I1, salariés, 2024 : moins de 5 réponses, non repris"]
