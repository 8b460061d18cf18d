"""``evalkit questionnaire`` as a user meets it: files made, nothing replaced, and answers that come back."""

import csv
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import FICTIONAL, PARTNERSHIPS
from typer.testing import CliRunner, Result

from evalkit.cli import app
from evalkit.sources import read_dossier

STEMS = ["rivage-delorme-2024-p1-fr", "rivage-delorme-2024-p2-fr", "rivage-delorme-2024-beneficiaires-fr"]


def run(file: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["questionnaire", str(file), "--out", str(out), *options])


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} if folder.exists() else set()


def test_without_format_both_are_made_and_the_files_are_listed(tmp_path: Path) -> None:
    result = run(FICTIONAL, tmp_path / "out")
    assert result.exit_code == 0, result.output
    expected = {f"{stem}.{suffix}" for stem in STEMS for suffix in ("xlsx", "docx")}
    assert files(tmp_path / "out") == expected
    assert {Path(line).name for line in result.stdout.splitlines()} == expected
    assert "3 questionnaires" in result.stderr
    assert "evalkit import" in result.stderr


@pytest.mark.parametrize(
    ("given", "suffixes"), [("docx", {".docx"}), ("xlsform", {".xlsx"}), ("docx, xlsform", {".xlsx", ".docx"})]
)
def test_the_formats_asked_for_are_made(tmp_path: Path, given: str, suffixes: set[str]) -> None:
    run(FICTIONAL, tmp_path / "out", "--format", given, "--language", "en")
    assert {Path(each).suffix for each in files(tmp_path / "out")} == suffixes
    assert all(Path(each).stem.endswith("-en") for each in files(tmp_path / "out"))


def test_an_unknown_format_or_language_is_told(tmp_path: Path) -> None:
    for options in (("--format", "pdf"), ("--language", "de")):
        result = run(FICTIONAL, tmp_path / "out", *options)
        assert result.exit_code == 2
        assert options[1] in result.stderr
    assert files(tmp_path / "out") == set()


def test_without_perception_indicator_one_sentence_says_so_and_nothing_is_written(tmp_path: Path) -> None:
    result = run(PARTNERSHIPS / "trivel.yaml", tmp_path / "out")
    assert result.exit_code == 1
    assert "aucun indicateur de perception" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_file_of_someones_is_never_replaced_and_then_nothing_is_written(tmp_path: Path) -> None:
    mine = tmp_path / f"{STEMS[1]}.docx"
    mine.write_text("à moi", encoding="utf-8")
    result = run(FICTIONAL, tmp_path)
    assert result.exit_code == 2
    assert "existe déjà" in result.stderr
    assert files(tmp_path) == {mine.name}
    assert mine.read_text(encoding="utf-8") == "à moi"


def test_the_same_command_finishes_what_was_cut_off(tmp_path: Path) -> None:
    run(FICTIONAL, tmp_path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    (tmp_path / f"{STEMS[0]}.xlsx").unlink()
    assert run(FICTIONAL, tmp_path).exit_code == 0
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_perception_left_out_shows_in_the_exit_code(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    text = FICTIONAL.read_text(encoding="utf-8")
    file.write_text(text.replace('  unit: "1-5"', '  unit: "points"', 1), encoding="utf-8")
    result = run(file, tmp_path / "out")
    assert result.exit_code == 1
    assert "C1.I4" in result.stderr
    assert len(files(tmp_path / "out")) == 6


def test_a_broken_dossier_and_a_folder_that_is_a_file_are_sentences(tmp_path: Path) -> None:
    broken, taken = tmp_path / "d.yaml", tmp_path / "pris"
    broken.write_text("code: [", encoding="utf-8")
    taken.write_text("", encoding="utf-8")
    for file, out in ((broken, tmp_path / "out"), (FICTIONAL, taken)):
        result = run(file, out)
        assert (result.exit_code, result.stdout) == (2, "")
        assert isinstance(result.exception, SystemExit)


def test_answers_to_the_form_come_back_by_the_proposal_as_it_stands(tmp_path: Path) -> None:
    shutil.copy(FICTIONAL, tmp_path / "d.yaml")
    run(tmp_path / "d.yaml", tmp_path, "--format", "xlsform")
    survey = load_workbook(tmp_path / f"{STEMS[2]}.xlsx")["survey"].iter_rows(min_row=2, max_col=2, values_only=True)
    marks = {"C1_I4": "4", "C4_I1": "2", "respondent": "beneficiaries"}
    names = [name for _, name in survey]
    assert set(marks) <= set(names)
    with (tmp_path / "reponses.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([*names, "_id", "_uuid", "_submission_time"])
        writer.writerows([[*(marks.get(each, "") for each in names), i, f"u{i}", "2023-10-01"] for i in range(7)])
    ran = CliRunner().invoke(app, ["import", str(tmp_path / "d.yaml"), str(tmp_path / "reponses.csv")])
    assert ran.exit_code == 0, ran.output
    mapping = tmp_path / "reponses.correspondance.yaml"
    # The year that was evaluated has its answers already: these are the next one's.
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("2024-", "2025-"), encoding="utf-8")
    ran = CliRunner().invoke(
        app, ["import", str(tmp_path / "d.yaml"), str(tmp_path / "reponses.csv"), "--mapping", str(mapping)]
    )
    assert ran.exit_code == 0, ran.output
    new = read_dossier(tmp_path / "d-mesures.yaml").measures[-2:]
    assert [(each.indicator, each.respondent, each.value.value, each.n) for each in new if each.value] == [
        ("C1.I4", "Salariés en parcours", 4, 7),
        ("C4.I1", "Salariés en parcours", 2, 7),
    ]
