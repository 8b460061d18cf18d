"""People who left a path: the sector's four named rates, on one stated denominator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.results import Exits
from evalkit.model.vocabulary import ExitRate
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion, proportion

EXIT_RATES: tuple[ExitRate, ...] = get_args(ExitRate)
CATEGORIES = ("lasting", "transition", "positive", "other")


@dataclass(frozen=True)
class ExitRates:
    """The exits of one period.

    Parameters
    ----------
    start, end : datetime.date
    retained : int or NotEstimable
        Lasting + transition + positive + other: the one denominator. Withdrawn exits are not in it.
    categories : mapping of str to (int or NotEstimable)
    rates : mapping of rate to (Proportion or NotEstimable)
        ``dynamic`` = lasting + transition + positive; ``lasting``; ``employment`` = lasting + transition;
        ``employment_or_training`` = employment + qualifying training. All over `retained`.
    path : tuple
        Where they stand in the dossier.

    Notes
    -----
    Categories: guide, "Le parcours d'insertion". The guide gives no denominator; this one is the practice of the
    sector's administration (five exit categories, the withdrawn ones left out).
    """

    start: dt.date
    end: dt.date
    retained: int | NotEstimable
    categories: Mapping[str, int | NotEstimable]
    rates: Mapping[ExitRate, Proportion | NotEstimable]
    path: Path


def exit_rates(dossier: Dossier) -> tuple[ExitRates, ...]:
    """Return the exit rates of a dossier, period by period."""
    found = [_rates(exits, dossier.disclosure_threshold, ("exits", i)) for i, exits in enumerate(dossier.exits)]
    return tuple(sorted(found, key=lambda each: (each.end, each.start)))


def _rates(exits: Exits, threshold: int, path: Path) -> ExitRates:
    counts = {name: int(getattr(exits, name)) for name in CATEGORIES}
    retained = sum(counts.values())
    start, end = exits.start.first_day, exits.end.last_day
    if retained < threshold:
        kept_back = not_estimable("no_exit") if retained == 0 else not_estimable("disclosure", threshold=threshold)
        nothing = dict.fromkeys(CATEGORIES, kept_back)
        return ExitRates(start, end, kept_back, nothing, dict.fromkeys(EXIT_RATES, kept_back), path)
    rates = {name: _share(numerator, retained) for name, numerator in _numerators(exits).items()}
    return ExitRates(start, end, retained, counts, rates, path)


def _numerators(exits: Exits) -> dict[ExitRate, int | None]:
    employed = exits.lasting + exits.transition
    return {
        "dynamic": employed + exits.positive,
        "lasting": exits.lasting,
        "employment": employed,
        "employment_or_training": None if exits.training is None else employed + exits.training,
    }


def _share(numerator: int | None, retained: int) -> Proportion | NotEstimable:
    return not_estimable("training_not_said") if numerator is None else proportion(numerator, retained)
