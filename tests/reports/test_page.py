"""The parts of a report as a notebook shows them."""

import shutil
from pathlib import Path

import pytest
from samples import ENVIE, FICTIONAL

from evalkit.reports.page import open_page
from evalkit.reports.previous import find_previous
from evalkit.reports.refused import Refused
from evalkit.sources import read_dossier
from evalkit.texts import Language
from evalkit.views.blocks import Cover, Notice


def of_year(folder: Path, year: int, previous: int | None = None) -> Path:
    lines = [
        f"code: trial\nyear: {year}\ntitle: Essai\nfictional: true\npartners:\n- {{code: P1, name: A, type: siae}}\n"
    ]
    lines += [f"previous_year: {previous}\n"] if previous else []
    file = folder / f"trial-{year}.yaml"
    file.write_text("".join(lines), encoding="utf-8")
    return file


def test_the_cover_says_what_the_dossier_says_and_that_it_is_fictional() -> None:
    cover, notice = open_page(str(FICTIONAL)).cover().blocks
    assert isinstance(cover, Cover) and isinstance(notice, Notice)
    assert dict(cover.facts)["Partenaires"] == "Atelier Rivage · Menuiseries Delorme"
    assert notice.tone == "fictional"


def test_a_real_case_is_not_called_fictional() -> None:
    assert len(open_page(str(ENVIE)).cover().blocks) == 1


def test_parts_leave_their_tables_and_figures_only_when_a_folder_is_given(tmp_path: Path) -> None:
    open_page(str(ENVIE)).framework()
    page = open_page(str(ENVIE), output_folder=str(tmp_path))
    section = page.framework()
    assert {file.stem for file in (tmp_path / "tables").iterdir()} == {table.name for table in section.tables}
    assert {file.stem for file in (tmp_path / "figures").iterdir()} == {figure.name for figure in section.figures}


def test_a_notebook_shows_the_sentences_of_a_faulty_dossier_and_no_traceback(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("code: a\nyear: soon\n", encoding="utf-8")
    with pytest.raises(Refused) as raised:
        open_page(str(faulty))
    shown = raised.value._render_traceback_()
    assert any("ligne 2, year" in line for line in shown)
    assert not any("Traceback" in line for line in shown)


def test_an_unknown_language_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="langue « de » inconnue"):
        open_page(str(ENVIE), "de")  # type: ignore[arg-type]


def test_last_years_dossier_is_found_beside_this_years(tmp_path: Path) -> None:
    of_year(tmp_path, 2022)
    of_year(tmp_path, 2023)
    shutil.copy(ENVIE, tmp_path)
    page = open_page(str(of_year(tmp_path, 2024, previous=2023)))
    assert page.evaluation.previous is not None
    assert page.evaluation.previous.year == 2023


def test_a_declared_dossier_that_is_not_found_is_said_in_the_results(tmp_path: Path) -> None:
    blocks = open_page(str(of_year(tmp_path, 2024, previous=2023))).results().blocks
    assert any(isinstance(block, Notice) and "l'année 2023" in block.text for block in blocks)


def test_without_a_declared_year_nothing_is_looked_for(tmp_path: Path) -> None:
    of_year(tmp_path, 2023)
    file = of_year(tmp_path, 2024)
    assert find_previous(file, read_dossier(file)) is None


PARTS = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_two_dossiers_that_differ_only_in_counts_kept_back_give_the_same_report(
    tmp_path: Path, language: Language
) -> None:
    """C2.I2 of the fictional dossier: two people of three in 2024, below the threshold."""
    shown = {}
    for counts in ("numerator: 2, denominator: 3", "numerator: 0, denominator: 4"):
        folder = tmp_path / counts[-1]
        folder.mkdir()
        text = FICTIONAL.read_text(encoding="utf-8")
        measure = "indicator: C2.I2, start: 2024-01-01, end: 2024-12-31, "
        assert text.count(f"{measure}numerator: 2, denominator: 3") == 1
        file = folder / FICTIONAL.name
        swapped = text.replace(f"{measure}numerator: 2, denominator: 3", measure + counts)
        file.write_text(swapped, encoding="utf-8")
        page = open_page(str(file), language, str(folder / "out"))
        parts = [getattr(page, part)()._repr_html_() for part in PARTS]
        files = {path.name: path.read_bytes() for path in sorted((folder / "out").rglob("*.*"))}
        shown[counts] = (parts, files)
    first, second = shown.values()
    assert first == second


def test_a_probable_personal_datum_is_told_by_the_review_and_repeated_nowhere(tmp_path: Path) -> None:
    address, number = "claire.durand@atelier.example", "06 12 34 56 78"
    text = FICTIONAL.read_text(encoding="utf-8").replace("Comptes rendus", f"voir {address}")
    file = tmp_path / "dossier.yaml"
    file.write_text(text.replace("circulaire du bois", number), encoding="utf-8")
    page = open_page(str(file), "fr", str(tmp_path / "out"))
    shown = "".join(getattr(page, part)()._repr_html_() for part in PARTS)
    assert "[texte non repris : donnée personnelle probable]" in shown
    assert "RM-42" in shown
    files = [path.read_bytes() for path in (tmp_path / "out").rglob("*.*")]
    assert address not in shown and number not in shown
    assert not [1 for each in files if address.encode() in each or number.encode() in each]
