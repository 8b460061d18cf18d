"""The file of roles that is proposed is one that can be read, and says what was inferred."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_tables import PLAIN, saved

from evalkit.errors import EvalkitError
from evalkit.multivariate.reading import propose_roles, study_of
from evalkit.multivariate.reading.proposal import _written
from evalkit.sources.yaml_tree import parse_tree
from evalkit.texts import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proposal_gives_the_study_that_no_roles_give(tmp_path: Path, language: Language) -> None:
    file = saved(tmp_path, PLAIN)
    roles = saved(tmp_path, propose_roles(file, language), "roles.yaml")
    assert study_of(file, roles).table.variables == study_of(file).table.variables
    assert list(study_of(file, roles).table.frame.index) == list(study_of(file).table.frame.index)


def test_holes_codes_and_useless_columns_are_told_beside_the_columns(tmp_path: Path) -> None:
    rows = "".join(f"r{i};{'' if i == 3 else i};{i % 3};même\n" for i in range(12))
    text = propose_roles(saved(tmp_path, f"id;x;note;un\n{rows}"))
    assert "# nombres, 1 vide" in text and "quantité ou code ?" in text
    assert "# un — colonne qui a partout la même valeur" in text
    assert "\nmissing: iterative\n" in text and "\nidentifiers: hidden" in text


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_a_heading_is_read_back_as_it_was(heading: str) -> None:
    tree = parse_tree(
        f"labels:\n  {_written(heading)}: {_written(heading)}\nlist:\n  - {_written(heading)}  # note\n", "r"
    )
    assert tree.problems == []
    assert tree.data == {"labels": {heading: heading}, "list": [heading]}


def test_a_table_that_cannot_be_read_gives_no_proposal(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError):
        propose_roles(tmp_path / "absent.csv")
