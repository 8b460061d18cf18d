"""Results to draw: Guerry's départements under names that no other text holds, and tables made at random."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from evalkit.stats.classes import Classes, hcpc
from evalkit.stats.factor import Ca, Factors, Mfa, ca, famd, mca, mfa, pca

GUERRY = Path(__file__).parents[3] / "data" / "studies" / "guerry.csv"
ACTIVE = ["Crime_pers", "Crime_prop", "Literacy", "Donations", "Infants", "Suicides"]
ASIDE = ["Wealth", "Region"]
NAMES = {1: "Peu de crimes", 2: "Instruits et riches", 3: "Pauvres et dévots", 4: "Entre les deux", 5: "À part"}


@lru_cache
def table() -> pd.DataFrame:
    """Guerry's table; rows are called ``zq-00``, ``zq-01``…"""
    read = pd.read_csv(GUERRY).dropna(subset=["Region"])
    return read.set_axis([f"zq-{i:02}" for i in range(len(read))], axis=0)


@lru_cache
def numbers(rows: int = 85) -> Factors:
    part = table()[ACTIVE + ASIDE].head(rows)
    return pca(part, supplementary_columns=ASIDE, supplementary_individuals=list(part.index[-2:]))


@lru_cache
def levels() -> pd.DataFrame:
    """The numbers cut in three; one variable has levels of its own names."""
    cut = {name: pd.qcut(table()[name], 3, labels=["low", "mid", "high"]).astype(str) for name in ACTIVE[1:]}
    own = pd.qcut(table()["Crime_pers"], 3, labels=["violent", "middling", "peaceful"]).astype(str)
    return pd.DataFrame({"Crime_pers": own, **cut, "Region": table()["Region"]})


@lru_cache
def categories_of() -> Factors:
    return mca(levels(), supplementary_columns=["Region"])


@lru_cache
def mixed() -> Factors:
    return famd(table()[[*ACTIVE, "Region"]])


@lru_cache
def grouped() -> Mfa:
    groups = {"crimes": ACTIVE[:2], "means": ["Literacy", "Donations", "Wealth"], "families": ["Infants", "Suicides"]}
    part = table()[[name for names in groups.values() for name in names] + ["Region"]]
    return mfa(part, {**groups, "place": ["Region"]}, supplementary_groups=["place"])


@lru_cache
def counts() -> Ca:
    crossed = pd.crosstab(
        pd.qcut(table()["Crime_pers"], 12, labels=[f"zq-{i:02}" for i in range(12)]), table()["Region"]
    )
    return ca(crossed.set_axis([str(name) for name in crossed.index], axis=0), supplementary_rows=["zq-11"])


@lru_cache
def classes() -> Classes:
    return hcpc(numbers().individuals.coord[[1, 2]], classes=4)


@lru_cache
def many(rows: int = 35_000) -> tuple[Factors, Classes]:
    """Rows around four centres, and their classes."""
    random = np.random.default_rng(3)
    centres = 2.2 * random.normal(size=(4, 6))
    values = centres[random.integers(0, 4, rows)] + random.normal(size=(rows, 6))
    frame = pd.DataFrame(values, columns=[f"x{i}" for i in range(6)], index=[f"zq-{i}" for i in range(rows)])
    result = pca(frame)
    return result, hcpc(result.individuals.coord[[1, 2]], classes=4, cells=50)
