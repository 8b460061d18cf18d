"""A dossier as it may be handed on: what the report does not repeat is gone before anything is computed or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.evaluation import Evaluation, evaluate
from evalkit.model import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.review import Review, review_method
from evalkit.texts import Language, say


@dataclass(frozen=True)
class Case:
    """One evaluation and its methodological review, ready to be handed on.

    Parameters
    ----------
    evaluation : Evaluation
        Of the dossier without probable personal data and without quotes that nobody agreed to.
    methodology : Review
        Of the dossier as it was typed.
    """

    evaluation: Evaluation
    methodology: Review


def shown_case(
    dossier: Dossier, previous: Dossier | None = None, language: Language = "fr", threshold: int = 0
) -> Case:
    """Evaluate and review a dossier for export.

    Parameters
    ----------
    dossier : Dossier
    previous : Dossier, optional
        Last year's dossier of the same partnership.
    language : {"fr", "en"}
        Language of what stands in place of a masked text.
    threshold : int
        A disclosure threshold that holds where it is higher than the dossier's own.
    """
    evaluation = evaluate(_shown(dossier, language, threshold), _shown(previous, language, 0) if previous else None)
    return Case(evaluation, review_method(dossier, previous))


def shown_cases(dossiers: Sequence[tuple[Dossier, Dossier | None]], language: Language = "fr") -> tuple[Case, ...]:
    """Evaluate and review dossiers for one export: the years of a partnership share their highest threshold.

    Each dossier stands beside the one of its previous year, or None. What one year keeps back, another year in the
    same tables must not tell.
    """
    highest: dict[str, int] = {}
    for dossier, _ in dossiers:
        highest[dossier.code] = max(highest.get(dossier.code, 0), dossier.disclosure_threshold)
    return tuple(shown_case(each, previous, language, highest[each.code]) for each, previous in dossiers)


def _shown(dossier: Dossier, language: Language, threshold: int) -> Dossier:
    masked = without_personal_data(dossier, say("page.masked", language))
    findings = tuple(each if each.consent else each.model_copy(update={"quote": None}) for each in masked.findings)
    highest = max(threshold, dossier.disclosure_threshold)
    return masked.model_copy(update={"findings": findings, "disclosure_threshold": highest})
