"""Cases of R's FactoMineR for classes, kept outside the repository: coordinates, and what HCPC made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "reference" / "multivariate"
needs_reference = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the reference figures (shared/reference/multivariate) are not beside this repository"
)
CASES = {
    "hcpc_children_rows_k3": "ca_children",
    "hcpc_decathlon": "pca_decathlon",
    "hcpc_decathlon_noconsol_k4": "pca_decathlon",
    "hcpc_elec88_auto": "pca_elec88",
    "hcpc_gironde_employment_k5": "pca_gironde_employment",
    "hcpc_gironde_famd_auto": "famd_gironde",
    "hcpc_poison_auto": "mca_poison",
    "hcpc_tea_auto": "mca_tea",
    "hcpc_tea_k3": "mca_tea",
    "hcpc_wine_auto": "mfa_wine",
}
"""Each case, and the one that holds the coordinates it classifies."""


def results_of(case: str) -> dict[str, Any]:
    """Read what FactoMineR found."""
    text = (FOLDER / "expected" / f"{case}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["results"]
    return found


def coordinates_of(case: str) -> pd.DataFrame:
    """Read the coordinates that a case classifies."""
    factors = results_of(CASES[case])
    part = (factors.get("ind") or factors["row"])["coord"]
    return pd.DataFrame(part["values"], index=part["rows"], columns=part["cols"]).astype(float)


def weights_of(case: str) -> pd.Series | None:
    """Read the weights of a case: the margins of the rows of a correspondence analysis, else none."""
    if CASES[case] != "ca_children":
        return None
    table = pd.read_csv(FOLDER / "data" / "children.csv", index_col="id")
    return table.iloc[:14, :5].sum(axis="columns")


def series(part: dict[str, Any]) -> pd.Series:
    """Return a named vector; R writes a vector of one without its brackets."""
    names, values = part["names"], part["values"]
    single = not isinstance(names, list)
    return pd.Series(
        [values] if single and not isinstance(values, list) else values, index=[names] if single else names
    )
