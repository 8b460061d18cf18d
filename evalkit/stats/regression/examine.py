"""All that a report says of a regression, computed once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evalkit.stats.regression.diagnose import Diagnosis, diagnose
from evalkit.stats.regression.effects import marginal_effects, standardised
from evalkit.stats.regression.importance import Importance, importance, predictor_groups
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import Regression

DRAWS = 200
MOST_DRAWN = 5
"""Predictors of a logit beyond which its importance is told without intervals: each draw refits every subset."""


@dataclass(frozen=True)
class Examined:
    """A regression with all that is derived from it.

    Parameters
    ----------
    regression : Regression
    effects : DataFrame
        Average marginal effects.
    standardised : DataFrame
        Coefficients per standard deviation.
    importance : Importance or None
        None where the family or the number of predictors has none.
    diagnosis : Diagnosis
    """

    regression: Regression
    effects: pd.DataFrame
    standardised: pd.DataFrame
    importance: Importance | None
    diagnosis: Diagnosis


def examine(regression: Regression, *, draws: int = DRAWS, seed: int = 1) -> Examined:
    """Derive effects, importance and diagnostics from a regression.

    Parameters
    ----------
    regression : Regression
    draws : int
        Bootstrap samples for the importance.
    seed : int
    """
    return Examined(
        regression,
        marginal_effects(regression),
        standardised(regression),
        _importance(regression, draws, seed),
        diagnose(regression),
    )


def _importance(regression: Regression, draws: int, seed: int) -> Importance | None:
    many = len(predictor_groups(regression.rows.design)) > MOST_DRAWN
    try:
        return importance(regression, draws=0 if many and regression.family == "logit" else draws, seed=seed)
    except RegressionError:
        return None
