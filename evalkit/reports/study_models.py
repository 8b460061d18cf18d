"""The regressions that the roles of a table ask for, as a part of its report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalkit.multivariate.disclosure import THRESHOLD
from evalkit.multivariate.table import Model, StudyPlan, StudyTable
from evalkit.texts import Language, said
from evalkit.views.blocks import Block, Heading, Notice
from evalkit.views.regression import comparison_blocks, refusal_blocks, regression_blocks

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.regression import Regression

WEIGHTED = ("ols", "logit", "poisson")
"""Families that take weights of rows."""
_WEIGHTS = "weights of the rows"


def model_blocks(table: StudyTable, plan: StudyPlan, language: Language) -> tuple[Block, ...]:
    """Return every regression of a plan, and those of one outcome side by side; nothing where none is asked."""
    if not plan.models:
        return ()
    from evalkit.stats.regression import RegressionError, examine

    blocks: list[Block] = [Heading(2, said("study.page.regressions", language))]
    fitted: dict[str, Regression] = {}
    for number, model in enumerate(plan.models, 1):
        if small := _small_levels(table, model):
            told = {"n": len(small), "formula": model.formula, "found": small, "least": THRESHOLD}
            blocks.append(Notice("note", said("study.page.small_levels", language, **told)))
            continue
        try:
            regression = _fit(table, model)
            examined = examine(regression, seed=plan.seed)
        except RegressionError as error:
            blocks += refusal_blocks(error, model.formula, language)
            continue
        fitted[said("study.page.model", language, number=number, formula=model.formula)] = regression
        name, shown = f"regression_{number}", table.identifiers
        blocks += regression_blocks(examined, table.labels, language, name=name, identifiers=shown, rows=table.rows)
    return (*blocks, *_side_by_side(table, fitted, language))


def _small_levels(table: StudyTable, model: Model) -> tuple[str, ...]:
    """Return the columns of a model of which a level is held by too few persons to be told."""
    from evalkit.stats.regression.formula import read_formula

    if table.identifiers:
        return ()
    frame = _active(table)
    sides = read_formula(model.formula, frame)
    found = []
    for name in dict.fromkeys((*sides.outcome_columns, *sides.columns)):
        levels = frame[name].value_counts()
        as_levels = hasattr(frame[name], "cat") or re.search(rf"\bC\(\s*{re.escape(name)}\b", model.formula)
        if as_levels and (levels[levels > 0] < THRESHOLD).any():
            found.append(table.labels[name])
    return tuple(found)


def _active(table: StudyTable) -> pd.DataFrame:
    return table.frame.loc[~table.frame.index.isin(list(table.supplementary_rows))]


def _fit(table: StudyTable, model: Model) -> Regression:
    """Fit a model to the active rows, with their weights where the family takes some."""
    from evalkit.stats.regression import fit

    frame = _active(table)
    weights = None
    if table.weights is not None and model.family in WEIGHTED:
        frame, weights = frame.assign(**{_WEIGHTS: table.weights.reindex(frame.index)}), _WEIGHTS
    return fit(frame, model.formula, model.family, clusters=model.clusters or None, weights=weights)


def _side_by_side(table: StudyTable, fitted: dict[str, Regression], language: Language) -> list[Block]:
    """Return the comparison of the models of each outcome that has several."""
    from evalkit.stats.regression import compare

    blocks: list[Block] = []
    for number, outcome in enumerate(dict.fromkeys(each.outcome for each in fitted.values()), 1):
        models = {name: each for name, each in fitted.items() if each.outcome == outcome}
        if len(models) > 1:
            blocks += comparison_blocks(
                compare(models),
                table.labels,
                language,
                name=f"regressions_{number}",
                identifiers=table.identifiers,
                rows=table.rows,
            )
    return blocks
