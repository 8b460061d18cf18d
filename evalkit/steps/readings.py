"""From measures to readings: each respondent's value at each period, behind the disclosure threshold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.model.results import Indicator, Measure
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion, proportion


@dataclass(frozen=True)
class Reading:
    """One respondent's value of an indicator over one period.

    Parameters
    ----------
    start, end : datetime.date
        The period, first and last day included.
    year : int
        Evaluation year of the dossier that holds the measure.
    respondent : str
        As in the file: a partner's code, or a name.
    subgroup : str or None
        The part of the population it bears on, None for the whole.
    value : float or NotEstimable
        In the indicator's unit (a share in %).
    share : Proportion or None
        The counts and the interval, for a share that may be shown.
    stated : Quantity or None
        The value as stated, when it is no exact number (``environ 25``).
    text : str or None
    n : int or None
        People who answered, when it may be shown.
    provisional : bool
    proof : str or None
    path : tuple
        Where the measure stands in its dossier.
    """

    start: dt.date
    end: dt.date
    year: int
    respondent: str
    subgroup: str | None
    value: float | NotEstimable
    share: Proportion | None = None
    stated: Quantity | None = None
    text: str | None = None
    n: int | None = None
    provisional: bool = False
    proof: str | None = None
    path: Path = ()

    @property
    def hidden(self) -> bool:
        """True when the disclosure threshold keeps the value back."""
        return isinstance(self.value, NotEstimable) and self.value.reason.startswith("disclosure")


def readings_of(dossier: Dossier, indicator: Indicator) -> tuple[Reading, ...]:
    """Return the readings of an indicator in a dossier, by period, then in the order of the file."""
    found = [
        _reading(dossier, indicator, measure, ("measures", i))
        for i, measure in enumerate(dossier.measures)
        if measure.indicator == indicator.code
    ]
    kept = _protect_complements(found, _bases(dossier, found), dossier.disclosure_threshold, indicator)
    return tuple(sorted(kept, key=lambda reading: (reading.end, reading.start)))


def _reading(dossier: Dossier, indicator: Indicator, measure: Measure, path: Path) -> Reading:
    reading = Reading(
        start=measure.start.first_day,
        end=measure.end.last_day,
        year=dossier.year,
        respondent=measure.respondent,
        subgroup=measure.subgroup,
        value=not_estimable("no_value"),
        text=measure.text,
        n=measure.n,
        provisional=measure.provisional,
        proof=measure.proof,
        path=path,
    )
    if _below_threshold(dossier, indicator, measure):
        return _hidden(reading, dossier.disclosure_threshold)
    return _with_value(reading, indicator, measure)


def _hidden(reading: Reading, threshold: int, reason: str = "disclosure") -> Reading:
    nothing = not_estimable(reason, threshold=threshold)
    return replace(reading, value=nothing, text=None, n=None, share=None, stated=None)


def _below_threshold(dossier: Dossier, indicator: Indicator, measure: Measure) -> bool:
    """Tell whether a rate, or the answers of a group of people, or a breakdown, rests on too few people.

    A partner answers as an organisation: its answer is no breakdown of people. A count of people is a total, not a
    rate: it is kept back only where it breaks a population down.
    """
    if indicator.population != "people" or dossier.partner(measure.respondent) and indicator.form == "perception":
        return False
    base = _base(measure)
    if measure.subgroup is not None and base is None:
        base = int(measure.value.value) if measure.value and measure.value.value is not None else 0
    return base is not None and base < dossier.disclosure_threshold


def _base(measure: Measure) -> int | None:
    return measure.denominator if measure.denominator is not None else measure.n


def _with_value(reading: Reading, indicator: Indicator, measure: Measure) -> Reading:
    if indicator.form == "share":
        return _with_share(reading, measure)
    if measure.value is None:
        return replace(reading, value=not_estimable("text_only" if measure.text else "no_value"))
    if measure.value.value is None:
        return replace(reading, stated=measure.value, value=not_estimable("stated", said=measure.value.raw))
    stated = measure.value if measure.value.approximate else None
    return replace(reading, value=measure.value.value, stated=stated)


def _with_share(reading: Reading, measure: Measure) -> Reading:
    if measure.numerator is None or measure.denominator is None:
        return replace(reading, value=not_estimable("share_without_counts"))
    if measure.denominator == 0:
        return replace(reading, value=not_estimable("empty_denominator"))
    share = proportion(measure.numerator, measure.denominator)
    return replace(reading, value=100 * share.value, share=share)


def _bases(dossier: Dossier, readings: Iterable[Reading]) -> dict[Path, int | None]:
    return {reading.path: _size(dossier.measures[int(reading.path[1])]) for reading in readings}


def _size(measure: Measure) -> int | None:
    base = _base(measure)
    if base is None and measure.value is not None and measure.value.value is not None:
        return int(measure.value.value)
    return base


def _protect_complements(
    readings: list[Reading], bases: dict[Path, int | None], threshold: int, indicator: Indicator
) -> list[Reading]:
    """Hide the subgroups from which a hidden one, or a small remainder, could be computed back.

    Within one respondent and period, the whole less the subgroups shown gives what is not shown. If people who are
    not shown are too few, or a single subgroup is hidden, the smallest subgroup still shown is hidden too, until
    nothing can be computed back.
    """
    if indicator.population != "people":
        return readings
    groups: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        groups.setdefault((reading.respondent, reading.start, reading.end), []).append(reading)
    return [kept for group in groups.values() for kept in _safe_group(group, bases, threshold)]


def _safe_group(group: list[Reading], bases: dict[Path, int | None], threshold: int) -> list[Reading]:
    whole = next((bases[reading.path] for reading in group if reading.subgroup is None and not reading.hidden), None)
    while True:
        shown = [reading for reading in group if reading.subgroup is not None and not reading.hidden]
        hidden = [reading for reading in group if reading.subgroup is not None and reading.hidden]
        if whole is None or not shown or not _computable(whole, shown, hidden, bases, threshold):
            return group
        smallest = min(shown, key=lambda reading: bases[reading.path] or 0)
        group = [_hidden(each, threshold, "disclosure_complement") if each is smallest else each for each in group]


def _computable(
    whole: int, shown: list[Reading], hidden: list[Reading], bases: dict[Path, int | None], threshold: int
) -> bool:
    remainder = whole - sum(bases[reading.path] or 0 for reading in shown)
    return len(hidden) == 1 or 0 < remainder < threshold
