"""Tables: no empty cell, no machine name, plain values beside them, partners side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import ENVIE, FICTIONAL, PARTNERSHIPS, changed, evaluated

from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.texts import LANGUAGES, Language, say
from evalkit.views.blocks import Column, Table
from evalkit.views.grid import grid
from evalkit.views.tables import content, framework, prospects, results, review, sources, trend

OF_EVALUATION = [
    function
    for module in (framework, content, results, prospects, trend, sources)
    for name, function in vars(module).items()
    if name.endswith("_table")
] + [review.stakeholders_table, review.feedback_table]
ALL = [*PARTNERSHIPS, FICTIONAL, ENVIE]

every_dossier = pytest.mark.parametrize("path", ALL, ids=[path.stem for path in ALL])
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def all_tables(evaluation: Evaluation, found: Review, language: Language) -> Iterator[Table]:
    yield from (function(evaluation, language) for function in OF_EVALUATION)
    yield review.rules_table(found, language)
    yield review.findings_table(found, language)


def cells(table: Table, key: str) -> list[str]:
    place = [column.key for column in table.columns].index(key)
    return [row[place] for row in table.rows]


@every_dossier
@both_languages
def test_no_table_has_an_empty_cell_or_a_row_of_another_width(path: Path, language: Language) -> None:
    for table in all_tables(*evaluated(path), language):
        for row, values in zip(table.rows, table.values, strict=True):
            assert len(row) == len(values) == len(table.columns), table.name
            assert all(cell.strip() for cell in row), (table.name, row)


@every_dossier
@both_languages
def test_no_cell_shows_a_machine_name(path: Path, language: Language) -> None:
    machine = re.compile(r"\bNone\b|\bnan\b|[{}]|\b[a-z]+_[a-z_]+\b")
    file = path.read_text(encoding="utf-8")
    found = [
        (table.name, cell)
        for table in all_tables(*evaluated(path), language)
        for row in table.rows
        for cell in row
        if (met := machine.search(re.sub(r"\S+\.yaml|\([a-z_]+: .*?\)", "", cell))) and cell not in file
        if table.name != "review_findings" or met[0] in {"None", "nan"}
    ]
    assert found == []


@every_dossier
def test_keys_for_csv_are_stable_and_the_same_in_both_languages(path: Path) -> None:
    french, english = (list(all_tables(*evaluated(path), language)) for language in LANGUAGES)
    for one, other in zip(french, english, strict=True):
        assert [column.key for column in one.columns] == [column.key for column in other.columns]
        assert one.values == other.values or _worded(one)
        assert all(re.fullmatch(r"[a-z][a-zA-Z0-9_.-]*", column.key) for column in one.columns)


def _worded(table: Table) -> bool:
    """Tables whose values hold words of ours, which change with the language."""
    return table.name not in {"means", "planned_actual", "exits", "priorities", "meetings"}


def test_both_partners_find_their_level_side_by_side_and_the_gap_in_words() -> None:
    table = framework.priorities_table(evaluated(FICTIONAL)[0], "fr")
    assert [column.label for column in table.columns] == ["Objectif", "Atelier Rivage", "Menuiseries Delorme", "Écart"]
    assert table.rows[-1][1:] == ("moyenne", "haute", "un niveau")


def test_an_objective_of_one_partner_is_not_asked_of_the_other() -> None:
    table = framework.priorities_table(evaluated(FICTIONAL)[0], "fr")
    assert table.rows[0][1:] == ("haute", "non demandé", "un seul avis")


def test_an_objective_that_nobody_ranked_says_so() -> None:
    table = framework.priorities_table(evaluated(ENVIE)[0], "fr")
    assert set(cells(table, "gap")) == {"non classé"}


def test_answers_of_both_partners_stand_in_their_own_columns_and_no_mean_appears() -> None:
    table = results.crossed_views_table(evaluated(FICTIONAL)[0], "fr")
    assert table.rows[0][1:] == ("4", "2", "aucune", "2")
    assert table.values[0][1:3] == (4.0, 2.0)
    assert "3" not in table.rows[0]


def test_a_partner_who_has_not_answered_is_named_as_silent() -> None:
    given = '- {indicator: C1.I4, start: 2024-01-01, end: 2024-12-31, value: 2, respondent: P2, proof: "Q-P2"}\n'
    table = results.crossed_views_table(changed(given, "")[0], "fr")
    assert cells(table, "answer_P2") == ["n'a pas répondu"]
    assert cells(table, "gap") == [say("reasons.one_view", "fr")]


def test_a_share_never_goes_without_its_counts() -> None:
    table = results.indicators_table(evaluated(FICTIONAL)[0], "fr")
    assert cells(table, "value")[1].replace("\u202f", " ") == "40 % (2 sur 5)"
    assert "C1, I2\u00a0: de 12" in table.notes[0]


def test_what_is_hidden_appears_neither_in_cells_nor_in_values() -> None:
    evaluation, found = changed(
        "numerator: 2, denominator: 3, respondent: P2", "numerator: 1, denominator: 4, respondent: P2"
    )
    for table in all_tables(evaluation, found, "fr"):
        assert "1 sur 4" not in str(table.rows)
        assert 25.0 not in [value for row in table.values for value in row]
    kept_back = say("reasons.disclosure", "fr", threshold=5)
    assert cells(results.indicators_table(evaluation, "fr"), "value")[-1] == kept_back


def test_a_total_says_what_it_covers() -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "rivage-delorme-2024"))
    table = content.means_providers_table(evaluation, "fr")
    assert cells(table, "coverage") == ["3 moyens chiffrés sur 3", "3 moyens chiffrés sur 4"]


def test_what_nobody_valued_is_not_a_zero() -> None:
    table = content.means_providers_table(evaluated(FICTIONAL)[0], "fr")
    assert set(cells(table, "total")) == {"non chiffré"}
    assert {row[1] for row in table.values} == {None}


def test_meetings_are_counts_never_a_rate() -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "rivage-delorme-2024"))
    table = content.meetings_table(evaluation, "fr")
    assert "%" not in str(table.rows)
    assert table.values[0][2:] == (4, 3)


def test_an_effect_that_was_looked_for_differs_from_one_that_is_not_said() -> None:
    evaluation, _ = changed("effects:\n", "no_effect: [unexpected]\neffects:\n")
    said = dict(
        zip(*(cells(results.effects_table(evaluation, "fr"), key) for key in ("nature", "effect")), strict=True)
    )
    assert said["Inattendu"] == "cherché, aucun relevé"
    assert said["Positif"] == "le dossier ne dit pas s'il y en a"


def test_a_quote_without_consent_is_not_printed() -> None:
    with_quote = "findings:\n- {code: R1, about: P1, label: constat, quote: mot secret%s}\neffects:\n"
    silent, _ = changed("effects:\n", with_quote % "")
    agreed, _ = changed("effects:\n", with_quote % ", consent: true")
    assert "mot secret" not in str(results.findings_table(silent, "fr"))
    assert "mot secret" in str(results.findings_table(agreed, "fr").rows)


def test_the_gravest_findings_of_the_review_come_first() -> None:
    table = review.findings_table(evaluated(ENVIE)[1], "fr")
    order = ["Bloquant", "À\u00a0corriger", "Conseil"]
    assert cells(table, "severity") == sorted(cells(table, "severity"), key=order.index)


def test_rules_are_counted_by_step_and_never_summed() -> None:
    _, found = evaluated(ENVIE)
    table = review.rules_table(found, "fr")
    assert len(table.rows) == len(found.by_step)
    assert sum(int(str(value)) for row in table.values for value in row[1:]) == len(found.rules)


def test_a_rule_broken_in_several_places_is_said_once_with_each_place_and_one_remedy() -> None:
    _, found = evaluated(ENVIE)
    table = review.findings_table(found, "fr")
    assert len(set(zip(cells(table, "rule"), cells(table, "remedy"), strict=True))) == len(table.rows)
    assert sum(int(n) for n in cells(table, "count")) == len(found.findings)
    sentences = "\n".join(str(row[3]) for row in table.values)
    assert all(each.sentence("fr").removesuffix(".") in sentences for each in found.findings)


def test_marks_in_tables_lead_to_the_numbered_source() -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "trivel"))
    numbered = dict(
        zip(*(cells(sources.sources_table(evaluation, "fr"), key) for key in ("mark", "source")), strict=True)
    )
    table = results.findings_table(evaluation, "fr")
    place = [column.key for column in table.columns].index("source")
    assert table.rows
    for row, values in zip(table.rows, table.values, strict=True):
        assert numbered[row[place]] == values[place]


def test_a_series_has_one_row_and_each_period_one_column() -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "rivage-delorme-2024"))
    table = trend.trend_table(evaluation, "fr")
    assert [column.label for column in table.columns][3:] == ["2022", "2023", "2024"]
    turnover = [row for row in table.rows if row[0].startswith("C3, I2")]
    assert [row[3:] for row in turnover] == [
        ("9\u202f500", "14\u202f200", "non mesuré"),
        ("non mesuré",) * 2 + ("21\u202f800",),
    ]
    assert any("série coupée" in note for note in table.notes)


def test_more_periods_than_a_page_holds_stand_one_below_another(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "rivage-delorme-2024"))
    monkeypatch.setattr(trend, "MOST_PERIODS", 2)
    table = trend.trend_table(evaluation, "fr")
    assert [column.key for column in table.columns] == ["indicator", "series", "respondent", "period", "value"]
    assert len(table.rows) == sum(
        len(s) for e in evaluation.results.indicators for s in e.trend if len({r.end for t in e.trend for r in t}) > 1
    )


def test_many_partners_head_their_columns_by_their_codes_and_a_note_names_them() -> None:
    evaluation, _ = evaluated(next(path for path in PARTNERSHIPS if path.stem == "cinq-partenaires"))
    table = framework.priorities_table(evaluation, "fr")
    codes = [partner.code for partner in evaluation.dossier.partners]
    assert [column.label for column in table.columns][1:-1] == codes
    assert all(partner.name in table.notes[-1] for partner in evaluation.dossier.partners)
    assert cells(framework.partners_table(evaluation, "fr"), "code") == codes


def test_the_unit_stands_beside_each_value_and_keeps_its_column_in_the_csv() -> None:
    table = results.indicators_table(evaluated(FICTIONAL)[0], "fr")
    assert cells(table, "value")[0] == "5\u00a0études"
    assert "unit" in [column.key for column in table.columns]
    assert "unit" not in [column.key for column in grid(table).columns]


def test_widths_fill_the_page_and_a_long_text_takes_more_than_a_number() -> None:
    shown = grid(Table("t", "t", (Column("a", "Libellé"), Column("b", "n", "number")), (("mot " * 20, "12"),)))
    assert 98 <= sum(shown.widths) <= 102
    assert shown.widths[0] > 4 * shown.widths[1]


def test_a_rule_broken_many_times_shows_a_few_sentences_and_the_file_holds_them_all() -> None:
    panier = next(path for path in PARTNERSHIPS if path.stem == "panier-de-la-mer")
    _, found = evaluated(panier)
    shown = review.findings_table(found, "fr")
    row, values = next(pair for pair in zip(shown.rows, shown.values, strict=True) if pair[1][0] == "RM-09")
    assert values[2] == 24
    assert row[3].count("\n") == 6
    assert "et 18 autres" in row[3]
    assert str(values[3]).count("\n") == 23
