"""Tables as they come out of a spreadsheet program: what is read of them, what is told, what is refused."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_tables import PLAIN, refused, study, told

from evalkit.errors import EvalkitError
from evalkit.multivariate.analysis import analyse
from evalkit.multivariate.reading import Study, propose_roles, study_of
from evalkit.multivariate.reading.numerals import unit_of
from evalkit.multivariate.table import StudyPlan, StudyTable

Fill = Callable[[openpyxl.worksheet.worksheet.Worksheet], object]


def rows(head: str, *columns: list[object]) -> str:
    """Write columns below headings."""
    return "\n".join([head, *(";".join(map(str, row)) for row in zip(*columns, strict=True))]) + "\n"


ID, X, Y = [f"r{i}" for i in range(8)], [1, 4, 2, 8, 5, 7, 9, 11], [2, 7, 1, 8, 28, 18, 45, 90]


def kinds(found: Study) -> dict[str, str]:
    return {each.name: each.kind for each in found.table.variables}


def book(folder: Path, fill: Fill, rows_: int = 8) -> Path:
    """Save a workbook of one plain sheet that is then changed."""
    made = openpyxl.Workbook()
    made.active.append(["id", "x", "y"])
    for row in list(zip(ID, X, Y, strict=True))[:rows_]:
        made.active.append(list(row))
    fill(made.active)
    made.save(folder / "table.xlsx")
    return folder / "table.xlsx"


@pytest.mark.parametrize(("text", "unit"), [("12,5 %", "%"), ("3\u202f€", "€"), ("12", ""), ("a %", ""), ("%", "")])
def test_a_sign_is_one_only_behind_a_number(text: str, unit: str) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize("sign", ["%", " %", "\u202f%", " €"])
def test_numbers_with_a_sign_are_quantities_and_that_is_told(tmp_path: Path, sign: str) -> None:
    found = study(tmp_path, rows("id;x;y", ID, [f"{each},5{sign}" for each in X], Y))
    assert found.table.frame["x"].tolist() == [each + 0.5 for each in X]
    assert f"nombres suivis de « {sign.strip()} »" in told(found).replace("\u00a0", " ")


def test_a_column_that_mixes_percentages_and_shares_is_not_guessed(tmp_path: Path) -> None:
    table = rows("id;x;y;z", ID, [f"{each} %" if each < 9 else f"0,{each}" for each in X], Y, X)
    assert "d'autres non" in told(study(tmp_path, table))
    assert "12,5 % et 0,125 ne se comparent pas" in refused(tmp_path, table, {"active": ["x", "y"]}).replace(
        "\u202f", " "
    )


def test_communes_keep_their_zeros_and_their_letters(tmp_path: Path) -> None:
    codes = ["01234", "2A004", "75056", "13055", "2B033", "69123", "33063", "31555"]
    departments = ["1", "2A", "75", "13", "2B", "69", "1", "2A"]
    found = study(tmp_path, rows("com;dep;x;y", codes, departments, X, Y))
    assert list(found.table.frame.index) == codes
    assert kinds(found)["dep"] == "qualitative" and "2A ou 2B" in told(found)


@pytest.mark.parametrize("heading", ["Code postal", "CP", "code_sexe", "INSEE", "Département", "région"])
def test_whole_numbers_under_a_heading_of_codes_are_categories(tmp_path: Path, heading: str) -> None:
    found = study(tmp_path, rows(f"id;{heading};x;y", ID, [33000, 33100] * 4, X, Y))
    assert kinds(found)[heading] == "qualitative" and "d'après le titre" in told(found)
    asked = study(
        tmp_path, rows(f"id;{heading};x;y", ID, [33000, 33100] * 4, X, Y), {"kinds": {heading: "quantitative"}}
    )
    assert kinds(asked)[heading] == "quantitative"


@pytest.mark.parametrize("heading", ["Dépenses par région", "population_commune", "Encodage", "Loyer à Rome", "dépôts"])
def test_whole_numbers_under_other_headings_stay_quantities(tmp_path: Path, heading: str) -> None:
    assert kinds(study(tmp_path, rows(f"id;{heading};x;y", ID, [33000, 33100] * 4, X, Y)))[heading] == "quantitative"


def test_dates_of_two_digits_are_dates(tmp_path: Path) -> None:
    days = [f"0{i}/03/24" for i in range(1, 9)]
    assert "colonne de dates" in told(study(tmp_path, rows("id;d;x;y", ID, days, X, Y)))


def test_an_error_of_a_spreadsheet_is_no_category(tmp_path: Path) -> None:
    table = rows("id;c;x;y", ID, ["a", "b", "#REF!", "a", "b", "a", "#NOM?", "b"], X, Y)
    said = refused(tmp_path, table)
    assert "ligne 4, c" in said and "#REF!" in said and "ligne 8, c" in said
    assert "des valeurs manquent" not in said


def test_where_signs_are_mixed_both_are_shown(tmp_path: Path) -> None:
    table = rows("id;x;y", ID, ["1,5", *X[1:-1], "2.5"], Y)
    assert "« 1,5 » (x, l. 2), « 2.5 » (x, l. 9)" in refused(tmp_path, table)


def test_totals_means_and_footnotes_are_left_out_and_told(tmp_path: Path) -> None:
    found = study(tmp_path, rows("id;x;y", ID, X, Y) + "Total;47;199\nMoyenne;6;25\nSource : Insee;;\n")
    assert list(found.table.frame.index) == ID
    assert all(f"« {each} »" in told(found).replace("\u00a0", " ") for each in ("Total", "Moyenne", "Source : Insee"))


def test_a_total_among_the_rows_is_refused(tmp_path: Path) -> None:
    names = ["a", "b", "Sous-total", "c", "d", "e", "f", "g"]
    assert "ligne 4, id : ligne de total « Sous-total »" in refused(tmp_path, rows("id;x;y", names, X, Y))


def test_headings_that_are_numbers_are_told_but_years_are_not(tmp_path: Path) -> None:
    assert "2 titres de colonnes sont des nombres" in told(study(tmp_path, rows("Anne;31;1200", ID, X, Y)))
    assert "titres" not in told(study(tmp_path, rows("id;2019;2020", ID, X, Y)))


def test_hidden_rows_and_other_sheets_are_told(tmp_path: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.parent.create_sheet("Deux").append(["id", "x"])

    said = told(study_of(book(tmp_path, hide))).replace("\u00a0", " ")
    assert "lignes masquées : 1, colonnes masquées : 1" in said and "une autre ne l'est pas : Deux" in said


def test_a_column_without_any_readable_cell_is_not_called_empty(tmp_path: Path) -> None:
    def compute(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["D1"], sheet["E1"] = "somme", "heure"
        for row in range(2, 10):
            sheet[f"D{row}"], sheet[f"E{row}"] = f"=B{row}+C{row}", dt.time(row, 30)

    file = book(tmp_path, compute)
    assert told(study_of(file)).count("dont aucune cellule ne se lit") == 2
    with pytest.raises(EvalkitError, match="pas encore été calculée") as raised:
        study_of(file, {"active": ["x", "somme"]})
    assert "est vide" not in str(raised.value)


def test_a_total_that_was_never_computed_does_not_stop_the_study(tmp_path: Path) -> None:
    file = book(tmp_path, lambda sheet: sheet.append(["Total", "=SUM(B2:B9)", "=SUM(C2:C9)"]))
    assert len(study_of(file).table.frame) == len(ID)


def test_odd_types_of_parquet_are_read_or_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": X, "y": Y, "wait": pd.to_timedelta(X, unit="h"), "register": [2**60 + i for i in X]})
    frame.to_parquet(tmp_path / "t.parquet")
    found = study_of(tmp_path / "t.parquet").table.frame
    assert found["wait"].tolist() == [3600.0 * each for each in X]
    assert list(found.index) == [str(2**60 + i) for i in X]
    frame.assign(photo=[b"\xff"] * 8).to_parquet(tmp_path / "t.parquet")
    with pytest.raises(EvalkitError, match="octets"):
        study_of(tmp_path / "t.parquet")


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (["01/02/2024"] * 8, "la colonne contient des dates"),
        (["a"] * 8, "ne peut donner des poids"),
        ([1, 1, 1, "x", 1, 1, 1, 1], "ne peut donner des poids : ce ne sont pas tous des nombres : « x » (l. 5)"),
        ([1, 1, "5 %", 1, 1, 1, 1, 1], "certains nombres portent un signe"),
        ([1, 1, "inf", 1, 1, 1, 1, 1], "un nombre infini"),
        ([1, -1, 0, "", 1, 1, 1, 1], "3 poids sont absents, nuls ou négatifs"),
    ],
)
def test_what_is_no_weight_is_refused(tmp_path: Path, weights: list[object], said: str) -> None:
    text = refused(tmp_path, rows("id;x;y;w", ID, X, Y, weights), {"weights": "w"})
    assert said in text.replace("\u202f", " ") and "kinds" not in text


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ("active: *\n", 'Écrivez "*" entre guillemets droits'),
        ("active: [age, *]\n", 'Écrivez "*" entre guillemets droits'),
        ("method: ACM\n", "Écrivez « mca »"),
        ("labels: [age]\n", "labels: {REVENU: Revenu mensuel}"),
        ("levels: {sexe: femme}\n", 'levels: {SEXE: {"1": femme, "2": homme}}'),
        ("models: ols\n", "models: [{formula:"),
        ("active: {Argent: [age, revenu]}\n", "un seul groupe de colonnes actives"),
        (
            "supplementary_rows: [Anne, Bilal, Chloé, Driss, Elsa]\n",
            "ligne 1, supplementary_rows : une analyse compare",
        ),
        ("models: [{formula: revenu ~ 1}]\n", "rien n'explique le résultat"),
        ("models: [{formula: sexe ~ age, family: ordinal}]\n", "demande l'ordre des catégories de « sexe »"),
        ("classes: 99\n", "roles.yaml, ligne 1, classes : nombre de classes demandé : 99"),
        ("axes: 50\n", "roles.yaml, ligne 1, axes : 50 axes demandés ; la table n'en a que 3"),
        ("method: pca\n", "roles.yaml, ligne 1, method : une colonne active n'est pas faite de nombres"),
    ],
)
def test_a_usual_slip_in_the_roles_has_its_own_remedy(tmp_path: Path, roles: str, said: str) -> None:
    assert said in refused(tmp_path, PLAIN, roles)


def test_a_column_that_does_not_exist_is_told_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, PLAIN, {"active": ["Age", "REVENU"]}).splitlines()) == 2


def test_what_is_wrong_with_both_files_comes_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, "a;a\n1;2\n", "titre: x\n")
    assert "champ « titre » inconnu" in said and "deux colonnes s'appellent « a »" in said


def test_an_ordinal_outcome_has_the_order_of_its_levels(tmp_path: Path) -> None:
    roles = {
        "levels": {"sexe": {"h": "homme", "f": "femme"}},
        "models": [{"formula": "sexe ~ age", "family": "ordinal"}],
    }
    assert list(study(tmp_path, PLAIN, roles).table.frame["sexe"].cat.categories) == ["homme", "femme"]


def test_a_column_of_counts_may_repeat_its_number(tmp_path: Path) -> None:
    table = rows("id;a;b;c", ID, X, Y, [5] * 8)
    assert study(tmp_path, table, {"method": "ca"}).table.named("active") == ("a", "b", "c")


def test_counts_without_any_link_are_refused_in_words(tmp_path: Path) -> None:
    table = rows("id;a;b;c", ID, X, [2 * each for each in X], [3 * each for each in X])
    found = refused(tmp_path, table, {"method": "ca"})
    assert "toutes les lignes ont la même répartition" in found


def test_a_level_of_one_person_is_not_named_among_the_rare_ones(tmp_path: Path) -> None:
    towns = ["Nord", "Sud"] * 20
    towns[3] = "Minuscule"
    sizes = [["s", "m", "l", "m"][i % 4] for i in range(40)]
    table = rows("id;town;size", [f"p{i}" for i in range(40)], towns, sizes)
    roles = {"classes": 0, "active": ["town", "size"]}
    hidden = analyse(*_pair(study(tmp_path, table, roles)))
    assert "Minuscule" not in {level for _, level, _ in hidden.rare}
    assert "rare_levels" not in {each.kind for each in hidden.cautions}
    shown = analyse(*_pair(study(tmp_path, table, {**roles, "identifiers": "shown"})))
    assert ("town", "Minuscule", 1) in shown.rare


def _pair(found: Study) -> tuple[StudyTable, StudyPlan]:
    return found.table, found.plan


def test_a_number_may_stand_for_no_value_in_a_workbook_as_in_csv(tmp_path: Path) -> None:
    file = book(tmp_path, lambda sheet: sheet.__setitem__("B3", 99))
    found = study_of(file, {"missing_values": ["99"], "missing": "mean"})
    assert found.table.frame["x"].isna().tolist() == [False, True, *[False] * 6]


def test_many_identifiers_that_repeat_are_counted(tmp_path: Path) -> None:
    names = [f"n{i // 2}" for i in range(80)]
    said = refused(tmp_path, rows("id;x;y", names, list(range(80)), [i * i for i in range(80)]), {"identifier": "id"})
    assert len(said.splitlines()) == 16 and "25 autres identifiants" in said


def test_a_row_without_any_value_is_not_made_up(tmp_path: Path) -> None:
    table = rows("id;x;y", [*ID, "vide"], [*X, ""], [*Y, ""])
    said = refused(tmp_path, table, {"active": ["x", "y"], "missing": "iterative"})
    assert "ligne 10, x" in said and "il faudrait l'inventer" in said


def test_numbers_too_large_are_refused_in_words(tmp_path: Path) -> None:
    table = rows("id;x;y", ID, [f"{each}e200" for each in X], Y)
    assert "trop grandes pour être calculées : « x »" in refused(tmp_path, table)


def test_what_is_left_out_is_told_in_a_proposal_too(tmp_path: Path) -> None:
    def compute(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["D1"], sheet["D2"] = "somme", "=B2+C2"

    assert "# somme — colonne dont aucune cellule ne se lit" in propose_roles(book(tmp_path, compute))
