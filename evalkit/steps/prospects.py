"""Step 4, *perspectives*: results against the objectives at the start, changed expectations, decisions, what next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.model.dossier import Dossier
from evalkit.model.framework import Objective
from evalkit.model.prospects import ChangedExpectation, Coherence, Decision, Prospects
from evalkit.model.vocabulary import Verdict
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.progress import Status
from evalkit.steps.results import IndicatorResult, ObjectiveResult, Results

Addition = Literal["measure", "baseline", "target", "ask_partner", "find_criterion"]


@dataclass(frozen=True)
class Outlook:
    """One objective: its priority, what its indicators show, what the evaluator concludes.

    Parameters
    ----------
    objective : Objective
    priority : bool
    verdict : str
        The evaluator's; ``unknown`` when nothing is said.
    comment : str or None
    spread : mapping of status to int
        Indicators by status.
    """

    objective: Objective
    priority: bool
    verdict: Verdict
    comment: str | None
    spread: Mapping[Status, int]


@dataclass(frozen=True)
class NextTime:
    """Something that the next evaluation should add, read from what this one lacks.

    Parameters
    ----------
    addition : str
        What to do.
    code : str
        The indicator or objective it bears on.
    partner : str or None
        The partner to ask.
    """

    addition: Addition
    code: str
    partner: str | None = None


@dataclass(frozen=True)
class ProspectsResult:
    """Result of step 4.

    Parameters
    ----------
    outlooks : tuple of Outlook
        Objective by objective, priorities first.
    expectations : mapping of str to (ChangedExpectation or None)
        Partner's code → how its expectations changed; None when it is not said.
    decisions : tuple of Decision
    stated_next : tuple of str
        What the evaluator says the next evaluation should add.
    next_time : tuple of NextTime
        What this evaluation shows is lacking.
    """

    outlooks: tuple[Outlook, ...]
    expectations: Mapping[str, ChangedExpectation | None]
    decisions: tuple[Decision, ...]
    stated_next: tuple[str, ...]
    next_time: tuple[NextTime, ...]


def describe_prospects(dossier: Dossier, results: Results) -> ProspectsResult:
    """Carry out step 4 on a dossier and its results."""
    prospects = dossier.prospects or Prospects()
    readings = {each.objective: each for each in prospects.coherence}
    outlooks = [_outlook(each, readings.get(each.objective.code)) for each in results.objectives]
    changed = {each.partner: each for each in prospects.changed_expectations}
    return ProspectsResult(
        outlooks=tuple(sorted(outlooks, key=lambda outlook: not outlook.priority)),
        expectations={partner.code: changed.get(partner.code) for partner in dossier.partners},
        decisions=prospects.decisions,
        stated_next=prospects.next_evaluation,
        next_time=_next_time(results),
    )


def _outlook(result: ObjectiveResult, reading: Coherence | None) -> Outlook:
    verdict: Verdict = reading.verdict if reading else "unknown"
    comment = reading.comment if reading else None
    return Outlook(result.objective, result.priority, verdict, comment, result.spread)


def _next_time(results: Results) -> tuple[NextTime, ...]:
    bare = [NextTime("find_criterion", o.objective.code) for o in results.objectives if o.priority and not o.criteria]
    return (*bare, *(addition for each in results.indicators for addition in _additions(each)))


def _additions(result: IndicatorResult) -> list[NextTime]:
    """Return what an indicator lacks; nothing can be said of one whose code is another's too."""
    indicator = result.indicator
    found: list[NextTime] = []
    if isinstance(result.value, NotEstimable) and result.value.reason == "code_twice":
        return found
    empty = all(isinstance(each.value, NotEstimable) and each.value.reason == "no_value" for each in result.latest)
    if result.status == "not_measured" and empty:
        found.append(NextTime("measure", indicator.code))
    if indicator.kind == "quantitative" and indicator.baseline is None and not indicator.baseline_reason:
        found.append(NextTime("baseline", indicator.code))
    if indicator.kind == "quantitative" and indicator.target is None and not indicator.followed_without_target:
        found.append(NextTime("target", indicator.code))
    missing = result.views.missing if result.views and result.latest else ()
    return found + [NextTime("ask_partner", indicator.code, partner) for partner in missing]
