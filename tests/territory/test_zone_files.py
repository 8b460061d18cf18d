"""Tables with one row per zone: every layout and every habit that is borne with, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from little_france import FILES, archive, comparateur, keys, noted, reasons, workbook, written

from evalkit.errors import EvalkitError
from evalkit.territory import Variable, ZoneTable, read_official, read_zones
from evalkit.territory.table import REASONS

HEAD = "CODGEO;LIBGEO;P18_POP;MED19\n"


def test_a_table_of_communes_is_recognised_by_its_columns_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "sans_rapport.dat"
    file.write_bytes((FILES / "comparateur.csv").read_bytes())
    table = read_official(file)
    assert isinstance(table, ZoneTable)
    assert table.level == "commune"
    assert list(table.frame.index) == ["01001", "01002", "2A004", "61001", "61002", "72001", "75056"]


def test_windows_letters_decimal_commas_and_spaced_thousands_are_read() -> None:
    table = comparateur()
    assert table.names["01001"] == "L'Épine-aux-Bois"
    assert table.frame.at["01001", "SUPERF"] == 15.95
    assert table.frame.at["75056", "P18_POP"] == 2_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_encoding_and_separator_gives_the_same_table(tmp_path: Path, encoding: str, separator: str) -> None:
    text = (HEAD + "01001;Épinay;1234;20000\n2A004;Ajaccio;10;s\n").replace(";", separator)
    table = read_zones(written(tmp_path, text, encoding=encoding))
    assert table.frame["P18_POP"].to_dict() == {"01001": 1234.0, "2A004": 10.0}
    assert table.names.to_dict() == {"01001": "Épinay", "2A004": "Ajaccio"}


@pytest.mark.parametrize(
    ("written_as", "value"),
    [("1 234", 1234), ("1\u202f234\u00a0567", 1234567), ("12,5", 12.5), ("12.5", 12.5), ("-3", -3), ("\u22123", -3),
     ("2,1756E+06", 2175600), ("12,5 %", 12.5), ("+4", 4)],
)  # fmt: skip
def test_a_figure_is_read_as_the_french_write_it(tmp_path: Path, written_as: str, value: float) -> None:
    # Taxes are a share of income below zero, the one column of these that may be so.
    table = read_zones(written(tmp_path, f"CODGEO;PIMPOT19\n01001;{written_as}\n01002;1\n"))
    assert table.frame.at["01001", "PIMPOT19"] == value


@pytest.mark.parametrize("written_as", ["1.234,5", "12 34", "1,2,3", "abc", "-", "12e", "0x10", "١٢"])
def test_what_may_be_read_in_two_ways_or_none_is_refused_with_its_line(tmp_path: Path, written_as: str) -> None:
    rows = "".join(f"0100{n};{n}\n" for n in range(2, 6))
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, f"CODGEO;P18_POP\n01001;{written_as}\n{rows}"))
    assert keys(error) == ["territory.no_number"]
    assert error.value.problems[0].place.line == 2
    assert error.value.problems[0].field == "P18_POP"


@pytest.mark.parametrize(
    ("sign", "reason"),
    [("s", "secret"), ("S", "secret"), ("c", "secret"), ("nd", "not_available"), ("N/A", "not_available"),
     ("NA", "not_available"), ("N/A - résultat non disponible", "not_available"), ("ns", "not_significant"),
     ("so", "not_applicable"), ("///", "not_applicable"), ("", "blank")],
)  # fmt: skip
def test_a_missing_value_keeps_why_it_misses(tmp_path: Path, sign: str, reason: str) -> None:
    table = read_zones(written(tmp_path, HEAD + f"01001;A;10;{sign}\n01002;B;20;19000\n"))
    assert table.missing.at["01001", "MED19"] == reason
    assert reasons(table, "MED19") == {reason: 1}
    said = table.value("01001", "MED19")
    assert not isinstance(said, float)
    assert said.reason == f"territory.{reason}"
    assert all(said.sentence(language) for language in ("fr", "en"))
    assert table.value("01002", "MED19") == 19000.0


def test_every_reason_has_its_words_in_both_languages() -> None:
    from evalkit.stats.estimable import not_estimable

    assert all(not_estimable(f"territory.{each}").sentence(language) for each in REASONS for language in ("fr", "en"))


def test_zeros_lost_in_a_spreadsheet_are_given_back_and_told(tmp_path: Path) -> None:
    table = read_zones(written(tmp_path, "CODGEO;P18_POP\n1001;10\n1002.0;20\n75056;30\n"))
    assert list(table.frame.index) == ["01001", "01002", "75056"]
    assert "zeros" in noted(table)
    assert any("2 codes" in each.sentence("fr") for each in table.notes)


def test_corsican_codes_of_before_1976_become_those_of_today_and_this_is_told(tmp_path: Path) -> None:
    table = read_zones(written(tmp_path, "CODGEO;P18_POP\n20004;10\n20033;20\n01001;5\n"))
    assert list(table.frame.index) == ["01001", "2A004", "2B033"]
    assert "corsica" in noted(table)


def test_a_corsican_postal_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_POP\n20999;10\n01001;5\n"))
    assert keys(error) == ["territory.old_corsican"]


def test_a_city_and_its_arrondissements_are_never_counted_twice(tmp_path: Path) -> None:
    parts = "".join(f"751{n:02};100\n" for n in range(1, 21))
    table = read_zones(written(tmp_path, f"CODGEO;P18_POP\n75056;2000\n{parts}01001;5\n"))
    assert table.frame["P18_POP"].to_dict() == {"01001": 5.0, "75056": 2000.0}
    assert "arrondissements_dropped" in noted(table)


def test_arrondissements_alone_make_their_city_but_not_its_median(tmp_path: Path) -> None:
    parts = "".join(f"6938{n};100;{20000 + n}\n" for n in range(1, 10))
    table = read_zones(written(tmp_path, f"CODGEO;P18_POP;MED19\n{parts}01001;5;18000\n"))
    assert table.frame.at["69123", "P18_POP"] == 900
    assert table.missing.at["69123", "MED19"] == "not_aggregated"
    assert "arrondissements_added" in noted(table)


def test_a_city_that_lacks_arrondissements_has_no_sum(tmp_path: Path) -> None:
    parts = "".join(f"132{n:02};100\n" for n in range(1, 16))
    table = read_zones(written(tmp_path, f"CODGEO;P18_POP\n{parts}01001;5\n"))
    assert table.missing.at["13055", "P18_POP"] == "part_missing"


def test_digits_cut_by_an_exponent_are_told_and_mended_from_the_arrondissements(tmp_path: Path) -> None:
    parts = "".join(f"751{n:02};108780\n" for n in range(1, 20)) + "75120;108781\n"
    table = read_zones(written(tmp_path, f"CODGEO;P18_POP\n75056;2.1756e+06\n{parts}01001;5\n"))
    assert table.frame.at["75056", "P18_POP"] == 19 * 108780 + 108781
    assert "rounded" in noted(table)


def test_a_city_that_disagrees_with_its_arrondissements_is_told(tmp_path: Path) -> None:
    parts = "".join(f"751{n:02};100\n" for n in range(1, 21))
    table = read_zones(written(tmp_path, f"CODGEO;P18_POP\n75056;3000\n{parts}"))
    assert table.frame.at["75056", "P18_POP"] == 3000
    assert "city_disagrees" in noted(table)


def test_totals_are_left_out_and_remarks_below_the_table_are_no_zones(tmp_path: Path) -> None:
    text = HEAD + "01001;A;10;20000\nFrance;Total;10;\nSource : Insee;;;\n;;;\n"
    table = read_zones(written(tmp_path, text))
    assert list(table.frame.index) == ["01001"]
    assert "totals" in noted(table)


def test_titles_and_long_labels_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["Base du comparateur de territoires"],
        ["Mise en ligne le 01/06/2022", None],
        ["Géographie au 01/01/2021"],
        [],
        ["Code géographique", "Libellé", "Population en 2018", "Zone à part"],
        ["CODGEO", "LIBGEO", "P18_POP", "P18_ZZZ"],
        ["01001", "Épine", 771.0, 2],
        ["2A004", "Ajaccio", 70817, "s"],
    ]
    table = read_zones(workbook(tmp_path, {"COM": rows, "Documentation": [["Texte"], ["autre"]]}))
    assert table.frame["P18_POP"].to_dict() == {"01001": 771.0, "2A004": 70817.0}
    assert table.variable("P18_ZZZ").label.fr == "Zone à part"
    assert table.missing.at["2A004", "P18_ZZZ"] == "secret"


def test_figures_stand_in_the_workbook_where_the_message_says(tmp_path: Path) -> None:
    rows = [["Titre"], ["CODGEO", "P18_POP"], *([f"0100{n}", n] for n in range(1, 6)), ["01007", "douze"]]
    with pytest.raises(EvalkitError) as error:
        read_zones(workbook(tmp_path, {"COM": rows}))
    place = error.value.problems[0].place
    assert (place.sheet, place.cell) == ("COM", "B8")


def test_insees_archive_of_data_and_metadata_gives_its_labels(tmp_path: Path) -> None:
    meta = "COD_VAR;LIB_VAR;LIB_VAR_LONG\nP21_XYZ;Court;Un libellé long\n"
    file = archive(tmp_path, {"dossier_complet.csv": '"CODGEO";"P21_XYZ"\n"01001";"12"\n', "meta_dossier.csv": meta})
    table = read_zones(file)
    assert table.variable("P21_XYZ").label.fr == "Un libellé long"
    assert table.variable("P21_XYZ").kind == "count"
    assert table.variable("P21_XYZ").vintage == "2021"


def test_a_very_wide_file_is_read_in_part_and_this_is_told(tmp_path: Path) -> None:
    extra = [f"P21_Z{n}" for n in range(500)]
    text = ";".join(["CODGEO", "P21_POP", *extra]) + "\n" + ";".join(["01001", "5", *["1"] * 500]) + "\n"
    table = read_zones(written(tmp_path, text))
    assert list(table.frame.columns) == ["P21_POP"]
    assert "not_all_columns" in noted(table)
    asked = read_zones(written(tmp_path, text), columns=["P21_Z7"])
    assert list(asked.frame.columns) == ["P21_Z7"]


def test_a_compressed_file_is_read_and_a_cut_one_refused(tmp_path: Path) -> None:
    packed = gzip.compress((FILES / "comparateur.csv").read_bytes())
    (tmp_path / "a.csv.gz").write_bytes(packed)
    assert len(read_zones(tmp_path / "a.csv.gz").frame) == 7
    (tmp_path / "b.csv.gz").write_bytes(packed[:-20])
    with pytest.raises(EvalkitError) as error:
        read_zones(tmp_path / "b.csv.gz")
    assert keys(error) == ["territory.damaged"]


def test_a_line_that_is_cut_is_told_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, HEAD + "01001;A;10;20000\n01002;B;1"))
    assert keys(error) == ["territory.fields"]
    assert error.value.problems[0].place.line == 3


def test_a_zone_on_two_rows_is_refused_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, HEAD + "01001;A;10;1\n01002;B;10;1\n1001;A;11;1\n"))
    assert keys(error) == ["territory.zone_twice"]
    assert "ligne 2" in str(error.value)
    assert error.value.problems[0].place.line == 4


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    rows = "".join(f"010{n};C;1;1\n" for n in range(10, 20))
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, HEAD + rows + "01001;A;dix;1\n01002;B;10;mille\nXX;C;3;4\n01001;D;1;1\n"))
    assert sorted(keys(error)) == [
        "territory.no_number", "territory.no_number", "territory.wrong_code", "territory.zone_twice"
    ]  # fmt: skip


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_POP;P18_POP\n01001;1;2\n"))
    assert keys(error) == ["territory.heading_twice"]


@pytest.mark.parametrize(
    ("column", "vintage", "kind"),
    [("P18_POP", "2018", "count"), ("C13_ACT1564", "2013", "count"), ("P99_POP", "1999", "count"),
     ("MED19", "2019", "median"), ("TP6019", "2019", "mean"), ("TP60AGE120", "2020", "mean"),
     ("D920", "2020", "median"),
          ("NAIS1318", "2013-2018", "count"), ("NAISD20", "2020", "count"), ("PMUN2023", "2023", "count"),
     ("ETTEFP1018", "2018", "count"), ("SUPERF", None, "count"), ("CHOMEURS", None, "unknown"),
     ("population_2021", "2021", "unknown")],
)  # fmt: skip
def test_the_year_of_a_column_is_in_its_name_or_unknown(
    tmp_path: Path, column: str, vintage: str | None, kind: str
) -> None:
    table = read_zones(written(tmp_path, f"CODGEO;{column}\n01001;1\n01002;2\n"))
    assert (table.variable(column).vintage, table.variable(column).kind) == (vintage, kind)


def test_a_year_that_the_file_does_not_say_is_told_and_can_be_given(tmp_path: Path) -> None:
    file = written(tmp_path, "CODGEO;CHOMEURS\n01001;1\n")
    assert {"no_vintage", "unknown_kinds"} <= noted(read_zones(file))
    variable = Variable("CHOMEURS", read_zones(file).variables[0].label, "people", "count")
    table = read_zones(file, vintage={"CHOMEURS": "2020"}, variables=[variable])
    assert table.variable("CHOMEURS").vintage == "2020"
    assert not {"no_vintage", "unknown_kinds"} & noted(table)


def test_a_year_against_the_columns_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_POP\n01001;1\n"), vintage={"P18_POP": "2019", "AUTRE": "2019"})
    assert sorted(keys(error)) == ["territory.other_vintage", "territory.unknown_column"]


def test_values_in_the_wrong_rows_are_noticed_where_a_part_exceeds_its_whole(tmp_path: Path) -> None:
    rows = "".join(f"01{n:03};{n};{n * 10}\n" for n in range(1, 200))
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, "CODGEO;P18_ACT1564;P18_CHOM1564\n" + rows))
    assert keys(error) == ["territory.part_exceeds"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("a;b\n1;2\n", "territory.no_headings"), ("CODGEO;P18_POP\n", "territory.no_rows"),
     ("CODGEO;P18_POP\n01;2\n11;3\n", "territory.which_level")],
)  # fmt: skip
def test_another_file_gets_a_clear_refusal(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, text))
    assert keys(error) == [key]


def test_the_level_of_general_codes_is_told_by_their_form(tmp_path: Path) -> None:
    assert read_zones(written(tmp_path, "CODGEO;MED19\n07;1\n2A;2\n974;3\n")).level == "departement"
    assert read_zones(written(tmp_path, "CODGEO;MED19\n0051;1\n8401;2\n")).level == "employment_zone"
    assert read_zones(written(tmp_path, "CODGEO;MED19\n200000001;1\n")).level == "epci"
    assert read_zones(written(tmp_path, "CODGEO;MED19\n11;1\n84;2\n"), level="region").level == "region"


def test_a_missing_file_and_damaged_workbooks_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 not a package")
    for name, key in (("a.csv", "no_such_file"), ("b.xls", "territory.damaged"), ("c.xlsx", "territory.damaged")):
        with pytest.raises(EvalkitError) as error:
            read_zones(tmp_path / name)
        assert keys(error) == [key]


def test_messages_have_words_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, HEAD + "01001;A;dix;1\n01001;B;10;1\n01002;B;10;1\n01003;B;10;1\nXX;C;3;4\n"))
    for language in ("fr", "en"):
        assert len(error.value.sentences(language).splitlines()) == 3


def test_english_thousands_are_never_taken_for_decimals(tmp_path: Path) -> None:
    rows = "".join(f"0100{n},{n}\n" for n in range(2, 6))
    with pytest.raises(EvalkitError) as error:
        read_zones(written(tmp_path, f'CODGEO,P18_POP\n01001,"1,234"\n{rows}'))
    assert keys(error) == ["territory.no_number"]
    assert read_zones(written(tmp_path, "CODGEO;P18_POP\n01001;1,234\n")).frame.at["01001", "P18_POP"] == 1.234
