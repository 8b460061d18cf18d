"""The command line as a user meets it: sentences, exit codes, nothing half-done."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import ENVIE, FICTIONAL
from typer.testing import CliRunner, Result

from evalkit import __version__
from evalkit.cli import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "faulty.yaml"
    file.write_text("code: a\nyear: soon\ntitle: '[bold]x[/bold]'\n", encoding="utf-8")
    return file


def test_help_gives_examples_and_the_exit_codes() -> None:
    assert "Codes de sortie : 0" in run("--help").output
    for command in ("new", "check", "convert", "import", "questionnaire", "report", "export", "devices", "schema"):
        shown = run(command, "--help").output
        assert "Exemples :" in shown
        assert f"evalkit {command}" in shown


def test_the_version_is_the_packages() -> None:
    assert run("--version").output.strip() == f"evalkit {__version__}"


def test_check_names_the_line_of_a_fault_and_goes_on(tmp_path: Path, faulty: Path) -> None:
    shutil.copy(ENVIE, tmp_path)
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert "faulty.yaml, ligne 2, year" in result.stdout
    assert "envie-caisse-epargne.yaml : dossier lisible" in result.stdout
    assert "RM-" in result.stdout
    assert "2 dossiers vérifiés ; à corriger : 1" in result.stdout


def test_check_of_sound_dossiers_ends_well_and_speaks_english_when_asked() -> None:
    result = run("check", FICTIONAL, "--language", "en")
    assert result.exit_code == 0
    assert "readable dossier" in result.stdout


def test_check_never_cuts_a_message(faulty: Path) -> None:
    shown = CliRunner(env={"COLUMNS": "20"}).invoke(app, ["check", str(faulty)]).stdout
    assert any(line.strip().endswith(".") and len(line) > 60 for line in shown.splitlines())


@pytest.mark.parametrize("command", ["check", "report"])
def test_an_empty_folder_says_so(tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path)
    assert result.exit_code == 2
    assert "aucun dossier" in result.stdout + result.stderr


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    result = run("check", tmp_path / "absent.yaml")
    assert result.exit_code == 1
    assert "fichier introuvable" in result.stdout


def test_two_dossiers_of_one_code_and_year_are_both_refused(tmp_path: Path) -> None:
    shutil.copy(ENVIE, tmp_path / "one.yaml")
    shutil.copy(ENVIE, tmp_path / "two.yaml")
    result = run("report", tmp_path, "--out", tmp_path / "reports")
    assert result.exit_code == 2
    assert "one.yaml, ligne 3, code : même code et même année que two.yaml" in result.stderr
    assert "two.yaml, ligne 3, code : même code et même année que one.yaml" in result.stderr
    assert not (tmp_path / "reports").exists()


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    copied = shutil.copy(FICTIONAL, tmp_path)
    assert "1 dossier vérifié" in run("check", copied, tmp_path).stdout


def test_only_faulty_dossiers_start_nothing(faulty: Path) -> None:
    result = run("report", faulty)
    assert result.exit_code == 2
    assert "Aucun rapport n'a pu être commencé" in result.stderr


@pytest.mark.slow
def test_one_bad_dossier_of_a_folder_stops_none(tmp_path: Path, faulty: Path) -> None:
    shutil.copy(ENVIE, tmp_path)
    out = tmp_path / "reports"
    result = run("report", tmp_path, "--out", out)
    page = out / "envie-caisse-epargne" / "2021" / "fr" / "rapport.html"
    assert result.exit_code == 1
    assert result.stdout.split() == [str(page)]
    assert page.is_file()
    assert "faulty.yaml, ligne 2, year" in result.stderr
    assert "1 rapport fait, 0 à jour, 0 en échec" in result.stderr


@pytest.mark.parametrize("given", ["de", "fr,de", ""])
def test_an_unknown_language_is_refused(given: str) -> None:
    assert run("report", ENVIE, "--language", given).exit_code == 2
    assert run("check", ENVIE, "--language", given).exit_code == 2


def test_a_new_dossier_outside_the_source_tree_names_no_schema(tmp_path: Path) -> None:
    run("new", tmp_path / "mine.yaml")
    assert "$schema" not in (tmp_path / "mine.yaml").read_text(encoding="utf-8")


def test_a_new_dossier_can_be_checked_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    assert run("new", file, "--device", "seve-emploi", "--partners", 3).exit_code == 0
    text = file.read_text(encoding="utf-8")
    again = run("new", file)
    assert again.exit_code == 2
    assert "existe déjà" in again.stderr
    assert file.read_text(encoding="utf-8") == text


def test_an_unknown_device_is_refused(tmp_path: Path) -> None:
    assert run("new", tmp_path / "new.yaml", "--device", "nothing").exit_code == 2
    assert not (tmp_path / "new.yaml").exists()


def test_the_nine_devices_are_listed() -> None:
    shown = run("devices").stdout.splitlines()
    assert len(shown) == 9
    assert any(line.startswith("seve-emploi ") for line in shown)


def test_the_schema_is_json() -> None:
    import json

    assert json.loads(run("schema").stdout)["title"] == "Dossier"


def test_an_empty_folder_does_not_stop_the_dossier_named_beside_it(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("check", ENVIE, tmp_path / "empty")
    assert result.exit_code == 1
    assert "dossier lisible" in result.stdout


def test_a_link_to_itself_and_a_name_too_long_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    result = run("check", tmp_path / "loop.yaml", tmp_path / ("a" * 300 + ".yaml"), ENVIE)
    assert result.exit_code == 1
    assert "dossier lisible" in result.stdout
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_dossier_that_check_would_refuse_by_its_name_is_not_started(tmp_path: Path) -> None:
    result = run("new", tmp_path / "mine.txt")
    assert result.exit_code == 2
    assert ".yaml" in result.stderr
    assert not (tmp_path / "mine.txt").exists()


def test_a_folder_that_is_not_there_is_said_in_french(tmp_path: Path) -> None:
    result = run("new", tmp_path / "nowhere" / "mine.yaml")
    assert result.exit_code == 2
    assert "ce répertoire n'existe pas" in result.stderr


def test_reports_cannot_be_put_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    result = run("report", ENVIE, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "un fichier porte le nom du répertoire" in result.stderr


def test_a_previous_year_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    shutil.copy(FICTIONAL, tmp_path)
    (tmp_path / "rivage-delorme-2023.yaml").write_text("code: rivage-delorme\nyear: 2023\nx: [", encoding="utf-8")
    result = run("check", tmp_path / FICTIONAL.name)
    assert "aucun dossier lisible de cette année-là" in result.stdout


def test_a_terminal_that_knows_only_ascii_gets_every_message() -> None:
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "evalkit", "check", str(ENVIE)], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_new_dossiers_of_one_folder_are_not_taken_for_one(tmp_path: Path) -> None:
    for name in ("Été 1.yaml", "autre.yaml", "con.yaml"):
        run("new", tmp_path / name)
    result = run("check", tmp_path)
    assert "même code et même année" not in result.stdout
    assert "code: ete-1" in (tmp_path / "Été 1.yaml").read_text(encoding="utf-8")


def test_a_device_is_listed_with_its_suggestions() -> None:
    shown = run("devices", "seve-emploi")
    assert shown.exit_code == 0
    assert "taux de sortie en emploi durable" in shown.stdout
    assert run("devices", "zorglub").exit_code == 2
