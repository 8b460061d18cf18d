"""What says one thing twice, or two things that cannot both be true, is refused at its line."""

from __future__ import annotations

import time

import pytest

from evalkit.errors import EvalkitError, Problem
from evalkit.sources import parse_dossier

SOUND = """\
code: rivage
year: 2024
title: Rivage et Delorme
partners:
- {code: P1, name: Atelier Rivage, type: siae}
- {code: P2, name: Delorme, type: company}
criteria:
- {code: C1, label: des embauches}
indicators:
- {code: C1.I1, criterion: C1, label: études, kind: quantitative, form: count, unit: études}
- {code: C1.I2, criterion: C1, label: part suivie, kind: quantitative, form: share}
- {code: C1.I3, criterion: C1, label: chutes, kind: quantitative, form: amount, unit: tonnes par an}
- {code: C1.I4, criterion: C1, label: entente, kind: qualitative, form: perception, unit: 1-5}
- {code: C1.I5, criterion: C1, label: achats, kind: quantitative, form: amount, unit: €}
"""
AFTER = SOUND.count("\n") + 1


def measure(indicator: str, values: str, respondent: str = "P1", period: str = "start: 2024, end: 2024") -> str:
    return f"- {{indicator: {indicator}, {period}, respondent: {respondent}, {values}}}\n"


def measures(*lines: str) -> str:
    return SOUND + "measures:\n" + "".join(lines)


def means(values: str) -> str:
    return SOUND + "means:\n- {label: tutorat, by: [P1], kind: human, " + values + "}\n"


def exits(*periods: str) -> str:
    entry = "- {{{}, lasting: 4, transition: 3, positive: 5, other: 8}}\n"
    return SOUND + "exits:\n" + "".join(entry.format(period) for period in periods)


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(EvalkitError) as caught:
        parse_dossier(text)
    return caught.value.problems


def keys_of(text: str) -> list[tuple[int | None, str]]:
    return [(each.place.line, each.fault[0].split(".")[1]) for each in problems_of(text)]


def is_read(text: str) -> bool:
    return bool(parse_dossier(text).code)


REFUSED = [
    ("a value that is not that of its counts", "share_contradicts", "C1.I2", "numerator: 3, denominator: 5, value: 50"),
    (
        "a range that its counts are not in",
        "share_contradicts",
        "C1.I2",
        "numerator: 3, denominator: 5, value: 70 à 80",
    ),
    ("a numerator of a count", "counts_of_no_share", "C1.I1", "numerator: 3"),
    ("a denominator of an amount", "counts_of_no_share", "C1.I3", "value: 3, denominator: 5"),
    ("a negative count", "count_impossible", "C1.I1", "value: -2"),
    ("half a study", "count_impossible", "C1.I1", "value: '2,5'"),
    ("a count between two halves", "count_impossible", "C1.I1", "value: '2,5 à 3,5'"),
    ("an answer above its scale", "outside_scale", "C1.I4", "value: 6"),
    ("an answer below its scale", "outside_scale", "C1.I4", "value: 0"),
    ("tonnes of studies", "unit_differs", "C1.I1", "value: 5 tonnes"),
    ("a percentage of tonnes", "unit_differs", "C1.I3", "value: 5 %"),
    ("kilograms for tonnes", "unit_differs", "C1.I3", "value: environ 5 kg"),
    ("tonnes of a share", "unit_differs", "C1.I2", "value: 40 tonnes"),
    ("tonnes for euros", "unit_differs", "C1.I5", "value: 40 tonnes"),
    ("a percentage on a scale", "unit_differs", "C1.I4", "value: 4 %"),
]


@pytest.mark.parametrize(("key", "indicator", "values"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_a_measure_that_contradicts_itself_or_its_indicator_is_refused(key: str, indicator: str, values: str) -> None:
    assert keys_of(measures(measure(indicator, values))) == [(AFTER + 1, key)]


READ = [
    ("C1.I2", "numerator: 1, denominator: 3, value: 33"),
    ("C1.I2", "numerator: 2, denominator: 3, value: environ 66 %"),
    ("C1.I2", "numerator: 2, denominator: 3, value: 60 à 70"),
    ("C1.I1", "value: 5"),
    ("C1.I1", "value: 1 étude"),
    ("C1.I1", "value: environ 25 ÉTUDES"),
    ("C1.I1", "value: 3 à 5"),
    ("C1.I3", "value: '-2,5'"),
    ("C1.I3", "value: 12 t"),
    ("C1.I3", "value: 12  tonnes / an"),
    ("C1.I3", "value: une tonne"),
    ("C1.I4", "value: '4,5'"),
    ("C1.I5", "value: 1 200 EUR"),
    ("C1.I5", "value: 1 200 euros"),
    ("C1.I5", "value: 12 k€"),
]


@pytest.mark.parametrize(("indicator", "values"), READ)
def test_what_only_looks_like_a_contradiction_is_read(indicator: str, values: str) -> None:
    assert is_read(measures(measure(indicator, values)))


@pytest.mark.parametrize("unit", ["1-5", "1 à 5", "1 – 5", "de 1 à 5", "échelle 1-5"])
def test_a_scale_is_read_however_it_is_written(unit: str) -> None:
    text = measures(measure("C1.I4", "value: 6")).replace("unit: 1-5", f"unit: {unit}")
    assert keys_of(text) == [(AFTER + 1, "outside_scale")]


def test_a_scale_holds_for_the_baseline_and_the_target_too() -> None:
    text = SOUND.replace("unit: 1-5", "unit: 0-10, baseline: 11, target: 12")
    assert [key for _, key in keys_of(text)] == ["outside_scale", "outside_scale"]
    assert is_read(SOUND.replace("unit: 1-5", "unit: 0-10, baseline: 0, target: 10"))
    assert is_read(measures(measure("C1.I4", "value: 11")).replace("unit: 1-5", "unit: points"))


def test_a_measure_given_twice_is_refused_and_names_the_other_line() -> None:
    text = measures(
        measure("C1.I1", "value: 5"),
        measure("C1.I1", "value: 6", period="start: 2024-01-01, end: 31/12/2024"),
    )
    assert keys_of(text) == [(AFTER + 2, "measure_twice")]
    assert f"ligne {AFTER + 1}" in problems_of(text)[0].sentence("fr").split("measures")[1]


def test_measures_that_differ_in_one_thing_are_not_one_twice() -> None:
    assert is_read(
        measures(
            measure("C1.I1", "value: 5"),
            measure("C1.I1", "value: 5", "P2"),
            measure("C1.I1", "value: 5", period="start: 2023, end: 2023"),
            measure("C1.I1", "value: 5, subgroup: femmes"),
            measure("C1.I3", "value: 5"),
        )
    )


@pytest.mark.parametrize("said", ["Atelier Rivage", "atelier  rivage", "p1"])
def test_a_partner_answers_under_its_code(said: str) -> None:
    text = measures(measure("C1.I1", "value: 5", said))
    assert keys_of(text) == [(AFTER + 1, "respondent_code")]
    assert "respondent: P1" in problems_of(text)[0].sentence("fr")


def test_who_is_no_partner_answers_under_its_name() -> None:
    assert is_read(measures(measure("C1.I1", "value: 5", "Salariés de l'atelier")))


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ("planned: -3, unit: jours", "negative_means"),
        ("actual: -3 à 5", "negative_means"),
        ("planned_amount: -300", "negative_means"),
        ("actual_amount: -300 €", "negative_means"),
        ("planned_amount: 12 jours", "amount_not_in_euros"),
        ("actual_amount: 12 %", "amount_not_in_euros"),
        ("actual_amount: 12 € par mois", "amount_not_in_euros"),
        ("planned: 3 mois, unit: jours", "unit_differs"),
        ("actual: 3 mois, unit: jours", "unit_differs"),
        ("planned: 3 mois, actual: 12 jours", "unit_differs"),
    ],
)
def test_a_means_that_contradicts_itself_is_refused(values: str, key: str) -> None:
    assert keys_of(means(values)) == [(AFTER + 1, key)]


@pytest.mark.parametrize(
    "values",
    [
        "planned: 3 jours, actual: 1 jour, unit: jours",
        "planned_amount: 12 k€, actual_amount: 1 200 euros HT",
        "planned: 0, actual: 0",
        "planned: 3 jours, actual: 4",
    ],
)
def test_a_sound_means_is_read(values: str) -> None:
    assert is_read(means(values))


@pytest.mark.parametrize(
    "periods",
    [
        ("start: 2024, end: 2024", "start: 2024-07, end: 2024-12"),
        ("start: 2024-07, end: 2024-12", "start: 2024, end: 2024"),
        ("start: 2024, end: 2024", "start: 2024-01-02, end: 2024-12-31"),
        ("start: 2024, end: 2024, perimeter: Atelier", "start: 2024, end: 2024, perimeter: atelier"),
    ],
)
def test_exits_of_periods_that_overlap_are_refused(periods: tuple[str, str]) -> None:
    assert keys_of(exits(*periods)) == [(AFTER + 2, "exits_overlap")]
    assert f"ligne {AFTER + 1}" in problems_of(exits(*periods))[0].sentence("fr").split("exits")[1]


def test_exits_of_periods_that_follow_each_other_or_of_other_perimeters_are_read() -> None:
    assert is_read(exits("start: 2023, end: 2023", "start: 2024, end: 2024"))
    assert is_read(exits("start: 2024, end: 2024, perimeter: bois", "start: 2024, end: 2024, perimeter: textile"))


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_previous_year_that_is_not_before_is_refused(year: int) -> None:
    assert keys_of(SOUND + f"previous_year: {year}\n") == [(AFTER, "previous_year_late")]
    assert is_read(SOUND + "previous_year: 2023\n")


def test_every_message_is_said_in_both_languages() -> None:
    texts = [measures(measure(indicator, values)) for _, _, indicator, values in REFUSED]
    for text in [*texts, means("planned: -1, actual_amount: 3 jours"), exits(*2 * ["start: 2024, end: 2024"])]:
        for each in problems_of(text):
            assert "{" not in each.sentence("fr") + each.sentence("en")
            assert each.sentence("fr") != each.sentence("en")


def test_thousands_of_contradictions_are_told_quickly() -> None:
    lines = [measure("C1.I1", "value: 5") for _ in range(3000)]
    began = time.monotonic()
    found = keys_of(measures(*lines))
    assert {key for _, key in found} == {"measure_twice", "too_many"}
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("respondent", ["P1 et P2", "P1/P2", "'P1; P2'", "P2 and P1"])
def test_two_respondents_in_one_measure_are_refused(respondent: str) -> None:
    assert keys_of(measures(measure("C1.I1", "value: 3", respondent))) == [(AFTER + 1, "respondents_together")]


@pytest.mark.parametrize("respondent", ["P9", "p 3", "Q1"])
def test_a_respondent_that_looks_like_a_partners_code_and_is_none_is_refused(respondent: str) -> None:
    assert keys_of(measures(measure("C1.I1", "value: 3", respondent))) == [(AFTER + 1, "unknown_code")]


@pytest.mark.parametrize("respondent", ["Salariés en parcours", "Insee", "Registre 2024"])
def test_a_group_or_a_source_may_answer(respondent: str) -> None:
    assert is_read(measures(measure("C1.I1", "value: 3", respondent)))


def test_words_where_a_number_is_expected_and_the_other_way_round_are_refused() -> None:
    text = SOUND.replace("kind: qualitative, form: perception, unit: 1-5", "kind: qualitative, form: text")
    found = text + "measures:\n" + measure("C1.I1", "text: beaucoup") + measure("C1.I4", "value: 3")
    assert sorted(keys_of(found)) == [(AFTER + 1, "words_for_number"), (AFTER + 2, "number_for_words")]


def test_a_percentage_is_never_taken_for_a_head_count_in_a_funnel() -> None:
    text = SOUND.replace("form: share}", "form: share, funnel_from: C1.I1}")
    assert is_read(text + "measures:\n" + measure("C1.I1", "value: 3") + measure("C1.I2", "value: 60 %"))


@pytest.mark.parametrize(
    ("zone", "code", "sound"),
    [("commune", "01004", True), ("commune", "1004", False), ("epci", "200023414", True), ("epci", "1000", False),
     ("departement", "2A", True), ("departement", "974", True), ("region", "28", True), ("region", "2", False),
     ("other", "76", True)],
)  # fmt: skip
def test_a_code_of_another_kind_of_zone_is_refused(zone: str, code: str, sound: bool) -> None:
    text = SOUND + f"territory: {{name: Caux, zone: {zone}, insee_code: '{code}'}}\n"
    if sound:
        assert is_read(text)
    else:
        assert keys_of(text) == [(AFTER, "insee_zone")]


def test_what_is_no_insee_code_at_all_is_told_once() -> None:
    text = SOUND + "territory: {name: Avranches, zone: employment_zone, insee_code: 2802 Avranches}\n"
    assert keys_of(text) == [(AFTER, "insee_code")]


def test_what_is_probably_not_meant_is_told_and_read() -> None:
    text = SOUND + "stakeholders:\n- {name: Salariés en parcours, group: beneficiaries}\nmeasures:\n"
    dossier = parse_dossier(text + measure("C1.I2", "value: '0,6'", "Salarié en parcours"))
    assert [each.fault[0].split(".")[1] for each in dossier.notes] == ["share_below_one", "respondent_nearly"]
    assert parse_dossier(text + measure("C1.I2", "value: '0,6 %'", "Salariés en parcours")).notes == ()


def test_a_figure_of_the_territory_is_compared_with_a_zone_and_its_value_or_with_nothing() -> None:
    def figure(values: str) -> str:
        return f"{SOUND}diagnosis:\n- {{label: taux, value: 8, {values}}}\n"

    assert is_read(figure("unit: '%'"))
    assert is_read(figure("compared_with: région X, compared_value: 7"))
    assert keys_of(figure("compared_value: 7")) == [(AFTER + 1, "comparison_without")]
    assert keys_of(figure("compared_with: région X")) == [(AFTER + 1, "comparison_without")]
