"""What a whole batch keeps back: decided over all its editions at once, before any is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.publication import PUBLIC_THRESHOLD, PublicTotal
from evalkit.reports.publication.companies import paths_in_euros, public_totals
from evalkit.reports.publication.people import kept_back_of_people
from evalkit.reports.publication.unspoken import repeated, unspoken_of
from evalkit.reports.publication.wording import Unspoken

Edition = tuple[str, int]
"""Code and year."""


@dataclass(frozen=True)
class Publication:
    """What the editions of a batch keep back.

    Parameters
    ----------
    thresholds : mapping of str to int
        Partnership's code → the number of people below which nothing is told: 11, or the dossier's own if higher.
    people, company : mapping of (code, year) to frozenset of Path
        What is kept back of counts of people, and of amounts of money.
    totals : mapping of (code, year) to tuple of PublicTotal
        Sums of means that may be shown.
    unspoken : mapping of str to Unspoken
        Partnership's code → the numbers that none of its texts repeats, in any edition.
    """

    thresholds: dict[str, int]
    people: dict[Edition, frozenset[Path]]
    company: dict[Edition, frozenset[Path]]
    totals: dict[Edition, tuple[PublicTotal, ...]]
    unspoken: dict[str, Unspoken]


def plan_publication(dossiers: Sequence[Dossier], released: Sequence[Dossier] = ()) -> Publication:
    """Decide what the editions of a batch keep back, so that all of them together tell no small count.

    Parameters
    ----------
    dossiers : sequence of Dossier
        Every dossier that any report of the batch is made from, previous years included; one of each code and year.
    released : sequence of Dossier
        Public copies (`PublicDossier.dossier`) that readers have already from earlier batches: what they show can no
        longer be kept back, so that the new editions give way.

    Raises
    ------
    ValueError
        When two dossiers have one code and year: which of them is published is not ours to choose.
    """
    groups: dict[str, list[Dossier]] = defaultdict(list)
    for each in dossiers:
        groups[each.code].append(each)
    if len({(each.code, each.year) for each in dossiers}) < len(dossiers):
        raise ValueError("two dossiers of one code and year")
    publication = Publication({}, {}, {}, {}, {})
    for code, editions in groups.items():
        _plan(code, editions, [each for each in released if each.code == code], publication)
    return publication


def _plan(code: str, editions: Sequence[Dossier], released: Sequence[Dossier], publication: Publication) -> None:
    """Add what one partnership's editions keep back."""
    threshold = max(PUBLIC_THRESHOLD, *(each.disclosure_threshold for each in editions))
    kept_back = kept_back_of_people(editions, released, threshold)
    gone = {each.year: frozenset(unit[1:] for unit in kept_back if unit[0] == each.year) for each in editions}
    unspoken = unspoken_of([(each, gone[each.year]) for each in editions], threshold)
    totals = public_totals(editions)
    publication.thresholds[code], publication.unspoken[code] = threshold, unspoken
    for each in editions:
        edition = code, each.year
        publication.people[edition] = gone[each.year] | frozenset(repeated(each, unspoken))
        publication.company[edition] = frozenset(paths_in_euros(each))
        publication.totals[edition] = totals.get(each.year, ())
