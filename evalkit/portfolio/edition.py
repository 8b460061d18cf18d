"""One partnership in one year, as a line of the portfolio: facts read from its evaluation, and nothing added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.model.priorities import priority_objectives
from evalkit.model.vocabulary import SIAE_PARTNERS, ModelCode, PartnerType, SiaeType, Stake
from evalkit.portfolio.forms import Form, form_of
from evalkit.review import Review
from evalkit.review.result import Severity
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.exits import ExitRates
from evalkit.steps.progress import Status
from evalkit.steps.results import IndicatorResult


@dataclass(frozen=True)
class Edition:
    """A partnership-year.

    Parameters
    ----------
    evaluation : Evaluation
    review : Review
        Its methodological review: facts for the to-do list, never a mark.
    latest : bool
        Whether it is the partnership's latest year: the one that is compared. Earlier years stay in the long tables.
    counted : bool
        Whether it enters counts, sums, comparisons and profiles: the latest year of a partnership that is not
        fictional, or of any partnership where all are.
    """

    evaluation: Evaluation
    review: Review
    latest: bool
    counted: bool

    @property
    def dossier(self) -> Dossier:
        """The dossier."""
        return self.evaluation.dossier

    @property
    def code(self) -> str:
        """The partnership's code."""
        return self.dossier.code

    @property
    def year(self) -> int:
        """The evaluation year."""
        return self.dossier.year

    @property
    def form(self) -> Form | None:
        """The legal form, sorted by its words; None when the dossier says nothing."""
        return form_of(self.dossier.legal_form)

    @property
    def models(self) -> frozenset[ModelCode]:
        """The models of the typology that the dossier states, whatever their dates; none is better than another."""
        return frozenset(period.model for period in self.dossier.models)

    @property
    def siae_types(self) -> tuple[SiaeType, ...]:
        """The types of SIAE among the partners, each once, by code."""
        return tuple(sorted({each.siae_type for each in self.dossier.partners if each.siae_type}))

    @property
    def partner_types(self) -> tuple[PartnerType, ...]:
        """The kinds of partners, each once, by name."""
        return tuple(sorted({each.type for each in self.dossier.partners}))

    @property
    def siae(self) -> frozenset[str]:
        """What tells its SIAE from others: the SIRET where it is given, else the name."""
        found = (each for each in self.dossier.partners if each.type in SIAE_PARTNERS)
        return frozenset(each.siret or each.name.casefold().strip() for each in found)

    @property
    def stakes(self) -> frozenset[Stake]:
        """The guide's stakes on which an objective bears."""
        return frozenset(each.stake for each in self.dossier.objectives if each.stake)

    @property
    def priority_stakes(self) -> frozenset[Stake]:
        """The stakes on which a priority objective bears."""
        return frozenset(each.stake for each in priority_objectives(self.dossier) if each.stake)

    @property
    def lasting_employment(self) -> bool | None:
        """Whether an objective bears on lasting employment; None when no objective says so either way."""
        said = [each.lasting_employment for each in self.dossier.objectives if each.lasting_employment is not None]
        return any(said) if said else None

    @property
    def in_euros(self) -> bool:
        """Whether some means has an amount."""
        return any(not isinstance(each.value, NotEstimable) for each in self.evaluation.content.amounts.values())

    @property
    def indicators(self) -> tuple[IndicatorResult, ...]:
        """The indicators, as read."""
        return self.evaluation.results.indicators

    @property
    def statuses(self) -> Mapping[Status, int]:
        """How many indicators stand where."""
        return Counter(each.status for each in self.indicators)

    @property
    def findings(self) -> Mapping[Severity, int]:
        """How many findings of the review by severity."""
        return Counter(each.severity for each in self.review.findings)

    @property
    def exits(self) -> ExitRates | None:
        """The exits of the latest period that the dossier states; None when it states none."""
        return self.evaluation.results.exits[-1] if self.evaluation.results.exits else None

    @property
    def coverage(self) -> Coverage:
        """What the dossier describes and measures."""
        return _coverage(self)

    @property
    def crossed(self) -> Crossed:
        """Where several voices answered the same question."""
        views = [each.views for each in self.indicators if each.views]
        gaps = [each.gap for each in views if not isinstance(each.gap, NotEstimable)]
        return Crossed(len(views), len(gaps), sum(gap > 0 for gap in gaps), sum(len(each.missing) for each in views))


@dataclass(frozen=True)
class Coverage:
    """Counts of what a dossier holds; a part over its whole, side by side, never a rate of quality.

    Parameters
    ----------
    objectives, priorities, criteria, indicators : int
    measured, with_baseline, with_target, shown : int
        Indicators with a measure, a baseline, a target, a value that may be shown.
    bare_priorities : int
        Priority objectives without a criterion.
    consulted, stakeholders : int
        Groups that were consulted, of those that are named.
    steering : int
        Items of the steering checklist that are said, of six.
    """

    objectives: int
    priorities: int
    criteria: int
    indicators: int
    measured: int
    with_baseline: int
    with_target: int
    shown: int
    bare_priorities: int
    consulted: int
    stakeholders: int
    steering: int


@dataclass(frozen=True)
class Crossed:
    """Crossed views: questions put to several, those with two figures, those whose answers differ, answers missing."""

    asked: int
    in_figures: int
    differing: int
    missing: int


def _coverage(edition: Edition) -> Coverage:
    dossier, results = edition.dossier, edition.evaluation.results
    measured = {measure.indicator for measure in dossier.measures}
    return Coverage(
        objectives=len(dossier.objectives),
        priorities=sum(each.priority for each in results.objectives),
        criteria=len(dossier.criteria),
        indicators=len(dossier.indicators),
        measured=sum(each.code in measured for each in dossier.indicators),
        with_baseline=sum(each.baseline is not None for each in dossier.indicators),
        with_target=sum(each.target is not None for each in dossier.indicators),
        shown=sum(not isinstance(each.value, NotEstimable) for each in results.indicators),
        bare_priorities=sum(each.priority and not each.criteria for each in results.objectives),
        consulted=sum(bool(each.consulted) for each in dossier.stakeholders),
        stakeholders=len(dossier.stakeholders),
        steering=sum(bool(each) for each in edition.evaluation.content.steering.values()),
    )
