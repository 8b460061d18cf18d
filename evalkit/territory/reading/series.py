"""Figures by zone and period: localised unemployment, job seekers, headcounts; one column per period or one row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from evalkit.errors import EvalkitError, Problem, problem
from evalkit.sources.shown import short
from evalkit.territory.levels import Level
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import (
    category_columns,
    edition_column,
    name_column,
    normal,
    period_column,
    period_of,
    zoning_of,
)
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable
from evalkit.territory.reading.zones import figure_columns, out_of_range, zone_of
from evalkit.territory.table import REASONS, Variable, ZoneSeries, ZoneTable, reasons_of
from evalkit.territory.variables import named, quoted, series_name

_UNEMPLOYMENT = re.compile(r"txcho|taux de ch[oô]mage", re.IGNORECASE)


_ALWAYS_ONE = frozenset(("type_de_donnees", "champ", "anciennete", "tranche_d_heures_travaillees"))
_WHOLE = "total"
NO_PERIOD = "-"
"""Stands for the only period of a file that does not say it."""


def by_category(raw: RawTable, level: Level | None, vintage: str | None, variables: Sequence[Variable], source: str
                ) -> ZoneTable:  # fmt: skip
    """Read a table with one row per zone and category (population by age and sex): a column for each category."""
    table = series_of(raw, level, variables, source).at(NO_PERIOD)
    names = {each: each.removesuffix(f"_{NO_PERIOD}") for each in table.frame.columns}
    dated = tuple(replace(each, name=names[each.name], vintage=vintage) for each in table.variables)
    return replace(table, frame=table.frame.rename(columns=names), missing=table.missing.rename(columns=names),
                   variables=dated)  # fmt: skip


def wide_periods(raw: RawTable) -> list[str]:
    """Return the columns that are periods."""
    return [each for each in raw.columns if period_of(each)]


def series_of(raw: RawTable, level: Level | None, variables: Sequence[Variable], source: str) -> ZoneSeries:
    """Read a table of zones and periods; raises as `read_series` does."""
    level, column = zone_of(raw, level)
    wide = wide_periods(raw)
    codes = codes_of_rows(raw, column, level, (raw.frame[wide] == "").all(axis=1) if wide else None)
    if codes.problems:
        raise EvalkitError(codes.problems)
    long, problems = (_melted if len(wide) > 1 else _long)(raw, codes.codes)
    long, twice = _each_once(raw, long)
    if problems := [*problems, *twice]:
        raise EvalkitError(problems)
    kinds = {each.name: each for each in variables}
    frames: dict[str, pd.DataFrame] = {}
    missing: dict[str, pd.DataFrame] = {}
    found: list[Variable] = []
    zones = pd.Index(sorted(long["zone"].unique()))
    for name, part in long.groupby("variable", sort=False):
        values = part.pivot(index="zone", columns="period", values="value").reindex(zones)
        reasons = part.pivot(index="zone", columns="period", values="reason").reindex_like(values)
        # A pair of zone and period that no row has is missing; a figure has -1.
        codes_there = reasons.fillna(REASONS.index("not_in_file")).to_numpy(dtype=np.int8)
        frames[str(name)], missing[str(name)] = values, reasons_of(codes_there, values)
        variable = kinds.get(str(name)) or named(str(name))
        found.append(replace(variable, source=variable.source or source or quoted(str(name), raw.file, series=True)))
    notes = (*raw.notes, *codes.notes, *_editions(raw), *_unknown(raw, found))
    names = _names(raw, level, codes.codes, zones)
    return ZoneSeries(level, frames, missing, tuple(found), names, notes, raw.file, zoning_of(column))


def _melted(raw: RawTable, codes: pd.Series) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one row per zone and period, of a table with one column per period."""
    said = bool(_UNEMPLOYMENT.search(f"{raw.sheet} {raw.titles}"))
    # Two such files in a folder are two figures: what is not said is called after its sheet or file.
    own = normal(raw.sheet or raw.file.rsplit("/", 1)[-1].split(".")[0])
    name, there = "taux_chomage" if said else own or "value", codes.notna().to_numpy()
    variable = named(name)
    parts, problems = [], []
    for column in wide_periods(raw):
        numbers = raw.numbers(column)
        problems += _wrong(raw, column, [row for row in numbers.wrong if there[row]])
        problems += out_of_range(raw, variable, numbers.values, there, column)
        parts.append(
            pd.DataFrame({"zone": codes, "period": period_of(column), "variable": name, "value": numbers.values,
                          "reason": numbers.reasons, "row": range(len(codes))})[there]
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True), problems[:MOST_PROBLEMS]


def _long(raw: RawTable, codes: pd.Series) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one row per zone, period and variable, of a table with one row per zone and period."""
    there = codes.notna().to_numpy()
    periods, problems = _periods(raw, there)
    category = _categories(raw)
    parts = []
    for name in figure_columns(raw):
        numbers = raw.numbers(name)
        problems += _wrong(raw, name, [row for row in numbers.wrong if there[row]])
        problems += out_of_range(raw, replace(named(series_name(name)), name=name), numbers.values, there)
        variable: Any = series_name(name) + ("" if category is None else category)
        parts.append(pd.DataFrame({"zone": codes, "period": periods, "variable": variable, "value": numbers.values,
                                   "reason": numbers.reasons, "row": range(len(codes))})[there])  # fmt: skip
    if not parts:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_figures")])
    return pd.concat(parts, ignore_index=True), problems[:MOST_PROBLEMS]


def _periods(raw: RawTable, there: np.ndarray) -> tuple[pd.Series, list[Problem]]:
    """Return the period of each row; one for all where only categories part the rows."""
    column = period_column(raw.columns)
    if column is None and category_columns(raw.columns):
        return pd.Series(NO_PERIOD, index=raw.frame.index, dtype=str), []
    if column is None:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_period")])
    texts = raw.frame[column]
    periods = texts.map({each: period_of(each) for each in texts.unique()})
    wrong = np.flatnonzero(periods.isna() & there)[:MOST_PROBLEMS]
    return periods, [
        problem(raw.place(row, column), column, "territory.wrong_period", found=short(texts.iloc[row])) for row in wrong
    ]


def _categories(raw: RawTable) -> pd.Series | None:
    columns = [each for each in category_columns(raw.columns) if each in raw.frame]
    if not columns:
        return None
    joined = pd.Series("", index=raw.frame.index, dtype=str)
    for each in columns:
        own = raw.frame[each]
        # What all rows share, and what is no part, tells nothing apart.
        if normal(each) not in _ALWAYS_ONE or own.nunique() > 1:
            joined = joined + ("_" + own).where(own.str.casefold() != _WHOLE, "")
    return joined


def _wrong(raw: RawTable, column: str, rows: Sequence[int]) -> list[Problem]:
    return [
        problem(raw.place(row, column), column, "territory.no_number", found=short(raw.frame[column].iloc[row]))
        for row in rows[:MOST_PROBLEMS]
    ]


def _each_once(raw: RawTable, long: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return one row per zone, period and variable: of several, one with a figure; tell figures that differ."""
    keys = ["zone", "period", "variable"]
    if not long.duplicated(keys).any():
        return long, []
    filled = long.sort_values("value", na_position="last", kind="stable", key=pd.isna)
    once = filled.drop_duplicates(keys)
    differ = filled.dropna(subset=["value", "period"]).drop_duplicates([*keys, "value"])
    again = differ[differ.duplicated(keys)].sort_values("row", kind="stable").drop_duplicates(["zone", "period"])
    return once.sort_index(), [
        problem(raw.place(row), str(variable), "territory.period_twice", found=zone, period=period)
        for zone, period, variable, row in again[[*keys, "row"]].head(MOST_PROBLEMS).itertuples(index=False)
    ]


def _editions(raw: RawTable) -> list[Problem]:
    """Tell a series that joins several editions: a revision may look like a change."""
    column = edition_column(raw.columns)
    editions = tuple(sorted(raw.frame[column].unique())) if column in raw.frame else ()
    return (
        [problem(raw.place(-1, column), str(column), "territory.editions", found=editions)] if len(editions) > 1 else []
    )


def _unknown(raw: RawTable, variables: Sequence[Variable]) -> list[Problem]:
    unknown = tuple(each.name for each in variables if each.kind == "unknown")
    values = {"n": len(unknown), "found": unknown[:MOST_PROBLEMS]}
    return [problem(raw.place(-1), "", "territory.unknown_kinds", **values)] if unknown else []


def _names(raw: RawTable, level: Level, codes: pd.Series, zones: pd.Index) -> pd.Series:
    column = name_column(raw.columns, level)
    if column is None or column not in raw.frame:
        return pd.Series("", index=zones, dtype=str)
    named_rows = pd.Series(raw.frame[column].to_numpy(), index=pd.Index(codes))
    return named_rows[~named_rows.index.duplicated()].reindex(zones).fillna("")
