"""Respondents as they are named and drawn: partners as everywhere, other groups with marks of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from evalkit.model.dossier import Dossier
from evalkit.texts import Language
from evalkit.views.figures.parts import KeyItem
from evalkit.views.figures.rows import cell
from evalkit.views.marks import Mark
from evalkit.views.style import INK, clean, partner_marks, who

Marks = dict[str, Mark]
_OTHERS = ("left", "right", "thin_diamond", "flat_hexagon", "octagon", "y_down", "y_up", "y_left", "y_right")
"""Marks that no partner has."""


def respondent_name(dossier: Dossier, respondent: str, language: Language) -> str:
    """Return the name of who answers: ``P1 Envie`` for a partner, the name as stated for any other."""
    return who(dossier, respondent, language) if dossier.partner(respondent) else clean(respondent)


def respondent_marks(dossier: Dossier, respondents: Iterable[str]) -> Marks:
    """Return how each of the respondents is drawn, partners first."""
    named = dict.fromkeys(respondents)
    partners = partner_marks(dossier)
    marks = {code: replace(mark, size=6.5) for code, mark in partners.items() if code in named}
    others = [name for name in named if name not in partners]
    return marks | {name: Mark(_OTHERS[i % len(_OTHERS)], INK, 6.5) for i, name in enumerate(others)}


def respondent_key(dossier: Dossier, marks: Marks, language: Language) -> list[KeyItem]:
    """Return the key that names each mark."""
    return [(mark, cell(respondent_name(dossier, code, language), 7.0, 1)) for code, mark in marks.items()]
