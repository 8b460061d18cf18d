"""Portfolios for the tests: small ones built in code, and sixty partnerships varied from the two fictional dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from samples import PARTNERSHIPS

from evalkit.evaluation import evaluate
from evalkit.model import Dossier
from evalkit.portfolio import Portfolio, build_portfolio
from evalkit.sources import read_dossier

PARTNERS = (
    {"code": "P1", "name": "Atelier", "type": "siae", "siae_type": "ACI"},
    {"code": "P2", "name": "Menuiserie", "type": "company"},
)
SHARE = {
    "code": "C1.I1",
    "criterion": "C1",
    "label": "Part des personnes en emploi",
    "kind": "quantitative",
    "form": "share",
    "unit": "%",
    "direction": "increase",
    "source": "Registre",
    "numerator": "Personnes en emploi",
    "denominator": "Personnes suivies",
}
FORMS = ("Convention de trois ans", "Mécénat de compétences", "SAS commune", "Contrat de sous-traitance", None)
SIAE = ("ACI", "EI", "AI", "ETTI")


def small(code: str, *, year: int = 2024, **fields: Any) -> Dossier:
    """Return a dossier with two partners of its own and one criterion."""
    partners = [{**each, "name": f"{each['name']} {code}"} for each in PARTNERS]
    given = {
        "code": code,
        "year": year,
        "title": code.upper(),
        "partners": partners,
        "objectives": [{"code": "O1", "holder": "P1", "label": "embaucher"}],
        "criteria": [{"code": "C1", "label": "embauches", "objectives": ["O1"]}],
    }
    return Dossier.model_validate(given | fields)


def with_share(code: str, part: int, whole: int, **indicator: Any) -> Dossier:
    """Return a dossier with one share, measured once."""
    measured = {"indicator": "C1.I1", "start": 2024, "end": 2024, "respondent": "P1"}
    counts = {"numerator": part, "denominator": whole}
    return small(code, indicators=[SHARE | indicator], measures=[measured | counts])


def portfolio_of(dossiers: Iterable[Dossier]) -> Portfolio:
    """Return the portfolio of some dossiers; an earlier year of a partnership is the previous one of the next."""
    found = list(dossiers)
    by_year = {(each.code, each.year): each for each in found}
    return build_portfolio(evaluate(each, by_year.get((each.code, each.previous_year or 0))) for each in found)


@lru_cache
def of_the_repository() -> tuple[Dossier, ...]:
    """Return the dossiers of data/partnerships."""
    return tuple(read_dossier(file) for file in sorted(PARTNERSHIPS.glob("*.yaml")))


def the_fictional() -> list[Dossier]:
    """Return those of them that are fictional."""
    return [each for each in of_the_repository() if each.fictional]


def synthetic(n: int = 60) -> list[Dossier]:
    """Return partnerships varied from the two complete fictional dossiers, always the same."""
    return [_synthetic(i) for i in range(n)]


@lru_cache
def synthetic_portfolio(n: int = 60) -> Portfolio:
    """Return the portfolio of these partnerships, made once."""
    return portfolio_of(synthetic(n))


@lru_cache
def _synthetic(i: int) -> Dossier:
    return _varied(_seed("cinq-partenaires" if i % 3 == 2 else "rivage-delorme-2024").model_dump(mode="json"), i)


@lru_cache
def _seed(name: str) -> Dossier:
    return read_dossier(PARTNERSHIPS / f"{name}.yaml")


def _varied(given: dict[str, Any], i: int) -> Dossier:
    given |= {
        "code": f"cas-{i:02d}",
        "title": f"Partenariat {i:02d} (fictif)",
        "previous_year": None,
        "legal_form": FORMS[i % 5],
        "models": [{"model": f"M{1 + i % 4}"}, *([{"model": "M5"}] if i % 3 else [])],
        "territory": {"name": f"Territoire {i % 7}", "zone": ("commune", "epci", "departement")[i % 3]},
        "partners": [_partner(each, i) for each in given["partners"]],
        "means": given["means"] if i % 3 else [{**each, "actual_amount": None} for each in given["means"]],
        "steering": given["steering"] if i % 4 else None,
        "exits": [_exits(each, i) for each in given["exits"]] if i % 2 else [],
    }
    if i % 5 == 4:
        gone = {"indicators": [], "measures": [], "criteria": [], "prospects": None}
        return Dossier.model_validate(given | gone | {"findings": []})
    return Dossier.model_validate(given | _same_rate(given, i))


def _partner(partner: dict[str, Any], i: int) -> dict[str, Any]:
    siae = {"siae_type": SIAE[i % 4]} if partner.get("siae_type") else {}
    return {**partner, "name": f"{partner['name']} {i:02d}", "siret": None, **siae}


def _exits(exits: dict[str, Any], i: int) -> dict[str, Any]:
    return {**exits, "lasting": exits["lasting"] + i % 6, "other": exits["other"] + i % 4}


def _same_rate(given: dict[str, Any], i: int) -> dict[str, Any]:
    """Give every partnership the dynamic rate, two thirds of them with one definition; measures vary with `i`."""
    words = {"numerator": "Sorties dynamiques", "denominator": "Sorties retenues", "perimeter": None, "breaks": []}
    other = {**words, "perimeter": f"Atelier {i % 2}"}
    indicators = [
        {**each, **(words if i % 3 else other)} if each["exit_rate"] == "dynamic" else each
        for each in given["indicators"]
    ]
    return {"indicators": indicators, "measures": [_measure(each, i) for each in given["measures"]]}


def _measure(measure: dict[str, Any], i: int) -> dict[str, Any]:
    """Vary a share that rests on people enough; the stages of a funnel stay as they are."""
    if (measure["denominator"] or 0) < 12:
        return measure
    return {**measure, "denominator": measure["denominator"] + i % 9, "numerator": max(0, measure["numerator"] - i % 3)}


def codes_of(portfolio: Portfolio) -> Sequence[str]:
    """Return the codes of the partnerships, in their order."""
    return [each.code for each in portfolio.latest]
