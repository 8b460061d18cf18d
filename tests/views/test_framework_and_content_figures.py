"""The timeline, the priority matrix, the flow of actions and the means: what they say and that they always stand."""

from __future__ import annotations

import re
import string
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from svg_size import size_of

from evalkit.evaluation import Evaluation, evaluate
from evalkit.model import Dossier
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import LANGUAGES, family
from evalkit.views.blocks import Figure
from evalkit.views.figures.flow import action_flow_figure
from evalkit.views.figures.means import means_figure
from evalkit.views.figures.priorities import priority_matrix_figure
from evalkit.views.figures.timeline import timeline_figure

OURS = ("source", "count", "timeline", "priorities", "flow", "means")
DRAWERS = (timeline_figure, priority_matrix_figure, action_flow_figure, means_figure)
PARTNERS = [
    {"code": "P1", "name": "Atelier Rivage", "type": "siae"},
    {"code": "P2", "name": "Delorme", "type": "company"},
]
HOSTILE = [
    "<script>alert(1)</script> & <foreignObject>",
    "$\\frac{1}{0}$ coûte 3 $ et $x$",
    "-->]]> {name} %s \\n",
    "emoji \N{GRINNING FACE} \N{CJK UNIFIED IDEOGRAPH-65E5} \N{ARABIC LETTER AIN}\u202e\u200d",
    "cloche \a et saut\nde ligne",
    "W" * 300,
]


def evaluation(**fields: Any) -> Evaluation:
    base = {"code": "essai", "year": 2024, "title": "Essai", "partners": PARTNERS}
    return evaluate(Dossier.model_validate(base | fields))


def figure(drawn: Figure | NotEstimable) -> Figure:
    assert isinstance(drawn, Figure)
    return drawn


def action(by: list[str], to: list[str], status: str | None = None) -> dict[str, Any]:
    return {"label": "agir", "by": by, "to": to, "status": status}


def means(by: list[str], kind: str, amount: str | None = None) -> dict[str, Any]:
    return {"label": "apport", "by": by, "kind": kind, "actual_amount": amount}


def full(partners: int, labels: list[str], objectives: int = 6) -> Evaluation:
    """Return an evaluation where every figure has something to draw and every text is taken from `labels`."""
    codes = [f"P{i + 1}" for i in range(partners)]
    text = [labels[i % len(labels)] for i in range(100)]
    return evaluation(
        start="2020",
        end="2024-12-31",
        next_review="2025-06",
        partners=[{"code": c, "name": text[i], "type": "company"} for i, c in enumerate(codes)],
        history=[{"date": f"{2015 + i // 3}", "label": text[i]} for i in range(objectives)],
        objectives=[{"code": f"O{i}", "holder": [*codes, "territory"][i % (partners + 1)], "label": text[i]}
                    for i in range(objectives)],
        priorities={c: {f"O{i}": ("high", "medium", "low")[(i + j) % 3] for i in range(objectives) if (i + j) % 4}
                    for j, c in enumerate(codes)},
        actions=[action([c], [codes[i - 1], "territory", "beneficiaries"], "done") for i, c in enumerate(codes)]
        + [action(codes[:2], ["territory"], "planned")],
        means=[means([c], "financial", "1 200") for c in codes] + [means(codes[:2], "human")],
    )  # fmt: skip


@pytest.mark.parametrize("draw", DRAWERS)
def test_hostile_labels_are_drawn_and_leave_no_markup_behind(draw: Any) -> None:
    drawn = figure(draw(full(3, HOSTILE), "fr"))
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn.svg).iter()}
    assert not tags & {"script", "foreignObject", "text", "image", "a"}
    assert b"alert" not in drawn.svg
    assert b"<!--" not in drawn.svg


def test_a_label_with_dollars_stays_as_typed() -> None:
    drawn = figure(timeline_figure(evaluation(history=[{"date": "2020", "label": "gain de $x$"}]), "fr"))
    assert "2020\u00a0: gain de $x$." in drawn.alt
    plain = figure(timeline_figure(evaluation(history=[{"date": "2020", "label": "gain de x"}]), "fr"))
    assert drawn.svg.count(b"<use ") == plain.svg.count(b"<use ") + 2, "one glyph for each of the two dollars"


@pytest.mark.parametrize("draw", DRAWERS)
def test_the_same_dossier_gives_the_same_bytes(draw: Any) -> None:
    first, second = (figure(draw(full(2, ["un libellé"], 2), "en")) for _ in range(2))
    assert first.svg == second.svg


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_dossier_with_thirty_objectives_and_eight_partners_fits_on_one_page(draw: Any) -> None:
    label = "développer l'économie circulaire avec les salariés en parcours du bassin d'emploi"
    width, height = size_of(figure(draw(full(8, [label], 30), "fr")))
    assert width == pytest.approx(16.5, abs=0.01)
    assert height <= 25


@pytest.mark.parametrize(
    ("draw", "reason"),
    [
        (timeline_figure, "no_dated_event"),
        (priority_matrix_figure, "no_objective"),
        (action_flow_figure, "no_recipient"),
        (means_figure, "no_means"),
    ],
)
def test_a_figure_without_data_says_why_it_is_not_there(draw: Any, reason: str) -> None:
    for language in LANGUAGES:
        drawn = draw(evaluation(), language)
        assert isinstance(drawn, NotEstimable)
        assert drawn.reason == reason
        assert drawn.sentence(language)


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_caption_ends_with_its_source_and_says_when_the_case_is_fictional(draw: Any) -> None:
    real = full(2, ["libellé"], 1)
    assert figure(draw(real, "fr")).caption.endswith("Source\u00a0: dossier essai, 2024.")
    invented = evaluate(real.dossier.model_copy(update={"fictional": True}))
    assert figure(draw(invented, "en")).caption.endswith("Source: fictional dossier essai, 2024.")


def test_the_timeline_tells_each_date_as_precisely_as_it_is_known() -> None:
    dates = evaluation(start="2020", history=[{"date": "2019-05", "label": "rencontre"}], next_review="2025-12-15")
    assert figure(timeline_figure(dates, "fr")).alt == (
        "Frise chronologique de 3 dates\u00a0; première date\u00a0: mai 2019\u00a0; "
        "dernière date\u00a0: 15 décembre 2025. "
        "mai 2019\u00a0: rencontre. 2020\u00a0: Début du partenariat. 15 décembre 2025\u00a0: Prochaine revue."
    )


def test_the_timeline_of_a_single_date_is_told_in_the_singular() -> None:
    assert figure(timeline_figure(evaluation(start="2020"), "en")).alt.startswith("Timeline of a single date.")


def ranked(priorities: dict[str, dict[str, str]]) -> Evaluation:
    objectives = [
        {"code": "O1", "holder": "P1", "label": "un"},
        {"code": "O2", "holder": "territory", "label": "deux"},
        {"code": "O3", "holder": "territory", "label": "trois"},
    ]
    return evaluation(objectives=objectives, priorities=priorities)


def test_the_priority_matrix_tells_the_gaps_and_the_missing_ranks_without_a_mean() -> None:
    case = ranked({"P1": {"O1": "high", "O2": "low"}, "P2": {"O2": "high", "O3": "medium"}})
    assert figure(priority_matrix_figure(case, "fr")).alt == (
        "Tableau des priorités\u00a0: 3 objectifs, 2 partenaires. "
        "Priorités données\u00a0: haute 2, moyenne 1, basse 1\u00a0; classements manquants\u00a0: 1. "
        "Écarts entre partenaires\u00a0: O2 (P1 basse, P2 haute). "
        "Classement attendu et absent\u00a0: O3 (P1)."
    )


def test_the_priority_matrix_says_when_partners_agree_and_when_nobody_ranked() -> None:
    same = {"O2": "high", "O3": "low"}
    agreed = figure(priority_matrix_figure(ranked({"P1": same, "P2": same}), "en"))
    assert "No gap on the 2 objectives ranked by several partners." in agreed.alt
    unranked = figure(priority_matrix_figure(ranked({}), "en"))
    assert "No objective is ranked by several partners." in unranked.alt
    assert "No objective is ranked in the dossier." in unranked.caption


def test_each_level_and_each_absence_is_drawn_with_its_own_mark() -> None:
    cases = [{"O2": level} for level in ("high", "medium", "low")] + [{}]
    drawn = [figure(priority_matrix_figure(ranked({"P2": case}), "fr")).svg for case in cases]
    assert len(set(drawn)) == len(drawn)


def test_the_flow_counts_actions_by_how_far_they_have_come() -> None:
    case = evaluation(
        actions=[
            action(["P1"], ["P2"], "done"),
            action(["P1"], ["P2"], "planned"),
            action(["P1", "P2"], ["territory", "beneficiaries"], "planned"),
            action(["P2"], []),
        ]
    )
    drawn = figure(action_flow_figure(case, "fr"))
    assert drawn.alt == (
        "Schéma de 3 actions\u00a0: P1 Atelier Rivage pour P2 Delorme, 2 actions (1 réalisée, 1 prévue)\u00a0; "
        "les 2 partenaires ensemble pour le territoire, 1 action (1 prévue)\u00a0; "
        "les 2 partenaires ensemble pour les bénéficiaires, 1 action (1 prévue)."
    )
    assert "1 action sans destinataire n'est pas dessinée." in drawn.caption
    assert "compte sur chacune de ses flèches" in drawn.caption


def test_planned_and_done_actions_do_not_look_the_same() -> None:
    done, planned = (
        figure(action_flow_figure(evaluation(actions=[action(["P1"], ["P2"], status)]), "fr")).svg
        for status in ("done", "planned")
    )
    assert done != planned


def test_means_add_up_only_what_is_quantified_and_say_how_much_that_is() -> None:
    case = evaluation(
        means=[
            means(["P1"], "human"),
            means(["P2"], "financial", "15 000"),
            means(["P2"], "human", "environ 3 400 €"),
            means(["P2"], "logistic", "2 000 à 3 000 €"),
        ]
    )
    drawn = figure(means_figure(case, "fr"))
    assert drawn.alt == (
        "Schéma de 4 moyens\u00a0: P1 Atelier Rivage, 1 moyen (1 humain), rien de chiffré en euros\u00a0; "
        "P2 Delorme, 3 moyens (1 humain, 1 financier, 1 logistique ou technique), "
        "environ 18\u202f400\u00a0€ pour 2 moyens chiffrés."
    )
    assert "2 moyens sur 4 sont chiffrés en euros" in drawn.caption
    assert "Les fourchettes et les bornes ne sont pas additionnées." in drawn.caption


def test_means_without_any_amount_are_counted_and_the_caption_says_so() -> None:
    drawn = figure(means_figure(evaluation(means=[means(["P1"], "human"), means(["P2"], "financial")]), "fr"))
    assert drawn.alt.startswith("Schéma de 2 moyens\u00a0:")
    assert "Aucun n'est chiffré en euros." in drawn.caption


def _sentences(node: Any, path: str = "figures") -> Any:
    if isinstance(node, dict) and "fr" in node:
        yield path, node
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _sentences(child, f"{path}.{key}")


def _forms(sentence: Any) -> list[str]:
    return list(sentence.values()) if isinstance(sentence, dict) else [sentence]


def _names(sentence: Any) -> set[str]:
    return {name for form in _forms(sentence) for _, name, _, _ in string.Formatter().parse(form) if name}


def test_every_text_of_the_figures_stands_in_both_languages_with_the_same_values() -> None:
    for path, sentence in _sentences(family("figures")):
        assert set(sentence) == set(LANGUAGES), path
        for said in sentence.values():
            assert not isinstance(said, dict) or set(said) == {"one", "other"}, path
        assert _names(sentence["fr"]) == _names(sentence["en"]), path


def test_french_figure_texts_keep_their_double_punctuation_on_the_line() -> None:
    ours = {key: family("figures")[key] for key in OURS}
    for path, sentence in _sentences(ours):
        for form in _forms(sentence["fr"]):
            assert not re.search(r"[^\u00a0\d][;:?!](?= |$)", form), path
