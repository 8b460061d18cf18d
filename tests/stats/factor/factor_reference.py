"""Tables and figures of R's FactoMineR and missMDA, kept outside the repository: read, matched by name, compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "reference" / "multivariate"
needs_reference = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the reference figures (shared/reference/multivariate) are not beside this repository"
)
EXACT = 1e-8
"""Relative difference allowed where the algebra is the same."""
ITERATED = 1e-6
"""Relative difference allowed where steps are repeated until little moves."""


def table_of(name: str) -> pd.DataFrame:
    """Read a table; categories keep R's order of levels."""
    schema = json.loads((FOLDER / "data" / f"{name}.schema.json").read_text(encoding="utf-8"))
    kinds = {column: each["type"] for column, each in schema["columns"].items()}
    text = {column: str for column, kind in kinds.items() if kind == "categorical"}
    file = FOLDER / "data" / f"{name}.csv"
    table = pd.read_csv(file, index_col=schema["index"], keep_default_na=False, na_values=[""], dtype=text)
    table.index = table.index.astype(str)
    for column in text:
        table[column] = pd.Categorical(table[column], categories=schema["columns"][column]["levels"])
    return table.astype({column: float for column, kind in kinds.items() if kind != "categorical"})


def case_of(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the parameters and the results of a case."""
    case = json.loads((FOLDER / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return case["params"], case["results"]


def figures(part: Any) -> pd.DataFrame:
    """Return a matrix, a named vector or a list as a frame."""
    if isinstance(part, list):
        return pd.DataFrame({"value": part})
    if part.get("cols"):
        return pd.DataFrame(part["values"], index=part["rows"], columns=part["cols"]).astype(float)
    return pd.DataFrame({"value": part["values"]}, index=part.get("names") or part.get("rows")).astype(float)


def agree(mine: pd.DataFrame | pd.Series[float], theirs: Any, signs: bool = True, within: float = EXACT) -> None:
    """Compare all figures in the order of the rows; with `signs`, each axis up to its sign, one sign for the axis."""
    _check_names(mine.index, theirs)
    expected = figures(theirs).to_numpy()
    found = np.asarray(mine, dtype=float).reshape(-1, 1) if isinstance(mine, pd.Series) else mine.to_numpy(dtype=float)
    assert found.shape == expected.shape
    if signs:
        turned = np.sign((found * expected).sum(axis=0))
        found = found * np.where(turned == 0, 1, turned)
    # Beside the relative difference, what rounding leaves of a zero: 1e-11 of the column's largest figure.
    floor = 1e-11 * np.abs(expected[np.isfinite(expected)]).max(initial=1e-300)
    np.testing.assert_allclose(found, expected, rtol=within, atol=floor)


def _check_names(mine: pd.Index, theirs: Any) -> None:
    """Compare names row by row; FactoMineR names a category by its level, with the variable where two share it."""
    names = [] if isinstance(theirs, list) else theirs.get("rows") or theirs.get("names") or []
    for name, other in zip(mine, names, strict=False):
        parts = [part for part in (name if isinstance(name, tuple) else (name,)) if isinstance(part, str)]
        assert not parts or "(missing)" in parts or any(part in other for part in parts), (name, other)
