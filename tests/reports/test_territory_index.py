"""The list of the atlases of a folder."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from evalkit.reports.territory_index import INDEX, atlas_entries, write_atlas_index


def made(out: Path, folder: str, language: str, code: str, name: str, *files: str) -> None:
    place = out / folder / language
    place.mkdir(parents=True)
    (place / "manifest.json").write_text(json.dumps({"territory": {"code": code, "name": name}}), encoding="utf-8")
    for each in files:
        (place / each).write_text("x", encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    made(tmp_path, "ZE-2810", "fr", "ZE:2810", "Granville", "territoire.html", "carte.html")
    made(tmp_path, "DEP-50", "en", "DEP:50", "Manche", "territory.html", "territory.pdf")
    made(tmp_path, "DEP-61", "fr", "DEP:61", "<b>Orne</b>", "territoire.html")
    return tmp_path


def test_atlases_are_listed_by_scale_then_by_name(out: Path) -> None:
    assert [each.name for each in atlas_entries(out)] == ["<b>Orne</b>", "Manche", "Granville"]


def test_a_folder_of_another_report_or_without_its_page_is_left_alone(out: Path) -> None:
    made(out, "DEP-14", "fr", "DEP:14", "Calvados")  # no page
    made(out, "DEP-27", "fr", "DEP:50", "Manche", "territoire.html")  # copied from another
    (out / "rivage" / "2024" / "fr").mkdir(parents=True)
    (out / "rivage" / "2024" / "fr" / "manifest.json").write_text("{}", encoding="utf-8")
    (out / "ZE-1" / "fr").mkdir(parents=True)
    (out / "ZE-1" / "fr" / "manifest.json").write_text("not json", encoding="utf-8")
    assert len(atlas_entries(out)) == 3


def test_the_page_links_to_what_is_there_and_escapes_every_name(out: Path) -> None:
    page = write_atlas_index(out, "fr")
    assert page == out / INDEX
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in soup.select("main a")]
    assert links == ["DEP-61/fr/territoire.html", "DEP-50/en/territory.html", "DEP-50/en/territory.pdf",
                     "ZE-2810/fr/territoire.html", "ZE-2810/fr/carte.html"]  # fmt: skip
    assert all((out / str(each)).is_file() for each in links)
    assert soup.find("b") is None and "<b>Orne</b>" in soup.get_text()


def test_the_page_speaks_english_too(out: Path) -> None:
    text = write_atlas_index(out, "en").read_text(encoding="utf-8")
    assert "The diagnoses in this folder" in text and "Interactive map" in text
