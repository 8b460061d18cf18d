"""A territory's profile as the figures that a dossier carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from little_france import SHARED, keys, needs_real_files

from evalkit.catalogue.words import Words
from evalkit.errors import EvalkitError
from evalkit.model import Dossier
from evalkit.review import review_method
from evalkit.sources import parse_dossier
from evalkit.stats.estimable import not_estimable
from evalkit.steps.framework import describe_framework
from evalkit.territory.atlas import Atlas, default_atlas, read_atlas
from evalkit.territory.attached import diagnosis, diagnosis_of, zone_of
from evalkit.territory.profile import Among, Home, Profile, Reference, Standing, profile
from evalkit.territory.table import Variable

NORMANDIE, FRANCE = Home("region", "28", "Normandie", 1.0), Home("france", "FR", "France", 1.0)
NONE = not_estimable("atlas.no_value")
PEERS = tuple(map(float, range(5, 14)))


@pytest.fixture(scope="module")
def own() -> Atlas:
    return default_atlas()


def dossier(territory: str) -> Dossier:
    return parse_dossier(
        f"code: a\nyear: 2024\ntitle: t\nterritory: {territory}\npartners:\n- {{code: P1, name: A, type: siae}}"
    )


def figure(need: str, value: object, *references: Reference, among: tuple[Among, ...] = ()) -> Standing:
    variable = Variable("taux", Words("Taux", "Rate"), "percent", "rate", vintage="2021", source="Insee")
    return Standing(variable, need, value, references, among)  # type: ignore[arg-type]


def of(own: Atlas, *standings: Standing) -> Profile:
    return replace(profile(own, "departement", "50"), standings=standings)


def test_without_files_a_dossier_gets_the_people_of_its_territory_with_source_and_year(own: Atlas) -> None:
    found = diagnosis(own, "departement", "50", "fr")
    (people,) = found.figures
    assert found.zone == people.zone == "département Manche"
    assert people.value == own.at("departement").frame.at["50", "PMUN2023"]
    assert (people.label, people.unit, people.period, people.need) == (
        "Population municipale",
        "personnes",
        "2023",
        None,
    )
    assert people.source is not None
    assert people.source.startswith("Insee, COG 2026")


@pytest.mark.parametrize(
    "territory", ["{name: ici}", "{name: ici, zone: departement}", "{name: ici, zone: other, insee_code: '50'}"]
)
def test_a_dossier_that_names_no_official_zone_is_told_what_to_fill_in(territory: str) -> None:
    with pytest.raises(EvalkitError) as caught:
        zone_of(dossier(territory))
    (problem,) = caught.value.problems
    assert (keys(caught), problem.place.line) == (["attach.no_zone"], 4)


def test_a_code_that_no_zone_has_is_told(own: Atlas) -> None:
    with pytest.raises(EvalkitError) as caught:
        diagnosis(own, "departement", "20", "fr")
    assert keys(caught) == ["atlas.no_zone"]


def test_a_zone_is_named_after_what_it_is_unless_its_name_says_it(own: Atlas) -> None:
    found = diagnosis(own, "commune", "50025", "en")
    assert (found.zone, found.figures[0].unit) == ("commune Avranches", "people")
    assert diagnosis(own, "epci", "200042604", "fr").zone == "CC de Granville, Terre et Mer"


def test_a_year_that_no_file_states_is_said_so_and_told_and_the_review_has_nothing_against_it(own: Atlas) -> None:
    undated = figure("up", 8.0)
    undated = replace(undated, variable=replace(undated.variable, vintage=None, source=""))
    found = diagnosis_of(of(own, figure("up", 8.0), undated), "fr")
    _, dated, last = found.figures
    assert (dated.period, last.period, last.source) == ("2021", "année non précisée", "source non précisée")
    assert found.undated == ("Taux",)
    told = dossier("{name: ici}").model_copy(update={"diagnosis": found.figures})
    assert "RM-47" not in {each.rule for each in review_method(told).findings}


@pytest.mark.parametrize(
    ("need", "side", "stated", "beside"),
    [
        ("up", "higher", ("higher", False), "more"),
        ("down", "higher", ("lower", False), "less"),
        ("up", "near", ("higher", True), "near"),
        ("up", NONE, (None, False), None),  # the two cannot be told apart: nothing is said of need
    ],
)
def test_a_figure_says_of_need_what_the_atlas_says(
    own: Atlas, need: str, side: object, stated: object, beside: object
) -> None:
    reference = Reference(NORMANDIE, 7.24, 0.9, side)  # type: ignore[arg-type]
    (_, rate) = diagnosis_of(of(own, figure(need, 8.14, reference)), "fr").figures
    assert (rate.value, rate.compared_with, rate.compared_value) == (8.1, "région Normandie", 7.2)
    assert (rate.need, rate.near) == stated
    told = describe_framework(dossier("{name: ici}").model_copy(update={"diagnosis": (rate,)}))
    assert told.needs[0].beside == beside


def test_where_the_larger_zone_has_no_value_the_median_of_its_zones_stands_in(own: Atlas) -> None:
    among = Among(NORMANDIE, 9, 1, 100.0, 100.0, PEERS, PEERS)
    (_, rate) = diagnosis_of(
        of(own, figure("up", 13.0, Reference(NORMANDIE, NONE, NONE, NONE), among=(among,))), "fr"
    ).figures
    assert (rate.compared_with, rate.compared_value) == ("médiane des départements, région Normandie", 9.0)
    assert (rate.need, rate.near) == ("higher", False)


def test_with_too_few_zones_the_next_larger_one_is_compared_with(own: Atlas) -> None:
    few = Among(NORMANDIE, 5, 1, 100.0, 100.0, PEERS[:5], PEERS[:5])
    (_, rate) = diagnosis_of(
        of(own, figure("up", 13.0, Reference(FRANCE, 9.0, 4.0, "higher"), among=(few,))), "fr"
    ).figures
    assert (rate.compared_with, rate.compared_value, rate.need) == ("France", 9.0, "higher")


def test_a_figure_without_a_value_is_left_out_with_its_reason(own: Atlas) -> None:
    found = diagnosis_of(of(own, figure("up", NONE)), "en")
    assert [each.label for each in found.figures] == ["Municipal population"]
    assert found.left_out == (("Rate", NONE),)


def test_figures_that_tell_nothing_of_need_stay_in_the_atlas(own: Atlas) -> None:
    found = diagnosis_of(of(own, figure("", 8.0)), "fr")
    assert len(found.figures) == 1


@needs_real_files
def test_the_rates_of_official_files_are_those_of_plain_sums(tmp_path: Path) -> None:
    file = SHARED / "communes" / "comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz"
    counts = ["P18_POP", "P18_CHOM1564", "P18_ACT1564"]
    plain = pd.read_csv(file, dtype={"CODGEO": str}, usecols=["CODGEO", *counts])
    plain.to_csv(tmp_path / "comparateur.csv", index=False)
    found = diagnosis(read_atlas(tmp_path), "departement", "50", "fr")
    (rate,) = (each for each in found.figures if each.label.startswith("Taux de chômage"))
    departements = plain["CODGEO"].str[:2]
    manche, normandie = plain[departements == "50"], plain[departements.isin(["14", "27", "50", "61", "76"])]
    expected = [round(100 * each["P18_CHOM1564"].sum() / each["P18_ACT1564"].sum(), 1) for each in (manche, normandie)]
    assert [rate.value, rate.compared_value] == expected
    assert (rate.compared_with, rate.period, rate.unit, rate.need) == ("région Normandie", "2018", "%", "higher")
