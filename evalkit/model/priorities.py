"""Who ranks which objective, and which objectives are priorities: the one truth of it.

The guide asks each partner to rank its own objectives and the territory's; it says nothing of the scale, which is
``high``, ``medium``, ``low`` here, and nothing of reconciling the partners' ranks, which are kept apart.
"""

from __future__ import annotations

from evalkit.model.dossier import Dossier
from evalkit.model.framework import Objective
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY, Level


def level(dossier: Dossier, partner: str, objective: str) -> Level | None:
    """Return the level that a partner (by code) gave to an objective (by code), or None."""
    return dossier.priorities.get(partner, {}).get(objective)


def raters(dossier: Dossier, objective: Objective) -> tuple[str, ...]:
    """Return the codes of the partners who should rank an objective.

    Its holder for a partner's own; every partner for the territory's; nobody has to rank the beneficiaries'.
    """
    return () if objective.holder == BENEFICIARIES else _concerned(dossier, objective)


def is_priority(dossier: Dossier, objective: Objective) -> bool:
    """Tell whether an objective is a priority.

    It is when a concerned partner ranks it ``high``, and also when no concerned partner has ranked it: what nobody
    put second stays first. A rank given to another partner's objective does not count.
    """
    given = [level(dossier, partner, objective.code) for partner in _concerned(dossier, objective)]
    stated = [each for each in given if each is not None]
    return not stated or "high" in stated


def priority_objectives(dossier: Dossier) -> tuple[Objective, ...]:
    """Return the objectives that are priorities, in the order of the file."""
    return tuple(objective for objective in dossier.objectives if is_priority(dossier, objective))


def _concerned(dossier: Dossier, objective: Objective) -> tuple[str, ...]:
    if objective.holder in (TERRITORY, BENEFICIARIES):
        return tuple(partner.code for partner in dossier.partners)
    return (objective.holder,)
