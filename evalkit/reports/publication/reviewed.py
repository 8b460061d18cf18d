"""The methodological review of a public copy: it does not judge what is only not published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from evalkit.errors import Path
from evalkit.model.publication import PublicEdition
from evalkit.review import Review, RuleOutcome


def review_of_public(review: Review, edition: PublicEdition) -> Review:
    """Return a review without the findings on what is left out; a rule that had no other is not judged."""
    gone = {each.path for each in edition.left_out}
    kept = tuple(each for each in review.findings if not _is_left_out(each.path, gone))
    counts = Counter(each.rule for each in kept)
    rules = tuple(_outcome(each, counts[each.rule]) for each in review.rules)
    return replace(review, findings=kept, rules=rules)


def _is_left_out(path: Path, gone: set[Path]) -> bool:
    """Tell whether a path leads to, or into, what is left out; the effort is judged as a whole."""
    if path == ("effort",) and any(each[0] == "effort" for each in gone):
        return True
    return any(path[:length] in gone for length in range(1, len(path) + 1))


def _outcome(rule: RuleOutcome, n: int) -> RuleOutcome:
    if n == rule.n:
        return rule
    return replace(rule, n=n, outcome="to_mend" if n else "not_applicable")
