"""Sentences written from the results: each names what it rests on, none says more than the design allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.model.results import Finding, Indicator
from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.framework import Beside, NeedRow, TimelineEvent
from evalkit.steps.progress import STATUSES, Status
from evalkit.steps.prospects import NextTime
from evalkit.steps.readings import Reading
from evalkit.steps.results import IndicatorResult
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.words import (
    answer,
    brief,
    in_cell,
    inside,
    joined,
    label,
    listed,
    measured,
    stated,
    unsaid,
    who,
    with_unit_apart,
)

MOST_NAMED = 3
"""Partners that the first sentence names; the cover, above it, names them all."""


def opening(dossier: Dossier, language: Language) -> str:
    """Say which partnership and which year a report is about; without an indicator it describes, no more."""
    verb = say(f"prose.verb.{'evaluates' if dossier.indicators else 'describes'}", language)
    partners = dossier.partners
    names = joined([partner.name for partner in partners], language)
    key = "opening_alone" if len(partners) == 1 else "opening" if len(partners) <= MOST_NAMED else "opening_many"
    return say(f"prose.{key}", language, verb=verb, year=dossier.year, names=names, n=len(partners))


def change(result: IndicatorResult, language: Language) -> str:
    """State one indicator's value beside its baseline, with the strength of the claim."""
    indicator = result.indicator
    after = _latest(result, language)
    strength = label("strength", result.strength, language)
    common = {"label": brief(indicator.label), "code": printed(indicator.code), "after": after, "strength": strength}
    if isinstance(result.change, NotEstimable) or indicator.baseline is None:
        return say("prose.observed", language, **common)
    if result.change == 0:
        return say("prose.unchanged", language, **common)
    return say("prose.change", language, **common, before=measured(indicator.baseline, indicator.unit, language))


def views(dossier: Dossier, result: IndicatorResult, language: Language) -> str:
    """State each respondent's answer side by side."""
    answers = joined(
        [respondent_answer(dossier, each, result.indicator, language) for each in voices(result)], language
    )
    code = printed(result.indicator.code)
    name = with_unit_apart(brief(result.indicator.label), result.indicator.unit, language)
    return say("prose.views", language, label=name, code=code, answers=answers)


def voices(result: IndicatorResult) -> tuple[Reading, ...]:
    """Return the answers that are read side by side."""
    return result.views.readings if result.views else result.latest


def respondent_answer(dossier: Dossier, reading: Reading, indicator: Indicator, language: Language) -> str:
    """Write ``Envie (4)``: who answered, and what."""
    counted = reading.n is not None and reading.share is None and dossier.partner(reading.respondent) is None
    key = "who_says_of" if counted else "who_says"
    said = answer(reading, indicator, language)
    return say(f"prose.{key}", language, who=who(dossier, reading.respondent, language), said=said, n=reading.n)


def finding(each: Finding, language: Language) -> str:
    """Repeat a finding, its figure as stated, the strength of its claim and the first sentence of its caution."""
    common = {
        "label": brief(each.label),
        "code": each.code,
        "strength": label("strength", each.strength, language),
    }
    key = "finding" if each.figure is None else "finding_figure"
    told = say(f"prose.{key}", language, **common, figure=stated(each.figure, each.unit, language))
    noted = caution(each, language)
    return f"{told}. {_first_sentence(noted)}" if noted else told


def caution(each: Finding, language: Language) -> str | None:
    """Return what has to be read with a finding: its note, or that its percentage comes without a count."""
    bare = each.figure is not None and "%" in (each.unit, each.figure.unit)
    return each.note or (say("prose.without_count", language) if bare else None)


def value(dossier: Dossier, result: IndicatorResult, language: Language) -> str:
    """Write an indicator's latest value: one voice, or each of several side by side, or why there is none."""
    if not result.latest:
        return say("reasons.not_measured", language)
    if len(result.latest) == 1 and result.indicator.form != "perception":
        return _latest(result, language, in_cell)
    return listed([respondent_answer(dossier, each, result.indicator, language) for each in voices(result)], language)


def interval(result: IndicatorResult, language: Language) -> str | None:
    """Return the interval of a share read by one voice, or None; too narrow for its digits, it tells nothing."""
    share = result.latest[0].share if len(result.latest) == 1 else None
    if share is None or round(100 * share.low) == round(100 * share.high):
        return None
    return say("prose.interval", language, interval=numbers.interval(share, language))


def progress(result: IndicatorResult, language: Language) -> str:
    """Say how much of the way from baseline to target is done, or why it cannot be said."""
    done = result.progress
    if isinstance(result.value, NotEstimable):
        return say("prose.progress.not_computed", language)
    if isinstance(done, NotEstimable):
        return done.sentence(language)
    if done < 0:
        return say("prose.progress.away", language)
    key = "beyond" if done > 1 else "done" if done == 1 else "under_way"
    return say(f"prose.progress.{key}", language, percent=numbers.percent(100 * done, language))


def status(result: IndicatorResult, language: Language) -> str:
    """Name an indicator's status; what is measured but not shown or not in figures says its reason."""
    if result.status == "not_measured" and result.latest and isinstance(result.value, NotEstimable):
        if result.value.reason.startswith("disclosure"):
            return say("prose.status.hidden", language)
        return result.value.sentence(language)
    return say(f"prose.status.{result.status}", language)


def spread(counts: Mapping[Status, int], language: Language) -> str:
    """Write a spread of indicators: ``2 atteints, 1 en cours, 1 sans cible``."""
    parts = [say(f"prose.spread.{each}", language, n=counts[each]) for each in STATUSES if counts.get(each)]
    return ", ".join(parts) or say("prose.spread.nothing", language)


def next_time(dossier: Dossier, each: NextTime, language: Language) -> str:
    """Say what the next evaluation should add."""
    partner = who(dossier, each.partner, language) if each.partner else unsaid(language)
    return say(f"prose.next.{each.addition}", language, code=printed(each.code), partner=partner)


def event(each: TimelineEvent, language: Language) -> str:
    """Name a dated event."""
    return each.label or say(f"prose.event.{each.kind}", language)


def needs(rows: Sequence[NeedRow], language: Language) -> list[str]:
    """Say by which figures the territory needs more than the zones that it is compared with, by which less."""
    grouped = {side: [_inner(row.figure.label) for row in rows if row.beside == side] for side in get_args(Beside)}
    return [
        say("prose.need.line", language, beside=say(f"prose.need.beside.{side}", language), n=len(figures),
            figures=listed(figures, language))
        for side, figures in grouped.items() if figures
    ]  # fmt: skip


def need_notes(rows: Sequence[NeedRow], language: Language) -> list[str]:
    """Say how what is told of need follows from the values."""
    judged = [row for row in rows if row.beside]
    lower = [_inner(row.figure.label) for row in judged if row.figure.need == "lower"]
    sense = "higher" if not lower else "lower" if len(lower) == len(judged) else "both"
    notes = [say(f"prose.need.sense.{sense}", language, figures=listed(lower, language))] if judged else []
    return notes + [say("prose.need.near", language)] * any(row.beside == "near" for row in judged)


def _inner(label: str) -> str:
    """Write a label inside a sentence: without its capital, unless it is all of a first word."""
    return inside(label if label[1:2].isupper() else label[:1].lower() + label[1:])


def causes_caution(evaluation: Evaluation, language: Language) -> str | None:
    """Return the caution that goes with before/after readings, when there are some."""
    before_after = [each for each in evaluation.results.indicators if each.strength == "before_after"]
    claimed = [each for found in evaluation.results.findings.values() for each in found]
    if before_after or any(each.strength == "before_after" for each in claimed):
        return say("prose.before_after_caution", language)
    return None


def _first_sentence(text: str) -> str:
    first = inside(text.split(". ")[0])
    return first if first.endswith(("?", "!", "…")) else f"{first}."


def _latest(
    result: IndicatorResult, language: Language, write: Callable[[float, str | None, Language], str] = measured
) -> str:
    """Write the latest value; one that is older than the evaluation year says its period."""
    reading = result.latest[-1]
    text = _plain(result, reading, language, write)
    if not result.outdated:
        return text
    period = numbers.period(reading.start, reading.end, language)
    return say("prose.outdated", language, value=text, period=period)


def _plain(
    result: IndicatorResult, reading: Reading, language: Language, write: Callable[[float, str | None, Language], str]
) -> str:
    if reading.share is None and reading.stated is None and not isinstance(reading.value, NotEstimable):
        text = write(reading.value, result.indicator.unit, language)
        return say("headings.provisional", language, value=text) if reading.provisional else text
    return answer(reading, result.indicator, language)
