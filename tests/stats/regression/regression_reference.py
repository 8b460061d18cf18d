"""The fictional employees, and what R says of them (tests/reference/regression, with the script)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evalkit.stats.regression import Regression, fit

FOLDER = Path(__file__).parents[2] / "reference" / "regression"
EXACT = 1e-8
"""Relative difference allowed where there is a closed form, or one summit that both programs climb to rounding."""
ITERATED = 1e-6
"""Where R stops its search before."""
RIGHT = "~ log(hours) + age * woman + sector"
IN_R = ("Intercept", "log(hours)", "age", "woman", "sector[T.green]", "sector[T.trade]", "age:woman")
"""Our names of R's coefficients, in R's order."""
LEVELS = ("no", "rather_no", "rather_yes", "yes")


@lru_cache
def employees() -> pd.DataFrame:
    table = pd.read_csv(FOLDER / "employees.csv")
    table["content"] = pd.Categorical(table["content"], categories=LEVELS, ordered=True)
    return table


@lru_cache
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    return found


@lru_cache
def fitted(left: str, family: Any, **options: Any) -> Regression:
    return fit(employees(), f"{left} {RIGHT}", family, **options)


def close(mine: Any, theirs: Any, within: float = EXACT) -> None:
    """Compare figures in order, beside rounding around 0."""
    found, wanted = np.asarray(mine, dtype=float), np.asarray(theirs, dtype=float)
    np.testing.assert_allclose(found, wanted, rtol=within, atol=1e-11 * np.abs(wanted).max(initial=1e-300))


def square(matrix: dict[str, list[float]]) -> np.ndarray:
    return np.array(list(matrix.values()))


def same_coefficients(model: Regression, theirs: dict[str, float], within: float = EXACT) -> None:
    close(model.coefficients.loc[list(IN_R), "estimate"], list(theirs.values()), within)


def same_covariance(model: Regression, theirs: dict[str, list[float]], within: float = EXACT) -> None:
    names = [name for name in IN_R if name in model.covariance.index]
    matrix = square(theirs)[: len(names), : len(names)]
    close(model.covariance.loc[names, names], matrix, within)


def same_effects(effects: pd.DataFrame, theirs: dict[str, dict[str, Any]], within: float = ITERATED) -> None:
    """Average marginal effects; R's gradients are numeric."""
    keys = {"hours": ("hours", ""), "age": ("age", ""), "woman": ("woman", "1")}
    keys |= {"green": ("sector", "green"), "trade": ("sector", "trade")}
    for key, (variable, level) in keys.items():
        mine = effects[(effects["variable"] == variable) & (effects["level"] == level)]
        np.testing.assert_allclose(mine["estimate"], np.atleast_1d(theirs[key]["estimate"]), rtol=within, atol=1e-9)
        np.testing.assert_allclose(mine["standard_error"], np.atleast_1d(theirs[key]["error"]), rtol=within, atol=1e-9)
