"""Damage to official files: whatever happens to a file, nothing wrong is said of it."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from little_france import FILES, archive, keys, noted, workbook, written
from openpyxl import load_workbook
from shapely.geometry import box

from evalkit.errors import EvalkitError
from evalkit.territory import align, embedded, read_membership, read_official, read_series, read_zones
from evalkit.territory.reading import read_structures

HEAD = "CODGEO;LIBGEO;P18_POP;P18_ACT1564;P18_CHOM1564;MED19\n"
CODES = ("01001", "01002", "2A004", "50025", "61001", "72001", "97411", "75056")
RUN = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows(values: list[tuple[int, int, int, int | None]]) -> list[str]:
    return [
        f"{code};Nom {number};{active + others};{active};{min(active, out)};{'s' if income is None else income}"
        for number, (code, (active, others, out, income)) in enumerate(zip(CODES, values, strict=True))
    ]


figures = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 5_000),
              st.none() | st.integers(8_000, 60_000)), min_size=len(CODES), max_size=len(CODES),
)  # fmt: skip


@RUN
@given(figures, st.randoms(use_true_random=False))
def test_rows_and_columns_in_any_order_give_the_same_table(
    tmp_path: Path, values: list[tuple[int, int, int, int | None]], order: random.Random
) -> None:
    lines = rows(values)
    plain = read_zones(written(tmp_path, HEAD + "\n".join(lines) + "\n"))
    cells = [line.split(";") for line in (HEAD.strip(), *order.sample(lines, len(lines)))]
    columns = order.sample(range(6), 6)
    shuffled = "".join(";".join(row[each] for each in columns) + "\n" for row in cells)
    other = read_zones(written(tmp_path, shuffled))
    pd.testing.assert_frame_equal(other.frame[plain.frame.columns], plain.frame)
    assert other.names.to_dict() == plain.names.to_dict()
    assert other.missing[plain.missing.columns].astype(str).equals(plain.missing.astype(str))


@RUN
@given(figures, st.data())
def test_a_file_cut_anywhere_is_refused_or_told_and_no_whole_line_is_read_wrongly(
    tmp_path: Path, values: list[tuple[int, int, int, int | None]], data: st.DataObject
) -> None:
    text = HEAD + "\n".join(rows(values)) + "\n"
    whole = read_zones(written(tmp_path, text))
    at = data.draw(st.integers(1, len(text) - 1))
    try:
        cut = read_zones(written(tmp_path, text[:at]))
    except EvalkitError as error:
        assert all(each.sentence(language) for each in error.problems for language in ("fr", "en"))
        return
    last = text[:at].rstrip("\n").rsplit("\n", 1)[-1].split(";")[0]
    sure = cut.frame.index.difference([last])
    shared = [each for each in cut.frame.columns if each in whole.frame]
    assert cut.frame.loc[sure, shared].equals(whole.frame.loc[sure, shared])
    if not text[:at].endswith("\n"):
        assert "no_last_end" in noted(cut)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300) | st.text(alphabet="CODGEPZU0123456789;,\t|\n\"' sné\u00a0", max_size=200).map(str.encode)
)
def test_no_content_whatever_ends_in_anything_but_a_table_or_a_refusal_in_words(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fichier.csv"
        for start in (b"", b"CODGEO;P18_POP\n", b"PK\x03\x04", b"PAR1", b"GEO;GEO_OBJECT;TIME_PERIOD;OBS_VALUE\n"):
            file.write_bytes(start + content)
            try:
                read_official(file)
            except EvalkitError as error:
                assert error.problems
                assert all(each.sentence(language) for each in error.problems for language in ("fr", "en"))


@pytest.mark.parametrize("code", ["01 001", "01\u00a0001", " 01001 ", "'01001", '="01001"', "01001.0"])
def test_spaces_and_signs_around_a_code_change_nothing(tmp_path: Path, code: str) -> None:
    quoted = code.replace('"', '""')
    table = read_zones(written(tmp_path, f'CODGEO;P18_POP\n"{quoted}";5\n01002;6\n'))
    assert list(table.frame.index) == ["01001", "01002"]


@pytest.mark.parametrize("code", ["1E+04", "1,0E+04", "010011", "O1001", "20001001", "#REF!"])
def test_a_mangled_code_is_refused_with_its_line(tmp_path: Path, code: str) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, f"CODGEO;P18_POP\n01002;6\n{code};5\n"), level="commune")
    assert [each.place.line for each in error.value.problems] == [3]


def test_communes_that_lost_their_zero_are_never_taken_for_employment_zones(tmp_path: Path) -> None:
    known = [code[1:] for code in embedded.membership().frame.index if code.startswith("01")]
    text = "CODGEO;P18_POP\n" + "".join(f"{code};5\n" for code in known)
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, text))
    assert keys(error) == ["territory.which_level"]
    assert read_zones(written(tmp_path, text), level="commune").frame.index[0] == f"0{known[0]}"


def test_codes_of_neighbourhoods_are_no_groups_of_municipalities(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_POP\n010040101;5\n010040102;6\n"))
    assert keys(error) == ["territory.which_level"]


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [("P18_POP", "-3", "negative"), ("TP6019", "123", "above_whole"), ("TP6019", "-1", "above_whole"),
     ("PIMP19", "101", "above_whole")],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused_with_its_line(tmp_path: Path, column: str, value: str, key: str) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, f"CODGEO;{column}\n01001;1\n01002;{value}\n"))
    assert (keys(error), error.value.problems[0].place.line) == ([f"territory.{key}"], 3)


def test_an_impossible_figure_of_a_series_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_series(written(tmp_path, "ze2020;trimestre;taux_chomage\n0051;2024-T1;7,1\n0052;2024-T1;710\n"))
    assert keys(error) == ["territory.above_whole"]
    with pytest.raises(EvalkitError) as error:
        read_series(written(tmp_path, "code_departement;mois;defm\n01;2024-01;-5\n"))
    assert keys(error) == ["territory.negative"]


@pytest.mark.parametrize("sign", [".", ","])
def test_thousands_are_never_taken_for_decimals_in_a_count(tmp_path: Path, sign: str) -> None:
    text = "CODGEO;P18_POP\n" + "".join(f"0100{n};1{sign}23{n}\n" for n in range(1, 6))
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, text))
    assert keys(error) == ["territory.thousands"]
    assert read_zones(written(tmp_path, text + f"01006;12{sign}5\n")).frame.at["01001", "P18_POP"] == 1.231


def test_a_row_with_figures_and_no_code_is_told_with_its_line(tmp_path: Path) -> None:
    table = read_zones(written(tmp_path, HEAD + "01001;A;10;5;1;9\n;B;20;5;1;9\n"))
    assert "without_code" in noted(table)
    assert any("ligne 3" in each.sentence("fr") for each in table.notes)


def test_a_remark_in_place_of_a_code_is_quoted_and_told(tmp_path: Path) -> None:
    table = read_zones(written(tmp_path, HEAD + "01001;A;10;5;1;9\nLecture : en 2018…;;;;;\n"))
    told = [each.sentence("fr") for each in table.notes if each.fault[0].endswith("remarks.fault")]
    assert len(told) == 1 and "Lecture : en 2018" in told[0] and "ligne 3" in told[0]


def test_headings_repeated_inside_the_table_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, HEAD + "01001;A;10;5;1;9\n" + HEAD + "01002;A;10;5;1;9\n01004;A;10;5;1;9\n"))
    assert {each.place.line for each in error.value.problems} == {3}


def test_a_word_inside_the_table_is_not_taken_for_its_headings(tmp_path: Path) -> None:
    text = "Territoire,Annee,Taux,TypeTerritoire,Autre\nAin,2015,85.0,Département,2\nAllier,2017,,Département,\n"
    with pytest.raises(EvalkitError) as error:
        read_official(written(tmp_path, text))
    assert keys(error) == ["territory.no_headings"]


def test_of_rows_of_several_levels_the_smallest_is_read_and_this_is_told(tmp_path: Path) -> None:
    text = "NIVGEO;CODGEO;P18_POP\nDEP;50;500\nCOM;50025;5\nCOM;50129;6\nREG;28;9\n"
    table = read_zones(written(tmp_path, text))
    assert (table.level, list(table.frame.index)) == ("commune", ["50025", "50129"])
    assert "other_levels" in noted(table)
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, text.replace("50129;6", "50129;six")))
    assert error.value.problems[0].place.line == 4
    assert list(read_zones(written(tmp_path, text), level="departement").frame.index) == ["50"]


def test_names_that_are_not_those_of_their_codes_are_refused(tmp_path: Path) -> None:
    known = embedded.membership()
    codes = known.name_of("commune", known.frame.index)[:40]
    text = "CODGEO;LIBGEO;P18_POP\n"
    good = read_zones(written(tmp_path, text + "".join(f"{code};{name.upper()};5\n" for code, name in codes.items())))
    assert align(good, known).frame["P18_POP"].sum() == 200
    mixed = zip(codes.index, codes.to_list()[7:] + codes.to_list()[:7], strict=True)
    shuffled = read_zones(written(tmp_path, text + "".join(f"{code};{name};5\n" for code, name in mixed)))
    with pytest.raises(EvalkitError) as error:
        align(shuffled, known)
    assert keys(error) == ["territory.other_names"]
    assert codes.index[0] in str(error.value)


def test_rows_that_complete_each_other_make_one_and_those_that_differ_are_refused(tmp_path: Path) -> None:
    text = "Code_departement;Annee;AAH;RSA\n47;2002;5050;\n47;2002;;8\n01;2002;7;9\n"
    series = read_series(written(tmp_path, text))
    assert series.frames["AAH"].at["47", "2002"] == 5050 and series.frames["RSA"].at["47", "2002"] == 8
    with pytest.raises(EvalkitError) as error:
        read_series(written(tmp_path, text + "47;2002;5051;\n"))
    assert (keys(error), error.value.problems[0].field) == (["territory.period_twice"], "AAH")


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_a_workbook_of_another_program_is_read_as_one_of_excel(suffix: str) -> None:
    found = read_membership(FILES / f"composition_ze2010.{suffix}")
    assert (found.vintage, found.zoning) == ("2012", "2010")
    assert found.frame["employment_zone"].to_dict() == {
        "01001": "8201", "01002": "8201", "2A004": "9401", "61001": "2501"
    }  # fmt: skip
    assert found.names["commune"]["01002"] == "Écully-le-Vieux"


def test_a_share_that_a_spreadsheet_shows_as_a_percentage_is_one(tmp_path: Path) -> None:
    file = workbook(tmp_path, {"COM": [["CODGEO", "TP6019", "P18_POP"], ["01001", 0.125, 10], ["01002", 0.3, 20]]})
    book = load_workbook(file)
    for row in (2, 3):
        book["COM"].cell(row, 2).number_format = "0.0%"
    book.save(file)
    table = read_zones(file)
    assert table.frame["TP6019"].to_list() == [12.5, 30.0]
    assert table.frame["P18_POP"].to_list() == [10, 20]


def test_a_known_column_full_of_damage_is_refused_and_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_POP;P18_LOG\n01001;dix;1\n01002;vingt;2\n01004;3;3\n"))
    assert [each.place.line for each in error.value.problems] == [2, 3]


def test_an_old_workbook_cut_anywhere_is_refused_in_words(tmp_path: Path) -> None:
    whole = (FILES / "composition_ze2010.xls").read_bytes()
    for size in range(8, len(whole), 700):
        (tmp_path / "cut.xls").write_bytes(whole[:size])
        try:
            read_official(tmp_path / "cut.xls")
        except EvalkitError as error:
            assert all(each.sentence("fr") for each in error.problems)


@pytest.mark.parametrize("suffix", ["geojson", "geojson.gz", "gpkg", "parquet"])
def test_damaged_outlines_are_refused_in_words_or_told(tmp_path: Path, suffix: str) -> None:
    frame = gpd.GeoDataFrame(
        {"code_commune": ["01001", "01002"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326
    )
    file = tmp_path / f"contours.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(file)
    else:
        frame.to_file(tmp_path / f"contours.{suffix.removesuffix('.gz')}")
    if suffix.endswith(".gz"):
        file.write_bytes(gzip.compress((tmp_path / "contours.geojson").read_bytes()))
    whole, order = file.read_bytes(), random.Random(7)
    for _ in range(60):
        content = bytearray(whole)
        content[order.randrange(len(content))] = order.randrange(256)
        del content[order.randrange(len(content)) :: order.choice((1, 50, 10_000))]
        file.write_bytes(content)
        try:
            read_official(file)
        except EvalkitError as error:
            assert all(each.sentence(language) for each in error.problems for language in ("fr", "en"))


def test_a_damaged_archive_of_labels_is_refused(tmp_path: Path) -> None:
    head, row = "GEO;GEO_OBJECT;AGE;SEX;RP_MEASURE;TIME_PERIOD;OBS_VALUE\n", "50;DEP;_T;_T;POP;2022;500\n"
    file = archive(tmp_path, {"a_metadata.csv": "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\n", "a_data.csv": head + row})
    file.write_bytes(file.read_bytes().replace(b"LIB_MOD\n", b"LIB_MOT\n"))
    with pytest.raises(EvalkitError) as error:
        read_official(file)
    assert keys(error) == ["territory.damaged"]


def test_localised_unemployment_is_read_as_insee_publishes_it(tmp_path: Path) -> None:
    table = [
        ["Taux de chômage localisés par zone d'emploi, en moyenne trimestrielle"],
        ["Champ : France hors Guyane et Mayotte"],
        ["Données CVS, en %"],
        ["Source : Insee, taux de chômage localisés"],
        [],
        ["ZE2020", "LIBZE2020", "REG", "LIBREG", "2025-T3", "2025-T4"],
        ["0051", "Alençon", "28", "Normandie", 6.9, 7.1],
        ["0101", "Basse-Terre", "01", "Guadeloupe", None, "nd"],
    ]
    sheets = {"Sommaire": [["Taux de chômage", "par zone"]], "txcho_ze": table, "Documentation": [["ZE2020"], ["x"]]}
    series = read_series(workbook(tmp_path, sheets))
    assert series.frames["taux_chomage"].at["0051", "2025-T4"] == 7.1
    assert series.missing["taux_chomage"].loc["0101"].to_list() == ["blank", "not_available"]
    assert series.zoning == "2020"
    assert series.variables[0].source == "Insee, taux de chômage localisés, classeur.xlsx"


def test_job_seekers_by_commune_are_read_as_dares_publishes_them(tmp_path: Path) -> None:
    text = ("\ufeffDate;Code région;Région;Code département;Département;Code commune;Commune;Type de données;Catégorie;"
            "Sexe;Tranche d'âge;Nombre de demandeurs d'emploi\n")  # fmt: skip
    start = "2024-T4;28;Normandie;50;Manche;50025;Avranches;Brutes;ABC"
    text += f"{start};Total;Total;120\n{start};Femmes;Total;70\n{start};Total;50 ans et plus;30\n"
    series = read_series(written(tmp_path, text))
    assert {name: frame.at["50025", "2024-T4"] for name, frame in series.frames.items()} == {
        "defm_ABC": 120, "defm_ABC_Femmes": 70, "defm_ABC_50 ans et plus": 30
    }  # fmt: skip
    whole = next(each for each in series.variables if each.name == "defm_ABC")
    assert (whole.kind, whole.unit, whole.source) == ("count", "people", "Dares - France Travail, fichier.csv")


def test_a_list_without_a_known_type_names_the_types(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_structures(written(tmp_path, "siret;type;code_commune\n1;ACX;50025\n"))
    assert keys(error) == ["territory.unknown_type"] and "ETTI" in str(error.value)


@pytest.mark.parametrize(
    ("column", "producer"),
    [("P18_POP", "Insee, recensement de la population"), ("MED19", "Insee, Filosofi"),
     ("NAISD20", "Insee, état civil"), ("PMUN2023", "Insee, recensement de la population"), ("CHOMEURS", ""),
     ("taux_chomage_RP2018", "")],
)  # fmt: skip
def test_a_source_names_the_producer_where_the_column_makes_it_certain(
    tmp_path: Path, column: str, producer: str
) -> None:
    table = read_zones(written(tmp_path, f"CODGEO;{column}\n01001;1\n"))
    assert table.variables[0].source == ", ".join(filter(None, (producer, "fichier.csv")))
    given = read_zones(written(tmp_path, f"CODGEO;{column}\n01001;1\n"), source="Notre source")
    assert given.variables[0].source == "Notre source"


def test_a_text_in_more_packages_than_publishers_use_is_refused(tmp_path: Path) -> None:
    """A package may be made that holds itself without end."""
    raw, file = b"CODGEO;P18_POP\n01001;5\n", tmp_path / "population.csv.gz"
    for packages in range(1, 5):
        raw = gzip.compress(raw)
        file.write_bytes(raw)
        if packages <= 2:
            assert read_zones(file).frame.at["01001", "P18_POP"] == 5
        else:
            with pytest.raises(EvalkitError) as error:
                read_zones(file)
            assert keys(error) == ["territory.damaged"]


def test_a_small_compressed_text_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "population.csv.gz"
    file.write_bytes(gzip.compress(b"CODGEO;P18_POP\n01001;5\n"))
    tracemalloc.start()
    try:
        read_zones(file)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()
