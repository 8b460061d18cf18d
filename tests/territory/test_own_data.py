"""What a SIAE knows of its workers: added up at the door, small counts masked so that none can be worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from little_france import keys, membership, noted, written
from openpyxl import load_workbook
from scipy import optimize

from evalkit.errors import EvalkitError
from evalkit.stats.estimable import NotEstimable
from evalkit.territory import Level, embedded, read_own_data, write_blank_own_data
from evalkit.territory.own_protection import Figure, released
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


def test_that_nobody_lives_in_a_zone_is_told_no_more_than_that_few_do(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "ACI", 10) + rows("01002", "ACI", 2) + rows("61001", "ACI", 8)
    data = read_own_data(written(tmp_path, text), membership())
    few, nobody = data.of_zone("01002"), data.of_zone("75056")
    assert isinstance(few, NotEstimable) and few == nobody
    assert repr(data).count("01002") == 0


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
    assert small.reason == "territory.own_withheld"
    # The largest are shown; what is left, 3 and 12, together.
    assert data.workers["all", "all"] == 65
    assert [data.of_zone(each) for each in ("72001", "61001")] == [30, 20]
    assert data.of_zone("01002") == small
    assert set(data.hours) == set(data.workers)


def test_atlases_of_several_levels_keep_back_the_same_figures(tmp_path: Path) -> None:
    """The employment zone holds the département 61 and three workers of 72: with both shown, 20 less 17 tells them."""
    text = HEAD + rows("61001", "ACI", 9) + rows("61002", "ACI", 8) + rows("72001", "ACI", 3) + rows("01001", "ACI", 6)
    file = written(tmp_path, text)
    at = {level: read_own_data(file, membership(), level) for level in LEVELS}
    assert at["employment_zone"].of_zone("0051") == 20
    assert all(isinstance(at[level].of_zone(zone), NotEstimable)
               for level, zone in (("departement", "61"), ("departement", "72"), ("region", "28")))  # fmt: skip
    assert at["commune"].of_zone("61001") == 9
    assert isinstance(at["commune"].of_zone("61002"), NotEstimable)


def test_two_workers_who_live_elsewhere_do_not_hide_the_zone_where_all_others_live(tmp_path: Path) -> None:
    file = written(tmp_path, HEAD + rows("61001", "ACI", 40) + rows("01001", "ACI", 2))
    data = read_own_data(file, membership(), "employment_zone")
    assert data.of_zone("0051") == 40
    assert ("all", "all") not in data.workers


def test_hours_that_one_worker_nearly_makes_are_masked_with_what_would_tell_them(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "ACI", 5, hours="10") + rows("01001", "ACI", 1, hours="1600") + rows("01002", "AI", 9)
    data = read_own_data(written(tmp_path, text), membership())
    assert data.of_zone("01001") == 6 and data.of_zone("01002") == 9
    assert data.months["01001", "all"] == 36
    assert data.hours["all", "all"] == 50 + 1600 + 9 * 500
    assert isinstance(data.hours["01001", "all"], NotEstimable)
    assert isinstance(data.hours["01002", "all"], NotEstimable)


@pytest.mark.parametrize(("months", "hours"), [("12", "0"), ("0", "8928")])
def test_a_sum_that_only_one_part_of_each_worker_can_make_is_masked(tmp_path: Path, months: str, hours: str) -> None:
    """Six workers with 72 months had twelve each; with no hours, none each."""
    data = read_own_data(written(tmp_path, HEAD + rows("01001", "ACI", 6, months, hours)), membership())
    assert data.of_zone("01001") == 6
    assert all(isinstance(each, NotEstimable) for each in (*data.months.values(), *data.hours.values()))


def test_a_file_may_say_its_year_and_must_then_be_of_one(tmp_path: Path) -> None:
    head, row = "commune;type;annee\n", "01001;ACI;{}\n"
    data = read_own_data(written(tmp_path, head + row.format(2024) * 6 + row.format("")), membership())
    assert data.year == "2024"
    assert read_own_data(written(tmp_path, HEAD + rows("01001", "ACI", 6)), membership()).year == ""
    for wrong in ("2023", "24"):
        with pytest.raises(EvalkitError) as error:
            read_own_data(written(tmp_path, head + row.format(2024) * 6 + row.format(wrong)), membership())
        assert keys(error) == ["territory.own.year"]


def test_postal_codes_are_told_from_codes_of_communes(tmp_path: Path) -> None:
    postal = [code for code in embedded.membership().frame.index if code.endswith("0")][:5]
    assert len(postal) == 5
    text = HEAD + "".join(rows(code, "ACI", 6) for code in postal)
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), embedded.membership(), "departement")
    assert keys(error) == ["territory.own.postal", "territory.own.no_zones"]


def test_what_is_told_without_employment_zones_would_not_agree_with_what_is_told_with_them(tmp_path: Path) -> None:
    """Of 20 workers of the zone 0051, 17 live in the département 61: each of the two may be told, and not both."""
    text = HEAD + rows("61001", "ACI", 17) + rows("72001", "ACI", 3)
    assert read_own_data(written(tmp_path, text), membership(), "employment_zone").of_zone("0051") == 20
    bare = membership()
    bare = replace(bare, frame=bare.frame.drop(columns=["employment_zone", "employment_zone_part"]))
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), bare, "departement")
    assert keys(error) == ["territory.own.no_zones"]


def test_a_type_may_be_written_in_full(tmp_path: Path) -> None:
    text = HEAD + rows("01001", "Atelier et chantier d'insertion", 6) + rows("01001", "aci", 6)
    assert read_own_data(written(tmp_path, text), membership()).workers["01001", "ACI"] == 12


def test_columns_that_are_not_needed_and_point_to_nobody_are_told_and_not_read(tmp_path: Path) -> None:
    text = "commune;nom de la commune;type;sexe\n" + "01001;L'Épine;ACI;F\n" * 6 + "01002;Mollières;ACI;H\n" * 6
    data = read_own_data(written(tmp_path, text), membership())
    assert noted(data) == {"own.unread"}
    assert "pine" not in repr(data)


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
    [
        ("nom", "Martin"),
        ("Prénom", "Jeanne"),
        ("date de naissance", "1980"),
        ("contact", "a@b.fr"),
        ("Nom du salarié", "Martin"),
        ("N° de sécurité sociale", "1"),
        ("Né(e) le", "1980"),
        ("DDN", "80"),
        ("entrée", "03/02/1980"),
        ("Commentaires", "Jeanne"),
        ("Matricule", "12"),
        ("commune de naissance", "01/02/1980"),
        ("projet", "Jeanne cherche un emploi dans la vente"),
    ],
)
def test_a_file_that_names_persons_is_refused(tmp_path: Path, heading: str, value: str) -> None:
    text = f"commune;type;{heading}\n" + f"01001;ACI;{value}\n" * 6
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), membership())
    assert keys(error) == ["territory.own.personal"]
    assert "Jeanne" not in str(error.value)
    assert "a@b.fr" not in str(error.value)


def test_a_column_of_which_nearly_every_value_is_another_points_to_persons(tmp_path: Path) -> None:
    text = "commune;type;dossier\n" + "".join(f"01001;ACI;K{number}Z\n" for number in range(12))
    with pytest.raises(EvalkitError) as error:
        read_own_data(written(tmp_path, text), membership())
    assert keys(error) == ["territory.own.personal"]
    assert "K3Z" not in str(error.value)


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
    assert keys(error) == ["territory.own.no_columns"]
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


KINDS = ("ACI", "AI", "")
LIVED = ("01001", "01002", "61001", "61002", "72001", "")
LEVELS: tuple[Level, ...] = ("commune", "epci", "employment_zone", "departement", "region")
CELLS = tuple(product(LIVED, KINDS))
"""Commune and type, either of which may not be said."""


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from((0, 0, 1, 2, 4, 5, 7, 12)), min_size=len(CELLS), max_size=len(CELLS)).filter(any))
def test_all_levels_together_leave_every_small_count_unknown(counts: list[int]) -> None:
    """An attacker who reads every level and knows that counts are 0 or more finds no small one within four."""
    there = membership()
    zones = pd.DataFrame({each: there.groups("commune", each).reindex(LIVED) for each in LEVELS}).fillna("")
    rows_of = [cell for cell, n in zip(CELLS, counts, strict=True) for _ in range(n)]
    told = released(pd.DataFrame(rows_of, columns=["commune", "type"]), zones, 5)["workers"]
    figures = {Figure(*each): cells_of(zones, *each) for each in all_figures(zones)}
    shown = np.array([figures[each] for each in told])
    assert all(each @ counts >= 5 for each in shown)
    for figure in figures.values():
        if 0 < figure @ counts < 5 and len(shown):
            assert spread(figure, shown, shown @ counts) >= 4


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LIVED), st.sampled_from((0, 0, 1, 6, 11, 12, 12))), min_size=5, max_size=40))
def test_no_worker_s_months_can_be_worked_out_from_all_sums_together(lived: list[tuple[str, int]]) -> None:
    """An attacker who knows that nobody has fewer than no months or more than twelve."""
    there = membership()
    zones = pd.DataFrame({each: there.groups("commune", each).reindex(LIVED) for each in LEVELS}).fillna("")
    found = pd.DataFrame([(commune, "AI", months) for commune, months in lived], columns=["commune", "type", "months"])
    told = released(found, zones, 5)["months"]
    inside = np.array([[each.level == "all" or zones.at[home, each.level] == each.zone for home, _ in lived]
                       for each in told], dtype=float)  # fmt: skip
    for one in np.eye(len(lived))[inside.any(axis=0)] if len(inside) else ():
        known = inside @ found["months"].to_numpy(dtype=float)
        ends = [optimize.linprog(sign * one, A_eq=inside, b_eq=known, bounds=(0, 12)).fun for sign in (1, -1)]
        assert -ends[1] - ends[0] > 0.4


def all_figures(zones: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield every figure that could be shown."""
    for kind in ("ACI", "AI", "all"):
        yield "all", "all", kind
        yield from ((level, zone, kind) for level in LEVELS for zone in sorted(set(zones[level]) - {""}))


def cells_of(zones: pd.DataFrame, level: str, zone: str, kind: str) -> np.ndarray:
    """Return which cells a figure adds up."""
    return np.array([float((level == "all" or zones.at[commune, level] == zone) and kind in (one, "all"))
                     for commune, one in CELLS])  # fmt: skip


def spread(figure: np.ndarray, shown: np.ndarray, known: np.ndarray) -> float:
    """Return how far apart the least and the greatest value are that agree with what is shown."""
    ends = [optimize.linprog(sign * figure, A_eq=shown, b_eq=known, bounds=(0, None)) for sign in (1, -1)]
    assert ends[0].status == 0
    return float("inf") if ends[1].status == 3 else float(-ends[1].fun - ends[0].fun)
