"""Page 1: what was aimed at, what changed, what is not known, what is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from evalkit.evaluation import Evaluation
from evalkit.model.prospects import Decision
from evalkit.review import Review
from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.results import IndicatorResult
from evalkit.texts import Language, say
from evalkit.views import numbers, prose
from evalkit.views.blocks import Block, Bullets, Cards, Notice, Prose
from evalkit.views.sections.parts import heading
from evalkit.views.words import brief, capital, inside, joined, listed, who

LONGEST = 4
"""Items of a card: cover and cards hold on one printed page."""


def summary(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return page 1."""
    caution = prose.causes_caution(evaluation, language)
    cards = Cards(
        (
            _card("aimed", _aimed(evaluation, language), language),
            _card("changed" if caution else "observed", _changed(evaluation, language), language),
            _card("unknown", _unknown(evaluation, language), language),
            _card("decided", [_decided(evaluation, language)], language),
        )
    )
    sentences = (prose.opening(evaluation.dossier, language), say("prose.page_one", language))
    return (
        heading("summary", language, 2),
        *_banner(review, language),
        Prose(sentences),
        cards,
        Prose((caution or say("prose.only_described", language),)),
    )


def _banner(review: Review, language: Language) -> tuple[Block, ...]:
    blocking = review.blocking
    if not blocking:
        return ()
    counts = Counter(each.step for each in blocking)
    steps = [
        say("prose.step_count", language, step=say(f"findings.steps.{step}", language), n=n)
        for step, n in counts.items()
    ]
    return (Notice("warning", say("prose.blocking", language, n=len(blocking), where=joined(steps, language))),)


def _card(name: str, groups: Sequence[Sequence[str]], language: Language) -> Bullets:
    """Keep a few items, some of each group, so that no group hides another; say how many are left."""
    kept = [item for item in chain.from_iterable(zip_longest(*groups)) if item is not None][:LONGEST]
    left = sum(map(len, groups)) - len(kept)
    items = [capital(item) for group in groups for item in group if item in kept][:LONGEST]
    more = [say("prose.others", language, n=left)] if left else []
    nothing = [say(f"prose.nothing_{name}", language)] if not items else []
    return Bullets((*items, *more, *nothing), say(f"headings.cards.{name}", language))


def _aimed(evaluation: Evaluation, language: Language) -> list[list[str]]:
    return [
        [
            say(
                "prose.aimed",
                language,
                holder=capital(who(evaluation.dossier, holder, language)),
                label=inside(row.objective.label),
                code=row.objective.code,
            )
            for row in evaluation.framework.of_holder(holder)
            if row.priority
        ]
        for holder in evaluation.framework.holders
    ]


def _changed(evaluation: Evaluation, language: Language) -> list[list[str]]:
    results = evaluation.results
    one_voice = [each for each in results.indicators if not isinstance(each.value, NotEstimable)]
    compared = [each for each in one_voice if each.strength == "before_after"]
    observed = [each for each in one_voice if each.strength != "before_after"]
    crossed = [each for each in results.indicators if each.views and each.latest]
    unwanted = [each for nature in ("negative", "unexpected") for each in results.effects[nature]]
    found = evaluation.dossier.findings
    return [
        [prose.change(each, language) for each in compared],
        [_effect(evaluation, each.nature, each.about, each.label, language) for each in unwanted],
        [prose.views(evaluation.dossier, each, language) for each in crossed],
        [prose.change(each, language) for each in observed] + [prose.finding(each, language) for each in found],
    ]


def _effect(evaluation: Evaluation, nature: str, about: str, label: str, language: Language) -> str:
    return say(f"prose.effect.{nature}", language, who=who(evaluation.dossier, about, language), label=brief(label))


def _unknown(evaluation: Evaluation, language: Language) -> list[list[str]]:
    limits = evaluation.dossier.limits
    return [
        [brief(each) for each in limits.not_measured] if limits else [],
        list(_without_criterion(evaluation, language)),
        list(_unread(evaluation, language)),
        list(_without_baseline(evaluation, language)),
        list(_missing_voices(evaluation, language)),
    ]


def _without_criterion(evaluation: Evaluation, language: Language) -> Iterator[str]:
    bare = [each.objective.code for each in evaluation.results.objectives if each.priority and not each.criteria]
    if bare:
        yield say("prose.without_criterion", language, n=len(bare), codes=joined(bare, language))


def _unread(evaluation: Evaluation, language: Language) -> Iterator[str]:
    if not evaluation.results.indicators:
        yield say("prose.no_indicator", language)
    unmeasured = [_code(each) for each in evaluation.results.indicators if not each.latest]
    if unmeasured:
        yield say("prose.unmeasured", language, n=len(unmeasured), codes=listed(unmeasured, language))
    hidden = [each for each in evaluation.results.indicators if any(one.hidden for one in each.latest)]
    if hidden:
        public = any(_reason(one.value) == "disclosure_public" for each in hidden for one in each.latest)
        codes = listed([_code(each) for each in hidden], language)
        yield say(f"prose.hidden{'_public' if public else ''}", language, n=len(hidden), codes=codes,
                  threshold=evaluation.dossier.disclosure_threshold)  # fmt: skip


def _reason(value: object) -> str:
    """Return why a value is not there; nothing when it is."""
    return value.reason if isinstance(value, NotEstimable) else ""


def _without_baseline(evaluation: Evaluation, language: Language) -> Iterator[str]:
    bare = [
        _code(each)
        for each in evaluation.results.indicators
        if each.latest
        and each.indicator.kind == "quantitative"
        and each.indicator.baseline is None
        and not _reason(each.change).startswith(("disclosure", "one_organisation"))  # kept back is not unknown
    ]
    if bare:
        yield say("prose.without_baseline", language, n=len(bare), codes=listed(bare, language))


def _missing_voices(evaluation: Evaluation, language: Language) -> Iterator[str]:
    dossier = evaluation.dossier
    for each in evaluation.results.indicators:
        for code in each.views.missing if each.views and each.latest else ():
            yield say("prose.voice_missing", language, who=who(dossier, code, language), code=_code(each))
    for consulted, key in ((False, "not_heard"), (None, "perhaps_heard")):
        silent = [each.name for each in dossier.stakeholders if each.consulted is consulted]
        if silent:
            yield say(f"prose.{key}", language, n=len(silent), names=joined(silent, language))
    if not dossier.stakeholders:
        yield say("prose.no_stakeholder", language)


def _decided(evaluation: Evaluation, language: Language) -> list[str]:
    return [decision_words(evaluation, each, language) for each in evaluation.prospects.decisions]


def decision_words(evaluation: Evaluation, decision: Decision, language: Language) -> str:
    """Write a decision with its owner and date, or that they are not said."""
    owner = who(evaluation.dossier, decision.owner, language) if decision.owner else None
    date = numbers.date(decision.date, language) if decision.date else None
    key = f"prose.decision.{'owner' if owner else 'nobody'}_{'date' if date else 'undated'}"
    return say(key, language, label=brief(decision.label), owner=owner, date=date)


def _code(result: IndicatorResult) -> str:
    return printed(result.indicator.code)
