"""Respondents as they are named and drawn: partners as everywhere, other groups with marks of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evalkit.model.dossier import Dossier
from evalkit.texts import Language
from evalkit.views.figures.parts import KeyItem
from evalkit.views.figures.rows import cell
from evalkit.views.style import INK, clean, partner_marks, who

Marks = dict[str, dict[str, Any]]
_OTHERS = ("<", ">", "d", "H", "8", "1", "2", "3", "4")
"""Marks that no partner has."""


def respondent_name(dossier: Dossier, respondent: str, language: Language) -> str:
    """Return the name of who answers: ``P1 Envie`` for a partner, the name as stated for any other."""
    return who(dossier, respondent, language) if dossier.partner(respondent) else clean(respondent)


def respondent_marks(dossier: Dossier, respondents: Iterable[str]) -> Marks:
    """Return how each of the respondents is drawn (arguments of ``Axes.plot``), partners first."""
    named = dict.fromkeys(respondents)
    partners = partner_marks(dossier)
    marks: Marks = {
        code: {"marker": mark.marker, "color": mark.color} for code, mark in partners.items() if code in named
    }
    others = [name for name in named if name not in partners]
    return marks | {name: {"marker": _OTHERS[i % len(_OTHERS)], "color": INK} for i, name in enumerate(others)}


def respondent_key(dossier: Dossier, marks: Marks, language: Language) -> list[KeyItem]:
    """Return the key that names each mark."""
    names = {code: cell(respondent_name(dossier, code, language), 7.0, 1) for code in marks}
    return [({**mark, "markersize": 6.5}, names[code]) for code, mark in marks.items()]
