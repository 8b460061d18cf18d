"""How well the axes kept show the rows."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.multivariate.fitting import Fit, points_of

WEAK, WELL = 0.3, 0.6
"""Rows of which the axes kept show less than the first are badly represented, from the second on well."""


@dataclass(frozen=True)
class Quality:
    """Active rows by the part of them (cos² added up) that the axes kept show.

    Parameters
    ----------
    weak, middle, well : int
        How many are below `WEAK`, between, and from `WELL` on.
    """

    weak: int
    middle: int
    well: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.weak + self.middle + self.well


def quality_of(fit: Fit) -> Quality:
    """Return how many rows are well and badly represented."""
    cos2 = points_of(fit.result).cos2.loc[:, : fit.axes].sum(axis=1)
    weak, well = int((cos2 < WEAK).sum()), int((cos2 >= WELL).sum())
    return Quality(weak, len(cos2) - weak - well, well)
