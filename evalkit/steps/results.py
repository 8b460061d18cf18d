"""Step 3, *résultats*: indicators, criteria and objectives, crossed views, exits, effects.

Criteria and objectives are read from their indicators without any aggregation: the spread is shown, the evaluator
concludes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.model.dossier import Dossier
from evalkit.model.framework import Objective
from evalkit.model.priorities import is_priority
from evalkit.model.results import Criterion, Effect, Finding, Indicator
from evalkit.model.vocabulary import EffectNature, Strength
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.exits import ExitRates, exit_rates
from evalkit.steps.progress import Status, change_of, progress_of, status_of
from evalkit.steps.readings import Reading, readings_of, shares_its_code
from evalkit.steps.trend import trend_of

NATURES: tuple[EffectNature, ...] = ("positive", "negative", "unexpected")


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
        Readings of the latest period of the whole population, every respondent. Of two periods that end together,
        a respondent's longest counts.
    subgroups : tuple of Reading
        Readings on parts of the population, as late as those of the whole or later.
    value : float or NotEstimable
        The latest value, when there is one voice; several voices are never merged. Withheld where two indicators
        share one code: nothing says which one a measure is of.
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
    year : int
        Evaluation year of the dossier.
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
    year: int

    @property
    def outdated(self) -> bool:
        """True when the latest period ends before the evaluation year."""
        return bool(self.latest) and self.latest[0].end.year < self.year


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
    if shares_its_code(dossier, indicator):
        return _withheld(dossier, indicator)
    own = readings_of(dossier, indicator)
    latest = _latest(own)
    value = _one_value(indicator, latest)
    trend, breaks = trend_of(dossier, indicator, own, previous)
    change = change_of(indicator, value)
    return IndicatorResult(
        indicator=indicator,
        latest=latest,
        subgroups=_latest_parts(own, latest),
        value=value,
        change=change,
        progress=progress_of(indicator, value),
        status=status_of(indicator, value, latest[0].end if latest else dt.date(dossier.year, 12, 31)),
        strength="description" if isinstance(change, NotEstimable) else "before_after",
        trend=trend,
        breaks=breaks,
        views=_views(dossier, indicator, _answers(indicator, own, latest)),
        year=dossier.year,
    )


def _withheld(dossier: Dossier, indicator: Indicator) -> IndicatorResult:
    nothing = not_estimable("code_twice")
    return IndicatorResult(
        indicator=indicator,
        latest=(),
        subgroups=(),
        value=nothing,
        change=nothing,
        progress=nothing,
        status="not_measured",
        strength="description",
        trend=(),
        breaks=(),
        views=None,
        year=dossier.year,
    )


def _latest(own: tuple[Reading, ...]) -> tuple[Reading, ...]:
    whole = [reading for reading in own if reading.subgroup is None]
    last = max((reading.end for reading in whole), default=None)
    return _last_of_each([reading for reading in whole if reading.end == last])


def _latest_parts(own: tuple[Reading, ...], latest: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return the breakdown that stands beside the latest readings of the whole, or by itself where there are none."""
    parts = [reading for reading in own if reading.subgroup is not None]
    since = latest[0].end if latest else max((reading.end for reading in parts), default=dt.date.max)
    return _last_of_each([reading for reading in parts if reading.end >= since])


def _last_of_each(readings: list[Reading]) -> tuple[Reading, ...]:
    """Keep the last period of each respondent and part; of periods that end together, the longest."""
    last: dict[tuple[str, str | None], tuple[dt.date, dt.timedelta]] = {}
    for each in readings:
        key, rank = (each.respondent, each.subgroup), (each.end, each.end - each.start)
        last[key] = max(rank, last.get(key, rank))
    return tuple(each for each in readings if (each.end, each.end - each.start) == last[each.respondent, each.subgroup])


def _one_value(indicator: Indicator, latest: tuple[Reading, ...]) -> float | NotEstimable:
    if not latest:
        return not_estimable("not_measured")
    if len({reading.respondent for reading in latest}) > 1 or indicator.form == "perception":
        return not_estimable("several_views")
    return latest[-1].value


def _answers(indicator: Indicator, own: tuple[Reading, ...], latest: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return each respondent's latest answer to a perception: partners are seldom asked on the same day."""
    if indicator.form != "perception" or not latest:
        return latest
    whole = [each for each in own if each.subgroup is None and each.end.year == latest[0].end.year]
    return _last_of_each(whole)


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
