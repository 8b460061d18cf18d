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
from evalkit.territory.join import join
from evalkit.territory.levels import Level
from evalkit.territory.membership import SHOWN, Membership, Passage
from evalkit.territory.rates import with_known_rates
from evalkit.territory.reading.geometry import Geometry
from evalkit.territory.reading.official import Official, read_official
from evalkit.territory.table import REASONS, Variable, ZoneSeries, ZoneTable, codes_of, empty_reasons, reasons_of
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
COVERED = 0.9
"""Share of the people of a zone who must live in parts with a value for its rate or mean to be shown."""
POPULATION = f"PMUN{embedded.POPULATION_VINTAGE}"
SUFFIXES = (".csv", ".gz", ".xlsx", ".xls", ".ods", ".zip", ".parquet", ".geojson", ".topojson", ".json", ".gpkg",
            ".txt", ".tsv")  # fmt: skip


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
    """

    membership: Membership
    tables: tuple[ZoneTable, ...]
    outlines: Mapping[Level, Geometry]
    files: tuple[Path, ...] = ()
    faulty: tuple[Path, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    _made: dict[Level, ZoneTable] = field(default_factory=dict, repr=False, compare=False)
    _drawn: dict[Level, Geometry | None] = field(default_factory=dict, repr=False, compare=False)

    def first_refusals(self) -> list[tuple[Problem, int]]:
        """Return, of each file left out, its first problem and how many more it has."""
        by_file: dict[str, list[Problem]] = {}
        for each in self.refused:
            by_file.setdefault(each.place.file, []).append(each)
        return [(problems[0], len(problems) - 1) for problems in by_file.values()]

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels that figures can be had at."""
        return ("commune", *self.membership.levels)

    def at(self, level: Level) -> ZoneTable:
        """Return all figures of a level side by side, with what they give together; those of smaller zones added up.

        Counts of which a part of the zone's parts misses, one in a hundred at most, are shown nonetheless: see
        `ZoneTable.coverage`. A rate or a mean is shown where nine people in ten live in parts that have a value: small
        communes, whose values are secret, are unlike the others.
        """
        if level not in self._made:
            here = [each for each in self.tables if each.level == level]
            below = [each for each in self.tables if level in LARGER.get(each.level, ())]
            brought = [aggregate(each, level, self.membership, LEAST) for each in below]
            known = [_well_covered(each) for each in brought]
            self._made[level] = with_derived(join(_each_once([*here, *known])))
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
    """Read every official file of a folder (not of its sub-folders), by its columns and never by its name.

    Parameters
    ----------
    folder : path
        Files as Insee, Dares, France Travail, ASP or IGN publish them. Of a series, the last period is taken. A file
        that cannot be used is left out and told.

    Raises
    ------
    EvalkitError
        When there is no such folder, or nothing in it can be used; with the problems of every file.
    """
    place = Path(folder)
    files = sorted(each for each in _listed(place) if each.is_file() and each.name.lower().endswith(SUFFIXES))
    read, refused = _read(files)
    if not read:
        raise EvalkitError(refused or [problem(Place(place.name), "", "atlas.no_file")])
    made = _put_together(read)
    unread = tuple(each for each in files if each not in {file for file, _ in read})
    return replace(made, faulty=(*unread, *made.faulty), refused=(*refused, *made.refused))


def _listed(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        raise EvalkitError([problem(Place(folder.as_posix()), "", "atlas.no_folder")]) from None


def _read(files: Iterable[Path]) -> tuple[list[tuple[Path, Official]], list[Problem]]:
    read: list[tuple[Path, Official]] = []
    refused: list[Problem] = []
    for each in files:
        try:
            read.append((each, read_official(each)))
        except EvalkitError as error:
            refused += error.problems
    return read, refused


def _put_together(read: list[tuple[Path, Official]]) -> Atlas:
    geography, passage, used, notes = _geography(read)
    tables = [_people(geography)] if geography.people is not None else []
    refused: list[Problem] = []
    faulty: list[Path] = []
    for file, each in read:
        try:
            table = _aligned(file, each, geography, passage)
        except EvalkitError as error:
            refused += error.problems
            faulty.append(file)
            continue
        if table is not None:
            used.add(file)
            notes += [*table.notes, *_twice(file, table, tables)]
            tables.append(table)
    outlines = _outlines(read, used)
    kept = tuple(file for file, _ in read if file in used)
    unused = [
        problem(Place(file.name), "", "atlas.unused") for file, _ in read if file not in used and file not in faulty
    ]
    notes += unused
    return Atlas(geography, tuple(tables), outlines, kept, tuple(faulty), tuple(refused), tuple(dict.fromkeys(notes)))


def _geography(read: list[tuple[Path, Official]]) -> tuple[Membership, Passage, set[Path], list[Problem]]:
    """Return evalkit's geography with the levels of the composition of the folder that knows most of its communes."""
    own = embedded.membership()
    found = [(file, each) for file, each in read if isinstance(each, Membership)]
    if not found:
        return own, embedded.passage(), set(), []
    file, best = max(found, key=lambda pair: (len(pair[1].frame.index.intersection(own.frame.index)), pair[0].name))
    made = embedded.with_employment_zones(best)
    return made, embedded.passage(), {file}, list(made.notes)


def _aligned(file: Path, each: Official, geography: Membership, passage: Passage) -> ZoneTable | None:
    """Return the figures of a file on the geography; None where it holds none."""
    table = _latest(each)
    if table is None:
        return None
    if table.level not in ("commune", *geography.levels):
        raise EvalkitError([problem(Place(file.name), "", "atlas.other_level")])
    return align(_with_rates(table), geography, passage)


def _twice(file: Path, table: ZoneTable, before: Iterable[ZoneTable]) -> list[Problem]:
    """Tell the columns that another file of the same level has already: the first counts."""
    known = {name for each in before if each.level == table.level for name in each.frame.columns}
    again = tuple(name for name in table.frame.columns if name in known)
    return [problem(Place(file.name), "", "atlas.column_twice", n=len(again), found=again[:SHOWN])] if again else []


def _latest(each: Official) -> ZoneTable | None:
    if isinstance(each, ZoneSeries):
        return each.at(each.periods[-1])
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


def _well_covered(table: ZoneTable) -> ZoneTable:
    """Hide the rates and means of zones of which too few people live in parts with a value."""
    names = [each.name for each in table.variables if each.kind in ("rate", "mean") and each.name not in table.refused]
    if table.tally is None or not names:
        return table
    with np.errstate(invalid="ignore", divide="ignore"):
        share = table.tally.people_covered[names] / table.tally.people[names]
    few = pd.DataFrame(False, index=table.frame.index, columns=table.frame.columns)
    few[names] = (share < COVERED) & table.frame[names].notna()
    codes = np.where(few.to_numpy(), np.int8(REASONS.index("little_covered")), codes_of(table.missing))
    frame = table.frame.mask(few)
    return replace(table, frame=frame, missing=reasons_of(codes, frame))


def _each_once(tables: list[ZoneTable]) -> list[ZoneTable]:
    """Keep the first of columns of one name."""
    seen: set[str] = set()
    kept = []
    for each in tables:
        names = [name for name in each.frame.columns if name not in seen]
        seen |= set(names)
        if names:
            kept.append(each if len(names) == each.frame.shape[1] else _columns(each, names))
    return kept


def _columns(table: ZoneTable, names: list[str]) -> ZoneTable:
    tally = None if table.tally is None else table.tally.each(lambda frame: frame[names])
    variables = tuple(each for each in table.variables if each.name in names)
    return replace(table, frame=table.frame[names], missing=table.missing[names], variables=variables, tally=tally)


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
