"""The dossiers of data/: the real ones say what the guide says and no more, the invented ones say that they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalkit.errors import EvalkitError
from evalkit.evaluation import evaluate
from evalkit.model import Dossier, Quantity
from evalkit.review import review_method
from evalkit.sources import read_dossier

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "data/partnerships").glob("*.yaml"), *(ROOT / "data/samples").glob("*.yaml")])
GUIDE = ROOT.parent / "shared/guide"
DOSSIERS = {file.stem: read_dossier(file) for file in FILES}
REAL = {name: dossier for name, dossier in DOSSIERS.items() if not dossier.fictional}
FICTIONAL = {name: dossier for name, dossier in DOSSIERS.items() if dossier.fictional}
CASES = {
    "envie-caisse-epargne",
    "panier-de-la-mer",
    "trivel",
    "acces-inclusive-tech",
    "brise-de-terre",
    "tremplin-mondial-tissus",
    "vitaservices-protim",
    "boutique-boulot",
    "asdies",
    "passerelles-avranches",
    "coopaxis",
}
SAID_ELSEWHERE = {("coopaxis", 24.0), ("trivel", 50.0)}
"""Told in words, as the guide does: Coopaxis' members in all (history), half of TriVEL's insertion jobs (a finding)."""

real = pytest.mark.parametrize("dossier", REAL.values(), ids=list(REAL))
needs_guide = pytest.mark.skipif(
    not (GUIDE / "04_case_studies.yaml").is_file(), reason="the guide's material is not beside the repository"
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_dossier_reads(file: Path) -> None:
    try:
        dossier = read_dossier(file)
    except EvalkitError as error:
        pytest.fail(str(error))
    assert evaluate(dossier).dossier.code == dossier.code


def test_the_guide_s_eleven_cases_are_there_and_nothing_else_passes_for_real() -> None:
    assert set(REAL) == CASES


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_file_is_called_by_its_code_and_year(name: str) -> None:
    dossier = DOSSIERS[name]
    assert name in (dossier.code, f"{dossier.code}-{dossier.year}")


@real
def test_every_fact_of_a_real_dossier_has_its_section(dossier: Dossier) -> None:
    parts = ("partners", "stakeholders", "history", "objectives", "actions", "means", "findings")
    facts = [entry for part in parts for entry in getattr(dossier, part)]
    facts += [figure for partner in dossier.partners for figure in partner.key_figures]
    facts += dossier.prospects.decisions if dossier.prospects else ()
    facts += [dossier.steering, *dossier.steering.bodies, *dossier.steering.communication] if dossier.steering else []
    assert not [fact for fact in facts if not fact.source]
    assert dossier.source and "2021" in dossier.source


@real
def test_a_real_dossier_invents_no_evaluation(dossier: Dossier) -> None:
    for part in ("purposes", "priorities", "criteria", "indicators", "measures", "exits", "effects", "strategy"):
        assert not getattr(dossier, part), part
    for part in ("feedback", "no_effect", "no_action", "no_means", "next_review", "effort", "evaluated_on"):
        assert not getattr(dossier, part), part
    assert not any(means.planned_amount for means in dossier.means)
    assert not any(partner.evaluation_expectations or partner.siret for partner in dossier.partners)
    assert not any(objective.lasting_employment for objective in dossier.objectives)
    prospects = dossier.prospects
    assert prospects is None or not (prospects.coherence or prospects.changed_expectations)
    assert prospects is None or not any(decision.owner for decision in prospects.decisions)


@real
def test_the_models_of_a_real_dossier_are_said_to_be_our_placement(dossier: Dossier) -> None:
    assert all(period.note and "non celui du guide" in period.note for period in dossier.models)


@real
def test_a_real_finding_claims_no_cause(dossier: Dossier) -> None:
    assert {finding.strength for finding in dossier.findings} <= {"description"}
    assert not review_method(dossier).findings_of("RM-33", "RM-42", "RM-43", "RM-44", "RM-45")


@pytest.mark.parametrize(
    ("code", "section", "said"),
    [
        ("envie-caisse-epargne", "du cadre du partenariat", "86 M€"),
        ("envie-caisse-epargne", "du cadre du partenariat", "436 000"),
        ("envie-caisse-epargne", "du cadre du partenariat", "2,6 Md€"),
        ("panier-de-la-mer", "Panier de la Mer", "environ 80 000 €"),
        ("panier-de-la-mer", "Panier de la Mer", "environ 100 000 €"),
        ("panier-de-la-mer", "Panier de la Mer", "environ 25 %"),
        ("panier-de-la-mer", "Panier de la Mer", "soixante"),
        ("panier-de-la-mer", "Panier de la Mer", "250 à 300"),
        ("trivel", "TriVel", "1,3 millions d'euros"),
        ("trivel", "TriVel", "24 000"),
        ("acces-inclusive-tech", "Acces Inclusive Tech", "52"),
        ("acces-inclusive-tech", "Acces Inclusive Tech", "71 %"),
        ("acces-inclusive-tech", "Acces Inclusive Tech", "une trentaine"),
        ("brise-de-terre", "Brise de Terre", "quatre"),
        ("vitaservices-protim", "La cotraitance", "15 000"),
        ("passerelles-avranches", "Coodiag", "23,63 %"),
        ("coopaxis", "PTCE", "dix"),
    ],
)
def test_the_main_figures_stand_with_their_section(code: str, section: str, said: str) -> None:
    found = [source for quantity, source in _sourced_figures(REAL[code]) if _plain(quantity.raw) == said]
    assert any(section in source for source in found)


@needs_guide
@pytest.mark.parametrize("code", sorted(CASES))
def test_every_numeric_fact_of_the_guide_s_record_is_in_the_dossier(code: str) -> None:
    records = yaml.safe_load((GUIDE / "04_case_studies.yaml").read_text(encoding="utf-8"))["cases"]
    record = next(each for each in records if each["id"].replace("_", "-") == code)
    expected = Counter(number for number in _numbers_of_record(record) if (code, number) not in SAID_ELSEWHERE)
    ours = Counter(number for quantity, _ in _sourced_figures(REAL[code]) for number in _numbers(quantity))
    assert expected
    assert expected - ours == Counter()


@needs_guide
@real
def test_every_figure_of_a_real_dossier_is_written_in_the_guide(dossier: Dossier) -> None:
    text = _guide_text().casefold()
    strange = [quantity.raw for quantity, _ in _sourced_figures(dossier) if _plain(quantity.raw).casefold() not in text]
    assert not strange


@needs_guide
@real
def test_no_person_named_by_the_guide_is_named_in_a_dossier(dossier: Dossier) -> None:
    functions = "directeur|directrice|conseillère|chargée?|responsable"
    people = set(re.findall(rf"([A-Z][\w-]+ [A-Z][\w-]+)(?:,| \()\s*(?:{functions})", _guide_text()))
    assert len(people) > 5
    assert not [person for person in people if person in dossier.model_dump_json()]


@needs_guide
@real
def test_no_sentence_of_the_guide_is_copied(dossier: Dossier) -> None:
    text = _guide_text().casefold()
    copied = [window for said in _texts(dossier.model_dump()) for window in _windows(said) if window in text]
    assert not copied


@pytest.mark.parametrize("dossier", FICTIONAL.values(), ids=list(FICTIONAL))
def test_an_invented_dossier_says_so_in_its_title_too(dossier: Dossier) -> None:
    assert "fictif" in dossier.title
    assert not any(partner.siret for partner in dossier.partners)


def test_the_two_years_are_one_partnership() -> None:
    before, after = DOSSIERS["rivage-delorme-2023"], DOSSIERS["rivage-delorme-2024"]
    assert before.code == after.code
    assert (before.year, after.year, after.previous_year) == (2023, 2024, 2023)
    assert [o.code for o in before.objectives] == [o.code for o in after.objectives]


def test_the_complete_dossier_is_hardly_flagged() -> None:
    before, after = DOSSIERS["rivage-delorme-2023"], DOSSIERS["rivage-delorme-2024"]
    flagged = {
        before.year: [finding.rule for finding in review_method(before).findings],
        after.year: [finding.rule for finding in review_method(after, before).findings],
    }
    assert flagged == {2023: ["RM-23"], 2024: ["RM-23"]}


def test_the_complete_dossier_shows_a_break_a_decrease_and_a_rate_kept_back() -> None:
    before, after = DOSSIERS["rivage-delorme-2023"], DOSSIERS["rivage-delorme-2024"]
    results = {each.indicator.code: each for each in evaluate(after, before).results.indicators}
    assert len(results["C3.I2"].trend) == 2
    assert (results["C3.I1"].indicator.direction, results["C3.I1"].status) == ("decrease", "reached")
    assert all(reading.hidden for reading in results["C2.I2"].latest)


@pytest.mark.parametrize("name", ["rivage-delorme-2023", "rivage-delorme-2024", "cinq-partenaires"])
def test_the_dynamic_exit_rate_and_the_exits_tell_the_same_story(name: str) -> None:
    dossier = DOSSIERS[name]
    rates = {i.code for i in dossier.indicators if i.exit_rate == "dynamic"}
    shares = {m.end: (m.numerator, m.denominator) for m in dossier.measures if m.indicator in rates and not m.subgroup}
    for exits in dossier.exits:
        dynamic = exits.lasting + exits.transition + exits.positive
        assert shares.get(exits.end, (dynamic, dynamic + exits.other)) == (dynamic, dynamic + exits.other)
    assert shares


def test_the_women_and_the_men_add_up_to_the_whole() -> None:
    shares = [m for m in DOSSIERS["rivage-delorme-2024"].measures if m.indicator == "C2.I3"]
    whole = next(m for m in shares if not m.subgroup)
    parts = [m for m in shares if m.subgroup]
    assert sum(m.numerator or 0 for m in parts) == whole.numerator
    assert sum(m.denominator or 0 for m in parts) == whole.denominator


def test_the_large_sample_tries_what_it_is_meant_to_try() -> None:
    dossier = DOSSIERS["grand-format"]
    assert (len(dossier.objectives), len(dossier.indicators)) == (30, 40)
    assert max(len(objective.label) for objective in dossier.objectives) == 80


def _sourced_figures(dossier: Dossier) -> Iterator[tuple[Quantity, str]]:
    for partner in dossier.partners:
        yield from ((figure.value, figure.source or "") for figure in partner.key_figures)
    for means in dossier.means:
        stated = (means.planned, means.actual, means.planned_amount, means.actual_amount)
        yield from ((quantity, means.source or "") for quantity in stated if quantity)
    yield from ((finding.figure, finding.source or "") for finding in dossier.findings if finding.figure)


def _numbers(quantity: Quantity) -> list[float]:
    return [number for number in (quantity.value, quantity.minimum, quantity.maximum) if number is not None]


def _numbers_of_record(record: dict[str, Any]) -> Iterator[float]:
    """Yield the numbers stated by a record of the guide's cases, years and computed ones aside."""
    yield from _leaves([{**p.get("key_figures", {}), "year": None} for p in record.get("partners", [])])
    yield from _leaves([[m.get("amount_eur"), m.get("value")] for m in record.get("means", [])])
    yield from _leaves([r.get("value") for r in record.get("results", [])])
    yield from _leaves([record.get(key) for key in ("shares", "scope", "duration_years", "members_2013")])
    yield from _leaves(record.get("indirect_shares", {}).get("criee"))


def _leaves(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, int | float):
        yield float(value)


def _texts(value: object, field: str = "") -> Iterator[str]:
    """Yield what a dossier says in its own words: sources, names of partners and figures are the guide's."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, field)
    elif isinstance(value, str) and field not in ("source", "name", "raw"):
        yield value


def _guide_text() -> str:
    return _plain(next(GUIDE.glob("000_*.txt")).read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").replace("-\n", "").split())


def _windows(label: str, length: int = 9) -> list[str]:
    """Return every run of `length` words of a label: so many in a row are a copy, not a coincidence."""
    words = _plain(label).casefold().rstrip(".").split()
    return [" ".join(words[i : i + length]) for i in range(len(words) - length + 1)]
