"""What of a SIAE's workers may be shown: judged over all levels of zones at once, whichever of them is asked for.

Zones of several levels hold the same workers: an employment zone less an EPCI inside it is a commune. Figures are
released one after the other, the most useful first. Those released part the workers into regions, such that two workers
of one region are in the same released figures: whatever is computed from these is made of sums over regions. One is
released as long as no region becomes small. Then a small count is never a region, nor made of regions, and may be
anything from nobody to its whole region. That nobody lives in a zone is not told either: it would tell of the others
that somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pandas as pd

from evalkit.stats.suppression import dominates
from evalkit.territory.levels import Level

ALL = "all"
"""Key of the margins: all zones, all types."""
MAIN: tuple[Level, ...] = ("employment_zone", "epci", "departement")
"""Levels that matter most to a SIAE, the first of them a little more."""
OTHERS: tuple[Level, ...] = ("commune", "region", "employment_zone_part", "france")
FIRST = 1.1
"""Weight of the first of the main levels, in choosing which goes first."""
LIMITS: Mapping[str, float] = {"months": 12.0, "hours": 12 * 31 * 24.0}
"""What nobody exceeds in a year, as everybody knows."""
Rule = Callable[[np.ndarray], bool]


class Figure(NamedTuple):
    """The workers of a zone and type; ``all`` is the level, zone or type of margins."""

    level: str
    zone: str
    type: str


def released(rows: pd.DataFrame, zones: pd.DataFrame, threshold: int) -> dict[str, set[Figure]]:
    """Return the figures that may be shown: counts, and sums of each amount.

    Parameters
    ----------
    rows : DataFrame
        By worker: ``commune``, ``type`` (``""`` where it is not said), and amounts (``months``, ``hours``).
    zones : DataFrame
        Index: the communes of the workers, ``""`` among them. Columns: levels; code of the zone, ``""`` for none.
    threshold : int

    Returns
    -------
    dict of str to set of Figure
        ``workers`` and each amount. A sum is shown where its count is, unless it misses a part, or one worker's part
        would nearly make it, or what can be computed with it, or what lacks of the most that it could be (twelve
        months each): see `evalkit.stats.suppression.dominates`.
    """
    enough: Rule = lambda part: int(part.sum()) >= threshold  # noqa: E731
    inside = dict(_figures(rows, zones, (*_best_order(rows, zones, enough), *OTHERS)))
    told = _released(inside, enough)
    found = {"workers": set(told)}
    for amount in (each for each in rows.columns if each not in ("commune", "type")):
        values = rows[amount].to_numpy(dtype=float)
        whole = {each: inside[each] for each in told if not np.isnan(values[inside[each]]).any()}
        found[amount] = set(_released(whole, _not_dominated(values, LIMITS[amount])))
    return found


def _best_order(rows: pd.DataFrame, zones: pd.DataFrame, is_safe: Rule) -> tuple[Level, ...]:
    """Return the order of the main levels in which most workers are told at most of them.

    Where a few workers live on the other side of a border, only one of two levels can be told there.
    """

    def told(order: tuple[Level, ...]) -> float:
        inside = {each: where for each, where in _figures(rows, zones, order) if each.type == ALL != each.level}
        found = _released(inside, is_safe)
        return sum((FIRST if each.level == MAIN[0] else 1.0) * float(inside[each].sum()) for each in found)

    return max(permutations(each for each in MAIN if each in zones), key=told)


def _not_dominated(values: np.ndarray, limit: float) -> Rule:
    """Return whether neither a sum nor what it lacks of the most possible is nearly made by one worker.

    Twelve months of everybody, or no hour of anybody, would tell each worker's part.
    """

    def rule(part: np.ndarray) -> bool:
        return not dominates(values[part]) and not dominates(limit - values[part])

    return rule


def _figures(rows: pd.DataFrame, zones: pd.DataFrame, order: Sequence[Level]) -> Iterator[tuple[Figure, np.ndarray]]:
    """Yield the figures of somebody, in an order of levels, with the rows that each adds up.

    All types go before each of them. The whole goes after the zones: first, it would forbid the zone where all but two
    workers live.
    """
    kinds, commune = sorted(set(rows["type"]) - {""}), rows["commune"].to_numpy()
    levels: list[tuple[str, np.ndarray]] = [
        (each, zones[each].reindex(commune).to_numpy()) for each in order if each in zones
    ]
    levels.append((ALL, np.full(len(rows), ALL, dtype=object)))
    for kind in (ALL, *kinds):
        of_kind = np.full(len(rows), True) if kind == ALL else rows["type"].to_numpy() == kind
        for level, lived in levels:
            counts = pd.Series(lived[of_kind]).value_counts()
            for zone in sorted(set(counts.index) - {""}, key=lambda each: (-counts[each], each)):
                yield Figure(level, str(zone), kind), of_kind & (lived == zone)


def _released(inside: Mapping[Figure, np.ndarray], is_safe: Rule) -> Collection[Figure]:
    """Return figures, in their order, as long as each part of the rows that they tell from the others is safe."""
    found: list[Figure] = []
    region: np.ndarray | None = None
    for figure, where in inside.items():
        region = np.zeros(len(where), dtype=np.int64) if region is None else region
        parted = _parted(region, where)
        told = (where | _changed(region, parted)) & (parted > 0)
        if all(is_safe(parted == number) for number in np.unique(parted[told])):
            region = parted
            found.append(figure)
    return found


def _parted(region: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the regions after one more figure; 0 for rows that are in none, of which nothing can be computed."""
    numbers = np.unique(2 * region + where, return_inverse=True)[1] + 1
    return np.asarray(np.where((region > 0) | where, numbers, 0))


def _changed(region: np.ndarray, parted: np.ndarray) -> np.ndarray:
    """Tell the rows whose region was parted in two."""
    return np.asarray(np.bincount(region)[region] != np.bincount(parted)[parted])
