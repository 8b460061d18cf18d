"""What unemployment would be without the workers on a path: arithmetic of an order of magnitude, told as such.

The first example of Coodiag reads « le taux de chômage progresserait de 23,63 % »: that is a relative rise, S / D. The
rise in points, S / A, is far smaller; both are always given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from evalkit.stats.estimable import NotEstimable, not_estimable

Definition = Literal["census", "localised", "registered_a", "registered_abc", "other"]
SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of the workers who would really become unemployed."""
THRESHOLD = 5
FORMULAS = ("relative", "points", "symbols")
ASSUMPTIONS = ("all_unemployed", "residence", "same_date", "people", "double_count", "no_cause")
"""Keys of ``texts/territory.yaml``, ``counterfactual``."""
Figure = float | NotEstimable


@dataclass(frozen=True)
class Rise:
    """The rise if a share of the workers became unemployed.

    Parameters
    ----------
    share : float
        0 to 1.
    relative : float or NotEstimable
        In percent of the unemployed: 100 k S / D.
    points : float or NotEstimable
        In points of the unemployment rate: 100 k S / A.
    """

    share: float
    relative: Figure
    points: Figure


@dataclass(frozen=True)
class Counterfactual:
    """Unemployment with and without the workers on a path.

    Parameters
    ----------
    definition : Definition
        Whose unemployment; figures of two definitions are never mixed.
    workers, unemployed, active : float or NotEstimable
        Counts of people of the zone; a small one is not told.
    rate_before, rate_after : float or NotEstimable
        Unemployment rate, in percent, as it is and if all workers became unemployed.
    full : Rise
        If all workers became unemployed.
    sensitivity : tuple of Rise
        For the shares 0.25, 0.5, 0.75 and 1.
    formulas, assumptions : tuple of str
        Keys under ``counterfactual`` in ``texts/territory.yaml``; to be printed with the figures.
    source, date : str
        Of the unemployed and active people, as the user gives them; empty where he does not.
    workers_date : str
        Of the workers on a path; empty where it is not known.
    """

    definition: Definition
    workers: Figure
    unemployed: Figure
    active: Figure
    rate_before: Figure
    rate_after: Figure
    full: Rise
    sensitivity: tuple[Rise, ...]
    formulas: tuple[str, ...] = FORMULAS
    assumptions: tuple[str, ...] = ASSUMPTIONS
    source: str = ""
    date: str = ""
    workers_date: str = ""

    @property
    def years_apart(self) -> int | NotEstimable:
        """Years between the workers and the unemployed people: the calculation takes all counts as of one date."""
        years = [re.match(r"\d{4}", each) for each in (self.workers_date, self.date)]
        if not all(years):
            return not_estimable("territory.dates_unknown")
        one, other = (int(each.group()) for each in years if each)
        return abs(one - other)


def counterfactual(
    workers: float,
    unemployed: float,
    active: float | None = None,
    *,
    definition: Definition = "census",
    threshold: int = THRESHOLD,
    source: str = "",
    date: str = "",
    workers_date: str = "",
) -> Counterfactual:
    """Compute by how much unemployment would rise if the workers on a path were unemployed.

    Parameters
    ----------
    workers : float
        S, workers on a path who live in the zone: people, not full-time equivalents.
    unemployed : float
        D, unemployed people of the zone; census figures are weighted, so not whole.
    active : float, optional
        A, active people of the zone, the unemployed included; the active population is taken as unchanged.
    definition : Definition
        Of unemployment.
    threshold : int
        A count of fewer people, other than none, is not told, and nothing that is computed from it.
    source, date : str
        Of D and A, to be quoted.
    workers_date : str
        Of S.

    Returns
    -------
    Counterfactual
        What cannot be computed is a `NotEstimable`: the relative rise without any unemployed people, the rise in points
        without the active population; everything when there are more workers than people at work (S > A - D), more
        unemployed than active people, or a small count.

    Raises
    ------
    ValueError
        When a count is negative or no number.

    Notes
    -----
    u0 = D / A, u1 = (D + k S) / A; relative rise (u1 - u0) / u0 = k S / D, rise in points u1 - u0 = k S / A.
    """
    for each in (workers, unemployed, 0 if active is None else active):
        if not 0 <= each < float("inf"):
            raise ValueError(f"no count of people: {each}")
    counts = [_told(each, threshold) for each in (workers, unemployed)]
    known: Figure = not_estimable("territory.no_active") if active is None else _told(active, threshold)
    whole = _impossible(workers, unemployed, active) or next(
        (each for each in (*counts, known) if isinstance(each, NotEstimable) and each.reason == "disclosure"), None
    )
    rises = tuple(_rise(share, workers, unemployed, active, whole) for share in SHARES)
    before = whole or (known if active is None else _rate(unemployed, active))
    after = whole or (known if active is None else _rate(unemployed + workers, active))
    # Who works is not of category A: nobody is counted twice.
    assumptions = tuple(each for each in ASSUMPTIONS if (definition, each) != ("registered_a", "double_count"))
    return Counterfactual(definition, counts[0], counts[1], known, before, after, rises[-1], rises,
                          assumptions=assumptions, source=source, date=date, workers_date=workers_date)  # fmt: skip


def _told(count: float, threshold: int) -> Figure:
    return not_estimable("disclosure", threshold=threshold) if 0 < count < threshold else float(count)


def _impossible(workers: float, unemployed: float, active: float | None) -> NotEstimable | None:
    if active is not None and unemployed > active:
        return not_estimable("territory.more_unemployed_than_active")
    if active is not None and workers > active - unemployed:
        return not_estimable("territory.more_workers_than_employed")
    return None


def _rise(share: float, workers: float, unemployed: float, active: float | None, whole: NotEstimable | None) -> Rise:
    if whole is not None:
        return Rise(share, whole, whole)
    relative = 100 * share * workers / unemployed if unemployed else not_estimable("territory.no_unemployed")
    points = 100 * share * workers / active if active else not_estimable("territory.no_active")
    return Rise(share, relative, points)


def _rate(unemployed: float, active: float) -> Figure:
    return 100 * unemployed / active if active else not_estimable("territory.no_active")
