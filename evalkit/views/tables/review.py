"""Tables of the methodological review, the limits and the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.review import SEVERITIES, Review
from evalkit.review.result import Outcome
from evalkit.review.spots import printed
from evalkit.texts import Language, say
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, said, table
from evalkit.views.tables.framework import date_cell
from evalkit.views.words import capital, joined, titled, unsaid

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
    """Return the findings, the gravest first, with place and remedy."""
    ordered = sorted(review.findings, key=lambda each: SEVERITIES.index(each.severity))
    rows = [
        (
            each.rule,
            (capital(say(f"findings.severities.{each.severity}", language)), each.severity),
            each.place.words(language),
            each.sentence(language),
            each.remedy(language),
        )
        for each in ordered
    ]
    return table("review_findings", language, "rule severity place sentence remedy", rows)


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


def sources_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each source with what it supports."""
    grouped: dict[str, list[str]] = {}
    for fact, source in _sourced(evaluation.dossier, language):
        facts = grouped.setdefault(source, [])
        if fact not in facts:
            facts.append(fact)
    rows = [(source, joined(facts, language)) for source, facts in grouped.items()]
    return table("sources", language, "source supports", rows)


def _consulted(consulted: bool | None, language: Language) -> Cell:
    if consulted is None:
        return unsaid(language), None
    return say("prose.consulted" if consulted else "prose.not_consulted", language), consulted


def _sourced(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    """Give each sourced fact, named by its code or by what it is, with its source."""
    for partner in dossier.partners:
        yield from _pair(say("prose.fact.partner", language, name=partner.name), partner.source)
        for figure in partner.key_figures:
            yield from _pair(say("prose.fact.figure", language, name=partner.name), figure.source)
    for name, entries in (
        ("history", dossier.history),
        ("strategy", dossier.strategy),
        ("stakeholders", dossier.stakeholders),
        ("actions", dossier.actions),
        ("means", dossier.means),
        ("exits", dossier.exits),
        ("effects", dossier.effects),
    ):
        for entry in entries:
            yield from _pair(say(f"prose.fact.{name}", language), entry.source)
    for group in (dossier.objectives, dossier.criteria, dossier.indicators, dossier.findings):
        for coded in group:
            yield from _pair(printed(coded.code), coded.source)
    yield from _steering(dossier, language)
    yield from _prospects(dossier, language)


def _steering(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    steering = dossier.steering
    if steering is None:
        return
    for source in (steering.source, *(e.source for e in steering.bodies), *(e.source for e in steering.communication)):
        yield from _pair(say("prose.fact.steering", language), source)


def _prospects(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    prospects = dossier.prospects
    if prospects is None:
        return
    sources = [each.source for each in prospects.coherence]
    sources += [each.source for each in prospects.changed_expectations]
    sources += [each.source for each in prospects.decisions]
    for source in sources:
        yield from _pair(say("prose.fact.prospects", language), source)


def _pair(fact: str, source: str | None) -> Iterator[tuple[str, str]]:
    if source:
        yield fact, source
