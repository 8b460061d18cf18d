"""Job seekers by category, age and time since they registered, and workers in SIAE beside them, of one year.

Columns are those of series: ``defm``, the categories of the file, the period. Files are of many years; workers and job
seekers are compared in the latest year that both have, or in two years that follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import not_estimable
from evalkit.territory.reading.headings import normal
from evalkit.territory.table import Variable, ZoneSeries, ZoneTable
from evalkit.territory.together import with_ratio, with_sum, without_value
from evalkit.territory.variables import parted
from evalkit.texts import LANGUAGES, say

Age = Literal["under_25", "25_49", "50_and_over"]
AGES: Mapping[Age, re.Pattern[str]] = {
    "under_25": re.compile(r"(moins_de_25|15_(a_)?24|y_?lt25|lt25)(_ans)?"),
    "25_49": re.compile(r"((de|entre)_)?25_(a_|et_)?49(_ans)?"),
    "50_and_over": re.compile(r"(50_ans_(ou|et)_plus|50_et_plus|plus_de_50_ans)"),
}
_LONG = re.compile(r"(inscrits_depuis_|depuis_)?((un|1)_an_(ou|et)_plus|plus_d_(un|1)_an|plus_de_(un|1)_an|deld)")
_CATEGORY = re.compile(r"(categories?_|cat_)?([abc](_?[bc])*)")
_WHOLE = re.compile(r"ensemble|total|tous|toutes")
_WORKERS = "siae_workers"
_SEEKERS = "job_seekers"
RATIO = "siae_workers_for_seekers"
CATEGORIES = ("ABC", "A", "")
"""Of job seekers, the usual ones; in this order for those of a year or more."""
Kind = tuple[str, bool]
KINDS: tuple[Kind, ...] = (*((each, True) for each in CATEGORIES), ("A", False), ("ABC", False), ("", False))
"""Category, and whether a year or more: whom workers in SIAE are compared with, the first that a year allows."""
MONTHS = 12


@dataclass(frozen=True)
class Seekers:
    """What a column of job seekers counts.

    Parameters
    ----------
    category : str
        ``A``, ``ABC``...; empty where the file does not say it.
    age : str
        Empty for all ages.
    long : bool
        Registered for a year or more.
    period : str
    """

    category: str
    age: Age | Literal[""]
    long: bool
    period: str


def seekers_of(column: str) -> Seekers | None:
    """Return what a column counts; None for another one, or for a part of the job seekers that is not known (a sex)."""
    key, categories, period = parted(column)
    if key != _SEEKERS:
        return None
    category, age, long = "", "", False
    for part in filter(None, (normal(each) for each in re.split(r"_(?! )", categories))):
        if found := _CATEGORY.fullmatch(part):
            category += found.group(2).replace("_", "").upper()
        elif fits := [each for each, words in AGES.items() if words.fullmatch(part)]:
            age = fits[0]
        elif _LONG.fullmatch(part):
            long = True
        elif not _WHOLE.fullmatch(part):
            return None
    return Seekers(category, age, long, period)  # type: ignore[arg-type]


def is_workers(column: str) -> bool:
    """Tell a column of all workers in SIAE."""
    key, category, _ = parted(column)
    return key == _WORKERS and not category


def best_pair(workers: Iterable[str], seekers: Iterable[str]) -> tuple[str, str] | None:
    """Return the periods in which workers and job seekers are best compared; None where years are too far apart.

    Parameters
    ----------
    workers, seekers : iterable of str
        Periods.

    Returns
    -------
    tuple of (str, str) or None
        Of the latest year that both have, the same month where there is one, else the latest of each; without a common
        year, the two periods of years that follow each other which lie closest together.
    """
    others = list(seekers)
    pairs = [(one, other) for one in workers for other in others if abs(_year(one) - _year(other)) <= 1]
    return max(pairs, key=_closeness, default=None)


def _closeness(pair: tuple[str, str]) -> tuple[object, ...]:
    one, other = pair
    same = _year(one) == _year(other)
    return (same, _year(one) if same else -abs(_month(one) - _month(other)), one == other, one, other)


def _year(period: str) -> int:
    return int(period[:4])


def _month(period: str) -> int:
    """Return a period as months; a year and a quarter end with their last."""
    part = period[5:]
    month = 3 * int(part[1:]) if part.startswith("T") else int(part or MONTHS)
    return MONTHS * _year(period) + month


def is_compared(series: ZoneSeries) -> bool:
    """Tell whether a series counts workers in SIAE or job seekers."""
    return any(parted(f"{name}_{series.periods[-1]}")[0] in (_WORKERS, _SEEKERS) for name in series.frames)


def periods_to_keep(series: Iterable[ZoneSeries]) -> frozenset[str]:
    """Return the periods of workers in SIAE and job seekers that are kept beside the last one of each series."""
    columns = [f"{name}_{period}" for each in series if is_compared(each)
               for name, frame in each.frames.items() for period in frame.columns]  # fmt: skip
    workers, seekers = _workers(columns), seekers_by_kind(columns)
    pairs = (best_pair(workers, seekers[kind]) for kind in KINDS)
    return frozenset(period for pair in pairs if pair for period in pair)


def with_workers(table: ZoneTable) -> ZoneTable:
    """Add workers in SIAE for 100 job seekers: of a year or more where a file has them, else of a usual category.

    Where files of both are there but of years that are too far apart, the column has no value but this reason.
    """
    columns = list(table.frame.columns)
    workers, seekers = _workers(columns), seekers_by_kind(columns)
    for kind in KINDS:
        if pair := best_pair(workers, seekers[kind]):
            return _with_ratio(table, kind, workers[pair[0]], seekers[kind][pair[1]])
    known = next((kind for kind in KINDS if seekers[kind]), None)
    if not workers or known is None:
        return table
    why = not_estimable("territory.years_apart", workers=max(workers), seekers=max(seekers[known]))
    return without_value(table, Variable(RATIO, _label(known), "percent", "rate"), why)


def _with_ratio(table: ZoneTable, kind: Kind, workers: str, seekers: tuple[str, ...]) -> ZoneTable:
    below = seekers[0]
    if len(seekers) > 1:
        below = f"{RATIO}_below"
        table = with_sum(table, below, seekers, named_seekers(kind[0], long=kind[1]))
    return with_ratio(table, RATIO, workers, below, 100.0, "percent", _label(kind))


def _workers(columns: Iterable[str]) -> dict[str, str]:
    """Return the column of workers of each period."""
    return {parted(each)[2]: each for each in columns if is_workers(each)}


def seekers_by_kind(columns: Iterable[str]) -> dict[Kind, dict[str, tuple[str, ...]]]:
    """Return the columns of job seekers of all ages by kind and period; where A, B and C stand apart, they make ABC."""
    found: dict[Kind, dict[str, tuple[str, ...]]] = {kind: {} for kind in KINDS}
    parts: dict[str, dict[str, str]] = {}
    for each in columns:
        what = seekers_of(each)
        if what is None or what.age:
            continue
        if (kind := (what.category, what.long)) in found:
            found[kind][what.period] = (each,)
        if what.category in ("A", "B", "C") and not what.long:
            parts.setdefault(what.period, {})[what.category] = each
    for period, apart in parts.items():
        if len(apart) == len("ABC"):
            found["ABC", False].setdefault(period, tuple(apart[each] for each in "ABC"))
    return found


def named_seekers(category: str, *, long: bool = False) -> Words:
    """Return what job seekers of a category are called."""
    found = {}
    for language in LANGUAGES:
        text = say(f"territory.seekers.{'long' if long else 'all'}", language)
        letters = {"n": len(category), "category": ", ".join(category)}
        found[language] = text + (say("territory.seekers.category", language, **letters) if category else "")
    return Words(**found)


def _label(kind: Kind) -> Words:
    whose = named_seekers(kind[0], long=kind[1])
    return Words(**{each: say("territory.seekers.ratio", each, seekers=whose.say(each)) for each in LANGUAGES})
