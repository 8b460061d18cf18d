"""What must not be read into an analysis."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evalkit.multivariate.disclosure import THRESHOLD, Level, Withheld
from evalkit.multivariate.fitting import Fit
from evalkit.multivariate.frames import figure
from evalkit.multivariate.grouping import Grouping
from evalkit.multivariate.quality import quality_of
from evalkit.multivariate.selections import Caution, ClassProfile, Outlier
from evalkit.multivariate.table import Method, StudyPlan, StudyTable
from evalkit.stats.estimable import NotEstimable

FEW, ROWS_BY_COLUMN = 30, 3
RARE = 0.02
"""Share below which a level is rare."""
UNSTABLE = 0.6
"""Mean Jaccard index below which a class should not be trusted (C. Hennig, *Comput. Stat. Data Anal.* 52, 2007)."""
AGREES = 0.7
"""Adjusted Rand index with k-means below which the method is said to matter."""


def cautions_of(
    table: StudyTable,
    plan: StudyPlan,
    method: Method,
    fit: Fit,
    rows: pd.DataFrame,
    outliers: tuple[Outlier, ...],
    grouping: Grouping | NotEstimable | None,
    profiles: tuple[ClassProfile, ...],
    withheld: Withheld,
) -> tuple[Caution, ...]:
    """Return the cautions that go with an analysis, in the order in which they should be told."""
    found = [*_about_rows(table, plan, method, rows, withheld.levels), *_about_axes(table, fit, outliers)]
    if isinstance(grouping, Grouping):
        found += _about_classes(grouping, profiles)
    if withheld != Withheld():
        found.append(_caution("withheld", classes=len(withheld.classes), levels=len(withheld.levels), n=withheld.lines))
    return tuple(found)


def _caution(kind: str, **values: object) -> Caution:
    return Caution(kind, tuple(sorted(values.items())))  # type: ignore[arg-type]


def _about_rows(
    table: StudyTable, plan: StudyPlan, method: Method, rows: pd.DataFrame, hidden: frozenset[Level]
) -> Iterator[Caution]:
    columns = len(table.named("active"))
    if len(rows) < max(FEW, ROWS_BY_COLUMN * columns) and method != "ca":
        yield _caution("few_rows", n=len(rows), columns=columns)
    holes = rows.isna().sum()
    if holes.sum():
        yield _caution("filled", n=int(holes.sum()), columns=int((holes > 0).sum()), how=plan.missing)
    if rare := rare_levels(table, rows, hidden):
        yield _caution("rare_levels", n=len(rare))


def rare_levels(table: StudyTable, rows: pd.DataFrame, hidden: frozenset[Level]) -> tuple[tuple[str, str, int], ...]:
    """Return the active levels of few rows, but for those that are not told: variable, level, rows."""
    least = max(THRESHOLD, RARE * len(rows))
    found = []
    for name in table.named("active", "qualitative"):
        counts = rows[name].value_counts()
        found += [
            (name, str(level), int(n)) for level, n in counts.items() if 0 < n < least and (name, level) not in hidden
        ]
    return tuple(found)


def _about_axes(table: StudyTable, fit: Fit, outliers: tuple[Outlier, ...]) -> Iterator[Caution]:
    if fit.choice.suggested == 0:
        yield _caution("nothing_beyond_chance")
    elif beyond := tuple(axis for axis in range(1, fit.axes + 1) if axis > fit.choice.suggested):
        yield _caution("axis_within_chance", axes=beyond, n=len(beyond))
    quality = quality_of(fit)
    if quality.weak:
        yield _caution("weak_rows", n=quality.weak, share=quality.weak / quality.rows)
    for axis in dict.fromkeys(each.axis for each in outliers if each.moves):
        heavy = tuple(each.row for each in outliers if each.moves and each.axis == axis)
        yield _caution("one_row_makes_axis", axis=axis, rows=heavy if table.identifiers else (), n=len(heavy))


def _about_classes(grouping: Grouping, profiles: tuple[ClassProfile, ...]) -> Iterator[Caution]:
    yield _caution("circular")
    if grouping.choice.answers.get("gap") == 1:
        yield _caution("no_gap")
    if small := tuple(each.number for each in profiles if each.rows < THRESHOLD):
        yield _caution("small_class", classes=small, n=len(small))
    unstable = tuple(each.number for each in profiles if each.stability is not None and each.stability < UNSTABLE)
    if unstable:
        yield _caution("unstable_class", classes=unstable, n=len(unstable))
    if moved := len(grouping.classes.moved):
        yield _caution("moved", n=moved, share=moved / len(grouping.classes.labels))
    table = grouping.comparison.table
    if "k_means" in table.index and (agreement := figure(table, "k_means", "adjusted_rand")) < AGREES:
        yield _caution("classes_disagree", agreement=agreement)
