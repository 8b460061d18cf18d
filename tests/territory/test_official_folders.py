"""A folder with sub-folders: every file once, named with its sub-folder, and evalkit's own results left alone."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from little_france import keys, workbook, written

from evalkit.errors import EvalkitError
from evalkit.territory import folder
from evalkit.territory.atlas import read_atlas

LOG = "DEP;P18_LOG\n50;100\n61;90\n"


def in_folder(folder: Path, text: str, name: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return written(folder, text, name)


def test_files_of_sub_folders_are_read_and_named_with_their_folder(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "insee/2018/fichier.csv")
    in_folder(tmp_path, "DEP;P18_RP\n50;80\n61;70\n", "autre/fichier.csv")
    found = read_atlas(tmp_path)
    assert found.at("departement").frame.loc["50", ["P18_LOG", "P18_RP"]].to_list() == [100, 80]
    assert sorted(found.name_of(each) for each in found.files) == ["autre/fichier.csv", "insee/2018/fichier.csv"]
    source = found.at("departement").variable("P18_LOG").source
    assert source == "Insee, recensement de la population, insee/2018/fichier.csv"


def test_a_bad_file_is_told_with_its_sub_folder(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "bon.csv")
    in_folder(tmp_path, "DEP;P18_RP\n50;8O\n61;70\n62;1\n", "un/fichier.csv")
    found = read_atlas(tmp_path)
    assert [(each.place.file, each.place.line) for each in found.refused] == [("un/fichier.csv", 2)]
    assert [found.name_of(each) for each in found.faulty] == ["un/fichier.csv"]


def test_links_that_lead_back_or_twice_to_a_folder_are_followed_once(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "un/fichier.csv")
    (tmp_path / "un" / "retour").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "zz").symlink_to(tmp_path / "un", target_is_directory=True)
    (tmp_path / "autre.csv").symlink_to(tmp_path / "un" / "fichier.csv")
    assert [each.name for each in read_atlas(tmp_path).files] == ["autre.csv"]


def test_hidden_files_and_folders_of_results_are_not_read(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "fichier.csv")
    in_folder(tmp_path, "ceci n'est rien", ".cache/x.csv")
    in_folder(tmp_path, "ceci n'est rien", "._fichier.csv")
    in_folder(tmp_path, "ceci n'est rien", "territoires/DEP-50/fr/tables/x.csv")
    manifest = {"fingerprint": "0", "notebook": {}, "files": {}}
    (tmp_path / "territoires" / "DEP-50" / "fr" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = read_atlas(tmp_path)
    assert not found.refused and [each.name for each in found.files] == ["fichier.csv"]


def test_another_programs_manifest_hides_nothing(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "donnees/fichier.csv")
    in_folder(tmp_path, '{"name": "donnees"}', "donnees/manifest.json")
    assert [each.name for each in read_atlas(tmp_path).files] == ["fichier.csv"]


def test_too_many_files_are_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 3)
    for number in range(4):
        in_folder(tmp_path, LOG, f"{number}/fichier.csv")
    with pytest.raises(EvalkitError) as error:
        read_atlas(tmp_path)
    assert keys(error) == ["atlas.too_many_files"] and "3" in str(error.value)


def test_every_sheet_and_every_level_of_a_file_counts(tmp_path: Path) -> None:
    sheets = {
        "Départements": [["DEP", "P18_LOG"], ["50", 100], ["61", 90]],
        "Régions": [["REG", "P18_RP"], ["28", 500]],
    }
    workbook(tmp_path, sheets)
    found = read_atlas(tmp_path)
    assert found.at("departement").frame.at["50", "P18_LOG"] == 100
    assert found.at("region").frame.at["28", "P18_RP"] == 500


def test_of_a_workbook_the_good_sheets_are_read_and_the_bad_one_is_told(tmp_path: Path) -> None:
    sheets = {"Bon": [["DEP", "P18_LOG"], ["50", 100]], "Mauvais": [["DEP", "P18_RP"], ["50", 1], ["50", 2]]}
    workbook(tmp_path, sheets)
    found = read_atlas(tmp_path)
    assert found.at("departement").frame.at["50", "P18_LOG"] == 100
    assert [(each.place.sheet, each.place.cell) for each in found.refused] == [("Mauvais", "A3")]
    assert not found.faulty and len(found.files) == 1


def test_tables_of_names_are_no_fault(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "fichier.csv")
    in_folder(tmp_path, "code,region,chefLieu,nom,typeLiaison,zone\n50,28,50502,Manche,3,metro\n", "departements.csv")
    in_folder(tmp_path, "COD_VAR;LIB_VAR\nP18_LOG;Logements\n", "meta.csv")
    found = read_atlas(tmp_path)
    assert not found.refused and not found.faulty
    unused = {each.place.file for each in found.notes if each.fault[0] == "errors.atlas.unused.fault"}
    assert unused == {"departements.csv", "meta.csv"}


def test_zones_of_2010_are_never_taken_for_those_of_2020(tmp_path: Path) -> None:
    # Both delimitations have a zone 1101: the code alone says nothing.
    in_folder(tmp_path, "CODGEO;LIBGEO;ZE2020;DEP;REG\n75056;Paris;1109;75;11\n77288;Melun;1101;77;11\n", "compo.csv")
    in_folder(tmp_path, "ZE2010;P18_LOG\n1101;5\n", "chiffres.csv")
    found = read_atlas(tmp_path)
    assert [each.fault[0] for each in found.refused] == ["errors.territory.other_zoning.fault"]
    assert "2010" in found.refused[0].sentence("fr") and "2020" in found.refused[0].sentence("fr")


def test_of_two_delimitations_the_newest_makes_the_geography(tmp_path: Path) -> None:
    rows = "".join(f"{code};x;8201;01;84\n" for code in ("01001", "01002", "01004"))
    in_folder(tmp_path, "CODGEO;LIBGEO;ZE2010;DEP;REG\n" + rows, "a.csv")
    in_folder(tmp_path, "CODGEO;LIBGEO;ZE2020;DEP;REG\n01001;x;8405;01;84\n", "b.csv")
    found = read_atlas(tmp_path)
    assert found.membership.zoning == "2020"
    assert found.membership.frame.at["01001", "employment_zone"] == "8405"


def test_the_labels_of_a_data_set_that_was_taken_out_of_its_archive_are_one_of_its_files(tmp_path: Path) -> None:
    head = "GEO;GEO_OBJECT;AGE;SEX;RP_MEASURE;TIME_PERIOD;OBS_VALUE\n"
    in_folder(tmp_path, head + "50;DEP;_T;_T;POP;2022;500\n50;DEP;Y15T24;_T;POP;2022;50\n", "insee/DS_data.csv")
    in_folder(tmp_path, "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\nAGE;Âge;Y15T24;15 à 24 ans\n", "insee/DS_metadata.csv")
    found = read_atlas(tmp_path)
    assert [each.name for each in found.files] == ["DS_data.csv", "DS_metadata.csv"]
    assert not [each for each in found.notes if each.fault[0] == "errors.atlas.unused.fault"]
    assert found.at("departement").variable("P22_POP1524").label.fr == "15 à 24 ans"


def test_a_table_of_passage_completes_what_evalkit_knows_of_former_communes(tmp_path: Path) -> None:
    in_folder(tmp_path, "CODGEO;P18_LOG\n50025;100\n50999;5\n", "fichier.csv")
    assert read_atlas(tmp_path).refused  # half of its codes are unknown
    in_folder(tmp_path, "DEPCOM_HIST;DEPCOM\n50999;50025\n50025;50025\n", "passage.csv")
    found = read_atlas(tmp_path)
    assert found.at("commune").frame.at["50025", "P18_LOG"] == 105
    assert "passage.csv" in {each.name for each in found.files}


def test_two_series_without_a_name_are_two_figures(tmp_path: Path) -> None:
    for name, n in (("contrats", 5), ("entrees", 7)):
        in_folder(tmp_path, f"DEP;2023-T1;2023-T2\n50;1;{n}\n61;1;2\n", f"{name}.csv")
    frame = read_atlas(tmp_path).at("departement").frame
    assert frame.loc["50", ["contrats_2023-T2", "entrees_2023-T2"]].to_list() == [5, 7]


def test_an_atlas_can_be_handed_to_another_process(tmp_path: Path) -> None:
    in_folder(tmp_path, LOG, "fichier.csv")
    found = read_atlas(tmp_path)
    again = pickle.loads(pickle.dumps(found))
    assert again.at("departement").frame.equals(found.at("departement").frame)
