"""Tables of results: criteria, indicators that compare and those that do not, crossed views, exits, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evalkit.portfolio.common import CommonFinding
from evalkit.portfolio.comparison import Comparable, Difference, NotComparable, Row, definition_of
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.exits import PooledExits, StatedExits
from evalkit.portfolio.portfolio import Portfolio
from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.exits import CATEGORIES, EXIT_RATES
from evalkit.steps.progress import STATUSES, Status
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views import prose as sentences
from evalkit.views.blocks import Table
from evalkit.views.portfolio.build import counted, named, of_all, share, table, unsaid, who
from evalkit.views.tables.build import Cell, count, plain, plain_spread
from evalkit.views.words import bare, capital, inside, joined, listed, measured, titled, unit_words

_MOST_VALUES = 4
"""What differs, said so many times in a cell; all of it in the CSV."""
JUDGED: tuple[Status, ...] = ("reached", "under_way", "not_reached", "moving_away")


def statuses_table(portfolio: Portfolio, language: Language) -> Table:
    """Return, by code, how many indicators stand where against their target; no total and no order of merit."""
    rows = [
        (
            *who(each, language),
            counted(each.year),
            *(counted(each.statuses.get(status, 0)) for status in JUDGED),
            counted(_unjudged(each)),
            counted(len(each.indicators)),
        )
        for each in portfolio.latest
        if each.indicators
    ]
    columns = " ".join(("code fictional~ year", *(f"status_{name}#" for name in JUDGED), "unjudged# indicators#"))
    return table("statuses", language, columns, rows, [said("portfolio.notes.statuses", language)])


def criteria_table(portfolio: Portfolio, language: Language) -> Table:
    """Return each criterion with the spread of its indicators, by partnership."""
    rows = [
        (
            *who(edition, language),
            counted(edition.year),
            f"{each.criterion.code} · {each.criterion.label}",
            (sentences.spread(each.spread, language), plain_spread(each.spread)),
        )
        for edition in portfolio.latest
        for each in edition.evaluation.results.criteria
    ]
    return table("criteria", language, "code fictional~ year criterion spread", rows)


def comparable_table(portfolio: Portfolio, language: Language) -> Table:
    """Return the indicators that compare: each partnership's value with its counts, then what they make together."""
    rows = [row for each in portfolio.comparison[0] for row in _comparable_rows(each, language)]
    columns = "indicator unit~ source~ code period value target status"
    return table("comparable", language, columns, rows, [said("portfolio.notes.comparable", language)])


def summary_table(found: Sequence[Comparable], language: Language) -> Table:
    """Return the indicators that compare, one line each: how many values are known, how far apart, what they make."""
    rows = [
        (
            title_of(each, language),
            (unit_words(each.indicator.unit, language), each.indicator.unit),
            of_all(len(each.added), len(each.rows), language),
            _range(each, language),
            (pooled_of(each, language), _pooled_value(each)),
        )
        for each in found
    ]
    return table("comparable_summary", language, "indicator unit known# range together", rows)


def not_comparable_table(found: Sequence[NotComparable], language: Language) -> Table:
    """Return the indicators of one name that do not compare, and each difference."""
    rows = [
        (
            label_of(each.rows[0], language),
            named([row.edition.code for row in each.rows], language),
            (
                "\n".join(f"• {_difference(one, language, _MOST_VALUES)}" for one in each.differences),
                " ".join(_difference(one, language) for one in each.differences),
            ),
        )
        for each in found
    ]
    return table("not_comparable", language, "indicator codes differences", rows)


def crossed_table(portfolio: Portfolio, language: Language) -> Table:
    """Return, by code, where several answered one question and how far apart they are; never a mean."""
    rows = [
        (
            *who(edition, language),
            f"{printed(each.indicator.code)} · {each.indicator.label}",
            (unit_words(each.indicator.unit, language), each.indicator.unit),
            counted(len(each.views.readings)),
            count(each.views.gap, language),
            (", ".join(each.views.missing) or say("headings.nothing", language), " ".join(each.views.missing)),
        )
        for edition in portfolio.latest
        for each in edition.indicators
        if each.views and each.latest
    ]
    return table("crossed_views", language, "code fictional~ indicator unit answers# gap# missing_answers", rows)


def exits_table(stated: Sequence[StatedExits], language: Language) -> Table:
    """Return the exits of each partnership's latest period, as its own report shows them."""
    rows = [
        (
            *who(each.edition, language),
            (numbers.period(each.rates.start, each.rates.end, language), f"{each.rates.start}/{each.rates.end}"),
            *(count(each.rates.categories[name], language) for name in CATEGORIES),
            count(each.rates.retained, language),
            (each.source or unsaid(language), each.source),
            (each.perimeter or unsaid(language), each.perimeter),
        )
        for each in stated
    ]
    columns = " ".join(
        ("code fictional~ period", *(f"exits_{name}#" for name in CATEGORIES), "exits_retained# source perimeter")
    )
    return table("exits", language, columns, rows)


def exit_rates_table(pooled: Sequence[PooledExits], language: Language) -> Table:
    """Return the four named rates of each partnership and of the sums, side by side."""
    rows = [row for each in pooled for row in _rate_rows(each, language)]
    columns = " ".join(("code", "exits_retained#", *(f"rate_{name}" for name in EXIT_RATES)))
    labels = {f"rate_{name}": capital(say(f"vocabulary.exit_rate.{name}", language)) for name in EXIT_RATES}
    return table("exit_rates", language, columns, rows, [said("portfolio.notes.exit_rates", language)], labels)


def missing_table(found: Sequence[CommonFinding], language: Language) -> Table:
    """Return what is most often missing: the rules of method that most dossiers have to mend, with their codes."""
    rows = [
        (
            (f"{each.rule.rule} · {each.rule.name(language)}", each.rule.rule),
            (say(f"findings.steps.{each.rule.step}", language), each.rule.step),
            (_severity(each, language), each.rule.severity),
            of_all(len(each.codes), each.judged, language),
            named(each.codes, language),
        )
        for each in found
    ]
    return table("missing", language, "rule step severity to_mend_in# codes", rows)


def title_of(found: Comparable, language: Language) -> str:
    """Name an indicator that compares, with its perimeter, which may part two of one name."""
    label, perimeter = label_of(found.rows[0], language), found.indicator.perimeter
    return (
        said("headings.precised", language, text=inside(label), more=inside(perimeter)) if perimeter else inside(label)
    )


def definition_told(found: Comparable, language: Language) -> str:
    """Say the definition that all share, source and unit aside, in the words of the first."""
    fields = {
        field: value
        for field, value in definition_of(found.indicator).items()
        if field not in ("unit", "source", "form", "population")
    }
    told = [
        f"{_inner(_field(field, language))} {_field_value(field, value, language)}" for field, value in fields.items()
    ]
    if not told:
        return said("portfolio.definition_by_name", language)
    return said("portfolio.definition", language, fields=listed(told, language))


def _range(found: Comparable, language: Language) -> Cell:
    if isinstance(found.spread, NotEstimable):
        return found.spread.sentence(language), None
    low, high = (bare(each, found.indicator.unit, language) for each in found.spread)
    return said("headings.interval", language, low=low, high=high), " ".join(map(str, found.spread))


def _inner(label: str) -> str:
    """Write a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def _field(field: str, language: Language) -> str:
    return say(f"fields.indicator.{field}.label", language)


def label_of(row: Row, language: Language) -> str:
    """Name an indicator that several share: a named rate by its name, any other by its label."""
    rate = row.indicator.exit_rate
    return titled("exit_rate", rate, language) if rate else row.indicator.label


def value_of(row: Row, language: Language) -> str:
    """Write the value of an indicator: a share with its counts, an approximation as stated, or why there is none."""
    value = row.result.value
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    return sentences.value(row.edition.dossier, row.result, language)


def pooled_of(found: Comparable, language: Language) -> str:
    """Write what the values make together, or why they are not added up."""
    pooled = found.pooled
    if isinstance(pooled, NotEstimable):
        return pooled.sentence(language)
    if isinstance(pooled, Proportion):
        return numbers.share(pooled, language)
    told = measured(pooled, found.indicator.unit, language)
    return said("portfolio.about", language, value=told) if found.approximate else told


def _severity(found: CommonFinding, language: Language) -> str:
    """Name a severity on one line."""
    return capital(say(f"findings.severities.{found.rule.severity}", language)).replace(" ", "\u00a0")


def _unjudged(edition: Edition) -> int:
    return sum(n for status, n in edition.statuses.items() if status in STATUSES and status not in JUDGED)


def _comparable_rows(found: Comparable, language: Language) -> list[tuple[Cell, ...]]:
    label, indicator = title_of(found, language), found.indicator
    common: tuple[Cell, ...] = (label, indicator.unit or "", indicator.source or "")
    rows: list[tuple[Cell, ...]] = [(*common, *_of_one(row, language)) for row in found.rows]
    nothing = (say("headings.not_applicable", language), None)
    together = said("portfolio.together", language, n=len(found.added), whole=len(found.rows))
    whole = (pooled_of(found, language), _pooled_value(found))
    return [*rows, (*common, (together, "sum"), nothing, whole, nothing, nothing)]


def _pooled_value(found: Comparable) -> object:
    """Return the sum for the CSV: a share in per cent, as the values beside it."""
    return 100 * found.pooled.value if isinstance(found.pooled, Proportion) else found.pooled


def _of_one(row: Row, language: Language) -> tuple[Cell, ...]:
    result, indicator = row.result, row.indicator
    reading = row.reading
    period: Cell = (unsaid(language), None)
    if reading:
        period = numbers.period(reading.start, reading.end, language), f"{reading.start}/{reading.end}"
    target = (
        say("reasons.no_target", language)
        if indicator.target is None
        else bare(indicator.target, indicator.unit, language)
    )
    return (
        row.edition.code,
        period,
        (value_of(row, language), plain(result.value)),
        (target, indicator.target),
        (capital(sentences.status(result, language)), result.status),
    )


def _difference(found: Difference, language: Language, most: int | None = None) -> str:
    field = _field(found.field, language)
    told = [
        said(
            "portfolio.difference_value",
            language,
            value=_field_value(found.field, value, language),
            codes=named(codes, language)[0],
        )
        for value, codes in found.values[:most]
    ]
    left = len(found.values) - len(told)
    more = [said("portfolio.other_values", language, n=left)] if left else []
    return said("portfolio.difference", language, field=field, values=listed([*told, *more], language))


def _field_value(field: str, value: Any, language: Language) -> str:
    if not value:
        return unsaid(language)
    if field == "form":
        return say(f"vocabulary.indicator_form.{value}", language)
    if field == "population":
        return say(f"vocabulary.population.{value}", language)
    text = joined([str(each) for each in value], language) if isinstance(value, tuple) else str(value)
    if field == "horizon_months":
        return text
    return said("headings.quoted", language, text=text)


def _rate_rows(pooled: PooledExits, language: Language) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        (
            each.edition.code,
            count(each.rates.retained, language),
            *(share(each.rates.rates[n], language) for n in EXIT_RATES),
        )
        for each in pooled.parts
    ]
    whole = said("portfolio.together_source", language, n=len(pooled.parts), source=pooled.source)
    return [
        *rows,
        ((whole, "sum"), count(pooled.retained, language), *(share(pooled.rates[n], language) for n in EXIT_RATES)),
    ]
