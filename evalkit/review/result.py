"""What a review says: findings with their place and remedy, and the state of each rule. Never an overall mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from evalkit.errors import Path, Place
from evalkit.errors import Said as Said
from evalkit.texts import Language, has, say

Step = Literal["framework", "content", "results", "prospects", "cross_cutting", "confidentiality", "form"]
STEPS: tuple[Step, ...] = get_args(Step)
Severity = Literal["blocking", "to_mend", "advice"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Origin = Literal["source", "derived", "external", "own"]
"""Stated by the guide, following from it, taken from another text read, or our own proposal."""
Outcome = Literal["respected", "to_mend", "not_applicable"]


Value = str | int | Said | tuple[Said, ...]


def said(key: str, /, **values: object) -> Said:
    """Build a `Said` of the words that ``texts/findings.yaml`` keeps for the inside of sentences."""
    return Said(f"findings.words.{key}", tuple(sorted(values.items())))


@dataclass(frozen=True)
class ReviewFinding:
    """One thing to look at in a dossier.

    Parameters
    ----------
    rule : str
        ``RM-01`` to ``RM-47``.
    severity, step, origin : str
        See `Severity`, `Step`, `Origin`.
    principle : str or None
        The guide's evaluation principle that the rule serves (``P1`` to ``P5``).
    path : tuple
        The field of the dossier.
    place : Place
        Where that field, or the entry that should hold it, stands in the user's file.
    values : tuple of (str, value)
        What fills the sentence and the remedy.
    """

    rule: str
    severity: Severity
    step: Step
    origin: Origin
    principle: str | None
    path: Path
    place: Place
    values: tuple[tuple[str, Value], ...] = ()

    def sentence(self, language: Language = "fr") -> str:
        """Return what was found."""
        return self._say("sentence", language, of_yaml=True)

    def remedy(self, language: Language = "fr", *, of_yaml: bool = True) -> str:
        """Return what to do about it; what to write in YAML only where the dossier is YAML and the reader sees it."""
        return self._say("remedy", language, of_yaml=of_yaml and not self.place.sheet)

    def _say(self, part: str, language: Language, *, of_yaml: bool) -> str:
        words = {name: _in_words(value, language) for name, value in self.values}
        key = f"findings.{self.rule}.{part}"
        return say(key if of_yaml or not has(f"{key}_cell") else f"{key}_cell", language, **words)


@dataclass(frozen=True)
class RuleOutcome:
    """The state of one rule: respected, to mend (`n` findings) or not applicable to this dossier."""

    rule: str
    outcome: Outcome
    n: int
    step: Step
    severity: Severity

    def name(self, language: Language = "fr") -> str:
        """Return what the rule asks for, in a few words."""
        return say(f"findings.{self.rule}.name", language)


@dataclass(frozen=True)
class Review:
    """The methodological review of one dossier: what to mend and what is respected, step by step.

    Parameters
    ----------
    findings : tuple of ReviewFinding
        By rule, then in the order of the file.
    rules : tuple of RuleOutcome
        Every rule once, by its number.
    """

    findings: tuple[ReviewFinding, ...]
    rules: tuple[RuleOutcome, ...]

    @property
    def by_step(self) -> Mapping[Step, tuple[RuleOutcome, ...]]:
        """The state of each rule, under its step; all steps, in order."""
        return {step: tuple(each for each in self.rules if each.step == step) for step in STEPS}

    @property
    def blocking(self) -> tuple[ReviewFinding, ...]:
        """The findings that make a banner on the report."""
        return tuple(each for each in self.findings if each.severity == "blocking")

    def findings_of(self, *rules: str) -> tuple[ReviewFinding, ...]:
        """Return the findings of some rules."""
        return tuple(each for each in self.findings if each.rule in rules)

    def places_of(self, rule: str) -> tuple[Path, ...]:
        """Return the paths at which a rule was broken: the measures of RM-22, the indicators of RM-30..."""
        return tuple(each.path for each in self.findings_of(rule))


def _in_words(value: Value, language: Language) -> str | int:
    if isinstance(value, Said):
        return value.words(language)
    if isinstance(value, tuple):
        *first, last = (each.words(language) for each in value)
        return said("and", first=", ".join(first), last=last).words(language) if first else last
    return value
