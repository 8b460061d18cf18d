"""The closed lists whose codes stand in tidy tables, and the words of each code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import get_args

from evalkit.review.registry import RULES
from evalkit.review.result import SEVERITIES, STEPS, Origin, Outcome
from evalkit.steps.progress import STATUSES
from evalkit.texts import Language, family, say

REASONS = (
    *("no_value", "not_measured", "text_only", "stated", "code_twice", "several_views", "one_view"),
    *("no_view_in_figures", "no_target", "without_target", "no_baseline", "no_direction", "target_against_direction"),
    *("target_equals_baseline", "share_without_counts", "empty_denominator", "no_exit", "training_not_said"),
    *("disclosure", "disclosure_unknown", "disclosure_complement"),
)
"""Why a number of these tables may be missing."""

PRINCIPLES = ("P1", "P2", "P3", "P4", "P5")


@lru_cache
def choices() -> Mapping[str, Mapping[str, str]]:
    """Return each list by its name: its codes in order, each with the key of its words."""
    model = {
        name: {code: f"vocabulary.{name}.{code}" for code in codes} for name, codes in family("vocabulary").items()
    }
    model.pop("recipient")  # stands among partners' codes, in columns that are no closed list
    return {
        **model,
        "status": {code: f"prose.status.{code}" for code in STATUSES},
        "reason": {code: f"reasons.{code}" for code in REASONS},
        "rule": {code: f"findings.{code}.name" for code in sorted(RULES)},
        "severity": {code: f"findings.severities.{code}" for code in SEVERITIES},
        "step": {code: f"findings.steps.{code}" for code in STEPS},
        "origin": {code: f"findings.origins.{code}" for code in get_args(Origin)},
        "principle": {code: f"findings.principles.{code}" for code in PRINCIPLES},
        "outcome": {code: f"findings.outcomes.{code}" for code in get_args(Outcome)},
    }


def words_of(name: str, code: str, language: Language) -> str:
    """Return the words of a code; what changes from one dossier to the next stands as ``N`` or ``…``."""
    return say(choices()[name][code], language, threshold="N", said="…")
