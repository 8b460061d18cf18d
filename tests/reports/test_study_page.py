"""The parts of a study's report as a notebook shows them: whole, in both languages, and nobody's name in them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from samples import ROOT

from evalkit.multivariate.reading import study_of
from evalkit.reports.own import own_file
from evalkit.reports.refused import Refused
from evalkit.reports.study import plan_study, study_notebook
from evalkit.reports.study_page import StudyPage, open_study
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Bullets, Cover, Notice, Prose

STUDIES = ROOT / "data" / "studies"
PARTS = ("cover", "data", "axes", "variables", "individuals", "classes", "interpretation", "regressions", "limits",
         "detail", "sources")  # fmt: skip


def persons(folder: Path) -> Path:
    """Save 60 persons of two kinds, one of them with an answer of their own."""
    random = np.random.default_rng(4)
    kind = random.integers(0, 2, 60)
    table = pd.DataFrame({f"q{i}": (kind * (i % 3) + random.normal(size=60)).round(4) for i in range(6)})
    table.insert(0, "nom", [f"Zoélie-{i:03d}" for i in range(60)])
    table["sexe"] = np.where(random.random(60) < 0.5, "femme", "homme")
    table["avis"] = np.where(np.arange(60) == 7, "singulier", np.where(kind == 1, "oui", "non"))
    table.to_csv(folder / "personnes.csv", index=False)
    return folder / "personnes.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[Language, StudyPage]:
    roles = folder / "roles.yaml"
    roles.write_text("rows: personnes\nsupplementary: [sexe, avis]\nactive: '*'\n", encoding="utf-8")
    file = persons(folder)
    return {each: open_study(str(file), str(roles), each, str(folder / each)) for each in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_shown_and_names_nobody(
    pages: dict[Language, StudyPage], folder: Path, language: Language
) -> None:
    shown = {part: getattr(pages[language], part)()._repr_html_() for part in PARTS}
    assert all(f'lang="{language}"' in html for html in shown.values())
    files = [file for file in (folder / language).rglob("*") if file.is_file()]
    texts = [*shown.values(), *(file.read_text(encoding="utf-8") for file in files)]
    assert files and not [text for text in texts if "Zoélie" in text or "Zo&eacute;lie" in text]
    assert not [text for text in texts if "nan" in text.replace("finance", "").split()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_of_one_person_is_in_a_table(
    pages: dict[Language, StudyPage], folder: Path, language: Language
) -> None:
    for part in PARTS:
        getattr(pages[language], part)()
    frame = pages[language].analysis.table.frame
    values = {repr(value) for name in frame.columns[:6] for value in frame[name]}
    values |= {value.replace(".", ",") for value in values}
    cells = {
        cell.strip('"')
        for file in (folder / language / "tables").glob("*.csv")
        for line in file.read_text(encoding="utf-8-sig").splitlines()
        for cell in line.replace(";" if language == "fr" else ",", "\n").splitlines()
    }
    assert cells & values == set()


def test_the_cover_and_the_sources_say_what_was_read(tmp_path: Path) -> None:
    page = open_study(str(STUDIES / "guerry.csv"), str(STUDIES / "guerry.yaml"))
    cover, note, *brief = page.cover().blocks
    assert isinstance(note, Notice) and "à l'envers" in note.text
    assert any(isinstance(each, Bullets) for each in brief)
    assert isinstance(cover, Cover) and cover.title == "La statistique morale de la France vers 1830"
    facts = dict(cover.facts)
    assert (
        facts["Lignes étudiées"] == "85 départements, et 1 en supplément"
        and facts["Colonnes"] == "6 actives, 10 supplémentaires"
    )
    said = " ".join(str(block) for block in page.sources().blocks if isinstance(block, Prose | Bullets))
    assert "Crochard" in said and "guerry.csv" in said and "6 colonnes sans rôle" in said


def test_a_notebook_shows_the_sentences_of_a_bad_table_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id;a\nx;1\n", encoding="utf-8")
    with pytest.raises(Refused) as raised:
        open_study(str(tmp_path / "t.csv"))
    shown = raised.value._render_traceback_()
    assert any("ligne active ne suffit pas" in line for line in shown)
    with pytest.raises(Refused, match="langue « de » inconnue"):
        open_study(str(tmp_path / "t.csv"), "", "de")  # type: ignore[arg-type]


def test_the_task_names_no_folder_of_the_user(tmp_path: Path) -> None:
    table, roles = STUDIES / "guerry.csv", STUDIES / "guerry.yaml"
    planned = plan_study(study_of(table, roles), table, roles, tmp_path, LANGUAGES)
    for task, language in zip(planned.tasks, LANGUAGES, strict=True):
        assert task.folder == tmp_path / "guerry" / language
        assert task.parameters["table_file"] == "dossier/guerry.csv"
        assert str(ROOT) not in f"{task.parameters}{task.about}{task.title}"
        assert [each.name for each in task.inputs] == ["guerry.csv", "guerry.yaml"]
    assert study_notebook() == own_file("notebooks/06_multivariee.ipynb") and study_notebook().is_file()


def test_a_model_on_a_level_of_few_persons_is_not_shown_and_names_the_column_only(tmp_path: Path) -> None:
    roles = tmp_path / "roles.yaml"
    text = "active: [q0, q1, q2]\nsupplementary: [avis, sexe]\nclasses: 0\nmodels: [{formula: q0 ~ q1 + avis}]\n"
    roles.write_text(text, encoding="utf-8")
    file = str(persons(tmp_path))
    hidden = open_study(file, str(roles)).regressions()._repr_html_()
    assert "a moins de 5 lignes" in hidden.replace("\u00a0", " ") and "avis" in hidden and "singulier" not in hidden
    roles.write_text(text.replace("q1 + avis", "q1 + sexe"), encoding="utf-8")
    assert "a moins de 5 lignes" not in open_study(file, str(roles)).regressions()._repr_html_().replace("\u00a0", " ")


def test_a_refusal_says_what_was_left_out_as_well(tmp_path: Path) -> None:
    table = "nom;a;b\n" + "".join(f"r{i};{i};3\n" for i in range(8))
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    with pytest.raises(Refused) as raised:
        open_study(str(tmp_path / "t.csv"))
    assert "1 colonne active ne suffit pas" in str(raised.value).replace("\u00a0", " ")
    assert "b : colonne qui a partout la même valeur" in str(raised.value).replace("\u00a0", " ")
