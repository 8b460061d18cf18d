"""``evalkit report``: a series of reports, and what is said of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from samples import FICTIONAL, ROOT
from typer.testing import CliRunner

from evalkit.cli import app

pytestmark = pytest.mark.slow

COOPAXIS = ROOT / "data" / "partnerships" / "coopaxis.yaml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Result]:
    """A folder of two dossiers, their reports, and what was said while they were made."""
    folder = tmp_path_factory.mktemp("series")
    dossiers, out = folder / "dossiers", folder / "reports"
    dossiers.mkdir()
    for file in (COOPAXIS, FICTIONAL):
        shutil.copy(file, dossiers)
    return dossiers, out, run(dossiers, "--out", out, "--to", "html,ipynb,csv,png", "--engine", "auto")


def statuses(result: Result) -> dict[str, str]:
    return {Path(each["file"]).name: each["status"] for each in json.loads(result.stdout)["reports"]}


def test_each_dossier_has_its_report_and_the_pages_are_given_one_by_line(made: tuple[Path, Path, Result]) -> None:
    _, out, result = made
    assert result.exit_code == 0
    pages = [Path(line) for line in result.stdout.splitlines()]
    assert pages == [out / "coopaxis/2021/fr/rapport.html", out / "rivage-delorme/2024/fr/rapport.html"]
    assert all(page.is_file() for page in pages)


def test_the_engine_that_was_chosen_is_printed_and_so_is_the_index(made: tuple[Path, Path, Result]) -> None:
    _, out, result = made
    assert "2 rapports faits, 0 à jour, 0 en échec (moteur" in result.stderr
    assert f"Tous les rapports : {out / 'index.html'}" in result.stderr
    assert (out / "index.html").read_text(encoding="utf-8").count("rapport.html") == 2


def test_only_what_was_asked_for_is_made_and_each_figure_has_its_png(made: tuple[Path, Path, Result]) -> None:
    _, out, _ = made
    folder = out / "rivage-delorme" / "2024" / "fr"
    drawn = {file.stem for file in (folder / "figures").glob("*.svg")}
    assert drawn
    assert drawn == {file.stem for file in (folder / "figures").glob("*.png")}
    assert not list(folder.glob("*.pdf"))


def test_nothing_hidden_stays_among_the_reports(made: tuple[Path, Path, Result]) -> None:
    assert list(made[1].rglob(".*")) == []


def test_what_stands_is_not_made_again_and_what_changed_is(made: tuple[Path, Path, Result], tmp_path: Path) -> None:
    dossiers, out = (Path(shutil.copytree(made[number], tmp_path / name)) for number, name in ((0, "in"), (1, "out")))
    assert set(statuses(run(dossiers, "--out", out, "--json")).values()) == {"current"}
    changed = dossiers / COOPAXIS.name
    changed.write_text(changed.read_text(encoding="utf-8").replace("title: ", "title: Le "), encoding="utf-8")
    again = run(dossiers, "--out", out, "--json")
    assert statuses(again) == {COOPAXIS.name: "made", FICTIONAL.name: "current"}
    assert (out / "coopaxis" / "2021" / "fr" / "figures").is_dir(), "outputs asked for before are kept up"
    assert set(statuses(run(dossiers, "--out", out, "--json", "--force")).values()) == {"made"}


def test_a_file_that_is_spoilt_makes_its_report_one_to_be_made(made: tuple[Path, Path, Result], tmp_path: Path) -> None:
    dossiers, out = (Path(shutil.copytree(made[number], tmp_path / name)) for number, name in ((0, "in"), (1, "out")))
    table = next((out / "coopaxis").rglob("*.csv"))
    table.write_bytes(table.read_bytes()[:-1])
    assert statuses(run(dossiers, "--out", out, "--json")) == {COOPAXIS.name: "made", FICTIONAL.name: "current"}


def test_another_output_is_added_to_those_that_stand(made: tuple[Path, Path, Result], tmp_path: Path) -> None:
    out = Path(shutil.copytree(made[1], tmp_path / "out"))
    assert run(COOPAXIS, "--out", out, "--to", "docx").exit_code == 0
    folder = out / "coopaxis" / "2021" / "fr"
    assert {"rapport.docx", "rapport.html", "rapport.ipynb"} <= {file.name for file in folder.iterdir()}


def test_json_names_every_report_and_every_file_that_could_not_be_read(tmp_path: Path) -> None:
    shutil.copy(COOPAXIS, tmp_path)
    (tmp_path / "faulty.yaml").write_text("code: a\nyear: soon\n", encoding="utf-8")
    result = run(tmp_path, "--out", tmp_path / "out", "--json", "--engine", "kernel")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["engine"] == "kernel"
    assert [Path(each["file"]).name for each in told["unread"]] == ["faulty.yaml"]
    assert told["unread"][0]["problems"]
    assert told["reports"][0]["status"] == "made"
    assert "faulty.yaml" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("option", [("--to", "html,odt"), ("--engine", "steam"), ("--timeout", "0")])
def test_an_option_that_means_nothing_is_refused_before_anything_starts(
    option: tuple[str, str], tmp_path: Path
) -> None:
    result = run(COOPAXIS, "--out", tmp_path / "out", *option)
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_public_edition_says_what_it_leaves_out_and_stays_apart(
    made: tuple[Path, Path, Result], tmp_path: Path
) -> None:
    dossiers, internal, _ = made
    result = run(dossiers, "--public", "--out", tmp_path / "site")
    assert result.exit_code == 0
    assert "rivage-delorme 2024" in result.stderr
    page = (tmp_path / "site" / "rivage-delorme" / "2024" / "fr" / "rapport.html").read_text(encoding="utf-8")
    assert "édition publique" in page.lower()
    copy = tmp_path / "site" / "rivage-delorme" / "2024" / "fr" / "data" / "rivage-delorme-2024.yaml"
    assert "disclosure_threshold: 11" in copy.read_text(encoding="utf-8")
    refused = run(dossiers, "--public", "--out", internal)
    assert refused.exit_code == 2
    assert "rapports internes" in refused.stderr
    assert run(dossiers, "--out", tmp_path / "site").exit_code == 2


def test_a_public_series_again_finds_everything_standing(made: tuple[Path, Path, Result], tmp_path: Path) -> None:
    first = run(made[0], "--public", "--out", tmp_path / "site", "--json")
    second = run(made[0], "--public", "--out", tmp_path / "site", "--json")
    assert set(statuses(first).values()) == {"made"}
    assert set(statuses(second).values()) == {"current"}


def test_dossiers_and_reports_may_stand_at_addresses(tmp_path: Path) -> None:
    out = f"file://{tmp_path / 'far'}"
    result = run(f"file://{COOPAXIS}", "--out", out, "--json")
    told = json.loads(result.stdout)["reports"][0]
    assert (result.exit_code, told["status"], told["file"]) == (0, "made", f"file://{COOPAXIS}")
    assert told["page"] == f"{out}/coopaxis/2021/fr/rapport.html"
    assert (tmp_path / "far/coopaxis/2021/fr/rapport.html").is_file()
    assert statuses(run(f"file://{COOPAXIS}", "--out", out, "--json")) == {COOPAXIS.name: "current"}
    assert run(f"file://{COOPAXIS}", "--out", out, "--public").exit_code == 2
