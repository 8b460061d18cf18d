"""Types of SIAE, categories of exits and the sector's four named exit rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from evalkit.catalogue.words import Words, data, label_of


@dataclass(frozen=True)
class SiaeType:
    """A type of SIAE, with its weight at a date as the guide states it (None where it does not)."""

    code: str
    label: Words
    structures: int
    employees: int | None
    as_of: str
    hires_for: str


@dataclass(frozen=True)
class ExitCategory:
    """A category of exits. `origin` is ``guide``, or ``external`` for what other texts of the sector add."""

    code: str
    label: Words
    includes: Words
    origin: str


@dataclass(frozen=True)
class ExitRate:
    """A named exit rate on all retained exits. `numerator` is None where the partners must list what they count."""

    code: str
    label: Words
    numerator: tuple[str, ...] | None
    origin: str


@lru_cache
def siae_types() -> tuple[SiaeType, ...]:
    """Return the five types of SIAE."""
    return tuple(SiaeType(code, label_of("siae_type", code), **each) for code, each in data("siae")["types"].items())


@lru_cache
def exit_categories() -> tuple[ExitCategory, ...]:
    """Return the four categories of retained exits."""
    return tuple(
        ExitCategory(code, Words(**each["label"]), Words(**each["includes"]), each["origin"])
        for code, each in data("siae")["exits"]["categories"].items()
    )


@lru_cache
def exit_rates() -> tuple[ExitRate, ...]:
    """Return the four named exit rates."""
    return tuple(
        ExitRate(
            code,
            label_of("exit_rate", code),
            tuple(each["numerator"]) if each["numerator"] else None,
            each["origin"],
        )
        for code, each in data("siae")["exits"]["rates"].items()
    )
