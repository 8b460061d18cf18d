"""A table of any usual file, with and without roles."""

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from small_tables import PLAIN, refused, saved, study, told

from evalkit.multivariate.reading import read_study, study_of

ROLES = """title: Essai
rows: personnes
identifier: nom
active: [age, revenu]
supplementary: [sexe]
labels: {revenu: Revenu mensuel}
levels: {sexe: {h: homme, f: femme}}
"""


def test_the_roles_say_what_each_column_is(tmp_path: Path) -> None:
    table = study(tmp_path, PLAIN, ROLES).table
    assert (table.name, table.title, table.rows, table.identifiers) == ("table", "Essai", "personnes", False)
    assert table.named("active") == ("age", "revenu") and table.named("supplementary") == ("sexe",)
    assert table.labels == {"age": "age", "revenu": "Revenu mensuel", "sexe": "sexe"}
    assert list(table.frame.index) == ["Anne", "Bilal", "Chloé", "Driss", "Elsa"]
    assert table.frame["revenu"].tolist() == [1200.5, 1800.0, 950.25, 2100.0, 1500.75]
    assert table.frame["sexe"].cat.categories.tolist() == ["homme", "femme"]


def test_without_roles_everything_is_active_but_the_names_and_that_is_told(tmp_path: Path) -> None:
    found = study(tmp_path, PLAIN)
    assert found.table.named("active") == ("age", "revenu", "sexe")
    assert list(found.table.frame.index)[:2] == ["Anne", "Bilal"]
    assert "« nom » nomme les lignes" in told(found) and "virgule décimale" in told(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), ("\t", ","), (",", "."), (";", ".")])
def test_a_csv_is_the_same_table_whatever_wrote_it(tmp_path: Path, encoding: str, separator: str, decimal: str) -> None:
    text = PLAIN.replace(",", "#").replace(";", separator).replace("#", decimal)
    found = study(tmp_path, text.encode(encoding), ROLES).table.frame
    pd.testing.assert_frame_equal(found, study(tmp_path, PLAIN, ROLES).table.frame)


def test_a_workbook_and_parquet_hold_the_same_table(tmp_path: Path) -> None:
    expected = study(tmp_path, PLAIN, ROLES).table.frame
    frame = pd.read_csv(tmp_path / "table.csv", sep=";", decimal=",")
    frame.to_parquet(tmp_path / "table.parquet")
    frame.to_excel(tmp_path / "table.xlsx", index=False, sheet_name="Données")
    for name in ("table.parquet", "table.xlsx"):
        pd.testing.assert_frame_equal(read_study(tmp_path / name, tmp_path / "roles.yaml")[0].frame, expected)


def test_a_workbook_gives_its_first_sheet_or_the_one_that_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, factor in (("Un", 1), ("Deux", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["Titre de la table"])
        sheet.append(["id", "a", "b"])
        for row in range(1, 6):
            sheet.append([f"r{row}", row * factor, row**2])
    del book["Sheet"]
    book.save(tmp_path / "table.xlsx")
    first = study_of(tmp_path / "table.xlsx")
    assert first.table.frame["a"].tolist() == [1, 2, 3, 4, 5]
    assert "au-dessus des titres" in told(first)
    assert study_of(tmp_path / "table.xlsx", {"sheet": "deux"}).table.frame["a"].tolist() == [2, 4, 6, 8, 10]


def test_a_workbook_names_the_cell_that_is_no_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "a"], ["x", 1], ["y", "beaucoup"], ["z", 3], ["t", 4]):
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    with pytest.raises(Exception, match=r"Sheet!B3, a|« beaucoup » \(B3\)"):
        study_of(tmp_path / "table.xlsx", {"active": ["a"], "kinds": {"a": "quantitative"}})


def test_names_of_rows_without_a_heading_as_r_writes_them_are_names(tmp_path: Path) -> None:
    text = '"","a","b"\n' + "".join(f'"r{i}",{i},{i * i}\n' for i in range(5))
    assert list(study(tmp_path, text).table.frame.index) == ["r0", "r1", "r2", "r3", "r4"]


def test_without_any_name_rows_are_numbered(tmp_path: Path) -> None:
    rows = "a;b\n1;2\n3;5\n4;1\n1;1\n9;8\n"
    assert list(study(tmp_path, rows).table.frame.index) == ["1", "2", "3", "4", "5"]


def test_codes_with_zeros_are_categories_and_few_whole_numbers_are_asked_back(tmp_path: Path) -> None:
    rows = "".join(f"r{i};0{i % 2 + 1};{i % 3};{i * i}\n" for i in range(12))
    found = study(tmp_path, f"id;dep;note;x\n{rows}")
    kinds = {each.name: each.kind for each in found.table.variables}
    assert kinds == {"dep": "qualitative", "note": "quantitative", "x": "quantitative"}
    assert "3 nombres entiers différents" in told(found) and "commencent par zéro" in told(found)
    asked = study(tmp_path, f"id;dep;note;x\n{rows}", {"kinds": {"note": "qualitative"}}).table
    assert asked.frame["note"].cat.categories.tolist() == ["0", "1", "2"]


def test_what_nobody_named_and_cannot_be_used_is_left_out_and_told(tmp_path: Path) -> None:
    rows = "".join(f"r{i};{i};{i * i};;même;2024-01-{i + 10};avis {i}\n" for i in range(9))
    found = study(tmp_path, f"id;x;y;vide;un;jour;avis\n{rows}")
    assert found.table.named("active") == ("x", "y")
    assert [line.split(" : ")[0].split(", ")[-1] for line in told(found).splitlines()[1:]] == [
        "vide", "un", "jour", "avis",
    ]  # fmt: skip


def test_words_for_no_value_are_counted_and_may_be_chosen(tmp_path: Path) -> None:
    rows = "".join(f"r{i};{'NA' if i == 2 else i};{'s' if i == 1 else 'abc'[i % 3]}\n" for i in range(9))
    found = study(tmp_path, f"id;x;y\n{rows}", {"missing": "iterative"})
    assert np.isnan(found.table.frame["x"].iloc[2]) and "NA (1)" in told(found)
    chosen = study(tmp_path, f"id;x;y\n{rows.replace('NA', '8')}", {"missing_values": ["s"], "missing": "category"})
    assert chosen.table.frame["y"].isna().tolist() == [False, True, *[False] * 7]


def test_a_line_of_totals_is_left_out_but_the_somme_is_a_departement(tmp_path: Path) -> None:
    rows = "Somme;1;2\nOise;3;1\nNord;5;6\nAisne;2;2\nAin;4;3\nTotal;15;14\n"
    found = study(tmp_path, f"dep;a;b\n{rows}")
    assert list(found.table.frame.index) == ["Somme", "Oise", "Nord", "Aisne", "Ain"]
    assert "« Total »" in told(found)


def test_weights_groups_rows_aside_and_models_reach_the_study(tmp_path: Path) -> None:
    roles = """identifier: nom
active: {Argent: [revenu], Personne: [age, sexe]}
supplementary_rows: [Elsa]
missing: mean
weights: poids
models: [{formula: "revenu ~ age + C(sexe)"}]
classes: 3
"""
    lines = [*PLAIN.splitlines(), "Fatou;22;800,0;f"]
    weighted = "\n".join([f"{lines[0]};poids", *(f"{line};{i}" for i, line in enumerate(lines[1:], 1))])
    found = study(tmp_path, weighted, roles)
    assert found.table.groups == {"Personne": "Personne", "Argent": "Argent"}
    assert {each.name: each.group for each in found.table.variables}["revenu"] == "Argent"
    assert found.table.weights is not None and found.table.weights["Driss"] == 4
    assert found.table.supplementary_rows == ("Elsa",)
    assert found.plan.classes == 3 and found.plan.models[0].family == "ols"


def test_a_level_is_excluded_by_its_code_or_by_the_name_it_is_given(tmp_path: Path) -> None:
    rows = "".join(f"r{i};{'abc'[i % 3]};{'de'[i // 3 % 2]}\n" for i in range(12))
    for level in ("c", "Cé"):
        roles = {"levels": {"x": {"c": "Cé"}}, "excluded": {"x": [level]}}
        assert study(tmp_path, f"id;x;y\n{rows}", roles).plan.excluded == (("x", "Cé"),)


def test_a_truth_of_a_file_is_a_yes_or_a_no_in_the_language_of_the_report(tmp_path: Path) -> None:
    pd.DataFrame({"a": [True, False, True, False, True], "b": [1.5, 2, 3, 4, 7]}).to_parquet(tmp_path / "t.parquet")
    assert set(read_study(tmp_path / "t.parquet", language="en")[0].frame["a"]) == {"yes", "no"}


def test_dates_of_parquet_take_no_part(tmp_path: Path) -> None:
    days = [dt.date(2024, 1, day) for day in (1, 2, 3, 4, 5)]
    pd.DataFrame({"jour": days, "a": [1, 0, 3, 0, 1], "b": [1.5, 2, 3, 4, 7]}).to_parquet(tmp_path / "t.parquet")
    assert read_study(tmp_path / "t.parquet")[0].named("active") == ("a", "b")


def test_a_table_as_long_as_france_has_communes_is_read_from_csv(tmp_path: Path) -> None:
    rows = "".join(f"{i:05d};{i % 97};{i % 89},5;{'abcd'[i % 4]}\n" for i in range(35_000))
    found = study(tmp_path, f"insee;a;b;c\n{rows}").table
    assert found.frame.shape == (35_000, 3) and found.frame.index[-1] == "34999"


def test_french_numbers_are_never_guessed(tmp_path: Path) -> None:
    rows = "id;a;b\nx;1.234;1\ny;5.678;2\nz;9.012;9\nt;3.456;4\nu;7.777;7\n"
    assert "millier ou décimale" in refused(tmp_path, rows)
    assert study(tmp_path, rows, {"decimal": "."}).table.frame["a"].tolist()[0] == 1.234
    assert study(tmp_path, rows, {"decimal": ","}).table.frame["a"].tolist()[0] == 1234


def test_a_file_named_table_in_accents_gives_a_plain_name(tmp_path: Path) -> None:
    assert study_of(saved(tmp_path, PLAIN, "Été 2024 (v2).csv")).table.name == "ete-2024-v2"
