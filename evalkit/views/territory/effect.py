"""The counterfactual on unemployment in words: the relative rise and the rise in points, always both."""

from __future__ import annotations

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.counterfactual import Counterfactual
from evalkit.territory.own_data import ALL, OwnData
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Prose, Table
from evalkit.views.words import capital, titled


def effect_blocks(found: Counterfactual | NotEstimable, language: Language) -> tuple[Block, ...]:
    """Say what unemployment would be without the workers on a path, with formulas, assumptions and sensitivity."""
    heading = Heading(2, said("atlas.parts.effect", language))
    if isinstance(found, NotEstimable):
        return (heading, Prose((f"{capital(found.sentence(language))}.",)))
    assumptions = tuple(said(f"territory.counterfactual.assumptions.{each}", language) for each in found.assumptions)
    formulas = tuple(said(f"territory.counterfactual.formulas.{each}", language) for each in found.formulas)
    blocks: list[Block] = [heading, Prose(tuple(effect_sentences(found, language)))]
    if found.workers and (isinstance(found.full.relative, float) or isinstance(found.full.points, float)):
        blocks.append(_table(found, language))
    return (
        *blocks,
        Bullets(formulas, said("atlas.effect.formulas", language), small=True),
        Bullets(assumptions, said("atlas.effect.assumptions", language), small=True),
    )


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
        reasons = dict.fromkeys(capital(each.sentence(language)) for each in (relative, points))
        return [f"{each}." for each in reasons]
    return [_relative(found, language), _points(found, language)]


def _relative(found: Counterfactual, language: Language) -> str:
    relative = found.full.relative
    if isinstance(relative, NotEstimable):
        return f"{capital(relative.sentence(language))}."
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
        return f"{capital(points.sentence(language))}."
    return said(
        "territory.counterfactual.points",
        language,
        n=round(points, 2),
        before=numbers.percent(found.rate_before, language, 2),
        after=numbers.percent(found.rate_after, language, 2),
        points=numbers.number(points, language, 2),
    )


def _table(found: Counterfactual, language: Language) -> Table:
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language), "number") for key in ("share", "relative", "points")
    )
    rows = tuple(
        (
            numbers.percent(100 * each.share, language),
            numbers.percent(each.relative, language, 2),
            numbers.number(each.points, language, 2),
        )
        for each in found.sensitivity
    )
    values = tuple((each.share, each.relative, each.points) for each in found.sensitivity)
    source = said("atlas.effect.source", language, source=found.source or said("atlas.no_source", language),
                  date=found.date or said("atlas.no_date", language))  # fmt: skip
    return Table("counterfactual", said("atlas.captions.effect", language), columns, rows, values, (source,))
