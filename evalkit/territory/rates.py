"""Rates that a table's counts give: numerator and denominator stay with them, so that they can be brought together."""

from __future__ import annotations

from evalkit.catalogue.words import Words
from evalkit.territory.table import ZoneTable
from evalkit.territory.together import with_ratio
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
    return with_ratio(table, name, numerator, denominator, 100.0, "percent", label)


def with_known_rates(table: ZoneTable) -> ZoneTable:
    """Add the rates that evalkit knows and the table's counts give, named ``<rate>_<year>``."""
    for key, numerator, denominator, vintage in tuple(rates_among(list(table.frame.columns))):
        name = f"{key}_{vintage}" if vintage else key
        if name not in table.frame:
            table = with_rate(table, name, numerator, denominator, Words(**family("territory")["rates"][key]))
    return table
