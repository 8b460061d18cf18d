"""The catalogue holds what the guide holds, no more and no less, and speaks the dossier's vocabulary."""

from __future__ import annotations

import csv
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from evalkit import catalogue
from evalkit.model import vocabulary

GUIDE = Path(__file__).parents[2].parent / "shared" / "guide"
with_guide = pytest.mark.skipif(not GUIDE.is_dir(), reason="the reading of the guide is not beside the repository")

EVERYTHING: tuple[Any, ...] = (
    *catalogue.principles(),
    *catalogue.purposes(),
    *catalogue.stakes(),
    *catalogue.questions(),
    *catalogue.categories(),
    *catalogue.models(),
    *catalogue.bridges(),
    *catalogue.siae_types(),
    *catalogue.exit_categories(),
    *catalogue.exit_rates(),
    *catalogue.devices(),
    *catalogue.transversal(),
)


def codes(entries: Any) -> list[str]:
    return [each.code for each in entries]


def guide(name: str) -> Any:
    return yaml.safe_load((GUIDE / name).read_text(encoding="utf-8"))


def words_in(entry: Any) -> list[catalogue.Words]:
    if isinstance(entry, catalogue.Words):
        return [entry]
    if isinstance(entry, tuple):
        return [found for each in entry for found in words_in(each)]
    if is_dataclass(entry):
        return [found for field in fields(entry) for found in words_in(getattr(entry, field.name))]
    return []


def test_the_catalogue_has_the_counts_of_the_guide() -> None:
    assert len(catalogue.categories()) == 4
    assert len(catalogue.models()) == 9
    assert len(catalogue.bridges()) == 3
    assert len(catalogue.devices()) == 9
    assert len(catalogue.indicator_suggestions()) == 50
    assert len(catalogue.principles()) == 5


def test_no_code_is_used_twice() -> None:
    for entries in (catalogue.devices(), catalogue.indicator_suggestions(), catalogue.models()):
        assert len(set(codes(entries))) == len(codes(entries))


def test_every_word_stands_in_both_languages() -> None:
    found = [words for entry in EVERYTHING for words in words_in(entry)]
    assert len(found) > 200
    assert all(each.fr.strip() and each.en.strip() for each in found)


@pytest.mark.parametrize(
    ("entries", "choices"),
    [
        (catalogue.models(), vocabulary.ModelCode),
        (catalogue.purposes(), vocabulary.Purpose),
        (catalogue.stakes(), vocabulary.Stake),
        (catalogue.questions(), vocabulary.QuestionCode),
        (catalogue.siae_types(), vocabulary.SiaeType),
        (catalogue.exit_rates(), vocabulary.ExitRate),
    ],
)
def test_the_catalogue_covers_the_closed_lists_of_a_dossier(entries: Any, choices: Any) -> None:
    assert codes(entries) == list(get_args(choices))


def test_a_bridge_links_the_two_categories_of_its_model() -> None:
    categories = {each.code: each.categories for each in catalogue.models()}
    assert {each.model: each.between for each in catalogue.bridges()} == {
        code: both for code, both in categories.items() if len(both) == 2
    }


@pytest.mark.parametrize("indicator", catalogue.indicator_suggestions(), ids=lambda each: each.code)
def test_a_suggestion_uses_the_choices_of_a_dossier(indicator: Any) -> None:
    assert indicator.kind in get_args(vocabulary.IndicatorKind)
    assert indicator.form in get_args(vocabulary.IndicatorForm)
    assert indicator.direction in get_args(vocabulary.Sense)
    assert indicator.population in get_args(vocabulary.Population)
    assert indicator.origin in {"guide", "named", "ours"}
    assert indicator.exit_rate is None or indicator.exit_rate in get_args(vocabulary.ExitRate)
    assert (indicator.form == "share") == (indicator.unit.fr == "%")
    assert (indicator.form == "perception") == (indicator.unit.fr == "1-5")


def test_an_unknown_device_is_no_device() -> None:
    with pytest.raises(KeyError):
        catalogue.device("inconnu")


def test_the_total_of_structures_is_the_sum_of_the_types() -> None:
    """3 843 structures and 134 300 employees at the end of 2019, EITI apart (guide, "DÉCOUVRIR")."""
    counted = [each for each in catalogue.siae_types() if each.code != "EITI"]
    assert sum(each.structures for each in counted) == 3843
    assert sum(each.employees or 0 for each in counted) == 134_300


@with_guide
def test_the_typology_is_the_guide_s() -> None:
    read = guide("02_typology.yaml")
    assert codes(catalogue.categories()) == [each["id"] for each in read["categories"]]
    assert {each.code: list(each.categories) for each in catalogue.models()} == {
        each["id"]: each["categories"] for each in read["models"]
    }
    said = {"source": "guide", "inference": "inference"}
    assert {each.code: each.category_origin for each in catalogue.models()} == {
        each["id"]: said[each["category_origin"]] for each in read["models"]
    }
    assert {each.model: list(each.between) for each in catalogue.bridges()} == {
        each["model"]: each["between"] for each in read["bridges"]
    }


@with_guide
def test_the_devices_are_the_guide_s() -> None:
    read = guide("03_devices_outcomes_indicators.yaml")["devices"]
    assert codes(catalogue.devices()) == [each["id"].replace("_", "-") for each in read]
    for ours, theirs in zip(catalogue.devices(), read, strict=True):
        assert ours.section == theirs["section"]
        assert len(ours.outcomes) == len(theirs["outcomes"])
        assert len(ours.facts) == len(theirs["facts"])
        assert (ours.carrier is None) == ("carrier" not in theirs)


@with_guide
def test_the_suggestions_are_the_fifty_candidates() -> None:
    with (GUIDE / "09_indicator_candidates.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert codes(catalogue.indicator_suggestions()) == [each["indicateur"] for each in read]
    origins = {"source": "guide", "named": "named", "proposal": "ours"}
    senses = {"hausse": "increase", "baisse": "decrease", "sans_objet": "none"}
    for ours, theirs in zip(catalogue.indicator_suggestions(), read, strict=True):
        assert ours.origin == origins[theirs["origine"]]
        assert ours.direction == senses[theirs["sens"]]
        assert ours.kind.startswith(theirs["type"])
        assert list(ours.horizon_months) == [int(each) for each in theirs["horizon_mois"].split("|") if each]
        assert (ours.iris or "") == theirs["iris"]
        assert (ours.numerator.fr if ours.numerator else "") == theirs["numerateur"]
        assert (ours.denominator.fr if ours.denominator else "") == theirs["denominateur"]


@with_guide
def test_the_types_of_siae_have_the_figures_of_the_guide() -> None:
    read = {each["code"]: each for each in guide("05_siae_vocabulary.yaml")["siae_types"]}
    for each in catalogue.siae_types():
        assert each.structures == read[each.code]["count"]
        assert each.employees == read[each.code].get("employees")
