"""What weakens a model before anyone reads it: few rows, few events, few clusters, rows left out, small categories."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evalkit.stats.regression.families import BINARY, Array, Family
from evalkit.stats.regression.fitted import Fitted
from evalkit.stats.regression.results import Caution
from evalkit.stats.regression.rows import Rows

ROWS_PER_COEFFICIENT = 10
"""Fewer rows (binary or ordered outcomes: events) for each coefficient make it unsure (Harrell 2015, section 4.4)."""
ENOUGH_CLUSTERS = 30
"""Below, cluster-robust errors are too small on average (Cameron and Miller 2015: 20 to 50)."""
ENOUGH_GROUPS = 10
"""Below, the variance between groups is a guess."""
SMALL_LEVEL = 5
"""A category with fewer rows says little of its kind."""
MANY_LEVELS = 20
MUCH_LEFT_OUT = 0.05
"""Share of rows left out from which those that stay may differ from the others."""


def cautions_of(rows: Rows, family: Family, fitted: Fitted) -> tuple[Caution, ...]:
    """Return what must be told with a model, the gravest first."""
    return (*_size(rows, family), *_clusters(rows, family, fitted), *_left_out(rows), *_levels(rows))


def _size(rows: Rows, family: Family) -> Iterator[Caution]:
    asked = rows.design.matrix.shape[1] - 1
    if not asked:
        return
    counted = _events(rows.outcome, family)
    ratio = counted / asked
    if ratio < ROWS_PER_COEFFICIENT:
        name = "few_rows" if family not in (*BINARY, "ordinal") else "few_events"
        yield _caution(name, n=int(counted), coefficients=asked, ratio=float(ratio), least=ROWS_PER_COEFFICIENT)


def _events(outcome: Array, family: Family) -> float:
    """Return the effective number of rows: the rarer level of a binary outcome; Harrell 2015, table 4.1, for others."""
    n = outcome.size
    if family in BINARY:
        return float(min(outcome.sum(), n - outcome.sum()))
    if family == "ordinal":
        return float(np.floor(n - np.sum(np.bincount(outcome.astype(int)).astype(float) ** 3) / n**2))
    return float(n)


def _clusters(rows: Rows, family: Family, fitted: Fitted) -> Iterator[Caution]:
    if rows.clusters is None:
        return
    count = int(rows.clusters.max()) + 1
    least = ENOUGH_GROUPS if family == "mixed" else ENOUGH_CLUSTERS
    if count < least:
        yield _caution("few_groups" if family == "mixed" else "few_clusters", n=count, least=least)
    if family == "mixed" and fitted.extra["between"] == 0:
        yield _caution("no_between")
    if family != "mixed" and count <= rows.design.matrix.shape[1]:
        yield _caution("clusters_below_coefficients", n=count, coefficients=rows.design.matrix.shape[1])


def _left_out(rows: Rows) -> Iterator[Caution]:
    whole = len(rows.outcome) + rows.left_out_rows
    if rows.left_out_rows > MUCH_LEFT_OUT * whole:
        yield _caution("left_out", n=rows.left_out_rows, whole=whole, share=100 * rows.left_out_rows / whole)


def _levels(rows: Rows) -> Iterator[Caution]:
    for name in rows.design.table.columns:
        if name not in rows.design.categories - rows.parted:
            continue
        sizes = rows.design.table[name].value_counts()
        if len(sizes) > MANY_LEVELS:
            yield _caution("many_levels", column=name, n=len(sizes))
        if small := int((sizes < SMALL_LEVEL).sum()):
            yield _caution("small_levels", column=name, n=small, least=SMALL_LEVEL)


def _caution(name: str, /, **values: object) -> Caution:
    return Caution(name, tuple(values.items()))
