"""Step 3, *résultats*: indicators, criteria and objectives, crossed views, exits, effects.

Criteria and objectives are read from their indicators without any aggregation: the spread is shown, the evaluator
concludes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.model.dossier import Dossier, first_with_code
from evalkit.model.framework import Objective
from evalkit.model.priorities import is_priority
from evalkit.model.results import Criterion, Effect, Finding, Indicator
from evalkit.model.vocabulary import EffectNature, Strength
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.exits import ExitRates, exit_rates
from evalkit.steps.progress import Status, change_of, progress_of, status_of
from evalkit.steps.readings import Reading, readings_of

NATURES: tuple[EffectNature, ...] = ("positive", "negative", "unexpected")
SAME_DEFINITION = ("form", "unit", "source", "numerator", "denominator", "perimeter")


@dataclass(frozen=True)
class CrossedViews:
    """Each respondent's latest answer on one indicator, side by side; never a mean.

    Parameters
    ----------
    readings : tuple of Reading
        Each respondent's latest answer, of the latest year that has any.
    missing : tuple of str
        Codes of partners who have not answered.
    gap : float or NotEstimable
        Highest less lowest answer, in the indicator's unit.
    """

    readings: tuple[Reading, ...]
    missing: tuple[str, ...]
    gap: float | NotEstimable


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator, read.

    Parameters
    ----------
    indicator : Indicator
    latest : tuple of Reading
        Readings of the latest period (the whole population, every respondent).
    subgroups : tuple of Reading
        Readings of the latest period on parts of the population.
    value : float or NotEstimable
        The latest value, when there is one voice; several voices are never merged.
    change : float or NotEstimable
        Value less baseline.
    progress : float or NotEstimable
        Part of the way from baseline to target.
    status : str
    strength : str
        ``before_after`` when a baseline stands beside the value, else ``description``.
    trend : tuple of tuple of Reading
        The series, cut where unit, source or definition changed.
    breaks : tuple of (datetime.date, str)
        Day of each cut and its reason (the user's words, or the name of the changed field).
    views : CrossedViews or None
        For a perception, or wherever several respondents answered.
    """

    indicator: Indicator
    latest: tuple[Reading, ...]
    subgroups: tuple[Reading, ...]
    value: float | NotEstimable
    change: float | NotEstimable
    progress: float | NotEstimable
    status: Status
    strength: Strength
    trend: tuple[tuple[Reading, ...], ...]
    breaks: tuple[tuple[dt.date, str], ...]
    views: CrossedViews | None


@dataclass(frozen=True)
class CriterionResult:
    """One criterion and the spread of its indicators."""

    criterion: Criterion
    indicators: tuple[IndicatorResult, ...]
    spread: Mapping[Status, int]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective, its criteria and the spread of their indicators."""

    objective: Objective
    priority: bool
    criteria: tuple[CriterionResult, ...]
    spread: Mapping[Status, int]


@dataclass(frozen=True)
class Results:
    """Result of step 3.

    Parameters
    ----------
    indicators : tuple of IndicatorResult
    criteria : tuple of CriterionResult
    objectives : tuple of ObjectiveResult
    exits : tuple of ExitRates
    effects : mapping of nature to tuple of Effect
    looked_for : tuple of nature
        Natures of effect that were looked for and not found.
    findings : mapping of str to tuple of Finding
        Recipient (partner's code, territory, beneficiaries) → findings.
    """

    indicators: tuple[IndicatorResult, ...]
    criteria: tuple[CriterionResult, ...]
    objectives: tuple[ObjectiveResult, ...]
    exits: tuple[ExitRates, ...]
    effects: Mapping[EffectNature, tuple[Effect, ...]]
    looked_for: tuple[EffectNature, ...]
    findings: Mapping[str, tuple[Finding, ...]]


def describe_results(dossier: Dossier, previous: Dossier | None = None) -> Results:
    """Carry out step 3 on a dossier; `previous` is last year's dossier of the same partnership, for trends."""
    indicators = tuple(read_indicator(dossier, indicator, previous) for indicator in dossier.indicators)
    criteria = tuple(_criterion(dossier, criterion, indicators) for criterion in dossier.criteria)
    return Results(
        indicators=indicators,
        criteria=criteria,
        objectives=tuple(_objective(dossier, objective, criteria) for objective in dossier.objectives),
        exits=exit_rates(dossier),
        effects={nature: tuple(e for e in dossier.effects if e.nature == nature) for nature in NATURES},
        looked_for=dossier.no_effect,
        findings=_by_recipient(dossier),
    )


def read_indicator(dossier: Dossier, indicator: Indicator, previous: Dossier | None = None) -> IndicatorResult:
    """Read one indicator of a dossier."""
    own = readings_of(dossier, indicator)
    last = max((reading.end for reading in own), default=None)
    latest = tuple(r for r in own if r.end == last and r.subgroup is None)
    value = _one_value(indicator, latest)
    trend, breaks = _trend(dossier, indicator, own, previous)
    change = change_of(indicator, value)
    return IndicatorResult(
        indicator=indicator,
        latest=latest,
        subgroups=tuple(r for r in own if r.end == last and r.subgroup is not None),
        value=value,
        change=change,
        progress=progress_of(indicator, value),
        status=status_of(indicator, value, _read_on(dossier, last)),
        strength="description" if isinstance(change, NotEstimable) else "before_after",
        trend=trend,
        breaks=breaks,
        views=_views(dossier, indicator, _answers(indicator, own, latest)),
    )


def _one_value(indicator: Indicator, latest: tuple[Reading, ...]) -> float | NotEstimable:
    if not latest:
        return not_estimable("not_measured")
    if len({reading.respondent for reading in latest}) > 1 or indicator.form == "perception":
        return not_estimable("several_views")
    return latest[-1].value


def _read_on(dossier: Dossier, last: dt.date | None) -> dt.date:
    evaluated = dossier.evaluated_on.first_day if dossier.evaluated_on else None
    return max((day for day in (last, evaluated) if day), default=dt.date(dossier.year, 12, 31))


def _answers(indicator: Indicator, own: tuple[Reading, ...], latest: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return each respondent's latest answer to a perception: partners are seldom asked on the same day."""
    if indicator.form != "perception" or not latest:
        return latest
    whole = [each for each in own if each.subgroup is None and each.end.year == latest[0].end.year]
    last = {each.respondent: each.end for each in whole}
    return tuple(each for each in whole if each.end == last[each.respondent])


def _views(dossier: Dossier, indicator: Indicator, latest: tuple[Reading, ...]) -> CrossedViews | None:
    answered = {reading.respondent for reading in latest}
    if indicator.form != "perception" and len(answered) < 2:
        return None
    partners = [partner.code for partner in dossier.partners]
    missing = tuple(code for code in partners if code not in answered) if indicator.form == "perception" else ()
    values = [reading.value for reading in latest if not isinstance(reading.value, NotEstimable)]
    gap = (
        max(values) - min(values) if len(values) > 1 else not_estimable("one_view" if values else "no_view_in_figures")
    )
    return CrossedViews(latest, missing, gap)


def _trend(
    dossier: Dossier, indicator: Indicator, own: tuple[Reading, ...], previous: Dossier | None
) -> tuple[tuple[tuple[Reading, ...], ...], tuple[tuple[dt.date, str], ...]]:
    """Return the series of whole-population readings, cut at each change of unit, source or definition."""
    before = first_with_code(previous.indicators, indicator.code) if previous else None
    earlier = readings_of(previous, before) if previous and before else ()
    whole = [reading for reading in own if reading.subgroup is None]
    breaks = {(each.date.first_day, each.reason) for each in (*indicator.breaks, *(before.breaks if before else ()))}
    if before and whole and earlier and not any(earlier[-1].end < day <= whole[-1].end for day, _ in breaks):
        changed = [name for name in SAME_DEFINITION if getattr(before, name) != getattr(indicator, name)]
        breaks |= {(whole[0].start, name) for name in changed[:1]}
    return _cut(_merged(earlier, whole), breaks), tuple(sorted(breaks))


def _merged(earlier: Iterable[Reading], own: list[Reading]) -> list[Reading]:
    """Put last year's readings before this year's; a period measured again this year counts once, as stated now."""
    again = {(reading.end, reading.respondent) for reading in own}
    kept = [r for r in earlier if r.subgroup is None and (r.end, r.respondent) not in again]
    return sorted([*kept, *own], key=lambda reading: (reading.end, reading.start))


def _cut(readings: list[Reading], breaks: Iterable[tuple[dt.date, str]]) -> tuple[tuple[Reading, ...], ...]:
    days = sorted({day for day, _ in breaks})
    segments: dict[int, list[Reading]] = {}
    for reading in readings:
        segments.setdefault(sum(day <= reading.end for day in days), []).append(reading)
    return tuple(tuple(segment) for segment in segments.values())


def _criterion(dossier: Dossier, criterion: Criterion, indicators: tuple[IndicatorResult, ...]) -> CriterionResult:
    own = tuple(each for each in indicators if each.indicator.criterion == criterion.code)
    findings = tuple(finding for finding in dossier.findings if finding.criterion == criterion.code)
    return CriterionResult(criterion, own, Counter(each.status for each in own), findings)


def _objective(dossier: Dossier, objective: Objective, criteria: tuple[CriterionResult, ...]) -> ObjectiveResult:
    own = tuple(each for each in criteria if objective.code in each.criterion.objectives)
    spread = Counter(indicator.status for each in own for indicator in each.indicators)
    return ObjectiveResult(objective, is_priority(dossier, objective), own, spread)


def _by_recipient(dossier: Dossier) -> dict[str, tuple[Finding, ...]]:
    order = [*(partner.code for partner in dossier.partners), "beneficiaries", "territory"]
    groups = {who: tuple(finding for finding in dossier.findings if finding.about == who) for who in order}
    return {who: found for who, found in groups.items() if found}
