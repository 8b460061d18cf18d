"""The parts of a portfolio's report: what it holds, what compares, what is missing, what it cannot say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evalkit.errors import Problem
from evalkit.portfolio.comparison import Comparable
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.exits import PooledExits
from evalkit.portfolio.portfolio import Portfolio
from evalkit.review import SEVERITIES
from evalkit.review.result import Severity
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Cards, Cover, Heading, Notice, Prose
from evalkit.views.figures.parts import KeyItem
from evalkit.views.marks import Mark
from evalkit.views.portfolio import results as results_tables
from evalkit.views.portfolio import tables
from evalkit.views.portfolio.bars import Bar, bars_figure
from evalkit.views.portfolio.build import heading, prose
from evalkit.views.portfolio.composition import composition_in_short
from evalkit.views.portfolio.crossing import crossing_figure
from evalkit.views.portfolio.dots import dots_figure
from evalkit.views.portfolio.standing import standing_figure
from evalkit.views.style import MUTED
from evalkit.views.words import capital, measured

Part = Callable[[Portfolio, Language], tuple[Block, ...]]
MOST_DRAWN = 4
"""Indicators that compare and are drawn: the most shared ones whose values differ; all stand in the table."""
MOST_MISSING = 20
"""Rules that the figure of what is missing shows."""
_SEVERITY_MARKS: dict[Severity, Mark] = {
    "blocking": Mark("square", "#a6480f", 6),
    "to_mend": Mark("diamond", "#3f88a5", 6),
    "advice": Mark("circle", MUTED, 5, face="white"),
}


def cover(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return the title and the facts."""
    latest = portfolio.latest
    years = sorted({each.year for each in portfolio.editions})
    span = str(years[0]) if len(years) == 1 else say("page.period.both", language, start=years[0], end=years[-1])
    facts = {
        "partnerships": numbers.number(len(latest), language, 0),
        "dossiers": numbers.number(len(portfolio.editions), language, 0),
        "years": span,
        "order": said("portfolio.fact_order", language),
    }
    title = said("portfolio.title", language, n=len(latest), count=numbers.number(len(latest), language, 0))
    shown = tuple((said(f"portfolio.fact.{key}", language), value) for key, value in facts.items())
    return (Cover(said("portfolio.kicker", language), title, shown),)


def summary(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return page 1: whether cases are invented, what the portfolio holds, what compares, what is not known, to do."""
    cards = {"holds": _holds, "compares": _compares, "unknown": _unknown, "to_do": _to_do}
    return (
        heading("summary", language, 2),
        *_invented(portfolio, language),
        prose(language, "no_ranking"),
        Cards(tuple(Bullets(tuple(tell(portfolio, language)), said(f"portfolio.cards.{key}", language))
                    for key, tell in cards.items())),
    )  # fmt: skip


def composition(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return who is in the portfolio: partnerships, forms by models, territories, years, types of SIAE."""
    return (
        heading("composition", language, 2),
        prose(language, "latest_year"),
        tables.partnerships_table(portfolio, language),
        heading("forms", language),
        prose(language, "forms"),
        crossing_figure(portfolio.counted, language),
        heading("kinds", language),
        composition_in_short(portfolio, language),
    )


def means(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return the means, partnership by partnership and added up over those that state them."""
    return (
        heading("means", language, 2),
        prose(language, "means"),
        bars_figure("means", _means_bars(portfolio, language), (), language, len(portfolio.counted)),
        tables.pooled_means_table(portfolio, language),
        tables.means_table(portfolio, language),
    )


def coverage(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return how far the dossiers describe and measure what they speak of."""
    return (
        heading("coverage", language, 2),
        prose(language, "coverage"),
        bars_figure("described", _described(portfolio.counted, language), (), language, len(portfolio.counted)),
        tables.coverage_table(portfolio, language),
    )


def results(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return the results by criterion and indicator, crossed views and exits: side by side."""
    without = sum(not each.indicators for each in portfolio.counted)
    if not any(each.indicators for each in portfolio.latest):
        return (heading("results", language, 2), prose(language, "no_indicator"), *_exits(portfolio, language))
    return (
        heading("results", language, 2),
        prose(language, "results"),
        *([prose(language, "without_indicator", n=without)] if without else []),
        standing_figure(portfolio.latest, language),
        results_tables.statuses_table(portfolio, language),
        *_criteria(portfolio, language),
        *_crossed(portfolio, language),
        *_exits(portfolio, language),
    )


def comparison(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return the indicators that several partnerships share: those that compare, and why the others do not."""
    alike, unlike = portfolio.comparison
    return (
        heading("comparison", language, 2),
        prose(language, "comparison"),
        *(_alike(portfolio, alike, language) if alike else [prose(language, "nothing_compares")]),
        heading("not_comparable", language),
        prose(language, "not_comparable" if unlike else "no_unlike"),
        *([results_tables.not_comparable_table(unlike, language)] if unlike else []),
    )


def missing(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return what is most often missing in the dossiers: the to-do of who follows them."""
    found = portfolio.missing
    if not found:
        return (heading("missing", language, 2), prose(language, "nothing_missing"))
    bars = [
        Bar(
            f"{each.rule.rule} · {each.rule.name(language)}",
            len(each.codes),
            each.judged,
            _SEVERITY_MARKS[each.rule.severity],
        )
        for each in found[:MOST_MISSING]
    ]
    key: list[KeyItem] = [(_SEVERITY_MARKS[s], capital(say(f"findings.severities.{s}", language))) for s in SEVERITIES]
    return (
        heading("missing", language, 2),
        prose(language, "missing"),
        bars_figure("missing", bars, key, language, len(portfolio.counted)),
        results_tables.missing_table(found, language),
        tables.review_table(portfolio, language),
    )


def limits(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Return what a portfolio cannot say."""
    keys = ("no_sample", "no_cause", "described", "kept_back", "sums", "typology", "sector")
    items = tuple(said(f"portfolio.limits.{key}", language) for key in keys)
    return (heading("limits", language, 2), Bullets(items))


def files(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    """Say which tables stand beside the page, in full, for a spreadsheet or for R."""
    items = tuple(said(f"portfolio.files.{key}", language) for key in ("partnership_years", "results", "beside"))
    return (heading("files", language, 2), Bullets(items, said("portfolio.files.intro", language)))


@dataclass(frozen=True)
class LeftOut:
    """A file that is not in the portfolio, and its problems."""

    file: str
    problems: tuple[Problem, ...]


def left_out(found: Sequence[LeftOut], language: Language) -> tuple[Block, ...]:
    """Return the files that could not be read, each with its first problems; nothing when all were."""
    if not found:
        return ()
    items = tuple(_file_told(each, language) for each in found)
    return (
        Notice("warning", said("portfolio.left_out.notice", language, n=len(found))),
        Bullets(items, said("portfolio.left_out.intro", language)),
    )


def _file_told(found: LeftOut, language: Language) -> str:
    first, *others = found.problems
    sentence = first.sentence(language)
    told = sentence
    if not sentence.startswith(found.file):
        told = said("portfolio.left_out.file", language, file=found.file, sentence=sentence)
    return f"{told} {said('portfolio.left_out.more', language, n=len(others))}" if others else told


def _invented(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    n, whole = sum(each.dossier.fictional for each in portfolio.latest), len(portfolio.latest)
    if not n:
        return ()
    if n == whole:
        return (Notice("fictional", said("portfolio.all_fictional", language)),)
    return (Notice("fictional", said("portfolio.some_fictional", language, n=n, whole=whole)),)


def _holds(portfolio: Portfolio, language: Language) -> list[str]:
    counted = portfolio.counted
    more = sum(len(portfolio.years[each.code]) > 1 for each in counted)
    models = {model for each in counted for model in each.models}
    siae = {kind for each in counted for kind in each.siae_types}
    return [
        said("portfolio.tell.partnerships", language, n=len(counted)),
        *([said("portfolio.tell.several_years", language, n=more)] if more else []),
        *([said("portfolio.tell.models", language, n=len(models))] if models else []),
        said("portfolio.tell.siae", language, n=len(siae)) if siae else said("portfolio.tell.no_siae", language),
    ]


def _compares(portfolio: Portfolio, language: Language) -> list[str]:
    alike, unlike = portfolio.comparison
    pools = [each for each in portfolio.pooled_exits if isinstance(each, PooledExits)]
    return [
        said("portfolio.tell.alike", language, n=len(alike)) if alike else said("portfolio.tell.none_alike", language),
        *([said("portfolio.tell.unlike", language, n=len(unlike))] if unlike else []),
        *(said("portfolio.tell.exits", language, n=len(each.parts), retained=each.retained) for each in pools),
    ]


def _unknown(portfolio: Portfolio, language: Language) -> list[str]:
    counted = portfolio.counted
    indicators = [one for each in counted for one in each.indicators]
    facts = {
        "bare": sum(not each.indicators for each in counted),
        "unmeasured": sum(each.coverage.indicators - each.coverage.measured for each in counted),
        "hidden": sum(reading.hidden for one in indicators for reading in one.latest),
        "no_amount": sum(not each.in_euros for each in counted),
        "no_exits": sum(each.exits is None for each in counted),
    }
    return [said(f"portfolio.tell.{key}", language, n=n) for key, n in facts.items() if n] or [
        said("portfolio.tell.all_known", language)
    ]


def _to_do(portfolio: Portfolio, language: Language) -> list[str]:
    found = portfolio.missing[:3]
    items = [
        said("portfolio.tell.rule", language, name=each.rule.name(language), n=len(each.codes), whole=each.judged)
        for each in found
    ]
    return items or [said("portfolio.prose.nothing_missing", language)]


def _described(editions: Sequence[Edition], language: Language) -> list[Bar]:
    tests: dict[str, Callable[[Edition], bool]] = {
        "purposes": lambda each: bool(each.dossier.purposes),
        "objectives": lambda each: bool(each.dossier.objectives),
        "ranked": lambda each: any(each.dossier.priorities.values()),
        "actions": lambda each: bool(each.dossier.actions),
        "means_in_figures": lambda each: each.in_euros,
        "criteria": lambda each: bool(each.dossier.criteria),
        "indicators": lambda each: bool(each.indicators),
        "measured": lambda each: bool(each.coverage.measured),
        "baseline": lambda each: bool(each.coverage.with_baseline),
        "target": lambda each: bool(each.coverage.with_target),
        "crossed": lambda each: bool(each.crossed.asked),
        "exits": lambda each: each.exits is not None,
        "voices": lambda each: bool(each.coverage.consulted),
        "effects": lambda each: bool(each.dossier.effects or each.dossier.no_effect),
        "not_measured": lambda each: bool(each.dossier.limits and each.dossier.limits.not_measured),
        "decisions": lambda each: bool(each.evaluation.prospects.decisions),
    }
    whole = len(editions)
    return [
        Bar(said(f"portfolio.described.{key}", language), sum(map(test, editions)), whole)
        for key, test in tests.items()
    ]


def _means_bars(portfolio: Portfolio, language: Language) -> list[Bar]:
    return [
        Bar(said("portfolio.figures.row", language, label=label, told=total).removesuffix("."), n, whole)
        for label, total, n, whole in tables.pooled_means(portfolio, language)
    ]


def _criteria(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    found = results_tables.criteria_table(portfolio, language)
    return (heading("criteria", language), prose(language, "criteria"), found) if found.rows else ()


def _crossed(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    found = results_tables.crossed_table(portfolio, language)
    if not found.rows:
        return (heading("crossed", language), prose(language, "no_crossed"))
    return (heading("crossed", language), prose(language, "crossed"), found)


def _exits(portfolio: Portfolio, language: Language) -> tuple[Block, ...]:
    if not portfolio.exits:
        return (heading("exits", language), prose(language, "no_exits"))
    pools = [each for each in portfolio.pooled_exits if isinstance(each, PooledExits)]
    refused = [each for each in portfolio.pooled_exits if isinstance(each, NotEstimable)]
    apart = sum(each.edition.counted for each in portfolio.exits) - sum(len(each.parts) for each in pools)
    return (
        heading("exits", language),
        prose(language, "exits"),
        results_tables.exits_table(portfolio.exits, language),
        *([results_tables.exit_rates_table(pools, language)] if pools else []),
        *([] if pools or refused else [prose(language, "no_pool")]),
        *(Prose((capital(each.sentence(language)) + ".",)) for each in refused),
        *((prose(language, "exits_apart", n=apart),) if pools and apart else ()),
    )


def _alike(portfolio: Portfolio, alike: Sequence[Comparable], language: Language) -> list[Block]:
    """Return all indicators that compare, a line each; the figures of those that most share; then every value."""
    drawable = [each for each in alike if len(each.added) > 1 and _differ(each)]
    drawn = sorted(drawable, key=lambda each: -len(each.added))[:MOST_DRAWN]
    figures = [block for i, each in enumerate(alike, 1) if each in drawn for block in _one_drawn(each, i, language)]
    left = len(drawable) - len(drawn)
    return [
        results_tables.summary_table(alike, language),
        *([prose(language, "most_shared", n=len(drawn))] if left else []),
        *figures,
        results_tables.comparable_table(portfolio, language),
    ]


def _differ(found: Comparable) -> bool:
    return not isinstance(found.spread, NotEstimable) and found.spread[0] != found.spread[1]


def _one_drawn(found: Comparable, i: int, language: Language) -> list[Block]:
    return [
        Heading(3, results_tables.title_of(found, language)),
        Prose((results_tables.definition_told(found, language),)),
        dots_figure(found, i, language),
        Prose(tuple(_spread(found, language))),
    ]


def _spread(found: Comparable, language: Language) -> list[str]:
    """Say how far apart the values lie, and what the sum hides."""
    if isinstance(found.spread, NotEstimable):
        return [capital(found.spread.sentence(language)) + "."]
    low, high = (measured(each, found.indicator.unit, language) for each in found.spread)
    key = "same" if low == high else "range"
    told = [said(f"portfolio.spread.{key}", language, low=low, high=high, n=len(found.added), whole=len(found.rows))]
    if isinstance(found.pooled, NotEstimable):
        return [*told, said("portfolio.spread.no_sum", language, reason=found.pooled.sentence(language))]
    told.append(said("portfolio.spread.sum", language, sum=results_tables.pooled_of(found, language)))
    return [*told, said("portfolio.spread.apart", language)] if found.apart else told


PARTS: Mapping[str, Part] = {
    each.__name__: each
    for each in (cover, summary, composition, results, comparison, means, coverage, missing, limits, files)
}
"""Every part by its name, in order; `profiles` stands apart, for it is computed before it is shown."""
