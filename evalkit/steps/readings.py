"""From measures to readings: each respondent's value at each period, behind the disclosure threshold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.model.results import Indicator, Measure
from evalkit.stats.disclosure import telling_parts
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


def readings_of(dossier: Dossier, indicator: Indicator, threshold: int = 0) -> tuple[Reading, ...]:
    """Return the readings of an indicator in a dossier, by period, then in the order of the file.

    Parameters
    ----------
    dossier : Dossier
    indicator : Indicator
    threshold : int
        A disclosure threshold that holds where it is higher than the dossier's own.
    """
    threshold = max(threshold, dossier.disclosure_threshold)
    found = [
        _reading(dossier, indicator, measure, ("measures", i), threshold)
        for i, measure in enumerate(dossier.measures)
        if measure.indicator == indicator.code
    ]
    sizes = {each.path: _sizes(indicator, dossier.measures[int(each.path[1])]) for each in found}
    kept = found if indicator.population != "people" else _protected(found, sizes, threshold)
    return tuple(sorted(kept, key=lambda reading: (reading.end, reading.start)))


def shares_its_code(dossier: Dossier, indicator: Indicator) -> bool:
    """Tell whether another indicator has the same code: nothing says then which one a measure is of."""
    return sum(each.code == indicator.code for each in dossier.indicators) > 1


def _reading(dossier: Dossier, indicator: Indicator, measure: Measure, path: Path, threshold: int) -> Reading:
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
    reason = _kept_back(dossier, indicator, measure, threshold)
    if reason:
        return _hidden(reading, threshold, reason)
    return _with_value(reading, indicator, measure)


def _hidden(reading: Reading, threshold: int, reason: str) -> Reading:
    nothing = not_estimable(reason, threshold=threshold)
    return replace(reading, value=nothing, text=None, n=None, share=None, stated=None)


def _kept_back(dossier: Dossier, indicator: Indicator, measure: Measure, threshold: int) -> str | None:
    """Return why a reading is kept back: a rate, the answers of a group or a breakdown rests on too few people.

    A partner answers as an organisation: its answer is no breakdown of people. A count of people is a total, not a
    rate: it is kept back only where it breaks a population down. A breakdown, or a group that answers, whose size
    nobody states is kept back too: nothing says that it is large enough.
    """
    whole = measure.subgroup is None
    organisation = indicator.form == "perception" and dossier.partner(measure.respondent)
    if indicator.population != "people" or (whole and (organisation or indicator.form == "count")):
        return None
    sizes = _sizes(indicator, measure)
    if not sizes:
        return None if whole and indicator.form != "perception" else "disclosure_unknown"
    return "disclosure" if min(sizes) < threshold else None


def _sizes(indicator: Indicator, measure: Measure) -> frozenset[int]:
    """Return on how many people a measure rests, by each count that says it; a count is its own size."""
    stated = measure.value if indicator.form == "count" else None
    counted = (stated.minimum if stated.value is None else stated.value) if stated else None
    return frozenset(int(size) for size in (counted, measure.denominator, measure.n) if size is not None)


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
    return replace(reading, value=100 * share.numerator / share.denominator, share=share)


Sizes = Mapping[Path, frozenset[int]]


def _protected(readings: list[Reading], sizes: Sizes, threshold: int) -> list[Reading]:
    return [kept for group in _overlapping(readings) for kept in _protected_group(group, sizes, threshold)]


def _overlapping(readings: list[Reading]) -> list[list[Reading]]:
    """Return the readings in groups whose periods overlap: a day more or less hides no subtraction."""
    groups: list[list[Reading]] = []
    last = dt.date.min
    for reading in sorted(readings, key=lambda each: min(each.start, each.end)):
        if groups and min(reading.start, reading.end) <= last:
            groups[-1].append(reading)
        else:
            groups.append([reading])
        last = max(last, reading.start, reading.end)
    return groups


def _protected_group(group: list[Reading], sizes: Sizes, threshold: int) -> list[Reading]:
    wholes = {size for each in group if each.subgroup is None and not each.hidden for size in sizes[each.path]}
    shown = [each.path for each in group if each.subgroup is not None and not each.hidden]
    parts = {(path, size): size for path in shown for size in sizes[path]}
    hides = any(each.subgroup is not None and each.hidden for each in group)
    telling = {path for path, _ in telling_parts(wholes, parts, hides, threshold)}
    return [_hidden(each, threshold, "disclosure_complement") if each.path in telling else each for each in group]
