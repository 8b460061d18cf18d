"""What a map is of: the zones drawn, a column's values on them, why some are missing, and the words for all this."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from evalkit.errors import EvalkitError, Place, problem
from evalkit.territory import Geometry, Level, Variable, ZoneTable
from evalkit.territory.variables import population_of
from evalkit.territory.words import level_words, short_label
from evalkit.texts import Language, said
from evalkit.views.maps.frames import MAINLAND, Frame, frames_of
from evalkit.views.maps.legend import SIDE, Box, Piece, note
from evalkit.views.maps.palette import AROUND, MISSING, PAPER
from evalkit.views.numbers import MINUS, NARROW, number
from evalkit.views.plots.canvas import written
from evalkit.views.style import clean
from evalkit.views.territory.wording import producers_of, when

CANDIDATES = 120
"""Zones of a frame that may be named: beyond them, names stand for little."""
_WHOLE, _SMALL = 1000, 5
"""Spreads from which on decimals say nothing, and below which they say much."""
_DEEP = 4
"""Decimals beyond which bounds of classes are shortened."""
_REASONS = 3
"""Reasons for missing values that the legend tells; the others are counted together."""
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
"""What stands between the digits of a large number in a label: no line is broken there."""


@dataclass(frozen=True)
class Subject:
    """The zones of a map.

    Parameters
    ----------
    level : Level
    frames : tuple of Frame
        The main one first.
    names : Series
        Of all zones drawn; empty where unknown.
    order : Series
        By zone: people, else area in square metres of the map; the largest are named first.
    left_out : int
        Zones asked for, or in the table, that have no outline.
    outlines : str
        Source of the outlines.
    language : {"fr", "en"}
    """

    level: Level
    frames: tuple[Frame, ...]
    names: pd.Series
    order: pd.Series
    left_out: int
    outlines: str
    language: Language

    @property
    def zones(self) -> pd.Index:
        """Codes of the zones drawn."""
        return self.names.index

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the family ``maps``."""
        return said(f"maps.{key}", self.language, **values)

    def counted(self, n: int) -> str:
        """Return a number of zones with their level: ``306 zones d'emploi``."""
        return self.say(f"zones.{self.level}", n=n, count=number(n, self.language, 0))

    def shown(self, value: float, digits: int = 1) -> str:
        """Return a number as the reader writes it."""
        return written(float(value), self.language, max(digits, 0))

    def bound(self, value: float, digits: int) -> str:
        """Return a bound of a class, always with the same decimals: ``9,0`` beside ``10,9``."""
        if not 0 < digits <= _DEEP:
            return self.shown(value, digits)
        return str(format_decimal(value, f"#,##0.{'0' * digits}", locale=self.language)).replace("-", MINUS)

    def called(self, zone: object) -> str:
        """Return a zone's name, or its code where it has none."""
        return str(self.names[str(zone)]) or str(zone)


def subject(
    level: Level,
    geometry: Geometry,
    zones: Collection[str] | None,
    held: pd.Index,
    names: pd.Series,
    people: pd.Series | None,
    language: Language,
) -> Subject:
    """Return what a map is of.

    Parameters
    ----------
    level : Level
        Of the figures.
    geometry : Geometry
        Of the same level.
    zones : collection of str or None
        The zones that the map is of; all those of the outlines where it is None.
    held : Index
        The zones that have figures.
    names : Series
        Names from the table; those of the outlines where it lacks them.
    people : Series or None
        By zone.
    language : {"fr", "en"}

    Raises
    ------
    EvalkitError
        When the outlines are of another level.
    """
    if geometry.level != level:
        words = {"found": level_words(geometry.level), "expected": level_words(level)}
        raise EvalkitError([problem(Place(geometry.source), "", "territory.other_level", **words)])
    frames = frames_of(geometry, zones)
    drawn = pd.Index(np.concatenate([frame.codes for frame in frames])) if frames else pd.Index([], dtype=object)
    own = geometry.frame["name"].reindex(drawn).fillna("")
    called = names.reindex(drawn).fillna("")
    area = pd.Series(np.concatenate([_areas(frame) for frame in frames]) if frames else [], index=drawn, dtype=float)
    order = area if people is None else people.reindex(drawn).fillna(0.0)
    wanted = held if zones is None else pd.Index(list(zones))
    return Subject(level, frames, called.where(called != "", own), order, len(wanted.difference(drawn)),
                   geometry.source, language)  # fmt: skip


def of_table(table: ZoneTable, geometry: Geometry, zones: Collection[str] | None, language: Language) -> Subject:
    """Return what a map of a table is of; the zones of most people, where the table counts them, are named first."""
    counted = [each.name for each in table.variables if each.kind == "count" and each.unit == "people"]
    column = population_of(list(table.frame.columns)) or max(
        counted, key=lambda each: table.frame[each].sum(), default=""
    )
    people = table.frame[column] if column else None
    return subject(table.level, geometry, zones, table.frame.index, table.names, people, language)


def _areas(frame: Frame) -> np.ndarray:
    import shapely

    return np.asarray(shapely.area(frame.shapes))


def file_name(kind: str, *columns: str) -> str:
    """Return the name of a figure: maps of other columns stand in other files."""
    return "_".join([kind, *(re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_") for column in columns)])


def values_of(shown: Subject, table: ZoneTable, name: str) -> pd.Series:
    """Return a column on the zones drawn; a zone that a list of all there is lacks has none of it."""
    values = table.frame[name].reindex(shown.zones)
    if table.exhaustive and table.variable(name).kind == "count":
        values[~values.index.isin(table.frame.index)] = 0.0
    return values


def reasons_by_zone(shown: Subject, table: ZoneTable, name: str, empty: pd.Index) -> pd.Series:
    """Return why each zone without a value lacks it, in words."""
    known = table.missing[name].astype(object).reindex(empty).fillna("not_in_file")
    refused = table.refused.get(name)
    words = {reason: said(f"reasons.territory.{reason}", shown.language) for reason in set(known)}
    if refused is not None and "not_aggregated" in words:
        words["not_aggregated"] = refused.sentence(shown.language)
    return known.map(words)


def reasons_of(shown: Subject, table: ZoneTable, name: str, empty: pd.Index) -> dict[str, int]:
    """Return how many of the zones without a value lack it for which reason, in words, the most frequent first."""
    counts = reasons_by_zone(shown, table, name, empty).value_counts()
    return dict(sorted(((str(text), int(n)) for text, n in counts.items()), key=lambda item: (-item[1], item[0])))


def missing_pieces(shown: Subject, reasons: Mapping[str, int]) -> list[Piece]:
    """Return what the legend says of missing values: nothing where there is none."""
    if not reasons:
        return []
    total = sum(reasons.values())
    pieces: list[Piece] = [Box(MISSING, shown.say("missing"), number(total, shown.language, 0))]
    told = list(reasons.items())
    for text, count in told[:_REASONS]:
        pieces.append(note(shown.say("reason", reason=text, count=number(count, shown.language, 0))))
    if rest := sum(count for _, count in told[_REASONS:]):
        pieces.append(note(shown.say("other_reasons", count=number(rest, shown.language, 0))))
    return pieces


def missing_alt(shown: Subject, missing: int) -> list[str]:
    """Return what an alternative text says of zones without a value."""
    return [shown.say("missing_alt", n=missing, count=number(missing, shown.language, 0))] if missing else []


def extremes(shown: Subject, variable: Variable, values: pd.Series) -> dict[str, str]:
    """Return what an alternative text tells of values: their column, zones, lowest and highest."""
    known = values.dropna()
    low, high = str(known.idxmin()), str(known.idxmax())
    spread = float(known[high] - known[low])
    digits = 0 if spread >= _WHOLE or variable.kind == "count" else 2 if spread < _SMALL else 1
    return {
        "what": titled(shown, variable),
        "zones": shown.counted(len(known)),
        "low": shown.shown(known[low], digits),
        "high": shown.shown(known[high], digits),
        "lowest": shown.called(low),
        "highest": shown.called(high),
    }


def last_pieces(shown: Subject, borders: Geometry | None, width: float = SIDE) -> list[Piece]:
    """Return what the legend says of zones beside those of the map, and of the one with a thick line around it."""
    last: list[Piece] = []
    if any(len(frame.around) for frame in shown.frames):
        last.append(Box(AROUND, shown.say("around"), width=width))
    if borders is not None and len(borders.frame) == 1 and (name := clean(str(borders.frame["name"].iloc[0]))):
        last.append(Box(PAPER, name, width=width, ring=True))
    return last


def titled(shown: Subject, variable: Variable, *, short: bool = False) -> str:
    """Return a column's label, or its short one, with its unit and year: ``Taux de chômage (%), 4e trim. 2020``."""
    label = (short_label(variable) if short else variable.label).say(shown.language)
    unit = said(f"territory.units.{variable.unit}", shown.language) if variable.unit else ""
    if unit and unit.casefold() not in label.casefold():
        label = shown.say("in_percent" if variable.unit == "percent" else "with_unit", label=label, unit=unit)
    label = _THOUSANDS.sub(NARROW, label)
    if not variable.vintage:
        return label
    year = when(variable.vintage, shown.language).replace(" ", "\u00a0")
    return shown.say("dated", label=label, year=year)


def sources(shown: Subject, *variables: Variable) -> str:
    """Return the sentences of a caption that say where the figures and the outlines come from."""
    own = dict.fromkeys(name for each in variables for name in producers_of(each))
    listed = " ; ".join(own) if shown.language == "fr" else "; ".join(own).replace(" ; ", "; ")
    parts = [shown.say("source", sources=listed)] if own else [shown.say("no_source")]
    undated = [each for each in variables if not each.vintage]
    if undated:
        listed = ", ".join(short_label(each).say(shown.language) for each in undated)
        parts.append(shown.say("no_year", labels=listed))
    return " ".join([*parts, shown.say("outlines", source=shown.outlines)])


def remarks(shown: Subject) -> list[str]:
    """Return what a caption says of the drawing: projection, insets, zones without outline."""
    main, *insets = shown.frames
    moved = not all(frame.true for frame in shown.frames)
    where = "mainland" if main.name == MAINLAND else "other"
    said_of = []
    if not insets and not moved:
        said_of.append(shown.say(f"projection.{where}"))
    elif not insets:
        said_of.append(shown.say("projection.moved"))
    else:
        said_of.append(shown.say(f"projection.{where}_{'moved' if moved else 'insets'}"))
    if shown.left_out:
        said_of.append(shown.say("left_out", n=shown.left_out, count=number(shown.left_out, shown.language, 0)))
    return said_of


def by_order(shown: Subject, zones: pd.Index) -> pd.Index:
    """Return zones, the most peopled (else the largest) first."""
    return shown.order[zones].sort_values(ascending=False, kind="stable").index


def by_size(shown: Subject, frame: Frame, among: pd.Index | None = None) -> pd.Index:
    """Return the zones of a frame that may be named, the largest first."""
    codes = pd.Index(frame.codes)
    return by_order(shown, codes if among is None else codes[codes.isin(among)])[:CANDIDATES]
