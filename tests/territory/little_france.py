"""Small official files, written by hand, and where the real ones are kept."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import Workbook

from evalkit.errors import EvalkitError
from evalkit.territory import Membership, ZoneTable, read_membership, read_zones

FILES = Path(__file__).parent / "files"
SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_real_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the official files (shared/data) are not beside this repository"
)


def comparateur() -> ZoneTable:
    return read_zones(FILES / "comparateur.csv")


def membership() -> Membership:
    return read_membership(FILES / "composition_ze2020.csv")


def written(folder: Path, text: str, name: str = "fichier.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def workbook(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], name: str = "classeur.xlsx") -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def archive(folder: Path, entries: dict[str, str], name: str = "archive.zip") -> Path:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as package:
        for entry, text in entries.items():
            package.writestr(entry, text)
    (folder / name).write_bytes(stream.getvalue())
    return folder / name


def keys(error: pytest.ExceptionInfo[EvalkitError]) -> list[str]:
    return [each.fault[0].removeprefix("errors.").removesuffix(".fault") for each in error.value.problems]


def noted(table: object) -> set[str]:
    notes = getattr(table, "notes", ())
    return {each.fault[0].removeprefix("errors.territory.").removesuffix(".fault") for each in notes}


def known_part(table: ZoneTable, name: str) -> pd.Series:
    """Return, of a count, the sum over the parts that have a value: at most the zone's whole."""
    assert table.tally is not None
    return table.tally.numerator[name]


def reasons(table: ZoneTable, name: str) -> dict[str, int]:
    """Return how many values of a column are missing, by reason."""
    return {str(reason): n for reason, n in Counter(table.missing[name].dropna()).items()}


def across(known: Membership) -> dict[str, str]:
    """Return the employment zones that lie in several regions, with their parts."""
    parts = known.frame.groupby("employment_zone")["employment_zone_part"].unique()
    return {str(zone): " ".join(sorted(each)) for zone, each in parts.items() if len(each) > 1}
