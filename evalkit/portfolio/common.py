"""What the reviews of many dossiers have in common: what is most often missing. A to-do, never a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.portfolio.edition import Edition
from evalkit.review.result import RuleOutcome


@dataclass(frozen=True)
class CommonFinding:
    """A rule of method that some dossiers have to mend.

    Parameters
    ----------
    rule : RuleOutcome
        The rule, as the first of them states it.
    codes : tuple of str
        Partnerships to mend, by code.
    judged : int
        Partnerships to which the rule applies.
    findings : int
        Places to mend in all.
    """

    rule: RuleOutcome
    codes: tuple[str, ...]
    judged: int
    findings: int


def common_findings(editions: Sequence[Edition]) -> tuple[CommonFinding, ...]:
    """Return the rules that a dossier or more has to mend, the most common first, then by their number."""
    by_rule: dict[str, list[tuple[str, RuleOutcome]]] = {}
    for edition in editions:
        for outcome in edition.review.rules:
            by_rule.setdefault(outcome.rule, []).append((edition.code, outcome))
    found = (_common(outcomes) for _, outcomes in sorted(by_rule.items()))
    return tuple(sorted((each for each in found if each.codes), key=lambda each: -len(each.codes)))


def _common(outcomes: Sequence[tuple[str, RuleOutcome]]) -> CommonFinding:
    return CommonFinding(
        rule=outcomes[0][1],
        codes=tuple(code for code, each in outcomes if each.outcome == "to_mend"),
        judged=sum(each.outcome != "not_applicable" for _, each in outcomes),
        findings=sum(each.n for _, each in outcomes),
    )
