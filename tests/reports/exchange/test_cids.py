"""Common Impact Data Standard documents: they conform to the standard's shapes, and claim no more than was found."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from exchange_cases import (
    DOSSIERS,
    SECRETS,
    below_threshold,
    case_of,
    every_case,
    indicator,
    measure,
    secret_dossier,
    small_dossier,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from samples import ENVIE, FICTIONAL, HOSTILE, ROOT

from evalkit.evaluation import Evaluation
from evalkit.reports.exchange import Case, cids_document, export_cids, shown_case
from evalkit.reports.exchange.cids import CONTEXT
from evalkit.sources import read_dossier
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.readings import readings_of
from evalkit.texts import LANGUAGES, Language, say

STANDARD = ROOT.parent / "shared" / "standards" / "cids"
# rdflib's own JSON-LD reader uses a class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
needs_standard = pytest.mark.skipif(not STANDARD.is_dir(), reason="the shapes of the standard are not there")
CIDS = Namespace("https://ontology.commonapproach.org/cids#")
ORG = Namespace("http://ontology.eil.utoronto.ca/tove/organization#")
I72 = Namespace("http://ontology.eil.utoronto.ca/ISO21972/iso21972#")

Node = dict[str, Any]


def graph_of(document: list[Node]) -> Graph:
    """Read a document offline: the standard's context stands in place of its address."""
    assert {node["@context"] for node in document} == {CONTEXT}
    context = json.loads((STANDARD / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    local = [{**node, "@context": context} for node in document]
    return Graph().parse(data=json.dumps(local), format="json-ld")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(STANDARD / "basic.ttl", format="turtle")


def faults(graph: Graph, shapes: Graph) -> str:
    """Return what the validator says, or nothing when the graph conforms."""
    from pyshacl import validate

    conforms, _, said = validate(graph, shacl_graph=shapes)
    return "" if conforms else said


def node_of(document: list[Node], end: str) -> Node:
    (found,) = (node for node in document if node["@id"].endswith(f":2024:{end}"))
    return found


def types_of(node: Node) -> list[str]:
    return [node["@type"]] if isinstance(node["@type"], str) else node["@type"]


def of_type(document: list[Node], kind: str) -> list[Node]:
    return [node for node in document if f"cids:{kind}" in types_of(node)]


# The standard's own check


@needs_standard
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_every_dossier_conforms_to_the_shapes(path: Path, language: Language, shapes: Graph) -> None:
    assert faults(graph_of(cids_document(case_of(path), language)), shapes) == ""


@needs_standard
def test_all_dossiers_together_conform(shapes: Graph) -> None:
    """Nothing of one dossier changes what another says: shared themes and goals say the same thing each time."""
    together = Graph()
    for case in every_case():
        together += graph_of(cids_document(case))
    assert faults(together, shapes) == ""


@needs_standard
@pytest.mark.parametrize("field", ["hasName", "startedAtTime", "endedAtTime"])
def test_a_report_without_a_required_field_does_not_conform(field: str, shapes: Graph) -> None:
    document = cids_document(case_of(FICTIONAL))
    for node in of_type(document, "IndicatorReport"):
        del node[field]
    assert f"IndicatorReport_{field}" in faults(graph_of(document), shapes)


@needs_standard
def test_a_day_in_place_of_a_moment_does_not_conform(shapes: Graph) -> None:
    document = cids_document(case_of(FICTIONAL))
    of_type(document, "IndicatorReport")[0]["startedAtTime"] = "2024"
    assert "startedAtTime" in faults(graph_of(document), shapes)


@needs_standard
def test_two_entries_of_one_code_are_two_things(shapes: Graph) -> None:
    twice = small_dossier(
        partners=[{"code": "P1", "name": name, "type": "siae"} for name in ("A", "B")],
        objectives=[{"code": "O1", "holder": "P1", "label": label} for label in ("un", "deux")],
        indicators=[indicator("C1.I1", "count", label=label) for label in ("un", "deux")],
        measures=[measure("C1.I1", value=3)],
    )
    document = cids_document(shown_case(twice))
    assert faults(graph_of(document), shapes) == ""
    assert [node["hasName"] for node in of_type(document, "Indicator")] == ["un", "deux"]
    assert of_type(document, "IndicatorReport") == []  # nothing says which of the two a measure is of


@needs_standard
@pytest.mark.parametrize("path", [HOSTILE], ids=["hostile"])
def test_hostile_texts_are_literals_and_conform(path: Path, shapes: Graph) -> None:
    case = shown_case(read_dossier(path))
    graph = graph_of(cids_document(case))
    assert faults(graph, shapes) == ""
    names = {str(name) for name in graph.objects(None, ORG.hasName)}
    assert {partner.name for partner in case.evaluation.dossier.partners} <= names
    for term in {term for triple in graph for term in triple if isinstance(term, URIRef)}:
        assert str(term).startswith(("urn:evalkit:", "http://metadata.un.org/sdg/", *NAMESPACES)), term


NAMESPACES = (
    str(CIDS),
    str(ORG),
    str(I72),
    "http://www.w3.org/",
    "http://schema.org/",
    "http://ontology.eil.utoronto.ca/",
)


@needs_standard
@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip))
def test_any_text_comes_back_as_it_was_typed(text: str) -> None:
    dossier = small_dossier(actions=[{"label": text, "by": ["P1"], "to": ["P2"]}])
    (label,) = (action.label for action in dossier.actions)
    graph = graph_of(cids_document(shown_case(dossier)))
    activity = URIRef("urn:evalkit:rivage:2024:action:1")
    masked = say("page.masked", "fr")
    assert str(graph.value(activity, ORG.hasName)) in (label, masked)


# What it says


@needs_standard
@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_each_reading_that_may_be_shown_is_there_with_its_value(path: Path) -> None:
    evaluation = case_of(path).evaluation
    graph = graph_of(cids_document(case_of(path)))
    told = {
        str(report): float(str(graph.value(value, I72.hasNumericalValue)))
        for report in graph.subjects(RDF.type, CIDS.IndicatorReport)
        for value in graph.objects(report, I72.value)
    }
    assert told == pytest.approx(values_of(evaluation))


def values_of(evaluation: Evaluation) -> dict[str, float]:
    dossier = evaluation.dossier
    readings = [reading for each in dossier.indicators for reading in readings_of(dossier, each)]
    base = f"urn:evalkit:{dossier.code}:{dossier.year}:report"
    return {f"{base}:{int(r.path[1]) + 1}": r.value for r in readings if not isinstance(r.value, NotEstimable)}


def test_an_indicator_has_its_unit_baseline_target_and_outcomes() -> None:
    """Figures of C1.I1 of the fictional dossier, read in its file by hand."""
    document = cids_document(case_of(FICTIONAL))
    told = node_of(document, "indicator:C1.I1")
    assert (told["hasIdentifier"], told["unitDescription"]) == ("C1.I1", "études")
    assert told["hasBaseline"]["hasNumericalValue"] == "0"
    target = node_of(document, "indicator:C1.I1:target")
    assert told["cids:hasTarget"] == {"@id": target["@id"]}
    assert (target["value"]["hasNumericalValue"], target["endedAtTime"]) == ("4", "2024-12-31T23:59:59")
    outcomes = [
        node["@id"][-2:] for node in of_type(document, "Outcome") if told["@id"] in node.get("hasIndicator", [])
    ]
    assert outcomes == ["O5", "O7"]


def test_a_target_without_a_known_period_is_told_in_words_only() -> None:
    given = indicator("C1.I1", "count", unit="personnes", target=12, target_due="2025", direction="increase")
    document = cids_document(shown_case(small_dossier(indicators=[given])))
    assert of_type(document, "Target") == []
    (told,) = of_type(document, "Indicator")
    assert "Cible\u00a0: 12\u00a0personnes" in told["hasDescription"]


def test_every_name_that_is_referred_to_is_that_of_a_node() -> None:
    for case in every_case():
        document = cids_document(case)
        known = {node["@id"] for node in document} | {inner["@id"] for node in document for inner in inner_nodes(node)}
        referred = set(re.findall(r'"(urn:evalkit:[^"]+|http://metadata[^"]+)"', json.dumps(document)))
        assert referred <= known


def inner_nodes(node: Node) -> list[Node]:
    return [value for value in node.values() if isinstance(value, dict) and "@type" in value]


def test_the_names_are_the_same_in_both_languages_and_tell_no_place() -> None:
    french, english = (cids_document(case_of(FICTIONAL), language) for language in LANGUAGES)
    assert [node["@id"] for node in french] == [node["@id"] for node in english]
    assert len({node["@id"] for node in french}) == len(french)
    for node in french:
        assert re.fullmatch(r"urn:evalkit:[A-Za-z0-9._:-]+|http://metadata\.un\.org/sdg/\d+", node["@id"])


# What it does not say


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_no_impact_is_reported(path: Path) -> None:
    document = cids_document(case_of(path))
    types = {kind for node in document for kind in types_of(node)}
    claims = ("cids:ImpactReport", "cids:ImpactDepth", "cids:ImpactScale", "cids:ImpactDuration", "cids:HowMuchImpact")
    assert not types & {*claims, "cids:Counterfactual", "cids:BeneficialStakeholder"}
    for kind, field in (("Indicator", "hasDescription"), ("IndicatorReport", "hasComment")):
        for node in of_type(document, kind):
            assert node[field].endswith("ne prouve aucune cause et n'affirme aucun impact.")


def test_every_part_of_an_invented_case_says_that_it_is_invented() -> None:
    for case in every_case():
        for node in cids_document(case):
            own = node["@type"] not in ("cids:Theme", "cids:Code") and "cids:" in str(node["@type"])
            said = "Cas fictif" in str(node.get("hasComment", node.get("hasDescription", "")))
            assert said == (own and case.evaluation.dossier.fictional), node


def test_a_reading_that_is_kept_back_has_its_reason_and_no_value() -> None:
    document = cids_document(shown_case(secret_dossier()))
    reports = of_type(document, "IndicatorReport")
    assert len(reports) == 3
    for report in reports:
        assert "non diffusé\u00a0: moins de 12 personnes" in report["hasComment"]
        assert "value" not in report


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_below_the_threshold_stands_in_the_document(language: Language) -> None:
    text = json.dumps(cids_document(shown_case(secret_dossier()), language), ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.tuples(*[st.integers(0, 1)] * 4).filter(any))
def test_dossiers_that_differ_below_the_threshold_only_give_the_same_document(
    denominator: int, n: int, value: int, exits: tuple[int, int, int, int]
) -> None:
    one = shown_case(below_threshold(denominator - 1, denominator, n, value, exits))
    other = shown_case(below_threshold(2, 3, 2, 4, (1, 1, 0, 1)))
    assert cids_document(one) == cids_document(other)


def test_a_text_with_personal_data_is_replaced_as_a_whole() -> None:
    dossier = small_dossier(actions=[{"label": "Écrire à jeanne@exemple.fr", "by": ["P1"], "to": ["P2"]}])
    text = json.dumps(cids_document(shown_case(dossier)), ensure_ascii=False)
    assert "jeanne" not in text
    assert "donnée personnelle probable" in text


# The file


def test_a_file_is_named_after_its_dossier_and_is_the_same_every_time(tmp_path: Path) -> None:
    case: Case = case_of(ENVIE)
    file = export_cids(case, tmp_path)
    first = file.read_bytes()
    assert file.name == "envie-caisse-epargne-2021.jsonld"
    assert json.loads(first) == cids_document(case)
    assert export_cids(case, tmp_path).read_bytes() == first
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


@needs_standard
def test_the_context_types_the_times_and_the_texts() -> None:
    graph = graph_of(cids_document(case_of(FICTIONAL)))
    kinds = {literal.datatype for literal in graph.objects() if isinstance(literal, Literal)}
    assert {str(kind).rpartition("#")[2] for kind in kinds} == {"string", "dateTime"}
