"""A regression as a part of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evalkit.stats.estimable import NotEstimable
from evalkit.stats.regression.comparison import Comparison
from evalkit.stats.regression.examine import Examined
from evalkit.stats.regression.families import LINEAR
from evalkit.stats.regression.refusals import RegressionError
from evalkit.stats.regression.results import RATIOS, Regression
from evalkit.texts import Language, said
from evalkit.views.blocks import Block, Bullets, Figure, Heading, Notice, Prose
from evalkit.views.regression.labels import level_words, outcome_label, term_label
from evalkit.views.regression.tables import (
    CHANCES,
    Hidden,
    coefficients_table,
    comparison_table,
    effects_table,
    hidden_levels,
    importance_table,
    side_by_side_table,
)
from evalkit.views.regression.wording import caution, check, modelled, shown


def regression_blocks(
    examined: Examined,
    labels: Mapping[str, str] | None = None,
    language: Language = "fr",
    *,
    name: str = "regression",
    identifiers: bool = False,
    rows: str = "",
) -> tuple[Block, ...]:
    """Return a regression as headings, sentences, tables and a figure.

    Parameters
    ----------
    examined : Examined
        From `evalkit.stats.regression.examine`.
    labels : mapping of str to str, optional
        What the reader sees of each column; its name where there is none.
    language : {"fr", "en"}
    name : str
        Begins the file names of its tables; give each model of a report its own.
    identifiers : bool
        True where rows are no persons: categories of fewer than five rows are then told too.
    rows : str, optional
        What the rows are, in the plural ("départements"); by default "lignes", "rows".
    """
    known, model, noun = labels or {}, examined.regression, rows or _rows(language)
    outcome, hidden = outcome_label(model, known), hidden_levels(model, identifiers, noun)
    blocks: list[Block] = [
        Heading(3, said("regression.headings.model", language, outcome=outcome)),
        Prose(modelled(model, known, language, noun)),
        *(Notice("warning", caution(each, known, language, noun)) for each in model.cautions),
    ]
    if told := shown(examined, known, language, hidden):
        blocks.append(Bullets(told))
    blocks.append(Notice("note", said("regression.prose.association", language, outcome=outcome, rows=noun)))
    if len(examined.effects):
        blocks.append(effects_table(examined, known, language, name, hidden))
        blocks += _effects_figure(examined, known, language, name, hidden)
    blocks.append(coefficients_table(examined, known, language, name, hidden))
    blocks += _scaled_figure(examined, known, language, name, hidden)
    if examined.importance is not None and len(examined.importance.shares) > 1:
        blocks.append(importance_table(examined.importance, model, known, language, name))
    if checks := examined.diagnosis.checks:
        blocks.append(Heading(4, said("regression.headings.trust", language)))
        blocks.append(Bullets(tuple(check(each, model, known, language, noun) for each in checks)))
    return tuple(blocks)


def comparison_blocks(
    comparison: Comparison,
    labels: Mapping[str, str] | None = None,
    language: Language = "fr",
    *,
    name: str = "regressions",
    identifiers: bool = False,
    rows: str = "",
) -> tuple[Block, ...]:
    """Return several models of one outcome: how well each does, and their coefficients side by side.

    The parameters are those of `regression_blocks`.
    """
    known, noun = labels or {}, rows or _rows(language)
    hidden = {key: hidden_levels(each, identifiers, noun) for key, each in comparison.models.items()}
    outcome = outcome_label(next(iter(comparison.models.values())), known)
    return (
        Heading(3, said("regression.headings.comparison", language, outcome=outcome)),
        comparison_table(comparison, known, language, name),
        side_by_side_table(comparison, known, language, name, hidden),
        *_compared_figure(comparison, known, language, name, hidden),
    )


def refusal_blocks(error: RegressionError, formula: str, language: Language = "fr") -> tuple[Block, ...]:
    """Return why there is no regression, in its place."""
    return (
        Heading(3, said("regression.headings.model", language, outcome=formula.split("~")[0].strip())),
        Notice("warning", error.sentence(language)),
    )


def _rows(language: Language) -> str:
    return said("regression.cells.rows", language)


def _effects_figure(
    examined: Examined, labels: Mapping[str, str], language: Language, name: str, hidden: Hidden
) -> tuple[Figure, ...]:
    """Draw average differences where coefficients are on another scale than the outcome."""
    from evalkit.views.plots import marginal_effects

    model, effects = examined.regression, examined.effects
    if model.family in LINEAR:
        return ()
    shown = effects[[key not in hidden for key in zip(effects["variable"], effects["level"], strict=True)]]
    shown = shown.assign(
        **{key: [level_words(each, language) for each in shown[key]] for key in ("level", "reference")}
    )
    unit = outcome_label(model, labels)
    if model.family in CHANCES:
        scaled = shown[["estimate", "low", "high"]] * 100
        shown, unit = shown.assign(**scaled), said("regression.figure.points", language)
    return _named(
        marginal_effects(shown, labels, confidence=model.confidence, unit=unit, language=language),
        f"{name}_effects_figure",
    )


def _scaled_figure(
    examined: Examined, labels: Mapping[str, str], language: Language, name: str, hidden: Hidden
) -> tuple[Figure, ...]:
    """Draw all coefficients on one scale."""
    from evalkit.views.plots import coefficients

    model, table = examined.regression, examined.standardised
    shown = table[[("", term) not in hidden for term in table.index]]
    drawn = coefficients(
        {"": shown},
        {str(term): term_label(model, str(term), labels, language) for term in shown.index},
        kind="standardised",
        confidence=model.confidence,
        unit=said(f"regression.figure.{_scale(model)}", language, outcome=outcome_label(model, labels)),
        language=language,
    )
    return _named(drawn, f"{name}_coefficients_figure")


def _scale(model: Regression) -> str:
    return {"odds_ratio": "odds", "rate_ratio": "rates"}.get(RATIOS.get(model.family, ""), "linear")


def _compared_figure(
    comparison: Comparison, labels: Mapping[str, str], language: Language, name: str, hidden: Mapping[str, Hidden]
) -> tuple[Figure, ...]:
    from evalkit.views.plots import coefficients

    models = comparison.models
    if len({each.family for each in models.values()}) > 1:
        return ()
    called = {
        str(term): term_label(model, str(term), labels, language)
        for model in models.values()
        for term in model.slopes.index
    }
    confidence = next(iter(models.values())).confidence
    tables = {}
    for key, each in models.items():
        tables[key] = each.slopes[[("", term) not in hidden[key] for term in each.slopes.index]]
    return _named(coefficients(tables, called, confidence=confidence, language=language), f"{name}_figure")


def _named(drawn: Figure | NotEstimable, name: str) -> tuple[Figure, ...]:
    return (replace(drawn, name=name),) if isinstance(drawn, Figure) else ()
