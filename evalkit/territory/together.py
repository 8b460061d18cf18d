"""Columns made of other columns of one level: sums and ratios, with the reason where a part is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.table import REASONS, Variable, ZoneTable, codes_of, reasons_of


def with_sum(table: ZoneTable, name: str, parts: Sequence[str], label: Words) -> ZoneTable:
    """Add the sum of counts; missing where one of them is, for its reason."""
    values = table.frame[list(parts)].sum(axis=1, skipna=False)
    vintage, source = _origin(table, parts)
    variable = Variable(name, label, table.variable(parts[0]).unit, "count", vintage=vintage, source=source)
    return _with(table, variable, values, _first_reason(table, parts))


def with_ratio(table: ZoneTable, name: str, above: str, below: str, scale: float, unit: str, label: Words) -> ZoneTable:
    """Add one count over another, which stay with it so that classes of zones can be added up."""
    top, bottom = table.frame[above], table.frame[below]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (scale * top / bottom).where(bottom > 0)
    why = _first_reason(table, (above, below))
    why = np.where((why < 0) & values.isna().to_numpy(), REASONS.index("empty_denominator"), why).astype(np.int8)
    vintage, source = _origin(table, (above, below))
    variable = Variable(name, label, unit, "rate", above, below, vintage=vintage, source=source)
    return _with(table, variable, values, why)


def without_value(table: ZoneTable, variable: Variable, why: NotEstimable) -> ZoneTable:
    """Add a column that cannot be computed in any zone, with the reason."""
    codes = np.full(len(table.frame), REASONS.index("not_aggregated"), dtype=np.int8)
    found = _with(table, variable, pd.Series(np.nan, index=table.frame.index), codes)
    return replace(found, refused={**found.refused, variable.name: why})


def _with(table: ZoneTable, variable: Variable, values: pd.Series, why: np.ndarray) -> ZoneTable:
    frame = table.frame.assign(**{variable.name: values})
    missing = reasons_of(np.column_stack([codes_of(table.missing), why]), frame)
    return replace(table, frame=frame, missing=missing, variables=(*table.variables, variable))


def _first_reason(table: ZoneTable, columns: Sequence[str]) -> np.ndarray:
    """Return, for each zone, why the first missing column misses."""
    codes = codes_of(table.missing[list(columns)])
    why = np.full(len(codes), -1, dtype=np.int8)
    for each in codes.T:
        why = np.where(why < 0, each, why).astype(np.int8)
    return why


def _origin(table: ZoneTable, columns: Sequence[str]) -> tuple[str | None, str]:
    """Return the years and the sources of some columns; a year that is not known of one is not that of the others."""
    parts = [table.variable(each) for each in columns]
    years = list(dict.fromkeys(each.vintage for each in parts))
    sources = dict.fromkeys(source for each in parts for source in each.source.split(" ; ") if source)
    return None if None in years else " / ".join(filter(None, years)), " ; ".join(sources)
