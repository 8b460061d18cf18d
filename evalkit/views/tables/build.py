"""How a table is put together: rows of cells, each a text for the reader and a plain value for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalkit.stats.estimable import NotEstimable
from evalkit.steps.progress import STATUSES, Status
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Column, Table
from evalkit.views.words import unsaid

Cell = str | tuple[str, object]
"""What the reader sees; with the plain value when it is another."""


def table(
    name: str,
    language: Language,
    columns: str,
    rows: Iterable[Sequence[Cell]],
    notes: Iterable[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Table:
    """Put a table together.

    Parameters
    ----------
    name : str
        Its caption is ``headings.captions.<name>``.
    language : {"fr", "en"}
    columns : str
        Keys parted by spaces, each headed by ``headings.columns.<key>``; ``#`` after a key means numbers, ``~`` a
        column of the CSV only.
    rows : iterable of sequence of Cell
    notes : iterable of str
    labels : mapping, optional
        Headings of the columns that are named by the dossier, by key.
    """
    known = labels or {}
    kept = [tuple(row) for row in rows]
    return Table(
        name=name,
        caption=say(f"headings.captions.{name}", language),
        columns=tuple(_column(key, language, known) for key in columns.split()),
        rows=tuple(tuple(cell if isinstance(cell, str) else cell[0] for cell in row) for row in kept),
        values=tuple(tuple(cell if isinstance(cell, str) else cell[1] for cell in row) for row in kept),
        notes=tuple(notes),
    )


def said(text: str | None, language: Language) -> Cell:
    """Return a text of the dossier, or that it is not said."""
    return text if text else (unsaid(language), None)


def count(value: float | NotEstimable | None, language: Language) -> Cell:
    """Return a number, or why there is none, or that it is not said."""
    if value is None:
        return unsaid(language), None
    if isinstance(value, NotEstimable):
        return value.sentence(language), None
    return numbers.number(value, language, 2), value


def plain(value: object) -> object:
    """Return a value for CSV: nothing where it cannot be given."""
    return None if isinstance(value, NotEstimable) else value


def plain_spread(counts: Mapping[Status, int]) -> str:
    """Return a spread of indicators for CSV: ``reached=2 under_way=1``."""
    return " ".join(f"{status}={counts[status]}" for status in STATUSES if counts.get(status))


def _column(key: str, language: Language, labels: Mapping[str, str]) -> Column:
    name = key.rstrip("#~")
    heading = labels[name] if name in labels else say(f"headings.columns.{name}", language)
    return Column(name, heading, "number" if key.endswith("#") else "text", not key.endswith("~"))
