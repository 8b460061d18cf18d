"""A first file of roles, inferred from a table and commented, for a person to correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from evalkit.multivariate.reading.columns import MOST_LEVELS, Column, Reader, left_out, names_rows
from evalkit.multivariate.reading.raw import read_raw
from evalkit.multivariate.reading.roles import ALL
from evalkit.sources.yaml_tree import NOTHING
from evalkit.texts import Language, say

_PLAIN = re.compile(r"[^\W\d][\w .()/'’%°²€-]*")
_NOTE = 34
"""Column of the file at which comments start, where there is room."""


def propose_roles(table_file: str | Path, language: Language = "fr") -> str:
    """Return a file of roles for a table: what each column seems to be, with comments that say what may be changed.

    Raises
    ------
    EvalkitError
        When the table cannot be read.
    """
    table = read_raw(Path(table_file))
    reader = Reader(table, None, None, (say("study.yes", language), say("study.no", language)))
    columns = [reader.read(raw) for raw in table.columns]
    identifier = next((each for each in columns if names_rows(each)), None)
    others = [each for each in columns if each is not identifier]
    useful = [each for each in others if not left_out(each)]
    useless = [each for each in others if left_out(each)]
    name = Path(table_file).name
    said = _Lines(language)
    said.comment("head", file=name, n=table.rows, columns=len(columns))
    said.line("title", _written(Path(table_file).stem), "title")
    said.line("rows", say("study.rows", language), "rows")
    if identifier:
        said.line("identifier", _written(identifier.name), "identifier")
    said.line("identifiers", "hidden", "identifiers")
    said.comment("source")
    said.comment("active")
    said.columns("active", useful)
    said.comment("supplementary")
    said.text("supplementary: []" if useful else f'supplementary: "{ALL}"')
    said.useless(useless)
    said.comment("labels")
    said.text("labels:")
    for column in useful:
        said.text(f"  {_written(column.name)}: {_written(column.name.replace('_', ' ').strip())}")
    said.missing(useful)
    said.comment("more")
    return "\n".join(said.lines) + "\n"


class _Lines:
    """The lines of the file, as they are written."""

    def __init__(self, language: Language) -> None:
        self.language, self.lines = language, list[str]()

    def text(self, text: str) -> None:
        self.lines.append(text)

    def comment(self, key: str, **values: object) -> None:
        """Add a comment of some lines after an empty one."""
        said = say(f"study.proposal.{key}", self.language, **values).strip().splitlines()
        self.lines += [*([""] if self.lines else []), *(f"# {line}".rstrip() for line in said)]

    def line(self, field: str, value: str, key: str) -> None:
        """Add a field with a comment beside it."""
        self.lines.append(_beside(f"{field}: {value}", say(f"study.proposal.{key}", self.language)))

    def columns(self, field: str, columns: Sequence[Column]) -> None:
        """Add a list of columns, each with what it is."""
        self.lines.append(f"{field}:" if columns else f"{field}: []")
        for column in columns:
            self.lines.append(_beside(f"  - {_written(column.name)}", ", ".join(self._facts(column))))

    def _facts(self, column: Column) -> Iterator[str]:
        values = column.values
        different = len({each for each in values if each is not None})
        yield say(f"study.proposal.{column.kind}", self.language, n=different)
        if empty := sum(each is None for each in values):
            yield say("study.proposal.empty", self.language, n=empty)
        if column.notes:
            yield say("study.proposal.doubt", self.language)

    def useless(self, columns: Sequence[Column]) -> None:
        """Say which columns are left out, and why."""
        for column in columns:
            values = {"n": len(set(column.values)), "limit": MOST_LEVELS}
            said = say(f"errors.study.left_out.{left_out(column)}.fault", self.language, **values)
            self.lines.append(f"# {_written(column.name)} — {said}")

    def missing(self, columns: Sequence[Column]) -> None:
        """Say what is done with holes, where there are some."""
        if not any(each is None for column in columns for each in column.values):
            return
        self.comment("missing")
        categories = all(column.kind == "qualitative" for column in columns)
        self.lines.append(f"missing: {'category' if categories else 'iterative'}")


def _beside(text: str, comment: str) -> str:
    return f"{text.ljust(_NOTE)} # {comment}"


def _written(text: str) -> str:
    """Write a text so that YAML reads it as it is."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text not in NOTHING
    return text if plain else json.dumps(text, ensure_ascii=False)
