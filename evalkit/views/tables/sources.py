"""The sources: numbered once, cited by their number wherever a table would repeat them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.review.spots import printed
from evalkit.texts import Language, say
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, table
from evalkit.views.words import listed, unsaid


def numbered_sources(dossier: Dossier) -> dict[str, int]:
    """Return each source of a dossier with its number, in the order of the report: the one truth for both."""
    return {source: number for number, source in enumerate(dict.fromkeys(s for _, s in _sourced(dossier, "fr")), 1)}


def cited(dossier: Dossier, source: str | None, language: Language) -> Cell:
    """Return the mark of a source (``[2]``), its full text for CSV; or that it is not said."""
    return (_mark(numbered_sources(dossier)[source]), source) if source else (unsaid(language), None)


def source_notes(sources: Iterable[str | None], language: Language) -> list[str]:
    """Say what the marks in a table stand for; nothing where no source is said."""
    return [say("prose.source_marks", language)] if any(sources) else []


def sources_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each source with its number and what it supports."""
    grouped: dict[str, list[str]] = {}
    for fact, source in _sourced(evaluation.dossier, language):
        facts = grouped.setdefault(source, [])
        if fact not in facts:
            facts.append(fact)
    numbers = numbered_sources(evaluation.dossier)
    rows = [
        ((_mark(numbers[source]), numbers[source]), source, listed(facts, language))
        for source, facts in grouped.items()
    ]
    return table("sources", language, "mark source supports", rows)


def _mark(number: int) -> str:
    return f"[{number}]"


def _sourced(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    """Give each sourced fact, named by its code or by what it is, with its source."""
    for each in dossier.diagnosis:
        yield from _pair(say("prose.fact.diagnosis", language), each.source)
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
