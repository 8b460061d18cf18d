"""The figures of steps 3 and 4: what they say, what they keep back, and when there is nothing to draw."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from svg_size import size_of

from evalkit.evaluation import Evaluation, evaluate
from evalkit.model import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import LANGUAGES
from evalkit.views.blocks import Figure
from evalkit.views.figures.crossed import crossed_views_figure, stacked
from evalkit.views.figures.exits import exits_figure
from evalkit.views.figures.outlook import outlook_figure
from evalkit.views.figures.progress import progress_figure
from evalkit.views.figures.rows import scale_of
from evalkit.views.figures.trend import MOST_PANELS, lines_of, trend_figure
from evalkit.views.style import TALLEST, WIDTH

FIGURES = (progress_figure, crossed_views_figure, outlook_figure, trend_figure, exits_figure)
HOSTILE = "<script>alert(1)</script> $x_1$ -->]]> 🦺 \u0007 \\frac & \"'"


def indicator(code: str, label: str = "mesure", **fields: Any) -> dict[str, Any]:
    given = {"code": code, "criterion": "C1", "label": label, "kind": "quantitative", "form": "count"}
    return given | {"population": "things"} | fields


def measure(code: str, year: int = 2024, **fields: Any) -> dict[str, Any]:
    return {"indicator": code, "start": year, "end": year, "respondent": "P1"} | fields


def content() -> dict[str, Any]:
    return {
        "code": "rivage",
        "year": 2024,
        "title": "Rivage",
        "partners": [
            {"code": "P1", "name": "Atelier Rivage", "type": "siae"},
            {"code": "P2", "name": "Menuiseries Delorme", "type": "company"},
            {"code": "P3", "name": "Fondation Delorme", "type": "company_foundation"},
        ],
        "objectives": [
            {"code": "O1", "holder": "P1", "label": "ouvrir des embauches"},
            {"code": "O2", "holder": "P2", "label": "réduire les chutes"},
        ],
        "priorities": {"P1": {"O1": "high"}, "P2": {"O2": "low"}},
        "criteria": [{"code": "C1", "label": "idées", "objectives": ["O1"]}],
        "indicators": [
            indicator("C1.I1", "études", unit="études", direction="increase", baseline=0, target=4, target_due=2024),
            indicator("C1.I2", "accidents", direction="decrease", baseline=8, target=2, target_due=2026),
            indicator("C1.I3", "chutes", unit="tonnes", direction="decrease", baseline=12),
            indicator("C1.I4", "innovation", form="perception", unit="1-5", population="people"),
            indicator("C1.I5", "en poste", form="share", unit="%", population="people"),
            indicator("C1.I6", "ventes", unit="€", breaks=[{"date": "2023-01-01", "reason": "nouveau registre"}]),
        ],
        "measures": [
            measure("C1.I1", value=5),
            measure("C1.I2", value=5, provisional=True),
            measure("C1.I3", value="9,5"),
            measure("C1.I4", value=4),
            measure("C1.I4", respondent="P2", value=2),
            measure("C1.I4", respondent="Salariés", value="3,5", n=12),
            measure("C1.I5", numerator=2, denominator=3),
            *(measure("C1.I6", year, value=year * 10) for year in (2021, 2022, 2023, 2024)),
        ],
        "exits": [{"start": 2024, "end": 2024, "lasting": 4, "transition": 3, "positive": 5, "other": 8}],
        "prospects": {"coherence": [{"objective": "O1", "verdict": "partly"}]},
    }


def evaluation(given: dict[str, Any] | None = None) -> Evaluation:
    return evaluate(Dossier.model_validate(given or content()))


def large() -> dict[str, Any]:
    """Return a dossier with 40 indicators, 30 objectives, 8 partners and labels of 80 characters."""
    label = "une formulation de quatre-vingts caractères qui éprouve chaque colonne de figure"
    given = content()
    codes = [f"C{i // 5 + 1}.I{i % 5 + 1}" for i in range(40)]
    given["partners"] = [{"code": f"P{i}", "name": f"{label} {i}", "type": "siae"} for i in range(1, 9)]
    given["objectives"] = [{"code": f"O{i}", "holder": "P1", "label": label} for i in range(1, 31)]
    given["prospects"] = {}
    given["indicators"] = [
        indicator(code, label, unit="kilomètres", direction="increase", baseline=10, target=20_000) for code in codes
    ]
    given["indicators"] += [indicator(f"C9.I{i}", label, form="perception", unit="1-5") for i in range(1, 9)]
    given["measures"] = [measure(code, year, value=12_345.67) for code in codes for year in (2023, 2024)]
    given["measures"] += [
        measure(f"C9.I{i}", respondent=f"P{p}", value=1 + (i + p) % 5) for i in range(1, 9) for p in range(1, 8)
    ]
    given["exits"] = [{**given["exits"][0], "start": year, "end": year} for year in range(2010, 2025)]
    return given


def spaced(text: str) -> str:
    """Write French's unbreakable spaces as plain ones."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def drawn(figure: Any, given: dict[str, Any] | None = None, language: str = "fr") -> Figure:
    found = figure(evaluation(given), language)
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_says_in_words_what_it_shows(figure, language):
    found = drawn(figure, language=language)
    assert len(found.alt) > 40
    assert ("rivage" in found.caption) and ("2024" in found.caption)
    assert ET.fromstring(found.svg).tag.endswith("svg")


def test_the_progress_figure_states_baseline_value_target_and_status():
    alt = spaced(drawn(progress_figure).alt)
    assert "C1, I1 · études : 0 → 5 (4) études, cible atteinte, 125 % du chemin." in alt
    assert "C1, I2 · accidents : 8 → 5 (2), en cours (provisoire), 50 % du chemin." in alt
    assert "C1, I3 · chutes : 12 → 9,5 tonnes, sans cible." in alt
    assert "C1, I5 · en poste : non diffusé : moins de 5 personnes." in alt


def test_a_before_and_after_says_that_it_proves_no_cause():
    assert "avant/après, sans groupe de comparaison" in drawn(progress_figure).caption
    assert "without a comparison group" in drawn(progress_figure, language="en").caption


def test_the_crossed_views_name_each_answer_the_gap_and_who_is_missing():
    alt = drawn(crossed_views_figure).alt.replace("\u00a0", " ")
    assert "P1 4 · P2 2, Salariés 3,5 (n = 12), écart : 2 · sans réponse : P3." in alt
    assert "P1 Atelier Rivage, P2 Menuiseries Delorme, P3 Fondation Delorme et Salariés" in alt


def test_no_mean_of_the_views_is_printed():
    given = content()
    given["measures"][3]["value"], given["measures"][4]["value"] = 5, 2
    given["measures"].pop(5)
    found = drawn(crossed_views_figure, given)
    assert "3,5" not in found.alt + found.caption


def test_the_map_places_each_objective_by_priority_and_verdict():
    alt = drawn(outlook_figure).alt
    assert "Objectifs prioritaires, partiellement atteint : O1 · ouvrir des embauches." in spaced(alt)
    assert "Autres objectifs, non renseigné : O2 · réduire les chutes." in spaced(alt)


def test_the_exit_rates_are_told_with_counts_and_interval():
    alt = spaced(drawn(exits_figure).alt)
    assert "2024 : 20 sorties retenues" in alt
    assert "taux de sorties dynamiques 60 % (12 sur 20), intervalle : 39 % à 78 %" in alt
    assert "(entrées en formation non précisées)" in alt


def test_no_line_runs_across_a_break():
    found = evaluation().results.indicators[5]
    lines = [[point.day.year for point in line.points] for line in lines_of(found)]
    assert lines == [[2021, 2022], [2023, 2024]]
    assert "rupture en 2023 : nouveau registre" in spaced(drawn(trend_figure).alt)


def test_no_line_runs_across_a_hidden_value_nor_from_one_respondent_to_another():
    given = content()
    sizes = {2021: 20, 2022: 20, 2023: 3, 2024: 20}
    given["measures"] = [measure("C1.I5", year, numerator=1, denominator=n) for year, n in sizes.items()]
    given["measures"] += [measure("C1.I4", year, respondent=p, value=3) for year in (2023, 2024) for p in ("P1", "P2")]
    results = evaluation(given).results.indicators
    assert [[point.day.year for point in line.points] for line in lines_of(results[4])] == [[2021, 2022], [2024]]
    assert [line.respondent for line in lines_of(results[3])] == ["P1", "P2"]
    assert "1 valeur non diffusée" in drawn(trend_figure, given).alt


def test_what_is_left_to_the_table_is_said():
    found = drawn(trend_figure, large())
    assert f"{40 - MOST_PANELS} autres indicateurs se lisent dans le tableau." in found.caption
    assert "lignes de plus se lisent dans le tableau." in drawn(exits_figure, large()).caption


@pytest.mark.parametrize("figure", FIGURES)
def test_a_large_dossier_still_fits_on_a_page(figure):
    width, height = size_of(drawn(figure, large()))
    assert width == pytest.approx(WIDTH, abs=0.01)
    assert height <= TALLEST + 0.01


@pytest.mark.parametrize("figure", FIGURES)
def test_the_same_dossier_gives_the_same_bytes(figure):
    first, second = drawn(figure), drawn(figure)
    assert first.svg == second.svg


@pytest.mark.parametrize("figure", FIGURES)
def test_hostile_labels_are_drawn_as_text_and_run_nowhere(figure):
    given = content()
    for entries in ("indicators", "objectives"):
        for entry in given[entries]:
            entry["label"] = HOSTILE
    given["indicators"][0]["unit"] = given["indicators"][5]["breaks"][0]["reason"] = HOSTILE
    given["partners"][0]["name"] = given["measures"][5]["respondent"] = HOSTILE
    found = drawn(figure, given)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(found.svg).iter()}
    assert not tags & {"script", "foreignObject", "a", "image"}
    assert b"alert" not in found.svg


def test_a_hostile_label_is_whole_in_the_alternative_text():
    given = content()
    given["indicators"][0]["label"] = "<script> $x_1$ 🦺 & co"
    assert "<script> $x_1$ 🦺 & co" in drawn(progress_figure, given).alt


def test_what_the_threshold_hides_changes_nothing_that_can_be_seen():
    """Two dossiers that differ only in what is hidden make the same figures, to the byte."""
    first, second = content(), copy.deepcopy(content())
    for given, hidden in ((first, (2, 3)), (second, (0, 4))):
        given["measures"][5]["n"] = 3
        given["measures"][5]["value"] = str(hidden[0] + 1)
        given["measures"][6].update(numerator=hidden[0], denominator=hidden[1])
        small = {"lasting": hidden[0], "transition": 1, "positive": 0, "other": 0}
        given["exits"].append({"start": 2023, "end": 2023, **small})
        given["measures"].append(measure("C1.I5", 2022, numerator=10, denominator=20))
        given["measures"].append(measure("C1.I5", 2023, numerator=10, denominator=20))
    for figure in FIGURES:
        assert drawn(figure, first) == drawn(figure, second)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (progress_figure, "nothing_measured"),
        (crossed_views_figure, "no_view"),
        (outlook_figure, "no_objective"),
        (trend_figure, "no_series"),
        (exits_figure, "no_exits_stated"),
    ],
)
def test_with_nothing_to_draw_the_reason_stands_instead(figure, reason):
    empty = {key: content()[key] for key in ("code", "year", "title", "partners")}
    found = figure(evaluation(empty), "fr")
    assert found == not_estimable(reason)
    assert all(found.sentence(language) for language in LANGUAGES)


def test_exits_that_are_all_hidden_give_their_reason():
    given = content()
    given["exits"][0].update(lasting=1, transition=0, positive=1, other=0)
    found = exits_figure(evaluation(given), "fr")
    assert isinstance(found, NotEstimable)
    assert found.reason == "disclosure"


@pytest.mark.parametrize(
    ("unit", "values", "ends"),
    [
        ("1-5", [2, 4], (1, 5)),
        ("0 à 10", [2], (0, 10)),
        ("1-5", [7], (1, 7)),
        ("%", [12], (0, 100)),
        ("jours", [3, 9], (0, 9)),
        (None, [-2, 4], (-2, 4)),
        (None, [0], (0, 1)),
    ],
)
def test_a_scale_is_the_one_that_the_unit_states_or_begins_at_zero(unit, values, ends):
    assert scale_of(unit, values) == ends


def test_equal_answers_stand_above_one_another_around_the_line():
    assert stacked([4, 2, 4, 4]) == [-1, 0, 0, 1]
