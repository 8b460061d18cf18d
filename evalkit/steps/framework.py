"""Step 1, *cadre*: what each aims at, in which order, and where the partners' orders part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.model.framework import DiagnosisFigure, ModelPeriod, Objective
from evalkit.model.priorities import is_priority, level, raters
from evalkit.model.vocabulary import LEVELS, Level, QuestionCode

EventKind = Literal["history", "start", "end", "evaluation", "next_review"]


@dataclass(frozen=True)
class ObjectiveRow:
    """One objective with each partner's level side by side.

    Parameters
    ----------
    objective : Objective
    levels : mapping of str to (Level or None)
        Partner's code → its level, for every partner who ranked it or should have.
    missing : tuple of str
        Partners who should have ranked it and did not.
    priority : bool
        Ranked high by someone who should rank it, or ranked by nobody.
    gap : int or None
        Levels between the partner who puts it highest and the one who puts it lowest (0 to 2); None below two ranks.
    """

    objective: Objective
    levels: Mapping[str, Level | None]
    missing: tuple[str, ...]
    priority: bool
    gap: int | None


@dataclass(frozen=True)
class TimelineEvent:
    """One dated event; `label` is None when the kind says it all."""

    date: PartialDate
    kind: EventKind
    label: str | None = None

    @property
    def sort_key(self) -> tuple[dt.date, dt.date]:
        """Order of events: by the earliest day, then by the latest."""
        return self.date.first_day, self.date.last_day


Beside = Literal["more", "less", "near"]


@dataclass(frozen=True)
class NeedRow:
    """One figure of the territory, and where it puts the need beside the zone that it is compared with.

    Parameters
    ----------
    figure : DiagnosisFigure
    beside : {"more", "less", "near"} or None
        None where the figure is compared with nothing, or says nothing of need.
    """

    figure: DiagnosisFigure
    beside: Beside | None


@dataclass(frozen=True)
class Framework:
    """Result of step 1.

    Parameters
    ----------
    objectives : tuple of ObjectiveRow
        In the order of the file.
    holders : tuple of str
        Who holds objectives: partners in order, then the territory and the beneficiaries.
    timeline : tuple of TimelineEvent
        By date.
    models : tuple of ModelPeriod
        The models of the typology, without any order of merit.
    questions : mapping of str to (str or None)
        The guide's eight strategy questions → the answer, or None when it is open.
    needs : tuple of NeedRow
        The figures of the territory, in the order of the file.
    """

    objectives: tuple[ObjectiveRow, ...]
    holders: tuple[str, ...]
    timeline: tuple[TimelineEvent, ...]
    models: tuple[ModelPeriod, ...]
    questions: Mapping[str, str | None]
    needs: tuple[NeedRow, ...]

    def of_holder(self, holder: str) -> tuple[ObjectiveRow, ...]:
        """Return the objectives of one holder."""
        return tuple(row for row in self.objectives if row.objective.holder == holder)


def describe_framework(dossier: Dossier) -> Framework:
    """Carry out step 1 on a dossier."""
    present = {objective.holder for objective in dossier.objectives}
    order = [*(partner.code for partner in dossier.partners), "territory", "beneficiaries"]
    answers = {each.question: each.answer for each in dossier.strategy}
    return Framework(
        objectives=tuple(_row(dossier, objective) for objective in dossier.objectives),
        holders=tuple(holder for holder in order if holder in present),
        timeline=_timeline(dossier),
        models=dossier.models,
        questions={code: answers.get(code) for code in get_args(QuestionCode)},
        needs=tuple(NeedRow(figure, _beside(figure)) for figure in dossier.diagnosis),
    )


def _row(dossier: Dossier, objective: Objective) -> ObjectiveRow:
    expected = raters(dossier, objective)
    given = {partner.code: level(dossier, partner.code, objective.code) for partner in dossier.partners}
    levels = {code: rank for code, rank in given.items() if rank is not None or code in expected}
    return ObjectiveRow(
        objective=objective,
        levels=levels,
        missing=tuple(code for code in expected if levels[code] is None),
        priority=is_priority(dossier, objective),
        gap=_gap([rank for rank in levels.values() if rank is not None]),
    )


def _beside(figure: DiagnosisFigure) -> Beside | None:
    if figure.need is None or figure.compared_value is None:
        return None
    if figure.near or figure.value == figure.compared_value:
        return "near"
    return "more" if (figure.value > figure.compared_value) == (figure.need == "higher") else "less"


def _gap(levels: list[Level]) -> int | None:
    ranks = [LEVELS.index(each) for each in levels]
    return max(ranks) - min(ranks) if len(ranks) > 1 else None


def _timeline(dossier: Dossier) -> tuple[TimelineEvent, ...]:
    events = [TimelineEvent(event.date, "history", event.label) for event in dossier.history]
    milestones: tuple[tuple[PartialDate | None, EventKind], ...] = (
        (dossier.start, "start"),
        (dossier.end, "end"),
        (dossier.evaluated_on, "evaluation"),
        (dossier.next_review, "next_review"),
    )
    events += [TimelineEvent(date, kind) for date, kind in milestones if date is not None]
    return tuple(sorted(events, key=lambda event: event.sort_key))
