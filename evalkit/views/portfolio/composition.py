"""What a portfolio is made of: how many partnerships of each form, model, type of SIAE, territory, stake and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from evalkit.model.vocabulary import PartnerType, ZoneKind
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.forms import FORMS
from evalkit.portfolio.portfolio import Portfolio
from evalkit.portfolio.wide import MODELS, SIAE_TYPES, STAKES
from evalkit.texts import Language, said
from evalkit.views.blocks import Table
from evalkit.views.portfolio.build import of_all, table, unsaid
from evalkit.views.words import capital


@dataclass(frozen=True)
class _Dimension:
    """What partnerships are counted by.

    Parameters
    ----------
    name : str
    labels : mapping of str to str
        Value → its label, in the order shown.
    held : callable
        Edition → its values; none where its dossier says nothing.
    """

    name: str
    labels: Mapping[str, str]
    held: Callable[[Edition], Iterable[str]]


def composition_in_short(portfolio: Portfolio, language: Language) -> Table:
    """Return one line for each way of counting: ``convention 5 · contrat 2``."""
    editions = portfolio.counted
    rows = [
        (
            said(f"portfolio.dimension.{each.name}", language),
            " · ".join(
                said("portfolio.value_counted", language, value=label, n=n)
                for _, label, n in _counts(each, editions, language)
            ),
        )
        for each in _dimensions(editions, language)
    ]
    notes = [said("portfolio.notes.several", language, n=len(editions))]
    return table("composition", language, "dimension value", rows, notes)


def composition_table(portfolio: Portfolio, language: Language) -> Table:
    """Return how many partnerships there are of each kind; one that has several counts in several lines."""
    editions, whole = portfolio.counted, len(portfolio.counted)
    rows = [
        ((said(f"portfolio.dimension.{each.name}", language), each.name), (label, value), of_all(n, whole, language))
        for each in _dimensions(editions, language)
        for value, label, n in _counts(each, editions, language)
    ]
    return table("composition", language, "dimension value partnerships#", rows)


def _counts(dimension: _Dimension, editions: Sequence[Edition], language: Language) -> list[tuple[str, str, int]]:
    counts = Counter(value for each in editions for value in (tuple(dimension.held(each)) or ("",)))
    labels = {**dimension.labels, "": unsaid(language)}
    return [(value, label, counts[value]) for value, label in labels.items() if counts[value]]


def _dimensions(editions: Sequence[Edition], language: Language) -> Iterable[_Dimension]:
    forms: dict[str, str] = {form: capital(said(f"portfolio.form.{form}", language)) for form in FORMS}
    models = {code: f"{code} {label}" for code, label in _labels("model_code", MODELS, language).items()}
    years = {str(year): str(year) for year in sorted({each.year for each in editions})}
    kinds = _labels("partner_type", get_args(PartnerType), language)
    yield _Dimension("form", forms, lambda each: [each.form] if each.form else [])
    yield _Dimension("model", models, lambda each: each.models)
    yield _Dimension("siae_type", _labels("siae_type", SIAE_TYPES, language), lambda each: each.siae_types)
    yield _Dimension("zone", _labels("zone_kind", get_args(ZoneKind), language), _zone)
    yield _Dimension("stake", _labels("stake", STAKES, language), lambda each: each.stakes)
    yield _Dimension("partner_type", kinds, lambda each: each.partner_types)
    yield _Dimension("year", years, lambda each: [str(each.year)])


def _zone(edition: Edition) -> list[str]:
    territory = edition.dossier.territory
    return [territory.zone] if territory and territory.zone else []


def _labels(family: str, values: Iterable[str], language: Language) -> dict[str, str]:
    return {value: capital(said(f"vocabulary.{family}.{value}", language)) for value in values}
