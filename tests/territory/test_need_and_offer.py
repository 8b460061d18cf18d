"""Need and offer crossed by stated thresholds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zones_drawn import CODES, table

from evalkit.catalogue.words import Words
from evalkit.stats.estimable import NotEstimable
from evalkit.territory import Variable
from evalkit.territory.need import CELLS, NeedByOffer, cross_need_offer, crossed
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Prose, Table
from evalkit.views.territory import need_blocks

NEED = Variable("need", Words("Chômage", "Unemployment"), "percent", "rate", vintage="2018", source="a.csv")
OFFER = Variable("offer", Words("Conventions", "Agreements"), "per_thousand", "rate", source="b.csv")


def zones(values: list[float]) -> pd.Series:
    return pd.Series(values, index=[f"Z{i}" for i in range(len(values))])


def test_nine_zones_fall_into_the_cells_that_their_thirds_say() -> None:
    need, offer = zones([1, 2, 3, 4, 5, 6, 7, 8, 9]), zones([9, 1, 8, 5, 4, 6, 1.5, 7, 2])
    found = crossed(need, offer, NEED, OFFER)
    assert isinstance(found, NeedByOffer)
    assert (found.need_low, found.need_high, found.offer_low, found.offer_high) == (3.7, 6.3, 3.3, 6.3)
    assert list(found.of("need_no_offer")) == ["Z8", "Z6"]
    assert list(found.of("need_and_offer")) == ["Z7"]
    assert list(found.of("offer_no_need")) == ["Z2", "Z0"]
    assert list(found.of("little_of_both")) == ["Z1"]
    assert list(found.of("between")) == ["Z5", "Z4", "Z3"]


def test_a_threshold_in_percent_has_the_one_decimal_that_it_is_shown_with() -> None:
    need, offer = zones([6.11, 6.23, 6.34, 6.47, 6.58, 6.68, 6.71]), zones([1, 2, 3, 4, 5, 6, 7])
    found = crossed(need, offer, NEED, OFFER)
    assert isinstance(found, NeedByOffer)
    assert (found.need_low, found.need_high) == (6.3, 6.6)


def test_where_many_zones_have_no_offer_only_none_is_low() -> None:
    need, offer = zones([1, 2, 3, 4, 5, 6, 7, 8, 9]), zones([0, 0, 0, 0, 0, 1, 2, 0, 3])
    found = crossed(need, offer, NEED, OFFER)
    assert isinstance(found, NeedByOffer) and found.none_alone
    assert (found.offer_low, found.offer_high) == (0, 2)
    assert list(found.of("need_no_offer")) == ["Z7"]
    assert list(found.of("need_and_offer")) == ["Z8", "Z6"]
    assert len(found.of("offer_no_need")) == 0


def test_zones_that_lack_a_figure_are_counted_and_not_placed() -> None:
    need, offer = zones([1, 2, 3, 4, 5, 6, 7, np.nan]), zones([1, 2, 3, 4, 5, 6, np.nan, 8])
    found = crossed(need, offer, NEED, OFFER)
    assert isinstance(found, NeedByOffer)
    assert found.without == 2 and len(found.zones) == 6
    few = crossed(need[3:], offer[3:], NEED, OFFER)
    assert isinstance(few, NotEstimable) and few.reason == "atlas.few_crossed"
    none = crossed(need, offer * 0, NEED, OFFER)
    assert isinstance(none, NotEstimable) and none.reason == "atlas.no_offer_anywhere"


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 50)), min_size=6, max_size=60))
def test_every_zone_is_in_one_cell_and_each_cell_keeps_its_thresholds(pairs: list[tuple[float, float]]) -> None:
    need, offer = (zones(list(each)) for each in zip(*pairs, strict=True))
    found = crossed(need, offer, NEED, OFFER)
    assert isinstance(found, NeedByOffer)
    assert sum(len(found.of(cell)) for cell in CELLS) == len(pairs)
    without = found.zones.loc[found.of("need_no_offer")]
    assert (without["need"] >= found.need_high).all() and (without["offer"] < found.offer_low).all()
    idle = found.zones.loc[found.of("offer_no_need")]
    assert (idle["need"] < found.need_low).all() and (idle["offer"] >= found.offer_high).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_thresholds_and_sources_are_said(language: Language) -> None:
    drawn = table()
    found = cross_need_offer(drawn)
    assert isinstance(found, NeedByOffer)
    blocks = need_blocks(found, "2800", "Zone 2800", drawn.names, "France", language)
    told = " ".join(text for each in blocks if isinstance(each, Prose) for text in each.sentences)
    separator = "," if language == "fr" else "."
    for threshold in (found.need_low, found.need_high):
        assert f"{threshold:.1f}".replace(".", separator) in told
    tables = [each for each in blocks if isinstance(each, Table)]
    assert all("dessin.csv (2018)" in each.notes[-1] for each in tables)
    assert sum(int(row[1]) for row in tables[0].rows) == len(CODES)


def test_without_a_figure_of_need_or_a_list_of_siae_it_says_so() -> None:
    drawn = table()
    no_need = cross_need_offer(drawn.only(["siae", "siae_for_unemployed"]))
    no_offer = cross_need_offer(drawn.only(["unemployment_rate_census_2018"]))
    assert isinstance(no_need, NotEstimable) and no_need.reason == "atlas.no_need"
    assert isinstance(no_offer, NotEstimable) and no_offer.reason == "atlas.no_offer"
