"""The four steps in order."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.dossier import Dossier
from evalkit.steps.content import Content, describe_content
from evalkit.steps.framework import Framework, describe_framework
from evalkit.steps.prospects import ProspectsResult, describe_prospects
from evalkit.steps.results import Results, describe_results


@dataclass(frozen=True)
class Evaluation:
    """One partnership's evaluation: the dossier and the result of each step. No overall mark stands in it.

    Parameters
    ----------
    dossier : Dossier
    previous : Dossier or None
        Last year's dossier of the same partnership.
    framework, content, results, prospects
        The four steps (*cadre, contenu, résultats, perspectives*).
    """

    dossier: Dossier
    previous: Dossier | None
    framework: Framework
    content: Content
    results: Results
    prospects: ProspectsResult


def evaluate(dossier: Dossier, previous: Dossier | None = None) -> Evaluation:
    """Evaluate a partnership.

    Parameters
    ----------
    dossier : Dossier
    previous : Dossier, optional
        The dossier of an earlier year of the same partnership, for trends.

    Raises
    ------
    ValueError
        When `previous` is of another partnership, or not of an earlier year.
    """
    if previous is not None and (previous.code != dossier.code or previous.year >= dossier.year):
        raise ValueError(f"{previous.code} {previous.year} does not come before {dossier.code} {dossier.year}")
    results = describe_results(dossier, previous)
    return Evaluation(
        dossier=dossier,
        previous=previous,
        framework=describe_framework(dossier),
        content=describe_content(dossier),
        results=results,
        prospects=describe_prospects(dossier, results),
    )
