"""Exits of several partnerships: sums of counts where one source counts them all, never a mean of rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.vocabulary import ExitRate
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.wording import folded
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion, proportion
from evalkit.steps.exits import CATEGORIES, EXIT_RATES, ExitRates


@dataclass(frozen=True)
class StatedExits:
    """The exits of one partnership's latest period, as its own report shows them, with their source."""

    edition: Edition
    rates: ExitRates

    @property
    def source(self) -> str | None:
        """The source, as typed."""
        return self.edition.dossier.exits[int(self.rates.path[1])].source

    @property
    def perimeter(self) -> str | None:
        """Which people they are about, as typed."""
        return self.edition.dossier.exits[int(self.rates.path[1])].perimeter

    @property
    def shown(self) -> bool:
        """Whether the partnership's own report shows the counts."""
        return isinstance(self.rates.retained, int)


@dataclass(frozen=True)
class PooledExits:
    """Sums over partnerships whose exits have one source.

    Parameters
    ----------
    source : str
    parts : tuple of StatedExits
        Those that are in the sums, by code: what a report keeps back is in no sum, so that no sum can tell it.
    categories : mapping of str to int
    retained : int
    rates : mapping of rate to (Proportion or NotEstimable)
        Sum of numerators over sum of denominators, over the partnerships that have both.
    """

    source: str
    parts: tuple[StatedExits, ...]
    categories: Mapping[str, int]
    retained: int
    rates: Mapping[ExitRate, Proportion | NotEstimable]


def stated_exits(editions: Sequence[Edition]) -> tuple[StatedExits, ...]:
    """Return what each partnership states of its latest period, by code."""
    return tuple(StatedExits(each, each.exits) for each in editions if each.exits)


def pooled_exits(editions: Sequence[Edition]) -> tuple[PooledExits | NotEstimable, ...]:
    """Return the sums of exits, one for each source that two partnerships or more share.

    Returns
    -------
    tuple
        A `NotEstimable` stands for a source whose partnerships share an SIAE: its exits would be counted twice.
    """
    by_source: dict[str, list[StatedExits]] = {}
    for each in stated_exits(editions):
        if each.shown and each.source:
            by_source.setdefault(folded(each.source), []).append(each)
    return tuple(_pooled(group) for _, group in sorted(by_source.items()) if len(group) > 1)


def counted_twice(editions: Sequence[Edition]) -> bool:
    """Tell whether two partnerships share an SIAE: a figure about the SIAE would then stand in both."""
    names = [name for each in editions for name in each.siae]
    return len(set(names)) < len(names)


def pooled_share(shares: Sequence[Proportion]) -> Proportion:
    """Return the sum of numerators over the sum of denominators: never a mean of shares."""
    return proportion(sum(each.numerator for each in shares), sum(each.denominator for each in shares))


def _pooled(group: list[StatedExits]) -> PooledExits | NotEstimable:
    if counted_twice([each.edition for each in group]):
        return not_estimable("portfolio.same_siae")
    return PooledExits(
        source=group[0].source or "",
        parts=tuple(group),
        categories={name: sum(_whole(each.rates.categories[name]) for each in group) for name in CATEGORIES},
        retained=sum(_whole(each.rates.retained) for each in group),
        rates={name: _rate([each.rates.rates[name] for each in group]) for name in EXIT_RATES},
    )


def _rate(rates: Sequence[Proportion | NotEstimable]) -> Proportion | NotEstimable:
    known = [each for each in rates if isinstance(each, Proportion)]
    return pooled_share(known) if len(known) > 1 else not_estimable("portfolio.one_only")


def _whole(count: int | NotEstimable) -> int:
    if isinstance(count, NotEstimable):
        raise TypeError("what is kept back is in no sum")
    return count
