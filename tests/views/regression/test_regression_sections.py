"""Regressions in words and tables, in both languages: whole, readable, no stronger than their figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import evalkit.stats.regression
from evalkit.stats.regression import Examined, RegressionError, compare, examine, fit
from evalkit.texts import LANGUAGES, Language, has
from evalkit.texts import family as texts_family
from evalkit.views.blocks import Block, Bullets, Figure, Heading, Notice, Prose, Table
from evalkit.views.html import render
from evalkit.views.regression import comparison_blocks, refusal_blocks, regression_blocks

N = 150
LABELS = {"age": "Âge", "sector": "Secteur", "score": "Note", "hired": "Embauche", "count": "Absences", "glad": "Avis"}
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "ols": ("score ~ age * C(woman) + sector", {}),
    "logit": ("hired ~ np.log(age) + sector", {}),
    "poisson": ("count ~ age + sector", {"clusters": "site"}),
    "negative_binomial": ("count ~ age + sector", {}),
    "ordinal": ("glad ~ age + sector", {}),
    "mixed": ("score ~ age + sector", {"clusters": "site"}),
}


def table() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    frame = pd.DataFrame({"age": draw.uniform(20, 60, N), "woman": draw.integers(0, 2, N)})
    frame["sector"] = draw.choice(["soin", "vert"], N)
    frame["site"] = np.arange(N) % 15
    pull = 0.06 * (frame["age"] - 40) + (frame["sector"] == "vert")
    frame["score"] = 10 + pull + 0.05 * frame["age"] * frame["woman"] + draw.normal(0, 1, 15)[frame["site"]]
    frame["score"] += draw.normal(0, 1, N)
    frame["hired"] = np.where(draw.random(N) < 1 / (1 + np.exp(-pull)), "oui", "non")
    frame["count"] = draw.poisson(np.exp(0.4 * pull) * draw.gamma(1, 1, N))
    frame["glad"] = np.digitize(pull + draw.logistic(0, 1, N), [-1, 1])
    frame.loc[:3, "age"] = np.nan
    return frame


def examined(family: Any) -> Examined:
    formula, options = FAMILIES[family]
    return examine(fit(table(), formula, family, **options), draws=20)


def texts_of(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Heading | Notice):
            found.append(block.text)
        elif isinstance(block, Prose):
            found += block.sentences
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [block.caption, *block.notes, *(cell for row in block.rows for cell in row)]
            found += [column.label for column in block.columns]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_told_whole(family: str, language: Language) -> None:
    blocks = regression_blocks(examined(family), LABELS, language, name=family)
    for text in texts_of(blocks):
        assert text.strip()
        assert not re.search(r"\bnan\b|NaN|None|[{}]|\binf\b", text), text
    tables = {block.name: block for block in blocks if isinstance(block, Table)}
    assert {f"{family}_effects", f"{family}_coefficients"} <= set(tables)
    for each in tables.values():
        assert all(value is not None and value != "" for values in each.values for value in values)
        assert all(
            len(row) == len(each.columns) == len(values) for row, values in zip(each.rows, each.values, strict=True)
        )
    figures = [block.name for block in blocks if isinstance(block, Figure)]
    assert f"{family}_coefficients_figure" in figures
    assert (f"{family}_effects_figure" in figures) == (family not in ("ols", "mixed"))


def test_it_says_what_was_modelled_on_how_many_rows_and_what_is_left_out() -> None:
    told = texts_of(regression_blocks(examined("logit"), LABELS, "fr"))
    assert "Ce modèle relie la probabilité que « Embauche » soit « oui » à « Âge » et « Secteur »" in told[1].replace(
        "\u00a0", " "
    )
    assert any("laisse de côté 4 des 150 lignes" in each and "Âge (4)" in each for each in told)


def test_every_regression_says_that_association_is_not_effect() -> None:
    for language, words in (("fr", "sont des associations"), ("en", "are associations")):
        notices = [
            each.text for each in regression_blocks(examined("ols"), LABELS, language) if isinstance(each, Notice)
        ]
        assert any(words in each for each in notices)


def test_sentences_tell_the_figures_of_the_table_and_only_clear_ones() -> None:
    found = examined("ols")
    blocks = regression_blocks(found, LABELS, "fr")
    bullets = next(block for block in blocks if isinstance(block, Bullets)).items
    rows = {
        row[0]: row
        for block in blocks
        if isinstance(block, Table) and block.name.endswith("effects")
        for row in block.rows
    }
    age = next(each for each in bullets if each.startswith("Âge"))
    assert rows["Âge"][1] in age
    assert all(bound in age for bound in rows["Âge"][2].split(" à "))
    clear = int((found.effects["p_corrected"] < 0.05).sum())
    assert sum("va avec" in each for each in bullets) == clear


def test_what_is_not_clear_is_said_to_be_undecided() -> None:
    draw = np.random.default_rng(2)
    frame = pd.DataFrame(draw.normal(size=(60, 2)), columns=["age", "score"])
    told = texts_of(regression_blocks(examine(fit(frame, "score ~ age")), LABELS, "fr"))
    assert any("ce n'est pas la preuve qu'il n'y a pas de relation" in each for each in told)


def small() -> Examined:
    frame = table().assign(sector=["rare"] * 8 + ["soin", "vert"] * 71)
    return examine(fit(frame, "score ~ age + sector", errors="HC1"), draws=5)


def test_categories_of_few_persons_are_not_told_apart() -> None:
    """Four of the eight rows of the category have no age: the model uses four."""
    hidden = regression_blocks(small(), LABELS, "fr")
    rows = [row for block in hidden if isinstance(block, Table) for row in block.rows]
    # "rare" comes first in the alphabet: it is what the others are compared with, and the intercept is its mean.
    assert any(row[0] == "Constante" and row[1].startswith("non diffusé") for row in rows)
    shown = regression_blocks(small(), LABELS, "fr", identifiers=True)
    assert not any("non diffusé" in text for text in texts_of(shown))


def test_a_small_category_is_hidden_in_all_its_tables() -> None:
    frame = table().assign(sector=["vague"] * 8 + ["soin", "vert"] * 71)
    blocks = regression_blocks(examine(fit(frame, "score ~ age + sector"), draws=5), LABELS, "fr")
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows if "vague" in row[0]]
    assert len(rows) == 2
    assert all(cell.startswith("non diffusé") for row in rows for cell in row[1:])
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert "vague" not in figure.alt


def test_a_small_category_is_hidden_among_several_models_too() -> None:
    frame = table().assign(sector=["vague"] * 8 + ["soin", "vert"] * 71).dropna()
    compared = compare({"A": fit(frame, "score ~ age"), "B": fit(frame, "score ~ age + sector")})
    blocks = comparison_blocks(compared, LABELS, "fr")
    (row,) = [row for block in blocks if isinstance(block, Table) for row in block.rows if "vague" in row[0]]
    assert row[1:] == ("absent", "non diffusé : moins de 5 lignes".replace(" :", "\u00a0:"))
    assert not any("vague" in block.alt for block in blocks if isinstance(block, Figure))
    assert any(
        "vague" in block.alt for block in comparison_blocks(compared, identifiers=True) if isinstance(block, Figure)
    )


def test_a_refusal_stands_in_the_place_of_its_model() -> None:
    with pytest.raises(RegressionError) as raised:
        fit(table(), "score ~ nowhere")
    heading, notice = refusal_blocks(raised.value, "score ~ nowhere", "fr")
    assert isinstance(heading, Heading)
    assert isinstance(notice, Notice)
    assert notice.text.startswith("Il n'y a pas de colonne nommée nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_stand_side_by_side(language: Language) -> None:
    frame = table().dropna()
    models = {
        "A": fit(frame, "score ~ age"),
        "B": fit(frame, "score ~ age + sector"),
        "C": fit(table(), "score ~ woman"),
    }
    blocks = comparison_blocks(compare(models), LABELS, language)
    tables = {block.name: block for block in blocks if isinstance(block, Table)}
    assert [column.label for column in tables["regressions_side_by_side"].columns][1:] == ["A", "B", "C"]
    assert all(value is not None and value != "" for each in tables.values() for row in each.values for value in row)
    assert any("C" in note for note in tables["regressions_comparison"].notes)
    assert all(text.strip() and "nan" not in text for text in texts_of(blocks))


def test_hostile_labels_are_text() -> None:
    labels = {"age": "<script>alert(1)</script>", "score": "{n} & %s"}
    shown = render(regression_blocks(examined("ols"), labels, "fr"), "fr")
    assert "<script>" not in shown


def test_every_refusal_has_its_sentence() -> None:
    folder = Path(evalkit.stats.regression.__file__).parent
    sources = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    reasons = set(re.findall(r'Error\(\s*"(\w+)"', sources))
    assert len(reasons) > 30
    assert all(has(f"regression.errors.{reason}") for reason in reasons)
    cautions = set(re.findall(r'_caution\(\s*"(\w+)"', sources))
    assert all(has(f"regression.cautions.{name}") for name in cautions)


def test_a_file_says_what_the_page_says_where_there_is_no_figure() -> None:
    blocks = regression_blocks(examined("logit"), LABELS, "fr")
    coefficients = next(each for each in blocks if isinstance(each, Table) and each.name.endswith("coefficients"))
    at = [column.key for column in coefficients.columns].index("p_corrected")
    assert coefficients.rows[0][at] == coefficients.values[0][at] == "sans objet"


@pytest.mark.parametrize(("language", "holds", "fails"), [("fr", "oui", "non"), ("en", "yes", "no")])
def test_a_condition_is_told_in_words_and_its_number_not_value_by_value(
    language: Language, holds: str, fails: str
) -> None:
    frame = table().dropna().assign(young=lambda t: t["age"] < 35)
    for formula, family in (("score ~ I(age >= 40) + sector", "ols"), ("young ~ score + I(count>1)", "logit")):
        blocks = regression_blocks(examine(fit(frame, formula, family), draws=5), LABELS, language)  # type: ignore[arg-type]
        told = texts_of(blocks) + [block.alt for block in blocks if isinstance(block, Figure)]
        assert not [text for text in told if re.search(r"True|False|I\(|>=", text)]
        codes = [row[0] for block in blocks if isinstance(block, Table) for row in block.values]
        assert not [code for code in codes if re.match(r"(age|count)\[", str(code))]
    blocks = regression_blocks(examine(fit(frame, "score ~ I(age >= 40) + young"), draws=5), LABELS, language)
    rows = {row[0].replace("\u00a0", " ") for block in blocks if isinstance(block, Table) for row in block.rows}
    bullets = next(block for block in blocks if isinstance(block, Bullets)).items
    assert any("Âge ≥ 40" in each and "coefficients" in each for each in bullets)
    assert not any("aucun prédicteur" in each or "no predictor" in each for each in bullets)
    wording = {"fr": f"Âge ≥ 40 : {holds} (plutôt que {fails})", "en": f"Âge ≥ 40: {holds} (rather than {fails})"}
    assert wording[language] in rows
    assert wording[language].replace("Âge ≥ 40", "young") in rows


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_are_called_what_they_are(family: str) -> None:
    told = texts_of(regression_blocks(examined(family), LABELS, "fr", rows="salariés"))
    assert any("146 salariés" in text for text in told)
    assert not [text for text in told if "ligne" in text.lower()]


def test_what_is_hidden_is_said_of_the_rows_by_their_name() -> None:
    told = texts_of(regression_blocks(small(), LABELS, "fr", rows="salariés"))
    told += texts_of(comparison_blocks(compare({"A": small().regression}), LABELS, "fr", rows="salariés"))
    hidden = {text.replace("\u00a0", " ") for text in told if "non diffusé" in text}
    assert hidden == {"non diffusé : moins de 5 salariés"}


def test_no_refusal_in_french_speaks_python_first() -> None:
    for reason, sentence in texts_family("regression")["errors"].items():
        before = sentence["fr"].split("en Python")[0]
        assert not re.search(r'\w=["\d]|\bpd\.|\btold\b', before), reason


def crossed(cells: dict[tuple[str, str], int]) -> pd.DataFrame:
    """Return rows of two categories, as many in each cell as asked."""
    pairs = [pair for pair, count in cells.items() for _ in range(count)]
    frame = pd.DataFrame(pairs, columns=["sex", "sector"])
    draw = np.random.default_rng(5)
    return frame.assign(score=draw.normal(size=len(frame)), age=draw.normal(40, 9, len(frame)))


SEX, GREEN, BOTH, SLOPE = "sex[T.m]", "sector[T.vert]", "sex[T.m]:sector[T.vert]", "sex[T.m]:sector[T.vert]:age"


@pytest.mark.parametrize(
    ("small", "formula", "masked"),
    [
        (("m", "vert"), "score ~ sex * sector", {BOTH}),
        (("m", "soin"), "score ~ sex * sector", {SEX}),
        (("f", "vert"), "score ~ sex * sector", {GREEN}),
        (("f", "soin"), "score ~ sex * sector", {"Intercept"}),
        (("m", "vert"), "score ~ sex * sector * age", {BOTH, SLOPE}),
        (("m", "vert"), "score ~ sex + sector", set()),
        (None, "score ~ sex * sector", set()),
    ],
)
def test_a_crossing_of_few_persons_is_not_told(small: tuple[str, str] | None, formula: str, masked: set[str]) -> None:
    frame = crossed({(sex, sector): 4 if (sex, sector) == small else 20 for sex in "fm" for sector in ("soin", "vert")})
    found = examine(fit(frame, formula, errors="HC1"), draws=5)
    for identifiers in (False, True):
        blocks = regression_blocks(found, {}, "fr", identifiers=identifiers)
        coefficients = next(each for each in blocks if isinstance(each, Table) and each.name.endswith("coefficients"))
        hidden = {row[0] for row in coefficients.values if str(row[1]).startswith("non diffusé")}
        assert hidden == (set() if identifiers else masked)
