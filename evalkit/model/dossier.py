"""One dossier: one partnership, one year of evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import AfterValidator, Field, PrivateAttr

from evalkit.errors import Path, Place, Problem, place_near
from evalkit.model.content import Action, Means, Steering
from evalkit.model.dates import Date
from evalkit.model.fields import Code, DigitsOnly, Distinct, Entry, Label, Slug, Text, YesNo
from evalkit.model.framework import (
    DiagnosisFigure,
    Event,
    ModelPeriod,
    Objective,
    Partner,
    Stakeholder,
    StrategyAnswer,
    Territory,
)
from evalkit.model.prospects import Prospects
from evalkit.model.quantity import Count, Number
from evalkit.model.results import Criterion, Effect, Exits, Finding, Indicator, Measure
from evalkit.model.vocabulary import Direction3, EffectNature, Level, MeansKind, Purpose

TEMPLATE_VERSION = 3
ADDED_FIELDS: Mapping[int, tuple[tuple[str, str], ...]] = {
    2: (("indicator", "question"), ("indicator", "plain_question")),
    3: (("dossier", "diagnosis"),),
}
"""What each version of the template added: class and field, as `texts/fields.yaml` names them. None took any away."""
DISCLOSURE_THRESHOLD = 5


class Coded(Protocol):
    """Anything with a code."""

    @property
    def code(self) -> str:
        """The code."""
        ...


CodedEntry = TypeVar("CodedEntry", bound=Coded)
Part = TypeVar("Part", bound=Entry)


def _or_nothing(part: Part | None) -> Part | None:
    """Take a part in which nothing is filled in for an absent one: no file can tell the two apart."""
    return None if part is not None and not part.model_dump(exclude_defaults=True) else part


def _stated(priorities: Mapping[str, Mapping[str, Level]]) -> Mapping[str, Mapping[str, Level]]:
    return {partner: levels for partner, levels in priorities.items() if levels}


MaybeEmpty = AfterValidator(_or_nothing)


class Effort(Entry):
    """What the evaluation itself takes."""

    days: Number | None = Field(default=None, ge=0)
    amount: Number | None = Field(default=None, ge=0)
    people: Count | None = None
    note: Text | None = None


class Feedback(Entry):
    """To whom the results are given back, when and how."""

    audience: Label
    date: Date | None = None
    how: Text | None = None


class Limits(Entry):
    """What the evaluation does not measure and cannot say."""

    not_measured: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()


class Dossier(Entry):
    """One partnership × one evaluation year, as its file states it. Frozen.

    Attributes
    ----------
    code : str
        Names the partnership over the years and the folder of its reports.
    year : int
        The evaluation year.
    fictional : bool
        True for an invented case; its report says so on every page.
    priorities : mapping
        Partner's code → objective's code → level: each partner ranks its own objectives and the territory's.
    diagnosis : tuple
        What official figures say of the territory: see `evalkit.territory.attached`.
    no_action, no_means : tuple
        Directions and kinds that are declared not applicable.
    no_effect : tuple
        Natures of effect that were looked for and not found.
    disclosure_threshold : int
        No rate and no breakdown on fewer people than this (5 or more).

    Notes
    -----
    `place_of` tells where in the user's file a field stands. A dossier built in code has no places.
    """

    template_version: Annotated[int, Field(ge=1, le=TEMPLATE_VERSION), DigitsOnly] = TEMPLATE_VERSION
    code: Slug
    year: Annotated[int, Field(ge=1990, le=2100), DigitsOnly]
    title: Label
    fictional: YesNo = False
    source: Text | None = None
    note: Text | None = None
    device: Slug | None = None
    purposes: Annotated[tuple[Purpose, ...], Distinct] = ()
    general_interest_issue: Text | None = None
    territory: Territory | None = None
    start: Date | None = None
    end: Date | None = None
    models: tuple[ModelPeriod, ...] = ()
    legal_form: Text | None = None
    first_year: YesNo | None = None
    previous_year: Annotated[int, Field(ge=1990, le=2100), DigitsOnly] | None = None
    next_review: Date | None = None
    evaluated_by: Text | None = None
    evaluated_on: Date | None = None
    effort: Annotated[Effort | None, MaybeEmpty] = None
    feedback: tuple[Feedback, ...] = ()
    disclosure_threshold: Annotated[int, Field(ge=DISCLOSURE_THRESHOLD, le=1000), DigitsOnly] = DISCLOSURE_THRESHOLD

    partners: Annotated[tuple[Partner, ...], Field(min_length=1)]
    stakeholders: tuple[Stakeholder, ...] = ()
    history: tuple[Event, ...] = ()
    strategy: tuple[StrategyAnswer, ...] = ()
    objectives: tuple[Objective, ...] = ()
    lasting_employment_reason: Text | None = None
    priorities: Annotated[Mapping[Code, Mapping[Code, Level]], AfterValidator(_stated)] = {}
    diagnosis: tuple[DiagnosisFigure, ...] = ()

    actions: tuple[Action, ...] = ()
    no_action: Annotated[tuple[Direction3, ...], Distinct] = ()
    means: tuple[Means, ...] = ()
    no_means: Annotated[tuple[MeansKind, ...], Distinct] = ()
    steering: Annotated[Steering | None, MaybeEmpty] = None

    criteria: tuple[Criterion, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    measures: tuple[Measure, ...] = ()
    exits: tuple[Exits, ...] = ()
    findings: tuple[Finding, ...] = ()
    effects: tuple[Effect, ...] = ()
    no_effect: Annotated[tuple[EffectNature, ...], Distinct] = ()

    prospects: Annotated[Prospects | None, MaybeEmpty] = None
    limits: Annotated[Limits | None, MaybeEmpty] = None

    _places: Mapping[Path, Place] = PrivateAttr(default_factory=dict)
    _notes: tuple[Problem, ...] = PrivateAttr(default=())

    def __eq__(self, other: object) -> bool:
        """Two dossiers are equal when they say the same, whatever files they come from."""
        return isinstance(other, Dossier) and dict(self) == dict(other)

    def place_of(self, path: Path) -> Place:
        """Return where a field stands in the user's file; the nearest enclosing entry when the field is not there."""
        return place_near(self._places, path, self.code)

    def with_places(self, places: Mapping[Path, Place], notes: Iterable[Problem] = ()) -> Dossier:
        """Return the same dossier, knowing where its fields stand and what was noted while reading it."""
        copy = self.model_copy()
        copy._places, copy._notes = dict(places), tuple(notes)
        return copy

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What was understood in the file without being written plainly, and what was left unread: no obstacle."""
        return self._notes

    def partner(self, code: str) -> Partner | None:
        """Return the partner of a code, or None."""
        return first_with_code(self.partners, code)

    def name_of(self, code: str) -> str | None:
        """Return the name of a partner by its code, or None for the territory, the beneficiaries and others."""
        found = self.partner(code)
        return found.name if found else None


def first_with_code(entries: Iterable[CodedEntry], code: str) -> CodedEntry | None:
    """Return the first entry of a code, or None."""
    return next((entry for entry in entries if entry.code == code), None)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a dossier, so that editors complete and check the YAML.

    It accepts what the reader accepts: a field left empty, and a text that looks like a number (``sdg: [8, 12]``).
    """
    schema = Dossier.model_json_schema(mode="validation")
    for entry in (schema, *schema["$defs"].values()):
        fields, required = entry.get("properties", {}), entry.get("required", [])
        entry["properties"] = {name: _as_read(each, name in required) for name, each in fields.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _as_read(field: dict[str, Any], required: bool) -> dict[str, Any]:
    field = {key: _with_numbers(value) if key in {"items", "anyOf"} else value for key, value in field.items()}
    field = _with_numbers(field)
    empty = {"type": "null"}
    if required or field.get("default", "") is None or empty in field.get("anyOf", []):
        return field
    about: dict[str, Any] = {key: field.pop(key) for key in ("default", "title", "description") if key in field}
    return {"anyOf": [field, empty], **about}


def _with_numbers(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_numbers(each) for each in schema]
    plain_text = isinstance(schema, dict) and schema.get("type") == "string" and not {"enum", "pattern"} & set(schema)
    return {**schema, "type": ["string", "number"]} if plain_text else schema
