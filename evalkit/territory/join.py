"""Tables of one level side by side: one table per zone of figures from several files."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd

from evalkit.errors import EvalkitError, problem
from evalkit.territory.table import REASONS, Tally, ZoneTable, codes_of, reasons_of
from evalkit.territory.words import level_words


def join(tables: list[ZoneTable]) -> ZoneTable:
    """Put tables of one level side by side.

    Parameters
    ----------
    tables : list of ZoneTable
        At least one. Aligned to the same membership, or brought together with it, they can be brought together further.

    Returns
    -------
    ZoneTable
        The zones of all of them; where a table lacks a zone, its values are missing (``not_in_file``).

    Raises
    ------
    EvalkitError
        When they are of different levels, or two have a column of the same name.
    """
    first = tables[0]
    names = [each for table in tables for each in table.frame.columns]
    twice = sorted({each for each in names if names.count(each) > 1})
    problems = [problem(_last_with(tables, each).place, each, "territory.column_in_both") for each in twice]
    for each in tables:
        if each.level != first.level:
            values = {"found": level_words(each.level), "expected": level_words(first.level)}
            problems.append(problem(each.place, "", "territory.other_level", **values))
    if problems:
        raise EvalkitError(problems)
    zones = pd.Index(sorted({zone for table in tables for zone in table.frame.index}))
    frame = pd.concat([each.frame.reindex(zones) for each in tables], axis=1)
    missing = reasons_of(np.hstack([_codes(each, zones) for each in tables]), frame)
    called = first.names.reindex(zones).fillna("")
    for each in tables[1:]:
        called = called.where(called != "", each.names.reindex(zones).fillna(""))
    tallies = [each.tally for each in tables if each.tally is not None and each.frame.index.equals(zones)]
    return replace(
        first,
        frame=frame,
        missing=missing,
        names=called,
        variables=tuple(variable for each in tables for variable in each.variables),
        tally=_side_by_side(tallies) if len(tallies) == len(tables) else None,
        refused={name: why for each in tables for name, why in each.refused.items()},
        splits=tuple(sorted({pair for each in tables for pair in each.splits})),
        notes=tuple(dict.fromkeys(note for each in tables for note in each.notes)),
        exhaustive=all(each.exhaustive for each in tables),
        file="",
    )


def _codes(table: ZoneTable, zones: pd.Index) -> np.ndarray:
    codes = pd.DataFrame(codes_of(table.missing), index=table.frame.index)
    return codes.reindex(zones, fill_value=REASONS.index("not_in_file")).to_numpy(dtype=np.int8)


def _side_by_side(tallies: list[Tally]) -> Tally:
    return Tally(*(pd.concat([getattr(each, part.name) for each in tallies], axis=1) for part in fields(Tally)))


def _last_with(tables: list[ZoneTable], name: str) -> ZoneTable:
    return [each for each in tables if name in each.frame][-1]
