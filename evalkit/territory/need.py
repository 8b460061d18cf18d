"""Need and offer crossed: zones with need and no offer, with offer and no need, by stated thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.derived import OFFER, latest
from evalkit.territory.profile import catalogue
from evalkit.territory.table import Variable, ZoneTable

Cell = Literal["need_no_offer", "need_and_offer", "offer_no_need", "little_of_both", "between"]
CELLS: tuple[Cell, ...] = get_args(Cell)
THIRDS = (1 / 3, 2 / 3)
_WIDE = 5.0
"""Range of values from which one decimal is enough."""
FEWEST = 6
"""Zones with both figures below which thirds tell nothing."""


@dataclass(frozen=True)
class NeedByOffer:
    """Zones by need and offer.

    Parameters
    ----------
    need, offer : Variable
    need_low, need_high, offer_low, offer_high : float
        Thirds of the zones that have both figures, rounded as they are shown: need is high from `need_high` on, low
        below `need_low`; the offer is high from `offer_high` on, low below `offer_low`, and where there is none.
    none_alone : bool
        Where a third of the zones or more have no offer, only none is low (`offer_low` is 0), and the offer is high
        from the median of those that have some.
    zones : DataFrame
        By code: ``need``, ``offer``, ``cell`` (one of `CELLS`).
    without : int
        Zones that lack one of the figures.
    """

    need: Variable
    offer: Variable
    need_low: float
    need_high: float
    offer_low: float
    offer_high: float
    none_alone: bool
    zones: pd.DataFrame
    without: int

    def of(self, cell: Cell) -> pd.Index:
        """Return the zones of a cell, those with most need first."""
        inside = self.zones[self.zones["cell"] == cell]
        return inside.sort_values(["need", "offer"], ascending=[False, True], kind="stable").index


def cross_need_offer(table: ZoneTable, zones: pd.Index | None = None) -> NeedByOffer | NotEstimable:
    """Cross the first figure of need that a table has with its SIAE for 1,000 unemployed people.

    Parameters
    ----------
    table : ZoneTable
        See `Atlas.at`.
    zones : Index, optional
        Zones to cross; all by default. Thirds are theirs.
    """
    if table.level == "commune":
        return not_estimable("atlas.no_crossing_of_communes")
    need = next(filter(None, (latest(table, key) for key in catalogue()["needs"])), None)
    if need is None:
        return not_estimable("atlas.no_need")
    if OFFER not in table.frame:
        return not_estimable("atlas.no_offer")
    frame = table.frame if zones is None else table.frame.reindex(zones)
    return crossed(frame[need.name], frame[OFFER], need, table.variable(OFFER))


def crossed(need: pd.Series, offer: pd.Series, of_need: Variable, of_offer: Variable) -> NeedByOffer | NotEstimable:
    """Cross two figures by zone; see `NeedByOffer`."""
    both = pd.DataFrame({"need": need, "offer": offer})
    known = both.dropna()
    if len(known) < FEWEST:
        return not_estimable("atlas.few_crossed", n=len(known), least=FEWEST)
    need_low, need_high = _thirds(known["need"], of_need.unit)
    offer_low, offer_high = _thirds(known["offer"], of_offer.unit)
    some = known["offer"][known["offer"] > 0]
    if none_alone := offer_low <= 0:
        if some.empty:
            return not_estimable("atlas.no_offer_anywhere")
        offer_high = float(some.median())
    much, little = known["need"] >= need_high, known["need"] < need_low
    scarce = (known["offer"] < offer_low) | (known["offer"] == 0)
    rich = (known["offer"] >= offer_high) & ~scarce
    choices = [much & scarce, much & rich, little & rich, little & scarce]
    cells = np.select([each.to_numpy() for each in choices], CELLS[:4], default=CELLS[4])
    return NeedByOffer(of_need, of_offer, need_low, need_high, offer_low, offer_high, none_alone,
                       known.assign(cell=cells), len(both) - len(known))  # fmt: skip


def _thirds(values: pd.Series, unit: str) -> tuple[float, float]:
    """Return thirds with the decimals that readers are shown: of percents, always one."""
    low, high = (float(each) for each in values.quantile(THIRDS))
    digits = 1 if unit == "percent" or float(values.max() - values.min()) >= _WIDE else 2
    return round(low, digits), round(high, digits)
