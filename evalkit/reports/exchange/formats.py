"""A tidy table as CSV and as Parquet: the same columns, the same types, the same values."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evalkit.reports.exchange.columns import Column, Row, Table, all_columns
from evalkit.texts import LANGUAGES

RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
"""First characters of a text that a spreadsheet may run as a formula (in both widths), and the mark itself."""
MARK = "'"


def write_csv(table: Table, rows: Iterable[Row], file: Path) -> None:
    """Write a table as CSV: UTF-8, commas, points, line feeds, empty where there is nothing."""
    columns = all_columns(table)
    write_lines([column.name for column in columns], (_texts(columns, row) for row in rows), file)


def write_lines(head: Sequence[str], lines: Iterable[Sequence[str]], file: Path) -> None:
    """Write lines of texts as CSV."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(",".join(map(_quoted, line)) + "\n" for line in (head, *lines))


def _quoted(cell: str) -> str:
    """Quote what readers would split; the csv module leaves a lone carriage return bare when lines end in LF."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell


def marked(text: str) -> str:
    """Return a text that no spreadsheet runs: with an apostrophe before it where its first character calls for one.

    A text that starts with an apostrophe gets one too, so that taking off the first gives every text back.
    """
    control = unicodedata.category(text[0]) == "Cc" if text else False
    return MARK + text if control or text.startswith(RUNS) else text


def unmarked(cell: str) -> str:
    """Return the text of a cell written by `marked`."""
    return cell.removeprefix(MARK)


def _texts(columns: Iterable[Column], row: Row) -> list[str]:
    return [_text(row.get(column.name)) for column in columns]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return marked(value) if isinstance(value, str) else repr(value)


def write_parquet(table: Table, rows: Sequence[Row], file: Path) -> None:
    """Write a table as Parquet: texts as they are, each column with its label and meaning in both languages."""
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

    columns = all_columns(table)
    schema = pa.schema([_field(pa, column) for column in columns])
    values = {column.name: [row.get(column.name) for row in rows] for column in columns}
    pq.write_table(pa.table(values, schema=schema), file)


def _field(pa: Any, column: Column) -> Any:
    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    words = {f"label_{language}": column.label(language) for language in LANGUAGES}
    words |= {f"meaning_{language}": column.meaning(language) for language in LANGUAGES}
    return pa.field(column.name, types.get(column.type, pa.date32()), column.missing != "never", words)
