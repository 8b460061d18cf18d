"""Data sets of data.insee (Melodi): one row per zone, period and cell, several levels in one file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest
from little_france import archive, keys, noted, written

from evalkit.errors import EvalkitError
from evalkit.territory import ZoneTable, read_official, with_known_rates
from evalkit.territory.reading.cubes import holds_cube, read_cube

POPULATION = '"GEO";"GEO_OBJECT";"SEX";"AGE";"RP_MEASURE";"OBS_STATUS";TIME_PERIOD;OBS_VALUE\n'
EMPLOYMENT = (
    '"GEO";"GEO_OBJECT";"SEX";"AGE";"EDUC";"EMPSTA_ENQ";"RP_MEASURE";"FREQ";"OBS_STATUS";TIME_PERIOD;OBS_VALUE\n'
)
INCOME = "GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE\n"
LABELS = '"COD_VAR";"LIB_VAR";"COD_MOD";"LIB_MOD"\n"AGE";"Âge";"Y15T24";"De 15 à 24 ans"\n'
AGES = {"_T": 100, "Y_LT15": 20, "Y15T24": 10.5, "Y_GE65": 15}


def people(zone: str, level: str, year: int = 2022, sex: str = "_T") -> str:
    return "".join(f'"{zone}";"{level}";"{sex}";"{age}";"POP";"A";{year};{n}\n' for age, n in AGES.items())


def population(folder: Path, rows: str) -> Path:
    entries = {"DS_RP_POPULATION_PRINC_metadata.csv": LABELS, "DS_RP_POPULATION_PRINC_data.csv": POPULATION + rows}
    return archive(folder, entries, "n_importe.zip")


def test_each_level_of_the_file_is_a_table_smallest_zones_first(tmp_path: Path) -> None:
    zones = (("50", "DEP"), ("2810", "ZE2020"), ("50025", "COM"), ("75101", "ARM"), ("F", "FRANCE"))
    rows = "".join(people(code, level) for code, level in zones)
    tables = read_cube(population(tmp_path, rows))
    assert [each.level for each in tables] == ["commune", "employment_zone", "departement"]
    assert [list(each.frame.index) for each in tables] == [["50025"], ["2810"], ["50"]]
    assert [each.zoning for each in tables] == ["", "2020", ""]
    official = read_official(population(tmp_path, rows))
    assert isinstance(official, ZoneTable) and official.level == "commune"


def test_cells_that_insee_has_long_named_get_that_name_with_year_label_and_producer(tmp_path: Path) -> None:
    table = read_cube(population(tmp_path, people("50025", "COM") + people("50025", "COM", sex="F")))[0]
    assert table.frame.loc["50025"].to_dict() == {"P22_POP": 100, "P22_POP0014": 20, "P22_POP1524": 10.5}
    young = table.variable("P22_POP1524")
    assert (young.kind, young.vintage, young.label.fr) == ("count", "2022", "De 15 à 24 ans")
    assert young.source == "Insee, recensement de la population, n_importe.zip"
    assert with_known_rates(table).frame.at["50025", "share_0_14_2022"] == 20


def test_of_several_years_the_last_is_taken_and_this_is_told(tmp_path: Path) -> None:
    table = read_cube(population(tmp_path, people("50025", "COM", 2016) + people("50025", "COM")))[0]
    assert all(each.vintage == "2022" for each in table.variables)
    assert "earlier_periods" in noted(table)
    assert any("2016" in each.sentence("fr") for each in table.notes)


def test_the_census_unemployed_and_active_give_their_rate(tmp_path: Path) -> None:
    cells = {"_T": 600, "1T2": 450, "1": 400, "2": 50}
    rows = "".join(f'"50025";"COM";"_T";"Y15T64";"_T";"{cell}";"POP";"A";"A";2022;{n}\n' for cell, n in cells.items())
    rows += '"50025";"COM";"_T";"Y15T24";"_T";"2";"POP";"A";"A";2022;9\n'
    rows += '"50025";"COM";"_T";"Y15T64";"200_RP";"2";"POP";"A";"A";2022;7\n'
    table = with_known_rates(read_cube(written(tmp_path, EMPLOYMENT + rows))[0])
    assert table.frame.loc["50025", ["P22_POP1564", "P22_ACT1564", "P22_CHOM1564"]].to_list() == [600, 450, 50]
    assert table.frame.at["50025", "unemployment_rate_census_2022"] == pytest.approx(100 * 50 / 450)


def test_secrecy_and_absence_keep_their_reason(tmp_path: Path) -> None:
    rows = "50025;COM;MED_SL;EUR_YR;0;F;A;2021;21000\n50025;COM;PR_MD60;PT;0;C;A;2021;\n"
    rows += "50026;COM;MED_SL;EUR_YR;0;F;O;2021;\n50027;COM;MED_SL;EUR_YR;0;C;A;2021;19000\n"
    table = read_cube(written(tmp_path, INCOME + rows))[0]
    assert table.frame["MED21"].to_dict() == pytest.approx(
        {"50025": 21000.0, "50026": float("nan"), "50027": float("nan")}, nan_ok=True
    )
    assert table.missing["MED21"].astype(object).where(table.missing["MED21"].notna(), None).to_list() == [
        None, "not_available", "secret"
    ]  # fmt: skip
    assert table.missing["TP6021"].to_list() == ["secret", "not_in_file", "not_in_file"]
    assert (table.variable("MED21").kind, table.variable("TP6021").weight) == ("median", "NBPERSMENFISC21")


def test_a_unit_in_thousands_is_multiplied(tmp_path: Path) -> None:
    table = read_cube(written(tmp_path, INCOME + "50;DEP;NUM_HH;HH;3;F;A;2021;220.5\n"))[0]
    assert table.frame.at["50", "NBMENFISC21"] == 220_500


def test_an_unknown_data_set_is_read_by_its_codes_and_says_that_it_is_not_known(tmp_path: Path) -> None:
    head = "GEO;GEO_OBJECT;FACILITY_TYPE;FACILITY_DOM;BPE_MEASURE;TIME_PERIOD;OBS_VALUE\n"
    rows = "50;DEP;_T;_T;FACILITIES;2024;30\n50;DEP;F105;_T;FACILITIES;2024;3\n50;DEP;F105;F;FACILITIES;2024;2\n"
    table = read_cube(written(tmp_path, head + rows))[0]
    assert table.frame.loc["50"].to_dict() == {"FACILITIES_2024": 30, "FACILITIES_FACILITY_TYPE_F105_2024": 3}
    assert {each.kind for each in table.variables} == {"unknown"}
    assert "unknown_kinds" in noted(table)


def test_labels_beside_the_file_are_found_and_alone_are_no_figures(tmp_path: Path) -> None:
    (tmp_path / "DS_data.csv").write_text(POPULATION + people("50025", "COM"), encoding="utf-8")
    beside = tmp_path / "DS_metadata.csv"
    beside.write_text(LABELS, encoding="utf-8")
    assert read_cube(tmp_path / "DS_data.csv")[0].variable("P22_POP1524").label.fr == "De 15 à 24 ans"
    with pytest.raises(EvalkitError) as error:
        read_official(beside)
    assert keys(error) == ["territory.terms_only"]


def test_the_same_in_parquet_compressed_and_in_plain_text(tmp_path: Path) -> None:
    text = POPULATION + people("50025", "COM") + people("50", "DEP")
    plain = written(tmp_path, text)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    frame = pd.read_csv(plain, sep=";", dtype={"GEO": str}).assign(OBS_STATUS="A")
    frame.to_parquet(tmp_path / "c.parquet")
    first, *others = (read_cube(tmp_path / name) for name in ("fichier.csv", "b.csv.gz", "c.parquet"))
    for tables in others:
        for one, other in zip(first, tables, strict=True):
            pd.testing.assert_frame_equal(one.frame, other.frame)


def test_damage_is_told_with_its_line(tmp_path: Path) -> None:
    good = people("50025", "COM")
    for text, key, line in (
        (good.replace("10.5", "dix"), "territory.no_number", 4),
        (good + good, "territory.period_twice", 6),
        (good.replace("50025", "5O025"), "territory.wrong_code", 2),
        (good[:-15], "territory.fields", 5),
    ):
        with pytest.raises(EvalkitError) as error:
            read_cube(written(tmp_path, POPULATION + text))
        assert (keys(error)[0], error.value.problems[0].place.line) == (key, line)
        assert all(each.sentence(language) for each in error.value.problems for language in ("fr", "en"))


def test_a_cut_archive_is_no_data_set_and_one_without_a_known_level_is_refused(tmp_path: Path) -> None:
    whole = population(tmp_path, people("50025", "COM")).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-40])
    assert not holds_cube(tmp_path / "cut.zip")
    with pytest.raises(EvalkitError) as error:
        read_official(tmp_path / "cut.zip")
    assert keys(error) == ["territory.damaged"]
    with pytest.raises(EvalkitError) as error:
        read_cube(population(tmp_path, people("F", "FRANCE")))
    assert keys(error) == ["territory.no_cells"]
