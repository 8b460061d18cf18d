"""The guide's three directions of action, read from who acts for whom, for any number of partners."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.model.content import Action
from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import (
    BENEFICIARIES,
    SIAE_PARTNERS,
    SOCIAL_PARTNERS,
    TERRITORY,
    Direction3,
)


def action_directions(dossier: Dossier, action: Action) -> tuple[Direction3, ...]:
    """Return the directions in which an action goes; empty when it stays on one side.

    Towards the territory or the beneficiaries whoever acts; from one side to the other when a partner of the first
    acts for a partner of the second. The first side is the SIAE, or the other social-economy partners in a
    partnership without SIAE.
    """
    side = _siae_side(dossier)
    by_siae, by_others = _sides(action.by, side)
    to_siae, to_others = _sides((code for code in action.to if code not in (TERRITORY, BENEFICIARIES)), side)
    found: list[Direction3] = []
    if by_siae and to_others:
        found.append("siae_to_company")
    if by_others and to_siae:
        found.append("company_to_siae")
    if TERRITORY in action.to or BENEFICIARIES in action.to:
        found.append("joint_to_territory")
    return tuple(found)


def _siae_side(dossier: Dossier) -> frozenset[str]:
    siae = {partner.code for partner in dossier.partners if partner.type in SIAE_PARTNERS}
    social = {partner.code for partner in dossier.partners if partner.type in SOCIAL_PARTNERS}
    return frozenset(siae or social)


def _sides(codes: Iterable[str], side: frozenset[str]) -> tuple[bool, bool]:
    """Tell whether some of the partners are on that side, and whether some are on the other."""
    inside = [code in side for code in codes]
    return any(inside), not all(inside)
