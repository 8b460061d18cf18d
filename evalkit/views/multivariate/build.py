"""How the tables of an analysis are put together: a part is shown, the CSV file holds all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from evalkit.views.blocks import Column, Table
from evalkit.views.multivariate.wording import Wording

Cell = str | tuple[str, object]
"""What the reader sees; with the plain value when it is another."""
MOST_SHOWN = 60
"""Lines that are shown at most of a table that does not say which."""


def table(
    words: Wording,
    name: str,
    columns: str,
    rows: Iterable[Sequence[Cell]],
    notes: Iterable[str] = (),
    shown: Callable[[int], bool] | None = None,
) -> Table:
    """Put a table together.

    Parameters
    ----------
    words : Wording
    name : str
        Its caption is ``multivariate.captions.<name>``; its note, if any, is ``multivariate.notes.<name>``.
    columns : str
        Keys parted by spaces, each headed by ``multivariate.columns.<key>``; ``#`` after a key means numbers, ``~`` a
        column of the CSV only.
    rows : iterable of sequence of Cell
    notes : iterable of str
    shown : callable, optional
        Which lines, by place, the page shows; all others stand in the CSV only.
    """
    kept = [tuple(row) for row in rows]
    places = list(range(len(kept)))[:MOST_SHOWN] if shown is None else [i for i in range(len(kept)) if shown(i)]
    told = list(notes)
    if len(places) < len(kept):
        told.append(words.say("notes.all_in_csv", shown=words.count(len(places)), all=words.count(len(kept))))
    return Table(
        name=name,
        caption=words.say(f"captions.{name}"),
        columns=tuple(_column(words, key) for key in columns.split()),
        rows=tuple(tuple(cell if isinstance(cell, str) else cell[0] for cell in kept[i]) for i in places),
        values=tuple(tuple(_plain(cell) for cell in row) for row in kept),
        notes=tuple(told),
    )


def _plain(cell: Cell) -> object:
    """Return the value for CSV: a number of Python's own, or the words that stand where there is none."""
    if isinstance(cell, str) or cell[1] is None:
        return cell if isinstance(cell, str) else cell[0]
    value = cell[1]
    return value.item() if isinstance(value, np.generic) else value


def _column(words: Wording, key: str) -> Column:
    name = key.rstrip("#~")
    return Column(name, words.say(f"columns.{name}"), "number" if "#" in key else "text", "~" not in key)
