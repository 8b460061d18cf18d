"""Step 1, *cadre*: who the partners are, where they come from, what they aim at and in which order."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from evalkit.model.dates import Date
from evalkit.model.fields import Code, Entry, Label, Text, YesNo
from evalkit.model.quantity import Number, Stated
from evalkit.model.vocabulary import (
    ModelCode,
    NeedSense,
    PartnerType,
    QuestionCode,
    SiaeType,
    Stake,
    StakeholderGroup,
    ZoneKind,
)

LA_POSTE = "356000000"
INSEE_CODE = r"^[0-9][0-9A-B]?[0-9]{0,7}$"
"""A region, département, commune (Corsica: 2A, 2B), zone d'emploi or EPCI."""


def _valid_insee_code(code: str) -> str:
    if not re.fullmatch(INSEE_CODE, code):
        raise PydanticCustomError("insee_code", "not an Insee code: {found}", {"found": code})
    return code


def _valid_siret(siret: str) -> str:
    """Check the 14 digits by the Luhn sum (La Poste's establishments: plain sum, multiple of 5)."""
    digits = siret.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        raise PydanticCustomError("siret_form", "not a SIRET: {found}", {"found": siret})
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(digits)]
    luhn = sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
    post = digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0
    if not (luhn or post):
        raise PydanticCustomError("siret_key", "wrong SIRET: {found}", {"found": siret})
    return digits


InseeCode = Annotated[str, AfterValidator(_valid_insee_code), WithJsonSchema({"type": "string", "pattern": INSEE_CODE})]
Siret = Annotated[str, AfterValidator(_valid_siret)]


class Territory(Entry):
    """Where the partnership lives.

    Attributes
    ----------
    name : str
    zone : str or None
        Kind of the Insee zone that `insee_code` names.
    insee_code : str or None
        Kept as text: leading zeros and Corsica's letters matter.
    """

    name: Label
    zone: ZoneKind | None = None
    insee_code: InseeCode | None = None
    note: Text | None = None


class DiagnosisFigure(Entry):
    """A figure of the territory, beside the same figure of a zone that it is compared with.

    Attributes
    ----------
    zone : str or None
        The zone whose value it is (``zone d'emploi Avranches``), where it has another name than the territory.
    unit : str or None
        Of both values (``%``, ``personnes``).
    period : str or None
        Year or period of the values, as the source names it: ``2021``, ``2013-2018``, ``2025-T4``.
    need : str or None
        Whether a higher or a lower value means more need; None where it says nothing of need.
    compared_with : str or None
        The zone that the territory is compared with (``région Normandie``).
    near : bool
        Whether the two values are too close, beside those of other zones, to tell one need from the other.
    """

    label: Label
    zone: Label | None = None
    value: Number
    unit: Label | None = None
    period: Label | None = None
    source: Text | None = None
    need: NeedSense | None = None
    compared_with: Label | None = None
    compared_value: Number | None = None
    near: YesNo = False


class KeyFigure(Entry):
    """A dated figure about a partner, as it was stated."""

    label: Label
    value: Stated
    date: Date | None = None
    source: Text | None = None


class Partner(Entry):
    """One of the two or more partners.

    Attributes
    ----------
    strategy : str or None
        What partnerships are for in the partner's own strategy.
    evaluation_expectations : str or None
        What the partner expects of the evaluation.
    """

    code: Code
    name: Label
    type: PartnerType
    siae_type: SiaeType | None = None
    siret: Siret | None = None
    role: Text | None = None
    strategy: Text | None = None
    evaluation_expectations: Text | None = None
    key_figures: tuple[KeyFigure, ...] = ()
    source: Text | None = None
    note: Text | None = None


class Stakeholder(Entry):
    """A group concerned by the partnership: consulted, or the reason why not."""

    name: Label
    group: StakeholderGroup
    consulted: YesNo | None = None
    how: Text | None = None
    reason: Text | None = None
    source: Text | None = None


class Event(Entry):
    """A dated event of the partnership's history."""

    date: Date
    label: Text
    source: Text | None = None


class ModelPeriod(Entry):
    """A model of the typology and the time it held. A partnership may hold several; none is better than another."""

    model: ModelCode
    start: Date | None = None
    end: Date | None = None
    note: Text | None = None


class StrategyAnswer(Entry):
    """The answer to one of the guide's eight questions on the partnership strategy."""

    question: QuestionCode
    answer: Text
    source: Text | None = None


class Objective(Entry):
    """What someone aims at.

    Attributes
    ----------
    holder : str
        A partner's code, ``territory`` or ``beneficiaries``.
    stake : str or None
        The guide's general stakes EN1 to EN4.
    lasting_employment : bool or None
        Whether it bears on lasting employment; None when the file does not say.
    """

    code: Code
    holder: Code
    label: Text
    stake: Stake | None = None
    lasting_employment: YesNo | None = None
    source: Text | None = None
    note: Text | None = None
