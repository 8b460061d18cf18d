"""The guide's method: five principles, seven purposes, four stakes, eight questions on the strategy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from evalkit.catalogue.words import Words, data, label_of


@dataclass(frozen=True)
class Principle:
    """A principle of evaluation (``P1`` to ``P5``), with the section of the guide that states it."""

    code: str
    label: Words
    text: Words
    section: str


@dataclass(frozen=True)
class Purpose:
    """A purpose of an evaluation (``F1`` to ``F7``): for the partners, or for others."""

    code: str
    label: Words
    for_partners: bool
    section: str


@dataclass(frozen=True)
class Stake:
    """A general stake of partnerships (``EN1`` to ``EN4``)."""

    code: str
    label: Words
    section: str


@dataclass(frozen=True)
class Question:
    """A question on the partnership strategy (``Q1`` to ``Q8``)."""

    code: str
    label: Words
    section: str


@lru_cache
def principles() -> tuple[Principle, ...]:
    """Return the five principles."""
    return tuple(
        Principle(code, Words(**each["label"]), Words(**each["text"]), each["section"])
        for code, each in data("method")["principles"].items()
    )


@lru_cache
def purposes() -> tuple[Purpose, ...]:
    """Return the seven purposes."""
    said = data("method")["purposes"]
    codes = [*said["for_partners"], *said["for_others"]]
    return tuple(
        Purpose(code, label_of("purpose", code), code in said["for_partners"], said["section"]) for code in codes
    )


@lru_cache
def stakes() -> tuple[Stake, ...]:
    """Return the four stakes."""
    said = data("method")["stakes"]
    return tuple(Stake(code, label_of("stake", code), said["section"]) for code in said["codes"])


@lru_cache
def questions() -> tuple[Question, ...]:
    """Return the eight questions."""
    said = data("method")["questions"]
    return tuple(Question(code, label_of("question_code", code), said["section"]) for code in said["codes"])
