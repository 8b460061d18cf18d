"""Sentences about a regression: what was modelled, what it shows, whether it may be believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evalkit.stats.regression.examine import Examined
from evalkit.stats.regression.formula import columns_of
from evalkit.stats.regression.outcome_checks import Check
from evalkit.stats.regression.results import Caution, Regression
from evalkit.texts import Language, said
from evalkit.views.numbers import number, percent
from evalkit.views.regression.labels import (
    difference,
    expression,
    figure,
    interval_digits,
    joined_labels,
    level_words,
    outcome_label,
    p_words,
    term_name,
)
from evalkit.views.regression.tables import CHANCES, Hidden
from evalkit.views.words import joined

CLEAR = 0.05
"""Corrected p-value below which a difference is told in a sentence."""


def modelled(model: Regression, labels: Mapping[str, str], language: Language, rows: str) -> tuple[str, ...]:
    """Say what was modelled, on how many rows, how well, and what the intervals allow for."""
    outcome = outcome_label(model, labels)
    names = [_quoted(labels.get(name, name), language) for name in model.rows.design.table.columns]
    values: dict[str, object] = {
        "outcome": outcome,
        "predictors": joined(names, language) or said("regression.prose.nothing", language),
        "n": number(model.n, language, 0),
        "rows": rows,
        "clusters": model.clusters,
    }
    if model.levels:
        low, high = (level_words(model.levels[i], language) for i in (0, -1))
        values |= {"level": high, "low": low, "high": high}
    sentences = [said(f"regression.prose.{model.family}", language, **values)]
    if model.left_out_rows:
        gaps = ", ".join(f"{labels.get(str(name), name)} ({count})" for name, count in model.left_out["rows"].items())
        counts = {"n": model.left_out_rows, "whole": number(model.n + model.left_out_rows, language, 0)}
        sentences.append(said("regression.prose.left_out", language, columns=gaps, rows=rows, **counts))
    return (*sentences, *_quality(model, outcome, language, rows), *_trust(model, language, rows))


def _quality(model: Regression, outcome: str, language: Language, rows: str) -> Iterator[str]:
    quality = model.quality
    if "r_squared" in quality and model.tests.size:
        shares = {"share": quality["r_squared"], "adjusted": max(quality["adjusted_r_squared"], 0.0)}
        written = {key: percent(100 * value, language) for key, value in shares.items()}
        yield said("regression.prose.explained", language, outcome=outcome, rows=rows, **written)
    if "mcfadden" in quality and model.tests.size:
        yield said("regression.prose.mcfadden", language, value=number(quality["mcfadden"], language, 2))
    if "icc" in quality:
        yield said("regression.prose.icc", language, share=percent(100 * quality["icc"], language))


def _trust(model: Regression, language: Language, rows: str) -> Iterator[str]:
    key = {"cluster": "clustered", "model": "plain"}.get(model.errors, "robust")
    confidence = percent(100 * model.confidence, language)
    values = {"confidence": confidence, "errors": model.errors, "clusters": model.clusters, "rows": rows}
    yield said(f"regression.prose.{key}", language, **values)
    if len(model.slopes) > 1:
        correction = said(f"regression.corrections.{model.correction}", language)
        yield said("regression.prose.corrected", language, correction=correction)


def shown(examined: Examined, labels: Mapping[str, str], language: Language, hidden: Hidden) -> tuple[str, ...]:
    """Say what goes with the outcome, clearest first, and for what nothing can be concluded."""
    model, effects, rows = examined.regression, examined.effects, hidden.rows
    if model.family == "ordinal":
        effects = effects[effects["outcome"] == model.levels[-1]]
    told = [each for _, each in effects.iterrows() if (each["variable"], each["level"]) not in hidden]
    clear = sorted((each for each in told if each["p_corrected"] < CLEAR), key=lambda each: float(each["p"]))
    sentences = [_effect(model, each, labels, language) for each in clear]
    sure = {each["variable"] for each in clear}
    unsure = [name for name in dict.fromkeys(each["variable"] for each in told) if name not in sure]
    conditions = _conditions(model, labels, language)
    if told and not clear and not conditions:
        sentences.append(said("regression.prose.undecided_all", language, rows=rows))
    elif unsure:
        names = joined([_quoted(labels.get(name, name), language) for name in unsure], language)
        sentences.append(said("regression.prose.undecided", language, predictors=names, rows=rows))
    if conditions:
        sentences.append(said("regression.prose.condition", language, predictors=joined(conditions, language)))
    return (*sentences, *_interactions(model, labels, language, rows))


def _conditions(model: Regression, labels: Mapping[str, str], language: Language) -> list[str]:
    """Return the expressions that part a number into categories: only their coefficients say what goes with them."""
    parted = model.rows.parted
    factors = (part.factor for parts in model.rows.design.parts for part in parts if part.reference)
    named = dict.fromkeys(each for each in factors if parted.intersection(columns_of(each)))
    return [_quoted(expression(each, labels), language) for each in named]


def _effect(model: Regression, effect: pd.Series, labels: Mapping[str, str], language: Language) -> str:
    chance = model.family in CHANCES
    scale = 100 if chance else 1
    estimate, low, high = (scale * float(effect[key]) for key in ("estimate", "low", "high"))
    width = interval_digits(low, high)
    key = ("step" if effect["level"] else "slope") + ("_chance" if chance else "")
    return said(
        f"regression.prose.{key}",
        language,
        predictor=labels.get(effect["variable"], effect["variable"]),
        to=level_words(effect["level"], language),
        base=level_words(effect["reference"], language),
        level=level_words(model.levels[-1], language) if model.levels else "",
        outcome=outcome_label(model, labels),
        estimate=difference(estimate, language),
        low=number(low, language, width),
        high=number(high, language, width),
    )


def _interactions(model: Regression, labels: Mapping[str, str], language: Language, rows: str) -> Iterator[str]:
    """Tell the interactions that are sure: the mean hides that the relation differs between rows."""
    for term in model.rows.design.terms:
        if len(term.factors) < 2 or model.tests["p"][term.name] >= CLEAR:
            continue
        first, *others = term.name.split(":")
        names = joined([_quoted(term_name(each, labels), language) for each in others], language)
        named = _quoted(term_name(first, labels), language)
        yield said("regression.prose.interaction", language, first=named, others=names, rows=rows)


def _quoted(text: str, language: Language) -> str:
    return said("headings.quoted", language, text=text)


def caution(found: Caution, labels: Mapping[str, str], language: Language, rows: str) -> str:
    """Say a caution."""
    values: dict[str, object] = {"rows": rows, **dict(found.values)}
    if "column" in values:
        values["column"] = labels.get(str(values["column"]), values["column"])
    if "ratio" in values:
        values["ratio"] = figure(float(str(values["ratio"])), language)
    if "share" in values:
        values["share"] = percent(float(str(values["share"])), language)
    return said(f"regression.cautions.{found.name}", language, **values)


def check(found: Check, model: Regression, labels: Mapping[str, str], language: Language, rows: str) -> str:
    """Say a check: its outcome, then what it means."""
    values: dict[str, object] = {"n": model.n, "whole": model.n, "rows": rows, "p": p_words(found.p, language)}
    values |= dict(found.values)
    for name in ("root", "largest", "ratio", "expected"):
        if name in values:
            values[name] = figure(float(str(values[name])), language)
    if "share" in values:
        values["share"] = percent(float(str(values["share"])), language)
    if "area" in values:
        values["area"] = number(100 * float(str(values["area"])), language, 0)
    if "term" in values:
        values["term"] = joined_labels(str(values["term"]), labels)
    sentence = said(f"regression.checks.{found.name}.{found.outcome}", language, **values)
    outcome = said(f"regression.outcomes.{found.outcome}", language)
    return said("regression.cells.check", language, outcome=outcome, sentence=sentence)
