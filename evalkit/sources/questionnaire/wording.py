"""What is asked about an indicator, and what is said before the questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from evalkit.model.dossier import Dossier
from evalkit.model.results import Indicator
from evalkit.sources.contradictions import SCALE
from evalkit.sources.survey.coding import scale_of
from evalkit.sources.survey.withhold import threshold_of
from evalkit.texts import Language, say

Audience = Literal["partner", "beneficiaries"]

MOST_NAMED = 6
"""Beyond this many partners, an introduction counts them: a list is no plain sentence."""
_SEEN_BY = re.compile(r"\s*[,:(]?\s*(?:vue?s?|perçue?s?) par (?:chacune?|tous|toutes|les partenaires)\)?\s*$", re.I)
_INTRODUCTIONS: dict[Audience, tuple[str, ...]] = {
    "partner": ("who", "by", "what_for", "one_view", "anonymity", "free"),
    "beneficiaries": ("who", "by", "what_for", "free", "anonymity", "right"),
}


def wording(indicator: Indicator, audience: Audience, language: Language = "fr") -> str:
    """Return the question about an indicator: the dossier's own, else one made of the label.

    Parameters
    ----------
    indicator : Indicator
        Of form ``perception`` or ``text``.
    audience : {"partner", "beneficiaries"}
        Beneficiaries are asked the plain question where there is one.
    language : {"fr", "en"}
        Of the words around the label; what the dossier says stays as it is.
    """
    plain = indicator.plain_question if audience == "beneficiaries" else None
    return plain or indicator.question or _from_label(indicator, language)


def _from_label(indicator: Indicator, language: Language) -> str:
    label = _SEEN_BY.sub("", indicator.label).rstrip(" .?:;,") or indicator.label
    form = "text" if indicator.form == "text" else "mark"
    return say(f"questionnaire.asked.{form}", language, label=label)


def hint(indicator: Indicator, audience: Audience, language: Language) -> str:
    """Return what the ends of a perception's scale mean; a text has no scale."""
    ends = scale_of(indicator)
    if ends is None:
        return ""
    said = say(f"questionnaire.scale.{audience}", language, low=ends[0], high=ends[1])
    unit = indicator.unit or ""
    found = SCALE.search(unit)
    more = unit[found.end() :] if found else ""
    return f"{said} {say('questionnaire.scale.unit', language, unit=unit)}" if more.strip(" .)") else said


def introduction(dossier: Dossier, audience: Audience, who: str, language: Language) -> tuple[str, ...]:
    """Return the paragraphs before the questions: who asks, what for, who sees what, and that answering is free."""
    return tuple(_paragraphs(dossier, audience, who, language))


def _paragraphs(dossier: Dossier, audience: Audience, who: str, language: Language) -> Iterator[str]:
    values = {
        "who": who,
        "partners": _partners([each.name for each in dossier.partners], language),
        "by": dossier.evaluated_by,
        "year": dossier.year,
        "threshold": threshold_of(dossier),
    }
    for key in _INTRODUCTIONS[audience]:
        if key != "by" or dossier.evaluated_by:
            yield say(f"questionnaire.intro.{audience}.{key}", language, **values)


def _partners(names: Sequence[str], language: Language) -> str:
    if len(names) > MOST_NAMED:
        return say("questionnaire.several", language, n=len(names))
    if len(names) == 1:
        return names[0]
    return say("questionnaire.and", language, first=", ".join(names[:-1]), last=names[-1])
