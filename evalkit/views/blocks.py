"""The pieces that a report is made of. Plain data: `html` renders them, `reports` saves them.

Every text in a block is plain text, never HTML: whatever shows a block escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["text", "number"]
Tone = Literal["note", "warning", "fictional"]


@dataclass(frozen=True)
class Column:
    """A column of a `Table`.

    Parameters
    ----------
    key : str
        Its stable name in CSV and docs (English, snake_case).
    label : str
        What the reader sees.
    align : {"text", "number"}
        Numbers stand to the right.
    shown : bool
        False for what stands in the CSV only, as the page says it elsewhere (the unit, beside each value).
    """

    key: str
    label: str
    align: Align = "text"
    shown: bool = True


@dataclass(frozen=True)
class Table:
    """A table: caption, columns, rows of cells as the reader sees them.

    Parameters
    ----------
    name : str
        Stable file name without suffix (``indicators``).
    caption : str
    columns : tuple of Column
    rows : tuple of tuple of str
        One text per column; the first column heads its row. Never empty cells: what is missing says so.
    values : tuple of tuple
        The same cells as plain values for CSV (numbers unformatted); empty when the rows say it all.
    notes : tuple of str
        Remarks under the table.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[tuple[object, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawn figure.

    Parameters
    ----------
    name : str
        Stable file name without suffix (``timeline``).
    alt : str
        What the figure shows, for who cannot see it. Never empty.
    caption : str
    svg : bytes
        The drawing; what needs dots makes them from it.
    """

    name: str
    alt: str
    caption: str
    svg: bytes = field(repr=False)


@dataclass(frozen=True)
class Cover:
    """The head of a report: its one title of level 1 and the facts under it, each a label and a value.

    On paper each part with a table or a figure begins a page, unless parts are `flowing`.
    """

    kicker: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    flowing: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 2 opens a part of the report, 3 and 4 stand inside."""

    level: Literal[2, 3, 4]
    text: str


@dataclass(frozen=True)
class Prose:
    """Sentences that make one paragraph."""

    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A line that opens a file beside the page."""

    text: str
    target: str


@dataclass(frozen=True)
class Bullets:
    """A list of short items, with an optional line before it; `small` for what is only to be looked up."""

    items: tuple[str, ...]
    intro: str | None = None
    small: bool = False


@dataclass(frozen=True)
class Notice:
    """A framed remark: a note, a warning (blocking finding), or that the case is fictional."""

    tone: Tone
    text: str


@dataclass(frozen=True)
class Cards:
    """Four or fewer titled lists side by side (page 1: aimed at, changed, not known, decided)."""

    cards: tuple[Bullets, ...]


Block = Cover | Heading | Prose | Link | Bullets | Notice | Cards | Table | Figure
