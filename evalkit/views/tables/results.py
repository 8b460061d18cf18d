"""Tables of step 3, *résultats*."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.model.results import Finding, Indicator
from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.exits import CATEGORIES
from evalkit.steps.results import IndicatorResult
from evalkit.texts import Language, say
from evalkit.views import numbers, prose
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, count, plain, plain_spread, said, table
from evalkit.views.tables.framework import partner_columns, partner_key
from evalkit.views.tables.sources import cited, source_notes
from evalkit.views.words import (
    answer,
    capital,
    in_cell,
    inside,
    joined,
    listed,
    stated,
    titled,
    unit_words,
    unsaid,
    who,
    with_unit_apart,
)


def indicators_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the indicators: baseline, target, latest value, progress, status."""
    rows = [_indicator_row(evaluation, result, language) for result in evaluation.results.indicators]
    columns = "code indicator unit~ baseline target value progress status"
    return table("indicators", language, columns, rows, _interval_notes(evaluation, language))


def criteria_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the criteria: where they come from, the spread of their indicators, the evaluator's own conclusion."""
    rows = [
        (
            each.criterion.code,
            each.criterion.label,
            said(", ".join(each.criterion.objectives), language),
            (prose.spread(each.spread, language), plain_spread(each.spread)),
            said(each.criterion.conclusion, language),
            said(listed(each.criterion.factors, language), language),
        )
        for each in evaluation.results.criteria
    ]
    return table("criteria", language, "code criterion objectives spread conclusion factors", rows)


def objectives_results_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the objectives with the spread of the indicators that serve them; nothing is summed up."""
    dossier = evaluation.dossier
    rows = [
        (
            f"{each.objective.code} · {each.objective.label}",
            (capital(who(dossier, each.objective.holder, language)), each.objective.holder),
            (", ".join(one.criterion.code for one in each.criteria) or say("prose.no_criterion", language), None),
            (prose.spread(each.spread, language), plain_spread(each.spread)),
        )
        for each in evaluation.results.objectives
    ]
    return table("objectives_results", language, "objective holder criteria spread", rows)


def crossed_views_table(evaluation: Evaluation, language: Language) -> Table:
    """Return each partner's answer in its own column, other voices beside them, and the gap."""
    partners = evaluation.dossier.partners
    labels = partner_columns("answer", evaluation.dossier)
    crossed = [each for each in evaluation.results.indicators if each.views and each.latest]
    rows = [
        (
            f"{printed(each.indicator.code)} · {_label(each.indicator, language)}",
            *(_answer_of(each, partner.code, language) for partner in partners),
            _other_voices(evaluation, each, language),
            _gap(each, language),
        )
        for each in crossed
    ]
    columns = " ".join(["indicator", *labels, "others", "gap"])
    notes = [say("prose.views_never_averaged", language), *partner_key(evaluation.dossier, language)]
    return table("crossed_views", language, columns, rows, notes, labels)


def breakdowns_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the latest readings on parts of the population; what is too small says so."""
    rows = [
        (
            f"{printed(each.indicator.code)} · {each.indicator.label}",
            said(reading.subgroup, language),
            (numbers.period(reading.start, reading.end, language), f"{reading.start}/{reading.end}"),
            (who(evaluation.dossier, reading.respondent, language), reading.respondent),
            (answer(reading, each.indicator, language), plain(reading.value)),
        )
        for each in evaluation.results.indicators
        for reading in each.subgroups
    ]
    return table("breakdowns", language, "indicator subgroup period respondent value", rows)


def exits_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the retained exits by category, period by period."""
    rows = [
        (
            (numbers.period(each.start, each.end, language), f"{each.start}/{each.end}"),
            *(count(each.categories[name], language) for name in CATEGORIES),
            count(each.retained, language),
        )
        for each in evaluation.results.exits
    ]
    columns = "period exits_lasting# exits_transition# exits_positive# exits_other# exits_retained#"
    return table("exits", language, columns, rows, _exits_notes(evaluation, language))


def exit_rates_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the sector's four named rates with their counts and interval."""
    rows = [
        (
            (titled("exit_rate", name, language), name),
            (numbers.period(each.start, each.end, language), f"{each.start}/{each.end}"),
            _share(rate, language),
            (numbers.interval(rate, language), None),
        )
        for each in evaluation.results.exits
        for name, rate in each.rates.items()
    ]
    return table("exit_rates", language, "rate period share interval", rows, [say("prose.exits_denominator", language)])


def effects_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the effects, positive, negative and unexpected; and what was looked for or not said."""
    rows: list[tuple[Cell, ...]] = []
    for nature, effects in evaluation.results.effects.items():
        words = (titled("effect_nature", nature, language), nature)
        rows += [
            (
                words,
                capital(who(evaluation.dossier, each.about, language)),
                each.label,
                cited(evaluation.dossier, each.source, language),
            )
            for each in effects
        ]
        if not effects:
            key = "looked_for" if nature in evaluation.results.looked_for else "effect_unsaid"
            nobody = (say("headings.not_applicable", language), None)
            rows.append((words, nobody, say(f"prose.{key}", language), nobody))
    sources = [each.source for each in evaluation.dossier.effects]
    return table("effects", language, "nature about effect source", rows, source_notes(sources, language))


def findings_table(evaluation: Evaluation, language: Language) -> Table:
    """Return the findings in the order of the file; figures are repeated as their source states them."""
    rows = [
        (
            each.code,
            (capital(who(evaluation.dossier, each.about, language)), each.about),
            say("prose.with_quote", language, label=inside(each.label), quote=each.quote)
            if each.quote and each.consent
            else each.label,
            (stated(each.figure, each.unit, language), each.figure.raw if each.figure else None),
            _finding_period(each, language),
            (titled("strength", each.strength, language), each.strength),
            cited(evaluation.dossier, each.source, language),
            (prose.caution(each, language) or say("headings.nothing", language), each.note),
        )
        for each in evaluation.dossier.findings
    ]
    sources = [each.source for each in evaluation.dossier.findings]
    return table(
        "findings",
        language,
        "code about finding figure period strength source note",
        rows,
        source_notes(sources, language),
    )


def _exits_notes(evaluation: Evaluation, language: Language) -> list[str]:
    """Say which people the exits are about, and how many were withdrawn when they are enough to be told."""
    notes = []
    for each in evaluation.results.exits:
        stated, period = evaluation.dossier.exits[int(each.path[1])], numbers.period(each.start, each.end, language)
        if stated.perimeter:
            notes.append(say("prose.exits_perimeter", language, period=period, perimeter=inside(stated.perimeter)))
        if stated.withdrawn is not None and stated.withdrawn >= evaluation.dossier.disclosure_threshold:
            notes.append(say("prose.exits_withdrawn", language, period=period, n=stated.withdrawn))
    return notes


def _finding_period(finding: Finding, language: Language) -> Cell:
    start, end = finding.start or finding.end, finding.end or finding.start
    if start is None or end is None:
        return unsaid(language), None
    return numbers.period(start.first_day, end.last_day, language), f"{start}/{end}"


def _indicator_row(evaluation: Evaluation, result: IndicatorResult, language: Language) -> tuple[Cell, ...]:
    indicator = result.indicator
    return (
        (printed(indicator.code), indicator.code),
        (_label(indicator, language), indicator.label),
        (unit_words(indicator.unit, language), indicator.unit),
        (_baseline(indicator, language), indicator.baseline),
        (_target(indicator, language), indicator.target),
        (_value(evaluation, result, language), plain(result.value)),
        (prose.progress(result, language), plain(result.progress)),
        (capital(prose.status(result, language)), result.status),
    )


def _value(evaluation: Evaluation, result: IndicatorResult, language: Language) -> str:
    """Write the latest value; several answers stand in a table of their own."""
    if result.views and result.latest:
        return say("prose.progress.crossed", language)
    return prose.value(evaluation.dossier, result, language)


def _label(indicator: Indicator, language: Language) -> str:
    return with_unit_apart(indicator.label, indicator.unit, language)


def _baseline(indicator: Indicator, language: Language) -> str:
    if indicator.baseline is None:
        return indicator.baseline_reason or unsaid(language)
    value = in_cell(indicator.baseline, indicator.unit, language)
    if indicator.baseline_date is None:
        return value
    return say("headings.precised", language, text=value, more=numbers.date(indicator.baseline_date, language))


def _target(indicator: Indicator, language: Language) -> str:
    if indicator.target is None:
        return say("reasons.without_target" if indicator.followed_without_target else "reasons.no_target", language)
    value = in_cell(indicator.target, indicator.unit, language)
    if indicator.target_due is None:
        return value
    return say("prose.target_due", language, value=value, date=numbers.date(indicator.target_due, language))


def _interval_notes(evaluation: Evaluation, language: Language) -> list[str]:
    found = [(each, prose.interval(each, language)) for each in evaluation.results.indicators]
    parts = [say("prose.code_says", language, code=printed(e.indicator.code), said=text) for e, text in found if text]
    return [say("prose.intervals", language, intervals=listed(parts, language))] if parts else []


def _answer_of(result: IndicatorResult, respondent: str, language: Language) -> Cell:
    found = [each for each in prose.voices(result) if each.respondent == respondent]
    if not found:
        return say("prose.no_answer", language), None
    return ", ".join(answer(each, result.indicator, language) for each in found), plain(found[0].value)


def _other_voices(evaluation: Evaluation, result: IndicatorResult, language: Language) -> Cell:
    partners = {partner.code for partner in evaluation.dossier.partners}
    others = [each for each in prose.voices(result) if each.respondent not in partners]
    texts = [prose.respondent_answer(evaluation.dossier, each, result.indicator, language) for each in others]
    return joined(texts, language) or (say("headings.nothing", language), None)


def _gap(result: IndicatorResult, language: Language) -> Cell:
    gap = result.views.gap if result.views else None
    if gap is None or isinstance(gap, NotEstimable):
        return (gap.sentence(language) if gap else unsaid(language)), None
    unit = result.indicator.unit
    if unit == "%":
        return say("prose.gap_points", language, n=gap, gap=numbers.number(gap, language)), gap
    return numbers.number(gap, language), gap


def _share(rate: Proportion | NotEstimable, language: Language) -> Cell:
    return numbers.share(rate, language), None if isinstance(rate, NotEstimable) else rate.value
