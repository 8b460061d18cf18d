"""Answers in, one number out. What is published of a group of answers, and nothing of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median

from evalkit.sources.survey.coding import Value
from evalkit.sources.survey.mapping import How

DECIMALS = 2
"""Of a mean and of a median: more would say more than answers do."""


@dataclass(frozen=True)
class Aggregate:
    """The number made of some answers.

    Parameters
    ----------
    n : int
        How many answered.
    value : float or None
        Median, mean, sum or count; None for a share.
    numerator, denominator : int or None
        The counts of a share.
    """

    n: int
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None


def aggregate(how: How, answers: Sequence[Value], people: int | None = None) -> Aggregate:
    """Make one number of some answers.

    Parameters
    ----------
    how : {"median", "mean", "sum", "share", "count"}
        A share is the answers that say yes over those that answer at all; a count is the answers that say yes.
    answers : sequence of float or bool
        At least one.
    people : int, optional
        How many people gave them, where some gave several.

    Raises
    ------
    ValueError
        Without any answer.
    """
    if not answers:
        raise ValueError("no answer")
    n = len(answers) if people is None else people
    numbers = [float(each) for each in answers]
    if how == "share":
        return Aggregate(n, numerator=round(fsum(numbers)), denominator=len(numbers))
    if how == "median":
        return Aggregate(n, round(median(numbers), DECIMALS))
    if how == "mean":
        return Aggregate(n, round(fsum(numbers) / len(numbers), DECIMALS))
    return Aggregate(n, fsum(numbers))
