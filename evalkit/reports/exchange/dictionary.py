"""The words of the tidy tables: a dictionary of columns, the codes of closed lists, a page to read, a data package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit import __version__
from evalkit.reports.exchange.columns import Column, Table, all_columns
from evalkit.reports.exchange.formats import marked, write_lines
from evalkit.reports.exchange.lists import choices, words_of
from evalkit.reports.exchange.shown import Case
from evalkit.texts import LANGUAGES, Language, say

DICTIONARY, CODES, README, PACKAGE = "dictionary.csv", "codes.csv", "README.md", "datapackage.json"
HEAD = (
    *("table", "column", "type", "unit_fr", "unit_en", "label_fr", "label_en", "meaning_fr", "meaning_en"),
    *("list", "allowed", "missing_fr", "missing_en"),
)


def write_words(tables: Sequence[Table], cases: Sequence[Case], folder: Path, language: Language) -> None:
    """Write ``dictionary.csv``, ``codes.csv`` and ``README.md`` in a folder."""
    lines = [[marked(cell) for cell in _line(table, column)] for table in tables for column in all_columns(table)]
    write_lines(HEAD, lines, folder / DICTIONARY)
    write_lines(("list", "code", "label_fr", "label_en"), _codes(), folder / CODES)
    (folder / README).write_text(readme(tables, cases, language), encoding="utf-8", newline="\n")


def _line(table: Table, column: Column) -> list[str]:
    units = [say(f"exchange.units.{column.unit}", each) if column.unit else "" for each in LANGUAGES]
    labels = [column.label(each) for each in LANGUAGES]
    meanings = [column.meaning(each) for each in LANGUAGES]
    missing = [say(f"exchange.missing.{column.missing}", each) for each in LANGUAGES]
    allowed = " | ".join(choices()[column.choices]) if column.choices else ""
    return [table.name, column.name, column.type, *units, *labels, *meanings, column.choices, allowed, *missing]


def _codes() -> list[list[str]]:
    return [
        [name, code, *(marked(words_of(name, code, language)) for language in LANGUAGES)]
        for name, codes in choices().items()
        for code in codes
    ]


def readme(tables: Sequence[Table], cases: Sequence[Case], language: Language) -> str:
    """Return the page that explains the tables: how they are read, tied together, and what is not in them."""
    invented = sum(case.evaluation.dossier.fictional for case in cases)
    parts = [
        f"# {say('exchange.readme.title', language)}",
        say("exchange.readme.made", language, version=__version__, n=len(cases)),
        say("exchange.readme.invented", language, n=invented),
        *(say(f"exchange.readme.{part}", language) for part in ("files", "keys", "types", "csv", "parquet")),
        say("exchange.readme.disclosure", language),
        say("exchange.readme.left_out", language),
        f"## {say('exchange.readme.tables', language)}",
        "\n".join(_row(table, language) for table in tables),
    ]
    return "\n\n".join(parts) + "\n"


def _row(table: Table, language: Language) -> str:
    meaning = f"{say(f'{table.words}.label', language)}. {say(f'{table.words}.help', language)}"
    return f"- `{table.name}`: {meaning}" if language == "en" else f"- `{table.name}` : {meaning}"


def write_package(tables: Sequence[Table], folder: Path, language: Language) -> None:
    """Write ``datapackage.json``, which Frictionless tools read: the schema of every CSV table."""
    package = {
        "profile": "tabular-data-package",
        "name": "evalkit-export",
        "title": say("exchange.readme.title", language),
        "resources": [_resource(table, language) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / PACKAGE).write_text(text + "\n", encoding="utf-8", newline="\n")


def _resource(table: Table, language: Language) -> Mapping[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "path": f"csv/{table.name}.csv",
        "title": say(f"{table.words}.label", language),
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": {"fields": [_field(column, language) for column in all_columns(table)], "missingValues": [""]},
    }


def _field(column: Column, language: Language) -> Mapping[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.missing == "never" else {}
    if column.choices:
        constraints["enum"] = list(choices()[column.choices])
    return {
        "name": column.name,
        "type": column.type,
        "title": column.label(language),
        "description": column.meaning(language),
        **({"constraints": constraints} if constraints else {}),
    }
