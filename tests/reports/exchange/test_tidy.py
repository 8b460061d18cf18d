"""Tidy tables: everything that may leave is in them, described in both languages, and nothing that may not."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from exchange_cases import (
    SECRETS,
    below_threshold,
    every_case,
    indicator,
    measure,
    read_csv,
    secret_dossier,
    small_dossier,
    without_nothing,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import FICTIONAL, HOSTILE

from evalkit.model import Dossier
from evalkit.model.fields import Entry
from evalkit.reports.exchange import export_tidy, shown_case, shown_cases
from evalkit.reports.exchange.columns import Column, Table, all_columns, rows_of
from evalkit.reports.exchange.entries import ELSEWHERE, WITHHELD
from evalkit.reports.exchange.formats import marked, unmarked, write_csv
from evalkit.reports.exchange.lists import REASONS, choices
from evalkit.reports.exchange.tables import tables
from evalkit.sources import parse_dossier, read_dossier
from evalkit.texts import LANGUAGES

NAMES = [table.name for table in tables()]


def table_of(name: str) -> Table:
    return next(table for table in tables() if table.name == name)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    export_tidy(every_case(), folder)
    return folder


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


# What the tables hold


def test_every_table_has_a_name_of_its_own_and_columns_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for table in tables():
        names = [column.name for column in all_columns(table)]
        assert len(set(names)) == len(names), table.name


def test_every_field_of_the_model_is_exported_or_withheld_on_purpose() -> None:
    """A field added to the model cannot be forgotten: its words are those of a column or of a table."""
    words = {column.words for table in tables() for column in all_columns(table)} | {table.words for table in tables()}
    withheld = {f"fields.dossier.{name}" for name in WITHHELD | ELSEWHERE}
    missing = {
        f"fields.{owner}.{field}"
        for owner, entry in entries_of(Dossier).items()
        for field in entry.model_fields
        if f"fields.{owner}.{field}" not in words | withheld
    }
    nested = {f"fields.dossier.{name}" for name in ("territory", "effort", "steering", "prospects", "limits")}
    lists_of_lists = {"fields.partner.key_figures", "fields.indicator.breaks"}
    assert missing - nested - lists_of_lists == set()


def entries_of(entry: type[Entry]) -> dict[str, type[Entry]]:
    """Give the types of entry that a dossier holds, but for those that leave as results only."""
    from evalkit.sources.wording import model_in, snake_case

    found: dict[str, type[Entry]] = {snake_case(entry.__name__): entry}
    for name, field in entry.model_fields.items():
        inner = model_in(field.annotation)
        if inner is not None and name not in WITHHELD:
            found |= entries_of(inner)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_csv_and_parquet_read_back_are_what_the_evaluations_hold(exported: Path, name: str) -> None:
    table = table_of(name)
    order = sorted(every_case(), key=lambda case: (case.evaluation.dossier.code, case.evaluation.dossier.year))
    held = [without_nothing(row) for row in rows_of(table, order)]
    assert read_csv(exported / "csv" / f"{name}.csv", table) == held
    parquet = pq.read_table(exported / "parquet" / f"{name}.parquet").to_pylist()
    assert [without_nothing(row) for row in parquet] == held


def test_every_dossier_has_its_row_and_says_in_each_whether_it_is_invented(exported: Path) -> None:
    invented = {case.evaluation.dossier.code: case.evaluation.dossier.fictional for case in every_case()}
    assert set(invented.values()) == {True, False}
    for name in NAMES:
        for row in lines(exported / "csv" / f"{name}.csv"):
            assert row["fictional"] == str(invented[row["dossier"]]).lower()


def test_the_readings_are_the_measures_of_the_file(exported: Path) -> None:
    """Figures of the file itself, read there by hand: C1.I2 of 2024 is 3 of 5."""
    rows = [
        r for r in lines(exported / "csv" / "readings.csv") if (r["dossier"], r["year"]) == ("rivage-delorme", "2024")
    ]
    assert len(rows) == len(read_dossier(FICTIONAL).measures)
    share = next(row for row in rows if row["indicator"] == "C1.I2")
    assert (share["value"], share["numerator"], share["denominator"], share["unit"]) == ("60.0", "3", "5", "%")


def test_a_list_is_a_long_table_tied_to_its_entry() -> None:
    dossier = small_dossier(
        actions=[{"label": "a", "by": ["P1"], "to": ["P2"]}, {"label": "b", "by": ["P2", "P1"], "to": []}]
    )
    rows = rows_of(table_of("action_by"), [shown_case(dossier)])
    assert [(row["action_number"], row["number"], row["by"]) for row in rows] == [
        (1, 1, "P1"),
        (2, 1, "P2"),
        (2, 2, "P1"),
    ]


def test_a_stated_quantity_keeps_its_words_and_gives_its_numbers() -> None:
    dossier = small_dossier(
        means=[{"label": "temps", "by": ["P1"], "kind": "human", "planned": "250 à 300", "actual": "environ 80"}]
    )
    (row,) = rows_of(table_of("means"), [shown_case(dossier)])
    assert (row["planned"], row["planned_value"], row["planned_minimum"], row["planned_maximum"]) == (
        "250 à 300",
        None,
        250,
        300,
    )
    assert (row["actual"], row["actual_value"], row["actual_approximate"]) == ("environ 80", 80, True)


def test_a_date_keeps_its_precision_and_gives_its_first_and_last_day() -> None:
    (row,) = rows_of(
        table_of("history"), [shown_case(small_dossier(history=[{"date": "2024-02", "label": "rencontre"}]))]
    )
    assert (row["date"], str(row["date_first_day"]), str(row["date_last_day"])) == (
        "2024-02",
        "2024-02-01",
        "2024-02-29",
    )


def test_a_number_that_is_missing_has_its_reason_and_a_reason_only_then(exported: Path) -> None:
    found = 0
    for table in tables():
        numbers = [column.name for column in table.columns if column.missing == "reason"]
        for row in lines(exported / "csv" / f"{table.name}.csv"):
            for name in numbers:
                assert bool(row[name]) != bool(row[f"{name}_reason"]), (table.name, row)
                assert row[f"{name}_reason"] in ("", *REASONS)
                found += bool(row[f"{name}_reason"])
    assert found > 10


def test_the_codes_of_closed_lists_are_those_of_the_list(exported: Path) -> None:
    for table in tables():
        rows = lines(exported / "csv" / f"{table.name}.csv")
        for column in table.columns:
            if column.choices:
                assert {row[column.name] for row in rows} - {""} <= set(choices()[column.choices])


# The words around them


def test_every_column_is_in_the_dictionary_and_no_other_is(exported: Path) -> None:
    described = [(row["table"], row["column"], row["type"]) for row in lines(exported / "dictionary.csv")]
    assert described == [(table.name, c.name, c.type) for table in tables() for c in all_columns(table)]
    for name in NAMES:
        head = (exported / "csv" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert head.split(",") == [column for table, column, _ in described if table == name]


def test_the_dictionary_leaves_nothing_unsaid_in_either_language(exported: Path) -> None:
    for row in lines(exported / "dictionary.csv"):
        for language in LANGUAGES:
            for part in ("label", "meaning", "missing"):
                assert row[f"{part}_{language}"].strip(), row
        assert bool(row["list"]) == bool(row["allowed"])
        assert "{" not in "".join(row.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_columns_of_a_table_never_share_a_label(language: Any) -> None:
    for table in tables():
        labels = [column.label(language) for column in all_columns(table)]
        assert len(set(labels)) == len(labels), table.name


def test_the_words_of_every_code_are_given_in_both_languages(exported: Path) -> None:
    codes = [(row["list"], row["code"]) for row in lines(exported / "codes.csv")]
    assert codes == [(name, code) for name, each in choices().items() for code in each]
    for row in lines(exported / "codes.csv"):
        assert row["label_fr"].strip()
        assert row["label_en"].strip()
        assert "{" not in row["label_fr"] + row["label_en"]


def test_the_parquet_columns_carry_the_words_of_the_dictionary(exported: Path) -> None:
    described = {(row["table"], row["column"]): row for row in lines(exported / "dictionary.csv")}
    for name in NAMES:
        for field in pq.read_schema(exported / "parquet" / f"{name}.parquet"):
            row = described[name, field.name]
            for key in ("label_fr", "label_en", "meaning_fr", "meaning_en"):
                assert marked(field.metadata[key.encode()].decode()) == row[key]


def test_the_data_package_describes_the_csv_files(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in package["resources"]] == [f"csv/{name}.csv" for name in NAMES]
    for resource, table in zip(package["resources"], tables(), strict=True):
        assert (exported / resource["path"]).is_file()
        assert [f["name"] for f in resource["schema"]["fields"]] == [c.name for c in all_columns(table)]


def test_a_required_cell_is_never_empty(exported: Path) -> None:
    for table in tables():
        required = [column.name for column in all_columns(table) if column.missing == "never"]
        for row in lines(exported / "csv" / f"{table.name}.csv"):
            assert all(row[name] for name in required), (table.name, row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_table_and_how_many_cases_are_invented(tmp_path: Path, language: Any) -> None:
    export_tidy(every_case(), tmp_path, ("csv",), language)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in NAMES)
    assert {"fr": "Dont 4 dossiers fictifs", "en": "Fictional: 4."}[language] in page


# Same input, same bytes


def test_the_same_dossiers_give_the_same_bytes_in_any_order(exported: Path, tmp_path: Path) -> None:
    export_tidy(tuple(reversed(every_case())), tmp_path)
    again = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*.*")}
    first = {file.relative_to(exported): file.read_bytes() for file in exported.rglob("*.*")}
    assert again == first
    assert not list(tmp_path.glob(".export-*"))


def test_an_export_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    export_tidy(every_case()[:1], tmp_path, ("csv",))
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    broken = small_dossier().model_copy(update={"title": "lone \ud800 surrogate"})
    with pytest.raises(UnicodeEncodeError):
        export_tidy([shown_case(broken)], tmp_path, ("csv",))
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before


# Nobody is exposed


COUNTS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted).filter(lambda pair: pair[1] > 0)
EXITS = st.tuples(*[st.integers(0, 1)] * 4).filter(any)


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.integers(1, 4), st.integers(1, 5), EXITS)
def test_dossiers_that_differ_below_the_threshold_only_give_the_same_tables(
    counts: list[int], n: int, value: int, exits: tuple[int, int, int, int]
) -> None:
    one = shown_case(below_threshold(*counts, n, value, exits))
    other = shown_case(below_threshold(2, 3, 2, 4, (1, 1, 0, 1)))
    for table in tables():
        assert rows_of(table, [one]) == rows_of(table, [other]), table.name


def test_dossiers_that_differ_below_the_threshold_only_give_the_same_bytes(tmp_path: Path) -> None:
    for name, dossier in (
        ("one", below_threshold(1, 4, 3, 2, (0, 1, 0, 0))),
        ("other", below_threshold(2, 3, 2, 4, (1, 1, 0, 1))),
    ):
        export_tidy([shown_case(dossier)], tmp_path / name)
    one, other = (sorted((tmp_path / name).rglob("*.*")) for name in ("one", "other"))
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_nothing_below_the_threshold_stands_in_any_file(tmp_path: Path) -> None:
    export_tidy([shown_case(secret_dossier())], tmp_path)
    for file in tmp_path.rglob("*.*"):
        parquet = file.suffix == ".parquet"
        text = str(pq.read_table(file).to_pylist()) if parquet else file.read_text(encoding="utf-8")
        assert not [secret for secret in SECRETS if secret in text], file.name


def test_what_is_kept_back_keeps_its_row_and_its_reason() -> None:
    rows = rows_of(table_of("readings"), [shown_case(secret_dossier())])
    assert [(row["hidden"], row["value_reason"]) for row in rows] == [(True, "disclosure")] * 3
    assert all(row.get(name) is None for row in rows for name in ("value", "n", "numerator", "text", "proof"))
    (exits,) = rows_of(table_of("exits"), [shown_case(secret_dossier())])
    assert (exits.get("retained"), exits["retained_reason"], exits["lasting"]) == (None, "disclosure", None)


def test_few_withdrawn_exits_are_not_told_and_many_are() -> None:
    stated = {"start": 2024, "end": 2024, "lasting": 5, "transition": 5, "positive": 5, "other": 5}
    dossier = small_dossier(exits=[{**stated, "withdrawn": 4}, {**stated, "withdrawn": 5}, stated])
    rows = rows_of(table_of("exits"), [shown_case(dossier)])
    told = [(row.get("withdrawn"), row.get("withdrawn_reason")) for row in rows]
    assert told == [(None, "disclosure"), (5, None), (None, "no_value")]


def test_the_years_of_a_partnership_share_their_highest_threshold() -> None:
    share = {
        "indicators": [indicator("C1.I1", "share", unit="%")],
        "measures": [measure("C1.I1", numerator=3, denominator=7)],
    }
    low, high = small_dossier(**share, year=2023), small_dossier(**share, disclosure_threshold=10)
    alone = rows_of(table_of("readings"), shown_cases([(low, None)]))
    together = rows_of(table_of("readings"), shown_cases([(low, None), (high, low)]))
    assert [row["hidden"] for row in alone] == [False]
    assert [row["hidden"] for row in together] == [True, True]


def test_measures_of_a_code_that_two_indicators_share_are_left_out() -> None:
    """Nothing says which one they are of, nor whether a threshold protects them."""
    twice = [indicator("C1.I1", "count", population="things"), indicator("C1.I1", "share")]
    case = shown_case(small_dossier(indicators=twice, measures=[measure("C1.I1", value=3)]))
    assert rows_of(table_of("readings"), [case]) == []
    assert {row["value_reason"] for row in rows_of(table_of("progress"), [case])} == {"code_twice"}


def test_a_quote_leaves_only_with_consent() -> None:
    said = [
        {"code": f"R{i}", "about": "P1", "label": "x", "quote": f"mots {i}", "consent": c}
        for i, c in enumerate((True, False, None))
    ]
    rows = rows_of(table_of("findings"), [shown_case(small_dossier(findings=said))])
    assert [row.get("quote") for row in rows] == ["mots 0", None, None]


def test_a_text_with_personal_data_is_replaced_as_a_whole() -> None:
    dossier = small_dossier(history=[{"date": 2024, "label": "Appeler Jeanne au 06 12 34 56 78"}])
    case = shown_case(dossier)
    (row,) = rows_of(table_of("history"), [case])
    assert row["label"] == "[texte non repris : donnée personnelle probable]"
    assert "RM-42" in {row["rule"] for row in rows_of(table_of("review_findings"), [case])}


# What a user typed is data


@given(st.text(min_size=1, max_size=40))
def test_a_marked_text_never_starts_a_formula_and_gives_itself_back(text: str) -> None:
    shown = marked(text)
    assert shown[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
    assert unicodedata.category(shown[0]) != "Cc"
    assert (unmarked(shown) if shown.startswith("'") else shown) == text


@settings(max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=30), max_size=4), st.floats(allow_nan=False, allow_infinity=False))
def test_any_text_and_number_come_back_from_csv(tmp_path_factory: Any, texts: list[str], number: float) -> None:
    columns = (Column("text", "string", ""), Column("value", "number", ""))
    table, file = Table("any", "", columns, lambda case: ()), tmp_path_factory.mktemp("csv") / "any.csv"
    rows = [{"dossier": "a", "year": 1, "fictional": False, "text": text, "value": number} for text in texts]
    write_csv(table, rows, file)
    assert read_csv(file, table) == rows


def test_hostile_texts_are_literal_in_every_file(tmp_path: Path) -> None:
    case = shown_case(read_dossier(HOSTILE))
    export_tidy([case], tmp_path)
    for table in tables():
        held = [without_nothing(row) for row in rows_of(table, [case])]
        file = tmp_path / "csv" / f"{table.name}.csv"
        assert read_csv(file, table) == held
        for row in lines(file):
            texts = [row[c.name] for c in table.columns if c.type == "string"]
            assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


def test_pandas_reads_a_table_by_the_types_of_the_dictionary(exported: Path) -> None:
    kinds = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "string"}
    for table in tables():
        frame = pd.read_csv(
            exported / "csv" / f"{table.name}.csv",
            dtype={column.name: kinds[column.type] for column in all_columns(table)},
            keep_default_na=False,
            na_values=[""],
        )
        assert len(frame) == len(rows_of(table, every_case()))


def test_a_partnership_called_none_keeps_its_name() -> None:
    text = "code: none\nyear: 2024\ntitle: 'NA'\npartners:\n- {code: P1, name: 'null', type: siae}\n"
    (row,) = rows_of(table_of("partners"), [shown_case(parse_dossier(text))])
    assert (row["dossier"], row["name"]) == ("none", "null")
