"""Public editions: nothing that is kept back is in them, and they say what they leave out."""

import csv
import itertools
import re
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from generated import STEPS as GENERATED
from generated import dossiers as drawn_dossiers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publication_cases import COUNT, MONEY, SHARE, VIEW, case, measures
from samples import FICTIONAL, PARTNERSHIPS

from evalkit.errors import EvalkitError
from evalkit.reports.page import open_page
from evalkit.reports.publication import (
    SIDE_FILE,
    left_out_lines,
    plan_publication,
    published,
    read_edition,
    save_public,
)
from evalkit.reports.publication.people import kept_back_of_people
from evalkit.reports.refused import Refused
from evalkit.sources import read_dossier
from evalkit.sources.dossier import parse_dossier
from evalkit.sources.yaml_write import dossier_yaml
from evalkit.texts import LANGUAGES, say

PAGE_PARTS = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
SAMPLES = sorted(PARTNERSHIPS.glob("*.yaml"))


def public(dossier, *others, language="fr"):
    return published(dossier, plan_publication([dossier, *others]), language)


def public_yaml(dossier, *others):
    return dossier_yaml(public(dossier, *others).dossier, "fr")


def why(found):
    return {each.path: each.why for each in found.edition.left_out}


def shown_text(folder: Path, found, previous=None, language="fr"):
    """Return everything that a public report shows: pages, tables as CSV, drawn words of the figures."""
    file = save_public(folder, found, previous, language)
    page = open_page(str(file), language, str(folder / "out"))
    sections = [getattr(page, part)() for part in PAGE_PARTS]
    html = "\n".join(re.sub(r"<img[^>]*>", "", each._repr_html_()) for each in sections)
    tables = "\n".join(each.read_text("utf-8-sig") for each in sorted((folder / "out").rglob("*.csv")))
    figures = "\n".join(each.alt for section in sections for each in section.figures)
    return BeautifulSoup(html, "html.parser").get_text(" "), tables, figures


def test_a_count_below_eleven_is_kept_back_and_one_of_eleven_is_not():
    few = case(measures("indicator: C1.I1, value: 10, respondent: P1"))
    enough = case(measures("indicator: C1.I1, value: 11, respondent: P1"))
    assert why(public(few)) == {("measures", 0): "people"}
    assert why(public(enough)) == {}
    assert public(enough).dossier.measures == enough.measures


@pytest.mark.parametrize(("part", "whole"), [(5, 40), (35, 40), (0, 40), (40, 40), (5, 8)])
def test_a_share_needs_eleven_people_on_both_sides(part, whole):
    dossier = case(measures(f"indicator: C1.I2, numerator: {part}, denominator: {whole}, respondent: P1"))
    assert why(public(dossier)) == {("measures", 0): "people"}


def test_a_share_of_people_without_its_counts_is_kept_back():
    dossier = case(measures("indicator: C1.I2, value: 62.5, respondent: P1"))
    assert why(public(dossier)) == {("measures", 0): "unknown_size"}


def test_a_group_of_unknown_size_is_kept_back_and_a_partners_own_answer_is_not():
    dossier = case(
        measures("indicator: C1.I3, value: 4, respondent: P1", "indicator: C1.I3, value: 2, respondent: Salariés")
    )
    assert why(public(dossier)) == {("measures", 1): "unknown_size"}


def test_a_part_of_a_whole_takes_another_part_along():
    dossier = case(
        measures(
            "indicator: C1.I1, value: 40, respondent: P1",
            "indicator: C1.I1, value: 33, respondent: P1, subgroup: hommes",
            "indicator: C1.I1, value: 7, respondent: P1, subgroup: femmes",
        )
    )
    assert set(why(public(dossier))) == {("measures", 1), ("measures", 2)}


def test_a_whole_less_a_part_of_those_counted_is_protected_too():
    """40 people and 25 women leave 15 men; 23 and 18 in employment leave 5 men."""
    dossier = case(
        measures(
            "indicator: C1.I2, numerator: 23, denominator: 52, respondent: P1",
            "indicator: C1.I2, numerator: 18, denominator: 37, respondent: P1, subgroup: femmes",
        )
    )
    assert set(why(public(dossier))) == {("measures", 1)}


def test_a_newcomer_between_two_editions_is_not_revealed():
    before = case(measures("indicator: C1.I3, value: 3.2, n: 40, respondent: Salariés", year=2023), 2023)
    after = case(measures("indicator: C1.I3, value: 3.3, n: 41, respondent: Salariés"))
    assert (("measures", 0) in why(public(before, after))) != (("measures", 0) in why(public(after, before)))
    assert why(public(after, before)) == {}, "the latest edition is the one that stays"


def test_a_newcomer_is_not_revealed_by_an_edition_that_readers_have_already():
    before = case(measures("indicator: C1.I3, value: 3.2, n: 40, respondent: Salariés", year=2023), 2023)
    after = case(measures("indicator: C1.I3, value: 3.3, n: 41, respondent: Salariés"))
    released = public(before).dossier
    assert released.measures[0].n == 40
    plan = plan_publication([after], released=[released])
    assert why(published(after, plan)) == {("measures", 0): "people"}


def test_a_figure_stated_again_with_one_person_more_is_protected():
    lines = "indicator: C1.I2, numerator: {}, denominator: 60, respondent: P1"
    before = case(measures(lines.format(30), year=2023), 2023)
    after = case(measures(lines.format(31), year=2023))
    found = [("measures", 0) in why(public(one, other)) for one, other in ((before, after), (after, before))]
    assert sorted(found) == [False, True]


def test_the_same_figure_in_two_editions_is_kept_back_in_both():
    lines = measures(
        "indicator: C1.I1, value: 40, respondent: P1",
        "indicator: C1.I1, value: 33, respondent: P1, subgroup: hommes",
        "indicator: C1.I1, value: 7, respondent: P1, subgroup: femmes",
        year=2023,
    )
    again = measures("indicator: C1.I1, value: 33, respondent: P1, subgroup: hommes", year=2023)
    before, after = case(lines, 2023), case(again)
    assert ("measures", 0) in why(public(after, before))


def test_a_funnel_does_not_tell_the_stage_above():
    stage = SHARE.replace("C1.I2,", "C1.I2, funnel_from: C1.I1,")
    dossier = case(
        measures(
            "indicator: C1.I1, value: 45, respondent: P1",
            "indicator: C1.I2, numerator: 20, denominator: 40, respondent: P1",
        ),
        indicators=(COUNT, stage),
    )
    assert len(why(public(dossier))) == 1, "45 less 40 leaves five people"


EXITS = "exits:\n- {{start: 2024-01-01, end: 2024-12-31, lasting: {}, transition: {}, positive: {}, other: {}}}\n"


def test_exits_are_published_whole_or_not_at_all():
    assert why(public(case(EXITS.format(12, 14, 15, 11)))) == {}
    assert why(public(case(EXITS.format(12, 14, 15, 10)))) == {("exits", 0): "people"}


def test_an_exit_rate_does_not_tell_a_category():
    rate = SHARE.replace("form: share", "form: share, exit_rate: dynamic").replace("Part en emploi", "Sorties")
    other = SHARE.replace("form: share", "form: share, exit_rate: employment").replace("Part en emploi", "Sorties")
    dossier = case(
        EXITS.format(20, 20, 5, 20)
        + measures(
            "indicator: C1.I2, numerator: 45, denominator: 65, respondent: P1",
            "indicator: C1.I5, numerator: 40, denominator: 65, respondent: P1",
        ),
        indicators=(rate, other.replace("C1.I2", "C1.I5")),
    )
    found = set(why(public(dossier)))
    assert ("exits", 0) in found
    assert len(found & {("measures", 0), ("measures", 1)}) == 1, "45 less 40 are the five positive exits"


def test_baselines_findings_key_figures_effort_and_means_obey_the_same_rule():
    counted = COUNT.replace("form: count", "form: count, baseline: 3, baseline_date: 2021-12-31")
    dossier = case(
        "findings: [{code: R1, about: P1, label: Des embauches, figure: 4, unit: personnes}]\n"
        "effort: {days: 9, people: 4}\n"
        "means: [{label: Tuteurs, by: [P2], kind: human, actual: 2, unit: tuteurs}]\n",
        indicators=(counted,),
    )
    found = public(dossier)
    assert set(why(found)) == {
        ("indicators", 0, "baseline"),
        ("findings", 0, "figure"),
        ("effort", "people"),
        ("means", 0, "actual"),
    }
    assert found.dossier.findings[0].figure is None and found.dossier.effort.people is None


MEANS = "means:\n" + "".join(
    f"- {{label: m{i}, by: [{by}], kind: {kind}, actual_amount: {euros}}}\n"
    for i, (by, kind, euros) in enumerate(
        [("P1", "human", 5000), ("P2", "human", 4000), ("P3", "human", 3000), ("P2", "financial", 2000)]
    )
)


def test_no_amount_of_one_organisation_is_shown_and_a_total_of_three_is():
    found = public(case(MEANS))
    assert all(each.actual_amount is None for each in found.dossier.means)
    totals = {each.kind: (each.euros, each.contributors) for each in found.edition.totals}
    assert (14000, 3) in totals.values() or (12000, 3) in totals.values()
    assert set(totals) != {None, "human"}, "their difference is what one partner brings"


def test_a_total_that_one_partner_dominates_is_not_shown():
    assert public(case(MEANS.replace("5000", "500000"))).edition.totals == ()


def test_what_a_partner_more_brings_is_not_told_by_two_years_totals():
    before, after = case(MEANS, 2023), case(MEANS)
    newcomer = after.means[0].model_copy(update={"by": ("P4",), "label": "m4"})
    joined = after.model_copy(update={"means": (*after.means, newcomer)})
    plan = plan_publication([before, joined])
    years = [bool(plan.totals["essai", year]) for year in (2023, 2024)]
    assert years == [False, True]


def test_a_companys_sales_are_kept_back_in_measures_findings_and_key_figures():
    text = dossier_yaml(
        case(
            measures("indicator: C1.I4, value: 14200, respondent: P1")
            + "findings: [{code: R1, about: P1, label: Ventes, figure: 14200, unit: €}]\n"
        ),
        "fr",
    ).replace("type: company}", 'type: company, key_figures: [{label: chiffre, value: "4,1 M€"}]}')
    found = public(parse_dossier(text))
    assert set(why(found).values()) == {"company"} and len(why(found)) == 3
    assert "14200" not in dossier_yaml(found.dossier, "fr") and "4,1" not in dossier_yaml(found.dossier, "fr")


@pytest.mark.parametrize(
    ("typed", "gone", "reason"),
    [
        ("Trois embauches pour quatre visées.", "Trois", "number_in_text"),
        ("3 salariés sur 8 ont répondu.", "8", "number_in_text"),
        ("two of the eight workers stayed", "eight", "number_in_text"),
        ("Un apport de 1,3 millions d'euros.", "1,3", "amount_in_text"),
        ("Écrit par Mme Le Goff.", "Goff", "name"),
        ("Appeler le 06 12 34 56 78.", "06 12", "personal"),
        ("Écrire à une.personne@exemple.fr.", "exemple", "personal"),
    ],
)
def test_texts_lose_small_counts_amounts_names_and_addresses(typed, gone, reason):
    found = public(case(f'note: "{typed}"\n'))
    assert gone not in (found.dossier.note or "")
    assert why(found) == {("note",): reason}


@pytest.mark.parametrize("typed", ["Quatorze réponses.", "En 2024, 3 entreprises.", "Un salarié sur deux entreprises."])
def test_texts_keep_what_names_no_one(typed):
    assert public(case(f'note: "{typed}"\n')).dossier.note == typed


def test_a_count_that_is_kept_back_is_in_no_text_however_large_nor_its_share():
    lines = measures(
        "indicator: C1.I2, numerator: 45, denominator: 52, respondent: P1, proof: fichier",
    )
    dossier = case(lines + 'note: "45 salariés sur 52, soit 87 % ou 86,5 %, et 30 % d\'autre chose."\n')
    note = public(dossier).dossier.note
    assert not re.search("45|52|87|86", note) and "30 %" in note


def test_a_count_that_one_edition_keeps_back_is_in_no_text_of_another():
    lines = "indicator: C1.I3, value: 3, n: {}, respondent: Salariés"
    before = case(measures(lines.format(40, 2023), year=2023), 2023)
    after = case(measures(lines.format(41)) + 'note: "Quarante salariés en 2023, quarante et un en 2024."\n')
    note = public(after, before).dossier.note
    assert "Quarante salariés" not in note


def test_a_finding_does_not_say_again_what_a_measure_keeps_back():
    dossier = case(
        measures("indicator: C1.I2, numerator: 45, denominator: 52, respondent: P1")
        + "findings:\n"
        + "".join(
            f"- {{code: R{i}, about: {about}, label: Oui, figure: {figure}, unit: {unit}}}\n"
            for i, (about, figure, unit) in enumerate(
                [("P1", 45, "personnes"), ("P1", 86.5, '"%"'), ("beneficiaries", 30, '"%"'), ("P1", 60, "personnes")]
            )
        )
    )
    gone = set(why(public(dossier)))
    assert gone == {("measures", 0), *(("findings", i, "figure") for i in range(3))}


@pytest.mark.parametrize("name", ["Jeanne Martin", "MARTIN Jeanne", "Mme Martin", "J. Martin", "Martin"])
def test_a_persons_name_in_a_field_for_who_does_something_gives_way(name):
    found = public(case(f"evaluated_by: {name}\n"))
    assert "artin" not in found.dossier.evaluated_by.casefold()
    assert why(found) == {("evaluated_by",): "name"}


@pytest.mark.parametrize("function", ["Comité de pilotage", "Direction", "Cabinet Martin Conseil", "P1", "Atelier"])
def test_a_function_stays(function):
    assert public(case(f"evaluated_by: {function}\n")).dossier.evaluated_by == function


def test_a_name_in_prose_is_told_to_who_publishes_and_not_to_the_reader(tmp_path):
    found = public(case("note: Jeanne Martin a relu le texte.\n"))
    assert found.reread == ((("note",), "Jeanne Martin"),)
    assert any("Jeanne Martin" in line for line in left_out_lines([found]))
    save_public(tmp_path, found)
    assert "Martin" not in (tmp_path / SIDE_FILE).read_text("utf-8")


def test_a_quotation_needs_a_consent():
    lines = "findings: [{code: R1, about: P1, label: Oui, quote: Je suis content, consent: %s}]\n"
    assert public(case(lines % "true")).dossier.findings[0].quote
    found = public(case(lines % "false"))
    assert found.dossier.findings[0].quote is None and "quote" in why(found).values()


SMALL = st.integers(0, 10)


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[SMALL] * 8), st.tuples(*[SMALL] * 8))
def test_dossiers_that_differ_only_in_what_is_kept_back_give_the_same_bytes(one, other):
    def of(values):
        a, b, c, d, e, f, g, h = values
        return case(
            measures(
                f"indicator: C1.I1, value: {a}, respondent: P1",
                f"indicator: C1.I2, numerator: {min(b, c)}, denominator: {max(b, c)}, respondent: P1",
                f"indicator: C1.I3, value: 4, n: {d}, respondent: Salariés",
                f"indicator: C1.I4, value: {1000 + e}, respondent: P1",
            )
            + EXITS.format(f, g, h, 30)
            + f"effort: {{days: 2, people: {a}}}\n"
            + f'note: "Il y a {max(f, 2)} embauches et {max(b, 2)} sorties."\n'
        )

    first, second = public(of(one)), public(of(other))
    assert dossier_yaml(first.dossier, "fr") == dossier_yaml(second.dossier, "fr")
    assert first.edition == second.edition


def test_no_value_that_is_kept_back_is_in_any_output(tmp_path):
    """Numbers that stand nowhere else in the report: none of them may show in page, CSV, figure, YAML or JSON."""
    dossier = case(
        measures(
            "indicator: C1.I1, value: 8, n: 8, respondent: P1, proof: registre",
            "indicator: C1.I2, numerator: 6077, denominator: 6084, respondent: P1",
            "indicator: C1.I3, value: 4.37, n: 9, respondent: Salariés",
            "indicator: C1.I4, value: 73219, respondent: P1",
        )
        + "exits:\n- {start: 2024-01-01, end: 2024-12-31, lasting: 5501, transition: 5502, positive: 5503, other: 3, "
        "withdrawn: 5504, training: 3777}\n"
        + "means: [{label: Bois, by: [P2], kind: financial, planned_amount: 81321, actual_amount: 81322}]\n"
        "findings: [{code: R1, about: P1, label: Des ventes, figure: 91417, unit: €}]\n"
        "effort: {days: 2, amount: 61517, people: 4}\n"
        'note: "6077 salariés sur 6084, 73 219 €, et 5501 sorties durables ; Mme Quidam."\n'
    )
    found = public(dossier)
    yaml_and_json = dossier_yaml(found.dossier, "fr") + found.edition.model_dump_json()
    for language in LANGUAGES:
        folder = tmp_path / language
        folder.mkdir()
        shown = "\n".join([*shown_text(folder, found, language=language), yaml_and_json])
        plain = re.sub(r"[\s\u00a0\u202f,](?=\d{3})", "", shown)
        secrets = ("6077", "6084", "4.37", "4,37", "73219", "5501", "5502", "5503", "5504", "3777", "81321", "81322",
                   "91417", "61517", "Quidam", "registre")  # fmt: skip
        assert [each for each in secrets if each in plain or each in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_sample_can_be_published(file, language, tmp_path):
    dossier = read_dossier(file)
    wanted = dossier.code, dossier.previous_year
    before = [each for each in map(read_dossier, SAMPLES) if (each.code, each.year) == wanted]
    plan = plan_publication([dossier, *before])
    found = published(dossier, plan, language)
    copy = save_public(tmp_path, found, published(before[0], plan, language) if before else None, language)
    assert read_dossier(copy) == found.dossier
    page = open_page(str(copy), language)
    shown = page.limits()._repr_html_()
    assert say("publication.heading", language) in BeautifulSoup(shown, "html.parser").get_text()
    table = next((each for each in page.limits().tables if each.name == "left_out"), None)
    assert len(table.rows if table else ()) == len(found.edition.left_out)


def test_the_page_says_kept_back_where_the_value_would_stand_and_judges_nothing_of_it(tmp_path):
    dossier = read_dossier(FICTIONAL)
    before = read_dossier(PARTNERSHIPS / "rivage-delorme-2023.yaml")
    plan = plan_publication([dossier, before])
    text, _, _ = shown_text(tmp_path, published(dossier, plan), published(before, plan))
    assert say("reasons.disclosure_public") in text and say("reasons.one_organisation") in text
    assert say("prose.no_exits") not in text
    assert say("reasons.share_without_counts") not in text and say("reasons.no_value") not in text
    table = (tmp_path / "out" / "tables" / "indicators.csv").read_text("utf-8-sig")
    rows = list(csv.reader(table.splitlines(), delimiter=";"))
    values = {row[0]: row[rows[0].index("value")] for row in rows[1:]}
    assert values["C2.I1"] == values["C2.I3"] == values["C3.I2"] == ""
    page = open_page(str(tmp_path / "rivage-delorme-2024.yaml"))
    gone = {each.path for each in page.edition.left_out}
    assert not [each for each in page.methodology.findings if each.path in gone]


def test_a_report_for_the_partners_is_as_before():
    page = open_page(str(FICTIONAL))
    assert page.edition is None
    assert say("publication.heading") not in BeautifulSoup(page.limits()._repr_html_(), "html.parser").get_text()


def test_a_damaged_side_file_stops_the_report(tmp_path):
    file = save_public(tmp_path, public(case()))
    assert read_edition(file) is not None
    (tmp_path / SIDE_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match="illisible"):
        open_page(str(file))


@pytest.mark.parametrize("step", GENERATED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_dossier_says_its_public_copy_reads_back(step, data):
    dossier = data.draw(drawn_dossiers(step))
    try:
        parse_dossier(dossier_yaml(dossier, "fr"))
    except EvalkitError:
        return
    found = public(dossier)
    assert parse_dossier(dossier_yaml(found.dossier, "fr")) == found.dossier


def test_publishing_a_public_copy_again_takes_out_nothing_more_than_it_says():
    dossier = read_dossier(FICTIONAL)
    once = public(dossier).dossier
    assert public(once).dossier.measures == once.measures


def test_two_dossiers_of_one_edition_are_not_published():
    with pytest.raises(ValueError, match="one code and year"):
        plan_publication([case(), case()])


def test_a_dossiers_own_threshold_holds_where_it_is_higher():
    dossier = case("disclosure_threshold: 30\n" + measures("indicator: C1.I1, value: 25, respondent: P1"))
    found = public(dossier)
    assert why(found) == {("measures", 0): "people"} and found.edition.threshold == 30


def test_a_long_hostile_series_is_a_matter_of_seconds():
    lines = [f"indicator: C1.I1, value: {20 + i % 37}, respondent: P1, subgroup: g{i}" for i in range(60)]
    lines += [f"indicator: C1.I1, value: {500 + i}, respondent: P1" for i in range(1)]
    dossier = case(measures(*lines))
    began = time.monotonic()
    kept_back_of_people([dossier], [], 11)
    assert time.monotonic() - began < 20


@st.composite
def two_editions(draw):
    """Draw two years of a whole and its parts, counted and in shares, the first year stated again in the second."""
    made = []
    for year in (2023, 2024):
        lines = []
        for period in (2023, year):
            women, men = draw(st.integers(0, 40)), draw(st.integers(0, 40))
            counted = draw(st.integers(0, women)), draw(st.integers(0, men))
            found = [(women, counted[0], "femmes"), (men, counted[1], "hommes"), (women + men, sum(counted), None)]
            for people, part, subgroup in found:
                more = f", subgroup: {subgroup}" if subgroup else ""
                days = f"start: {period}-01-01, end: {period}-12-31, respondent: P1{more}"
                lines.append(f"- {{indicator: C1.I1, value: {people}, {days}}}\n")
                lines.append(f"- {{indicator: C1.I2, numerator: {part}, denominator: {people}, {days}}}\n")
            if year == 2023:
                break
        made.append("measures:\n" + "".join(lines))
    return made


@settings(max_examples=30, deadline=None)
@given(two_editions())
def test_no_subtraction_of_published_counts_leaves_a_few_people(drawn):
    """Not by `suppression`'s own audit: every pair of published counts of one thing is subtracted here."""
    try:
        editions = [case(body, year) for body, year in zip(drawn, (2023, 2024), strict=True)]
    except EvalkitError:
        return
    plan = plan_publication(editions)
    told = {}
    for edition in editions:
        for each in published(edition, plan).dossier.measures:
            counts = {"value": each.value.value if each.value else None, "whole": each.denominator}
            if each.numerator is not None:
                counts |= {"part": each.numerator, "rest": each.denominator - each.numerator}
            for name, size in counts.items():
                if size is not None:
                    told.setdefault((each.indicator, name), []).append(
                        (edition.year, str(each.start), each.subgroup, size)
                    )
    for (_, name), counts in told.items():
        for one, other in itertools.combinations(counts, 2):
            change = abs(one[3] - other[3])
            again = one[2] == other[2] and (one[1] == other[1] or name in ("value", "whole"))
            part_of_whole = one[:2] == other[:2] and None in (one[2], other[2])
            assert min(one[3], other[3]) >= 11
            assert not ((again or part_of_whole) and 0 < change < 11), (name, one, other)


def test_the_cases_use_every_indicator_that_they_name():
    assert all(each.startswith("{code: C1.") for each in (COUNT, SHARE, VIEW, MONEY))


def test_the_first_page_calls_nothing_missing_that_is_only_kept_back(tmp_path):
    before, after = read_dossier(PARTNERSHIPS / "rivage-delorme-2023.yaml"), read_dossier(FICTIONAL)
    plan = plan_publication([before, after])
    file = save_public(tmp_path, published(after, plan, "fr"), published(before, plan, "fr"), "fr")
    page = open_page(str(file)).summary()._repr_html_()
    inside = open_page(str(FICTIONAL)).summary()._repr_html_()
    without = re.search(r"n'ont pas de valeur de départ[^(]*\(([^)]*)\)", BeautifulSoup(page, "html.parser").get_text())
    stated = re.search(
        r"n'ont pas de valeur de départ[^(]*\(([^)]*)\)", BeautifulSoup(inside, "html.parser").get_text()
    )
    assert without is not None
    assert stated is not None
    kept, all_of_them = (re.split(r"\s*;\s*", found[1]) for found in (without, stated))
    assert set(kept) <= set(all_of_them)
    assert "petit effectif, ou qui en ferait déduire un" in page
    assert "faute d'un effectif" not in page


def test_the_diagnosis_of_the_territory_stays_but_for_a_small_count_typed_among_its_figures():
    figures = """
diagnosis:
- {label: "Taux de chômage des 15-64 ans, au sens du recensement", zone: "zone d'emploi Granville", value: "11,5",
   unit: "%", period: 2018, source: Insee, need: higher, compared_with: région Normandie, compared_value: "13,3"}
- {label: Conventions de SIAE pour 1 000 chômeurs, value: "1,2", unit: pour 1 000, period: 2021, source: ASP}
- {label: Population municipale, value: 54499, unit: personnes, period: 2023, source: Insee}
- {label: habitants au RSA suivis par l'atelier, value: 7, unit: personnes, period: 2023, source: registre}
"""
    dossier = parse_dossier(FICTIONAL.read_text(encoding="utf-8") + figures)
    found = public(dossier)
    assert found.dossier.diagnosis == dossier.diagnosis[:3]
    assert {path: reason for path, reason in why(found).items() if path[0] == "diagnosis"} == {
        ("diagnosis", 3): "people"
    }
