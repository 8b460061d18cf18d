"""The text of a data set of data.insee and of its labels, in whatever package it comes, in batches of rows."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.compute as arrow_compute
import pyarrow.csv as arrow_csv

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid.package import ZIP_FAULTS
from evalkit.territory.reading.raw import MOST_PROBLEMS

compute: Any = arrow_compute  # it has no types
_LONGEST, _MOST_LABELS = 20_000, 20_000_000
"""Bytes of the line of headings, and of the file of labels."""


def has_no_last_end(file: Path) -> bool:
    """Tell a text that may have been cut inside its last figure; archives check that themselves."""
    with file.open("rb") as stream:
        if stream.read(4).startswith((b"PK", b"\x1f\x8b", b"PAR1")):
            return False
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) not in b"\r\n"


def labels_beside(file: Path) -> Path | None:
    """Return the file of metadata that Insee's archive holds beside the data, where both were taken out of it."""
    beside = file.with_name(file.name.replace("_data.csv", "_metadata.csv"))
    return beside if beside != file and beside.is_file() else None


@contextmanager
def _opened(file: Path, *, labels: bool = False) -> Iterator[IO[bytes] | None]:
    """Open the text of a data set, or that of its labels, inside an archive or beside it; None where there is none."""
    with file.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(b"PK"):
        with ZipFile(file) as archive:
            names = [each for each in archive.namelist() if each.lower().endswith(".csv")]
            found = [each for each in names if ("metadata" in each.lower()) == labels]
            if not found:
                yield None
                return
            with archive.open(found[0]) as entry:
                yield entry
    elif labels:
        beside = labels_beside(file)
        if beside is None:
            yield None
            return
        with beside.open("rb") as stream:
            yield stream
    elif start.startswith(b"\x1f\x8b"):
        with gzip.open(file) as unpacked:
            yield cast("IO[bytes]", unpacked)
    else:
        with file.open("rb") as stream:
            yield stream


def headings_of(file: Path) -> list[str]:
    """Return the headings of a data set; raises what its package raises where that is damaged."""
    with file.open("rb") as stream:
        if stream.read(4) == b"PAR1":
            import pyarrow.parquet as parquet

            return [str(each) for each in parquet.read_schema(file).names]
    with _opened(file) as stream:
        return _first_line(stream)[0]


def _first_line(stream: IO[bytes] | None) -> tuple[list[str], str]:
    """Read the headings of a text; return them and their separator."""
    line = stream.readline(_LONGEST).decode("utf-8-sig", errors="ignore") if stream else ""
    separator = _separator(line)
    return next(csv.reader([line], delimiter=separator), []), separator


def _separator(line: str) -> str:
    return max(";,\t", key=line.count)


def batches_of(file: Path, name: str, problems: list[Problem]) -> Iterator[pa.Table]:
    """Yield the rows of a data set, all texts; lines of another length are left out and told in `problems`."""
    with file.open("rb") as start:
        if start.read(4) == b"PAR1":
            import pyarrow.parquet as parquet

            for batch in parquet.ParquetFile(file).iter_batches(1 << 18):
                table = pa.Table.from_batches([batch])
                texts = [compute.fill_null(compute.cast(each, pa.string()), "") for each in table.columns]
                yield pa.Table.from_arrays(texts, names=table.column_names)
            return

    def invalid(row: arrow_csv.InvalidRow) -> str:
        values = {"found": row.actual_columns, "expected": row.expected_columns}
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem(Place(name, row.number + 1), "", "territory.fields", **values))
        return "skip"

    with _opened(file) as stream:
        names, separator = _first_line(stream)
        # Under this name Python checks the letters: pyarrow would pass over what is no UTF-8 in a line of wrong length.
        read = arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=1 << 24, encoding="utf-8-sig")
        parse = arrow_csv.ParseOptions(delimiter=separator, invalid_row_handler=invalid)
        types = dict.fromkeys(names, pa.string())
        convert = arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False)
        for batch in arrow_csv.open_csv(stream, read, parse, convert):
            yield pa.Table.from_batches([batch])


def labels_of_cells(file: Path, name: str) -> dict[tuple[str, str], str]:
    """Return the labels of the file of metadata, by column and code."""
    try:
        with _opened(file, labels=True) as stream:
            text = stream.read(_MOST_LABELS).decode("utf-8-sig", errors="replace") if stream else ""
    except ZIP_FAULTS:
        raise EvalkitError([problem(Place(name), "", "territory.damaged")]) from None
    lines = text.splitlines()
    rows = csv.DictReader(lines, delimiter=_separator(lines[0]) if lines else ";")
    return {
        (row["COD_VAR"], row["COD_MOD"]): row["LIB_MOD"]
        for row in rows if row.get("COD_VAR") and row.get("COD_MOD") and row.get("LIB_MOD")
    }  # fmt: skip
