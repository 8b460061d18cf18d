"""A workbook is the equal of YAML: from one to the other and back, nothing is lost."""

from pathlib import Path
from typing import Any

import pytest
from generated import STEPS, dossiers
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from samples import PARTNERSHIPS, ROOT

from evalkit.model.dossier import Dossier
from evalkit.sources import parse_dossier, read_dossier, write_dossier
from evalkit.sources.yaml_write import dossier_yaml
from evalkit.texts import LANGUAGES, Language

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make a failing dossier smaller would take minutes."""
KEPT = [*sorted(PARTNERSHIPS.glob("*.yaml")), ROOT / "data" / "samples" / "grand-format.yaml"]


def through(dossier: Dossier, file: Path, language: Language) -> Dossier:
    file.unlink(missing_ok=True)
    write_dossier(dossier, file, language)
    return read_dossier(file)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", KEPT, ids=lambda each: each.stem)
def test_every_dossier_of_the_project_is_the_same_as_a_workbook(file: Path, language: Language, tmp_path: Path) -> None:
    dossier = read_dossier(file)
    again = through(dossier, tmp_path / "dossier.xlsx", language)
    assert again == dossier
    assert again.notes == ()


@pytest.mark.parametrize(("step", "language"), [(step, LANGUAGES[i % 2]) for i, step in enumerate(STEPS)])
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=WITHOUT_SHRINKING)
def test_from_a_workbook_to_yaml_and_back_nothing_is_lost(
    step: str, language: Language, data: st.DataObject, tmp_path_factory: Any
) -> None:
    dossier = data.draw(dossiers(step))
    as_yaml = parse_dossier(dossier_yaml(dossier, language))
    assert as_yaml == dossier
    folder = tmp_path_factory.mktemp("round-trip")
    as_workbook = through(as_yaml, folder / "dossier.xlsx", language)
    assert as_workbook == dossier
    again = parse_dossier(dossier_yaml(as_workbook, language))
    assert through(again, folder / "again.xlsx", language) == dossier
    assert (folder / "again.xlsx").read_bytes() == (folder / "dossier.xlsx").read_bytes()


def test_a_workbook_written_in_french_is_read_like_one_in_english(tmp_path: Path) -> None:
    dossier = read_dossier(PARTNERSHIPS / "rivage-delorme-2024.yaml")
    assert through(dossier, tmp_path / "a.xlsx", "fr") == through(dossier, tmp_path / "b.xlsx", "en")
