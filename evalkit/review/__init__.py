"""The methodological review: the guide's method as 47 rules, each with its severity, place, sentence and remedy.

A rule stands in the module of its step; `review_method` runs them all. There is no overall mark, on purpose: a dossier
is discussed rule by rule.
"""

from __future__ import annotations

from evalkit.model import Dossier
from evalkit.review import confidentiality, content, cross_cutting, form, framework, indicators, prospects, results
from evalkit.review.registry import RULES, Rule, check_rule
from evalkit.review.result import SEVERITIES, STEPS, Review, ReviewFinding, RuleOutcome

__all__ = ["RULES", "SEVERITIES", "STEPS", "Review", "ReviewFinding", "Rule", "RuleOutcome", "review_method"]

_WITH_RULES = (framework, content, results, indicators, prospects, cross_cutting, confidentiality, form)
"""Imported because importing them registers their rules."""


def review_method(dossier: Dossier, previous: Dossier | None = None) -> Review:
    """Judge a dossier by every rule.

    Parameters
    ----------
    dossier : Dossier
        The dossier.
    previous : Dossier or None
        The same partnership's dossier of an earlier year, for what changed since.

    Returns
    -------
    Review
        The findings and the state of each rule. It never raises on a dossier that reads.
    """
    checked = [check_rule(RULES[code], dossier, previous) for code in sorted(RULES)]
    return Review(
        findings=tuple(finding for _, findings in checked for finding in findings),
        rules=tuple(outcome for outcome, _ in checked),
    )
