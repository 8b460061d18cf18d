"""The head of a report: who, where, when, and whether the case is invented."""

from __future__ import annotations

from evalkit.model.dossier import Dossier
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Block, Cover, Notice


def cover_blocks(dossier: Dossier, language: Language) -> tuple[Block, ...]:
    """Return the title and the facts of a dossier; what the dossier does not say is left out."""
    cover = Cover(say("page.kicker", language, year=dossier.year), dossier.title, _facts(dossier, language))
    fictional = (Notice("fictional", say("page.fictional", language)),) if dossier.fictional else ()
    return (cover, *fictional)


def _facts(dossier: Dossier, language: Language) -> tuple[tuple[str, str], ...]:
    evaluated_on = dossier.evaluated_on
    values = {
        "partners": " · ".join(partner.name for partner in dossier.partners),
        "territory": dossier.territory.name if dossier.territory else None,
        "period": _period(dossier, language),
        "evaluated_by": dossier.evaluated_by,
        "evaluated_on": numbers.date(evaluated_on, language) if evaluated_on else None,
    }
    return tuple((say(f"page.fact.{key}", language), value) for key, value in values.items() if value)


def _period(dossier: Dossier, language: Language) -> str | None:
    start = numbers.date(dossier.start, language) if dossier.start else None
    end = numbers.date(dossier.end, language) if dossier.end else None
    if start and end:
        return say("page.period.both", language, start=start, end=end)
    if start:
        return say("page.period.since", language, start=start)
    return say("page.period.until", language, end=end) if end else None
