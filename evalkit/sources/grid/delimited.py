"""Delimited text (.csv, .tsv, .txt): its encoding and its separator are found, every field stays text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid.book import Book, Cell, Position, Sheet
from evalkit.sources.grid.bounds import LARGEST_TEXT_FILE, LONGEST_TEXT, MOST_CELLS, MOST_COLUMNS, MOST_LINES, MOST_ROWS
from evalkit.sources.grid.encoding import decoded
from evalkit.sources.grid.refusals import refused

SEPARATORS = (";", "\t", "|", ",")
"""In order of preference where several would do: a comma may be a decimal one."""
LOOKED_AT = 200
"""Rows by which the separator is chosen."""
MOST_PROBLEMS = 50
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n])"?[;,\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_DECIMALS = re.compile(r'"?[^,"]*\d,\d[^,"]*"?')
"""A number with a decimal comma, alone on its line."""
_NOTHING = ' \x0b\x0c\t\r\n;,|"\u00a0'
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
Row = tuple[int, list[str]]
"""The line of the file on which a row starts, and its fields."""


def read_delimited(path: str | Path) -> Book:
    """Read delimited text.

    Raises
    ------
    EvalkitError
        With the lines, when a quotation mark is left open, when lines have more fields than the others or are cut in
        two, when no separator parts them alike, or when the characters cannot be read.
    """
    file = Path(path)
    if file.stat().st_size > LARGEST_TEXT_FILE:
        raise refused(file.name, "too_large", limit=LARGEST_TEXT_FILE // 1_000_000)
    return parse_delimited(file.read_bytes(), file.name)


def parse_delimited(raw: bytes, file: str) -> Book:
    """Read delimited text from bytes; `file` is the name that messages give it. Raises as `read_delimited` does."""
    return Book(file, "csv", (_sheet(delimited_rows(raw, file), file),))


def delimited_rows(raw: bytes, file: str, most: int = MOST_ROWS) -> list[Row]:
    """Return the rows of delimited text that hold something, at most so many. Raises as `read_delimited` does."""
    text = decoded(raw, file)
    if not text.strip(_NOTHING):
        raise refused(file, "empty")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise refused(file, "csv.rows", limit=most)
    said = _SEPARATOR_LINE.match(text)
    skipped = said.end() if said else 0
    separator = said.group(1) if said else _separator(text, file)
    if separator.isalnum() or separator in "\"' ._-":
        raise EvalkitError([problem(Place(file, 1), "", "grid.csv.said_separator")])
    rows = list(_rows(text[skipped:], separator, file, 2 if said else 1, most))
    if not rows:
        raise refused(file, "empty")
    if problems := _uneven(rows, file):
        raise EvalkitError(problems)
    return rows


def _sheet(rows: Sequence[Row], file: str) -> Sheet:
    cells: dict[Position, Cell] = {}
    for number, (line, fields) in enumerate(rows, 1):
        if len(fields) > MOST_COLUMNS and any(fields[MOST_COLUMNS:]):
            raise EvalkitError([problem(Place(file, line), "", "grid.csv.columns", limit=MOST_COLUMNS)])
        cells.update({(number, column): Cell(text) for column, text in enumerate(fields, 1) if text})
        if any(len(text) > LONGEST_TEXT for text in fields):
            raise EvalkitError([problem(Place(file, line), "", "grid.csv.long_text", limit=LONGEST_TEXT)])
        if len(cells) > MOST_CELLS:
            raise refused(file, "too_many_cells", limit=MOST_CELLS)
    return Sheet(file, "", cells, lines={number: line for number, (line, _) in enumerate(rows, 1)})


def _rows(text: str, separator: str, file: str, first: int = 1, most: int = MOST_ROWS) -> Iterator[Row]:
    """Yield the rows that hold something.

    Raises
    ------
    EvalkitError
        When a quotation mark is left open, or there are too many rows.
    """
    reader = csv.reader((each.group() for each in _LINE.finditer(text)), delimiter=separator, strict=True)
    line, count = first, 0
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            key = "long_text" if "field larger" in str(error) else "quote"
            raise EvalkitError([problem(Place(file, line), "", f"grid.csv.{key}", limit=LONGEST_TEXT)]) from None
        if any(field.strip() for field in fields):
            count += 1
            if count > most:
                raise EvalkitError([problem(Place(file, line), "", "grid.csv.rows", limit=most)])
            yield line, fields
        line = first + reader.line_num


def _separator(text: str, file: str) -> str:
    """Return the separator that parts the most lines alike; any will do for a file of one column."""
    scores = {each: _alike(text, each, file) for each in SEPARATORS}
    best = max(SEPARATORS, key=lambda each: scores[each])
    if best == "," and _is_one_column(text):
        return ";"
    if scores[best] >= 0.5:
        return best
    first = next(iter(text.strip().splitlines()), "")
    if not any(each in first for each in SEPARATORS):
        return ";"
    raise refused(file, "csv.separator")


def _is_one_column(text: str) -> bool:
    """Tell whether the only commas are those of decimals, below a heading that has none."""
    heading, *rows = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    return "," not in heading and all(_DECIMALS.fullmatch(line) for line in rows if "," in line)


def _alike(text: str, separator: str, file: str) -> float:
    """Return the share of rows that have the commonest number of fields, 0 where that is one."""
    counts: Counter[int] = Counter()
    try:
        for _, fields in _rows(text, separator, file):
            counts[len(fields)] += 1
            if counts.total() >= LOOKED_AT:
                break
    except EvalkitError:
        # Left open with this separator, or badly: told when it is the one chosen.
        pass
    width, times = max(counts.items(), key=lambda each: (each[1], each[0]), default=(1, 0))
    return times / counts.total() if width > 1 else 0.0


def _uneven(rows: Sequence[Row], file: str) -> list[Problem]:
    """Tell the lines that have more fields than the table, and those that a line break cuts in two."""
    width = _width(rows)
    problems = _narrow_headings(rows, width, file)
    started = False
    for i, (line, fields) in enumerate(rows):
        before = len(rows[i - 1][1]) if i else 0
        values = {"found": len(fields), "expected": width}
        if len(fields) > width and any(field.strip() for field in fields[width:]):
            problems.append(problem(Place(file, line), "", "grid.csv.ragged", **values))
        elif started and len(fields) < width and _is_rest(before, len(fields), width, last=i == len(rows) - 1):
            problems.append(problem(Place(file, line), "", "grid.csv.cut", **values))
        started = started or len(fields) == width
    return problems[:MOST_PROBLEMS]


def _narrow_headings(rows: Sequence[Row], width: int, file: str) -> list[Problem]:
    """Tell headings that are fewer than the columns below them, as where decimal commas part numbers in two."""
    line, headings = next(((line, fields) for line, fields in rows if 2 * len(fields) > width), (1, []))
    count = len(headings)
    if count >= width or not any(field.strip() for _, fields in rows for field in fields[count:width]):
        return []
    return [problem(Place(file, line), "", "grid.csv.headings", found=count, expected=width)]


def _width(rows: Sequence[Row]) -> int:
    """Return the commonest number of fields, the greatest of the commonest."""
    counts = Counter(len(fields) for _, fields in rows)
    return max(counts, key=lambda each: (counts[each], each), default=1)


def _is_rest(before: int, fields: int, width: int, *, last: bool) -> bool:
    """Tell whether a short row is what a line break cut off the row before."""
    cut_field = before < width and before + fields - 1 == width
    return cut_field or (fields == 1 and width > 2 and not last)
