"""Classes of zones: from a table of zones to the study table, and the table of classes in the manner of Coodiag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.fitting import points_of
from evalkit.multivariate.table import StudyPlan, StudyTable
from evalkit.multivariate.table import Variable as Column
from evalkit.stats.classes import Classes, Stability, adjusted_rand, hcpc, stability
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.atlas import POPULATION
from evalkit.territory.derived import MIX, TYPES
from evalkit.territory.profile import catalogue, wanted
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.variables import key_of
from evalkit.texts import Language, said

Figure = float | NotEstimable
FEWEST_ZONES, FEWEST_COLUMNS = 20, 3
KNOWN = 0.9
"""Share of the zones that must have a value for a figure to be active."""


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
    """

    classes: Classes
    stability: Stability
    agreement: float


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
        Of the table of classes: active figures, then the mix of the offer.
    classes : tuple of ClassFigures
    left_out : tuple of str
        Zones that lack an active figure.
    constrained : Constrained, NotEstimable or None
        None where no neighbours are given.
    """

    table: ZoneTable
    analysis: Analysis
    columns: tuple[Variable, ...]
    classes: tuple[ClassFigures, ...]
    left_out: tuple[str, ...]
    constrained: Constrained | NotEstimable | None = None

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
    analysis = analyse(study, plan or StudyPlan(method="pca"))
    if not isinstance(analysis.classes, Classes):
        return analysis.classes or not_estimable("atlas.no_classes")
    columns = tuple(table.variable(each) for each in (*chosen, *_mix(table)))
    labels = analysis.classes.labels
    figures = tuple(
        class_figures(table, columns, labels.index[labels == number], int(number)) for number in sorted(labels.unique())
    )
    constrained = None if neighbours is None else _constrained(analysis, neighbours)
    return Typology(table, analysis, columns, figures, tuple(table.frame.index[~whole]), constrained)


def study_table(
    table: ZoneTable, active: Sequence[str], zones: pd.Index, language: Language, title: str = ""
) -> StudyTable:
    """Return zones as the multivariate module reads them: rates active, population and mix of the offer beside them."""
    names = _unique_names(table, zones)
    # A column with holes cannot stand beside; the mix of the offer has one wherever there is no structure.
    beside = [each for each in (POPULATION, *_mix(table)) if each in table.frame and _varies(table.frame[each][zones])
              and table.frame[each][zones].notna().all()]  # fmt: skip
    columns = tuple(
        Column(name, table.variable(name).label.say(language), "quantitative", "active" if name in active else
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
    try:
        made = hcpc(coord, classes=free.count, neighbours=pairs)
    except ValueError:
        return not_estimable("atlas.islands", n=free.count)
    return Constrained(made, stability(made, seed=analysis.plan.seed), adjusted_rand(free.labels, made.labels))
