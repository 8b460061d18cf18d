"""The register of rules: a rule is one decorated function here in code, and its words in ``texts/findings.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evalkit.errors import Path
from evalkit.model import Dossier
from evalkit.review.result import Origin, Outcome, ReviewFinding, RuleOutcome, Severity, Step, Value

Previous = Dossier | None
"""The same partnership's dossier of an earlier year, when it was given."""
Broken = tuple[Path, Mapping[str, Value]]
"""Where a rule is broken, and what fills its sentence."""
Look = Callable[[Dossier, Previous], Iterator[Broken]]
Applies = Callable[[Dossier, Previous], object]


@dataclass(frozen=True)
class Rule:
    """One rule of the methodological review.

    Parameters
    ----------
    code : str
        ``RM-01``...
    step, severity, origin, principle
        As in `ReviewFinding`.
    look : callable
        ``(dossier, previous)`` → the places where it is broken.
    applies : callable
        ``(dossier, previous)`` → whether the rule has something to judge in this dossier.
    """

    code: str
    step: Step
    severity: Severity
    origin: Origin
    principle: str | None
    look: Look
    applies: Applies


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    step: Step,
    severity: Severity,
    origin: Origin,
    *,
    principle: str | None = None,
    applies: Applies = lambda dossier, previous: True,
) -> Callable[[Look], Look]:
    """Register the decorated function as a rule."""

    def register(look: Look) -> Look:
        if code in RULES:
            raise ValueError(f"rule {code} is registered twice")
        RULES[code] = Rule(code, step, severity, origin, principle, look, applies)
        return look

    return register


def check_rule(rule: Rule, dossier: Dossier, previous: Previous) -> tuple[RuleOutcome, tuple[ReviewFinding, ...]]:
    """Judge a dossier by one rule."""
    applies = bool(rule.applies(dossier, previous))
    broken = tuple(rule.look(dossier, previous)) if applies else ()
    outcome: Outcome = "to_mend" if broken else "respected" if applies else "not_applicable"
    findings = tuple(_finding(rule, dossier, path, values) for path, values in broken)
    return RuleOutcome(rule.code, outcome, len(findings), rule.step, rule.severity), findings


def _finding(rule: Rule, dossier: Dossier, path: Path, values: Mapping[str, Value]) -> ReviewFinding:
    return ReviewFinding(
        rule.code,
        rule.severity,
        rule.step,
        rule.origin,
        rule.principle,
        path,
        dossier.place_of(path),
        tuple(sorted(values.items())),
    )
