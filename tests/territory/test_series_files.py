"""Figures by zone and period, in the two shapes that publishers use."""

from __future__ import annotations

from pathlib import Path

import pytest
from little_france import FILES, keys, noted, workbook, written

from evalkit.errors import EvalkitError
from evalkit.territory import ZoneSeries, read_official, read_series, read_zones
from evalkit.territory.reading.headings import period_of

PUBLISHED = [
    ["Taux de chômage localisés par zone d'emploi, données trimestrielles"],
    ["Champ : France hors Mayotte et Guyane"],
    ["Source : fichier d'essai"],
    ["En %"],
    ["Code de la zone d'emploi 2020", "Libellé", "Code région", "Région", "1er trimestre 2025", "2e trimestre 2025"],
    ["ZE2020", "LIBZE2020", "REG", "LIBREG", "2025-T1", "2025-T2"],
    ["0051", "Alençon", "28-52", "Normandie - Pays de la Loire", 7.1, 7.2],
    [8401, "Bourg", 84, "Auvergne-Rhône-Alpes", 5, "nd"],
]


def test_localised_unemployment_is_read_as_insee_publishes_it(tmp_path: Path) -> None:
    sheets = {"Documentation": [["Lisez-moi"], ["texte"]], "txcho_ze": PUBLISHED}
    series = read_official(workbook(tmp_path, sheets))
    assert isinstance(series, ZoneSeries)
    assert series.level == "employment_zone"
    assert series.periods == ("2025-T1", "2025-T2")
    assert series.frames["taux_chomage"].loc["0051"].to_list() == [7.1, 7.2]
    assert series.missing["taux_chomage"].at["8401", "2025-T2"] == "not_available"
    assert series.names["0051"] == "Alençon"


def test_the_long_shape_gives_the_same_kind_of_series() -> None:
    series = read_series(FILES / "chomage_long.csv")
    assert series.frames["taux_chomage"].at["8401", "2025-T4"] == 5.2
    assert series.missing["taux_chomage"].at["0051", "2025-T4"] == "blank"
    assert series.variables[0].kind == "rate"


def test_job_seekers_keep_their_categories_apart() -> None:
    series = read_series(FILES / "defm.csv")
    assert set(series.frames) == {"defm_A", "defm_B"}
    assert series.frames["defm_A"].at["01", "2016-06"] == 1250
    assert series.missing["defm_B"].at["2A", "2016-06"] == "secret"
    assert series.variables[0].label.fr.endswith("(A)")


def test_one_period_is_a_table_of_that_vintage() -> None:
    table = read_series(FILES / "defm.csv").at("2016-06")
    assert list(table.frame.columns) == ["defm_A_2016-06", "defm_B_2016-06"]
    assert {each.vintage for each in table.variables} == {"2016-06"}
    with pytest.raises(KeyError):
        read_series(FILES / "defm.csv").at("2016-07")


def test_a_series_of_two_editions_is_told(tmp_path: Path) -> None:
    text = (FILES / "chomage_long.csv").read_text(encoding="utf-8").replace("5.2,2025T4", "5.2,2026T1")
    assert "editions" in noted(read_series(written(tmp_path, text)))


def test_two_values_of_one_period_are_refused_with_their_line(tmp_path: Path) -> None:
    text = "code_departement;mois;defm\n01;2016-01;5\n01;2016-01;6\n"
    with pytest.raises(EvalkitError) as error:
        read_series(written(tmp_path, text))
    assert keys(error) == ["territory.period_twice"]
    assert error.value.problems[0].place.line == 3


def test_what_is_no_period_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_series(written(tmp_path, "code_departement;mois;defm\n01;2016-01;5\n01;2016-13;6\n01;hier;6\n"))
    assert keys(error) == ["territory.wrong_period"] * 2


def test_a_series_asked_for_as_a_table_is_refused_by_name() -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(FILES / "defm.csv")
    assert keys(error) == ["territory.other_layout"]
    assert "par période" in str(error.value)
    with pytest.raises(EvalkitError):
        read_series(FILES / "comparateur.csv")


def test_a_zone_without_a_period_that_others_have_is_not_in_the_file(tmp_path: Path) -> None:
    series = read_series(written(tmp_path, "dep;annee;defm\n01;2016;5\n01;2017;6\n02;2016;7\n"))
    assert series.missing["defm"].at["02", "2017"] == "not_in_file"


def test_population_by_age_and_sex_becomes_one_column_for_each_category(tmp_path: Path) -> None:
    text = "NIVGEO;CODGEO;LIBGEO;AGEPYR10;SEXE;NB\n"
    text += "COM;01001;A;00;1;10,5\nCOM;01001;A;00;2;11\nCOM;01001;A;65;1;3\nCOM;01002;B;00;1;4\n"
    table = read_zones(written(tmp_path, text), vintage="2018")
    assert list(table.frame.columns) == ["NB_00_1", "NB_00_2", "NB_65_1"]
    assert table.frame.at["01001", "NB_00_1"] == 10.5
    assert table.missing.at["01002", "NB_65_1"] == "not_in_file"
    assert {(each.kind, each.unit, each.vintage) for each in table.variables} == {("count", "people", "2018")}


@pytest.mark.parametrize(
    ("text", "period"),
    [("2025-T4", "2025-T4"), ("T4 2025", "2025-T4"), ("2025Q4", "2025-T4"), ("1er trimestre 2025", "2025-T1"),
     ("4e trim. 2025", "2025-T4"), ("2016-06", "2016-06"), ("2016-06-30", "2016-06"), ("janvier 2016", "2016-01"),
     ("févr. 2016", "2016-02"), ("juillet 2016", "2016-07"), ("Août 2016", "2016-08"), ("2016", "2016"),
     ("2016-13", None), ("trimestre", None), ("P18_POP", None), ("population_2021", None), ("deces_2022", None)],
)  # fmt: skip
def test_a_period_is_read_as_it_is_written(text: str, period: str | None) -> None:
    assert period_of(text) == period
