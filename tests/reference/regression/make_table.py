"""Make the fictional table of the regression tests (CC0): ``python make_table.py``; then ``Rscript regression.R``."""

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
ROWS, SITES = 240, 24


def made() -> pd.DataFrame:
    """Return employees of fictional sites, with an outcome for each family of models."""
    draw = np.random.default_rng(20261127)
    site = draw.integers(0, SITES, ROWS)
    table = pd.DataFrame({"site": [f"S{number:02d}" for number in site]})
    table["sector"] = draw.choice(["care", "green", "trade"], ROWS, p=[0.5, 0.3, 0.2])
    table["woman"] = draw.integers(0, 2, ROWS)
    table["age"] = np.round(draw.normal(38, 11, ROWS).clip(18, 64))
    table["hours"] = np.round(draw.gamma(2, 20, ROWS) + 1, 1)
    table["months"] = draw.integers(3, 25, ROWS)
    table["weight"] = np.round(draw.uniform(0.4, 2.5, ROWS), 2)
    pull = 0.5 * np.log(table["hours"]) + 0.02 * table["age"] * table["woman"] - 0.6 * (table["sector"] == "green") - 2
    table["score"] = np.round(50 + 6 * pull + draw.normal(0, 3, SITES)[site] + draw.normal(0, 4, ROWS), 2)
    table["hired"] = np.where(draw.random(ROWS) < 1 / (1 + np.exp(-pull)), "yes", "no")
    table["absences"] = draw.poisson(table["months"] * np.exp(-0.7 * pull - 1.5) * draw.gamma(1.5, 1 / 1.5, ROWS))
    latent = pull + draw.logistic(0, 1, ROWS)
    table["content"] = pd.cut(latent, [-99, -1.2, 0, 1.4, 99], labels=["no", "rather_no", "rather_yes", "yes"]).astype(
        str
    )
    table.loc[draw.choice(ROWS, 14, replace=False), "age"] = np.nan
    return table


def completed(table: pd.DataFrame) -> pd.DataFrame:
    """Return four copies of the table, the missing ages drawn from the others."""
    draw = np.random.default_rng(5)
    copies = []
    for number in range(1, 5):
        filled = table["age"].copy()
        filled[filled.isna()] = draw.choice(table["age"].dropna(), int(filled.isna().sum()))
        copies.append(table[["score", "hours", "woman"]].assign(age=filled, imputation=number))
    return pd.concat(copies)


if __name__ == "__main__":
    table = made()
    table.to_csv(HERE / "employees.csv", index=False)
    completed(table).to_csv(HERE / "completed.csv", index=False)
