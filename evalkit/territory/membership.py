"""Which commune belongs to which larger zone, and which commune became which: the two tables of geography."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory.levels import FRANCE, Level, part_code

SHOWN = 5
"""Zones that a message names."""


@dataclass(frozen=True)
class Membership:
    """The communes of a year, and the zones that each belongs to.

    Parameters
    ----------
    frame : DataFrame
        Index: code of the commune, unique, sorted. Columns: some of the other levels, text; missing where a commune
        belongs to none (four islands have no EPCI).
    names : mapping of Level to Series
        Names of the zones of a level, by code.
    people : Series or None
        Population of each commune.
    vintage : str or None
        Year of the geography (COG).
    source : str
    notes : tuple of Problem
    zoning : str
        Year of the delimitation of the employment zones (``2010``, ``2020``); empty where it is not known.
    """

    frame: pd.DataFrame
    names: Mapping[Level, pd.Series] = field(default_factory=dict)
    people: pd.Series | None = None
    vintage: str | None = None
    source: str = ""
    notes: tuple[Problem, ...] = ()
    zoning: str = ""

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that communes can be brought together to."""
        return (*self.frame.columns, "france")

    def groups(self, start: Level, end: Level) -> pd.Series:
        """Return the zone of the level `end` that each zone of the level `start` lies in.

        Raises
        ------
        EvalkitError
            When the table does not know one of the levels, or when zones of `start` lie across those of `end`: their
            figures cannot be shared out. An employment zone can be parted by region (``employment_zone_part``).
        """
        communes = self._of(start).to_frame("start").assign(end=self._of(end)).dropna(subset=["start"])
        pairs = communes.drop_duplicates()
        across = pairs["start"][pairs["start"].duplicated()].unique()
        if len(across):
            shown = tuple(sorted(across)[:SHOWN])
            raise EvalkitError([_fault(self, "across", start=start, end=end, n=len(across), found=shown)])
        return pairs.set_index("start")["end"].sort_index()

    def _of(self, level: Level) -> pd.Series:
        if level == "france":
            return pd.Series(FRANCE, index=self.frame.index)
        if level == "commune":
            return self.frame.index.to_series()
        if level not in self.frame:
            raise EvalkitError([_fault(self, "no_level", found=level)])
        return self.frame[level]

    def name_of(self, level: Level, codes: pd.Index) -> pd.Series:
        """Return the names of zones, empty where they are not known."""
        return self.names.get(level, pd.Series(dtype=str)).reindex(codes).fillna("")


@dataclass(frozen=True)
class Passage:
    """What communes of former years became.

    Parameters
    ----------
    pairs : DataFrame
        Columns ``old`` and ``new``, codes. Several rows of one ``new``: communes merged. Several rows of one ``old``:
        a commune parted in two since.
    vintage : str or None
        Year of the new codes.
    source : str
    """

    pairs: pd.DataFrame
    vintage: str | None = None
    source: str = ""

    def successors(self) -> pd.Series:
        """Return the commune that took over each old code; of one parted since, the one that kept its code."""
        return self._successors

    @cached_property
    def _successors(self) -> pd.Series:
        ordered = self.pairs.assign(same=self.pairs["old"] == self.pairs["new"])
        ordered = ordered.sort_values(["old", "same", "new"], ascending=[True, False, True], kind="stable")
        return ordered.drop_duplicates("old").set_index("old")["new"]

    def completed(self, other: Passage, communes: pd.Index) -> Passage:
        """Return the passage with what another knows of codes that neither it nor a geography does.

        Parameters
        ----------
        other : Passage
        communes : Index
            Of the geography; what became no commune of it is left out.
        """
        strange = ~other.pairs["old"].isin(self.pairs["old"]) & ~other.pairs["old"].isin(communes)
        more = other.pairs[strange & other.pairs["new"].isin(communes)]
        return self if more.empty else replace(self, pairs=pd.concat([self.pairs, more], ignore_index=True))

    def splits(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs (commune that kept the code, commune parted from it)."""
        return self._splits

    @cached_property
    def _splits(self) -> tuple[tuple[str, str], ...]:
        kept = self.successors()
        parted = self.pairs[self.pairs["new"] != self.pairs["old"].map(kept)]
        return tuple(sorted(set(zip(parted["old"].map(kept), parted["new"], strict=True))))


def _fault(membership: Membership, key: str, **values: object) -> Problem:
    from evalkit.territory.words import level_words

    words = {name: level_words(value) if name in {"start", "end"} or key == "no_level" else value
             for name, value in values.items()}  # fmt: skip
    return problem(Place(membership.source or "-"), "", f"territory.{key}", **words)


def with_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return zones of communes with the parts of employment zones, where employment zones and regions are known."""
    if not {"employment_zone", "region"} <= set(frame.columns):
        return frame
    pairs = frame[["employment_zone", "region"]].dropna()
    made = [part_code(zone, region) for zone, region in pairs.itertuples(index=False)]
    return frame.assign(employment_zone_part=pd.Series(made, index=pairs.index, dtype=str).reindex(frame.index))


def joined(base: Membership, other: Membership, passage: Passage) -> Membership:
    """Add to a geography the levels that another table knows, whose communes may be of another year.

    Parameters
    ----------
    base : Membership
        Its communes are those of the result.
    other : Membership
    passage : Passage
        What communes of former years became, as of the year of `base`.

    Notes
    -----
    Communes that merged since and lay in several zones are given the first of them by code, and this is told.
    """
    codes = other.frame.index
    became = pd.Series(codes, index=codes).map(passage.successors())
    target = became.fillna(pd.Series(codes, index=codes))
    frame, notes = base.frame.copy(), list(base.notes)
    for level in other.frame.columns.difference(base.frame.columns):
        pairs = pd.DataFrame({"commune": target, "zone": other.frame[level]}).dropna().drop_duplicates()
        torn = pairs["commune"][pairs["commune"].duplicated()].unique()
        if len(torn):
            notes.append(
                _fault(other, "torn", start=level, end="commune", n=len(torn), found=tuple(sorted(torn)[:SHOWN]))
            )
        zones = pairs.drop_duplicates("commune").set_index("commune")["zone"]
        frame[level] = frame.index.to_series().map(zones)
        # A commune parted since lies where the one that it was parted from lies.
        mothers = pd.Series({child: mother for mother, child in passage.splits()}, dtype=str).map(zones)
        frame[level] = frame[level].fillna(mothers)
    frame = with_parts(frame)
    names = {**other.names, **base.names}
    source = " ; ".join(filter(None, (base.source, other.source)))
    zoning = base.zoning or other.zoning
    return Membership(frame, names, base.people, base.vintage, source, (*notes, *other.notes), zoning)
