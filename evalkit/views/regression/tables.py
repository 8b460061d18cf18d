"""Tables of a regression: average differences, coefficients, importance, models side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalkit.stats.regression.comparison import Comparison
from evalkit.stats.regression.examine import Examined
from evalkit.stats.regression.families import LINEAR
from evalkit.stats.regression.importance import Importance
from evalkit.stats.regression.results import RATIOS, Regression
from evalkit.texts import Language, said
from evalkit.views.blocks import Column, Table
from evalkit.views.numbers import number, percent
from evalkit.views.regression.labels import (
    between,
    difference,
    figure,
    interval,
    joined_labels,
    level_label,
    level_words,
    outcome_label,
    p_cell,
    p_words,
    term_label,
)
from evalkit.views.tables.build import Cell

THRESHOLD = 5
"""Rows below which a category is not told apart where rows are persons."""
CHANCES = ("logit", "ordinal")
_TESTS = {"F": "F", "chi2": "χ²"}
_BOUNDS, _P = "interval low#~ high#~", "p# p_corrected#"


@dataclass(frozen=True)
class Hidden:
    """What is told of too few rows, (variable, level) and ("", name) for a column of the design; and the rows' noun."""

    keys: frozenset[tuple[str, str]]
    rows: str

    def __contains__(self, key: object) -> bool:
        return key in self.keys


def effects_table(
    examined: Examined, labels: Mapping[str, str], language: Language, name: str, hidden: Hidden
) -> Table:
    """Return what each predictor goes with on average, on the outcome's own scale."""
    model = examined.regression
    chance, ordinal = model.family in CHANCES, model.family == "ordinal"
    rows = []
    for _, each in examined.effects.iterrows():
        level, reference = (level_words(each[key], language) for key in ("level", "reference"))
        label = level_label(labels.get(each["variable"], each["variable"]), level, reference, language)
        is_hidden = (each["variable"], each["level"]) in hidden
        figures = _hidden(hidden, language, 6) if is_hidden else _difference(each, chance, language)
        rows.append([(label, _code(each)), *([each["outcome"]] if ordinal else []), *figures])
    columns = f"term {'outcome_level ' if ordinal else ''}{'points' if chance else 'difference'}# {_BOUNDS} {_P}"
    notes = [said(f"regression.notes.{key}", language) for key in (["effects", "points"] if chance else ["effects"])]
    return _table("effects", name, model, labels, language, columns, rows, notes)


def _code(effect: pd.Series) -> str:
    return f"{effect['variable']}[{effect['level']}]" if effect["level"] else str(effect["variable"])


def _difference(effect: pd.Series, chance: bool, language: Language) -> list[Cell]:
    scale = 100 if chance else 1
    estimate, low, high = (scale * float(effect[key]) for key in ("estimate", "low", "high"))
    return [
        (difference(estimate, language), estimate),
        interval(low, high, language),
        (figure(low, language), low),
        (figure(high, language), high),
        _p(effect["p"], language),
        _p(effect["p_corrected"], language),
    ]


def _p(value: float, language: Language) -> Cell:
    if np.isnan(value):
        return said("regression.cells.not_asked", language), None
    return p_cell(float(value), language), float(value)


def _hidden(hidden: Hidden, language: Language, count: int) -> list[Cell]:
    return [(said("regression.cells.small", language, threshold=THRESHOLD, rows=hidden.rows), None)] * count


def hidden_levels(model: Regression, identifiers: bool, rows: str) -> Hidden:
    """Return what must not be told apart where rows are persons; nothing where they are none."""
    if identifiers:
        return Hidden(frozenset(), rows)
    design = model.rows.design
    found = {("", name) for name, size in model.sizes.items() if size < THRESHOLD}
    for name in [name for _, name in found if name != "Intercept"]:
        parts = design.parts[design.names.index(name)]
        if len(parts) == 1:
            found.add((parts[0].variable, parts[0].level or "1"))
    return Hidden(frozenset(found | {("", name) for name in _small_cells(model)}), rows)


def _small_cells(model: Regression) -> set[str]:
    """Return the columns of the design that rest on a cell of few rows where categories cross.

    A crossing rests on the rows that it marks. A category that is crossed with others rests on its rows that no
    crossing marks: those at the reference of the others.
    """
    design = model.rows.design
    marks = dict(zip(design.names, (design.matrix != 0).T, strict=True))
    parting = [name for name in model.sizes if name != "Intercept"]
    parts = {name: frozenset(each) for name, each in zip(design.names, design.parts, strict=True)}
    small = {name for name in design.names if len(parts[name]) > 1 and marks[name].sum() < THRESHOLD}
    for name in parting:
        if finer := [marks[other] for other in parting if parts[name] < parts[other]]:
            alone = int((marks[name] & ~np.any(finer, axis=0)).sum())
            small |= {name} if 0 < alone < THRESHOLD else set()
    return small


def coefficients_table(
    examined: Examined, labels: Mapping[str, str], language: Language, name: str, hidden: Hidden
) -> Table:
    """Return the coefficients with their errors, ratios where they mean something, and standardised effects."""
    model = examined.regression
    ratio = RATIOS.get(model.family)
    rows = []
    for term, each in model.coefficients.iterrows():
        known = _coefficient(each, ratio, examined, str(term), language)
        figures = _hidden(hidden, language, len(known)) if ("", term) in hidden else known
        rows.append([(term_label(model, str(term), labels, language), term), *figures])
    ratios = f"{ratio}# " if ratio else ""
    columns = f"term estimate# {_BOUNDS} standard_error# statistic#~ {ratios}standardised# {_P}"
    notes = [said(f"regression.notes.{key}", language, outcome=outcome_label(model, labels)) for key in _notes(model)]
    return _table("coefficients", name, model, labels, language, columns, rows, notes)


def _notes(model: Regression) -> list[str]:
    notes = ["ordinal"] if model.family == "ordinal" else []
    notes.append("standardised_linear" if model.family in LINEAR else "standardised")
    if model.family in RATIOS:
        notes.append("odds" if RATIOS[model.family] == "odds_ratio" else "rates")
    return notes


def _coefficient(each: pd.Series, ratio: str | None, examined: Examined, term: str, language: Language) -> list[Cell]:
    estimate, low, high = (float(each[key]) for key in ("estimate", "low", "high"))
    cells: list[Cell] = [
        (figure(estimate, language), estimate),
        interval(low, high, language),
        (figure(low, language), low),
        (figure(high, language), high),
        (figure(float(each["standard_error"]), language), float(each["standard_error"])),
        (figure(float(each["statistic"]), language), float(each["statistic"])),
    ]
    none: Cell = (said("regression.cells.not_asked", language), None)
    if ratio:
        value = float(np.exp(estimate))
        cells.append(none if term == "Intercept" else (figure(value, language), value))
    if term in examined.standardised.index:
        scaled = float(examined.standardised["estimate"][term])
        cells.append((difference(scaled, language), scaled))
    else:
        cells.append(none)
    return [*cells, _p(each["p"], language), _p(each["p_corrected"], language)]


def importance_table(
    found: Importance, model: Regression, labels: Mapping[str, str], language: Language, name: str
) -> Table:
    """Return how the R² is shared."""
    drawn = "low" in found.shares
    rows: list[list[Cell]] = []
    for predictor, each in found.shares.iterrows():
        label = joined_labels(str(predictor), labels)
        row: list[Cell] = [
            (label, predictor),
            (number(each["share"], language, 3), float(each["share"])),
            (percent(each["percentage"], language), float(each["percentage"])),
        ]
        if drawn:
            low, high = float(each["low"]), float(each["high"])
            first, last = number(low, language, 3), number(high, language, 3)
            row += [between(first, last, language), (first, low), (last, high)]
        rows.append(row)
    notes = [said("regression.notes.importance", language)]
    if drawn:
        confidence = percent(100 * found.confidence, language)
        notes.append(said("regression.notes.importance_interval", language, confidence=confidence, n=found.draws))
    columns = "term share# percentage#" + (f" {_BOUNDS}" if drawn else "")
    return _table("importance", name, model, labels, language, columns, rows, notes)


def comparison_table(comparison: Comparison, labels: Mapping[str, str], language: Language, name: str) -> Table:
    """Return how well each model does, and what it adds to the one before."""
    table = comparison.table
    kept = [key for key in ("r_squared", "adjusted_r_squared", "mcfadden", "icc") if table[key].notna().any()]
    rows: list[list[Cell]] = []
    for i, (model, each) in enumerate(table.iterrows()):
        row: list[Cell] = [str(model), (said(f"regression.families.{each['family']}", language), each["family"])]
        row += [(number(each[key], language, 0), int(each[key])) for key in ("n", "parameters")]
        row += [_quality(each[key], 3, language) for key in kept]
        row += [_quality(each[key], 1, language) for key in ("aic", "bic")]
        rows.append([*row, _gain(each, i, language), _p(each["p"], language)])
    notes = [said("regression.notes.comparison", language)]
    if others := [str(each) for each in table.index[~table["same_rows"]]]:
        notes.append(said("regression.notes.other_rows", language, models=", ".join(others)))
    columns = f"model family n# parameters# {''.join(f'{key}# ' for key in kept)}aic# bic# test p#~"
    return _table("comparison", name, next(iter(comparison.models.values())), labels, language, columns, rows, notes)


def _quality(value: float, shown: int, language: Language) -> Cell:
    if np.isnan(value):
        return said("regression.cells.not_asked", language), None
    return number(float(value), language, shown), float(value)


def _gain(each: pd.Series, place: int, language: Language) -> Cell:
    if not each["test"]:
        return said(f"regression.cells.{'not_nested' if place else 'first_model'}", language), None
    return said("regression.cells.gain", language, p=p_words(each["p"], language), test=_TESTS[each["test"]])


def side_by_side_table(
    comparison: Comparison,
    labels: Mapping[str, str],
    language: Language,
    name: str,
    hidden: Mapping[str, Hidden],
) -> Table:
    """Return the coefficients of all models, a column for each; `hidden` has what is hidden of each."""
    models = comparison.models
    terms = list(dict.fromkeys(term for each in models.values() for term in each.coefficients.index))
    rows: list[list[Cell]] = []
    for term in terms:
        holder = next(each for each in models.values() if term in each.coefficients.index)
        sides = [_side(each, term, hidden[key], language) for key, each in models.items()]
        rows.append([(term_label(holder, term, labels, language), term), *sides])
    keys = {f"model_{i + 1}": model for i, model in enumerate(models)}
    first = next(iter(models.values()))
    columns = " ".join(["term", *(f"{key}#" for key in keys)])
    return _table("side_by_side", name, first, labels, language, columns, rows, [], keys)


def _side(model: Regression, term: str, hidden: Hidden, language: Language) -> Cell:
    if term not in model.coefficients.index:
        return said("regression.cells.not_in_model", language), None
    if ("", term) in hidden:
        return _hidden(hidden, language, 1)[0]
    estimate, low, high = (float(model.coefficients[key][term]) for key in ("estimate", "low", "high"))
    shown = {key: figure(value, language) for key, value in (("estimate", estimate), ("low", low), ("high", high))}
    return said("regression.cells.side", language, **shown), estimate


def _table(
    kind: str,
    name: str,
    model: Regression,
    labels: Mapping[str, str],
    language: Language,
    columns: str,
    rows: Iterable[Sequence[Cell]],
    notes: Iterable[str],
    headings: Mapping[str, str] | None = None,
) -> Table:
    """Put a table together; `columns` as in `evalkit.views.tables.build.table`."""
    kept = [tuple(row) for row in rows]
    return Table(
        name=f"{name}_{kind}",
        caption=said(f"regression.captions.{kind}", language, outcome=outcome_label(model, labels)),
        columns=tuple(_column(key, language, headings or {}) for key in columns.split()),
        rows=tuple(tuple(cell if isinstance(cell, str) else cell[0] for cell in row) for row in kept),
        values=tuple(tuple(_plain(cell) for cell in row) for row in kept),
        notes=tuple(notes),
    )


def _plain(cell: Cell) -> object:
    """Return the value for CSV, or the words that stand where there is none: no cell is empty."""
    if isinstance(cell, str):
        return cell
    return cell[0] if cell[1] is None else cell[1]


def _column(key: str, language: Language, headings: Mapping[str, str]) -> Column:
    name = key.rstrip("#~")
    label = headings[name] if name in headings else said(f"regression.columns.{name}", language)
    return Column(name, label, "number" if "#" in key else "text", not key.endswith("~"))
