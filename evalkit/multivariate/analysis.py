"""From a table and a plan to axes, classes, and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from evalkit.errors import EvalkitError
from evalkit.multivariate.axis_readings import read_axes
from evalkit.multivariate.cautions import cautions_of, rare_levels
from evalkit.multivariate.class_profiles import profiles_of
from evalkit.multivariate.describing import describe_all_axes
from evalkit.multivariate.disclosure import Withheld, told_of_axes, told_of_classes, withheld_classes, withheld_levels
from evalkit.multivariate.fitting import AxesWhy, Fit, MethodWhy, described_frame, fitted, method_of, study_frame
from evalkit.multivariate.grouping import Grouping, grouped
from evalkit.multivariate.outliers import outliers_of
from evalkit.multivariate.quality import Quality, quality_of
from evalkit.multivariate.refusals import active_rows, problems_of, refused
from evalkit.multivariate.selections import AxisReading, Caution, ClassProfile, Outlier
from evalkit.multivariate.table import Method, StudyPlan, StudyTable
from evalkit.stats.classes import Classes, ClassesChoice, Comparison, Stability
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.factor import AxesChoice, ByClass, ByNumber, Ca, Factors


@dataclass(frozen=True)
class Analysis:
    """A table analysed.

    Parameters
    ----------
    table : StudyTable
    plan : StudyPlan
    method : str
    factors : Factors or Ca
        All axes computed that are needed.
    choice : AxesChoice
        Every rule on the number of axes, parallel analysis among them.
    axes : int
        Axes kept for reading and for classes.
    axis_marks : ByNumber or None
        Active and supplementary columns on the axes, each set corrected by itself; None for counts (``ca``).
    classes : Classes, NotEstimable or None
        None where none are asked.
    classes_choice : ClassesChoice or None
        Its table holds the stability of each number of classes too (``jaccard``, ``jaccard_least``).
    by_class : ByClass or None
        All columns, active and supplementary ones each corrected by itself; what disclosure withholds is not in it.
    stability : Stability or None
    comparison : Comparison or None
    readings : tuple of AxisReading
        One per axis kept.
    profiles : tuple of ClassProfile
        One per class.
    cautions : tuple of Caution
    quality : Quality
        How well the axes kept show the rows.
    method_why : str
        Asked, or which columns ask for the method: ``groups``, ``both_kinds``, ``quantitative``, ``qualitative``.
    axes_why : {"asked", "suggested", "to_draw"}
        Asked by the plan; suggested by parallel analysis; or kept because a plane needs two axes, where parallel
        analysis suggests fewer.
    outliers : tuple of Outlier
        Never shown where rows may not be named.
    placed : Series or None
        Class of each supplementary row.
    holes : Series
        Missing values by column, among the active rows.
    rare : tuple of (variable, level, rows)
        Active levels of few rows, but for those that are withheld.
    withheld : Withheld
        What is not told for want of rows.
    """

    table: StudyTable
    plan: StudyPlan
    method: Method
    factors: Factors | Ca
    choice: AxesChoice
    axes: int
    axis_marks: ByNumber | None
    classes: Classes | NotEstimable | None
    classes_choice: ClassesChoice | None
    by_class: ByClass | None
    stability: Stability | None
    comparison: Comparison | None
    readings: tuple[AxisReading, ...]
    profiles: tuple[ClassProfile, ...]
    cautions: tuple[Caution, ...]
    quality: Quality
    method_why: MethodWhy = "asked"
    axes_why: AxesWhy = "suggested"
    outliers: tuple[Outlier, ...] = ()
    placed: pd.Series | None = None
    holes: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    rare: tuple[tuple[str, str, int], ...] = ()
    withheld: Withheld = field(default_factory=Withheld)


def analyse(table: StudyTable, plan: StudyPlan | None = None) -> Analysis:
    """Analyse a table as a plan says: axes, classes, their marks, and the cautions that go with them.

    Parameters
    ----------
    table : StudyTable
    plan : StudyPlan, optional
        What it leaves open is chosen, and the choice is told.

    Returns
    -------
    Analysis

    Raises
    ------
    EvalkitError
        With everything that stands in the way, in one go.

    Notes
    -----
    Classes: Ward's tree on the axes kept, cut by the rule of the plan, consolidated with the weights of the rows. A
    rule thinks of no more classes than one for fifteen rows, and of three at least. Everything drawn at random comes
    from the seed of the plan.
    """
    plan = plan or StudyPlan()
    method, why = method_of(table, plan)
    if problems := problems_of(table, plan, method):
        raise EvalkitError(problems)
    frame = study_frame(table)
    try:
        fit = fitted(table, plan, method)
        grouping = grouped(table, plan, fit, described_frame(frame, plan))
    except ValueError as fault:
        raise EvalkitError([refused(table, "refused", found=str(fault))]) from fault
    return _read(table, plan, method, why, fit, grouping, frame)


def _read(
    table: StudyTable,
    plan: StudyPlan,
    method: Method,
    why: MethodWhy,
    fit: Fit,
    grouping: Grouping | NotEstimable | None,
    frame: pd.DataFrame,
) -> Analysis:
    """Pick what is to be read of the axes and the classes."""
    described = described_frame(frame, plan)
    rows = described.loc[active_rows(table).index]
    levels = withheld_levels(table, rows)
    marks = told_of_axes(describe_all_axes(table, fit.result, described), levels)
    outliers = outliers_of(table, plan, method, fit, frame)
    found = grouping if isinstance(grouping, Grouping) else None
    hidden = withheld_classes(table, found.classes) if found else frozenset()
    by_class, lines = (found.by_class, 0) if found else (None, 0)
    if found and not table.identifiers:
        by_class, lines = told_of_classes(found.by_class, found.classes, rows, levels, hidden)
    profiles = profiles_of(table, found, by_class, hidden) if found and by_class else ()
    withheld = Withheld(hidden, levels, lines)
    return Analysis(
        table=table,
        plan=plan,
        method=method,
        factors=fit.result,
        choice=fit.choice,
        axes=fit.axes,
        axis_marks=marks,
        classes=found.classes if found else grouping,  # type: ignore[arg-type]
        classes_choice=found.choice if found else None,
        by_class=by_class,
        stability=found.stability if found else None,
        comparison=found.comparison if found else None,
        readings=read_axes(table, fit, marks, levels),
        profiles=profiles,
        cautions=cautions_of(table, plan, method, fit, active_rows(table), outliers, grouping, profiles, withheld),
        quality=quality_of(fit),
        method_why=why,
        axes_why=fit.why,
        outliers=outliers,
        placed=found.placed if found else None,
        holes=active_rows(table).isna().sum(),
        rare=rare_levels(table, rows, levels),
        withheld=withheld,
    )
