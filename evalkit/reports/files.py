"""The tables and figures of a report as files: CSV that a spreadsheet opens as it should, and SVG."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language
from evalkit.views.blocks import Figure, Table
from evalkit.views.html import Section

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATOR: dict[Language, str] = {"fr": ";", "en": ","}


def save_section(section: Section, folder: Path) -> None:
    """Write the tables of a section under ``tables/`` and its figures under ``figures/``."""
    for table in section.tables:
        save_table(table, folder / "tables", section.language)
    for figure in section.figures:
        save_figure(figure, folder / "figures")


def save_table(table: Table, folder: Path, language: Language) -> None:
    """Write a table as CSV.

    French spreadsheets expect a semicolon between cells and a decimal comma; the mark at the head of the file tells
    them that it is UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=_SEPARATOR[language])
        writer.writerow(column.key for column in table.columns)
        writer.writerows(_cells(row, language) for row in table.values or table.rows)


def save_figure(figure: Figure, folder: Path) -> None:
    """Write a figure as SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{figure.name}.svg").write_bytes(figure.svg)


def _cells(row: Iterable[object], language: Language) -> list[str]:
    return [_cell(value, language) for value in row]


def _cell(value: object, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    if isinstance(value, float):
        return repr(value).replace(".", ",") if language == "fr" else repr(value)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
