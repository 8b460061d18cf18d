"""Composition of zones, what communes became, lists of SIAE, outlines."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from little_france import FILES, across, keys, membership, noted, workbook, written

from evalkit.errors import EvalkitError
from evalkit.territory import (
    Membership,
    Passage,
    aggregate,
    read_geometry,
    read_membership,
    read_official,
    read_passage,
    read_structures,
)


def test_the_composition_of_employment_zones_is_read_below_its_titles() -> None:
    found = membership()
    assert isinstance(read_official(FILES / "composition_ze2020.csv"), Membership)
    assert found.vintage == "2022"
    assert found.frame.at["61001", "employment_zone"] == "0051"
    assert found.names["employment_zone"]["0051"] == "Alençon"


def test_an_older_composition_in_a_workbook_is_read(tmp_path: Path) -> None:
    rows = [
        ["Composition"],
        [],
        ["CODGEO", "LIBGEO", "ZE2010", "LIBZE2010", "DEP", "REG"],
        [1001, "Épine", "8201", "Ambérieu", "1", "84"],
        ["2A004", "Ajaccio", "9401", "Ajaccio", "2A", "94"],
    ]
    sheets = {"ZE2010": [["ZE2010", "LIBZE2010"], ["8201", "Ambérieu"]], "Composition_communale": rows}
    found = read_membership(workbook(tmp_path, sheets))
    assert found.frame.loc["01001"].to_dict() == {
        "employment_zone": "8201", "departement": "01", "region": "84", "employment_zone_part": "8401"
    }  # fmt: skip
    assert found.frame.at["2A004", "departement"] == "2A"


def test_zones_across_regions_are_known_with_their_parts() -> None:
    assert across(membership()) == {"0051": "2851 5251"}


def test_the_list_of_communes_of_the_cog_leaves_parts_of_communes_out(tmp_path: Path) -> None:
    text = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,LIBELLE,CAN,COMPARENT\n"
    text += "COM,01001,84,01,01D,012,5,ABERGEMENT,L'Abergement,0108,\nCOMD,01015,84,01,,,1,ARBIGNIEU,Arbignieu,,01015\n"
    text += "ARM,75101,11,75,,,0,PARIS 1,Paris 1,,75056\nCOM,75056,11,75,75C,751,0,PARIS,Paris,,\n"
    found = read_official(written(tmp_path, text))
    assert isinstance(found, Membership)
    assert list(found.frame.index) == ["01001", "75056"]


def test_a_commune_on_two_rows_of_a_composition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_membership(written(tmp_path, "CODGEO;ZE2020\n01001;8401\n01001;8402\n"))
    assert keys(error) == ["territory.commune_twice"]


def test_a_commune_in_no_epci_stays_in_none(tmp_path: Path) -> None:
    found = read_membership(written(tmp_path, "CODGEO;EPCI;DEP\n22016;ZZZZZZZZZ;22\n22001;200000001;22\n22002;;22\n"))
    assert found.frame["epci"].notna().to_list() == [True, False, False]


@pytest.mark.parametrize("name", ["mvt_commune.csv", "passage_annuel.csv"])
def test_events_and_yearly_tables_tell_mergers_and_partings(name: str) -> None:
    found = read_official(FILES / name)
    assert isinstance(found, Passage)
    assert found.successors()["61003"] == "61001"
    assert found.successors()["61001"] == "61001"
    assert found.splits() == (("61001", "61002"),)


def test_a_table_that_is_no_passage_is_refused() -> None:
    with pytest.raises(EvalkitError) as error:
        read_passage(FILES / "comparateur.csv")
    assert keys(error) == ["territory.other_layout"]


def test_siae_are_counted_by_commune_and_type_and_no_line_is_kept() -> None:
    table = read_structures(FILES / "siae.csv")
    assert table.frame.loc["61001"].to_dict() == {
        "siae_ACI": 1, "siae_EI": 1, "siae_AI": 0, "siae_ETTI": 0, "siae_EITI": 0, "siae": 2
    }  # fmt: skip
    assert table.frame.at["13055", "siae_ETTI"] == 1
    assert "siret_twice" in noted(table)
    assert "Jardins" not in repr(table)


def test_a_commune_that_the_list_of_siae_lacks_has_none() -> None:
    table = read_structures(FILES / "siae.csv")
    cut = replace(table, frame=table.frame.drop("13055"), missing=table.missing.drop("13055"))
    of = aggregate(cut, "employment_zone", membership())
    assert of.frame["siae"].to_dict() == {"0051": 4.0, "1109": 0.0, "8401": 0.0, "9401": 0.0}


def test_an_unknown_type_of_siae_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_structures(written(tmp_path, "siret;type;code_commune\n1;ACI;01001\n2;ESAT;01001\n"))
    assert keys(error) == ["territory.unknown_type"]
    assert error.value.problems[0].place.line == 3


def square(x: float) -> list[list[list[float]]]:
    return [[[x, 45.0], [x + 1, 45.0], [x + 1, 46.0], [x, 46.0], [x, 45.0]]]


def collection(codes: dict[str, float]) -> dict[str, object]:
    features = [
        {"type": "Feature", "properties": {"DEP": code, "nom_departement": "x"},
         "geometry": {"type": "Polygon", "coordinates": square(x)}}
        for code, x in codes.items()
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def test_outlines_are_read_from_geojson_geopackage_and_parquet(tmp_path: Path) -> None:
    (tmp_path / "d.geojson").write_text(json.dumps(collection({"1": 0.0, "2A": 2.0})), encoding="utf-8")
    read = read_geometry(tmp_path / "d.geojson")
    assert (read.level, list(read.frame.index), str(read.frame.crs)) == ("departement", ["01", "2A"], "EPSG:4326")
    table = read.frame.rename_axis("DEP").reset_index().to_crs(2154)
    table.to_file(tmp_path / "d.gpkg")
    table.to_parquet(tmp_path / "d.parquet")
    (tmp_path / "d.geojson.gz").write_bytes(gzip.compress((tmp_path / "d.geojson").read_bytes()))
    for name in ("d.gpkg", "d.parquet", "d.geojson.gz"):
        again = read_geometry(tmp_path / name)
        assert list(again.frame.index) == ["01", "2A"]
        assert again.frame.to_crs(4326).geometry.iloc[1].equals_exact(read.frame.geometry.iloc[1], 1e-6)


def test_topojson_is_read_and_its_system_told(tmp_path: Path) -> None:
    arcs = [[[0, 45], [1, 45], [1, 46], [0, 46], [0, 45]]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"ze2020": "0051", "nom_ze2020": "Alençon"}}
    topology = {
        "type": "Topology",
        "objects": {"ze": {"type": "GeometryCollection", "geometries": [shape]}},
        "arcs": arcs,
    }
    (tmp_path / "z.topojson").write_text(json.dumps(topology), encoding="utf-8")
    read = read_geometry(tmp_path / "z.topojson")
    assert (read.level, read.frame.at["0051", "name"]) == ("employment_zone", "Alençon")
    assert "system_assumed" in noted(read)


def test_an_outline_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    crossed = collection({"01": 0.0})
    crossed["features"][0]["geometry"]["coordinates"] = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]  # type: ignore[index]
    (tmp_path / "d.geojson").write_text(json.dumps(crossed), encoding="utf-8")
    read = read_geometry(tmp_path / "d.geojson")
    assert read.frame.is_valid.all()
    assert "mended" in noted(read)


def test_outlines_without_codes_or_with_one_twice_or_none_at_all_are_refused(tmp_path: Path) -> None:
    twice = collection({"01": 0.0, "02": 2.0})
    twice["features"][1]["properties"]["DEP"] = "01"  # type: ignore[index]
    nameless = json.loads(json.dumps(collection({"01": 0.0})).replace("DEP", "autre").replace("nom_departement", "b"))
    for content, key in ((twice, "outline_twice"), (nameless, "no_zone_in_geometry"), ({"a": 1}, "no_geometry")):
        (tmp_path / "d.geojson").write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(EvalkitError) as error:
            read_geometry(tmp_path / "d.geojson")
        assert keys(error) == [f"territory.{key}"]
