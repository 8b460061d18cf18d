"""Paris, Lyon and Marseille: files list the commune, its arrondissements, or both; nobody is counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.errors import Place, Problem, problem
from evalkit.territory.aggregate import from_tally, grouped, tally_of
from evalkit.territory.levels import CITIES, CITY_OF
from evalkit.territory.table import ZoneTable, cell, codes_of, reasons_of

AGREES = 1e-4
"""Relative difference between a city and the sum of its arrondissements that roundings can make."""
DISAGREES = 0.02
"""Relative difference that is told; births and deaths of no known arrondissement make up to one in a hundred."""


def without_arrondissements(table: ZoneTable, rounded: Mapping[str, int], place: Place) -> ZoneTable:
    """Return a table of communes where each of the three cities is one row.

    Parameters
    ----------
    table : ZoneTable
        As read, one part per row.
    rounded : mapping of str to int
        Columns in which some figures have lost digits: there, the sum of all arrondissements is the better figure of a
        city if it agrees with its own.
    place : Place
        Where messages say that the codes stand.
    """
    there = table.frame.index[table.frame.index.isin(CITY_OF)]
    if not len(there):
        return table
    made = _brought_together(table, there)
    values, codes, notes = table.frame.copy(), codes_of(table.missing), list[Problem]()
    dropped: list[str] = []
    whys = pd.DataFrame(codes, index=values.index, columns=values.columns)
    for city, parts in CITIES.items():
        if not there.isin(parts).any():
            continue
        if city in values.index:
            dropped.append(city)
            notes += _improved(
                values, made, city, rounded, complete=bool(pd.Index(parts).isin(there).all()), place=place
            )
            continue
        notes.append(problem(place, "", "territory.arrondissements_added", found=city, n=int(there.isin(parts).sum())))
        values.loc[city] = made.frame.loc[city]
        whys.loc[city] = codes_of(made.missing.loc[[city]])[0]
    if dropped:
        n = int(there.isin([part for city in dropped for part in CITIES[city]]).sum())
        notes.insert(0, problem(place, "", "territory.arrondissements_dropped", found=tuple(dropped), n=n))
    kept = sorted(values.index.difference(there))
    values, whys = values.loc[kept], whys.loc[kept]
    names = table.names.reindex(kept).fillna("")
    return replace(table, frame=values, missing=reasons_of(whys.to_numpy(dtype=np.int8), values), names=names,
                   notes=(*table.notes, *notes))  # fmt: skip


def _brought_together(table: ZoneTable, there: pd.Index) -> ZoneTable:
    """Return the cities as their arrondissements make them; one that is incomplete has no sum."""
    parts = replace(table, frame=table.frame.loc[there], missing=table.missing.loc[there], names=table.names.loc[there])
    tally = grouped(tally_of(parts), pd.Series(there.map(CITY_OF), index=there))
    of = pd.Series({city: float(len(CITIES[city])) for city in tally.parts.index})
    tally = replace(tally, parts=(tally.parts * 0.0).add(of, axis=0))
    frame, missing, _ = from_tally(tally, table.variables, (), 1.0)
    return replace(parts, frame=frame, missing=missing)


def _improved(values: pd.DataFrame, made: ZoneTable, city: str, rounded: Mapping[str, int], *, complete: bool,
              place: Place) -> list[Problem]:  # fmt: skip
    """Put the sum of all arrondissements in the place of a figure with lost digits; tell counts that disagree."""
    if not complete:
        return []
    notes = []
    for variable in made.variables:
        own, summed = cell(values, city, variable.name), cell(made.frame, city, variable.name)
        if variable.kind != "count" or np.isnan(own) or np.isnan(summed):
            continue
        if abs(own - summed) > DISAGREES * abs(own) + 1:
            found = {"found": city, "own": f"{own:.6g}", "sum": f"{summed:.6g}"}
            notes.append(problem(place, variable.name, "territory.city_disagrees", **found))
        elif rounded.get(variable.name) and abs(own - summed) <= AGREES * abs(own):
            values.at[city, variable.name] = summed
    return notes
