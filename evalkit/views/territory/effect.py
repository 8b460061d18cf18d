"""The counterfactual on unemployment in words: the relative rise and the rise in points, always both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.counterfactual import Counterfactual
from evalkit.territory.own_data import OwnData
from evalkit.territory.own_protection import ALL
from evalkit.texts import Language, said, unbroken
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Prose, Table
from evalkit.views.territory.wording import producer_of, reason_of, when
from evalkit.views.words import capital, listed, titled

_DECIMALS = ((0.01, 4), (0.1, 3))
"""Points below which two decimals would not tell a quarter of the rise from a half, and the decimals that do."""


def effect_blocks(found: Sequence[Counterfactual | NotEstimable], language: Language) -> tuple[Block, ...]:
    """Say what unemployment would be without the workers on a path, by each definition of it side by side.

    Parameters
    ----------
    found : sequence of Counterfactual or NotEstimable
        One by definition of unemployment; the first is told in sentences, and with its sensitivity.
    language : {"fr", "en"}
    """
    heading = Heading(2, said("atlas.parts.effect", language))
    computed = [each for each in found if isinstance(each, Counterfactual)]
    reasons = tuple(dict.fromkeys(_reason(each, language) for each in found if isinstance(each, NotEstimable)))
    if not computed:
        return (heading, Prose(reasons))
    told = (*effect_sentences(computed[0], language), *_apart(computed, language))
    blocks: list[Block] = [heading, Prose(told)]
    if computed[0].workers != 0 and any(map(_is_told, computed)):
        blocks.append(_definitions(computed, language))
        blocks += [_sensitivity(each, language) for each in computed[:1] if _is_told(each)]
    if reasons:
        blocks.append(Bullets(reasons, small=True))
    return (*blocks, *_grounds(computed[0], language))


def _apart(computed: Sequence[Counterfactual], language: Language) -> Iterator[str]:
    """Tell how many years lie between workers and unemployed people, where any do."""
    found: dict[tuple[int, str, str], list[str]] = {}
    for each in computed:
        if isinstance(each.years_apart, int) and each.years_apart:
            same = found.setdefault((each.years_apart, each.workers_date, each.date), [])
            same.append(said(f"territory.definitions.{each.definition}", language))
    for (years, workers, unemployed), definitions in found.items():
        yield said("atlas.effect.years_apart", language, n=years, workers=workers,
                   unemployed=when(unemployed, language), definition=listed(definitions, language))  # fmt: skip


def _grounds(found: Counterfactual, language: Language) -> tuple[Block, ...]:
    """Return the formulas and assumptions, which go with the figures wherever they go."""
    formulas, assumptions = (
        tuple(said(f"territory.counterfactual.{family}.{each}", language) for each in keys)
        for family, keys in (("formulas", found.formulas), ("assumptions", found.assumptions))
    )
    return (
        Bullets(formulas, said("atlas.effect.formulas", language), small=True),
        Bullets(assumptions, said("atlas.effect.assumptions", language), small=True),
    )


def _is_told(found: Counterfactual) -> bool:
    return isinstance(found.full.relative, float) or isinstance(found.full.points, float)


def _reason(found: NotEstimable, language: Language) -> str:
    sentence = reason_of(found, language)
    return f"{sentence} {said('atlas.effect.how', language)}" if found.reason == "atlas.no_own" else sentence


def own_table(own: OwnData, code: str, language: Language) -> Table | None:
    """Return the workers of a zone by type, without anything small; None where nobody is told to live there."""
    kinds = [kind for zone, kind in own.workers if zone == code]
    if not kinds:
        return None
    figures = [("workers", own.workers), ("months", own.months), ("hours", own.hours)]
    shown = [(key, found) for key, found in figures if found]
    columns = [Column("type", said("atlas.columns.type", language))]
    columns += [Column(key, said(f"territory.own.variables.{key}", language), "number") for key, _ in shown]
    ordered = sorted(kinds, key=lambda kind: (kind == ALL, kind))
    absent = not_estimable("territory.withheld")
    told = {kind: [found.get((code, kind), absent) for _, found in shown] for kind in ordered}
    values = tuple((_type(kind, language), *each) for kind, each in told.items())
    rows = tuple(
        (_type(kind, language), *(numbers.number(one, language, 0) for one in each)) for kind, each in told.items()
    )
    note = said("atlas.effect.own", language, threshold=own.threshold)
    return Table("own_workers", said("atlas.captions.own", language), tuple(columns), rows, values, (note,))


def _type(kind: str, language: Language) -> str:
    return said("atlas.effect.all_types", language) if kind == ALL else titled("siae_type", kind, language)


def effect_sentences(found: Counterfactual, language: Language) -> list[str]:
    """Return the relative rise and the rise in points, or why there is none of one or the other."""
    if found.workers == 0:
        return [said("territory.counterfactual.none", language)]
    relative, points = found.full.relative, found.full.points
    if isinstance(relative, NotEstimable) and isinstance(points, NotEstimable):
        return list(dict.fromkeys(reason_of(each, language) for each in (relative, points)))
    return [_relative(found, language), _points(found, language)]


def _relative(found: Counterfactual, language: Language) -> str:
    relative = found.full.relative
    if isinstance(relative, NotEstimable):
        return reason_of(relative, language)
    assert isinstance(found.workers, float) and isinstance(found.unemployed, float)
    return said(
        "territory.counterfactual.relative",
        language,
        workers=numbers.number(found.workers, language, 0),
        definition=said(f"territory.definitions.{found.definition}", language),
        unemployed=numbers.number(found.unemployed, language, 0),
        after=numbers.number(found.unemployed + found.workers, language, 0),
        rise=numbers.percent(relative, language, 2),
    )


def _points(found: Counterfactual, language: Language) -> str:
    points = found.full.points
    if isinstance(points, NotEstimable):
        return reason_of(points, language)
    digits = _digits(points)
    told = said(
        "territory.counterfactual.points",
        language,
        n=round(points, digits),
        before=numbers.percent(found.rate_before, language, digits),
        after=numbers.percent(found.rate_after, language, digits),
        points=numbers.number(points, language, digits),
    )
    rounded = _apart_by_rounding(found.rate_before, found.rate_after, points)
    return f"{told} {said('territory.counterfactual.rounded', language)}" if rounded else told


def _apart_by_rounding(before: float | NotEstimable, after: float | NotEstimable, points: float) -> bool:
    """Tell whether the rise told is not the difference of the rates told: 11.46, 11.74, and 0.29."""
    if isinstance(before, NotEstimable) or isinstance(after, NotEstimable):
        return False
    digits = _digits(points)
    return round(round(after, digits) - round(before, digits), digits) != round(points, digits)


def _digits(points: float | NotEstimable) -> int:
    """Return with how many decimals a rise in points is told."""
    return 2 if isinstance(points, NotEstimable) else next((n for low, n in _DECIMALS if points < low), 2)


def _definitions(computed: Sequence[Counterfactual], language: Language) -> Table:
    """Put the definitions of unemployment side by side: they are never mixed nor averaged."""
    keys = ("definition", "date", "unemployed", "relative", "points", "before", "after")
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language), "text" if key in keys[:2] else "number",
               shown=key not in ("before", "after"))
        for key in keys
    )  # fmt: skip
    labels = [capital(said(f"territory.definitions.{each.definition}", language)) for each in computed]
    dates = [when(each.date, language) if each.date else said("atlas.no_date", language) for each in computed]
    rows = tuple(
        (
            label,
            date,
            numbers.number(each.unemployed, language, 0),
            numbers.percent(each.full.relative, language, 2),
            *(unbroken(numbers.number(one, language, _digits(each.full.points)), language)
              for one in (each.full.points, each.rate_before, each.rate_after)),
        )
        for label, date, each in zip(labels, dates, computed, strict=True)
    )  # fmt: skip
    values = tuple(
        (label, date, each.unemployed, each.full.relative, each.full.points, each.rate_before, each.rate_after)
        for label, date, each in zip(labels, dates, computed, strict=True)
    )
    notes = (said("atlas.effect.not_averaged", language),) if len(computed) > 1 else ()
    sources = tuple(dict.fromkeys(_source(each, language) for each in computed))
    return Table("counterfactual_by_definition", said("atlas.captions.definitions", language), columns, rows, values,
                 (*notes, *sources))  # fmt: skip


def _sensitivity(found: Counterfactual, language: Language) -> Table:
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language), "number") for key in ("share", "relative", "points")
    )
    rows = tuple(
        (
            numbers.percent(100 * each.share, language),
            numbers.percent(each.relative, language, 2),
            unbroken(numbers.number(each.points, language, _digits(found.full.points)), language),
        )
        for each in found.sensitivity
    )
    values = tuple((each.share, each.relative, each.points) for each in found.sensitivity)
    definition = said(f"territory.definitions.{found.definition}", language)
    caption = said("atlas.captions.effect", language, definition=definition)
    return Table("counterfactual", caption, columns, rows, values, (_source(found, language),))


def _source(found: Counterfactual, language: Language) -> str:
    return said("atlas.effect.source", language, source=producer_of(found.source) or said("atlas.no_source", language),
                date=when(found.date, language) if found.date else said("atlas.no_date", language),
                definition=capital(said(f"territory.definitions.{found.definition}", language)))  # fmt: skip
