"""The real files: join rates and totals as their publishers state them, nobody twice, nobody lost."""

from __future__ import annotations

import time
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from little_france import SHARED, across, keys, known_part, needs_real_files, noted, reasons

from evalkit.errors import EvalkitError
from evalkit.territory import (
    Membership,
    ZoneTable,
    aggregate,
    align,
    embedded,
    read_geometry,
    read_membership,
    read_series,
    read_structures,
    read_zones,
    with_known_rates,
)
from evalkit.territory.reading.official import read_every

pytestmark = needs_real_files


@lru_cache
def geography() -> Membership:
    return read_membership(SHARED / "reference" / "communes_2026_reference.csv.gz", vintage="2026")


@lru_cache
def comparateur() -> ZoneTable:
    return read_zones(SHARED / "communes" / "comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz")


@lru_cache
def aligned() -> ZoneTable:
    return align(with_known_rates(comparateur()), geography(), embedded.passage())


def test_all_communes_belong_to_an_employment_zone_and_fourteen_zones_lie_across_regions() -> None:
    known = geography()
    assert len(known.frame) == 34_875
    assert known.frame["employment_zone"].notna().all()
    assert known.frame["employment_zone"].nunique() == 306
    assert len(across(known)) == 14
    stated = pd.read_csv(SHARED / "reference" / "communes_2026_reference.csv.gz", dtype=str).dropna(
        subset=["ze_partie_reg"]
    )
    stated = stated.set_index("code_commune")["ze_partie_reg"]
    assert (known.frame["employment_zone_part"].reindex(stated.index) == stated).all()


def test_the_population_of_2018_is_counted_once() -> None:
    # 66,732,538 people: census 2018, France without Mayotte, as the README of the files states.
    assert comparateur().frame["P18_POP"].sum() == 66_732_538
    assert aggregate(aligned(), "france", geography(), least=0.99).frame.at["FR", "P18_POP"] == 66_732_538
    assert not comparateur().frame.index.str.match(r"751\d\d|6938\d|132\d\d").any()


@pytest.mark.parametrize("level", ["epci", "employment_zone", "employment_zone_part", "departement", "region"])
def test_whatever_the_level_everybody_is_there(level: str) -> None:
    of = aggregate(aligned(), level, geography())  # type: ignore[arg-type]
    outside = known_part(aligned(), "P18_POP")[geography().frame[level].isna()].sum()
    assert known_part(of, "P18_POP").sum() + outside == 66_732_538


def test_every_departement_has_the_population_that_insee_gives_it() -> None:
    estimates = read_series(SHARED / "departements" / "population_dep_grands_ages_1989_2021.csv")
    # The years of this file end: 31 December 2017 is 1 January 2018, the date of the census.
    stated = estimates.frames["popTOT"]["2017"]
    ours = aggregate(aligned(), "departement", geography()).frame["P18_POP"]
    assert list(ours.index[ours.isna()]) == ["976"]
    both = ours.dropna()
    assert len(both) == 100
    np.testing.assert_allclose(both, stated.reindex(both.index), rtol=1e-6)


def test_every_departement_and_every_count_has_the_sum_that_plain_pandas_gives() -> None:
    file = SHARED / "communes" / "comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz"
    plain = pd.read_csv(file, dtype={"CODGEO": str, "code_2025": str}).set_index("CODGEO").select_dtypes("number")
    plain = plain[~plain.index.str.fullmatch(r"751\d\d|6938\d|132\d\d")]
    # A commune's code begins with its département's: no table of ours is asked.
    departement = plain.index.str[:2].where(~plain.index.str.startswith("97"), plain.index.str[:3])
    stated = plain.groupby(departement).sum(min_count=1)
    ours = aggregate(aligned(), "departement", geography())
    counts = [each.name for each in ours.variables if each.kind == "count"]
    assert len(counts) == 29  # of 32 columns of figures, a median and two shares are no counts
    for name in counts:
        found = known_part(ours, name).drop("976")
        # Three cities are written with six digits in the file, and their arrondissements give the others back.
        tight = found.index.difference(["13", "69", "75"])
        np.testing.assert_allclose(found[tight], stated[name].fillna(0)[tight], rtol=1e-9, err_msg=name)
        np.testing.assert_allclose(found, stated[name].fillna(0).reindex(found.index), rtol=1e-5, err_msg=name)


@pytest.mark.parametrize(
    "name",
    ["reference/departements_2026.csv", "reference/regions_2026.csv", "reference/epci_2026.csv",
     "communes/qpv_2024_liste.csv", "communes/comparateur_dictionnaire.csv", "departements/oarsa_dictionnaire.csv",
     "departements/minima_sociaux_dictionnaire.csv"],
)  # fmt: skip
def test_files_that_only_name_zones_or_columns_are_no_fault_and_no_figures(name: str) -> None:
    assert read_every(SHARED / name, name) == ((), ())


def test_real_files_that_cannot_be_used_say_why() -> None:
    with pytest.raises(EvalkitError) as error:
        read_every(SHARED / "departements" / "oarsa_orientation_rsa.csv")
    assert keys(error) == ["territory.no_headings"]  # names of départements, no codes
    tables, problems = read_every(SHARED / "ze" / "ze2010_ess_clap2014_filosofi2013.xlsx")
    assert {each.place.sheet for each in problems} == {"TC5 ZE", "bdd -ess", "bdd-emploiZE"}
    for each in tables:
        assert isinstance(each, ZoneTable)
        with pytest.raises(EvalkitError) as error:
            align(each, geography())
        assert keys(error) == ["territory.other_geography"]  # zones of 2010


def test_no_commune_is_lost_by_mergers_and_partings() -> None:
    table = aligned()
    assert len(table.frame) == 34_875
    assert not {"left_out", "absent_communes"} & noted(table)
    assert len(table.splits) == 7
    assert reasons(table, "P18_POP") == {"blank": 17, "split_since": 10}


def test_statistical_secrecy_is_told_and_medians_are_refused() -> None:
    table = aligned()
    assert table.frame["MED19"].isna().mean() == pytest.approx(0.1, abs=0.01)
    refused = aggregate(table, "region", geography()).value("28", "MED19")
    assert not isinstance(refused, float)
    assert refused.reason == "territory.median"


def test_rates_by_employment_zone_agree_with_those_computed_elsewhere() -> None:
    other = pd.read_csv(SHARED / "ze" / "ze2020_diagnostic_derive.csv", dtype={"ze2020": str}).set_index("ze2020")
    of = aggregate(aligned(), "employment_zone", geography())
    pairs = {
        "unemployment_rate_census_2018": "taux_chomage_RP2018",
        "activity_rate_2018": "taux_activite_1564",
        "share_vacant_dwellings_2018": "part_logements_vacants",
        "share_owners_2018": "part_proprietaires",
    }
    for name, column in pairs.items():
        stated = other[column].dropna()
        assert len(stated) == 305
        np.testing.assert_allclose(of.frame[name].reindex(stated.index), stated, atol=2e-3)


def test_unemployment_is_known_for_302_zones_of_306() -> None:
    series = read_series(SHARED / "ze" / "ze2020_chomage_trimestriel_2003T1_2025T4.csv")
    assert series.frames["taux_chomage"].shape == (302, 92)
    assert int(series.frames["taux_chomage"].isna().sum().sum()) == 660
    table = align(series.at("2025-T4"), geography())
    assert reasons(table, "taux_chomage_2025-T4") == {"not_in_file": 4}
    assert set(table.frame.index[table.frame["taux_chomage_2025-T4"].isna()]) == {"0301", "0302", "0303", "0601"}
    france = aggregate(table, "france", geography()).value("FR", "taux_chomage_2025-T4")
    assert not isinstance(france, float)
    assert france.reason == "territory.rate_without_counts"


def test_3676_siae_are_counted_by_type_and_zone() -> None:
    table = read_structures(SHARED / "siae" / "siae_liste_asp_2020_2021.csv", vintage="2021")
    totals = table.frame.sum()
    assert totals["siae"] == 3_676
    assert totals[["siae_ACI", "siae_EI", "siae_AI", "siae_ETTI", "siae_EITI"]].to_list() == [1815, 942, 620, 299, 0]
    of = aggregate(align(table, geography(), embedded.passage()), "employment_zone", geography()).frame
    stated = pd.read_csv(SHARED / "siae" / "siae_par_ze2020_type.csv", dtype={"ze2020": str}).set_index("ze2020")
    stated = stated[stated.index.isin(of.index)]
    assert (of["siae"].reindex(stated.index) == stated["TOTAL"]).all()
    assert of["siae"].sum() == stated["TOTAL"].sum() == 3_671


def test_people_in_siae_by_departement_and_month() -> None:
    series = read_series(SHARED / "siae" / "iae_salaries_departement_mensuel_2017_2022.csv")
    assert series.frames["nb_salaries_iae"].shape == (101, 69)
    table = aggregate(series.at("2022-09"), "france", geography())
    assert table.frame.at["FR", "nb_salaries_iae_2022-09"] == 146_311


def test_job_seekers_by_departement_month_and_category() -> None:
    series = read_series(SHARED / "departements" / "defm_mensuel_categories_ABCDE_1996_2016.csv.gz")
    assert set(series.frames) == {f"defm_{each}" for each in "ABCDE"}
    assert series.frames["defm_A"].shape == (96, 246)
    table = align(series.at("2016-06"), geography())
    assert reasons(table, "defm_A_2016-06") == {"not_in_file": 5}


def test_an_older_composition_of_zones_is_read_and_brought_to_the_communes_of_today() -> None:
    older = read_membership(SHARED / "reference" / "communes_2019_ze2010.csv", vintage="2019")
    assert older.frame["employment_zone"].nunique() == 322
    known = embedded.with_employment_zones(older)
    assert known.frame["employment_zone"].notna().all()


def test_a_share_with_its_weight_is_brought_together_and_its_coverage_told() -> None:
    table = align(read_zones(SHARED / "communes" / "filosofi_2020_communes.csv.gz"), geography(), embedded.passage())
    of = aggregate(table, "employment_zone", geography())
    stated = pd.read_csv(SHARED / "ze" / "ze2020_social_emploi_2017_2020.csv", dtype={"ze2020": str}).set_index(
        "ze2020"
    )
    behind = of.coverage("TP6020")["people_share"]
    known = of.frame["TP6020"].dropna().index.intersection(stated.index)
    # Nine people in ten live in communes with a published rate: the mean is close to Insee's of the year before.
    assert len(known) > 20
    assert float((of.frame["TP6020"][known] - stated["taux_pauvrete_2019"][known]).abs().median()) < 1
    assert (behind[of.frame.index[of.frame["TP6020"].isna()]].fillna(0) < 0.9).all()


@pytest.mark.parametrize(
    ("name", "level", "n"),
    [("communes_france_2025.topojson.gz", "commune", 34_875), ("communes_france_2025_l93.parquet", "commune", 34_875),
     ("ze2020_france.topojson", "employment_zone", 306), ("ze2020_france_wgs84.geojson", "employment_zone", 306),
     ("departements_2025_wgs84.geojson", "departement", 101), ("epci_2025_wgs84.geojson", "epci", 1_255)],
)  # fmt: skip
def test_outlines_join_to_the_geography(name: str, level: str, n: int) -> None:
    outlines = read_geometry(SHARED / "geo" / name)
    assert (outlines.level, len(outlines.frame)) == (level, n)
    assert outlines.frame.is_valid.all()
    assert outlines.frame.index.isin(geography().groups(outlines.level, "france").index).all()


def test_a_doubled_departement_of_the_real_files_is_noticed() -> None:
    with pytest.raises(EvalkitError) as error:
        read_series(SHARED / "departements" / "minima_sociaux_1995_2019.csv")
    assert set(keys(error)) == {"territory.period_twice"}
    # Rows that complete each other are one: only RMI and RSA together have two values.
    assert {each.field for each in error.value.problems} == {"RMIRSA"}


def test_all_of_france_is_read_joined_and_brought_together_in_seconds() -> None:
    start = time.process_time()
    table = read_zones(SHARED / "communes" / "comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz")
    known = align(with_known_rates(table), geography(), embedded.passage())
    for level in ("epci", "employment_zone", "departement", "region", "france"):
        aggregate(known, level, geography())  # type: ignore[arg-type]
    assert time.process_time() - start < 20
