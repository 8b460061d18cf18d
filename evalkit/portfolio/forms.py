"""The legal form of a partnership, read from the words of its dossier: free text has to be sorted to count."""

from __future__ import annotations

import re
from typing import Literal, get_args

Form = Literal["patronage", "joint_company", "grouping", "agreement", "contract", "association", "other"]
FORMS: tuple[Form, ...] = get_args(Form)

_WORDS: tuple[tuple[Form, str], ...] = (
    ("patronage", r"m[ée]c[ée]nat|dons?|parrainage|patronage|donations?|sponsoring|sponsorship"),
    (
        "joint_company",
        r"sas|sasu|sarl|scic|scop|gie|soci[ée]t[ée]s?|coop[ée]ratives?|joint[- ]ventures?|filiales?|company",
    ),
    ("grouping", r"cotraitance|co-traitance|groupements?|gme|consortium|grouping"),
    ("agreement", r"conventions?|accords?|accords?-cadres?|chartes?|protocoles?|agreements?|charters?"),
    ("contract", r"contrats?|march[ée]s?|prestations?|sous-traitance|commandes?|contracts?|subcontracting"),
    ("association", r"associations?"),
)
"""Tried in this order: an agreement on patronage is patronage, a company under an agreement is a company."""


def form_of(legal_form: str | None) -> Form | None:
    """Return the form that a dossier's words name.

    Parameters
    ----------
    legal_form : str or None
        The field of the dossier, as typed.

    Returns
    -------
    str or None
        ``other`` for words that name none of the known forms; None when the dossier says nothing.
    """
    if not legal_form:
        return None
    found = (form for form, words in _WORDS if re.search(rf"(?<![\w-])(?:{words})(?![\w-])", legal_form.casefold()))
    return next(found, "other")
