"""The form of the notebook, without a browser: what it offers, says and writes; nothing ends in a traceback."""

import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from samples import ENVIE, FICTIONAL, HOSTILE

from evalkit.errors import EvalkitError
from evalkit.reports.form import Form, form
from evalkit.reports.form.upload import keep_upload
from evalkit.reports.refused import Refused
from evalkit.sources import read_dossier, write_dossier
from evalkit.texts import LANGUAGES, Language, family, say

FAULTY = "en-faute.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name asks for care, with two dossiers, one that has a fault, and what is no dossier."""
    made = tmp_path / "dossiers & <b>é"
    made.mkdir()
    for file in (ENVIE, HOSTILE):
        shutil.copy(file, made)
    text = ENVIE.read_text(encoding="utf-8")
    (made / FAULTY).write_text(text.replace("year: 2021", "year: '<i>bientôt</i>'"), encoding="utf-8")
    (made / "lisez-moi.txt").write_text("rien", encoding="utf-8")
    return made


def opened(folder: Path, language: Language = "fr") -> Form:
    return form(str(folder), str(folder.parent / "rapports é"), language)


def chosen(folder: Path, file: str, language: Language = "fr") -> Form:
    made = opened(folder, language)
    made.choice.value = folder / file
    return made


def told(made: Form) -> str:
    return BeautifulSoup(made.status.value, "html.parser").get_text()


def rows(made: Form) -> list[str]:
    return [row.get_text(" ") for row in BeautifulSoup(made.results.value, "html.parser").select("tbody tr")]


def send(made: Form, name: str, content: bytes) -> None:
    """Do what the browser does when a file is chosen."""
    sent = {"name": name, "type": "", "size": len(content), "content": memoryview(content), "last_modified": 0}
    made.upload.set_state({"value": [sent]})


def test_it_offers_the_dossiers_of_the_folder_and_nothing_else(folder: Path) -> None:
    assert [label for label, _ in opened(folder).choice.options] == [FAULTY, ENVIE.name, HOSTILE.name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_speaks_the_language_of_the_form(folder: Path, language: Language) -> None:
    made = opened(folder, language)
    named = {each.description for each in (made.check, made.make, made.again, made.upload)}
    assert named == {words[language] for words in family("form")["buttons"].values()}


def test_a_language_that_is_not_spoken_is_one_sentence(folder: Path) -> None:
    with pytest.raises(Refused, match="langue « de » inconnue"):
        form(str(folder), "rapports", "de")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    made = opened(tmp_path / "nulle part")
    assert say("errors.no_such_file.fault") in told(made)
    assert made.check.disabled and made.make.disabled and not made.upload.disabled


def test_a_file_in_place_of_the_folder_is_one_sentence(folder: Path) -> None:
    assert say("errors.unreadable_file.fault") in told(opened(folder / ENVIE.name))


def test_an_empty_folder_asks_for_a_file(tmp_path: Path) -> None:
    made = opened(tmp_path)
    assert ".yaml" in told(made) and ".xlsx" in told(made)
    assert made.check.disabled and made.make.disabled


def test_a_dossier_put_in_the_folder_is_found_by_asking_again(folder: Path) -> None:
    made = chosen(folder, ENVIE.name)
    shutil.copy(FICTIONAL, folder)
    made.again.click()
    assert FICTIONAL.name in [label for label, _ in made.choice.options]
    assert made.choice.value == folder / ENVIE.name


def test_a_faulty_dossier_is_told_with_its_line_and_as_typed(folder: Path) -> None:
    made = chosen(folder, FAULTY)
    made.check.click()
    (row,) = rows(made)
    line = (folder / FAULTY).read_text(encoding="utf-8").splitlines().index("year: '<i>bientôt</i>'") + 1
    assert f"Ligne {line}" in row and "year" in row and "<i>bientôt</i>" in row
    assert "1 problème" in told(made).replace("\u00a0", " ")


def test_a_workbook_is_told_by_its_cells_and_given_back(folder: Path) -> None:
    write_dossier(read_dossier(FICTIONAL), folder / "classeur.xlsx", "fr")
    made = chosen(folder, "classeur.xlsx")
    made.check.click()
    (row,) = rows(made)
    assert re.search(r"\n[A-Z]+\d+ ", row) and "Ligne" not in row
    assert "2023" in made.results.value  # the year before it, which is not in this folder
    (line,) = made.links.outputs
    assert "classeur.retour.xlsx" in line["data"]["text/html"] and "download" in line["data"]["text/html"]
    made.again.click()
    assert "classeur.retour.xlsx" not in [label for label, _ in made.choice.options]
    send(made, "copie.retour.xlsx", (folder / "classeur.retour.xlsx").read_bytes())
    assert made.choice.value == folder / "copie.retour.xlsx"


def test_what_is_typed_in_a_dossier_is_text(folder: Path) -> None:
    made = chosen(folder, HOSTILE.name)
    made.check.click()
    shown = made.status.value + made.results.value
    assert BeautifulSoup(shown, "html.parser").find_all(["script", "img", "iframe", "a"]) == []
    assert "<script>" in told(made)


def test_another_dossier_takes_away_what_was_said_of_the_first(folder: Path) -> None:
    made = chosen(folder, ENVIE.name)
    made.check.click()
    assert rows(made)
    made.choice.value = folder / FAULTY
    assert rows(made) == [] and ENVIE.name not in told(made)


def test_a_dossier_deleted_meanwhile_is_one_sentence(folder: Path) -> None:
    made = chosen(folder, ENVIE.name)
    (folder / ENVIE.name).unlink()
    made.make.click()
    assert say("errors.no_such_file.fault") in told(made)
    assert not made.make.disabled


def test_a_fault_of_ours_is_a_sentence_too_and_the_buttons_come_back(folder: Path) -> None:
    made = opened(folder)
    made.choice.options = [("ni fichier ni dossier", 3)]
    made.check.click()
    assert told(made) == say("form.status.unexpected", kind="TypeError")
    assert not made.check.disabled


def test_a_notebook_keeps_one_line_of_the_form(folder: Path) -> None:
    kept = chosen(folder, ENVIE.name)._repr_mimebundle_()
    assert kept["text/plain"] == say("form.plain")
    assert ENVIE.stem not in str(kept)


@pytest.mark.slow
def test_the_link_leads_from_the_notebook_to_the_report(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebooks = folder.parent / "notebooks"
    notebooks.mkdir()
    monkeypatch.chdir(notebooks)
    made = form(f"../{folder.name}", "../rapports é#1", "en")
    made.choice.value = Path("..", folder.name, ENVIE.name)
    made.make.click()
    assert told(made) == say("form.status.made", "en")
    link = BeautifulSoup(made.links.outputs[0]["data"]["text/html"], "html.parser").a
    assert isinstance(link, Tag)
    way = unquote(str(link["href"]))
    assert not os.path.isabs(way)  # noqa: PTH117 - an address, not a path of this system
    assert Path(way).name == "report.html" and Path(way).is_file()
    assert "rapports é#1/" in made.links.outputs[1]["data"]["text/html"]


def test_an_uploaded_dossier_is_written_and_chosen(folder: Path) -> None:
    made = opened(folder)
    send(made, "nouveau.yaml", b"code: nouveau")
    assert made.choice.value == folder / "nouveau.yaml"
    assert (folder / "nouveau.yaml").read_bytes() == b"code: nouveau"
    assert made.upload.value == ()


def test_an_upload_never_replaces_a_file(folder: Path) -> None:
    made = opened(folder)
    send(made, ENVIE.name, b"autre chose")
    assert say("errors.report.exists.fault") in told(made)
    assert (folder / ENVIE.name).read_bytes() == ENVIE.read_bytes()


@pytest.mark.parametrize(
    "name", ["photo.png", "", ".yaml", ".cache.yaml", "~$a.xlsx", "a\n.yaml", "a\x00.yaml", "..", "é" * 300 + ".yaml"]
)
def test_a_name_that_no_dossier_has_is_refused_in_a_sentence(folder: Path, name: str) -> None:
    before = sorted(folder.iterdir())
    send(made := opened(folder), name, b"x")
    assert say("form.status.failed") in told(made)
    assert sorted(folder.iterdir()) == before


@given(
    st.text(alphabet=st.one_of(st.sampled_from("./\\:~ a"), st.characters()), max_size=40),
    st.sampled_from(["", ".yaml", ".XLSX"]),
)
def test_an_upload_stays_in_its_folder_whatever_its_name(stem: str, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "un", "dossiers")
        folder.mkdir(parents=True)
        try:
            kept = keep_upload(folder, stem + suffix, b"x")
        except EvalkitError:
            kept = None
        assert [file for file in Path(temporary).rglob("*") if file.is_file()] == ([kept] if kept else [])
        assert kept is None or kept.parent == folder
