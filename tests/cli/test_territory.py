"""``evalkit territory`` as a user meets it."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner, Result

from evalkit.cli import app


def territory(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["territory", *(str(each) for each in arguments)])


def test_help_gives_examples_and_the_exit_codes() -> None:
    shown = territory("--help").output
    assert "Exemples :" in shown and "--blank salaries.xlsx" in shown and "Codes de sortie : 0" in shown


BAD = {
    "nothing asked": ([], "aucun territoire n'est nommé"),
    "no territory": (["PAYS:FR"], "ne nomme pas un territoire"),
    "no zone": (["DEP:99"], "pas parmi ces zones"),
    "a name of several": (["Paris"], "plusieurs territoires portent ce nom ou ce code : DEP:75 (Paris), COM:75056"),
    "a name misspelt": (["COM:Granvile"], "COM:50218 (Granville, Manche)"),
    "no region but a département": (["--all-in", "Manche"], "ce n'est pas une région (DEP:50, Manche)"),
    "no region by its scale": (["--all-in", "DEP:50"], "ce n'est pas une région (DEP:50, Manche)"),
    "one of several, with commas": (["DEP:50,DEP:99"], "DEP:99"),
    "no level": (["ZE:2810"], "n'a pas ces zones"),
    "no region": (["--all-in", "99"], "pas parmi ces zones : « 99 » (région)"),
    "no folder": (["DEP:50", "--data", "absent"], "ce répertoire n'existe pas"),
    "no workers": (["DEP:50", "--own", "absent.xlsx"], "introuvable"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_done_is_told_and_nothing_is_begun(tmp_path: Path, bad: str) -> None:
    arguments, said = BAD[bad]
    result = territory(*arguments, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.stderr.replace("\u00a0", " ")
    assert "Traceback" not in result.output and not (tmp_path / "out").exists()


def test_all_wrong_territories_are_told_at_once() -> None:
    result = territory("DEP:99", "COM:1", "PAYS:FR", "DEP:50")
    assert result.exit_code == 2
    assert all(found in result.stderr for found in ("99", "COM:1", "PAYS:FR"))


def test_a_name_is_understood_and_said(tmp_path: Path) -> None:
    result = territory("Mayotte", "--all-in", "mayotte", "--out", tmp_path / "out")
    said = result.stderr.replace("\u00a0", " ")
    assert result.exit_code == 2 and "Mayotte : plusieurs territoires portent ce nom" in said
    assert "REG:06 (Mayotte), DEP:976 (Mayotte)" in said and "« mayotte » : REG:06 (Mayotte)." in said


def test_a_map_to_point_at_is_made_where_it_is_wanted(tmp_path: Path) -> None:
    """By the name of the territory: Manche is one département, and no commune."""
    result = territory("Manche", "--out", tmp_path, "--to", "html", "--map")
    assert result.exit_code == 0, result.output
    assert "« Manche » : DEP:50 (Manche)." in result.stderr.replace("\u00a0", " ")
    page = tmp_path / "DEP-50" / "fr" / "territoire.html"
    link = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("main a[href='carte.html']")
    assert link is not None and "carte interactive" in link.get_text()
    assert "Manche" in (page.parent / "carte.html").read_text(encoding="utf-8")


def test_the_blank_workbook_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "salaries.xlsx"
    assert territory("--blank", file).exit_code == 0
    assert file.is_file()
    assert territory("--blank", file).exit_code == 2


def test_the_departements_of_a_region_have_their_atlases_and_a_bad_file_is_named(tmp_path: Path) -> None:
    """Without a composition of employment zones, all in a region are its départements: Mayotte has one."""
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    (data / "logements.csv").write_text("DEP;P18_LOG;P18_LOGVAC\n50;100000;9000\n61;90000;5000\n976;30000;2000\n")
    (data / "autre").mkdir()
    (data / "autre" / "autre.csv").write_text("a;b\n1;2\n")
    asked = ("DEP:976", "--all-in", "REG:06", "--data", data, "--language", "fr,en", "--out", out, "--to", "html,csv")
    result = territory(*asked)
    assert result.exit_code == 0, result.output
    assert "Laissé de côté : autre/autre.csv" in result.stderr.replace("\u00a0", " ")
    pages = [Path(line) for line in result.stdout.splitlines()]
    assert pages == [out / "DEP-976" / "fr" / "territoire.html", out / "DEP-976" / "en" / "territory.html"]
    for page, word in zip(pages, ("habitants", "inhabitants"), strict=True):
        text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(" ")
        assert all(each in text for each in ("Mayotte", word, "autre.csv", "logements.csv")) and "Traceback" not in text
        assert (page.parent / "tables" / "files_left_out.csv").is_file()
    manifest = json.loads((pages[0].parent / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["territory"] == {"code": "DEP:976", "name": "Mayotte"}
    again = territory(*asked)
    assert again.exit_code == 0 and "2 déjà à jour" in again.stderr
