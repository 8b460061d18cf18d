"""Figures of the territory put into a copy of a dossier's file: all that was typed stays."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from generated import STEPS, dossiers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from samples import FICTIONAL

from evalkit.errors import EvalkitError
from evalkit.model.framework import DiagnosisFigure
from evalkit.sources import parse_dossier, read_dossier, write_dossier
from evalkit.sources.attached import Attached, attached
from evalkit.sources.returned import is_as_returned
from evalkit.sources.yaml_write import dossier_yaml

PEOPLE = DiagnosisFigure(label="habitants", value=12_000, unit="personnes", period="2021", source="Insee : légales")
RATE = DiagnosisFigure.model_validate(
    {"label": "=taux: de « chômage »", "zone": "zone d'emploi Vire", "value": 8.1, "unit": "%", "need": "higher",
     "compared_with": "région Normandie", "compared_value": 7.25, "near": True}
)  # fmt: skip
FIGURES = (PEOPLE, RATE)
SOUND = """\
# mon dossier, commencé lundi
code: rivage
year: 2024   # l'année évaluée
title: Rivage et Delorme
partners:
- {code: P1, name: Atelier Rivage, type: siae}
# voir avec Paul
- {code: P2, name: Delorme, type: company}
"""


def copied(file: Path) -> Attached:
    return attached(file, read_dossier(file), FIGURES, "fr")


def written(folder: Path, text: str, newline: str = "\n") -> Path:
    file = folder / "dossier.yaml"
    file.write_text(text, encoding="utf-8", newline=newline)
    return file


def read(copy: Attached, folder: Path) -> tuple[DiagnosisFigure, ...]:
    file = folder / f"copie{copy.suffix}"
    file.write_bytes(copy.content)
    return read_dossier(file).diagnosis


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_figures_follow_the_users_text_which_stays_to_the_letter(tmp_path: Path, newline: str) -> None:
    file = written(tmp_path, SOUND, newline)
    copy = copied(file)
    assert copy.as_typed
    assert copy.content.startswith(file.read_bytes())
    assert read(copy, tmp_path) == FIGURES
    added = copy.content[len(file.read_bytes()) :].decode()
    assert added.count("\n") == (0 if newline == "\r" else added.count(newline))


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("diagnosis:\n#- label:  # ce que dit le chiffre\n", "#- label:  # ce que dit le chiffre\n"),
        ("diagnosis: []  # à remplir\n", "diagnosis:  # à remplir\n"),
        ("diagnosis: ~\n", "diagnosis:\n"),
        ('note: |\n  plusieurs lignes\n  et "guillemets"\n', 'note: |\n  plusieurs lignes\n  et "guillemets"\n'),
        ("note: sans fin de ligne", "note: sans fin de ligne\n"),
    ],
)
@pytest.mark.parametrize("after", ["", "# la fin\n", "history:\n- {date: 2022, label: rencontre}  # ici\n"])
def test_an_empty_field_is_filled_where_it_stands(tmp_path: Path, before: str, kept: str, after: str) -> None:
    after = after if before.endswith("\n") else ""
    copy = copied(written(tmp_path, SOUND + before + after))
    text = copy.content.decode()
    assert copy.as_typed
    assert all(line in text for line in (SOUND, kept, after))
    assert read(copy, tmp_path) == FIGURES


def test_a_text_with_marks_of_its_own_is_kept_with_them(tmp_path: Path) -> None:
    for text in (
        f"\ufeff{SOUND}",
        f"---\n{SOUND}...\n# après la fin\n",
        "".join(f"  {line}\n" for line in SOUND.split("\n")),
    ):
        copy = copied(written(tmp_path, text))
        assert copy.as_typed
        assert set(text.split("\n")) <= set(copy.content.decode().split("\n"))
        assert read(copy, tmp_path) == FIGURES


def test_a_last_line_without_an_end_gets_the_one_that_the_others_have(tmp_path: Path) -> None:
    file = written(tmp_path, SOUND.rstrip("\n"), "\r\n")
    added = copied(file).content[len(file.read_bytes()) :].decode()
    assert added.startswith("\r\ndiagnosis:\r\n")
    assert added.count("\n") == added.count("\r\n")


def test_a_text_between_braces_is_written_anew_and_that_is_known(tmp_path: Path) -> None:
    text = "{code: a, year: 2024, title: t, partners: [{code: P1, name: A, type: siae}]}"
    copy = copied(written(tmp_path, text))
    assert not copy.as_typed
    assert read(copy, tmp_path) == FIGURES


def test_a_dossier_that_has_a_diagnosis_keeps_it(tmp_path: Path) -> None:
    file = written(tmp_path, SOUND + "diagnosis:\n- {label: à moi, value: 3}\n")
    with pytest.raises(EvalkitError) as caught:
        copied(file)
    assert caught.value.sentences("fr").startswith(
        "dossier.yaml, ligne 9, diagnosis : ce dossier a déjà un diagnostic (1 chiffre). "
    )


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_whatever_a_dossier_holds_its_text_is_the_start_of_its_copy(tmp_path: Path, data: st.DataObject) -> None:
    dossier = data.draw(dossiers(data.draw(st.sampled_from(STEPS)))).model_copy(update={"diagnosis": ()})
    file = written(tmp_path, dossier_yaml(dossier, "fr"))
    copy = copied(file)
    assert copy.as_typed
    assert copy.content.startswith(file.read_bytes())
    (tmp_path / "copie.yaml").write_bytes(copy.content)
    assert read_dossier(tmp_path / "copie.yaml") == dossier.model_copy(update={"diagnosis": FIGURES})


# ----- workbooks


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def decorated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a comment, a colour, a chart and a sheet of the user's own."""
    file = tmp_path_factory.mktemp("attached") / "dossier.xlsx"
    write_dossier(read_dossier(FICTIONAL), file)
    book = load_workbook(file)
    sheet = book["1 Partenaires"]
    sheet["B5"].comment = Comment("demander à Paul", "moi")
    sheet["B5"].fill = PatternFill("solid", fgColor="FFFF00")
    mine = book.create_sheet("Mes calculs")
    mine["A1"], mine["A2"] = 3, "=A1*2"
    mine.add_chart(BarChart(), "C3")
    book["1 Diagnostic du territoire"]["A5"].fill = PatternFill("solid", fgColor="00FF00")
    book.save(file)
    return file


def test_in_a_workbook_only_the_part_of_its_own_sheet_changes(decorated: Path, tmp_path: Path) -> None:
    copy = copied(decorated)
    before, after = parts(decorated.read_bytes()), parts(copy.content)
    changed = [name for name in after if before.get(name) != after[name]]
    assert (copy.as_typed, before.keys(), len(changed)) == (True, after.keys(), 1)
    assert read(copy, tmp_path) == FIGURES
    (tmp_path / "seen.xlsx").write_bytes(copy.content)
    sheet = load_workbook(tmp_path / "seen.xlsx")["1 Diagnostic du territoire"]
    assert sheet["A5"].value == "habitants"
    assert sheet["A5"].fill.fgColor.rgb == "0000FF00"
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("=taux: de « chômage »", "s")


def test_a_workbook_of_before_gets_the_sheet_and_keeps_its_own(decorated: Path, tmp_path: Path) -> None:
    book = load_workbook(decorated)
    book.remove(book["1 Diagnostic du territoire"])
    for name in [each for each in book.defined_names if each.startswith("evk_diagnosis")]:
        del book.defined_names[name]
    book.save(tmp_path / "ancien.xlsx")
    copy = copied(tmp_path / "ancien.xlsx")
    assert copy.as_typed
    assert read(copy, tmp_path) == FIGURES
    kept = load_workbook(tmp_path / "copie.xlsx")
    assert kept.sheetnames[-1] == "1 Diagnostic du territoire"
    assert kept["1 Partenaires"]["B5"].comment.text == "demander à Paul"
    before, after = parts((tmp_path / "ancien.xlsx").read_bytes()), parts(copy.content)
    named = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert {name for name in before if before[name] != after[name]} <= named


def test_a_copy_is_a_dossier_of_its_own_and_no_returned_workbook(decorated: Path, tmp_path: Path) -> None:
    (tmp_path / "dossier.retour.xlsx").write_bytes(copied(decorated).content)
    assert not is_as_returned(tmp_path / "dossier.retour.xlsx")


def test_what_is_no_table_of_a_new_workbook_is_written_as_one(tmp_path: Path) -> None:
    dossier = parse_dossier(SOUND)
    file = tmp_path / "dossier.ods"
    file.write_bytes(b"only read_dossier would look into it")
    copy = attached(file, dossier, FIGURES, "en")
    assert (copy.suffix, copy.as_typed) == (".xlsx", False)
    assert read(copy, tmp_path) == FIGURES
