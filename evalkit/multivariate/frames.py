"""Single figures and rows out of frames, whose stubs know nothing of what a table holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pandas as pd


def rows_of(table: pd.DataFrame) -> Iterator[tuple[Any, Any]]:
    """Go through a table: the key of each row (a tuple where the index has levels), and the row."""
    yield from table.iterrows()


def figure(table: pd.DataFrame, row: object, column: object) -> float:
    """Return the figure of a row and a column."""
    return float(cast(Any, table).loc[row, column])
