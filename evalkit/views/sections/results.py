"""Step 3, *résultats*: what the indicators show, read side by side and never summed into a mark."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.texts import Language, say
from evalkit.views import prose
from evalkit.views.blocks import Block, Prose
from evalkit.views.figures.crossed import crossed_views_figure
from evalkit.views.figures.exits import exits_figure
from evalkit.views.figures.progress import progress_figure
from evalkit.views.figures.trend import trend_figure
from evalkit.views.sections.parts import drawn, heading, or_reason, paragraph
from evalkit.views.tables import results as tables
from evalkit.views.tables.sheets import indicator_sheets_table
from evalkit.views.tables.trend import trend_table


def results(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return step 3 whole."""
    return (
        heading("results", language, 2),
        paragraph(language, "results_question", *(["how_to_read"] if evaluation.results.indicators else [])),
        *indicators(evaluation, review, language),
        *criteria(evaluation, review, language),
        *crossed_views(evaluation, review, language),
        *trend(evaluation, review, language),
        *exits(evaluation, review, language),
        *findings(evaluation, review, language),
        *effects(evaluation, review, language),
    )


def indicators(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the indicators against their baseline and target, and their breakdowns."""
    if not evaluation.results.indicators:
        return (heading("indicators", language), paragraph(language, "no_indicator"))
    breakdowns = tables.breakdowns_table(evaluation, language)
    caution = prose.causes_caution(evaluation, language)
    return (
        heading("indicators", language),
        drawn(progress_figure, evaluation, language),
        tables.indicators_table(evaluation, language),
        *((Prose((caution,)),) if caution else ()),
        *((breakdowns,) if breakdowns.rows else ()),
        indicator_sheets_table(evaluation, language),
    )


def criteria(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return objectives and criteria with the spread of their indicators and the evaluator's own conclusion."""
    if not evaluation.results.criteria:
        return (heading("criteria", language), paragraph(language, "no_criteria"))
    return (
        heading("criteria", language),
        paragraph(language, "spread_only"),
        or_reason(tables.objectives_results_table(evaluation, language), "no_objective", language),
        tables.criteria_table(evaluation, language),
    )


def crossed_views(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return each respondent's answer on the same indicator, side by side."""
    table = tables.crossed_views_table(evaluation, language)
    if not table.rows:
        return (heading("crossed_views", language), paragraph(language, "no_crossed_view"))
    return (heading("crossed_views", language), drawn(crossed_views_figure, evaluation, language), table)


def trend(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the series of indicators read over several periods, cut where their definition changed."""
    table = trend_table(evaluation, language)
    if not table.rows:
        return (heading("trend", language), paragraph(language, "no_trend"))
    return (heading("trend", language), drawn(trend_figure, evaluation, language), table)


def exits(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the exits by category and the sector's four named rates."""
    if not evaluation.results.exits:
        return (heading("exits", language), paragraph(language, "no_exits"))
    return (
        heading("exits", language),
        drawn(exits_figure, evaluation, language),
        tables.exits_table(evaluation, language),
        tables.exit_rates_table(evaluation, language),
    )


def findings(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the findings by recipient."""
    table = tables.findings_table(evaluation, language)
    if not table.rows:
        return (heading("findings", language), paragraph(language, "no_finding"))
    told = Prose((say("prose.findings_repeated", language, n=len(table.rows)),))
    return (heading("findings", language), told, table)


def effects(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the effects: positive, negative, unexpected, looked for or not said."""
    told = any(evaluation.results.effects.values()) or evaluation.results.looked_for
    table = tables.effects_table(evaluation, language) if told else paragraph(language, "no_effect")
    return (heading("effects", language), table)
