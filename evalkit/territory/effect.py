"""The counterfactual for a zone, by each definition of unemployment that files have: side by side, never averaged."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.atlas import Atlas
from evalkit.territory.counterfactual import THRESHOLD, Counterfactual, Definition, counterfactual
from evalkit.territory.derived import latest
from evalkit.territory.levels import Level
from evalkit.territory.profile import zone_table
from evalkit.territory.seekers import Kind, seekers_by_kind
from evalkit.territory.table import ZoneTable

Figure = float | NotEstimable
REGISTERED: dict[Definition, Kind] = {"registered_a": ("A", False), "registered_abc": ("ABC", False)}


def rises_of_zone(
    atlas: Atlas, level: Level, code: str, workers: Figure, workers_date: str = "", threshold: int = THRESHOLD
) -> tuple[Counterfactual | NotEstimable, ...]:
    """Compute by how much unemployment would rise in a zone, by the census and by registered job seekers.

    Parameters
    ----------
    atlas : Atlas
    level : Level
    code : str
    workers : float or NotEstimable
        On a path, who live in the zone; see `OwnData.of_zone`.
    workers_date : str
        Year of the workers; empty where it is not known.
    threshold : int
        See `counterfactual`.

    Returns
    -------
    tuple of Counterfactual or NotEstimable
        One for each definition of which the files have a figure, each in its latest year; a reason alone where workers
        are not told, or no figure is there. The localised unemployment rate comes without its counts: only its reason.
        The census alone has the active people of the same definition, so that alone has a rise in points.

    Raises
    ------
    EvalkitError
        When the zone is not there.
    """
    table = zone_table(atlas, level, code)
    if isinstance(workers, NotEstimable):
        return (workers,)
    found = tuple(_rises(table, code, workers, workers_date, threshold))
    return found or (not_estimable("atlas.no_active_counts"),)


def _rises(
    table: ZoneTable, code: str, workers: float, workers_date: str, threshold: int
) -> Iterator[Counterfactual | NotEstimable]:
    # Numerator and denominator of one rate are of one year and one part of the census.
    census = latest(table, "unemployment_rate_census")
    if census is not None:
        columns = ((census.numerator,), (census.denominator,))
        yield _rise(table, code, workers, workers_date, "census", columns, threshold)
    seekers = seekers_by_kind(table.frame.columns)
    for definition, kind in REGISTERED.items():
        if periods := seekers[kind]:
            yield _rise(table, code, workers, workers_date, definition, (periods[max(periods)], ()), threshold)
    if latest(table, "unemployment_rate_localised") is not None:
        yield not_estimable("territory.localised_without_counts")


def _rise(
    table: ZoneTable, code: str, workers: float, workers_date: str, definition: Definition,
    columns: tuple[tuple[str, ...], tuple[str, ...]], threshold: int,
) -> Counterfactual | NotEstimable:  # fmt: skip
    unemployed, active = (_summed(table, code, each) for each in columns)
    if isinstance(unemployed, NotEstimable):
        return unemployed
    first = table.variable(columns[0][0])
    known = None if isinstance(active, NotEstimable) else active
    return counterfactual(workers, unemployed, known, definition=definition, threshold=threshold, source=first.source,
                          date=first.vintage or "", workers_date=workers_date)  # fmt: skip


def _summed(table: ZoneTable, code: str, columns: tuple[str, ...]) -> Figure:
    values = [table.value(code, each) for each in columns]
    missing = [each for each in values if isinstance(each, NotEstimable)]
    if missing or not values:
        return missing[0] if missing else not_estimable("territory.no_active")
    return sum(each for each in values if isinstance(each, float))
