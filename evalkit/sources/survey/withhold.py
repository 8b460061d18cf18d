"""What the disclosure threshold keeps back of the aggregated answers, and what could be computed back from the rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.model.dossier import DISCLOSURE_THRESHOLD, Dossier
from evalkit.model.results import Indicator, Measure
from evalkit.sources.survey.aggregate import Aggregate
from evalkit.sources.survey.plan import is_partner_view
from evalkit.sources.survey.records import Span
from evalkit.sources.wording import fold
from evalkit.stats.disclosure import telling_parts

Reason = Literal["few", "complement", "already"]


@dataclass(frozen=True)
class Candidate:
    """A measure that could be written: one indicator, one respondent, one period, one subgroup or the whole.

    Parameters
    ----------
    indicator : Indicator
    respondent : str
    period : Span
    breakdown : int or None
        Which breakdown the subgroup belongs to; None for the whole.
    subgroup : str or None
    made : Aggregate or None
        None where nobody answered.
    """

    indicator: Indicator
    respondent: str
    period: Span
    breakdown: int | None
    subgroup: str | None
    made: Aggregate | None

    @property
    def sizes(self) -> frozenset[int]:
        """On how many people it rests, by each count that says it; a count of people is its own size."""
        if self.made is None:
            return frozenset({0})
        counted = self.made.value if self.indicator.form == "count" else None
        known = (self.made.n, self.made.denominator, counted)
        return frozenset(int(size) for size in known if size is not None)


def threshold_of(dossier: Dossier) -> int:
    """Return the number of people below which nothing is told."""
    return max(DISCLOSURE_THRESHOLD, dossier.disclosure_threshold)


def withheld(candidates: Sequence[Candidate], dossier: Dossier) -> Mapping[int, Reason]:
    """Return which of the candidates are kept back, by their position, and why.

    Notes
    -----
    A group below the threshold is kept back. So is the whole of a group from which a small number could be worked out
    with the subgroups that the dossier already holds of the same indicator over the same time. Within one breakdown,
    the subgroups from which a small one could be worked out are kept back too, with the whole of the group and with
    what the dossier already holds. Different groups have no whole: their views are never put together.
    A partner's own view is an organisation's. A *count* over a whole group is a total, not a rate: it is told even
    where few are counted, if enough were asked.
    """
    limit = threshold_of(dossier)
    reasons: dict[int, Reason] = {}
    for i, each in enumerate(candidates):
        if already(each, dossier) is not None:
            reasons[i] = "already"
        elif not is_partner_view(dossier, each.indicator, each.respondent) and _too_small(each, limit):
            reasons[i] = "few"
    for i in _telling_wholes(candidates, reasons, dossier, limit):
        reasons[i] = "complement"
    for parts in _breakdowns(candidates).values():
        reasons |= dict.fromkeys(_telling(parts, candidates, reasons, dossier, limit), "complement")
    return reasons


def already(candidate: Candidate, dossier: Dossier) -> int | None:
    """Return the position of the measure that says the same thing in the dossier, or None."""
    return next((i for i, each in enumerate(dossier.measures) if _same(candidate, each)), None)


def _same(candidate: Candidate, measure: Measure) -> bool:
    days = (measure.start.first_day, measure.end.last_day)
    return (
        measure.indicator == candidate.indicator.code
        and days == (candidate.period[0].first_day, candidate.period[1].last_day)
        and fold(measure.respondent) == fold(candidate.respondent)
        and fold(measure.subgroup or "") == fold(candidate.subgroup or "")
    )


def _too_small(candidate: Candidate, limit: int) -> bool:
    if candidate.subgroup is None:
        return candidate.made is None or min(candidate.made.n, candidate.made.denominator or limit) < limit
    return min(candidate.sizes) < limit


def _breakdowns(candidates: Sequence[Candidate]) -> dict[Hashable, list[int]]:
    """Group the subgroups that divide one whole, by their positions."""
    found: dict[Hashable, list[int]] = {}
    for i, each in enumerate(candidates):
        if each.breakdown is not None:
            key = each.indicator.code, each.respondent, each.period, each.breakdown
            found.setdefault(key, []).append(i)
    return found


def _telling_wholes(
    candidates: Sequence[Candidate], reasons: Mapping[int, Reason], dossier: Dossier, limit: int
) -> set[int]:
    """Return the wholes that, less subgroups which the dossier already tells, would leave a small number."""
    small = [candidates[i] for i, reason in reasons.items() if reason == "few" and candidates[i].subgroup is not None]
    found = set()
    for i, whole in enumerate(candidates):
        if whole.subgroup is not None or i in reasons or is_partner_view(dossier, whole.indicator, whole.respondent):
            continue
        told = _known(whole, dossier)[1]
        parts = {part: part[1] for part in told if not _are_two_groups(dossier, whole.respondent, part[0])}
        if parts and telling_parts(whole.sizes, parts, any(_of_one_group(each, whole) for each in small), limit):
            found.add(i)
    return found


def _are_two_groups(dossier: Dossier, respondent: str, measure: int) -> bool:
    """Tell whether a measure is another group's: both are named by the dossier, so that neither is part of the other.

    A partner may speak of the people of any group, and a name that the dossier does not know may be any group's.
    """
    names = {fold(respondent), fold(dossier.measures[measure].respondent)}
    return len(names) == 2 and names <= {fold(each.name) for each in dossier.stakeholders}


def _telling(
    positions: Sequence[int],
    candidates: Sequence[Candidate],
    reasons: Mapping[int, Reason],
    dossier: Dossier,
    limit: int,
) -> set[int]:
    first = candidates[positions[0]]
    wholes, old_parts = _known(first, dossier)
    for i, each in enumerate(candidates):
        if each.breakdown is None and i not in reasons and _of_one_group(each, first):
            wholes |= each.sizes
    shown = [i for i in positions if i not in reasons]
    parts: dict[tuple[str, int, int], int] = {("new", i, size): size for i in shown for size in candidates[i].sizes}
    parts |= {("old", i, size): size for i, size in old_parts}
    hides = any(reasons.get(i) == "few" for i in positions)
    telling = telling_parts(wholes, parts, hides, limit)
    if any(kind == "old" for kind, _, _ in telling):
        return set(shown)
    return {i for _, i, _ in telling}


def _of_one_group(one: Candidate, other: Candidate) -> bool:
    return (one.indicator.code, one.respondent, one.period) == (
        other.indicator.code,
        other.respondent,
        other.period,
    )


def _known(candidate: Candidate, dossier: Dossier) -> tuple[set[int], set[tuple[int, int]]]:
    """Return the sizes that the dossier already tells: of wholes, and of parts with the position of their measure."""
    wholes: set[int] = set()
    parts: set[tuple[int, int]] = set()
    for i, measure in enumerate(dossier.measures):
        if measure.indicator != candidate.indicator.code or not _overlap(candidate.period, measure):
            continue
        if measure.subgroup is None:
            wholes |= set(_stated(measure, candidate.indicator))
        else:
            parts |= {(i, size) for size in _stated(measure, candidate.indicator)}
    return wholes, parts


def _overlap(period: Span, measure: Measure) -> bool:
    return measure.start.first_day <= period[1].last_day and period[0].first_day <= measure.end.last_day


def _stated(measure: Measure, indicator: Indicator) -> Iterator[int]:
    counted = measure.value.value if indicator.form == "count" and measure.value else None
    return (int(size) for size in (measure.n, measure.denominator, counted) if size is not None)
