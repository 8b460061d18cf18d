"""Classes of the rows on the axes kept, what marks them, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from evalkit.multivariate.describing import describe_classes
from evalkit.multivariate.fitting import Fit, points_of
from evalkit.multivariate.table import StudyPlan, StudyTable
from evalkit.stats.classes import (
    Classes,
    ClassesChoice,
    Comparison,
    Rule,
    Stability,
    assign,
    choose_classes,
    compare,
    hcpc,
    stability,
    stability_by_count,
)
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.factor import ByClass, Ca

FEWEST = 10
"""Active rows below which no classes are made."""
ROWS_BY_CLASS = 15
"""A rule does not think of more classes than one for so many rows: below, few classes can be told from their rows."""
FEWEST_THOUGHT, MOST = 3, 10
CELLS = 1_000
MOST_ROWS, MOST_WEIGHTED_ROWS = 100_000, 35_000
"""Rows beyond which the tree is built on cells: it would take minutes."""
DEFAULT: Rule = "evalkit_1"


@dataclass(frozen=True)
class Grouping:
    """Classes with all that is known of them.

    Parameters
    ----------
    classes : Classes
    choice : ClassesChoice
        With the stability of each number of classes.
    by_class : ByClass
    stability : Stability
    comparison : Comparison
    placed : Series or None
        Class of each supplementary row.
    """

    classes: Classes
    choice: ClassesChoice
    by_class: ByClass
    stability: Stability
    comparison: Comparison
    placed: pd.Series | None


def grouped(table: StudyTable, plan: StudyPlan, fit: Fit, frame: pd.DataFrame) -> Grouping | NotEstimable | None:
    """Return the classes that a plan asks for; None where it asks for none, or why there are none."""
    if plan.classes == 0:
        return None
    points = points_of(fit.result)
    coord = points.coord.loc[:, : fit.axes]
    if len(coord) < FEWEST:
        return not_estimable("multivariate.few_rows", n=len(coord), least=FEWEST)
    different = len(np.unique(coord.to_numpy().round(10), axis=0))
    asked = plan.classes if isinstance(plan.classes, int) else 2
    if different < max(asked, 3):
        return not_estimable("multivariate.alike", n=different)
    classes, choice = _classified(coord, points.weight, plan)
    by_count = stability_by_count(classes, int(choice.table.index.max()), seed=plan.seed)
    aside = _aside(fit)
    return Grouping(
        classes,
        replace(choice, table=choice.table.join(by_count[["jaccard", "jaccard_least"]])),
        describe_classes(table, fit.result, frame, classes),
        stability(classes, seed=plan.seed),
        compare(classes, seed=plan.seed),
        None if aside is None else assign(classes, aside),
    )


def most_thought(rows: int) -> int:
    """Return the most classes that a rule thinks of."""
    return min(max(rows // ROWS_BY_CLASS, FEWEST_THOUGHT), MOST)


def _classified(coord: pd.DataFrame, weights: pd.Series, plan: StudyPlan) -> tuple[Classes, ClassesChoice]:
    uneven = bool(np.ptp(weights.to_numpy()))
    cells = CELLS if len(coord) > (MOST_WEIGHTED_ROWS if uneven else MOST_ROWS) else None
    most, asked = most_thought(len(coord)), DEFAULT if plan.classes is None else plan.classes
    first = asked if most == MOST or isinstance(asked, int) else 2
    classes = hcpc(coord, weights, classes=first, cells=cells, seed=plan.seed)  # type: ignore[arg-type]
    known = max(most, asked) if isinstance(asked, int) else most
    choice = choose_classes(classes.tree, *_leaves(classes), most=known, seed=plan.seed)
    if isinstance(asked, str) and first != asked:
        found = int(choice.answers[asked])
        classes = classes if found == first else hcpc(coord, weights, classes=found, seed=plan.seed)
        classes = replace(classes, rule=cast(Rule, asked))
    return classes, choice


def _leaves(classes: Classes) -> tuple[np.ndarray, np.ndarray]:
    """Return what the leaves of the tree are: rows, or the means and weights of cells."""
    if classes.cells is None:
        return classes.points, classes.shares
    weights = np.bincount(classes.cells, classes.shares)
    means = [np.bincount(classes.cells, classes.shares * column) / weights for column in classes.points.T]
    return np.column_stack(means), weights


def _aside(fit: Fit) -> pd.DataFrame | None:
    result = fit.result
    cloud = result.supplementary_rows if isinstance(result, Ca) else result.supplementary_individuals
    return None if cloud is None else cloud.coord.loc[:, : fit.axes]
