"""Whose voice a measure carries."""

from __future__ import annotations

from evalkit.model import Dossier
from evalkit.model.framework import Partner


def is_of_partner(respondent: str, partner: Partner) -> bool:
    """Tell whether a respondent is that partner, named by its code or its name."""
    return respondent.casefold() in (partner.code.casefold(), partner.name.casefold())


def others_were_heard(dossier: Dossier) -> bool:
    """Tell whether someone else than the partners answered: a respondent of a measure, or a stakeholder consulted.

    A consultation counts once it is said how it was done.
    """
    answers = (
        not any(is_of_partner(measure.respondent, partner) for partner in dossier.partners)
        for measure in dossier.measures
    )
    return any(answers) or any(each.consulted and each.how for each in dossier.stakeholders)
