"""The geography that comes with evalkit: what it holds, and that it agrees with independent copies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from little_france import SHARED, needs_real_files

from evalkit.territory import embedded

ROOT = Path(__file__).parents[2]


def test_communes_epci_departements_and_regions_of_2026_are_there() -> None:
    known = embedded.membership()
    assert len(known.frame) == 34_875
    assert known.frame["departement"].nunique() == 101
    assert known.frame["region"].nunique() == 18
    assert known.frame["epci"].nunique() == 1_255
    # Île-de-Bréhat, Île-de-Sein, Ouessant and L'Île-d'Yeu belong to no EPCI.
    assert list(known.frame.index[known.frame["epci"].isna()]) == ["22016", "29083", "29155", "85113"]
    assert known.people is not None and known.people.notna().all()
    assert known.names["departement"]["2A"] == "Corse-du-Sud"
    assert not known.frame.index.isin(["75101", "69381", "13201"]).any()


def test_every_code_that_changed_leads_to_a_commune_of_today() -> None:
    known, passage = embedded.membership(), embedded.passage()
    assert passage.pairs["new"].isin(known.frame.index).all()
    assert ("15141", "15031") in passage.splits()
    assert passage.successors()["20004"] == "2A004"


@needs_real_files
def test_what_communes_became_agrees_with_an_independent_table() -> None:
    theirs = pd.read_csv(SHARED / "reference" / "passage_communes_historiques_vers_2025.csv", dtype=str)
    ours = embedded.passage().successors()
    both = theirs[theirs["DEPCOM_HIST"].isin(ours.index) & (theirs["DEPCOM_HIST"] != theirs["DEPCOM"])]
    assert len(both) > 4_200
    assert (both["DEPCOM_HIST"].map(ours) == both["DEPCOM"]).all()


def test_outlines_are_those_of_the_96_departements_of_metropolitan_france() -> None:
    outlines = embedded.outlines()
    assert set(outlines.frame.index) == {
        each for each in embedded.membership().names["departement"].index if len(each) == 2
    }
    assert outlines.frame.is_valid.all()
    # The communes of metropolitan France have 543,940 square kilometres (Insee, comparateur de territoires, SUPERF).
    area = outlines.frame.to_crs(2154).area.sum() / 1e6
    assert area == pytest.approx(543_940, rel=0.02)


@needs_real_files
def test_outlines_lie_where_the_national_mapping_agency_has_them() -> None:
    import geopandas as gpd

    real = gpd.read_file(SHARED / "geo" / "departements_2025_wgs84.geojson").set_index("DEP").to_crs(2154)
    ours = embedded.outlines().frame.to_crs(2154)
    apart = ours.centroid.distance(real.centroid.reindex(ours.index))
    assert apart.max() < 2_500
    assert apart.mean() < 300


def test_the_folder_stays_small_and_names_its_licences() -> None:
    folder = ROOT / "data" / "territory"
    if not folder.is_dir():
        pytest.skip("installed without its source tree")
    assert sum(each.stat().st_size for each in folder.glob("*.gz")) < 1_000_000
    said = (folder / "README.md").read_text(encoding="utf-8")
    assert "Licence Ouverte" in said and "CC BY 4.0" in said
