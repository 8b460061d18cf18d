"""The numbers that no text and no other figure of a partnership's editions may repeat: those of what is kept back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.model.results import Exits, Indicator, Measure
from evalkit.reports.publication.statements import (
    counts_people,
    finding_counts_people,
    lowest,
    people_indicators,
    statements_of,
)
from evalkit.reports.publication.wording import Unspoken


def unspoken_of(editions: Iterable[tuple[Dossier, Iterable[Path]]], threshold: int) -> Unspoken:
    """Return the counts and percentages of what some editions keep back about people.

    Parameters
    ----------
    editions : iterable of (Dossier, iterable of Path)
        Each edition with what it keeps back.
    threshold : int
    """
    counts: set[int] = set()
    shares: set[float] = set()
    for dossier, paths in editions:
        gone = set(paths)
        for each in statements_of(dossier):
            if each.unit[1:] in gone:
                counts |= set(each.sizes.values())
        for path in gone:
            counts |= set(_sums_at(dossier, path))
            shares |= set(_shares_at(dossier, path))
    return Unspoken(threshold, frozenset(counts), frozenset(shares))


def repeated(dossier: Dossier, unspoken: Unspoken) -> Iterator[Path]:
    """Yield the figures of findings and partners that say again what is kept back elsewhere."""
    for i, finding in enumerate(dossier.findings):
        counted = finding_counts_people(finding) and lowest(finding.figure) in unspoken.counts
        if counted or _says_share(finding.figure, finding.unit, unspoken):
            yield "findings", i, "figure"
    for i, partner in enumerate(dossier.partners):
        for j, figure in enumerate(partner.key_figures):
            counted = counts_people(figure) and lowest(figure.value) in unspoken.counts
            if counted or _says_share(figure.value, None, unspoken):
                yield "partners", i, "key_figures", j


def _says_share(figure: Quantity | None, unit: str | None, unspoken: Unspoken) -> bool:
    said = figure.value if figure else None
    if figure is None or said is None or "%" not in f"{unit or ''}{figure.unit}":
        return False
    return any(abs(said - share) <= ROUNDED for share in unspoken.shares)


ROUNDED = 0.5
"""A percentage is mostly stated without decimals."""


def _sums_at(dossier: Dossier, path: Path) -> Iterator[int]:
    if path[0] == "exits" and len(path) == 2:
        yield from _sums(dossier.exits[int(path[1])])


def _shares_at(dossier: Dossier, path: Path) -> Iterator[float]:
    if path[0] == "measures" and len(path) == 2:
        yield from _measured(dossier.measures[int(path[1])], people_indicators(dossier))
    elif path[0] == "indicators":
        indicator = dossier.indicators[int(path[1])]
        if indicator.form == "share" and indicator.baseline is not None:
            yield indicator.baseline
    elif path[0] == "exits" and len(path) == 2:
        exits = dossier.exits[int(path[1])]
        yield from (100 * each / retained for each in _sums(exits) if (retained := _retained(exits)))


def _measured(measure: Measure, indicators: Mapping[str, Indicator]) -> Iterator[float]:
    if measure.numerator is not None and measure.denominator:
        yield 100 * measure.numerator / measure.denominator
        yield 100 - 100 * measure.numerator / measure.denominator
    indicator = indicators.get(measure.indicator)
    if indicator and indicator.form == "share" and measure.value and measure.value.value is not None:
        yield measure.value.value


def _sums(exits: Exits) -> tuple[int, ...]:
    employed = exits.lasting + exits.transition
    return exits.lasting, exits.other, employed, employed + exits.positive, _retained(exits)


def _retained(exits: Exits) -> int:
    return exits.lasting + exits.transition + exits.positive + exits.other
