"""Means: what each partnership states, and sums over those that state it, never over those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from evalkit.model.vocabulary import MEANS_KINDS, MeansKind
from evalkit.portfolio.edition import Edition
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.content import Total

TimeUnit = Literal["days", "hours", "fte"]
TIME_UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)
_UNITS: dict[str, TimeUnit] = {
    **dict.fromkeys(("jour", "jours", "j", "day", "days"), "days"),
    **dict.fromkeys(("heure", "heures", "h", "hour", "hours"), "hours"),
    **dict.fromkeys(("etp", "fte", "équivalent temps plein", "full-time equivalent"), "fte"),
}
"""How dossiers write units of time. They are never turned into one another: a working day has no one length."""


@dataclass(frozen=True)
class PooledMeans:
    """A sum over partnerships.

    Parameters
    ----------
    value : float or NotEstimable
    approximate : bool
        Whether an approximation is in it.
    partial : int
        Partnerships in the sum that put a figure on some of their means of that kind only.
    stating : tuple of str
        Codes of the partnerships that are in the sum.
    having : int
        Partnerships with a means of that kind, in figures or not.
    of : int
        Partnerships in all.
    """

    value: float | NotEstimable
    approximate: bool
    partial: int
    stating: tuple[str, ...]
    having: int
    of: int


def amount(edition: Edition, kind: MeansKind) -> float | NotEstimable:
    """Return the euros actually given, or what is given in kind was valued at, for one kind of means."""
    found = edition.evaluation.content.amounts.get(kind)
    if found is not None:
        return found.value
    return not_estimable("portfolio.none_declared" if kind in edition.dossier.no_means else "portfolio.means_unsaid")


def is_partial(total: Total) -> bool:
    """Tell whether some means have a figure and some have none: their sum then says less than all of them."""
    return 0 < total.quantified < total.entries


def human_time(edition: Edition) -> Mapping[TimeUnit, Total]:
    """Return the human means stated in each unit of time."""
    found: dict[TimeUnit, Total] = {}
    for (kind, unit), total in edition.evaluation.content.quantities.items():
        name = _UNITS.get(unit.strip().casefold())
        if kind == "human" and name:
            found[name] = _added(found[name], total) if name in found else total
    return found


def pooled_amounts(editions: Iterable[Edition]) -> Mapping[MeansKind, PooledMeans]:
    """Return the sum of euros of each kind of means."""
    amounts = {each.code: each.evaluation.content.amounts for each in editions}
    return {kind: _pooled({code: found.get(kind) for code, found in amounts.items()}) for kind in MEANS_KINDS}


def pooled_time(editions: Iterable[Edition]) -> Mapping[TimeUnit, PooledMeans]:
    """Return the sum of human means in each unit of time."""
    times = {each.code: human_time(each) for each in editions}
    return {unit: _pooled({code: found.get(unit) for code, found in times.items()}) for unit in TIME_UNITS}


def _pooled(totals: Mapping[str, Total | None]) -> PooledMeans:
    stated = {code: each for code, each in totals.items() if each and not isinstance(each.value, NotEstimable)}
    values = [each.value for each in stated.values() if not isinstance(each.value, NotEstimable)]
    return PooledMeans(
        value=sum(values) if values else not_estimable("nothing_quantified"),
        approximate=any(each.approximate for each in stated.values()),
        partial=sum(is_partial(each) for each in stated.values()),
        stating=tuple(sorted(stated)),
        having=sum(each is not None for each in totals.values()),
        of=len(totals),
    )


def _added(first: Total, second: Total) -> Total:
    both = [each.value for each in (first, second) if not isinstance(each.value, NotEstimable)]
    return Total(
        value=sum(both) if both else first.value,
        approximate=first.approximate or second.approximate,
        quantified=first.quantified + second.quantified,
        entries=first.entries + second.entries,
    )
