"""Tables of the methodological review and of the limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from evalkit.evaluation import Evaluation
from evalkit.review import SEVERITIES, Review
from evalkit.review.result import Outcome, ReviewFinding
from evalkit.texts import Language, say
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, said, table
from evalkit.views.tables.framework import date_cell
from evalkit.views.words import capital, inside, titled, unsaid

MOST_SHOWN = 6
"""Sentences of one rule that the table shows; a board needs to see the kind, not twenty-four of it."""
OUTCOMES: tuple[Outcome, ...] = ("respected", "to_mend", "not_applicable")


def rules_table(review: Review, language: Language) -> Table:
    """Return, step by step, how many rules are respected, to mend or not applicable; no total, no mark."""
    rows = [
        (
            (say(f"findings.steps.{step}", language), step),
            *((str(counts[outcome]), counts[outcome]) for outcome in OUTCOMES),
        )
        for step, rules in review.by_step.items()
        for counts in [Counter(rule.outcome for rule in rules)]
    ]
    return table("review_rules", language, "step respected# to_mend# not_applicable#", rows)


def findings_table(review: Review, language: Language) -> Table:
    """Return what the review found, the gravest first: each rule once, with every place and one remedy."""
    rows = [
        (
            (_rule(review, group[0], language), group[0].rule),
            (_severity(group[0], language), group[0].severity),
            (str(len(group)), len(group)),
            _sentences([_said(each, language) for each in group], language),
            group[0].remedy(language, of_yaml=False),
        )
        for group in _by_remedy(review.findings, language)
    ]
    return table("review_findings", language, "rule severity count# sentence remedy", rows)


def stakeholders_table(evaluation: Evaluation, language: Language) -> Table:
    """Return who was consulted, how, and why the others were not."""
    rows = [
        (
            each.name,
            (titled("stakeholder_group", each.group, language), each.group),
            _consulted(each.consulted, language),
            said(each.how if each.consulted else each.reason, language),
        )
        for each in evaluation.dossier.stakeholders
    ]
    return table("stakeholders", language, "stakeholder group consulted how_or_why", rows)


def feedback_table(evaluation: Evaluation, language: Language) -> Table:
    """Return to whom the results are given back, when and how."""
    rows = [
        (each.audience, date_cell(each.date, language), said(each.how, language))
        for each in evaluation.dossier.feedback
    ]
    return table("feedback", language, "audience date how", rows)


def _by_remedy(findings: Iterable[ReviewFinding], language: Language) -> list[list[ReviewFinding]]:
    """Group the findings of one rule that have one remedy, the gravest first."""
    groups: dict[tuple[str, str], list[ReviewFinding]] = {}
    for each in sorted(findings, key=lambda each: SEVERITIES.index(each.severity)):
        groups.setdefault((each.rule, each.remedy(language, of_yaml=False)), []).append(each)
    return list(groups.values())


def _sentences(lines: list[str], language: Language) -> Cell:
    """Show the first few; all of them stand in the CSV, and ``evalkit check`` says them too."""
    left = len(lines) - MOST_SHOWN
    more = [say("prose.more_points", language, n=left)] if left > 0 else []
    return _lines([*lines[:MOST_SHOWN], *more]), _lines(lines)


def _rule(review: Review, found: ReviewFinding, language: Language) -> str:
    name = next(rule.name(language) for rule in review.rules if rule.rule == found.rule)
    return f"{found.rule} · {name}"


def _severity(found: ReviewFinding, language: Language) -> str:
    """Name a severity on one line."""
    return capital(say(f"findings.severities.{found.severity}", language)).replace(" ", "\u00a0")


def _said(found: ReviewFinding, language: Language) -> str:
    """Return what was found and where, without the name of the file, which is the same for all."""
    place = replace(found.place, file="").words(language).removeprefix(", ")
    if found.place.sheet:
        # The number of a sheet stays with its name at the end of a line.
        place = place.replace(" ", "\u00a0")
    if not place:
        return found.sentence(language)
    return say("headings.precised", language, text=inside(found.sentence(language)), more=place) + "."


def _lines(sentences: Sequence[str]) -> str:
    """Write several sentences as the lines of a cell."""
    return sentences[0] if len(sentences) == 1 else "\n".join(f"• {each}" for each in sentences)


def _consulted(consulted: bool | None, language: Language) -> Cell:
    if consulted is None:
        return unsaid(language), None
    return say("prose.consulted" if consulted else "prose.not_consulted", language), consulted
