"""Tidy tables of several dossiers, for researchers: one set of CSV and Parquet files with their dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from evalkit.reports.exchange.columns import rows_of
from evalkit.reports.exchange.dictionary import CODES, DICTIONARY, PACKAGE, README, write_package, write_words
from evalkit.reports.exchange.formats import write_csv, write_parquet
from evalkit.reports.exchange.place import written_aside
from evalkit.reports.exchange.shown import Case
from evalkit.reports.exchange.tables import tables
from evalkit.texts import Language

Format = Literal["csv", "parquet"]


def export_tidy(
    cases: Sequence[Case],
    folder: str | Path,
    formats: Sequence[Format] = ("csv", "parquet"),
    language: Language = "fr",
) -> tuple[Path, ...]:
    """Write everything that some dossiers state and their evaluations found as tidy tables.

    Parameters
    ----------
    cases : sequence of Case
        In any order: rows stand by code and year.
    folder : str or pathlib.Path
        Gets ``csv/`` and ``parquet/`` with one file per table, ``dictionary.csv``, ``codes.csv``, ``README.md`` and,
        with CSV, ``datapackage.json``.
    formats : sequence of {"csv", "parquet"}
    language : {"fr", "en"}
        Language of ``README.md`` and of the titles in the data package; the dictionary has both.

    Returns
    -------
    tuple of pathlib.Path
        The files, words first.

    Raises
    ------
    OSError
        When a file cannot be written. Nothing is put in place before all is written.
    """
    target = Path(folder)
    ordered = sorted(cases, key=lambda case: (case.evaluation.dossier.code, case.evaluation.dossier.year))
    with written_aside(target) as draft:
        write_words(tables(), ordered, draft, language)
        if "csv" in formats:
            write_package(tables(), draft, language)
        for name in formats:
            _write(ordered, draft / name, name)
    words = [DICTIONARY, CODES, README, *([PACKAGE] if "csv" in formats else [])]
    files = [f"{name}/{table.name}.{name}" for name in formats for table in tables()]
    return tuple(target / name for name in (*words, *files))


def _write(cases: Sequence[Case], folder: Path, name: Format) -> None:
    folder.mkdir()
    for table in tables():
        file, rows = folder / f"{table.name}.{name}", rows_of(table, cases)
        if name == "csv":
            write_csv(table, rows, file)
        else:
            write_parquet(table, rows, file)
