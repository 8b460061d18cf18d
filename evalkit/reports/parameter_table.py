"""A table of parameters as it is written, whatever file it is in: which columns, and what stands in each row."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.grid import Cell, Sheet, faults_of, read_book, text_of

if TYPE_CHECKING:
    import yaml

    from evalkit.sources.tree import Tree

_TREES = {".yaml", ".yml", ".json"}
_NOTHING = {"", "~", "null"}


@dataclass(frozen=True)
class Given:
    """What stands in a row under a column: a cell, or a text, a list or a mapping; and where."""

    value: Any
    place: Place


@dataclass(frozen=True)
class Entry:
    """A row: what is given under each column that is not empty; and where it stands."""

    given: Mapping[str, Given]
    place: Place


@dataclass(frozen=True)
class Table:
    """Columns with their places, and rows."""

    columns: tuple[tuple[str, Place], ...]
    entries: tuple[Entry, ...]


def read_table(file: Path) -> Table:
    """Read the rows of a CSV, a workbook, or a list of mappings in YAML or JSON; nothing is typed yet.

    Raises
    ------
    EvalkitError
        When the file cannot be read or holds no row, and for cells that show an error or stand under no heading.
    """
    table = _of_tree(file) if file.suffix.lower() in _TREES else _of_sheet(_first_sheet(file))
    if not table.entries:
        raise EvalkitError([problem(Place(file.name), "", "run.no_row")])
    return table


def _first_sheet(file: Path) -> Sheet:
    """Return the first sheet that holds something and is not hidden."""
    shown = [sheet for sheet in read_book(file).sheets if sheet.cells and not sheet.hidden]
    if not shown:
        raise EvalkitError([problem(Place(file.name), "", "run.no_row")])
    return shown[0]


def _of_sheet(sheet: Sheet) -> Table:
    filled = {position: cell for position, cell in sheet.cells.items() if not _is_blank(cell)}
    head = min((row for row, _ in filled), default=0)
    names = {column: text_of(cell).strip() for (row, column), cell in filled.items() if row == head}
    problems = [problem(sheet.place(*cells[:2]), "", "run.merged") for cells in sheet.merged]
    problems += _faults(sheet, filled, head, names)
    if problems:
        raise EvalkitError(problems)
    rows: dict[int, dict[str, Given]] = {}
    for (row, column), cell in sorted(filled.items()):
        if row > head:
            rows.setdefault(row, {})[names[column]] = Given(cell, sheet.place(row, column))
    columns = tuple((names[column], sheet.place(head, column)) for column in sorted(names))
    return Table(columns, tuple(Entry(given, sheet.place(row, 1)) for row, given in rows.items()))


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell.value, str) and not cell.value.strip()


def _faults(sheet: Sheet, filled: Mapping[tuple[int, int], Cell], head: int, names: Mapping[int, str]) -> list[Problem]:
    found = []
    for (row, column), cell in sorted(filled.items()):
        place, name = sheet.place(row, column), names.get(column, "")
        found += [problem(place, name, key) for key in faults_of(cell) or ()]
        if row > head and not name:
            found.append(problem(place, "", "run.no_heading"))
    return found


def _of_tree(file: Path) -> Table:
    import yaml

    from evalkit.sources.yaml_tree import Loader

    text, tree = _vetted(file)
    if tree.problems:
        raise EvalkitError(tree.problems)
    if not isinstance(tree.data, list) or not all(isinstance(each, dict) for each in tree.data):
        raise EvalkitError([problem(Place(file.name), "", "run.not_a_list")])
    entries = []
    root = yaml.compose(text, Loader=Loader)
    for i, node in enumerate(root.value if root else ()):
        given = {key: Given(value, tree.near((i, key))) for key, value in _mapping(node).items()}
        entries.append(Entry(given, tree.near((i,))))
    columns = {key: given.place for entry in reversed(entries) for key, given in entry.given.items()}
    return Table(tuple(columns.items()), tuple(entries))


def _vetted(file: Path) -> tuple[str, Tree]:
    """Return the text of a YAML or JSON file and what it holds, once read within the bounds of a dossier's."""
    from evalkit.sources.yaml_tree import parse_tree, read_tree

    tree = read_tree(file)
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() != ".json":
        return text, tree
    text = _as_yaml(text, file)
    return text, parse_tree(text, file.name)


def _as_yaml(text: str, file: Path) -> str:
    """Refuse what is no JSON; of what is, tabs alone are no YAML, and all that stand in it are indentation."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise EvalkitError([problem(Place(file.name, error.lineno, error.colno), "", "run.json")]) from None
    except RecursionError:
        raise EvalkitError([problem(Place(file.name), "", "run.json")]) from None
    return text.replace("\t", " ")


def _mapping(node: yaml.Node) -> dict[str, Any]:
    """Return a row of a vetted file: texts as typed, what is inside a list or a mapping as JSON would have it."""
    found = {str(key.value): _outer(value) for key, value in node.value}
    return {key: value for key, value in found.items() if value is not None}


def _outer(node: yaml.Node) -> Any:
    if isinstance(node.value, str):
        return None if not node.style and node.value in _NOTHING else node.value  # type: ignore[attr-defined]
    return _native(node)


def _native(node: yaml.Node) -> Any:
    if isinstance(node.value, str):
        return node.value if node.style else _scalar(node.value)  # type: ignore[attr-defined]
    if node.id == "sequence":  # type: ignore[attr-defined]
        return [_native(each) for each in node.value]
    return {str(key.value): _native(value) for key, value in node.value}


def _scalar(text: str) -> Any:
    """Read what is not between quotation marks: a number as JSON writes it, true, false, nothing; else a text."""
    if text in _NOTHING:
        return None
    if re.fullmatch(r"true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", text, re.ASCII):
        return json.loads(text)
    return text
