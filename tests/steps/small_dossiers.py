"""Small dossiers built in code for the tests of steps 3 and 4."""

from __future__ import annotations

from typing import Any

from evalkit.model import Dossier

PARTNERS = (
    {"code": "P1", "name": "Atelier Rivage", "type": "siae"},
    {"code": "P2", "name": "Menuiseries Delorme", "type": "company"},
    {"code": "P3", "name": "Fondation Delorme", "type": "company_foundation"},
)


def indicator(**fields: Any) -> dict[str, Any]:
    return {"code": "C1.I1", "criterion": "C1", "label": "mesure", "kind": "quantitative", "form": "count", **fields}


def measure(year: int = 2024, **fields: Any) -> dict[str, Any]:
    return {"indicator": "C1.I1", "start": year, "end": year, "respondent": "P1", **fields}


def dossier(*, year: int = 2024, **fields: Any) -> Dossier:
    given = {
        "code": "rivage",
        "year": year,
        "title": "Rivage",
        "partners": PARTNERS,
        "objectives": [{"code": "O1", "holder": "P1", "label": "embaucher"}],
        "criteria": [{"code": "C1", "label": "embauches", "objectives": ["O1"]}],
    }
    return Dossier.model_validate(given | fields)


def one(measures: list[dict[str, Any]], *, year: int = 2024, threshold: int = 5, **fields: Any) -> Dossier:
    """Return a dossier with a single indicator."""
    return dossier(year=year, indicators=[indicator(**fields)], measures=measures, disclosure_threshold=threshold)
