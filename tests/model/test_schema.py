"""The published JSON Schema is the model's, and accepts what the reader accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evalkit.model import json_schema
from evalkit.sources import blank_dossier, read_dossier

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "dossier.schema.json"
DOSSIERS = sorted([*(ROOT / "data" / "partnerships").glob("*.yaml"), ROOT / "tests" / "cases" / "schema_sample.yaml"])


class Yaml12(yaml.SafeLoader):
    """YAML as editors read it: a date is a text."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(data)]


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def test_the_published_schema_is_in_step_with_the_model() -> None:
    written = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == written, (
        "write it anew: python -c 'import json, evalkit.model as m; "
        "print(json.dumps(m.json_schema(), ensure_ascii=False, indent=2))' > docs/dossier.schema.json"
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_a_dossier_that_is_read_fits_the_schema(path: Path) -> None:
    read_dossier(path)
    assert faults(yaml.load(path.read_text(encoding="utf-8"), Loader=Yaml12)) == []


def test_a_blank_dossier_fits_the_schema() -> None:
    assert faults(yaml.load(blank_dossier("jvs", 3, "fr"), Loader=Yaml12)) == []


@pytest.mark.parametrize(
    "change",
    [{"code": "../a"}, {"year": 1800}, {"unknown": 1}, {"partners": []}, {"purposes": ["F9"]}, {"title": None}],
    ids=str,
)
def test_the_schema_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    sound = {"code": "a", "year": 2024, "title": "b", "partners": [{"code": "P1", "name": "c", "type": "siae"}]}
    assert faults(sound) == []
    assert faults({**sound, **change})
