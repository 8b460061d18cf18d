"""Step 2, *contenu*: who does what for whom, with which means, steered how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from evalkit.model.content import Action, Body, Means, Steering
from evalkit.model.directions import action_directions
from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.model.vocabulary import DIRECTIONS, MEANS_KINDS, Direction3, MeansKind
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion, proportion

SteeringItem = Literal["formalisation", "decision", "bodies", "rhythm", "follow_up", "communication"]
T = TypeVar("T")
K = TypeVar("K")
DirectionState = Literal["present", "not_applicable", "missing"]


@dataclass(frozen=True)
class Flow:
    """The actions from one group of partners to one recipient."""

    by: tuple[str, ...]
    to: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Total:
    """A sum of what is quantified, with what it covers.

    Parameters
    ----------
    value : float or NotEstimable
        Sum of the stated numbers; ranges and bounds are not in it.
    approximate : bool
        True when a term of it is approximate.
    quantified, entries : int
        Means with a number, means in all: the coverage.
    """

    value: float | NotEstimable
    approximate: bool
    quantified: int
    entries: int


@dataclass(frozen=True)
class PlannedActual:
    """A means whose plan and actual use are both known, in one unit."""

    means: Means
    unit: str
    planned: float
    actual: float

    @property
    def difference(self) -> float:
        """Actual less planned."""
        return self.actual - self.planned


@dataclass(frozen=True)
class Content:
    """Result of step 2.

    Parameters
    ----------
    flows : tuple of Flow
    directions : mapping
        Each of the guide's three directions → its actions.
    direction_states : mapping
        Each direction → present, declared not applicable, or missing.
    statuses : mapping of (str or None) to int
        Number of actions by status; under None those whose status is not said.
    means : mapping of (tuple of str, kind) to tuple of Means
        Provider (the codes of one partner or of several together) and kind → entries.
    amounts : mapping of kind to Total
        Euros actually given or valued, by kind.
    amounts_by_provider : mapping of tuple of str to Total
    quantities : mapping of (kind, unit) to Total
        Actual quantities that share a unit.
    planned_actual : tuple of PlannedActual
    kind_states : mapping
        Each kind of means → present, declared none, or missing.
    steering : mapping of item to (str or None)
        The checklist: each item → what the dossier says of it.
    rhythm : tuple of (Body, Proportion or NotEstimable)
        Meetings held out of those planned, body by body.
    """

    flows: tuple[Flow, ...]
    directions: Mapping[Direction3, tuple[Action, ...]]
    direction_states: Mapping[Direction3, DirectionState]
    statuses: Mapping[str | None, int]
    means: Mapping[tuple[tuple[str, ...], MeansKind], tuple[Means, ...]]
    amounts: Mapping[MeansKind, Total]
    amounts_by_provider: Mapping[tuple[str, ...], Total]
    quantities: Mapping[tuple[MeansKind, str], Total]
    planned_actual: tuple[PlannedActual, ...]
    kind_states: Mapping[MeansKind, DirectionState]
    steering: Mapping[SteeringItem, str | None]
    rhythm: tuple[tuple[Body, Proportion | NotEstimable], ...]


def describe_content(dossier: Dossier) -> Content:
    """Carry out step 2 on a dossier."""
    directions = {way: tuple(a for a in dossier.actions if way in action_directions(dossier, a)) for way in DIRECTIONS}
    by_kind = _grouped(dossier.means, lambda means: means.kind)
    return Content(
        flows=_flows(dossier),
        directions=directions,
        direction_states={way: _state(bool(directions[way]), way in dossier.no_action) for way in DIRECTIONS},
        statuses={status: len(group) for status, group in _grouped(dossier.actions, lambda a: a.status).items()},
        means=_grouped(dossier.means, lambda means: (means.by, means.kind)),
        amounts={kind: _amount(group) for kind, group in by_kind.items()},
        amounts_by_provider={by: _amount(group) for by, group in _grouped(dossier.means, lambda m: m.by).items()},
        quantities=_quantities(dossier.means),
        planned_actual=tuple(pair for means in dossier.means for pair in _pairs(means)),
        kind_states={kind: _state(kind in by_kind, kind in dossier.no_means) for kind in MEANS_KINDS},
        steering=_checklist(dossier.steering),
        rhythm=tuple((body, _held(body)) for body in (dossier.steering.bodies if dossier.steering else ())),
    )


def _grouped(entries: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, tuple[T, ...]] = {}
    for entry in entries:
        groups[key(entry)] = (*groups.get(key(entry), ()), entry)
    return groups


def _flows(dossier: Dossier) -> tuple[Flow, ...]:
    pairs = [((action.by, to), action) for action in dossier.actions for to in action.to]
    groups = _grouped(pairs, lambda pair: pair[0])
    return tuple(Flow(by, to, tuple(action for _, action in group)) for (by, to), group in groups.items())


def _state(present: bool, declared_none: bool) -> DirectionState:
    return "present" if present else "not_applicable" if declared_none else "missing"


def _amount(means: tuple[Means, ...]) -> Total:
    return _total([each.actual_amount for each in means])


def _quantities(means: tuple[Means, ...]) -> dict[tuple[MeansKind, str], Total]:
    known = [each for each in means if each.actual is not None and _unit_of(each, each.actual)]
    groups = _grouped(known, lambda each: (each.kind, _unit_of(each, each.actual)))
    return {key: _total([each.actual for each in group]) for key, group in groups.items()}


def _unit_of(means: Means, quantity: Quantity | None) -> str:
    return means.unit or (quantity.unit if quantity else "")


def _total(quantities: list[Quantity | None]) -> Total:
    numbers = [each for each in quantities if each is not None and each.value is not None]
    value = sum(each.value for each in numbers if each.value is not None) if numbers else None
    return Total(
        value=not_estimable("nothing_quantified") if value is None else value,
        approximate=any(each.approximate for each in numbers),
        quantified=len(numbers),
        entries=len(quantities),
    )


def _pairs(means: Means) -> Iterable[PlannedActual]:
    for planned, actual, unit in (
        (means.planned, means.actual, _unit_of(means, means.actual)),
        (means.planned_amount, means.actual_amount, "€"),
    ):
        if planned and actual and planned.value is not None and actual.value is not None:
            yield PlannedActual(means, unit, planned.value, actual.value)


def _checklist(steering: Steering | None) -> dict[SteeringItem, str | None]:
    if steering is None:
        return dict.fromkeys(("formalisation", "decision", "bodies", "rhythm", "follow_up", "communication"))
    return {
        "formalisation": steering.formalisation,
        "decision": steering.decision,
        "bodies": ", ".join(body.name for body in steering.bodies) or None,
        "rhythm": ", ".join(body.rhythm for body in steering.bodies if body.rhythm) or None,
        "follow_up": steering.follow_up,
        "communication": ", ".join(who for each in steering.communication for who in each.audiences) or None,
    }


def _held(body: Body) -> Proportion | NotEstimable:
    if body.planned is None or body.held is None:
        return not_estimable("meetings_not_said")
    if body.planned == 0:
        return not_estimable("no_meeting_planned")
    if body.held > body.planned:
        return not_estimable("more_meetings_than_planned", held=body.held, planned=body.planned)
    return proportion(body.held, body.planned)
