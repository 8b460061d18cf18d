"""The tables of what was measured and found: each number behind the threshold, or the reason for none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evalkit.model.directions import action_directions
from evalkit.reports.exchange.columns import NUMBER, Column, Row, Table, own
from evalkit.reports.exchange.shown import Case
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.exits import CATEGORIES, ExitRates
from evalkit.steps.readings import Reading, readings_of, shares_its_code
from evalkit.steps.results import IndicatorResult

_INDICATOR = (
    Column("indicator_number", "integer", "fields.dossier.indicators", "number_of", missing="never"),
    Column("indicator", "string", "fields.dossier.indicators", "code_of", missing="never"),
)
_PERIOD = (
    Column("start", "date", "fields.measure.start", missing="never"),
    Column("end", "date", "fields.measure.end", missing="never"),
)


def measured_tables() -> tuple[Table, ...]:
    """Return the tables of priorities, directions, readings, progress and exits."""
    return (
        Table("priorities", "fields.dossier.priorities", _PRIORITIES, _priorities),
        Table("action_directions", "exchange.tables.action_directions", _DIRECTIONS, _directions),
        Table("objective_results", "exchange.tables.objective_results", _OBJECTIVES, _objectives),
        Table("readings", "exchange.tables.readings", _READINGS, _readings),
        Table("progress", "exchange.tables.progress", _PROGRESS, _progress),
        Table("series_breaks", "exchange.tables.series_breaks", _BREAKS, _breaks),
        Table("exits", "fields.dossier.exits", _EXITS, _exits),
        Table("exit_rates", "exchange.tables.exit_rates", _RATES, _rates),
    )


def estimated(name: str, words: str, type_: str = "number", unit: str = "") -> tuple[Column, Column]:
    """Return the columns of a number that may be missing, and of the reason."""
    number = Column(name, "integer" if type_ == "integer" else "number", words, unit=unit, missing="reason")
    return number, Column(f"{name}_reason", "string", words, "reason", "reason", missing="none")


def cells_of(name: str, value: float | NotEstimable | None) -> Row:
    """Return a number, or the code of the reason why there is none."""
    if isinstance(value, NotEstimable):
        return {f"{name}_reason": value.reason}
    return {name: value}


_PRIORITIES = (
    Column("partner", "string", "fields.dossier.partners", "code_of", missing="never"),
    Column("objective", "string", "fields.dossier.objectives", "code_of", missing="never"),
    Column("level", "string", own("level"), choices="level", missing="unranked"),
)


def _priorities(case: Case) -> Iterator[Row]:
    for partner, levels in case.evaluation.dossier.priorities.items():
        for objective, level in levels.items():
            yield {"partner": partner, "objective": objective, "level": level}
    for row in case.evaluation.framework.objectives:
        for partner in row.missing:
            yield {"partner": partner, "objective": row.objective.code}


_OBJECTIVES = (
    Column("objective_number", "integer", "fields.dossier.objectives", "number_of", missing="never"),
    Column("objective", "string", "fields.dossier.objectives", "code_of", missing="never"),
    Column("priority", "boolean", own("priority"), missing="never"),
    Column("level_gap", "integer", own("level_gap"), missing="none"),
)


def _objectives(case: Case) -> Iterator[Row]:
    for number, row in enumerate(case.evaluation.framework.objectives, start=1):
        yield {
            "objective_number": number,
            "objective": row.objective.code,
            "priority": row.priority,
            "level_gap": row.gap,
        }


_DIRECTIONS = (
    Column("action_number", "integer", "fields.dossier.actions", "number_of", missing="never"),
    Column("direction", "string", own("direction"), choices="direction3", missing="never"),
)


def _directions(case: Case) -> Iterator[Row]:
    dossier = case.evaluation.dossier
    for number, action in enumerate(dossier.actions, start=1):
        for direction in action_directions(dossier, action):
            yield {"action_number": number, "direction": direction}


_READINGS = (
    *_INDICATOR,
    NUMBER,
    *_PERIOD,
    Column("respondent", "string", "fields.measure.respondent", missing="never"),
    Column("subgroup", "string", "fields.measure.subgroup", missing="none"),
    *estimated("value", own("value"), unit="indicator"),
    Column("unit", "string", "fields.indicator.unit"),
    Column("numerator", "integer", "fields.measure.numerator", unit="count", missing="hidden"),
    Column("denominator", "integer", "fields.measure.denominator", unit="count", missing="hidden"),
    Column("low", "number", own("low"), unit="percent", missing="hidden"),
    Column("high", "number", own("high"), unit="percent", missing="hidden"),
    Column("stated", "string", own("stated"), missing="hidden"),
    Column("stated_minimum", "number", own("stated"), "minimum", unit="indicator", missing="hidden"),
    Column("stated_maximum", "number", own("stated"), "maximum", unit="indicator", missing="hidden"),
    Column("text", "string", "fields.measure.text", missing="hidden"),
    Column("n", "integer", "fields.measure.n", unit="people", missing="hidden"),
    Column("provisional", "boolean", "fields.measure.provisional", missing="never"),
    Column("proof", "string", "fields.measure.proof", missing="hidden"),
    Column("hidden", "boolean", own("hidden"), missing="never"),
)


def _readings(case: Case) -> Iterator[Row]:
    dossier = case.evaluation.dossier
    for number, indicator in enumerate(dossier.indicators, start=1):
        if shares_its_code(dossier, indicator):  # nothing says which one a measure is of, nor what protects it
            continue
        for reading in readings_of(dossier, indicator):
            keys: Row = {"indicator_number": number, "indicator": indicator.code, "unit": indicator.unit}
            yield {**keys, **_reading(reading)}


def _reading(reading: Reading) -> Row:
    row: dict[str, object] = {
        "number": int(reading.path[1]) + 1,
        "start": reading.start,
        "end": reading.end,
        "respondent": reading.respondent,
        "subgroup": reading.subgroup,
        **cells_of("value", reading.value),
        "provisional": reading.provisional,
        "hidden": reading.hidden,
    }
    return row if reading.hidden else {**row, **_beside(reading)}


def _beside(reading: Reading) -> Row:
    """Return what stands beside a value that is shown."""
    stated = reading.stated
    return {
        **(share_cells(reading.share) if reading.share else {}),
        "stated": stated.raw if stated else None,
        "stated_minimum": stated.minimum if stated else None,
        "stated_maximum": stated.maximum if stated else None,
        "text": reading.text,
        "n": reading.n,
        "proof": reading.proof,
    }


def share_cells(share: Proportion) -> Row:
    """Return the counts of a share and its interval in per cent."""
    counts = {"numerator": share.numerator, "denominator": share.denominator}
    return {**counts, "low": 100 * share.low, "high": 100 * share.high}


_PROGRESS = (
    *_INDICATOR,
    Column("latest_start", "date", own("latest_start"), missing="none"),
    Column("latest_end", "date", own("latest_end"), missing="none"),
    Column("outdated", "boolean", own("outdated"), missing="never"),
    *estimated("value", own("latest_value"), unit="indicator"),
    *estimated("change", own("change"), unit="indicator"),
    *estimated("progress", own("progress"), unit="part"),
    Column("status", "string", own("status"), choices="status", missing="never"),
    Column("strength", "string", own("strength"), choices="strength", missing="never"),
    *estimated("gap", own("gap"), unit="indicator"),
)


def _progress(case: Case) -> Iterator[Row]:
    for number, result in enumerate(case.evaluation.results.indicators, start=1):
        latest: Any = result.latest[0] if result.latest else None
        yield {
            "indicator_number": number,
            "indicator": result.indicator.code,
            "latest_start": latest.start if latest else None,
            "latest_end": latest.end if latest else None,
            "outdated": result.outdated,
            **cells_of("value", result.value),
            **cells_of("change", result.change),
            **cells_of("progress", result.progress),
            "status": result.status,
            "strength": result.strength,
            **cells_of("gap", _gap(result)),
        }


def _gap(result: IndicatorResult) -> float | NotEstimable:
    if result.views is not None and result.latest:
        return result.views.gap
    return not_estimable("one_view" if result.latest else "not_measured")


_BREAKS = (
    *_INDICATOR,
    Column("date", "date", "fields.break.date", missing="never"),
    Column("reason", "string", own("break_reason"), missing="never"),
)


def _breaks(case: Case) -> Iterator[Row]:
    for number, result in enumerate(case.evaluation.results.indicators, start=1):
        for day, reason in result.breaks:
            yield {
                "indicator_number": number,
                "indicator": result.indicator.code,
                "date": day,
                "reason": reason,
            }


_EXITS = (
    NUMBER,
    *_PERIOD,
    *estimated("retained", own("retained"), "integer", "people"),
    *(Column(name, "integer", f"fields.exits.{name}", unit="people", missing="hidden") for name in CATEGORIES),
    *estimated("withdrawn", "fields.exits.withdrawn", "integer", "people"),
    Column("perimeter", "string", "fields.exits.perimeter"),
    Column("source", "string", "fields.exits.source"),
)


def _exits(case: Case) -> Iterator[Row]:
    for each in case.evaluation.results.exits:
        stated = case.evaluation.dossier.exits[int(each.path[1])]
        yield {
            **_exit_keys(each, "number"),
            **cells_of("retained", each.retained),
            **{name: None if isinstance(n, NotEstimable) else n for name, n in each.categories.items()},
            **cells_of("withdrawn", _withdrawn(stated.withdrawn, case.evaluation.dossier.disclosure_threshold)),
            "perimeter": stated.perimeter,
            "source": stated.source,
        }


def _exit_keys(each: ExitRates, number: str) -> Row:
    return {number: int(each.path[1]) + 1, "start": each.start, "end": each.end}


def _withdrawn(withdrawn: int | None, threshold: int) -> int | NotEstimable:
    if withdrawn is None:
        return not_estimable("no_value")
    return withdrawn if withdrawn >= threshold else not_estimable("disclosure", threshold=threshold)


_RATES = (
    Column("exits_number", "integer", "fields.dossier.exits", "number_of", missing="never"),
    *_PERIOD,
    Column("rate", "string", "fields.indicator.exit_rate", choices="exit_rate", missing="never"),
    *estimated("value", own("rate_value"), unit="percent"),
    Column("numerator", "integer", "fields.measure.numerator", unit="people", missing="hidden"),
    Column("denominator", "integer", "fields.measure.denominator", unit="people", missing="hidden"),
    Column("low", "number", own("low"), unit="percent", missing="hidden"),
    Column("high", "number", own("high"), unit="percent", missing="hidden"),
)


def _rates(case: Case) -> Iterator[Row]:
    for each in case.evaluation.results.exits:
        for name, rate in each.rates.items():
            keys = {**_exit_keys(each, "exits_number"), "rate": name}
            if isinstance(rate, NotEstimable):
                yield {**keys, **cells_of("value", rate)}
            else:
                yield {**keys, "value": 100 * rate.value, **share_cells(rate)}
