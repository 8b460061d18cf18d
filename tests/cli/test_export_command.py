"""``evalkit export`` as a user meets it: which files, which exit codes, nothing half-done."""

import json
import shutil
from pathlib import Path

import pytest
from samples import ENVIE, FICTIONAL, PARTNERSHIPS
from typer.testing import CliRunner, Result

from evalkit.cli import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *(str(each) for each in arguments)])


def test_help_gives_examples_and_the_exit_codes() -> None:
    shown = run("--help").output
    assert "evalkit export data/partnerships" in shown
    assert "Codes de sortie : 0" in shown


def test_all_formats_of_a_folder_are_written_and_listed(tmp_path: Path) -> None:
    out = tmp_path / "exports"
    result = run(PARTNERSHIPS, "--out", out)
    assert result.exit_code == 0
    listed = [Path(line) for line in result.stdout.splitlines()]
    assert sorted(listed) == sorted(file for file in out.rglob("*") if file.is_file())
    assert len(list((out / "cids").iterdir())) == len(list(PARTNERSHIPS.glob("*.yaml")))
    assert "14 dossiers exportés ; écartés : 0." in result.stderr


@pytest.mark.parametrize(
    ("formats", "folders"),
    [("cids", {"cids"}), ("csv", {"csv"}), ("parquet", {"parquet"}), ("csv, cids", {"csv", "cids"})],
)
def test_only_the_formats_asked_for_are_written(tmp_path: Path, formats: str, folders: set[str]) -> None:
    assert run(ENVIE, "--to", formats, "--out", tmp_path).exit_code == 0
    assert {each.name for each in tmp_path.iterdir() if each.is_dir()} == folders
    assert (tmp_path / "datapackage.json").exists() == ("csv" in folders)


def test_a_bad_file_stops_none_and_is_named(tmp_path: Path) -> None:
    shutil.copy(ENVIE, tmp_path)
    (tmp_path / "faulty.yaml").write_text("code: a\nyear: soon\n", encoding="utf-8")
    result = run(tmp_path, "--to", "cids", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "faulty.yaml, ligne 2, year" in result.stderr
    assert "faulty" not in result.stdout
    assert [each.name for each in (tmp_path / "out" / "cids").iterdir()] == ["envie-caisse-epargne-2021.jsonld"]


def test_nothing_readable_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, "--out", tmp_path / "out", "--language", "en")
    assert result.exit_code == 2
    assert "Nothing was exported." in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    result = run(ENVIE, "--to", "xlsx", "--out", tmp_path)
    assert result.exit_code == 2
    assert "cids" in result.output
    assert "parquet" in result.output
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    result = run(ENVIE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_previous_year_beside_a_dossier_is_used(tmp_path: Path) -> None:
    """The year before is read for breaks and thresholds, and is not exported when it was not asked for."""
    assert run(FICTIONAL, "--to", "cids", "--out", tmp_path).exit_code == 0
    assert [each.name for each in (tmp_path / "cids").iterdir()] == ["rivage-delorme-2024.jsonld"]


def test_the_language_is_that_of_the_sentences(tmp_path: Path) -> None:
    run(FICTIONAL, "--to", "cids", "--out", tmp_path, "--language", "en")
    text = (tmp_path / "cids" / "rivage-delorme-2024.jsonld").read_text(encoding="utf-8")
    assert "Fictional case" in text
    assert json.loads(text)


def test_a_second_export_gives_the_same_bytes(tmp_path: Path) -> None:
    run(ENVIE, "--out", tmp_path)
    first = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    run(ENVIE, "--out", tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == first
