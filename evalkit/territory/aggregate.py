"""Zones brought together, each variable by its own rule, with what stands behind every value.

A count is the sum of its parts, and is missing where one of them is: a missing part is not zero. A rate is the sum of
its numerators over the sum of its denominators; a mean is weighted by its weight; both are given where nine
people in ten live in parts that have a value: small communes, whose values are secret, are unlike the others. A median
is never averaged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.levels import Level
from evalkit.territory.membership import Membership
from evalkit.territory.table import REASONS, Reason, Tally, Variable, ZoneTable, reasons_of
from evalkit.territory.variables import population_of

COVERED = 0.9
"""Share of the people of a zone who must live in parts with a value for its rate or mean to be shown; of the parts,
where the population is not known."""


def aggregate(table: ZoneTable, to: Level, membership: Membership, least: float = 1.0) -> ZoneTable:
    """Bring zones together to a larger level. A table as read is first aligned to the membership, see `align`.

    Parameters
    ----------
    table : ZoneTable
        As read, aligned, or already brought together.
    to : Level
        The zones of `table` must lie inside those of this level.
    membership : Membership
    least : float
        Share of a zone's parts, 0 to 1, that must have a value for the sum of a count to be shown; with less than 1
        a shown sum may be too small, by what `ZoneTable.coverage` tells.

    Returns
    -------
    ZoneTable
        With its tally, so that it can be brought together again: two steps give what one gives.

    Raises
    ------
    EvalkitError
        When zones lie across those of `to`, or the membership does not know the level.
    """
    from evalkit.territory.align import align

    groups = membership.groups(table.level, to)
    aligned = table if table.tally is not None else align(table, membership)
    if aligned.tally is None:
        raise ValueError("an aligned table has its tally")
    groups = groups.reindex(aligned.frame.index)
    tally = grouped(aligned.tally, groups)
    splits = _splits(aligned, groups)
    frame, missing, refused = from_tally(tally, table.variables, splits, least)
    return replace(aligned, level=to, frame=frame, missing=missing, refused=refused, tally=tally, splits=splits,
                   names=membership.name_of(to, frame.index))  # fmt: skip


def _splits(table: ZoneTable, groups: pd.Series) -> tuple[tuple[str, str], ...]:
    """Return the groups of which one was parted from the other: inside one group, nothing is lost."""
    found = {(groups[one], groups[other]) for one, other in table.splits}
    return tuple(sorted(pair for pair in found if pair[0] != pair[1] and not pd.isna(pair[0]) and not pd.isna(pair[1])))


def tally_of(table: ZoneTable) -> Tally:
    """Return what is additive of a table as read: each of its zones is one part."""
    numerator, denominator = _fractions(table)
    covered = numerator.notna() & denominator.notna()
    own = population_of(list(table.frame.columns))
    people = table.frame[own] if own else pd.Series(np.nan, index=table.frame.index)
    lived = pd.DataFrame(dict.fromkeys(numerator.columns, people), index=numerator.index).astype(float)
    return Tally(
        numerator.where(covered, 0.0),
        denominator.where(covered, 0.0),
        covered.astype(float),
        pd.DataFrame(1.0, index=numerator.index, columns=numerator.columns),
        lived.where(covered, lived * 0.0),
        lived,
    )


def _fractions(table: ZoneTable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return, for each variable, what is summed above and below; missing where it cannot be."""
    above, below = {}, {}
    for each in table.variables:
        values = table.frame[each.name]
        above[each.name], below[each.name] = values, values * 0.0
        if each.kind == "rate" and each.numerator:
            above[each.name], below[each.name] = table.frame[each.numerator], table.frame[each.denominator]
        elif each.kind == "mean" and each.weight in table.frame:
            weight = table.frame[each.weight]
            above[each.name], below[each.name] = values * weight, weight
    empty = pd.DataFrame(index=table.frame.index)
    return (pd.DataFrame(above), pd.DataFrame(below)) if above else (empty, empty)


def grouped(tally: Tally, groups: pd.Series) -> Tally:
    """Return a tally of larger zones; zones that belong to none are left out.

    Parameters
    ----------
    tally : Tally
    groups : Series
        The larger zone of each zone, in the same order.
    """
    by = groups.to_numpy()
    people = tally.people.groupby(by).sum(min_count=1)
    return replace(tally.each(lambda frame: frame.groupby(by).sum()), people=people)


Made = tuple[pd.DataFrame, pd.DataFrame, dict[str, NotEstimable]]


def from_tally(
    tally: Tally, variables: tuple[Variable, ...], splits: tuple[tuple[str, str], ...], least: float
) -> Made:
    """Return the values of a tally, why they miss, and the variables that cannot be brought together."""
    frame = pd.DataFrame(index=tally.parts.index, columns=tally.numerator.columns, dtype=float)
    codes = np.full(frame.shape, -1, dtype=np.int8)
    refused: dict[str, NotEstimable] = {}
    parted = frame.index.isin([each for pair in splits for each in pair])
    for number, variable in enumerate(variables):
        why_not = _refusal(variable, tuple(frame.columns))
        values, why = _values(tally, variable, least, single=why_not is not None)
        for reason, where in (*why, ("split_since", parted)):
            codes[where & (codes[:, number] < 0), number] = REASONS.index(reason)
        frame[variable.name] = np.where(codes[:, number] < 0, values, np.nan)
        if why_not is not None:
            refused[variable.name] = why_not
    return frame, reasons_of(codes, frame), refused


def _refusal(variable: Variable, columns: tuple[str, ...]) -> NotEstimable | None:
    """Tell why a variable cannot be brought together, if it cannot."""
    if variable.kind == "median":
        return not_estimable("territory.median")
    if variable.kind == "unknown":
        return not_estimable("territory.unknown_kind")
    if variable.kind == "rate" and not variable.numerator:
        return not_estimable("territory.rate_without_counts")
    if variable.kind == "mean" and not variable.weight:
        return not_estimable("territory.no_weight")
    if variable.kind == "mean" and variable.weight not in columns:
        return not_estimable("territory.weight_absent", weight=variable.weight)
    return None


Whys = list[tuple[Reason, np.ndarray]]


def _values(tally: Tally, variable: Variable, least: float, *, single: bool) -> tuple[np.ndarray, Whys]:
    """Return the values of a variable and where they miss, first reasons first."""
    above, below = (frame[variable.name].to_numpy(dtype=float) for frame in (tally.numerator, tally.denominator))
    parts, covered = (
        tally.parts[variable.name].to_numpy(dtype=float),
        tally.covered[variable.name].to_numpy(dtype=float),
    )
    nothing: tuple[Reason, np.ndarray] = ("split_since", parts == 0)
    if single:
        # What cannot be brought together keeps its value where a zone is one part only (Paris, also a département).
        return above, [nothing, ("not_aggregated", parts != 1), ("part_missing", covered < 1)]
    if variable.kind == "count":
        with np.errstate(invalid="ignore", divide="ignore"):
            return above, [nothing, ("part_missing", (covered == 0) | (covered / parts < least))]
    scale = 100.0 if variable.kind == "rate" and variable.unit == "percent" else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        values = scale * above / below
    little = ~(_share(tally, variable.name) >= COVERED)
    return values, [nothing, ("little_covered", little), ("empty_denominator", below == 0)]


def _share(tally: Tally, name: str) -> np.ndarray:
    """Return the share of the people behind a value, or of the parts where the population is not known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        people = (tally.people_covered[name] / tally.people[name]).to_numpy(dtype=float)
        parts = (tally.covered[name] / tally.parts[name]).to_numpy(dtype=float)
    return np.where(np.isnan(people), parts, people)
