"""One table per zone: what each column is, of what year, from where, and why a value is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from evalkit.catalogue.words import Words
from evalkit.errors import Place, Problem
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.levels import Level

Kind = Literal["count", "rate", "mean", "median", "unknown"]
Reason = Literal[
    "secret", "not_available", "not_significant", "not_applicable", "blank", "not_in_file", "split_since",
    "merged_since", "part_missing", "little_covered", "empty_denominator", "not_aggregated", "withheld",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)
WHY = pd.CategoricalDtype(list(REASONS))


@dataclass(frozen=True)
class Variable:
    """A column of a table of zones.

    Parameters
    ----------
    name : str
        Its name in the frame.
    label : Words
        What a reader sees, in French and English.
    unit : str
        Key of ``texts/territory.yaml``, ``units``: ``people``, ``percent``, ``euros``...; empty where it is not known.
    kind : {"count", "rate", "mean", "median", "unknown"}
        How it is brought together: counts are added; a rate is the sum of its numerators over the sum of its
        denominators; a mean is weighted by its weight; a median or another quantile cannot be brought together;
        ``unknown`` neither, until the user says what it is.
    numerator, denominator : str
        Columns that a rate is made of; empty for a rate that comes without its counts.
    weight : str
        Column that weights a mean (households, people); empty where no file has it.
    vintage : str or None
        Year or period that the values are of (``2018``, ``2013-2018``, ``2025-T4``); None where neither the file nor
        the user says it.
    source : str
        Where the values come from, as a caption quotes it.
    """

    name: str
    label: Words
    unit: str = ""
    kind: Kind = "unknown"
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    vintage: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Tally:
    """What stays additive of a table, so that bringing zones together in two steps gives the same as in one.

    All frames have the table's zones as rows and its variables as columns.

    Parameters
    ----------
    numerator, denominator : DataFrame
        Sums over the parts that have a value. Of a count, the denominator is 0.
    covered, parts : DataFrame
        How many parts have a value, and how many there are: communes as the file knows them.
    people_covered, people : DataFrame
        How many people live in them; `people` is missing where the population is not known.
    """

    numerator: pd.DataFrame
    denominator: pd.DataFrame
    covered: pd.DataFrame
    parts: pd.DataFrame
    people_covered: pd.DataFrame
    people: pd.DataFrame

    def each(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Tally:
        """Return the tally with the same done to each of its frames."""
        return Tally(*(change(getattr(self, field.name)) for field in fields(self)))


@dataclass(frozen=True)
class ZoneTable:
    """Official figures by zone; never one row by person.

    Parameters
    ----------
    level : Level
        What the rows are.
    frame : DataFrame
        Index: code of the zone, text, unique, sorted. Columns: floats, one per variable, in order.
    variables : tuple of Variable
    missing : DataFrame
        Same shape; where a value is missing, why (a `Reason`); not filled where there is a value.
    names : Series
        Name of each zone; empty where the files do not say it.
    vintage : str or None
        Year of the geography that the codes are of; None where it is not known.
    tally : Tally or None
        None as long as the zones are those of the file.
    refused : mapping of str to NotEstimable
        Variables that cannot be brought together, and why; a zone that is one part only keeps its value.
    splits : tuple of (str, str)
        Zones of which one was parted from the other after the file was made: neither has a value of its own.
    exhaustive : bool
        Whether the file lists all that there is: a zone that it lacks has none of it, which is 0, and not missing.
    notes : tuple of Problem
        What was noticed on the way and is no obstacle: codes repaired, rows left out, columns of unknown year.
    file : str
        The file that it was read from, as messages name it; empty where it is made of several, or of none.
    zoning : str
        Of employment zones, the year of their delimitation (``2010``, ``2020``); empty where the file does not say it.
    """

    level: Level
    frame: pd.DataFrame
    variables: tuple[Variable, ...]
    missing: pd.DataFrame
    names: pd.Series
    vintage: str | None = None
    tally: Tally | None = None
    refused: Mapping[str, NotEstimable] = field(default_factory=dict)
    splits: tuple[tuple[str, str], ...] = ()
    exhaustive: bool = False
    notes: tuple[Problem, ...] = ()
    file: str = ""
    zoning: str = ""

    @property
    def place(self) -> Place:
        """Where messages about the whole table stand: its file, else the first source that it quotes."""
        return Place(self.file or next((each.source for each in self.variables if each.source), "-"))

    def variable(self, name: str) -> Variable:
        """Return what a column is.

        Raises
        ------
        KeyError
            When the table has no such column.
        """
        return {each.name: each for each in self.variables}[name]

    def value(self, zone: str, name: str) -> float | NotEstimable:
        """Return one value, or why it is missing."""
        found = cell(self.frame, zone, name)
        if not np.isnan(found):
            return found
        reason = str(self.missing[name][zone])
        refused = self.refused.get(name) if reason == "not_aggregated" else None
        return refused or not_estimable(f"territory.{reason}")

    def coverage(self, name: str) -> pd.DataFrame:
        """Return what stands behind each value of a column.

        Returns
        -------
        DataFrame
            By zone: ``parts`` and ``covered`` (number of parts, and of those with a value), ``share`` (of the parts,
            0 to 1) and ``people_share`` (of the people who live there; missing where the population is not known).
        """
        if self.tally is None:
            there = self.frame[name].notna().astype(float)
            return pd.DataFrame({"parts": 1.0, "covered": there, "share": there, "people_share": there})
        tally = self.tally
        with np.errstate(invalid="ignore", divide="ignore"):
            return pd.DataFrame(
                {
                    "parts": tally.parts[name],
                    "covered": tally.covered[name],
                    "share": tally.covered[name] / tally.parts[name],
                    "people_share": tally.people_covered[name] / tally.people[name],
                }
            )

    def only(self, names: Sequence[str]) -> ZoneTable:
        """Return the table with some columns only; of a table as read, a rate or a mean needs those it is made of."""
        columns = list(names)
        tally = None if self.tally is None else self.tally.each(lambda frame: frame[columns])
        refused = {name: why for name, why in self.refused.items() if name in columns}
        variables = tuple(map(self.variable, columns))
        return replace(self, frame=self.frame[columns], missing=self.missing[columns], variables=variables,
                       tally=tally, refused=refused)  # fmt: skip


@dataclass(frozen=True)
class ZoneSeries:
    """Figures by zone and period.

    Parameters
    ----------
    level : Level
    frames : mapping of str to DataFrame
        By variable: zones as rows, periods (``2025-T4``, ``2016-06``) as columns, in order of time.
    missing : mapping of str to DataFrame
        Same shapes, as in `ZoneTable`.
    variables : tuple of Variable
        Their `vintage` is that of the edition, where the file says it.
    names : Series
    notes : tuple of Problem
    file, zoning : str
        As in `ZoneTable`.
    """

    level: Level
    frames: Mapping[str, pd.DataFrame]
    missing: Mapping[str, pd.DataFrame]
    variables: tuple[Variable, ...]
    names: pd.Series
    notes: tuple[Problem, ...] = ()
    file: str = ""
    zoning: str = ""

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, in order of time."""
        return tuple(sorted({period for frame in self.frames.values() for period in frame.columns}))

    def at(self, period: str) -> ZoneTable:
        """Return one period as a table; its columns are named ``<variable>_<period>``.

        Raises
        ------
        KeyError
            When no variable has this period.
        """
        if period not in self.periods:
            raise KeyError(period)
        here = [each for each in self.variables if period in self.frames[each.name]]
        named = {each.name: f"{each.name}_{period}" for each in here}
        frame = pd.DataFrame({named[each.name]: self.frames[each.name][period] for each in here})
        missing = pd.DataFrame({named[each.name]: self.missing[each.name][period] for each in here})
        variables = tuple(replace(each, name=named[each.name], vintage=period) for each in here)
        table = ZoneTable(self.level, frame, variables, missing, self.names, notes=self.notes, file=self.file,
                          zoning=self.zoning)  # fmt: skip
        if self.level != "commune":
            return table
        from evalkit.territory.reading.cities import without_arrondissements

        return without_arrondissements(table, {}, table.place)


def cell(frame: pd.DataFrame, zone: str, name: str) -> float:
    """Return one figure of a frame."""
    found: Any = frame.at[zone, name]
    return float(found)


def empty_reasons(frame: pd.DataFrame, reason: Reason | None = None) -> pd.DataFrame:
    """Return reasons of the shape of a frame: none, or one wherever a value is missing."""
    codes = np.full(frame.shape, -1, dtype=np.int8)
    if reason is not None:
        codes[frame.isna().to_numpy()] = REASONS.index(reason)
    return reasons_of(codes, frame)


def reasons_of(codes: np.ndarray, frame: pd.DataFrame) -> pd.DataFrame:
    """Return reasons from their numbers in `REASONS` (-1: none), with the rows and columns of a frame."""
    columns = {
        name: pd.Categorical.from_codes(codes[:, number], dtype=WHY) for number, name in enumerate(frame.columns)
    }
    return pd.DataFrame(columns, index=frame.index)


def codes_of(missing: pd.DataFrame) -> np.ndarray:
    """Return the numbers of reasons in `REASONS`, -1 where there is none; the inverse of `reasons_of`."""
    if missing.shape[1] == 0:
        return np.empty(missing.shape, dtype=np.int8)
    return np.column_stack([missing[name].cat.codes.to_numpy(dtype=np.int8) for name in missing.columns])
