"""Classes of zones: from a table of zones to the study table, and the table of classes in the manner of Coodiag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from evalkit.catalogue.words import Words
from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.fitting import points_of
from evalkit.multivariate.table import StudyPlan, StudyTable
from evalkit.multivariate.table import Variable as Column
from evalkit.stats.classes import Classes, Stability, adjusted_rand, hcpc, stability
from evalkit.stats.classes.neighbours import edges_of, pieces
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.evenness import evenness
from evalkit.territory.ages import SHARE
from evalkit.territory.atlas import POPULATION
from evalkit.territory.derived import MIX, TYPES
from evalkit.territory.profile import catalogue, wanted
from evalkit.territory.seekers import RATIO
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.variables import key_of
from evalkit.territory.words import short_label
from evalkit.texts import Language, family, said

Figure = float | NotEstimable
Number = Literal["suggested", "steady", "steadiest", "asked"]
FEWEST_ZONES, FEWEST_COLUMNS = 20, 3
KNOWN = 0.9
"""Share of the zones that must have a value for a figure to be active."""
UNSTABLE, FEWEST_CLASSES = 0.6, 3
"""Jaccard index below which a class is unstable (Hennig 2007, Cluster-wise assessment of cluster stability), and the
fewest classes that are looked for."""
BALANCE = "offer_balance"
"""How evenly the offer is parted among the types of SIAE; of a class only, from its sums."""


@dataclass(frozen=True)
class ClassFigures:
    """What the zones of a class have together: sums over sums, not means of rates, wherever the counts are known.

    Parameters
    ----------
    number : int
        Arbitrary; a class is named by its profile.
    zones : tuple of str
    people : float or NotEstimable
    values : mapping of str to float or NotEstimable
        By column of the table.
    """

    number: int
    zones: tuple[str, ...]
    people: Figure
    values: dict[str, Figure]


@dataclass(frozen=True)
class Constrained:
    """The classes that the same axes give where only neighbours may be joined.

    Parameters
    ----------
    classes : Classes
    stability : Stability
    agreement : float
        Adjusted Rand index with the classes without the constraint: 1, the same; 0, no more alike than by chance.
    apart : tuple of str
        Zones, by code, that no neighbours join to the largest piece of the map (islands): they take no part.
    """

    classes: Classes
    stability: Stability
    agreement: float
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typology:
    """Classes of zones.

    Parameters
    ----------
    table : ZoneTable
        The zones that were classified.
    analysis : Analysis
        Axes, classes, profiles, stability and cautions.
    columns : tuple of Variable
        Of the table of classes: active figures, then, as far as there are, ages, workers in SIAE for job seekers, the
        mix of the offer and its balance.
    classes : tuple of ClassFigures
    left_out : tuple of str
        Zones that lack an active figure.
    constrained : Constrained, NotEstimable or None
        None where no neighbours are given.
    absent : tuple of (Words, NotEstimable)
        Figures of the guide's table that the files do not allow, and why.
    number : {"suggested", "steady", "steadiest", "asked"}
        Why there are so many classes: the rule of the multivariate module suggests them, and none of them is unstable;
        the same rule among the numbers of classes of which none is unstable; the number whose least stable class is the
        most stable, as each number has an unstable one; or the plan says so.
    """

    table: ZoneTable
    analysis: Analysis
    columns: tuple[Variable, ...]
    classes: tuple[ClassFigures, ...]
    left_out: tuple[str, ...]
    constrained: Constrained | NotEstimable | None = None
    absent: tuple[tuple[Words, NotEstimable], ...] = ()
    number: Number = "suggested"

    @property
    def labels(self) -> pd.Series[int]:
        """Class of each zone."""
        classes = self.analysis.classes
        if not isinstance(classes, Classes):
            raise ValueError("a typology has classes")
        return classes.labels


def typology(
    table: ZoneTable,
    *,
    active: Sequence[str] | None = None,
    neighbours: pd.DataFrame | None = None,
    plan: StudyPlan | None = None,
    language: Language = "fr",
    title: str = "",
) -> Typology | NotEstimable:
    """Classify zones by their rates; population and the mix of the offer help to read the classes.

    Parameters
    ----------
    table : ZoneTable
        See `Atlas.at`; at least twenty zones.
    active : sequence of str, optional
        Columns that make the classes; by default the catalogue's rates that nine zones in ten have.
    neighbours : DataFrame, optional
        Pairs of codes, see `contiguity`: the classes where only neighbours may be joined are then given too.
    plan : StudyPlan, optional
    language : {"fr", "en"}
        Of the labels.
    title : str

    Returns
    -------
    Typology or NotEstimable
        The latter where there are too few zones or figures, or nothing that tells them apart.

    Notes
    -----
    Every zone counts alike in making the classes, whatever its population. The figures of a class are sums over sums.
    """
    chosen = list(active) if active is not None else [each.name for each in _active(table)]
    if len(chosen) < FEWEST_COLUMNS:
        return not_estimable("atlas.few_figures", n=len(chosen), least=FEWEST_COLUMNS)
    whole = table.frame[chosen].notna().all(axis=1)
    if int(whole.sum()) < FEWEST_ZONES:
        return not_estimable("atlas.few_zones", n=int(whole.sum()), least=FEWEST_ZONES)
    kept = table.frame.index[whole]
    study = study_table(table, chosen, kept, language, title)
    analysis, number = _analysed(study, plan)
    if not isinstance(analysis.classes, Classes):
        return analysis.classes or not_estimable("atlas.no_classes")
    columns = (*(table.variable(each) for each in (*chosen, *_beside(table), *_mix(table))), *_balance(table))
    labels = analysis.classes.labels
    figures = tuple(
        class_figures(table, columns, labels.index[labels == number], int(number)) for number in sorted(labels.unique())
    )
    constrained = None if neighbours is None else _constrained(analysis, neighbours)
    left_out = tuple(table.frame.index[~whole])
    return Typology(table, analysis, columns, figures, left_out, constrained, tuple(_absent(table)),
                    number)  # fmt: skip


def _analysed(study: StudyTable, plan: StudyPlan | None) -> tuple[Analysis, Number]:
    """Analyse with the number of classes that the plan asks for; else with one that holds, see `Typology.number`."""
    if plan is not None:
        return analyse(study, plan), "asked"
    analysis = analyse(study, StudyPlan(method="pca"))
    if not isinstance(analysis.classes, Classes) or analysis.classes_choice is None:
        return analysis, "suggested"
    found = analysis.classes_choice.table.loc[FEWEST_CLASSES:]
    steady = found[found["jaccard_least"] >= UNSTABLE]
    judged = found["jaccard_least"] if steady.empty else steady["evalkit_1"]
    best = int(judged.index[int(judged.argmax())])
    if best == analysis.classes.count and not steady.empty:
        return analysis, "suggested"
    return analyse(study, StudyPlan(method="pca", classes=best)), "steadiest" if steady.empty else "steady"


def study_table(
    table: ZoneTable, active: Sequence[str], zones: pd.Index, language: Language, title: str = ""
) -> StudyTable:
    """Return zones as the multivariate module reads them: rates active, population and mix of the offer beside them."""
    names = _unique_names(table, zones)
    # A column with holes cannot stand beside; the mix of the offer has one wherever there is no structure.
    beside = [each for each in (POPULATION, *_beside(table), *_mix(table)) if each in table.frame]
    beside = [each for each in beside if _varies(table.frame[each][zones]) and table.frame[each][zones].notna().all()]
    columns = tuple(
        Column(name, short_label(table.variable(name)).say(language), "quantitative", "active" if name in active else
               "supplementary")
        for name in (*active, *beside)
    )  # fmt: skip
    frame = table.frame.loc[zones, [each.name for each in columns]].set_axis(names, axis=0)
    source = " ; ".join(dict.fromkeys(each.source for each in (table.variable(c.name) for c in columns) if each.source))
    rows = said(f"atlas.zones.{table.level}", language)
    return StudyTable("typologie", title or rows, rows, frame, columns, identifiers=True, source=source)


def class_figures(table: ZoneTable, columns: Sequence[Variable], zones: pd.Index, number: int) -> ClassFigures:
    """Return the figures of a class of zones; zones are codes, or names with their codes."""
    codes = pd.Index([code_of(each) for each in zones])
    people: Figure = not_estimable("atlas.no_value")
    if POPULATION in table.frame:
        people = float(table.frame.loc[codes, POPULATION].sum())
    return ClassFigures(number, tuple(codes), people,
                        {each.name: _together(table, each, codes) for each in columns})  # fmt: skip


def code_of(row: str) -> str:
    """Return the code of a zone from the name of its row."""
    return row.rsplit(" (", 1)[-1].removesuffix(")")


def _together(table: ZoneTable, variable: Variable, zones: pd.Index) -> Figure:
    """Return a rate as its sums, a mean by its weight; else the plain mean of the zones, which the table says."""
    frame = table.frame.loc[zones]
    if variable.name == BALANCE:
        # A type that no zone of the table has is no part of the offer that there could be.
        counts = [float(frame[each.removeprefix(MIX)].sum()) for each in _mix(table)]
        return evenness(counts) if sum(counts) else not_estimable("atlas.no_value")
    if variable.kind == "rate" and {variable.numerator, variable.denominator} <= set(frame.columns):
        both = frame[[variable.numerator, variable.denominator]].dropna()
        scale = {"percent": 100.0, "per_thousand": 1000.0}.get(variable.unit, 1.0)
        below = float(both[variable.denominator].sum())
        return scale * float(both[variable.numerator].sum()) / below if below else not_estimable("atlas.no_value")
    values = frame[variable.name].dropna()
    if values.empty:
        return not_estimable("atlas.no_value")
    if variable.kind == "mean" and variable.weight in frame:
        weights = frame.loc[values.index, variable.weight]
        if weights.notna().all() and weights.sum():
            return float(np.average(values, weights=weights))
    return float(values.mean())


def is_summed(table: ZoneTable, variable: Variable) -> bool:
    """Tell whether the figure of a class is a sum over a sum, or the plain mean of its zones."""
    if variable.name == BALANCE:
        return True
    if variable.kind == "rate":
        return {variable.numerator, variable.denominator} <= set(table.frame.columns)
    return variable.kind == "mean" and variable.weight in table.frame


def _active(table: ZoneTable) -> list[Variable]:
    chosen = catalogue()["indicators"]
    found = [each for each in wanted(table) if chosen[key_of(each.name)]["active"]]
    found = [each for each in found if table.frame[each.name].notna().mean() >= KNOWN]
    # Two measures of unemployment would count it twice.
    keys = {key_of(each.name) for each in found}
    if {"unemployment_rate_localised", "unemployment_rate_census"} <= keys:
        found = [each for each in found if key_of(each.name) != "unemployment_rate_localised"]
    return [each for each in found if _varies(table.frame[each.name])]


def _mix(table: ZoneTable) -> list[str]:
    return [MIX + each for each in TYPES if MIX + each in table.frame and table.frame[each].sum() > 0]


def _balance(table: ZoneTable) -> tuple[Variable, ...]:
    """Return the balance of the offer, which takes two types at least."""
    mix = _mix(table)
    if len(mix) < 2:
        return ()
    source = table.variable(mix[0])
    words = Words(**family("territory")["balance"])
    return (Variable(BALANCE, words, "ratio", vintage=source.vintage, source=source.source),)


def _beside(table: ZoneTable) -> list[str]:
    """Return the figures that help to read the classes and do not make them: ages, workers in SIAE for job seekers."""
    names = [each.name for each in table.variables if each.name == RATIO or each.name.startswith(SHARE)]
    return [each for each in names if _varies(table.frame[each])]


def _absent(table: ZoneTable) -> Iterator[tuple[Words, NotEstimable]]:
    """Yield the figures of the guide's table that are not there."""
    words = family("territory")["absent"]
    if RATIO not in table.frame:
        yield Words(**words["workers"]), not_estimable("territory.no_workers_or_seekers")
    elif RATIO in table.refused:
        yield table.variable(RATIO).label, table.refused[RATIO]
    if not any(each.name.startswith(SHARE) for each in table.variables):
        yield Words(**words["ages"]), not_estimable("territory.no_ages")
    if not _mix(table):
        yield Words(**words["mix"]), not_estimable("territory.no_types")


def _varies(values: pd.Series) -> bool:
    known = values.dropna()
    return len(known) > 1 and float(known.max()) > float(known.min())


def _unique_names(table: ZoneTable, zones: pd.Index) -> pd.Index:
    """Return the zones as their rows are called: name and code."""
    names = table.names.reindex(zones).fillna("")
    return pd.Index([f"{name} ({code})" if name else str(code) for code, name in names.items()])


def _constrained(analysis: Analysis, neighbours: pd.DataFrame) -> Constrained | NotEstimable:
    free = analysis.classes
    assert isinstance(free, Classes)
    coord = points_of(analysis.factors).coord.loc[:, : analysis.axes]
    rows = {code_of(str(each)): each for each in coord.index}
    there = neighbours[neighbours["one"].isin(rows) & neighbours["other"].isin(rows)]
    pairs = pd.DataFrame({side: there[side].map(rows) for side in ("one", "other")})
    piece = pieces(edges_of(pairs, coord.index), len(coord))
    joined = piece == np.bincount(piece).argmax()
    inside, labels = coord.loc[joined], free.labels.loc[coord.index[joined]]
    if len(inside) < FEWEST_ZONES:
        return not_estimable("atlas.islands", n=len(inside), least=FEWEST_ZONES)
    made = hcpc(inside, classes=free.count, neighbours=pairs[pairs["one"].isin(inside.index)])
    apart = tuple(code_of(str(each)) for each in coord.index[~joined])
    return Constrained(made, stability(made, seed=analysis.plan.seed), adjusted_rand(labels, made.labels), apart)
