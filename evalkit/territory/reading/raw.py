"""An official file as texts: whatever its encoding, separator or package, with the rows that stand above its table."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from gzip import GzipFile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.compute as arrow_compute
import pyarrow.csv as arrow_csv

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid import cell_name
from evalkit.sources.grid.encoding import decoded
from evalkit.sources.grid.ole import SIGNATURE
from evalkit.sources.grid.package import ZIP_FAULTS
from evalkit.sources.shown import short
from evalkit.territory.reading.headings import is_header, labels_of, normal
from evalkit.territory.reading.numbers import Numbers, numbers_of

LARGEST = 1_500_000_000
"""Bytes of a text once unpacked; Insee's largest table by commune (dossier complet) has some 400 million."""
DEEPEST = 2
"""Packages inside one another: a package may be made to hold itself."""
LOOKED_AT = 20
"""Lines among which the headings are looked for: publishers put titles, sources and long labels above them."""
MOST_PROBLEMS = 50
_LARGE, _START, _BLOCK = 50_000_000, 1_000_000, 1 << 22
SEPARATORS = (";", ",", "\t", "|")
_OLD = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
"""How a workbook of Excel 5 to 2003 begins that stands in no container."""
_ENTRIES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")
MOST_COLUMNS = 400
"""Of a wider file only columns that evalkit knows, or that are asked for, are read: all would fill the memory."""


@dataclass(frozen=True)
class RawTable:
    """A table of texts.

    Parameters
    ----------
    file : str
        As messages name it; inside an archive, ``archive.zip/entry.csv``.
    sheet : str
        Empty for a text file.
    frame : DataFrame
        Texts without spaces around them; empty where the cell is. Columns: headings as written.
    first : int
        Line of the file, or row of the sheet, of the first row of `frame`.
    columns : tuple of str
        All headings of the file, also of columns that were not read.
    labels : mapping of str to str
        Long labels of columns, from the rows above the headings or from Insee's file of metadata.
    titles : str
        What stands above the table.
    separator : str
        Of the fields of a text; empty for a sheet.
    notes : tuple of Problem
    """

    file: str
    sheet: str
    frame: pd.DataFrame
    first: int
    columns: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    titles: str = ""
    separator: str = ""
    notes: tuple[Problem, ...] = ()

    def place(self, row: object, column: str | None = None) -> Place:
        """Return where a cell of `frame` stands in the file."""
        line = self.first + int(str(row))
        number = self.columns.index(column) + 1 if column in self.columns else 1
        if self.sheet:
            return Place(self.file, sheet=self.sheet, cell=cell_name(line, number))
        return Place(self.file, line, number)

    def numbers(self, column: str) -> Numbers:
        """Read a column as figures."""
        return numbers_of(self.frame[column], commas=self.separator == ",")


def read_raw(
    path: str | Path, columns: Sequence[str] | None = None, sheet: str | None = None, name: str = ""
) -> list[RawTable]:
    """Read the tables of a file: one of a text, one for each sheet that has headings.

    Parameters
    ----------
    path : path
        Text (.csv, .txt, .tsv), the same compressed (.gz), a workbook (.xlsx, .xls, .ods), or an archive (.zip) of
        these, as Insee publishes them: one of data, one of metadata.
    columns : sequence of str, optional
        Read only these beside the geography.
    sheet : str, optional
        Read only this sheet.
    name : str
        As messages and captions call the file; by default its name.

    Raises
    ------
    EvalkitError
        With the place, when it is none of these, damaged, cut, or has no headings that name a zone.
    """
    file = Path(path)
    name = name or file.name or str(file)
    found = list(_tables(_bytes_of(file, name), name, columns, sheet))
    if not found:
        raise refusal(name, "no_headings")
    return found


def _bytes_of(file: Path, name: str) -> bytes:
    try:
        if not file.is_file():
            raise EvalkitError([problem(Place(name), "", "no_such_file")])
        if file.stat().st_size > LARGEST:
            raise refusal(name, "too_large", limit=LARGEST // 1_000_000)
        return file.read_bytes()
    except OSError:
        raise EvalkitError([problem(Place(name), "", "unreadable_file")]) from None


def _tables(
    raw: bytes, name: str, columns: Sequence[str] | None, sheet: str | None, depth: int = 0
) -> Iterator[RawTable]:
    if depth > DEEPEST:
        raise refusal(name, "damaged")
    if raw.startswith(b"\x1f\x8b"):
        yield from _tables(_unzipped(raw, name), name, columns, sheet, depth + 1)
    elif raw.startswith(b"PK"):
        yield from _of_package(raw, name, columns, sheet, depth)
    elif raw.startswith((SIGNATURE, *_OLD)):
        from evalkit.territory.reading.workbook import old_tables_of

        yield from old_tables_of(raw, name, sheet)
    else:
        if (table := _of_text(_as_utf8(raw, name), name, columns)) is not None:
            yield table


def _as_utf8(raw: bytes, name: str) -> bytes:
    """Return a text in UTF-8; a large one that is so already is not copied."""
    if len(raw) < _LARGE:
        return decoded(raw, name).encode()
    try:
        check = codecs.getincrementaldecoder("utf-8")()
        for start in range(0, len(raw), _LARGE):
            check.decode(raw[start : start + _LARGE], final=start + _LARGE >= len(raw))
    except UnicodeDecodeError:
        return decoded(raw, name).encode()
    return raw


def _unzipped(raw: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            return b"".join(blocks_of(stream, name))
    except (EOFError, OSError, zlib.error):
        raise refusal(name, "damaged") from None


def blocks_of(stream: GzipFile, name: str) -> Iterator[bytes]:
    """Yield what a compressed file holds; raises `EvalkitError` past `LARGEST`.

    To ask for all of it at once would take the memory of the largest.
    """
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > LARGEST:
            raise refusal(name, "too_large", limit=LARGEST // 1_000_000)
        yield block


def _of_package(
    raw: bytes, name: str, columns: Sequence[str] | None, sheet: str | None, depth: int
) -> Iterator[RawTable]:
    """Yield the tables of a workbook, or of the files of an archive, with the labels of its file of metadata."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise refusal(name, "too_large", limit=LARGEST // 1_000_000)
            if "[Content_Types].xml" in names:
                from evalkit.territory.reading.workbook import tables_of

                yield from tables_of(raw, name, sheet)
                return
            if "content.xml" in names:
                from evalkit.territory.reading.workbook import open_tables_of

                yield from open_tables_of(raw, name, sheet)
                return
            files = [each for each in names if each.lower().endswith(_ENTRIES)]
            contents = {each: archive.read(each) for each in files}
    except ZIP_FAULTS:
        raise refusal(name, "damaged") from None
    labels: dict[str, str] = {}
    for entry in [each for each in files if "meta" in each.lower()]:
        labels |= labels_of(decoded(contents.pop(entry), f"{name}/{entry}"))
    for entry, content in contents.items():
        for table in _tables(content, f"{name}/{entry}", columns, sheet, depth + 1):
            yield replace(table, labels={**table.labels, **labels})


def _of_text(text: bytes, name: str, columns: Sequence[str] | None) -> RawTable | None:
    """Return the table of a text in UTF-8, or None where no line looks like headings."""
    lines = text[:_START].decode("utf-8-sig", errors="ignore").splitlines()[: LOOKED_AT + 2]
    if not lines:
        raise refusal(name, "empty")
    # The separator by which a line becomes headings, the most of them if several would do.
    split = {each: _split(lines, each) for each in SEPARATORS}
    heads = {each: at for each, (rows, _) in split.items() if (at := header_row(rows)) is not None}
    if not heads:
        return None
    separator = max(heads, key=lambda each: len(split[each][0][heads[each]]))
    (rows, ends), at = split[separator], heads[separator]
    headings = checked_headings(rows[at], Place(name, ends[at]))
    wanted = _wanted(headings, columns)
    names = _padded(headings, rows[at + 1] if at + 1 < len(rows) else [])
    frame = _parsed(text, separator, names, wanted, ends[at], name)
    notes = []
    if not text.endswith((b"\n", b"\r")):
        notes.append(problem(Place(name, ends[at] + len(frame)), "", "territory.no_last_end"))
    if len(wanted) < len(headings) and columns is None:
        notes.append(problem(Place(name), "", "territory.not_all_columns", n=len(wanted), of=len(headings)))
    labels, titles = above_labels(rows, at), titles_of(rows[:at])
    return RawTable(name, "", frame, ends[at] + 1, tuple(headings), labels, titles, separator, tuple(notes))


def _split(lines: Sequence[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows of some lines, and the line that each ends on: a title may take several."""
    reader = csv.reader((f"{each}\n" for each in lines), delimiter=separator)
    rows, ends = [], []
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
    return rows, ends


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row holds the headings: the last of the first ones that name a zone."""
    filled = [sum(map(bool, map(str.strip, row))) for row in rows[:LOOKED_AT]]
    # A row of the table may hold a word that could be a heading: the headings above it are then more.
    found = [
        number for number, row in enumerate(rows[:LOOKED_AT])
        if is_header(row) and 4 * filled[number] >= 3 * max(filled[:number], default=0)
    ]  # fmt: skip
    if not found:
        return None
    # Long labels may stand above the short ones, and name the zone too.
    following = [number for number in found if number == found[0] + found.index(number)]
    return following[-1]


def above_labels(rows: Sequence[Sequence[str]], at: int) -> dict[str, str]:
    """Return the labels that stand right above the headings, if that row has as many."""
    if at == 0:
        return {}
    above = [each.strip() for each in rows[at - 1]]
    if sum(map(bool, above)) < len(rows[at]) / 2:
        return {}
    return {heading: label for heading, label in zip(rows[at], above, strict=False) if label and label != heading}


def titles_of(rows: Sequence[Sequence[str]]) -> str:
    """Return what stands above a table, as one text."""
    return " ".join(cell.strip() for row in rows for cell in row if cell.strip())[:2000]


def checked_headings(row: Sequence[str], place: Place) -> list[str]:
    """Return headings, those without words numbered; raises `EvalkitError` where two are the same."""
    headings = [each.strip() for each in row]
    while headings and not headings[-1]:
        headings.pop()
    twice = sorted({each for each in headings if each and headings.count(each) > 1})
    if twice:
        raise EvalkitError([problem(place, short(each), "territory.heading_twice") for each in twice])
    return [each or f"#{number}" for number, each in enumerate(headings, 1)]


def _wanted(headings: Sequence[str], columns: Sequence[str] | None) -> list[str]:
    from evalkit.territory.reading.headings import is_geography
    from evalkit.territory.variables import is_known

    if columns is not None:
        asked = {normal(each) for each in columns}
        return [each for each in headings if normal(each) in asked or is_geography(each)]
    if len(headings) <= MOST_COLUMNS:
        return list(headings)
    return [each for each in headings if is_geography(each) or is_known(each)]


def _parsed(text: bytes, separator: str, names: list[str], wanted: list[str], skip: int, name: str) -> pd.DataFrame:
    """Parse the lines below the headings; tell all lines that have more or fewer fields."""
    problems: list[Problem] = []

    def invalid(row: arrow_csv.InvalidRow) -> str:
        values = {"found": row.actual_columns, "expected": row.expected_columns}
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem(Place(name, row.number), "", "territory.fields", **values))
        return "skip"

    read = arrow_csv.ReadOptions(use_threads=False, column_names=names, skip_rows=skip, block_size=1 << 24)
    parse = arrow_csv.ParseOptions(delimiter=separator, invalid_row_handler=invalid)
    types = dict.fromkeys(wanted, pa.string())
    convert = arrow_csv.ConvertOptions(column_types=types, include_columns=wanted, strings_can_be_null=False)
    try:
        table = arrow_csv.read_csv(pa.BufferReader(text), read, parse, convert)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            raise refusal(name, "no_rows") from None
        raise refusal(name, "quotes") from None
    if problems:
        raise EvalkitError(problems)
    if table.num_rows == 0:
        raise refusal(name, "no_rows")
    return trimmed(table)


def _padded(headings: list[str], first: Sequence[str]) -> list[str]:
    """Return the headings with names for the empty columns that spreadsheets leave at the end of lines."""
    if any(cell.strip() for cell in first[len(headings) :]):
        return headings
    return [*headings, *(f"#{number}" for number in range(len(headings) + 1, len(first) + 1))]


def trimmed(table: pa.Table) -> pd.DataFrame:
    """Return a table of texts as a frame, without spaces around them."""
    compute: Any = arrow_compute  # it has no types
    spaces = " \t\u00a0\u202f'\""
    columns = [compute.utf8_trim(column, characters=spaces) for column in table.columns]
    frame: pd.DataFrame = pa.Table.from_arrays(columns, names=table.column_names).to_pandas()
    return frame


def refusal(name: str, key: str, **values: object) -> EvalkitError:
    """Return the error of a file that cannot be read as a whole; `key` is one of ``errors.territory``."""
    return EvalkitError([problem(Place(name), "", f"territory.{key}", **values)])
