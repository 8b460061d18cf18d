"""A territory is understood as people write it; where several are meant, none is chosen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ROOT

from evalkit.errors import EvalkitError
from evalkit.reports.territory_names import Gazetteer, refuse_early
from evalkit.territory import embedded, read_membership
from evalkit.territory.levels import is_code

OWN = Gazetteer(embedded.membership(), embedded.passage())
COMPOSITION = read_membership(ROOT / "tests/territory/files/composition_ze2020.csv")
WITH_ZONES = Gazetteer(embedded.with_employment_zones(COMPOSITION), embedded.passage())

UNDERSTOOD = {
    "DEP:50": "DEP:50", " dep:50 ": "DEP:50", "DEP 50": "DEP:50", "dep-50": "DEP:50", "DEP:2a": "DEP:2A",
    "50": "DEP:50",
    "REG:Normandie": "REG:28", "normandie": "REG:28", "Manche": "DEP:50", "La Manche": "DEP:50",
    "50218": "COM:50218", "COM:50 218": "COM:50218", "Granville": "COM:50218", "GRANVILLE": "COM:50218",
    "St Lô": "COM:50502", "saint-lo": "COM:50502", "COM:la haye pesnel": "COM:50237", "200042604": "EPCI:200042604",
    "REG:La Réunion": "REG:04",
}  # fmt: skip
TOLD = {
    "28": ("plusieurs territoires portent", "REG:28 (Normandie)", "DEP:28 (Eure-et-Loir)"),
    "Paris": ("plusieurs territoires portent", "DEP:75 (Paris)", "COM:75056 (Paris, Paris)"),
    "La Réunion": ("plusieurs territoires portent", "REG:04", "DEP:974", "COM:47222"),
    "Sainte-Colombe": ("plusieurs territoires portent", "autre"),
    "Granvile": ("n'est pas connu", "COM:50218 (Granville, Manche)"),
    "EPCI:Granville": ("n'est pas connu", "EPCI:200042604"),
    "Saint-Lô Agglo": ("Vouliez-vous dire", "EPCI:200066389"),
    "DEP:5": ("Vouliez-vous dire", "DEP:05 (Hautes-Alpes)"),
    "COM:75101": ("Vouliez-vous dire", "COM:75056"),
    "COM:01003": ("cette commune n'existe plus", "COM:01165"),
    "DEP:99": ("pas parmi ces zones",),
    "ZE:2810": ("n'a pas ces zones", "zone d'emploi"),
    "2810": ("n'a pas ces zones", "zone d'emploi"),
    "ZE:Granville": ("n'a pas ces zones",),
    "PAYS:FR": ("ne nomme pas un territoire.",),
    "DEP:": ("ne nomme pas un territoire.",),
    ":50": ("ne nomme pas un territoire.",),
    "  ": ("ne nomme pas un territoire.",),
    "zzzzzz": ("ne nomme pas un territoire.",),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_one_territory_is_understood(text: str) -> None:
    assert [each.written for each in OWN.find([text])] == [UNDERSTOOD[text]]


@pytest.mark.parametrize("text", TOLD)
def test_what_names_none_or_several_is_answered_with_what_it_may_mean(text: str) -> None:
    with pytest.raises(EvalkitError) as refused:
        OWN.find([text])
    said = refused.value.sentences("fr").replace("\u00a0", " ")
    assert all(each in said for each in TOLD[text]), said
    assert refused.value.sentences("en")


def test_employment_zones_are_known_with_their_composition() -> None:
    (zone,) = WITH_ZONES.membership.frame["employment_zone"].dropna().unique()[:1]
    assert [each.written for each in WITH_ZONES.find([f"ze{zone}"])] == [f"ZE:{zone}"]


def test_all_wrong_texts_are_told_at_once() -> None:
    with pytest.raises(EvalkitError) as refused:
        OWN.find(["DEP:99", "DEP:50", "PAYS:FR"])
    assert [each.place.file for each in refused.value.problems] == ["DEP:99", "PAYS:FR"]


def test_what_no_file_could_make_right_is_refused_before_files_are_read() -> None:
    refuse_early(["Granville", "ZE:9999", "zzzz", "DEP:50", "28"], OWN)
    with pytest.raises(EvalkitError) as refused:
        refuse_early(["DEP:99", "PAYS:FR", "COM:Granvile", "ZE:1"], OWN)
    assert [each.place.file for each in refused.value.problems] == ["DEP:99", "PAYS:FR", "COM:Granvile"]


@settings(max_examples=25)
@given(st.text(max_size=30))
def test_any_text_is_one_known_territory_or_a_message(text: str) -> None:
    try:
        (found,) = OWN.find([text])
    except EvalkitError as error:
        assert error.sentences("fr") and error.sentences("en")
    else:
        assert is_code(found.code, found.level) and OWN.name(found) != found.code
