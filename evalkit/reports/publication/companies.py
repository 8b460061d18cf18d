"""Amounts of money: no single company's, and no total from which one could be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from evalkit.errors import Path
from evalkit.model.content import Means
from evalkit.model.dossier import Dossier
from evalkit.model.publication import PublicTotal
from evalkit.model.quantity import Quantity
from evalkit.model.vocabulary import MEANS_KINDS
from evalkit.reports.publication.statements import in_euros, is_of_people
from evalkit.stats.suppression import Cell, Relation, dominates, protect

LEAST_CONTRIBUTORS = 3
AmountField = Literal["planned_amount", "actual_amount"]
AMOUNTS: tuple[AmountField, ...] = ("planned_amount", "actual_amount")


def paths_in_euros(dossier: Dossier) -> list[Path]:
    """Return where a dossier states an amount of money that is one company's, or may be: each is kept back."""
    found: list[Path] = []
    for i, partner in enumerate(dossier.partners):
        figures = enumerate(partner.key_figures)
        found += [("partners", i, "key_figures", j) for j, each in figures if in_euros(each.value)]
    for i, means in enumerate(dossier.means):
        found += [("means", i, name) for name in AMOUNTS if getattr(means, name) is not None]
        for name in ("planned", "actual"):
            if in_euros(getattr(means, name), means.unit) and getattr(means, name) is not None:
                found.append(("means", i, name))
    found += _measured(dossier)
    for i, finding in enumerate(dossier.findings):
        if finding.figure is not None and in_euros(finding.figure, finding.unit):
            found.append(("findings", i, "figure"))
    if dossier.effort and dossier.effort.amount is not None:
        found.append(("effort", "amount"))
    return found


def _measured(dossier: Dossier) -> list[Path]:
    money = {each.code for each in dossier.indicators if in_euros(None, each.unit) and not is_of_people(each)}
    found: list[Path] = [("measures", i) for i, each in enumerate(dossier.measures) if each.indicator in money]
    for i, each in enumerate(dossier.indicators):
        if each.code in money and each.baseline is not None:
            found.append(("indicators", i, "baseline"))
    return found


def public_totals(editions: Sequence[Dossier]) -> dict[int, tuple[PublicTotal, ...]]:
    """Return the sums of means, by year, that one partnership's editions may show.

    A sum needs three contributors, none above 85 % of it, each entry with one provider and an exact amount. What is
    left after that must not tell a sum that is kept back, nor what one or two partners more bring the next year: such
    a figure must stay unknown by as much as itself.
    """
    sums = {key: each for dossier in editions for key, each in _sums(dossier).items()}
    cells = [_cell(key, total, safe) for key, (total, _, safe) in sums.items()]
    relations = [
        Relation((year, name, None), tuple((year, name, kind) for kind in MEANS_KINDS))
        for year, name, kind in sums
        if kind is None
    ]
    for one, other in combinations(sums, 2):
        if one[1:] == other[1:]:
            _compare(one, other, sums, cells, relations)
    hidden = protect(cells, relations)
    found: dict[int, list[PublicTotal]] = defaultdict(list)
    for key, (total, contributors, safe) in sums.items():
        if safe and key not in hidden:
            year, name, kind = key
            planned = name == "planned_amount"
            found[year].append(PublicTotal(kind=kind, planned=planned, euros=total, contributors=len(contributors)))
    return {year: tuple(totals) for year, totals in found.items()}


SumKey = tuple[int, AmountField, str | None]
Sum = tuple[int, frozenset[str], bool]
"""Euros, contributors, and whether it may stand by itself."""


def _sums(dossier: Dossier) -> dict[SumKey, Sum]:
    return {
        (dossier.year, name, kind): _sum([each for each in dossier.means if kind in (None, each.kind)], name)
        for name in AMOUNTS
        for kind in (None, *MEANS_KINDS)
    }


def _sum(means: Sequence[Means], name: AmountField) -> Sum:
    brought: dict[str, int] = defaultdict(int)
    exact = True
    for each in means:
        stated: Quantity | None = getattr(each, name)
        if stated is None:
            continue
        if len(each.by) != 1 or stated.value is None or stated.value < 0:
            exact = False
            continue
        brought[each.by[0]] += round(stated.value)
    contributors = frozenset(code for code, euros in brought.items() if euros > 0)
    return sum(brought.values()), contributors, exact and not dominates(brought.values(), LEAST_CONTRIBUTORS)


def _cell(key: SumKey, total: int, safe: bool) -> Cell:
    """Return a sum as a cell; that nothing is brought is known: no amount is in the list of what is left out."""
    return Cell(key, total, unit=key, margin=0 if safe else total, rank=key[0], released=total == 0)


def _compare(one: SumKey, other: SumKey, sums: dict[SumKey, Sum], cells: list[Cell], relations: list[Relation]) -> None:
    """Protect the change between two years that a partner or two, come or gone, would tell."""
    changed = sums[one][1] ^ sums[other][1]
    low, high = sorted((one, other), key=lambda key: sums[key][0])
    change = sums[high][0] - sums[low][0]
    if 0 < len(changed) < LEAST_CONTRIBUTORS and change:
        cells.append(Cell(("change", low, high), change, margin=change))
        relations.append(Relation(high, (low, ("change", low, high))))
