"""What a SIAE knows of its workers: added up at the door, small counts masked so that none can be worked out."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from little_france import keys, membership, noted, written
from openpyxl import load_workbook

from evalkit.errors import EvalkitError
from evalkit.stats.estimable import NotEstimable
from evalkit.territory import read_own_data, write_blank_own_data
from evalkit.texts import LANGUAGES, Language

HEAD = "commune;type;mois;heures\n"


def rows(commune: str, kind: str, n: int, months: str = "6", hours: str = "500") -> str:
    return f"{commune};{kind};{months};{hours}\n" * n


def test_workers_are_counted_by_commune_and_type(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "ACI", 10) + rows("01002", "ACI", 7) + rows("01001", "AI", 6) + rows("01002", "AI", 8)
    data = read_own_data(written(tmp_path, text), membership())
    assert data.workers["01001", "ACI"] == 10
    assert data.of_zone("01001") == 16
    assert data.workers["all", "all"] == 31
    assert data.hours["all", "AI"] == 14 * 500
    assert data.months["01002", "all"] == 15 * 6
    assert data.of_zone("75056") == 0


def test_counts_can_be_by_a_larger_zone(tmp_path: Path) -> None:
    text = HEAD + rows("61001", "ACI", 10) + rows("72001", "ACI", 7) + rows("75101", "ACI", 9)
    data = read_own_data(written(tmp_path, text), membership(), "employment_zone")
    assert data.of_zone("0051") == 17
    assert data.of_zone("1109") == 9


def test_a_small_count_is_masked_with_what_would_tell_it(tmp_path: Path) -> None:
    text = (
        HEAD + rows("01001", "ACI", 3) + rows("01002", "ACI", 12) + rows("61001", "ACI", 20) + rows("72001", "ACI", 30)
    )
    data = read_own_data(written(tmp_path, text), membership())
    small = data.of_zone("01001")
    assert isinstance(small, NotEstimable)
    assert small.reason == "territory.withheld"
    hidden = [key for key, value in data.workers.items() if isinstance(value, NotEstimable) and key[1] == "all"]
    assert len(hidden) > 1
    # Nothing tells which of those kept back is the small one.
    assert len({data.workers[key] for key in hidden}) == 1
    assert all(isinstance(data.hours[key], NotEstimable) for key in hidden)


def test_no_row_is_kept_and_no_message_repeats_one(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "ACI", 9, hours="731,25") + "Jeanne Martin;ACI;6;500\n01002;Paul Durand;6;500\n"
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), membership())
    said = error.value.sentences("fr") + error.value.sentences("en")
    assert "Martin" not in said and "Durand" not in said
    assert sorted(keys(error)) == ["territory.own.unknown_commune", "territory.unknown_type"]
    data = read_own_data(written(tmp_path, HEAD + rows("01001", "ACI", 9, hours="731,25")), membership())
    assert "731" not in repr(data)


@pytest.mark.parametrize(
    ("heading", "value"),
    [("nom", "Martin"), ("Prénom", "Jeanne"), ("date de naissance", "1980"), ("contact", "a@b.fr")],
)
def test_a_file_that_names_persons_is_refused(tmp_path: Path, heading: str, value: str) -> None:
    text = f"commune;type;{heading}\n" + f"01001;ACI;{value}\n" * 6
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), membership())
    assert keys(error) == ["territory.own.personal"]
    assert "Jeanne" not in str(error.value)
    assert "a@b.fr" not in str(error.value)


def test_months_and_hours_out_of_bounds_are_refused_with_their_lines(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "ACI", 6) + "01001;ACI;13;5\n01001;ACI;6;-1\n01001;ACI;six;5\n"
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), membership())
    assert [each.place.line for each in error.value.problems] == [10, 8, 9]


def test_hours_that_are_not_said_are_no_zeros(tmp_path: Path) -> None:
    data = read_own_data(
        written(tmp_path, HEAD + rows("01001", "ACI", 6) + rows("01001", "ACI", 1, hours="")), membership()
    )
    assert data.workers["01001", "all"] == 7
    missing = data.hours["01001", "all"]
    assert isinstance(missing, NotEstimable)
    assert missing.reason == "territory.part_missing"


def test_workers_without_a_commune_count_in_the_total_only(tmp_path: Path) -> None:
    data = read_own_data(written(tmp_path, HEAD + rows("01001", "ACI", 6) + rows("", "ACI", 9)), membership())
    assert data.workers["all", "all"] == 15
    assert {zone for zone, _ in data.workers} == {"01001", "all"}
    assert "without_commune" in {each.split(".")[-1] for each in noted(data)}


def test_a_file_without_communes_or_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, "type;mois\nACI;6\n"), membership())
    assert keys(error) == ["territory.no_headings"]
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, HEAD + ";;;\n"), membership())
    assert keys(error) == ["territory.own.no_rows"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_workbook_is_filled_in_and_read_back(tmp_path: Path, language: Language) -> None:
    write_blank_own_data(tmp_path / "vierge.xlsx", language)
    write_blank_own_data(tmp_path / "again.xlsx", language)
    assert (tmp_path / "vierge.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    with pytest.raises(EvalkitError) as error:
        read_own_data(tmp_path / "vierge.xlsx", membership())
    assert keys(error) == ["territory.own.no_rows"]
    book = load_workbook(tmp_path / "vierge.xlsx")
    sheet = book.worksheets[0]
    for row in range(5, 12):
        for column, value in enumerate(("01001", "ACI", 6, 500.5), 1):
            sheet.cell(row, column, value)
    book.save(tmp_path / "rempli.xlsx")
    data = read_own_data(tmp_path / "rempli.xlsx", membership())
    assert data.of_zone("01001") == 7
    assert data.hours["all", "ACI"] == 7 * 500.5


COMMUNES, KINDS = ("01001", "61001"), ("ACI", "AI")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any))
def test_what_is_shown_leaves_every_small_count_unknown(tmp_path: Path, counts: list[int]) -> None:
    """Every table of whole numbers that agrees with what is shown is tried: no small count lies in a narrow span."""
    cells = dict(zip(product(COMMUNES, KINDS), counts, strict=True))
    text = HEAD + "".join(rows(commune, kind, n) for (commune, kind), n in cells.items())
    data = read_own_data(written(tmp_path, text), membership())
    seen = {key: value for key, value in data.workers.items() if not isinstance(value, NotEstimable)}
    assert all(value >= 5 for value in seen.values())
    there = [key for key in cells if key in data.workers]
    choices = [[int(seen[key])] if key in seen else range(1, 13) for key in there]
    tables = [dict(zip(there, guess, strict=True)) for guess in product(*choices)]
    agree = [table for table in tables if all(total(table, key) == value for key, value in seen.items())]
    for key in there:
        if cells[key] < 5:
            found = [table[key] for table in agree]
            assert max(found) - min(found) >= 3


def total(table: dict[tuple[str, str], int], key: tuple[str, str]) -> int:
    return sum(n for (zone, kind), n in table.items() if key[0] in (zone, "all") and key[1] in (kind, "all"))
