"""Rates that a table's counts give: numerator and denominator stay with them, so that they can be brought together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evalkit.catalogue.words import Words
from evalkit.territory.table import REASONS, Variable, ZoneTable, codes_of, reasons_of
from evalkit.territory.variables import rates_among
from evalkit.texts import family


def with_rate(table: ZoneTable, name: str, numerator: str, denominator: str, label: Words) -> ZoneTable:
    """Add a rate, in percent, made of two counts.

    Parameters
    ----------
    table : ZoneTable
        As read or aligned, not yet brought together: rates are then computed from sums.
    name : str
        Name of the new column.
    numerator, denominator : str
        Columns of counts of the table.
    label : Words

    Raises
    ------
    ValueError
        When the table has the column already, or is already brought together or aligned.
    KeyError
        When it lacks one of the two.
    """
    if name in table.frame or table.tally is not None:
        raise ValueError(f"{name}: rates are added once, to a table as read")
    above, below = table.variable(numerator), table.variable(denominator)
    top, bottom = table.frame[numerator], table.frame[denominator]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (100 * top / bottom).where(bottom != 0)
    # The reason of the numerator, else that of the denominator, else a denominator of zero.
    own, other = (codes_of(table.missing[[each]])[:, 0] for each in (numerator, denominator))
    why = np.where(own >= 0, own, other)
    why = np.where((why < 0) & values.isna().to_numpy(), REASONS.index("empty_denominator"), why).astype(np.int8)
    vintage = above.vintage if above.vintage == below.vintage else None
    variable = Variable(name, label, "percent", "rate", numerator, denominator, vintage=vintage, source=above.source)
    frame = table.frame.assign(**{name: values})
    missing = reasons_of(np.column_stack([codes_of(table.missing), why]), frame)
    return replace(table, frame=frame, missing=missing, variables=(*table.variables, variable))


def with_known_rates(table: ZoneTable) -> ZoneTable:
    """Add the rates that evalkit knows and the table's counts give, named ``<rate>_<year>``."""
    for key, numerator, denominator, vintage in tuple(rates_among(list(table.frame.columns))):
        name = f"{key}_{vintage}" if vintage else key
        if name not in table.frame:
            table = with_rate(table, name, numerator, denominator, Words(**family("territory")["rates"][key]))
    return table
