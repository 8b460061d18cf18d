"""Rows that weigh on an axis: what the axes become without them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evalkit.multivariate.fitting import Fit, points_of, run
from evalkit.multivariate.selections import Outlier
from evalkit.multivariate.table import Method, StudyPlan, StudyTable

DEVIATIONS = 3
"""A row is looked at where its contribution exceeds the mean by so many standard deviations."""
AGREEMENT = 0.9
"""At this correlation or below, an axis found without the row is another one."""
MOST = 8
"""Rows looked at, by the size of their contribution."""


def outliers_of(
    table: StudyTable, plan: StudyPlan, method: Method, fit: Fit, frame: pd.DataFrame
) -> tuple[Outlier, ...]:
    """Return the rows whose contribution stands out, with the axis made again without each.

    Notes
    -----
    Close to R's FactoInvestigate, which flags fewer: a contribution beyond the mean plus three standard deviations, and
    an axis whose coordinates no longer follow (a correlation of 0.9 at most with the nearest axis of the table without
    the row).
    """
    contrib = points_of(fit.result).contrib
    assert contrib is not None
    found = []
    for axis in range(1, fit.axes + 1):
        parts = contrib[axis]
        beyond = parts[parts > parts.mean() + DEVIATIONS * parts.std(ddof=0)]
        found += [(float(part), str(name), axis) for name, part in beyond.items()]
    largest = sorted(found, reverse=True)[:MOST]
    again = {name: _without(table, plan, method, fit, frame, name) for _, name, _ in largest}
    return tuple(_outlier(fit, again[name], name, axis, part) for part, name, axis in largest)


def _outlier(fit: Fit, again: pd.DataFrame | None, row: str, axis: int, part: float) -> Outlier:
    before = points_of(fit.result).coord[axis].drop(row).to_numpy()
    agreement = 0.0
    if again is not None:
        agreement = max(abs(float(np.corrcoef(before, each)[0, 1])) for each in again.to_numpy().T)
    return Outlier(row, axis, part, agreement, agreement <= AGREEMENT)


def _without(
    table: StudyTable, plan: StudyPlan, method: Method, fit: Fit, frame: pd.DataFrame, row: str
) -> pd.DataFrame | None:
    """Return the other rows on the axes made without one; None where the table cannot be analysed without it."""
    try:
        result = run(table, plan, method, frame.drop(index=[row, *table.supplementary_rows]), fit.axes + 1)
    except ValueError:  # without its row a column says nothing any more
        return None
    return points_of(result).coord
