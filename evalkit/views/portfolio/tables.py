"""Tables of what a portfolio holds: who, where, with which means, how far it is described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from evalkit.model.vocabulary import MEANS_KINDS, MeansKind
from evalkit.portfolio.edition import Coverage, Edition
from evalkit.portfolio.means import PooledMeans, human_time, is_partial
from evalkit.portfolio.means import amount as amount_of
from evalkit.portfolio.portfolio import Portfolio
from evalkit.portfolio.wide import MODELS
from evalkit.review import SEVERITIES
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views.blocks import Table
from evalkit.views.portfolio.build import amount, counted, of_all, table, unsaid, who
from evalkit.views.tables.build import Cell
from evalkit.views.words import capital, joined

_BESIDE = ("bare_priorities", "consulted")
"""Columns of the coverage that stand in the CSV only: the page has no room, and the review names them."""


def partnerships_table(portfolio: Portfolio, language: Language) -> Table:
    """Return each partnership by its code, with its latest year and the other years that are kept."""
    rows = [
        (
            *who(each, language),
            each.dossier.title,
            (_years(portfolio, each, language), each.year),
            (_others(portfolio, each) or say("portfolio.no_other_year", language), _others(portfolio, each) or None),
            _territory(each, language),
            form_cell(each.form, language),
            (" · ".join(sorted(each.models)) or unsaid(language), " ".join(sorted(each.models)) or None),
            (", ".join(each.siae_types) or unsaid(language), " ".join(each.siae_types) or None),
        )
        for each in portfolio.latest
    ]
    columns = "code fictional~ title year other_years~ territory form models siae_types"
    return table(
        "partnerships", language, columns, rows, [said("portfolio.notes.models", language, models=_key(language))]
    )


def means_table(portfolio: Portfolio, language: Language) -> Table:
    """Return the means that each partnership states, by code; what is not in figures says so."""
    rows = [
        (
            *who(each, language),
            *(_amount(each, kind, language) for kind in MEANS_KINDS),
            _time(each, language),
        )
        for each in portfolio.latest
    ]
    columns = " ".join(("code fictional~", *(f"amount_{kind}#" for kind in MEANS_KINDS), "human_time#"))
    return table("means", language, columns, rows, [said("portfolio.notes.in_kind", language)])


def pooled_means(portfolio: Portfolio, language: Language) -> list[tuple[str, str, int, int]]:
    """Return each kind of means, its sum, in how many partnerships it is in figures, and of how many."""
    return [
        (said(f"portfolio.columns.{name}", language), _sum(name, total, language), len(total.stating), total.of)
        for name, total in _totals(portfolio)
        if total.having
    ]


def pooled_means_table(portfolio: Portfolio, language: Language) -> Table:
    """Return the sums of means, with how many partnerships are in each sum."""
    rows = [_pooled_row(name, total, language) for name, total in _totals(portfolio)]
    columns = "means sum# stating# partial# having#"
    return table("pooled_means", language, columns, rows, [said("portfolio.notes.pooled_means", language)])


def coverage_table(portfolio: Portfolio, language: Language) -> Table:
    """Return, partnership by partnership, what the dossier holds: counts, no rate and no total."""
    names = [each.name for each in fields(Coverage) if each.name not in ("stakeholders", "shown", "objectives")]
    rows = [
        (*who(each, language), *(_coverage_cell(name, each.coverage, language) for name in names))
        for each in portfolio.latest
    ]
    columns = (f"{name}#~" if name in _BESIDE else f"{name}#" for name in names)
    return table("coverage", language, " ".join(("code fictional~", *columns)), rows)


def review_table(portfolio: Portfolio, language: Language) -> Table:
    """Return the findings of each review by severity, by code: what is left to do, never a mark."""
    rows = [
        (*who(each, language), counted(each.year), *(counted(each.findings.get(name, 0)) for name in SEVERITIES))
        for each in portfolio.latest
    ]
    return table("reviews", language, "code fictional~ year blocking# to_mend# advice#", rows)


def form_cell(form: str | None, language: Language) -> Cell:
    """Name a form as read from the dossier's words."""
    return (capital(said(f"portfolio.form.{form}", language)), form) if form else (unsaid(language), None)


def wide_table(portfolio: Portfolio, language: Language) -> Table:
    """Return the wide table as a file: one row per partnership-year, all columns, no cell empty."""
    return _file("partnership_years", portfolio.wide_rows, language)


def results_file(portfolio: Portfolio, language: Language) -> Table:
    """Return the long table of results as a file: one row per indicator of each partnership-year."""
    return _file("results", portfolio.result_rows, language)


def _file(name: str, rows: Sequence[Mapping[str, object]], language: Language) -> Table:
    keys = " ".join(rows[0]) if rows else "code"
    labels = {key: key for key in keys.split()}
    cells = [[_in_file(value, language) for value in row.values()] for row in rows]
    return table(name, language, keys, cells, labels=labels)


def _in_file(value: object, language: Language) -> Cell:
    if value is None:
        return unsaid(language), unsaid(language)
    if isinstance(value, bool):
        word = say(f"headings.{'yes' if value else 'no'}", language)
        return word, word
    return str(value), value


def _others(portfolio: Portfolio, edition: Edition) -> str:
    return ", ".join(str(year) for year in portfolio.years[edition.code] if year != edition.year)


def _years(portfolio: Portfolio, edition: Edition, language: Language) -> str:
    """Write the latest year, and the others that are kept."""
    others = _others(portfolio, edition)
    return said("portfolio.also_years", language, year=edition.year, others=others) if others else str(edition.year)


def _territory(edition: Edition, language: Language) -> Cell:
    territory = edition.dossier.territory
    return territory.name if territory else (unsaid(language), None)


def _key(language: Language) -> str:
    labels = [f"{code} {say(f'vocabulary.model_code.{code}', language)}" for code in MODELS]
    return say("headings.semicolon", language).join(labels)


def _amount(edition: Edition, kind: MeansKind, language: Language) -> Cell:
    """Write an amount; one that is approximate, or bears on some of the means only, says so."""
    total = edition.evaluation.content.amounts.get(kind)
    text, value = amount(amount_of(edition, kind), language, "€")
    if total is None or isinstance(value, NotEstimable):
        return text, value
    if total.approximate:
        text = said("portfolio.about", language, value=text)
    if is_partial(total):
        text = said("portfolio.partial", language, value=text, n=total.quantified, whole=total.entries)
    return text, value


def _time(edition: Edition, language: Language) -> Cell:
    found = {unit: total.value for unit, total in human_time(edition).items()}
    told = [_in_unit(value, unit, language) for unit, value in found.items() if not isinstance(value, NotEstimable)]
    nothing = not_estimable("nothing_quantified").sentence(language)
    return joined(told, language) or nothing, " ".join(f"{u}={v}" for u, v in found.items()) or nothing


def _in_unit(value: float, unit: str, language: Language) -> str:
    return said(f"portfolio.unit.{unit}", language, n=value, value=numbers.number(value, language, 2))


def _totals(portfolio: Portfolio) -> list[tuple[str, PooledMeans]]:
    return [
        *((f"amount_{kind}", total) for kind, total in portfolio.pooled_amounts.items()),
        *((f"human_{unit}", total) for unit, total in portfolio.pooled_time.items()),
    ]


def _pooled_row(name: str, total: PooledMeans, language: Language) -> tuple[Cell, ...]:
    nothing = said("headings.not_applicable", language)
    return (
        (said(f"portfolio.columns.{name}", language), name),
        (_sum(name, total, language), total.value),
        of_all(len(total.stating), total.of, language),
        of_all(total.partial, len(total.stating), language) if total.stating else (nothing, None),
        of_all(total.having, total.of, language),
    )


def _sum(name: str, total: PooledMeans, language: Language) -> str:
    if isinstance(total.value, NotEstimable):
        return total.value.sentence(language)
    time = name.removeprefix("human_") if name.startswith("human_") else None
    told = _in_unit(total.value, time, language) if time else numbers.with_unit(total.value, "€", language)
    return said("portfolio.about", language, value=told) if total.approximate else told


def _coverage_cell(name: str, coverage: Coverage, language: Language) -> Cell:
    wholes = {
        **dict.fromkeys(("measured", "with_baseline", "with_target"), coverage.indicators),
        "bare_priorities": coverage.priorities,
        "consulted": coverage.stakeholders,
        "steering": 6,
    }
    value: int = getattr(coverage, name)
    if name not in wholes:
        return numbers.number(value, language, 0), value
    if not wholes[name]:
        return said("headings.not_applicable", language), None
    return of_all(value, wholes[name], language)
