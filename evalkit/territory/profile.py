"""A zone beside its peers and the larger zones that it lies in: value, rank, quantile, reference values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import yaml

from evalkit.errors import EvalkitError, Place, problem
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.atlas import POPULATION, Atlas
from evalkit.territory.comparison import Side, Third, gap_of, side_of, third_of
from evalkit.territory.derived import OFFER, latest
from evalkit.territory.levels import FRANCE, LEVELS, Level
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.words import level_words

Figure = float | NotEstimable
SCOPES: Mapping[Level, tuple[Level, ...]] = {
    "commune": ("departement", "france"),
    "epci": ("region", "france"),
    "employment_zone": ("region", "france"),
    "employment_zone_part": ("region", "france"),
    "departement": ("region", "france"),
    "region": ("france",),
}
"""Among whose zones a zone is ranked."""
REFERENCES: tuple[Level, ...] = ("departement", "region", "france")
SEEN = 0.5
FEWEST = 3
"""Peers with a value, the zone itself among them, below which there is no rank."""


@dataclass(frozen=True)
class Home:
    """A larger zone that a zone lies in, or mostly lies in.

    Parameters
    ----------
    level, code, name
    share : float
        Share of the zone's people who live in it, 0 to 1.
    """

    level: Level
    code: str
    name: str
    share: float


@dataclass(frozen=True)
class Reference:
    """The value of a larger zone, brought together by the variable's own rule.

    Parameters
    ----------
    home : Home
    value : float or NotEstimable
    gap : float or NotEstimable
        The zone's value less this one, in the unit of the figure.
    side : {"higher", "lower", "near"} or NotEstimable
        Where the zone lies: ``near`` where fewer than a sixth of the people of its peers, in the largest zone that it
        is ranked in, live where the value is between the two; see `evalkit.territory.comparison`.
    """

    home: Home
    value: Figure
    gap: Figure
    side: Side | NotEstimable


@dataclass(frozen=True)
class Among:
    """Where a zone stands among the zones of its level in a larger zone.

    Parameters
    ----------
    home : Home
        The larger zone; a zone that lies across several is counted where most of its people live.
    peers : int
        Zones with a value, itself among them.
    rank : int or NotEstimable
        1 for the highest value; of equal values, the best rank.
    below : float or NotEstimable
        Percent of the other zones whose value is lower; equal ones count half.
    people_below : float or NotEstimable
        Percent of the people of the other zones who live where the value is lower; equal ones count half.
    values, people : tuple of float
        Of all peers, sorted by value; how many people live in each.
    """

    home: Home
    peers: int
    rank: int | NotEstimable
    below: Figure
    people_below: Figure
    values: tuple[float, ...]
    people: tuple[float, ...]

    @property
    def third(self) -> Third | NotEstimable:
        """The third of its peers in which the zone lies."""
        return third_of(self.below, self.peers)


class Beside(NamedTuple):
    """Whether a figure tells more or less need than in a larger zone, and by what this is judged."""

    need: Literal["more", "less", "near"]
    by: Literal["reference", "rank"]


@dataclass(frozen=True)
class Standing:
    """One figure of a zone.

    Parameters
    ----------
    variable : Variable
    need : {"up", "down", ""}
        Whether a higher or a lower value means more need; empty where it says nothing of need.
    value : float or NotEstimable
    references : tuple of Reference
    among : tuple of Among
    """

    variable: Variable
    need: str
    value: Figure
    references: tuple[Reference, ...]
    among: tuple[Among, ...]

    def beside(self, level: Level) -> Beside | NotEstimable:
        """Tell whether the zone has more need, by this figure, than the larger zone that it lies in.

        Parameters
        ----------
        level : Level
            Of the larger zone. Where that has no value (a median), the zone's third among its peers there tells: upper
            or lower, more or less; middle, near.
        """
        if not self.need:
            return not_estimable("atlas.says_no_need")
        if isinstance(self.value, NotEstimable):
            return self.value
        reference = next((each for each in self.references if each.home.level == level), None)
        among = next((each for each in self.among if each.home.level == level), None)
        if reference is None:
            return not_estimable("atlas.no_larger")
        if not isinstance(reference.value, NotEstimable):
            return _beside(reference.side, self.need, "reference")
        return reference.value if among is None else _beside(among.third, self.need, "rank")


class Needs(NamedTuple):
    """The figures that say something of need, by what they tell of a zone beside a larger one."""

    more: tuple[Standing, ...]
    near: tuple[Standing, ...]
    less: tuple[Standing, ...]
    unknown: tuple[Standing, ...]


@dataclass(frozen=True)
class Profile:
    """A zone's profile.

    Parameters
    ----------
    level, code, name
    people : float or NotEstimable
    communes : int
    homes : tuple of Home
        Département, région and France, as far as they are larger than the zone.
    population : Standing
        The people themselves: a count has no reference value.
    standings : tuple of Standing
        In the order of the catalogue; figures without any value at this level are left out.
    """

    level: Level
    code: str
    name: str
    people: Figure
    communes: int
    homes: tuple[Home, ...]
    population: Standing
    standings: tuple[Standing, ...]

    def needs(self, level: Level) -> Needs:
        """Return the figures of need by what they tell beside the larger zone of a level; see `Standing.beside`."""
        found: dict[str, list[Standing]] = {each: [] for each in Needs._fields}
        for each in self.standings:
            if each.need:
                beside = each.beside(level)
                found["unknown" if isinstance(beside, NotEstimable) else beside.need].append(each)
        return Needs(*(tuple(each) for each in found.values()))


def profile(atlas: Atlas, level: Level, code: str, indicators: Sequence[str] | None = None) -> Profile:
    """Return the profile of a zone.

    Parameters
    ----------
    atlas : Atlas
    level : Level
    code : str
    indicators : sequence of str, optional
        Columns; by default the catalogue's, each in its latest year.

    Raises
    ------
    EvalkitError
        When the zone is not there, or a column is not.
    """
    table = zone_table(atlas, level, code)
    names = [each.name for each in wanted(table, code)] if indicators is None else list(indicators)
    if strange := [each for each in names if each not in table.frame]:
        raise EvalkitError([problem(Place(each), "", "atlas.no_column") for each in strange])
    homes = tuple(filter(None, (home(atlas, level, code, each) for each in REFERENCES if _larger(each, level))))
    standings = tuple(_standing(atlas, level, code, table.variable(each)) for each in names)
    inside = atlas.membership.frame.index if level == "france" else _communes(atlas, level, code)
    return Profile(
        level,
        code,
        str(table.names[code]) or code,
        table.value(code, POPULATION),
        len(inside),
        homes,
        _standing(atlas, level, code, table.variable(POPULATION)),
        standings,
    )


def zone_table(atlas: Atlas, level: Level, code: str) -> ZoneTable:
    """Return the figures of a level, after a look whether it has the zone."""
    if level not in atlas.levels:
        raise EvalkitError([problem(Place(code), "", "atlas.no_level", level=level_words(level))])
    table = atlas.at(level)
    if code not in table.frame.index:
        raise EvalkitError([problem(Place(code), "", "atlas.no_zone", found=code, level=level_words(level))])
    return table


@lru_cache
def catalogue() -> Mapping[str, Any]:
    """Return which figures a profile shows, and what they say of need."""
    text = files(__package__).joinpath("indicators.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


def wanted(table: ZoneTable, code: str = "") -> list[Variable]:
    """Return the catalogue's figures that a table has for half of its zones or more, or for one; latest year."""
    # A SIAE serves more than the commune that it stands in.
    keys = [each for each in catalogue()["indicators"] if each != OFFER or table.level != "commune"]
    found = (latest(table, key) for key in keys)
    return [
        each
        for each in found
        if each is not None and (_is_seen(table, each.name) or not np.isnan(table.frame[each.name].get(code, np.nan)))
    ]


def _is_seen(table: ZoneTable, name: str) -> bool:
    return bool(table.frame[name].notna().mean() >= SEEN)


def need_of(variable: Variable) -> str:
    """Tell whether a higher (``up``) or a lower (``down``) value means more need; empty for neither."""
    from evalkit.territory.variables import key_of

    return str(catalogue()["indicators"].get(key_of(variable.name), {}).get("need", ""))


def home(atlas: Atlas, level: Level, code: str, larger: Level) -> Home | None:
    """Return the larger zone of a level in which most people of a zone live; None where no commune lies in one."""
    if larger == "france":
        return Home("france", FRANCE, str(atlas.at("france").names.get(FRANCE, "")) or "France", 1.0)
    if larger not in atlas.levels:
        return None
    communes = _communes(atlas, level, code)
    people = _people(atlas).reindex(communes).fillna(0.0)
    if not people.sum():
        people = people + 1.0
    lived = people.groupby(atlas.membership.frame[larger].reindex(communes)).sum()
    if lived.empty:
        return None
    most = str(lived.idxmax())
    name = str(atlas.membership.name_of(larger, pd.Index([most])).iloc[0])
    return Home(larger, most, name or most, float(lived.max() / people.sum()))


@lru_cache(maxsize=64)
def mostly_in(atlas: Atlas, level: Level, larger: Level) -> pd.Series:
    """Return, for each zone of a level, the larger zone in which most of its people live."""
    frame = atlas.membership.frame
    start = frame.index.to_series() if level == "commune" else frame[level]
    end = pd.Series(FRANCE, index=frame.index) if larger == "france" else frame[larger]
    lived = _people(atlas).reindex(frame.index).fillna(0.0).groupby([start, end]).sum()
    lived.index.names = ["zone", "home"]
    ordered = lived.reset_index(name="people").sort_values(["zone", "people", "home"], ascending=[True, False, True])
    return ordered.drop_duplicates("zone").set_index("zone")["home"]


def _communes(atlas: Atlas, level: Level, code: str) -> pd.Index:
    frame = atlas.membership.frame
    if level == "commune":
        return pd.Index([code])
    return frame.index if level == "france" else frame.index[frame[level] == code]


def _people(atlas: Atlas) -> pd.Series:
    return atlas.at("commune").frame[POPULATION]


def _larger(one: Level, other: Level) -> bool:
    return LEVELS.index(one) > LEVELS.index(other)


def _standing(atlas: Atlas, level: Level, code: str, variable: Variable) -> Standing:
    table = atlas.at(level)
    homes = [home(atlas, level, code, each) for each in REFERENCES if _larger(each, level)]
    value = table.value(code, variable.name)
    among = tuple(filter(None, (_among(atlas, level, code, variable.name, each) for each in SCOPES.get(level, ()))))
    peers, people = (among[-1].values, among[-1].people) if among else ((), ())
    # A count of a larger zone is no reference: it is larger.
    found = [(each, _value(atlas, each, variable.name)) for each in homes if each and variable.kind != "count"]
    references = tuple(
        Reference(each, other, gap_of(value, other), side_of(value, other, peers, people)) for each, other in found
    )
    return Standing(variable, need_of(variable), value, references, among)


def _beside(side: Side | Third | NotEstimable, need: str, by: Literal["reference", "rank"]) -> Beside | NotEstimable:
    if isinstance(side, NotEstimable):
        return side
    if side in ("near", "middle"):
        return Beside("near", by)
    return Beside("more" if (side in ("higher", "upper")) == (need == "up") else "less", by)


def _value(atlas: Atlas, at: Home, name: str) -> Figure:
    table = atlas.at(at.level)
    if name not in table.frame:
        return not_estimable("atlas.not_at_level")
    return table.value(at.code, name)


def _among(atlas: Atlas, level: Level, code: str, name: str, scope: Level) -> Among | None:
    at = home(atlas, level, code, scope)
    if at is None:
        return None
    table = atlas.at(level)
    homes = mostly_in(atlas, level, scope)
    peers = homes.index[homes == at.code].union(pd.Index([code]))
    known = table.frame[name].reindex(peers).dropna()
    if not _is_seen(table, name):  # those that have a value, by statistical secrecy the larger ones, are no sample
        why = not_estimable("atlas.few_have_it")
        return Among(at, len(known), why, why, why, (), ())
    return _ranked(at, code, known, table.frame[POPULATION].reindex(known.index).fillna(0.0))


def _ranked(at: Home, code: str, known: pd.Series, people: pd.Series) -> Among:
    known = known.sort_values(kind="stable")
    people = people.reindex(known.index)
    values, lived = tuple(map(float, known)), tuple(map(float, people))
    if code not in known.index or len(known) < FEWEST:
        why = not_estimable("atlas.few_peers", n=len(known), least=FEWEST)
        absent = not_estimable("atlas.no_value")
        reason = why if code in known.index else absent
        return Among(at, len(known), reason, reason, reason, values, lived)
    own, others = float(known[code]), known.drop(code)
    lower = np.where(others < own, 1.0, np.where(others == own, 0.5, 0.0))
    beside = people.drop(code).to_numpy(dtype=float)
    total = float(beside.sum())
    of_people: Figure = float(100 * (lower @ beside) / total) if total else not_estimable("atlas.no_value")
    return Among(at, len(known), int((known > own).sum()) + 1, float(100 * lower.mean()), of_people, values, lived)
