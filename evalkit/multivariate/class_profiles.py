"""What marks each class, beyond chance and by enough to matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from evalkit.multivariate.frames import figure, rows_of
from evalkit.multivariate.grouping import Grouping
from evalkit.multivariate.selections import ClassMark, ClassProfile
from evalkit.multivariate.table import StudyTable
from evalkit.stats.classes import most_specific, paragons
from evalkit.stats.factor import ByClass

APART, TOGETHER = 0.2, 0.1
"""Least difference of means (in standard deviations) and least phi that are told: Cohen's small effects.

J. Cohen, *Statistical Power Analysis for the Behavioral Sciences* (2nd ed., 1988), p. 25 and 223. With many rows
everything is beyond chance; not everything matters.
"""
NAMED = 3
"""Paragons and most specific rows named of each class."""


def profiles_of(
    table: StudyTable, grouping: Grouping, told: ByClass, hidden: frozenset[int]
) -> tuple[ClassProfile, ...]:
    """Return the profile of each class; `told` is what may be said, `hidden` the classes that are not described."""
    near, far = (
        (paragons(grouping.classes, NAMED), most_specific(grouping.classes, NAMED))
        if table.identifiers
        else (None, None)
    )
    active = set(table.named("active"))
    return tuple(
        ClassProfile(
            number=number,
            rows=int(size["rows"]),
            share=float(size["share"]),
            marks=tuple(sorted(_marks(told, number, active), key=lambda each: -abs(each.v_test))),
            paragons=_names(near, number),
            specific=_names(far, number),
            stability=figure(grouping.stability.classes, number, "jaccard"),
            described=number not in hidden,
        )
        for number, size in rows_of(grouping.classes.sizes)
    )


def _names(shown: pd.DataFrame | None, number: int) -> tuple[str, ...]:
    if shown is None:
        return ()
    return tuple(str(each) for each in shown.loc[shown["class"] == number, "row"])


def _marks(told: ByClass, number: int, active: set[str]) -> Iterator[ClassMark]:
    numbers = told.numbers[told.numbers.index.get_level_values("class") == number]
    for (_, name), row in rows_of(numbers):
        if row["significant"] and abs(row["difference"]) >= APART:
            yield _mark(row, name, "", "mean", "overall_mean", "difference", name in active)
    levels = told.categories[told.categories.index.get_level_values("class") == number]
    for (_, name, level), row in rows_of(levels):
        if row["significant"] and abs(row["phi"]) >= TOGETHER:
            yield _mark(row, name, level, "level_in_class", "overall", "phi", name in active)


def _mark(row: Any, name: str, level: str, value: str, overall: str, effect: str, active: bool) -> ClassMark:
    figures = {key: float(row[key]) for key in ("v_test", "p_adjusted")}
    return ClassMark(
        variable=name,
        level=level,
        direction=1 if figures["v_test"] > 0 else -1,
        value=float(row[value]),
        overall=float(row[overall]),
        effect=float(row[effect]),
        active=active,
        class_in_level=float(row["class_in_level"]) if level else None,
        **figures,
    )
