"""The closed lists of a dossier. Their French and English labels stand in ``texts/vocabulary.yaml``."""

from __future__ import annotations

from typing import Literal

Purpose = Literal["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
"""The guide's purposes of a partnership evaluation: five for the partners, two for others (``texts/vocabulary``)."""

PartnerType = Literal[
    "siae",
    "siae_network",
    "siae_group",
    "social_economy",
    "support_body",
    "company",
    "cooperative_bank",
    "company_foundation",
    "company_network",
    "impact_investor",
    "contracting_authority",
    "public_body",
    "local_public_company",
]
SIAE_PARTNERS: frozenset[str] = frozenset({"siae", "siae_network", "siae_group"})
SOCIAL_PARTNERS: frozenset[str] = SIAE_PARTNERS | {"social_economy"}

SiaeType = Literal["ACI", "EI", "AI", "ETTI", "EITI"]
Stake = Literal["EN1", "EN2", "EN3", "EN4"]
Level = Literal["high", "medium", "low"]
LEVELS: tuple[Level, ...] = ("high", "medium", "low")
ModelCode = Literal["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9"]
QuestionCode = Literal["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8"]
ZoneKind = Literal["commune", "epci", "employment_zone", "departement", "region", "other"]
StakeholderGroup = Literal[
    "beneficiaries",
    "volunteers",
    "board",
    "employees",
    "funders",
    "public_authorities",
    "clients",
    "residents",
    "other",
]
NeedSense = Literal["higher", "lower"]
"""Which value of a figure of the territory means more need."""

ActionStatus = Literal["planned", "ongoing", "done", "dropped"]
Direction3 = Literal["siae_to_company", "company_to_siae", "joint_to_territory"]
DIRECTIONS: tuple[Direction3, ...] = ("siae_to_company", "company_to_siae", "joint_to_territory")
MeansKind = Literal["human", "financial", "logistic"]
MEANS_KINDS: tuple[MeansKind, ...] = ("human", "financial", "logistic")
IndicatorKind = Literal["quantitative", "qualitative"]
IndicatorForm = Literal["count", "share", "amount", "perception", "text"]
Sense = Literal["increase", "decrease", "stable", "none"]
ExitRate = Literal["dynamic", "lasting", "employment", "employment_or_training"]
Population = Literal["people", "things"]
EffectNature = Literal["positive", "negative", "unexpected"]
Strength = Literal["description", "before_after", "comparison_group", "identified"]
"""How strong a claim its design allows; only the last two may speak of an impact."""

Verdict = Literal["reached", "partly", "not_reached", "too_early", "unknown"]
Strategy = Literal["continue", "strengthen", "redirect", "spread", "close", "other"]

TERRITORY = "territory"
BENEFICIARIES = "beneficiaries"
"""Holders, recipients and targets that are no partner."""
