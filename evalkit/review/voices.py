"""Whose voice a measure carries."""

from __future__ import annotations

from evalkit.model import Dossier


def others_were_heard(dossier: Dossier) -> bool:
    """Tell whether someone else than the partners answered: a respondent of a measure, or a stakeholder consulted.

    A consultation counts once it is said how it was done.
    """
    partners = {partner.code for partner in dossier.partners}
    answers = (measure.respondent not in partners for measure in dossier.measures)
    return any(answers) or any(each.consulted and each.how for each in dossier.stakeholders)
