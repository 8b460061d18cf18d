"""The files of many atlases are read once, and each atlas is as if it had read them itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from samples import ROOT

from evalkit.errors import EvalkitError, Place
from evalkit.reports.audit import faults_of_page
from evalkit.reports.batch import run_plan
from evalkit.reports.engine.warm import can_fork
from evalkit.reports.task import Wish
from evalkit.reports.territory import Territory, plan_territories
from evalkit.reports.territory_map import FILES
from evalkit.reports.territory_shared import atlas_of, read_checked, share

SMALL = ROOT / "tests/territory/files"
CHOSEN = [(Territory("departement", "50"), "Manche")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of small official files, in a sub-folder too, with one that is of no use and two that are bad."""
    data = tmp_path / "data"
    (data / "insee").mkdir(parents=True)
    shutil.copy(SMALL / "composition_ze2020.csv", data / "insee")
    (data / "logements.csv").write_text("DEP;P18_LOG;P18_LOGVAC\n50;100000;9000\n61;90000;5000\n14;8;1\n")
    (data / "passage.csv").write_text((SMALL / "passage_annuel.csv").read_text(encoding="utf-8"), encoding="utf-8")
    (data / "autre.csv").write_text("a;b\n1;2\n")
    (data / "insee" / "vide.csv").write_text("")
    return data


def made(folder: Path, out: Path, engine: str) -> dict[str, bytes | str]:
    """Make an atlas; return its files but for dates and times."""
    planned = plan_territories(CHOSEN, read_checked(folder), None, out, ["fr"], interactive=True)
    result = run_plan(planned, Wish(("html", "csv", "ipynb")), engine=engine)  # type: ignore[arg-type]
    assert [each.status for each in result.made] == ["made"], [each.problems for each in result.made]
    assert result.engine == engine
    place = planned.tasks[0].folder
    files: dict[str, bytes | str] = {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }
    manifest = json.loads(files["manifest.json"])
    notebook = json.loads(files["07_territoire.ipynb"])
    outputs = [each.get("outputs") for each in notebook["cells"]]
    return {**files, "manifest.json": json.dumps({**manifest, "made": ""}), "07_territoire.ipynb": json.dumps(outputs)}


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="no fork on this system")
def test_both_engines_make_the_same_atlas(folder: Path, tmp_path: Path) -> None:
    warm, kernel = (made(folder, tmp_path / engine, engine) for engine in ("warm", "kernel"))
    assert set(warm) == set(kernel) >= {"territoire.html", "tables/files_left_out.csv", "figures/map_population.svg"}
    assert [name for name in warm if warm[name] != kernel[name]] == []
    page = BeautifulSoup(warm["territoire.html"], "html.parser")
    text = page.get_text(" ")
    assert "autre.csv" in text and str(folder) not in text and "passage.csv" not in text
    assert [link["href"] for link in page.select("main a[href$=html]")] == [FILES["fr"]]
    assert FILES["fr"] in warm
    inputs = json.loads(warm["manifest.json"])["inputs"]
    assert {"logements.csv", "insee/composition_ze2020.csv", "autre.csv", "insee/vide.csv"} == set(inputs)


def test_the_files_are_known_by_what_they_hold_wherever_they_are(folder: Path, tmp_path: Path) -> None:
    checked = read_checked(folder)
    kept = tmp_path / "copy"
    for each in checked.inputs:
        (kept / each.name).parent.mkdir(parents=True, exist_ok=True)
        (kept / each.name).write_bytes(each.content() or b"")
    shown = checked.shown()
    share(shown, {each.name: each.sha256 for each in checked.inputs}, [CHOSEN[0][0]], ["fr"])
    assert atlas_of(str(kept)) is shown
    (kept / "logements.csv").write_text("DEP;P18_LOG\n50;7\n")
    assert atlas_of(str(kept)) is not shown
    assert atlas_of(str(kept)).at("departement").frame.at["50", "P18_LOG"] == 7
    assert atlas_of(str(kept)) is atlas_of(str(kept))


def test_a_shared_atlas_is_the_one_that_its_files_alone_give(folder: Path, tmp_path: Path) -> None:
    checked = read_checked(folder)
    assert "passage.csv" in checked.others
    for name in checked.others:
        (folder / name).unlink()
    alone, shown = read_checked(folder).atlas, checked.shown()
    assert (shown.notes, shown.refused) == (alone.notes, alone.refused)
    for level in ("departement", "employment_zone"):
        assert shown.at(level).frame.equals(alone.at(level).frame)
    assert shown.membership.frame.equals(alone.membership.frame)
    assert not shown.files and not shown.faulty


@pytest.mark.parametrize(
    ("target", "may"),
    [("carte.html", True), ("../carte.html", False), ("https://a.fr/carte.html", False), ("javascript:x.html", False),
     ("//a.html", False), ("carte.html?a", False)],
)  # fmt: skip
def test_a_report_may_lead_to_a_page_beside_it_and_nowhere_else(target: str, may: bool) -> None:
    page = BeautifulSoup(f'<h1>Titre</h1><a href="{target}">carte</a>', "html.parser")
    assert (faults_of_page(page, 0, Place("rapport.html")) == []) == may


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(EvalkitError, match="ce répertoire n'existe pas"):
        read_checked(Path("absent"))
