"""Tables with one row per zone and one column per figure: comparateur, dossier complet, Filosofi, population by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from evalkit.errors import EvalkitError, Problem, problem
from evalkit.sources.shown import short
from evalkit.territory.levels import LEVELS, Level
from evalkit.territory.reading.cities import without_arrondissements
from evalkit.territory.reading.codes import Codes, codes_of_rows, level_by_codes
from evalkit.territory.reading.headings import (
    INSEE_LEVELS,
    is_attribute,
    is_geography,
    name_column,
    normal,
    zone_columns,
    zoning_of,
)
from evalkit.territory.reading.numbers import Numbers, looks_grouped, looks_numeric
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable
from evalkit.territory.table import Variable, ZoneTable, reasons_of
from evalkit.territory.variables import described, is_known, is_timeless, limits_of, parts_among, quoted
from evalkit.territory.words import level_words

MOST_IMPOSSIBLE = 0.01
"""A part that exceeds its whole in more of the zones is no rounding: values stand in the wrong rows or columns."""
_GENERAL = "codgeo"
Vintage = str | Mapping[str, str] | None


def zones_of(
    raw: RawTable, level: Level | None, vintage: Vintage, variables: Sequence[Variable], source: str
) -> ZoneTable:
    """Read a table with one row per zone; raises as `read_zones` does."""
    raw = of_one_level(raw, level)
    level, column = zone_of(raw, level)
    figures = figure_columns(raw)
    blank = (raw.frame[figures] == "").all(axis=1)
    codes = codes_of_rows(raw, column, level, blank)
    numbers, wrong = _figures(raw, figures, codes)
    kinds = {each.name: each for each in variables}
    described_all = [kinds.get(name) or described(name, raw.labels.get(name, "")) for name in figures]
    there = codes.codes.notna().to_numpy()
    outside = [fault for each in described_all for fault in out_of_range(raw, each, numbers[each.name].values, there)]
    if problems := [*codes.problems, *_twice(raw, column, codes.codes), *wrong, *outside[:MOST_PROBLEMS]]:
        raise EvalkitError(problems)
    dated, notes = _dated(raw, described_all, vintage, source)
    rows = codes.codes.notna().to_numpy()
    frame = pd.DataFrame({name: each.values[rows] for name, each in numbers.items()}, index=pd.Index(codes.codes[rows]))
    reasons = (
        np.column_stack([each.reasons[rows] for each in numbers.values()]) if numbers else np.empty((len(frame), 0))
    )
    names = _names(raw, level, frame.index, rows)
    table = _sorted(level, frame, tuple(dated), reasons, names, (*raw.notes, *codes.notes, *notes))
    rounded = {name: each.rounded for name, each in numbers.items() if each.rounded}
    table = without_arrondissements(table, rounded, raw.place(0, column)) if level == "commune" else table
    return replace(
        table,
        file=raw.file,
        zoning=zoning_of(column),
        notes=(*table.notes, *_rounded(raw, rounded), *_impossible(raw, table)),
    )


def of_one_level(raw: RawTable, level: Level | None) -> RawTable:
    """Return the rows of one level of a table of several (``NIVGEO``): the level asked for, else the smallest."""
    column = next((each for each in raw.frame.columns if normal(each) == "nivgeo"), None)
    if column is None:
        return raw
    own = raw.frame[column].str.upper()
    there = [each for each in INSEE_LEVELS if (own == each).any()]
    kept = next((each for each in there if level in (None, INSEE_LEVELS[each])), None)
    if kept is None or (others := own[~own.isin([kept, "ARM"])]).empty:
        return raw
    values = {"kept": kept, "n": len(others), "found": tuple(sorted(set(others)))}
    told = problem(raw.place(-1, column), column, "territory.other_levels", **values)
    return replace(raw, frame=raw.frame[~raw.frame.index.isin(others.index)], notes=(*raw.notes, told))


def zone_of(raw: RawTable, level: Level | None) -> tuple[Level, str]:
    """Return the level of a table's rows, and the column of their codes; the finest level if there are several.

    Raises
    ------
    EvalkitError
        When no column holds the codes of the level, or a general heading does not tell of which level its codes are.
    """
    found = zone_columns(raw.columns)
    if "commune" in found and normal(found["commune"]) == _GENERAL:
        general = found.pop("commune")
        seen = level or level_by_codes(raw.frame[general])
        if seen is None:
            raise EvalkitError([problem(raw.place(-1, general), general, "territory.which_level")])
        return seen, general
    if level is not None and level not in found:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_zone_column", level=level_words(level))])
    if not found:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_headings")])
    chosen = next(each for each in LEVELS if each in found) if level is None else level
    return chosen, found[chosen]


def figure_columns(raw: RawTable) -> list[str]:
    """Return the columns that hold figures: neither geography nor words."""
    columns = [each for each in raw.frame.columns if not each.startswith("#")]
    columns = [each for each in columns if not is_geography(each) and not is_attribute(each)]
    # What evalkit knows to be figures is never passed over for words, however many of its cells are damaged.
    return [each for each in columns if is_known(each) or looks_numeric(raw.frame[each])]


def _figures(raw: RawTable, figures: Sequence[str], codes: Codes) -> tuple[dict[str, Numbers], list[Problem]]:
    numbers: dict[str, Numbers] = {}
    problems: list[Problem] = []
    there = codes.codes.notna().to_numpy()
    for name in figures:
        numbers[name] = raw.numbers(name)
        wrong = [row for row in numbers[name].wrong if there[row]]
        for row in wrong[: MOST_PROBLEMS - len(problems)]:
            found = short(raw.frame[name].iloc[row])
            place = raw.place(raw.frame.index[row], name)
            problems.append(problem(place, name, "territory.no_number", found=found))
    return numbers, problems


def out_of_range(
    raw: RawTable, variable: Variable, values: np.ndarray, there: np.ndarray, column: str = ""
) -> list[Problem]:
    """Tell figures that cannot be: negative counts, rates beyond 100 %, thousands that would be read as decimals.

    Parameters
    ----------
    raw : RawTable
    variable : Variable
    values : array of float
        One per row.
    there : array of bool
        Rows that are of a zone.
    column : str
        Where the values stand, if not under the variable's name.
    """
    column = column or variable.name
    least, most = limits_of(variable)
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(there & ((values < least) | (values > most)))[:MOST_PROBLEMS]
    key = "negative" if variable.kind == "count" else "above_whole"
    found = [
        problem(
            raw.place(raw.frame.index[row], column),
            column,
            f"territory.{key}",
            found=short(raw.frame[column].iloc[row]),
        )
        for row in rows
    ]
    if (
        variable.kind == "count"
        and variable.unit not in ("", "square_km")
        and (first := looks_grouped(raw.frame[column]))
    ):
        found.append(problem(raw.place(-1, column), column, "territory.thousands", found=first))
    return found


def _twice(raw: RawTable, column: str, codes: pd.Series) -> list[Problem]:
    """Tell zones that stand on two rows."""
    again = codes[codes.notna() & codes.duplicated()]
    first = codes.drop_duplicates().reset_index().set_index(codes.name or 0)["index"]
    return [
        problem(raw.place(row, column), column, "territory.zone_twice", found=code, at=raw.place(first[code]))
        for row, code in again.head(MOST_PROBLEMS).items()
    ]


def _dated(
    raw: RawTable, variables: Sequence[Variable], vintage: Vintage, source: str
) -> tuple[list[Variable], list[Problem]]:
    """Give each variable its year, from its name or from the user, and its source; tell those that have none.

    Raises
    ------
    EvalkitError
        When the user says another year than the name does.
    """
    said = {each.name: vintage for each in variables} if isinstance(vintage, str) else dict(vintage or {})
    problems = [
        problem(raw.place(-1, name), name, "territory.unknown_column", known=tuple(raw.columns[:10]))
        for name in said if name not in raw.columns
    ]  # fmt: skip
    dated = []
    for each in variables:
        own = said.get(each.name)
        if own is not None and each.vintage not in (None, own) and not isinstance(vintage, str):
            values = {"found": own, "own": each.vintage}
            problems.append(problem(raw.place(-1, each.name), each.name, "territory.other_vintage", **values))
        dated.append(
            replace(each, vintage=each.vintage or own, source=each.source or source or quoted(each.name, raw.file))
        )
    if problems:
        raise EvalkitError(problems)
    notes = []
    if undated := tuple(each.name for each in dated if each.vintage is None and not is_timeless(each.name)):
        notes.append(problem(raw.place(-1), "", "territory.no_vintage", n=len(undated), found=undated[:MOST_PROBLEMS]))
    if unknown := tuple(each.name for each in dated if each.kind == "unknown"):
        notes.append(
            problem(raw.place(-1), "", "territory.unknown_kinds", n=len(unknown), found=unknown[:MOST_PROBLEMS])
        )
    return dated, notes


def _names(raw: RawTable, level: Level, index: pd.Index, rows: np.ndarray) -> pd.Series:
    column = name_column(raw.columns, level)
    if column is None or column not in raw.frame:
        return pd.Series("", index=index, dtype=str)
    return pd.Series(raw.frame[column][rows].to_numpy(), index=index, dtype=str)


def _sorted(level: Level, frame: pd.DataFrame, variables: tuple[Variable, ...], reasons: np.ndarray, names: pd.Series,
            notes: tuple[Problem, ...]) -> ZoneTable:  # fmt: skip
    order = np.argsort(frame.index.to_numpy(dtype=str), kind="stable")
    frame = frame.iloc[order]
    return ZoneTable(
        level, frame, variables, reasons_of(reasons[order].astype(np.int8), frame), names.iloc[order], notes=notes
    )


def _rounded(raw: RawTable, rounded: Mapping[str, int]) -> list[Problem]:
    if not rounded:
        return []
    n = sum(rounded.values())
    return [problem(raw.place(-1), "", "territory.rounded", n=n, found=tuple(rounded)[:MOST_PROBLEMS])]


def _impossible(raw: RawTable, table: ZoneTable) -> list[Problem]:
    """Tell parts that exceed their whole; where there are many, values stand in the wrong rows.

    Raises
    ------
    EvalkitError
        When there are so many.
    """
    notes: list[Problem] = []
    problems: list[Problem] = []
    for part, whole in parts_among(list(table.frame.columns)):
        both = table.frame[[part, whole]].dropna()
        # Census figures are weighted and written with six digits: the whole may be a little below its only part.
        n = int((both[part] > both[whole] * 1.001 + 0.5).sum())
        if not n:
            continue
        fault = problem(raw.place(-1, part), part, "territory.part_exceeds", n=n, of=len(both), whole=whole)
        (problems if n > MOST_IMPOSSIBLE * len(both) else notes).append(fault)
    if problems:
        raise EvalkitError(problems)
    return notes
