"""The guide's nine devices and the 50 suggestions of indicators: suggestions, never values, baselines or targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evalkit.catalogue.words import Words, data

TRANSVERSAL = "transversal"


@dataclass(frozen=True)
class Fact:
    """A figure as the guide states it (`said`), of a year where it names one. Repeated, never computed with."""

    said: str
    year: int | None
    about: Words


@dataclass(frozen=True)
class IndicatorSuggestion:
    """A suggested indicator.

    Parameters
    ----------
    code : str
        Code in the catalogue (``SE-I3``).
    kind, form, population, direction, exit_rate : str
        Choices of the dossier's closed lists.
    origin : str
        ``guide`` gives the measure; ``named``: the guide names the outcome and the measure is ours; ``ours``.
    iris : str or None
        Closest IRIS+ 5.3 metric: a hint, no equivalence.
    """

    code: str
    label: Words
    kind: str
    form: str
    population: str
    unit: Words
    direction: str
    horizon_months: tuple[int, ...]
    origin: str
    numerator: Words | None = None
    denominator: Words | None = None
    exit_rate: str | None = None
    iris: str | None = None


@dataclass(frozen=True)
class CriterionSuggestion:
    """A suggested criterion with its indicators."""

    code: str
    label: Words
    indicators: tuple[IndicatorSuggestion, ...]


@dataclass(frozen=True)
class Device:
    """A device of the guide. `carrier` is None where the guide names none."""

    code: str
    name: Words
    carrier: Words | None
    section: str
    outcomes: tuple[Words, ...]
    facts: tuple[Fact, ...]
    criteria: tuple[CriterionSuggestion, ...]


@lru_cache
def devices() -> tuple[Device, ...]:
    """Return the nine devices, in the order of the guide."""
    return tuple(_device(code, each) for code, each in data("devices").items())


def device(code: str) -> Device:
    """Return the device of a code (``seve-emploi``).

    Raises
    ------
    KeyError
        When the catalogue has no such device.
    """
    found = next((each for each in devices() if each.code == code), None)
    if found is None:
        raise KeyError(code)
    return found


@lru_cache
def transversal() -> tuple[CriterionSuggestion, ...]:
    """Return the suggestions that fit any partnership."""
    return _criteria(TRANSVERSAL)


@lru_cache
def indicator_suggestions() -> tuple[IndicatorSuggestion, ...]:
    """Return all suggestions of indicators: those of the devices, then the transversal ones."""
    criteria = [*(criterion for each in devices() for criterion in each.criteria), *transversal()]
    return tuple(indicator for criterion in criteria for indicator in criterion.indicators)


def _device(code: str, said: Mapping[str, Any]) -> Device:
    return Device(
        code=code,
        name=Words(**said["name"]),
        carrier=_words(said["carrier"]),
        section=said["section"],
        outcomes=tuple(Words(**each) for each in said["outcomes"]),
        facts=tuple(Fact(each["said"], each["year"], Words(**each["about"])) for each in said["facts"]),
        criteria=_criteria(code),
    )


def _criteria(code: str) -> tuple[CriterionSuggestion, ...]:
    return tuple(
        CriterionSuggestion(each["code"], Words(**each["label"]), tuple(map(_indicator, each["indicators"])))
        for each in data("suggestions")[code]
    )


def _indicator(said: Mapping[str, Any]) -> IndicatorSuggestion:
    in_words: dict[str, Any] = {name: _words(said.get(name)) for name in ("numerator", "denominator")}
    plain = {name: value for name, value in said.items() if name not in {"label", "unit", "horizon_months", *in_words}}
    return IndicatorSuggestion(
        label=Words(**said["label"]),
        unit=Words(**said["unit"]),
        horizon_months=tuple(said["horizon_months"]),
        **in_words,
        **plain,
    )


def _words(said: Mapping[str, str] | None) -> Words | None:
    return Words(**said) if said else None
