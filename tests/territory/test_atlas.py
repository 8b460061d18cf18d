"""The atlas: a folder of official files on one geography; and evalkit's own when there is none."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from little_france import FILES, SHARED, keys, needs_real_files, written

from evalkit.errors import EvalkitError
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.atlas import POPULATION, Atlas, default_atlas, read_atlas
from evalkit.territory.need import NeedByOffer, cross_need_offer
from evalkit.territory.neighbours import contiguity
from evalkit.territory.profile import home, mostly_in, profile

REAL = (
    "communes/comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz",
    "reference/communes_2026_reference.csv.gz",
    "siae/siae_liste_asp_2020_2021.csv",
    "ze/ze2020_chomage_trimestriel_2003T1_2025T4.csv",
    "geo/ze2020_france_wgs84.geojson",
    "geo/communes_france_2025_l93.parquet",
)


@pytest.fixture(scope="module")
def own() -> Atlas:
    return default_atlas()


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Atlas, float]:
    """Return the atlas of real files, and the CPU seconds that it took to read and to add up to every level."""
    folder = tmp_path_factory.mktemp("officiel")
    for number, name in enumerate(REAL):  # names say nothing to evalkit
        suffix = "".join(Path(name).suffixes)
        shutil.copy(SHARED / name, folder / f"telechargement-{number}{suffix}")
    started = time.process_time()
    found = read_atlas(folder)
    for level in found.levels:
        found.at(level)
    return found, time.process_time() - started


@pytest.fixture(scope="module")
def real(timed: tuple[Atlas, float]) -> Atlas:
    return timed[0]


def test_without_files_it_has_the_people_of_every_commune_epci_departement_and_region(own: Atlas) -> None:
    assert own.levels == ("commune", "departement", "region", "epci", "france")
    counts = {level: len(own.at(level).frame) for level in own.levels}
    assert counts == {
        "commune": 34_875,
        "departement": 101,
        "region": 18,
        "epci": len(own.membership.names["epci"]),
        "france": 1,
    }
    people = own.at("france").frame.at["FR", POPULATION]
    assert people == own.at("region").frame[POPULATION].sum() == own.at("commune").frame[POPULATION].sum()


def test_the_rank_of_a_population_is_that_of_a_plain_count(own: Atlas) -> None:
    found = profile(own, "departement", "50")
    people = own.at("departement").frame[POPULATION]
    region, france = found.population.among
    assert (region.home.name, region.peers, france.peers) == ("Normandie", 5, 101)
    assert region.rank == 1 + (people[["14", "27", "61", "76"]] > people["50"]).sum()
    assert france.rank == 1 + (people > people["50"]).sum()
    assert isinstance(france.below, float) and france.below == pytest.approx((people < people["50"]).sum())
    lower = people[people < people["50"]].sum() / people.drop("50").sum()
    assert france.people_below == pytest.approx(100 * lower)
    assert found.standings == () and found.population.references == ()


def test_a_zone_that_lies_across_is_counted_where_most_of_its_people_live(own: Atlas) -> None:
    homes = mostly_in(own, "epci", "region")
    frame, people = own.membership.frame, own.at("commune").frame[POPULATION]
    pairs = frame.dropna(subset=["epci"]).groupby("epci")["region"].nunique()
    across = pairs.index[pairs > 1]
    assert len(across) > 0
    for code in across:
        inside = frame.index[frame["epci"] == code]
        lived = people[inside].groupby(frame["region"][inside]).sum()
        assert homes[code] == lived.idxmax()
        found = home(own, "epci", code, "region")
        assert found is not None and found.share == pytest.approx(lived.max() / lived.sum()) and found.share < 1


def test_a_zone_or_a_level_that_is_not_there_is_told(own: Atlas) -> None:
    for level, code, fault in (("departement", "99", "atlas.no_zone"), ("employment_zone", "2810", "atlas.no_level")):
        with pytest.raises(EvalkitError) as error:
            profile(own, level, code)  # type: ignore[arg-type]
        assert keys(error) == [fault]
    with pytest.raises(EvalkitError) as error:
        profile(own, "departement", "50", ["nothing"])
    assert keys(error) == ["atlas.no_column"]


def test_a_folder_of_which_nothing_can_be_read_names_every_file(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        read_atlas(tmp_path / "absent")
    assert keys(error) == ["atlas.no_folder"]
    with pytest.raises(EvalkitError) as error:
        read_atlas(tmp_path)
    assert keys(error) == ["atlas.no_file"]
    written(tmp_path, "a;b\n1;2\n", "un.csv")
    written(tmp_path, "bonjour", "deux.csv")
    with pytest.raises(EvalkitError) as error:
        read_atlas(tmp_path)
    assert {each.place.file for each in error.value.problems} == {"un.csv", "deux.csv"}


def test_a_bad_file_among_good_ones_is_left_out_and_told(tmp_path: Path) -> None:
    written(tmp_path, "CODGEO;P18_POP\n01001;1000\n01001;2000\n", "double.csv")
    written(tmp_path, "DEP;P18_LOG\n50;100000\n61;90000\n", "departements.csv")
    found = read_atlas(tmp_path)
    assert [each.place.file for each in found.refused] == ["double.csv"]
    assert found.at("departement").frame.at["50", "P18_LOG"] > 0


def test_a_column_that_two_files_have_counts_once_and_is_told(tmp_path: Path) -> None:
    written(tmp_path, "DEP;P18_LOG\n50;100\n61;90\n", "un.csv")
    written(tmp_path, "DEP;P18_LOG;P18_RP\n50;999;80\n61;999;70\n", "deux.csv")
    found = read_atlas(tmp_path)
    assert found.at("departement").frame.loc["50", ["P18_LOG", "P18_RP"]].tolist() == [999, 80]
    told = [each for each in found.notes if each.fault[0] == "errors.atlas.column_twice.fault"]
    assert [each.place.file for each in told] == ["un.csv"]
    assert "P18_LOG" in told[0].sentence("fr") and "deux.csv" in told[0].sentence("fr")
    assert "2 sur 2" in told[0].sentence("fr").replace("\u00a0", " ")


def test_a_series_gives_its_last_period(tmp_path: Path) -> None:
    shutil.copy(FILES / "defm.csv", tmp_path)
    table = read_atlas(tmp_path).at("departement")
    assert table.frame.at["01", "defm_A_2016-06"] == 1_250


def test_a_file_of_little_france_is_of_no_real_geography(tmp_path: Path) -> None:
    written(tmp_path, "CODGEO;P18_POP\n" + "".join(f"0{i};10\n" for i in range(7001, 7040)), "ailleurs.csv")
    shutil.copy(FILES / "defm.csv", tmp_path)
    found = read_atlas(tmp_path)
    assert any(each.place.file == "ailleurs.csv" for each in (*found.refused, *found.notes))


@needs_real_files
def test_the_real_files_give_their_stated_totals_at_every_level(real: Atlas) -> None:
    assert not real.refused
    france = real.at("france").frame.loc["FR"]
    assert france["P18_POP"] == 66_732_538
    assert france["siae"] == 3_671  # 3,676 agreements, of which 5 in collectivities that belong to no region
    assert real.at("employment_zone").frame["taux_chomage_2025-T4"].notna().sum() == 302
    for level in ("departement", "region", "employment_zone"):
        assert real.at(level).frame["siae"].sum() == 3_671  # type: ignore[arg-type]


@needs_real_files
@pytest.mark.parametrize("code", ["2810", "0051"])
def test_real_employment_zones_stand_where_plain_pandas_puts_them(real: Atlas, code: str) -> None:
    frame, people = real.membership.frame, real.at("commune").frame[POPULATION]
    lived = people.groupby([frame["employment_zone"], frame["region"]]).sum().reset_index()
    # Alençon lies in two regions, Granville in one: a zone counts where most of its people live.
    assert (lived["employment_zone"] == code).sum() == {"2810": 1, "0051": 2}[code]
    mostly = lived.sort_values(POPULATION).drop_duplicates("employment_zone", keep="last")
    zones = mostly.loc[mostly["region"] == "28", "employment_zone"]
    for standing in profile(real, "employment_zone", code).standings:
        values = real.at("employment_zone").frame[standing.variable.name].reindex(zones).dropna()
        among, others = standing.among[0], values.drop(code)
        assert (among.home.code, among.peers) == ("28", len(values))
        assert among.rank == values.rank(method="min", ascending=False)[code]
        below = ((others < values[code]).sum() + (others == values[code]).sum() / 2) / len(others)
        assert among.below == pytest.approx(100 * below)
        for each in standing.references:
            if isinstance(each.value, float) and isinstance(standing.value, float):
                assert each.gap == pytest.approx(standing.value - each.value)


@needs_real_files
def test_reference_values_are_sums_over_sums_and_medians_are_refused(real: Atlas) -> None:
    found = profile(real, "commune", "50025")
    at = {each.variable.name: each for each in found.standings}
    counts = real.at("departement").frame.loc["50"]
    departement = at["unemployment_rate_census_2018"].references[0]
    assert departement.home.name == "Manche"
    assert departement.value == pytest.approx(100 * counts["P18_CHOM1564"] / counts["P18_ACT1564"])
    median = at["MED19"].references[0].value
    assert isinstance(median, NotEstimable) and median.reason == "territory.median"


@needs_real_files
def test_a_mean_is_shown_only_where_nine_people_in_ten_live_in_communes_that_have_it(real: Atlas) -> None:
    communes = real.at("commune").frame
    groups = real.membership.frame["departement"]
    lived = communes["P18_POP"].where(communes["PIMP19"].notna(), 0.0).groupby(groups).sum()
    share = (lived / communes["P18_POP"].groupby(groups).sum()).fillna(0.0)
    table = real.at("departement")
    shown = table.frame["PIMP19"].notna()
    # Of communes that were parted since, either share may differ a little.
    assert (share[shown.index[shown]] > 0.89).all() and (share[shown.index[~shown]] < 0.91).all()
    assert 5 < shown.sum() < 60
    hidden = table.value("50", "PIMP19")
    assert isinstance(hidden, NotEstimable) and hidden.reason == "territory.little_covered"


@needs_real_files
def test_need_and_offer_of_the_zones_of_normandie(real: Atlas) -> None:
    homes = mostly_in(real, "employment_zone", "region")
    zones = homes.index[homes == "28"]
    found = cross_need_offer(real.at("employment_zone"), zones)
    assert isinstance(found, NeedByOffer)
    assert len(found.zones) == 21
    table = real.at("employment_zone").frame.loc[zones]
    rate, offer = table["taux_chomage_2025-T4"], 1000 * table["siae"] / table["P18_CHOM1564"]
    expected = zones[(rate >= found.need_high) & (offer < found.offer_low)]
    assert set(found.of("need_no_offer")) == set(expected)


@needs_real_files
def test_no_land_border_is_lost_between_employment_zones(real: Atlas) -> None:
    outline = real.outline("employment_zone")
    assert outline is not None
    pairs = contiguity(outline)
    beside = set(pairs.loc[pairs["one"] == "2810", "other"]) | set(pairs.loc[pairs["other"] == "2810", "one"])
    names = set(real.at("employment_zone").names[list(beside)])
    assert names == {"Avranches", "Coutances"} or {"Avranches", "Coutances"} <= names


@needs_real_files
def test_all_of_france_is_read_joined_added_up_and_mapped_in_a_minute(timed: tuple[Atlas, float]) -> None:
    from evalkit.views.blocks import Figure
    from evalkit.views.maps import choropleth

    found, seconds = timed
    outline = found.outline("commune")
    assert outline is not None
    started = time.process_time()
    drawn = choropleth(found.at("commune"), "unemployment_rate_census_2018", outline, named=False)
    assert isinstance(drawn, Figure) and seconds + time.process_time() - started < 60
