"""A dossier as YAML that a person can read and go on with; what is read back from it is the same dossier."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import BaseModel

from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.sources.blank import STEPS, WIDTH
from evalkit.sources.grid import Cell, text_of
from evalkit.sources.yaml_tree import NOTHING
from evalkit.texts import Language, say


class _Dumper(yaml.SafeDumper):
    """Writes every scalar as the text it is: the reader types nothing either, so ``2024`` needs no quotes."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if text in NOTHING else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


class _Fields(dict[str, Any]):
    """The fields of a dossier: one per line, however short they are."""


def _fields(dumper: _Dumper, fields: _Fields) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", fields, flow_style=False)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Fields, _fields)


def dossier_yaml(dossier: Dossier, language: Language) -> str:
    """Return a dossier as YAML, in the order of the steps, whose headings are in `language`; defaults are left out."""
    lines = []
    for step, names in STEPS.items():
        fields = {name: _plain(getattr(dossier, name)) for name in names if _is_stated(dossier, name)}
        if fields:
            lines += [f"# ===== {say(f'blank.step.{step}', language)} ".ljust(WIDTH, "="), _dumped(fields)]
    return "\n".join(lines)


def field_yaml(dossier: Dossier, name: str) -> str:
    """Return one field of a dossier as YAML."""
    return _dumped({name: _plain(getattr(dossier, name))})


def _dumped(fields: dict[str, Any]) -> str:
    how: dict[str, Any] = {"allow_unicode": True, "width": WIDTH, "sort_keys": False, "default_flow_style": None}
    return str(yaml.dump(_Fields(fields), None, _Dumper, **how))


def _is_stated(entry: BaseModel, name: str) -> bool:
    if name == "template_version":
        return True
    return bool(getattr(entry, name) != type(entry).model_fields[name].get_default())


def _plain(value: Any) -> Any:
    """Return a value as texts, lists and mappings."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields if _is_stated(value, name)}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return text_of(Cell(value))
    return value.raw if isinstance(value, Quantity) else str(value) if isinstance(value, PartialDate) else value
