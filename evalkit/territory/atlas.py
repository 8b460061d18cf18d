"""All that is known of territories: official files of a folder on one geography, ready at every level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from evalkit.catalogue.words import Words
from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory import embedded
from evalkit.territory.aggregate import aggregate
from evalkit.territory.align import align
from evalkit.territory.derived import with_derived
from evalkit.territory.folder import files_of, name_in
from evalkit.territory.join import join
from evalkit.territory.levels import Level
from evalkit.territory.membership import SHOWN, Membership, Passage
from evalkit.territory.rates import with_known_rates
from evalkit.territory.reading.cube_text import labels_beside
from evalkit.territory.reading.geometry import Geometry
from evalkit.territory.reading.official import Official, read_every
from evalkit.territory.seekers import is_compared, periods_to_keep
from evalkit.territory.table import Variable, ZoneSeries, ZoneTable, empty_reasons
from evalkit.texts import family

LEAST = 0.99
"""Share of the parts of a zone that must have a value for its count to be shown."""
LARGER: Mapping[Level, tuple[Level, ...]] = {
    "commune": ("epci", "employment_zone_part", "employment_zone", "departement", "region", "france"),
    "epci": ("france",),
    "employment_zone_part": ("employment_zone", "region", "france"),
    "employment_zone": ("france",),
    "departement": ("region", "france"),
    "region": ("france",),
}
"""Levels whose zones are made of whole zones of another."""
POPULATION = f"PMUN{embedded.POPULATION_VINTAGE}"
SAME = 1e-6
"""Relative difference within which two files give the same value."""


@dataclass(frozen=True, eq=False)
class Atlas:
    """Official figures of a folder, or of evalkit's own geography, at every level.

    Parameters
    ----------
    membership : Membership
    tables : tuple of ZoneTable
        Aligned to it, each at the level of its file.
    outlines : mapping of Level to Geometry
        As read; see `outline`.
    files : tuple of pathlib.Path
        Those that figures, geography or outlines come from.
    faulty : tuple of pathlib.Path
        Those that cannot be used.
    refused : tuple of Problem
        Why other files of the folder are left out.
    notes : tuple of Problem
        What was noticed of those that are not.
    folder : pathlib.Path or None
        Where they are.
    """

    membership: Membership
    tables: tuple[ZoneTable, ...]
    outlines: Mapping[Level, Geometry]
    files: tuple[Path, ...] = ()
    faulty: tuple[Path, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    folder: Path | None = None
    _made: dict[Level, ZoneTable] = field(default_factory=dict, repr=False, compare=False)
    _drawn: dict[Level, Geometry | None] = field(default_factory=dict, repr=False, compare=False)

    def first_refusals(self) -> list[tuple[Problem, int]]:
        """Return, of each file left out, its first problem and how many more it has."""
        by_file: dict[str, list[Problem]] = {}
        for each in self.refused:
            by_file.setdefault(each.place.file, []).append(each)
        return [(problems[0], len(problems) - 1) for problems in by_file.values()]

    def name_of(self, file: Path) -> str:
        """Return a file's name as messages and captions call it: with its sub-folder (``insee/filosofi.csv``)."""
        return name_in(file, self.folder or file.parent)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that figures can be had at."""
        return ("commune", *self.membership.levels)

    def at(self, level: Level) -> ZoneTable:
        """Return all figures of a level side by side, with what they give together; those of smaller zones added up.

        A count is shown although a part of the zone's parts misses, one in a hundred at most: it may then be that much
        too small. Of rates and means, see `aggregate`.
        """
        if level not in self._made:
            here = [each for each in self.tables if each.level == level]
            below = [each for each in self.tables if level in LARGER.get(each.level, ())]
            brought = [aggregate(each, level, self.membership, LEAST) for each in below]
            self._made[level] = with_derived(join(_each_once([*here, *brought])))
        return self._made[level]

    def outline(self, level: Level) -> Geometry | None:
        """Return the outlines of a level: as read, else made of those of communes, else none."""
        if level not in self._drawn:
            found = self.outlines.get(level)
            communes = self.outlines.get("commune")
            if found is None and communes is not None and level in self.levels:
                found = _dissolved(communes, level, self.membership)
            self._drawn[level] = found
        return self._drawn[level]


def default_atlas() -> Atlas:
    """Return evalkit's own: communes, EPCI, départements and regions with their population, départements with outlines.

    There are no employment zones in it: no package under an open licence has them.
    """
    geography = embedded.membership()
    return Atlas(geography, (_people(geography),), {"departement": embedded.outlines()})


def read_atlas(folder: str | Path) -> Atlas:
    """Read every official file of a folder and of its sub-folders, by its columns and never by its name.

    Parameters
    ----------
    folder : path
        Files as Insee, Dares, France Travail, ASP or IGN publish them. Of a series, the last period is taken. A file
        that cannot be used is left out and told. Hidden files are not read, nor folders of evalkit's own results.

    Raises
    ------
    EvalkitError
        When there is no such folder, it holds too many files, or nothing in it can be used; with the problems of every
        file.
    """
    place = Path(folder)
    files = files_of(place)
    read, empty, refused = _read(files, place)
    if not read:
        raise EvalkitError(refused or [problem(Place(place.name), "", "atlas.no_file")])
    made = _put_together(read, place)
    unread = tuple(each for each in files if each not in {*(file for file, _ in read), *empty})
    labels = tuple(each for each in empty if each in {labels_beside(file) for file in made.files})
    unused = tuple(problem(Place(name_in(each, place)), "", "atlas.unused") for each in empty if each not in labels)
    return replace(made, files=(*made.files, *labels), faulty=(*unread, *made.faulty),
                   refused=(*refused, *made.refused), notes=(*made.notes, *unused), folder=place)  # fmt: skip


def _read(files: Iterable[Path], folder: Path) -> tuple[list[tuple[Path, Official]], list[Path], list[Problem]]:
    """Return what each file holds, those that only name things, and why others, or parts of them, cannot be read."""
    read: list[tuple[Path, Official]] = []
    empty: list[Path] = []
    refused: list[Problem] = []
    for each in files:
        try:
            found, problems = read_every(each, name_in(each, folder))
        except EvalkitError as error:
            refused += error.problems
            continue
        refused += problems
        read += [(each, one) for one in found]
        empty += [each] if not found and not problems else []
    return read, empty, refused


def _put_together(read: list[tuple[Path, Official]], folder: Path) -> Atlas:
    geography, passage, used, notes = _geography(read)
    tables = [_people(geography)] if geography.people is not None else []
    kept_periods = periods_to_keep(each for _, each in read if isinstance(each, ZoneSeries))
    refused: list[Problem] = []
    faulty: list[Path] = []
    for file, each in read:
        try:
            table = _aligned(file, each, geography, passage, kept_periods)
        except EvalkitError as error:
            refused += error.problems
            faulty.append(file)
            continue
        if table is not None:
            used.add(file)
            notes += [*table.notes, *_twice(table, tables)]
            tables.append(table)
    outlines = _outlines(read, used)
    every = dict.fromkeys(file for file, _ in read)
    notes += [
        problem(Place(name_in(file, folder)), "", "atlas.unused") for file in every if file not in {*used, *faulty}
    ]
    return Atlas(geography, tuple(tables), outlines, tuple(each for each in every if each in used),
                 tuple(each for each in dict.fromkeys(faulty) if each not in used), tuple(refused),
                 tuple(dict.fromkeys(notes)))  # fmt: skip


def _geography(read: list[tuple[Path, Official]]) -> tuple[Membership, Passage, set[Path], list[Problem]]:
    """Return evalkit's geography with the levels of the composition of the folder that knows most of its communes."""
    own, passage, used = embedded.membership(), embedded.passage(), set[Path]()
    for file, each in read:
        if isinstance(each, Passage):
            more = passage.completed(each, own.frame.index)
            used |= set() if more is passage else {file}
            passage = more
    found = [(file, each) for file, each in read if isinstance(each, Membership)]
    if not found:
        return own, passage, used, []
    # Of several delimitations of employment zones, the newest.
    file, best = max(found, key=lambda pair: (pair[1].zoning, len(pair[1].frame.index.intersection(own.frame.index)),
                                              pair[0].name))  # fmt: skip
    made = embedded.with_employment_zones(best)
    return made, passage, {file, *used}, list(made.notes)


def _aligned(
    file: Path, each: Official, geography: Membership, passage: Passage, kept_periods: frozenset[str]
) -> ZoneTable | None:
    """Return the figures of a file on the geography; None where it holds none."""
    table = _latest(each, kept_periods)
    if table is None:
        return None
    if table.level not in ("commune", *geography.levels):
        raise EvalkitError([problem(table.place, "", "atlas.other_level")])
    return align(_with_rates(table), geography, passage)


def _twice(table: ZoneTable, before: Iterable[ZoneTable]) -> list[Problem]:
    """Tell the columns that a file before has at the same level, which alone counts, and how many values differ."""
    told = []
    left = set(table.frame.columns)
    for each in (other for other in before if other.level == table.level):
        again = [name for name in table.frame.columns if name in left and name in each.frame]
        left -= set(again)
        if again:
            own, other = (one.frame[again].to_numpy(dtype=float) for one in (table, each))
            both = ~np.isnan(own) & ~np.isnan(other)
            differ = int((both & ~np.isclose(own, other, rtol=SAME, equal_nan=True)).sum())
            values = {"n": len(again), "found": tuple(again[:SHOWN]), "kept": each.place.file, "differ": differ}
            told.append(problem(table.place, "", "atlas.column_twice", of=int(both.sum()), **values))
    return told


def _latest(each: Official, kept_periods: frozenset[str]) -> ZoneTable | None:
    """Return a table; of a series, the last period, and that in which it is compared with another one."""
    if isinstance(each, ZoneSeries):
        beside = [period for period in each.periods[:-1] if period in kept_periods and is_compared(each)]
        return replace(join([each.at(period) for period in (*beside, each.periods[-1])]), file=each.file)
    return each if isinstance(each, ZoneTable) else None


def _with_rates(table: ZoneTable) -> ZoneTable:
    return with_known_rates(table) if table.tally is None else table


def _outlines(read: list[tuple[Path, Official]], used: set[Path]) -> dict[Level, Geometry]:
    """Return the outlines of each level: of several files, those of most zones."""
    found: dict[Level, tuple[Path, Geometry]] = {}
    for file, each in read:
        if isinstance(each, Geometry) and (
            each.level not in found or len(each.frame) > len(found[each.level][1].frame)
        ):
            found[each.level] = (file, each)
    used |= {file for file, _ in found.values()}
    outlines = {level: each for level, (_, each) in found.items()}
    if not {"departement", "commune"} & set(outlines):
        outlines["departement"] = embedded.outlines()
    return outlines


def _each_once(tables: list[ZoneTable]) -> list[ZoneTable]:
    """Keep the first of columns of one name."""
    seen: set[str] = set()
    kept = []
    for each in tables:
        names = [name for name in each.frame.columns if name not in seen]
        seen |= set(names)
        if names:
            kept.append(each if len(names) == each.frame.shape[1] else each.only(names))
    return kept


def _people(geography: Membership) -> ZoneTable:
    """Return the population of the communes of evalkit's geography."""
    people = embedded.membership().people
    if people is None:
        raise ValueError("evalkit's own geography has its population")
    frame = pd.DataFrame({POPULATION: people.reindex(geography.frame.index)})
    words = Words(**family("territory")["variables"]["PMUN"])
    variable = Variable(POPULATION, words, "people", "count", vintage=embedded.POPULATION_VINTAGE,
                        source=embedded.SOURCE)  # fmt: skip
    names = geography.name_of("commune", frame.index)
    table = ZoneTable("commune", frame, (variable,), empty_reasons(frame, "not_in_file"), names, geography.vintage)
    return align(table, geography)


def _dissolved(communes: Geometry, level: Level, membership: Membership) -> Geometry:
    """Return larger zones from the outlines of their communes; an outline of a former commune belongs to none."""
    groups = membership.groups("commune", level).reindex(communes.frame.index)
    frame = communes.frame[["geometry"]].assign(zone=groups.to_numpy()).dropna(subset=["zone"])
    made = frame.dissolve(by="zone", method="coverage" if _is_coverage(frame) else "unary").rename_axis(index=None)
    made.insert(0, "name", membership.name_of(level, made.index).to_numpy())
    return Geometry(level, made[["geometry", "name"]], communes.source, communes.notes)


def _is_coverage(frame: object) -> bool:
    """Tell outlines that neither overlap nor leave gaps: those can be joined quickly."""
    geometry = frame.geometry  # type: ignore[attr-defined]
    return bool(geometry.is_valid.all() and geometry.is_valid_coverage())
